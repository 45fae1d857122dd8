"""What an edit did is told: passages, golden questions, earlier answers; and it can be taken back."""

import errno
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from assistant import changed, history
from assistant.build import Orders
from assistant.earlier import read_answers
from assistant.errors import CorpusError, IndexLocked, IndexMissing, IndexRefused, UsageError
from assistant.golden import Golden
from assistant.lock import one_builder
from assistant.ports import Vectors
from assistant.relevance import load
from assistant.report import Built, Report, Stale, read_report
from assistant.watch import keep_built, matters, watched
from tests.fakes import FakeEmbedder, FakeStore
from tests.small_site import TEXTS, Site, silent

QUESTIONS = {"farmers": "Do farmers get weather reports?", "doctors": "Do doctors talk to patients?"}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path)
    site.write(TEXTS)
    return site


def golden(site: Site, questions: dict[str, str] = QUESTIONS) -> Golden:
    lines = [
        {"id": name, "language": "en", "question": text, "kind": "single", "accepted": [name], "split": "test"}
        for name, text in questions.items()
    ]
    path = site.root / "golden.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return Golden(path, load(site.root / "none.json"))


def built(site: Site, asked: Golden | None = None, orders: Orders = Orders(), by: object = None) -> Built:  # noqa: B008
    embedder = by if isinstance(by, FakeEmbedder) else FakeEmbedder()
    return replace(site.builder(embedder), golden=asked).build(silent, orders)


def report_of(made: Built) -> Report:
    assert made.report
    return made.report


class Deaf(FakeEmbedder):
    """Hears in every golden question the same, and the reference questions as they are."""

    def questions(self, texts: Sequence[str]) -> Vectors:
        heard = {"farmers", "doctors"}
        return super().questions(["la fracture numérique" if heard & set(text.split()) else text for text in texts])


class TestTheReport:
    def test_each_kind_of_change_is_listed_with_its_first_words(self, site: Site) -> None:
        site.build()
        site.write({"farmers": "Farmers get other reports.", "moved": TEXTS["doctors"], "new": "Something new. " * 20})
        report = report_of(site.build())
        assert [(one.id, one.words) for one in report.changes.edited] == [("farmers", "Farmers get other reports.")]
        assert [(one.id, one.was) for one in report.changes.moved] == [("moved", "doctors in a.md")]
        assert [one.id for one in report.changes.removed] == ["divide"]
        assert report.changes.removed[0].words.startswith("La fracture numérique")
        assert report.changes.added[0].words.endswith(" …")
        assert (report.before, report.version) == ("v0001", "v0002")

    def test_it_is_kept_beside_the_version(self, site: Site) -> None:
        made = site.build()
        assert read_report(site.index / "v0001") == report_of(made)

    def test_a_dry_run_tells_the_same_and_writes_nothing(self, site: Site) -> None:
        site.build()
        before = {path: path.stat().st_mtime_ns for path in site.root.rglob("*")}
        (site.corpus / "b.md").write_text("A new passage. Of two sentences.", encoding="utf-8")
        before |= {path: path.stat().st_mtime_ns for path in (site.corpus, site.corpus / "b.md")}
        embedder = FakeEmbedder()
        (site.corpus / "c.md").write_bytes(b"")
        before |= {path: path.stat().st_mtime_ns for path in (site.corpus, site.corpus / "c.md")}
        trial = site.builder(embedder).trial(silent)
        assert (len(trial.changes.added), trial.changes.unchanged, trial.embed, embedder.texts) == (1, 3, 3, [])
        assert ["c.md" in problem for problem in trial.problems] == [True]
        assert site.builder(embedder).trial(silent, rebuild=True).embed > 3
        assert {path: path.stat().st_mtime_ns for path in site.root.rglob("*")} == before

    def test_long_lists_are_cut_and_counted(self) -> None:
        answers = tuple(Stale(f"a.jsonl, {n}", "Q", "p", f"[bold]quote {n}", "gone") for n in range(13))
        out = io.StringIO()
        changed.show_report(Console(file=out, width=200), Report("v2", "v1", "", answers=answers))
        assert out.getvalue().count("its passage is gone") == changed.MOST
        assert "[bold]quote 1" in out.getvalue()
        assert "and 3 more" in out.getvalue()


