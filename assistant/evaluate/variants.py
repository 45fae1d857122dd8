"""Indexes made for a measurement alone: like the one in force but for one thing, in folders that go afterwards."""

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from assistant import expected
from assistant.build import Builder
from assistant.corpus import list_files
from assistant.engines.vectors import open_chroma
from assistant.index import Index, current_version
from assistant.manifest import read_manifest, write_manifest
from assistant.ports import Progress
from assistant.sharing import ALONE

FEWER = 3  # one in so many of a passage's expected questions is in a shorter list


@contextmanager
def built(variant: Callable[[Path], Builder], progress: Progress) -> Iterator[Index]:
    """Give an index of its own, in a folder that goes afterwards; what was embedded already here is taken over.

    It is kept in files, be the one in force on a server, and no golden question is asked of it.
    """
    with tempfile.TemporaryDirectory() as name:
        builder = variant(Path(name))
        target = Path(name) / "index"
        _lend(builder, target)
        replace(builder, index=target, shared=ALONE, open_store=open_chroma, golden=None).build(progress)
        with closing(Index(target, open_chroma, builder.embedder.name)) as index:
            yield index


def with_fewer_expected(builder: Builder, folder: Path) -> Builder:
    """Return what builds from a copy of the corpus in which passages' lists of expected questions are shorter."""
    corpus = folder / "corpus"
    shutil.copytree(builder.corpus, corpus)
    for path in list_files(corpus, expected.FILE):
        path.write_text(_fewer(path.read_text(encoding="utf-8-sig")), encoding="utf-8")
    return replace(builder, corpus=corpus)


def _fewer(text: str) -> str:
    lines, place = [], 0
    for line in text.split("\n"):
        if line.strip().startswith("#"):
            place = 0
        is_item = re.match(r"\s*[-*]\s", line) is not None
        if not is_item or place % FEWER == 0:
            lines.append(line)
        place += is_item
    return "\n".join(lines)


def _lend(builder: Builder, target: Path) -> None:
    """Put the vectors of the version in force where a build finds them, under a manifest that is out of date."""
    version = current_version(builder.index)
    if not (builder.index / version / "vectors.npz").is_file():  # another machine has built it
        return
    (target / version).mkdir(parents=True)
    shutil.copy(builder.index / version / "vectors.npz", target / version)
    write_manifest(target / version, replace(read_manifest(builder.index / version), fingerprint="", means={}))
    (target / "CURRENT").write_text(version, encoding="utf-8")
