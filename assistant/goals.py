"""Which of the seventeen Sustainable Development Goals a passage touches, and by which words.

A passage touches a goal that it names by number ("SDG 3", "ODD 3 et 4", "Goal 13"), or one of whose terms it has, in
its own language or in its translation's. Editors keep the terms in `corpus/GOALS.md`, one goal a line, the French terms
before the sign =, the English ones after it:

    - 13: climat, action climatique = climate, climate action
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile, islice, takewhile

from assistant.checks import denies
from assistant.reading import content
from assistant.records import Language, Passage

FILE = "GOALS.md"
GOALS = range(1, 18)
NAMES: dict[Language, tuple[str, ...]] = {  # as the United Nations shorten them, by number from 1
    "fr": (
        *("Pas de pauvreté", "Faim « zéro »", "Bonne santé et bien-être", "Éducation de qualité"),
        *("Égalité entre les sexes", "Eau propre et assainissement", "Énergie propre et d’un coût abordable"),
        *("Travail décent et croissance économique", "Industrie, innovation et infrastructure"),
        *("Inégalités réduites", "Villes et communautés durables", "Consommation et production responsables"),
        *("Mesures relatives à la lutte contre les changements climatiques", "Vie aquatique", "Vie terrestre"),
        *("Paix, justice et institutions efficaces", "Partenariats pour la réalisation des objectifs"),
    ),
    "en": (
        *("No poverty", "Zero hunger", "Good health and well-being", "Quality education", "Gender equality"),
        *("Clean water and sanitation", "Affordable and clean energy", "Decent work and economic growth"),
        *("Industry, innovation and infrastructure", "Reduced inequalities", "Sustainable cities and communities"),
        *("Responsible consumption and production", "Climate action", "Life below water", "Life on land"),
        *("Peace, justice and strong institutions", "Partnerships for the goals"),
    ),
}
_ENTRY = re.compile(r"[-*]\s+(?P<entry>\S.*)")
_LINE = re.compile(r"(?P<goal>\d{1,2})\s*:(?P<fr>[^=]*)=(?P<en>[^=]*)")
_WORD = re.compile(r"\w+")
_REMEDY = "Write - 13: climat = climate."
_JOIN = r"\s*(?:,|;|&|et|and|ou|or|to|à|au|[-\u2010-\u2015])\s*"
_RANGE = re.compile(r"(\d{1,2})\s*(?:to|à|au|[-\u2010-\u2015])\s*(\d{1,2})")
_NUMBER = r"(?i:n[°º]s?|nos?\b\.?|num(?:ber|éro)s?\b|[#№])"
_GOAL = (
    r"\b(?:SDGs?|ODD|(?:(?i:sustainable\s+development)\s+)?[Gg]oals?|GOALS?"
    r"|[Oo]bjectifs?(?:\s+(?i:de\s+d[ée]veloppement\s+durable))?|OBJECTIFS?(?:\s+DE\s+D[ÉE]VELOPPEMENT\s+DURABLE)?)"
    r"(?:\s*\((?:the |les )?(?:SDGs?|ODD)\))?(?:(?<=\w)[-\u2010\u2011\u2013](?=\d)|[\s\u00a0\u202f]*)"
    rf"(?:{_NUMBER}\s*)?"
)
_NAMED = re.compile(  # no count of years and the like, nor a place in a row
    rf"{_GOAL}(?P<numbers>\d{{1,2}}(?:{_JOIN}(?:SDGs?[\s-]*|ODD[\s-]*)?(?:{_NUMBER}\s*)?\d{{1,2}})*)"
    r"(?![\d%]|\s?(?:ans|days?|jours?|minutes?|mois|months?|nd|rd|st|th|years?)\b)"
)
_SPELT: dict[str, int] = {
    word: number
    for words in (
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen",
        "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept",
    )
    for number, word in enumerate(words.split(), 1)
}
_IN_WORDS = re.compile(
    rf"(?P<goal>\b(?:SDG|ODD)[\s-]+(?:{_NUMBER}\s*)?|\b(?i:goal|objectif)\s+(?i:n[°º]|no\.|num(?:ber|éro)|[#№])\s*)"
    rf"(?P<word>{'|'.join(sorted(_SPELT, key=len, reverse=True))})\b(?!-| (?:hundred|peu)\b)(?<!no one)",
    re.IGNORECASE,
)
# What a goal's number stands beside: "clean water (SDG 6)", "Goal 1 - No Poverty", "la paix, qui est l'ODD 16". A bare
# verb is left ("SDG 4 is essential to health", "the effect of SDG 4 on health"), and so is one of several numbers.
_WORDS = r"(?=\S)(?:(?!\b(?:and|or|et|ou)\s)[^,;:.()])+?"  # up to what joins another thing
_IS = (
    r"(?:\s*\(|,?\s+(?:(?:which|that|qui|ce qui)\s+)?"
    r"(?:is|being|i\.e\.,?|est|c['’]est(?:-à-dire)?|soit|corresponds? (?:to|à)|(?:falls?|comes?) under|belongs? to"
    r"|(?:is|are) part of|rel[èe]v(?:e|ent|ant) de|(?:fait|font) partie de)\s+)(?:the\s+|l['’]|le\s+)?"
)
_CONCERNS = (
    r"(?:\s*[:(]\s*|\s+[-\u2010-\u2015]\s+"
    r"|,?\s+(?:(?:which|that|qui)\s+)?(?:concerns|concerne|covers|deals with|focuses on|is about|porte sur|stands for"
    r"|traite de|vise)\b\s*"
    r"|,?\s+(?:concernant|consacré à|dédié à|dedicated to|devoted to|relatif à)\b\s*)"
)
_BEFORE = (
    rf"(?:^|[,;:.()]\s+|\b(?:and|or|et|ou)\s+)(?P<before>{_WORDS}){_IS}{_GOAL}(?P<one>\d{{1,2}})(?=\s*(?:[,;:.)]|$))"
)
_AFTER = rf"{_GOAL}(?P<two>\d{{1,2}}){_CONCERNS}(?P<after>{_WORDS})(?=[,;:.()]|$|\s(?:and|or|et|ou)\s)"
_STANDS_FOR = re.compile(rf"{_BEFORE}|{_AFTER}")
_LISTED = re.compile(r"\d[^\w)]*(?:(?:ainsi que|and|as well as|à|et|les?|ou|or|plus|puis|the|then|to)\b[^\w)]*){0,2}$")
_LIST = 80  # characters before a goal, in which the number of another one of its list stands
_BESIDE = 3  # words that tell something, at most, that a number stands beside


@dataclass(frozen=True, slots=True)
class GoalTerms:
    """The terms of one goal in each language."""

    goal: int
    fr: tuple[str, ...]
    en: tuple[str, ...]


def parse(text: str, file: str) -> tuple[tuple[GoalTerms, ...], tuple[str, ...]]:
    """Read the editors' terms; return them, and a sentence for each list item that is no goal's."""
    found: list[GoalTerms] = []
    problems: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        item = _ENTRY.fullmatch(line.strip())
        if not item:
            continue
        entry = _LINE.fullmatch(item["entry"])
        if entry and int(entry["goal"]) in GOALS:
            found.append(GoalTerms(int(entry["goal"]), _forms(entry["fr"]), _forms(entry["en"])))
        else:
            problems.append(f"{file}, line {number}: this is no goal's terms; it is left out. {_REMEDY}")
    return tuple(found), tuple(problems)


def touched(passage: Passage, entries: Sequence[GoalTerms]) -> dict[int, tuple[str, ...]]:
    """Return the goals that a passage touches, in order, each with the words that say so, as they stand or as terms."""
    said: dict[Language, str] = {passage.language: passage.text}
    if passage.translation:
        said[passage.translation.language] = " ".join(passage.translation.sentences)
    found: dict[int, dict[str, None]] = {}
    for language, text in said.items():
        for goal, words in (*_named(text), *_meant(text, language, entries)):
            found.setdefault(goal, {})[words] = None
    return {goal: tuple(found[goal]) for goal in sorted(found)}


def misplaced(sentence: str, language: Language, passages: Sequence[Passage]) -> bool:
    """Tell whether a goal's number stands beside what has another goal's number beside it in the passages.

    That is the last words (stems) beside it, which all stand beside another one there, while none of the words beside
    it stands beside that number. Nothing is told of passages that cannot be read in the sentence's language, of numbers
    that have nothing beside them there, nor of a sentence that denies.
    """
    said = [] if denies(sentence, language) else list(_stands_for(sentence, language))
    told: dict[int, set[str]] = {}
    for text in (text for passage in passages for text in _in(language, passage)) if said else ():
        for goal, words, _ in _stands_for(text, language):
            told.setdefault(goal, set()).update(words)
    return any(
        goal in told and told[goal].isdisjoint(words) and any(last <= theirs for theirs in told.values())
        for goal, words, last in said
    )


def _in(language: Language, passage: Passage) -> Iterator[str]:
    if passage.language == language:
        yield passage.text
    elif passage.translation and passage.translation.language == language:
        yield " ".join(passage.translation.sentences)


def _stands_for(text: str, language: Language) -> Iterator[tuple[int, set[str], set[str]]]:
    """Yield each goal that is named by number beside words that tell something.

    With it come the stems of the last of these words, and of those that nothing stands between at the end.
    """
    for goal, words in beside(text):
        stems = [content(word, language) for word in unnumbered(words).split()]
        telling = [one for one in stems if one][-_BESIDE:]
        if telling:
            last = takewhile(bool, dropwhile(lambda one: not one, reversed(stems)))
            yield goal, set().union(*telling), set().union(*islice(last, _BESIDE))


def beside(text: str) -> Iterator[tuple[int, str]]:
    """Yield each goal's number that stands for what is beside it, with that ("water (SDG 6)": 6, "water")."""
    text = " ".join(text.split())
    for match in _STANDS_FOR.finditer(text):
        before = text[max(0, match.start() - _LIST) : match.start()]
        if match["after"] and (_LISTED.search(before) or match["after"][0].isdigit()):
            continue
        yield int(match["one"] or match["two"]), match["before"] or match["after"]


