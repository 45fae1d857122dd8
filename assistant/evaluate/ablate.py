"""Retrieval with each part of the ranking taken away in turn: what each of them gives."""

import shutil
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from assistant import expected, glossary, markup
from assistant.build import Builder
from assistant.corpus import Corpus, list_files
from assistant.embed import as_questions, keep_language
from assistant.evaluate.baselines import standard
from assistant.evaluate.items import Item
from assistant.evaluate.metrics import Ranking, retrieval
from assistant.evaluate.variants import built
from assistant.index import Index
from assistant.language import LANGUAGES, detect
from assistant.ports import Embedder, Progress, Vectors
from assistant.records import Document
from assistant.retrieve import Parts, Retriever

DEPTH = 50  # passages ranked for a question


@dataclass(frozen=True, slots=True)
class Encoders:
    """What is embedded with where it is not all together."""

    alone: Embedder  # without the second encoder
    untaught: Embedder  # as the packages carry them
    plain: Embedder  # neither taught nor with the second encoder: that of the standard recipe


@dataclass(frozen=True, slots=True)
class Whole:
    """What is taken apart: the index in force, what builds one like it, what searches it."""

    builder: Builder
    index: Index
    corpus: Corpus
    parts: Parts
    encoders: Encoders


def ablate(whole: Whole, items: Sequence[Item], progress: Progress) -> dict[str, Any]:
    """Return recall over the answerable questions, all together and by language, for each row of the table."""
    asked = [item for item in items if item.answerable]
    passages = [passage for document in whole.corpus.documents for passage in document.passages]
    table: dict[str, Ranking] = {}
    with ExitStack() as stack:
        retrievers = _retrievers(whole, stack, progress)
        for place, (name, retriever) in enumerate(retrievers.items()):
            ranking: dict[str, list[str]] = {}
            for done, item in enumerate(asked, 1):
                progress("searching", place * len(asked) + done, len(retrievers) * len(asked))
                hits = retriever.find(item.question, detect(item.question), DEPTH).hits
                ranking[item.id] = [hit.passage.id for hit in hits]
            table[name] = ranking
    table["standard recipe"] = standard(asked, passages, whole.encoders.plain).rankings
    rows = {name: _rates(asked, ranking) for name, ranking in table.items()}
    return {"questions": len(asked), "passages": len(passages), "both": {"retrieval": rows}}


def _rates(items: Sequence[Item], ranking: Ranking) -> dict[str, dict[str, Any]]:
    groups = {
        "all": items,
        **{f"asked in {one}": [item for item in items if item.language == one] for one in LANGUAGES},
    }
    return {
        group: {name: one.as_dict() for name, one in retrieval(mine, ranking).items()} for group, mine in groups.items()
    }


def _retrievers(whole: Whole, stack: ExitStack, progress: Progress) -> Mapping[str, Retriever]:
    """Return what searches in each row's way; the indexes made for it go when the stack closes."""
    parts, embedder = whole.parts, Remembered(whole.builder.embedder)
    made: dict[str, Retriever] = {"assistant": Retriever(whole.index, embedder, parts)}
    if parts.reranker:
        made["without the cross-encoder"] = Retriever(whole.index, embedder, replace(parts, reranker=None))
    for name, less in (
        ("without focus", replace(parts, focus=False)),
        ("without shared words", replace(parts, words=False)),
        ("without the glossary", replace(parts, glossary=False)),
        ("without expected questions", replace(parts, expected=False)),
    ):
        made[name] = Retriever(whole.index, embedder, less)
    for name, builder in (
        ("without translations", lambda folder: _untranslated(whole, folder)),
        ("without keywords' own mean", lambda _: replace(whole.builder, fit=as_questions)),
        ("without subtracting language means", lambda folder: replace(whole.builder, fit=keep_language)),
    ):
        made[name] = Retriever(stack.enter_context(built(builder, progress)), embedder, parts)
    for name, other in (
        ("without what the encoder was taught", whole.encoders.untaught),
        ("without the second encoder", whole.encoders.alone),
    ):
        if other.name != embedder.name:
            index = stack.enter_context(built(partial(_embedded_by, whole, other), progress))
            made[name] = Retriever(index, Remembered(other), parts)
    bare = replace(parts, focus=False, words=False, expected=False)
    made["without focus, shared words and expected questions"] = Retriever(whole.index, embedder, bare)
    return made


def _embedded_by(whole: Whole, embedder: Embedder, _: Path) -> Builder:
    return replace(whole.builder, embedder=embedder)


def _untranslated(whole: Whole, folder: Path) -> Builder:
    """Return what builds from a copy of the corpus without its translations."""
    corpus = folder / "corpus"
    for document in whole.corpus.documents:
        path = corpus / document.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(markup.write(_without_translations(document)), encoding="utf-8")
    for own in (path for file in (glossary.FILE, expected.FILE) for path in list_files(whole.builder.corpus, file)):
        shutil.copy(own, corpus)
    return replace(whole.builder, corpus=corpus)


def _without_translations(document: Document) -> Document:
    return replace(document, passages=tuple(replace(passage, translation=None) for passage in document.passages))


class Remembered:
    """An embedder that embeds each question once, however often it is asked."""

    def __init__(self, embedder: Embedder) -> None:
        self.name = embedder.name
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Return the embedder's own."""
        return self._embedder.documents(texts)

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Return the embedder's, kept from the first time."""
        for text in texts:
            if text not in self._known:
                self._known[text] = self._embedder.questions([text])[0]
        return np.stack([self._known[text] for text in texts])
