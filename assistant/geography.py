"""Countries, regions and languages by their names in French and English, so that "Allemagne" is found in "Germany".

The names are those of the Unicode Common Locale Data Repository (CLDR), which Babel carries, and some that people use
beside them. Of adjectives only those that are a language's name are known ("italienne"), not "brésilienne".
"""

import functools
import re
from collections.abc import Iterator, Mapping

from assistant.glossary import plain
from assistant.records import Term

_WORD = re.compile(r"\w+")
_ASIDE = re.compile(r"\s*\([^)]*\)")  # "Cocos (Keeling) Islands"
_LONGEST = 8  # words of a name
# No places, or names that are a person's or an ordinary word far more often: Dominique, Maurice, crée, latin.
_LEFT_OUT = frozenset({"001", "DM", "XA", "XB", "ZZ", "aa", "ae", "cr", "cu", "ia", "ie", "io", "la", "pi", "vo"})
_NO_NAME = frozenset({"Maurice"})
_ALSO = (  # CLDR's code, or one of our own, and French and English names beside CLDR's
    "011 Afrique de l'Ouest = West Africa",
    "014 Afrique de l'Est = East Africa",
    "015 Afrique du Nord = North Africa",
    "145 Asie occidentale = West Asia",
    "CD République démocratique du Congo, RDC = Democratic Republic of the Congo, DRC",
    "CG République du Congo = Republic of the Congo",
    "CI = Ivory Coast",
    "CZ République tchèque = Czech Republic",
    "EU UE = EU",
    "GB Grande-Bretagne = UK, Great Britain, Britain",
    "HK Hong Kong = Hong Kong",
    "MK Macédoine = Macedonia",
    "MM Birmanie = Burma",
    "MO Macao = Macao, Macau",
    "MU île Maurice =",
    "PS Palestine = Palestine",
    "SZ Swaziland = Swaziland",
    "TL = East Timor",
    "TR = Turkey",
    "UN ONU = UN",
    "US États-Unis d'Amérique, USA = United States of America, USA, US",
    "VA Vatican = Vatican",
    "X1 Angleterre = England",
    "X2 Écosse = Scotland",
    "X3 pays de Galles = Wales",
)


def named(text: str) -> frozenset[Term]:
    """Return the places and languages that a text names in either language, with their names in both.

    Accents, hyphens and a final s do not matter. Capitals do, where the name has them: "la réunion" is no island.
    """
    said = [word.group() for word in _WORD.finditer(plain(text))]
    known = _known()
    found: set[Term] = set()
    for start in range(len(said)):
        for end in range(start + 1, min(start + _LONGEST, len(said)) + 1):
            for form, term in known.get(_key(said[start:end]), ()):
                if all(_has_capitals(word, like) for word, like in zip(said[start:end], form, strict=True)):
                    found.add(term)
    return frozenset(found)


def single_words(text: str) -> tuple[Term, ...]:
    """Return what a text names with its names of one word alone: those of several have words that say little apart."""
    terms = sorted(named(text), key=lambda term: (term.fr, term.en))
    sides = [
        [tuple(form for form in side if len(_WORD.findall(form)) == 1) for side in (one.fr, one.en)] for one in terms
    ]
    return tuple(Term(french, english) for french, english in sides if french or english)


@functools.cache
def _known() -> Mapping[str, tuple[tuple[tuple[str, ...], Term], ...]]:
    """Return, by a name's words as they are looked up, those words as they are written and what they name."""
    found: dict[str, tuple[tuple[tuple[str, ...], Term], ...]] = {}
    for term in _terms():
        for form in (*term.fr, *term.en):
            said = tuple(_WORD.findall(plain(form)))
            key = _key(said)
            found[key] = (*found.get(key, ()), (said, term))
    return found


def _terms() -> Iterator[Term]:
    from babel import Locale  # noqa: PLC0415  # reads its data, not needed to answer --help

    french, english = Locale("fr"), Locale("en")
    also = dict(map(_beside, _ALSO))
    names = {str(code): (str(name), str(english.territories[code])) for code, name in french.territories.items()}
    for code in sorted({*names, *also} - _LEFT_OUT):
        fr, en = names.get(code, ("", ""))
        more = also.get(code, Term((), ()))
        yield Term((*_forms(fr, "et"), *more.fr), (*_forms(en, "and"), *more.en))
    for code, name in french.languages.items():
        if len(str(code)) == 2 and code in english.languages and code not in _LEFT_OUT:  # the better known ones
            yield Term(tuple(_declined(str(name))), (str(english.languages[code]),))


def _beside(line: str) -> tuple[str, Term]:
    code, _, names = line.partition(" ")
    fr, en = (tuple(form for form in map(str.strip, side.split(",")) if form) for side in names.split("="))
    return code, Term(fr, en)


def _forms(name: str, joined: str) -> tuple[str, ...]:
    """Return a name of CLDR as a text has it."""
    written = _ASIDE.sub("", name.replace("’", "'")).replace("&", joined).replace("St. ", "Saint ")
    return (written,) if written and written not in _NO_NAME else ()


def _declined(name: str) -> Iterator[str]:
    """Yield a French adjective and how its feminine may be written: française, italienne, grecque, turque."""
    yield name
    if " " not in name:
        yield f"{name}e"
        if name.endswith("en"):
            yield f"{name}ne"
        if name.endswith("c"):
            yield from (f"{name}que", f"{name[:-1]}que")


def _has_capitals(word: str, like: str) -> bool:
    return word.isupper() if like.isupper() else word[0].isupper() or not like[0].isupper()


def _key(said: list[str] | tuple[str, ...]) -> str:
    """Return words as they are looked up: without a final s or x, which may only be the plural."""
    return re.sub("[sx]$", "", " ".join(said).lower())
