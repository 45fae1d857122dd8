"""READ: question -> hits -> evidence -> written or quoted answer with its citations, or an honest refusal."""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant import evidence as evidences
from assistant import geography, vocabulary
from assistant.citations import cited, marked, quoted
from assistant.course import Course
from assistant.errors import ChatError, ModelError
from assistant.index import Index
from assistant.language import LANGUAGES, detect
from assistant.length import MORE_EVIDENCE, QUOTES, length, topic
from assistant.library import Library
from assistant.memory import Memory
from assistant.offers import MOST, Offers
from assistant.orders import gives_orders
from assistant.ports import ChatModel, Embedder
from assistant.prompts import Prompts
from assistant.question import clean
from assistant.records import (
    EVERYTHING,
    Answer,
    CitedSentence,
    Courtesy,
    Draft,
    Edition,
    Event,
    Evidence,
    Found,
    Language,
    Mode,
    Only,
    Sources,
    Text,
    Timings,
    Turn,
    Verdict,
    Verified,
)
from assistant.refusal import refusal_text
from assistant.relevance import Relevance
from assistant.retrieve import Retriever
from assistant.smalltalk import OFFERED, SmallTalk
from assistant.standalone import Reading, Standalone
from assistant.statement import parts, together
from assistant.supposed import Supposing
from assistant.telling import Telling
from assistant.writing import Writer

