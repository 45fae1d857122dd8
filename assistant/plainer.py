"""Words that a small model misreads -> plainer ones, in what it is asked about.

The packaged model takes some forms of French verbs of harm for help: beside what tells how digital diplomacy helps
health, that it "nuit à la santé" gets the yes that "aide la santé" gets (log-odds of 10), that it "fait du tort à la
santé" the no (-12). Of some eighty verbs of harm in both languages these alone did.
"""

import re

from assistant.records import Language

_NO_NOUN = "".join(rf"(?<!\b{word} )" for word in ("la", "une", "cette", "chaque", "de", "sans", "en", "sa", "leur"))
_TO = r"(?= (?:(?:\w+ment|aussi|également) )?(?:à|aux?)\b)"
_MISREAD: dict[Language, tuple[tuple[re.Pattern[str], str], ...]] = {
    "fr": (
        (re.compile(rf"{_NO_NOUN}\bnui(?:t|rait){_TO}", re.I), "fait du tort"),
        (re.compile(rf"\bnui(?:s|r(?:ai)?)ent{_TO}", re.I), "font du tort"),
        (re.compile(rf"{_NO_NOUN}\bsape\b", re.I), "affaiblit"),
        (re.compile(r"\bsapent\b", re.I), "affaiblissent"),
        (re.compile(rf"{_NO_NOUN}\b(?:freine|plombe|bride)(nt)?\b", re.I), r"limite\1"),
    ),
    "en": (),
}


def plainer(text: str, language: Language) -> str:
    """Return a text with other words for those that a small model misreads."""
    for word, plain in _MISREAD[language]:
        text = word.sub(plain, text)
    return text
