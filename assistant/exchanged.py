"""A statement with two of its parts in each other's place: what does and what undergoes, cause and effect.

"Distrust causes rumours" shares every word with what says that rumours cause distrust, and a small model says yes to
both; it is surer of the one that the source says. It is also surer of what has the order of its source, so that clauses
are exchanged in either order: "A because B" gives "B because A" and "because A, B". Told by closed lists of what stands
between two parts, a conjunction, a verb, any verb after "can", "must" and the like, or what one thing is to another
("a threat to"): where none of them stands, nothing can be exchanged.
"""

import re
from collections.abc import Iterable, Iterator

from assistant.being import IS_TO, apart
from assistant.checks import denies
from assistant.doing import BE, DID, DONE_BY, FORMS_EN, HELPERS, PARTICLE, VERB, agreeing
from assistant.records import Language

_LONG = 3  # words of a clause, at least, where a bare word might open it as well ("after the war")


# What joins a clause to what it causes, allows or follows; the words of the second line may also open something else.
_JOINS: dict[Language, tuple[str, str]] = {
    "fr": (
        r"(?:parce |puis|lors|dès |(?:seulement )?une fois |à condition |afin |pour |tant |avant |après |si bien )"
        r"qu(?:e|['’])|car|(?:seulement|uniquement) (?:si|quand|lorsqu(?:e|['’]))",
        r"quand|si(?! bien qu)|donc",
    ),
    "en": (
        r"because|so that|(?:only )?once|only (?:if|when|after|where)|(?:as|so) long as|provided that|whenever",
        r"if|when|after|before|since|so(?! that| long)|until",
    ),
}
_FIRST: dict[Language, str] = {"fr": r"comme", "en": r"as"}  # causes where it opens the sentence
_CAUSE: dict[Language, str] = {"fr": "parce que", "en": "because"}
_NEVER_FIRST = ("so", "so that", "donc", "si bien que", "si bien qu'")  # these open no sentence
_ONLY_TELLS: dict[Language, re.Pattern[str]] = {  # who says or sees what comes then: "As the ministry sees it, ..."
    "fr": re.compile(
        r"(?:l['’]|le )(?:(?:a|ont) (?:dit|montré|rappelé|expliqué|souligné|noté)|affirme|constate|dit|disent|explique"
        r"|indique|montre|note|précise|prouve|raconte|rappelle|souligne|voit|veut)(?:nt)?\b",
        re.I,
    ),
    "en": re.compile(
        r".*\b(?:argues?|explains?|hears?|heard|knows?|mentioned|notes?|noted|points? out|puts?|reported|said|says?|saw"
        r"|sees?|shows?|showed|tells?|told)(?: it| us)?$|(?:\w+(?:ed|n)) (?:by|in|above)\b",
        re.I,
    ),
}
# What comes after the second part, if anything does.
_REST: dict[Language, str] = {
    "fr": r" (?:par|pour|afin|grâce|avec|via|dans|en|lors|lorsqu|quand|si|sans|à travers|au sein|chez"
    r"|(?:à|de|et|ou) \w+(?:er|ir|re))\b|[,;:]",
    "en": rf" (?:to \w+|(?:and|or) (?:{FORMS_EN})|by|through|via|with|when|while|if|because|so|in|on|at|for|among"
    r"|across|without|from)\b|[,;:]",
}
_SHORT: dict[Language, str] = {  # a preposition and the article after it
    "fr": r" aux? | du |(?:(?<=dépend)|(?<=dépendent)|(?<=profite)|(?<=profitent)) (?:des |d')",
    "en": "(?!)",
}
_CONTRASTS: dict[Language, str] = {
    "fr": r",? (?:tandis qu(?:e |['’])|alors qu(?:e |['’]))|, (?:et|mais) ",
    "en": r",? (?:while|whereas) |, (?:and|but) ",
}
_CLEFT: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        rf"^(?:(?:c['’]est|ce sont) (.+?) qui (?={VERB['fr']})|(.+?) (?:est|sont) ce qui (?:aussi |ensuite )?)", re.I
    ),
    "en": re.compile(
        rf"^(?:it (?:is|was) (.+?)|(.+?) (?:is|are) the ones?) (?:that|who|which) (?={VERB['en']})"
        r"|^(.+?) (?:is|are|was|were) what (?:also |then )?",
        re.I,
    ),
}
# What stands for something else, or is no thing: it cannot be exchanged.
_STANDS_FOR: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"(?:(?:ce|celui|celle|ceux|celles)(?:-ci|-là)?(?: qui| que)?|cela|ça|ceci|elles?|eux|ils?|je|la|le|les|leur"
        r"|lui|nous|on|qui|rien|se|tu|vous|y)\b(?: qui\b)?$"
        r"|(?:à|de|pour) |d['’]|qu['’]|(?:que|plus|moins|mieux|près)(?: |$)"
        r"|(?:cette|chaque|plusieurs|quelques) (?:an|année|jour|mois|semaine)s?\b",
        re.I,
    ),
    "en": re.compile(
        r"(?:he|her|him|i|it|me|nothing|one|she|that|them|there|these|they|this|those|us|we|what|which|who|you)$"
        r"|(?:to|in|on|at|by|for|from|with|of|better|than|that|how|what|used|the (?:end|beginning))(?: |$)"
        r"|(?:more|less)(?: (?:than|likely|\w+ly|and|or)\b|$)"
        r"|(?:19|20)\d\d$|(?:a|each|every|several|this) (?:day|decade|month|week|year)s?\b",
        re.I,
    ),
}
# Words of a part that is a clause itself, or begins one, or after which the word that was taken for a verb is none.
_CLAUSE: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"^(?:comme|et|mais|ou|donc|bien qu|malgré)\b|\b(?:qui|que|dont|où|quand|si|lorsque|car)\b|\bqu['’]"
        r"|\b(?:ce(?:s|tte)?|elles?|ils?|l[ae]s?|leurs?|ne|nous|on|sa|ses|son|une?|vous|à)$|\bn['’]y$",
        re.I,
    ),
    "en": re.compile(
        r"^(?:as|and|but|or|so|although|though|despite)\b|\b(?:that|who|which|when|where|if|because|while|once|until)\b"
        r"|\b(?:am|are|be|been|being|is|to|was|were|do(?:es)?(?: not|n't)?|did(?: not|n't)?)$"
        r"|\b(?:an?|ha(?:d|s|ve)|he|it|its|she|that|the|their|there|these|they|this|we|you)$",
        re.I,
    ),
}
_AROUND = r"(?P<lead>(?:[^,;]+, )*)(?P<one>[^,;]+?)", r"(?P<lead>(?:[^,;]+, )*?)(?P<one>[^,;]+?)"
# The first of two things: "A, B and C cause D", "In health, A causes B", "A causes B, which causes C".
_ONE: dict[Language, tuple[str, ...]] = {
    "fr": (
        r"(?P<lead>)(?P<one>(?!(?:afin|après|au|aux|avant|avec|chez|comme|dans|de|depuis|des|du|en|entre|face|grâce|lors"
        r"|malgré|outre|par|parmi|pendant|pour|sans|selon|sous|sur|à)\b)(?:[^,;]+, )+[^,;]+? (?:et|ou) [^,;]+?)",
        *_AROUND,
    ),
    "en": (
        r"(?P<lead>)(?P<one>(?!(?:across|after|among|as|at|before|behind|between|beyond|by|despite|during|for|from|in"
        r"|like|on|since|thanks|through|to|today|under|unlike|with|within|without)\b)"
        r"(?:[^,;]+, )+[^,;]+? (?:and|or) [^,;]+?)",
        *_AROUND,
    ),
}
_QUE = re.compile(r"\b(lors|puis)?qu(?:e\s|['’]\s?)", re.I)
_VOWEL = re.compile(r"\b(lors|puis)?qu(?:e|['’]) (?=[aeiouyàâéèêîôù])", re.I)
_CONTRACTED = (
    *((r"\bà les ", "aux "), (r"\bà le ", "au "), (r"\bde les ", "des "), (r"\bde le ", "du ")),
    (r"\bde (?=[aâeéèêiîoôuy])", "d'"),
)


