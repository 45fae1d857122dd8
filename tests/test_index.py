"""The index's pointer, versions and snapshots: damage is named, readers follow, nothing in use is closed."""

import json
import os
import shutil
import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import IndexDamaged, IndexMissing, IndexOutdated
from assistant.index import (
    Index,
    current_version,
    earlier,
    next_version,
    publish,
    sweep,
    versions,
)
from assistant.manifest import FORMAT, read_manifest, write_manifest
from assistant.ports import Match, Vectors, VectorStore
from assistant.report import Report, write_report
from assistant.snapshot import finds
from tests.fakes import FakeCollection, FakeStore
from tests.small_site import TEXTS, Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path)
    site.write(TEXTS, before="---\ntitle: T\n---\n")
    site.build()
    return site


class Opened:
    """Opens fake stores and keeps them."""

    def __init__(self) -> None:
        self.stores: list[FakeStore] = []

    def __call__(self, folder: Path) -> VectorStore:
        self.stores.append(FakeStore(folder))
        return self.stores[-1]

    @property
    def open(self) -> int:
        return sum(not store.closed for store in self.stores)


@pytest.fixture
def opened() -> Opened:
    return Opened()


@pytest.fixture
def index(site: Site, opened: Opened) -> Index:
    return Index(site.index, opened, "fake")


def look(index: Index) -> str:
    with index.snapshot() as snapshot:
        assert {language: rows.count() for language, rows in snapshot.rows.items()} == snapshot.manifest.rows
        return snapshot.manifest.version


class TestThePointer:
    def test_the_version_it_names_is_in_force(self, site: Site, index: Index) -> None:
        assert current_version(site.index) == look(index) == "v0001"

    def test_without_one_the_index_is_missing(self, site: Site, index: Index) -> None:
        (site.index / "CURRENT").unlink()
        with pytest.raises(IndexMissing, match=r"There is no index yet\. Build it: assistant index"):
            look(index)

    def test_without_a_folder_the_index_is_missing(self, tmp_path: Path) -> None:
        with pytest.raises(IndexMissing):
            look(Index(tmp_path / "nowhere", FakeStore, "fake"))

    @pytest.mark.parametrize("name", ["v0099", "", " \n", "a\0b", "/nowhere"])
    def test_a_version_that_is_not_there_is_missing(self, site: Site, index: Index, name: str) -> None:
        (site.index / "CURRENT").write_text(name, encoding="utf-8")
        with pytest.raises(IndexMissing, match="Build it again"):
            look(index)

    @pytest.mark.parametrize("content", [b"\xff\xfe", None])
    def test_one_that_cannot_be_read_is_damage(self, site: Site, index: Index, content: bytes | None) -> None:
        (site.index / "CURRENT").unlink()
        if content is None:
            (site.index / "CURRENT").mkdir()
        else:
            (site.index / "CURRENT").write_bytes(content)
        with pytest.raises(IndexDamaged, match="pointer cannot be read"):
            look(index)

    def test_it_can_be_set_back_by_hand(self, site: Site, index: Index) -> None:
        site.write({"new": "Something new."})
        site.build()
        assert look(index) == "v0002"
        (site.index / "CURRENT").write_text("v0001\n", encoding="utf-8")
        assert look(index) == "v0001"


class TestAnotherBuilder:
    def test_another_embedding_model_is_named_with_the_one_wanted(self, site: Site) -> None:
        with pytest.raises(IndexOutdated, match=r"built with the embedding model fake; the settings ask for other\."):
            look(Index(site.index, FakeStore, "other"))

    @pytest.mark.parametrize("number", [0, FORMAT + 1, None, str(FORMAT)])
    def test_another_format_is_outdated(self, site: Site, index: Index, number: object) -> None:
        file = site.index / "v0001/manifest.json"
        file.write_text(json.dumps({**json.loads(file.read_text()), "format": number}), encoding="utf-8")
        with pytest.raises(IndexOutdated, match="another version of this program"):
            look(index)

    def test_a_later_format_with_other_fields_is_outdated_not_damaged(self, site: Site, index: Index) -> None:
        (site.index / "v0001/manifest.json").write_text('{"format": 99, "new": "field"}', encoding="utf-8")
        with pytest.raises(IndexOutdated):
            look(index)


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def changed(name: str, value: object) -> Callable[[Path], object]:
    """Return what changes one field of a manifest."""
    return lambda file: file.write_text(json.dumps({**json.loads(file.read_text()), name: value}), encoding="utf-8")


