"""Whether anybody still waits for what is being made: who waits for a model looks up from it and stops."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Unwanted(Exception):
    """Nobody waits any more for what is being made."""


def _never() -> bool:
    return False


_lost: ContextVar[Callable[[], bool]] = ContextVar("lost", default=_never)


@contextmanager
def until(lost: Callable[[], bool]) -> Iterator[None]:
    """Let what this thread makes here be given up once `lost` tells that nobody waits for it."""
    token = _lost.set(lost)
    try:
        yield
    finally:
        _lost.reset(token)


def look_up() -> None:
    """Raise Unwanted where nobody waits any more for what this thread makes."""
    if _lost.get()():
        raise Unwanted
