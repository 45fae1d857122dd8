"""Evidence -> checked sentences: what the language model drafts passes the gate, sentence by sentence."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import chain, groupby

from assistant.draft import SentenceStream
from assistant.errors import ChatError
from assistant.evidence import every, places
from assistant.index import Index
from assistant.length import FULL, QUOTES, SENTENCES, least
from assistant.nuance import Nuance
from assistant.orders import dictates, gives_orders
from assistant.ports import ChatModel, Embedder, Shape, Vectors
from assistant.prompts import YES_NO, Prompts
from assistant.records import CitedSentence, Draft, Evidence, Found, Language, Term, Verdict
from assistant.relevance import Gate
from assistant.sorting import Sorting, Task, adding, echoes, is_plain, says, standing
from assistant.statement import said_by
from assistant.support import Support, Tools

KNOWN = 5000  # texts whose vectors are kept
ENOUGH = 2  # sentences of its own that a written answer should have
DOUBTED = 3  # pieces of evidence that do not surely answer, after which no other is asked about
TRIED = 3  # pieces of evidence, at most, that give a sentence in the place of one that failed
SENTENCE_TOKENS = 90  # of one drafted anew


class Writer:
    """Drafts answers and checks sentences against evidence, with the language model or without one."""

    def __init__(self, index: Index, embedder: Embedder, prompts: Prompts, gate: Gate) -> None:
        self._index, self._embedder, self._prompts, self._gate = index, embedder, prompts, gate
        self._known: dict[str, Vectors] = {}
        self._nuance = Nuance(prompts, gate.surest)

    @property
    def terms(self) -> tuple[Term, ...]:
        """The glossary of the index in force. Raises IndexFault."""
        with self._index.snapshot() as snapshot:
            return snapshot.manifest.glossary

    def support(
        self, evidence: Sequence[Evidence], chat: ChatModel | None, question: str = "", found: Found | None = None
    ) -> Support:
        """Return the gate before this evidence, for what answers a question, or for the statement it was found for."""
        judge = None if chat is None else partial(self._judge, chat)
        closely = partial(self._closely, chat) if chat is not None and chat.taught else None
        if len(self._known) > KNOWN:
            self._known = {}  # another thread may still fill the old one
        with self._index.snapshot() as snapshot:
            terms = snapshot.manifest.glossary
            tools = Tools(self._embedder, snapshot.map, terms, self._gate, judge, self._known, closely)
        return Support(tools, evidence, question, {} if found is None else places(found))

    def _judge(self, chat: ChatModel, source: str, sentence: str, language: Language) -> float:
        return chat.judge(self._prompts.verify(source, sentence, language, taught=chat.taught), *YES_NO[language])

    def _closely(self, chat: ChatModel, source: str, sentence: str, language: Language) -> float:
        return chat.judge(self._prompts.closely(source, sentence, language), *YES_NO[language], closely=True)

    def check(self, statement: str, language: Language, found: Found, chat: ChatModel | None) -> Verdict:
        """Tell whether what was found says a statement. Raises ChatError."""
        terms = self.terms
        if gives_orders(statement) or dictates(statement):  # a model tends to obey
            alone = self.support(every(found, terms), None).check(statement, language)
            return alone if alone.reason == "verbatim" else Verdict(False, 0.0, (), "far")
        return said_by(self.support(every(found, terms), chat, found=found), found, statement, language, terms)

    def sentences(self, task: Task, chat: ChatModel, tokens: int) -> Iterator[Draft | CitedSentence | Evidence]:
        """Yield the draft as it grows and, once a sentence has ended, the sentence if evidence says it.

        Others are left out, and so is one in another language, one that points back to one left out, unless evidence
        says both together, and one that rests only on evidence far from the question or does not answer it by itself,
        unless nothing else remains (`Sorting`) and nothing is sought elsewhere. The draft ends when the model stops,
        repeats a sentence, or has written as many of them as its length allows; then comes what is still to be told.
        Where there is no sentence at all, the evidence to be quoted in its place comes last, if any answers. Raises
        ChatError.
        """
        support = self.support(task.evidence, chat, task.question)
        messages = self._prompts.write(task.question, task.evidence, task.language, task.length)
        sorting = Sorting(task, support)
        shape = Shape(least(task.length, taught=chat.taught), self._prompts.opening(task.language))
        with closing(chat.stream(messages, tokens, shape)) as pieces:
            shown = Draft("")
            for part in _drafted(pieces, task.language, SENTENCES[task.length]):
                if isinstance(part, str):
                    shown = Draft("")
                    yield from sorting.take(part)
                    continue
                if support.knows_numbers(part.text, task.language):  # a wrong number is not shown even for a moment
                    shown = part
                yield shown  # whatever it is: between two events an answer can be stopped
        try:
            yield from self._more(task, sorting, Again(support, chat))
        except ChatError:
            if not sorting.own:  # what is told stands without more
                raise
        if not sorting.own:
            yield from self._quotable(task)

    def _more(self, task: Task, sorting: Sorting, again: "Again") -> Iterator[Draft | CitedSentence]:
        """Yield what a draft left untold: sentences for failed ones, for the first passage and others, a limit.

        Each only where its evidence answers the question. Raises ChatError.
        """
        own, most = sorting.own, SENTENCES[task.length]
        unsaid = [item for item in _unsaid(sorting.failed, own) if item in task.near]
        others = (item for item in task.near if not own and item not in unsaid)
        yield from self._instead(task, own, chain(unsaid, others), again)
        if not own:
            own += sorting.better_than_nothing()
            yield from own
        if 0 < len(own) < most:
            yield from self._nearest(task, own, again)
        if own:
            yield from self._further(task, own, again)
        if 0 < len(own) < FULL[task.length]:
            judge = partial(self._judge, again.chat)
            limit = self._nuance.of(own, task.near, task.language, judge, task.pertinence.tells)
            yield from [limit] if limit else []

    def _quotable(self, task: Task) -> Iterator[Draft | Evidence]:
        """Yield the near evidence that answers, surely if any does, as much as is quoted.

        Else the likeliest, where it is of several passages: of one read whole, what is nearest is as likely. Raises
        ChatError.
        """
        answering: list[Evidence] = []
        for item in task.near:
            yield Draft("")  # an answer can be stopped here
            answering += [item] if task.pertinence.tells(item) else []
        if not answering and len({item.passage.id for item in task.near}) > 1:
            yield from task.likeliest(task.near)
        surest = max((task.pertinence.level(item.offered) for item in answering), default=0)
        best = [item for item in answering if task.pertinence.level(item.offered) == surest]
        yield from best[: QUOTES[task.length]]

    def _instead(
        self, task: Task, own: list[CitedSentence], unsaid: Iterable[Evidence], again: "Again"
    ) -> Iterator[Draft | CitedSentence]:
        """Yield sentences in the place of those that failed until there are enough: the evidence's, else drafted anew.

        The evidence never speaks for itself alone where no draft passed: then quotes are the honest answer.
        """
        enough, tried = min(ENOUGH, SENTENCES[task.length]), 0
        for item in unsaid:
            if len(own) >= enough or tried == TRIED:
                return
            yield Draft("")  # an answer can be stopped here
            if not task.pertinence.tells(item):
                continue
            tried += 1
            one = self._plainly(task, item, again) if own else self._redrafted(task, item, again)
            if one and not _repeats(one, own, task.language):
                own.append(one)
                yield one

    def _nearest(self, task: Task, own: list[CitedSentence], again: "Again") -> Iterator[CitedSentence]:
        """Yield what the passage that ranks first says, where no sentence rests on it."""
        first = [item for item in task.evidence if item.passage.id == task.evidence[0].passage.id]
        if any(item.n in one.citations for item in first for one in own):
            return
        for item in task.pertinence.first(first, 1):
            one = self._plainly(task, item, again)
            if one and not _repeats(one, own, task.language):
                own.append(one)
                yield one

    def _further(self, task: Task, own: list[CitedSentence], again: "Again") -> Iterator[Draft | CitedSentence]:
        """Yield a sentence for each other piece of hopeful evidence that surely answers, until the answer is full.

        Or more surely than what is told does: the best evidence is not left out. It is the evidence's own words where
        they are a plain sentence in the answer's language. Where a sentence only says the question again, what it rests
        on adds its own first.
        """
        echoing = [one for one in own if echoes(task.question, one.text, task.language)]
        echoed, doubted = {n for one in echoing for n in one.citations}, 0
        for item in sorted(task.hopeful, key=lambda item: item.n not in echoed):
            if len(own) >= FULL[task.length] or doubted >= DOUBTED:
                return
            if any(item.n in one.citations for one in own if one not in echoing) or _told_already(task, item, own):
                continue
            yield Draft("")  # an answer can be stopped here
            if item.n in echoed:
                one = standing(item, task.language)
            elif task.pertinence.surely(item) or self._better(task, item, own):
                one = self._plainly(task, item, again)
            else:  # the next one is less likely still
                one, doubted = None, doubted + 1 if task.pertinence.tells(item) else DOUBTED
            if one := one and adding(one, own, task.language):
                own.append(one)
                yield one

    def _plainly(self, task: Task, item: Evidence, again: "Again") -> CitedSentence | None:
        """Return evidence's own words where they are plain, else a sentence drafted from it alone, else these words."""
        own = standing(item, task.language)
        if own and is_plain(own, task.language):
            return own
        drafted = self._redrafted(task, item, again)
        return drafted if drafted and item.n in drafted.citations else own

    def _better(self, task: Task, item: Evidence, own: Sequence[CitedSentence]) -> bool:
        offered = {other.n: other.offered for other in task.evidence}
        told = [  # each as it was asked about: what its evidence says where that speaks, two sentences told together
            " ".join(dict.fromkeys(offered[numbers[0]] if one.stands_in else one.text for one in several))
            for numbers, several in groupby(own, key=lambda one: one.citations)
        ]
        return task.pertinence.better(item, told)

    def _redrafted(self, task: Task, item: Evidence, again: "Again") -> CitedSentence | None:
        """Return one sentence drafted from one piece of evidence alone, which answers, if that says it."""
        messages = self._prompts.redraft(task.question, item, task.language)
        shape = Shape(1, self._prompts.opening(task.language))
        with closing(again.chat.stream(messages, SENTENCE_TOKENS, shape)) as pieces:
            text = next((part for part in _drafted(pieces, task.language, 1) if isinstance(part, str)), "")
        if not text:
            return None
        verdict = again.support.check(text, task.language, strict=True)
        # What was drafted to answer from evidence that answers, and says what that says, stands unless it lost that.
        place = task.place(verdict, text, surely=lambda: item in verdict.evidence)
        return task.said(verdict, text) if place == "own" else None


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


def _told_already(task: Task, item: Evidence, own: Sequence[CitedSentence]) -> bool:
    """Tell whether evidence would add little to what is told, so that nothing need be asked of it."""
    one = standing(item, task.language)
    return one is not None and adding(one, own, task.language) is None


def _repeats(one: CitedSentence, own: Sequence[CitedSentence], language: Language) -> bool:
    """Tell whether nearly all words of a sentence are in one before it."""
    return any(says(said.text, one.text, language) for said in own)


def _unsaid(failed: Sequence[Verdict], own: Sequence[CitedSentence]) -> list[Evidence]:
    """Return the evidence nearest to each failed sentence, once, that no sentence says; none where all was far."""
    said = {n for one in own for n in one.citations}
    near = [verdict.evidence[0] for verdict in failed if verdict.evidence and verdict.reason != "far"]
    return list({item.n: item for item in near if item.n not in said}.values())
