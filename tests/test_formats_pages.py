"""Saved web pages and Word documents: the words of their content, headings as sections, and nothing that acts."""

import time
import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from assistant.corpus import Corpus, read_corpus
from assistant.imports import import_file
from assistant.records import Document
from tests.test_saved_page import page

LIMIT = 5_000_000
EN = "Embassies answer citizens every day."
FR = "Les ambassades répondent aux citoyens."
NAMESPACE = "http://schemas.openxmlformats.org"


def corpus_of(folder: Path, data: str | bytes, name: str) -> Corpus:
    (folder / "zz.md").write_text(FR, encoding="utf-8")
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_corpus(folder, LIMIT)


def read(folder: Path, data: str | bytes, name: str = "a.html") -> Document:
    corpus = corpus_of(folder, data, name)
    assert corpus.problems == ()
    return next(document for document in corpus.documents if document.file == name)


def problem(folder: Path, data: str | bytes, name: str) -> str:
    corpus = corpus_of(folder, data, name)
    assert [document.file for document in corpus.documents] == ["zz.md"]
    assert len(corpus.problems) == 1
    return corpus.problems[0]


def texts(document: Document) -> list[tuple[str, str]]:
    return [(one.section, one.text) for one in document.passages]


class TestSavedPages:
    def test_headings_name_the_sections_and_the_title(self, tmp_path: Path) -> None:
        html = f"<title>Site</title><h1>The\n title</h1><p>{EN}<h2>Deux</h2><p>{FR}<h3>3</h3>{EN}"
        document = read(tmp_path, html)
        assert document.title == "The title"
        assert texts(document) == [("", EN), ("Deux", FR), ("3", EN)]
        assert [one.language for one in document.passages] == ["en", "fr", "en"]
        assert {(one.kind, one.page, one.row, one.file) for one in document.passages} == {("text", 0, 0, "a.html")}

    def test_several_first_headings_are_sections_and_the_pages_title_is_its_own(self, tmp_path: Path) -> None:
        document = read(tmp_path, f"<title>Le titre</title><h1>A</h1><p>{EN}</p><h1>B</h1><p>{FR}</p>")
        assert (document.title, texts(document)) == ("Le titre", [("A", EN), ("B", FR)])

    def test_scripts_styles_menus_and_hidden_parts_are_left_out(self, tmp_path: Path) -> None:
        junk = "".join(
            f"<{tag}>Not this one.</{tag}>" for tag in ("script", "style", "nav", "aside", "noscript", "svg")
        )
        html = (
            f"<head><style>p{{}}</style></head><body><header>Site</header>{junk}<p hidden>No.</p>"
            f'<div role="navigation">Ways.</div><!-- No. --><p>{EN}</p><button>Send</button><footer>Foot</footer>'
        )
        assert texts(read(tmp_path, html)) == [("", EN)]

    def test_the_main_part_is_read_alone(self, tmp_path: Path) -> None:
        html = f"<p>Cookies here.</p><main><header><h1>T</h1></header><p>{EN}</p></main><p>Read more.</p>"
        document = read(tmp_path, html)
        assert (document.title, texts(document)) == ("T", [("", EN)])

    def test_entities_and_inline_marks_are_words(self, tmp_path: Path) -> None:
        html = "<p>L&#8217;<b>&eacute;</b>t&eacute; &amp; <i>plus</i>&nbsp;: &lt;b&gt;\n <a>ici</a>,<wbr> l&shy;à"
        assert texts(read(tmp_path, html)) == [("", "L’été & plus\u00a0: <b> ici, là")]

    def test_two_line_breaks_part_paragraphs_and_one_does_not(self, tmp_path: Path) -> None:
        assert [text for _, text in texts(read(tmp_path, "One<br>two.<br><br>Three."))] == ["One\ntwo.", "Three."]

    def test_a_short_list_is_one_passage_and_a_long_one_a_passage_an_item(self, tmp_path: Path) -> None:
        html = f"<p>Three:</p><ul><li>one<li>two<ul><li>inner</ul><li>three</ul><ol><li>{EN * 20}<li>{FR * 20}</ol>"
        found = [text for _, text in texts(read(tmp_path, html))]
        assert found == ["Three:", "one\ntwo\ninner\nthree", EN * 20, FR * 20]

    def test_a_table_is_rows_of_text(self, tmp_path: Path) -> None:
        html = (
            "<table><tr><th>Pays<th>Année<tr><td>Kenya<td><p>2023</p></table><table><tr><td>"
            + EN * 10
            + "<td>x</table>"
        )
        found = [text for _, text in texts(read(tmp_path, html))]
        assert found == ["Pays\tAnnée\nKenya\t2023", EN * 10, "x"]

    @pytest.mark.parametrize(
        ("html", "encoding"),
        [
            ('<meta charset="iso-8859-1"><p>L’été.', "cp1252"),
            ('<meta http-equiv="Content-Type" content="text/html; charset=windows-1252"><p>L’été.', "cp1252"),
            ("<p>L’été.", "utf-8-sig"),
            ("<p>L’été.", "utf-16"),
            ('<meta charset="no-such-thing"><p>L’été.', "utf-8"),
            ('<meta charset="base64"><p>L’été.', "utf-8"),
            ('<meta charset="idna"><p>L’été.', "utf-8"),
        ],
    )
    def test_the_declared_encoding_is_used(self, tmp_path: Path, html: str, encoding: str) -> None:
        assert texts(read(tmp_path, html.encode(encoding))) == [("", "L’été.")]

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            ("<html><body><script>all()</script></body></html>", "a.html: has no text. Save the page again"),
            (b"<p>\xe9t\xe9", "a.html, line 1: this is not UTF-8 text."),
            (b"\x89PNG\r\n\x1a\n\0\0", "a.html, line 1: this is not a text file."),
            (b"", "a.html: is empty."),
            ("<div>" * 251 + EN, "a.html: its elements stand more than 250 deep in one another. Save the page again"),
        ],
    )
    def test_a_page_that_cannot_be_read_says_so(self, tmp_path: Path, data: str | bytes, said: str) -> None:
        assert problem(tmp_path, data, "a.html").startswith(said)

    @pytest.mark.parametrize(
        "html",
        [
            "<div>" * 400_000 + EN,
            "<b>" * 400_000 + EN + "</i>" * 400_000,
            "<ul><li>" * 200_000 + EN,
            "<a " * 200_000 + EN,
            "<!--" * 200_000,
            "<![CDATA[" * 200_000,
            "<svg>" * 300_000 + "<table>" * 100_000,
            "<b>" * 200 + "</i>" * 100_000,
            "<p>" + EN + "<![CDATA[ <!DOCTYPE x [<!ENTITY a 'b'>]> <!-- -- --!> </p><script>never closed",
        ],
        ids=["deep", "inline", "lists", "open tags", "comments", "sections", "foreign", "ends", "declarations"],
    )
    def test_hostile_markup_is_read_in_time(self, tmp_path: Path, html: str) -> None:
        started = time.monotonic()
        corpus_of(tmp_path, html, "a.html")
        assert time.monotonic() - started < 20

    def test_a_collaborative_article_is_read_as_what_it_is(self, tmp_path: Path) -> None:
        lines = page()
        html = "".join(f"<div><span>{escape(line)}</span></div>" for line in lines)
        saved = read(tmp_path, html)
        text = read(tmp_path, "\n".join(lines), "a.txt")
        assert texts(saved) == texts(text)
        assert {one.kind for one in saved.passages} == {"article", "contribution"}
        assert [one.text for one in saved.related] == [one.text for one in text.related] != []
        assert len({one.id for document in (saved, text) for one in document.passages}) == 2 * len(text.passages)

    def test_it_can_be_imported_from_either(self, tmp_path: Path) -> None:
        lines = page()
        (tmp_path / "p.txt").write_text("\n".join(lines), encoding="utf-8")
        (tmp_path / "p.html").write_text("".join(f"<p>{escape(line)}" for line in lines), encoding="utf-8")
        made = [
            import_file(tmp_path / name, tmp_path / "corpus", LIMIT, name[2:], replace=False).page.document.passages
            for name in ("p.txt", "p.html")
        ]
        assert [one.text for one in made[0]] == [one.text for one in made[1]]


