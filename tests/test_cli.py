"""The commands as a person and a program run them: exit codes, one line for an error, JSON, Ctrl-C, pipes.

Most run in this process with the embedding model already loaded; those whose end matters are real processes, which
find every proxy dead: nothing here needs a network.
"""

import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from assistant import cli
from assistant.evaluate import command as evaluation
from assistant.evaluate.baselines import Baseline, standard
from assistant.evaluate.items import Item
from assistant.evaluate.run import Bench, Outcome
from assistant.ports import Embedder, Progress
from assistant.records import Passage
from assistant.relevance import Relevance
from assistant.settings import Settings
from tests.fakes import FakeEmbedder
from tests.openai_server import Script, openai_server
from tests.test_saved_page import ARTICLE, CONTRIBUTIONS, RELATED, page

EN = "How can digital platforms help farmers?"
NEAR = 60.0  # seconds within which a command that was stopped ends
PASSAGE_KEYS = ["rank", "id", "score", "text", "sentence", "language", "kind", "section", "document", "file", "place"]
ANSWER_KEYS = ["question", "language", "status", "mode", "answer", "sentences", "citations", "nearest", "timings"]
SMALL = "# Farming\n\nDigital platforms give farmers prices and weather.\n\nThis app helps them sell their harvest.\n"


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    def failed(self, code: int, *said: str) -> None:
        """Assert one line on standard error that says these things, and nothing else anywhere."""
        assert self.code == code, self
        assert self.err.count("\n") == 1, self.err
        assert self.err.startswith("assistant: "), self.err
        assert "Traceback" not in self.err
        assert "unexpected" not in self.err
        assert "\x1b" not in self.err
        assert self.out == ""
        for words in said:
            assert words in self.err


Run = Callable[..., Done]


