"""READ: question -> hits -> evidence -> written or quoted answer with its citations, or an honest refusal."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from assistant import evidence as evidences
from assistant.citations import cited, marked, quoted
from assistant.errors import ChatError, ModelError
from assistant.index import Index
from assistant.language import LANGUAGES, detect
from assistant.length import MORE_EVIDENCE, QUOTES, Length, length, topic
from assistant.memory import Memory
from assistant.ports import ChatModel, Embedder
from assistant.prompts import YES_NO, Prompts
from assistant.question import clean
from assistant.records import (
    Answer,
    CitedSentence,
    Courtesy,
    Edition,
    Event,
    Evidence,
    Found,
    Language,
    Mode,
    Sources,
    Text,
    Timings,
    Turn,
    Verified,
)
from assistant.refusal import refusal_text
from assistant.relevance import Relevance
from assistant.retrieve import Retriever
from assistant.smalltalk import OFFERED, SmallTalk
from assistant.standalone import Reading, Standalone
from assistant.writing import Task, Writer

SUGGESTIONS = 3  # questions offered after a refusal
VERIFIED = 5  # passages in which a statement is sought


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
    typed: str
    length: Length = "usual"
    understood: str = ""  # the question searched, where it is not the one typed
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
        self._memory = Memory()
        self._writer = Writer(index, embedder, prompts, limits.relevance.gate)
        self._smalltalk = SmallTalk(prompts, index, embedder)
        self._standalone = Standalone(embedder, prompts, limits.question_chars)

    @property
    def written(self) -> bool:
        """Whether a language model is there to write."""
        return self._chat is not None

    @property
    def edition(self) -> Edition:
        """The index version in force and when it was built. Raises IndexFault."""
        with self._index.snapshot() as snapshot:
            return Edition(snapshot.manifest.version, snapshot.manifest.built)

    def starters(self, language: Language) -> tuple[str, ...]:
        """Return the questions offered to a visitor."""
        return self._prompts.starters(language)

    def search(self, question: str, k: int | None = None) -> Found:
        """Return the k nearest passages. Raises QuestionError, IndexFault."""
        question = clean(question, self._limits.question_chars)
        return self._retriever.find(question, detect(question), k or self._limits.passages)

    def ask(
        self,
        question: str,
        *,
        language: Language | None = None,
        mode: Mode | None = None,
        history: Sequence[Turn] = (),
    ) -> Iterator[Event]:
        """Yield Sources, then Draft and Text as the answer is written, then the Answer; or a refused Answer.

        A message that refers back to the last of `history` is understood as one question with it; a greeting and the
        like is replied to at once. Raises QuestionError, IndexFault, and ModelError when `written` is asked for without
        a language model.
        """
        started = time.monotonic()
        question = clean(question, self._limits.question_chars)
        if mode == "written" and self._chat is None:
            raise ModelError(
                "There is no language model to write with.", "Fetch it: assistant fetch, or use --mode quoted."
            )
        if courtesy := self._smalltalk.recognise(question, language):
            yield self._reply(question, *courtesy, started)
            return
        chat = self._chat if mode != "quoted" else None
        reading = self._standalone.read(self._smalltalk.question(question), history, language, chat)
        course = self._begin(question, reading, started)
        key = (question, reading, course.found.version, course.found.built, chat.name if chat else "")
        yield from self._memory.through(key, self._events(course, chat), started)

    def verify(self, statement: str, language: Language | None = None) -> Verified:
        """Tell whether the corpus says a statement, and where. Raises QuestionError, IndexFault, ChatError."""
        statement = clean(statement, self._limits.question_chars)
        asked = language or detect(statement)
        found = self._retriever.find(statement, asked, VERIFIED)
        verdict = self._writer.check(statement, asked, evidences.every(found), self._chat)
        return Verified(statement, asked, verdict, found.version, found.built)

    def _events(self, course: _Course, chat: ChatModel | None) -> Iterator[Event]:
        if not self._relevance.may_answer(course.found, judged=chat is not None):
            yield self._refusal(course, chat)
            return
        yield Sources(course.found, course.evidence, course.understood)
        yield from self._quote(course) if chat is None else self._write(course, chat)

    def _begin(self, typed: str, reading: Reading, started: float) -> _Course:
        """Search the question in its own language, to be answered in the one asked for."""
        wanted = length(reading.question)
        about = topic(reading.question)
        found = self._retriever.find(about, reading.asked_in, self._limits.passages, weigh=True)
        found = replace(found, question=reading.question, language=reading.answer_in)
        most = self._limits.evidence + (MORE_EVIDENCE if wanted == "detail" else 0)
        chosen = evidences.choose(found, most)
        return _Course(started, found, chosen, typed, wanted, reading.understood, searched=time.monotonic())

    def _reply(self, question: str, courtesy: Courtesy, language: Language, started: float) -> Answer:
        edition = self.edition
        return Answer(
            question=question,
            language=language,
            status="replied",
            mode="quoted",
            text=self._smalltalk.reply(courtesy, language),
            sentences=(),
            citations=(),
            timings=Timings(0.0, None, round((time.monotonic() - started) * 1000, 1)),
            suggestions=self.starters(language)[:SUGGESTIONS] if courtesy in OFFERED else (),
            version=edition.version,
            built=edition.built,
        )

    def warm(self) -> None:
        """Do now what the first question would wait for: libraries that load at first use, the small talk's vectors."""
        self._smalltalk.warm()
        for language in LANGUAGES:
            for question in self.starters(language)[:1]:
                self._retriever.find(question, detect(question), 1)

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
            found, tokens = course.found, self._limits.answer_tokens
            task = Task(found.question, found.language, course.length, course.evidence)
            for event in self._writer.sentences(task, chat, tokens):
                course.begun()
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

    def _quote(self, course: _Course, *, fell_back: bool = False) -> Iterator[Event]:
        sentences = [quoted(item) for item in _best(course)]
        course.begun()
        for number, sentence in enumerate(sentences if not fell_back else ()):  # the Answer replaces what was written
            yield Text((" " if number else "") + marked(sentence))
        yield replace(self._answer(course, "quoted", sentences), fell_back=fell_back)

    def _answer(self, course: _Course, mode: Mode, sentences: list[CitedSentence]) -> Answer:
        return Answer(
            question=course.typed,
            language=course.found.language,
            status="answered",
            mode=mode,
            text=" ".join(marked(sentence) for sentence in sentences),
            sentences=tuple(sentences),
            citations=cited(sentences, course.evidence),
            timings=course.timings(),
            version=course.found.version,
            built=course.found.built,
            understood=course.understood,
        )

    def _refusal(self, course: _Course, chat: ChatModel | None) -> Answer:
        found = course.found
        related = next((item for item, cosine in found.related if cosine >= self._relevance.related_floor), None)
        return Answer(
            question=course.typed,
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
            built=found.built,
            understood=course.understood,
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
    return list(course.evidence[: QUOTES[course.length]])
