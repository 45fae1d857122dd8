"""What the tests of faults run in processes of their own, to be killed: builds with the real Chroma."""

import os
import signal
from collections.abc import Callable, Sequence
from itertools import count
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import NoReturn

from assistant import build as build_module
from assistant import index as versions
from assistant.engines.vectors import ChromaCollection, open_chroma
from assistant.ports import Row, Vectors
from tests.fakes import FakeEmbedder
from tests.small_site import TEXTS, Site


def numbered(number: int) -> dict[str, str]:
    """Return a corpus in which every text says its number."""
    return {
        **{name: f"{text} Count {number}." for name, text in TEXTS.items()},
        **{f"p{at}": f"Report {at} of count {number} tells of schools. It has a second sentence." for at in range(3)},
    }


def die(*_: object, **__: object) -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


def before(place: object, name: str) -> None:
    """Let the process die when a function is called."""
    setattr(place, name, die)


def after(place: object, name: str) -> None:
    """Let the process die when a function has done its work."""
    done: Callable[..., object] = getattr(place, name)

    def then_die(*values: object, **named: object) -> NoReturn:
        done(*values, **named)
        die()

    setattr(place, name, then_die)


class Dying(FakeEmbedder):
    """Embeds one batch, then dies."""

    def documents(self, texts: Sequence[str]) -> Vectors:
        self._embed(texts[:1])
        die()


def _halfway() -> None:
    """Die once a part of the rows is written."""
    add = ChromaCollection.add

    def some(self: ChromaCollection, rows: Sequence[Row], vectors: Vectors) -> None:
        add(self, rows[: max(1, len(rows) // 2)], vectors[: max(1, len(rows) // 2)])
        die()

    ChromaCollection.add = some  # type: ignore[method-assign]  # this process is about to die


STEPS: dict[str, Callable[[], None]] = {
    "embedding": lambda: None,
    "writing": _halfway,
    "written": lambda: after(ChromaCollection, "add"),
    "validating": lambda: before(build_module, "check_found"),
    "validated": lambda: before(build_module, "write_report"),
    "switching, before the version is in its place": lambda: before(Path, "rename"),
    "switching, before the pointer moves": lambda: before(Path, "replace"),
    "switching, after the pointer moved": lambda: after(Path, "replace"),
    "cleaning, before": lambda: after(versions, "publish"),
    "cleaning": lambda: _in_second_sweep(),
}


def _in_second_sweep() -> None:
    """Die in the middle of removing an old version."""
    remove = versions.shutil.rmtree  # type: ignore[attr-defined]  # the module's own

    def half(path: Path, **_: object) -> None:
        if path.name.startswith("v"):
            (path / "manifest.json").unlink()
            die()
        remove(path, ignore_errors=True)

    versions.shutil.rmtree = half  # type: ignore[attr-defined]  # this process is about to die


def die_at(root: Path, step: str, number: int) -> None:
    """Build a numbered corpus and die at a step."""
    site = Site(root, open_chroma)
    site.write(numbered(number))
    STEPS[step]()
    site.build(Dying() if step == "embedding" else None, keep=2)


def build_on(root: Path, first: int, begun: Event) -> None:
    """Build one numbered corpus after another until killed."""
    site = Site(root, open_chroma)
    begun.set()
    for number in count(first):
        site.write(numbered(number))
        site.build(keep=2)


def build_some(root: Path, first: int, last: int) -> None:
    """Build numbered corpora, from scratch now and then."""
    site = Site(root, open_chroma)
    for number in range(first, last + 1):
        site.write(numbered(number))
        site.build(keep=2, rebuild=number % 7 == 0)
