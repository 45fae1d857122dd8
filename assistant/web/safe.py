"""Text of others -> HTML that says the same and does nothing: everything shown on the page passes through here."""

import re
from collections.abc import Callable, Collection

from assistant.visible import clean, escape

__all__ = ["clean", "escape", "marked", "prose"]

MARK = re.compile(r"\s*\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]")
OPEN_MARK = re.compile(r"\s*\[[\d,\s]{0,12}$")


def marked(text: str, quote: str) -> str:
    """Return a passage as HTML with its quoted sentence in <mark>; without it when it is not in the passage."""
    start = text.find(quote) if quote else -1
    if start < 0:
        return escape(text)
    end = start + len(quote)
    return f"{escape(text[:start])}<mark>{escape(quote)}</mark>{escape(text[end:])}"


def prose(text: str, known: Collection[int], link: Callable[[int], str], *, more: bool = False) -> str:
    """Return an answer as HTML paragraphs, its marks as links.

    `known` are the numbers that have a passage: a mark with any other number is dropped. `link` draws one.
    With `more` to come, a mark that has begun at the end waits for its bracket.
    """
    if more:
        text = OPEN_MARK.sub("", text)
    paragraphs = [part.strip() for part in re.split(r"\n[ \t]*\n", clean(text))]
    return "".join(f"<p>{_linked(part, known, link)}</p>" for part in paragraphs if part)


def _linked(text: str, known: Collection[int], link: Callable[[int], str]) -> str:
    pieces: list[str] = []
    after = 0
    for mark in MARK.finditer(text):
        pieces.append(escape(text[after : mark.start()]))
        numbers = [int(number) for number in mark[1].split(",")]
        pieces.extend("\u202f" + link(number) for number in numbers if number in known)
        after = mark.end()
    pieces.append(escape(text[after:]))
    return "".join(pieces).replace("\n", "<br>")
