"""Lines on pages -> paragraphs: what runs along every page left out, lines joined, words cut by a hyphen made whole."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from assistant.formats.pieces import Piece

_EDGE = 2  # lines at the head and at the foot of a page that may run along
_PAGES = 3  # on which the same must stand at the same height
_APART = 1.4  # beside the usual distance of lines
_SENTENCE_SPACES = 3
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"(?:[-–—|•\s]|page|p\.)*(\d{1,4})(?:\s*(?:/|sur|of|de)\s*\d{1,4})?[-–—|•\s]*", re.IGNORECASE)
_ENDED = re.compile(r"""[.!?…:;]["”’»)\]]*\s*\d{0,2}$""")  # a footnote's number may follow
_ITEM = re.compile(r"(?:[•▪◦‣●–—*-]|\(?\d{1,2}[.)]|[a-z]\))\s+\S")
_LIST_CHARS = 1000
_HEADING_CHARS = 150
_LARGER = 1.1  # a heading's letters, beside the text's
_GAP = 1.3  # between paragraphs, beside the usual distance of lines
_INDENT = 0.8  # of the letters' size
_SHORT = 0.6  # of the paragraph's longest line: its last one
_CUT = re.compile(r"([^\W\d_]+)[-\u2010]$")
_BEGIN = re.compile(r"[^\W\d_]+")
_PREFIX_CHARS = 2  # "re", "in": more often a part of a word than one
_WORDS = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
# What keeps its hyphen in French after any word, and in English before one.
_AFTER = re.compile(
    "ce|ci|elles?|en|eux|ils?|je|la|là|les?|leur|lui|me|moi|mêmes?|nous|on|te?|toi|tu|vous|y",
)
_BEFORE = re.compile("ex|non|quasi|self|vice")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: where it begins, upwards and from the left, and its letters."""

    text: str
    page: int
    x: float = 0.0
    y: float = 0.0
    size: float = 0.0
    bold: bool = False


def pieces_of(pages: Sequence[Sequence[Line]]) -> tuple[str, list[Piece]]:
    """Return the title, "" when no heading gives one, and the paragraphs with their pages and sections."""
    lines = without_running(pages)
    body = _usual(lines)
    leading = _leading(lines, body)
    words = _whole_words([line.text for line in lines])
    groups: list[list[Line]] = []
    for line in lines:
        if groups and not _begins(line, groups[-1], leading, body):
            groups[-1].append(line)
        else:
            groups.append([line])
    title, section = "", ""
    pieces: list[Piece] = []
    for group in groups:
        text = joined([line.text for line in group], words)
        if not _is_heading(group, text, body):
            piece = Piece(text, section, group[0].page)
            pieces[-1:] = _listed(pieces[-1], piece) if pieces else [piece]
        elif not title and not pieces and not section and group[0].size == max(line.size for line in lines):
            title = text
        else:
            section = text
    return title, pieces


def _listed(before: Piece, piece: Piece) -> list[Piece]:
    """Return both, or one of a line each where they are items of one short list."""
    same = (before.section, before.page) == (piece.section, piece.page)
    items = _ITEM.match(before.text) and _ITEM.match(piece.text)
    if same and items and len(before.text) + len(piece.text) < _LIST_CHARS:
        return [replace(before, text=f"{before.text}\n{piece.text}")]
    return [before, piece]


def without_running(pages: Sequence[Sequence[Line]]) -> list[Line]:
    """Return the lines without what runs along: heads and feet the same on three pages or more, and page numbers.

    Only the first and the last two lines of a page are looked at, where they stand apart from the text and are no
    larger. Numbers in them may count the pages; their height and all other words are the same. A number alone goes
    when it is the page's own. No page loses all that it has.
    """
    every = [line for lines in pages for line in lines]
    body = _usual(every)
    apart = _APART * _leading(every, body)
    edges = [_edges(lines, apart, body[0]) for lines in pages]
    counts = Counter(key for lines in edges for key in {key for line in lines for key in _running(line)})
    kept: list[Line] = []
    for lines, at_edge in zip(pages, edges, strict=True):
        run = {
            line for line in at_edge if _is_page_number(line) or any(counts[key] >= _PAGES for key in _running(line))
        }
        kept.extend([line for line in lines if line not in run] or lines)
    return kept


def _edges(lines: Sequence[Line], apart: float, size: float) -> list[Line]:
    """Return the lines at the head and the foot of a page that stand apart from its text."""
    downwards = sorted(lines, key=lambda line: -line.y)
    found: list[Line] = []
    for order in (downwards, downwards[::-1]):
        for count in range(1, min(_EDGE, len(order) - 1) + 1):
            outer, inner = order[count - 1], order[count]
            if abs(outer.y - inner.y) > apart or outer.size < size - 0.5:
                found.extend(order[:count])
    return [line for line in found if line.size <= _LARGER * size]


def _running(line: Line) -> set[tuple[str, int]]:
    """Return what a line has in common with the same on other pages: a number in it may be the page's, or neither."""
    numbers = _NUMBER.findall(line.text)
    sentence = _ENDED.search(line.text) and line.text.count(" ") >= _SENTENCE_SPACES
    counted = {(), (0,), (-1,)} if numbers and not sentence else {()}
    keys = set()
    for places in counted:
        shown = numbers.copy()
        for place in places:
            shown[place] = f"page{int(shown[place][-9:]) - line.page:+}"
        pieces = iter(shown)
        keys.add((_NUMBER.sub(lambda _: next(pieces), line.text.casefold()), round(line.y)))  # noqa: B023  # used at once
    return keys


