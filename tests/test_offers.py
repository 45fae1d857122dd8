"""Questions offered: only those that the corpus answers, near the one asked, leading to what was not read yet."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.index import Index
from assistant.language import LANGUAGES
from assistant.offers import Offers
from assistant.ports import Embedder
from assistant.prompts import Prompts, read_prompts
from assistant.records import Language, Only
from assistant.relevance import load
from assistant.retrieve import Retriever
from tests.conftest import REPOSITORY

RELEVANCE = load(Path("none.json"))
FOREIGN = "- What does a litre of diesel cost in Dakar today?\n- Who won the cup in 1998?\n"


@pytest.fixture
def prompts() -> Prompts:
    return read_prompts(REPOSITORY / "prompts")


@pytest.fixture
def retriever(real_index: Index, default_embedder: Embedder) -> Retriever:
    return Retriever(real_index, default_embedder)


@pytest.fixture
def offers(prompts: Prompts, retriever: Retriever, real_index: Index, default_embedder: Embedder) -> Offers:
    return Offers(prompts, retriever, RELEVANCE, real_index, default_embedder)


def with_starters(prompts: Prompts, text: str) -> Prompts:
    """Return the prompts with other questions to offer, in English."""
    template = type(prompts.templates["starters", "en"])
    return replace(prompts, templates={**prompts.templates, ("starters", "en"): template(text)})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_that_ships_is_answered_by_the_corpus_that_ships(
    offers: Offers, prompts: Prompts, language: Language
) -> None:
    assert offers.starters(language) == prompts.starters(language)
    assert len(offers.starters(language)) >= 10


def test_a_question_that_the_corpus_does_not_answer_is_not_offered(
    prompts: Prompts, retriever: Retriever, real_index: Index, default_embedder: Embedder
) -> None:
    mixed = with_starters(prompts, f"{FOREIGN}- How can digital platforms help farmers?\n")
    offers = Offers(mixed, retriever, RELEVANCE, real_index, default_embedder)
    assert offers.starters("en") == ("How can digital platforms help farmers?",)


@pytest.mark.parametrize(
    ("question", "language", "first"),
    [
        ("Can hospitals and patients gain from it?", "en", "How does digital diplomacy support health for all?"),
        ("Et la paix dans le monde ?", "fr", "Comment le dialogue en ligne contribue-t-il à la paix ?"),
    ],
)
def test_the_nearest_question_comes_first(
    offers: Offers, retriever: Retriever, question: str, language: Language, first: str
) -> None:
    beside = offers.beside(retriever.find(question, language, 5))
    assert beside[0] == first
    assert len(set(beside)) == len(beside) == 3


def test_what_the_reader_has_just_read_is_not_offered_again(offers: Offers, retriever: Retriever) -> None:
    found = retriever.find("Can hospitals and patients gain from it?", "en", 5)
    first = offers.beside(found)[0]
    answered_by = retriever.find(first, "en", 1, weigh=True, rerank=False).hits[0].passage.id
    beside = offers.beside(found, {answered_by})
    assert first not in beside
    assert len(beside) == 3


def test_the_question_just_asked_is_not_offered(offers: Offers, retriever: Retriever) -> None:
    asked = offers.starters("en")[0]
    assert asked not in offers.beside(retriever.find(asked, "en", 5))


def test_where_the_editors_questions_do_not_do_sections_make_some(
    prompts: Prompts, retriever: Retriever, real_index: Index, default_embedder: Embedder
) -> None:
    offers = Offers(with_starters(prompts, FOREIGN), retriever, RELEVANCE, real_index, default_embedder)
    found = retriever.find("How can digital platforms help farmers?", "en", 5)
    sections = {hit.passage.section for hit in found.hits}
    assert offers.starters("en") == ()
    assert set(offers.beside(found)) <= {prompts.about(section, "en") for section in sections}
    assert offers.beside(found)


@pytest.mark.parametrize("only", [Only(languages=("fr",)), Only(goals=(16,)), Only(kinds=("article",))])
def test_beside_a_narrowed_search_only_what_its_passages_answer_is_offered(
    offers: Offers, retriever: Retriever, only: Only
) -> None:
    found = retriever.find("Who can help fishermen with the weather?", "en", 6, weigh=True, only=only)
    offered = offers.beside(found)
    assert offered
    for question in offered:
        narrowed = retriever.find(question, "en", 1, weigh=True, rerank=False, only=only)
        assert RELEVANCE.may_answer(narrowed, judged=False), question
