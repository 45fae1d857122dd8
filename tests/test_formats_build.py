"""Whatever its format, a file that can no longer be read keeps its passages, with their places, until it is mended."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.corpus import SUFFIXES, Corpus, read_corpus
from assistant.records import Document, Passage
from assistant.report import Built
from assistant.salvage import salvaged
from tests.small_site import Site
from tests.test_corpus import without_rights
from tests.test_formats_pages import docx, paragraph
from tests.test_formats_pdf import pdf
from tests.test_formats_tables import book, saved

TEXT = "Embassies answer citizens every day on the networks that they use."
OTHER = "Schools teach children how to read what they find on the networks."
LIMIT = 1_000_000
FILES: dict[str, Callable[[str], bytes]] = {
    "a.md": str.encode,
    "a.txt": str.encode,
    "a.html": lambda text: f"<p>{text}</p>".encode(),
    "a.htm": lambda text: f"<p>{text}</p>".encode(),
    "a.docx": lambda text: docx([paragraph(text)]),
    "a.pdf": lambda text: bytes(pdf(text).output()),
    "a.csv": lambda text: f"text\n{text}\n".encode(),
    "a.tsv": lambda text: f"text\tlang\n{text}\ten\n".encode(),
    "a.xlsx": lambda text: saved(book(S=[["text"], [text]])),
}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path)
    site.write({"doctors": "Doctors talk to patients over video calls."}, "zz.md")
    return site


def counts(built: Built) -> tuple[int, int, int, int]:
    return built.added, built.changed, built.removed, built.unchanged


def passages(site: Site) -> list[Passage]:
    with site.reader().snapshot() as snapshot:
        return [entry.passage for entry in snapshot.entries(list(snapshot.manifest.hashes)).values()]


def test_every_format_that_is_read_is_tried_here() -> None:
    assert {name[1:] for name in FILES} == set(SUFFIXES)


@pytest.mark.parametrize("name", FILES)
class TestEveryFormat:
    def test_its_passages_are_found_with_their_places(self, site: Site, name: str) -> None:
        (site.corpus / name).write_bytes(FILES[name](TEXT))
        assert counts(site.build()) == (2, 0, 0, 0)
        stored = passages(site)
        assert stored == [one for document in read_corpus(site.corpus, LIMIT).documents for one in document.passages]
        assert (stored[0].text, stored[0].file) == (TEXT, name)
        assert counts(site.build()) == (0, 0, 0, 2)

    def test_an_edit_is_one_passage_more_and_one_less(self, site: Site, name: str) -> None:
        (site.corpus / name).write_bytes(FILES[name](TEXT))
        site.build()
        (site.corpus / name).write_bytes(FILES[name](OTHER))
        assert counts(site.build()) == (1, 0, 1, 1)

    @pytest.mark.parametrize("damage", ["cut", "binary", "unreadable"])
    def test_one_that_breaks_keeps_what_it_last_said(self, site: Site, name: str, damage: str) -> None:
        path = site.corpus / name
        path.write_bytes(FILES[name](TEXT))
        site.build()
        before = passages(site)
        if damage == "unreadable":
            path.unlink()
            path.symlink_to(site.root / "nowhere")
        else:
            path.write_bytes(b"" if damage == "cut" else b"\x00\xff\xfe\x01" * 50)
        built = site.build()
        assert counts(built) == (0, 0, 0, 2)
        assert built.problems[0].startswith(name)
        assert built.problems[1] == f"{name}: its 1 passages stay in use as they last were, until it is mended."
        assert passages(site) == before
        path.unlink()
        path.write_bytes(FILES[name](TEXT))
        assert site.build().problems == ()

    def test_one_without_rights_is_named(self, site: Site, name: str) -> None:
        path = site.corpus / name
        path.write_bytes(FILES[name](TEXT))
        with without_rights(path):
            corpus = read_corpus(site.corpus, LIMIT)
        assert corpus.problems == (
            f"{name}: cannot be read (Permission denied). Check that it exists and its permissions.",
        )
        assert corpus.broken == (name,)

    def test_one_that_is_too_large_is_named_with_the_setting(self, site: Site, name: str) -> None:
        (site.corpus / name).write_bytes(bytes(LIMIT + 1))
        assert read_corpus(site.corpus, LIMIT).problems[0].endswith("Split it, or raise ASSISTANT_FILE_MB.")

    def test_the_same_words_in_two_files_are_two_passages(self, site: Site, name: str) -> None:
        for one in (name, f"b{name}"):
            (site.corpus / one).write_bytes(FILES[name](TEXT))
        assert counts(site.build()) == (3, 0, 0, 0)


def test_a_mapping_that_breaks_keeps_the_tables_passages(site: Site) -> None:
    (site.corpus / "a.csv").write_text(f"text\n{TEXT}\n", encoding="utf-8")
    site.build()
    (site.corpus / "a.csv.yaml").write_text("text: [", encoding="utf-8")
    built = site.build()
    assert counts(built) == (0, 0, 0, 2)
    assert built.problems[0].startswith("a.csv.yaml, line ")
    (site.corpus / "a.csv.yaml").unlink()
    assert site.build().problems == ()


def test_a_row_that_moves_is_cited_where_it_is_now(site: Site) -> None:
    (site.corpus / "a.csv").write_text(f"text\n{TEXT}\n", encoding="utf-8")
    site.build()
    (site.corpus / "a.csv").write_text(f"text\n{OTHER}\n{TEXT}\n", encoding="utf-8")
    built = site.build()
    assert (counts(built), built.moved) == ((1, 0, 0, 1), 1)
    assert [(one.text, one.row) for one in passages(site)][:2] == [(OTHER, 2), (TEXT, 3)]


def test_files_in_a_folder_without_rights_keep_their_passages(site: Site) -> None:
    (site.corpus / "more").mkdir()
    (site.corpus / "more/a.csv").write_text(f"text\n{TEXT}\n", encoding="utf-8")
    site.build()
    before = passages(site)
    with without_rights(site.corpus / "more"):
        corpus = read_corpus(site.corpus, LIMIT)
    kept = salvaged(corpus, before, ())
    assert [document.file for document in kept.documents] == ["more/a.csv", "zz.md"]
    assert kept.problems[1].startswith("more/a.csv: its 1 passages stay in use")


def test_a_deleted_file_is_not_kept_because_another_broke() -> None:
    passage = Passage("a", TEXT, "en", "text", "", "T", "gone.pdf")
    corpus = Corpus(
        (Document("T", "en", "b.md", passages=(replace(passage, id="b", file="b.md"),)),), (), {}, (), ("c/",)
    )
    assert salvaged(corpus, [passage], ()).documents == corpus.documents


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.pptx", "a.pptx: not read, for it is a .pptx file. Save it as .pdf, or move it elsewhere."),
        ("a.odt", "a.odt: not read, for it is a .odt file. Save it as .docx, or move it elsewhere."),
        (
            "a.xls",
            "a.xls: not read, for it is a .xls file. Save it as .xlsx or .csv, or move it elsewhere.",
        ),
        ("a.png", "a.png: not read, for it is a .png file. Save its text as .md, .docx or .pdf, or move"),
        ("notes", "notes: not read, for it is a file without a suffix. Save it as .md or .txt, or move"),
        ("b.csv.yaml", "b.csv.yaml: not read, for it is a .yaml file."),
    ],
)
def test_a_file_of_a_kind_that_is_not_read_is_told_once_with_what_to_save_it_as(
    site: Site, name: str, said: str
) -> None:
    (site.corpus / name).write_bytes(b"PK\x03\x04")
    built = site.build()
    assert len(built.problems) == 1
    assert built.problems[0].startswith(said)
    assert built.passages == 1
