"""A cross-encoder where one is set: it orders the passages found; everything else stays as it was."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from assistant import terminal
from assistant.contract import search_output
from assistant.engines.rerank import PairReranker
from assistant.errors import RerankerError
from assistant.ports import Reranker
from assistant.retrieve import READ, Parts, Retriever
from assistant.settings import load_settings
from assistant.wire import make_parts
from tests.conftest import REPOSITORY
from tests.fakes import FakeEmbedder, FakeReranker
from tests.small_site import TEXTS, Site

WORDS = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    "farmers",
    "get",
    "weather",
    "reports",
    "on",
    "their",
    "phones",
    "two",
    "eggs",
    "and",
    "butter",
    "do",
]
PAIR = ["Farmers get weather reports on their phones.", "Two eggs and butter."]
QUESTION = "Do farmers get weather reports?"


def save_model(folder: Path, kind: str, labels: int = 1) -> str:
    """Save a model of a few random weights that reads 32 tokens; return its folder."""
    import transformers  # noqa: PLC0415  # takes seconds

    (folder / "vocab.txt").parent.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
    config = transformers.BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=32,
        num_labels=labels,
    )
    getattr(transformers, kind)(config).save_pretrained(folder)
    transformers.BertTokenizerFast(str(folder / "vocab.txt"), model_max_length=32).save_pretrained(folder)
    return str(folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return save_model(tmp_path_factory.mktemp("cross"), "BertForSequenceClassification")


@pytest.fixture(params=["fake", "real"])
def each(request: pytest.FixtureRequest) -> Reranker:
    return FakeReranker("eggs") if request.param == "fake" else PairReranker(request.getfixturevalue("folder"))


class TestEveryReranker:
    def test_each_text_gets_a_score_between_nothing_and_one(self, each: Reranker) -> None:
        scores = each.scores(QUESTION, PAIR)
        assert len(scores) == 2
        assert all(0 <= score <= 1 for score in scores)

    def test_the_order_of_texts_is_kept(self, each: Reranker) -> None:
        assert each.scores(QUESTION, PAIR[::-1]) == pytest.approx(each.scores(QUESTION, PAIR)[::-1], abs=1e-5)

    def test_no_text_gets_no_score(self, each: Reranker) -> None:
        assert each.scores(QUESTION, []) == []

    def test_a_text_of_any_length_is_read(self, each: Reranker) -> None:
        assert len(each.scores(QUESTION, ["eggs " * 5000, "", "\0"])) == 3


class TestACrossEncoderByName:
    @pytest.mark.parametrize("name", ["nobody/no-such-model", "/nowhere/at/all", "no such model", ""])
    def test_one_that_cannot_be_had_says_what_to_do(self, name: str) -> None:
        with pytest.raises(RerankerError, match="ASSISTANT_RERANKER=none") as caught:
            PairReranker(name, offline=True).scores(QUESTION, PAIR)
        assert "\n" not in str(caught.value)

    @pytest.mark.parametrize(("kind", "labels"), [("BertModel", 2), ("BertForSequenceClassification", 3)])
    def test_a_model_that_does_not_give_one_score_is_no_reranker(self, tmp_path: Path, kind: str, labels: int) -> None:
        with pytest.raises(RerankerError, match="is no reranker"):
            PairReranker(save_model(tmp_path / "model", kind, labels), offline=True).load()

    def test_making_one_loads_nothing(self) -> None:
        code = "import sys; from assistant.engines.rerank import PairReranker; PairReranker('x'); print(*sys.modules)"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=REPOSITORY)
        assert not {"torch", "sentence_transformers", "transformers"} & set(done.stdout.split())


class TestASearch:
    def test_the_cross_encoder_orders_what_was_found_and_its_score_is_the_score(self, tmp_path: Path) -> None:
        site = Site(tmp_path)
        site.write(TEXTS)
        site.build()
        last = list(TEXTS)[-1]
        reranker = FakeReranker(TEXTS[last])
        plain = Retriever(site.reader(), FakeEmbedder()).find(TEXTS["farmers"], "en", 5, weigh=True)
        read = Retriever(site.reader(), FakeEmbedder(), Parts(reranker=reranker)).find(
            TEXTS["farmers"], "en", 5, weigh=True
        )
        assert plain.hits[0].passage.id == "farmers"
        assert (read.hits[0].passage.id, read.hits[0].score, read.hits[0].reranked) == (last, 1.0, 1.0)
        assert {hit.passage.id for hit in read.hits} == {hit.passage.id for hit in plain.hits}
        assert [hit.rank for hit in read.hits] == list(range(1, len(read.hits) + 1))
        assert (read.margin, read.related) == (plain.margin, plain.related)
        assert reranker.asked[0][0] == TEXTS["farmers"]

    def test_it_reads_the_nearest_passages_and_no_more_unless_more_are_wanted(self, tmp_path: Path) -> None:
        site = Site(tmp_path)
        site.write({f"p{number}": f"Text number {number} about rain." for number in range(40)})
        site.build()
        reranker = FakeReranker("number 7 ")
        retriever = Retriever(site.reader(), FakeEmbedder(), Parts(reranker=reranker))
        assert len(retriever.find("rain", "en", 5).hits) == 5
        assert len(retriever.find("rain", "en", 30).hits) == 30
        retriever.find("rain", "en", 5, rerank=False)
        assert [len(texts) for _, texts in reranker.asked] == [READ, 30]

    def test_its_part_is_told_to_people_and_programs(self, tmp_path: Path) -> None:
        site = Site(tmp_path)
        site.write(TEXTS)
        site.build()
        found = Retriever(site.reader(), FakeEmbedder(), Parts(reranker=FakeReranker("rain"))).find("rain", "en", 1)
        out = io.StringIO()
        terminal.show_found(terminal.console(out), found, explain=True)
        assert "by the reranker; found with" in out.getvalue()
        assert search_output(found, explain=True)["passages"][0]["explain"]["reranked"] == found.hits[0].score


class TestTheSetting:
    def test_one_that_cannot_be_loaded_is_told_before_the_first_question(self, tmp_path: Path) -> None:
        settings = load_settings(tmp_path, reranker="/nowhere/at/all", offline=True)
        with pytest.raises(RerankerError):
            make_parts(settings)

    def test_a_folder_that_holds_one_is_used(self, tmp_path: Path, folder: str) -> None:
        site = Site(tmp_path)
        site.write(TEXTS)
        site.build()
        settings = load_settings(tmp_path, reranker=folder, offline=True)
        hits = Retriever(site.reader(), FakeEmbedder(), make_parts(settings)).find("farmers", "en", 5).hits
        assert [hit.score for hit in hits] == sorted((hit.reranked or 0 for hit in hits), reverse=True)
