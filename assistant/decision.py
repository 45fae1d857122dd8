"""Whether the corpus answers: the model's yes to the nearest sentences or, before a refusal, to the nearest passages.

A sentence alone may hide what its passage tells: "When shelling began, the museums that saved most were those which had
rehearsed." What a question has no word for stands beside it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.errors import ChatError
from assistant.evidence import near, whole
from assistant.ports import ChatModel
from assistant.prompts import YES_NO, Prompts
from assistant.records import Evidence, Found, Term
from assistant.relevance import Relevance

READ = 3  # passages, at most, that are read whole
YES = 0.5  # probability from which the model says yes to one of them
Yes = Callable[[float], bool]


@dataclass(frozen=True, slots=True)
class Decided:
    """Whether excerpts answer, what of them an answer may rest on, and the model's yes to that (0..1)."""

    answers: bool
    evidence: tuple[Evidence, ...]
    judgement: float
    first: float  # its yes to what was read first


@dataclass(frozen=True, slots=True)
class Decision:
    """Asks a model of excerpts as they come and, before its no refuses what may be answered, of whole passages."""

    prompts: Prompts
    chat: ChatModel
    relevance: Relevance
    terms: Sequence[Term] = ()

    def of(self, found: Found, evidence: tuple[Evidence, ...], *, reread: bool = True) -> Decided:
        """Decide on evidence and, where it does not answer, on each near passage (`reread`).

        The yes to a passage must then be surer (`Relevance.again`): a model says a little yes to what asks for its
        orders. Raises ChatError where the model does not judge the evidence.
        """
        first = self._judged(found, evidence)
        if self.relevance.answers(found, first):
            return Decided(True, evidence, first, first)
        again = reread and self.relevance.rereads(found, first)
        passage = self.whole(found, evidence, self.relevance.undoes) if again else None
        return replace(passage, first=first) if passage else Decided(False, evidence, first, first)

    def whole(self, found: Found, evidence: Sequence[Evidence], yes: Yes = lambda one: one >= YES) -> Decided | None:
        """Return the first near passage, other than this evidence, that answers as a whole; None where none does.

        `yes` tells from what probability the model says yes to it. None as well where the model fails.
        """
        read = self.read(found, evidence)
        return next((one for one in read if one.answers and yes(one.judgement)), None)

    def read(self, found: Found, evidence: Sequence[Evidence]) -> Iterator[Decided]:
        """Yield what the model says of each near passage as a whole, other than this evidence, until it fails."""
        best = {item.passage.id for item in near(found, evidence)}
        for hit in [hit for hit in found.hits if hit.passage.id in best][:READ]:
            passage = whole(found, hit, self.terms)
            if passage == tuple(evidence):  # it has been read
                continue
            try:
                judgement = self._judged(found, passage)
            except ChatError:
                return
            yield Decided(self.relevance.answers(found, judgement), passage, judgement, judgement)

    def _judged(self, found: Found, evidence: tuple[Evidence, ...]) -> float:
        return self.chat.judge(self.prompts.judge(found.question, evidence, found.language), *YES_NO[found.language])
