"""Amounts told roughly, or as a share, beside what evidence gives."""

import pytest

from assistant import quantities
from assistant.records import Evidence, Language, Passage
from assistant.weighing import lacking


def evidence(text: str, language: Language) -> tuple[Evidence, ...]:
    return (Evidence(1, Passage("p1", text, language, "contribution", "", "", "a.md"), text),)


@pytest.mark.parametrize(
    ("statement", "language", "text", "side"),
    [
        ("Près d’un cinquième de l’argent est parti en papiers.", "fr", "19 percent of the money went on forms.", "en"),
        ("Nearly a fifth of the money went on forms.", "en", "19 % de l’argent est parti en papiers.", "fr"),
        ("Half of them stayed.", "en", "50 % sont restés.", "fr"),
        ("La moitié est restée.", "fr", "Fifty percent stayed.", "en"),
        ("A third of the schools closed.", "en", "Of the 94 schools, 31 closed.", "en"),
        ("Environ une école sur trois a fermé.", "fr", "Of the 94 schools, 31 closed.", "en"),
        (
            "Près de la moitié des séances ont été manquées.",
            "fr",
            "Sur trente-huit séances, ils en ont manqué 17.",
            "fr",
        ),
        ("More than half of the alerts came to nothing.", "en", "Huit alertes, dont cinq pour rien.", "fr"),
        ("Two thirds of the women signed.", "en", "67 % des femmes ont signé.", "fr"),
        ("Neuf femmes sur dix ont signé.", "fr", "90% of the women signed.", "en"),
        ("Quelques centaines de familles sont parties.", "fr", "300 families left.", "en"),
        ("Hundreds of families left.", "en", "Environ 480 familles sont parties.", "fr"),
        ("Dozens of maps were drawn.", "en", "Trente cartes ont été dessinées.", "fr"),
        ("Des dizaines de milliers de personnes votent.", "fr", "Some 45,000 people vote.", "en"),
        ("More than 300 families left.", "en", "320 familles sont parties.", "fr"),
        ("Presque cinq cents élèves suivent.", "fr", "480 pupils follow.", "en"),
        ("Moins de 20 % y croient.", "fr", "19% believe it.", "en"),
        ("34 solutions from 67 countries.", "en", "34 solutions de 67 pays.", "fr"),
        ("One-fifth of it is lost.", "en", "Un cinquième est perdu.", "fr"),
    ],
)
def test_a_round_amount_is_borne_out_by_what_it_rounds(
    statement: str, language: Language, text: str, side: Language
) -> None:
    assert lacking(statement, language, evidence(text, side)) == frozenset()


@pytest.mark.parametrize(
    ("statement", "language", "text", "side", "missing"),
    [
        ("Près d’un tiers de l’argent est parti.", "fr", "19 percent of the money went.", "en", {"third"}),
        ("Près d’un cinquième est parti.", "fr", "SDG 5 is a marketing line; 47 per cent went.", "en", {"5"}),
        ("A fifth of the schools closed.", "en", "Five of the schools closed.", "en", {"5"}),
        ("Half of them stayed.", "en", "40 % sont restés.", "fr", {"half"}),
        ("More than half came to nothing.", "en", "Huit alertes, dont trois pour rien.", "fr", {"half"}),
        (
            "More than half were kept.",
            "en",
            "Of twenty promises, seven were kept, nine in part, four not.",
            "en",
            {"half"},
        ),
        ("Quelques milliers de familles sont parties.", "fr", "300 families left.", "en", {"1000"}),
        ("Hundreds of families left.", "en", "Douze familles sont parties.", "fr", {"100"}),
        ("A hundred families left.", "en", "Trois cents familles sont parties.", "fr", {"100"}),
        ("300 families left.", "en", "320 familles sont parties.", "fr", {"300"}),
        ("More than 300 families left.", "en", "280 familles sont parties.", "fr", {"300"}),
        ("About 300 families left.", "en", "400 familles sont parties.", "fr", {"300"}),
        ("About 20 people came.", "en", "20 % des gens sont venus, soit 300 personnes.", "fr", set()),
        ("About 19 people came.", "en", "20 % des gens sont venus.", "fr", {"19"}),
        ("Since about 2015 it has grown.", "en", "Depuis 2010, cela croît.", "fr", {"2015"}),
        ("L’ODD 5 en parle.", "fr", "SDG 4 says so.", "en", {"5"}),
        ("34 solutions from 67 countries.", "en", "35 solutions de 67 pays.", "fr", {"34"}),
        ("Deux centaines de familles.", "fr", "300 families.", "en", {"2", "100"}),
    ],
)
def test_an_amount_stays_missing_where_nothing_bears_it_out(
    statement: str, language: Language, text: str, side: Language, missing: set[str]
) -> None:
    assert lacking(statement, language, evidence(text, side)) == missing


def test_what_an_amount_may_stand_for_is_a_range() -> None:
    (about,) = quantities.amounts("about 200 ships", "en")
    (half,) = quantities.amounts("plus de la moitié des navires", "fr")
    assert (about.low, about.high, about.share) == (186.0, 214.0, False)
    assert (half.low, half.high, half.share) == (0.5, 0.75, True)
