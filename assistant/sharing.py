"""What machines share of an index: which version is in force, its small files, and whose turn it is to build."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Protocol

from assistant.errors import IndexMissing
from assistant.lock import one_builder


class Shared(Protocol):
    """Versions kept where every machine finds them; a folder holds this machine's copies of their small files."""

    def pull(self, folder: Path, *, whole: bool = False) -> None:
        """Put in force in the folder what is in force for all, fetching its files; `whole`: every other version too.

        Cheap to ask before each question. Raises IndexMissing, IndexUnreachable, IndexDamaged.
        """

    def gather(self, folder: Path) -> None:
        """Pull, and have in the folder the files of every version that any machine built and that is still kept.

        Raises IndexMissing, IndexUnreachable, IndexDamaged.
        """

    def leading(self, folder: Path, wait: float) -> AbstractContextManager[None]:
        """Be the only builder among all machines. Raises IndexLocked naming the other, IndexUnreachable."""

    def publish(self, version: Path, build: str) -> None:
        """Send the small files of the version in a folder, then put it in force for all; only while leading."""

    def switch(self, version: Path, build: str) -> None:
        """Put a version that was sent in force for all; only while leading."""

    def sweep(self, keep: int) -> None:
        """Remove what no version in use needs: all but the last `keep`, and unfinished ones; only while leading."""


class Alone:
    """One machine: its folder is all there is."""

    def pull(self, folder: Path, *, whole: bool = False) -> None:
        """Do nothing: the folder itself says what is in force."""

    def gather(self, folder: Path) -> None:
        """Do nothing: the folder has them all."""

    @contextmanager
    def leading(self, folder: Path, wait: float) -> Iterator[None]:
        """Do nothing: the folder's own lock is enough."""
        yield

    def publish(self, version: Path, build: str) -> None:
        """Do nothing."""

    def switch(self, version: Path, build: str) -> None:
        """Do nothing."""

    def sweep(self, keep: int) -> None:
        """Do nothing."""


ALONE = Alone()


@contextmanager
def one_writer(folder: Path, wait: float, shared: Shared) -> Iterator[None]:
    """Hold the lock of the folder, and of all machines; the folder then has what the others built.

    Raises IndexLocked, IndexUnreachable, IndexDamaged.
    """
    with one_builder(folder, wait), shared.leading(folder, wait):
        with suppress(IndexMissing):
            shared.pull(folder, whole=True)
        yield
