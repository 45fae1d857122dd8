"""One decision: does the corpus answer this question? From what retrieval found and what the model judged."""

import json
import math
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from assistant.errors import SettingsError
from assistant.orders import gives_orders
from assistant.records import Found

_OWN = ("telling", "doubt", "again")  # floors of a model that was taught to judge
_BOUNDS = ("surest", "whole", "close", "confirmed")
_JUDGED = ("judged", "statements", *_BOUNDS)  # of the gate, what rests on a model's judgement
RETRIEVED = ("margin", "unknown", "unmet", "elsewhere")  # features that need no language model
FORESEEN = "foreseen"  # one that only what editors have foreseen gives


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

    def says(self, features: dict[str, float]) -> bool:
        """Tell what is decided. Raises KeyError for a feature that is not given."""
        return self.probability(features) >= self.threshold


@dataclass(frozen=True, slots=True)
class Gate:
    """The decision whether evidence says what a sentence says."""

    alone: Calibration  # without a language model
    judged: Calibration  # with the model's judgement
    floor: float  # probability, without the model, under which the evidence is far
    statements: Calibration | None = None  # on a visitor's, by the judgement alone of a model that was taught to judge
    surest: float | None = None  # log-odds that its yes to every other true statement reaches
    whole: float | None = None  # log-odds from which its yes to a passage read whole lets a statement stand
    close: float | None = None  # log-odds that its yes to what is said has at least where it reads closely
    confirmed: float | None = None  # log-odds from which, after a no, its yes to what it reads closely undoes that


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The decisions where editors have listed what they expect to be asked of the passages that are near."""

    quoted: Calibration
    written: Calibration | None = None  # None with a model for which it was not fitted


@dataclass(frozen=True, slots=True)
class Relevance:
    """The decisions in force, each fitted on the evaluation sets' development halves."""

    quoted: Calibration
    written: Calibration
    open_floor: float  # probability, by the margin alone, under which the language model is not even asked
    gate: Gate
    related_floor: float  # cosine over which a related question is close
    telling: float | None = None  # log-odds from which a taught model's yes to one sentence hardly ever errs
    doubt: float | None = None  # log-odds from which its no to excerpts is doubted; always, where that is not known
    again: float | None = None  # log-odds from which its yes to a passage undoes that no; any yes, where not given
    foreseen: Foreseen | None = None

    def may_answer(self, found: Found, *, judged: bool) -> bool:
        """Tell from retrieval alone whether to go on; `judged` when a language model will judge as well."""
        if not found.hits:
            return False
        told = features(found)
        return self.opens(told) if judged else self.quotes(told)

    def opens(self, told: dict[str, float]) -> bool:
        """Tell from a question's features whether the language model is asked; it weighs what else speaks against.

        It is not asked of a message that gives orders: it tends to obey, and say yes.
        """
        near = by_margin(self.quoted, told) >= self.open_floor
        return not told.get("orders") and (near or self.quotes(told))

    def quotes(self, told: dict[str, float]) -> bool:
        """Tell from a question's features, without a language model, whether the corpus answers."""
        known = self.foreseen if FORESEEN in told else None
        return not told.get("orders") and (known.quoted if known else self.quoted).says(told)

    def writes(self, told: dict[str, float]) -> bool:
        """Tell the same from features with a model's judgement among them."""
        known = self.foreseen.written if self.foreseen and FORESEEN in told else None
        return (known or self.written).says(told)

    def hopes(self, told: dict[str, float]) -> bool:
        """Tell whether a question's features say yes by themselves: the decision's, beside a model that cannot tell."""
        return self.writes({**told, "judgement": 0.0})

    def as_dict(self) -> dict[str, Any]:
        """Return what `load` reads."""
        floors: dict[str, float] = {"open_floor": self.open_floor, "related_floor": self.related_floor}
        own = {name: getattr(self, name) for name in _OWN}
        floors |= {name: floor for name, floor in own.items() if floor is not None}
        decisions = {"quoted": asdict(self.quoted), "written": asdict(self.written), "gate": asdict(self.gate)}
        foreseen = {"foreseen": asdict(self.foreseen)} if self.foreseen else {}
        return {**decisions, **foreseen, "floors": floors}

    def doubts(self, judgement: float) -> bool:
        """Tell whether a model's no to excerpts (its probability of yes) may be mistaken."""
        return self.doubt is None or judgement_feature(judgement)["judgement"] >= self.doubt

    def rereads(self, found: Found, judgement: float) -> bool:
        """Tell whether near passages are read whole after a no: it may be mistaken, or all else says yes."""
        return self.doubts(judgement) or self.hopes(features(found))

    def unsure(self, judgement: float) -> bool:
        """Tell whether a model's yes (its probability) may be mistaken, where is known from when it hardly ever is."""
        return self.telling is not None and judgement_feature(judgement)["judgement"] < self.telling

    def undoes(self, judgement: float) -> bool:
        """Tell whether a model's yes to a passage (its probability) is sure enough after a no to excerpts."""
        return judgement_feature(judgement)["judgement"] >= (self.again or 0.0)

    def answers(self, found: Found, judgement: float) -> bool:
        """Tell from retrieval and the model's judgement (probability of yes) whether the excerpts answer.

        After a no that is not doubted they do not, whatever was found: a question may have a form that is foreseen.
        """
        return self.doubts(judgement) and self.writes({**features(found), **judgement_feature(judgement)})


