"""Evidence -> checked sentences: what the language model drafts passes the gate, sentence by sentence."""

from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Literal

from assistant import words
from assistant.draft import SentenceStream
from assistant.errors import ChatError
from assistant.evidence import leans, unjoined
from assistant.index import Index
from assistant.length import LEAST, SENTENCES, Length
from assistant.nuance import Nuance
from assistant.ports import ChatModel, Embedder, Shape, Vectors
from assistant.prompts import YES_NO, Prompts
from assistant.records import CitedSentence, Draft, Evidence, Language, Verdict
from assistant.relevance import Gate
from assistant.support import Support, Tools, has_words, standing

KNOWN = 5000  # texts whose vectors are kept
ENOUGH = 2  # sentences of its own that a written answer should have
ALIKE = 0.7  # of the words of two sentences, in common, that make one a repetition
SENTENCE_TOKENS = 90  # of one drafted anew


_Place = Literal["own", "beside", "failed"]


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be written: the question, the language and length of its answer, the evidence it may rest on."""

    question: str
    language: Language
    length: Length
    evidence: tuple[Evidence, ...]
    near: frozenset[int]  # numbers of the evidence that is near enough to the question to answer it


class Writer:
    """Drafts answers and checks sentences against evidence, with the language model or without one."""

    def __init__(self, index: Index, embedder: Embedder, prompts: Prompts, gate: Gate) -> None:
        self._index, self._embedder, self._prompts, self._gate = index, embedder, prompts, gate
        self._known: dict[str, Vectors] = {}
        self._nuance = Nuance(prompts)

    def support(self, evidence: Sequence[Evidence], chat: ChatModel | None) -> Support:
        """Return the gate before this evidence."""
        judge = None if chat is None else partial(self._judge, chat)
        if len(self._known) > KNOWN:
            self._known = {}  # another thread may still fill the old one
        with self._index.snapshot() as snapshot:
            terms = snapshot.manifest.glossary
            tools = Tools(self._embedder, snapshot.map, terms, self._gate, judge, self._known)
        return Support(tools, evidence)

    def _judge(self, chat: ChatModel, source: str, sentence: str, language: Language) -> float:
        return chat.judge(self._prompts.verify(source, sentence, language, taught=chat.taught), *YES_NO[language])

    def check(
        self, statement: str, language: Language, evidence: Sequence[Evidence], chat: ChatModel | None
    ) -> Verdict:
        """Tell whether evidence says a statement. Raises ChatError."""
        return self.support(evidence, chat).check(statement, language)

    def sentences(self, task: Task, chat: ChatModel, tokens: int) -> Iterator[Draft | CitedSentence]:
        """Yield the draft as it grows and, once a sentence has ended, the sentence if evidence says it.

        Others are left out, and so is one that points back to one left out, unless evidence says both together, or that
        rests only on evidence far from the question, unless nothing else remains. When fewer than ENOUGH remain, one is
        drafted anew from the evidence nearest to each, or that evidence speaks for itself where it can be read in the
        answer's language; so does the passage that ranks first, where no sentence rests on it, and last what tells of a
        limit, where nothing told does. The draft ends when the model stops, repeats a sentence, or has written as many
        of them as its length allows. Raises ChatError.
        """
        support, language = self.support(task.evidence, chat), task.language
        messages = self._prompts.write(task.question, task.evidence, language, task.length)
        sorting = _Sorting(task, support)
        shape = Shape(LEAST[task.length], self._prompts.opening(language))
        with closing(chat.stream(messages, tokens, shape)) as pieces:
            shown = Draft("")
            for part in _drafted(pieces, language, SENTENCES[task.length]):
                if isinstance(part, str):
                    shown = Draft("")
                    yield from sorting.take(part)
                    continue
                if support.knows_numbers(part.text, language):  # a wrong number is not shown even for a moment
                    shown = part
                yield shown  # whatever it is: between two events an answer can be stopped
        own = sorting.own
        again = Again(support, chat)
        unsaid = [item for item in _unsaid(sorting.failed, own) if item.n in task.near]
        yield from self._instead(task, own, unsaid, again)
        if not own:  # better than no sentence at all
            own += sorting.beside
            yield from sorting.beside
        if own and len(own) < SENTENCES[task.length] and not _tells_nearest(own, task.evidence):
            nearest = task.evidence[0]
            told = standing(nearest, language) or self._redrafted(task, nearest, again)
            new = [told] if told and not _repeats(told, own, language) else []
            own += new
            yield from new
        if 0 < len(own) < SENTENCES[task.length]:
            near = [item for item in task.evidence if item.n in task.near]
            with suppress(ChatError):  # what is told stands without it
                limit = self._nuance.of(own, near, language, partial(self._judge, chat))
                yield from [limit] if limit else []

    def _instead(
        self, task: Task, own: list[CitedSentence], unsaid: Sequence[Evidence], again: "Again"
    ) -> Iterator[CitedSentence]:
        """Yield sentences in the place of those that failed until there are enough: drafted anew, else the evidence's.

        The evidence never speaks for itself alone: then quotes are the honest answer.
        """
        enough = min(ENOUGH, SENTENCES[task.length])
        for item in unsaid:
            if len(own) >= enough:
                return
            one = self._redrafted(task, item, again)
            if own and (one is None or _repeats(one, own, task.language)):
                one = standing(item, task.language)
            if one and not _repeats(one, own, task.language):
                own.append(one)
                yield one

    def _redrafted(self, task: Task, item: Evidence, again: "Again") -> CitedSentence | None:
        """Return one sentence drafted from one piece of evidence alone, if that says it."""
        messages = self._prompts.redraft(task.question, item, task.language)
        shape = Shape(1, self._prompts.opening(task.language))
        with closing(again.chat.stream(messages, SENTENCE_TOKENS, shape)) as pieces:
            text = next((part for part in _drafted(pieces, task.language, 1) if isinstance(part, str)), "")
        if not text:
            return None
        verdict = again.support.check(text, task.language, strict=True)
        return CitedSentence(text, _numbered(verdict)) if verdict.supported else None


class _Sorting:
    """Where each sentence of a draft goes: among the answer's own, beside them, or out."""

    def __init__(self, task: Task, support: Support) -> None:
        self.own: list[CitedSentence] = []
        self.beside: list[CitedSentence] = []  # what rests only on evidence far from the question
        self.failed: list[Verdict] = []
        self._task, self._support = task, support
        self._before: _Place = "own"  # where the sentence before went
        self._said = ""  # that sentence

    def take(self, part: str) -> list[CitedSentence]:
        """Check the next sentence; return what may be shown now: it, with the one it points back to, or nothing."""
        part = unjoined(part) if self._before != "own" or not self.own else part
        verdict = self._support.check(part, self._task.language, strict=True)
        place: _Place = "own" if self._is_near(verdict) else "beside"
        sentence = CitedSentence(part, _numbered(verdict))
        shown = [sentence] if place == "own" else []
        if not verdict.supported:
            place, shown = "failed", []
        elif self._before not in ("own", place) and leans(part, anywhere=True):
            shown = self._with_the_last(part)
            place = "own" if shown else "failed"
        if place == "failed":
            self.failed.append(verdict)
        elif place == "beside":
            self.beside.append(sentence)
        self.own += shown
        self._before, self._said = place, part
        return shown

    def _with_the_last(self, part: str) -> list[CitedSentence]:
        """Return a sentence after the failed one that it points back to, if evidence says both together.

        "Several risks must be watched. They include misinformation and cyberattacks.": small models begin like this.
        The evidence must be what was nearest to the failed one by itself, and have its words: what says the second
        sentence alone persuades a model of whatever stands before it.
        """
        meaning = self._before == "failed" and self.failed[-1].reason in ("different", "far")
        if not meaning or leans(self._said, anywhere=True):
            return []
        language, nearest = self._task.language, self.failed[-1].evidence
        verdict = self._support.check(f"{self._said} {part}", language, strict=True)
        both = verdict.evidence == nearest and has_words(nearest, self._said, language)
        if not (verdict.supported and both and self._is_near(verdict)):
            return []
        self.failed.pop()
        return [CitedSentence(text, _numbered(verdict)) for text in (self._said, part)]

    def _is_near(self, verdict: Verdict) -> bool:
        return not self._task.near.isdisjoint(_numbered(verdict))


@dataclass(frozen=True, slots=True)
class Again:
    """What a second draft is written and checked with."""

    support: Support
    chat: ChatModel


def _drafted(pieces: Iterator[str], language: Language, most: int) -> Iterator[Draft | str]:
    """Yield each whole sentence once, at most so many of them, and between them the one being written."""
    stream = SentenceStream(language)
    seen: set[str] = set()
    for piece in chain(pieces, (None,)):
        for sentence in stream.finish() if piece is None else stream.feed(piece):
            if sentence in seen or len(seen) == most:
                return
            seen.add(sentence)
            yield sentence
        if stream.rest:
            yield Draft(stream.rest)


def _numbered(verdict: Verdict) -> tuple[int, ...]:
    return tuple(item.n for item in verdict.evidence)


def _repeats(one: CitedSentence, own: Sequence[CitedSentence], language: Language) -> bool:
    """Tell whether a sentence says again, in nearly the same words, what one before it says (Jaccard over stems)."""
    mine = set(words.terms(one.text, language))
    told = [set(words.terms(said.text, language)) for said in own]
    return any(len(mine & theirs) >= ALIKE * len(mine | theirs) for theirs in told)


def _tells_nearest(own: Sequence[CitedSentence], evidence: Sequence[Evidence]) -> bool:
    """Tell whether a sentence rests on the passage that ranks first."""
    first = {item.n for item in evidence if item.passage.id == evidence[0].passage.id}
    return any(not first.isdisjoint(one.citations) for one in own)


def _unsaid(failed: Sequence[Verdict], own: Sequence[CitedSentence]) -> list[Evidence]:
    """Return the evidence nearest to each failed sentence, once, that no sentence says; none where all was far."""
    said = {n for one in own for n in one.citations}
    near = [verdict.evidence[0] for verdict in failed if verdict.evidence and verdict.reason != "far"]
    return list({item.n: item for item in near if item.n not in said}.values())
