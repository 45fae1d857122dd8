"""Amounts told roughly, or as a share, that evidence gives otherwise: "nearly a fifth" of 19%, "hundreds" of 300.

Numbers must be the evidence's own (`assistant/checks.py`); people say them again in rounder ones. What a round one may
stand for is a range, and a share may be worked out from two counts of one sentence: "of 38 meetings, they missed 17"
bears out "nearly half of them". Closed lists of both languages' words for it; an amount that they do not know, or that
nothing says to be rough, stays as exact as it is. Whether it is told of the same thing is for the model to judge.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant import checks
from assistant.records import Language

_LEAST = 20  # a smaller count is not told roughly
_YEARS = range(1900, 2101)
_SMALL = {float(one) for one in (*range(2, 11), 12, 20, 100, 1000)}  # of so many, some are a share: "one in three"
# What is numbered is not counted, nor are the days of a date and ages.
_BEFORE = (
    "sdg sdgs odd goal goals objectif objectifs article articles target targets cible cibles resolution covid aged"
)
_NUMBERED = "".join(rf"(?<!\b{word} )" for word in [*_BEFORE.split(), "résolution", "âgés de", "âgées de"])
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
)
_COUNT = re.compile(rf"{_NUMBERED}(?<![\w.,/-])\d+(?:\.\d+)?(?![\w%/]|-\d|[.,]\d| ?%| (?:{_MONTHS})\b)")
_LASTS = re.compile(r" (?:ans?|years?|mois|months?|jours?|days?|hours?|heures?)\b")  # an age, a limit: never rough
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_PARTED = (  # behind a part
    rf" (?:of(?! (?:{_MONTHS})\b)|de|des|du|est|sont|a|ont|ne|was|were|is|are|has|have|had)\b| [dn]['’]|$|[.;:)]"
)
_TIMES = (  # behind a half that is no share: "half an hour", "half of the year"
    r" an? | (?:of the|of this|de la|de l['’]|du|de ce|d['’]une?) ?"
    r"(?:year|century|decade|month|day|année|siècle|décennie|mois|journée|heure)"
)
_SHARES = re.compile(
    r"(?P<percent>\d+(?:[.,]\d+)?) ?%"
    rf"|\b(?P<many>\d+|une?|an?|one) (?:(?P<part>\d+)(?:(?:èmes|ths)\b|(?:ème|es?|th|nds?|rds?)(?={_PARTED}))"
    rf"|(?:(?P<tiers>tiers)|(?P<quart>quarts?|quarters?))(?={_PARTED}))"
    rf"|(?<!and a )(?<!first )(?<!1st )(?<!première )(?<!1ère )\b(?P<half>half|halves|moitié)\b(?!{_TIMES})"
    r"|\b(?P<some>\d+)(?: (?:(?:[^\W\d]+ ){0,2}(?:sur|out of)|in|(?<=1 )[^\W\d]+ in) |/)(?P<all>\d+)\b"
)
_ORDINAL = re.compile(r"\b(\d+)(?:èmes?|es?|ths?|nds?|rds?)\b")
_NAMED = {"half": "half", "third": "tiers", "quarter": "quart"}
_PARTS = {"half": 2.0, "tiers": 3.0, "quart": 4.0}
_MARKS = {"half": r"half|halves|moitiés?|demie?", "third": "tiers|thirds?", "quarter": "quarts?|quarters?"}
# What tells that one count of a sentence is a part of another: "of 94 schools, 31", "94 schools, 31 of them".
_WHOLE = re.compile(r"\b(?:of|out of|sur|parmi|among|des) (?:(?:the|les|ces|these|its|ses) )?(\d+)\b")
_OF = re.compile(
    r"\b(?:dont|of (?:which|whom)),? (?:[^\W\d]+ )?\d"
    r"|\d (?:of (?:which|whom|them|these|those)|d['’]entre (?:eux|elles))\b"
)
_VAGUE: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"(?<!\d )\b(?:(?P<tens>dizaines)|(?P<dozens>douzaines)|(?P<hundreds>centaines)|(?P<thousands>milliers))"
        r"(?: de (?P<times>milliers))?\b(?! de (?:millions|milliards|1000))"
    ),
    "en": re.compile(
        r"\b(?:(?:a few|several|some) (?=hundred|thousand|dozen)|(?=tens|dozens|hundreds|thousands))"
        r"(?:(?P<tens>tens)|(?P<dozens>dozens?)|(?P<hundreds>hundreds?)|(?P<thousands>thousands?))"
        r"(?: of (?P<times>thousands))?\b(?! of (?:millions|billions|trillions|1000))"
    ),
}
# "une trentaine": some thirty
_ROUND = re.compile(r"\b(?:1|une|cette|la) (dizaine|quinzaine|vingtaine|trentaine|quarantaine|cinquantaine|centaine)\b")
_TENS = {"dizaine": 10, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40, "cinquantaine": 50}
_SOME = 0.15  # by which it may be off, in parts of it
_UNITS = {"tens": 10, "dozens": 12, "hundreds": 100, "thousands": 1000}
_EXACT, _NEARLY, _FAR = (0.02, 0.07), (0.07, 0.15), (0.25, 0.5)  # how far off a share may be: at most, in parts of it
_SAME = 0.005  # the same of a percentage: to what it may have been rounded
_COUNT_NEARLY, _COUNT_FAR = 0.07, 0.25  # the same of a count, in parts of it
# What says that an amount is rough: what it stands for is less, more, a little less, or near it on either side.
_HEDGES = re.compile(
    r"(?<!\w)(?:(?P<less>(?:un peu |nettement |bien )?moins (?:de|d['’]|des|du)|just under|(?:less|fewer) than)"
    r"|(?P<more>(?:un peu |nettement |bien )?plus (?:de|d['’]|des|du)|just over|more than)"
    r"|(?P<least>at least|au moins)|(?P<above>over|above|au[- ]delà (?:de|d['’]|des|du))"
    r"|(?P<below>under|below|en[- ]dessous (?:de|d['’]|des|du))"
    r"|(?P<near>près (?:de|d['’]|des|du)|presque|nearly|almost|close to)"
    r"|(?P<about>environ|à peu près|quelque|autour (?:de|d['’]|des|du)|about|around|roughly|approximately|some))"
    r"(?:(?<=['’])|(?!\w)) ?(?:(?:the|la|les|une?|an?) |l['’])?$"
)
# Before such words, or an amount: turns it round, or says that it is no rough one.
_DENIED = re.compile(
    r"\b(?:no|not|never|pas|ne|n['’]\w+|guère|even|far|loin|exactly|exactement|précisément)(?: [\w'’]+){0,2}[ '’]$"
)
_OPPOSITE = {"less": ("more", "least"), "more": ("less",), "least": ("less",)}
_ALIKE = {"below": "less", "above": "more"}
_HEDGE = 40  # characters before an amount in which such words stand


@dataclass(frozen=True, slots=True)
class Amount:
    """A share (0..1) or a count that a text gives: from where to where it may lie, and the numbers it is told in."""

    low: float
    high: float
    share: bool
    notes: frozenset[str]
    told: tuple[float, str] = (0.0, "")  # the amount itself, and how it is said to be rough
    text: str = ""
    part: bool = False  # told as a fifth: its number counts nothing by itself


@lru_cache(maxsize=64)
def amounts(text: str, language: Language) -> tuple[Amount, ...]:
    """Return the shares of a text, and the counts that it gives roughly."""
    told = checks.counted(text, language)
    return *_shares(told), *_rounded(told), *_vague(told if language == "fr" else text.lower(), language)


def lacking(text: str, language: Language, have: frozenset[str], sources: Sequence[tuple[str, Language]]) -> set[str]:
    """Return the numbers of a text that are neither among those that its sources have nor borne out by a sentence.

    The number of a part ("a fifth") is had only where a source has such a part, or at least its ordinal.
    """
    numbers = checks.numbers(text, language)
    known = amounts(text, language) if numbers else ()
    given = [one for one in known if any(_gives(one, *source) for source in sources)]
    told = checks.counted(text, language)
    ordinals = {note for source in sources for note in _ORDINAL.findall(checks.counted(*source))} if known else set()
    parts = (numbers & _notes(one for one in known if one.part)) - ordinals
    missing = (numbers - have) | parts
    left = {note for one in known if one.part and one not in given for note in one.notes}
    return {note for note in missing if not (note in have - left or _all_given(note, told, given))}


def _notes(known: Iterable[Amount]) -> frozenset[str]:
    return frozenset[str]().union(*(one.notes for one in known))


def _all_given(note: str, told: str, given: Sequence[Amount]) -> bool:
    """Tell whether a number stands in amounts that are given, and nowhere else."""
    own = sum(_times(note, one.text) for one in given)
    return note in _notes(given) and _times(note, told) <= own


def _times(note: str, text: str) -> int:
    """Return how often a number stands in a text."""
    if note in _MARKS:
        return len(re.findall(rf"\b(?:{_MARKS[note]})\b", text))
    return _DIGITS.findall(text.replace(",", ".")).count(note)


def _gives(amount: Amount, sentence: str, language: Language) -> bool:
    """Tell whether a sentence has what an amount may stand for, or the very amount as rough as it is."""
    value, rough = amount.told
    for told, said in _read(sentence, language)[amount.share]:
        if abs(told - value) <= 1e-9 * value and said and said == rough:
            return True
        if amount.low <= told <= amount.high and said not in _OPPOSITE.get(rough, ()):
            return True
    return False


_Told = tuple[tuple[float, str], ...]  # amounts, each with how it is said to be rough


@lru_cache(maxsize=512)
def _read(sentence: str, language: Language) -> tuple[_Told, _Told]:
    """Return the counts of a sentence, and its shares, those of one count in another among them."""
    told = checks.counted(sentence, language)
    found = [(float(one.group()), one.start()) for one in _COUNT.finditer(told)]
    counts = tuple((count, _hedge(told, start)) for count, start in found if count not in _YEARS)
    known = [count for count, _ in counts]
    wholes = [float(one) for one in _WHOLE.findall(told) if float(one) in known]
    whole = max(wholes or (known if _OF.search(told) else []), default=0.0)
    derived = ((count / whole, "") for count in known if count < whole)
    return counts, (*((value, _hedge(told, one.start())) for one, value in _told_shares(told)), *derived)


def _hedge(told: str, start: int) -> str:
    rough = _rough(told, start) or ""
    return _ALIKE.get(rough, rough)


def _told_shares(told: str) -> Iterator[tuple[re.Match[str], float]]:
    """Yield each share of a text whose numbers are in digits."""
    for found in _SHARES.finditer(told):
        some, every = _some(found), _all(found)
        if 0 < some < every and (not found["all"] or every in _SMALL):
            yield found, some / every


def _some(found: re.Match[str]) -> float:
    told = (found["percent"] or found["some"] or found["many"] or "1").replace(",", ".")
    return float(told) if told[0].isdigit() else 1.0


def _all(found: re.Match[str]) -> float:
    if found["percent"]:
        return 100.0
    named = next((parts for mark, parts in _PARTS.items() if found[mark]), 0.0)
    return named or float(found["part"] or found["all"])


def _shares(told: str) -> Iterator[Amount]:
    """Yield the shares with what they may stand for."""
    for found, share in _told_shares(told):
        named = {name for name, mark in _NAMED.items() if found[mark]}
        rough = _rough(told, found.start())
        if rough is None:
            continue
        exact = _SAME if found["percent"] else _by(_EXACT, share)
        low, high = _range(rough, share, exact, _by(_NEARLY, share), _by(_FAR, share))
        notes = frozenset(named.union(_DIGITS.findall(found.group().replace(",", "."))))
        told_so = share, _ALIKE.get(rough, rough)
        yield Amount(low, high, True, notes, told_so, found.group(), part=bool(found["part"]))


def _rounded(told: str) -> Iterator[Amount]:
    """Yield the counts that are said to be rough; a year, an age or a goal's number never is."""
    for found in _COUNT.finditer(told):
        count, rough = float(found.group()), _rough(told, found.start())
        if not rough or rough in _ALIKE or count < _LEAST or count in _YEARS or _LASTS.match(told, found.end()):
            continue  # "under 26" is a limit oftener than a rough count
        low, high = _range(rough, count, 0.0, _COUNT_NEARLY * count, _COUNT_FAR * count)
        yield Amount(low, high, False, frozenset({found.group()}), (count, rough), found.group())


