"""Train what the packaged encoder is taught: python -m tests.training.train_encoder OUT.npz.

A question, or a statement, must lie nearer to what answers or says it than to all else in its batch (InfoNCE:
van den Oord et al. 2018, arXiv 1807.03748), some of which is on the same theme; and nearer to other questions of the
same passage, as expected questions are compared. Languages are drawn by lot, text by text, and each one's mean is
subtracted as in `assistant/neutral.py`, so that what is learnt is not the language. It needs
twenty minutes of two processor cores with bfloat16, 4 GB of memory, and nothing that is not installed.
"""

import argparse
import math
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from assistant.language import LANGUAGES
from tests.training import examples
from tests.training.encoder import FILE, Encoder

RATE, SCALES, WARM, LAST = 2e-3, 0.02, 20, 0.05  # of training; the scales' part of it; steps; its part at the end
SHARPNESS = 1 / 0.05  # the cosines' factor
ASKED_TOO = 0.3  # weight of questions beside questions
AT_ONCE = {"clusters": 3, "relevance": 2, "sources": 2}  # groups of each kind in a batch
OF_A_GROUP = {"clusters": 7, "sources": 4}  # passages of a group that are asked about, two of each
TOGETHER = 8  # sources in a group: each is about something else
PART = 0.8  # of the way from the weights as they were (WiSE-FT: Wortsman et al. 2022, arXiv 2109.01903)
STATED = 0.4  # part of the statements that stand as texts, as the check of sentences embeds them


@dataclass(frozen=True, slots=True)
class Group:
    """Passages, and what is asked about them: the places of what answers, the question, whether it is a statement."""

    passages: Sequence[dict[str, str]]
    asked: Sequence[tuple[frozenset[int], dict[str, Any], bool]]


def groups(kind: str, lot: random.Random) -> list[Group]:
    """Return all groups of a kind."""
    if kind == "clusters":
        return [
            Group(
                record["passages"],
                [
                    (frozenset({place}), query, query["kind"] == "statement")
                    for place, passage in enumerate(record["passages"])
                    for query in passage["queries"]
                ],
            )
            for record in examples.read("clusters")
        ]
    if kind == "relevance":
        return [
            Group(
                [
                    dict(zip(LANGUAGES, texts, strict=True))
                    for texts in zip(*(record["excerpts"][one] for one in LANGUAGES), strict=True)
                ],
                [
                    (frozenset(one["excerpts"]), one, False)
                    for one in record["questions"]
                    if one["yes"] and one.get("excerpts")
                ],
            )
            for record in examples.read("relevance")
        ]
    sources = [*examples.read("support"), *examples.read("closely")]
    lot.shuffle(sources)
    parts = [sources[start : start + TOGETHER] for start in range(0, len(sources) - TOGETHER + 1, TOGETHER)]
    return [
        Group(
            [source["source"] for source in part],
            [
                (frozenset({place}), one, True)
                for place, source in enumerate(part)
                for one in source["statements"]
                if one["yes"]
            ],
        )
        for part in parts
    ]


@dataclass
class Batch:
    """Texts and questions with their prefixes and kinds (language and side), and which texts answer each question."""

    texts: list[str]
    kinds: list[str]
    questions: list[str]
    asked: list[str]
    answered: list[frozenset[int]]


def drawn(from_each: dict[str, Iterator[Group]], lot: random.Random) -> Batch:
    """Return the next batch."""
    batch = Batch([], [], [], [], [])
    for kind, count in AT_ONCE.items():
        for _ in range(count):
            group, base = next(from_each[kind]), len(batch.texts)
            for passage in group.passages:
                language = lot.choice(LANGUAGES)
                batch.texts.append(f"passage: {passage[language]}")
                batch.kinds.append(f"text {language}")
            for places, one, is_statement in _some(group, OF_A_GROUP.get(kind, 0), lot):
                language, side = lot.choice(LANGUAGES), "text" if is_statement and lot.random() < STATED else "question"
                batch.questions.append(f"{'passage' if side == 'text' else 'query'}: {one[language]}")
                batch.asked.append(f"{side} {language}")
                batch.answered.append(frozenset(base + place for place in places))
    return batch


