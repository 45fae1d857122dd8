"""The corpus file format: a text with optional front matter, headings, marks and paragraphs -> Document, and back.

One paragraph is one passage. A comment right before a paragraph may give its id, kind and language:

    <!-- contribution id="4f2a91c3" language="en" -->
    Digital diplomacy can ...

`<!-- translation language="fr" by="..." -->` after a passage opens its translation: a line for each of its sentences,
with or without blank lines between them.

Headings name the section of what follows. `<!-- related questions -->` opens a list that is kept apart.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import get_args

import yaml

from assistant import front
from assistant.blocks import Block, escaped, read_blocks, unescaped
from assistant.errors import broken
from assistant.language import LANGUAGES, detect
from assistant.records import Document, Kind, Language, Passage, RelatedQuestion, Translation
from assistant.segment import sentence_bounds

KINDS: tuple[Kind, ...] = get_args(Kind)
RELATED = "related questions"
TRANSLATION = "translation"
_HEADING = re.compile(r"(#{1,6})(?:\s+(.*?))??(?:\s+#+)?\s*")
_FIELD = re.compile(r'(\w+)="([^"]*)"\s*')
_MARK_FIELD = re.compile(r'\b(?:id|language)="')
_ITEM = re.compile(r"[-*]\s+(.*?)\s*\((\d{1,9})\s+contributions?\)")
_ID = re.compile(r"[\w.-]{1,64}")


def passage_id(text: str) -> str:
    """Return a short id made from a passage's words: 8 hexadecimal digits of their SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def parse(text: str, file: str) -> Document:
    """Read one corpus file's text (Unicode NFC). Raises CorpusError naming the line and what to mend."""
    about, body, first_line = front.split(text, file)
    blocks = read_blocks(body, first_line, plain=file.lower().endswith(".txt"))
    title = about.get("title") or _first_heading(blocks) or file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    line = next((number for number, line in enumerate(text.split("\n"), 1) if line.startswith("language")), 1)
    language = _language(about.get("language"), file, line) or detect(body[:4000], default="fr")
    reader = _Reader(title, language, file)
    for block in blocks:
        reader.take(block)
    reader.end_translation()
    return Document(
        title=title,
        language=language,
        file=file,
        source=about.get("source", ""),
        imported=about.get("imported", ""),
        passages=tuple(reader.passages),
        related=tuple(reader.related),
        problems=tuple(reader.problems),
    )


def _first_heading(blocks: list[Block]) -> str:
    headings = (_HEADING.fullmatch(block.text) for block in blocks)
    return next((match.group(2) or "" for match in headings if match and len(match.group(1)) == 1), "")


def _language(value: str | None, file: str, line: int) -> Language | None:
    if not value:
        return None
    for language in LANGUAGES:
        if value == language:
            return language
    raise broken(file, line, f'language "{value}" is not known.', 'Write "fr" or "en".')


@dataclass(slots=True)
class _Told:
    """A translation as far as it is read."""

    language: Language
    by: str
    line: int  # where it starts
    wanted: int  # sentences of its passage
    lines: list[str]
    first: int  # lines before the first blank one


def _lines(block: Block) -> list[str]:
    return [piece for piece in map(str.strip, unescaped(block.text).split("\n")) if piece]


