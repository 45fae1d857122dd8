"""Passages without an editor's translation -> the same with one by the language model, sentence by sentence.

Made once for a text and a model, and kept; a sentence that cannot be trusted (`rendering.py`) leaves its passage
untranslated, and is told.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.language import other
from assistant.ports import ChatModel, Progress
from assistant.prompts import Prompts
from assistant.records import MACHINE, Document, Passage, Term, Translation
from assistant.rendering import Rendering
from assistant.segment import sentence_bounds

BEFORE = 3  # sentences of the passage before one, with their translations, that it is shown after
WAY = "3"  # another when translations are made or trusted in another way: those made before are made again


@dataclass(frozen=True, slots=True)
class Translator:
    """Translates with a language model; `kept` is the file of what was translated before."""

    chat: ChatModel
    prompts: Prompts
    kept: Path
    terms: Sequence[Term] = ()  # the glossary's

    def known(self, documents: Sequence[Document]) -> tuple[Document, ...]:
        """Return the documents with the translations made before; asks and writes nothing."""
        known = _read(self.kept)
        made = {
            id(passage): self._with(passage, known[key])
            for passage in _without(documents)
            if (key := self._key(passage)) in known
        }
        return _exchanged(documents, made)

    def translated(
        self, documents: Sequence[Document], progress: Progress
    ) -> tuple[tuple[Document, ...], tuple[str, ...]]:
        """Return the documents with every passage translated that can be, and a sentence on those that cannot.

        What was translated so far is kept when it is interrupted. Raises ChatError, and OSError where nothing can be
        kept.
        """
        known = _read(self.kept)
        wanted = _without(documents)
        made: dict[int, Passage] = {}
        try:
            for done, passage in enumerate(wanted, 1):
                key = self._key(passage)
                if key not in known:
                    known[key] = self._sentences(passage)
                made[id(passage)] = self._with(passage, known[key])
                progress("translating", done, len(wanted))
        finally:
            self._write(known, {self._key(one) for one in _all(documents) if self._is_mine(one.translation)})
        missing = sum(passage.translation is None for passage in made.values())
        told = (
            f"{missing} of {len(wanted)} passages could not be translated by {self.chat.name}: they stay as they are."
        )
        return _exchanged(documents, made), (told,) if missing else ()

    def _is_mine(self, translation: Translation | None) -> bool:
        """Tell a passage that an editor translated from one without, or whose broken file keeps one made before."""
        return translation is None or translation.by == MACHINE + self.chat.name

    def _with(self, passage: Passage, sentences: Sequence[str]) -> Passage:
        """Return a passage with its translation; as it is where there is none that can be trusted."""
        told = Translation(other(passage.language), tuple(sentences), MACHINE + self.chat.name) if sentences else None
        return replace(passage, translation=told)

    def _sentences(self, passage: Passage) -> list[str]:
        """Return each sentence in the other language; none where one of them cannot be trusted."""
        language = other(passage.language)
        rendering = Rendering(self.chat, self.prompts, self.terms)
        asked: list[str] = []
        told: list[str] = []
        for start, end in sentence_bounds(passage.text, passage.language):
            sentence = passage.text[start:end]
            said = rendering.into(language, sentence, list(zip(asked, told, strict=True))[-BEFORE:])
            if not said:
                return []
            asked.append(rendering.asked(sentence, language))
            told.append(said)
        return told

    def _key(self, passage: Passage) -> str:
        return hashlib.sha256(f"{WAY}\0{self.chat.name}\0{passage.language}\0{passage.text}".encode()).hexdigest()

    def _write(self, known: dict[str, list[str]], wanted: set[str]) -> None:
        """Keep what is known of these passages, in the place of what was kept before."""
        self.kept.parent.mkdir(parents=True, exist_ok=True)
        beside = self.kept.with_suffix(".new")
        kept = {key: known[key] for key in sorted(wanted & known.keys())}
        beside.write_text(json.dumps(kept, ensure_ascii=False, indent=0), encoding="utf-8")
        beside.replace(self.kept)


def _without(documents: Sequence[Document]) -> list[Passage]:
    return [passage for passage in _all(documents) if passage.translation is None]


def _all(documents: Sequence[Document]) -> list[Passage]:
    return [passage for document in documents for passage in document.passages]


def _exchanged(documents: Sequence[Document], made: Mapping[int, Passage]) -> tuple[Document, ...]:
    return tuple(
        replace(document, passages=tuple(made.get(id(passage), passage) for passage in document.passages))
        for document in documents
    )


def _read(path: Path) -> dict[str, list[str]]:
    """Return what was kept; nothing where there is none or it cannot be read: it is made again."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return {str(key): [str(text) for text in value] for key, value in raw.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}
