"""Stand-ins for the engines that need no model; they pass the same contract tests as the real ones."""

import json
import re
import shutil
import zlib
from collections.abc import Callable, Generator, Mapping, Sequence
from pathlib import Path

import numpy as np

from assistant.errors import ChatError, IndexDamaged
from assistant.neutral import unit
from assistant.ports import FREE, Embedder, Match, Message, Row, Shape, Vectors

Stored = tuple[str, dict[str, str | int | float], list[float]]  # text, metadata, vector


class FakeChat:
    """Says what it is told to: `reply` word by word, `judgement` whenever asked; keeps what it was asked.

    Either may be a function of the messages. With `fails_after` it breaks off after so many words.
    """

    name = "fake"
    taught = False

    def __init__(
        self,
        reply: str | Callable[[Sequence[Message]], str] = "It is so.",
        judgement: float | Callable[[Sequence[Message]], float] = 1.0,
        fails_after: int | None = None,
    ) -> None:
        self.asked: list[Sequence[Message]] = []
        self.judged: list[Sequence[Message]] = []
        self.read_closely: list[Sequence[Message]] = []  # of those judged
        self.begun: list[Sequence[Message]] = []
        self.said = 0  # words yielded so far
        self.closed = False
        self._reply = reply
        self._judgement = judgement
        self._fails_after = fails_after

    def stream(self, messages: Sequence[Message], max_tokens: int, shape: Shape = FREE) -> Generator[str, None, None]:
        self.asked.append(messages)
        reply = self._reply if isinstance(self._reply, str) else self._reply(messages)
        for place, word in enumerate(reply.split(" ")[:max_tokens]):
            if place == self._fails_after:
                raise ChatError("The fake broke off, as it was told to.")
            self.said += 1
            yield word if place == 0 else f" {word}"

    def judge(self, messages: Sequence[Message], yes: str, no: str, *, closely: bool = False) -> float:
        self.judged.append(messages)
        if closely:
            self.read_closely.append(messages)
        return self._judgement if isinstance(self._judgement, float | int) else self._judgement(messages)

    def read(self, messages: Sequence[Message]) -> None:
        self.begun.append(messages)

    def close(self) -> None:
        self.closed = True


class Remembering:
    """An embedder as it is, which embeds each text once a session: most of what tests embed, others embedded before."""

    def __init__(self, embedder: Embedder) -> None:
        self.name = embedder.name
        self._sides = {"documents": embedder.documents, "questions": embedder.questions}
        self._known: dict[tuple[str, str], Vectors] = {}

    def load(self) -> None:
        """Do nothing: what it embeds with was loaded before it was given."""

    def documents(self, texts: Sequence[str]) -> Vectors:
        return self._of("documents", texts)

    def questions(self, texts: Sequence[str]) -> Vectors:
        return self._of("questions", texts)

    def _of(self, side: str, texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if (side, text) not in self._known]
        if new:
            self._known.update(zip([(side, text) for text in new], self._sides[side](new), strict=True))
        return np.stack([self._known[side, text] for text in texts]) if len(texts) else self._sides[side](texts)


class FakeEmbedder:
    """Bags of words: texts are near when they share words. Keeps the texts it was given.

    With `stops_with` it raises that once it has embedded `stops_after` texts.
    """

    def __init__(self, name: str = "fake", stops_with: BaseException | None = None, stops_after: int = 0) -> None:
        self.name = name
        self.texts: list[str] = []
        self.stops_with, self.stops_after = stops_with, stops_after

    def documents(self, texts: Sequence[str]) -> Vectors:
        return self._embed(texts)

    def questions(self, texts: Sequence[str]) -> Vectors:
        return self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> Vectors:
        self.texts.extend(texts)
        if self.stops_with is not None and len(self.texts) > self.stops_after:
            raise self.stops_with
        vectors = np.zeros((len(texts), 64), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.casefold()) or [""]:
                vectors[row, zlib.crc32(word.encode()) % 64] += 1
        return unit(vectors)


class FakeReranker:
    """Prefers the texts that have its favourite words, the first of them most; keeps what it was asked."""

    name = "fake"

    def __init__(self, *favourites: str) -> None:
        self.favourites = favourites
        self.asked: list[tuple[str, Sequence[str]]] = []

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        self.asked.append((question, texts))
        return [next((1 / n for n, word in enumerate(self.favourites, 1) if word in text), 0.0) for text in texts]


class FakeStore:
    """The port `VectorStore` over one JSON file in its folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "fake.json"
        self.closed = False
        self.collections: dict[str, FakeCollection] = {}
        try:
            saved = json.loads(self._file.read_text(encoding="utf-8")) if self._file.exists() else {}
            self.collections = {name: FakeCollection(self, rows) for name, rows in saved.items()}
        except (ValueError, AttributeError) as error:
            raise IndexDamaged(f"The fake store cannot be read ({error}).", "Build it again.") from None

    def collection(self, name: str, *, create: bool = False) -> "FakeCollection":
        if self.closed or create == (name in self.collections):
            raise IndexDamaged(f"The fake store is closed, or has (or has no) {name}.", "Build it again.")
        if create:
            self.collections[name] = FakeCollection(self, {})
            self.save()
        return self.collections[name]

    def prepare(self, writes: Mapping[str, int]) -> None:
        for name in writes:
            if name not in self.collections:
                self.collection(name, create=True)

    def copy(self, folder: Path) -> None:
        shutil.copytree(self._file.parent, folder)

    def seal(self) -> None:
        self.save()

    def save(self) -> None:
        saved = {name: collection.rows for name, collection in self.collections.items()}
        self._file.write_text(json.dumps(saved), encoding="utf-8")

    def close(self) -> None:
        self.closed = True


class FakeCollection:
    """The port `Collection`: id -> (text, metadata, vector)."""

    def __init__(self, store: FakeStore, rows: dict[str, Stored]) -> None:
        self.rows = rows
        self._store = store

    def add(self, rows: Sequence[Row], vectors: Vectors) -> None:
        for row, vector in zip(rows, vectors, strict=True):
            self.rows[row.id] = (row.text, dict(row.metadata), vector.tolist())
        self._store.save()

    def change(self, rows: Sequence[Row]) -> None:
        for row in rows:
            text, _, vector = self.rows[row.id]
            self.rows[row.id] = (text, dict(row.metadata), vector)
        self._store.save()

    def remove(self, ids: Sequence[str]) -> None:
        for name in ids:
            del self.rows[name]
        self._store.save()

    def nearest(self, vector: Vectors, k: int) -> list[Match]:
        asked = unit(vector[None, :])[0]
        matches = [Match(row.id, float(mine @ asked)) for row, mine in self.get(list(self.rows))]
        return sorted(matches, key=lambda match: -match.score)[:k]

    def get(self, ids: Sequence[str]) -> list[tuple[Row, Vectors]]:
        known = ((name, self.rows[name]) for name in ids if name in self.rows)
        return [(Row(name, text, data), np.array(vector, dtype=np.float32)) for name, (text, data, vector) in known]

    def count(self) -> int:
        return len(self.rows)
