"""Coroutines in a thread of their own, for threads that wait for them as long as somebody waits for those.

A blocking call cannot be left; a task can be cancelled at any moment, which closes its connection, and the server at
the other end stops.
"""

import asyncio
import threading
from collections.abc import AsyncGenerator, Coroutine, Generator
from concurrent import futures
from contextlib import aclosing
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from assistant.interest import look_up

T = TypeVar("T")
LOOK = 0.05  # seconds between two looks at whether it is still wanted


class Waiting:
    """Runs coroutines; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def result(self, work: Coroutine[Any, Any, T]) -> T:
        """Return a coroutine's result, or raise what it raises; it is cancelled on Unwanted or an interruption."""
        future = asyncio.run_coroutine_threadsafe(work, self._running())
        try:
            while not futures.wait([future], LOOK).done:
                look_up()
            return future.result()
        finally:
            future.cancel()

    def each(self, work: AsyncGenerator[T, None]) -> Generator[T, None, None]:
        """Yield what an asynchronous generator yields, and raise what it raises; closing this cancels it."""
        arrived: SimpleQueue[tuple[T] | None] = SimpleQueue()

        async def draw() -> None:
            async with aclosing(work) as pieces:
                async for piece in pieces:
                    arrived.put((piece,))

        future = asyncio.run_coroutine_threadsafe(draw(), self._running())
        future.add_done_callback(lambda _: arrived.put(None))
        try:
            while True:
                try:
                    piece = arrived.get(timeout=LOOK)
                except Empty:
                    look_up()
                    continue
                if piece is None:
                    return future.result()
                yield piece[0]
        finally:
            future.cancel()

    def close(self) -> None:
        """End the thread, once what it runs is cancelled; safe to call twice."""
        with self._lock:
            loop, thread, self._loop, self._thread = self._loop, self._thread, None, None
        if loop is not None and thread is not None:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=_run, args=(self._loop,), name="waiting", daemon=True)
                self._thread.start()
            return self._loop


def _run(loop: asyncio.AbstractEventLoop) -> None:
    """Run a loop until it is stopped, then end what it still runs."""
    loop.run_forever()
    loop.run_until_complete(_end())
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()


async def _end() -> None:
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
