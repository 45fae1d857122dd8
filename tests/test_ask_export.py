"""`assistant ask --export`: the answers go to a file as well."""

import json
from pathlib import Path

import pytest

from tests.test_cli import Run, run, small

__all__ = ["run", "small"]  # fixtures


@pytest.mark.parametrize("ending", ["md", "html", "JSON"])
def test_an_answer_is_written_to_a_file_beside_what_is_shown(
    run: Run, small: Path, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"kept.{ending}"
    done = run("ask", "What gives farmers prices?", "--mode", "quoted", "--export", file, "--root", small)
    assert done.code == 0, done
    assert done.out
    text = file.read_text(encoding="utf-8")
    assert "What gives farmers prices?" in text
    assert "v0001" in text


def test_many_questions_are_one_conversation(run: Run, small: Path, tmp_path: Path) -> None:
    (tmp_path / "questions.txt").write_text("What gives farmers prices?\n\nWhat helps them sell?\n", encoding="utf-8")
    file = tmp_path / "kept.json"
    done = run("ask", "--file", tmp_path / "questions.txt", "--mode", "quoted", "--export", file, "--root", small)
    assert done.code == 0, done
    asked = [answer["question"] for answer in json.loads(file.read_text(encoding="utf-8"))["answers"]]
    assert asked == ["What gives farmers prices?", "What helps them sell?"]


def test_another_ending_is_refused_before_anything_is_asked(run: Run, small: Path, tmp_path: Path) -> None:
    done = run("ask", "What?", "--export", tmp_path / "kept.docx", "--root", small)
    done.failed(2, "kept.docx", ".md, .html or .json")


def test_a_folder_that_is_not_there_is_named(run: Run, small: Path, tmp_path: Path) -> None:
    done = run("ask", "What gives?", "--mode", "quoted", "--export", tmp_path / "no" / "k.md", "--root", small)
    done.failed(2, f"There is no folder {tmp_path / 'no'}")
