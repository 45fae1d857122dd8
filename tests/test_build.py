"""A build embeds only what is new, publishes a whole version or none, and never runs beside another."""

import errno
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant import history
from assistant import index as versions
from assistant.engines.vectors import open_chroma
from assistant.errors import CorpusError, EmbedderError, IndexDamaged, IndexLocked
from assistant.index import Index
from assistant.manifest import read_manifest, write_manifest
from assistant.ports import Embedder, Vectors
from assistant.report import Built
from assistant.rows import passage_id
from assistant.snapshot import collection_name
from tests.conftest import REPOSITORY
from tests.fakes import FakeCollection, FakeEmbedder, FakeStore
from tests.small_site import TEXTS, Site, marked, silent

FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path)
    site.write(TEXTS)
    return site


def counts(built: Built) -> tuple[int, int, int, int]:
    return built.added, built.changed, built.removed, built.unchanged


class TestWhatChanged:
    def test_the_first_build_adds_everything(self, site: Site) -> None:
        built = site.build()
        assert (built.version, built.passages, built.sentences) == ("v0001", 3, 5)
        assert counts(built) == (3, 0, 0, 0)
        assert built.seconds >= 0

    def test_nothing_changed_does_nothing(self, site: Site) -> None:
        site.build()
        before = {path: path.stat().st_mtime_ns for path in site.index.rglob("*") if path.name != ".lock"}
        steps: list[str] = []
        built = site.build(progress=lambda stage, _done, _of: steps.append(stage))
        assert (built.version, counts(built)) == ("v0001", (0, 0, 0, 3))
        assert (built.passages, built.sentences) == (3, 5)
        assert site.embedder.texts == steps == []
        assert {path: path.stat().st_mtime_ns for path in before} == before

    def test_each_kind_of_change_is_counted(self, site: Site) -> None:
        site.build()
        site.write(
            {"farmers": TEXTS["farmers"], "doctors": "Doctors changed.", "new": "A new one.", "newer": "Another."}
        )
        built = site.build()
        assert (built.version, counts(built)) == ("v0002", (2, 1, 1, 1))
        assert list(site.manifest().hashes) == ["farmers", "doctors", "new", "newer"]

    def test_only_new_text_is_embedded(self, site: Site) -> None:
        site.build()
        edited = TEXTS["farmers"].replace("Prices reach them too.", "Prices do not.")
        site.write({**TEXTS, "farmers": edited})
        site.build()
        assert sorted(site.embedder.texts) == sorted([edited, "Prices do not."])

    def test_text_that_moves_is_not_embedded_again(self, site: Site) -> None:
        site.build()
        site.write({f"{name}-moved": text for name, text in reversed(TEXTS.items())}, before="## A section\n\n")
        built = site.build()
        assert (counts(built), built.moved) == ((0, 0, 0, 0), 3)
        assert site.embedder.texts == []

    def test_another_section_is_a_move_that_embeds_nothing(self, site: Site) -> None:
        site.build()
        site.write(TEXTS, before="## A section\n\n")
        built = site.build()
        assert (counts(built), built.moved) == ((0, 0, 0, 0), 3)
        assert site.embedder.texts == []
        with site.reader().snapshot() as snapshot:
            assert {entry.passage.section for entry in snapshot.entries(list(TEXTS)).values()} == {"A section"}

    def test_another_order_is_taken_over(self, site: Site) -> None:
        site.build()
        site.write(dict(reversed(TEXTS.items())))
        assert counts(site.build()) == (0, 0, 0, 3)
        assert list(site.manifest().hashes) == list(reversed(TEXTS))

    def test_an_editors_note_leaves_the_index_true_to_the_file(self, site: Site) -> None:
        site.build()
        site.write(TEXTS, before="<!-- checked by Anne -->\n\n")
        assert counts(site.build()) == (0, 0, 0, 3)
        assert site.embedder.texts == []
        with site.reader().snapshot() as snapshot:
            passage = snapshot.entries(["farmers"])["farmers"].passage
        lines = (site.corpus / "a.md").read_text(encoding="utf-8").split("\n")
        assert lines[passage.line - 1] == TEXTS["farmers"]
        assert site.build().version == "v0002"

    def test_text_that_was_removed_is_gone(self, site: Site) -> None:
        site.build()
        site.write({name: text for name, text in TEXTS.items() if name != "doctors"})
        site.build()
        with site.reader().snapshot() as snapshot:
            assert snapshot.entries(["doctors"]) == {}
        assert not any("video" in sentence for sentence in site.sentences())

    def test_a_file_that_was_removed_is_gone(self, site: Site) -> None:
        site.write({"other": "In another file."}, "b.md")
        site.build()
        (site.corpus / "b.md").unlink()
        assert counts(site.build()) == (0, 0, 1, 3)

    def test_a_new_related_question_is_taken_over(self, site: Site) -> None:
        site.build()
        (site.corpus / "a.md").write_text(
            marked(TEXTS) + "<!-- related questions -->\n- Why phones? (4 contributions)\n", encoding="utf-8"
        )
        assert counts(site.build()) == (0, 0, 0, 3)
        assert site.embedder.texts == ["Why phones?"]
        with site.reader().snapshot() as snapshot:
            assert [item.text for item in snapshot.manifest.related] == ["Why phones?"]
            assert snapshot.related.shape == (1, 64)

    def test_rebuild_embeds_everything_again(self, site: Site) -> None:
        site.build()
        first = site.embedder.texts
        built = site.build(rebuild=True)
        assert (built.version, counts(built)) == ("v0002", (0, 0, 0, 3))
        assert sorted(site.embedder.texts) == sorted(first)

    def test_no_text_is_embedded_twice(self, site: Site) -> None:
        site.write({"one": "The same sentence. Another.", "two": "The same sentence. Again.", "three": "Another."})
        site.build()
        texts = [text for text in site.embedder.texts if text in ("The same sentence.", "Another.", "Again.")]
        assert sorted(texts) == ["Again.", "Another.", "The same sentence."]

    def test_another_embedding_model_embeds_everything(self, site: Site) -> None:
        site.build()
        first = site.embedder.texts
        built = site.build(FakeEmbedder("other"))
        assert (built.version, site.manifest().embedder) == ("v0002", "other")
        assert sorted(site.embedder.texts) == sorted(first)

    def test_the_reader_finds_what_was_built(self, site: Site) -> None:
        site.build()
        assert site.sentences() == {
            "Farmers get weather reports on their phones.",
            "Prices reach them too.",
            "Doctors talk to patients over video calls.",
            "La fracture numérique empêche beaucoup de gens de participer.",
            "Elle est profonde.",
        }

    def test_the_manifest_says_what_the_version_holds(self, site: Site) -> None:
        (site.corpus / "bad.md").write_bytes(b"\xff")
        site.build()
        manifest = site.manifest()
        assert (manifest.version, manifest.embedder) == ("v0001", "fake")
        assert (manifest.passages, manifest.sentences, manifest.chunks) == (3, 5, 3)
        assert manifest.languages == {"en": 2, "fr": 1}
        assert set(manifest.files) == {"a.md", "bad.md"}
        assert manifest.problems == site.build().problems
        assert manifest.built.endswith("+00:00")

    def test_progress_counts_up_to_the_end(self, site: Site) -> None:
        steps: list[tuple[str, int, int]] = []
        site.build(progress=lambda *step: steps.append(step))
        assert [step for step in steps if step[0] == "cutting"] == [("cutting", number, 3) for number in (1, 2, 3)]
        embedding = [step for step in steps if step[0] == "embedding"]
        assert all(0 < done <= of for _, done, of in embedding)
        assert embedding[-1][1] == embedding[-1][2]

    def test_a_long_passage_is_stored_whole_and_in_chunks(self, site: Site) -> None:
        long = " ".join(f"Sentence number {number} speaks of embassies." for number in range(40))
        site.write({"long": long})
        site.build()
        with site.reader().snapshot() as snapshot:
            assert snapshot.manifest.chunks > 5
            entry = snapshot.entries(["long"])["long"]
            assert entry.passage.text == long
            assert len(entry.chunk_vectors) == snapshot.manifest.chunks


