"""llama.cpp in a child process: a native crash takes the child down, never the application.

The parent holds a `LlamaProcess`. The child (`python -m assistant.engines.llama`) reads one JSON line of
settings, loads the model, prints one JSON line with its address, and serves the OpenAI-compatible API on
the loopback interface until its standard input closes, which it does however the parent ends.
"""

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any

import assistant
from assistant.errors import ChatError, WeightsError

if TYPE_CHECKING:
    from xllamacpp import Server

_LOAD_SECONDS = 300.0
_BESIDE = 1024  # tokens kept free for checks beside an answer
_CACHE_MIB = 256  # memory for the prompts of earlier conversations; llama.cpp's own default is 8 GB
_REMEDY = (
    "Fetch the model again with `assistant fetch`, name another file in ASSISTANT_MODEL_PATH, "
    "or use --mode quoted, which needs no language model."
)


class LlamaProcess:
    """One child process that serves one GGUF file; `threads` 0 means one per core.

    Of its adapters (LoRA) the first is always on, any other for the requests that ask for it (`with_adapters`).
    """

    def __init__(
        self, model: Path, threads: int = 0, context_tokens: int = 4096, adapters: Sequence[Path] = ()
    ) -> None:
        self.model = model
        self._adapters = tuple(adapters)
        self.key = secrets.token_urlsafe(24)
        self._settings = {
            "model": str(model),
            "threads": threads or cores(),
            "context_tokens": context_tokens,
            "adapters": [str(adapter) for adapter in adapters],
        }
        self._child: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()
        self._said: Future[str] = Future()  # the child's one line

    @property
    def pid(self) -> int | None:
        """The child's process id, once started."""
        return self._child.pid if self._child else None

    def start(self) -> None:
        """Start loading without waiting; does nothing while the child lives. Raises WeightsError."""
        with self._lock:
            if not self.alive():
                self._start()

    def alive(self) -> bool:
        """Return whether the child runs, be it still loading."""
        return self._child is not None and self._child.poll() is None

    def dies(self, within: float = 0.5) -> bool:
        """Return whether the child has ended, or ends within so many seconds."""
        child = self._child
        if child is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(within)
        return not self.alive()

    def loaded(self) -> bool:
        """Return, without waiting, whether the model is ready to answer."""
        return self.alive() and self._said.done() and "address" in self._said.result()

    def address(self, timeout: float = _LOAD_SECONDS) -> str:
        """Return the server's address, such as http://127.0.0.1:4242, starting it when needed.

        Waits at most `timeout` seconds for the model to load. Raises WeightsError or ChatError.
        """
        self.start()
        try:
            said = json.loads(self._said.result(timeout))
        except TimeoutError:
            self.close()
            raise ChatError(f"{self.model.name} did not load within {timeout:.0f} seconds.", _REMEDY) from None
        except ValueError:
            raise ChatError(f"{self.model.name} could not be loaded: {self._end()}.", _REMEDY) from None
        if "address" not in said:
            raise ChatError(f"{self.model.name} could not be loaded: {said.get('error')}.", _REMEDY)
        return str(said["address"])

    def close(self) -> None:
        """Stop the child; safe to call twice."""
        with self._lock:
            self._stop()

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        with contextlib.suppress(OSError):
            if child.stdin:
                child.stdin.close()  # the sign to end
        try:
            child.wait(2)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    def _start(self) -> None:
        self._stop()  # lets go of the pipe of one that died
        if not self.model.is_file():
            raise WeightsError(f"There is no model file at {self.model}.", _REMEDY)
        for adapter in self._adapters:
            if not adapter.is_file():
                remedy = "Install the program again, or set ASSISTANT_ADAPTER=none."
                raise WeightsError(f"There is no adapter at {adapter}.", remedy)
        home = str(Path(assistant.__file__).parents[1])  # where the child finds this package
        path = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
        self._child = subprocess.Popen(
            [sys.executable, "-P", "-m", "assistant.engines.llama"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "PYTHONPATH": path},
        )
        self._said = Future()
        threading.Thread(target=_listen, args=(self._child, self._said), daemon=True).start()
        with contextlib.suppress(OSError):  # it died at once: address() tells
            if self._child.stdin:
                self._child.stdin.write(json.dumps({**self._settings, "key": self.key}) + "\n")
                self._child.stdin.flush()

    def _end(self) -> str:
        """Say how the child ended, in a few words."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = self._child.wait(2) if self._child else None
            if code == -getattr(signal, "SIGILL", 0):
                return "this processor lacks instructions the engine needs, such as AVX2"
            if code:
                return f"its process ended with code {code}"
        return "its process said nothing"


def _listen(child: subprocess.Popen[str], said: Future[str]) -> None:
    """Keep the child's one line; an empty one when it dies before it has spoken."""
    line = ""
    with contextlib.suppress(OSError, ValueError):
        if child.stdout:
            with child.stdout as pipe:
                line = pipe.readline()
    said.set_result(line)


def cores() -> int:
    """Return how many processor cores this process may use."""
    with contextlib.suppress(AttributeError):  # not on every system
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def main() -> None:
    """Be the child: load, say where, and serve until standard input closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's
    parent = os.fdopen(os.dup(1), "w")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)  # what the native engine prints is shown to nobody
    os.dup2(silence, 2)
    settings = json.loads(sys.stdin.readline())
    try:
        server = _serve(settings)
        said = {"address": server.listening_address}
    except ImportError:
        said = {"error": "the engine xllamacpp is not installed for this system"}
    except RuntimeError:
        said = {"error": "llama.cpp refuses the file"}
    with contextlib.suppress(BrokenPipeError), parent:
        parent.write(json.dumps(said) + "\n")
    sys.stdin.read()
    os._exit(0)  # at once: nothing here is worth an orderly end


def with_adapters(on: int, of: int) -> dict[str, object]:
    """Return what a request's body says for the first `on` of its adapters to be on.

    Every request must say it where there are several: llama.cpp takes one that does not for the first alone, but goes
    on from what it has read with others.
    """
    return {"lora": [{"id": number, "scale": float(number < on)} for number in range(of)]} if of > 1 else {}


def _serve(settings: dict[str, Any]) -> "Server":
    """Load the model and listen on a free loopback port, for requests that carry the key."""
    import xllamacpp  # noqa: PLC0415  # a native library, only in the child

    params = xllamacpp.CommonParams()
    params.model.path = settings["model"]
    params.lora_adapters = [
        xllamacpp.CommonAdapterLoraInfo(adapter, 0.0 if number else 1.0)
        for number, adapter in enumerate(settings["adapters"])
    ]
    params.n_ctx = int(settings["context_tokens"]) + _BESIDE
    params.n_parallel = 2  # one writes while the other checks what was written
    params.kv_unified = True  # each may use what the other leaves
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = settings["threads"]
    params.cache_ram_mib = _CACHE_MIB
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [settings["key"]]
    params.cors_origins = "http://127.0.0.1"  # the default lets every web page in
    params.cors_origins_explicit = True
    params.cors_credentials = False
    # weights as they are in the file, not rearranged: prompts are read 20% faster and 600 MB of memory saved,
    # for 20% fewer words a second (measured on 2 AVX2 cores; the first word comes sooner, the last as late)
    params.no_extra_bufts = True
    params.ui = False
    params.verbosity = -1
    return xllamacpp.Server(params)


if __name__ == "__main__":
    main()