def in_digits(text: str) -> str:
    """Return a text with the numbers of goals, and no others, in digits where it spells them: "SDG five" is "SDG 5"."""
    return _IN_WORDS.sub(lambda match: f"{match['goal']}{_SPELT[match['word'].lower()]}", text)


def numbered(text: str) -> set[int]:
    """Return the numbers of the goals that a text names, whether there are such goals or not."""
    return set(mentioned(text))


def mentioned(text: str) -> list[int]:
    """Return the same, each as often as the text names it."""
    return [int(number) for match in _NAMED.finditer(text) for number in re.findall(r"\d+", match["numbers"])]


def unnumbered(text: str) -> str:
    """Return a text without the goals that it names by number."""
    return " ".join(_NAMED.sub(" ", text).split())


def _forms(side: str) -> tuple[str, ...]:
    return tuple(form for part in side.split(",") if (form := part.strip()))


def _named(text: str) -> Iterator[tuple[int, str]]:
    """Yield the goals named by number; a range over all of them names none."""
    for match in _NAMED.finditer(text):
        numbers = {int(number) for number in re.findall(r"\d+", match["numbers"])}
        for first, last in _RANGE.findall(match["numbers"]):
            numbers.update(range(int(first), int(last) + 1))
        if numbers <= set(GOALS) and len(numbers) < len(GOALS):
            yield from ((goal, " ".join(match[0].split())) for goal in sorted(numbers))


def _meant(text: str, language: Language, entries: Sequence[GoalTerms]) -> Iterator[tuple[int, str]]:
    """Yield the goals whose terms a text has; accents, capitals and a plural's ending do not matter."""
    there = f" {' '.join(_words(text))} "
    for entry in entries:
        for form in entry.fr if language == "fr" else entry.en:
            if (words := " ".join(_words(form))) and f" {words} " in there:
                yield entry.goal, form


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    words = _WORD.findall("".join(mark for mark in plain if not unicodedata.combining(mark)))
    return [word[:-1] if len(word) > 3 and word[-1] in "sx" else word for word in words]
