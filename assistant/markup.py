"""The corpus file format: a text with optional front matter, headings, marks and paragraphs -> Document, and back.

One paragraph is one passage. A comment right before a paragraph may give its id, kind and language:

    <!-- contribution id="4f2a91c3" language="en" -->
    Digital diplomacy can ...

Headings name the section of what follows. `<!-- related questions -->` opens a list that is kept apart.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

import yaml

from assistant.errors import CorpusError
from assistant.language import LANGUAGES, detect
from assistant.records import Document, Kind, Language, Passage, RelatedQuestion

KINDS: tuple[Kind, ...] = get_args(Kind)
RELATED = "related questions"
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_MARK = re.compile(r"<!--\s*(.*?)\s*-->", re.DOTALL)
_FIELD = re.compile(r'(\w+)="([^"]*)"\s*')
_ITEM = re.compile(r"[-*]\s+(.*?)\s*\((\d+)\s+contributions?\)$")
_ESCAPED = re.compile(r"\\+(?:#{1,6}\s|<!--|---)")
_NEEDS_ESCAPE = re.compile(r"\\*(?:#{1,6}\s|<!--|---)")
_ID = re.compile(r"[\w.-]{1,64}")
_TXT_HEADING_CHARS = 80


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines between blank lines; `line` counts from 1."""

    line: int
    text: str


def broken(file: str, line: int, problem: str, remedy: str) -> CorpusError:
    """Return the error that names a file, its line, and what to mend."""
    return CorpusError(f"{file}, line {line}: {problem}", remedy)


def passage_id(text: str) -> str:
    """Return a short id made from a passage's words: 8 hexadecimal digits of their SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def parse(text: str, file: str) -> Document:
    """Read one corpus file's text (Unicode NFC). Raises CorpusError naming the line and what to mend."""
    front, body, first_line = _front_matter(text, file)
    blocks = _blocks(body, first_line)
    plain = file.lower().endswith(".txt")
    if plain:
        blocks = [_txt_heading(block) for block in _lines_as_paragraphs(blocks)]
    title = str(front.get("title") or _first_heading(blocks) or file.rsplit("/", 1)[-1].rsplit(".", 1)[0])
    language = _language(front.get("language"), file, 1) or detect(body[:4000], default="fr")
    reader = _Reader(title, language, file)
    for block in blocks:
        reader.take(block)
    return Document(
        title=title,
        language=language,
        file=file,
        source=str(front.get("source") or ""),
        imported=str(front.get("imported") or ""),
        passages=tuple(reader.passages),
        related=tuple(reader.related),
    )


def _front_matter(text: str, file: str) -> tuple[dict[str, Any], str, int]:
    lines = text.split("\n")
    if not lines or lines[0].rstrip() != "---":
        return {}, text, 1
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        raise broken(file, 1, "the front matter opened by --- is never closed.", "Add a line --- after it.")
    try:
        front = yaml.safe_load("\n".join(lines[1:end])) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 2
        raise broken(file, line, "the front matter is not valid YAML.", 'Put values that hold ":" in quotes.') from None
    if not isinstance(front, dict):
        raise broken(file, 2, "the front matter is not a list of names and values.", "Write name: value lines.")
    return front, "\n".join(lines[end + 1 :]), end + 2


def _blocks(body: str, first_line: int) -> list[_Block]:
    blocks: list[_Block] = []
    for match in re.finditer(r"(?:[^\n]*\S[^\n]*(?:\n|$))+", body):
        line = first_line + body.count("\n", 0, match.start())
        blocks.append(_Block(line, match.group().strip("\n")))
    return blocks


