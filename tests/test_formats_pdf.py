"""A PDF: its paragraphs whole, with the page each begins on; what runs along every page is no text."""

import logging
import re
import zlib
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from fpdf import FPDF
from fpdf.enums import EncryptionMethod

from assistant.corpus import Corpus, read_corpus
from assistant.formats.paragraphs import Line, joined, pieces_of
from assistant.records import Document

LIMIT = 5_000_000
EN = "Embassies answer the questions of citizens every day, on every network that they use at home and abroad."
FR = "Les ambassades répondent chaque jour aux questions des citoyens, sur les réseaux qui sont les leurs à l'étranger."
GOOD = "Un texte.\n"


def pdf(*pages: Callable[[FPDF], object] | str, head: str = "", foot: str = "") -> FPDF:
    """A PDF of A4 pages; text runs along each where `head` and `foot` are given."""
    made = FPDF()
    made.set_auto_page_break(auto=False)
    for number, one in enumerate(pages, 1):
        made.add_page()
        if head:
            made.set_font("Helvetica", size=8)
            made.text(20, 10, head.format(page=number))
            made.text(20, 288, foot.format(page=number))
        made.set_font("Helvetica", size=11)
        made.set_xy(20, 20)
        if callable(one):
            one(made)
        elif one:
            write(made, one)
    return made


def write(made: FPDF, text: str, style: str = "", size: int = 11) -> None:
    made.set_font("Helvetica", style, size)
    made.multi_cell(150, size * 0.45, text, new_x="LMARGIN", new_y="NEXT", align="L")
    made.ln(4)


def corpus_of(folder: Path, data: FPDF | bytes) -> Corpus:
    (folder / "zz.md").write_text(GOOD, encoding="utf-8")
    (folder / "a.pdf").write_bytes(data if isinstance(data, bytes) else bytes(data.output()))
    return read_corpus(folder, LIMIT)


def read(folder: Path, data: FPDF | bytes) -> Document:
    corpus = corpus_of(folder, data)
    assert corpus.problems == ()
    return corpus.documents[0]


def texts(document: Document) -> list[tuple[int, str, str]]:
    return [(one.page, one.section, one.text) for one in document.passages]


def problem(folder: Path, data: FPDF | bytes) -> str:
    corpus = corpus_of(folder, data)
    assert [document.file for document in corpus.documents] == ["zz.md"]
    assert len(corpus.problems) == 1
    return corpus.problems[0]


