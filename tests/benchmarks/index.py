"""How long the index takes after an edit, beside building all of it.

    python tests/benchmarks/index.py [--passages 1000 2000] [--made] [--json]

The text is Python's own reference manual (pydoc_data.topics), cut into paragraphs, a hundred to a file; where they do
not suffice they come again with a sentence of their own. The embedding model is the default one; with --made, vectors
cost nothing, and what is left is the index's own work. Timed, each by a build of its own: everything; one passage
edited; one inserted at the top of a file, so that the lines of all below it move; a file renamed. A ratio is a part of
the time of everything. Last, how long the finished version takes to open.
"""

import argparse
import json
import re
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from pydoc_data.topics import topics

import numpy as np

from assistant.build import Builder
from assistant.engines.vectors import open_chroma
from assistant.index import Index
from assistant.neutral import unit
from assistant.ports import Embedder, Vectors
from assistant.settings import load_settings
from assistant.wire import make_builder, make_embedder

DIMENSION = 896  # of the default encoders
PER_FILE = 100
SHORTEST, LONGEST = 120, 700  # characters of a paragraph


class Made:
    """An embedder that takes no time: a text gets a random vector, always the same."""

    name = "made"

    def documents(self, texts: Sequence[str]) -> Vectors:
        seeds = [np.random.default_rng(zlib.crc32(text.encode())) for text in texts]
        return unit(np.stack([seed.normal(size=DIMENSION) for seed in seeds]).astype(np.float32))

    def questions(self, texts: Sequence[str]) -> Vectors:
        return self.documents(texts)


def paragraphs(count: int) -> list[str]:
    """Return so many paragraphs, each another text."""
    found = list(dict.fromkeys(_plain()))
    more = (
        f"{found[number % len(found)]} This is item {number} of the second kind." for number in range(len(found), count)
    )
    return [*found[:count], *more]


def _plain() -> Iterator[str]:
    for topic in topics.values():
        for paragraph in re.split(r"\n\s*\n", topic):
            text = " ".join(paragraph.split())
            if SHORTEST <= len(text) <= LONGEST and text[0].isalpha() and not re.search(r"::=|<|#", text):
                yield text


def write(corpus: Path, number: int, texts: Sequence[str]) -> None:
    """Write one corpus file; its passages have ids of their own."""
    marked = (f'<!-- text id="f{number}p{place}" -->\n{text}\n' for place, text in enumerate(texts))
    (corpus / f"file{number:03}.md").write_text("\n".join(marked), encoding="utf-8")


def timed(builder: Builder) -> float:
    """Build, and return the seconds it took."""
    start = time.perf_counter()
    builder.build(lambda _stage, _done, _of: None)
    return time.perf_counter() - start


def measure(count: int, embedder: Embedder) -> dict[str, float]:
    """Return the figures for so many passages."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        corpus = root / "corpus"
        corpus.mkdir()
        texts = paragraphs(count)
        files = [texts[start : start + PER_FILE] for start in range(0, count, PER_FILE)]
        for number, own in enumerate(files):
            write(corpus, number, own)
        builder = make_builder(load_settings(root), embedder)
        full = timed(builder)
        write(corpus, 0, [*files[0][:-1], files[0][-1] + " And this sentence is new."])
        edited = timed(builder)
        first = corpus / "file000.md"
        first.write_text("A new passage stands before all others.\n\n" + first.read_text("utf-8"), encoding="utf-8")
        inserted = timed(builder)
        first.rename(corpus / "renamed.md")
        renamed = timed(builder)
        index = Index(root / "index", open_chroma, embedder.name)
        start = time.perf_counter()
        with index.snapshot() as snapshot:
            rows = sum(snapshot.manifest.rows.values())
        opened = time.perf_counter() - start
        index.close()
    seconds = {"full": full, "edited": edited, "inserted": inserted, "renamed": renamed, "open": opened}
    ratios = {f"{name}_ratio": round(seconds[name] / full, 4) for name in ("edited", "inserted", "renamed")}
    return {
        "passages": count,
        "rows": rows,
        **{f"{name}_s": round(took, 2) for name, took in seconds.items()},
        **ratios,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, nargs="+", default=[1000, 2000])
    parser.add_argument("--made", action="store_true", help="made vectors in place of the embedding model")
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    embedder: Embedder = Made()
    if not wanted.made:
        embedder = real = make_embedder(load_settings())
        real.load()
    for count in wanted.passages:
        figures = {"embedder": embedder.name, **measure(count, embedder)}
        line = json.dumps(figures) if wanted.json else "  ".join(f"{name} {value}" for name, value in figures.items())
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
