"""What a person typed -> a question that can be searched."""

import re
import unicodedata

from assistant.errors import QuestionError

_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"[^\W_]+")
_DRAWN_OUT = re.compile(r"([^\W\d])\1{2,}")
_WHOLE = {"s": "is", "re": "are", "m": "am"}
_CONTRACTED = re.compile(r"(?<=\w)'(s|re|m)\b", re.IGNORECASE)


def is_whole(text: str) -> bool:
    """Tell whether a text has no byte that could not be read, which Python keeps as half a character."""
    return not any("\ud800" <= mark <= "\udfff" for mark in text)


def clean(typed: str, limit: int, what: str = "question") -> str:
    """Return the question on one line, in NFC, without control characters.

    Raises QuestionError, which calls it `what`, when no letter or digit is left, or more than `limit` characters.
    """
    text = typed[: 100 * limit].encode("utf-8", "replace").decode("utf-8")
    text = "".join(mark for mark in _SPACES.sub(" ", text) if not _control(mark))
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()
    if not any(unicodedata.category(mark)[0] in "LNS" or unicodedata.category(mark) == "Cn" for mark in text):
        raise QuestionError("question_empty", f"The {what} is empty.", f"Write a {what} in French or English.")
    if len(text) > limit:
        raise QuestionError(
            "question_long",
            f"The {what} has {len(typed)} characters; {limit} is the most.",
            "Say it in fewer words.",
        )
    return text


def plain(text: str) -> str:
    """Return a text's words in small letters without accents, one space between them, to be compared with others.

    "That's" reads as "that is"; a letter drawn out ("helloooo") is written once; punctuation and emoji go.
    """
    text = _CONTRACTED.sub(lambda short: f" {_WHOLE[short[1].lower()]}", text.replace("\u2019", "'"))
    text = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    text = _DRAWN_OUT.sub(r"\1", "".join(mark for mark in text if not unicodedata.combining(mark)))
    return " ".join(_WORD.findall(text))


def _control(mark: str) -> bool:
    """Control characters, bidirectional overrides and what cuts words unseen; joiners stay."""
    return (
        unicodedata.category(mark) in ("Cc", "Cs", "Co")
        or mark in "\u00ad\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )
