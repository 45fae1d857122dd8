"""What the core asks of its engines; each port has a real engine and a fake that pass the same tests."""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Progress = Callable[[str, int, int], None]  # (stage, done, of)
CountTokens = Callable[[str], int]


class Embedder(Protocol):
    """Turns text into unit vectors in which nearness is likeness of meaning."""

    name: str  # the model's identity, recorded in the index's manifest

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Return shape (len(texts), d), float32, each row of length 1."""

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Return shape (len(texts), d), float32, each row of length 1."""


class Reranker(Protocol):
    """Reads a question and a text together and says how well the one answers the other."""

    name: str

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return each text's score, 0..1, in their order; a text too long for the model is cut."""


@dataclass(frozen=True, slots=True)
class Message:
    """One chat message: `role` is system, user or assistant."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What a small model is held to, where it can be: at least so many sentences, the first opening with these words.

    The opening only leads the model to report instead of echoing the question: it is no part of the reply.
    """

    sentences: int = 0
    opening: str = ""


FREE = Shape()


class ChatModel(Protocol):
    """Writes text from messages, and judges yes or no."""

    name: str
    taught: bool  # whether it was trained on the program's own prompts: it needs no examples, and knows when to stop

    def stream(self, messages: Sequence[Message], max_tokens: int, shape: Shape = FREE) -> Generator[str, None, None]:
        """Yield pieces of the reply; closing the iterator stops generation. Raises ChatError and Unwanted."""

    def judge(self, messages: Sequence[Message], yes: str, no: str, *, closely: bool = False) -> float:
        """Return the probability (0..1) that the reply's first token is `yes` rather than `no`. Raises the same.

        `closely`: as a model that was taught that as well reads it, who does what above all; any other as always.
        """

    def read(self, messages: Sequence[Message]) -> None:
        """Read what later requests begin with, where that spares them time; never raises, may do nothing."""

    def close(self) -> None:
        """Stop whatever this model started; safe to call twice."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a store: flat metadata of str, int or float values, never empty."""

    id: str
    text: str
    metadata: Mapping[str, str | int | float]


@dataclass(frozen=True, slots=True)
class Match:
    """A stored row's id and its cosine similarity (-1..1) to the vector asked for."""

    id: str
    score: float


class Collection(Protocol):
    """Rows with unit vectors, searched by cosine similarity."""

    def add(self, rows: Sequence[Row], vectors: Vectors) -> None:
        """Store rows; an id that exists is replaced."""

    def change(self, rows: Sequence[Row]) -> None:
        """Give stored rows the metadata of these, which have the same keys; their texts and vectors stay."""

    def remove(self, ids: Sequence[str]) -> None:
        """Remove stored rows."""

    def nearest(self, vector: Vectors, k: int) -> list[Match]:
        """Return at most k matches, best first."""

    def get(self, ids: Sequence[str]) -> list[tuple[Row, Vectors]]:
        """Return the rows with these ids and their vectors, in this order, without those that do not exist."""

    def count(self) -> int:
        """Return how many rows are stored."""


class VectorStore(Protocol):
    """A set of named collections that open and close together."""

    def collection(self, name: str, *, create: bool = False) -> Collection:
        """Return the collection; create it first when asked to. Raises IndexDamaged when absent."""

    def prepare(self, writes: Mapping[str, int]) -> None:
        """Make each collection ready for so many rows added, changed or removed, creating those that are absent.

        Collections had before are stale.
        """

    def copy(self, folder: Path) -> None:
        """Write a copy, whole whoever reads meanwhile, into a folder that is not there yet. Raises IndexDamaged."""

    def seal(self) -> None:
        """End the writing: from here on the store is only read."""

    def close(self) -> None:
        """Let go of files and memory; safe to call twice."""


class OpenStore(Protocol):
    """Opens the vector store kept in a folder."""

    def __call__(self, folder: Path) -> VectorStore:
        """Open, creating an empty store in an empty folder. Raises IndexDamaged."""