def paragraph(text: str, style: str = "", inside: str = "") -> str:
    marked = f'<w:pPr><w:pStyle w:val="{style}"/>{inside}</w:pPr>' if style or inside else ""
    return f"<w:p>{marked}<w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def docx(body: Sequence[str] | str, styles: dict[str, str] | None = None, **parts: bytes) -> bytes:
    """A Word document, as Word writes it, of these paragraphs; `styles` are names by id."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    named = "".join(
        f'<w:style w:type="paragraph" w:styleId="{one}"><w:name w:val="{name}"/></w:style>'
        for one, name in (styles or {}).items()
    )
    word = f'xmlns:w="{NAMESPACE}/wordprocessingml/2006/main"'
    office = f"{NAMESPACE}/officeDocument/2006/relationships"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{NAMESPACE}/package/2006/content-types"><Default Extension="xml" '
        f'ContentType="{kind}.document.main+xml"/><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{NAMESPACE}/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{NAMESPACE}/package/2006/relationships"><Relationship '
        f'Id="r1" Type="{office}/styles" Target="styles.xml"/></Relationships>',
        "word/styles.xml": f"<w:styles {word}>{named}</w:styles>",
        "word/document.xml": f"<w:document {word}><w:body>{''.join(body)}</w:body></w:document>",
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in {**files, **parts}.items():
            package.writestr(name, data)
    return out.getvalue()


class TestWord:
    def test_headings_are_sections_and_the_title_is_the_documents(self, tmp_path: Path) -> None:
        body = [paragraph("Rapport", "T"), paragraph(EN), paragraph("Écoles", "H1"), paragraph(FR)]
        data = docx(
            [*body, paragraph("Ports", "H2"), paragraph(EN)], {"T": "Title", "H1": "heading 1", "H2": "heading 2"}
        )
        document = read(tmp_path, data, "a.docx")
        assert (document.title, texts(document)) == ("Rapport", [("", EN), ("Écoles", FR), ("Ports", EN)])

    @pytest.mark.parametrize(
        ("style", "name"), [("Heading1", "Heading 1"), ("Titre1", "Titre 1"), ("Titre1", "heading 1")]
    )
    def test_headings_are_known_by_their_french_names_too(self, tmp_path: Path, style: str, name: str) -> None:
        body = [paragraph("Un", style), paragraph(EN), paragraph("Deux", style), paragraph(FR)]
        document = read(tmp_path, docx(body, {style: name}), "a.docx")
        assert (document.title, texts(document)) == ("a", [("Un", EN), ("Deux", FR)])

    def test_lists_and_tables_are_rows_of_text(self, tmp_path: Path) -> None:
        number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
        cells = "".join(
            f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in row)}</w:tr>"
            for row in (("Pays", "Année"), ("Kenya", "2023"))
        )
        body = [
            paragraph("One", inside=number),
            paragraph("two", inside=number),
            paragraph(EN),
            f"<w:tbl>{cells}</w:tbl>",
        ]
        found = [text for _, text in texts(read(tmp_path, docx(body), "a.docx"))]
        assert found[-2:] == [EN, "Pays\tAnnée\nKenya\t2023"]
        assert "\n".join(found[:-2]) == "One\ntwo"

    def test_what_was_struck_out_in_a_revision_is_no_text(self, tmp_path: Path) -> None:
        revised = "<w:p><w:r><w:t>They </w:t></w:r><w:del><w:r><w:delText>do not </w:delText></w:r></w:del>"
        revised += '<w:ins><w:r><w:t xml:space="preserve">often </w:t></w:r></w:ins><w:r><w:t>help.</w:t></w:r></w:p>'
        assert texts(read(tmp_path, docx([revised]), "a.docx")) == [("", "They often help.")]

    def test_markup_in_the_text_is_text(self, tmp_path: Path) -> None:
        nasty = "<script>alert(1)</script> & <!-- text --> stays"
        assert texts(read(tmp_path, docx([paragraph(nasty)]), "a.docx")) == [("", nasty)]

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (docx([paragraph(EN)])[:-200], "a.docx: is damaged, or is not a .docx file. Open it and save it again"),
            (b"PK\x03\x04", "a.docx: is damaged"),
            (b"plain words", "a.docx: is damaged"),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
                "a.docx: is protected by a password, or of Office's old",
            ),
            (b"%PDF-1.7", "a.docx: is a PDF, not a .docx file. Rename it to end in .pdf."),
            (b"", "a.docx: is empty."),
            (docx([]), "a.docx: has no text."),
            (docx(["<w:p><w:r></w:p>"]), "a.docx: is damaged"),
            (docx([paragraph(EN)], **{"word/x.xml": b" " * 4 * LIMIT}), "a.docx: unpacked it is 20.0 MB, more than"),
            (docx("<w:p>" * 20_000 + "</w:p>" * 20_000), "a.docx: "),
        ],
        ids=["truncated", "cut", "text", "password", "pdf", "empty", "no text", "bad xml", "zip bomb", "deep"],
    )
    def test_a_file_that_cannot_be_read_says_so(self, tmp_path: Path, data: bytes, said: str) -> None:
        assert problem(tmp_path, data, "a.docx").startswith(said)

    def test_entities_that_swell_are_refused(self, tmp_path: Path) -> None:
        swelling = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">' + "".join(
            f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True)
        )
        data = docx([paragraph(EN)], **{"word/document.xml": f"{swelling}]><w>&j;</w>".encode()})
        assert problem(tmp_path, data, "a.docx").startswith("a.docx: is damaged")