class TestGoldenQuestions:
    def test_a_version_that_finds_its_passages_is_put_in_force(self, site: Site) -> None:
        assert report_of(built(site, golden(site))).golden == 2

    def test_one_that_finds_hardly_any_is_refused_and_the_old_one_stays(self, site: Site) -> None:
        many = {f"p{n}": f"La fracture numérique numéro {n}." for n in range(12)}
        site.write({**TEXTS, **many})
        built(site, golden(site))
        site.write({**TEXTS, **many, "new": "Something new."})
        (site.index / "v0001" / "vectors.npz").unlink()
        with pytest.raises(IndexRefused, match=r"2 of 2 golden questions no longer find .*--force"):
            built(site, golden(site), by=Deaf())
        assert site.entries() == {"CURRENT", "v0001"}
        made = built(site, golden(site), Orders(force=True), by=Deaf())
        assert made.version == "v0002"
        assert {shift.id for shift in report_of(made).questions} == set(QUESTIONS)

    def test_questions_whose_passages_are_gone_count_for_nothing(self, site: Site) -> None:
        site.write({"divide": TEXTS["divide"]})
        assert built(site, golden(site)).version == "v0001"

    def test_a_question_that_finds_another_passage_is_told(self, site: Site) -> None:
        built(site, golden(site))
        site.write({**TEXTS, "more": QUESTIONS["farmers"]})
        (shift,) = [one for one in report_of(built(site, golden(site))).questions if one.id == "farmers"]
        assert (shift.top_before, shift.top) == ("farmers", "more")

    def test_a_question_that_is_new_is_asked_of_the_version_before_as_well(self, site: Site) -> None:
        built(site)
        site.write({**TEXTS, "more": QUESTIONS["farmers"]})
        assert [one.id for one in report_of(built(site, golden(site))).questions if one.top_before == "farmers"]

    def test_a_file_that_cannot_be_used_is_named(self, site: Site) -> None:
        asked = golden(site)
        asked.path.write_text('{"id": 1}\n', encoding="utf-8")
        with pytest.raises(CorpusError, match=r"golden\.jsonl, line 1"):
            built(site, asked)


class TestEarlierAnswers:
    def test_quotes_that_no_longer_stand_are_listed(self, site: Site, tmp_path: Path) -> None:
        site.build()
        quotes = [
            ("farmers", "Prices reach them too."),
            ("doctors", "Doctors talk to"),
            ("divide", "Elle est profonde."),
        ]
        answers = [{"question": "Q", "citations": [{"passage_id": a, "quote": b}]} for a, b in quotes]
        file = tmp_path / "answers" / "all.jsonl"
        file.parent.mkdir()
        file.write_text("\n".join(map(json.dumps, answers)), encoding="utf-8")
        assert read_answers(file.parent) == read_answers(file)
        orders = Orders(quotes=read_answers(file))
        assert report_of(built(site, orders=orders)).answers == ()
        site.write({"farmers": "Farmers get weather reports.", "elsewhere": TEXTS["doctors"]})
        found = report_of(built(site, orders=orders)).answers
        assert [(one.passage_id, one.fate, one.now) for one in found] == [
            ("farmers", "edited", ""),
            ("doctors", "moved", "elsewhere"),
            ("divide", "gone", ""),
        ]
        assert found[1].place.endswith("all.jsonl, 2")
        assert read_report(site.index / "v0002").answers == found

    @pytest.mark.parametrize("text", ["no json", '{"citations": 3}', "[1]", '{"citations": [{"quote": "x"}]}'])
    def test_a_file_without_answers_is_named(self, tmp_path: Path, text: str) -> None:
        (tmp_path / "a.json").write_text(text, encoding="utf-8")
        with pytest.raises(UsageError, match=r"a\.json does not hold answers"):
            read_answers(tmp_path / "a.json")


