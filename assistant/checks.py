"""What a sentence says that its evidence must say as well: numbers, names; and whether one denies what the other says.

Exact, in both languages, and blind to wording: what they find is a fact about two texts, what it means is for the
decision that weighs it.
"""

import re
from collections.abc import Iterable, Sequence

from assistant import geography, glossary, words
from assistant.language import GRAMMAR, LANGUAGES
from assistant.records import Language, Term

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_THOUSANDS = re.compile(r"(?<=\d)[\u202f\u00a0 ,.](?=\d{3}(?!\d))")
_PERCENT = re.compile(r"\bpour ?cent\b|\bper ?cent\b", re.IGNORECASE)
_FEW = frozenset({"0", "1"})  # "un", "one" and "zéro" are words more often than counts; in digits they count
_NO_COUNT = re.compile(r"\d(?:st|nd|rd|th|[èe]mes?|ers?|[èe]res?)\b")  # a place in a row, or a part
_NEW = re.compile(r"(?<!ODD )\bneufs?\b")  # more often "new" than nine
# The same where it cannot be nine: "essayer du neuf", but "du neuf au douze mai".
_NINTH = r"(?:au(?! lieu)|heures?|h|mars|mai|pour ?cent)\b|%|janv|févr|avri|juin|juil|août|sept|octo|nove|déce"
_FRESH = re.compile(
    rf"\b(?:(?:tout|flambants?|(?:rien|quoi|chose) de) neufs?|du neuf(?! (?:{_NINTH})))\b", re.IGNORECASE
)
_SPELT = 3  # numbers up to it are left in words: "one of them", "a second one"
_TYPED_FEW = re.compile(r"(?<![\w.,])[01](?![\w]|[.,]\d)")
_ITEM = re.compile(r"^\s*\d{1,2}[.)]\s")  # a number that only says where in a list a sentence stands
# "Five million" is one number, and so is "5 million", which the library leaves in two.
_SCALED = re.compile(r"\b(\d+(?:[.,]\d+)?) (1000|1000000|1000000000)\b")
_HALF_A = re.compile(
    r"(?<!and a )\b(?:(?:one[- ])?half(?: of)?(?: an?)?[ -](dozen|hundred|thousand|million|billion)"
    r"|(?:une? )?demi[- ](douzaine|centaine|millier|million|milliard))s?\b",
    re.IGNORECASE,
)
_HALVES = {"dozen": 6, "douzaine": 6, "hundred": 50, "centaine": 50, "thousand": 500, "millier": 500}
_HALVES |= {"million": 500_000, "billion": 500_000_000, "milliard": 500_000_000}
# "two and a half million", "deux millions et demi", once their numbers are digits
_AND_A_HALF = re.compile(
    r"\b(\d+) and a half (1000(?:000)*)\b|\b(\d+) (1000000(?:000)?) (?:et demie?|and a half)\b"
    r"|(?<!\d )\b(\d+?)(000000(?:000)?) (?:et demie?|and a half)\b(?! \d)"
)
_FRACTIONS = (  # before the library takes "thirds" for a place in a row
    (re.compile(r"\b(one|two)[ -]thirds?\b|\ba third(?= of\b)", re.IGNORECASE), "tiers"),
    (re.compile(r"\b(one|three)[ -]quarters?\b|\ba quarter(?= of\b)", re.IGNORECASE), "quart"),
)
_HYPHENED = re.compile(
    r"\b(one|two|three|four|five|six|seven|eight|nine)-(?=(?:third|fifth|sixth|seventh|eighth|ninth|tenth)s?\b)",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\b\d+ (tiers|quart)s?\b")
_PART = {"tiers": "third", "quart": "quarter"}
# What only counts arguments: "Second, it must be open", « un deuxième obstacle ».
_ORDINALS = re.compile(r"\b(?:second|third|deuxième|troisième|seconde)(?:ly|ment)?\b", re.IGNORECASE)
_COUNTED = (  # numbers that the library leaves as words; the first of each is what they are noted as
    "10 dizaine",
    "12 douzaine dozen",
    "15 quinzaine",
    "20 vingtaine",
    "30 trentaine",
    "40 quarantaine",
    "50 cinquantaine",
    "100 centaine",
    "1000 millier",
    "half moitié half demi demie",
    "double double twice doubled",
    "triple triple tripled",
)
_WORDED = {word: note for note, *words in map(str.split, _COUNTED) for word in words}
_WORD = re.compile(r"\w+")
_OPENS = '.!?:…«“"('
_DENIALS: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(r"\b(?:aucune?s?|guère|jamais|ne|ni|non|nul(?:le)?|pas|rien|sans)\b|\bn['’]"),
    "en": re.compile(r"\b(?:cannot|hardly|neither|never|no|none|nor|not|nothing|without)\b|n['’]t\b"),
}
_CONDITIONS: dict[Language, re.Pattern[str]] = {  # what sets one for sure; a bare "if" may also mean whether
    "fr": re.compile(
        r"\b(?:seulement|uniquement|sauf) s(?:i\b|['’]ils?\b)"
        r"|\bà (?:la )?(?:seule )?condition (?:que\b|qu['’]|de\b|d['’])"
        r"|\bà moins (?:que\b|qu['’]|d['’]une?\b)|\b(?:pourvu|pour autant) (?:que\b|qu['’])"
    ),
    "en": re.compile(
        r"\bonly (?:if|when|where)\b|\bunless\b|(?:^|[,;(] )(?:provided|providing)\b(?! by\b| with\b)"
        r"|\bon (?:the )?condition (?:that|of)\b|\b(?:as|so) long as\b"
    ),
}
_QUALIFIED: dict[Language, re.Pattern[str]] = {  # what may set one, in whatever words
    "fr": re.compile(
        r"\b(?:si|quand|lorsque|condition|moins|pourvu|autant|sauf|réserve|mesure|tant|dès|fois|seulement|uniquement|sans"
        r"|exige\w*|suppose\w*|nécessite\w*|dépend\w*|faut|demande\w*)\b|\bs['’](?:ils?|elles?)\b|\blorsqu['’]"
    ),
    "en": re.compile(
        r"\b(?:if|when|where|once|unless|provided|providing|condition|long|only|without|assuming|given|requires?|needs?"
        r"|depends?|must)\b"
    ),
}
_LIKE, _ENDING = 4, 3  # letters that a name's forms have in common, and those at the end that may differ


