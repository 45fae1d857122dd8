"""One decision: does the corpus answer this question? From what retrieval found and what the model judged."""

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib import resources

from assistant.records import Found


@dataclass(frozen=True, slots=True)
class Calibration:
    """A fitted logistic decision and the floors that go with it; `weights` name features of `features`."""

    weights: dict[str, float]
    bias: float
    threshold: float

    def probability(self, features: dict[str, float]) -> float:
        """Return 0..1. Raises KeyError for a feature that is not given."""
        total = self.bias + sum(weight * features[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@dataclass(frozen=True, slots=True)
class Relevance:
    """The decisions in force, each fitted on the evaluation set's development half."""

    quoted: Calibration
    written: Calibration
    open_floor: float  # retrieval probability under which the language model is not even asked
    support_floor: float  # cosine under which evidence does not support a sentence
    related_floor: float  # cosine over which a related question is close

    def may_answer(self, found: Found, *, judged: bool) -> bool:
        """Tell from retrieval alone whether to go on; `judged` when a language model will judge as well."""
        if not found.hits:
            return False
        probability = self.quoted.probability(features(found))
        return probability >= (self.open_floor if judged else self.quoted.threshold)

    def answers(self, found: Found, judgement: float) -> bool:
        """Tell from retrieval and the model's judgement (probability of yes) whether the excerpts answer."""
        bounded = min(max(judgement, 1e-6), 1 - 1e-6)
        every = {**features(found), "judgement": math.log(bounded / (1 - bounded))}
        return self.written.probability(every) >= self.written.threshold


def features(found: Found) -> dict[str, float]:
    """Return what retrieval alone says, by name: all are comparable between questions."""
    top = found.hits[0]
    return {"cosine": top.cosine, "chunk": top.chunk_cosine, "score": top.score}


@cache
def load() -> Relevance:
    """Read the fitted decisions that ship with the program."""
    raw = json.loads((resources.files("assistant") / "calibration.json").read_text(encoding="utf-8"))
    return Relevance(Calibration(**raw["quoted"]), Calibration(**raw["written"]), **raw["floors"])