VERIFIED = 5  # passages in which a statement is sought


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes: question (characters), what is shown and offered (counts), answer (tokens); and what is enough."""

    question_chars: int
    passages: int
    evidence: int
    answer_tokens: int
    relevance: Relevance


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
        self._closed = threading.Event()
        self._relevance = limits.relevance
        self._memory = Memory()
        self._writer = Writer(index, embedder, prompts, limits.relevance.gate)
        supposing = Supposing(retriever, prompts)
        self._telling = Telling(prompts, self._writer, limits.relevance, limits.answer_tokens, supposing)
        self.library = Library(index)
        self._smalltalk = SmallTalk(prompts, index, embedder)
        self._offers = Offers(prompts, retriever, limits.relevance, index, embedder)
        self._standalone = Standalone(embedder, prompts, limits.question_chars)

    @property
    def written(self) -> bool:
        """Whether a language model is there to write."""
        return self._chat is not None

    @property
    def embedder(self) -> Embedder:
        """The embedding model it searches with."""
        return self._embedder

    @property
    def edition(self) -> Edition:
        """The index version in force and when it was built. Raises IndexFault."""
        with self._index.snapshot() as snapshot:
            return Edition(snapshot.manifest.version, snapshot.manifest.built)

    def starters(self, language: Language) -> tuple[str, ...]:
        """Return questions to begin with, each answered by the corpus. Raises IndexFault."""
        return self._offers.starters(language)

    def search(self, question: str, k: int | None = None, only: Only = EVERYTHING) -> Found:
        """Return the k nearest passages of those named. Raises QuestionError, IndexFault."""
        question = clean(question, self._limits.question_chars)
        return self._retriever.find(question, detect(question), k or self._limits.passages, only=only)

    def ask(
        self,
        question: str,
        *,
        language: Language | None = None,
        mode: Mode | None = None,
        history: Sequence[Turn] = (),
        only: Only = EVERYTHING,
    ) -> Iterator[Event]:
        """Yield Sources, then Draft and Text as the answer is written, then the Answer; or a refused Answer.

        Sources come again, before any sentence, where it rests on others. It rests on the passages that `only` names. A
        message that refers back to the last of `history` is understood as one question with it; a greeting and the like
        is replied to at once. Raises QuestionError, IndexFault, and ModelError when `written` is asked for without a
        language model.
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
        history = () if gives_orders(question) else history  # the model is not even asked to rewrite one
        reading = self._standalone.read(self._smalltalk.question(question), history, language, chat, self._writer.terms)
        course = self._begin(question, reading, started, only)
        key = (question, reading, only, course.found.version, course.found.built, chat.name if chat else "")
        yield from self._memory.through(key, self._events(course, chat), started)

    def verify(self, statement: str, language: Language | None = None) -> Verified:
        """Tell whether the corpus says a statement, and where. Raises QuestionError, IndexFault, ChatError."""
        statement = clean(statement, self._limits.question_chars, "statement")
        asked = language or detect(statement)
        read = (statement,) if gives_orders(statement) else parts(statement, asked)
        verdicts = list[Verdict]()
        for one in read:
            side = language or detect(one, asked)
            found = self._retriever.find(one, side, VERIFIED)
            verdicts.append(self._writer.check(one, side, found, self._chat))
            if not verdicts[-1].supported:
                break
        verdict, unsaid = together(verdicts), one if len(read) > 1 and not verdicts[-1].supported else ""
        return Verified(statement, asked, verdict, found.version, found.built, self._chat is not None, unsaid)

    def _events(self, course: Course, chat: ChatModel | None) -> Iterator[Event]:
        near = evidences.near(course.found, course.evidence)  # nothing, where all that was found was told before
        if not near or not self._relevance.may_answer(course.found, judged=chat is not None):
            yield self._refusal(course, chat)
            return
        yield Sources(course.found, course.evidence, course.understood)
        yield from self._quote(course) if chat is None else self._write(course, chat)

    def _begin(self, typed: str, reading: Reading, started: float, only: Only) -> Course:
        """Search the question in its own language, to be answered in the one asked for."""
        question, wanted, limit = reading.question, length(reading.question), self._limits.passages
        deep = limit + len(reading.told)
        deeply = self._retriever.find(topic(question), reading.asked_in, deep, weigh=True, only=only)
        found = replace(deeply, question=question, language=reading.answer_in)
        found = evidences.untold(found, reading.told, limit)
        most = self._limits.evidence + (MORE_EVIDENCE if wanted == "detail" else 0)
        chosen = evidences.choose(found, most, self._writer.terms)
        more, told = bool(reading.told) and found.hits != deeply.hits[:limit], reading.told
        asked, at = (typed, wanted, reading.understood, more), time.monotonic()
        return Course(started, found, chosen, *asked, searched=at, told=told, asked_in=reading.asked_in, most=most)

    def _reply(self, question: str, courtesy: Courtesy, language: Language, started: float) -> Answer:
        edition = self.edition
        text, took = self._smalltalk.reply(courtesy, language), round((time.monotonic() - started) * 1000, 1)
        answer = Answer(question, language, "replied", "quoted", text, (), (), Timings(0.0, None, took))
        offered = self.starters(language)[:MOST] if courtesy in OFFERED else ()
        return replace(answer, suggestions=offered, version=edition.version, built=edition.built)

    def warm(self) -> None:
        """Do now what the first question would wait for: libraries that load at first use, the small talk's vectors.

        The language model, once loaded, reads what every check of a sentence begins with; that is not waited for.
        """
        if self._chat is not None:
            threading.Thread(target=self._read_ahead, args=(self._chat,), daemon=True).start()
        vocabulary.warm()
        self._smalltalk.warm()
        geography.named("")
        for language in LANGUAGES:
            self.starters(language)

    def _read_ahead(self, chat: ChatModel) -> None:
        for language in LANGUAGES:
            if not self._closed.is_set():  # else the model would be started anew
                chat.read(self._prompts.verify("", "", language, taught=chat.taught))

    def close(self) -> None:
        """Stop the language model and close the index."""
        self._closed.set()
        if self._chat is not None:
            self._chat.close()
        self._index.close()

    def _write(self, course: Course, chat: ChatModel) -> Iterator[Event]:
        sentences: list[CitedSentence] = []
        quotes: list[Evidence] = []
        judged = False
        try:
            for event in self._telling.of(course, chat):
                if isinstance(event, Course):
                    judged = True
                    if event.evidence != course.evidence:
                        yield Sources(event.found, event.evidence, event.understood)
                    course, quotes = event, []
                    continue
                course.begun(word=event != Draft(""))  # where an answer can be stopped is no word
                if isinstance(event, CitedSentence):
                    yield Text((" " if sentences else "") + marked(event))
                    sentences.append(event)
                elif isinstance(event, Evidence):
                    quotes.append(event)
                else:
                    yield event
        except ChatError as error:
            if judged or self._relevance.may_answer(course.found, judged=False):
                yield from self._quote(course, fell_back=True, trouble=str(error))
            else:
                yield replace(self._refusal(course, None), trouble=str(error))
            return
        if not judged:
            yield self._refusal(course, chat)
        elif sentences:
            yield self._answer(course, "written", sentences)
        else:
            yield from self._quote(course, quotes, fell_back=True)

    def _quote(
        self, course: Course, quotes: Sequence[Evidence] = (), *, fell_back: bool = False, trouble: str = ""
    ) -> Iterator[Event]:
        best = evidences.best(course.found, course.evidence, QUOTES[course.length])
        sentences = [quoted(item) for item in quotes or best]
        course.begun()
        for number, sentence in enumerate(sentences if not fell_back else ()):  # the Answer replaces what was written
            yield Text((" " if number else "") + marked(sentence))
        yield replace(self._answer(course, "quoted", sentences), fell_back=fell_back, trouble=trouble)

    def _answer(self, course: Course, mode: Mode, sentences: list[CitedSentence]) -> Answer:
        citations = cited(sentences, course.evidence)
        seen = {citation.passage.id for citation in citations}
        return Answer(
            question=course.typed,
            language=course.found.language,
            status="answered",
            mode=mode,
            text=" ".join(marked(sentence) for sentence in sentences),
            sentences=tuple(sentences),
            citations=citations,
            timings=course.timings(),
            suggestions=self._offers.beside(course.found, seen),
            version=course.found.version,
            built=course.found.built,
            understood=course.understood,
            only=course.found.only,
        )

    def _refusal(self, course: Course, chat: ChatModel | None) -> Answer:
        found = course.found
        related = next((item for item, cosine in found.related if cosine >= self._relevance.related_floor), None)
        return Answer(
            question=course.typed,
            language=found.language,
            status="refused",
            mode="quoted" if chat is None else "written",
            text=refusal_text(found.language, related, narrowed=found.only != EVERYTHING, more=course.more),
            sentences=(),
            citations=(),
            timings=course.timings(),
            nearest=found.hits,
            related=related,
            suggestions=self._offers.beside(found),
            version=found.version,
            built=found.built,
            understood=course.understood,
            only=found.only,
        )
