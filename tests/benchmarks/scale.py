"""How the index grows: building it, editing it, opening it, searching it, at a thousand to a hundred thousand passages.

    python tests/benchmarks/scale.py [--passages 1000 10000 100000] [--json] [--plot scale.svg]

Half of the passages are English, from Python's own reference manual (pydoc_data.topics), where that does not suffice
with a sentence of their own; half are French in form, of made words. Their vectors are made, at the real length, and
cost nothing: the real encoders would need hours for the largest. They lie near a space of 48 dimensions, as those of
texts do; among vectors that point anywhere at all, no graph of neighbours finds its way. What the encoders would need
is estimated from their rate on some of these sentences, and said so. Everything else is the program's own: corpus
files, cutting, an embedded Chroma, validation, switching, opening, searching.

Each step is a process of its own, so that its memory is its own. Columns:

    rows         vectors in the store: of sentences and of chunks
    build_s      everything but encoding; rate: passages a second
    encode_s     estimated: what the default encoders would add
    edit_s       a build after one sentence was added to one passage; edit_part: of build_s + encode_s
    disk_mb      of one version
    build_mb     the largest memory of the build
    open_s       from opening the index to the first passage found
    serve_mb     memory of a process that searches
    p50_ms/p95_ms   one search, without encoding the question
    four_per_s   searches a second, four threads at once
    found_self   share of stored vectors that the store finds when asked for them
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path

import numpy as np

from assistant.engines.vectors import open_chroma
from assistant.index import Index
from assistant.neutral import unit
from assistant.ports import Vectors
from assistant.records import Language
from assistant.retrieve import Retriever
from assistant.settings import load_settings
from assistant.snapshot import FINDS_ITSELF
from assistant.wire import make_builder, make_embedder
from tests.benchmarks.index import DIMENSION, Made, paragraphs, timed

PER_FILE = 100
LONGEST = 240  # characters of a passage taken from the manual
VOCABULARY = 20_000
RUNS = 100
MEGABYTE = 1_000_000
INNER = 48  # dimensions in which made vectors mostly lie
NOISE = 2.0  # of what lies outside of them, in each coordinate, beside about 7 of what lies inside
PLANE = np.random.default_rng(48).normal(size=(INNER, DIMENSION))
SAMPLE = 128  # sentences encoded by the real encoders
REPOSITORY = Path(__file__).resolve().parents[2]
COLUMNS = (
    *("passages", "rows", "build_s", "rate", "encode_s", "edit_s", "edit_part", "disk_mb", "build_mb"),
    *("open_s", "serve_mb", "p50_ms", "p95_ms", "four_per_s", "found_self"),
)
PLOTTED = {"build_s": "build, s", "disk_mb": "disk, MB", "serve_mb": "memory, MB", "p95_ms": "search p95, ms"}


class Near(Made):
    """Made vectors near a space of few dimensions."""

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, (n, d), a text's always the same."""
        draws = [np.random.default_rng(zlib.crc32(text.encode())) for text in texts]
        inner = np.stack([draw.normal(size=INNER) for draw in draws]) @ PLANE
        noise = np.stack([draw.normal(size=DIMENSION) for draw in draws])
        return unit((inner + NOISE * noise).astype(np.float32))


def french(number: int) -> str:
    """Return two sentences of made words, some of them common and most rare."""
    words = np.random.default_rng(number).zipf(1.3, 24) % VOCABULARY
    first, second = (" ".join(f"mot{word}" for word in half) for half in (words[:12], words[12:]))
    return f"Le {first}. La {second}."


def write(corpus: Path, number: int, texts: list[str]) -> None:
    """Write one corpus file, in one language."""
    language: Language = "fr" if number % 2 else "en"
    marked = (f'<!-- text id="f{number}p{at}" language="{language}" -->\n{text}\n' for at, text in enumerate(texts))
    (corpus / f"file{number:04}.md").write_text("\n".join(marked), encoding="utf-8")


def passages(count: int) -> list[list[str]]:
    """Return the texts of so many passages, file by file, the two languages in turn."""
    english = iter(paragraphs(count))
    own = (f"{text[:LONGEST].rsplit(' ', 1)[0]}." for text in english)
    return [
        [french(start + at) for at in range(PER_FILE)] if number % 2 else list(islice(own, PER_FILE))
        for number, start in enumerate(range(0, count, PER_FILE))
    ]


def build(root: Path, count: int) -> dict[str, float]:
    """Write a corpus of so many passages, build its index, edit a passage, build again."""
    corpus = root / "corpus"
    corpus.mkdir()
    files = passages(count)
    for number, texts in enumerate(files):
        write(corpus, number, texts)
    builder = make_builder(load_settings(root), Near())
    took = timed(builder)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    write(corpus, 0, [f"{files[0][0]} And this sentence is new.", *files[0][1:]])
    edited = timed(builder)
    version = next(iter(sorted((root / "index").glob("v*"))))
    disk = sum(file.stat().st_size for file in version.rglob("*") if file.is_file())
    return {
        "passages": count,
        "build_s": took,
        "rate": count / took,
        "edit_s": edited,
        "disk_mb": disk / MEGABYTE,
        "build_mb": memory / MEGABYTE,
    }


