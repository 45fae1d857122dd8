"""corpus/ is read whatever its files are like; each that cannot be used is named, and the others still work."""

import codecs
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.corpus import Corpus, read_corpus
from assistant.errors import CorpusError
from assistant.records import Document
from assistant.textfile import read_text
from tests.conftest import REPOSITORY

LIMIT = 5_000_000
GOOD = "Les ambassades répondent aux citoyens chaque jour.\n"
NOBODY = 65534


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A corpus folder with one good file."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus/good.md").write_text(GOOD, encoding="utf-8")
    return tmp_path / "corpus"


def read(folder: Path) -> Corpus:
    return read_corpus(folder, LIMIT)


def only_problem(folder: Path) -> str:
    """The one problem of a folder whose good file still works."""
    corpus = read(folder)
    assert "good.md" in [document.file for document in corpus.documents]
    assert len(corpus.problems) == 1
    return corpus.problems[0]


@contextmanager
def without_rights(*paths: Path) -> Iterator[None]:
    """Take every right to some paths away, and root's power to do without."""
    for path in paths:
        path.chmod(0)
    root = os.geteuid() == 0
    if root:
        for parent in paths[0].parents:
            if parent.is_relative_to(tempfile.gettempdir()) and parent.stat().st_uid == 0:
                parent.chmod(0o755 | parent.stat().st_mode)
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        for path in paths:
            path.chmod(0o755)


class TestEncodings:
    @pytest.mark.parametrize(
        ("bom", "encoding"),
        [
            (b"", "utf-8"),
            (codecs.BOM_UTF8, "utf-8"),
            (codecs.BOM_UTF16_LE, "utf-16-le"),
            (codecs.BOM_UTF16_BE, "utf-16-be"),
            (codecs.BOM_UTF32_LE, "utf-32-le"),
        ],
    )
    def test_unicode_files_are_read_right(self, folder: Path, bom: bytes, encoding: str) -> None:
        text = "---\ntitle: L’été à l’O.N.U.\n---\nUne « idée » à 3,5 % 😀.\n"
        (folder / "a.md").write_bytes(bom + text.encode(encoding))
        document = read(folder).documents[0]
        assert document.title == "L’été à l’O.N.U."
        assert [item.text for item in document.passages] == ["Une « idée » à 3,5 % 😀."]

    @pytest.mark.parametrize("ends", ["\r\n", "\r", "\n"])
    def test_every_kind_of_line_end_is_read(self, folder: Path, ends: str) -> None:
        text = '---\ntitle: T\n---\n\n## S\n<!-- article id="x" -->\nOne\ntwo.\n\nThree.\n'
        (folder / "a.md").write_bytes(text.replace("\n", ends).encode())
        document = read(folder).documents[0]
        assert document.title == "T"
        assert [(item.section, item.text) for item in document.passages] == [("S", "One\ntwo."), ("S", "Three.")]

    def test_letters_and_accents_are_joined(self, folder: Path) -> None:
        (folder / "a.md").write_text("Un e\u0301tat.", encoding="utf-8")
        assert read(folder).documents[0].passages[0].text == "Un état."

    @pytest.mark.parametrize(
        ("data", "line", "problem"),
        [
            ("Un texte.\n\nÀ la fin, l'été.\n".encode("latin-1"), 3, "this is not UTF-8 text"),
            ("Un texte.\nFin – là\n".encode("cp1252"), 2, "this is not UTF-8 text"),
            (b"A text.\nWith a \0 in it.\n", 2, "this is not a text file"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 1, "this is not a text file"),
            ("Sans marque.".encode("utf-16-le"), 1, "this is not a text file"),
            (codecs.BOM_UTF16_LE + b"a\0b", 1, "this is not"),
        ],
        ids=["latin-1", "windows", "NUL", "picture", "utf-16 without mark", "cut utf-16"],
    )
    def test_what_is_no_unicode_text_is_refused_with_its_line(
        self, folder: Path, data: bytes, line: int, problem: str
    ) -> None:
        (folder / "bad.md").write_bytes(data)
        said = only_problem(folder)
        assert said.startswith(f"bad.md, line {line}: {problem}")
        assert "Save it as UTF-8 text" in said


