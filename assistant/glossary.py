"""The editors' glossary: acronyms and terms that mean the same in French and in English.

One entry a line in `corpus/GLOSSARY.md`, the French forms before the sign =, the English ones after it:

    - ODD, Objectifs de développement durable = SDG, SDGs, Sustainable Development Goals
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import product
from operator import ne

from assistant.language import GRAMMAR, LANGUAGES
from assistant.records import Language, Term

FILE = "GLOSSARY.md"
_ENTRY = re.compile(r"[-*]\s+(?P<entry>\S.*)")
_WORD = re.compile(r"\w+")
_ACRONYM = re.compile(r"(?=(?:\w*[A-Z]){2})[\w-]+")
_WORDS = re.compile(rf"(?!(?:{_ACRONYM.pattern})$).+")
SUBJECT = Term(("ODD",), ("SDG", "SDGs"))  # what everything here is about, be there a glossary or not
_REMEDY = "Write - ODD, Objectifs de développement durable = SDG, Sustainable Development Goals."


def parse(text: str, file: str) -> tuple[tuple[Term, ...], tuple[str, ...]]:
    """Read a glossary's text; return its entries, and a sentence for each list item that is none.

    Lines that are no list items are the editors' own.
    """
    terms: list[Term] = []
    problems: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        match = _ENTRY.fullmatch(line.strip())
        if not match:
            continue
        sides = [tuple(form.strip() for form in side.split(",")) for side in match["entry"].split("=")]
        if len(sides) == 2 and all(form for side in sides for form in side):
            terms.append(Term(*sides))
        else:
            problems.append(f"{file}, line {number}: this is no glossary entry; it is left out. {_REMEDY}")
    return tuple(terms), tuple(problems)


def forms(question: str, asked: Language, entries: Sequence[Term], language: Language) -> list[str]:
    """Return the forms, in a language, of every entry that a question, asked in a language, names in either.

    Accents, a final s and capitals do not matter, but for acronyms that would be ordinary words in small letters: those
    of the other language, and WHO.
    """
    found: list[str] = []
    for entry in entries:
        sides = by_side(entry)
        if any(_names(question, form, asked, side) for side in LANGUAGES for form in sides[side]):
            found.extend(sides[language])
    return found


def into(text: str, side: Language, language: Language, entries: Sequence[Term], *, worded: bool = False) -> str:
    """Return a text of the language `side` with another language's acronyms in the place of its own.

    With `worded` the entries' other forms give way as well, as they are spelt there, in any case.

    A language model that reads both languages knows their words, and no acronym of one for the other's: to it, what is
    said of the "ODD" is not said of the "SDGs".
    """
    usual: dict[str, str] = {}
    for entry in (*entries, SUBJECT):
        for kind in (_ACRONYM, _WORDS) if worded else (_ACRONYM,):
            own, others = (filter(kind.fullmatch, by_side(entry)[one]) for one in (side, language))
            if (other := next(others, None)) is not None:
                usual = {**dict.fromkeys(map(_keyed, own), other), **usual}
    if side == language or not usual or text.isupper():
        return text
    named = "|".join(map(_pattern, sorted(usual, key=len, reverse=True)))
    return re.sub(rf"(?<!\w)({named})s?(?!\w)", lambda found: usual.get(found[1]) or usual[found[1].lower()], text)


def exchanged(
    text: str, language: Language, sources: Sequence[tuple[str, Language]], entries: Sequence[Term]
) -> tuple[str, ...]:
    """Return the terms of a text that no source names, where a source names one that is a single word apart from it.

    Such as "fracture numérique" beside "culture numérique", or "virtual reality" beside "augmented reality": alike to a
    small model, and two things to the editors.
    """
    mine = {entry: form for entry in entries if (form := _named(text, language, entry))}
    if not any(_word_apart(entry, near) for entry in mine for near in entries if near is not entry):
        return ()
    theirs = {entry for entry in entries if any(_named(source, side, entry) for source, side in sources)}
    others = theirs - mine.keys()
    mine = {entry: form for entry, form in mine.items() if entry not in theirs}
    return tuple(
        form
        for entry, form in mine.items()
        if any(_word_apart(entry, near) for near in others)
        and not any(_has_words(source, own) for source, side in sources for own in by_side(entry)[side])
    )


def has_word(entry: Term, word: str) -> bool:
    """Tell whether a word is one of an entry's forms or a part of one."""
    return any(_lower(word) in map(_lower, _WORD.findall(form)) for form in (*entry.fr, *entry.en))


def _named(text: str, language: Language, entry: Term) -> str:
    """Return the form by which a text names an entry, in either language; nothing where it does not."""
    sides = by_side(entry)
    return next((form for side in LANGUAGES for form in sides[side] if _names(text, form, language, side)), "")


def _word_apart(one: Term, other: Term) -> bool:
    """Tell whether two entries have forms of several words, in one language, that differ in one word alone."""
    for side in LANGUAGES:
        for mine, theirs in product(by_side(one)[side], by_side(other)[side]):
            words, others = _lower(mine).split(), _lower(theirs).split()
            if len(words) == len(others) > 1 and sum(map(ne, words, others)) == 1:
                return True
    return False


def _has_words(text: str, form: str) -> bool:
    """Tell whether a text has each word of a form, be it apart from the others: "virtual and augmented reality"."""
    have = {word.rstrip("sx") for word in _WORD.findall(_lower(text))}
    return all(word.rstrip("sx") in have for word in _WORD.findall(_lower(form)))


def _keyed(form: str) -> str:
    """Return an acronym as it is, other words in small letters."""
    return form if _ACRONYM.fullmatch(form) else form.lower()


def _pattern(form: str) -> str:
    return re.escape(form) if _ACRONYM.fullmatch(form) else f"(?i:{re.escape(form)})"


def by_side(entry: Term) -> dict[Language, tuple[str, ...]]:
    """Return an entry's forms by their language."""
    return {"fr": entry.fr, "en": entry.en}


def every_form(entries: Sequence[Term], language: Language) -> list[str]:
    """Return the entries' forms in a language."""
    return [form for entry in entries for form in by_side(entry)[language]]


def _names(question: str, form: str, asked: Language, side: Language) -> bool:
    acronym = form.isupper()
    exact = acronym and (asked != side or form.lower() in GRAMMAR[side])
    if exact and question.isupper():
        return False
    flags = re.NOFLAG if exact else re.IGNORECASE
    return re.search(rf"(?<!\w){re.escape(plain(form))}[sx]?(?!\w)", plain(question), flags) is not None


def _lower(word: str) -> str:
    return plain(word).lower()


def plain(text: str) -> str:
    """Return a text without accents, its apostrophes straight."""
    apart = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(mark for mark in apart if not unicodedata.combining(mark))
