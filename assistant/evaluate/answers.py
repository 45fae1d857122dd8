"""Whole answers, written one by one: in the right language, cited, quoted word for word, from the right passage?"""

import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from assistant.answer import Assistant
from assistant.draft import SentenceStream
from assistant.evaluate.items import SPLITS, Item
from assistant.evaluate.metrics import rate
from assistant.evaluate.relay import Relay
from assistant.evidence import unjoined
from assistant.language import LANGUAGES, detect
from assistant.ports import FREE, ChatModel, Message, Progress, Shape
from assistant.records import Answer


class Overheard(Relay):
    """A chat model as it is; keeps what it drafted: what it writes in no shape is a question or to search with."""

    def __init__(self, chat: ChatModel) -> None:
        super().__init__(chat)
        self.wrote: list[str] = []

    def stream(self, messages: Sequence[Message], max_tokens: int, shape: Shape = FREE) -> Generator[str, None, None]:
        """Pass the reply on, and keep it if it is a draft."""
        written = ""
        if shape != FREE:
            self.wrote.append("")
        for piece in self._chat.stream(messages, max_tokens, shape):
            written += piece
            if shape != FREE:
                self.wrote[-1] = written
            yield piece


@dataclass(frozen=True, slots=True)
class Written:
    """A question that the corpus answers, the answer given, and what the model drafted for it."""

    item: Item
    answer: Answer
    drafted: tuple[str, ...]
    seconds: float

    @property
    def own(self) -> list[str]:
        """The sentences in the program's own words."""
        return [one.text for one in self.answer.sentences if not one.stands_in] if self.answer.mode == "written" else []


def choose(items: Sequence[Item], count: int) -> list[Item]:
    """Return so many answerable questions of each half and language, evenly spread over the sets; all where fewer."""
    chosen: list[Item] = []
    for split in SPLITS:
        for language in LANGUAGES:
            mine = [item for item in items if (item.answerable, item.split, item.language) == (True, split, language)]
            few = min(count, len(mine))
            chosen += [mine[place * len(mine) // few] for place in range(few)]
    return chosen


def write(assistant: Assistant, chat: Overheard | None, items: Sequence[Item], progress: Progress) -> list[Written]:
    """Ask every question as a person types it, one after another: its language is not told. Raises AssistantError."""
    written = []
    for done, item in enumerate(items, 1):
        if chat is not None:
            chat.wrote.clear()
        began = time.monotonic()
        *_, last = assistant.ask(item.question)
        if not isinstance(last, Answer):
            raise TypeError("The last event is the answer.")
        stream = SentenceStream(last.language)
        first = chat.wrote[0] if chat is not None and chat.wrote else ""
        drafted = (*stream.feed(first), *stream.finish())
        written.append(Written(item, last, drafted, time.monotonic() - began))
        progress("answering", done, len(items))
    return written


def answers_report(written: Sequence[Written]) -> dict[str, Any]:
    """Return, by half and language, what the answers are like, and every answer as it was given."""
    report: dict[str, Any] = {
        split: {
            "answers": {
                language or "all": _shares(
                    [one for one in written if one.item.split == split and language in (None, one.item.language)]
                )
                for language in (*LANGUAGES, None)
            }
        }
        for split in SPLITS
    }
    return {**report, "answers": [_as_dict(one) for one in written]}


def _shares(written: Sequence[Written]) -> dict[str, Any]:
    given = [one for one in written if one.answer.status == "answered"]
    own = [(one.item.language, text) for one in given for text in one.own]
    shown = [sentence for one in given for sentence in one.answer.sentences]
    quotes = [citation for one in given for citation in one.answer.citations]
    cited = [{citation.passage.id for citation in one.answer.citations} for one in given]
    right = [float(bool(ids & one.item.accepted)) for ids, one in zip(cited, given, strict=True)]
    accepted = [float(name in one.item.accepted) for ids, one in zip(cited, given, strict=True) for name in ids]
    shares: Mapping[str, Sequence[float]] = {
        "answered": [float(one.answer.status == "answered") for one in written],
        "of these, in its own words": [float(one.answer.mode == "written") for one in given],
        "of these, by an accepted passage": right,
        "passages cited that are accepted ones": accepted,
        "sentences with a citation": [float(bool(one.citations)) for one in shown],
        "quotes word for word": [float(one.quote in one.passage.text) for one in quotes],
        "answers in the question's language": [float(one.answer.language == one.item.language) for one in given],
        "own sentences in the right language": [float(detect(text) == language) for language, text in own],
    }
    drafted = sum(len(one.drafted) for one in given)
    return {
        **{name: rate(values).as_dict() for name, values in shares.items()},
        "drafted": drafted,
        "let through": sum(text in {*one.drafted, *map(unjoined, one.drafted)} for one in given for text in one.own),
        "sentences an answer": round(len(shown) / max(1, len(given)), 2),
        "seconds an answer": round(median(one.seconds for one in given), 1) if given else 0.0,
    }


def _as_dict(one: Written) -> dict[str, Any]:
    return {
        "id": one.item.id,
        "question": one.item.question,
        "status": one.answer.status,
        "mode": one.answer.mode,
        "text": one.answer.text,
        "drafted": list(one.drafted),
        "cited": [citation.passage.id for citation in one.answer.citations],
        "seconds": round(one.seconds, 1),
    }