def numbers(text: str, language: Language, *, every: bool = False) -> frozenset[str]:
    """Return the numbers in a text, in digits or words, written alike in both languages.

    0 and 1 count where they are digits; in words too where `every` number is wanted.
    """
    text = _written(text, language)
    typed = frozenset(_TYPED_FEW.findall(text))
    digits = _digits(text, language)
    parts = {_PART[part] for part in _PARTS.findall(digits)}
    found = {match.replace(",", ".") for match in _NUMBER.findall(digits)}
    worded = (_WORDED.get(word) or _WORDED.get(word.removesuffix("s")) for word in _WORD.findall(digits))
    known = found | parts | {note for note in worded if note}
    return frozenset(known if every else (known - _FEW) | typed)


def counted(text: str, language: Language) -> str:
    """Return a text in small letters with its numbers in digits, and its thirds and quarters named as in French."""
    return _digits(_written(text, language), language)


def _written(text: str, language: Language) -> str:
    text = _HYPHENED.sub(r"\1 ", _ITEM.sub("", text))
    text = _FRESH.sub("", text) if language == "fr" else text
    text = _HALF_A.sub(lambda match: str(_HALVES[(match[1] or match[2]).lower()]), text)
    for pattern, part in _FRACTIONS if language == "en" else ():
        text = pattern.sub(lambda match, part=part: f"{match[1] or 'one'} {part}", text)  # type: ignore[misc]  # bound now
    return _ORDINALS.sub("", _THOUSANDS.sub("", _PERCENT.sub("%", text)))


