"""tiktoken counts without the network, whatever the text and whatever lies in its cache."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.engines.tokens import ENCODING, load_encoding, token_counter
from assistant.errors import ModelError
from assistant.ports import CountTokens
from assistant.settings import Settings
from tests.conftest import REPOSITORY

FRESH = """
import socket, sys
from pathlib import Path

def refuse(*_, **__):
    raise SystemExit("something wants to use the network")

socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
from assistant.engines.tokens import token_counter
print(token_counter(Path(sys.argv[1]))("Digital diplomacy supports the goals."))
"""


def counted_by_another_process(cache: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Count in a process without network, where tiktoken has loaded nothing yet."""
    return subprocess.run(
        [sys.executable, "-c", FRESH, str(cache)],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(REPOSITORY), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def count(settings: Settings) -> CountTokens:
    return token_counter(settings.cache)


@pytest.fixture
def laid(tmp_path: Path) -> Path:
    """The encoding's file, laid into a cache of its own."""
    load_encoding(tmp_path)
    (file,) = (tmp_path / "tiktoken").iterdir()
    return file


class TestCounting:
    @pytest.mark.parametrize(
        ("text", "tokens"),
        [
            ("", 0),
            ("Digital diplomacy supports the goals.", 6),
            ("La diplomatie numérique soutient les objectifs.", 9),
            ("<|endoftext|>", 7),
            ("<|endofprompt|>", 7),
        ],
    )
    def test_texts_have_openais_own_counts(self, count: CountTokens, text: str, tokens: int) -> None:
        assert count(text) == tokens

    def test_what_looks_like_a_control_token_is_text(self, count: CountTokens) -> None:
        assert count("Say <|endoftext|> and go on.") > 8

    @pytest.mark.parametrize("text", ["\0", "😀👩‍👩‍👧", "\ud800", "عربي 日本語", "\u202e\u200b"])
    def test_odd_text_is_counted(self, count: CountTokens, text: str) -> None:
        assert count(text) > 0

    @pytest.mark.parametrize("text", [" " * 1_000_000, "a" * 300_000, "word " * 200_000])
    def test_a_very_long_text_is_counted(self, count: CountTokens, text: str) -> None:
        assert count(f"a{text}b") > 1000

    def test_it_is_the_encoding_named(self, settings: Settings) -> None:
        assert load_encoding(settings.cache).name == ENCODING


class TestTheCache:
    def test_a_new_machine_needs_no_network(self, tmp_path: Path) -> None:
        done = counted_by_another_process(tmp_path / "new")
        assert (done.stdout, done.stderr) == ("6\n", "")

    def test_another_programs_cache_setting_does_no_harm(self, tmp_path: Path) -> None:
        done = counted_by_another_process(
            tmp_path / "new", TIKTOKEN_CACHE_DIR="/nowhere", DATA_GYM_CACHE_DIR="/nowhere"
        )
        assert (done.stdout, done.stderr) == ("6\n", "")

    @pytest.mark.parametrize("content", [b"", b"damage", b"IQ== 0\n" * 1000])
    def test_a_damaged_file_is_laid_anew(self, laid: Path, content: bytes) -> None:
        whole = hashlib.sha256(laid.read_bytes()).digest()
        laid.write_bytes(content)
        done = counted_by_another_process(laid.parent.parent)
        assert (done.stdout, done.stderr) == ("6\n", "")
        assert hashlib.sha256(laid.read_bytes()).digest() == whole

    def test_a_whole_file_is_not_written_again(self, laid: Path) -> None:
        os.utime(laid, (1, 1))
        load_encoding(laid.parent.parent)
        assert laid.stat().st_mtime == 1

    def test_nothing_else_is_left_there(self, laid: Path) -> None:
        assert list(laid.parent.iterdir()) == [laid]

    def test_a_cache_that_cannot_be_written_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "cache").touch()
        with pytest.raises(ModelError, match=r"cannot be laid into .*ASSISTANT_CACHE"):
            token_counter(tmp_path / "cache")
