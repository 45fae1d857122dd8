"""The store follows on from the one before: only what differs is written, and what results is what filling gives."""

import json
import random
import shutil
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant import fill
from assistant.embed import MOVED, keep_language, settled
from assistant.engines.vectors import SYNC_THRESHOLD, open_chroma
from assistant.errors import EmbedderError, IndexDamaged
from assistant.manifest import Manifest
from assistant.neutral import LanguageMap
from assistant.ports import Row, Vectors
from assistant.retrieve import Retriever
from tests.fakes import FakeCollection, FakeEmbedder, FakeStore
from tests.small_site import Site, silent

WORDS = (
    "farmers",
    "phones",
    "doctors",
    "video",
    "maps",
    "trade",
    "schools",
    "data",
    "rivers",
    "ships",
    "taxes",
    "music",
)
QUESTIONS = ("farmers and phones", "ships in ports", "taxes on music", "passage 7", "maps of rivers")


def many(count: int = 60) -> dict[str, str]:
    """Passages enough that one of them moves no mean far."""
    rng = random.Random(1)
    return {f"p{n}": f"Passage {n} is of {rng.choice(WORDS)}. It has {rng.choice(WORDS)} too." for n in range(count)}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "followed")
    site.root.mkdir()
    site.write(many())
    site.build()
    return site


class Counted(FakeStore):
    """Counts what is written."""

    added: list[str]
    changed: list[str]
    removed: list[str]

    def collection(self, name: str, *, create: bool = False) -> FakeCollection:
        made = super().collection(name, create=create)
        add, change, remove = made.add, made.change, made.remove

        def counted_add(rows: Sequence[Row], vectors: Vectors) -> None:
            Counted.added += [row.id for row in rows]
            add(rows, vectors)

        def counted_change(rows: Sequence[Row]) -> None:
            Counted.changed += [row.id for row in rows]
            change(rows)

        def counted_remove(ids: Sequence[str]) -> None:
            Counted.removed += ids
            remove(ids)

        made.add, made.change, made.remove = counted_add, counted_change, counted_remove  # type: ignore[method-assign]
        return made


@pytest.fixture
def counted(site: Site) -> type[Counted]:
    Counted.added, Counted.changed, Counted.removed = [], [], []
    site.open_store = Counted
    return Counted


def held(site: Site) -> dict[str, object]:
    """Everything that a version's store holds, by row."""
    with site.reader().snapshot() as snapshot:
        rows = [row for rows in snapshot.rows.values() for row in rows.rows.items()]  # type: ignore[attr-defined]
    return {name: (text, data, [round(part, 5) for part in vector]) for name, (text, data, vector) in rows}


def afresh(site: Site, folder: Path) -> Site:
    """The same corpus, built from nothing with the map that is in force there."""
    other = Site(folder, site.open_store)
    shutil.copytree(site.corpus, other.corpus)
    known = site.manifest()
    sides = {
        side: {language: np.array(mean, dtype=np.float32) for language, mean in by.items()}
        for side, by in known.means.items()
    }
    builder = replace(other.builder(FakeEmbedder()), fit=lambda *_: LanguageMap(**sides))
    builder.build(silent)
    return other