def _digits(text: str, language: Language) -> str:
    from text_to_num import alpha2digit  # noqa: PLC0415  # a native library, not needed to answer --help

    digits: str = alpha2digit(text.lower(), language, threshold=0)
    return _SCALED.sub(_multiplied, _AND_A_HALF.sub(_and_a_half, digits))


def in_digits(text: str, language: Language, source: str) -> str:
    """Return a text with the numbers that it spells out in digits, where a source has each of them in digits.

    A small model takes thirty-four and 34 for two numbers.
    """
    from text_to_num import alpha2digit  # noqa: PLC0415  # a native library, not needed to answer --help

    worded: str = alpha2digit(_PERCENT.sub("%", text), language, threshold=_SPELT)
    if _NO_COUNT.search(worded) or (language == "fr" and _NEW.search(text)):
        return text
    new = set(_NUMBER.findall(worded)) - set(_NUMBER.findall(text))
    return worded if new and new <= set(_NUMBER.findall(source)) else text


def _and_a_half(match: re.Match[str]) -> str:
    whole, unit = (match[1] or match[3], match[2] or match[4]) if match[1] or match[3] else (match[5], f"1{match[6]}")
    return str((2 * int(whole) + 1) * int(unit) // 2)


def _multiplied(match: re.Match[str]) -> str:
    number = float(match[1].replace(",", ".")) * int(match[2])
    return f"{number:.3f}".rstrip("0").rstrip(".")


def names(text: str) -> tuple[str, ...]:
    """Return the names and acronyms inside a text: words with a capital that no sentence's beginning explains."""
    found = []
    for match in _WORD.finditer(text):
        word, before = match.group(), text[: match.start()].rstrip()
        inside = bool(before) and before[-1] not in _OPENS
        if len(word) > 1 and not word[0].isdigit() and word[0].isupper() and (inside or word.isupper()):
            found.append(word)
    return tuple(dict.fromkeys(word for word in found if not _is_grammar(word)))


def missing_names(text: str, language: Language, sources: Sequence[str], terms: Sequence[Term]) -> tuple[str, ...]:
    """Return the names in a text that no source has, in either language, by the editors' glossary or as a place."""
    named = names(text)
    if not named:
        return ()
    have = {stem for source in sources for side in LANGUAGES for stem in words.terms(source, side)}
    missing = [name for name in named if not _known(name, language, have, terms)]
    placed = geography.named(text) if missing else frozenset()
    told = frozenset[Term]().union(*map(geography.named, sources)) & placed if placed else placed
    return tuple(name for name in missing if not any(glossary.has_word(term, name) for term in told))


def denies(text: str, language: Language) -> bool:
    """Tell whether a text holds a word of negation."""
    return _DENIALS[language].search(text.lower()) is not None


def drops_condition(text: str, source: str, language: Language) -> bool:
    """Tell whether a source says on what condition something holds, and a text made from it in no way does."""
    text, source = (" ".join(one.lower().split()) for one in (text, source))
    return _CONDITIONS[language].search(source) is not None and _QUALIFIED[language].search(text) is None


def has_like(name: str, stems: Iterable[str]) -> bool:
    """Tell whether a name of some length begins as one of these stems does: Estonie, Estonia."""
    plain = glossary.plain(name.lower())
    length = max(_LIKE, len(plain) - _ENDING)
    return len(plain) > _LIKE and any(
        stem[:length] == plain[:length] and abs(len(stem) - len(plain)) <= _ENDING for stem in stems
    )


def _known(name: str, language: Language, have: set[str], terms: Sequence[Term]) -> bool:
    forms = [name, *(form for side in LANGUAGES for form in glossary.forms(f"a {name}", language, terms, side))]
    if any(_all_in(form, side, have) for form in forms for side in LANGUAGES):
        return True
    return has_like(name, have)


def _all_in(form: str, side: Language, have: set[str]) -> bool:
    stems = words.terms(form, side)
    return bool(stems) and have.issuperset(stems)


def _is_grammar(word: str) -> bool:
    return not word.isupper() and any(word.lower() in grammar for grammar in GRAMMAR.values())
