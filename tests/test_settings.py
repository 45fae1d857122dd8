"""Where settings come from, which of them wins, and what is said when one is wrong."""

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.errors import SettingsError
from assistant.settings import Settings, load_settings

SECRET = "sk-very-secret-1234"


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.upper().startswith("ASSISTANT_"):
            monkeypatch.delenv(name)


def write_env(root: Path, text: str) -> None:
    (root / ".env").write_text(text, encoding="utf-8")


def test_every_setting_has_a_default(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert (settings.host, settings.port, settings.mode) == ("127.0.0.1", 7860, "auto")
    assert settings.chat_api_key is None


def test_every_setting_is_described() -> None:
    assert [name for name, field in Settings.model_fields.items() if not (field.description or "").endswith(".")] == []


def test_a_variable_beats_the_env_file_and_an_option_beats_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_settings(tmp_path).port == 7860
    write_env(tmp_path, "ASSISTANT_PORT=1001\n")
    assert load_settings(tmp_path).port == 1001
    monkeypatch.setenv("ASSISTANT_PORT", "1002")
    assert load_settings(tmp_path).port == 1002
    assert load_settings(tmp_path, port=1003).port == 1003


def test_each_server_has_a_folder_of_its_own_for_its_index(tmp_path: Path) -> None:
    given: list[dict[str, object]] = [
        {},
        {"chroma_url": "http://127.0.0.1:8000"},
        {"chroma_url": "http://127.0.0.1:8001/"},
        {"chroma_url": "http://127.0.0.1:8000", "chroma_database": "other"},
    ]
    assert len({load_settings(tmp_path, **one).index_dir for one in given}) == len(given)
    assert (
        load_settings(tmp_path, chroma_url="http://127.0.0.1:8001").index_dir
        == load_settings(tmp_path, chroma_url="http://127.0.0.1:8001/").index_dir
    )


@pytest.mark.parametrize(
    "url", ["127.0.0.1:8000", "ftp://x", "http://", f"http://me:{SECRET}@x", f"http://x?t={SECRET}"]
)
def test_a_server_is_given_by_a_plain_address_and_a_secret_in_it_is_not_repeated(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match=r"ASSISTANT_CHROMA_URL.*give it as http://HOST:PORT") as caught:
        load_settings(tmp_path, chroma_url=url)
    assert SECRET not in str(caught.value)


def test_an_option_that_was_not_given_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_MODE", "quoted")
    assert load_settings(tmp_path, mode=None, host=None).mode == "quoted"


def test_the_env_file_is_that_of_the_root_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for number, folder in enumerate((here, there)):
        folder.mkdir()
        write_env(folder, f"ASSISTANT_PORT={2000 + number}\n")
    monkeypatch.chdir(here)
    assert load_settings(there).port == 2001
    assert load_settings().port == 2000


def test_root_holds_corpus_index_and_prompts(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    folders = (settings.corpus_dir, settings.index_dir, settings.prompts_dir)
    assert folders == (tmp_path / "corpus", tmp_path / "index", tmp_path / "prompts")


@pytest.mark.parametrize(("name", "said"), [("nope", "is not there"), ("a file", "is no folder")])
def test_a_root_that_is_no_folder_is_told_with_what_to_do(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "a file").touch()
    with pytest.raises(SettingsError, match=rf"{name} {said}\. Create it .* or give another with --root"):
        load_settings(tmp_path / name)


def test_other_programs_variables_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "99")
    monkeypatch.setenv("MODE", "nonsense")
    write_env(tmp_path, "PORT=98\nOPENAI_API_KEY=other\n")
    assert load_settings(tmp_path).port == 7860


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ASSISTANT_PORT", "http"),
        ("ASSISTANT_PORT", "65536"),
        ("ASSISTANT_PORT", "-1"),
        ("ASSISTANT_MODE", "poetry"),
        ("ASSISTANT_EVIDENCE", "0"),
        ("ASSISTANT_PASSAGES", ""),
        ("ASSISTANT_FILE_MB", "0"),
        ("ASSISTANT_OFFLINE", "perhaps"),
        ("ASSISTANT_CHUNK_TOKENS", "1e99"),
    ],
)
@pytest.mark.parametrize("source", ["environment", "file"])
def test_a_wrong_value_names_its_variable_and_where_to_mend_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, name: str, value: str
) -> None:
    if source == "environment":
        monkeypatch.setenv(name, value)
    else:
        write_env(tmp_path, f"{name}={value}\n")
    with pytest.raises(SettingsError, match=rf"{name}: .*Correct them in the environment or in \.env") as caught:
        load_settings(tmp_path)
    assert "\n" not in str(caught.value)


def test_every_wrong_value_is_named_at_once(tmp_path: Path) -> None:
    write_env(tmp_path, "ASSISTANT_PORT=x\nASSISTANT_MODE=y\n")
    with pytest.raises(SettingsError, match=r"ASSISTANT_MODE.*ASSISTANT_PORT|ASSISTANT_PORT.*ASSISTANT_MODE"):
        load_settings(tmp_path)


@pytest.mark.parametrize("content", [b"\xff\xfeA\x00", "ASSISTANT_HOST=é".encode("latin-1")], ids=["UTF-16", "Latin-1"])
def test_an_env_file_that_is_no_utf8_text_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".env").write_bytes(content)
    with pytest.raises(SettingsError, match=r"\.env"):
        load_settings(tmp_path)


def test_the_key_is_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_CHAT_API_KEY", SECRET)
    settings = load_settings(tmp_path)
    for shown in (str(settings), repr(settings), settings.model_dump_json(), str(settings.model_dump())):
        assert SECRET not in shown
    assert settings.chat_api_key is not None
    assert settings.chat_api_key.get_secret_value() == SECRET


def test_the_key_is_not_in_the_message_about_another_setting(tmp_path: Path) -> None:
    write_env(tmp_path, f"ASSISTANT_CHAT_API_KEY={SECRET}\nASSISTANT_PORT=x\n")
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path)
    assert SECRET not in str(caught.value)
    assert caught.value.__suppress_context__, "the cause holds what was typed"


def test_settings_cannot_be_changed_once_read(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    with pytest.raises(ValidationError):
        settings.port = 1
