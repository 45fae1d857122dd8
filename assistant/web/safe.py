"""Text of others -> HTML that says the same and does nothing: everything shown on the page passes through here."""

import html
import re
from collections.abc import Callable, Collection

# Characters that show nothing and can make a text read as something else: controls (but tab and newline),
# direction overrides and isolates, Unicode's invisible "tag" letters, lone surrogates.
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)
MARK = re.compile(r"\s*\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]")
OPEN_MARK = re.compile(r"\s*\[[\d,\s]{0,12}$")


def clean(text: str) -> str:
    """Return the text without characters that hide something; every kind of line end becomes a newline."""
    text = re.sub("\r\n?|[\x85\u2028\u2029\x0b\x0c]", "\n", text)
    return HIDDEN.sub("", text)


def escape(text: str) -> str:
    """Return the text as HTML in which nothing is markup, in attributes too."""
    return html.escape(clean(text), quote=True)


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