def _lines_as_paragraphs(blocks: list[_Block]) -> list[_Block]:
    """Split a text saved with one paragraph a line and no blank lines between them."""
    lines = [line for block in blocks for line in block.text.split("\n")]
    if (
        len(blocks) > 1 or len(lines) < 2 or sorted(map(len, lines))[len(lines) // 2] <= 120
    ):  # wrapped text has shorter lines
        return blocks
    return [_Block(blocks[0].line + number, line) for number, line in enumerate(lines)]


def _txt_heading(block: _Block) -> _Block:
    text = block.text.strip()
    if "\n" in text or len(text) > _TXT_HEADING_CHARS or text[-1] in '.!?…:;»")' or text.startswith("#"):
        return block
    return _Block(block.line, f"## {text}")


def _first_heading(blocks: list[_Block]) -> str:
    for block in blocks:
        match = _HEADING.match(block.text.split("\n")[0])
        if match and len(match.group(1)) == 1:
            return match.group(2)
    return ""


def _language(value: object, file: str, line: int) -> Language | None:
    if value is None or value == "":
        return None
    for language in LANGUAGES:
        if value == language:
            return language
    raise broken(file, line, f'language "{value}" is not known.', 'Write "fr" or "en".')


class _Reader:
    """Takes blocks in order and keeps what they say about the blocks that follow."""

    def __init__(self, title: str, language: Language, file: str) -> None:
        self.title, self.language, self.file = title, language, file
        self.passages: list[Passage] = []
        self.related: list[RelatedQuestion] = []
        self._seen: dict[str, int] = {}
        self._section = ""
        self._part = 0
        self._mark: tuple[str, dict[str, str]] | None = None
        self._in_related = False
        self._in_comment = 0

    def take(self, block: _Block) -> None:
        """Read one block: marks and headings first, then the paragraph under them, if any."""
        line, text = block.line, block.text
        while text := text.strip("\n"):
            first = text.split("\n", 1)[0]
            if text.startswith("<!--"):
                line, text = self._comment(line, text)
            elif heading := _HEADING.match(first):
                self._section = "" if len(heading.group(1)) == 1 else heading.group(2)
                self._in_related, self._mark = False, None
                line, text = line + 1, text[len(first) :]
            else:
                self._paragraph(line, text)
                return

    def _comment(self, line: int, text: str) -> tuple[int, str]:
        match = _MARK.match(text)
        if not match:
            raise broken(self.file, line, "a comment opened by <!-- is not closed.", "Write --> at its end.")
        content = match.group(1)
        word = content.split(None, 1)[0] if content else ""
        if content == RELATED:
            self._in_related = True
        elif word in KINDS:
            self._in_related = False
            self._mark = (word, self._fields(content[len(word) :].strip(), line))
        rest = text[match.end() :]
        return line + match.group().count("\n") + (1 if rest.startswith("\n") else 0), rest.lstrip("\n")

    def _fields(self, text: str, line: int) -> dict[str, str]:
        fields = dict(_FIELD.findall(text))
        left = _FIELD.sub("", text).strip()
        unknown = [name for name in fields if name not in ("id", "language")]
        if left or unknown:
            raise broken(
                self.file,
                line,
                f"cannot read {left or unknown[0]!r} in this mark.",
                'Write id="..." language="en".',
            )
        if "id" in fields and not _ID.fullmatch(fields["id"]):
            raise broken(
                self.file,
                line,
                f'id "{fields["id"]}" cannot be used.',
                "Use 1 to 64 letters, digits, - _ or dots.",
            )
        return fields

    def _paragraph(self, line: int, text: str) -> None:
        if self._in_related:
            self._take_related(line, text)
            return
        if _ESCAPED.match(text):
            text = text[1:]
        text = text.strip()
        kind, fields = self._mark or ("text", {})
        self._mark = None
        if kind == "article":
            self._part += 1
        language = _language(fields.get("language"), self.file, line) or detect(text, default=self.language)
        self.passages.append(
            Passage(
                id=self._new_id(fields.get("id"), text, line),
                text=text,
                language=language,
                kind=next(known for known in KINDS if known == kind),
                section=self._section,
                document=self.title,
                file=self.file,
                part=self._part if kind != "text" else 0,
                line=line,
            )
        )

    def _new_id(self, given: str | None, text: str, line: int) -> str:
        made = passage_id(f"{self.file}\n{text}")
        new = given or made
        if given and given in self._seen:
            raise broken(
                self.file,
                line,
                f'id "{given}" is already used on line {self._seen[given]}.',
                "Change one of them, or delete it: a passage without an id gets one.",
            )
        count = 1
        while new in self._seen:
            count += 1
            new = f"{made}-{count}"
        self._seen[new] = line
        return new

    def _take_related(self, line: int, text: str) -> None:
        for number, item in enumerate(text.split("\n")):
            match = _ITEM.match(item.strip())
            if not match:
                raise broken(
                    self.file,
                    line + number,
                    "a related question is not of the form - Question (N contributions).",
                    "Write it so, or move this text under a heading.",
                )
            question = match.group(1)
            language = detect(question, default=self.language)
            self.related.append(RelatedQuestion(question, int(match.group(2)), self.title, language))


def write(document: Document) -> str:
    """Return a document as the text of a corpus file; `parse` gives the same passages back."""
    front = {
        "title": document.title,
        "language": document.language,
        "source": document.source,
        "imported": document.imported or date.today().isoformat(),
    }
    parts = [f"---\n{yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=1000)}---\n"]
    parts.extend(_sections(document.passages))
    if document.related:
        items = "\n".join(f"- {item.text} ({item.contributions} contributions)" for item in document.related)
        parts.append(f"<!-- {RELATED} -->\n{items}\n")
    return "\n".join(parts)


def _sections(passages: tuple[Passage, ...]) -> Iterator[str]:
    section = ""
    for passage in passages:
        if passage.section != section:
            section = passage.section
            yield f"## {section}\n"
        text = "\\" + passage.text if _NEEDS_ESCAPE.match(passage.text) else passage.text
        yield f'<!-- {passage.kind} id="{passage.id}" language="{passage.language}" -->\n{text}\n'
