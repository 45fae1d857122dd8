"""A corpus file's text -> its headings, comments and paragraphs, each with its line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SPACE = re.compile(r"\s*")
_HEADING_LINE = r"#{1,6}(?:[^\S\n][^\n]*)?$"
# A heading or a comment begins a block even right under a paragraph; a comment lasts until its end.
_BLOCK = re.compile(
    rf"(?P<comment><!--(?s:.*?)(?:-->|\Z))|(?P<heading>{_HEADING_LINE})"
    rf"|(?P<text>[^\n]+(?:\n(?![^\S\n]*(?:$|<!--|{_HEADING_LINE}))[^\n]+)*)",
    re.MULTILINE,
)
_SPECIAL = r"(?:<!--|#{1,6}(?:\s|$)|(?:-{3,}|\*{3,}|_{3,})[^\S\n]*$)"  # lines that mean something unless escaped
_TO_ESCAPE = re.compile(rf"^([^\S\n]*)(?=\\*{_SPECIAL})", re.MULTILINE)
_ESCAPED = re.compile(rf"^([^\S\n]*)\\(?=\\*{_SPECIAL})", re.MULTILINE)
_RULE = re.compile(r"-{3,}|\*{3,}|_{3,}")
_TXT_HEADING_CHARS = 80
_WRAPPED_CHARS = 120  # lines of wrapped text are shorter


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a comment or a paragraph, without the spaces around it; `line` counts from 1."""

    line: int
    text: str


def read_blocks(body: str, first_line: int, *, plain: bool) -> list[Block]:
    """Return the blocks of a file's body, horizontal rules left out; `plain` is a .txt file, whose headings are bare.

    A paragraph keeps its escapes: see `unescaped`.
    """
    blocks = list(_blocks(body, first_line))
    if plain:
        blocks = [_bare_heading(block) for block in _lines_as_paragraphs(blocks)]
    return [block for block in blocks if not _RULE.fullmatch(block.text)]


def _blocks(body: str, line: int) -> Iterator[Block]:
    at = 0
    while match := _BLOCK.match(body, start := _end_of_space(body, at)):
        line += body.count("\n", at, start)
        yield Block(line, match.group().rstrip())
        at = match.end()
        line += body.count("\n", start, at)


def _end_of_space(body: str, at: int) -> int:
    match = _SPACE.match(body, at)
    return match.end() if match else at


def _lines_as_paragraphs(blocks: list[Block]) -> list[Block]:
    """Split a text saved with one paragraph a line and no blank lines between them."""
    lines = [line for block in blocks for line in block.text.split("\n")]
    median = sorted(map(len, lines))[len(lines) // 2] if lines else 0
    if len(blocks) > 1 or len(lines) < 2 or median <= _WRAPPED_CHARS:
        return blocks
    return [Block(blocks[0].line + number, line.strip()) for number, line in enumerate(lines)]


def _bare_heading(block: Block) -> Block:
    text = block.text
    if "\n" in text or len(text) > _TXT_HEADING_CHARS or text[-1] in '.!?…:;,»")' or text[0] in "#<-*•":
        return block
    return Block(block.line, f"## {text}") if any(map(str.isalpha, text)) else block


def escaped(text: str) -> str:
    """Return a paragraph with a backslash before whatever would not be read as text."""
    return _TO_ESCAPE.sub(r"\1\\", text)


def unescaped(text: str) -> str:
    """Return a paragraph without those backslashes."""
    return _ESCAPED.sub(r"\1", text)