class Quick(FakeEmbedder):
    """Embeds at once, for commands whose answers do not matter."""

    def load(self) -> None:
        """There is nothing to load."""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process, with an embedding model that costs nothing."""
    for name in os.environ:
        if name.startswith("ASSISTANT_"):
            monkeypatch.delenv(name)
    monkeypatch.setattr("assistant.status.make_embedder", lambda _settings: Quick())  # first: it imports the next
    monkeypatch.setattr("assistant.wire.make_embedder", lambda _settings: Quick())

    def of(*args: str | Path) -> Done:
        monkeypatch.setattr(sys, "argv", ["assistant", *map(str, args)])
        capsys.readouterr()
        code: str | int | None = 0
        try:
            cli.run()
        except SystemExit as end:
            code = end.code
        return Done(int(code or 0), *capsys.readouterr())

    return of


@pytest.fixture
def real(run: Run, monkeypatch: pytest.MonkeyPatch, default_embedder: Embedder) -> Run:
    """Run a command in this process, with the real embedding model already loaded."""
    monkeypatch.setattr(
        "assistant.status.make_embedder", lambda _settings: default_embedder
    )  # first: it imports the next
    monkeypatch.setattr("assistant.wire.make_embedder", lambda _settings: default_embedder)
    return run


@pytest.fixture
def here(built_root: Path, tmp_path: Path) -> Path:
    """A copy of the real root with its index."""
    return shutil.copytree(built_root, tmp_path / "here")


@pytest.fixture
def small(root: Path) -> Path:
    """A root with one short file and no index."""
    (root / "corpus" / "farming.md").write_text(SMALL, encoding="utf-8")
    return root


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Return what a real process finds: no setting, dead proxies, a colourful terminal, an empty folder for files."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
    proxies = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy")
    dead = dict.fromkeys(proxies, "http://127.0.0.1:9")
    (folder / "temporary").mkdir(exist_ok=True)
    return {**kept, **dead, "NO_PROXY": "", "TERM": "xterm-256color", "TMPDIR": str(folder / "temporary"), **more}


@contextmanager
def started(root: Path, *args: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    """Give a real process in a folder of its own; it is gone in the end."""
    with subprocess.Popen(
        [sys.executable, "-m", "assistant", *args, "--root", str(root)],
        cwd=root,
        env=environment(root, **more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # some runners start us deaf to it
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def left(root: Path) -> list[Path]:
    """Return what was left in the temporary folder, but for the empty one that importing torch makes."""
    return [
        path
        for path in (root / "temporary").iterdir()
        if not (path.name.startswith("torchinductor_") and not any(path.iterdir()))
    ]


def objects(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


# ---- wrong usage -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--unknown"], "No such option"),
        (["dance"], "No such command"),
        (["ask"], "Give one text, or --file"),
        (["search"], "Give one text, or --file"),
        (["ask", "One?", "--file", "questions.txt"], "Give one text, or --file"),
        (["ask", "One?", "Two?"], "unexpected extra argument"),
        (["ask", "--mode", "poetry", "One?"], "poetry"),
        (["search", "-k", "0", "One?"], "-k"),
        (["search", "-k", "many", "One?"], "-k"),
        (["serve", "--port", "99999"], "--port"),
        (["import"], "Missing argument"),
        (["ask", ""], "The question is empty."),
        (["search", " \t\x01"], "The question is empty."),
        (["ask", "?!…"], "The question is empty."),
        (["verify", ""], "The statement is empty. Write a statement"),
        (["ask", "Qu\udce9?"], "The question is not UTF-8 text."),
        (["ask", "One?", "--export", "/nowhere/answer.md"], "There is no folder /nowhere."),
        (["eval", "--plot", "plot.pdf"], "End it in .png or .svg."),
        (["search", "-k", "0", "One?"], "See: assistant search --help."),
        (["ask", "a" * 100_000], "has 100000 characters; 2000 is the most"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_wrong_usage_exits_with_2_and_one_line(run: Run, root: Path, args: Sequence[str], said: str) -> None:
    done = run(*args, *([] if args[0] in ("--unknown", "dance") else ["--root", root]))
    assert done.code == 2
    assert done.err.count("\n") == 1
    assert said in done.err
    assert done.out == ""


def test_no_command_shows_the_help_and_exits_with_2(run: Run) -> None:
    done = run()
    assert done.code == 2
    assert "serve" in done.out
    assert done.err == "assistant: Give a command. See: assistant --help.\n"


def test_the_version_is_printed(run: Run) -> None:
    assert run("--version").out.startswith("assistant ")


# ---- what is missing or broken ---------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [["index"], ["ask", EN, "--mode", "quoted"], ["search", EN]], ids=lambda c: c[0])
def test_a_missing_corpus_says_where_it_should_be(run: Run, tmp_path: Path, root: Path, command: list[str]) -> None:
    shutil.rmtree(root / "corpus")
    done = run(*command, "--root", root)
    assert done.code == 1
    assert done.err.splitlines()[-1].startswith(f"assistant: There is no corpus folder at {root / 'corpus'}.")
    assert done.out == ""


def test_an_empty_corpus_says_what_to_add(run: Run, root: Path) -> None:
    run("index", "--root", root).failed(1, "holds no passage", "Add a file that has some")


def test_an_index_is_built_from_the_good_files_and_the_broken_one_is_named(run: Run, small: Path) -> None:
    (small / "corpus" / "broken.md").write_bytes(b"\x89PNG\0\0")
    (small / "corpus" / "utf16.txt").write_text("Les outils aident les élèves.", encoding="utf-16")
    done = run("index", "--json", "--root", small)
    assert done.code == 0
    built = json.loads(done.out)
    keys = ["version", "passages", "sentences", "added", "changed", "removed", "unchanged", "seconds"]
    assert list(built)[: len(keys)] == keys
    assert (built["passages"], built["added"], built["unchanged"]) == (3, 3, 0)
    problems = [line for line in done.err.splitlines() if "broken.md" in line]
    assert len(problems) == 1
    assert "\x1b" not in done.err
    again = run("index", "--root", small)
    assert again.out.startswith("Nothing changed: index v0001, 3 passages")


def test_versions_are_listed_and_gone_back_to(run: Run, small: Path) -> None:
    run("index", "--root", small)
    (small / "corpus" / "new.md").write_text("Ships bring ports closer to one another.", encoding="utf-8")
    assert "new.md" in run("index", "--dry-run", "--root", small).out
    assert "Added passages (1)" in run("index", "--root", small).out
    assert run("index", "--rollback", "--root", small).out.startswith("Index v0001 of ")
    listed = json.loads(run("index", "--list", "--json", "--root", small).out)["versions"]
    assert [(one["version"], one["in_force"]) for one in listed] == [("v0002", False), ("v0001", True)]
    report = json.loads(run("index", "--report", "v0002", "--json", "--root", small).out)
    assert [one["file"] for one in report["changes"]["added"]] == ["new.md"]
    run("index", "--list", "--watch", "--root", small).failed(2, "do not go together")
    run("index", "v0001", "--root", small).failed(2, "--rollback")


def test_a_damaged_index_says_how_to_mend_it_and_is_mended_by_it(run: Run, small: Path) -> None:
    run("index", "--root", small)
    (small / "index" / "v0001" / "manifest.json").write_text("{", encoding="utf-8")
    run("search", EN, "--root", small).failed(1, "manifest cannot be read", "assistant index")
    assert run("index", "--root", small).code == 0
    assert run("search", EN, "--root", small).code == 0


@pytest.mark.parametrize("damage", ["emptied", "overwritten", "halved", "removed"])
def test_no_damage_to_the_index_is_a_traceback_and_each_can_be_mended(
    run: Run, small: Path, tmp_path: Path, damage: str
) -> None:
    run("index", "--root", small)
    names = [
        path.relative_to(small) for path in (small / "index").rglob("*") if path.is_file() and path.suffix != ".lock"
    ]
    assert len(names) > 4
    for place, name in enumerate(names):
        root = shutil.copytree(small, tmp_path.with_name(f"{tmp_path.name}-{place}"))
        path, whole = root / name, (root / name).read_bytes()
        path.write_bytes({"emptied": b"", "overwritten": b"nonsense"}.get(damage, whole[: len(whole) // 2]))
        if damage == "removed":
            path.unlink()
        done = run("search", EN, "--json", "--root", root)
        if done.code:
            done.failed(1, "assistant index")
        assert run("index", "--root", root).code == 0, name
        assert run("search", EN, "--json", "--root", root).code == 0, name


def test_an_index_of_another_embedder_is_only_replaced_when_asked_to(run: Run, small: Path) -> None:
    run("index", "--root", small)
    manifest = small / "index" / "v0001" / "manifest.json"
    raw = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps({**raw, "embedder": "another/model", "fingerprint": "another"}), encoding="utf-8")
    assert "another/model" in run("status", "--root", small).out
    run("search", EN, "--json", "--root", small).failed(
        1, "built with the embedding model another/model", "Build it again: assistant index."
    )
    assert run("index", "--root", small).code == 0
    assert run("search", EN, "--json", "--root", small).code == 0


@pytest.mark.parametrize(("name", "value"), [("ASSISTANT_PORT", "http"), ("ASSISTANT_MODE", "poetry")])
def test_a_wrong_setting_is_named(run: Run, root: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    run("index", "--root", root).failed(1, name, "Correct them in the environment or in .env.")


def test_a_broken_prompt_is_named(run: Run, root: Path) -> None:
    (root / "prompts" / "write.fr.md").write_text("Réponds à ${nobody}.", encoding="utf-8")
    run("ask", EN, "--mode", "quoted", "--root", root).failed(1, "write.fr.md", "${nobody}")


def test_a_truncated_model_file_is_refused_where_writing_is_asked_for(
    run: Run, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (small / "cut.gguf").write_bytes(b"GGUF" + bytes(1000))
    monkeypatch.setenv("ASSISTANT_MODEL_PATH", str(small / "cut.gguf"))
    run("ask", EN, "--mode", "written", "--root", small).failed(1, "cut.gguf", "--mode quoted")


def test_without_a_model_written_mode_says_how_to_get_one_and_auto_mode_quotes(
    real: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(
        Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "diplomacy-assistant" / "tiktoken",
        here / "cache" / "tiktoken",
    )
    monkeypatch.setenv("ASSISTANT_CACHE", str(here / "cache"))
    real("ask", EN, "--mode", "written", "--root", here).failed(1, "not here", "assistant fetch")
    done = real("ask", EN, "--json", "--root", here)
    assert (done.code, json.loads(done.out)["mode"]) == (0, "quoted")
    assert "answering in quotations" in done.err


def test_half_a_server_setting_says_what_is_missing(run: Run, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_CHAT_MODEL", "some-model")
    run("ask", EN, "--root", small).failed(1, "ASSISTANT_CHAT_BASE_URL")


def test_a_taken_port_is_told_with_another_to_try(run: Run, small: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run("index", "--root", small)
        run("serve", "--port", str(port), "--mode", "quoted", "--root", small).failed(1, str(port), "--port")


# ---- what programs read ----------------------------------------------------------------------------------------


def test_a_search_prints_its_contract(real: Run, here: Path) -> None:
    done = real("search", EN, "--json", "-k", "3", "--root", here)
    found = json.loads(done.out)
    assert (done.code, done.err) == (0, "")
    assert list(found) == ["question", "language", "passages", "index_version", "built"]
    assert [list(passage) for passage in found["passages"]] == [PASSAGE_KEYS] * 3
    assert all(passage["sentence"] in passage["text"] for passage in found["passages"])


def test_an_answer_prints_its_contract(real: Run, here: Path) -> None:
    done = real("ask", EN, "--json", "--mode", "quoted", "--root", here)
    answer = json.loads(done.out)
    assert (done.code, done.err) == (0, "")
    assert set(ANSWER_KEYS) <= set(answer)
    assert (answer["status"], answer["mode"]) == ("answered", "quoted")
    keys = ["n", "passage_id", "quote", "text", "language", "translation", "section", "document", "file", "place"]
    assert all(list(citation) == keys and citation["quote"] in citation["text"] for citation in answer["citations"])
    assert list(answer["timings"]) == ["search_ms", "first_word_ms", "total_ms"]


def test_a_verdict_prints_its_contract_a_line_each(real: Run, here: Path, tmp_path: Path) -> None:
    lines = tmp_path / "statements.txt"
    lines.write_text(
        "The digital divide makes it harder for marginalised people to participate.\n"
        "Cet agenda présente trente-cinq solutions numériques.\n",
        encoding="utf-8",
    )
    done = real("verify", "--file", lines, "--mode", "quoted", "--root", here)
    said, unsaid = (json.loads(line) for line in done.out.splitlines())
    keys = ["statement", "language", "supported", "confidence", "quote", "passage_id", "reason"]
    keys += ["judged", "kind", "quotes"]
    assert (done.code, list(said)) == (0, [*keys, "index_version", "built"])
    assert (said["supported"], said["language"], said["judged"]) == (True, "en", False)
    assert (unsaid["supported"], unsaid["kind"], unsaid["language"]) == (False, "number", "fr")
    assert "35" in unsaid["reason"]


def test_a_file_of_questions_gives_one_object_a_line_in_order(real: Run, here: Path) -> None:
    lines = [
        EN,
        "",
        json.dumps({"q": "Quels risques pour les ODD ?", "id": 7}),
        "   ",
        '{"q": broken',
        '{"question": "no q"}',
        '{"q": 5}',
        "\x01\x02",
        "a" * 100_000,
        json.dumps({"q": "\ud800 lone"}),
        "[" * 5000,
        "🙂",
    ]
    (here / "questions.jsonl").write_text("\r\n".join(lines), encoding="utf-8")
    for command in (["ask", "--mode", "quoted"], ["search"]):
        done = real(*command, "--file", here / "questions.jsonl", "--root", here)
        assert (done.code, done.err) == (0, "")
        answers = objects(done.out)
        wrong = [place for place, answer in enumerate(answers) if "error" in answer]
        assert len(answers) == len([line for line in lines if line.strip()])
        assert answers[0]["question"] == EN
        assert answers[1]["question"] == "Quels risques pour les ODD ?"
        assert answers[2]["question"] == '{"q": broken'
        assert wrong == [3, 4, 5, 6, 8]
        assert all(str(answers[place]["error"])[-1] == "." for place in wrong)


@pytest.mark.parametrize(
    "content", [None, b"", b"\n \n", b"\xff\xfe\xff", b"a\0b"], ids=["none", "empty", "blank", "bytes", "NUL"]
)
def test_a_file_of_questions_that_cannot_be_read_is_named(run: Run, small: Path, content: bytes | None) -> None:
    path = small / "questions.txt"
    if content is not None:
        path.write_bytes(content)
    run("search", "--file", path, "--root", small).failed(1, "questions.txt")


def test_a_status_prints_each_part_and_its_problem(real: Run, here: Path, root: Path) -> None:
    done = real("status", "--json", "--root", here)
    report = json.loads(done.out)
    assert (done.code, done.err) == (0, "")
    assert {"program", "embedding_model", "language_model", "corpus", "index", "prompts", "page"} <= set(report)
    assert (report["index"]["version"], report["index"]["passages"], report["index"]["problem"]) == ("v0001", 30, None)
    shutil.rmtree(root / "prompts")
    broken = real("status", "--json", "--root", root)
    assert broken.code == 0
    problems = {name for name, part in json.loads(broken.out).items() if part["problem"]}
    assert {"corpus", "index", "prompts"} <= problems


def test_an_import_prints_what_it_took(run: Run, root: Path) -> None:
    saved = root / "page.txt"
    saved.write_text("\n".join(page()), encoding="utf-8")
    done = run("import", saved, "--json", "--root", root)
    report = json.loads(done.out)
    assert (done.code, done.err) == (0, "")
    assert {name: report[name] for name in ("article", "contributions", "related", "language")} == {
        "article": len(ARTICLE),
        "contributions": len(CONTRIBUTIONS),
        "related": len(RELATED),
        "language": "en",
    }
    assert Path(report["file"]).is_file()
    run("import", saved, "--root", root).failed(1, "exists already", "--replace")
    run("import", root / "nothing.txt", "--root", root).failed(1, "nothing.txt")
    assert "Next:" in run("import", saved, "--replace", "--root", root).out


def test_an_answer_for_people_is_plain_text_where_no_terminal_is(real: Run, here: Path) -> None:
    for command in (["ask", EN, "--mode", "quoted"], ["search", EN], ["status"], ["index"]):
        done = real(*command, "--root", here)
        assert done.code == 0
        assert done.out.strip()
        assert "\x1b" not in done.out + done.err


# ---- real processes --------------------------------------------------------------------------------------------


def wait_for(process: subprocess.Popen[str], words: str) -> str:
    """Read standard error up to the line with these words."""
    assert process.stderr is not None
    for line in process.stderr:
        if words in line:
            return line
    pytest.fail(f"never said {words!r}")


def stopped(process: subprocess.Popen[str]) -> Done:
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=NEAR)
    return Done(process.returncode, out, err)


@pytest.mark.parametrize(
    ("where", "said"),
    [(">/dev/full", "No space left on device. Mend that"), (">&-", "There is no standard output to write to. ")],
)
def test_an_output_that_takes_nothing_is_told_in_a_line(where: str, said: str) -> None:
    command = f"exec {shlex.quote(sys.executable)} -m assistant --version {where}"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=NEAR)
    Done(done.returncode, "", done.stderr).failed(1, said)


def test_a_fresh_root_is_indexed_and_asked_without_any_network_until_its_reader_has_seen_enough(small: Path) -> None:
    (small / "questions.txt").write_text(f"{EN}\n" * 300, encoding="utf-8")
    with started(small, "ask", "--file", "questions.txt", "--mode", "quoted") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["question"] == EN
        process.stdout.close()
        err = process.stderr.read()
        assert process.wait(NEAR) == 1
    assert not any(word in err for word in ("Traceback", "BrokenPipe", "\x1b")), err
    assert left(small) == []


def test_ctrl_c_during_a_build_leaves_what_was_there_and_a_later_build_works(small: Path, run: Run) -> None:
    with started(small, "index") as process:
        wait_for(process, "Embedding")
        done = stopped(process)
    # Interrupted while it prints, rich prints that line once more before the next one.
    replace(done, err=done.err.removeprefix("Embedding ...\n")).failed(1, "Stopped.")
    assert not (small / "index" / "CURRENT").exists()
    assert list((small / "index").glob(".building-*")) == []
    assert run("index", "--root", small).code == 0


@pytest.mark.real
def test_ctrl_c_during_an_answer_stops_the_model_too(here: Path, model_file: Path) -> None:
    (here / "questions.txt").write_text(f'{{"no": "question"}}\n{EN}\n', encoding="utf-8")
    arguments = ("ask", "--file", "questions.txt", "--mode", "written")
    with started(here, *arguments, ASSISTANT_MODEL_PATH=str(model_file)) as process:
        assert process.stdout is not None
        assert "error" in process.stdout.readline()  # everything is loaded; the model reads the second question
        child = child_of(process)
        time.sleep(1)
        stopped(process).failed(1, "Stopped.")
    deadline = time.monotonic() + 5
    while Path(f"/proc/{child}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{child}").exists()


def child_of(process: subprocess.Popen[str]) -> int:
    """Return the id of the process that this one started."""
    (child,) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
    return int(child)


def test_ctrl_c_ends_a_serving_page_well_and_leaves_nothing(here: Path) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with started(here, "serve", "--port", "0", "--mode", "quoted") as process:
        address = wait_for(process, "http://127.0.0.1:").split()[-1]
        with direct.open(f"{address}/healthz", timeout=NEAR) as reply:
            assert json.load(reply)["status"] == "ok"
        assert stopped(process) == Done(0, "", "")
    assert left(here) == []


def test_ctrl_c_before_anything_is_loaded_is_no_traceback(tmp_path: Path) -> None:
    code = (
        "import sys, signal, os\n"
        "class Stop:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'assistant.cli': os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Stop())\n"
        "from assistant.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    Done(done.returncode, done.stdout, done.stderr).failed(1, "Stopped.")


def test_output_is_utf8_whatever_the_system_says(tmp_path: Path) -> None:
    (tmp_path / "naïve").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "assistant", "status", "--json", "--root", str(tmp_path / "naïve")],
        cwd=tmp_path,
        env=environment(tmp_path, PYTHONIOENCODING="cp1252", PYTHONUTF8="0"),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert "naïve" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("command", [["status"], ["search", "farmers"], ["index"]], ids=" ".join)
def test_a_root_that_is_not_there_is_told(run: Run, tmp_path: Path, command: list[str]) -> None:
    run(*command, "--root", tmp_path / "nope").failed(1, "nope is not there", "--root")
    assert not (tmp_path / "nope").exists()


def test_taking_the_ranking_apart_does_nothing_else(run: Run, small: Path) -> None:
    run("eval", "--ablate", "--calibrate", "--root", small).failed(2, "--ablate", "another run")


def test_what_else_to_fit_on_is_only_for_fitting(run: Run, small: Path) -> None:
    run("eval", "--with", small, "--root", small).failed(2, "--with", "--calibrate")
    run("eval", "--every", "2", "--root", small).failed(2, "--every", "--gate")
    other = small / "elsewhere"
    run("eval", "--calibrate", "--with", other, "--root", small).failed(1, "elsewhere", "cannot be read")
    run("eval", "--calibrate", "--gate", "--with", other, "--root", small).failed(1, "elsewhere", "cannot be read")
    (other / "tests" / "evaluation").mkdir(parents=True)
    (other / "tests" / "evaluation" / "statements.jsonl").write_text("", encoding="utf-8")
    fit = ("eval", "--calibrate", "--gate", "--mode", "quoted", "--with", other)
    run(*fit, "--root", small).failed(2, "--with", "taught to judge")


def test_statements_of_ones_own_are_measured_in_the_place_of_the_projects(run: Run, small: Path) -> None:
    mine = small / "mine.jsonl"
    mine.write_text('{"id": "a"}\n', encoding="utf-8")
    run("eval", "--gate", "--set", mine, "--mode", "quoted", "--root", small).failed(1, "mine.jsonl, line 1")
    run("eval", "--gate", "--plot", "a.png", "--root", small).failed(2, "no picture", "--plot")


@pytest.mark.parametrize("other", ["--gate", "--ablate", "--calibrate", "--resume"])
def test_measuring_answers_does_nothing_else(run: Run, small: Path, other: str) -> None:
    run("eval", "--answers", "1", other, "--root", small).failed(2, "another run")


@pytest.fixture
def farmers(run: Run, small: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a set of one question of the test half, in a small project that is indexed and measured by fakes."""
    monkeypatch.setattr("assistant.wire.token_counter", lambda _cache: len)

    def encoder(settings: Settings, *_: object) -> Quick:
        return Quick(*["untaught"] * (settings.embedding_model == "untaught"))

    monkeypatch.setattr("assistant.evaluate.command.make_embedder", encoder)
    monkeypatch.setattr("assistant.evaluate.command.first_encoder", encoder)
    run("index", "--root", small)
    name = json.loads(run("search", "farmers", "--json", "-k", "1", "--root", small).out)["passages"][0]["id"]
    asked = {"id": "q", "language": "en", "question": "farmers", "kind": "single", "accepted": [name], "split": "test"}
    (small / "set.jsonl").write_text(json.dumps(asked), encoding="utf-8")
    return small / "set.jsonl"


