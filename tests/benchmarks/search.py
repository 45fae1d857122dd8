"""How long a search takes beside encoding the question and comparing it with every vector.

    python tests/benchmarks/search.py [--passages 30 10000 100000] [--runs 50] [--json]

Each passage has a text of made words in one of two languages, one sentence and one chunk, with made vectors of the
real length: the real encoders would need hours for so many. Encoding is the real default encoders' time. "Exact"
compares the question with every vector in numpy and takes the nearest. The ratio is
(encoding + search) / (encoding + exact).
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from assistant.engines.vectors import open_chroma
from assistant.index import Index
from assistant.language import LANGUAGES
from assistant.manifest import Manifest
from assistant.neutral import LanguageMap, unit
from assistant.ports import Vectors
from assistant.records import Passage, Span
from assistant.retrieve import Retriever
from assistant.rows import rows
from assistant.settings import load_settings
from assistant.snapshot import Snapshot, collection_name
from assistant.wire import make_embedder
from assistant.words import Words

DIMENSION = 896  # of the default encoders
VOCABULARY = 20_000
PART = 2000  # passages stored between two steps of the progress line
RNG = np.random.default_rng(0)
QUESTION = "Comment mot12 et mot345 aident-ils les agriculteurs des régions reculées ?"


class Made:
    """An embedder that takes no time: any text gets a random vector."""

    name = "made"

    def documents(self, texts: Sequence[str]) -> Vectors:
        return unit(RNG.normal(size=(len(texts), DIMENSION)).astype(np.float32))

    def questions(self, texts: Sequence[str]) -> Vectors:
        return self.documents(texts)


class Fixed(Index):
    """An index that is one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(Path(), open_chroma, Made.name)
        self._given = snapshot

    def _follow(self) -> Snapshot:
        return self._given


def passage(number: int) -> Passage:
    """Return a passage of sixty made words, some of them common and most rare."""
    words = RNG.zipf(1.3, 60) % VOCABULARY
    text = " ".join(f"mot{word}" for word in words)
    return Passage(f"p{number}", text, LANGUAGES[number % 2], "text", "", "T", "t.md")


def filled(folder: Path, passages: Sequence[Passage], vectors: Vectors) -> Snapshot:
    """Return a snapshot of a store of passages; two rows of `vectors`, (2n, d), belong to each."""
    store = open_chroma(folder)
    collections = {language: store.collection(collection_name(language), create=True) for language in LANGUAGES}
    for start in range(0, len(passages), PART):
        places = range(start, min(start + PART, len(passages)))
        for language in LANGUAGES:
            mine = [place for place in places if passages[place].language == language]
            stored = [row for place in mine for row in rows(*_cut(passages[place]))]
            collections[language].add(stored, vectors[[2 * place + side for place in mine for side in (0, 1)]])
        sys.stderr.write(f"\r{places[-1] + 1} of {len(passages)} passages stored")
    sys.stderr.write("\n")
    texts = {language: sum(one.language == language for one in passages) for language in LANGUAGES}
    nothing = dict.fromkeys(LANGUAGES, np.zeros(DIMENSION, dtype=np.float32))
    words = {
        language: Words.of(language, [(one.id, one.text) for one in passages if one.language == language])
        for language in LANGUAGES
    }
    manifest = Manifest(
        version="v0001",
        embedder=Made.name,
        built="",
        passages=len(passages),
        sentences=len(passages),
        chunks=len(passages),
        rows={language: 2 * number for language, number in texts.items()},
        fingerprint="",
        hashes={},
        files={},
        languages=texts,
        texts=texts,
        background=dict.fromkeys(LANGUAGES, (0.0, 1.0)),
    )
    return Snapshot(
        manifest, collections, LanguageMap(nothing, nothing), words, np.zeros((0, 0)), np.zeros((0, 0)), (), store
    )


def _cut(one: Passage) -> tuple[Passage, list[Span], list[Span]]:
    chunk, sentence = (Span(f"{one.id}/{kind}", one.id, one.text, 0, len(one.text), one.language) for kind in "cs")
    return one, [sentence], [chunk]


def timed(work: Callable[[], object], runs: int) -> tuple[float, float]:
    """Return the median and the 95th percentile of so many runs, in milliseconds."""
    took = []
    for _ in range(runs + 3):
        start = time.perf_counter()
        work()
        took.append((time.perf_counter() - start) * 1000)
    took = sorted(took[3:])  # the first ones warm up
    return statistics.median(took), took[int(0.95 * (len(took) - 1))]


def measure(count: int, encoding: float, runs: int) -> dict[str, float]:
    """Return the figures for so many passages."""
    passages = [passage(number) for number in range(count)]
    vectors = Made().documents([""] * (2 * count))
    with tempfile.TemporaryDirectory() as folder:
        snapshot = filled(Path(folder), passages, vectors)
        retriever = Retriever(Fixed(snapshot), Made())
        search, slow = timed(lambda: retriever.find(QUESTION, "fr", 5), runs)
        asked = Made().questions([QUESTION])[0]
        exact, _ = timed(lambda: np.argpartition(-(vectors @ asked), 5)[:5], runs)
        snapshot.store.close()
    ratio = (encoding + search) / (encoding + exact)
    return {
        "passages": count,
        "encoding_ms": round(encoding, 1),
        "search_ms": round(search, 1),
        "search_p95_ms": round(slow, 1),
        "exact_ms": round(exact, 1),
        "ratio": round(ratio, 2),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, nargs="+", default=[30, 10_000, 100_000])
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    embedder = make_embedder(load_settings())
    embedder.load()
    encoding, _ = timed(lambda: embedder.questions([QUESTION]), wanted.runs)
    for count in wanted.passages:
        figures = measure(count, encoding, wanted.runs)
        line = json.dumps(figures) if wanted.json else "  ".join(f"{name} {value}" for name, value in figures.items())
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
