"""READ: question -> hits -> evidence -> written or quoted answer with its citations, or an honest refusal."""

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import chain, islice

from assistant import evidence as evidences
from assistant.citations import cited, marked, quoted
from assistant.draft import SentenceStream
from assistant.errors import ChatError, ModelError
from assistant.index import Index
from assistant.language import detect
from assistant.ports import ChatModel, Embedder
from assistant.prompts import YES_NO, Prompts
from assistant.question import clean
from assistant.records import (
    Answer,
    CitedSentence,
    Draft,
    Event,
    Evidence,
    Found,
    Language,
    Mode,
    Sources,
    Text,
    Timings,
)
from assistant.refusal import refusal_text
from assistant.relevance import Relevance
from assistant.retrieve import Retriever
from assistant.support import Support

QUOTES = 3  # sentences of a quoted answer
SUGGESTIONS = 3  # questions offered after a refusal
SENTENCES = 5  # sentences of a written answer; a small model that goes on repeats itself


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes: question (characters), what is shown and offered (counts), answer (tokens); and what is enough."""

    question_chars: int
    passages: int
    evidence: int
    answer_tokens: int
    relevance: Relevance


@dataclass(frozen=True, slots=True)
class _Course:
    """One question on its way: when it came, what was found, what the answer may rest on."""

    started: float
    found: Found
    evidence: tuple[Evidence, ...]
    first: list[float] = field(default_factory=list)  # when the first word was there
    searched: float = 0.0

    def begun(self) -> None:
        """Note that the first word is there."""
        if not self.first:
            self.first.append(time.monotonic())

    def timings(self) -> Timings:
        def since(moment: float) -> float:
            return round((moment - self.started) * 1000, 1)

        first = since(self.first[0]) if self.first else None
        return Timings(since(self.searched), first, since(time.monotonic()))


class Assistant:
    """Answers questions from the index in force; safe to use from several threads."""

    def __init__(
        self,
        retriever: Retriever,
        index: Index,
        embedder: Embedder,
        prompts: Prompts,
        limits: Limits,
        chat: ChatModel | None,
    ) -> None:
        self._retriever, self._index, self._embedder = retriever, index, embedder
        self._prompts, self._limits, self._chat = prompts, limits, chat
        self._relevance = limits.relevance

    @property
    def written(self) -> bool:
        """Whether a language model is there to write."""
        return self._chat is not None

    @property
    def version(self) -> str:
        """The index version in force."""
        with self._index.snapshot() as snapshot:
            return snapshot.manifest.version

    def starters(self, language: Language) -> tuple[str, ...]:
        """Return the questions offered to a visitor."""
        return self._prompts.starters(language)

    def search(self, question: str, k: int | None = None) -> Found:
        """Return the k nearest passages. Raises QuestionError, IndexFault."""
        question = clean(question, self._limits.question_chars)
        return self._retriever.find(question, detect(question), k or self._limits.passages)

    def ask(self, question: str, *, language: Language | None = None, mode: Mode | None = None) -> Iterator[Event]:
        """Yield Sources, then Draft and Text as the answer is written, then the Answer; or a refused Answer.

        Raises QuestionError, IndexFault, and ModelError when `written` is asked for without a language model.
        """
        started = time.monotonic()
        question = clean(question, self._limits.question_chars)
        if mode == "written" and self._chat is None:
            raise ModelError(
                "There is no language model to write with.", "Fetch it: assistant fetch, or use --mode quoted."
            )
        found = self._retriever.find(question, language or detect(question), self._limits.passages, weigh=True)
        course = _Course(started, found, evidences.choose(found, self._limits.evidence), searched=time.monotonic())
        chat = self._chat if mode != "quoted" else None
        if not self._relevance.may_answer(found, judged=chat is not None):
            yield self._refusal(course, chat)
            return
        yield Sources(found, course.evidence)
        yield from self._quote(course) if chat is None else self._write(course, chat)

    def close(self) -> None:
        """Stop the language model and close the index."""
        if self._chat is not None:
            self._chat.close()
        self._index.close()

    def _write(self, course: _Course, chat: ChatModel) -> Iterator[Event]:
        sentences: list[CitedSentence] = []
        judged = False
        try:
            judged = self._judged(course, chat)
            if not judged:
                yield self._refusal(course, chat)
                return
            for event in self._sentences(course, chat):
                if isinstance(event, CitedSentence):
                    yield Text((" " if sentences else "") + marked(event))
                    sentences.append(event)
                else:
                    yield event
        except ChatError:
            if judged or self._relevance.may_answer(course.found, judged=False):
                yield from self._quote(course, fell_back=True)
            else:
                yield self._refusal(course, None)
            return
        if sentences:
            yield self._answer(course, "written", sentences)
        else:
            yield from self._quote(course, fell_back=True)

    def _judged(self, course: _Course, chat: ChatModel) -> bool:
        language = course.found.language
        messages = self._prompts.judge(course.found.question, course.evidence, language)
        return self._relevance.answers(course.found, chat.judge(messages, *YES_NO[language]))

    def _sentences(self, course: _Course, chat: ChatModel) -> Iterator[Draft | CitedSentence]:
        """Yield the draft as it grows and, once a sentence has ended, the sentence if evidence supports it.

        The answer ends when the model stops, repeats a sentence, or has written SENTENCES of them.
        """
        language = course.found.language
        support = Support(self._embedder, self._index, course.evidence, self._relevance.support_floor)
        stream = SentenceStream(language)
        messages = self._prompts.write(course.found.question, course.evidence, language)
        seen: set[str] = set()
        with closing(chat.stream(messages, self._limits.answer_tokens)) as pieces:
            for piece in chain(pieces, (None,)):
                for sentence in stream.finish() if piece is None else stream.feed(piece):
                    if sentence in seen or len(seen) == SENTENCES:
                        return
                    seen.add(sentence)
                    if numbers := support.citations(sentence, language):
                        yield CitedSentence(sentence, numbers)
                if stream.rest:
                    course.begun()
                    yield Draft(stream.rest)

    def _quote(self, course: _Course, *, fell_back: bool = False) -> Iterator[Event]:
        sentences = [quoted(item) for item in _best(course)]
        course.begun()
        for number, sentence in enumerate(sentences if not fell_back else ()):  # the Answer replaces what was written
            yield Text((" " if number else "") + marked(sentence))
        yield replace(self._answer(course, "quoted", sentences), fell_back=fell_back)

    def _answer(self, course: _Course, mode: Mode, sentences: list[CitedSentence]) -> Answer:
        return Answer(
            question=course.found.question,
            language=course.found.language,
            status="answered",
            mode=mode,
            text=" ".join(marked(sentence) for sentence in sentences),
            sentences=tuple(sentences),
            citations=cited(sentences, course.evidence),
            timings=course.timings(),
            version=course.found.version,
        )

    def _refusal(self, course: _Course, chat: ChatModel | None) -> Answer:
        found = course.found
        related = next((item for item, cosine in found.related if cosine >= self._relevance.related_floor), None)
        return Answer(
            question=found.question,
            language=found.language,
            status="refused",
            mode="quoted" if chat is None else "written",
            text=refusal_text(found.language, related),
            sentences=(),
            citations=(),
            timings=course.timings(),
            nearest=found.hits,
            related=related,
            suggestions=self._suggestions(found.question, found.language),
            version=found.version,
        )

    def _suggestions(self, question: str, language: Language) -> tuple[str, ...]:
        """Return the starter questions that the corpus answers, the nearest to one that it does not answer first."""
        offered = [text for text in self._prompts.starters(language) if text != question]
        vectors = self._embedder.questions([question, *offered])
        near = (vectors[1:] @ vectors[0]).tolist()
        ordered = [text for _, text in sorted(zip(near, offered, strict=True), key=lambda pair: -pair[0])]
        return tuple(islice(filter(lambda text: self._can_answer(text, language), ordered), SUGGESTIONS))

    def _can_answer(self, question: str, language: Language) -> bool:
        return self._relevance.may_answer(
            self._retriever.find(question, language, 1, weigh=True, rerank=False), judged=False
        )


def _best(course: _Course) -> list[Evidence]:
    """Return the evidence whose passages rank first, in the order it is numbered."""
    return list(course.evidence[:QUOTES])
