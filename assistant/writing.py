"""Evidence -> checked sentences: what the language model drafts passes the gate, sentence by sentence."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import chain

from assistant.draft import SentenceStream
from assistant.index import Index
from assistant.ports import ChatModel, Embedder, Vectors
from assistant.prompts import YES_NO, Prompts
from assistant.records import CitedSentence, Draft, Evidence, Language, Verdict
from assistant.relevance import Gate
from assistant.support import Support, Tools, checked

KNOWN = 5000  # texts whose vectors are kept
SENTENCES = 5  # of a written answer; a small model that goes on repeats itself


class Writer:
    """Drafts answers and checks sentences against evidence, with the language model or without one."""

    def __init__(self, index: Index, embedder: Embedder, prompts: Prompts, gate: Gate) -> None:
        self._index, self._embedder, self._prompts, self._gate = index, embedder, prompts, gate
        self._known: dict[str, Vectors] = {}

    def support(self, evidence: Sequence[Evidence], chat: ChatModel | None) -> Support:
        """Return the gate before this evidence."""

        def judge(source: str, sentence: str, language: Language) -> float:
            if chat is None:
                return 0.5
            return chat.judge(self._prompts.verify(source, sentence, language), *YES_NO[language])

        if len(self._known) > KNOWN:
            self._known = {}  # another thread may still fill the old one
        with self._index.snapshot() as snapshot:
            terms = snapshot.manifest.glossary
            tools = Tools(self._embedder, snapshot.map, terms, self._gate, judge if chat else None, self._known)
        return Support(tools, evidence)

    def check(
        self, statement: str, language: Language, evidence: Sequence[Evidence], chat: ChatModel | None
    ) -> Verdict:
        """Tell whether evidence says a statement. Raises ChatError."""
        return self.support(evidence, chat).check(statement, language)

    def sentences(
        self, question: str, language: Language, evidence: tuple[Evidence, ...], chat: ChatModel, tokens: int
    ) -> Iterator[Draft | CitedSentence]:
        """Yield the draft as it grows and, once a sentence has ended, the sentence if evidence says it.

        Where evidence does not, its own words stand in, once, when they can be read in the answer's language. The
        answer ends when the model stops, repeats a sentence, or has written SENTENCES of them. Raises ChatError.
        """
        support = self.support(evidence, chat)
        stream = SentenceStream(language)
        seen: set[str] = set()
        used: set[int] = set()
        with closing(chat.stream(self._prompts.write(question, evidence, language), tokens)) as pieces:
            for piece in chain(pieces, (None,)):
                for sentence in stream.finish() if piece is None else stream.feed(piece):
                    if sentence in seen or len(seen) == SENTENCES:
                        return
                    seen.add(sentence)
                    if passed := checked(support.check(sentence, language), sentence, language, used):
                        used.update(passed.citations)
                        yield passed
                if stream.rest:
                    yield Draft(stream.rest)
