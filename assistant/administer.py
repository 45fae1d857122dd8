"""The index as an administrator keeps it while it serves: one job at a time, in a thread of its own."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from assistant.build import Builder, Orders
from assistant.earlier import Quoted
from assistant.errors import AssistantError, IndexFault
from assistant.history import Kept, listed, roll_back
from assistant.index import current_version
from assistant.ports import Progress
from assistant.report import Built, Report, Trial, read_report

Kind = Literal["build", "rebuild", "trial"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """A build or a trial: how far it is, and what came of it once it runs no more."""

    kind: Kind
    running: bool = True
    stage: str = ""  # as builds name their stages
    done: int = 0
    of: int = 0
    built: Built | None = None
    trial: Trial | None = None
    error: AssistantError | None = None


class Administration:
    """Builds, tries, goes back; safe to use from several threads.

    `make` gives the builder when it is first needed, `earlier` the quotes of earlier answers when a build begins; where
    `can_build` is false, this machine only serves.
    """

    def __init__(
        self, make: Callable[[], Builder], earlier: Callable[[], tuple[Quoted, ...]] = tuple, *, can_build: bool = True
    ) -> None:
        self._make, self._earlier = make, earlier
        self.can_build = can_build
        self._lock = threading.Lock()
        self._builder: Builder | None = None
        self._job: Job | None = None

    @property
    def job(self) -> Job | None:
        """The last job, running or not."""
        return self._job

    def start(self, kind: Kind) -> bool:
        """Begin a job; False when one runs already, or this machine only serves."""
        with self._lock:
            if not self.can_build or (self._job and self._job.running):
                return False
            self._job = Job(kind)
        threading.Thread(target=self._run, args=(kind,), name="administration", daemon=True).start()
        return True

    def versions(self) -> list[Kept]:
        """Return the versions kept, newest first. Raises AssistantError."""
        builder = self._made()
        return listed(builder.index, builder.shared)

    def report(self) -> Report | None:
        """Return what the build of the version in force changed; None where that is not known."""
        builder = self._made()
        try:
            return read_report(builder.index / current_version(builder.index))
        except IndexFault:
            return None

    def roll_back(self, version: str) -> None:
        """Put an earlier version in force again. Raises IndexFault, also while a build runs."""
        builder = self._made()
        roll_back(builder.index, version, builder.embedder.name, builder.open_store, shared=builder.shared)

    def _made(self) -> Builder:
        with self._lock:
            if self._builder is None:
                self._builder = self._make()
            return self._builder

    def _run(self, kind: Kind) -> None:
        job = Job(kind, running=False)
        try:
            job = self._done(kind, self._made())
        except AssistantError as error:
            job = replace(job, error=error)
        except Exception:  # a shell: the administrator sees a sentence, the log has the traceback
            log.exception("A build failed unexpectedly.")
            job = replace(job, error=AssistantError("The build failed unexpectedly.", "See the server's log."))
        self._job = job

    def _done(self, kind: Kind, builder: Builder) -> Job:
        if kind == "trial":
            return Job(kind, running=False, trial=builder.trial(self._progress(kind)))
        orders = Orders(rebuild=kind == "rebuild", quotes=self._earlier())
        return Job(kind, running=False, built=builder.build(self._progress(kind), orders))

    def _progress(self, kind: Kind) -> Progress:
        def tell(stage: str, done: int, of: int) -> None:
            self._job = Job(kind, stage=stage, done=done, of=of)

        return tell
