"""What further evidence is worth asking the language model about, by the judgements that an evaluation kept.

    assistant eval --calibrate --with build/held-out --resume
    python tests/benchmarks/further.py [--root . --root build/held-out] [--json]

Of the development half's answerable questions, each near piece of evidence was judged by itself. Where the yes to
all excerpts is sure, an answer goes on with other pieces: how many are asked about, how many surely answer and are
told, and how many of these are of accepted passages, by the rule that tells when to stop. Where it is not sure, pieces
are asked about before the answer is drafted: how many, and how many remain, by the share of the best passage's score.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant.corpus import read_corpus
from assistant.errors import ChatError
from assistant.evaluate.command import sets_of, whose
from assistant.evaluate.items import Item, read_items
from assistant.evaluate.relay import JUDGEMENTS, Kept
from assistant.evidence import HOPEFUL, LIKELY, choose, near
from assistant.language import detect
from assistant.length import FULL
from assistant.ports import Message
from assistant.prompts import YES_NO, Prompts, read_prompts
from assistant.records import Evidence, Found
from assistant.relevance import judgement_feature
from assistant.retrieve import Retriever
from assistant.settings import Settings, load_settings
from assistant.wire import decisions, make_chat, make_embedder, make_parts, ready_index
from assistant.writing import DOUBTED

BEFORE = 0.5  # of the best sentence's score, at least, that was asked about
STRICTER = (0.8, 0.7)  # of the best passage's and sentence's score: what was tried, and left
SHARES = (0.0, 0.7, LIKELY, 0.8, 0.85)


@dataclass(frozen=True, slots=True)
class Piece:
    """A near piece of evidence: its passage's and sentence's share of the best score, the model's yes (log-odds)."""

    passage: float
    sentence: float
    odds: float
    accepted: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: the model's yes to all excerpts, and its pieces, the likeliest first."""

    odds: float
    pieces: Sequence[Piece]


class Silent(Kept):
    """Gives what was kept, and says nothing else."""

    def odds(self, messages: Sequence[Message], found: Found) -> float:
        """Return the log-odds of yes that were kept. Raises ChatError where none were."""
        return judgement_feature(self.judge(messages, *YES_NO[found.language]))["judgement"]


def refuse(*_: object) -> float:
    """Stand in for the model."""
    raise ChatError("This was not asked.", "Run assistant eval --calibrate --resume first.")


def seen(root: Path) -> tuple[list[Asked], float]:
    """Return the questions of a root folder whose judgements were kept, and from what log-odds a yes is sure."""
    settings = load_settings(root, mode="written")
    chat = make_chat(settings, print, start=False)
    if chat is None:
        raise SystemExit("There is no language model whose judgements could have been kept.")
    kept = Silent(chat, whose(settings), settings.root / JUDGEMENTS)
    kept._chat.judge = refuse  # type: ignore[method-assign]  # what was not kept is left out
    telling = decisions(settings).telling
    if telling is None:
        raise SystemExit("Of this model it is not known from when its yes is sure.")
    items = [item for path in sets_of(root) for item in read_items(path)]
    wanted = [item for item in items if item.answerable and item.split == "development"]
    return [one for one in _asked(settings, kept, wanted) if one.pieces], telling


def _asked(settings: Settings, kept: Silent, items: Sequence[Item]) -> list[Asked]:
    embedder, prompts, asked = make_embedder(settings), read_prompts(settings.prompts_dir), []
    terms = read_corpus(settings.corpus_dir, int(settings.file_mb * 1e6)).glossary
    index = ready_index(settings, embedder, print, lambda *_: None)
    retriever = Retriever(index, embedder, make_parts(settings))
    for item in items:
        found = retriever.find(item.question, detect(item.question), settings.passages, weigh=True)
        evidence = choose(found, settings.evidence, terms)
        try:
            joint = kept.odds(prompts.judge(found.question, evidence, found.language), found)
        except ChatError:
            continue
        asked.append(Asked(joint, _pieces(kept, prompts, found, evidence, item.accepted)))
    index.close()
    return asked


