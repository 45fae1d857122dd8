"""A real `chroma run` on a free port of this machine, which tests may kill and start again."""

import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assistant.engines.chroma_server import ChromaServer


class ChromaRun:
    """A Chroma server over one folder; started again, it has the same address and data."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        beside = Path(sys.executable).parent / "chroma"
        program = str(beside) if beside.exists() else shutil.which("chroma")
        assert program, "chromadb installs the program chroma"
        command = [program, "run", "--path", str(self._folder), "--host", "127.0.0.1", "--port", str(self.port)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                httpx.get(f"{self.url}/api/v2/heartbeat", timeout=1).raise_for_status()
            except httpx.HTTPError:
                time.sleep(0.05)
            else:
                return
        pytest.fail("chroma run does not start")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """Let it hang: it takes connections, and answers nobody."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)

    def database(self, name: str) -> str:
        """Make a database of its own for a test; return its name."""
        httpx.post(f"{self.url}/api/v2/tenants/default_tenant/databases", json={"name": name}).raise_for_status()
        return name


@pytest.fixture(scope="session")
def chroma_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaRun]:
    """A server that every test may use and none may stop."""
    running = ChromaRun(tmp_path_factory.mktemp("chroma") / "data")
    running.start()
    yield running
    running.kill()


@pytest.fixture
def own_run(tmp_path: Path) -> Iterator[ChromaRun]:
    """A server of the test's own."""
    running = ChromaRun(tmp_path / "chroma-data")
    running.start()
    yield running
    running.kill()


def connected(running: ChromaRun, database: str = "") -> ChromaServer:
    """A connection as another process would have it."""
    return ChromaServer(running.url, database=database)
