"""Which evidence stands behind a sentence, and that a number never comes from nowhere."""

import pytest

from assistant.index import Index
from assistant.ports import Embedder
from assistant.records import Evidence, Language, Passage
from assistant.support import Support, numbers

FLOOR = 0.45  # between what reworded sentences reach here and what unrelated ones do
FARMERS = "Digital platforms have enabled farmers to access market information and weather forecasts."
DIVIDE = "The digital divide limits inclusivity, making it harder for marginalized communities to participate."
AGENDA = "The SDG Digital Acceleration Agenda presents 34 digital solutions from 67 countries."
FRENCH = "La diplomatie numérique peut être affectée par la désinformation et les cyberattaques."


@pytest.fixture
def support(real_index: Index, default_embedder: Embedder) -> Support:
    quotes: list[tuple[str, Language]] = [(FARMERS, "en"), (DIVIDE, "en"), (AGENDA, "en"), (FRENCH, "fr")]
    evidence = [
        Evidence(n, Passage(f"p{n}", quote, language, "text", "", "T", "t.md"), quote)
        for n, (quote, language) in enumerate(quotes, 1)
    ]
    return Support(default_embedder, real_index, evidence, FLOOR)


@pytest.mark.parametrize(("n", "quote"), [(1, FARMERS), (2, DIVIDE), (3, AGENDA)])
def test_a_verbatim_sentence_is_cited_by_its_own_evidence(support: Support, n: int, quote: str) -> None:
    assert support.citations(quote, "en")[0] == n


def test_each_sentence_of_a_longer_quote_is_cited_by_it(real_index: Index, default_embedder: Embedder) -> None:
    quote = f"{FARMERS} {DIVIDE}"
    offered = [Evidence(1, Passage("p", quote, "en", "text", "", "T", "t.md"), quote)]
    support = Support(default_embedder, real_index, offered, 0.9)
    assert [support.citations(sentence, "en") for sentence in (quote, FARMERS, DIVIDE)] == [(1,)] * 3


def test_a_number_may_come_from_a_second_piece_of_evidence(real_index: Index, default_embedder: Embedder) -> None:
    quotes = ["The agenda presents 34 digital solutions.", "The digital solutions come from 67 countries."]
    offered = [
        Evidence(n, Passage(f"p{n}", quote, "en", "text", "", "T", "t.md"), quote) for n, quote in enumerate(quotes, 1)
    ]
    support = Support(default_embedder, real_index, offered, FLOOR)
    assert sorted(support.citations("The agenda presents 34 digital solutions from 67 countries.", "en")) == [1, 2]


def test_without_evidence_nothing_is_supported(real_index: Index, default_embedder: Embedder) -> None:
    assert Support(default_embedder, real_index, [], FLOOR).citations("It helps.", "en") == ()


@pytest.mark.parametrize(
    ("sentence", "language", "n"),
    [
        ("Farmers get weather forecasts and market prices through online platforms.", "en", 1),
        ("Les plateformes numériques donnent aux agriculteurs la météo et les prix du marché.", "fr", 1),
        ("Unequal access keeps marginalised groups from taking part.", "en", 2),
        ("Misinformation and cyberattacks can harm digital diplomacy.", "en", 4),
    ],
    ids=["reworded", "translated into French", "reworded more", "translated into English"],
)
def test_a_sentence_in_other_words_or_another_language_is_cited(
    support: Support, sentence: str, language: Language, n: int
) -> None:
    assert support.citations(sentence, language)[0] == n


@pytest.mark.parametrize(
    "sentence",
    ["The recipe needs two eggs and some butter.", "My cat sleeps on the sofa.", "As an AI, I cannot cook."],
)
def test_a_sentence_about_something_else_is_not_cited(support: Support, sentence: str) -> None:
    assert support.citations(sentence, "en") == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "Digital platforms have enabled 5000 farmers to access market information.",
        "The SDG Digital Acceleration Agenda presents 35 digital solutions from 67 countries.",
        "The agenda of 2027 presents 34 digital solutions.",
    ],
)
def test_a_number_that_no_evidence_has_makes_a_sentence_unsupported(support: Support, sentence: str) -> None:
    assert support.citations(sentence, "en") == ()


def test_a_number_must_stand_in_the_evidence_that_is_cited(support: Support) -> None:
    told = support.citations("Digital platforms have enabled 34 farmers to access market information.", "en")
    assert not told or 3 in told


def test_a_sentence_gets_two_citations_at_most_and_only_offered_ones(support: Support) -> None:
    told = support.citations("Digital platforms help farmers and marginalized communities participate.", "en")
    assert 1 <= len(told) <= 2
    assert set(told) <= {1, 2, 3, 4}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in 2030, on SDG 4 and SDG 16.", {"2030", "4", "16"}),
        ("3,5 % or 3.5 percent", {"3.5"}),
        ("34 solutions [1]", {"34", "1"}),
        ("no number at all", set()),
        ("COVID-19 and Web3", {"19", "3"}),
    ],
)
def test_numbers_are_read_alike_in_both_languages(text: str, expected: set[str]) -> None:
    assert numbers(text) == expected
