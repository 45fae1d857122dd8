"""Runs the evaluation: the assistant's retrieval and decisions beside the usual recipes, in one table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.evaluate.baselines import Baseline, bm25, standard, threshold
from assistant.evaluate.decisions import (
    KEPT,
    Choose,
    Observer,
    Seen,
    answered,
    doubt,
    fit,
    leaving_out,
    mean,
    telling,
    undoing,
)
from assistant.evaluate.gate import Checked
from assistant.evaluate.items import SPLITS, Item
from assistant.evaluate.metrics import Ranking, directions, rate, retrieval
from assistant.language import LANGUAGES, detect
from assistant.ports import ChatModel, Embedder, Progress
from assistant.prompts import Prompts
from assistant.records import Found, Language, Passage, Term
from assistant.relevance import FORESEEN, RETRIEVED, Calibration, Foreseen, Relevance, by_margin, features
from assistant.retrieve import Retriever

DEPTH = 50  # passages ranked for a question


@dataclass(frozen=True, slots=True)
class Bench:
    """What an evaluation runs on."""

    retriever: Retriever
    plain_encoder: Embedder  # of the standard recipe
    prompts: Prompts
    chat: ChatModel | None
    passages: Sequence[Passage]
    choose: Choose
    shown: int  # passages that a question's answer rests on
    terms: Sequence[Term] = ()  # the glossary's
    fewer: Retriever | None = None  # the same on an index with shorter lists of expected questions, to fit on


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything measured: the report to print, and what each question showed."""

    report: dict[str, Any]
    seen: Sequence[Seen]
    checked: Sequence[Checked] = ()  # statements, when they were what was measured


def evaluate(
    bench: Bench, items: Sequence[Item], relevance: Relevance, progress: Progress, *, fitting: bool = False
) -> Outcome:
    """Measure retrieval and decisions on both halves of a set, or ask what decisions are fitted on (`fitting`)."""
    found = _found(bench, items, DEPTH, progress)
    observer = Observer(bench.prompts, bench.chat, bench.choose, relevance, bench.terms, fitting)
    seen = observer.observe(items, _found(bench, items, bench.shown, progress), progress)
    seen = _with_fewer(bench, seen, progress)
    usual = {
        "standard recipe": standard(items, bench.passages, bench.plain_encoder),
        "BM25": bm25(items, bench.passages),
    }
    rankings: dict[str, Ranking] = {
        "assistant": {item.id: [hit.passage.id for hit in one.hits] for item, one in zip(items, found, strict=True)},
        **{name: baseline.rankings for name, baseline in usual.items()},
    }
    language_of = {passage.id: passage.language for passage in bench.passages}
    deciders = _deciders(items, seen, relevance, usual["standard recipe"])
    report: dict[str, Any] = {"questions": len(items), "passages": len(bench.passages)}
    for split in SPLITS:
        half = [item for item in items if item.split == split]
        report[split] = {
            "retrieval": {name: _retrieval(half, ranking, language_of) for name, ranking in rankings.items()},
            "decision": {name: _decision(half, decide) for name, decide in deciders.items()},
        }
    return Outcome(report, seen)


def calibrate(seen: Sequence[Seen], relevance: Relevance, *, taught: bool = False) -> Relevance:
    """Return the decisions fitted again on the development half; those without data stay as they are.

    A model that was `taught` to judge is trusted to refuse as well as to keep. What editors have foreseen
    is weighed where that is known, by decisions in the middle of what shorter and longer lists of theirs give.
    """
    half = [one for one in seen if one.item.split == "development"]
    half = [one for one in half if not one.features.get("orders")]  # what gives orders is refused before
    quoted = fit(half, list(RETRIEVED))
    judged = all("judgement" in one.features for one in half)
    share = None if taught else KEPT
    written = fit(half, [*RETRIEVED, "judgement"], share) if judged else relevance.written
    floor = min(by_margin(quoted, one.features) for one in half if one.item.answerable)
    fitted = replace(relevance, quoted=quoted, written=written, open_floor=min(quoted.threshold, floor))
    shorter = [replace(one, features=_as_fewer(one.features, one.fewer)) for one in half if one.fewer is not None]
    lists = [[one for one in some if FORESEEN in one.features] for some in (half, shorter)]
    told = [known for known in lists if len({one.item.answerable for one in known}) > 1]
    if told:
        before = relevance.foreseen.written if relevance.foreseen else None
        names = [*RETRIEVED, FORESEEN, "judgement"]
        known_written = mean([fit(known, names, share) for known in told]) if judged else before
        fitted = replace(fitted, foreseen=Foreseen(mean([_as_many(known, quoted) for known in told]), known_written))
    if not (taught and judged):
        return fitted
    fitted = replace(fitted, doubt=doubt(half))
    sure, again = telling(half), undoing(half, fitted)
    return replace(
        fitted,
        telling=relevance.telling if sure is None else sure,
        again=relevance.again if again is None else again,
    )