def kept_files(folder: Path) -> dict[Path, bytes]:
    """Every file's bytes, but for the database, in which Chroma notes that it was opened."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "chroma.sqlite3")
    return {path: path.read_bytes() for path in files}


EDITS = {
    "edited": {**many(), "p3": "Passage 3 says something else. It has ships too."},
    "added": {**many(), "new": "A new passage about taxes."},
    "removed": {name: text for name, text in many().items() if name not in ("p5", "p6")},
    "in another order": dict(reversed(many().items())),
    "with an id changed": {("renamed" if name == "p9" else name): text for name, text in many().items()},
    "cut short": {**many(), "p4": "Passage 4 is shorter."},
    "with a word twice": {**many(), "p2": "It has ships too. It has ships too."},
}


@pytest.mark.parametrize("name", EDITS)
def test_a_corpus_followed_is_the_same_as_one_built_from_nothing(site: Site, tmp_path: Path, name: str) -> None:
    site.write(EDITS[name])
    site.build()
    other = afresh(site, tmp_path / "afresh")
    assert held(site) == held(other)
    mine, theirs = site.manifest(), other.manifest()
    unlike: dict[str, Any] = {"version": "", "built": "", "id": "", "background": {}, "keyword_background": {}}
    assert replace(mine, **unlike) == replace(theirs, **unlike)
    for language in mine.background:
        assert mine.background[language] == pytest.approx(theirs.background[language], abs=1e-5)
        assert mine.keyword_background[language] == pytest.approx(theirs.keyword_background[language], abs=1e-5)


@pytest.mark.parametrize("name", EDITS)
def test_what_is_found_is_the_same_with_the_real_store(tmp_path: Path, name: str) -> None:
    site = Site(tmp_path / "followed", open_chroma)
    site.root.mkdir()
    site.write(many())
    site.build()
    site.write(EDITS[name], before="<!-- a note above -->\n\n")
    assert site.build().version == "v0002"
    other = afresh(site, tmp_path / "afresh")
    for question in QUESTIONS:
        found = [Retriever(each.reader(), FakeEmbedder()).find(question, "en", 5, weigh=True) for each in (site, other)]
        assert found[0].hits == found[1].hits
        assert found[0].margin == pytest.approx(found[1].margin, abs=1e-3)
        assert found[0].elsewhere == 0.0, "its texts list no related question"


class TestWhatIsWritten:
    def test_an_edit_writes_its_own_rows_alone(self, site: Site, counted: type[Counted]) -> None:
        site.write({**many(), "p3": "Passage 3 is other. It has ships too."})
        site.build()
        assert {name.partition("/")[0] for name in (*counted.added, *counted.removed)} == {"p3"}
        assert len(counted.added) <= 3
        assert counted.changed == []

    def test_lines_that_shift_are_written_over_and_nothing_is_embedded(
        self, site: Site, counted: type[Counted]
    ) -> None:
        site.write(many(), before="<!-- checked by Anne -->\n\n")
        site.build()
        assert (sorted(counted.changed), counted.added, counted.removed) == (sorted(many()), [], [])
        assert site.embedder.texts == []
        lines = (site.corpus / "a.md").read_text(encoding="utf-8").split("\n")
        with site.reader().snapshot() as snapshot:
            for name, entry in snapshot.entries(list(many())).items():
                assert lines[entry.passage.line - 1] == many()[name]

    def test_a_renamed_file_embeds_nothing_and_its_passages_say_where_they_are(self, site: Site) -> None:
        (site.corpus / "a.md").rename(site.corpus / "b.md")
        built = site.build()
        assert (built.added, built.changed, built.removed, built.moved) == (0, 0, 0, 60)
        assert site.embedder.texts == []
        with site.reader().snapshot() as snapshot:
            assert {entry.passage.file for entry in snapshot.entries(list(many())).values()} == {"b.md"}

    def test_a_language_that_is_new_fills_the_store_afresh(self, site: Site, counted: type[Counted]) -> None:
        site.write({**many(), "fr": "La fracture numérique empêche beaucoup de gens de participer."})
        site.build()
        assert len(counted.added) > 100
        assert counted.removed == []

    def test_many_removed_rows_are_not_carried_for_ever(self, site: Site, counted: type[Counted]) -> None:
        for number in range(12):
            texts = {name: f"{text} Edition {number}." for name, text in list(many().items())[:4]}
            site.write({**many(), **texts})
            replace(site.builder(FakeEmbedder()), fit=keep_language).build(silent)
        removed = json.loads((site.index / site.manifest().version / fill.FILE).read_text())["removed"]
        assert len(counted.removed) > fill.DEAD * 180 > removed

    @pytest.mark.parametrize("file", ["store/fake.json", "rows.json"])
    def test_a_store_that_is_damaged_is_not_followed(self, site: Site, file: str) -> None:
        (site.index / "v0001" / file).write_text("damage")
        site.write({**many(), "new": "A new passage about taxes."})
        site.build()
        assert "A new passage about taxes." in site.sentences()
        assert len(site.sentences()) > 60

    def test_the_version_before_is_left_as_it_was(self, tmp_path: Path) -> None:
        site = Site(tmp_path, open_chroma)
        site.write(many())
        site.build()
        before = kept_files(site.index / "v0001")
        site.write({**many(), "new": "A new passage about taxes."})
        site.build()
        assert kept_files(site.index / "v0001") == before


class TestTheMap:
    def test_it_is_kept_while_the_corpus_is_much_the_same(self, site: Site) -> None:
        before = site.manifest()
        site.write({**many(), "new": "A new passage about taxes."})
        assert site.build().report.refitted is False  # type: ignore[union-attr]
        assert site.manifest().means == before.means
        assert site.manifest().background != before.background

    def test_it_is_fitted_anew_when_a_mean_has_moved_far_and_nothing_is_embedded_again(self, site: Site) -> None:
        before = site.manifest()
        site.write({**many(), **{f"q{n}": f"Quite other words about quantum {n}." for n in range(40)}})
        assert site.build().report.refitted is True  # type: ignore[union-attr]
        assert site.manifest().means != before.means
        assert not any("Passage" in text for text in site.embedder.texts)

    def test_a_rebuild_fits_it_anew(self, site: Site) -> None:
        site.write({**many(), "new": "A new passage about taxes."})
        site.build()
        kept = site.manifest().means
        site.build(rebuild=True)
        assert site.manifest().means != kept

    @pytest.mark.parametrize(("by", "kept"), [(0.9 * MOVED, True), (1.1 * MOVED, False)])
    def test_the_distance_decides(self, by: float, kept: bool) -> None:
        zero, moved = np.zeros(4, dtype=np.float32), np.array([by, 0, 0, 0], dtype=np.float32)
        old = LanguageMap({"fr": zero, "en": zero}, {"fr": zero, "en": zero})
        new = LanguageMap({"fr": moved, "en": zero}, {"fr": zero, "en": zero})
        assert settled(new, old) is (old if kept else new)

    def test_vectors_of_another_length_are_another_map(self) -> None:
        old, new = (LanguageMap({"fr": np.zeros(n)}, {"fr": np.zeros(n)}) for n in (3, 4))
        assert settled(new, old) is new
        assert settled(new, None) is new


class TestTheRealStore:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        site = Site(tmp_path, open_chroma)
        site.write(many())
        site.build()
        site.write({**many(), "p3": "Passage 3 is other. It has ships too."})
        site.build()
        return site.index / "v0002/store"

    def test_its_graph_is_laid_down_so_that_it_opens_at_once(self, folder: Path) -> None:
        assert list(folder.rglob("index_metadata.pickle"))
        with sqlite3.connect(folder / "chroma.sqlite3") as database:
            assert database.execute("select count(*) from embeddings_queue").fetchone()[0] <= 2
        database.close()

    def test_no_reader_writes_to_it(self, folder: Path) -> None:
        before = kept_files(folder)
        store = open_chroma(folder)
        collection = store.collection("rows-en")
        assert collection.nearest(collection.get(["p3"])[0][1], 1)[0].id
        told = collection._raw._model.configuration_json["hnsw"]  # type: ignore[attr-defined]
        assert told["sync_threshold"] == SYNC_THRESHOLD
        store.close()
        assert kept_files(folder) == before

    def test_a_copy_is_whole_while_a_reader_has_the_store_open(self, folder: Path, tmp_path: Path) -> None:
        reader, copied = open_chroma(folder), open_chroma(folder)
        reader.collection("rows-en").count()
        copied.copy(tmp_path / "copy")
        copied.close()
        copy = open_chroma(tmp_path / "copy")
        assert copy.collection("rows-en").count() == reader.collection("rows-en").count()
        reader.close()
        copy.close()


class TestValidation:
    @pytest.mark.parametrize("value", [np.nan, 0.0, 5.0], ids=["no number", "zero", "too long"])
    def test_vectors_that_point_nowhere_are_refused_and_the_old_version_stays(self, site: Site, value: float) -> None:
        class Broken(FakeEmbedder):
            def documents(self, texts: Sequence[str]) -> Vectors:
                return super().documents(texts) * np.float32(value)

        site.write({**many(), "new": "A new passage about taxes."})
        with pytest.raises(EmbedderError, match=r"vectors that point nowhere, such as that of .*taxes"):
            site.build(Broken())
        assert site.manifest().version == "v0001"

    def test_a_store_that_does_not_find_what_is_new_is_refused(self, site: Site) -> None:
        class Deaf(FakeStore):
            """Takes new rows under a vector that is not theirs."""

            def save(self) -> None:
                for collection in self.collections.values():
                    for name, (text, data, vector) in collection.rows.items():
                        if name.startswith("new"):
                            collection.rows[name] = (text, data, [1.0, *([0.0] * (len(vector) - 1))])
                super().save()

        site.open_store = Deaf
        site.write({**many(), "new": "A new passage about taxes."})
        with pytest.raises(IndexDamaged, match="does not find"):
            site.build()


def test_a_manifest_without_briefs_is_followed_all_the_same(site: Site) -> None:
    """As an earlier version of this program wrote it."""
    file = site.index / "v0001/manifest.json"
    raw = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({key: value for key, value in raw.items() if key not in ("briefs", "id")}))
    assert Manifest.__dataclass_fields__.keys() > {"briefs", "id"}
    site.write({**many(), "p3": "Passage 3 is other."})
    built = site.build()
    assert (built.changed, built.unchanged) == (1, 59)
