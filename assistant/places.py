"""Countries, regions and languages by their names in French and English, so that "Allemagne" is found in "Germany".

The names are those of the Unicode Common Locale Data Repository (CLDR), which Babel carries.
"""

import functools
import re
from collections.abc import Iterator, Mapping

from assistant.glossary import plain
from assistant.records import Term

_WORD = re.compile(r"\w+")
_APART = re.compile(r"\s*[()]\s*|\s+-\s+")  # "Myanmar (Birmanie)", "Congo - Kinshasa": two names
_NO_PLACES = frozenset({"001", "XA", "XB", "ZZ"})  # the world, two that test programs, and the unknown one
_LONGEST = 6  # words of a name that is looked for


def named(text: str) -> tuple[Term, ...]:
    """Return the places and languages that a text names in either language, with their names in both."""
    said = [word.group() for word in _WORD.finditer(plain(text).lower())]
    known = _known()
    found = (
        term
        for start in range(len(said))
        for end in range(start + 1, min(start + _LONGEST, len(said)) + 1)
        for term in known.get(_key(said[start:end]), ())
    )
    return tuple(dict.fromkeys(found))


@functools.cache
def _known() -> Mapping[str, tuple[Term, ...]]:
    """Return what each name, written plainly, is a name of."""
    found: dict[str, tuple[Term, ...]] = {}
    for term in _terms():
        for form in (*term.fr, *term.en):
            key = _key(_WORD.findall(plain(form).lower()))
            found[key] = tuple(dict.fromkeys((*found.get(key, ()), term)))
    return found


def _terms() -> Iterator[Term]:
    from babel import Locale  # noqa: PLC0415  # reads its data, not needed to answer --help

    french, english = Locale("fr"), Locale("en")
    territories = [code for code in french.territories if code in english.territories and code not in _NO_PLACES]
    for code in territories:
        yield Term(_forms(french.territories[code]), _forms(english.territories[code]))
    for code in french.languages:
        if len(str(code)) == 2 and code in english.languages:  # the better known ones
            yield Term(_forms(french.languages[code]), _forms(english.languages[code]))


def _forms(name: str) -> tuple[str, ...]:
    """Return a name, or the two that it holds, with straight apostrophes."""
    return tuple(part for part in map(str, _APART.split(name.replace("’", "'"))) if len(part) > 2)


def _key(said: list[str]) -> str:
    """Return words as they are looked up: without a final s or x, which may only be the plural."""
    return re.sub("[sx]$", "", " ".join(said))