def without(name: str) -> Callable[[Path], object]:
    """Return what removes one field of a manifest."""
    return lambda file: file.write_text(
        json.dumps({key: value for key, value in json.loads(file.read_text()).items() if key != name}), encoding="utf-8"
    )


def flipped(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 255
    file.write_bytes(data)


DAMAGES: dict[str, tuple[str, Callable[[Path], object]]] = {
    "manifest cut": ("manifest.json", cut),
    "manifest emptied": ("manifest.json", lambda file: file.write_bytes(b"")),
    "manifest gone": ("manifest.json", lambda file: file.unlink()),
    "manifest binary": ("manifest.json", lambda file: file.write_bytes(b"\xff\0")),
    "manifest a list": ("manifest.json", lambda file: file.write_text("[]")),
    "manifest without counts": ("manifest.json", without("sentences")),
    "manifest with another field": ("manifest.json", changed("surprise", 1)),
    "manifest with another count": ("manifest.json", changed("rows", {"en": 4, "fr": 3})),
    "manifest with another count of texts": ("manifest.json", changed("texts", {"en": 9, "fr": 1})),
    "manifest without means": ("manifest.json", changed("means", {})),
    "manifest with odd means": ("manifest.json", changed("means", {"documents": 3, "questions": 4})),
    "manifest with odd questions": ("manifest.json", changed("related", [{"text": "x"}])),
    "manifest with a question too many": (
        "manifest.json",
        changed("related", [{"text": "x", "contributions": 1, "document": "T", "language": "en"}]),
    ),
    "words gone": ("words-en/vocab.index.json", lambda file: file.unlink()),
    "words cut": ("words-en/data.csc.index.npy", cut),
    "words of other texts": ("words-en/ids.json", lambda file: file.write_text('["a"]')),
    "vectors cut": ("known.npz", cut),
    "vectors emptied": ("known.npz", lambda file: file.write_bytes(b"")),
    "vectors gone": ("known.npz", lambda file: file.unlink()),
    "vectors flipped": ("known.npz", flipped),
    "vectors no archive": ("known.npz", lambda file: file.write_bytes(b"PK\x03\x04 nothing")),
    "vectors a pickle": ("known.npz", lambda file: file.write_bytes(b"\x80\x04N.")),
    "store cut": ("store/fake.json", cut),
    "store emptied": ("store/fake.json", lambda file: file.write_text("{}")),
    "store gone": ("store", shutil.rmtree),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_named_with_what_to_do_and_mended_by_a_build(site: Site, opened: Opened, name: str) -> None:
    file, damage = DAMAGES[name]
    damage(site.index / "v0001" / file)
    with pytest.raises(IndexDamaged, match="Build it again") as caught:
        look(Index(site.index, opened, "fake"))
    assert len(str(caught.value)) < 300
    assert opened.open == 0
    site.build()
    assert look(Index(site.index, opened, "fake")) == "v0002"


def test_a_version_that_does_not_find_its_own_vectors_is_damaged(site: Site, index: Index) -> None:
    store = FakeStore(site.index / "v0001/store")
    for collection in store.collections.values():
        for name, (text, metadata, vector) in collection.rows.items():
            collection.rows[name] = (text, metadata, [1.0] + [0.0] * (len(vector) - 1))
    store.save()
    with pytest.raises(IndexDamaged, match="does not find the vectors it holds"):
        look(index)


@pytest.mark.parametrize(
    ("held", "missed", "sound"), [(10, 0, True), (10, 1, False), (5000, 1, True), (5000, 4, True), (5000, 5, False)]
)
def test_only_a_large_store_may_miss_some_of_its_vectors(held: int, missed: int, sound: bool) -> None:
    class Approximate(FakeCollection):
        def __init__(self) -> None:
            """Hold nothing."""

        def nearest(self, vector: Vectors, k: int) -> list[Match]:
            return [Match("row", 0.9 if vector[0] < missed else 1.0)]

        def count(self) -> int:
            return held

    assert finds([Approximate()], [np.array([float(n)]) for n in range(8)]) is sound


class TestSnapshots:
    def test_a_version_is_opened_once(self, index: Index, opened: Opened) -> None:
        assert [look(index) for _ in range(3)] == ["v0001"] * 3
        assert len(opened.stores) == 1

    def test_the_next_question_uses_the_new_version(self, site: Site, index: Index, opened: Opened) -> None:
        look(index)
        site.write({"new": "Something new."})
        site.build()
        with index.snapshot() as snapshot:
            assert list(snapshot.manifest.hashes) == ["new"]
        assert opened.open == 1

    def test_one_in_use_stays_open_and_the_same_while_the_pointer_moves(
        self, site: Site, index: Index, opened: Opened
    ) -> None:
        with index.snapshot() as before:
            site.write({"new": "Something new."})
            site.build()
            with index.snapshot() as after:
                assert (before.manifest.version, after.manifest.version) == ("v0001", "v0002")
                assert before.rows["en"].count() == 5
                assert opened.open == 2
            assert before.rows["en"].nearest(before.entries(["doctors"])["doctors"].chunk_vectors[0], 1)
            assert opened.open == 2
        assert opened.stores[0].closed
        assert opened.open == 1

    def test_one_in_use_by_two_is_closed_after_the_second(self, site: Site, index: Index, opened: Opened) -> None:
        with index.snapshot() as one:
            with index.snapshot() as two:
                assert one is two
                site.write({"new": "Something new."})
                site.build()
                look(index)
            assert not opened.stores[0].closed
        assert opened.stores[0].closed

    def test_an_index_built_from_scratch_under_the_same_name_is_followed(self, site: Site, index: Index) -> None:
        look(index)
        shutil.rmtree(site.index)
        site.write({"new": "Something new."})
        site.build()
        with index.snapshot() as snapshot:
            assert (snapshot.manifest.version, list(snapshot.manifest.hashes)) == ("v0001", ["new"])

    def test_a_question_that_fails_gives_its_snapshot_back(self, site: Site, index: Index, opened: Opened) -> None:
        with pytest.raises(ZeroDivisionError), index.snapshot():
            raise ZeroDivisionError
        index.close()
        assert opened.open == 0

    def test_closing_waits_for_the_reader(self, index: Index, opened: Opened) -> None:
        with index.snapshot():
            index.close()
            assert opened.open == 1
        assert opened.open == 0
        index.close()

    def test_a_new_version_that_is_damaged_is_said_and_then_left_when_mended(
        self, site: Site, index: Index, opened: Opened, caplog: pytest.LogCaptureFixture
    ) -> None:
        look(index)
        site.write({"new": "Something new."})
        site.build()
        (site.index / "v0002/known.npz").unlink()
        assert [look(index), look(index)] == ["v0001", "v0001"]
        assert caplog.text.count("The index v0002 is damaged") == 1
        site.build()
        assert look(index) == "v0003"
        assert opened.open == 1

    def test_readers_in_threads_always_see_one_whole_version(self, site: Site, index: Index, opened: Opened) -> None:
        done = threading.Event()
        wrong: list[object] = []
        seen: set[str] = set()

        def read() -> None:
            while not done.is_set():
                with index.snapshot() as snapshot:
                    names = list(snapshot.manifest.hashes)
                    rows = snapshot.entries(names)
                    if set(rows) != set(names) or snapshot.store.closed:  # type: ignore[attr-defined]
                        wrong.append((names, rows))
                    seen.add(snapshot.manifest.version)

        readers = [threading.Thread(target=read) for _ in range(4)]
        for reader in readers:
            reader.start()
        for number in range(8):
            site.write({f"p{number}": f"Passage number {number}."})
            site.build(keep=3)
        look(index)
        done.set()
        for reader in readers:
            reader.join()
        assert wrong == []
        assert len(seen) > 1
        assert opened.open == 1


class TestVersions:
    def test_they_are_listed_oldest_first_by_number(self, tmp_path: Path) -> None:
        for name in ("v0002", "v0010", "v9999", "v10000", "v1"):
            (tmp_path / name).mkdir()
        (tmp_path / "v0003").touch()
        for name in ("vectors", "v", "version1", ".building-v0004", "v0004-old", "v²"):
            (tmp_path / name).mkdir()
        assert versions(tmp_path) == ["v1", "v0002", "v0010", "v9999", "v10000"]

    @pytest.mark.parametrize(
        ("there", "following"),
        [([], "v0001"), (["v0001"], "v0002"), (["v0009", "v0003"], "v0010"), (["v9999"], "v10000")],
    )
    def test_the_next_is_later_than_every_other(self, tmp_path: Path, there: list[str], following: str) -> None:
        for name in there:
            (tmp_path / name).mkdir()
        assert next_version(tmp_path) == following

    def test_a_published_version_is_whole_before_the_pointer_names_it(self, tmp_path: Path) -> None:
        (tmp_path / ".building-v0001").mkdir()
        (tmp_path / ".building-v0001/file").touch()
        publish(tmp_path / ".building-v0001", tmp_path / "v0001")
        assert current_version(tmp_path) == "v0001"
        assert {path.name for path in tmp_path.rglob("*")} == {"CURRENT", "v0001", "file"}

    def test_a_manifest_reads_back_as_it_was_written(self, site: Site, tmp_path: Path) -> None:
        manifest = replace(site.manifest(), problems=("« é » is broken.",))
        write_manifest(tmp_path, manifest)
        assert asdict(read_manifest(tmp_path)) == asdict(manifest)


class TestSweep:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        for number in range(1, 8):
            (tmp_path / f"v{number:04}").mkdir()
        (tmp_path / "CURRENT").write_text("v0002\n", encoding="utf-8")
        return tmp_path

    @pytest.mark.parametrize("keep", [1, 3, 7, 20])
    def test_the_last_ones_and_the_one_in_force_stay(self, folder: Path, keep: int) -> None:
        sweep(folder, keep)
        newest = [f"v{number:04}" for number in range(7, 0, -1) if number != 2]
        assert set(versions(folder)) == {"v0002", *newest[: keep - 1]}

    def test_the_one_that_was_in_force_before_goes_before_newer_ones(self, folder: Path) -> None:
        write_report(folder / "v0007", Report("v0007", "v0003", ""))
        (folder / "CURRENT").write_text("v0007\n", encoding="utf-8")
        sweep(folder, 3)
        assert versions(folder) == ["v0003", "v0006", "v0007"]
        assert earlier(folder, "v0007") == ["v0003", "v0006"]

    def test_what_unfinished_builds_left_goes(self, folder: Path) -> None:
        (folder / ".building-v0008/store").mkdir(parents=True)
        (folder / ".building-v0008/store/x").touch()
        (folder / ".CURRENT-123").touch()
        sweep(folder, 20)
        assert not list(folder.glob(".*"))

    def test_what_is_not_the_indexs_own_stays(self, folder: Path) -> None:
        for name in ("vectors-of-mine", "README.md", "v0001-backup"):
            (folder / name).mkdir()
        sweep(folder, 1)
        assert {"vectors-of-mine", "README.md", "v0001-backup"} <= {path.name for path in folder.iterdir()}

    @pytest.mark.parametrize("content", [b"\xff", b"v0099", None])
    def test_a_pointer_that_says_nothing_is_no_hindrance(self, folder: Path, content: bytes | None) -> None:
        (folder / "CURRENT").unlink()
        if content:
            (folder / "CURRENT").write_bytes(content)
        sweep(folder, 2)
        assert versions(folder) == ["v0006", "v0007"]
