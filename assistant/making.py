"""Writes one version into a folder: its texts cut and embedded, its store, words, vectors and manifest."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from assistant import glossary, reference
from assistant.alike import PART, is_few, places_by_passage
from assistant.chunks import chunks, sentences, translated_chunks, translated_sentences
from assistant.embed import Embedded, FitMap, background, likeness_over, settled, usual_likeness
from assistant.fill import fill
from assistant.language import LANGUAGES
from assistant.manifest import Manifest, write_manifest
from assistant.neutral import LanguageMap
from assistant.plan import Plan
from assistant.ports import CountTokens, OpenStore, Progress, Vectors
from assistant.records import ExpectedQuestion, Language, Passage, Span, Term
from assistant.rows import rows
from assistant.snapshot import map_of, words_folder, write_vectors
from assistant.validate import check_vectors
from assistant.words import Words

PROBES = 8  # stored vectors that are looked for again whenever the version is opened

Background = dict[Language, tuple[float, float]]  # see `embed.background`
Cut = tuple[tuple[Span, ...], tuple[Span, ...]]  # a passage's sentences and its chunks, then those of its translation


@dataclass(frozen=True, slots=True)
class Base:
    """The version whose store and language map a new one may follow on from."""

    folder: Path
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class Version:
    """A version being written into `folder`: what it will hold, and what it may follow on from."""

    name: str
    folder: Path
    plan: Plan
    cut: Sequence[Cut]
    base: Base | None

    def write(self, embedded: Embedded, fit: FitMap, open_store: OpenStore) -> Manifest:
        """Embed, fit, fill and write everything but the vectors to keep; return the manifest.

        Raises EmbedderError, IndexDamaged, OSError.
        """
        spans = [span for group, _ in self.cut for span in group]
        parts = [part for _, group in self.cut for part in group]
        raw = [embedded.documents([span.text for span in group]) for group in (spans, parts)]
        for group, vectors in zip((spans, parts), raw, strict=True):
            check_vectors([span.text for span in group], vectors)
        before = map_of(self.base.manifest) if self.base else None
        means = settled(fit(spans, raw[0], embedded), before)
        neutral = [
            means.document_vectors(vectors, [span.language for span in group])
            for group, vectors in zip((spans, parts), raw, strict=True)
        ]
        by_passage = _split(neutral[0], [len(group) for group, _ in self.cut])
        by_part = _split(neutral[1], [len(group) for _, group in self.cut])
        self._fill(by_part, by_passage, means is before, open_store)
        words = _save_words(self.folder, self.plan.passages)
        related = _asked(means, embedded, [(item.text, item.language) for item in self.plan.related])
        terms = self.plan.corpus.glossary
        expected = _asked(means, embedded, [(_focus(words, item, terms), item.language) for item in self.plan.expected])
        asked_of = {
            name: np.stack([expected[place] for place in own])
            for name, own in places_by_passage(self.plan.expected).items()
        }
        places = np.linspace(0, len(spans) - 1, min(PROBES, len(spans))).astype(int)
        write_vectors(self.folder, neutral[0][places], related, expected)
        backgrounds = [
            background(texts, means, embedded, by_passage, by_part)
            for texts in (reference.questions, reference.keywords)
        ]
        manifest = replace(
            self._manifest(embedded.name, means, *backgrounds),
            texts={language: len(known.ids) for language, known in words.items()},
            likeness_over=self._likeness_over(asked_of, by_passage, by_part),
            likeness=usual_likeness(reference.questions, means, embedded, [*asked_of.values()]),
            keyword_likeness=usual_likeness(reference.keywords, means, embedded, [*asked_of.values()]),
            likeness_part=PART,
        )
        write_manifest(self.folder, manifest)
        return manifest

    def _likeness_over(
        self, asked_of: Mapping[str, Vectors], by_passage: list[Vectors], by_part: list[Vectors]
    ) -> float:
        usual = len(self.plan.expected) / max(1, len(asked_of))
        many = {name: own for name, own in asked_of.items() if not is_few(len(own), usual)}
        places = [place for place, passage in enumerate(self.plan.passages) if passage.id in many]
        groups = [many[self.plan.passages[place].id] for place in places]
        return likeness_over(groups, [by_passage[place] for place in places], [by_part[place] for place in places])

    def _fill(self, by_part: list[Vectors], by_passage: list[Vectors], same_map: bool, open_store: OpenStore) -> None:
        every = [
            row
            for passage, (spans, parts) in zip(self.plan.passages, self.cut, strict=True)
            for row in rows(passage, spans, parts)
        ]
        vectors = np.vstack([group for pair in zip(by_part, by_passage, strict=True) for group in pair])
        fill(self.folder, every, vectors, self.base.folder if self.base and same_map else None, open_store)

    def _manifest(self, embedder: str, means: LanguageMap, asked: Background, keywords: Background) -> Manifest:
        plan = self.plan
        return Manifest(
            version=self.name,
            embedder=embedder,
            built=datetime.now(UTC).isoformat(timespec="seconds"),
            passages=len(plan.passages),
            sentences=sum(not span.original for spans, _ in self.cut for span in spans),
            chunks=sum(len(parts) for _, parts in self.cut),
            rows=dict(Counter(span.language for pair in self.cut for group in pair for span in group)),
            fingerprint=plan.fingerprint,
            hashes=plan.hashes,
            files=dict(plan.corpus.files),
            languages=dict(Counter(passage.language for passage in plan.passages)),
            glossary=plan.corpus.glossary,
            related=plan.related,
            expected=plan.expected,
            problems=plan.corpus.problems,
            means=means.as_lists(),
            background=asked,
            keyword_background=keywords,
            id=uuid.uuid4().hex,
            briefs=plan.briefs,
        )


def cut_all(passages: Sequence[Passage], count: CountTokens, budget: int, progress: Progress) -> list[Cut]:
    """Return each passage's sentences and chunks of at most `budget` tokens, and those of its translation."""
    cut = []
    for done, passage in enumerate(passages, 1):
        spans = sentences(passage)
        parts = chunks(passage, spans, count, budget)
        told = translated_chunks(passage, count, budget)
        cut.append(((*spans, *translated_sentences(passage, spans)), (*parts, *told)))
        progress("cutting", done, len(passages))
    return cut


