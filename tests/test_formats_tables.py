"""A table of contributions, CSV or workbook: a passage for each row, with its row and sheet."""

import codecs
import csv
import warnings
import zipfile
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from assistant.corpus import Corpus, file_hashes, read_corpus
from assistant.records import Passage

LIMIT = 5_000_000
EN = "Embassies answer citizens every day."
FR = "Les ambassades répondent aux citoyens."
Rows = Sequence[Sequence[object]]


def read(folder: Path) -> Corpus:
    folder.mkdir(exist_ok=True)
    (folder / "zz.md").write_text(FR, encoding="utf-8")
    return read_corpus(folder, LIMIT)


def table(folder: Path, text: str | bytes, name: str = "c.csv") -> tuple[Passage, ...]:
    """The passages of a CSV file that has no problem."""
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    corpus = read(folder)
    assert corpus.problems == ()
    return corpus.documents[0].passages


def problems(folder: Path, text: str | bytes, name: str = "c.csv") -> tuple[str, ...]:
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(folder).problems


def book(**sheets: Rows) -> Workbook:
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    return made


def saved(made: Workbook) -> bytes:
    out = BytesIO()
    made.save(out)
    return out.getvalue()


class TestCsv:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_a_plain_file_needs_no_mapping(self, tmp_path: Path, delimiter: str) -> None:
        rows = [["Langue", "Thème", "Texte"], ["fr", "Écoles", FR], ["en", "Schools", EN]]
        passages = table(tmp_path, "\n".join(delimiter.join(row) for row in rows))
        assert [(one.text, one.language, one.section, one.row, one.kind) for one in passages] == [
            (FR, "fr", "Écoles", 2, "contribution"),
            (EN, "en", "Schools", 3, "contribution"),
        ]
        assert {(one.file, one.document, one.page, one.sheet) for one in passages} == {("c.csv", "c", 0, "")}

    @pytest.mark.parametrize(
        "encode",
        [
            lambda text: codecs.BOM_UTF8 + text.encode(),
            lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
            lambda text: text.replace("\n", "\r\n").encode(),
            lambda text: b"sep=;\r\n" + text.encode(),
        ],
        ids=["utf-8 with mark", "utf-16", "windows line ends", "Excel's sep="],
    )
    def test_what_excel_writes_is_read(self, tmp_path: Path, encode: object) -> None:
        assert callable(encode)
        passages = table(tmp_path, encode(f"text;section\n{FR};a\n{EN};b\n"))
        assert [(one.text, one.row) for one in passages] == [(FR, 2), (EN, 3)]

    def test_a_cell_may_hold_line_ends_delimiters_and_quotation_marks(self, tmp_path: Path) -> None:
        passages = table(tmp_path, f'id,text\n1,"They said ""yes"", twice.\n\nThen they left."\n\n2,{EN}\n')
        assert [(one.text, one.row) for one in passages] == [
            ('They said "yes", twice.\nThen they left.', 2),
            (EN, 4),
        ]

    def test_commas_in_a_header_of_semicolons_do_not_mislead(self, tmp_path: Path) -> None:
        assert table(tmp_path, f"Nom, prénom, ville;texte\nA, B, C;{FR}\n")[0].text == FR

    def test_a_row_without_text_is_left_out_and_told(self, tmp_path: Path) -> None:
        said = problems(tmp_path, f"text,lang\n{EN},en\n,en\n  ,fr\n,\n...,fr\n{FR},fr\n")
        assert said == ("c.csv, rows 3, 4 and 6: no text: left out.",)
        assert [one.row for one in read(tmp_path).documents[0].passages] == [2, 7]

    def test_a_language_that_is_neither_is_told_and_found_out(self, tmp_path: Path) -> None:
        said = problems(tmp_path, f"text,language\n{EN},es\n{FR},Français\n{EN},en-GB\n{EN} Yes.,\n")
        assert [one.language for one in read(tmp_path).documents[0].passages] == ["en", "fr", "en", "en"]
        assert said == ("c.csv, row 2: a language that is neither French nor English: it was told from the text.",)

    def test_a_translation_goes_with_its_sentences(self, tmp_path: Path) -> None:
        said = problems(
            tmp_path,
            f'text,traduction\n"{EN} They help.","{FR} Elles aident."\n{EN},"Une. Deux."\n{EN},{EN}\n',
        )
        told = [one.translation for one in read(tmp_path).documents[0].passages]
        assert told[0] is not None
        assert told[0].sentences == (FR, "Elles aident.")
        assert told[1:] == [None, None]
        assert said[0].startswith("c.csv, rows 3 and 4: a translation without a line for each sentence")

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (f"a,b\n{EN},2\n", 'c.csv: has no column of text that is known ("a", "b"). Call it "text" or "texte"'),
            ("\n\n", "c.csv: is empty."),
            ("text,lang\n", "c.csv: has no text."),
            (f'text\n"{EN}\n', "c.csv, row 2: its quotation marks do not match."),
            (f"text\n{FR}".encode("cp1252"), "c.csv, line 2: this is not UTF-8 text."),
            (b"text\n\x00\x01\x02", "c.csv, line 2: this is not a text file."),
            (b"PK\x03\x04 text", "c.csv: is a workbook, not a CSV file."),
        ],
        ids=["no text column", "blank", "header only", "open quote", "windows", "binary", "workbook"],
    )
    def test_a_file_that_cannot_be_read_says_what_to_mend(self, tmp_path: Path, text: str | bytes, said: str) -> None:
        found = problems(tmp_path, text)
        assert found[0].startswith(said)
        assert len(found) == 1

    @pytest.mark.parametrize(
        "text", ['id,"text,language\n' + "1,a b,en\n" * 30_000, "x" * 140_000 + ",text\n1,Words.\n"]
    )
    def test_a_cell_that_never_ends_is_no_traceback(self, tmp_path: Path, text: str) -> None:
        (tmp_path / "c.csv").write_text(text, encoding="utf-8")
        csv.field_size_limit(131_072)  # as a fresh process has it
        assert "zz.md" in {document.file for document in read(tmp_path).documents}

    def test_markup_and_formulas_are_text(self, tmp_path: Path) -> None:
        nasty = "<script>alert(1)</script> =HYPERLINK(1) # no heading"
        assert table(tmp_path, f"text\n{nasty}\n")[0].text == nasty

    def test_ids_stay_when_rows_are_added_above(self, tmp_path: Path) -> None:
        before = {one.text: one.id for one in table(tmp_path, f"text\n{EN}\n{FR}\n{EN}\n")}
        after = table(tmp_path, f"text\nNew.\n{EN}\n{FR}\n{EN}\n")
        assert [one.id for one in after[1:3]] == [before[EN].removesuffix("-2"), before[FR]]
        assert after[3].id == before[EN]