class _Reader:
    """Takes blocks in order and keeps what they say about the blocks that follow."""

    def __init__(self, title: str, language: Language, file: str) -> None:
        self.title, self.language, self.file = title, language, file
        self.passages: list[Passage] = []
        self.related: list[RelatedQuestion] = []
        self.problems: list[str] = []
        self._seen: dict[str, int] = {}
        self._again: Counter[str] = Counter()  # how often an id made from a text was taken already
        self._section = ""
        self._part = 0
        self._mark: tuple[str, dict[str, str]] | None = None
        self._in_related = False
        self._told: _Told | None = None  # the translation being read

    def take(self, block: Block) -> None:
        """Read one block: a mark says what the next paragraph is, a heading opens a section."""
        if block.text.startswith("<!--"):
            self._comment(block)
        elif heading := _HEADING.fullmatch(block.text):
            self.end_translation()
            self._section = "" if len(heading.group(1)) == 1 else heading.group(2) or ""
            self._in_related, self._mark = False, None
        elif self._in_related:
            self._take_related(block)
        elif self._told and self._goes_on(self._told, block):
            self._told.lines.extend(_lines(block))
        else:
            self._paragraph(block)

    def _comment(self, block: Block) -> None:
        if not block.text.endswith("-->") or len(block.text) < len("<!---->"):
            raise broken(self.file, block.line, "a comment opened by <!-- is not closed.", "Write --> at its end.")
        content = block.text[len("<!--") : -len("-->")].strip()
        word = content.split(None, 1)[0] if content else ""
        if content.lower() == RELATED:
            self.end_translation()
            self._in_related, self._mark = True, None
        elif word.lower() in KINDS or self._opens_translation(content):
            self.end_translation()
            self._in_related = False
            self._mark = (word.lower(), self._fields(word.lower(), content[len(word) :].strip(), block.line))
        elif _MARK_FIELD.search(content):
            problem, remedy = f'mark "{word}" is not known.', f"Write {', '.join(KINDS[:-1])} or {KINDS[-1]}."
            raise broken(self.file, block.line, problem, remedy)

    @staticmethod
    def _opens_translation(content: str) -> bool:
        """Tell the mark from an editor's note that begins with the same word."""
        word, _, rest = content.partition(" ")
        return word.lower() == TRANSLATION and (not rest.strip() or _FIELD.match(rest.strip()) is not None)

    def _fields(self, mark: str, text: str, line: int) -> dict[str, str]:
        fields = dict(_FIELD.findall(text))
        left = _FIELD.sub("", text).strip()
        known = ("language", "by") if mark == TRANSLATION else ("id", "language")
        unknown = [name for name in fields if name not in known]
        if left or unknown:
            raise broken(
                self.file,
                line,
                f"cannot read {left or unknown[0]!r} in this mark.",
                'Write id="..." language="en", or begin a note with another word.',
            )
        if "id" in fields and not _ID.fullmatch(fields["id"]):
            raise broken(
                self.file,
                line,
                f'id "{fields["id"]}" cannot be used.',
                "Use 1 to 64 letters, digits, - _ or dots.",
            )
        return fields

    def _paragraph(self, block: Block) -> None:
        line, text = block.line, unescaped(block.text)
        kind, fields = self._mark or ("text", {})
        self._mark = None
        self.end_translation()
        if kind == TRANSLATION:
            self._begin_translation(block, fields)
            return
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

    def _begin_translation(self, block: Block, fields: dict[str, str]) -> None:
        if not self.passages:
            problem, remedy = "there is no passage before this translation.", "Put it under its passage."
            raise broken(self.file, block.line, problem, remedy)
        passage = self.passages[-1]
        other: Language = "en" if passage.language == "fr" else "fr"
        language = _language(fields.get("language"), self.file, block.line) or other
        wanted = len(sentence_bounds(passage.text, passage.language))
        first = _lines(block)
        self._told = _Told(language, fields.get("by", ""), block.line, wanted, first, len(first))

    def _goes_on(self, told: "_Told", block: Block) -> bool:
        """Tell whether a paragraph after a blank line is more of a translation that lacks lines."""
        own = self.passages[-1].language
        return len(told.lines) < told.wanted and detect(block.text, default=told.language) != own

    def end_translation(self) -> None:
        """Give the passage above its translation; one that does not fit is left out, and the editor told.

        One that had lines after a blank line and still does not fit is an error: they could be passages as well.
        """
        told, self._told = self._told, None
        if told is None:
            return
        passage, count = self.passages[-1], len(told.lines)
        if told.language == passage.language:
            problem, remedy = "the translation is in the passage's own language", "Mend the language of one of them"
        elif count != told.wanted:
            problem = f"the passage has {told.wanted} sentences and its translation {count} lines"
            remedy = "Write one line for each sentence"
        else:
            self.passages[-1] = replace(passage, translation=Translation(told.language, tuple(told.lines), told.by))
            return
        if count > told.first:
            mark = f"{remedy}, and a mark before the passage that follows."
            raise broken(self.file, told.line, f"{problem}, with those after a blank line.", mark)
        self.problems.append(f"{self.file}, line {told.line}: {problem}; it is not used. {remedy}.")

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
        while new in self._seen:
            self._again[made] += 1
            new = f"{made}-{self._again[made] + 1}"
        self._seen[new] = line
        return new

    def _take_related(self, block: Block) -> None:
        for line, item in enumerate(block.text.split("\n"), block.line):
            match = _ITEM.fullmatch(item.strip())
            if not match:
                raise broken(
                    self.file,
                    line,
                    "a related question is not of the form - Question (N contributions).",
                    "Write it so, or move this text under a heading.",
                )
            question = match.group(1)
            language = detect(question, default=self.language)
            self.related.append(RelatedQuestion(question, int(match.group(2)), self.title, language))


def write(document: Document) -> str:
    """Return a document as the text of a corpus file; `parse` gives the same passages back."""
    about = {
        "title": document.title,
        "language": document.language,
        "source": document.source,
        "imported": document.imported or date.today().isoformat(),
    }
    parts = [f"---\n{yaml.safe_dump(about, allow_unicode=True, sort_keys=False, width=1000)}---\n"]
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
        yield f'<!-- {passage.kind} id="{passage.id}" language="{passage.language}" -->\n{escaped(passage.text)}\n'
        if passage.translation:
            yield _translated(passage.translation)


def _translated(translation: Translation) -> str:
    by = f' by="{translation.by}"' if translation.by else ""
    lines = escaped("\n".join(translation.sentences))
    return f'<!-- {TRANSLATION} language="{translation.language}"{by} -->\n{lines}\n'
