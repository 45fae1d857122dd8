"""Coroutines in a thread beside, for threads that wait for them as long as somebody waits for those.

A blocking call cannot be left; a task can be cancelled at any moment, which closes its connection, and the server at
the other end stops.
"""

import asyncio
import threading
from collections.abc import AsyncGenerator, Coroutine, Generator
from concurrent import futures
from contextlib import aclosing, suppress
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from assistant.interest import Unwanted, look_up

T = TypeVar("T")
LOOK = 0.05  # seconds between two looks at whether it is still wanted
_END = 5.0  # seconds that closing waits for what was cancelled


class Closed(Exception):
    """It was closed, before or while somebody waited."""


class Waiting:
    """Runs coroutines; safe to use, and to close, from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._closed = False
        self._last: Coroutine[Any, Any, object] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def result(self, work: Coroutine[Any, Any, T]) -> T:
        """Return a coroutine's result, or raise what it raises; it is cancelled when this is left before.

        Raises Unwanted where nobody waits any more, and Closed.
        """
        future = self._begun(work)
        try:
            while not futures.wait([future], LOOK).done:
                look_up()
            return future.result()
        except futures.CancelledError:
            raise Closed from None
        finally:
            future.cancel()

    def each(self, work: AsyncGenerator[T, None]) -> Generator[T, None, None]:
        """Yield what an asynchronous generator yields, and raise what it raises; closing this cancels it.

        Raises Unwanted where nobody waits any more, and Closed.
        """
        arrived: SimpleQueue[tuple[T] | None] = SimpleQueue()

        async def draw() -> None:
            async with aclosing(work) as pieces:
                async for piece in pieces:
                    arrived.put((piece,))

        future = self._begun(draw())
        future.add_done_callback(lambda _: arrived.put(None))
        try:
            while True:
                look_up()
                try:
                    piece = arrived.get(timeout=LOOK)
                except Empty:
                    continue
                if piece is None:
                    return future.result()
                yield piece[0]
        except futures.CancelledError:
            raise Closed from None
        finally:
            future.cancel()

    def close(self, last: Coroutine[Any, Any, object] | None = None) -> None:
        """Cancel what runs, then run a last coroutine where any ran before; safe to call twice."""
        with self._lock:
            thread, loop = self._thread, self._loop
            if self._closed or loop is None or thread is None:
                self._closed = True
                if last is not None:
                    last.close()
                return
            self._closed, self._last = True, last
            loop.call_soon_threadsafe(loop.stop)
        thread.join(_END)

    def _begun(self, work: Coroutine[Any, Any, T]) -> "futures.Future[T]":
        """Hand a coroutine to the loop, which starts with the first one."""
        try:
            look_up()
        except Unwanted:
            work.close()  # it never began
            raise
        with self._lock:
            if self._closed:
                work.close()
                raise Closed
            if self._loop is None:
                loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=self._run, args=(loop,), name="waiting", daemon=True)
                self._thread.start()
                self._loop = loop
            return asyncio.run_coroutine_threadsafe(work, self._loop)

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        """Run the loop until it is stopped, then end what it still runs."""
        loop.run_forever()
        loop.run_until_complete(self._end())
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()

    async def _end(self) -> None:
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        if self._last is not None:
            with suppress(Exception):  # what closes may fail as it likes
                await self._last