class TestPages:
    def test_paragraphs_have_their_page_section_and_language(self, tmp_path: Path) -> None:
        def first(made: FPDF) -> None:
            write(made, "La diplomatie en ligne", "B", 18)
            write(made, f"{FR} {FR}")
            write(made, "Les écoles", "B", 13)
            write(made, f"{FR} Fin.")

        def second(made: FPDF) -> None:
            write(made, EN)
            write(made, "In bold only", "B")
            write(made, EN + " They do so.")

        document = read(tmp_path, pdf(first, second))
        assert document.title == "La diplomatie en ligne"
        assert texts(document) == [
            (1, "", f"{FR} {FR}"),
            (1, "Les écoles", f"{FR} Fin."),
            (2, "Les écoles", EN),
            (2, "In bold only", EN + " They do so."),
        ]
        assert [one.language for one in document.passages] == ["fr", "fr", "en", "en"]

    def test_heads_feet_and_page_numbers_are_left_out(self, tmp_path: Path) -> None:
        pages = [f"{EN} It was {word}." for word in ("first", "second", "third", "fourth")]
        document = read(tmp_path, pdf(*pages, head="Annual report 2024", foot="Page {page} / 4"))
        assert texts(document) == [(number, "", text) for number, text in enumerate(pages, 1)]

    def test_two_pages_lose_their_numbers_only(self, tmp_path: Path) -> None:
        document = read(tmp_path, pdf(EN, FR, head="Annual report", foot="- {page} -"))
        assert [text for _, _, text in texts(document)] == ["Annual report", EN, "Annual report", FR]

    def test_sentences_alike_but_for_a_number_are_text(self, tmp_path: Path) -> None:
        pages = [f"{EN} In year {number} of it they did so." for number in range(1, 5)]
        assert [text for _, _, text in texts(read(tmp_path, pdf(*pages)))] == pages
        numbered = [f"This is what page {number} of it says." for number in range(1, 5)]
        assert [text for _, _, text in texts(read(tmp_path, pdf(*numbered)))] == numbered

    def test_the_same_paragraph_on_every_page_is_text(self, tmp_path: Path) -> None:
        assert [text for _, _, text in texts(read(tmp_path, pdf(*[f"{EN} {EN}"] * 4)))] == [f"{EN} {EN}"] * 4

    def test_no_page_loses_all_it_has(self, tmp_path: Path) -> None:
        assert [text for _, _, text in texts(read(tmp_path, pdf("Chapter 1", "Chapter 2", "Chapter 3")))] == [
            "Chapter 1",
            "Chapter 2",
            "Chapter 3",
        ]

    def test_a_sentence_that_goes_on_overleaf_is_one_passage_of_its_first_page(self, tmp_path: Path) -> None:
        document = read(tmp_path, pdf(f"{EN} They also", f"speak to schools. {EN}"))
        assert texts(document) == [(1, "", f"{EN} They also speak to schools. {EN}")]

    def test_words_cut_at_the_end_of_a_line_are_whole(self, tmp_path: Path) -> None:
        text = "La diplo-\nmatie et son porte-\nparole parlent-\nils vrai ? La diplomatie a un porte-parole."
        assert texts(read(tmp_path, pdf(text)))[0][2] == (
            "La diplomatie et son porte-parole parlent-ils vrai ? La diplomatie a un porte-parole."
        )

    def test_two_columns_are_read_one_after_the_other(self, tmp_path: Path) -> None:
        def columns(made: FPDF) -> None:
            for x, text in ((20, FR), (110, EN)):
                made.set_xy(x, 20)
                made.multi_cell(70, 5, text, align="L")

        assert texts(read(tmp_path, pdf(columns))) == [(1, "", FR), (1, "", EN)]

    def test_the_title_it_states_is_used_unless_it_is_a_files_name(self, tmp_path: Path) -> None:
        made = pdf(EN)
        made.set_title("Digital embassies")
        assert read(tmp_path, made).title == "Digital embassies"
        made = pdf(EN)
        made.set_title("Microsoft Word - final.docx")
        assert read(tmp_path, made).title == "a"

    def test_ids_stay_when_a_page_is_put_before(self, tmp_path: Path) -> None:
        before = read(tmp_path, pdf(EN)).passages[0]
        after = read(tmp_path, pdf(FR, EN)).passages[1]
        assert (before.id, before.page, after.id, after.page) == (after.id, 1, before.id, 2)


