"""Statements that the corpus makes, and such that it does not: does the gate keep the ones and catch the others?

The false ones are true paraphrases whose polarity, number or actor was changed, and inventions. Beside the gate, in the
same run: nearness of meaning alone, and an excerpt number that the language model writes, taken at its word.
"""

import math
import re
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from assistant import evidence as evidences
from assistant.evaluate.decisions import ALL, FEW, fit_on, sure_from
from assistant.evaluate.items import SPLITS
from assistant.evaluate.metrics import rate
from assistant.evaluate.statements import Statement
from assistant.language import LANGUAGES
from assistant.ports import ChatModel, Message, Progress
from assistant.records import Evidence, Language, Term, Verdict
from assistant.relevance import Gate
from assistant.retrieve import Retriever
from assistant.statement import closely, read_closely, settled, sought, surest, upheld
from assistant.support import Support
from assistant.writing import Writer

PASSAGES = 5  # in which a statement is sought
KEPT = 0.95  # share of true development statements to keep without the language model, and by similarity alone
ALONE = ("judgement",)  # what decides where a model that was taught to judge is asked
CLOSE_OF = 30  # true development statements read closely, at least, where a bound is fitted on them
CLOSE = 0.98  # share of true development statements, of those found to be said, that it says yes to closely
SUREST = 0.5  # share of true development statements that such a model's surest yes lets through
FEATURES = ("cosine", "number", "name", "denial", "french", "part")
MARKER = "the model's own marker"  # seconds a statement: so on a part of the test half
MARKED = 3  # every so many statements
_ASK: dict[Language, str] = {
    "fr": "Quel extrait dit la même chose que cette phrase : « {statement} » ? "
    "Réponds par son numéro seul, ou 0 si aucun.",
    "en": "Which excerpt says the same as this statement: “{statement}”? Answer with its number alone, or 0 for none.",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """What the gate saw of a statement, and what each way of deciding makes of it."""

    statement: Statement
    features: dict[str, float]
    verdict: Verdict
    marked: bool | None  # by the model's own excerpt number; None without a model
    similarity: float = -1.0  # cosine of the nearest evidence
    sources: tuple[str, str] = ("", "")  # the passages of the evidence tried first, and of the nearest by cosine
    judgement: float | None = None  # in log-odds, of a model that decides alone; None where it is not asked
    strict: bool = False  # whether it would do as a sentence of an answer
    whole: float | None = None  # log-odds of the surest yes to a passage read whole; None where none is read
    close: float | None = None  # log-odds of yes to what was found to say it, read closely; None where none was
    confirmed: float | None = None  # the same, the surest, of what is read after a no; None where nothing is


@dataclass(frozen=True, slots=True)
class Checker:
    """What statements are checked with."""

    retriever: Retriever
    writer: Writer
    chat: ChatModel | None
    terms: Sequence[Term] = ()  # the glossary's

    def check(self, statement: Statement, *, mark: bool) -> Checked:
        """Check one statement; with `mark` the model also names an excerpt by number."""
        found = self.retriever.find(statement.text, statement.language, PASSAGES)
        taught = self.chat is not None and self.chat.taught
        every = evidences.every(found, self.terms)
        support = self.writer.support(every, self.chat, found=found)
        seen = support.seen(statement.text, statement.language)
        said = sought(support, found, statement.text, statement.language, self.terms)
        close = closely(support, statement.text, statement.language, said)
        denied = settled(support, said, close)
        again = read_closely(support, found, denied, (statement.text, statement.language), self.terms)
        verdict, confirmed = upheld(support, denied, again), again[0] if again else None
        strict = support.check(statement.text, statement.language, strict=True).supported
        judgement = support.log_odds(statement.text, statement.language) if taught else None
        marked = self._marked(statement, support) if self.chat is not None and mark else None
        first = support.first(statement.text, statement.language)
        near = next(iter(support.nearest(statement.text, statement.language, 1)), None)
        sources = (first.passage.id if first else "", near[0].passage.id if near else "")
        whole = surest(support, found, statement.text, statement.language, self.terms)
        cosine = near[1] if near else -1.0
        return Checked(statement, seen, verdict, marked, cosine, sources, judgement, strict, whole, close, confirmed)

    def _marked(self, statement: Statement, support: Support) -> bool:
        nearest = [item for item, _ in support.nearest(statement.text, statement.language, PASSAGES)]
        ask = Message("user", f"{_listed(nearest)}\n\n{_ASK[statement.language].format(statement=statement.text)}")
        said = ""
        if self.chat is not None:
            with closing(self.chat.stream([ask], 6)) as pieces:
                said = "".join(pieces)
        return bool(int((re.findall(r"\d+", said) or ["0"])[0]))


def gate_report(
    checker: Checker, statements: Sequence[Statement], gate: Gate, progress: Progress
) -> tuple[dict[str, Any], list[Checked]]:
    """Return the report, by half and way of deciding, and what was seen of each statement."""
    checked = []
    for done, statement in enumerate(statements, 1):
        checked.append(checker.check(statement, mark=statement.split == "test" and done % MARKED == 0))
        progress("checking", done, len(statements))
    floor = _similar(checked)
    ways: dict[str, Callable[[Checked], bool]] = {
        "the gate": lambda one: one.verdict.supported,
        "similarity alone": lambda one: one.similarity >= floor,
    }
    if checker.chat is not None:
        ways["the gate without the model"] = lambda one: (
            not one.features["number"] and gate.alone.probability(one.features) >= gate.alone.threshold
        )
        ways["as strictly as in an answer"] = lambda one: one.strict
        ways[MARKER] = lambda one: bool(one.marked)
    report: dict[str, Any] = {}
    for split in SPLITS:
        half = [one for one in checked if one.statement.split == split]
        told = {name: takes for name, takes in ways.items() if split == "test" or name != MARKER}
        marked = [one for one in half if one.marked is not None]
        report[split] = {
            "statements": {name: _shares(marked if name == MARKER else half, takes) for name, takes in told.items()},
            "evidence": {
                name: _sources(half, place) for place, name in enumerate(("as it is sought", "by cosine alone"))
            },
        }
    return report, checked


def fit_gate(checked: Sequence[Checked], gate: Gate, beside: Sequence[Checked] = ()) -> Gate:
    """Return the gate fitted again on the development half; what needs a model stays as it is without one.

    Statements on other corpora, `beside`, count where a model's judgement decides alone: its yes means the same
    everywhere, while how near is near rests on the wording of a corpus.
    """
    half = [one for one in checked if one.statement.split == "development"]
    rows, wanted = [one.features for one in half], [one.statement.true for one in half]
    alone = fit_on(rows, wanted, FEATURES, KEPT)
    floor = fit_on(rows, wanted, FEATURES, ALL).threshold
    if not all("judgement" in row for row in rows):
        return replace(gate, alone=alone, floor=floor)
    judged = fit_on(rows, wanted, [*FEATURES, "judgement"], None)
    every = [one for one in (*half, *beside) if one.statement.split == "development" and one.judgement is not None]
    if not every:
        return replace(gate, alone=alone, judged=judged, floor=floor)
    yes = [{"judgement": one.judgement or 0.0} for one in every]
    statements = fit_on(yes, [one.statement.true for one in every], ALONE, None)
    true = sorted(one.judgement or 0.0 for one in every if one.statement.true)
    fitted = Gate(alone, judged, floor, statements, true[math.floor((1 - SUREST) * len(true))])
    denied = [one for one in every if not _by_judgement(one.judgement, fitted) and _by_judgement(one.whole, fitted)]
    whole = sure_from([(one.whole, one.statement.true) for one in denied if one.whole is not None], FEW)
    close = sorted(one.close for one in every if one.statement.true and one.close is not None)
    close = close if len(close) >= CLOSE_OF else []
    fitted = replace(fitted, close=close[math.floor((1 - CLOSE) * len(close))] if close else gate.close)
    fitted = replace(fitted, whole=gate.whole if whole is None else whole)
    left = [
        (one.confirmed, one.statement.true) for one in every if one.confirmed is not None and not _said(one, fitted)
    ]
    confirmed = sure_from([(odds, true) for odds, true in left if odds is not None], FEW)
    confirmed = gate.confirmed if confirmed is None else max(confirmed, fitted.close or confirmed)
    return replace(fitted, confirmed=confirmed)


def _said(one: Checked, gate: Gate) -> bool:
    """Tell whether a gate finds a statement to be said before what it denies is read closely."""
    by_whole = one.whole is not None and gate.whole is not None and one.whole >= gate.whole
    loose = one.close is not None and gate.close is not None and one.close < gate.close
    yes = _by_judgement(one.judgement, gate) or (by_whole and _by_judgement(one.whole, gate))
    return one.verdict.reason == "verbatim" or (yes and not loose)


def _by_judgement(judgement: float | None, gate: Gate) -> bool:
    """Tell whether a statement is said by these log-odds of a model that decides alone; None where it is not asked."""
    if judgement is None or gate.statements is None:
        return False
    return gate.statements.probability({"judgement": judgement}) >= gate.statements.threshold


def statements_as_fitted(checked: Sequence[Checked], gate: Gate) -> dict[str, Any]:
    """Return the report of a model that decides alone, by what was seen before this gate was fitted on it.

    A statement that this gate denies and the one before did not was sought in no passage, and counts as denied;
    one that this gate lets through and the one before did not was not read closely, and counts as said. What the one
    before let through at once was not read again, and counts as denied where this one denies it. Empty where no
    such model was asked.
    """
    if all(one.judgement is None for one in checked):
        return {}

    def said(one: Checked) -> bool:
        confirmed = one.confirmed is not None and gate.confirmed is not None and one.confirmed >= gate.confirmed
        return _said(one, gate) or confirmed

    halves = {split: [one for one in checked if one.statement.split == split] for split in SPLITS}
    return {split: {"statements": {"the gate, as fitted": _shares(half, said)}} for split, half in halves.items()}


def _similar(checked: Sequence[Checked]) -> float:
    """Return the cosine that keeps KEPT of the true development statements."""
    true = sorted(one.similarity for one in checked if one.statement.true and one.statement.split != "test")
    return true[math.floor((1 - KEPT) * len(true))] if true else 1.0


def _shares(half: Sequence[Checked], takes: Callable[[Checked], bool]) -> dict[str, Any]:
    """Return the share of true statements kept and of false ones caught: by kind, language and direction."""
    kinds = sorted({one.statement.kind for one in half if not one.statement.true})
    ways = sorted({one.statement.direction for one in half})
    groups: dict[str, Callable[[Statement], bool]] = {
        "all": lambda one: True,
        **{language: _is("language", language) for language in LANGUAGES},
        **{way: _is("direction", way) for way in ways},
    }
    shares: dict[str, Any] = {}
    for name, belongs in groups.items():
        mine = [one for one in half if belongs(one.statement)]
        false = [one for one in mine if not one.statement.true]
        shares[name] = {
            "kept": rate([float(takes(one)) for one in mine if one.statement.true]).as_dict(),
            "caught": rate([float(not takes(one)) for one in false]).as_dict(),
            **{
                f"caught {kind}": rate([float(not takes(one)) for one in false if one.statement.kind == kind]).as_dict()
                for kind in kinds
            },
        }
    return shares


def _sources(half: Sequence[Checked], place: int) -> dict[str, Any]:
    """Return, by kind, the share of statements whose evidence is of the passage that they were made from."""
    mine = [one for one in half if one.statement.passage]
    return {
        language or "all": {
            kind: rate(
                [
                    float(one.sources[place] == one.statement.passage)
                    for one in mine
                    if one.statement.kind == kind and language in (None, one.statement.language)
                ]
            ).as_dict()
            for kind in sorted({one.statement.kind for one in mine})
        }
        for language in (*LANGUAGES, None)
    }


def _is(name: str, value: str) -> Callable[[Statement], bool]:
    return lambda one: getattr(one, name) == value


def _listed(evidence: Sequence[Evidence]) -> str:
    return "\n".join(f"[{n}] {item.offered}" for n, item in enumerate(evidence, 1))
