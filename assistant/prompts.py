"""prompts/ -> checked templates: a missing or unknown variable is an error that names it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template
from typing import get_args

from assistant.errors import PromptError
from assistant.language import LANGUAGES
from assistant.length import Length
from assistant.ports import Message
from assistant.records import Courtesy, Evidence, Language

VARIABLES: dict[str, frozenset[str]] = {
    "system": frozenset(),
    "excerpts": frozenset({"excerpts", "question"}),
    "judge": frozenset(),
    "write": frozenset(),
    "brief": frozenset(),
    "detail": frozenset(),
    "opening": frozenset(),
    "redraft": frozenset({"source", "question"}),
    "checker": frozenset(),
    "examples": frozenset(),
    "verify": frozenset({"source", "statement"}),
    "taught": frozenset(),
    "closely": frozenset(),
    "statement": frozenset({"source", "statement"}),
    "limit": frozenset(),
    "nuance": frozenset({"sentence"}),
    "translator": frozenset(),
    "translated": frozenset(),
    "translate": frozenset({"sentence"}),
    "supposer": frozenset(),
    "suppose": frozenset({"question"}),
    "standalone": frozenset({"previous", "message"}),
    "starters": frozenset(),
    "about": frozenset({"section"}),
    "smalltalk": frozenset({"passages", "documents"}),
}
YES_NO: dict[Language, tuple[str, str]] = {"fr": ("oui", "non"), "en": ("yes", "no")}


@dataclass(frozen=True, slots=True)
class Replies:
    """Wordings of one kind of small talk, and the reply to them."""

    phrases: tuple[str, ...]
    reply: str


@dataclass(frozen=True, slots=True)
class Prompts:
    """Every template by (purpose, language), checked when read."""

    templates: dict[tuple[str, Language], Template]

    def judge(self, question: str, evidence: tuple[Evidence, ...], language: Language) -> list[Message]:
        """Return the messages that ask whether the excerpts answer; they share their beginning with `write`."""
        return self._task("judge", question, [item.offered for item in evidence], language)

    def judge_one(self, question: str, text: str, language: Language) -> list[Message]:
        """Return the messages that ask of one sentence what `judge` asks of all excerpts together."""
        return self._task("judge", question, [text], language)

    def write(
        self, question: str, evidence: tuple[Evidence, ...], language: Language, length: Length = "usual"
    ) -> list[Message]:
        """Return the messages that ask for the answer."""
        task = "write" if length == "usual" else length
        return self._task(task, question, [item.offered for item in evidence], language)

    def redraft(self, question: str, evidence: Evidence, language: Language) -> list[Message]:
        """Return the messages that ask for one sentence from one excerpt."""
        values = {"source": _one_line(evidence.offered), "question": _one_line(question)}
        return [
            Message("system", self._text("system", language)),
            Message("user", self._text("redraft", language, **values)),
        ]

    def verify(self, source: str, statement: str, language: Language, *, taught: bool = False) -> list[Message]:
        """Return the messages that ask whether a source says what a statement says, after examples with their answers.

        The examples come first and stay the same, so that a server reads them once (few-shot: Brown et al. 2020,
        arXiv 2005.14165). A model that was `taught` this very question, in these very words, needs none.
        """
        asking, asks = ("taught", "statement") if taught else ("checker", "verify")

        def asked(source: str, statement: str) -> Message:
            values = {"source": _one_line(source), "statement": _one_line(statement)}
            return Message("user", self._text(asks, language, **values))

        messages = [Message("system", self._text(asking, language))]
        examples = () if taught else _examples(self._text("examples", language), language)
        for one in examples:
            messages += [asked(one.source, one.statement), Message("assistant", one.answer)]
        return [*messages, asked(source, statement)]

    def closely(self, source: str, statement: str, language: Language) -> list[Message]:
        """Return the messages that ask the same of a model that was taught to read closely who does what.

        They begin otherwise, so that nothing is taken for read that was read less closely.
        """
        asked = self.verify(source, statement, language, taught=True)[-1]
        return [Message("system", self._text("closely", language)), asked]

    def suppose(self, question: str, language: Language) -> list[Message]:
        """Return the messages that ask for a sentence which might answer a question, to search with."""
        return [
            Message("system", self._text("supposer", language)),
            Message("user", self._text("suppose", language, question=_one_line(question))),
        ]

    def translate(self, sentence: str, language: Language, before: Sequence[tuple[str, str]] = ()) -> list[Message]:
        """Return the messages that ask for a sentence in a language, after examples and what came `before` it.

        Those are sentences of the same text, each with its translation.
        """

        def asked(text: str) -> Message:
            return Message("user", self._text("translate", language, sentence=_one_line(text)))

        messages = [Message("system", self._text("translator", language))]
        for original, translation in (*_translated(self._text("translated", language), language), *before):
            messages += [asked(original), Message("assistant", translation)]
        return [*messages, asked(sentence)]

    def standalone(self, previous: str, message: str, language: Language) -> list[Message]:
        """Return the messages that ask for one question in the place of two."""
        text = self._text("standalone", language, previous=_one_line(previous), message=_one_line(message))
        return [Message("user", text)]

    def smalltalk(self, language: Language, passages: str = "", documents: str = "") -> Mapping[Courtesy, Replies]:
        """Return what needs no search, by kind. Raises PromptError naming what is missing or unknown."""
        return _smalltalk(self._text("smalltalk", language, passages=passages, documents=documents), language)

    def starters(self, language: Language) -> tuple[str, ...]:
        """Return the questions offered to a visitor."""
        lines = self._text("starters", language).split("\n")
        return tuple(line[2:].strip() for line in lines if line.startswith("- "))

    def opening(self, language: Language) -> str:
        """Return the words that a small model is made to open an answer with; the answer is shown without them."""
        return _one_line(self._text("opening", language))

    def limit(self, language: Language) -> str:
        """Return the statement that evidence of a limit says."""
        return _one_line(self._text("limit", language))

    def nuance(self, sentence: str, language: Language) -> str:
        """Return such evidence as a sentence of an answer that told of none."""
        return _one_line(self._text("nuance", language, sentence=_one_line(sentence)))

    def about(self, section: str, language: Language) -> str:
        """Return a question about a section of the corpus."""
        return self._text("about", language, section=_one_line(section))

    def _task(self, task: str, question: str, texts: Sequence[str], language: Language) -> list[Message]:
        excerpts = "\n".join(f"- {_one_line(text)}" for text in texts)
        shared = self._text("excerpts", language, excerpts=excerpts, question=_one_line(question))
        return [
            Message("system", self._text("system", language)),
            Message("user", f"{shared}\n\n{self._text(task, language)}"),
        ]

    def _text(self, purpose: str, language: Language, **values: str) -> str:
        return self.templates[purpose, language].substitute(values).strip()


def read_prompts(folder: Path) -> Prompts:
    """Read and check every template. Raises PromptError naming the file and the variable."""
    if not folder.is_dir():
        raise PromptError(
            f"There is no folder {folder}.", "Run the program in its own folder, or name that folder with --root."
        )
    prompts = Prompts(
        {(purpose, language): _read(folder, purpose, language) for purpose in VARIABLES for language in LANGUAGES}
    )
    for language in LANGUAGES:
        prompts.smalltalk(language)
        prompts.verify("", "", language)
        prompts.translate("", language)
    return prompts


def _read(folder: Path, purpose: str, language: Language) -> Template:
    path = folder / f"{purpose}.{language}.md"
    try:
        template = Template(path.read_text(encoding="utf-8-sig"))
        named = set(template.get_identifiers())
    except (OSError, UnicodeDecodeError):
        raise PromptError(
            f"The prompt {path} is missing or unreadable.", "Restore it from the repository's prompts folder."
        ) from None
    if not template.template.strip():
        raise PromptError(f"The prompt {path} is empty.", "Restore it from the repository's prompts folder.")
    if not template.is_valid():
        raise PromptError(f"{path}: a $ is not followed by a name in braces.", "Write $$ for a dollar sign.")
    for name in sorted(named - VARIABLES[purpose]):
        raise PromptError(f"{path}: the variable ${{{name}}} is not known here.", f"Known: {_known(purpose)}.")
    for name in sorted(VARIABLES[purpose] - named):
        raise PromptError(f"{path}: the variable ${{{name}}} is missing.", "Put it where its text belongs.")
    return template


@dataclass(frozen=True, slots=True)
class _Example:
    """A check with its answer."""

    source: str
    statement: str
    answer: str


@cache
def _examples(text: str, language: Language) -> tuple[_Example, ...]:
    """Read the examples of a file: a source, and below it a line for each statement: "- yes: It does." """
    name, found = f"examples.{language}.md", []
    for block in re.split(r"\n\s*\n", text):
        source, *lines = (line.strip() for line in block.strip().split("\n"))
        for line in lines:
            answer, _, statement = line.removeprefix("- ").partition(":")
            if not line.startswith("- ") or answer.strip() not in YES_NO[language] or not statement.strip():
                words = " or ".join(f'"- {word}: "' for word in YES_NO[language])
                raise PromptError(f'{name}: "{line[:60]}" is no example.', f"Begin it with {words}, then a statement.")
            found.append(_Example(source, statement.strip(), answer.strip()))
        if not lines:
            raise PromptError(f'{name}: "{source[:60]}" has no statement below it.', "Write one, or delete it.")
    return tuple(found)


@cache
def _translated(text: str, language: Language) -> tuple[tuple[str, str], ...]:
    """Read the examples of a file: a sentence, and below it its translation: "- Like this." """
    found = []
    for block in re.split(r"\n\s*\n", text):
        lines = [line.strip() for line in block.strip().split("\n")]
        if len(lines) != 2 or not lines[1].startswith("- "):
            raise PromptError(
                f'translated.{language}.md: "{lines[0][:60]}" has not one translation below it.',
                'Begin the line below it with "- ", then its translation.',
            )
        found.append((lines[0], lines[1][2:].strip()))
    return tuple(found)


def _smalltalk(text: str, language: Language) -> Mapping[Courtesy, Replies]:
    """Read the parts of a file: "## kind", a "- " line for each wording, the reply."""
    name = f"smalltalk.{language}.md"
    kinds: tuple[Courtesy, ...] = get_args(Courtesy)
    found: dict[Courtesy, Replies] = {}
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        title, *lines = (line.strip() for line in part.split("\n"))
        kind = next((one for one in kinds if one == title), None)
        if kind is None:
            raise PromptError(f'{name}: "## {title}" is not known here.', f"Known: {', '.join(kinds)}.")
        phrases = tuple(line[2:].strip() for line in lines if line.startswith("- "))
        reply = " ".join(line for line in lines if line and not line.startswith("- "))
        if not phrases or not reply:
            raise PromptError(f'{name}: "## {kind}" needs "- " lines and a reply below them.', "Write both.")
        found[kind] = Replies(phrases, reply)
    for kind in kinds:
        if kind not in found:
            raise PromptError(f'{name}: "## {kind}" is missing.', "Restore it from the repository's prompts folder.")
    return found


def _known(purpose: str) -> str:
    return ", ".join(f"${{{name}}}" for name in sorted(VARIABLES[purpose])) or "none"


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
