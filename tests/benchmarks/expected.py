"""How much expected questions should weigh, by how many are listed, and what lists of a few passages alone do.

    python tests/benchmarks/expected.py [--root .] [--json]

So many of each passage's questions are drawn, three times over, and every answerable question of five sets is ranked
anew with them: R@1, by what their likeness weighs. Then all questions of so many passages alone, six times over: R@1 of
these passages' own questions and of the others', with and without their lists. No language model is needed.
"""

import argparse
import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from assistant.alike import alike, places_by_passage
from assistant.evaluate.items import read_items
from assistant.explain import LEXICAL_WEIGHT
from assistant.language import detect
from assistant.likeness import MANY, WEIGHT, Like, Likeness, filled
from assistant.ports import Vectors
from assistant.retrieve import Retriever
from assistant.settings import load_settings
from assistant.wire import make_embedder, ready_index

SETS = ("questions", "everyday", "visitors", "newcomers", "guests")
COUNTS, WEIGHTS, LISTED = (1, 2, 4, 6, 9, 12, 21), (0.1, 0.25, 0.5, 0.75, 1.0, 1.5), (1, 5, 15, 25)
DRAWN, TRIED = 3, 6  # times that questions, and that passages, are drawn


@dataclass(frozen=True, slots=True)
class Asked:
    """An answerable question: who answers it, each passage's score without its list, and its expected questions'."""

    accepted: frozenset[str]
    said: Mapping[str, float]
    cosines: Mapping[str, Vectors]

    def first(self, lists: Mapping[str, Sequence[int]], weight: float, usual: float) -> bool:
        """Tell whether an accepted passage ranks first with these lists."""
        of = {name: Like(float(alike(self.cosines[name][[*places]])), "?") for name, places in lists.items()}
        like = filled(Likeness(of, weight), self.said, usual)
        scores = {name: said + (weight * like[name].cosine if like else 0.0) for name, said in self.said.items()}
        return max(scores, key=lambda name: scores[name]) in self.accepted


def ask(root: Path) -> tuple[list[Asked], float]:
    """Search every question of the sets; return them, and how much liker expected questions usually are."""
    settings = load_settings(root, mode="quoted")
    embedder = make_embedder(settings)
    index = ready_index(settings, embedder, print, lambda *_: None)
    retriever, asked = Retriever(index, embedder), []
    with index.snapshot() as snapshot:
        places = places_by_passage(snapshot.manifest.expected)
        for item in (one for name in SETS for one in read_items(root / "tests" / "evaluation" / f"{name}.jsonl")):
            if not item.answerable:
                continue
            found = retriever.find(item.question, detect(item.question), snapshot.manifest.passages)
            vector = snapshot.map.question_vector(embedder.questions([found.focus])[0], found.language)
            cosines = snapshot.expected @ vector
            said = {
                hit.passage.id: 0.5 * (hit.cosine + hit.chunk_cosine) + LEXICAL_WEIGHT * hit.lexical
                for hit in found.hits
            }
            asked.append(Asked(item.accepted, said, {name: cosines[own] for name, own in places.items()}))
        usual = snapshot.manifest.likeness_over
    index.close()
    return asked, usual


def share(told: Iterable[bool]) -> float:
    """Return the share of what is true."""
    return float(np.mean([*told]))


def by_count(asked: Sequence[Asked], usual: float) -> dict[str, dict[str, float]]:
    """Return R@1 by how many questions of each passage are listed and by their weight."""
    every = {name: len(cosines) for name, cosines in asked[0].cosines.items()}
    found: dict[str, dict[str, float]] = {}
    for count in COUNTS:
        drawn = [
            {name: random.Random(f"{name}{turn}").sample(range(n), min(count, n)) for name, n in every.items()}
            for turn in range(DRAWN)
        ]
        found[str(count)] = {
            str(weight): share(one.first(lists, weight, usual) for lists in drawn for one in asked)
            for weight in WEIGHTS
        }
    return found


def by_passages(asked: Sequence[Asked], usual: float) -> dict[str, dict[str, float]]:
    """Return R@1 of the questions of passages that have a list, and of the others', with the lists and without."""
    names = sorted(asked[0].cosines)
    found: dict[str, dict[str, float]] = {}
    for count in LISTED:
        told: dict[str, list[bool]] = {}
        for turn in range(TRIED):
            chosen = random.Random(turn).sample(names, count)
            lists = {name: range(len(asked[0].cosines[name])) for name in chosen}
            weight = WEIGHT * min(1.0, sum(map(len, lists.values())) / count / MANY)
            for one in asked:
                whose = "listed" if one.accepted <= lists.keys() else "others"
                if whose == "listed" or not one.accepted & lists.keys():
                    told.setdefault(whose, []).append(one.first(lists, weight, usual))
                    told.setdefault(f"{whose}, without", []).append(one.first({}, weight, usual))
        found[str(count)] = {whose: share(several) for whose, several in told.items()}
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, default=Path())
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    asked, usual = ask(arguments.root)
    figures = {"questions a passage": by_count(asked, usual), "passages with a list": by_passages(asked, usual)}
    if arguments.json:
        Console().print_json(json.dumps(figures))
        return
    for title, rows in figures.items():
        table = Table(title, *next(iter(rows.values())))
        for name, row in rows.items():
            table.add_row(name, *(f"{value:.2f}" for value in row.values()))
        Console().print(table)


if __name__ == "__main__":
    main()