def _is_page_number(line: Line) -> bool:
    match = _PAGE_NUMBER.fullmatch(line.text)
    return match is not None and int(match.group(1)) == line.page


def _usual(lines: Sequence[Line]) -> tuple[float, bool]:
    """Return the size and weight of most letters."""
    counts: Counter[tuple[float, bool]] = Counter()
    for line in lines:
        counts[line.size, line.bold] += len(line.text)
    return counts.most_common(1)[0][0] if counts else (0.0, False)


def _leading(lines: Sequence[Line], body: tuple[float, bool]) -> float:
    """Return the usual distance between two lines of the text."""
    gaps = [
        above.y - line.y
        for above, line in pairwise(lines)
        if above.page == line.page and above.size == line.size == body[0] and 0 < above.y - line.y < 3 * body[0]
    ]
    return median(gaps) if gaps else 1.5 * body[0]


def _begins(line: Line, group: Sequence[Line], leading: float, body: tuple[float, bool]) -> bool:
    """Tell whether a line begins a paragraph."""
    above = group[-1]
    if _looks(line, body) != _looks(above, body):
        return True
    gap = above.y - line.y
    cut = bool(_CUT.search(above.text)) and line.text[0].islower()
    if line.page != above.page or gap < 0:  # another page or column: only a sentence that goes on is joined
        return not (cut or (line.text[0].islower() and not _ENDED.search(above.text)))
    usual = max(leading, 1.5 * line.size) if _looks(line, body) else leading
    if gap > _GAP * usual or _ITEM.match(line.text):
        return not cut
    if _looks(line, body) or not _ENDED.search(above.text):
        return False
    short = len(above.text) < _SHORT * max(len(one.text) for one in group) and not line.text[0].islower()
    return short or line.x > above.x + _INDENT * line.size


def _looks(line: Line, body: tuple[float, bool]) -> bool:
    """Tell whether a line's letters are those of a heading."""
    return line.size > _LARGER * body[0] or (line.bold and not body[1] and line.size >= body[0] - 0.5)


def _is_heading(group: Sequence[Line], text: str, body: tuple[float, bool]) -> bool:
    return _looks(group[0], body) and len(text) <= _HEADING_CHARS and text[-1] not in ".;,"


def _whole_words(lines: Sequence[str]) -> Counter[str]:
    """Count the words of a file, with their hyphens, without those that the end of a line cuts."""
    words: Counter[str] = Counter()
    cut = False
    for line in lines:
        found = _WORDS.findall(line.lower())
        ends = bool(_CUT.search(line))
        words.update(found[cut : len(found) - ends])
        cut = ends
    return words


def joined(lines: Sequence[str], words: Counter[str]) -> str:
    """Return lines as one text; `words` are the file's own, with their hyphens.

    A hyphen at a line's end goes, unless the file writes the word with one elsewhere, or the pieces apart, or French
    grammar wants it (dit-il, celui-ci).
    """
    text = lines[0]
    for line in lines[1:]:
        cut, begin = _CUT.search(text), _BEGIN.match(line)
        if not cut or not begin or not begin.group()[0].islower():
            text = text + line if re.search(r"\w[-\u2010]$", text) else f"{text} {line}"
        elif _keeps_hyphen(cut.group(1).lower(), begin.group().lower(), words):
            text += line
        else:
            text = text[:-1] + line
    return text


def _keeps_hyphen(first: str, second: str, words: Counter[str]) -> bool:
    whole, compound = words[first + second], words[f"{first}-{second}"]
    if whole or compound:
        return compound > whole
    if _AFTER.fullmatch(second) or _BEFORE.fullmatch(first):
        return True
    return words[first] > 0 and words[second] > 0 and len(first) > _PREFIX_CHARS
