"""The written texts beside this file -> what the adapter of the packaged model is trained on.

Each example is a prompt of the program itself and the reply that it should get. The texts are the project's own, in
French and in English, and none is of the corpus or of what is measured.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.language import LANGUAGES
from assistant.ports import Message
from assistant.prompts import YES_NO, Prompts
from assistant.records import Evidence, Language, Passage

HERE = Path(__file__).parent
OTHER: dict[Language, Language] = {"fr": "en", "en": "fr"}
MIXED = 0.25  # of groups of excerpts, each in one language or the other: passages that have no translation


@dataclass(frozen=True, slots=True)
class Example:
    """A prompt and the reply wanted: yes or no."""

    messages: list[Message]
    reply: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A prompt of which the model's own reply is kept; `opening` are words that it is made to begin with."""

    messages: list[Message]
    opening: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """The question whether a source tells of a limit, after examples and without; and the words of its answers."""

    told: list[Message]
    taught: list[Message]
    words: tuple[str, str]


def read(kind: str) -> list[dict[str, Any]]:
    """Return the records of the files of a kind, "support" or "relevance"."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(HERE.glob(f"{kind}-*.jsonl"))]
    return [json.loads(line) for text in texts for line in text.splitlines() if line.strip()]


def examples(prompts: Prompts, seed: int) -> Iterator[Example]:
    """Yield every example once; the order of excerpts and what is drawn differ with the seed."""
    draw = random.Random(seed)
    for record in read("support"):
        for statement in record["statements"]:
            for language in LANGUAGES:
                for source in record["source"].values():
                    messages = prompts.verify(source, statement[language], language, taught=True)
                    yield Example(messages, _answer(language, yes=statement["yes"]))
    groups = read("relevance")
    for number, record in enumerate(groups):
        for question in record["questions"]:
            for language in LANGUAGES:
                told = _excerpts(record["excerpts"], language, draw)
                yield Example(prompts.judge(question[language], told, language), _answer(language, yes=question["yes"]))
        other = groups[(number + draw.randrange(1, len(groups))) % len(groups)]
        for question in draw.sample(record["questions"], 2):  # before excerpts on something else
            drawn: Language = draw.choice(LANGUAGES)
            told = _excerpts(other["excerpts"], drawn, draw)
            yield Example(prompts.judge(question[drawn], told, drawn), _answer(drawn, yes=False))


def kept(prompts: Prompts, seed: int) -> Iterator[Kept]:
    """Yield prompts of all that the model writes, so that it goes on writing as it does."""
    draw = random.Random(seed)
    for record in read("relevance"):
        for question in record["questions"]:
            for language in LANGUAGES:
                told, opening = _excerpts(record["excerpts"], language, draw), prompts.opening(language)
                asked = question[language]
                if question["yes"]:
                    yield Kept(prompts.write(asked, told, language), opening)
                    yield Kept(prompts.write(asked, told, language, "brief"), opening)
                    yield Kept(prompts.redraft(asked, draw.choice(told), language), opening)
                    message = {"fr": "et sans cela ?", "en": "and without it?"}[language]
                    yield Kept(prompts.standalone(asked, message, language))
    for record in read("support"):
        for language in LANGUAGES:
            text = record["source"][OTHER[language]]
            yield Kept(prompts.translate(text, language))


def limits(prompts: Prompts) -> Iterator[Limit]:
    """Yield the question for a limit of every source, which the model answers well after examples."""
    for record in read("support"):
        for language in LANGUAGES:
            for source in record["source"].values():
                statement = prompts.limit(language)
                told = prompts.verify(source, statement, language)
                yield Limit(told, prompts.verify(source, statement, language, taught=True), YES_NO[language])


def _excerpts(texts: dict[Language, list[str]], language: Language, draw: random.Random) -> tuple[Evidence, ...]:
    """Return the excerpts in another order, in one language or in both."""
    mixed = draw.random() < MIXED
    numbers = list(range(len(texts[language])))
    draw.shuffle(numbers)
    sides: list[Language] = [draw.choice(LANGUAGES) if mixed else language for _ in numbers]
    chosen = zip(numbers, sides, strict=True)
    return tuple(_evidence(texts[side][at], side, n) for n, (at, side) in enumerate(chosen, 1))


def _evidence(text: str, language: Language, n: int) -> Evidence:
    return Evidence(n, Passage(str(n), text, language, "contribution", "", "", ""), text)


def _answer(language: Language, *, yes: bool) -> str:
    return YES_NO[language][0 if yes else 1]
