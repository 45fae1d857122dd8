"""Answers given before are given again."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from assistant.memory import Memory
from assistant.records import Answer, Draft, Event, Text, Timings

ANSWER = Answer("Q?", "en", "answered", "written", "So.", (), (), Timings(20.0, 900.0, 4000.0))


def asked(memory: Memory, key: str, answer: Answer = ANSWER) -> tuple[list[Event], int]:
    """Return what comes for a key, and how many events had to be made for it."""
    made: list[Event] = []

    def events() -> Iterator[Event]:
        for event in (Draft("S"), Text("So."), answer):
            made.append(event)
            yield event

    return list(memory.through(key, events(), started=0.0)), len(made)


def test_the_second_time_the_answer_comes_without_being_made() -> None:
    memory = Memory()
    first, second = asked(memory, "a"), asked(memory, "a")
    assert (first[1], second[1]) == (3, 0)
    assert second[0][0] == Text("So.")
    assert isinstance(second[0][-1], Answer)
    assert replace(second[0][-1], timings=ANSWER.timings) == ANSWER


def test_another_key_is_another_answer() -> None:
    memory = Memory()
    asked(memory, "a")
    assert asked(memory, "b")[1] == 3


@pytest.mark.parametrize(("trouble", "made"), [("", 0), ("The model stopped.", 3)])
def test_quotes_in_the_place_of_an_answer_are_kept_unless_the_model_failed(trouble: str, made: int) -> None:
    memory = Memory()
    asked(memory, "a", replace(ANSWER, fell_back=True, trouble=trouble))
    assert asked(memory, "a")[1] == made


def test_what_was_left_half_way_is_not_kept() -> None:
    memory = Memory()
    events = iter([Text("So."), ANSWER])
    stream = memory.through("a", events, started=0.0)
    assert next(stream) == Text("So.")
    stream.close()  # type: ignore[attr-defined]  # it is a generator
    assert asked(memory, "a")[1] == 3


@pytest.mark.parametrize(("key", "made"), [("a", 3), ("b", 0), ("c", 0)])
def test_the_one_asked_longest_ago_goes_first(key: str, made: int) -> None:
    memory = Memory(size=2)
    for name in ("a", "b", "c"):
        asked(memory, name)
    assert asked(memory, key)[1] == made
