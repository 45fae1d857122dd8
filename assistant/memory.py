"""Answers given before: the same question, index version and model get the same answer at once."""

import threading
import time
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from dataclasses import replace

from assistant.records import Answer, Draft, Event, Timings

SIZE = 256  # answers kept


class Memory:
    """The last written answers, in memory only; safe to use from several threads."""

    def __init__(self, size: int = SIZE) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, tuple[Event, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def through(self, key: Hashable, events: Iterator[Event], started: float) -> Iterator[Event]:
        """Yield the events kept under a key, timed anew; else these events, kept if they end well.

        What a failing model broke off is not kept: the next time may go better.
        """
        kept = self._recall(key)
        if kept is not None:
            for event in kept:
                yield _again(event, started)
            return
        seen: list[Event] = []
        for event in events:
            if not isinstance(event, Draft):
                seen.append(event)
            yield event
        if seen and isinstance(seen[-1], Answer) and not seen[-1].trouble:
            self._keep(key, tuple(seen))

    def _recall(self, key: Hashable) -> tuple[Event, ...] | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: Hashable, events: tuple[Event, ...]) -> None:
        with self._lock:
            self._kept[key] = events
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)


def _again(event: Event, started: float) -> Event:
    if not isinstance(event, Answer):
        return event
    now = round((time.monotonic() - started) * 1000, 1)
    first = None if event.timings.first_word_ms is None else now
    return replace(event, timings=Timings(min(now, event.timings.search_ms), first, now))