def _vague(text: str, language: Language) -> Iterator[Amount]:
    """Yield counts told as hundreds and the like, from two of them to ten, and the French "trentaine"."""
    for found in _ROUND.finditer(text) if language == "fr" else ():
        count = _TENS.get(found[1], 100)
        yield Amount(count * (1 - _SOME), count * (1 + _SOME), False, frozenset({str(count)}))
    for found in _VAGUE[language].finditer(text):
        name = next(name for name in _UNITS if found[name])
        unit = _UNITS[name] * (1000 if found["times"] else 1)
        named = {str(_UNITS[name])} | ({"1000"} if found["times"] else set[str]())
        # in English their numbers are digits once counted
        text = " ".join(named) if language == "en" else ""
        yield Amount(2.0 * unit, 10.0 * unit - 1, False, frozenset(named), text=text)


def _by(most: tuple[float, float], share: float) -> float:
    return min(most[0], most[1] * share)


def _rough(told: str, start: int) -> str | None:
    """Return how an amount is said to be rough, "" where it is not, None where that is turned round: "no more than"."""
    before = told[max(0, start - _HEDGE) : start]
    found = _HEDGES.search(before)
    if found is None:
        return None if _DENIED.search(before) else ""
    return None if _DENIED.search(before[: found.start()]) else found.lastgroup


def _range(rough: str, value: float, exact: float, nearly: float, far: float) -> tuple[float, float]:
    """Return from where to where what an amount stands for may lie."""
    over = 1e-9 * value
    ranges = {
        "less": (value - far, value - over),
        "more": (value + over, value + far),
        "least": (value, value + far),
        "near": (value - nearly, value + over),
        "about": (value - nearly, value + nearly),
    }
    return ranges.get(_ALIKE.get(rough, rough), (value - exact - over, value + exact + over))