def _some(group: Group, count: int, lot: random.Random) -> list[tuple[frozenset[int], dict[str, Any], bool]]:
    """Return two questions about each of so many passages; at most four of all where no count is given."""
    if not count:
        return lot.sample(list(group.asked), min(len(group.asked), 4))
    by_passage: dict[int, list[tuple[frozenset[int], dict[str, Any], bool]]] = {}
    for one in group.asked:
        by_passage.setdefault(min(one[0]), []).append(one)
    chosen = lot.sample(sorted(by_passage), min(len(by_passage), count))
    return [one for place in chosen for one in lot.sample(by_passage[place], min(len(by_passage[place]), 2))]


class Trainer:
    """Trains an encoder on batches; what it keeps are the means of each language and side."""

    def __init__(self, encoder: Encoder, steps: int) -> None:
        self._encoder, self._steps = encoder, steps
        self._means: dict[str, torch.Tensor] = {}
        self._scales = [part for name, part in encoder.open.items() if part.dim() > 1]
        self._others = [part for name, part in encoder.open.items() if part.dim() == 1]
        parts = [{"params": self._scales, "base": RATE * SCALES}, {"params": self._others, "base": RATE}]
        self._optimiser = torch.optim.AdamW(parts, lr=RATE, weight_decay=0.0, betas=(0.9, 0.98))

    def step(self, number: int, batch: Batch) -> float:
        """Learn from a batch and return its loss."""
        fall = LAST + (1 - LAST) * 0.5 * (1 + math.cos(math.pi * number / self._steps))
        for part in self._optimiser.param_groups:
            part["lr"] = part["base"] * min(1, (number + 1) / WARM) * fall
        loss = self._loss(batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_([*self._scales, *self._others], 1.0)
        self._optimiser.step()
        self._optimiser.zero_grad(set_to_none=True)
        return float(loss.detach())

    def _loss(self, batch: Batch) -> torch.Tensor:
        vectors = self._encoder.read([*batch.texts, *batch.questions])
        texts = self._neutral(vectors[: len(batch.texts)], batch.kinds)
        asked = self._neutral(vectors[len(batch.texts) :], batch.asked)
        right = torch.tensor([[place in answered for place in range(len(texts))] for answered in batch.answered])
        loss = _nearest(asked @ texts.T * SHARPNESS, right)
        questions = [place for place, kind in enumerate(batch.asked) if kind.startswith("question")]
        alike = asked[questions] @ asked[questions].T * SHARPNESS
        same = torch.tensor([[batch.answered[a] == batch.answered[b] and a != b for b in questions] for a in questions])
        twins = same.any(1)
        return loss + ASKED_TOO * _nearest(alike.fill_diagonal_(-1e9)[twins], same[twins]) if twins.any() else loss

    def _neutral(self, vectors: torch.Tensor, kinds: Sequence[str]) -> torch.Tensor:
        """Return unit vectors without the mean of their kind, which follows the batches."""
        for kind in set(kinds):
            mean = vectors[[place for place, one in enumerate(kinds) if one == kind]].detach().mean(0)
            self._means[kind] = 0.95 * self._means.get(kind, mean) + 0.05 * mean
        return functional.normalize(vectors - torch.stack([self._means[kind] for kind in kinds]), dim=1)


def _nearest(scores: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    """Return how unlikely the right columns are for each row, on average."""
    return (scores.logsumexp(1) - scores.masked_fill(~right, -1e9).logsumexp(1)).mean()


def _again(kind: str, lot: random.Random) -> Iterator[Group]:
    """Yield all groups of a kind in an order drawn by lot, over and over."""
    every = groups(kind, lot)
    while True:
        yield from lot.sample(every, len(every))


def main() -> None:
    """Train, and write what was taught."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="where to write")
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    torch.manual_seed(chosen.seed)
    lot = random.Random(chosen.seed)
    base = FILE.read_bytes()
    encoder = Encoder(base)
    trainer = Trainer(encoder, chosen.steps)
    from_each = {kind: _again(kind, lot) for kind in AT_ONCE}
    started = time.monotonic()
    for number in range(chosen.steps):
        loss = trainer.step(number, drawn(from_each, lot))
        sys.stderr.write(f"{number + 1} of {chosen.steps}: {loss:.3f}, {time.monotonic() - started:.0f} s\n")
    np.savez_compressed(chosen.out, **encoder.changes(base, PART))


if __name__ == "__main__":
    main()