def _pieces(
    kept: Silent, prompts: Prompts, found: Found, evidence: Sequence[Evidence], accepted: frozenset[str]
) -> list[Piece]:
    sentences = {hit.passage.id: hit.sentences for hit in found.hits}
    scores = {hit.passage.id: hit.score for hit in found.hits}

    def score(item: Evidence) -> float:
        return max((one for text, one in sentences[item.passage.id] if text in item.quote), default=0.0)

    best, most = max(map(score, evidence)), max(scores.values())
    pieces = []
    for item in near(found, evidence):
        try:
            odds = kept.odds(prompts.judge_one(found.question, item.offered, found.language), found)
        except ChatError:
            continue
        share = scores[item.passage.id] / most
        pieces.append(Piece(share, score(item) / best, odds, item.passage.id in accepted))
    return sorted(pieces, key=lambda one: -one.sentence)


def going_on(asked: Sequence[Asked], sure: float, ends: Callable[[Sequence[float], Piece], bool]) -> dict[str, int]:
    """Return what is asked and told beside the surest piece until an answer is full or a rule ends it."""
    told: list[Piece] = []
    count = 0
    for one in asked:
        first, own, odds = max(one.pieces, key=lambda piece: piece.odds), 1, list[float]()
        for piece in one.pieces:
            if piece is first:
                continue
            if own == FULL["usual"] or ends(odds, piece):
                break
            odds.append(piece.odds)
            if piece.odds >= sure:
                own += 1
                told.append(piece)
        count += len(odds)
    return {"asked": count, "told": len(told), "of accepted passages": sum(piece.accepted for piece in told)}


def narrowed(asked: Sequence[Asked], sure: float, share: float) -> dict[str, int]:
    """Return how many pieces of passages with such a share are asked about, and how many are written from."""
    left, count = list[Piece](), 0
    for one in asked:
        pieces = [piece for piece in one.pieces if piece.passage >= share]
        count += len(pieces)
        surely = [piece for piece in pieces if piece.odds >= sure]
        left += surely or [piece for piece in pieces if piece.odds >= 0]
    return {"asked": count, "left": len(left), "of accepted passages": sum(piece.accepted for piece in left)}


def measure(roots: Sequence[Path]) -> dict[str, dict[str, dict[str, int]]]:
    """Return every figure, by rule and by share."""
    asked, sure = list[Asked](), 0.0
    for root in roots:
        some, sure = seen(root)
        asked += some

    def doubted(odds: Sequence[float], most: int) -> bool:
        return sum(one < sure for one in odds) >= most

    def ends(odds: Sequence[float], most: int) -> bool:
        return doubted(odds, most) or any(one < 0 for one in odds)

    certain, others = ([one for one in asked if (one.odds >= sure) is sort] for sort in (True, False))
    passage, sentence = STRICTER
    rules: dict[str, Callable[[Sequence[float], Piece], bool]] = {
        "before: until two do not surely answer": lambda odds, one: doubted(odds, 2) or one.sentence < BEFORE,
        "in use": lambda odds, one: ends(odds, DOUBTED) or one.sentence < HOPEFUL,
        "stricter": lambda odds, one: ends(odds, DOUBTED) or one.passage < passage or one.sentence < sentence,
    }
    return {
        f"{len(certain)} sure questions": {name: going_on(certain, sure, rule) for name, rule in rules.items()},
        f"{len(others)} others, passages from": {str(share): narrowed(others, sure, share) for share in SHARES},
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, action="append")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    figures = measure(arguments.root or [Path(), Path("build/held-out")])
    if arguments.json:
        Console().print_json(json.dumps(figures))
        return
    for title, rows in figures.items():
        table = Table(title, *next(iter(rows.values())))
        for name, row in rows.items():
            table.add_row(name, *map(str, row.values()))
        Console().print(table)


if __name__ == "__main__":
    main()
