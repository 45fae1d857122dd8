"""Whether a sentence that evidence says may be one of an answer: surely, and in words that are not made up.

A taught model's yes is as sure of what is embroidered ("which can lead to higher yields") as of what is said, and less
so of what mixes up who and what. So half of the words must be the evidence's. Where fewer are, and the question has
others, or where the evidence is in the other language so that words tell nothing, only that model's surest yes counts:
as sure as it is of every other true statement (`Gate.surest`).
"""

from assistant import reading
from assistant.records import Language, Verdict

STRICT = 0.8  # probability that a sentence of an answer must reach: it can be drafted anew, or quoted instead
CERTAIN = 0.998  # the same in words that are not its evidence's, with a model that was not taught to judge
ECHOED = 0.6  # of its words, that evidence and question must have together then


def may_answer(verdict: Verdict, sentence: str, language: Language, question: str, over: float | None = None) -> bool:
    """Tell whether a sentence that a verdict supports may be one of an answer to a question.

    `over` is how far the yes of a model that was taught to judge is above `Gate.surest` (log-odds), None of another's.
    """
    part = reading.worded(verdict.evidence, sentence, language)
    if verdict.confidence < STRICT or (part is not None and part >= reading.SHARED):
        return verdict.confidence >= STRICT
    if over is None:
        return part is None or verdict.confidence >= CERTAIN
    both = reading.worded(verdict.evidence, sentence, language, question)
    return over >= 0 and (part is None or both is None or (part > 0 and both >= ECHOED))
