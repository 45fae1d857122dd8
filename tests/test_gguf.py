"""The size a GGUF file calls for, against files made by hand."""

import struct
from pathlib import Path

import pytest

from assistant.gguf import needed_bytes
from tests.model_files import gguf


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "model.gguf"


@pytest.mark.parametrize("alignment", [32, 64])
def test_a_whole_file_is_as_long_as_its_header_says(file: Path, alignment: int) -> None:
    file.write_bytes(gguf(alignment=alignment))
    assert needed_bytes(file) == file.stat().st_size


def test_a_cut_file_is_shorter_than_its_header_says(file: Path) -> None:
    file.write_bytes(gguf()[:-1])
    assert needed_bytes(file) == file.stat().st_size + 1


def test_a_file_without_the_magic_is_refused(file: Path) -> None:
    file.write_bytes(b"<html>not a model</html>")
    with pytest.raises(ValueError, match="does not begin with GGUF"):
        needed_bytes(file)


@pytest.mark.parametrize("length", [0, 4, 10, 24, 60, 120])
def test_a_file_cut_inside_its_header_is_refused(file: Path, length: int) -> None:
    file.write_bytes(gguf()[:length])
    with pytest.raises(ValueError, match=r"inside its header|does not begin"):
        needed_bytes(file)


def test_a_header_that_claims_absurd_lengths_is_refused(file: Path) -> None:
    file.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 1, 1) + struct.pack("<Q", 2**63) + bytes(64))
    with pytest.raises(ValueError, match="inside its header"):
        needed_bytes(file)


def test_an_unknown_version_is_refused(file: Path) -> None:
    file.write_bytes(b"GGUF" + struct.pack("<IQQ", 99, 0, 0))
    with pytest.raises(ValueError, match="version"):
        needed_bytes(file)
