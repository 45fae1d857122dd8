"""Readers' opinions: durable, one for each answer, safe under several writers, and nothing of who gave them."""

import csv
import json
import signal
import sqlite3
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest

from assistant.errors import FeedbackError
from assistant.feedback import COMMENT_CHARS, Feedback, Opinion, opinion
from assistant.records import Answer
from assistant.settings import load_settings
from tests.conftest import REPOSITORY
from tests.page_fake import FakeAssistant
from tests.test_cli import Run, run, small

__all__ = ["run", "small"]  # fixtures

WRITER = """
import sys
from dataclasses import replace
from pathlib import Path
from assistant.feedback import Feedback
from tests.test_feedback import given
store, name = Feedback(Path(sys.argv[1]), patience=60), sys.argv[2]
for n in range(int(sys.argv[3])):
    store.keep(replace(given(), id=f"{name}-{n}"))
    print(f"{name}-{n}", flush=True)
"""
FULL = """
import resource, signal, sys
from pathlib import Path
from dataclasses import replace
from assistant.errors import FeedbackError
from assistant.feedback import Feedback
from tests.test_feedback import given
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
store, kept = Feedback(Path(sys.argv[1])), 0
try:
    while kept < 100:
        store.keep(replace(given(), id=str(kept), answer="x" * 10_000))
        kept += 1
except FeedbackError as error:
    print(kept, error)
"""


def given(key: str = "a", comment: str = "") -> Opinion:
    *_, answer = FakeAssistant().ask("what divides?")
    assert isinstance(answer, Answer)
    return opinion(key, answer, "down", "unclear", comment)


def writer(file: Path, name: str, times: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(file), name, str(times)]
    return subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)


def intact(file: Path) -> bool:
    with sqlite3.connect(file) as database:
        found = database.execute("PRAGMA integrity_check").fetchone()
    database.close()
    return bool(found == ("ok",))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "feedback" / "feedback.sqlite"


def test_an_opinion_is_read_as_it_was_given(file: Path) -> None:
    kept = given(comment="Où sont les chiffres ?")
    Feedback(file).keep(kept)
    assert Feedback(file).read() == (kept,)
    assert kept.passages == ("p1", "p2", "p3", "p4", "p5")
    assert kept.index_version == "v0001"


def test_nothing_tells_who_gave_it() -> None:
    assert {field.name for field in fields(Opinion)} == {
        *("id", "time", "thumb", "reason", "comment", "question", "answer", "passages", "language", "mode"),
        "index_version",
    }


def test_a_second_opinion_on_an_answer_replaces_the_first(file: Path) -> None:
    store = Feedback(file)
    store.keep(given())
    store.keep(replace(given(), thumb="up", reason=""))
    store.keep(given("b"))
    assert [(one.id, one.thumb) for one in sorted(store.read(), key=lambda one: one.id)] == [("a", "up"), ("b", "down")]


def test_a_withdrawn_opinion_is_gone(file: Path) -> None:
    store = Feedback(file)
    store.withdraw("a")
    assert not file.exists()
    store.keep(given())
    store.withdraw("a")
    assert store.read() == ()


def test_a_thumb_up_has_no_reason_and_a_long_comment_is_cut() -> None:
    *_, answer = FakeAssistant().ask("what divides?")
    assert isinstance(answer, Answer)
    up = opinion("a", answer, "up", "unclear", " \x00\u202e" + "x" * 5000)
    assert up.reason == ""
    assert up.comment == "x" * COMMENT_CHARS


def test_opinions_are_listed_newest_first_and_chosen_by_time_thumb_and_reason(file: Path) -> None:
    store = Feedback(file)
    old = replace(given("old"), time="2026-01-01T00:00:00+00:00", reason="missing")
    new = replace(given("new"), time="2026-11-01T00:00:00+00:00")
    up = replace(given("up"), time="2026-06-01T00:00:00+00:00", thumb="up", reason="")
    for one in (old, new, up):
        store.keep(one)
    assert [one.id for one in store.read()] == ["new", "up", "old"]
    assert [one.id for one in store.read(since="2026-06-01")] == ["new", "up"]
    assert [one.id for one in store.read(thumb="up")] == ["up"]
    assert [one.id for one in store.read(reason="missing")] == ["old"]


def test_several_processes_write_at_once_and_nothing_is_lost(file: Path) -> None:
    writers = [writer(file, name, 25) for name in "abcd"]
    assert [one.communicate()[0].count("\n") for one in writers] == [25] * 4
    assert all(one.returncode == 0 for one in writers)
    assert len(Feedback(file).read()) == 100
    assert intact(file)


def test_what_was_kept_before_a_kill_is_there_after_it(file: Path) -> None:
    for name, lines in (("a", 1), ("b", 5), ("c", 12)):
        process = writer(file, name, 100_000)
        assert process.stdout
        told = [process.stdout.readline().strip() for _ in range(lines)]
        process.send_signal(signal.SIGKILL)
        told += process.communicate()[0].split("\n")[:-1]
        kept = {one.id for one in Feedback(file).read()}
        assert set(told) <= kept
        assert len([one for one in kept if one.startswith(name)]) <= len(told) + 1
        assert intact(file)


