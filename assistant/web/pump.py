"""A blocking iterator of events, run in a thread of its own and awaited in batches.

The event loop never blocks on the model; closing the batches tells the thread to close the iterator, which
stops the model; and pieces that arrive together are drawn together.
"""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from contextlib import suppress

from assistant.errors import AssistantError
from assistant.interest import Unwanted, until
from assistant.records import Event

PAUSE = 0.05  # seconds between two batches, at least: a screen needs no more
BEAT = 1.0  # seconds without news after which an empty batch says that the wait goes on

log = logging.getLogger(__name__)


class _Pump:
    def __init__(self, start: Callable[[], Iterator[Event]]) -> None:
        self.start = start
        self.loop = asyncio.get_running_loop()
        self.arrived: deque[Event] = deque()
        self.news = asyncio.Event()
        self.ended = False
        self.error: AssistantError | None = None
        self.unwanted = threading.Event()
        threading.Thread(target=self.run, name="answer", daemon=True).start()

    def run(self) -> None:
        """Draw events until they end or nobody wants them; then close their source."""
        try:
            self.draw()
        except AssistantError as error:
            self.error = error
        except Exception:  # the page's shell: a visitor sees a sentence, the log has the traceback
            log.exception("An answer failed unexpectedly.")
            self.error = AssistantError("An answer failed unexpectedly.", "See the log.")
        self.ended = True
        self.tell()

    def draw(self) -> None:
        """Take events one by one."""
        events = self.start()
        with suppress(Unwanted), until(self.unwanted.is_set):
            try:
                for event in events:
                    if self.unwanted.is_set():
                        return
                    self.arrived.append(event)
                    self.tell()
            finally:
                if isinstance(events, Generator):
                    events.close()

    def tell(self) -> None:
        """Wake the awaiting side, if its loop still runs."""
        with suppress(RuntimeError):  # the loop is closed: the server is gone, and nobody waits
            self.loop.call_soon_threadsafe(self.news.set)

    async def batch(self) -> list[Event]:
        """Wait for news, up to a beat; return all there is."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.news.wait(), BEAT)
        self.news.clear()
        return [self.arrived.popleft() for _ in range(len(self.arrived))]


async def batches(start: Callable[[], Iterator[Event]]) -> AsyncGenerator[list[Event], None]:
    """Yield the events of `start()` as they arrive; closing this closes them. Raises AssistantError."""
    pump = _Pump(start)
    try:
        while True:
            ended = pump.ended  # read before the events: none can come after it
            if not ended:
                yield await pump.batch()
                await asyncio.sleep(PAUSE)
            elif pump.arrived:
                yield [pump.arrived.popleft() for _ in range(len(pump.arrived))]
            elif pump.error:
                raise pump.error
            else:
                return
    finally:
        pump.unwanted.set()
