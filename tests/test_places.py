"""Countries, regions and languages, known by their names in both languages."""

from pathlib import Path

import pytest

from assistant.checks import missing_names
from assistant.places import named
from assistant.retrieve import Retriever
from tests.fakes import FakeEmbedder
from tests.small_site import Site


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Que fait l'Allemagne ?", {"Allemagne", "Germany"}),
        ("what does germany do", {"Allemagne", "Germany"}),
        ("Le Royaume-Uni et la Cote d'Ivoire", {"Royaume-Uni", "United Kingdom", "Côte d'Ivoire"}),
        ("Trade with the United States", {"États-Unis", "United States"}),
        ("Birmanie", {"Myanmar", "Birmanie", "Burma"}),
        ("Les Italiens au travail", {"italien", "Italian"}),
        ("Does West Africa trade?", {"Afrique", "Africa"}),
        ("Nothing of the kind in this whole wide world", set()),
        ("", set()),
    ],
)
def test_a_place_or_language_named_in_one_language_is_known_in_both(text: str, forms: set[str]) -> None:
    assert {form for term in named(text) for form in (*term.fr, *term.en)} == forms


@pytest.mark.parametrize(
    ("statement", "source", "missing"),
    [
        ("On y vient d'Allemagne.", "People come from Germany.", ()),
        ("It is sold in the United States.", "Il se vend aux États-Unis.", ()),
        ("It is sold in the United States.", "Il se vend au Royaume-Uni.", ("United", "States")),
        ("On y vient d'Espagne.", "People come from Germany.", ("Espagne",)),
    ],
)
def test_a_statement_may_name_a_place_in_the_other_language(
    statement: str, source: str, missing: tuple[str, ...]
) -> None:
    language = "fr" if statement.startswith("On") else "en"
    assert missing_names(statement, language, [source], ()) == missing


def test_a_question_finds_a_place_that_the_texts_name_in_the_other_language(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write(
        {"p1": "Schools in Germany lend tablets.", "p2": "Nurses in Kenya use phones.", "p3": "Rain falls here."}
    )
    site.build()
    retriever = Retriever(site.reader(), FakeEmbedder())
    known = retriever.find("Que prêtent les écoles en Allemagne ?", "fr", 3, weigh=True)
    assert known.unknown == ()
    assert max(known.hits, key=lambda hit: hit.lexical).passage.id == "p1"
    assert retriever.find("Que prêtent les écoles en Norvège ?", "fr", 3, weigh=True).unknown == ("Norvège",)
