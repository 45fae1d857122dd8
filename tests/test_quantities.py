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
        ("Une trentaine de solutions y sont présentées.", "fr", "It displays 34 solutions.", "en"),
        ("Une centaine d’écoles.", "fr", "92 schools.", "en"),
        ("Dozens of maps were drawn.", "en", "Trente cartes ont été dessinées.", "fr"),
        ("Des dizaines de milliers de personnes votent.", "fr", "Some 45,000 people vote.", "en"),
        ("More than 300 families left.", "en", "320 familles sont parties.", "fr"),
        ("Presque cinq cents élèves suivent.", "fr", "480 pupils follow.", "en"),
        ("Moins de 20 % y croient.", "fr", "19% believe it.", "en"),
        ("34 solutions from 67 countries.", "en", "34 solutions de 67 pays.", "fr"),
        ("A fifth of teachers left.", "en", "A fifth voted for it.", "en"),
        ("Un cinquième de l’argent a été perdu.", "fr", "Le cinquième de l’argent a été perdu.", "fr"),
        ("Un cinquième a été ajouté.", "fr", "Le cinquième objectif a été ajouté.", "fr"),
        ("A six-month plan.", "en", "Un plan semestriel.", "fr"),
        ("One tenth of aid went to 10 states.", "en", "10% of aid went to 10 states.", "en"),
        ("SDG 5 is theirs; a fifth of the girls attend.", "en", "SDG 5 is theirs: 20% of the girls attend.", "en"),
        ("Les quatre cinquièmes des voix.", "fr", "A four-fifths vote.", "en"),
        ("Four fifths of people.", "en", "4/5 des gens.", "fr"),
        ("Moins d’un dixième de ces fonds.", "fr", "Less than 10% of these funds.", "en"),
        ("More than a fifth of women vote.", "en", "Over 20% of women vote.", "en"),
        ("One fourth of July ceremony was held.", "en", "A ceremony was held on 4 July.", "en"),
        ("Half an hour is enough.", "en", "Une demi-heure suffit.", "fr"),
        ("Half of the 94 schools.", "en", "47 of the 94 schools.", "en"),
        ("Over a third of the 90 states signed.", "en", "Parmi les 90 États, 33 ont signé.", "fr"),
        ("34 % ont voté.", "fr", "33.6% voted.", "en"),
        ("33 % des écoles ont fermé.", "fr", "Of the 94 schools, 31 closed.", "en"),
        ("Près de neuf femmes sur dix.", "fr", "88 % des femmes.", "fr"),
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
        ("About 19 people came.", "en", "20 % des gens sont venus.", "fr", {"19"}),
        ("Since about 2015 it has grown.", "en", "Depuis 2010, cela croît.", "fr", {"2015"}),
        ("L’ODD 5 en parle.", "fr", "SDG 4 says so.", "en", {"5"}),
        ("34 solutions from 67 countries.", "en", "35 solutions de 67 pays.", "fr", {"34"}),
        ("Deux centaines de familles.", "fr", "300 families.", "en", {"2", "100"}),
        ("Une trentaine de solutions.", "fr", "It displays 44 solutions.", "en", {"30"}),
        ("Trente solutions.", "fr", "It displays 34 solutions.", "en", {"30"}),
        ("34% voted.", "en", "33% voted.", "en", {"34"}),
        ("Il y a 2 % de pertes.", "fr", "4 % de pertes.", "fr", {"2"}),
        ("One woman in 100 dies.", "en", "One woman in 1,000 dies.", "en", {"100"}),
        ("About 25%.", "en", "12%.", "en", {"25"}),
        ("Less than 25%.", "en", "1%.", "en", {"25"}),
        ("34 solutions in 67 countries.", "en", "Half of the countries presented solutions.", "en", {"34", "67"}),
        ("12 attacks in 2016.", "en", "In 2019, 3 attacks hit 300 sites.", "en", {"12", "2016"}),
        ("Dix rapports sur 2030.", "fr", "Deux des 300 rapports.", "fr", {"10", "2030"}),
        ("A third of the schools closed.", "en", "SDG 4 and SDG 12 speak of schools.", "en", {"third"}),
        ("Half of the pupils left.", "en", "Pupils aged 6 to 12 left.", "en", {"half"}),
        ("31% of girls left.", "en", "The 94 boys and 29 teachers left.", "en", {"31"}),
        ("No more than 300 came.", "en", "320 came.", "en", {"300"}),
        ("Pas plus de 300 familles.", "fr", "320 familles.", "fr", {"300"}),
        ("Pas moins de 300 familles.", "fr", "250 familles.", "fr", {"300"}),
        ("No less than half.", "en", "30%.", "en", {"half"}),
        ("Less than half.", "en", "50%.", "en", {"half"}),
        ("More than half.", "en", "50 %.", "fr", {"half"}),
        ("Les plus de 60 ans.", "fr", "Les plus de 70 ans.", "fr", {"60"}),
        ("Children under 26 may join.", "en", "Children under 23 may join.", "en", {"26"}),
        ("The debate was about SDG 16.", "en", "It was about SDG 17.", "en", {"16"}),
        ("plus de 25 pays", "fr", "L’article 26.", "fr", {"25"}),
        ("Overall 300 families left.", "en", "320 families left.", "en", {"300"}),
        ("5 % des femmes et un cinquième des hommes.", "fr", "20 % des hommes, 40 % des femmes.", "fr", {"5"}),
        ("On 20 May, 20 % of them left.", "en", "A fifth of them left.", "en", {"20"}),
        ("A couple of hundred came.", "en", "900 came.", "en", {"100"}),
        ("Over half of women vote.", "en", "48% of women vote.", "en", {"half"}),
        ("Exactly half of them.", "en", "48%.", "en", {"half"}),
        ("Loin de la moitié des femmes votent.", "fr", "49 % des femmes.", "fr", {"half"}),
        (
            "Nearly half of the men and more than half of the women vote.",
            "en",
            "49% of the men and 30% of the women vote.",
            "en",
            {"half"},
        ),
        ("Hundreds of millions of euros.", "en", "One million euros to 300 schools.", "en", {"100"}),
        ("Des dizaines de millions d’euros.", "fr", "Un million d’euros à 50 écoles.", "fr", {"10"}),
        ("In the first half of the year, clinics opened.", "en", "In the year, 50% of clinics opened.", "en", {"half"}),
        ("It lasts half an hour.", "en", "50% of the trainees.", "en", {"half"}),
        ("Nearly 20 countries are affected.", "en", "COVID-19 affects many countries.", "en", {"20"}),
        ("Des milliers de jeunes participent.", "fr", "La résolution 2250 porte sur eux.", "fr", {"1000"}),
        ("Around 50 women were trained.", "en", "Women aged 15-49 were trained.", "en", {"50"}),
        (
            "Nearly two thirds are unemployed.",
            "en",
            "Unemployment of 15 to 24 year olds is high.",
            "en",
            {"2", "third"},
        ),
        ("Half of the delegates were women.", "en", "The session of 12 May gathered 24 delegates.", "en", {"half"}),
        ("Plus de la moitié des délégués.", "fr", "Le 15 mai, 24 délégués, dont des femmes.", "fr", {"half"}),
        ("More than half of states signed.", "en", "Fewer than 60% of states signed.", "en", {"half"}),
        ("More than 300 schools closed.", "en", "Fewer than 310 schools closed.", "en", {"300"}),
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
    assert (round(half.low, 3), half.high, half.share) == (0.5, 0.75, True)
    assert quantities.amounts("", "fr") == quantities.amounts("la ³ ½ ٣ 1/0", "fr") == ()
