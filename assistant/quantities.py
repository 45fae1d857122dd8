"""Amounts told roughly, or as a share, that evidence gives otherwise: "nearly a fifth" of 19%, "hundreds" of 300.

Numbers must be the evidence's own (`assistant/checks.py`); people say them again in rounder ones. What a round one may
stand for is a range, and a share may be worked out from two counts of one sentence: "of 38 meetings, they missed 17"
bears out "nearly half of them". Closed lists of both languages' words for it; an amount that they do not know stays as
exact as it is. Whether it is told of the same thing is for the model to judge.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant import checks
from assistant.records import Language

_EXACT = 0.02  # by which a share told without saying that it is rough may be off: a third of 31%
_NEARLY = 0.07  # the same where it is said to be rough; of a count, as a part of it
_FAR = 0.25  # the most that "more than" or "less than" leaves between a share, or of a count, and what it stands for
_LEAST = 10  # a smaller count is not told roughly
_YEARS = range(1900, 2101)
_A_PART, _OF = (
    r"\b(?P<many>\d+|une?|an?|one) ",
    r" (?:of|de|des|du|est|sont|a|ont|ne|was|were|is|are|has|have|had)\b| [dn]['’]|$|[,.;:)]",
)
_COUNT = re.compile(r"(?<![\w.,])\d+(?:\.\d+)?(?![\w%]|[.,]\d| ?%)")
_SHARES = re.compile(
    r"(?P<percent>\d+(?:[.,]\d+)?) ?%"
    rf"|{_A_PART}(?:(?P<part>\d+)(?:èmes?|es?|ths?|nds?|rds?)|(?P<tiers>tiers)|(?P<quart>quarts?|quarters?))(?:{_OF})"
    r"|\b(?P<half>half|halves|moitié)\b"
    r"|\b(?P<some>\d+) (?:[^\W\d]+ ){0,2}(?:sur|in|out of|of every) (?P<all>\d+)\b"
)
_VAGUE: dict[Language, re.Pattern[str]] = {  # never after a number: "deux centaines"
    "fr": re.compile(
        r"(?<!\d )\b(?:(?P<tens>dizaines)|(?P<dozens>douzaines)|(?P<hundreds>centaines)|(?P<thousands>milliers))"
        r"(?: de (?P<times>milliers))?\b"
    ),
    "en": re.compile(
        r"(?<!\d )\b(?:(?:a few|several|some|a couple of) (?=hundred|thousand|dozen))?"
        r"(?:(?P<tens>tens)|(?P<dozens>dozens?)|(?P<hundreds>hundreds?)|(?P<thousands>thousands?))"
        r"(?: of (?P<times>thousands))?\b"
    ),
}
_UNITS = {"tens": 10, "dozens": 12, "hundreds": 100, "thousands": 1000}
# What says that an amount is rough, and where what it stands for may lie: below it and above it.
_ROUGHLY: tuple[tuple[str, float, float], ...] = (
    (
        r"(?:un peu |nettement |bien )?moins (?:de|d['’]|des|du)|(?:just )?(?:under|below)|(?:less|fewer) than",
        _FAR,
        0.0,
    ),
    (r"(?:un peu |nettement |bien )?plus (?:de|d['’]|des|du)|(?:just )?over|more than|at least|au moins", 0.0, _FAR),
    (r"près (?:de|d['’]|des|du)|presque|nearly|almost|close to", _NEARLY, 0.0),
    (
        r"environ|à peu près|quelque|autour (?:de|d['’]|des|du)|about|around|roughly|approximately|some",
        _NEARLY,
        _NEARLY,
    ),
)
_HEDGES = re.compile("|".join(rf"(?P<h{n}>(?<!\w)(?:{one[0]}))" for n, one in enumerate(_ROUGHLY)))
_NAMED = {"half": "half", "third": "tiers", "quarter": "quart"}
_PARTS = {"half": 2.0, "tiers": 3.0, "quart": 4.0}
_HEDGED = 6  # characters, at most, between such words and the amount: an article


@dataclass(frozen=True, slots=True)
class Amount:
    """A share (0..1) or a count that a text gives: from where to where it may lie, and the numbers it is told in."""

    low: float
    high: float
    share: bool
    notes: frozenset[str]
    part: bool = False  # told as a fifth: its number counts nothing by itself


def amounts(text: str, language: Language) -> tuple[Amount, ...]:
    """Return the shares of a text, and the counts that it gives roughly."""
    told = checks.counted(text, language)
    return *_widened(told), *_rounded(told), *_vague(told if language == "fr" else text.lower(), language)


def borne_out(known: Sequence[Amount], sources: Sequence[tuple[str, Language]]) -> frozenset[str]:
    """Return the numbers of those amounts that one of these sentences gives, be it in other numbers."""
    return notes(one for one in known if any(_gives(one, *source) for source in sources))


def notes(known: Iterable[Amount]) -> frozenset[str]:
    """Return the numbers that amounts are told in."""
    return frozenset[str]().union(*(one.notes for one in known))


def _gives(amount: Amount, sentence: str, language: Language) -> bool:
    told = checks.counted(sentence, language)
    counts = [count for count in map(float, _COUNT.findall(told)) if count not in _YEARS]
    values = counts
    if amount.share:
        values = [one.low for one, _ in _shares(told)]
        whole = max(counts, default=0.0)  # of what the others are parts
        values += [count / whole for count in counts if count < whole]
    return any(amount.low <= value <= amount.high for value in values)


def _shares(told: str) -> Iterator[tuple[Amount, int]]:
    """Yield each share of a text whose numbers are in digits, as it is told, and where it begins."""
    for found in _SHARES.finditer(told):
        some, every = _some(found), _all(found)
        if not 0 < some < every:
            continue
        named = {name for name, mark in _NAMED.items() if found[mark]}
        digits = re.findall(r"\d+(?:\.\d+)?", found.group().replace(",", "."))
        share = some / every
        yield Amount(share, share, True, frozenset(named.union(digits)), part=bool(found["part"])), found.start()


def _some(found: re.Match[str]) -> float:
    told = (found["percent"] or found["some"] or found["many"] or "1").replace(",", ".")
    return float(told) if told[0].isdigit() else 1.0


def _all(found: re.Match[str]) -> float:
    if found["percent"]:
        return 100.0
    named = next((parts for mark, parts in _PARTS.items() if found[mark]), 0.0)
    return named or float(found["part"] or found["all"])


def _widened(told: str) -> Iterator[Amount]:
    """Yield the shares with what they may stand for."""
    for one, start in _shares(told):
        below, above = _rough(told, start) or (_EXACT, _EXACT)
        yield replace(one, low=one.low - below, high=one.high + above)


def _rounded(told: str) -> Iterator[Amount]:
    """Yield the counts that are said to be rough; a year, or a goal's number, never is."""
    for found in _COUNT.finditer(told):
        count, rough = float(found.group()), _rough(told, found.start())
        if rough and count >= _LEAST and count not in _YEARS:
            yield Amount(count * (1 - rough[0]), count * (1 + rough[1]), share=False, notes=frozenset({found.group()}))


def _vague(text: str, language: Language) -> Iterator[Amount]:
    for found in _VAGUE[language].finditer(text):
        name = next(name for name in _UNITS if found[name])
        if not found.group().split()[-1].endswith("s") and found.group() == found[name]:
            continue  # "a hundred", "a dozen"
        unit = _UNITS[name] * (1000 if found["times"] else 1)
        notes = {str(_UNITS[name])} | ({"1000"} if found["times"] else set[str]())
        yield Amount(2.0 * unit, 10.0 * unit - 1, share=False, notes=frozenset(notes))


def _rough(told: str, start: int) -> tuple[float, float] | None:
    """Return how far below and above an amount may lie what it stands for; None where it is not said to be rough."""
    hedges = [one for one in _HEDGES.finditer(told, 0, start) if start - one.end() <= _HEDGED]
    if not hedges:
        return None
    return next(bounds for n, (_, *bounds) in enumerate(_ROUGHLY) if hedges[-1][f"h{n}"])  # type: ignore[return-value]
