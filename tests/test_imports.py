"""`assistant import`: a saved page becomes one corpus file, written whole or not at all."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.corpus import read_corpus
from assistant.errors import CorpusError
from assistant.imports import Imported, import_file, output
from assistant.markup import parse, write
from assistant.records import Document
from tests.conftest import REPOSITORY
from tests.test_saved_page import EXPECTED, RELATED, SIGN_UP, page

LIMIT = 5_000_000
NAME = "how-can-cities-use-public-diplomacy-to-face-climate-change.md"


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    file = tmp_path / "page.txt"
    file.write_text("\n".join(page()), encoding="utf-8")
    return file


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return tmp_path / "corpus"


def bring(file: Path, corpus: Path, name: str | None = None, *, replace: bool = False) -> Imported:
    return import_file(file, corpus, LIMIT, name, replace=replace)


def document(corpus: Path) -> Document:
    read = read_corpus(corpus, LIMIT)
    assert read.problems == ()
    return read.documents[0]


class TestTheFileWritten:
    def test_it_is_named_after_the_title(self, saved: Path, corpus: Path) -> None:
        assert bring(saved, corpus).path == corpus / NAME

    def test_it_reads_back_word_for_word(self, saved: Path, corpus: Path) -> None:
        bring(saved, corpus)
        got = document(corpus)
        assert [(item.text, item.kind, item.section, item.part) for item in got.passages] == EXPECTED
        assert [(item.text, item.contributions) for item in got.related] == [
            (text, count) for text, _, count in RELATED
        ]
        assert (got.language, got.source) == ("en", "page.txt")
        assert len(got.imported) == len("2026-11-24")

    def test_a_utf_16_page_with_windows_line_ends_reads_the_same(
        self, saved: Path, corpus: Path, tmp_path: Path
    ) -> None:
        other = tmp_path / "other" / "page.txt"
        other.parent.mkdir()
        other.write_bytes("\r\n".join(page()).encode("utf-16"))
        assert bring(saved, corpus).page == bring(other, tmp_path / "elsewhere").page

    def test_what_was_taken_and_left_out_is_reported(self, saved: Path, corpus: Path) -> None:
        report = json.loads(json.dumps(output(bring(saved, corpus))))
        assert (report["article"], report["contributions"], report["related"]) == (4, 6, 4)
        assert (report["file"], report["language"]) == (str(corpus / NAME), "en")
        assert set(SIGN_UP) <= set(report["dropped"])

    def test_a_page_whose_title_has_no_latin_letters_gets_a_name(self, tmp_path: Path, corpus: Path) -> None:
        (tmp_path / "p.txt").write_text(
            "数字外交如何支持可持续发展目标？\nA first paragraph, in English.", encoding="utf-8"
        )
        assert bring(tmp_path / "p.txt", corpus).path.name == "page.md"


class TestEdits:
    def test_a_file_with_edits_is_not_written_over(self, saved: Path, corpus: Path) -> None:
        path = bring(saved, corpus).path
        path.write_text("edited", encoding="utf-8")
        with pytest.raises(CorpusError, match=r"exists already.*--name.*--replace"):
            bring(saved, corpus)
        assert path.read_text(encoding="utf-8") == "edited"

    def test_replace_writes_over_it(self, saved: Path, corpus: Path) -> None:
        bring(saved, corpus).path.write_text("edited", encoding="utf-8")
        bring(saved, corpus, replace=True)
        assert len(document(corpus).passages) == 10

    @pytest.mark.parametrize(
        ("given", "name"), [("cities", "cities.md"), ("cities.md", "cities.md"), ("été_1", "été_1.md")]
    )
    def test_a_name_may_be_given(self, saved: Path, corpus: Path, given: str, name: str) -> None:
        assert bring(saved, corpus, given).path == corpus / name

    @pytest.mark.parametrize(
        "name",
        [
            "../out",
            "/etc/out",
            "sub/out",
            ".hidden",
            "_draft",
            "README",
            "readme.md",
            "a b",
            "a\0b",
            "x" * 300,
            "..",
            "é" * 200,
        ],
    )
    def test_a_name_that_would_be_lost_or_lie_elsewhere_is_refused(self, saved: Path, corpus: Path, name: str) -> None:
        with pytest.raises(CorpusError, match="cannot be a corpus file's name"):
            bring(saved, corpus, name, replace=True)
        assert not corpus.exists()


class TestWhatCannotBeImported:
    def test_a_missing_file_is_named(self, corpus: Path, tmp_path: Path) -> None:
        with pytest.raises(CorpusError, match=r"gone.txt: cannot be read \(No such file or directory\)"):
            bring(tmp_path / "gone.txt", corpus)

    def test_a_folder_is_named(self, corpus: Path, tmp_path: Path) -> None:
        with pytest.raises(CorpusError, match=r"cannot be read \(Is a directory\)"):
            bring(tmp_path, corpus)

    def test_a_binary_file_is_named(self, corpus: Path, tmp_path: Path) -> None:
        (tmp_path / "x.pdf").write_bytes(b"%PDF-1.7\n\0\xff")
        with pytest.raises(CorpusError, match=r"x.pdf, line 2: this is not a text file"):
            bring(tmp_path / "x.pdf", corpus)
        assert not corpus.exists()

    def test_a_name_that_is_not_utf_8_does_no_harm(self, saved: Path, corpus: Path, tmp_path: Path) -> None:
        odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/p\xe9ge.txt"))
        saved.rename(odd)
        bring(odd, corpus)
        assert document(corpus).source == "p�ge.txt"

    def test_a_folder_that_cannot_be_written_is_named(self, saved: Path, corpus: Path) -> None:
        corpus.write_text("a file where the folder should be")
        with pytest.raises(CorpusError, match="cannot be written"):
            bring(saved, corpus)

    @pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
    def test_an_import_that_is_cut_short_leaves_nothing(
        self, saved: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
    ) -> None:
        path = bring(saved, corpus).path
        path.write_text("edited", encoding="utf-8")

        def cut(self: Path, _target: Path) -> None:
            raise error

        monkeypatch.setattr(Path, "replace", cut)
        with pytest.raises((CorpusError, KeyboardInterrupt)):
            bring(saved, corpus, replace=True)
        assert [item.name for item in corpus.iterdir()] == [NAME]
        assert path.read_text(encoding="utf-8") == "edited"


def test_two_pages_that_share_paragraphs_stand_side_by_side(saved: Path, corpus: Path) -> None:
    bring(saved, corpus, "first")
    bring(saved, corpus, "second")
    both = read_corpus(corpus, LIMIT)
    assert not both.problems
    first, second = ({item.id for item in one.passages} for one in both.documents)
    assert len(first) == len(second)
    assert not first & second


def test_the_repositorys_own_corpus_is_the_same_when_written_again() -> None:
    for document in read_corpus(REPOSITORY / "corpus", LIMIT).documents:
        again = parse(write(document), document.file)
        assert [replace(item, line=0) for item in again.passages] == [
            replace(item, line=0) for item in document.passages
        ]
        assert again.related == document.related