class TestBadFiles:
    @pytest.mark.parametrize("content", ["", " \n\t\n", "\ufeff"])
    def test_an_empty_file_is_named(self, folder: Path, content: str) -> None:
        (folder / "empty.md").write_text(content, encoding="utf-8")
        assert only_problem(folder).startswith("empty.md: is empty. Write a paragraph in it")

    def test_a_file_of_20_megabytes_is_named_with_the_setting(self, folder: Path) -> None:
        (folder / "big.txt").write_bytes(b"a line of a very long file\n" * (20_000_000 // 27))
        assert only_problem(folder) == (
            "big.txt: 20.0 MB is more than the 5 MB a file may have. Split it, or raise ASSISTANT_FILE_MB."
        )

    def test_a_file_that_cannot_be_opened_is_named(self, folder: Path) -> None:
        (folder / "gone.md").symlink_to(folder / "nowhere.md")
        assert only_problem(folder).startswith("gone.md: cannot be read (No such file or directory).")

    def test_a_file_without_rights_is_named(self, folder: Path) -> None:
        (folder / "secret.md").write_text(GOOD, encoding="utf-8")
        with without_rights(folder / "secret.md"):
            assert only_problem(folder).startswith("secret.md: cannot be read (Permission denied).")

    def test_a_folder_inside_without_rights_is_named(self, folder: Path) -> None:
        (folder / "more").mkdir()
        (folder / "more/a.md").write_text(GOOD, encoding="utf-8")
        with without_rights(folder / "more"):
            assert (
                only_problem(folder) == f"{folder / 'more'} cannot be read (Permission denied). Check its permissions."
            )

    @pytest.mark.parametrize("name", ["slides.pptx", "photo.jpg", "notes.odt", "noextension", "orphan.csv.yaml"])
    def test_a_file_of_another_kind_is_named(self, folder: Path, name: str) -> None:
        (folder / name).write_bytes(b"%PDF-1.7\n\xff\xfe")
        assert only_problem(folder).startswith(f"{name}: not read, for it is")

    def test_a_broken_file_is_named_by_its_path_in_the_folder(self, folder: Path) -> None:
        (folder / "2026").mkdir()
        (folder / "2026/bad.md").write_text("Text.\n<!-- open", encoding="utf-8")
        assert only_problem(folder).startswith("2026/bad.md, line 2: a comment")

    def test_two_files_with_the_same_id_are_both_named(self, folder: Path) -> None:
        for name in ("a.md", "b.md"):
            (folder / name).write_text(f'Intro of {name}.\n\n<!-- text id="same" -->\n{GOOD}', encoding="utf-8")
        said = only_problem(folder)
        assert said.startswith('b.md, line 4: id "same" is already used in a.md, line 4; this file is left out.')
        assert [document.file for document in read(folder).documents] == ["a.md", "good.md"]

    def test_a_name_that_is_not_utf_8_is_shown_with_a_mark(self, folder: Path) -> None:
        Path(os.fsdecode(os.fsencode(folder) + b"/r\xe9sum\xe9.md")).write_text(GOOD, encoding="utf-8")
        assert [document.file for document in read(folder).documents] == ["good.md", "r�sum�.md"]

    def test_every_broken_file_gets_its_own_sentence(self, folder: Path) -> None:
        (folder / "a.md").write_bytes(b"\xff")
        (folder / "b.md").write_text("---\n", encoding="utf-8")
        (folder / "c.txt").touch()
        assert [problem[:4] for problem in read(folder).problems] == ["a.md", "b.md", "c.tx"]


class TestTheFolder:
    def test_files_are_read_in_the_order_of_their_names(self, folder: Path) -> None:
        (folder / "sub").mkdir()
        for name in ("z.md", "a.txt", "sub/m.MD"):
            (folder / name).write_text(f"A file called {name} here.\n", encoding="utf-8")
        assert [document.file for document in read(folder).documents] == ["a.txt", "good.md", "sub/m.MD", "z.md"]

    @pytest.mark.parametrize(
        "name",
        ["README.md", "readme.txt", ".hidden.md", "_draft.md", "a.md~", ".git/x.md", "_old/x.md", "sub/README.md"],
    )
    def test_what_is_not_corpus_is_left_out_silently(self, folder: Path, name: str) -> None:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(GOOD, encoding="utf-8")
        corpus = read(folder)
        assert [document.file for document in corpus.documents] == ["good.md"]
        assert corpus.problems == ()
        assert list(corpus.files) == ["good.md"]

    def test_a_file_that_changes_has_another_digest(self, folder: Path) -> None:
        before = read(folder).files
        (folder / "good.md").write_text(GOOD + "\n<!-- a note -->\n", encoding="utf-8")
        assert read(folder).files.keys() == before.keys()
        assert read(folder).files != before

    def test_broken_files_have_digests_too(self, folder: Path) -> None:
        (folder / "bad.md").write_bytes(b"\xff")
        assert len(read(folder).files["bad.md"]) == 64

    @pytest.mark.parametrize(
        ("make", "said"),
        [
            (lambda folder: None, "There is no corpus folder at"),
            (lambda folder: folder.write_text("a file"), "There is no corpus folder at"),
            (lambda folder: folder.mkdir(), "holds no passage that can be used"),
            (lambda folder: (folder.mkdir(), (folder / "README.md").write_text("x")), "holds no passage"),
            (lambda folder: (folder.mkdir(), (folder / "a.md").write_text("# Only a title")), "holds no passage"),
            (lambda folder: (folder.mkdir(), (folder / "a.md").touch()), "a.md: is empty"),
        ],
        ids=["missing", "a file", "empty", "only a README", "only headings", "only a broken file"],
    )
    def test_a_folder_without_passages_says_what_to_do(
        self, tmp_path: Path, make: Callable[[Path], object], said: str
    ) -> None:
        make(tmp_path / "corpus")
        with pytest.raises(CorpusError) as caught:
            read(tmp_path / "corpus")
        assert said in caught.value.problem
        assert caught.value.remedy

    def test_a_folder_without_rights_says_so(self, folder: Path) -> None:
        with without_rights(folder), pytest.raises(CorpusError, match=r"cannot be read \(Permission denied\)"):
            read(folder)


def test_a_text_of_just_the_largest_size_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"x" * 1000)
    assert len(read_text(tmp_path / "a.md", "a.md", 1000)) == 1000
    with pytest.raises(CorpusError):
        read_text(tmp_path / "a.md", "a.md", 999)


@pytest.fixture(scope="module")
def page() -> Document:
    """The source page as it was imported."""
    corpus = read(REPOSITORY / "corpus")
    assert corpus.problems == ()
    return next(document for document in corpus.documents if document.source == "collaborative-article.fr.txt")


class TestTheRepositorysOwn:
    """5 French paragraphs, 25 English contributions, 15 related questions."""

    def test_it_holds_five_french_paragraphs_and_twenty_five_english_contributions(self, page: Document) -> None:
        passages = page.passages
        assert [item.language for item in passages if item.kind == "article"] == ["fr"] * 5
        assert [item.language for item in passages if item.kind == "contribution"] == ["en"] * 25
        assert [
            sum(item.part == part and item.kind == "contribution" for item in passages) for part in range(1, 6)
        ] == [
            5,
            3,
            4,
            5,
            8,
        ]
        assert {item.section for item in passages} == {"Les objectifs de développement durable"}
        assert len({item.id for item in passages}) == 30

    def test_it_keeps_the_related_questions_with_their_counts(self, page: Document) -> None:
        related = page.related
        assert [item.contributions for item in related] == [37, 19, 6, 14, 5, 10, 3, 5, 15, 20, 31, 21, 9, 32, 21]
        assert all(item.text.endswith("?") and item.language == "fr" for item in related)

    def test_no_sign_up_text_is_in_it(self, page: Document) -> None:
        words = " ".join(item.text for item in page.passages).lower()
        assert not any(word in words for word in ("linkedin", "cookie", "inscrivez-vous", "identifier"))

    def test_it_begins_and_ends_with_the_pages_own_words(self, page: Document) -> None:
        passages = page.passages
        assert passages[0].text.startswith(
            "La diplomatie numérique offre de nombreuses possibilités de faire progresser"
        )
        assert passages[-1].text.startswith(
            "Digital diplomacy can help achieve the Sustainable Development Goals (SDGs) by"
        )