class TestTheMapping:
    def test_an_editor_may_name_the_columns(self, tmp_path: Path) -> None:
        (tmp_path / "c.csv.yaml").write_text("text: Q4\nsection: Groupe\ntitle: Atelier\n", encoding="utf-8")
        one = table(tmp_path, f"text,Q4,groupe,Atelier\nno,{FR},Nord,Les écoles\n")[0]
        assert (one.text, one.section, one.document) == (FR, "Nord", "Les écoles")

    @pytest.mark.parametrize(
        ("mapping", "said"),
        [
            ("text: Gone", 'c.csv: has no column "Gone" (it has "text"). '),
            ("colour: red", 'c.csv.yaml: "colour" is not known. Write text, language, section, title or translation.'),
            ("text: [a", "c.csv.yaml, line 1: this is not valid YAML."),
            ("- text", "c.csv.yaml: is not a list of names and columns."),
            ("", "c.csv.yaml: is empty."),
        ],
    )
    def test_a_mapping_that_does_not_fit_says_what_to_mend(self, tmp_path: Path, mapping: str, said: str) -> None:
        (tmp_path / "c.csv.yaml").write_text(mapping, encoding="utf-8")
        assert problems(tmp_path, f"text\n{EN}\n")[0].startswith(said)

    def test_a_mapping_that_changes_is_a_change_of_the_corpus(self, tmp_path: Path) -> None:
        (tmp_path / "c.csv.yaml").write_text("text: a", encoding="utf-8")
        table(tmp_path, f"a,b\n{EN},{FR}\n")
        before = file_hashes(tmp_path)
        assert dict(read(tmp_path).files) == before
        (tmp_path / "c.csv.yaml").write_text("text: b", encoding="utf-8")
        assert file_hashes(tmp_path) != before
        assert file_hashes(tmp_path).keys() == before.keys() == {"c.csv", "c.csv.yaml", "zz.md"}


