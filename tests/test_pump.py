"""What the page no longer wants is given up, be it in the middle of a wait."""

import asyncio
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from assistant.interest import look_up
from assistant.records import Draft, Event
from assistant.web.pump import batches


class Answer:
    """Events, the last of which never comes: until then it only looks up, as an engine does that waits."""

    def __init__(self) -> None:
        self.closed = threading.Event()

    def __call__(self) -> Iterator[Event]:
        try:
            yield Draft("a")
            while True:
                look_up()
                time.sleep(0.01)
        finally:
            self.closed.set()


def test_closing_the_batches_ends_a_wait_for_the_model() -> None:
    answer = Answer()

    async def visit() -> list[Event]:
        shown: list[Event] = []
        events = batches(answer)
        async for batch in events:
            shown += batch
            if shown:
                break
        await events.aclose()
        return shown

    with ThreadPoolExecutor(1) as other:  # this thread may have a loop already: a browser's
        assert other.submit(lambda: asyncio.run(visit())).result() == [Draft("a")]
    assert answer.closed.wait(5)