def _asked(means: LanguageMap, embedded: Embedded, texts: Sequence[tuple[str, Language]]) -> list[Vectors]:
    """Return the neutral vectors of questions, each with its language."""
    raw = embedded.questions([text for text, _ in texts])
    check_vectors([text for text, _ in texts], raw)
    return [means.question_vector(vector, language) for vector, (_, language) in zip(raw, texts, strict=True)]


def _focus(words: Mapping[Language, Words], item: ExpectedQuestion, terms: Sequence[Term]) -> str:
    """Return an expected question as one that is asked is searched."""
    known, phrases = words.get(item.language), glossary.every_form(terms, item.language)
    return known.focus(item.text, phrases) if known else item.text


def _save_words(folder: Path, passages: Sequence[Passage]) -> dict[Language, Words]:
    """Count each language's words, translations included, where it has texts."""
    found: dict[Language, Words] = {}
    for language in LANGUAGES:
        told = [(passage.id, text) for passage in passages if (text := _told(passage, language))]
        if told:
            found[language] = Words.of(language, told)
            found[language].save(folder / words_folder(language))
    return found


def _told(passage: Passage, language: Language) -> str:
    if passage.language == language:
        return passage.text
    return " ".join(passage.translation.sentences) if passage.translation else ""


def _split(vectors: Vectors, sizes: Sequence[int]) -> list[Vectors]:
    """Return the rows in groups of these sizes."""
    return np.split(vectors, np.cumsum(sizes)[:-1])