class TestWorkbooks:
    def test_every_sheet_with_a_text_column_is_read(self, tmp_path: Path) -> None:
        made = book(Nord=[["Texte"], [FR]], Notes=[["a", "b"], [1, 2]], Sud=[[], ["x", "Text"], [date(2024, 5, 1), EN]])
        (tmp_path / "c.xlsx").write_bytes(saved(made))
        corpus = read(tmp_path)
        assert [(one.text, one.sheet, one.row) for one in corpus.documents[0].passages] == [
            (FR, "Nord", 2),
            (EN, "Sud", 3),
        ]
        assert len(corpus.problems) == 1
        assert corpus.problems[0].startswith('c.xlsx, sheet "Notes": has no column of text that is known ("a", "b").')

    def test_a_formula_counts_by_its_value_and_without_one_as_no_text(self, tmp_path: Path) -> None:
        made = book(S=[["text"], ['=CONCATENATE("a","b")'], [EN], ["#REF!"]])
        (tmp_path / "c.xlsx").write_bytes(saved(made))
        corpus = read(tmp_path)
        assert [one.text for one in corpus.documents[0].passages] == [EN]
        assert corpus.problems == (
            'c.xlsx, sheet "S": some formulas have no value yet. Open it in a spreadsheet program and save it again.',
            'c.xlsx, sheet "S", row 4: no text: left out.',
        )

    def test_a_merged_section_holds_for_every_row_it_spans(self, tmp_path: Path) -> None:
        made = book(S=[["section", "text"], ["Écoles", FR], [None, EN], [None, "Yes."], ["Ports", "They do."]])
        made["S"].merge_cells("A2:A4")
        made["S"].merge_cells("B4:B5")
        (tmp_path / "c.xlsx").write_bytes(saved(made))
        passages = read(tmp_path).documents[0].passages
        assert [(one.section, one.text) for one in passages] == [("Écoles", FR), ("Écoles", EN), ("Écoles", "Yes.")]

    def test_numbers_and_dates_are_written_as_they_are_seen(self, tmp_path: Path) -> None:
        made = book(S=[["section", "text"], [2024.0, 12], [date(2024, 5, 1), True]])
        (tmp_path / "c.xlsx").write_bytes(saved(made))
        passages = read(tmp_path).documents[0].passages
        assert [(one.section, one.text) for one in passages] == [("2024", "12"), ("2024-05-01", "True")]

    def test_a_hidden_sheet_is_told_and_not_read(self, tmp_path: Path) -> None:
        made = book(S=[["text"], [EN]], T=[["text"], [FR]])
        made["T"].sheet_state = "hidden"
        (tmp_path / "c.xlsx").write_bytes(saved(made))
        corpus = read(tmp_path)
        assert [one.text for one in corpus.documents[0].passages] == [EN]
        assert corpus.problems == ('c.xlsx: its sheet "T" is hidden and not read.',)

    def test_a_cell_at_the_end_of_the_sheet_costs_nothing(self, tmp_path: Path) -> None:
        made = book(S=[["text"], [EN]])
        made["S"]["XFD1048576"] = "far"
        made["S"]["A1048576"] = FR
        (tmp_path / "c.xlsx").write_bytes(saved(made))
        assert [one.row for one in read(tmp_path).documents[0].passages] == [2, 1048576]

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (b"PK\x03\x04 cut", "c.xlsx: is damaged, or is not a .xlsx file."),
            (b"%PDF-1.7", "c.xlsx: is a PDF, not a .xlsx file."),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "c.xlsx: is protected by a password"),
            (b"text,lang\nx,y", "c.xlsx: is damaged"),
            (saved(book(S=[["text"], [EN]]))[:-400], "c.xlsx: is damaged"),
            (saved(book(S=[["text"]])), "c.xlsx: has no text."),
            (saved(book(S=[])), "c.xlsx: has no text."),
            (b"", "c.xlsx: is empty."),
        ],
        ids=["cut", "pdf", "password", "csv", "truncated", "header only", "no rows", "empty"],
    )
    def test_a_file_that_is_no_workbook_says_so(self, tmp_path: Path, data: bytes, said: str) -> None:
        assert problems(tmp_path, data, "c.xlsx")[0].startswith(said)

    def test_a_zip_bomb_is_refused_by_what_it_unpacks_to(self, tmp_path: Path) -> None:
        whole = BytesIO(saved(book(S=[["text"], [EN]])))
        with zipfile.ZipFile(whole, "a", zipfile.ZIP_DEFLATED) as package:
            package.writestr("xl/sharedStrings2.xml", b" " * 4 * LIMIT)
        assert len(whole.getvalue()) < LIMIT
        said = problems(tmp_path, whole.getvalue(), "c.xlsx")[0]
        assert said.startswith("c.xlsx: unpacked it is 20.0 MB, more than the 20 MB allowed. Split it, or raise ASSIST")

    def test_broken_xml_inside_is_no_traceback(self, tmp_path: Path) -> None:
        whole = saved(book(S=[["text"], [EN]]))
        for part in zipfile.ZipFile(BytesIO(whole)).namelist():
            out = BytesIO()
            with zipfile.ZipFile(BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
                for item in old.namelist():
                    new.writestr(item, b"<a><b></a>" if item == part else old.read(item))
            (tmp_path / "c.xlsx").write_bytes(out.getvalue())
            read(tmp_path)

    def test_what_openpyxl_warns_of_is_not_heard(self, tmp_path: Path) -> None:
        made = book(S=[["text"], [EN]])
        (tmp_path / "c.xlsx").write_bytes(saved(made))
        with warnings.catch_warnings(record=True) as heard:
            read(tmp_path)
        assert heard == []
        assert load_workbook(tmp_path / "c.xlsx").sheetnames == ["S"]
