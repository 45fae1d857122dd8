"""One contract for every vector store, fake or real; then what is Chroma's alone."""

import os
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import chromadb
import numpy as np
import pytest

from assistant.engines.chroma_server import ChromaServer
from assistant.engines.server_store import open_on
from assistant.engines.vectors import BREADTH, SYNC_THRESHOLD, ChromaStore, open_chroma
from assistant.errors import IndexDamaged
from assistant.neutral import unit
from assistant.ports import Collection, OpenStore, Row, Vectors, VectorStore
from tests.fakes import FakeStore

RNG = np.random.default_rng(0)
SIZE = 8
NAMES = ("a", "b", "c", "d", "e", "f")
VECTORS: Vectors = unit(RNG.normal(size=(len(NAMES), SIZE)).astype(np.float32))


def row(name: str, number: int = 0, language: str = "fr") -> Row:
    return Row(
        name, f"Texte {name}", {"passage_id": f"p{number}", "language": language, "start": number, "weight": 0.5}
    )


ROWS = [row(name, number // 2, "fr" if number % 2 else "en") for number, name in enumerate(NAMES)]


def got(collection: Collection, ids: list[str]) -> list[Row]:
    return [row for row, _ in collection.get(ids)]


@pytest.fixture(params=["fake", "chroma", "server"])
def opened(request: pytest.FixtureRequest) -> OpenStore:
    if request.param == "server":
        return open_on(ChromaServer(request.getfixturevalue("chroma_run").url))
    return FakeStore if request.param == "fake" else open_chroma


@pytest.fixture
def store(opened: OpenStore, tmp_path: Path) -> Iterator[VectorStore]:
    """A store whose collection `rows` holds six rows."""
    store = opened(tmp_path / "store")
    store.collection("rows", create=True).add(ROWS, VECTORS)
    yield store
    store.close()


class TestEveryStore:
    def test_what_was_added_is_counted(self, store: VectorStore) -> None:
        assert store.collection("rows").count() == 6

    def test_rows_come_back_as_they_were_in_the_order_asked_for(self, store: VectorStore) -> None:
        wanted = [ROWS[3], ROWS[0], ROWS[5]]
        assert got(store.collection("rows"), ["d", "a", "f"]) == wanted

    def test_ids_that_do_not_exist_are_passed_over(self, store: VectorStore) -> None:
        assert got(store.collection("rows"), ["x", "b", "y"]) == [ROWS[1]]
        assert store.collection("rows").get(["x"]) == []
        assert store.collection("rows").get([]) == []

    def test_a_row_asked_for_twice_comes_twice(self, store: VectorStore) -> None:
        assert got(store.collection("rows"), ["b", "a", "b"]) == [ROWS[1], ROWS[0], ROWS[1]]

    def test_the_same_id_replaces_text_metadata_and_vector(self, store: VectorStore) -> None:
        rows = store.collection("rows")
        rows.add([Row("a", "Autre", {"passage_id": "p9", "language": "en"})], VECTORS[5:6])
        assert rows.count() == 6
        assert got(rows, ["a"]) == [Row("a", "Autre", {"passage_id": "p9", "language": "en"})]
        assert {match.id for match in rows.nearest(VECTORS[5], 2)} == {"a", "f"}

    def test_nothing_may_be_added(self, store: VectorStore) -> None:
        store.collection("rows").add([], VECTORS[:0])
        assert store.collection("rows").count() == 6

    def test_a_score_is_the_cosine(self, store: VectorStore) -> None:
        asked = unit(RNG.normal(size=(1, SIZE)).astype(np.float32))[0]
        matches = store.collection("rows").nearest(asked, 6)
        cosines = {name: float(vector @ asked) for name, vector in zip(NAMES, VECTORS, strict=True)}
        assert {match.id: match.score for match in matches} == pytest.approx(cosines, abs=1e-5)

    def test_the_vector_asked_with_may_have_any_length(self, store: VectorStore) -> None:
        match = store.collection("rows").nearest(VECTORS[2] * 7, 1)[0]
        assert match.id == ROWS[2].id
        assert match.score == pytest.approx(1, abs=1e-5)

    def test_opposite_vectors_score_minus_one(self, store: VectorStore) -> None:
        assert store.collection("rows").nearest(-VECTORS[2], 6)[-1].score == pytest.approx(-1, abs=1e-5)

    def test_the_best_match_comes_first(self, store: VectorStore) -> None:
        for vector in VECTORS:
            scores = [match.score for match in store.collection("rows").nearest(vector, 6)]
            assert scores == sorted(scores, reverse=True)
            assert scores[0] == pytest.approx(1, abs=1e-5)

    @pytest.mark.parametrize(("k", "number"), [(0, 0), (1, 1), (4, 4), (6, 6), (100, 6)])
    def test_at_most_k_matches_come(self, store: VectorStore, k: int, number: int) -> None:
        assert len(store.collection("rows").nearest(VECTORS[0], k)) == number

    def test_rows_come_with_their_vectors(self, store: VectorStore) -> None:
        for row, vector in store.collection("rows").get(["e", "a", "f"]):
            assert vector == pytest.approx(VECTORS[NAMES.index(row.id)], abs=1e-6)

    def test_an_empty_collection_answers(self, store: VectorStore) -> None:
        empty = store.collection("empty", create=True)
        assert (empty.count(), empty.nearest(VECTORS[0], 3), empty.get(["a"])) == (0, [], [])

    def test_collections_do_not_mix(self, store: VectorStore) -> None:
        store.collection("other", create=True).add(ROWS[:1], VECTORS[:1])
        assert (store.collection("other").count(), store.collection("rows").count()) == (1, 6)

    def test_what_was_added_is_there_after_closing(self, store: VectorStore, opened: OpenStore, tmp_path: Path) -> None:
        store.close()
        again = opened(tmp_path / "store")
        assert got(again.collection("rows"), list(NAMES)) == ROWS
        assert again.collection("rows").nearest(VECTORS[4], 1)[0].id == ROWS[4].id
        again.close()

    def test_a_folder_may_be_renamed_once_closed(self, store: VectorStore, opened: OpenStore, tmp_path: Path) -> None:
        store.close()
        (tmp_path / "store").rename(tmp_path / "elsewhere")
        again = opened(tmp_path / "elsewhere")
        assert again.collection("rows").nearest(VECTORS[4], 1)[0].id == ROWS[4].id
        again.close()
        assert not (tmp_path / "store").exists()

    def test_a_collection_that_is_absent_is_damage(self, store: VectorStore) -> None:
        with pytest.raises(IndexDamaged, match="Build it again"):
            store.collection("absent")

    def test_a_collection_is_created_once(self, store: VectorStore) -> None:
        with pytest.raises(IndexDamaged):
            store.collection("rows", create=True)

    def test_a_closed_store_says_so(self, store: VectorStore) -> None:
        store.close()
        store.close()
        with pytest.raises(IndexDamaged, match="closed"):
            store.collection("rows")

    def test_odd_texts_come_back_word_for_word(self, store: VectorStore) -> None:
        texts = ["", " ", "a\0b", "« é »\u202f😀", "x" * 100_000, "line\nline\r\n", "'; DROP TABLE embeddings; --"]
        rows = [Row(f"odd{number}", text, {"text": text}) for number, text in enumerate(texts)]
        store.collection("rows").add(rows, np.stack([VECTORS[0]] * len(rows)))
        assert got(store.collection("rows"), [item.id for item in rows]) == rows


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """The folder of a closed Chroma store with six rows."""
    store = open_chroma(tmp_path / "store")
    store.collection("rows", create=True).add(ROWS, VECTORS)
    store.close()
    return tmp_path / "store"


def overwritten(file: Path, start: int, length: int) -> None:
    data = file.read_bytes()
    file.write_bytes(data[:start] + bytes(255 - byte for byte in data[start : start + length]) + data[start + length :])


class TestChroma:
    @pytest.mark.filterwarnings(
        "ignore:legacy embedding function config:DeprecationWarning"
    )  # Chroma's, of having none
    def test_the_durable_configuration_is_in_force(self, closed: Path) -> None:
        client = chromadb.PersistentClient(str(closed))
        hnsw = client.get_collection("rows", embedding_function=None).configuration["hnsw"]
        cast("Any", client).close()
        assert hnsw is not None
        assert (hnsw["space"], hnsw["sync_threshold"], hnsw["ef_search"]) == ("cosine", SYNC_THRESHOLD, BREADTH)
        assert SYNC_THRESHOLD >= 1_000_000

    def test_the_vectors_stay_in_the_log(self, closed: Path) -> None:
        """No write rewrites the index's own files, so that no kill can tear them."""
        with sqlite3.connect(closed / "chroma.sqlite3") as database:
            assert database.execute("select count(*) from embeddings_queue").fetchone() == (6,)
        database.close()
        assert not list(closed.rglob("*.pickle"))

    def test_more_rows_than_chroma_takes_at_once_are_stored(self, tmp_path: Path) -> None:
        store = ChromaStore(tmp_path / "store")
        assert store._client is not None
        most = store._client.get_max_batch_size()
        rows = [Row(f"r{number}", "x", {"n": number}) for number in range(most + 1)]
        store.collection("rows", create=True).add(rows, np.resize(VECTORS, (most + 1, SIZE)))
        assert store.collection("rows").count() == most + 1
        store.close()

    @pytest.mark.parametrize(
        "damage",
        [
            lambda file: file.write_bytes(b""),
            lambda file: file.write_bytes(b"not a database" * 1000),
            lambda file: os.truncate(file, file.stat().st_size // 2),
            lambda file: file.unlink(),
            lambda file: overwritten(file, 100, 4000),
            lambda file: (file.unlink(), file.mkdir()),
            lambda file: [path.unlink() for path in (file, *file.parent.rglob("*.bin"))] and file.touch(),
        ],
        ids=["emptied", "overwritten", "cut", "gone", "torn", "a folder", "all emptied"],
    )
    def test_a_damaged_folder_is_named_as_damage(self, closed: Path, damage: Callable[[Path], object]) -> None:
        damage(closed / "chroma.sqlite3")
        with pytest.raises(IndexDamaged) as caught:
            open_chroma(closed).collection("rows").count()
        assert "assistant index --rebuild" in caught.value.remedy
        assert len(str(caught.value)) < 300

    def test_a_file_where_the_folder_should_be_is_damage(self, tmp_path: Path) -> None:
        (tmp_path / "store").touch()
        with pytest.raises(IndexDamaged):
            open_chroma(tmp_path / "store")

    def test_a_full_disk_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "disk").mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=1M", "tmpfs", str(tmp_path / "disk")]
        if subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("mounting a small disk is not allowed here")
        try:
            store = open_chroma(tmp_path / "disk/store")
            rows = [Row(f"r{number}", "x" * 2000, {"n": number}) for number in range(2000)]
            with pytest.raises(IndexDamaged, match=r"cannot be written.*full.*Make room"):
                store.collection("rows", create=True).add(rows, np.resize(VECTORS, (2000, SIZE)))
            store.close()
        finally:
            subprocess.run(["umount", "-l", str(tmp_path / "disk")], check=True)

    def test_no_network_is_used(self, tmp_path: Path, no_network: None) -> None:
        store = open_chroma(tmp_path / "store")
        store.collection("rows", create=True).add(ROWS, VECTORS)
        assert store.collection("rows").nearest(VECTORS[0], 1)
        store.close()
