"""The visitors' questions and statements, on which nothing is fitted: they are what they say."""

from collections import Counter

import pytest

from assistant.corpus import read_corpus
from assistant.evaluate.gate import read_statements
from assistant.evaluate.items import check_targets, read_items
from assistant.evaluate.metrics import retrieval
from assistant.index import Index
from assistant.ports import Embedder
from assistant.retrieve import Retriever
from tests.conftest import REPOSITORY

QUESTIONS = REPOSITORY / "tests" / "evaluation" / "visitors.jsonl"
STATEMENTS = REPOSITORY / "tests" / "evaluation" / "visitors-statements.jsonl"


def passages() -> dict[str, str]:
    """Return the language of each passage of the corpus."""
    corpus = read_corpus(REPOSITORY / "corpus", 1_000_000)
    return {passage.id: passage.language for document in corpus.documents for passage in document.passages}


def test_half_of_the_questions_are_in_each_language_and_every_passage_answers_one() -> None:
    items, known = read_items(QUESTIONS), passages()
    check_targets(items, list(known))
    assert Counter((one.language, one.answerable) for one in items) == {
        ("fr", True): 18,
        ("en", True): 18,
        ("fr", False): 12,
        ("en", False): 12,
    }
    assert set().union(*(one.accepted for one in items)) == set(known)
    assert {one.split for one in items} == {"test"}, "nothing is fitted on them"


def test_half_of_the_statements_are_true_and_each_names_its_passage() -> None:
    statements, known = read_statements(STATEMENTS), passages()
    assert Counter((one.language, one.true) for one in statements) == {
        ("fr", True): 15,
        ("en", True): 15,
        ("fr", False): 15,
        ("en", False): 15,
    }
    assert {(one.passage, one.told_in) for one in statements} <= known.items()
    assert {one.split for one in statements} == {"test"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_their_passages_are_found_in_both_languages(
    real_index: Index, default_embedder: Embedder, language: str
) -> None:
    items = [one for one in read_items(QUESTIONS) if one.answerable and one.language == language]
    retriever = Retriever(real_index, default_embedder)
    found = {one.id: [hit.passage.id for hit in retriever.find(one.question, one.language, 5).hits] for one in items}
    assert retrieval(items, found)["R@5"].value >= 0.88
