"""HTML -> its headings, paragraphs, list items and table cells, in order; scripts, styles and menus left out.

lxml's parser reads it as a stream, with a stack of our own: however broken or hostile the markup, the time it takes
grows with its length only, and what comes out is text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from assistant.formats.pieces import clean, says_something

Role = Literal["text", "heading", "item", "cell"]
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        """address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption
        figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary table tbody
        td tfoot th thead tr ul""",
    )
)
_LEFT_OUT = frozenset(
    re.findall(
        r"\w+",
        """applet audio button canvas datalist dialog embed head iframe map math nav noembed noframes noscript object
        option script select style svg template textarea title video""",
    )
)
DEPTH = 250  # elements in one another; beyond, the time it takes to end one would tell
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)(?=[\s/>])")
_SELF_ENDING = frozenset(
    re.findall(
        r"\w+",
        """area base br col dd dt embed hr img input li link meta option p param path circle line rect polygon source
        tbody td tfoot th thead tr track use wbr""",
    )
)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_PARAGRAPHS = re.compile(r"\n[ \n]*\n")


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a page's text; `level` is a heading's, `group` its list or table (0: none), `row` a cell's row."""

    text: str
    role: Role = "text"
    level: int = 0
    group: int = 0
    row: int = 0
    main: bool = False  # inside <main>
    article: bool = False  # inside <article>
    aside: bool = False


@dataclass(frozen=True, slots=True)
class _Frame:
    """An open element and what holds inside it."""

    tag: str
    inside: Block
    left_out: bool = False


class Reader:
    """Collects `blocks` and the page's `title` from the tags and words that lxml finds."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._title: list[str] = []
        self._stack = [_Frame("", Block(""))]
        self._open: dict[str, int] = {}
        self._words: list[str] = []
        self._groups = 0

    def start(self, tag: str, attrs: Mapping[str, str]) -> None:
        """Open an element."""
        if tag == "br":
            self._words.append("\n")
        if tag in _BLOCKS:
            self._flush()
        self._open[tag] = self._open.get(tag, 0) + 1
        self._stack.append(self._frame(tag, attrs, self._stack[-1]))

    def end(self, tag: str) -> None:
        """Close an element, and those left open inside it."""
        if not self._open.get(tag):
            return
        while True:
            frame = self._stack[-1]
            if frame.tag in _BLOCKS:
                self._flush()
            self._stack.pop()
            self._open[frame.tag] -= 1
            if frame.tag == tag:
                return

    def data(self, words: str) -> None:
        """Take words."""
        frame = self._stack[-1]
        if frame.tag == "title" and not self._open.get("svg"):
            self._title.append(words)
        elif not frame.left_out:
            self._words.append(_SPACE.sub(" ", words))

    @property
    def title(self) -> str:
        """Return what the page calls itself."""
        return clean(_SPACE.sub(" ", "".join(self._title)))

    def close(self) -> "Reader":
        """End the page; elements left open end with it."""
        self._flush()
        return self

    def _frame(self, tag: str, attrs: Mapping[str, str], above: _Frame) -> _Frame:
        inside = above.inside
        if re.fullmatch(r"h[1-6]", tag):
            inside = replace(inside, role="heading", level=int(tag[1]))
        elif tag in ("ul", "ol", "menu", "table"):
            group = inside.group if tag != "table" and inside.role == "item" else self._new()
            inside = replace(inside, role="text", group=group, row=0)
        elif tag == "tr":
            inside = replace(inside, row=self._new())
        elif tag in ("td", "th"):
            inside = replace(inside, role="cell", row=inside.row or self._new())
        elif tag == "li":
            inside = replace(inside, role="item", group=inside.group or self._new())
        elif tag == "main" or attrs.get("role") == "main":
            inside = replace(inside, main=True)
        elif tag in ("article", "aside"):
            inside = replace(inside, article=inside.article or tag == "article", aside=inside.aside or tag == "aside")
        return _Frame(tag, inside, above.left_out or self._is_left_out(tag, attrs, above.inside))

    @staticmethod
    def _is_left_out(tag: str, attrs: Mapping[str, str], above: Block) -> bool:
        """Tell what is no part of a text: menus, what is hidden, the site's head and foot, marks of footnotes."""
        around = tag in ("header", "footer") and not (above.main or above.article)
        hidden = "hidden" in attrs or attrs.get("aria-hidden") == "true"
        menu = attrs.get("role") in ("navigation", "banner", "contentinfo", "search")
        note = tag == "a" and (attrs.get("id", "") + attrs.get("href", "")).startswith(
            ("footnote-ref", "#footnote-ref", "endnote-ref", "#endnote-ref")
        )
        return tag in _LEFT_OUT or around or hidden or menu or note

    def _new(self) -> int:
        self._groups += 1
        return self._groups

    def _flush(self) -> None:
        """End a block: what was read since the last one is the innermost open element's."""
        words, self._words = "".join(self._words), []
        for text in map(clean, _PARAGRAPHS.split(words)):
            if says_something(text):
                self.blocks.append(replace(self._stack[-1].inside, text=text))


def _check_depth(html: str) -> None:
    """Raise RecursionError where elements whose end must be written stand too deep in one another."""
    depth = 0
    for end, tag in _TAG.findall(html):
        if tag.lower() not in _SELF_ENDING:
            depth = max(0, depth + (-1 if end else 1))
        if depth > DEPTH:
            raise RecursionError


def read_blocks(html: str) -> Reader:
    """Return what a page says. Raises RecursionError where its elements stand too deep in one another."""
    from lxml import etree  # noqa: PLC0415  # only when there is such a file

    reader = Reader()
    # bytes with the encoding stated: what the page itself says of its encoding was heard when it was decoded
    parser = etree.HTMLParser(target=reader, huge_tree=True, no_network=True, encoding="utf-8")
    _check_depth(html)
    parser.feed(html.encode())
    parser.close()
    return reader
