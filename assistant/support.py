"""Which evidence says what a sentence says: the gate that every sentence passes, be it an answer's or a visitor's.

Nearness of meaning, exact checks of numbers, names and denials, and the language model's own yes or no are weighed by
one fitted decision. On a visitor's statement, the yes or no of a model that was taught to judge decides alone: other
people's words are not as near to the corpus as those that a decision is fitted on. Never let through are a number that
the evidence neither has nor bears out, a goal's number for what has another one there, a term of the glossary in the
place of one like it, and who does and who undergoes in each other's place.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

import numpy as np

from assistant import checks, reading
from assistant.glossary import into
from assistant.language import other
from assistant.neutral import LanguageMap
from assistant.plainer import plainer
from assistant.ports import Embedder, Vectors
from assistant.records import Evidence, Language, Reason, Term, Verdict
from assistant.relevance import Calibration, Gate, judgement_feature
from assistant.strict import may_answer
from assistant.weighing import Weighed, lacking, swapped_terms, weigh

_Group = tuple[tuple[Evidence, ...], float]  # evidence to be tried together, and its cosine
_NONE: Mapping[str, float] = MappingProxyType({})
Judge = Callable[[str, str, Language], float]  # (source, sentence, its language) -> probability that it says the same
WORDED = 0.5  # of shared words beside the cosine, where evidence is sought; `assistant eval --gate` shows what it gives
PLACED = 1.0  # of its passage's part of the best score beside them, where evidence for a statement is sought; the same
_BETTER = operator.attrgetter("supported", "confidence")
SURE = 0.95  # below it, another piece of evidence may say a sentence better, unless a taught model is surest


@dataclass(frozen=True, slots=True)
class Tools:
    """What the gate works with; `judge` is None without a language model."""

    embedder: Embedder
    map: LanguageMap
    terms: Sequence[Term]
    gate: Gate
    judge: Judge | None
    known: dict[str, Vectors] = field(default_factory=dict)  # of texts embedded before, as the embedder gave them
    closely: Judge | None = None  # by one that was taught to read closely as well


class Support:
    """Finds, for sentences of one answer, the evidence behind each."""

    def __init__(
        self, tools: Tools, evidence: Sequence[Evidence], question: str = "", places: Mapping[str, float] = _NONE
    ) -> None:
        self._tools, self._question = tools, question
        self._places = places  # by id, the passages' part of the best one's score for the statement they were found for
        self._evidence = {item.n: item for item in evidence}
        self._parts = [(item.n, text, language) for item in evidence for text, language in reading.parts(item)]
        self._vectors: Vectors | None = None
        self._asked: dict[tuple[str, str], float] = {}  # the model's judgement by source and sentence

    def check(self, sentence: str, language: Language, *, strict: bool = False) -> Verdict:
        """Tell whether one piece of evidence, or two where the first lacks a number or a name, say what it says.

        What is far from its evidence is not put to a language model, but for a statement to one that was taught to
        judge, which also reads the sentences around. With `strict`, as an answer's sentences need it, a model's yes
        must be surer, and evidence in the sentence's language have half of its words, or it be surest (`strict.py`).
        """
        verbatim = next((item for item in self._evidence.values() if reading.copied(sentence, item)), None)
        if verbatim:
            return Verdict(True, 1.0, (verbatim,), "verbatim")
        if self._tools.gate.statements and self._tools.judge is not None and not strict:
            return self._by_judgement(sentence, language)
        verdicts = []
        groups, instead = self._groups(sentence, language)
        for group in groups:
            verdict = self._verdict(sentence, language, group)
            verdicts.append(verdict)
            if verdict.supported or not verdict.lacking:
                break  # two sources at once persuade a model too easily: only for a number or a name of the second
        best = max(verdicts, key=_BETTER, default=Verdict(False, 0.0, (), "far"))
        if not best.supported or self._tools.judge is None:
            return best
        over = self._over(best, sentence, language)
        if instead and best.confidence < SURE and not (over is not None and over >= 0):
            best = max(best, self._verdict(sentence, language, instead), key=_BETTER)
            over = self._over(best, sentence, language)
        if strict and not may_answer(best, sentence, language, self._question, over):
            return replace(best, supported=False, reason="different")
        return best

    def _over(self, verdict: Verdict, sentence: str, language: Language) -> float | None:
        """Return how far a taught model's yes is above `Gate.surest` (log-odds); None of one that was not taught."""
        surest = self._tools.gate.surest
        return None if surest is None else self._judged(sentence, language, verdict.evidence)["judgement"] - surest

    def _by_judgement(self, sentence: str, language: Language) -> Verdict:
        """Decide by what a model says that was taught to judge, however far the evidence is.

        What a piece of evidence says without the sentences around it is cited without them. What no piece says is told
        of the nearest.
        """
        decision = self._tools.gate.statements
        verdicts: list[Verdict] = []
        for group in self._tried(sentence, language):
            verdict = self._verdict(sentence, language, _around(group), decision)
            if verdict.reason == "turned" or (verdict.supported and _around(group) != group):
                alone = self._verdict(sentence, language, group, decision)
                verdict = alone if alone.supported or not verdict.supported else verdict
            if verdict.supported:
                return verdict
            verdicts.append(replace(verdict, evidence=group[0]))
        return verdicts[0] if verdicts else Verdict(False, 0.0, (), "far")

    def _tried(self, sentence: str, language: Language) -> list[_Group]:
        """Return the evidence to be tried in its context: the nearest, the next too where that is not near.

        Beside the next, a model says yes to the reverse of what the nearest says. The two come together for a number
        or a name that one of them lacks.
        """
        groups, instead = self._groups(sentence, language, self._places)
        if not groups or instead is None:
            return groups
        weighed = self._weigh(sentence, language, *_around(groups[0]))
        near = self._tools.gate.alone.says(weighed.features)
        together = groups[1:] if weighed.numbers or weighed.names else []
        return [groups[0], *([] if near else [instead]), *together]

    def log_odds(self, sentence: str, language: Language) -> float | None:
        """Return the log-odds of yes that decide on a statement; None where there is nothing to ask about."""
        judged = []
        for group in self._tried(sentence, language):
            whole = self.odds(_around(group)[0], sentence, language)
            judged.append(self.odds(group[0], sentence, language) if whole is None else whole)
        return max((one for one in judged if one is not None), default=None)

    def odds(self, pieces: tuple[Evidence, ...], sentence: str, language: Language) -> float | None:
        """Return the log-odds of yes to such pieces together; None where there is nothing to ask about."""
        barred = self._weigh(sentence, language, pieces, 0.0).barred
        return None if barred else self._judged(sentence, language, pieces).get("judgement")

    def knows_numbers(self, text: str, language: Language) -> bool:
        """Tell whether some evidence has each number of a text, be it only begun."""
        return checks.numbers(text, language) <= reading.numbers(tuple(self._evidence.values()))

    def seen(self, sentence: str, language: Language) -> dict[str, float]:
        """Return the features of a sentence and its nearest evidence, the model's judgement included, by name."""
        group, cosine = next(iter(self._groups(sentence, language)[0]), ((), -1.0))
        weighed = self._weigh(sentence, language, group, cosine)
        return {**weighed.features, **self._judged(sentence, language, group)}

    def first(self, sentence: str, language: Language) -> Evidence | None:
        """Return the evidence that a statement is tried beside first."""
        places = self._places if self._tools.gate.statements and self._tools.judge is not None else _NONE
        groups, _ = self._groups(sentence, language, places)
        return groups[0][0][0] if groups else None

    def says(self, piece: Evidence, statement: str, language: Language) -> Verdict | None:
        """Return the verdict of a model taught to judge, where that says yes to one piece."""
        decision = self._tools.gate.statements if self._tools.judge is not None else None
        verdict = self._verdict(statement, language, ((piece,), 0.0), decision) if decision else None
        return verdict if verdict is not None and verdict.supported else None

    def bound(self, name: Literal["whole", "close", "confirmed"]) -> float | None:
        """Return a bound of the gate (`Gate`), None where it is not known or no model judges."""
        return getattr(self._tools.gate, name) if self._tools.judge is not None else None

    def nearest(self, sentence: str, language: Language, most: int | None = None) -> list[tuple[Evidence, float]]:
        """Return the evidence nearest to a sentence by cosine alone, nearest first, with it."""
        near = self._near(sentence, language) if self._parts else {}
        return [(self._evidence[n], near[n]) for n in sorted(near, key=lambda n: -near[n])[:most]]

    def _groups(
        self, sentence: str, language: Language, places: Mapping[str, float] = _NONE
    ) -> tuple[list[_Group], _Group | None]:
        """Return the evidence to try, with its cosine: the nearest, then that and the next together; and the next."""
        near = self._near(sentence, language) if self._parts else {}
        wanted = checks.numbers(sentence, language)
        shared = {n: len(wanted - lacking(sentence, language, (self._evidence[n],))) for n in near}
        worded = self._worded(sentence, language)
        placed = {n: PLACED * places.get(self._evidence[n].passage.id, 0.0) for n in near}
        swapped = {
            n: bool(swapped_terms(sentence, language, _around(((self._evidence[n],), 0.0))[0], self._tools.terms))
            for n in near
        }
        ranked = sorted(near, key=lambda n: (swapped[n], -shared[n], -near[n] - WORDED * worded[n] - placed[n]))

        def group(numbers: list[int]) -> _Group:
            return tuple(self._evidence[n] for n in numbers), near[numbers[0]]

        groups = [group(ranked[:count]) for count in (1, 2) if count <= len(ranked)]
        return groups, group(ranked[1:2]) if len(ranked) > 1 else None

    def _worded(self, sentence: str, language: Language) -> dict[int, float]:
        """Return the part of the sentence's words that each piece of evidence has, 0..1.

        What cannot be read in the sentence's language counts as the best that can.
        """
        own = reading.content(sentence, language)
        parts: dict[int, float] = {}
        for n, item in self._evidence.items():
            told = [text for text, side in reading.sides(item) if side == language]
            if told:
                parts[n] = len(own & reading.content(" ".join(told), language)) / max(1, len(own))
        return dict.fromkeys(self._evidence, max(parts.values(), default=0.0)) | parts

    def _weigh(self, sentence: str, language: Language, group: tuple[Evidence, ...], cosine: float) -> Weighed:
        return weigh(sentence, language, group, cosine, self._tools.terms, self._vector)

    def _verdict(
        self, sentence: str, language: Language, group: _Group, anywhere: Calibration | None = None
    ) -> Verdict:
        """Decide on a sentence beside some evidence, by a decision of its own where that may be `anywhere`, far too."""
        gate = self._tools.gate
        decision = anywhere or gate.judged
        weighed = self._weigh(sentence, language, *group)
        alone = gate.alone.probability(weighed.features)
        if weighed.numbers:
            return Verdict(False, 0.0, weighed.evidence, "number", weighed.numbers)
        if weighed.terms:
            return Verdict(False, 0.0, weighed.evidence, "name", weighed.terms)
        if weighed.turned:
            return Verdict(False, 0.0, weighed.evidence, "turned")
        if weighed.longer or weighed.misplaced:
            return Verdict(False, 0.0, weighed.evidence, "different")
        if self._tools.judge is None:
            return _decided(alone >= gate.alone.threshold, alone, weighed)
        far = alone < gate.floor
        if far and not anywhere:
            return Verdict(False, round(alone, 4), weighed.evidence, "far")
        judged = self._judged(sentence, language, weighed.evidence)
        probability = decision.probability({**weighed.features, **judged})
        if far and probability < decision.threshold:
            return Verdict(False, round(probability, 4), weighed.evidence, "far")
        return _decided(probability >= decision.threshold, probability, weighed)

    def closely(self, statement: str, language: Language, group: tuple[Evidence, ...]) -> float | None:
        """Return the log-odds of yes of the model that reads closely; None without one. Raises ChatError."""
        ask = self._tools.closely
        return judgement_feature(ask(*self._put(statement, language, group), language))["judgement"] if ask else None

    def _judged(self, sentence: str, language: Language, group: Sequence[Evidence]) -> dict[str, float]:
        if self._tools.judge is None or not group:
            return {}
        source, said = self._put(sentence, language, group)
        if (source, said) not in self._asked:
            self._asked[source, said] = self._tools.judge(source, said, language)
        return judgement_feature(self._asked[source, said])

    def _put(self, sentence: str, language: Language, group: Sequence[Evidence]) -> tuple[str, str]:
        """Return evidence and a sentence as the model is given them."""
        source = " ".join(dict.fromkeys(item.offered for item in group))
        said = into(sentence, other(language), language, self._tools.terms)  # a visitor may write the other's acronyms
        return source, plainer(checks.in_digits(said, language, source), language)

    def _near(self, sentence: str, language: Language) -> dict[int, float]:
        """Return the cosine of a sentence and each piece of evidence: its quote, or the quote's nearest sentence."""
        cosines = (self._told() @ self._vector([sentence], [language])[0]).tolist()
        near: dict[int, float] = {}
        for (n, _, _), cosine in zip(self._parts, cosines, strict=True):
            near[n] = max(cosine, near.get(n, cosine))
        return near

    def _told(self) -> Vectors:
        """Return the vector of each part of the evidence."""
        if self._vectors is None:
            self._vectors = self._vector([text for _, text, _ in self._parts], [part[2] for part in self._parts])
        return self._vectors

    def _vector(self, texts: list[str], languages: list[Language]) -> Vectors:
        known = self._tools.known
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known.update(zip(new, self._tools.embedder.documents(new), strict=True))
        return self._tools.map.document_vectors(np.stack([known[text] for text in texts]), languages)


def _around(group: _Group) -> _Group:
    """Return one piece of evidence with the sentences around it; two to be tried together as they are."""
    (first, *more), cosine = group
    return group if more else ((first.around or first,), cosine)


def _decided(supported: bool, probability: float, weighed: Weighed) -> Verdict:
    reason: Reason = "substance" if supported else "name" if weighed.names else "different"
    lacking = weighed.names if reason == "name" else ()
    return Verdict(supported, round(probability, 4), weighed.evidence, reason, lacking)