@pytest.mark.parametrize(("command", "module"), [(["--ablate"], "ablate"), (["--mode", "quoted"], "run")])
def test_the_standard_recipe_has_the_encoder_as_its_package_carries_it(
    run: Run, small: Path, farmers: Path, monkeypatch: pytest.MonkeyPatch, command: list[str], module: str
) -> None:
    used: list[str] = []

    def spied(items: Sequence[Item], passages: Sequence[Passage], embedder: Embedder) -> Baseline:
        used.append(embedder.name)
        return standard(items, passages, embedder)

    monkeypatch.setattr(f"assistant.evaluate.{module}.standard", spied)
    done = run("eval", *command, "--json", "--set", farmers, "--root", small)
    assert json.loads(done.out)
    assert used == ["untaught"]
    assert ("without what the encoder was taught" in done.out) is (module == "ablate")


def test_the_ranking_is_taken_apart_for_programs(run: Run, small: Path, farmers: Path) -> None:
    done = run("eval", "--ablate", "--json", "--set", farmers, "--root", small)
    rows = json.loads(done.out)["both"]["retrieval"]
    assert {"assistant", "without focus", "without translations", "standard recipe"} <= rows.keys()
    quoted = run("eval", "--answers", "1", "--json", "--mode", "quoted", "--set", farmers, "--root", small)
    assert [one["id"] for one in json.loads(quoted.out)["answers"]] == ["q"]
    told = run("eval", "--answers", "1", "--mode", "quoted", "--set", farmers, "--root", small).out
    assert "sentences an answer" in told
    assert "development half" not in told


