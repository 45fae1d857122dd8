"""What is in force and what is wrong, in plain words, without starting anything."""

import json
import shutil
from pathlib import Path

import pytest

from assistant.errors import EmbedderError
from assistant.settings import load_settings
from assistant.status import look
from tests.chroma_run import ChromaRun
from tests.openai_server import Script, openai_server

SECRET = "sk-very-secret-1234"


def problems(root: Path, **given: object) -> dict[str, str]:
    report = look(load_settings(root, **given))
    json.dumps(report)
    return {name: part["problem"] for name, part in report.items() if part["problem"]}


@pytest.fixture
def here(built_root: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built_root, tmp_path / "here")


def test_a_root_that_is_ready_has_no_problem(here: Path) -> None:
    assert problems(here, mode="quoted") == {}


def test_an_empty_root_has_a_problem_with_each_part_and_every_one_says_what_to_do(tmp_path: Path) -> None:
    found = problems(tmp_path, cache=tmp_path / "cache")
    assert set(found) == {"language_model", "corpus", "index", "prompts"}
    assert "assistant index" in found["index"]
    assert str(tmp_path / "corpus") in found["corpus"]
    assert "--mode quoted" in found["language_model"]


def test_looking_changes_nothing(here: Path) -> None:
    before = {path: path.read_bytes() for path in here.rglob("*") if path.is_file()}
    look(load_settings(here))
    assert {path: path.read_bytes() for path in here.rglob("*") if path.is_file()} == before


def test_damage_inside_the_store_is_told(here: Path) -> None:
    graph = next((here / "index" / "v0001" / "store").rglob("data_level0.bin"))
    data = bytearray(graph.read_bytes())
    data[len(data) // 2] ^= 0xFF
    graph.write_bytes(data)
    assert "its files are not what was written" in problems(here, mode="quoted")["index"]


def test_damage_inside_the_database_is_told(here: Path) -> None:
    database = here / "index" / "v0001" / "store" / "chroma.sqlite3"
    data = bytearray(database.read_bytes())
    data[4096:12288] = b"\xff" * 8192
    database.write_bytes(data)
    assert "assistant index" in problems(here, mode="quoted")["index"]


def test_a_corpus_changed_since_the_build_is_told(here: Path) -> None:
    (here / "corpus" / "new.md").write_text("One more passage.\n", encoding="utf-8")
    assert problems(here, mode="quoted") == {"index": "The corpus has changed since it was built: run assistant index."}


def test_an_index_of_another_model_is_told(here: Path) -> None:
    found = problems(here, mode="quoted", embedding_model="other/model")
    assert found["index"].startswith("It was built with intfloat/multilingual-e5-small")
    assert found["index"].endswith("run assistant index.")


def test_an_encoder_that_lost_what_it_was_taught_is_told(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost() -> None:
        raise EmbedderError("e5.npz is missing or damaged.", "Install the program again.")

    monkeypatch.setattr("assistant.status.read_changes", lost)
    found = problems(here, mode="quoted")
    assert found["embedding_model"] == "e5.npz is missing or damaged. Install the program again."
    assert "embedding_model" not in problems(here, mode="quoted", embedding_model="untaught")


def test_a_broken_corpus_file_is_told_with_its_name(here: Path) -> None:
    (here / "corpus" / "broken.md").write_bytes(b"\x89PNG\0")
    assert "broken.md" in problems(here, mode="quoted")["corpus"]


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"null", b"\xff"], ids=repr)
def test_a_damaged_manifest_is_told(here: Path, damage: bytes) -> None:
    (here / "index" / "v0001" / "manifest.json").write_bytes(damage)
    assert "assistant index" in problems(here, mode="quoted")["index"]


def test_a_model_file_that_cannot_be_used_is_told(here: Path) -> None:
    (here / "cut.gguf").write_bytes(b"GGUF")
    assert "cut.gguf" in problems(here, model_path=here / "cut.gguf")["language_model"]


@pytest.mark.parametrize("given", [{"chat_model": "m"}, {"chat_base_url": "http://127.0.0.1:9/v1"}], ids=str)
def test_half_a_server_is_told(here: Path, given: dict[str, str]) -> None:
    assert "ASSISTANT_CHAT_BASE_URL" in problems(here, **given)["language_model"]


def test_a_server_is_named_and_its_key_is_not(here: Path) -> None:
    settings = load_settings(here, chat_model="m", chat_base_url="http://127.0.0.1:9/v1", chat_api_key=SECRET)
    report = look(settings)
    assert report["language_model"]["name"] == "m"
    assert SECRET not in json.dumps(report)


def test_a_server_is_shown_with_whether_it_answers_and_its_token_is_not(tmp_path: Path, chroma_run: ChromaRun) -> None:
    for url, answers in ((chroma_run.url, True), ("http://127.0.0.1:9", False)):
        report = look(load_settings(tmp_path, chroma_url=url, chroma_token=SECRET, mode="quoted"))
        assert (report["index"]["chroma"], report["index"]["answers"]) == (url, answers)
        assert ("does not answer" in report["index"]["problem"]) is not answers
        assert SECRET not in json.dumps(report)


def test_a_model_server_that_does_not_answer_is_told(here: Path) -> None:
    found = problems(here, chat_base_url="http://127.0.0.1:9/v1", chat_model="m")
    assert found["language_model"].startswith("The language model server at 127.0.0.1 cannot be reached")


def test_a_model_server_that_answers_has_no_problem_whether_or_not_it_lists_its_models(here: Path) -> None:
    with openai_server(Script()) as script:
        assert problems(here, chat_base_url=script.address, chat_model="m") == {}


def test_half_of_a_model_server_is_told(here: Path) -> None:
    assert "one of them is missing" in problems(here, chat_model="m")["language_model"]


def test_a_misspelt_setting_is_told_with_what_is_near(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_THREAD", "2")
    (here / ".env").write_text("ASSISTANT_PORT=7861\nASSISTANT_XYZZY=1\n", encoding="utf-8")
    told = problems(here, mode="quoted")["program"]
    assert told == "ASSISTANT_THREAD is no setting; ASSISTANT_THREADS is. ASSISTANT_XYZZY is no setting."
