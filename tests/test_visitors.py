"""Questions and statements of people who saw the passages alone, on which nothing is fitted: they are what they say."""

from collections import Counter

import pytest

from assistant.corpus import read_corpus
from assistant.evaluate.items import check_targets, read_items
from assistant.evaluate.metrics import retrieval
from assistant.evaluate.statements import read_statements
from assistant.index import Index
from assistant.ports import Embedder
from assistant.retrieve import Retriever
from tests.conftest import REPOSITORY

SETS = REPOSITORY / "tests" / "evaluation"
# Recall@5 in either language.
LEAST = {
    "visitors": 0.94,
    "newcomers": 0.9,
    "guests": 0.9,
    "callers": 0.95,
    "travellers": 0.94,
    "residents": 0.95,
    "latecomers": 0.95,
    "inquirers": 0.9,
}


def passages() -> dict[str, str]:
    """Return the language of each passage of the corpus."""
    corpus = read_corpus(REPOSITORY / "corpus", 1_000_000)
    return {passage.id: passage.language for document in corpus.documents for passage in document.passages}


@pytest.mark.parametrize(
    ("name", "answered", "refused", "without"),
    [
        *(("visitors", 18, 12, 0), ("newcomers", 20, 15, 1), ("guests", 20, 15, 0), ("callers", 20, 15, 0)),
        *(("travellers", 17, 7, 1), ("residents", 20, 12, 1), ("latecomers", 24, 12, 0), ("inquirers", 26, 14, 0)),
    ],
)
def test_half_of_the_questions_are_in_each_language_and_nearly_every_passage_answers_one(
    name: str, answered: int, refused: int, without: int
) -> None:
    items, known = read_items(SETS / f"{name}.jsonl"), passages()
    check_targets(items, list(known))
    assert Counter((one.language, one.answerable) for one in items) == {
        ("fr", True): answered,
        ("en", True): answered,
        ("fr", False): refused,
        ("en", False): refused,
    }
    assert len(set(known) - set().union(*(one.accepted for one in items))) == without
    assert {one.split for one in items} == {"test"}, "nothing is fitted on them"


@pytest.mark.parametrize(
    ("name", "each"),
    [
        *((name, 15) for name in ("visitors", "newcomers", "guests", "travellers", "latecomers")),
        *((name, 24) for name in ("residents", "neighbours")),
        ("summaries", 16),
    ],
)
def test_half_of_the_statements_are_true_and_each_names_its_passage(name: str, each: int) -> None:
    statements, known = read_statements(SETS / f"{name}-statements.jsonl"), passages()
    assert Counter((one.language, one.true) for one in statements) == {
        ("fr", True): each,
        ("en", True): each,
        ("fr", False): each,
        ("en", False): each,
    }
    assert {(one.passage, one.told_in) for one in statements} <= known.items()
    assert {one.split for one in statements} == {"test"}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", list(LEAST))
def test_their_passages_are_found_in_both_languages(
    real_index: Index, default_embedder: Embedder, name: str, language: str
) -> None:
    items = [one for one in read_items(SETS / f"{name}.jsonl") if one.answerable and one.language == language]
    retriever = Retriever(real_index, default_embedder)
    found = {one.id: [hit.passage.id for hit in retriever.find(one.question, one.language, 5).hits] for one in items}
    assert retrieval(items, found)["R@5"].value >= LEAST[name]
