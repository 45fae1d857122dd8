"""Rows with their vectors -> a version's store: from the version before, where most of its rows are the same.

A version's rows.json says what its store holds, row by row, so that the next build copies that store and writes only
what differs. A row whose text is the same keeps its vector; what is known of its place (file, section, line) is
written over. The copy is then read once, row by row: where the store before was damaged, it is filled afresh. It is
disposable until it is published: a kill while it is written costs nothing.
"""

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.errors import IndexDamaged
from assistant.manifest import FROM_NOTHING
from assistant.ports import OpenStore, Row, Vectors, VectorStore
from assistant.records import Language
from assistant.rows import row_language
from assistant.snapshot import collection_name

MOST = 0.5  # share of rows that differ over which the store is filled afresh
DEAD = 0.25  # share of removed rows, which the graph of vectors goes on carrying, over which it is filled afresh
FILE = "rows.json"
PART = 2000  # rows read at once
ROUNDING = 1e-3  # how far a stored vector may be from what was stored, in each place
Marks = tuple[str, str]  # of a row's text and the names of its metadata, and of their values


@dataclass(frozen=True, slots=True)
class Held:
    """What a store holds: each row's marks by id, and how many rows were removed since it was filled afresh."""

    rows: Mapping[Language, Mapping[str, Marks]]
    removed: int = 0

    @property
    def count(self) -> int:
        """How many rows there are."""
        return sum(map(len, self.rows.values()))


@dataclass(frozen=True, slots=True)
class _Difference:
    """What to write into one language's collection; `add` and `change` are places among all rows."""

    remove: Sequence[str]
    add: Sequence[int]
    change: Sequence[int]

    @property
    def writes(self) -> int:
        return len(self.remove) + len(self.add) + len(self.change)


def fill(folder: Path, rows: Sequence[Row], vectors: Vectors, base: Path | None, open_store: OpenStore) -> None:
    """Fill the store of the version in `folder`, and write down what it holds.

    `base` is a version in which the same text has the same vector. Raises IndexDamaged, OSError.
    """
    wanted = _held(rows)
    before = _read(base) if base else None
    if base and before:
        differences = _differences(before, wanted, rows)
        gone = before.removed + sum(len(one.remove) for one in differences.values())
        if set(before.rows) == set(wanted.rows) and _worth(differences, gone, wanted.count):
            try:
                with closing(open_store(base / "store")) as store:
                    store.copy(folder / "store")
                _write(folder / "store", differences, rows, vectors, open_store)
                _check(folder / "store", rows, vectors, open_store)
            except IndexDamaged:  # the copied store is not what it should be
                shutil.rmtree(folder / "store", ignore_errors=True)
            else:
                _save(folder, Held(wanted.rows, gone))
                return
    _write(folder / "store", _differences(Held({}), wanted, rows), rows, vectors, open_store)
    _save(folder, wanted)


def _worth(differences: Mapping[Language, "_Difference"], gone: int, count: int) -> bool:
    """Tell whether following on from what was held before costs less than filling afresh."""
    return sum(one.writes for one in differences.values()) <= MOST * count and gone <= DEAD * count


def _differences(before: Held, wanted: Held, rows: Sequence[Row]) -> dict[Language, _Difference]:
    places = {row.id: place for place, row in enumerate(rows)}
    found = {}
    for language, new in wanted.rows.items():
        old = before.rows.get(language, {})
        other = [name for name, (text, _) in new.items() if name in old and old[name][0] != text]
        found[language] = _Difference(
            remove=[*(name for name in old if name not in new), *other],
            add=[places[name] for name in new if name not in old] + [places[name] for name in other],
            change=[
                places[name]
                for name, (text, values) in new.items()
                if name in old and old[name][0] == text and old[name][1] != values
            ],
        )
    return found


def _write(
    folder: Path,
    differences: Mapping[Language, _Difference],
    rows: Sequence[Row],
    vectors: Vectors,
    open_store: OpenStore,
) -> None:
    store = open_store(folder)
    try:
        _write_into(store, differences, rows, vectors)
        store.seal()
    finally:
        store.close()


def _write_into(
    store: VectorStore, differences: Mapping[Language, _Difference], rows: Sequence[Row], vectors: Vectors
) -> None:
    store.prepare({collection_name(language): one.writes for language, one in differences.items()})
    for language, one in differences.items():
        if not one.writes:
            continue
        collection = store.collection(collection_name(language))
        collection.remove(one.remove)
        collection.change([rows[place] for place in one.change])
        collection.add([rows[place] for place in one.add], vectors[list(one.add)])


def _check(folder: Path, rows: Sequence[Row], vectors: Vectors, open_store: OpenStore) -> None:
    """Raise IndexDamaged unless every row is stored as it should be."""
    by_language: dict[Language, list[int]] = {}
    for place, row in enumerate(rows):
        by_language.setdefault(row_language(row), []).append(place)
    with closing(open_store(folder)) as store:
        for language, places in by_language.items():
            collection = store.collection(collection_name(language))
            for start in range(0, len(places), PART):
                part = places[start : start + PART]
                stored = collection.get([rows[place].id for place in part])
                same = [row == rows[place] for (row, _), place in zip(stored, part, strict=False)]
                found = np.array([vector for _, vector in stored])
                if len(stored) != len(part) or not all(same) or not np.allclose(found, vectors[part], atol=ROUNDING):
                    raise IndexDamaged("The index before does not hold what it should.", FROM_NOTHING)


def _held(rows: Sequence[Row]) -> Held:
    marks: dict[Language, dict[str, Marks]] = {}
    for row in rows:
        marks.setdefault(row_language(row), {})[row.id] = (
            _mark([row.text, *sorted(row.metadata)]),
            _mark(sorted(row.metadata.items())),
        )
    return Held(marks)


def _mark(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:16]


def _save(folder: Path, held: Held) -> None:
    written = json.dumps({"removed": held.removed, "rows": held.rows})
    (folder / FILE).write_text(written, encoding="utf-8")


def _read(folder: Path) -> Held | None:
    """Return what a version's store holds; None where that is not known."""
    try:
        raw = json.loads((folder / FILE).read_text(encoding="utf-8"))
        rows = {language: {name: (a, b) for name, (a, b) in by.items()} for language, by in raw["rows"].items()}
        return Held(rows, int(raw["removed"]))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
