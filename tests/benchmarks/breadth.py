"""How many of the true nearest vectors the store's graph finds, and how soon, by breadth of search (`ef_search`).

    python tests/benchmarks/breadth.py [--rows 30000] [--breadths 100 300 600] [--json]

The vectors are made: they lie near 48 dimensions, as those of real texts do. Each question is a little off one of them.
"""

import argparse
import json
import statistics
import tempfile
import time

import chromadb
import numpy as np
from chromadb.api import ClientAPI
from chromadb.config import Settings
from rich.console import Console
from rich.table import Table

DIMENSION, INNER = 896, 48
QUESTIONS, WANTED = 300, 48
NOISE, OFF = 0.3, 0.02  # beside a vector's part in the inner dimensions; of a question, beside the vector it is near
BATCH = 5000


def unit(vectors: np.ndarray) -> np.ndarray:
    """Return vectors of length 1, shape (n, d)."""
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)  # type: ignore[no-any-return]  # numpy's is loose


def measured(client: ClientAPI, stored: np.ndarray, asked: np.ndarray, breadth: int) -> dict[str, float]:
    """Fill a collection of this breadth and ask it; return the share found (recall@48) and the median milliseconds."""
    hnsw = {"space": "cosine", "sync_threshold": 1_000_000, "ef_search": breadth}
    rows = client.create_collection(f"rows-{breadth}", embedding_function=None, configuration={"hnsw": hnsw})
    for start in range(0, len(stored), BATCH):
        part = stored[start : start + BATCH]
        rows.add(ids=[str(start + place) for place in range(len(part))], embeddings=part)
    true = np.argsort(-(asked @ stored.T), axis=1)[:, :WANTED]
    found, took = 0, []
    for question, nearest in zip(asked, true, strict=True):
        began = time.perf_counter()
        ids = rows.query(query_embeddings=[question], n_results=WANTED, include=["distances"])["ids"][0]
        took.append(1000 * (time.perf_counter() - began))
        found += len(set(map(int, ids)) & set(nearest.tolist()))
    return {"ef_search": breadth, "recall": round(found / true.size, 3), "ms": round(statistics.median(took), 1)}


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=30_000)
    parser.add_argument("--breadths", type=int, nargs="+", default=[100, 300, 600])
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    random = np.random.default_rng(1)
    plane = random.normal(size=(INNER, DIMENSION))
    made = random.normal(size=(wanted.rows, INNER)) @ plane + NOISE * random.normal(size=(wanted.rows, DIMENSION))
    stored = unit(made.astype(np.float32))
    some = stored[random.choice(wanted.rows, min(QUESTIONS, wanted.rows), replace=False)]
    asked = unit(some + OFF * random.normal(size=some.shape).astype(np.float32))
    with tempfile.TemporaryDirectory() as folder:
        client = chromadb.PersistentClient(folder, Settings(anonymized_telemetry=False))
        told = [measured(client, stored, asked, breadth) for breadth in wanted.breadths]
    if wanted.json:
        print(json.dumps(told))  # noqa: T201  # a program's output
        return
    table = Table("ef_search", "true nearest 48 found", "ms")
    for row in told:
        table.add_row(str(row["ef_search"]), str(row["recall"]), str(row["ms"]))
    Console().print(table)


if __name__ == "__main__":
    main()