def exchanged(statement: str, language: Language) -> tuple[tuple[str, ...], ...]:
    """Return a statement with parts of it in each other's place, each way that closed lists tell; none where none.

    Each way comes in its wordings: clauses in either order.
    """
    text = _plain(" ".join(statement.replace("’", "'").split()).rstrip(" .!"), language)
    contrasts = tuple(_contrasts(text, language))
    others = ((one,) for one in contrasts or _deeds(text, language))
    found = dict.fromkeys((*_clauses(text, language), *others))
    ways = (wordings for wordings in found if text.lower() not in map(str.lower, wordings))
    return tuple(tuple(f"{one[:1].upper()}{one[1:]}." for one in wordings) for wordings in ways)


def surer(odds: Iterable[float], asis: float) -> float:
    """Return by how much a model is surer of what is exchanged, by its log-odds of each wording in turn.

    That is by their mean, and by no more than twice the least: what one wording has over another is its order. Where
    the first is no surer, no other is looked at.
    """
    known: list[float] = []
    for one in odds:
        known.append(one - asis)
        if known[-1] <= 0:
            break
    return min(sum(known) / len(known), 2 * min(known)) if min(known) > 0 else min(known)


def _plain(text: str, language: Language) -> str:
    """Return a text without what only stresses who does it: "It is distrust that causes ..."."""
    cleft = _CLEFT[language].match(text)
    return f"{next(filter(None, cleft.groups()))} {text[cleft.end() :]}" if cleft else text