def features(found: Found) -> dict[str, float]:
    """Return what retrieval alone says, by name: comparable between questions, encoders and corpora."""
    lacks = {"unknown": float(bool(found.unknown)), "unmet": found.unmet, "elsewhere": found.elsewhere}
    foreseen = {} if found.foreseen is None else {FORESEEN: found.foreseen}
    return {"margin": found.margin, **foreseen, **lacks, "orders": float(gives_orders(found.question))}


def by_margin(decision: Calibration, told: dict[str, float]) -> float:
    """Return the probability of a decision from retrieval where nothing but the margin speaks for or against."""
    return decision.probability({**dict.fromkeys(RETRIEVED, 0.0), "margin": told["margin"]})


def judgement_feature(judgement: float) -> dict[str, float]:
    """Return the model's probability of yes as log-odds, by name."""
    bounded = min(max(judgement, 1e-6), 1 - 1e-6)
    return {"judgement": math.log(bounded / (1 - bounded))}


def load(path: Path, *, taught: bool = False, by: str = "") -> Relevance:
    """Read the decisions that ship with the program, and over them those fitted here. Raises SettingsError.

    A model that was `taught` to judge is trusted in another way than one that was only told to, so that of what was
    fitted with the one, only what needs no model holds with the other. `by` names what taught it: another adapter makes
    another model.
    """
    remedy = "Delete it, or fit it again: assistant eval --calibrate."
    shipped = json.loads((resources.files("assistant") / "calibration.json").read_text(encoding="utf-8"))
    own = shipped.pop("taught")
    if taught:
        decides = {**shipped["gate"], **{name: own[name] for name in _JUDGED}}
        foreseen = {**shipped["foreseen"], "written": own["foreseen"]}
        shipped = {**shipped, "written": own["written"], "foreseen": foreseen, "gate": decides}
        shipped["floors"] = {**shipped["floors"], **{name: own[name] for name in ("open_floor", *_OWN)}}
    try:
        fitted = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        fitted = {}
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{path} cannot be read.", remedy) from None
    except ValueError:
        raise SettingsError(f"{path} does not hold a calibration.", remedy) from None
    try:
        if fitted and (fitted.get("taught") or False) != (by or taught):
            fitted = _of_another(fitted, shipped)
        if "quoted" in fitted:  # by itself, or with what was foreseen: never with what was fitted elsewhere
            shipped["foreseen"] = None
        raw = {**shipped, **fitted, "floors": {**shipped["floors"], **fitted.get("floors", {})}}
        parts = {**shipped["gate"], **raw["gate"]}
        alone, judged = (_decision(parts[name]) for name in ("alone", "judged"))
        bounds = {name: float(parts[name]) for name in _BOUNDS} if taught else {}
        statements = _decision(parts["statements"]) if taught else None
        gate = Gate(alone, judged, float(parts["floor"]), statements, **bounds)
        named = ("open_floor", "related_floor", *(name for name in _OWN if name in raw["floors"]))
        floors = {name: float(raw["floors"][name]) for name in named}
        quoted, written, known = _decision(raw["quoted"]), _decision(raw["written"]), _foreseen(raw["foreseen"])
        return Relevance(quoted, written, gate=gate, foreseen=known, **floors)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise SettingsError(f"{path} does not hold a calibration.", remedy) from None


def _decision(raw: dict[str, Any]) -> Calibration:
    """Read a decision. Raises KeyError, TypeError, ValueError and AttributeError for what is none."""
    weights = {str(name): float(weight) for name, weight in raw["weights"].items()}
    return Calibration(weights, float(raw["bias"]), float(raw["threshold"]))


def _foreseen(raw: dict[str, Any] | None) -> Foreseen | None:
    """Read the decisions on what was foreseen, where there are some. Raises the same."""
    if raw is None:
        return None
    return Foreseen(_decision(raw["quoted"]), None if raw["written"] is None else _decision(raw["written"]))


def _of_another(fitted: dict[str, Any], shipped: dict[str, Any]) -> dict[str, Any]:
    """Return, of what was fitted with another kind of model, what needs none."""
    told = {"quoted": fitted["quoted"]} if "quoted" in fitted else {}
    if fitted.get("foreseen"):
        told["foreseen"] = {**fitted["foreseen"], "written": shipped["foreseen"]["written"]}
    if "gate" in fitted:
        own = {name: shipped["gate"][name] for name in _JUDGED if name in shipped["gate"]}
        told["gate"] = {**fitted["gate"], **own}
    floors = {name: value for name, value in fitted.get("floors", {}).items() if name not in ("open_floor", *_OWN)}
    return {**told, "floors": floors}