def serve(root: Path) -> dict[str, float]:
    """Open an index, and search in it."""
    index = Index(root / "index", open_chroma, Near.name)
    retriever = Retriever(index, Near())
    texts = [text for pair in zip(paragraphs(RUNS), map(french, range(RUNS)), strict=True) for text in pair]
    questions = list(islice(cycle(" ".join(text.split()[:9]) for text in texts), 2 * RUNS))

    def search(at: int) -> float:
        started = time.perf_counter()
        retriever.find(f"{questions[at]} ?", "fr" if at % 2 else "en", 6, weigh=True)
        return time.perf_counter() - started

    opened = search(0)
    took = sorted(search(at) * 1000 for at in range(2 * RUNS))
    with ThreadPoolExecutor(4) as pool:
        started = time.perf_counter()
        list(pool.map(search, range(2 * RUNS)))
        four = 2 * RUNS / (time.perf_counter() - started)
    with index.snapshot() as snapshot:
        rows = sum(snapshot.manifest.rows.values())
        some = list(snapshot.manifest.hashes)[:: max(1, snapshot.manifest.passages // RUNS)]
        stored = [
            (snapshot.rows[entry.passage.language], entry.chunk_vectors[0]) for entry in snapshot.entries(some).values()
        ]
        found = [collection.nearest(vector, 1)[0].score > FINDS_ITSELF for collection, vector in stored]
    resident = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    index.close()
    return {
        "rows": rows,
        "open_s": opened,
        "serve_mb": resident / MEGABYTE,
        "four_per_s": four,
        "found_self": sum(found) / len(found),
        "p50_ms": statistics.median(took),
        "p95_ms": took[int(0.95 * (len(took) - 1))],
    }


def encoding() -> float:
    """Return the seconds that the default encoders need for one sentence."""
    embedder = make_embedder(load_settings())
    embedder.load()
    texts = [text for file in passages(2 * PER_FILE) for text in file][-SAMPLE:]
    embedder.documents(texts[:16])
    started = time.perf_counter()
    embedder.documents(texts)
    return (time.perf_counter() - started) / len(texts)


def measure(count: int, seconds: float) -> dict[str, float]:
    """Return the figures for so many passages, each step in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        figures: dict[str, float] = {}
        for step in ("build", "serve"):
            sys.stderr.write(f"{count} passages: {step} ...\n")
            command = [sys.executable, "-m", "tests.benchmarks.scale", "--step", step, folder, str(count)]
            said = subprocess.run(command, cwd=REPOSITORY, check=True, stdout=subprocess.PIPE, text=True).stdout
            figures |= json.loads(said)
    figures["encode_s"] = seconds * figures["rows"]
    figures["edit_part"] = figures["edit_s"] / (figures["build_s"] + figures["encode_s"])
    return {name: float(f"{figures[name]:.4g}") for name in COLUMNS}


def table(figures: list[dict[str, float]]) -> str:
    """Return the figures as a table in Markdown, a line for each column, so that growth reads from left to right."""
    head = ["", *(f"{one['passages']:,.0f}" for one in figures)]
    lines = [head, ["---"] * len(head)]
    lines += [[name, *(_short(one[name]) for one in figures)] for name in COLUMNS[1:]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def plot(figures: list[dict[str, float]], file: Path) -> None:
    """Draw how each figure grows, both axes by powers of ten."""
    from matplotlib.figure import Figure  # noqa: PLC0415  # only when a picture is asked for

    picture = Figure(figsize=(7, 4.2), layout="constrained")
    axes = picture.subplots()
    counts = [one["passages"] for one in figures]
    for name, label in PLOTTED.items():
        axes.loglog(counts, [one[name] for one in figures], marker="o", label=label)
    axes.set_xlabel("passages")
    axes.grid(visible=True, alpha=0.3)
    axes.legend()
    picture.savefig(file)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--json", action="store_true", help="one object a line, as each size is done")
    parser.add_argument("--plot", type=Path, help="draw the figures into this file (needs the extra `eval`)")
    parser.add_argument("--step", nargs=3, help=argparse.SUPPRESS)  # one step, by the processes that this one starts
    wanted = parser.parse_args()
    if wanted.step:
        step, root, count = wanted.step
        sys.stdout.write(json.dumps(build(Path(root), int(count)) if step == "build" else serve(Path(root))))
        return
    seconds = encoding()
    figures = []
    for count in wanted.passages:
        figures.append(measure(count, seconds))
        if wanted.json:
            sys.stdout.write(json.dumps(figures[-1]) + "\n")
            sys.stdout.flush()
    if not wanted.json:
        sys.stdout.write(table(figures) + "\n")
    if wanted.plot:
        plot(figures, wanted.plot)


if __name__ == "__main__":
    main()
