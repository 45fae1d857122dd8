"""What the program adds to raw drafting: the relevance check and the checks of sentences, in one run with the engine.

    python tests/benchmarks/answer.py [--root .] [--json]

Each question is answered by the program; then what it had drafted, the first draft and a sentence each from other
evidence, is drafted by the engine alone from the same prompts, made new by a number so that no cache helps but for what
these share, and held to the same shape. Both use the packaged model. A new number makes a new draft, longer or shorter:
what the engine takes for it is brought to the length of the program's own, token by token. The last figure asks the
first question again: that answer comes from memory.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from itertools import count
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant.ports import FREE, Message, Shape
from assistant.records import Answer, Event, Sources
from assistant.settings import load_settings
from assistant.wire import make_assistant

QUESTIONS = (
    "How can digital platforms help farmers?",
    "Comment la fracture numérique limite-t-elle la participation ?",
    "What role does digital diplomacy play in health?",
    "Quelles technologies nouvelles pourraient servir les ODD ?",
    "Why is cybersecurity needed for trust?",
    "Comment aider les réfugiés à apprendre ?",
)
_numbers = count(int(time.time()) % 100_000_000)


class Counted:
    """A model's `stream` that notes each draft, the first one first: its prompt, its shape, and its tokens so far."""

    def __init__(self, writes: Callable[[Sequence[Message], int, Shape], Generator[str, None, None]]) -> None:
        self.writes = writes
        self.asked: list[tuple[Sequence[Message], int, Shape]] = []
        self.drafts: list[int] = []

    def __call__(self, messages: Sequence[Message], max_tokens: int, shape: Shape = FREE) -> Generator[str, None, None]:
        if shape == FREE:  # to search with, not to be told: no draft
            yield from self.writes(messages, max_tokens, shape)
            return
        self.asked.append((messages, max_tokens, shape))
        self.drafts.append(0)
        place = len(self.drafts) - 1
        with closing(self.writes(messages, max_tokens, shape)) as pieces:
            for piece in pieces:
                self.drafts[place] += 1
                yield piece


def raw(pieces: Iterator[str]) -> tuple[float, float]:
    """Return the seconds that the engine alone takes for the first token of a draft, and for each other one."""
    begun = time.perf_counter()
    next(pieces)
    first = time.perf_counter() - begun
    others = sum(1 for _ in pieces)
    return first, (time.perf_counter() - begun - first) / max(1, others)


def alone(counted: Counted) -> tuple[float, float]:
    """Return the seconds that the engine alone takes for the first token of all drafts, and for all of them."""
    total, number, firsts = 0.0, f"{next(_numbers):09}", []
    for (messages, most, shape), tokens in zip(counted.asked, counted.drafts, strict=True):
        fresh = [Message("system", f"{number} {messages[0].text}"), *messages[1:]]
        first, each = raw(counted.writes(fresh, most, shape))
        total += first + each * (tokens - 1)
        firsts.append(first)
    return firsts[0], total


def measure(root: Path) -> dict[str, float]:
    """Return every figure by its name: milliseconds, tokens, ratios."""
    settings = load_settings(root, mode="written")
    assistant = make_assistant(settings, print, lambda *_: None)
    chat = assistant._chat  # the engine that the program itself uses
    if chat is None:
        raise SystemExit("There is no language model to measure.")
    sources, ratios, tokens, firsts, sentences = [], [], [], [], []
    counted = Counted(chat.stream)
    chat.stream = counted  # type: ignore[method-assign]  # to see what the program has written
    try:
        list(assistant.ask("What is diplomacy for farmers?"))  # loads what is loaded once
        for question in QUESTIONS:
            counted.drafts.clear()
            counted.asked.clear()
            begun = time.perf_counter()
            events: list[Event] = []
            for event in assistant.ask(question):
                if isinstance(event, Sources) and not events:  # they come again where the answer rests on others
                    sources.append(1000 * (time.perf_counter() - begun))
                events.append(event)
            took = time.perf_counter() - begun
            answer = events[-1]
            if not isinstance(answer, Answer) or answer.status != "answered":
                continue
            messages = counted.asked[0][0]
            tokens.append(sum(chat.count_tokens(message.text) for message in messages))  # type: ignore[attr-defined]  # the local engine's
            sentences.append(len(answer.sentences))
            raw_first, drafting = alone(counted)
            ratios.append(took / drafting)
            firsts.append((answer.timings.first_word_ms or 0) / 1000 / raw_first)
        begun = time.perf_counter()
        list(assistant.ask(QUESTIONS[0]))
        again = 1000 * (time.perf_counter() - begun)
    finally:
        assistant.close()
    return {
        "sources shown after, ms (median)": statistics.median(sources),
        "prompt of an answer, tokens (median)": statistics.median(tokens),
        "prompt of an answer, tokens (most)": max(tokens),
        "first word over the engine's own (median)": statistics.median(firsts),
        "sentences of an answer (mean)": statistics.mean(sentences),
        "whole answer over raw drafting (median)": statistics.median(ratios),
        "whole answer over raw drafting (most)": max(ratios),
        "the same question again, ms": again,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, default=Path())
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    figures = measure(arguments.root)
    if arguments.json:
        Console().print_json(json.dumps(figures))
        return
    table = Table("figure", "value")
    for name, value in figures.items():
        table.add_row(name, f"{value:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
