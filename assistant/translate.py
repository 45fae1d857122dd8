"""Passages without an editor's translation -> the same with one by the language model, sentence by sentence.

Made once for a text and a model, and kept; a sentence that cannot be trusted (numbers that differ, another language, a
length out of all proportion, or the model itself denies that each of the two says what the other says) leaves its
passage untranslated, and is told.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from assistant import checks
from assistant.draft import tidy
from assistant.glossary import into
from assistant.language import detect
from assistant.ports import ChatModel, Progress
from assistant.prompts import YES_NO, Prompts
from assistant.records import MACHINE, Document, Language, Passage, Term, Translation
from assistant.segment import sentence_bounds

BEFORE = 3  # sentences of the passage before one, with their translations, that it is shown after
WAY = "2"  # another when translations are made or trusted in another way: those made before are made again
SAME = 0.5  # probability of yes over which one sentence says what the other says
TOKENS = 4  # of a translation, at most so many for a character of the original, and never under 60
SHORTEST, LONGEST = 0.4, 2.5  # of a translation, in the original's length
_SURE = 40  # characters from which a text's language is told surely


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
        told = Translation(_other(passage.language), tuple(sentences), MACHINE + self.chat.name) if sentences else None
        return replace(passage, translation=told)

    def _sentences(self, passage: Passage) -> list[str]:
        """Return each sentence in the other language; none where one of them cannot be trusted."""
        language = _other(passage.language)
        asked: list[str] = []
        told: list[str] = []
        for start, end in sentence_bounds(passage.text, passage.language):
            sentence = passage.text[start:end]
            asked.append(into(sentence, passage.language, language, self.terms))
            before = list(zip(asked, told, strict=False))[-BEFORE:]
            messages = self.prompts.translate(asked[-1], language, before)
            with closing(self.chat.stream(messages, max(60, TOKENS * len(sentence) // 4))) as pieces:
                said = tidy("".join(pieces).strip().split("\n")[0], language)
            if not _sound(sentence, said, passage.language, language) or not self._same(sentence, said, language):
                return []
            told.append(said)
        return told

    def _same(self, sentence: str, said: str, language: Language) -> bool:
        """Tell whether a sentence says what its translation into a language says, and the reverse."""
        ways = (sentence, said, language), (said, sentence, _other(language))
        return all(self._judged(source, statement, side) > SAME for source, statement, side in ways)

    def _judged(self, source: str, statement: str, language: Language) -> float:
        read = into(source, _other(language), language, self.terms)
        messages = self.prompts.verify(read, statement, language, taught=self.chat.taught)
        return self.chat.judge(messages, *YES_NO[language])

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


def _other(language: Language) -> Language:
    return "en" if language == "fr" else "fr"


def _sound(sentence: str, said: str, original: Language, language: Language) -> bool:
    """Tell whether a text may be the translation of a sentence: as long, in its language, with its numbers."""
    if not said or not SHORTEST <= len(said) / len(sentence) <= LONGEST:
        return False
    if len(said) >= _SURE and detect(said) != language:
        return False
    return checks.numbers(sentence, original) == checks.numbers(said, language)


def _read(path: Path) -> dict[str, list[str]]:
    """Return what was kept; nothing where there is none or it cannot be read: it is made again."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return {str(key): [str(text) for text in value] for key, value in raw.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}
