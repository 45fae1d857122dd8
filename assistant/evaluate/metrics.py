"""Recall@k, mean reciprocal rank and shares, with 95% confidence intervals by resampling the questions.

The interval is the percentile bootstrap (Efron and Tibshirani 1993), with a fixed seed so that a run repeats.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.evaluate.items import Item
from assistant.records import Language

RESAMPLES = 2000
Ranking = Mapping[str, Sequence[str]]  # question id -> passage ids, best first


@dataclass(frozen=True, slots=True)
class Rate:
    """A mean over n questions, 0..1, with the ends of its 95% confidence interval."""

    value: float
    low: float
    high: float
    n: int

    def as_dict(self) -> dict[str, float]:
        """Return plain numbers, rounded to four digits."""
        return {"value": round(self.value, 4), "low": round(self.low, 4), "high": round(self.high, 4), "n": self.n}


def rate(values: Sequence[float]) -> Rate:
    """Return the mean of values and its interval; all zero when there are none."""
    if not values:
        return Rate(0.0, 0.0, 0.0, 0)
    array = np.asarray(values, dtype=np.float64)
    rng = np.random.default_rng(0)
    means = array[rng.integers(0, len(array), (RESAMPLES, len(array)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return Rate(float(array.mean()), float(low), float(high), len(array))


def first_rank(ranked: Sequence[str], accepted: frozenset[str], ignored: frozenset[str] = frozenset()) -> int | None:
    """Return the rank (from 1) of the first accepted passage, not counting ignored ones; None when it is not there."""
    rank = 0
    for passage in ranked:
        if passage in ignored:
            continue
        rank += 1
        if passage in accepted:
            return rank
    return None


def retrieval(items: Sequence[Item], ranking: Ranking) -> dict[str, Rate]:
    """Return R@1, R@3, R@5 and MRR over the answerable questions."""
    ranks = [first_rank(ranking[item.id], item.accepted) for item in items if item.answerable]
    return _rates(ranks)


def directions(
    items: Sequence[Item], ranking: Ranking, language_of: Callable[[str], Language]
) -> dict[str, dict[str, Rate]]:
    """Return the same by question language and passage language, such as `fr->en`.

    A question with accepted passages in both languages counts in both directions; the accepted passages of the other
    language are then left out of the ranking, as is usual when several answers are right.
    """
    languages: tuple[Language, ...] = ("fr", "en")
    found: dict[str, dict[str, Rate]] = {}
    for asked in languages:
        for told in languages:
            ranks = []
            for item in items:
                wanted = frozenset(name for name in item.accepted if language_of(name) == told)
                if item.language == asked and wanted:
                    ranks.append(first_rank(ranking[item.id], wanted, item.accepted - wanted))
            found[f"{asked}->{told}"] = _rates(ranks)
    return found


def _rates(ranks: Sequence[int | None]) -> dict[str, Rate]:
    rates = {f"R@{k}": rate([float(rank is not None and rank <= k) for rank in ranks]) for k in (1, 3, 5)}
    rates["MRR"] = rate([1 / rank if rank else 0.0 for rank in ranks])
    return rates
