"""The written texts beside this file -> what the adapter of the packaged model is trained on.

Each example is a prompt of the program itself and the reply that it should get. The texts are the project's own, in
French and in English, and none is of the corpus or of what is measured.
"""

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant.language import LANGUAGES
from assistant.ports import Message
from assistant.prompts import YES_NO, Prompts
from assistant.records import Evidence, Language, Passage

HERE = Path(__file__).parent
OTHER: dict[Language, Language] = {"fr": "en", "en": "fr"}
MIXED = 0.25  # of groups of excerpts, each in one language or the other: passages that have no translation
EXCERPTS = 5  # before a question, where some are drawn from elsewhere
BESIDE = 0.2  # of sources, those that another stands beside
CLOSE_BESIDE = 0.25  # the same where they are read closely
BRIEF = 0.33  # of answers, those that are also asked for in one sentence
Texts = dict[Language, list[str]]


@dataclass(frozen=True, slots=True)
class Example:
    """A prompt and the reply wanted; `opening` are words that the reply is made to begin with."""

    messages: list[Message]
    reply: str
    opening: str = ""


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
    """Return the records of the files of a kind, "support", "relevance" or "closely"."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(HERE.glob(f"{kind}-*.jsonl"))]
    return [json.loads(line) for text in texts for line in text.splitlines() if line.strip()]


def examples(prompts: Prompts, seed: int) -> Iterator[Example]:
    """Yield what is to be learnt once; the order of excerpts and what is drawn differ with the seed."""
    draw = random.Random(seed)
    groups = read("relevance")
    yield from _statements(prompts, draw)
    for number, group in enumerate(groups):
        other = groups[(number + draw.randrange(1, len(groups))) % len(groups)]
        for question in group["questions"]:
            asked = _Asked(prompts, group, other, question, draw)
            yield from asked.all_excerpts()
            yield from asked.one_excerpt()
            if question["yes"]:
                yield from asked.answers()
        for question in draw.sample(group["questions"], 2):
            yield _Asked(prompts, group, other, question, draw).of_something_else()
    for record in read("support"):
        language: Language = draw.choice(LANGUAGES)
        yield Example(prompts.translate(record["source"][OTHER[language]], language), record["source"][language])


def closely(prompts: Prompts, seed: int) -> Iterator[list[Example]]:
    """Yield the statements about each source, put to it closely, all in one language and it in one.

    Now and then another source stands beside; one group in seven is of the sources that are judged as always.
    """
    draw = random.Random(seed)
    records, others = read("closely"), read("support")
    groups = [*records, *draw.sample(others, min(len(others), len(records) // 6))]
    for record in draw.sample(groups, len(groups)):
        language, side = draw.choice(LANGUAGES), draw.choice(LANGUAGES)
        both = [record["source"][side]]
        if draw.random() < CLOSE_BESIDE:
            both.append(draw.choice(records)["source"][side])
        source = " ".join(draw.sample(both, len(both)))
        yield [
            Example(prompts.closely(source, one[language], language), _answer(language, yes=one["yes"]))
            for one in draw.sample(record["statements"], len(record["statements"]))
        ]


def kept(prompts: Prompts, seed: int) -> Iterator[Kept]:
    """Yield prompts of what the model writes well by itself, so that it goes on writing as it does."""
    draw = random.Random(seed)
    for record in read("relevance"):
        asked = next(one for one in record["questions"] if one["yes"])
        for language in LANGUAGES:
            told = _excerpts(record["excerpts"], range(len(record["excerpts"][language])), language, draw)
            yield Kept(prompts.write(asked[language], told, language, "detail"), prompts.opening(language))
            message = {"fr": "et sans cela ?", "en": "and without it?"}[language]
            yield Kept(prompts.standalone(asked[language], message, language))


def limits(prompts: Prompts) -> Iterator[Limit]:
    """Yield the question for a limit of every source, which the model answers well after examples."""
    for record in read("support"):
        for language in LANGUAGES:
            for source in record["source"].values():
                statement = prompts.limit(language)
                told = prompts.verify(source, statement, language)
                yield Limit(told, prompts.verify(source, statement, language, taught=True), YES_NO[language])


def _statements(prompts: Prompts, draw: random.Random) -> Iterator[Example]:
    """Yield each statement in both languages before its source in both, now and then with another source beside."""
    records = read("support")
    for record in records:
        for statement in record["statements"]:
            for language in LANGUAGES:
                for side, source in record["source"].items():
                    both = [source, draw.choice(records)["source"][side]] if draw.random() < BESIDE else [source]
                    draw.shuffle(both)
                    messages = prompts.verify(" ".join(both), statement[language], language, taught=True)
                    yield Example(messages, _answer(language, yes=statement["yes"]))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question, the group of excerpts that it is asked of, and another group to draw from."""

    prompts: Prompts
    group: dict[str, Any]
    other: dict[str, Any]
    question: dict[str, Any]
    draw: random.Random

    @property
    def texts(self) -> Texts:
        """The group's excerpts."""
        texts: Texts = self.group["excerpts"]
        return texts

    @property
    def everything(self) -> range:
        """Their numbers."""
        return range(len(self.texts["fr"]))

    @property
    def silent(self) -> list[int]:
        """The numbers of those that do not answer."""
        return [at for at in self.everything if at not in self.question.get("excerpts", ())]

    def all_excerpts(self) -> Iterator[Example]:
        """Yield it before its group; if that answers, also among other excerpts, with and without what answers it."""
        for language in LANGUAGES:
            yield self._judged(
                _excerpts(self.texts, self.everything, language, self.draw), language, yes=self.question["yes"]
            )
        if not self.question["yes"]:
            return
        language = self.draw.choice(LANGUAGES)
        strangers = _drawn(self.other["excerpts"], EXCERPTS - 1, self.draw)
        few = _joined(self.texts, self.draw.sample(self.question["excerpts"], 1), strangers)
        yield self._judged(_excerpts(few, range(EXCERPTS), language, self.draw), language, yes=True)
        left = _joined(self.texts, self.silent, strangers[: max(0, EXCERPTS - len(self.silent))])
        told = _excerpts(left, range(len(left["fr"])), language, self.draw)
        yield self._judged(told, language, yes=False)

    def of_something_else(self) -> Example:
        """Return the question before the other group."""
        language: Language = self.draw.choice(LANGUAGES)
        texts: Texts = self.other["excerpts"]
        return self._judged(_excerpts(texts, range(len(texts[language])), language, self.draw), language, yes=False)

    def one_excerpt(self) -> Iterator[Example]:
        """Yield it before single excerpts, and before sentences of answers."""
        for language in LANGUAGES:
            side = OTHER[language] if self.draw.random() < MIXED else language
            if self.question["yes"]:
                answering = [self.texts[side][at] for at in self.question["excerpts"]]
                first = self.question["answer"][0][language]  # the others may need it
                for text in dict.fromkeys([*self.draw.sample(answering, min(2, len(answering))), first]):
                    yield self._one(text, language, yes=True)
            near = sorted(self.silent, key=lambda at: -_shared(self.question[language], self.texts[language][at]))
            for at in near[:1]:
                yield self._one(self.texts[side][at], language, yes=False)
            if self.draw.random() < MIXED:
                yield self._one(self.draw.choice(self.other["excerpts"][side]), language, yes=False)
            # a sentence of another question's answer: short ones answer no more often than excerpts do
            told = [one for each in self.group["questions"] if each["yes"] for one in each["answer"]]
            said = [one for one in told if one["excerpt"] in self.silent]
            if said:
                yield self._one(self.draw.choice(said)[language], language, yes=False)

    def answers(self) -> Iterator[Example]:
        """Yield its answer, whole, now and then in one sentence, and one of its sentences from its excerpt."""
        for language in LANGUAGES:
            asked, opening, answer = self.question[language], self.prompts.opening(language), self.question["answer"]
            sentences = [one[language] for one in answer]
            told = _excerpts(self.texts, self.everything, language, self.draw)
            if self.draw.random() < MIXED:  # some of what is found speaks of something else
                strangers = _drawn(self.other["excerpts"], 2, self.draw)
                mixed = _joined(self.texts, [*self.question["excerpts"], *self.silent[:1]], strangers)
                told = _excerpts(mixed, range(len(mixed["fr"])), language, self.draw)
            yield Example(self.prompts.write(asked, told, language), _opened(" ".join(sentences), language), opening)
            if self.draw.random() < BRIEF:
                brief = self.prompts.write(asked, told, language, "brief")
                yield Example(brief, _opened(sentences[0], language), opening)
            one = self.draw.choice(answer)
            side = OTHER[language] if self.draw.random() < MIXED else language
            alone = self.prompts.redraft(asked, _evidence(self.texts[side][one["excerpt"]], side, 1), language)
            yield Example(alone, _opened(one[language], language), opening)

    def _judged(self, told: tuple[Evidence, ...], language: Language, *, yes: bool) -> Example:
        return Example(self.prompts.judge(self.question[language], told, language), _answer(language, yes=yes))

    def _one(self, text: str, language: Language, *, yes: bool) -> Example:
        return Example(self.prompts.judge_one(self.question[language], text, language), _answer(language, yes=yes))


