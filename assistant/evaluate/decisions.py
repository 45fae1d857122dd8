"""The decision to answer or refuse, measured question by question, and fitted on the development half."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.decision import Decision
from assistant.errors import CorpusError
from assistant.evaluate.items import Item
from assistant.evidence import near
from assistant.ports import ChatModel, Progress
from assistant.prompts import YES_NO, Prompts
from assistant.records import Evidence, Found, Term
from assistant.relevance import Calibration, Relevance, features, judgement_feature

KEPT = 0.95  # share of answerable development questions that a fitted decision keeps; of others, it keeps fewer
ALL = 1.0  # share over the floor under which the language model is not even asked: it cannot keep what it never sees
SURE = 0.95  # share of what is right among all to which a model's yes is sure
DOUBTED = 0.97  # share of answerable questions to which a model's no, if it says no, is doubted
FEWEST = 20  # pieces of evidence that such a share is told from
FEW = 5  # passages read whole after a no, the same: there are not many
PENALTY = 1.0  # of the logistic fit, on standardised features

Choose = Callable[[Found], tuple[Evidence, ...]]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the decision sees of a question: its features by name, with the model's judgement when there is one."""

    item: Item
    features: dict[str, float]
    alone: tuple[tuple[float, bool], ...] = ()  # of each near piece of evidence, whether it answers by itself (log-odds
    # of yes), and whether it is of a passage that the question accepts
    again: float | None = None  # log-odds of the surest yes to a passage read whole after a no; None where none was
    fewer: Mapping[str, float] | None = None  # its features where editors expect fewer questions; None where not asked


@dataclass(frozen=True, slots=True)
class Observer:
    """Asks of questions what the decision rests on.

    For `fitting`, the model judges the evidence of the development half's answerable ones piece by piece as well, and
    reads every passage that an answer may read after a no, where an answer stops at the first that is sure enough.
    """

    prompts: Prompts
    chat: ChatModel | None
    choose: Choose
    relevance: Relevance
    terms: Sequence[Term] = ()
    fitting: bool = False

    def observe(self, items: Sequence[Item], found: Sequence[Found], progress: Progress) -> list[Seen]:
        """Return what is seen of each question; the model, when one is given, judges its evidence."""
        seen = []
        for done, (item, one) in enumerate(zip(items, found, strict=True), 1):
            values = features(one)
            if self.chat is None:
                seen.append(Seen(item, values))
                continue
            evidence = self.choose(one)
            opened = self.relevance.opens(values)
            decision = Decision(self.prompts, self.chat, self.relevance, self.terms)
            decided = decision.of(one, evidence, reread=opened and not self.fitting)
            read = [decided] if decided.answers and decided.evidence != evidence else []
            if self.fitting and opened and not decided.answers and self.relevance.rereads(one, decided.first):
                read = list(decision.read(one, evidence))
            again = max((judgement_feature(passage.judgement)["judgement"] for passage in read), default=None)
            fitted_on = self.fitting and item.answerable and item.split == "development"
            alone = [
                (self._odds(self.chat, one, piece), piece.passage.id in item.accepted)
                for piece in (near(one, evidence) if fitted_on else ())
            ]
            seen.append(Seen(item, values | judgement_feature(decided.first), tuple(alone), again))
            progress("judging", done, len(items))
        return seen

    def _odds(self, chat: ChatModel, found: Found, piece: Evidence) -> float:
        messages = self.prompts.judge_one(found.question, piece.offered, found.language)
        return judgement_feature(chat.judge(messages, *YES_NO[found.language]))["judgement"]


def doubt(seen: Sequence[Seen]) -> float:
    """Return the log-odds of yes to excerpts that nearly all questions reach which are answered (DOUBTED).

    They lie halfway to the surest of the others.
    """
    judged = sorted(one.features["judgement"] for one in seen if one.item.answerable)
    place = math.floor((1 - DOUBTED) * len(judged))
    return float(np.mean(judged[max(0, place - 1) : place + 1]))


def telling(seen: Sequence[Seen]) -> float | None:
    """Return the least log-odds of yes from which evidence is nearly always of accepted passages.

    That is SURE of all that is judged so high by itself; None where there is too little of it to tell.
    """
    return sure_from([pair for one in seen for pair in one.alone], FEWEST)


def undoing(seen: Sequence[Seen], relevance: Relevance) -> float | None:
    """Return the log-odds from which a yes to a passage, after a no to excerpts, is nearly always a question's answer.

    That is SURE of the questions that this decision refuses by their excerpts; None where there are too few.
    """
    opened = [one for one in seen if relevance.opens(one.features)]
    asked = [one for one in opened if _doubted(one, relevance) or relevance.hopes(one.features)]
    refused = [one for one in asked if not (_doubted(one, relevance) and _by_excerpts(one, relevance))]
    read = [(one.again, one.item.answerable) for one in refused if one.again is not None and _by_whole(one, relevance)]
    return sure_from(read, FEW)