class TestBrokenFiles:
    def test_a_broken_file_keeps_its_passages_when_another_model_embeds(self, site: Site) -> None:
        site.write({"other": "Another text."}, "b.md")
        site.build()
        (site.corpus / "a.md").write_bytes(b"\x00\xff\x00")
        built = site.build(FakeEmbedder("other"))
        assert built.passages == 4
        assert any("stay in use as they last were" in problem for problem in built.problems)

    def test_a_broken_file_whose_passages_cannot_be_read_is_told(self, site: Site) -> None:
        site.write({"other": "Another text."}, "b.md")
        site.build()
        (site.corpus / "a.md").write_bytes(b"\x00\xff\x00")
        (site.index / "v0001/manifest.json").write_text('{"format": 0, "embedder": "fake"}')
        assert any("is left out" in problem for problem in site.build().problems)

    def test_a_broken_file_is_reported_while_the_others_are_built(self, site: Site) -> None:
        (site.corpus / "bad.md").write_text("Text.\n<!-- open", encoding="utf-8")
        built = site.build()
        assert counts(built) == (3, 0, 0, 0)
        assert len(built.problems) == 1
        assert built.problems[0].startswith("bad.md, line 2: ")

    def test_it_is_reported_again_when_nothing_changed(self, site: Site) -> None:
        (site.corpus / "bad.md").write_bytes(b"\xff")
        assert site.build().problems == site.build().problems != ()
        assert site.manifest().version == "v0001"

    def test_once_mended_it_is_added(self, site: Site) -> None:
        (site.corpus / "bad.md").write_bytes(b"\xff")
        site.build()
        (site.corpus / "bad.md").write_text("Mended.", encoding="utf-8")
        built = site.build()
        assert (counts(built), built.problems) == ((1, 0, 0, 3), ())

    @pytest.mark.parametrize("keep", [True, False])
    def test_a_corpus_that_cannot_be_used_leaves_the_index_alone(self, site: Site, keep: bool) -> None:
        site.build()
        before = site.entries()
        shutil.rmtree(site.corpus)
        if keep:
            site.corpus.mkdir()
        with pytest.raises(CorpusError):
            site.build()
        assert site.entries() == before
        assert len(site.sentences()) == 5


