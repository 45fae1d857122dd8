"""A file of questions: one a line in, one object a line out."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from assistant.batch import outputs, read_lines
from assistant.errors import CorpusError, IndexDamaged, QuestionError


def echo(question: str) -> dict[str, Any]:
    if not question.strip():
        raise QuestionError("question_empty", "It is empty.", "Write one.")
    return {"question": question}


def test_blank_lines_are_left_out_whatever_ends_them(tmp_path: Path) -> None:
    (tmp_path / "q.txt").write_bytes(b"Un ?\r\n\r\n  \nTwo?\rThree?")
    assert read_lines(tmp_path / "q.txt") == ["Un ?", "Two?", "Three?"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "q.txt").write_text("Où ?\n", encoding=encoding)
    assert read_lines(tmp_path / "q.txt") == ["Où ?"]


def test_a_line_that_is_not_utf_8_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    (tmp_path / "q.txt").write_bytes(b'\xef\xbb\xbf{"q": "One?"}\n' + "Où ?\n".encode("latin-1") + b"Who?\n")
    told = list(outputs(read_lines(tmp_path / "q.txt"), echo))
    assert [one["question"][:1] for one in told] == ["O", "O", "W"]
    assert [one.get("error") for one in told] == [None, "This line is not UTF-8 text. Save the file as UTF-8.", None]
    json.dumps(told).encode()


def test_standard_input_is_a_file_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("Où ?\nWho?\n".encode())))
    assert read_lines(Path("-")) == ["Où ?", "Who?"]


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "q.txt").write_bytes(b"\x89PNG\0\0")
    with pytest.raises(CorpusError, match=r"q\.txt is not a text file"):
        read_lines(tmp_path / "q.txt")


def test_a_file_without_questions_says_so(tmp_path: Path) -> None:
    (tmp_path / "q.txt").write_bytes(b" \n\n")
    with pytest.raises(CorpusError, match="holds no question"):
        read_lines(tmp_path / "q.txt")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"q\.txt"):
        read_lines(tmp_path / "q.txt")


@pytest.mark.parametrize(
    ("line", "question"),
    [
        ("Who helps?", "Who helps?"),
        ('{"q": "Who helps?", "id": 3}', "Who helps?"),
        ('  {"q": "Who?"}', "Who?"),
        ('{"q": "broken', '{"q": "broken'),
        ("[1, 2]", "[1, 2]"),
        ("42", "42"),
        ('"quoted"', '"quoted"'),
        ("[" * 100_000, "[" * 100_000),
    ],
    ids=["text", "object", "indented", "broken", "list", "number", "string", "deep"],
)
def test_a_line_is_a_question_or_an_object_that_holds_one(line: str, question: str) -> None:
    assert list(outputs([line], echo)) == [{"question": question}]


@pytest.mark.parametrize("line", ['{"question": "Who?"}', '{"q": 5}', '{"q": null}', "{}"])
def test_an_object_without_a_question_is_told_in_its_place(line: str) -> None:
    (output,) = outputs([line], echo)
    assert output["question"] == line
    assert output["error"].endswith('Write {"q": "the question"}.')


def test_a_question_that_cannot_be_asked_does_not_stop_the_next(tmp_path: Path) -> None:
    told = list(outputs(["One?", json.dumps({"q": " "}), "Two?"], echo))
    assert told == [
        {"question": "One?"},
        {"question": '{"q": " "}', "error": "It is empty. Write one."},
        {"question": "Two?"},
    ]


def test_a_long_question_is_told_in_short() -> None:
    def too_long(_question: str) -> dict[str, Any]:
        raise QuestionError("question_long", "Too long.", "Shorten it.")

    (output,) = outputs(["a" * 100_000], too_long)
    assert len(output["question"]) == 200


def test_an_error_that_is_not_the_questions_stops_everything() -> None:
    def broken(_question: str) -> dict[str, Any]:
        raise IndexDamaged("It broke.", "Build it again.")

    with pytest.raises(IndexDamaged):
        list(outputs(["One?"], broken))


def test_each_question_is_answered_before_the_next_is_read() -> None:
    asked: list[str] = []

    def note(question: str) -> dict[str, Any]:
        asked.append(question)
        return {}

    told = outputs(iter(["One?", "Two?"]), note)
    next(told)
    assert asked == ["One?"]
