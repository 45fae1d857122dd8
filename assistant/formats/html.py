"""A saved web page -> Document: its main content, with headings as sections."""

import codecs
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from assistant.errors import CorpusError
from assistant.formats.blocks import DEPTH, Block, Reader, read_blocks
from assistant.formats.pieces import Piece, whole
from assistant.records import Document
from assistant.saved_page import document_of, is_saved_page
from assistant.textfile import text_of

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_CHARSETS = re.compile(r"cp125\d|iso8859-\d+|mac-roman|utf-8")
_GROUP_CHARS = 1000  # a list or table up to this long is one passage
_ROW_CHARS = 300  # a longer row is a page's layout, its cells passages of their own
_ARTICLE_SHARE = 0.5  # of a page's letters, for its <article> to be the content


def read(data: bytes, name: str) -> Document:
    """Read a saved page. Raises CorpusError."""
    page = _page(data, name)
    lines = _lines(page.blocks)
    if is_saved_page(lines):
        return document_of(lines, name)
    blocks = _content(page.blocks)
    if not blocks:
        remedy = "Save the page again when it is shown whole, or save its text as .txt."
        raise CorpusError(f"{name}: has no text.", remedy)
    title, pieces = pieces_of(blocks)
    return whole(title or page.title, name, pieces)


def page_lines(data: bytes, name: str) -> str:
    """Return a saved page's text with a block a line, as a browser saves it. Raises CorpusError."""
    return _lines(_page(data, name).blocks)


def _page(data: bytes, name: str) -> Reader:
    try:
        return read_blocks(decoded(data, name))
    except RecursionError:
        problem = f"{name}: its elements stand more than {DEPTH} deep in one another."
        raise CorpusError(problem, "Save the page again, or save its text as .txt.") from None


def _lines(blocks: Sequence[Block]) -> str:
    return "\n".join(block.text for block in blocks)


def decoded(data: bytes, name: str) -> str:
    """Return a page's text in the encoding it declares; UTF-8 where it declares none. Raises CorpusError."""
    declared = _CHARSET.search(data[:4096])
    try:
        known = codecs.lookup(declared.group(1).decode("ascii")).name if declared else ""
    except (LookupError, ValueError):
        known = ""
    # browsers read Latin-1 as Windows's; a page where "charset" can be found is no UTF-16, whatever it says
    known = "cp1252" if known in ("iso8859-1", "ascii") else known
    return text_of(data, name, known if _CHARSETS.fullmatch(known) else "utf-8")


def _content(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks of the main part; of the article where that is most of the page; else all but asides."""
    blocks = [block for block in blocks if not block.aside]
    main = [block for block in blocks if block.main]
    article = [block for block in blocks if block.article]
    if main:
        return main
    return article if _letters(article) > _ARTICLE_SHARE * _letters(blocks) else blocks


def _letters(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def pieces_of(blocks: Sequence[Block]) -> tuple[str, list[Piece]]:
    """Return the title that the headings give ("" when none does) and the passages under their sections."""
    title = _title(blocks)
    pieces: list[Piece] = []
    section = ""
    for (role, group), some in groupby(blocks, key=lambda block: (block.role, block.group)):
        run = list(some)
        if role == "heading":
            section = next((block.text for block in reversed(run) if block is not title), "")
        elif role == "text" or not group:
            pieces.extend(Piece(block.text, section) for block in run)
        else:
            lines = _rows(run) if role == "cell" else [block.text for block in run]
            layout = role == "cell" and max(map(len, lines)) > _ROW_CHARS
            together = not layout and sum(map(len, lines)) <= _GROUP_CHARS
            pieces.extend(Piece(text, section) for text in (["\n".join(lines)] if together else lines))
    return _one_line(title.text) if title else "", [replace(one, section=_one_line(one.section)) for one in pieces]


def _one_line(text: str) -> str:
    return text.replace("\n", " ")


def _title(blocks: Sequence[Block]) -> Block | None:
    """Return the one heading of the highest level, where it is of level 1 or comes before any text."""
    headings = [block for block in blocks if block.role == "heading"]
    level = min((block.level for block in headings), default=0)
    highest = [block for block in headings if block.level == level]
    return highest[0] if len(highest) == 1 and (level == 1 or highest[0] is blocks[0]) else None


def _rows(cells: Sequence[Block]) -> list[str]:
    """Return a table's rows, their cells a tab apart; the cells of one that is too long for a row stand alone."""
    rows: list[str] = []
    for _, row in groupby(cells, key=lambda block: block.row):
        texts = [_one_line(cell.text) for cell in row]
        rows.extend(["\t".join(texts)] if sum(map(len, texts)) <= _ROW_CHARS else texts)
    return rows
