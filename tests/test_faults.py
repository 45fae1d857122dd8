"""Faults: whatever happens to a build or to its files, a whole version serves, and the next build works."""

import itertools
import multiprocessing
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, tzinfo
from pathlib import Path

import pytest

from assistant import making
from assistant.engines.vectors import open_chroma
from assistant.errors import IndexDamaged
from assistant.index import Index
from assistant.records import Found
from assistant.retrieve import Retriever
from tests.fakes import FakeEmbedder
from tests.fault_child import STEPS, build_on, build_some, die_at, numbered
from tests.small_site import Site

KILLS = 50
FLIPS = 20
REBUILDS, CLIENTS = 20, 4
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["chromadb", "tests.fault_child"])  # so that a child is there at once


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site whose version in force says 1."""
    site = Site(tmp_path, open_chroma)
    site.write(numbered(1))
    site.build()
    return site


def told(index: Index) -> tuple[str, set[int]]:
    """Return the version that a reader gets, and the numbers its passages say, each looked up by its vectors."""
    with index.snapshot() as snapshot:
        entries = snapshot.entries(list(snapshot.manifest.hashes)).values()
        assert len(entries) == snapshot.manifest.passages
        for entry in entries:
            near = [snapshot.rows[entry.passage.language].nearest(vector, 1)[0] for vector in entry.sentence_vectors]
            assert all(match.score > 0.999 for match in near)
        return snapshot.manifest.version, {number_of(entry.passage.text) for entry in entries}


def number_of(text: str) -> int:
    said = re.search(r"[Cc]ount (\d+)", text)
    assert said
    return int(said[1])


def in_force(site: Site) -> int:
    """Return the one number that the version in force says."""
    with closing(site.reader()) as reader:
        _, numbers = told(reader)
    assert len(numbers) == 1, "a version of two corpora"
    return numbers.pop()


def assert_the_next_build_works(site: Site, number: int) -> float:
    """Build; return how many seconds that took."""
    site.write(numbered(number))
    seconds = site.build(keep=2).seconds
    assert in_force(site) == number
    assert site.entries() - {"CURRENT"} <= {path.name for path in site.index.glob("v[0-9]*")}, "something is left over"
    assert len(list(site.index.glob("v*"))) <= 2
    return seconds


def killed(target: Callable[..., None], *arguments: object, after: float | None = None) -> None:
    """Run something in a process of its own until it kills itself, or is killed so many seconds after it began."""
    begun = FORKS.Event()
    child = FORKS.Process(target=target, args=(*arguments, begun) if after is not None else arguments)
    child.start()
    if after is not None:
        assert begun.wait(60)
    child.join(60 if after is None else after)
    child.kill()
    child.join()
    assert child.exitcode == -signal.SIGKILL


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_a_step_leaves_the_old_version_or_the_new(site: Site, step: str) -> None:
    site.write(numbered(2))
    site.build(keep=2)
    killed(die_at, site.root, step, 3)
    switched = step in ("switching, after the pointer moved", "cleaning, before", "cleaning")
    assert in_force(site) == (3 if switched else 2)
    assert_the_next_build_works(site, 4)


def test_kills_at_random_moments_leave_a_whole_version_and_the_next_build_works(site: Site) -> None:
    rng = random.Random(7)
    first, seen, usual = 1, set(), site.build(rebuild=True).seconds
    for _ in range(KILLS):
        killed(build_on, site.root, first + 1, after=rng.uniform(0, 4 * usual))  # the first in a process takes longer
        now = in_force(site)
        assert now >= first, "an older version came back"
        seen.add(now - first)
        first = now + 1
        usual = assert_the_next_build_works(site, first)
    assert len(seen) > 1, "each kill came before the first build, or after it"


class TestDamage:
    """Flipped bytes: the version is not answered from; the one before it is, and a build mends it."""

    def flip(self, file: Path, at: float) -> None:
        data = bytearray(file.read_bytes())
        for place in range(int(at * len(data)), min(len(data), int(at * len(data)) + 64)):
            data[place] ^= 0xFF
        file.write_bytes(data)

    def reword(self, file: Path) -> None:
        """Change a word of every stored text, which the database itself does not notice."""
        with closing(sqlite3.connect(file)) as database:
            changed = database.execute(
                "update embedding_metadata set string_value = replace(string_value, 'schools', 'weapons')"
            ).rowcount
            database.commit()
        assert changed

    def files(self, folder: Path) -> Iterator[Path]:
        needed = ("manifest.json", "known.npz", "data_level0.bin", "header.bin", "vocab.index.json", "ids.json")
        return (path for path in sorted(folder.rglob("*")) if path.name in needed)

    def test_flipped_bytes_in_any_file_are_noticed_and_the_version_before_answers(
        self, site: Site, caplog: pytest.LogCaptureFixture
    ) -> None:
        site.write(numbered(2))
        site.build()
        whole = site.root / "whole"
        shutil.copytree(site.index / "v0002", whole)
        places = list(itertools.product(self.files(site.index / "v0002"), (0.0, 0.5)))
        assert len({file.name for file, _ in places}) == 6
        for file, at in places:
            self.flip(file, at)
            caplog.clear()
            with closing(site.reader()) as reader:
                assert told(reader) == ("v0001", {1}), file
            assert "The index v0002 is damaged" in caplog.text
            assert "Answering from v0001" in caplog.text
            assert "Build it again: assistant index" in caplog.text
            shutil.rmtree(site.index / "v0002")
            shutil.copytree(whole, site.index / "v0002")
        assert in_force(site) == 2

    def test_a_build_mends_it(self, site: Site) -> None:
        site.write(numbered(2))
        site.build()
        self.flip(next(self.files(site.index / "v0002")), 0.5)
        assert site.build().renewed
        assert in_force(site) == 2

    def test_a_database_whose_pages_are_flipped_is_noticed(self, site: Site) -> None:
        site.write(numbered(2))
        site.build()
        self.flip(site.index / "v0002/store/chroma.sqlite3", 0.0)
        with closing(site.reader()) as reader:
            assert told(reader) == ("v0001", {1})

    def test_a_word_changed_inside_the_database_is_never_shown(
        self, site: Site, caplog: pytest.LogCaptureFixture
    ) -> None:
        site.write(numbered(2))
        site.build()
        self.reword(site.index / "v0002/store/chroma.sqlite3")
        with closing(site.reader()) as reader:
            with pytest.raises(IndexDamaged, match="no longer holds the words of passage"):
                told(reader)
            assert told(reader) == ("v0001", {1}), "the next question is answered from the version before"
        assert "assistant index --rebuild" in caplog.text, "a build that follows on would keep the damage"
        site.build(rebuild=True)
        assert in_force(site) == 2

    def test_a_build_after_an_edit_does_not_carry_on_what_was_changed_inside_the_database(self, site: Site) -> None:
        many = {f"m{at}": f"Item {at} of count 1 tells of schools and of item {at * at}." for at in range(60)}
        site.write({**numbered(1), **many})
        site.build()
        self.reword(site.index / "v0002/store/chroma.sqlite3")
        site.write({**numbered(1), **many, "m59": "Item 59 of count 1 tells of harbours."})
        built = site.build()
        assert (built.changed, built.report.embedded) == (1, 1), "what was embedded before is not lost"
        assert in_force(site) == 1
        assert not any("weapons" in sentence for sentence in site.sentences())

    def test_flips_anywhere_in_the_database_never_show_a_word_that_was_not_written(self, site: Site) -> None:
        written = site.sentences()
        site.write({**numbered(1), "new": "A new passage of count 1 stands beside the others."})
        site.build()
        written |= site.sentences()
        database = site.index / "v0002/store/chroma.sqlite3"
        whole, draw, noticed = database.read_bytes(), random.Random(5), 0
        for _ in range(FLIPS):
            self.flip(database, draw.random())
            with closing(site.reader()) as reader:
                try:
                    told(reader)
                except IndexDamaged:  # found while reading: the next question is answered from the version before
                    noticed += 1
                    assert told(reader)[0] == "v0001"
                with reader.snapshot() as snapshot:
                    entries = snapshot.entries(list(snapshot.manifest.hashes)).values()
                    assert {sentence for entry in entries for sentence in entry.sentences} <= written
                    noticed += snapshot.manifest.version == "v0001"
            for left in database.parent.glob("chroma.sqlite3-*"):
                left.unlink()
            database.write_bytes(whole)
        assert noticed, "no flip met anything that is read"

    def test_with_no_sound_version_left_it_says_what_to_do(self, site: Site) -> None:
        self.flip(next(self.files(site.index / "v0001")), 0.5)
        with closing(site.reader()) as reader, pytest.raises(IndexDamaged, match="Build it again: assistant index"):
            told(reader)
        assert site.build().renewed
        assert in_force(site) == 1


def test_rebuilds_under_constant_questions_fail_none_and_mix_no_versions(site: Site) -> None:
    index = site.reader()
    retriever = Retriever(index, FakeEmbedder())
    wrong: list[str] = []
    asked: dict[str, int] = {}
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            try:
                found = retriever.find("What do the reports tell of schools?", "en", 5)
            except Exception as error:  # noqa: BLE001  # whatever a visitor would have met
                wrong.append(repr(error))
                return
            wrong.extend(mixed(found))
            asked[found.version] = asked.get(found.version, 0) + 1

    clients = [threading.Thread(target=ask) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    builder = FORKS.Process(target=build_some, args=(site.root, 2, REBUILDS + 1))
    builder.start()
    builder.join(120)
    done.set()
    for client in clients:
        client.join()
    index.close()
    assert builder.exitcode == 0
    assert wrong == []
    assert len(asked) > REBUILDS // 2, "the versions were hardly asked"
    assert in_force(site) == REBUILDS + 1


def mixed(found: Found) -> list[str]:
    """Return what is wrong with an answer: it must say the number of the version it names, and no other."""
    said = {number_of(hit.passage.text) for hit in found.hits}
    expected = int(found.version.removeprefix("v"))
    return [] if said == {expected} and len(found.hits) == 5 else [f"{found.version} says {said}"]


def small_disk(folder: Path, *options: str) -> None:
    """Mount a small file system of memory on a folder; skip, saying why, where that is not allowed."""
    mount = ["mount", "-t", "tmpfs", *options, "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small file system is not allowed here")


def test_a_clock_set_back_between_builds_confuses_neither_a_build_nor_a_reader(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Back(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Back":
            return cls(1999, 12, 31, tzinfo=tz)

    with closing(site.reader()) as reader:
        assert told(reader) == ("v0001", {1})
        monkeypatch.setattr(making, "datetime", Back)
        site.write(numbered(2))
        assert site.build(keep=2).renewed
        assert told(reader) == ("v0002", {2})
        assert site.manifest().built.startswith("1999")
        assert not site.build(keep=2).renewed, "with nothing changed, nothing is built"
        monkeypatch.undo()
        site.write(numbered(3))
        site.build(keep=2)
        assert told(reader) == ("v0003", {3})
    assert site.entries() == {"CURRENT", "v0002", "v0003"}


def test_a_read_only_corpus_is_built_from(tmp_path: Path) -> None:
    site = Site(tmp_path, open_chroma)
    site.corpus.mkdir()
    small_disk(site.corpus)
    try:
        site.write(numbered(1))
        subprocess.run(["mount", "-o", "remount,ro", str(site.corpus)], check=True)
        with pytest.raises(OSError, match="Read-only"):
            (site.corpus / "new.md").write_text("new")
        site.build()
        assert in_force(site) == 1
    finally:
        subprocess.run(["umount", "-l", str(site.corpus)], check=True)


def test_a_read_only_index_says_what_to_do_to_a_reader_and_to_a_build(site: Site) -> None:
    kept = site.root / "kept"
    site.index.rename(kept)
    site.index.mkdir()
    small_disk(site.index)
    try:
        shutil.copytree(kept, site.index, dirs_exist_ok=True)
        subprocess.run(["mount", "-o", "remount,ro", str(site.index)], check=True)
        with closing(site.reader()) as reader, pytest.raises(IndexDamaged, match="even to read it: make that writable"):
            told(reader)
        site.write(numbered(2))
        with pytest.raises(IndexDamaged, match=r"cannot be written \(Read-only file system\)"):
            site.build()
    finally:
        subprocess.run(["umount", "-l", str(site.index)], check=True)