def test_a_file_that_is_no_database_is_named_and_left_as_it_is(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"not a database at all" * 100)
    for use in (lambda: Feedback(file).keep(given()), Feedback(file).read, lambda: Feedback(file).withdraw("a")):
        with pytest.raises(FeedbackError, match=r"feedback\.sqlite.*Move the file elsewhere"):
            use()
    assert file.read_bytes().startswith(b"not a database")


def test_a_damaged_page_is_named(file: Path) -> None:
    store = Feedback(file)
    for n in range(50):
        store.keep(replace(given(str(n)), answer="x" * 3000))
    data = bytearray(file.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    file.write_bytes(data)
    with pytest.raises(FeedbackError, match="Move the file elsewhere"):
        store.read()


def test_a_locked_file_is_waited_for_then_named(file: Path) -> None:
    Feedback(file).keep(given())
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(FeedbackError, match="Another process holds it"):
        Feedback(file, patience=0.05).keep(given("b"))
    assert [one.id for one in Feedback(file).read()] == ["a"]  # readers do not wait
    holder.execute("ROLLBACK")
    holder.close()
    Feedback(file, patience=0.05).keep(given("b"))


def test_a_full_disk_is_named_and_what_was_there_stays(file: Path) -> None:
    command = [sys.executable, "-c", FULL, str(file)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    kept, _, said = done.stdout.partition(" ")
    assert "cannot be used" in said
    assert "space left" in said
    assert len(Feedback(file).read()) == int(kept) > 0
    assert intact(file)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(FeedbackError, match="Check the folder"):
        Feedback(tmp_path / "taken" / "feedback.sqlite").keep(given())


def test_a_file_of_a_newer_version_is_not_touched(file: Path) -> None:
    Feedback(file).keep(given())
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(FeedbackError, match="newer version"):
        Feedback(file).keep(given("b"))


def test_the_file_is_outside_the_index_and_can_be_named_or_none(root: Path) -> None:
    assert load_settings(root).feedback_file == root / "feedback" / "feedback.sqlite"
    assert load_settings(root, feedback="/data/f.sqlite").feedback_file == Path("/data/f.sqlite")
    assert load_settings(root, feedback="none").feedback_file is None


def store_of(root: Path) -> Feedback:
    file = load_settings(root).feedback_file
    assert file
    return Feedback(file)


def test_the_command_lists_opinions_for_a_person(run: Run, root: Path) -> None:
    store_of(root).keep(given(comment="[bold]too long[/bold] \x1b[31m"))
    done = run("feedback", "--root", root)
    assert done.code == 0
    for words in ("what", "divides?", "unclear", "[bold]too", "v0001"):
        assert words in done.out
    assert "\x1b" not in done.out


def test_the_command_prints_json_and_chooses(run: Run, root: Path) -> None:
    store_of(root).keep(given())
    store_of(root).keep(replace(given("b"), thumb="up", reason=""))
    shown = json.loads(run("feedback", "--json", "--thumb", "up", "--root", root).out)["feedback"]
    assert [one["id"] for one in shown] == ["b"]
    assert json.loads(run("feedback", "--json", "--since", "2999-01-01", "--root", root).out) == {"feedback": []}
    assert json.loads(run("feedback", "--json", "--reason", "missing", "--root", root).out) == {"feedback": []}


@pytest.mark.parametrize("comment", ["=1+1", "+1", "-1", "@SUM(A1)", '=cmd|"/c calc"!A1'])
def test_no_cell_of_the_csv_is_a_formula(run: Run, root: Path, comment: str) -> None:
    store_of(root).keep(replace(given(comment=comment), answer="=HYPERLINK(1)", question='a,b\n"c"'))
    out = run("feedback", "--csv", "--root", root).out
    assert out.startswith("\ufeff")
    head, row = csv.reader(out.removeprefix("\ufeff").splitlines(keepends=True))
    assert head == [field.name for field in fields(Opinion)]
    assert row[head.index("comment")] == f"'{comment}"
    assert row[head.index("answer")] == "'=HYPERLINK(1)"
    assert row[head.index("question")] == 'a,b\n"c"'
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)


def test_without_feedback_the_command_says_so_and_makes_no_file(run: Run, root: Path) -> None:
    done = run("feedback", "--root", root)
    assert (done.code, done.out) == (0, "")
    assert "No feedback yet" in done.err
    assert not (root / "feedback").exists()


def test_a_broken_file_is_one_line_for_the_person(run: Run, root: Path) -> None:
    (root / "feedback").mkdir()
    (root / "feedback" / "feedback.sqlite").write_text("no database" * 100)
    run("feedback", "--root", root).failed(1, "feedback.sqlite")
    run("feedback", "--csv", "--json", "--root", root).failed(2, "--csv and --json")


def test_the_page_that_is_served_stores_opinions_unless_none_are_wanted(
    run: Run, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[object] = []
    monkeypatch.setattr("assistant.web.serve", lambda *_args, **given: served.append(given["opinions"]))
    assert run("serve", "--mode", "quoted", "--port", "0", "--root", small).code == 0
    monkeypatch.setenv("ASSISTANT_FEEDBACK", "none")
    assert run("serve", "--mode", "quoted", "--port", "0", "--root", small).code == 0
    assert isinstance(served[0], Feedback)
    assert served[1:] == [None]
    run("feedback", "--root", small).failed(2, "ASSISTANT_FEEDBACK is none")