class TestPdfsThatCannotBeRead:
    def test_a_scan_asks_for_text_recognition(self, tmp_path: Path) -> None:
        said = problem(tmp_path, pdf("", ""))
        assert said.startswith("a.pdf: has no text, only pictures of its pages (a scan). Run text recognition (OCR)")

    def test_a_scanned_page_among_others_is_told(self, tmp_path: Path) -> None:
        corpus = corpus_of(tmp_path, pdf(EN, "", FR))
        assert corpus.problems == ("a.pdf, page 2: no text; if it is a scan, run text recognition (OCR) on it.",)
        assert [one.page for one in corpus.documents[0].passages] == [1, 3]

    def test_one_with_a_password_says_so(self, tmp_path: Path) -> None:
        made = pdf(EN)
        made.set_encryption("owner", "user", EncryptionMethod.RC4)
        assert problem(tmp_path, made).startswith("a.pdf: is encrypted (a password). Open it and save it without")

    def test_one_that_anyone_may_open_is_read(self, tmp_path: Path) -> None:
        made = pdf(EN)
        made.set_encryption("owner", "", EncryptionMethod.RC4)
        assert texts(read(tmp_path, made)) == [(1, "", EN)]

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (b"PK\x03\x04 a zip", "a.pdf: is not a PDF file."),
            (b"%PDF-1.7\n\xff\xfe", "a.pdf: is damaged, or is not a PDF file."),
            (bytes(range(256)) * 40, "a.pdf: is not a PDF file."),
            (b"", "a.pdf: is empty."),
            (b"%PDF-1.7\nstartxref\n99999999\n%%EOF", "a.pdf: is damaged"),
        ],
        ids=["zip", "cut", "binary", "empty", "no table"],
    )
    def test_a_file_that_is_no_pdf_says_so(self, tmp_path: Path, data: bytes, said: str) -> None:
        assert problem(tmp_path, data).startswith(said)

    @pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
    def test_a_truncated_one_is_read_as_far_as_it_goes_or_named(self, tmp_path: Path, share: float) -> None:
        whole = bytes(pdf(EN, FR, EN).output())
        corpus = corpus_of(tmp_path, whole[: int(len(whole) * share)])
        assert [document.file for document in corpus.documents][-1] == "zz.md"
        assert all(one.startswith("a.pdf") for one in corpus.problems)

    def test_damaged_bytes_are_no_traceback(self, tmp_path: Path) -> None:
        whole = bytes(pdf(EN, FR).output())
        for at in range(0, len(whole), 41):
            corpus_of(tmp_path, whole[:at] + b"\x00<<" + whole[at + 3 :])

    def test_a_stream_that_swells_is_refused(self, tmp_path: Path) -> None:
        bomb = zlib.compress(bytes(300_000_000), 9)
        assert len(bomb) < LIMIT
        whole = bytes(pdf(EN).output())
        start, end = whole.index(b"stream\n") + 7, whole.index(b"\nendstream")
        swollen = whole[:start] + bomb + whole[end:]
        swollen = re.sub(rb"/Length \d+", b"/Length %d" % len(bomb), swollen, count=1)
        assert problem(tmp_path, swollen).startswith("a.pdf: ")

    def test_the_reader_writes_nothing_of_its_own(self, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        whole = bytes(pdf(EN, FR).output())
        with caplog.at_level(logging.DEBUG):
            corpus_of(tmp_path, whole.replace(b"startxref", b"startxxxx"))
        assert [one for one in caplog.records if one.name.startswith("pypdf")] == []


class TestParagraphs:
    @pytest.mark.parametrize(
        ("lines", "elsewhere", "whole"),
        [
            (("la diplo-", "matie"), "", "la diplomatie"),
            (("le porte-", "parole"), "porte-parole", "le porte-parole"),
            (("celui-", "ci"), "", "celui-ci"),
            (("a long-", "term plan"), "long term", "a long-term plan"),
            (("a non-", "aligned state"), "", "a non-aligned state"),
            (("re-", "make it"), "re make remake", "remake it"),
            (("Saint-", "Denis"), "", "Saint-Denis"),
            (("pages 3-", "5"), "", "pages 3-5"),
            (("one -", "two"), "", "one - two"),
            (("one", "two"), "", "one two"),
        ],
    )
    def test_a_hyphen_at_a_lines_end_goes_unless_the_word_has_it(
        self, lines: tuple[str, ...], elsewhere: str, whole: str
    ) -> None:
        assert joined(lines, Counter(elsewhere.split())) == whole

    def test_an_indent_after_a_full_stop_begins_a_paragraph(self) -> None:
        rows = [("One begins here and", 30), ("goes on to its end.", 20), ("Two begins here.", 30)]
        page = [Line(text, 1, x, 700 - 14 * at, 11) for at, (text, x) in enumerate(rows)]
        assert [piece.text for piece in pieces_of([page])[1]] == [
            "One begins here and goes on to its end.",
            "Two begins here.",
        ]

    def test_the_items_of_a_short_list_are_the_lines_of_one_passage(self) -> None:
        rows = ["They do this:", "• answer people", "• teach in", "schools"]
        page = [Line(text, 1, 20, 700 - 14 * at, 11) for at, text in enumerate(rows)]
        assert [piece.text for piece in pieces_of([page])[1]] == [
            "They do this:",
            "• answer people\n• teach in schools",
        ]

    def test_nothing_is_no_paragraph(self) -> None:
        assert pieces_of([[], []]) == ("", [])


def test_what_fpdf_writes_is_a_pdf() -> None:
    assert BytesIO(bytes(pdf(EN).output())).read(5) == b"%PDF-"