def _as_fewer(features: Mapping[str, float], fewer: Mapping[str, float]) -> dict[str, float]:
    """Return what is seen with shorter lists, with the model's judgement, which does not rest on lists."""
    return {name: value for name, value in features.items() if name == "judgement"} | dict(fewer)


def _as_many(known: Sequence[Seen], quoted: Calibration) -> Calibration:
    """Fit the decision without a model on what is foreseen; it refuses as many of the others as `quoted` at least."""
    wanted, others = ([one.features for one in known if one.item.answerable is good] for good in (True, False))
    count = sum(not quoted.says(one) for one in others)
    return leaving_out(fit(known, [*RETRIEVED, FORESEEN]), count, wanted, others)


def as_fitted(seen: Sequence[Seen], relevance: Relevance) -> dict[str, Any]:
    """Return the report of decisions by what was seen of questions, before the decisions were fitted on it.

    No passage was read whole for a question that these decisions refuse and those before did not.
    """
    deciders = _fitted(seen, relevance)
    halves = {split: [one.item for one in seen if one.item.split == split] for split in SPLITS}
    return {
        split: {"decision": {f"{name}, as fitted": _decision(half, decide) for name, decide in deciders.items()}}
        for split, half in halves.items()
    }


def _with_fewer(bench: Bench, seen: Sequence[Seen], progress: Progress) -> list[Seen]:
    """Add what is seen of the development half's questions where editors expect fewer, if that is to be fitted on."""
    if bench.fewer is None:
        return [*seen]
    half = [one.item for one in seen if one.item.split == "development"]
    found = _found(replace(bench, retriever=bench.fewer), half, bench.shown, progress)
    fewer = {item.id: features(one) for item, one in zip(half, found, strict=True)}
    return [replace(one, fewer=fewer.get(one.item.id)) for one in seen]


def _found(bench: Bench, items: Sequence[Item], depth: int, progress: Progress) -> list[Found]:
    """Search every question so deep, as it is asked, its language not told.

    The decision sees what an answer's search does, the ranking is told further.
    """
    found = []
    for done, item in enumerate(items, 1):
        found.append(bench.retriever.find(item.question, detect(item.question), depth, weigh=True))
        progress("searching", done, len(items))
    return found


def _retrieval(items: Sequence[Item], ranking: Ranking, language_of: Mapping[str, Language]) -> dict[str, Any]:
    by_language = {
        language: retrieval([item for item in items if item.language == language], ranking) for language in LANGUAGES
    }
    gap = by_language["en"]["R@3"].value - by_language["fr"]["R@3"].value
    ways = directions(items, ranking, lambda name: language_of[name])
    return {
        "all": {name: one.as_dict() for name, one in retrieval(items, ranking).items()},
        **{
            f"asked in {key}": {name: one.as_dict() for name, one in value.items()}
            for key, value in by_language.items()
        },
        **{key: {name: one.as_dict() for name, one in value.items()} for key, value in ways.items()},
        "parity gap R@3": round(abs(gap), 4),
    }


Decide = Callable[[Item], bool]


def _deciders(items: Sequence[Item], seen: Sequence[Seen], relevance: Relevance, usual: Baseline) -> dict[str, Decide]:
    fixed = threshold([item for item in items if item.split == "development"], usual)
    return {**_fitted(seen, relevance), "standard recipe": lambda item: usual.best[item.id] >= fixed}


def _fitted(seen: Sequence[Seen], relevance: Relevance) -> dict[str, Decide]:
    kept = {one.item.id for one in seen if relevance.quotes(one.features)}
    deciders: dict[str, Decide] = {"quoted": lambda item: item.id in kept}
    if all("judgement" in one.features for one in seen):
        answers = {one.item.id for one in seen if answered(one, relevance)}
        deciders["written"] = lambda item: item.id in answers
    return deciders


def _decision(items: Sequence[Item], answers: Decide) -> dict[str, Any]:
    kinds = sorted({item.kind for item in items if not item.answerable})
    shares: dict[str, Any] = {}
    for language in (*LANGUAGES, None):
        mine = [item for item in items if language in (None, item.language)]
        shares[language or "all"] = {
            "kept": rate([float(answers(item)) for item in mine if item.answerable]).as_dict(),
            "refused": rate([float(not answers(item)) for item in mine if not item.answerable]).as_dict(),
            **{
                f"refused {kind}": rate([float(not answers(item)) for item in mine if item.kind == kind]).as_dict()
                for kind in kinds
            },
        }
    return shares