class TestGoingBack:
    @pytest.fixture
    def two(self, site: Site) -> Site:
        site.build()
        site.write({"new": "Something new."})
        site.build()
        return site

    def test_the_version_before_is_in_force_again_and_readers_follow(self, two: Site) -> None:
        index = two.reader()
        with index.snapshot() as snapshot:
            assert list(snapshot.manifest.hashes) == ["new"]
        assert history.roll_back(two.index, None, "fake", FakeStore).version == "v0001"
        with index.snapshot() as snapshot:
            assert list(snapshot.manifest.hashes) == list(TEXTS)
        listed = history.listed(two.index)
        assert [(one.version, one.in_force) for one in listed] == [("v0002", False), ("v0001", True)]
        assert all(one.bytes > 1000 for one in listed)

    def test_the_next_build_takes_the_corpus_over_again(self, two: Site) -> None:
        history.roll_back(two.index, "v0001", "fake", FakeStore)
        assert two.build().version == "v0003"
        assert list(two.manifest().hashes) == ["new"]

    def test_there_is_nothing_before_the_first(self, two: Site) -> None:
        history.roll_back(two.index, None, "fake", FakeStore)
        with pytest.raises(IndexMissing, match=r"no version before v0001.*--list"):
            history.roll_back(two.index, None, "fake", FakeStore)

    def test_a_version_that_is_not_there_is_named(self, two: Site) -> None:
        with pytest.raises(IndexMissing, match="There is no version v0009"):
            history.roll_back(two.index, "v0009", "fake", FakeStore)


def test_a_pointer_of_the_same_time_that_names_another_build_is_followed(site: Site) -> None:
    """As after a clock was set back."""
    import os  # noqa: PLC0415

    index = site.reader()
    site.build()
    with index.snapshot() as before:
        stat = (site.index / "CURRENT").stat()
    manifest = before.manifest
    site.write({"new": "Something new."})
    site.build(rebuild=True)
    (site.index / "v0001").rename(site.index / "old")
    (site.index / "v0002").rename(site.index / "v0001")
    text = (site.index / "CURRENT").read_text(encoding="utf-8").replace("v0002", "v0001")
    (site.index / "CURRENT").write_text(text, encoding="utf-8")
    os.utime(site.index / "CURRENT", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    with index.snapshot() as after:
        assert after.manifest.id != manifest.id
        assert list(after.manifest.hashes) == ["new"]


def test_a_second_builder_says_who_holds_the_lock_or_waits(site: Site) -> None:
    site.build()
    with one_builder(site.index), pytest.raises(IndexLocked, match=r"\(\d+ on .+, since 20.+\).*--wait"):
        built(site, orders=Orders(wait=0.05))
    assert built(site, orders=Orders(wait=5)).version == "v0001"


class TestWatching:
    @pytest.mark.parametrize(
        ("name", "read"),
        [
            ("a.md", True),
            ("new/b.txt", True),
            ("picture.png", False),
            ("a.csv.yaml", True),
            (".a.md.swp", False),
            ("README.md", False),
            ("GOALS.md", True),
            ("GLOSSARY.md", True),
            ("QUESTIONS.md", True),
            ("deep/GOALS.md", True),
        ],
    )
    def test_only_what_a_build_reads_matters(self, name: str, read: bool) -> None:
        assert matters(Path(name)) is read

    def test_a_build_that_fails_is_told_of_and_the_next_change_is_waited_for(self, site: Site) -> None:
        said: list[str] = []
        made: list[str] = []

        def changes() -> list[int]:
            return [1, 2, 3]

        def build() -> None:
            if len(made) == 1 and not said:
                raise CorpusError("a.md: is empty.", "Write in it.")
            if len(made) == 1 and len(said) == 1:
                raise OSError(errno.ENOSPC, "No space left on device")
            made.append("built")

        keep_built([0, *changes()], build, said.append)
        assert made == ["built", "built"]
        assert said[0] == "a.md: is empty. Write in it."
        assert said[1].startswith("The build stopped (No space left on device).")

    def test_an_edit_during_the_first_build_is_seen_through_a_link_too(self, tmp_path: Path) -> None:
        (tmp_path / "real").mkdir()
        (tmp_path / "corpus").symlink_to(tmp_path / "real")
        seen = 0
        for _ in watched(tmp_path / "corpus"):
            seen += 1
            if seen == 2:
                break
            (tmp_path / "corpus" / "a.md").write_text("A new text.")
        assert seen == 2

    def test_a_corpus_that_is_not_there_cannot_be_watched(self, tmp_path: Path) -> None:
        with pytest.raises(CorpusError, match="no corpus folder"):
            next(iter(watched(tmp_path / "corpus")))