class FullStore(FakeStore):
    """Stores nothing: its disk is full."""

    def collection(self, name: str, *, create: bool = False) -> FakeCollection:
        made = super().collection(name, create=create)
        made.add = full  # type: ignore[method-assign]
        return made


def full(*_: object, **__: object) -> None:
    raise FULL


def interrupt(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def interrupt_at(stage: str) -> Callable[[str, int, int], None]:
    """Return a progress that stops the build when it is half way through a stage."""
    return lambda at, done, of: interrupt() if at == stage and done >= of / 2 else None


class TestSalvage:
    BROKEN = "Text.\n<!-- open"

    @pytest.fixture
    def two_files(self, site: Site) -> Site:
        site.write({"other": "In another file."}, "b.md")
        site.build()
        return site

    def test_a_file_that_an_edit_broke_keeps_its_passages_until_mended(self, two_files: Site) -> None:
        before = (two_files.corpus / "a.md").read_text(encoding="utf-8")
        (two_files.corpus / "a.md").write_text(self.BROKEN, encoding="utf-8")
        built = two_files.build()
        assert counts(built) == (0, 0, 0, 4)
        assert built.problems[1] == "a.md: its 3 passages stay in use as they last were, until it is mended."
        assert any("video" in sentence for sentence in two_files.sentences())
        again = two_files.build()
        assert counts(again) == (0, 0, 0, 4)
        (two_files.corpus / "a.md").write_text(before.replace("video", "radio"), encoding="utf-8")
        assert counts(two_files.build()) == (0, 1, 0, 3)
        assert not any("video" in sentence for sentence in two_files.sentences())

    def test_a_passage_that_moved_to_another_file_is_not_kept_twice(self, two_files: Site) -> None:
        (two_files.corpus / "a.md").write_text(self.BROKEN, encoding="utf-8")
        two_files.write({"other": "In another file.", "doctors": TEXTS["doctors"]}, "b.md")
        assert two_files.build().passages == 4

    def test_a_deleted_file_is_gone(self, two_files: Site) -> None:
        (two_files.corpus / "a.md").unlink()
        assert counts(two_files.build()) == (0, 0, 3, 1)


def test_a_manifest_that_names_another_embedder_is_built_anew(site: Site) -> None:
    site.build()
    manifest = replace(site.manifest(), embedder="another")
    write_manifest(site.index / manifest.version, manifest)
    assert site.build().version == "v0002"
    assert site.manifest().embedder == "fake"


class TestInterrupted:
    @pytest.fixture
    def built(self, site: Site) -> Site:
        site.build()
        site.write({**TEXTS, "new": "Something new. More of it."})
        return site

    @contextmanager
    def unharmed(self, site: Site) -> Iterator[None]:
        """Check that what goes on inside leaves the old version in force and nothing of its own."""
        before, sentences = site.entries(), site.sentences()
        yield
        assert site.entries() == before
        assert site.manifest().version == "v0001"
        assert site.sentences() == sentences
        assert site.build().version == "v0002"
        assert "Something new." in site.sentences()

    @pytest.mark.parametrize("after", [0, 2])
    def test_ctrl_c_while_embedding(self, built: Site, after: int) -> None:
        with self.unharmed(built), pytest.raises(KeyboardInterrupt):
            built.build(FakeEmbedder(stops_with=KeyboardInterrupt(), stops_after=after))

    @pytest.mark.parametrize("stage", ["cutting", "embedding"])
    def test_ctrl_c_at_a_stage(self, built: Site, stage: str) -> None:
        with self.unharmed(built), pytest.raises(KeyboardInterrupt):
            built.build(progress=interrupt_at(stage))

    def test_ctrl_c_in_the_very_first_build_leaves_an_empty_folder(self, site: Site) -> None:
        with pytest.raises(KeyboardInterrupt):
            site.build(FakeEmbedder(stops_with=KeyboardInterrupt(), stops_after=100))
        assert site.entries() == set()
        assert site.build().version == "v0001"

    def test_what_it_has_embedded_is_kept_for_the_next_build_and_no_longer(self, built: Site) -> None:
        many = {f"n{number}": f"Number {number} is told here." for number in range(40)}
        built.write({**TEXTS, **many})
        with pytest.raises(KeyboardInterrupt):
            built.build(FakeEmbedder(stops_with=KeyboardInterrupt(), stops_after=20))
        assert (built.index / ".unfinished.npz").is_file()
        built.build()
        assert len([text for text in built.embedder.texts if text.startswith("Number")]) == 24
        assert not (built.index / ".unfinished.npz").exists()

    def test_a_long_build_keeps_what_it_has_now_and_then(self, built: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("assistant.embed.KEEP_EVERY", -1)
        kept: list[bool] = []
        built.build(progress=lambda stage, *_: kept.append((built.index / ".unfinished.npz").is_file()))
        assert kept[-1]

    def test_vectors_of_a_version_that_is_refused_are_not_kept(self, built: Site) -> None:
        class Forgetful(FakeStore):
            def save(self) -> None:
                for collection in self.collections.values():
                    collection.rows = {}
                super().save()

        built.open_store = Forgetful
        with pytest.raises(IndexDamaged):
            built.build()
        assert not (built.index / ".unfinished.npz").exists()

    def test_a_full_disk_says_so(self, built: Site) -> None:
        with self.unharmed(built):
            built.open_store = FullStore
            with pytest.raises(IndexDamaged, match=r"No space left on device.*in force is unchanged.*Make room"):
                built.build()
            built.open_store = FakeStore

    @pytest.mark.parametrize(
        "step",
        ["assistant.making.write_manifest", "numpy.savez", "os.fsync", "pathlib.Path.rename", "pathlib.Path.mkdir"],
    )
    @pytest.mark.parametrize("stop", [full, interrupt])
    def test_a_build_cut_short_at_any_step(
        self, built: Site, monkeypatch: pytest.MonkeyPatch, step: str, stop: Callable[..., None]
    ) -> None:
        with self.unharmed(built):
            monkeypatch.setattr(step, stop)
            with pytest.raises((IndexDamaged, KeyboardInterrupt)):
                built.build()
            monkeypatch.undo()

    @pytest.mark.parametrize("stop", [full, interrupt])
    def test_a_build_cut_short_before_the_switch_leaves_the_old_version_in_force(
        self, built: Site, monkeypatch: pytest.MonkeyPatch, stop: Callable[..., None]
    ) -> None:
        monkeypatch.setattr("pathlib.Path.replace", stop)
        with pytest.raises((IndexDamaged, KeyboardInterrupt)):
            built.build()
        monkeypatch.undo()
        assert built.manifest().version == "v0001"
        assert built.entries() == {"CURRENT", "v0001", "v0002"}  # whole, but not in force; swept in its turn
        assert built.build().version == "v0003"

    def test_a_store_that_fails_to_hold_what_it_took_is_not_published(self, built: Site) -> None:
        class Forgetful(FakeStore):
            def save(self) -> None:
                for collection in self.collections.values():
                    collection.rows = dict(list(collection.rows.items())[:2])
                super().save()

        with self.unharmed(built):
            built.open_store = Forgetful
            with pytest.raises(IndexDamaged, match="holds 2 rows where its manifest says"):
                built.build()
            built.open_store = FakeStore

    def test_ctrl_c_with_chroma_and_again_in_the_same_process(self, tmp_path: Path) -> None:
        site = Site(tmp_path, open_chroma)
        site.write(TEXTS)
        with pytest.raises(KeyboardInterrupt):
            site.build(FakeEmbedder(stops_with=KeyboardInterrupt(), stops_after=100))
        assert site.build().version == "v0001"
        site.write({**TEXTS, "new": "Something new."})
        with pytest.raises(KeyboardInterrupt):
            site.build(progress=interrupt_at("embedding"))
        assert site.build().version == "v0002"
        assert "Something new." in site.sentences()

    def test_a_disk_that_fills_up_under_chroma(self, tmp_path: Path) -> None:
        site = Site(tmp_path, open_chroma)
        site.write(TEXTS)
        site.index.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=3M", "tmpfs", str(site.index)]
        if subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("mounting a small disk is not allowed here")
        try:
            site.build()
            site.write({f"p{number}": f"Passage {number}. " + "word " * 200 for number in range(600)})
            with pytest.raises(IndexDamaged, match=r"could not be written|cannot be written") as caught:
                site.build()
            assert "Make room" in caught.value.remedy
            assert site.entries() == {"CURRENT", "v0001"}
            assert len(site.sentences()) == 5
        finally:
            subprocess.run(["umount", "-l", str(site.index)], check=True)


class TestDamage:
    """A build mends what it finds damaged."""

    @pytest.mark.parametrize(
        "content", [b"", b"\xff\xfe", b"v0099", b"../corpus"], ids=["empty", "binary", "dangling", "elsewhere"]
    )
    def test_a_pointer_that_says_nothing_is_set_anew(self, site: Site, content: bytes) -> None:
        site.build()
        (site.index / "CURRENT").write_bytes(content)
        assert site.build().version == "v0002"
        assert len(site.sentences()) == 5

    @pytest.mark.parametrize("name", ["store/fake.json", "known.npz"])
    def test_a_damaged_version_is_replaced_without_embedding_anew(self, site: Site, name: str) -> None:
        site.build()
        (site.index / "v0001" / name).write_bytes(b"damage")
        built = site.build()
        assert (built.version, counts(built)) == ("v0002", (0, 0, 0, 3))
        assert site.embedder.texts == []
        assert len(site.sentences()) == 5

    @pytest.mark.parametrize(
        "damage",
        [
            lambda file: file.unlink(),
            lambda file: file.write_bytes(b""),
            lambda file: file.write_bytes(b"PK\x03\x04"),
            lambda file: os.truncate(file, file.stat().st_size // 2),
            lambda file: np.savez(file, keys=np.array(["a"]), vectors=np.zeros((2, 2))),
            lambda file: np.savez(file, other=np.zeros(2)),
        ],
        ids=["gone", "emptied", "no archive", "cut", "uneven", "others"],
    )
    def test_saved_vectors_that_cannot_be_read_are_made_anew(
        self, site: Site, damage: Callable[[Path], object]
    ) -> None:
        site.build()
        first = site.embedder.texts
        damage(site.index / "v0001/vectors.npz")
        site.write(TEXTS, before="## A section\n\n")
        assert site.build().version == "v0002"
        assert sorted(site.embedder.texts) == sorted(first)

    def test_going_back_to_an_embedding_model_embeds_nothing_again(self, site: Site) -> None:
        for name, embedded in (("fake", True), ("other", True), ("fake", False)):
            site.build(FakeEmbedder(name))
            assert bool(site.embedder.texts) is embedded

    def test_what_a_version_taken_out_of_force_has_is_not_embedded_again(self, site: Site) -> None:
        site.build()
        site.write({**TEXTS, "new": "Something new."})
        site.build()
        history.roll_back(site.index, None, "fake", FakeStore)
        assert site.build().renewed
        assert site.embedder.texts == []

    def test_vectors_of_another_length_than_before_are_named(self, site: Site) -> None:
        class Longer(FakeEmbedder):
            def _embed(self, texts: Sequence[str]) -> Vectors:
                return np.hstack([super()._embed(texts)] * 2)

        site.build()
        site.write({**TEXTS, "new": "Something new."})
        with pytest.raises(EmbedderError, match=r"another length.*--rebuild"):
            site.build(Longer())

    def test_another_format_is_built_anew_and_nothing_is_embedded_again(self, site: Site) -> None:
        site.build()
        first = site.embedder.texts
        manifest = site.index / "v0001/manifest.json"
        manifest.write_text(manifest.read_text(encoding="utf-8").replace('"format": ', '"format": 9'), encoding="utf-8")
        assert counts(site.build()) == (3, 0, 0, 0)
        assert site.embedder.texts == []
        site.build(rebuild=True)
        assert sorted(site.embedder.texts) == sorted(first)

    def test_another_embedder_s_vectors_are_not_taken_over(self, site: Site) -> None:
        site.build()
        manifest = site.index / "v0001/manifest.json"
        manifest.write_text(
            re.sub(r'"embedder": "[^"]*"', '"embedder": "other"', manifest.read_text(encoding="utf-8")),
            encoding="utf-8",
        )
        first = site.embedder.texts
        site.build()
        assert sorted(site.embedder.texts) == sorted(first)

    def test_what_a_killed_builder_left_is_swept(self, site: Site) -> None:
        site.build()
        (site.index / ".building-v0002/store").mkdir(parents=True)
        (site.index / ".building-v0002/store/fake.json").write_text("half")
        (site.index / ".CURRENT-99").write_text("v0002")
        (site.index / ".holder").write_text("99")
        site.build()
        assert site.entries() == {"CURRENT", "v0001"}

    def test_only_the_last_versions_are_kept(self, site: Site) -> None:
        for number in range(6):
            site.write({"a": f"Text number {number}."})
            site.build(keep=2)
        assert site.entries() == {"CURRENT", "v0005", "v0006"}

    def test_a_file_where_the_folder_should_be_is_named(self, site: Site) -> None:
        site.index.write_text("a file")
        with pytest.raises(IndexDamaged, match=r"index cannot be written .*--root"):
            site.build()

    def test_a_full_disk_at_the_very_start_is_named(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        site.build()
        monkeypatch.setattr("pathlib.Path.write_text", full)
        with pytest.raises(IndexDamaged, match="No space left on device"):
            site.build()
        monkeypatch.undo()
        assert site.build().version == "v0001"


BUILDER = """
import sys
from pathlib import Path
from assistant.engines.vectors import open_chroma
from tests.fakes import FakeEmbedder
from tests.small_site import Site, TEXTS

class Waiting(FakeEmbedder):
    def _embed(self, texts):
        if "wait" in sys.argv:
            print("building", flush=True)
            sys.stdin.readline()
        return super()._embed(texts)

site = Site(Path(sys.argv[1]), open_chroma)
if "wait" in sys.argv:
    site.build(Waiting())
else:
    print("building", flush=True)
    for number in range(1000):
        site.write({**TEXTS, f"p{number}": f"Passage number {number}. " * 3})
        site.build()
"""


@contextmanager
def building(root: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run a build in another process; goes on when it has begun."""
    process = subprocess.Popen(
        [sys.executable, "-c", BUILDER, str(root), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
    )
    with process:
        assert process.stdout
        assert process.stdout.readline() == "building\n"
        try:
            yield process
        finally:
            process.kill()


class TestTwoBuilders:
    def test_a_second_builder_in_the_same_process_is_refused(self, site: Site) -> None:
        begun, go_on = threading.Event(), threading.Event()

        class Waiting(FakeEmbedder):
            def documents(self, texts: Sequence[str]) -> Vectors:
                begun.set()
                assert go_on.wait(20)
                return super().documents(texts)

        first = threading.Thread(target=lambda: site.builder(Waiting()).build(silent))
        first.start()
        assert begun.wait(20)
        with pytest.raises(IndexLocked, match=r"Another process .* is building the index\. Wait until it is done"):
            site.builder(FakeEmbedder()).build(silent)
        go_on.set()
        first.join()
        assert site.manifest().version == "v0001"

    def test_one_in_another_process_is_named_and_a_dead_holders_lock_is_free(self, site: Site) -> None:
        site.open_store = open_chroma
        with building(site.root, "wait") as other:
            with pytest.raises(
                IndexLocked, match=rf"Another process \({other.pid} on .+, since 20.+\) is building the index"
            ):
                site.build()
            assert (site.index / ".building-v0001").is_dir()
            other.send_signal(signal.SIGKILL)
            other.wait()
        assert site.build().version == "v0001"
        assert site.entries() == {"CURRENT", "v0001"}
        assert len(site.sentences()) == 5

    def test_ctrl_c_in_another_process_leaves_nothing(self, site: Site) -> None:
        with building(site.root, "wait") as other:
            other.send_signal(signal.SIGINT)
            other.wait(60)
            assert other.returncode not in (0, -signal.SIGKILL)
        assert site.entries() == set()

    def test_a_kill_at_any_moment_leaves_a_whole_index_and_the_next_build_works(self, site: Site) -> None:
        site.open_store = open_chroma
        rng = random.Random(4)
        for _ in range(5):
            with building(site.root) as other:
                with pytest.raises(subprocess.TimeoutExpired):
                    other.wait(rng.uniform(0.05, 0.6))
                other.kill()
                other.wait()
            if (site.index / "CURRENT").exists():
                manifest, sentences = site.manifest(), site.sentences()
                assert {"Farmers get weather reports on their phones.", "Elle est profonde."} <= sentences
                assert manifest.passages in (3, 4)  # what this test built, or what the other process did
            site.write(TEXTS)
            site.build()
            assert len(site.sentences()) == 5
            assert not list(site.index.glob(".building-*"))


SMALL = {
    "one sentence": {"a": "Farmers get weather reports."},
    "one passage": {"a": TEXTS["farmers"]},
    "three passages": TEXTS,
    "one language": {"a": TEXTS["divide"], "b": "Les médecins parlent aux patients par vidéo."},
    "the same words twice": {"a": "Farmers get weather reports.", "b": "Farmers get weather reports."},
    "words without letters": {"a": "2030", "b": "😀"},
    "hostile": {"a": "<script>alert(1)</script> '; DROP TABLE x; --", "b": "<|endoftext|> \\# ## [1]"},
}


@pytest.mark.parametrize("name", SMALL)
def test_a_very_small_corpus_is_built_and_found(
    name: str, tmp_path: Path, built_root: Path, default_embedder: Embedder
) -> None:
    site = Site(tmp_path, open_chroma)
    shutil.copytree(built_root / "index", site.index)  # lends the vectors of the reference text
    site.write(SMALL[name])
    assert counts(site.builder(default_embedder).build(silent)) == (len(SMALL[name]), 0, 30, 0)
    index = Index(site.index, open_chroma, default_embedder.name)
    with index.snapshot() as snapshot:
        for passage, text in SMALL[name].items():
            asked = default_embedder.questions([text])[0]
            for language in ("fr", "en"):
                vector = snapshot.map.question_vector(asked, language)
                matches = [match for rows in snapshot.rows.values() for match in rows.nearest(vector, 1)]
                found = passage_id(max(matches, key=lambda match: match.score).id)
                assert SMALL[name][found] == text, (passage, language)
    index.close()


def test_a_translation_is_found_in_its_language_and_never_stands_for_the_original(tmp_path: Path) -> None:
    site = Site(tmp_path)
    told = "Les agriculteurs reçoivent la météo.\nLes prix aussi."
    site.write({"farmers": TEXTS["farmers"] + f'\n\n<!-- translation language="fr" -->\n{told}'})
    built = site.build()
    assert (built.passages, built.sentences) == (1, 2)
    with site.reader().snapshot() as snapshot:
        assert snapshot.manifest.rows == {"en": 3, "fr": 3}
        assert snapshot.manifest.texts == {"fr": 1, "en": 1}
        entry = snapshot.entries(["farmers"])["farmers"]
        assert entry.passage.text == TEXTS["farmers"]
        assert entry.passage.translation is not None
        assert entry.passage.translation.sentences == tuple(told.split("\n"))
        assert set(entry.sentences) <= {*TEXTS["farmers"].replace("phones. ", "phones.|").split("|")}
        assert sorted(entry.translated) == [False, False, True, True]
    site.write({"farmers": TEXTS["farmers"]})
    assert site.build().changed == 1


def test_the_repositorys_own_corpus_is_stored_whole(built_root: Path) -> None:
    current = versions.current_version(built_root / "index")
    manifest = read_manifest(built_root / "index" / current)
    assert (manifest.passages, manifest.languages, len(manifest.related)) == (30, {"fr": 5, "en": 25}, 15)
    assert manifest.texts == {"fr": 30, "en": 30}
    assert len(manifest.glossary) > 10
    store = open_chroma(built_root / "index" / current / "store")
    for language, count in manifest.rows.items():
        assert store.collection(collection_name(language)).count() == count
    store.close()


def test_no_network_is_used(site: Site, no_network: None) -> None:
    site.open_store = open_chroma
    assert replace(site.build(), seconds=0).version == "v0001"