def answered(one: Seen, relevance: Relevance) -> bool:
    """Tell whether a decision answers a question of which the model was asked."""
    whole = one.again is not None and one.again >= (relevance.again or 0.0) and _by_whole(one, relevance)
    doubted = _doubted(one, relevance)
    answers = (doubted and _by_excerpts(one, relevance)) or (whole and (doubted or relevance.hopes(one.features)))
    return relevance.opens(one.features) and answers


def _doubted(one: Seen, relevance: Relevance) -> bool:
    return relevance.doubt is None or one.features["judgement"] >= relevance.doubt


def _by_excerpts(one: Seen, relevance: Relevance) -> bool:
    return relevance.writes(one.features)


def _by_whole(one: Seen, relevance: Relevance) -> bool:
    return relevance.writes({**one.features, "judgement": one.again or 0.0})


def sure_from(judged: Sequence[tuple[float, bool]], fewest: int) -> float | None:
    """Return the least log-odds of yes from which SURE of what is judged is right; None for fewer than `fewest`.

    It lies halfway to the next that is not as sure.
    """
    every = sorted(judged, reverse=True)
    right = np.cumsum([good for _, good in every])
    ends = [n for n in range(1, len(every) + 1) if n == len(every) or every[n][0] < every[n - 1][0]]  # of those as sure
    sure = max((n for n in ends if n >= fewest and right[n - 1] >= SURE * n), default=0)
    return sum(one for one, _ in every[sure - 1 : sure + 1]) / len(every[sure - 1 : sure + 1]) if sure else None


def mean(decisions: Sequence[Calibration]) -> Calibration:
    """Return the decision that lies in the middle of several over the same features, in log-odds.

    What all of them refuse, it refuses, and what all of them keep, it keeps.
    """
    weights = {name: float(np.mean([one.weights[name] for one in decisions])) for name in decisions[0].weights}
    odds = float(np.mean([judgement_feature(one.threshold)["judgement"] for one in decisions]))
    return Calibration(weights, float(np.mean([one.bias for one in decisions])), 1 / (1 + math.exp(-odds)))


def fit(seen: Sequence[Seen], names: Sequence[str], share: float | None = KEPT) -> Calibration:
    """Return the decision to answer over these features, its threshold as `fit_on` sets it."""
    return fit_on([one.features for one in seen], [one.item.answerable for one in seen], names, share)


def fit_on(
    rows: Sequence[Mapping[str, float]], wanted: Sequence[bool], names: Sequence[str], share: float | None
) -> Calibration:
    """Return the logistic decision over these features, its threshold keeping a share of the wanted rows.

    Without a share, the threshold keeps as large a part of the wanted rows as it leaves out of the others, and lies
    halfway from the least sure row that it keeps to the next.
    Fitted with an L2 penalty on standardised features (scikit-learn); the weights are given back in raw units. Raises
    CorpusError where all rows are wanted, or none.
    """
    if len(set(wanted)) < 2:
        raise CorpusError(
            "A decision cannot be fitted on a development half that has nothing to keep, or nothing to leave out.",
            'Add questions or statements of the other kind, with "split": "development".',
        )
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  # only when fitting

    raw = np.array([[row[name] for name in names] for row in rows])
    mean, spread = raw.mean(axis=0), np.maximum(raw.std(axis=0), 1e-9)
    model = LogisticRegression(C=PENALTY, class_weight="balanced").fit((raw - mean) / spread, np.array(wanted))
    weights = model.coef_[0] / spread
    bias = float(model.intercept_[0] - (weights * mean).sum())
    decision = Calibration(dict(zip(names, map(float, weights), strict=True)), bias, 0.5)
    found = [decision.probability(dict(row)) for row in rows]
    kept = sorted(one for one, good in zip(found, wanted, strict=True) if good)
    others = [one for one, good in zip(found, wanted, strict=True) if not good]

    def worse(threshold: float) -> float:
        return float(min(np.mean(np.array(kept) >= threshold), np.mean(np.array(others) < threshold)))

    if share is not None:
        return Calibration(decision.weights, decision.bias, kept[math.floor((1 - share) * len(kept))])
    least = max(kept, key=worse)
    return Calibration(decision.weights, decision.bias, (least + max((n for n in found if n < least), default=0.0)) / 2)


def leaving_out(
    decision: Calibration, count: int, wanted: Sequence[Mapping[str, float]], others: Sequence[Mapping[str, float]]
) -> Calibration:
    """Return a decision with a threshold that leaves out at least so many of the others, and keeps what wanted it may.

    It lies halfway from the surest row that must be left out to the least sure wanted one above it, so that it leaves
    out more where that costs none of these. Where none is above it, the decision stays as it is.
    """
    least = [0.0, *sorted(decision.probability(dict(row)) for row in others)][count]
    kept = [one for row in wanted if (one := decision.probability(dict(row))) > least]
    return replace(decision, threshold=(least + min(kept)) / 2) if kept else decision
