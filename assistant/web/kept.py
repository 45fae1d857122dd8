"""A conversation <-> the text that the visitor's browser keeps.

What comes back is another's word: it is taken only if every type is right and every quote is in its passage. Passages,
which several answers share, are written once.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pydantic import TypeAdapter

from assistant.exports.talk import Outcome, Said
from assistant.feedback import COMMENT_CHARS, Why
from assistant.goals import GOALS
from assistant.records import EVERYTHING, Answer, Only, Sources
from assistant.web.conversation import KEPT, Conversation, Exchange

FORMAT = 1  # raised when what is written changes; a text of another format is not read
UNFOLDED = 16_000_000  # characters of passages in all that it may stand for: one stands in it once, however often cited
LARGEST = 180_000  # bytes, so that a request that brings it back, quoted once more, passes the guard
KEY = re.compile(r"[0-9a-f]{32}")
Json = object  # what JSON can hold
_PASSAGE = {"id", "text", "language", "kind", "section", "document", "file"}  # what tells a passage from anything else


@dataclass(frozen=True, slots=True)
class One:
    """An exchange as it is kept."""

    question: str
    key: str
    only: Only = EVERYTHING
    sources: Sources | None = None
    answer: Answer | None = None
    streamed: str = ""
    trouble: str = ""
    stopped: bool = False
    thumb: Literal["", "up", "down"] = ""
    reason: Why = ""
    comment: str = ""


_ONES: TypeAdapter[tuple[One, ...]] = TypeAdapter(tuple[One, ...])


def written(talk: Conversation) -> tuple[str, int]:
    """Return a conversation's text, and how many of its oldest exchanges are not in it.

    One too long for a request loses uncited passages first.
    """
    kept = [_one(exchange) for exchange in talk.exchanges]
    text = _text(kept)
    if _fits(text):
        return text, 0
    kept = [*map(_lean, kept[:-1]), *kept[-1:]]
    first = bisect_left(range(len(kept)), True, key=lambda start: _fits(_text(kept[start:])))
    return _text(kept[first:]) if first < len(kept) else "", first


def read(text: str, longest: int) -> list[Exchange] | None:
    """Return the exchanges of a kept text; None for what is no such text, or has questions of more characters."""
    try:
        value = json.loads(text)
        if value["format"] != FORMAT:
            return None
        table = value["passages"]
        whole = _unfolded(value["exchanges"], table, _Room([len(json.dumps(item)) for item in table]))
        ones = _ONES.validate_json(json.dumps(whole), strict=True)
    except (ValueError, TypeError, KeyError, IndexError, RecursionError):
        return None
    if not 0 < len(ones) <= KEPT or not all(_sound(one, longest) for one in ones):
        return None
    return [_exchange(number, one) for number, one in enumerate(ones, 1)]


def said(exchanges: Sequence[Exchange]) -> tuple[Said, ...]:
    """Return exchanges as an export takes them."""

    def outcome(exchange: Exchange) -> Outcome:
        return "answered" if exchange.answer else "stopped" if exchange.stopped else "broken"

    return tuple(Said(exchange.question, exchange.answer, outcome(exchange)) for exchange in exchanges)


def _fits(text: str) -> bool:
    return len(text.encode()) <= LARGEST


def _text(kept: Sequence[One]) -> str:
    table: list[Json] = []
    folded = _folded(_ONES.dump_python(tuple(kept), mode="json", exclude_defaults=True), table)
    return json.dumps({"format": FORMAT, "passages": table, "exchanges": folded}, ensure_ascii=False)


def _one(exchange: Exchange) -> One:
    """Return what is worth keeping: no scores, and of an exchange under way only that it did not end."""
    sources = exchange.sources and replace(exchange.sources, found=replace(exchange.sources.found, hits=(), related=()))
    answer = exchange.answer
    if answer is not None:
        answer = replace(answer, nearest=tuple(replace(hit, sentences=()) for hit in answer.nearest))
    open_end = answer is None and not exchange.stopped and not exchange.trouble
    return One(
        question=exchange.question,
        key=exchange.key,
        only=exchange.only,
        sources=sources,
        answer=answer,
        streamed="" if answer else exchange.streamed,
        trouble="lost" if open_end else exchange.trouble,
        stopped=exchange.stopped,
        thumb=exchange.thumb,
        reason=exchange.reason,
        comment=exchange.comment,
    )


def _lean(one: One) -> One:
    """Return an exchange without the passages that its answer does not cite."""
    if one.sources is None or one.answer is None:
        return one
    cited = {item.n for item in one.answer.citations}
    evidence = tuple(item for item in one.sources.evidence if item.n in cited)
    return replace(one, sources=replace(one.sources, evidence=evidence))


def _exchange(number: int, one: One) -> Exchange:
    return Exchange(
        number=number,
        question=one.question,
        stage="done",
        sources=one.sources,
        streamed=one.streamed,
        answer=one.answer,
        trouble=one.trouble,
        stopped=one.stopped,
        key=one.key,
        only=one.only,
        thumb=one.thumb,
        reason=one.reason,
        comment=one.comment,
    )


def _sound(one: One, longest: int) -> bool:
    """Tell whether this page could have kept an exchange: its quotes are in their passages, it is short enough."""
    quotes = [(item.quote, item.passage) for item in (one.answer.citations if one.answer else ())]
    quotes += [(item.quote, item.passage) for item in (one.sources.evidence if one.sources else ())]
    understood = [said.understood for said in (one.answer, one.sources) if said]
    sought = [one.only, *([one.answer.only] if one.answer else []), *([one.sources.found.only] if one.sources else [])]
    return (
        all(quote in passage.text for quote, passage in quotes)
        and all(goal in GOALS for only in sought for goal in only.goals)
        and all(len(question) <= 3 * longest for question in understood)
        and 0 < len(one.question) <= longest
        and len(one.comment) <= COMMENT_CHARS
        and KEY.fullmatch(one.key) is not None
    )


def _folded(value: Json, table: list[Json]) -> Json:
    """Return a value with each passage in it replaced by its place in a table."""
    if isinstance(value, list):
        return [_folded(item, table) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() >= _PASSAGE:
        if value not in table:
            table.append(value)
        return {"passage": table.index(value)}
    return {name: _folded(item, table) for name, item in value.items()}


class _Room:
    """What a kept text may unfold to: each passage's characters, and how many are left for all of them."""

    def __init__(self, sizes: list[int]) -> None:
        self._sizes, self._left = sizes, UNFOLDED

    def take(self, number: int) -> None:
        """Count one more time that a passage stands in the text. Raises ValueError, IndexError."""
        self._left -= self._sizes[number]
        if self._left < 0:
            raise ValueError("The text unfolds to more than it may.")


def _unfolded(value: Json, table: list[Json], room: _Room) -> Json:
    if isinstance(value, list):
        return [_unfolded(item, table, room) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"passage"} and type(value["passage"]) is int:
        room.take(value["passage"])
        return table[value["passage"]]
    return {name: _unfolded(item, table, room) for name, item in value.items()}