def test_a_half_or_a_language_without_questions_has_no_row(
    run: Run, small: Path, farmers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")  # else its words are broken over lines
    told = run("eval", "--mode", "quoted", "--set", farmers, "--root", small).out
    assert "Retrieval, test half" in told
    assert "asked in en" in told
    assert [word for word in ("development half", "asked in fr", "gap French") if word in told] == []


def test_an_evaluation_that_was_stopped_goes_on_with_what_a_model_said(
    run: Run, small: Path, farmers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with openai_server(Script(top=(("yes", -0.1), ("no", -2.4)))) as script:
        monkeypatch.setenv("ASSISTANT_CHAT_MODEL", "theirs")
        monkeypatch.setenv("ASSISTANT_CHAT_BASE_URL", script.address)
        first = run("eval", "--resume", "--json", "--set", farmers, "--root", small)
        asked = len(script.asked)
        again = run("eval", "--resume", "--json", "--set", farmers, "--root", small)
        assert len(script.asked) == asked > 0
        assert json.loads(again.out) == json.loads(first.out)
        run("eval", "--json", "--set", farmers, "--root", small)
        assert len(script.asked) > asked, "without --resume nothing kept is taken"
    assert (small / "build" / "judgements.jsonl").is_file()


def test_what_is_foreseen_is_fitted_on_shorter_lists_too_in_an_index_that_goes(
    run: Run, small: Path, farmers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[int] = []
    measuring = evaluation.evaluate

    def spied(
        bench: Bench, items: Sequence[Item], relevance: Relevance, progress: Progress, *, fitting: bool
    ) -> Outcome:
        for one in (bench.retriever, bench.fewer):
            assert one is not None
            with one._index.snapshot() as snapshot:
                searched.append(len(snapshot.manifest.expected))
        return measuring(bench, items, relevance, progress, fitting=fitting)

    item = json.loads(farmers.read_text(encoding="utf-8"))
    name = item["accepted"][0]
    listed = "\n".join(f"- Who helps the farmers, case {n}?" for n in range(6))
    (small / "corpus" / "QUESTIONS.md").write_text(f"## {name}\n{listed}\n", encoding="utf-8")
    run("index", "--root", small)
    other = {"id": "r", "language": "en", "question": "cats", "kind": "off-topic", "accepted": []}
    items = [{**one, "split": "development"} for one in (item, other)]
    farmers.write_text("\n".join(map(json.dumps, items)), encoding="utf-8")
    monkeypatch.setattr("assistant.evaluate.command.evaluate", spied)
    run("eval", "--calibrate", "--mode", "quoted", "--json", "--set", farmers, "--root", small)
    assert searched == [6, 2]
    assert json.loads((small / "index" / "calibration.json").read_text(encoding="utf-8"))["quoted"]
