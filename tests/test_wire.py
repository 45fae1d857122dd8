"""Which engines the settings lead to, and what is made ready before the first question."""

import json
from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant import wire
from assistant.engines.chat import OpenAIChat
from assistant.engines.local import LocalChat
from assistant.errors import CorpusError, IndexDamaged, IndexForeign, PromptError, SettingsError, WeightsError
from assistant.settings import Settings, load_settings
from assistant.weights import QWEN_CODER_1_5B
from tests.fakes import FakeChat, FakeEmbedder

URL = "http://127.0.0.1:9/v1"


def quiet(_stage: str, _done: int, _of: int) -> None:
    """Report to nobody."""


def settle(root: Path, **given: object) -> Settings:
    return load_settings(root, **{"cache": root / "cache", **given})


class Loaded(FakeEmbedder):
    def load(self) -> None:
        """There is nothing to load."""


@pytest.fixture
def filled(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A root with one passage, its engines fakes."""
    (root / "corpus" / "a.md").write_text("Digital tools help farmers.\n", encoding="utf-8")
    monkeypatch.setattr(wire, "make_embedder", lambda _settings: Loaded())
    monkeypatch.setattr(wire, "token_counter", lambda _cache: len)
    return root


@pytest.fixture
def said() -> list[str]:
    return []


def test_quoted_mode_has_no_model_even_when_a_server_is_named(root: Path, said: list[str]) -> None:
    assert wire.make_chat(settle(root, mode="quoted", chat_model="m", chat_base_url=URL), said.append) is None
    assert said == []


def test_a_named_server_is_used_without_being_asked_anything_yet(root: Path, said: list[str]) -> None:
    chat = wire.make_chat(settle(root, chat_model="m", chat_base_url=URL, chat_api_key=SecretStr("k")), said.append)
    assert isinstance(chat, OpenAIChat)
    assert chat.name == "m"
    chat.close()


@pytest.mark.parametrize("given", [{"chat_model": "m"}, {"chat_base_url": URL}], ids=["model", "address"])
def test_half_a_server_is_told(root: Path, said: list[str], given: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="ASSISTANT_CHAT_MODEL and ASSISTANT_CHAT_BASE_URL"):
        wire.make_chat(settle(root, **given), said.append)


def test_auto_mode_without_a_model_says_so_and_quotes(root: Path, said: list[str]) -> None:
    assert wire.make_chat(settle(root), said.append) is None
    assert len(said) == 1
    assert "assistant fetch" in said[0]


def test_written_mode_without_a_model_is_an_error(root: Path, said: list[str]) -> None:
    with pytest.raises(WeightsError, match="assistant fetch"):
        wire.make_chat(settle(root, mode="written"), said.append)


@pytest.mark.parametrize("mode", ["auto", "written"])
def test_a_model_file_that_someone_names_must_be_usable(root: Path, said: list[str], mode: str) -> None:
    (root / "cut.gguf").write_bytes(b"GGUF\x03")
    with pytest.raises(WeightsError, match=r"cut\.gguf"):
        wire.make_chat(settle(root, mode=mode, model_path=root / "cut.gguf"), said.append)


def test_the_model_in_the_cache_begins_to_load_at_once(
    root: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    monkeypatch.setattr(wire, "find", lambda *_: root / "model.gguf")
    monkeypatch.setattr(LocalChat, "start", lambda chat: begun.append(chat.name))
    assert isinstance(wire.make_chat(settle(root), said.append), LocalChat)
    assert begun == ["model"]


def test_the_adapter_goes_with_the_packaged_model_alone(root: Path) -> None:
    (root / "other.gguf").write_bytes(b"GGUF")
    with (root / "same.gguf").open("wb") as file:
        file.truncate(QWEN_CODER_1_5B.size)
    server = {"chat_model": "m", "chat_base_url": "http://127.0.0.1:9/v1"}
    assert wire.ADAPTER.is_file()
    assert wire.CLOSELY.is_file()
    assert wire.adapters(settle(root)) == (wire.ADAPTER, wire.CLOSELY)
    assert wire.adapters(settle(root, adapter="none")) == ()
    assert wire.adapter(settle(root)) == wire.adapter(settle(root, model_path=root / "same.gguf")) == wire.ADAPTER
    for other in ({"adapter": "none"}, {"model_path": root / "other.gguf"}, {"model_path": root / "gone.gguf"}, server):
        assert wire.adapter(settle(root, **other)) is None


def test_a_folder_that_may_not_be_read_has_no_adapter(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    settings = settle(root, model_path=root / "model.gguf")
    monkeypatch.setattr(Path, "is_file", refuse)
    assert wire.adapter(settings) is None


def test_an_adapter_is_known_by_what_is_in_it(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = wire.taught_by(settle(root))
    assert wire.taught_by(settle(root, adapter="none")) == ""
    monkeypatch.setattr(wire, "ADAPTER", root / "adapter.gguf")
    monkeypatch.setattr(wire, "CLOSELY", root / "closely.gguf")
    assert wire.taught_by(settle(root)) == ""
    (root / "adapter.gguf").write_bytes(b"another")
    other = wire.taught_by(settle(root))
    (root / "closely.gguf").write_bytes(b"a third")
    assert len(shipped) == len(other) == len(wire.taught_by(settle(root))) > 0
    assert len({shipped, other, wire.taught_by(settle(root))}) == 3


def test_a_taught_model_has_decisions_of_its_own(root: Path) -> None:
    taught, told = wire.decisions(settle(root)), wire.decisions(settle(root, adapter="none"))
    assert taught.written != told.written
    assert taught.gate.judged != told.gate.judged
    assert (taught.quoted, taught.gate.alone) == (told.quoted, told.gate.alone)
    assert taught.gate.statements is not None
    assert told.gate.statements is None
    assert taught.gate.surest is not None
    assert told.gate.surest is None


def test_a_missing_index_is_built_once_and_told(filled: Path, said: list[str]) -> None:
    wire.make_assistant(settle(filled, mode="quoted"), said.append, quiet).close()
    assert said == ["There is no index yet. Building it."]
    wire.make_assistant(settle(filled, mode="quoted"), said.append, quiet).close()
    assert len(said) == 1


def test_files_that_cannot_be_used_are_told_when_the_index_is_built(filled: Path, said: list[str]) -> None:
    (filled / "corpus" / "b.md").write_bytes(b"")
    wire.make_assistant(settle(filled, mode="quoted"), said.append, quiet).close()
    assert len(said) == 2
    assert "b.md" in said[1]


def rewrite(root: Path, change: dict[str, object]) -> None:
    manifest = root / "index" / "v0001" / "manifest.json"
    raw = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps({**raw, **change}), encoding="utf-8")


def test_an_index_of_another_embedding_model_stays_in_force_for_who_uses_it(filled: Path, said: list[str]) -> None:
    wire.make_assistant(settle(filled, mode="quoted"), said.append, quiet).close()
    rewrite(filled, {"embedder": "another", "fingerprint": "x"})
    with pytest.raises(IndexForeign, match="assistant index"):
        wire.make_assistant(settle(filled, mode="quoted"), said.append, quiet)


def test_an_index_of_another_format_is_built_again(filled: Path, said: list[str]) -> None:
    wire.make_assistant(settle(filled, mode="quoted"), said.append, quiet).close()
    rewrite(filled, {"format": 0})
    assistant = wire.make_assistant(settle(filled, mode="quoted"), said.append, quiet)
    assert assistant.edition.version == "v0002"
    assert said[-1].endswith("Building it.")
    assistant.close()


def test_a_damaged_index_is_told_rather_than_built_over(filled: Path, said: list[str]) -> None:
    wire.make_assistant(settle(filled, mode="quoted"), said.append, quiet).close()
    (filled / "index" / "v0001" / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(IndexDamaged, match="assistant index"):
        wire.make_assistant(settle(filled, mode="quoted"), said.append, quiet)


def breaking(root: Path, part: str) -> None:
    if part == "corpus":
        (root / "corpus" / "a.md").unlink()
    else:
        (root / "prompts" / "write.en.md").unlink()


@pytest.mark.parametrize(("part", "kind"), [("corpus", CorpusError), ("prompts", PromptError)])
def test_a_model_is_stopped_when_something_else_is_missing(
    filled: Path, said: list[str], monkeypatch: pytest.MonkeyPatch, part: str, kind: type[Exception]
) -> None:
    chat = FakeChat()
    monkeypatch.setattr(wire, "make_chat", lambda *_: chat)
    breaking(filled, part)
    with pytest.raises(kind):
        wire.make_assistant(settle(filled), said.append, quiet)
    assert chat.closed or part == "prompts"  # prompts are read before any model is begun


def test_the_embedding_model_is_only_loaded_when_it_is_used(root: Path) -> None:
    embedder = wire.make_embedder(settle(root))
    assert "e5" in embedder.name
    assert wire.make_embedder(settle(root, embedding_model="org/model", second_encoder="none")).name == "org/model"


def test_without_what_it_was_taught_the_packaged_encoder_is_named_as_before_and_others_stay(root: Path) -> None:
    plain = wire.with_untaught_encoder(settle(root))
    assert wire.first_encoder(plain).name == "intfloat/multilingual-e5-small (packaged 4-bit)"
    assert wire.first_encoder(settle(root)).name != wire.first_encoder(plain).name
    for other in ("org/model", "untaught"):
        settings = settle(root, embedding_model=other)
        assert wire.with_untaught_encoder(settings) == settings
    first = wire.first_encoder(plain)
    assert wire.make_embedder(settle(root, second_encoder="none"), first) is first


def test_an_index_older_than_the_corpus_says_so(filled: Path, said: list[str]) -> None:
    settings = settle(filled)
    wire.ready_index(settings, Loaded(), said.append, quiet).close()
    said.clear()
    wire.ready_index(settings, Loaded(), said.append, quiet).close()
    assert said == []
    (filled / "corpus" / "a.md").write_text("Digital tools help fishers.\n", encoding="utf-8")
    wire.ready_index(settings, Loaded(), said.append, quiet).close()
    assert said == ["The corpus has changed since the index was built. Bring it up to date: assistant index."]
