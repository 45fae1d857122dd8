"""What a supposed answer beside the question does to the ranking, by what it weighs; the language model is needed.

    python -m tests.benchmarks.supposed [--root .] [--every 1] [--json]

Every answerable question (one in so many) of three sets that nobody had seen when the search was made: an answer is
supposed once, some two seconds each, then every weight ranks the same questions. In use it is searched with only
where the model says no to what was found (`assistant/telling.py`).
"""

import argparse
import json
from pathlib import Path
from unittest.mock import patch

from rich.console import Console
from rich.table import Table

from assistant import supposed
from assistant.evaluate.items import read_items
from assistant.evaluate.metrics import retrieval
from assistant.language import detect
from assistant.prompts import read_prompts
from assistant.retrieve import Retriever
from assistant.settings import load_settings
from assistant.wire import make_chat, make_embedder, make_parts, ready_index

SETS, WEIGHTS, DEPTH = ("newcomers", "guests", "travellers"), (0.0, 0.2, supposed.WEIGHT, 0.5), 5


def measure(root: Path, every: int) -> dict[str, dict[str, float]]:
    """Return, by weight, how the questions' passages rank, and how many questions there were."""
    settings = load_settings(root, mode="written")
    embedder = make_embedder(settings)
    index, chat = ready_index(settings, embedder, print, lambda *_: None), make_chat(settings, print)
    if chat is None:
        raise SystemExit("There is no language model to suppose anything.")
    retriever = Retriever(index, embedder, make_parts(settings))
    items = [one for name in SETS for one in read_items(root / "tests" / "evaluation" / f"{name}.jsonl")]
    items = [one for one in items if one.answerable][::every]
    supposing, texts = supposed.Supposing(retriever, read_prompts(settings.prompts_dir)), {}
    for item in items:
        texts[item.id] = supposing.supposed(item.question, detect(item.question), chat)
    chat.close()
    shares: dict[str, dict[str, float]] = {}
    for weight in WEIGHTS:
        ranking = {}
        with patch.object(supposed, "WEIGHT", weight):
            for item in items:
                toward = supposed.Toward(embedder, texts[item.id] or item.question)
                found = retriever.embedding_with(lambda _, toward=toward: toward).find(
                    item.question, detect(item.question), DEPTH
                )
                ranking[item.id] = [hit.passage.id for hit in found.hits]
        shares[str(weight)] = {name: one.value for name, one in retrieval(items, ranking).items()} | {"n": len(items)}
    index.close()
    return shares


def main() -> None:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description="Rank questions beside supposed answers.")
    parser.add_argument("--root", type=Path, default=Path())
    parser.add_argument("--every", type=int, default=1, help="one question in so many")
    parser.add_argument("--json", action="store_true")
    told = parser.parse_args()
    shares = measure(told.root, told.every)
    if told.json:
        Console().print_json(json.dumps(shares))
        return
    table = Table("weight", *next(iter(shares.values())))
    for weight, one in shares.items():
        table.add_row(weight, *(f"{value:.2f}" for value in one.values()))
    Console().print(table)


if __name__ == "__main__":
    main()
