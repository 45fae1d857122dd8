"""Evidence -> checked sentences: what the language model drafts passes the gate, sentence by sentence."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from itertools import chain

from assistant.draft import SentenceStream
from assistant.index import Index
from assistant.ports import ChatModel, Embedder, Vectors
from assistant.prompts import YES_NO, Prompts
from assistant.records import CitedSentence, Draft, Evidence, Language, Verdict
from assistant.relevance import Gate
from assistant.support import Support, Tools, checked

KNOWN = 5000  # texts whose vectors are kept
ENOUGH = 2  # sentences of its own that a written answer should have
SENTENCES = 5  # of a written answer; a small model that goes on repeats itself


class Writer:
    """Drafts answers and checks sentences against evidence, with the language model or without one."""

    def __init__(self, index: Index, embedder: Embedder, prompts: Prompts, gate: Gate) -> None:
        self._index, self._embedder, self._prompts, self._gate = index, embedder, prompts, gate
        self._known: dict[str, Vectors] = {}

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
        return chat.judge(self._prompts.verify(source, sentence, language), *YES_NO[language])

    def check(
        self, statement: str, language: Language, evidence: Sequence[Evidence], chat: ChatModel | None
    ) -> Verdict:
        """Tell whether evidence says a statement. Raises ChatError."""
        return self.support(evidence, chat).check(statement, language)

    def sentences(
        self, question: str, language: Language, evidence: tuple[Evidence, ...], chat: ChatModel, tokens: int
    ) -> Iterator[Draft | CitedSentence]:
        """Yield the draft as it grows and, once a sentence has ended, the sentence if evidence says it.

        Others are left out; when fewer than ENOUGH remain, the evidence nearest to them speaks for itself in the end,
        where it can be read in the answer's language. The answer ends when the model stops, repeats a sentence, or has
        written SENTENCES of them. Raises ChatError.
        """
        support = self.support(evidence, chat)
        passed: list[CitedSentence] = []
        with closing(chat.stream(self._prompts.write(question, evidence, language), tokens)) as pieces:
            for part in _drafted(pieces, language):
                if isinstance(part, Draft):
                    if support.knows_numbers(part.text, language):  # a wrong number is not shown even for a moment
                        yield part
                elif one := checked(support.check(part, language), part, language):
                    passed.append(one)
                    if not one.stands_in:
                        yield one
        yield from _missing(passed)


def _drafted(pieces: Iterator[str], language: Language) -> Iterator[Draft | str]:
    """Yield each whole sentence once, at most SENTENCES of them, and between them the one being written."""
    stream = SentenceStream(language)
    seen: set[str] = set()
    for piece in chain(pieces, (None,)):
        for sentence in stream.finish() if piece is None else stream.feed(piece):
            if sentence in seen or len(seen) == SENTENCES:
                return
            seen.add(sentence)
            yield sentence
        if stream.rest:
            yield Draft(stream.rest)


def _missing(passed: Sequence[CitedSentence]) -> Iterator[CitedSentence]:
    """Yield what stands in for failed sentences, each piece of evidence once, until there are ENOUGH sentences.

    Nothing, when no sentence is the model's own: then quotes are the honest answer.
    """
    own = [one for one in passed if not one.stands_in]
    used = {n for one in own for n in one.citations}
    count = len(own)
    for one in passed:
        if one.stands_in and 0 < count < ENOUGH and used.isdisjoint(one.citations):
            used.update(one.citations)
            count += 1
            yield one
