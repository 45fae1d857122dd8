"""A thread that waits for a coroutine gives it up as soon as nobody waits for that thread."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Iterator

import pytest

from assistant.engines.waiting import Closed, Waiting
from assistant.interest import Unwanted, look_up, until


@pytest.fixture
def waiting() -> Iterator[Waiting]:
    waiting = Waiting()
    yield waiting
    waiting.close()
    waiting.close()


class Work:
    """Coroutines that tell when they began and when they were cancelled."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.cancelled = threading.Event()

    async def forever(self) -> int:
        self.begun.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            self.cancelled.set()
            raise
        return 0

    async def counting(self, most: int) -> AsyncGenerator[int, None]:
        for number in range(most):
            yield number
        await self.forever()


async def one() -> int:
    return 1


async def three() -> AsyncGenerator[int, None]:
    for number in range(3):
        yield number


async def broken() -> int:
    raise ValueError("broken")


async def breaking() -> AsyncGenerator[int, None]:
    yield 1
    raise ValueError("broken")


def test_results_and_errors_come_through(waiting: Waiting) -> None:
    assert waiting.result(one()) == 1
    assert list(waiting.each(three())) == [0, 1, 2]
    with pytest.raises(ValueError, match="broken"):
        waiting.result(broken())
    pieces = waiting.each(breaking())
    assert next(pieces) == 1
    with pytest.raises(ValueError, match="broken"):
        next(pieces)


@pytest.mark.parametrize(
    "ask",
    [lambda waiting, work: waiting.result(work.forever()), lambda waiting, work: list(waiting.each(work.counting(2)))],
    ids=["result", "each"],
)
def test_what_nobody_waits_for_is_cancelled(waiting: Waiting, ask: Callable[[Waiting, Work], object]) -> None:
    work = Work()
    with until(work.begun.is_set), pytest.raises(Unwanted):
        ask(waiting, work)
    assert work.cancelled.wait(5)
    assert waiting.result(one()) == 1, "the next one is not concerned"


def test_closing_the_pieces_cancels_what_makes_them(waiting: Waiting) -> None:
    work = Work()
    pieces = waiting.each(work.counting(1))
    assert next(pieces) == 0
    assert work.begun.wait(5)
    pieces.close()
    assert work.cancelled.wait(5)


def test_several_threads_wait_at_once(waiting: Waiting) -> None:
    there: list[int] = []

    async def meet(number: int) -> None:
        there.append(number)
        while len(there) < 3:
            await asyncio.sleep(0.01)

    threads = [threading.Thread(target=lambda n=n: waiting.result(meet(n))) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert not any(thread.is_alive() for thread in threads)


def test_closing_cancels_what_still_runs_and_tells_who_waits() -> None:
    waiting, work, left = Waiting(), Work(), Work()
    told: list[bool] = []

    def wait() -> None:
        with pytest.raises(Closed):
            waiting.result(work.forever())
        told.append(True)

    thread = threading.Thread(target=wait)
    thread.start()
    pieces = waiting.each(left.counting(1))
    next(pieces)
    assert work.begun.wait(5)
    assert left.begun.wait(5)
    last: list[bool] = []

    async def at_last() -> None:
        last.append(work.cancelled.is_set())

    waiting.close(at_last())
    thread.join(5)
    assert (told, last) == ([True], [True])
    assert left.cancelled.is_set()
    with pytest.raises(Closed):
        next(pieces)


def test_what_is_closed_begins_nothing() -> None:
    waiting = Waiting()
    waiting.close(one())
    with pytest.raises(Closed):
        waiting.result(one())
    with pytest.raises(Closed):
        next(waiting.each(three()))


def test_what_nobody_waits_for_does_not_begin(waiting: Waiting) -> None:
    work = Work()
    with until(lambda: True), pytest.raises(Unwanted):
        waiting.result(work.forever())
    assert waiting.result(one()) == 1
    assert not work.begun.is_set()


def test_only_the_thread_that_says_so_looks_up() -> None:
    found: list[bool] = []

    def other() -> None:
        look_up()
        found.append(True)

    with until(lambda: True):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        with pytest.raises(Unwanted):
            look_up()
    look_up()
    assert found == [True]