def _excerpts(texts: Texts, which: Sequence[int], language: Language, draw: random.Random) -> tuple[Evidence, ...]:
    """Return excerpts in another order, in one language or in both."""
    mixed = draw.random() < MIXED
    numbers = draw.sample(which, len(which))
    sides: list[Language] = [draw.choice(LANGUAGES) if mixed else language for _ in numbers]
    chosen = zip(numbers, sides, strict=True)
    return tuple(_evidence(texts[side][at], side, n) for n, (at, side) in enumerate(chosen, 1))


def _drawn(texts: Texts, count: int, draw: random.Random) -> list[dict[Language, str]]:
    numbers = draw.sample(range(len(texts["fr"])), min(count, len(texts["fr"])))
    return [{language: texts[language][at] for language in LANGUAGES} for at in numbers]


def _joined(texts: Texts, which: Sequence[int], others: Sequence[dict[Language, str]]) -> Texts:
    """Return some of the texts and others after them."""
    return {
        language: [*(texts[language][at] for at in which), *(one[language] for one in others)] for language in LANGUAGES
    }


def _evidence(text: str, language: Language, n: int) -> Evidence:
    return Evidence(n, Passage(str(n), text, language, "contribution", "", "", ""), text)


def _answer(language: Language, *, yes: bool) -> str:
    return YES_NO[language][0 if yes else 1]


def _opened(answer: str, language: Language) -> str:
    """Return an answer as it goes on after its opening: small at first, unless it begins with a name."""
    first = re.match(r"[^\W\d_]+", answer)
    word = first[0] if first else ""
    if word[1:] == word[1:].lower() and word.lower() in _small(language):
        return answer[0].lower() + answer[1:]
    return answer


@cache
def _small(language: Language) -> frozenset[str]:
    """Return the words that the texts write small."""
    told = [text for group in read("relevance") for text in group["excerpts"][language]]
    told += [record["source"][language] for record in read("support")]
    return frozenset(re.findall(r"(?<![\w’'])[^\W\d_]+", " ".join(text[1:] for text in told))) | {
        "l",
        "d",
        "a",
        "à",
        "yes",
        "oui",
    }


def _shared(question: str, text: str) -> int:
    """Return how many longer words two texts share."""
    one, two = ({word for word in re.findall(r"\w+", each.lower()) if len(word) > 3} for each in (question, text))
    return len(one & two)