def _clauses(text: str, language: Language) -> Iterator[tuple[str, ...]]:
    """Yield a text with what is joined by a cause, a condition or a time exchanged: "Because A, B", "B once A"."""
    two = r"(?P<two>[^,;]+)(?P<rest>[,;].*)?$"
    for joins, least, openers in zip(_JOINS[language], (1, _LONG), ("", f"|{_FIRST[language]}"), strict=True):
        space = r"(?:\s+|(?<=['’]))"
        first = re.match(rf"(?P<join>{joins}{openers}){space}(?P<one>[^,;]+), (?:then |alors )?{two}", text, re.I)
        parts = first or re.match(rf"(?P<one>[^;]+?),? (?P<join>{joins}){space}{two}", text, re.I)
        if not parts or not _are_things(parts, language) or _words(parts) < least:
            continue
        join = parts["join"].lower()
        if join == _FIRST[language] and _ONLY_TELLS[language].match(parts["one"]):
            continue
        join = _CAUSE[language] if join in (_FIRST[language], "car") else join
        one, said, rest = parts["one"], parts["two"], parts["rest"] or ""
        if first:
            wordings = [f"{join} {said}, {one}{rest}", f"{one} {join} {said}{rest}"]
        else:
            one = _small(one)
            wordings = [f"{said} {join} {one}{rest}", f"{join} {one}, {said}{rest}"]
        yield tuple(_joined(wording, language) for wording in wordings[: 1 if join in _NEVER_FIRST else None])


def _contrasts(text: str, language: Language) -> Iterator[str]:
    """Yield a text with those exchanged of whom two things are told: "A does this, while B does that"."""
    does = (BE[language], rf"{HELPERS[language]} \w+", DID[language], VERB[language])
    verb, part = f"(?:{'|'.join(does)})", "[^,;]+?"
    one, two = rf"(?P<one>{part}) (?P<did>{verb} [^;]+?)", rf"(?P<two>{part}) (?P<does>{verb} .+)"
    parts = re.match(rf"{one}(?P<join>{_CONTRASTS[language]}){two}$", text, re.I)
    if parts and _are_things(parts, language):
        yield _joined(f"{parts['two']} {parts['did']}{parts['join']}{_small(parts['one'])} {parts['does']}", language)


def _deeds(text: str, language: Language) -> Iterator[str]:
    """Yield a text with what does and what undergoes exchanged: "A causes B", "A is a cause of B".

    "A is no cause of B" is left: B mostly is none of A either.
    """
    denied = denies(text, language)
    is_to = None if denied else _parts(apart(text, language), rf"{BE[language]} {IS_TO[language]}", language)
    does = [one for one in (_parts(text, f"{VERB[language]}{PARTICLE[language]}", language), is_to) if one]
    parts = _parts(text, rf"{BE[language]} {DONE_BY[language]}", language)
    parts = parts or min(does, key=lambda one: len(f"{one['lead']}{one['one']}"), default=None)
    if parts is None:
        return
    thing, between = parts["two"], " "
    if short := (parts["short"] or "").strip().lower():
        article = {"aux": "les ", "des": "les ", "d'": ""}.get(short, "le ")
        thing, between = f"{article}{thing}", " de " if short[0] == "d" else " à "
    verb = agreeing(parts["verb"], thing, language)
    yield _joined(f"{parts['lead']}{thing} {verb}{between}{_small(parts['one'])}{parts['rest'] or ''}", language)


def _parts(text: str, way: str, language: Language) -> re.Match[str] | None:
    """Return two things, no clauses, with what stands between them, and what stands around; None where none does."""
    two = rf"(?:(?P<short>{_SHORT[language]})| )(?P<two>.+?)(?P<rest>(?:{_REST[language]}).*)?$"
    for one in _ONE[language]:
        parts = re.match(rf"{one} (?P<verb>{way}){two}", text, re.I)
        if parts and _are_things(parts, language) and not _CLAUSE[language].search(parts["one"]):
            return parts
    return None


def _are_things(parts: re.Match[str], language: Language) -> bool:
    return not any(_STANDS_FOR[language].match(parts[name]) for name in ("one", "two"))


def _words(parts: re.Match[str]) -> int:
    return min(len(parts["one"].split()), len(parts["two"].split()))


def _small(text: str) -> str:
    """Return a text that no longer opens the sentence."""
    first = text.split(" ", 1)[0]
    return text if first[1:] != first[1:].lower() or first == "I" else f"{text[:1].lower()}{text[1:]}"


def _joined(text: str, language: Language) -> str:
    """Return a French text with its words drawn together or apart as they now stand: "à le", "parce que il"."""
    if language == "en":
        return text
    for parted, one in _CONTRACTED:
        text = re.sub(parted, one, text, flags=re.I)
    return _VOWEL.sub(r"\1qu'", _QUE.sub(r"\1que ", text))
