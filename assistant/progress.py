"""Progress of long work, on standard error: a bar on a terminal, a line a stage elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from assistant.ports import Progress as Report

_LABELS = {
    "download": "Fetching the language model",
    "verify": "Checking the language model's file",
    "wait": "Another process is fetching the language model",
    "translating": "Translating",
    "cutting": "Cutting into sentences",
    "embedding": "Embedding",
    "golden": "Asking the golden questions",
}
_BYTES = ("download", "verify", "wait")


@contextmanager
def shown(console: Console) -> Iterator[Report]:
    """Give a function that reports (stage, done, of); bytes for files, counts otherwise."""
    if not console.is_terminal:
        yield _lines(console)
        return
    bars = {
        unit: Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            column,
            TimeRemainingColumn(),
            console=console,
            transient=True,
        )
        for unit, column in (("bytes", DownloadColumn()), ("count", MofNCompleteColumn()))
    }
    with _Bars(bars) as report:
        yield report


class _Bars:
    """One bar at a time, of the kind its stage asks for."""

    def __init__(self, kinds: dict[str, Progress]) -> None:
        self._kinds = kinds
        self._shown: tuple[str, Progress, TaskID] | None = None

    def __enter__(self) -> Report:
        return self._report

    def __exit__(self, *_: object) -> None:
        if self._shown:
            self._shown[1].stop()
        self._shown = None

    def _report(self, stage: str, done: int, of: int) -> None:
        if self._shown is None or self._shown[0] != stage:
            self.__exit__()
            bar = self._kinds["bytes" if stage in _BYTES else "count"]
            bar.start()
            self._shown = (stage, bar, bar.add_task(_LABELS.get(stage, stage), total=of))
        _, bar, task = self._shown
        bar.update(task, completed=done, total=of)
        if done >= of:
            bar.remove_task(task)
            self.__exit__()


def _lines(console: Console) -> Report:
    begun: set[str] = set()

    def report(stage: str, _done: int, _of: int) -> None:
        if stage not in begun:
            begun.add(stage)
            console.print(f"{_LABELS.get(stage, stage)} ...", highlight=False)

    return report
