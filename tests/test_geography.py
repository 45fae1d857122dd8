"""Countries, regions and languages, known by their names in both languages."""

from pathlib import Path

import pytest

from assistant.checks import missing_names
from assistant.geography import named, single_words
from assistant.records import Language
from assistant.retrieve import Retriever
from tests.fakes import FakeEmbedder
from tests.small_site import Site


def forms(text: str) -> set[str]:
    return {form for term in named(text) for form in (*term.fr, *term.en)}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Que fait l'Allemagne ?", {"Allemagne", "Germany"}),
        ("Le Royaume Uni", {"Royaume-Uni", "United Kingdom"}),
        ("en Cote d'Ivoire", {"Ivory Coast"}),
        ("Trade with the United States", {"États-Unis", "USA"}),
        ("Birmanie", {"Myanmar", "Burma"}),
        ("sold in Turkey", {"Turquie", "Türkiye"}),
        ("in Bosnia and Herzegovina", {"Bosnie-Herzégovine"}),
        ("Congo-Kinshasa", {"République démocratique du Congo"}),
        ("in West Africa", {"Afrique de l'Ouest", "Afrique occidentale", "Afrique"}),
        ("l'Angleterre", {"England"}),
        ("Les Italiens au travail", {"Italian"}),
        ("une entreprise allemande", {"German"}),
        ("la cuisine grecque et turque", {"Greek", "Turkish"}),
        ("the EU and the UN", {"Union européenne", "Nations Unies"}),
    ],
)
def test_a_place_or_language_named_in_one_language_is_known_in_both(text: str, wanted: set[str]) -> None:
    assert wanted <= forms(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Nothing of the kind in this whole wide world",
        "la réunion du conseil",
        "tell us about the islands",
        "Il a vu Maurice Durand et Dominique.",
        "polish the silver",
        "elle a créé un index",
        "a man from afar",
        "des pays bas et des océans",
    ],
)
def test_ordinary_words_and_first_names_are_no_places(text: str) -> None:
    assert forms(text) == set()


@pytest.mark.parametrize(
    ("language", "statement", "source", "missing"),
    [
        ("fr", "On y vient d'Allemagne.", "People come from Germany.", ()),
        ("fr", "On y vient de Turquie.", "People come from Turkey.", ()),
        ("fr", "C'est une entreprise Allemande.", "It is a German firm.", ()),
        ("en", "It is sold in the United States.", "Il se vend aux États-Unis.", ()),
        ("en", "It is sold in the United States.", "Les Nations unies et leurs États membres.", ("United", "States")),
        ("en", "It is sold in the United Kingdom.", "Le royaume du Maroc est uni.", ("United", "Kingdom")),
        ("en", "They live in South Korea.", "Elles vivent en Corée du Nord et en Afrique du Sud.", ("South", "Korea")),
        ("fr", "On y vient d'Espagne.", "People come from Germany.", ("Espagne",)),
    ],
)
def test_a_statement_may_name_a_place_in_the_other_language_but_no_other_place(
    language: Language, statement: str, source: str, missing: tuple[str, ...]
) -> None:
    assert missing_names(statement, language, [source], ()) == missing


def test_names_of_several_words_are_not_looked_for_word_by_word() -> None:
    assert [(term.fr, term.en) for term in single_words("De l'Allemagne aux Pays-Bas")] == [
        (("Allemagne",), ("Germany",)),
        ((), ("Netherlands",)),
    ]


def test_a_question_finds_a_place_that_the_texts_name_in_the_other_language(tmp_path: Path) -> None:
    site = Site(tmp_path)
    texts = {"p1": "Schools in Germany lend tablets.", "p2": "Nurses in Kenya use phones."}
    site.write({**texts, "p3": "Rain falls in the United Kingdom, and countries lie low."})
    site.build()
    retriever = Retriever(site.reader(), FakeEmbedder())
    known = retriever.find("Que prêtent les écoles en Allemagne ?", "fr", 3, weigh=True)
    assert known.unknown == ()
    assert max(known.hits, key=lambda hit: hit.lexical).passage.id == "p1"
    assert retriever.find("Pleut-il au Royaume Uni ?", "fr", 3, weigh=True).unknown == ()
    assert retriever.find("Que prêtent les écoles en Norvège ?", "fr", 3, weigh=True).unknown == ("Norvège",)
    assert retriever.find("Que prêtent les écoles aux Pays-Bas ?", "fr", 3, weigh=True).unknown
