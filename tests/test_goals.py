"""Which development goals a passage touches: those it names, and those whose words it has, in either language."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.corpus import read_corpus
from assistant.goals import GOALS, NAMES, GoalTerms, in_digits, misplaced, parse, touched
from assistant.records import Language, Passage, Translation
from tests.conftest import REPOSITORY

# Read by a person, passage by passage: the goals that each speaks of.
LABELLED: dict[str, set[int]] = {
    "79824790": {17},
    "e7ef6222": set(),
    "862722c6": {17},
    "d20babb4": {1, 2, 3, 4, 5, 6, 7, 8, 11, 13, 16, 17},
    "a9e63d54": set(),
    "42d37980": {17},
    "15f8257b": {9, 10, 16},
    "cf758c8f": {9, 10, 16},
    "6c67e9e7": {10},
    "d90b6f9f": {16},
    "2f697841": {10},
    "e32fcce8": {10},
    "dcbba3ab": {4, 9, 10},
    "ec702df7": {1, 2, 3},
    "83e2ba6e": {17},
    "5cf620ff": {3, 4, 13, 15},
    "5a8d8da5": set(),
    "f515cac3": {3, 4, 10, 13},
    "3c3878ba": {3, 4, 13, 15},
    "df1e1aad": set(),
    "d7567d51": {2, 10, 11, 17},
    "70fb56f4": set(),
    "264266de": {3, 4, 13},
    "5c694cf9": {4},
    "7bb1fae3": {10, 17},
    "48945405": {10},
    "327a3b9a": {10, 16},
    "ba77aec6": {3, 4, 13, 17},
    "91bee5d8": {10},
    "8f1dbed0": {17},
}
TERMS = (GoalTerms(13, ("climat",), ("climate",)), GoalTerms(4, ("école",), ("lifelong learning",)))


def passage(text: str, told: str = "") -> Passage:
    translation = Translation("fr", (told,)) if told else None
    return Passage("p", text, "en", "text", "S", "D", "a.md", translation=translation)


@pytest.mark.parametrize(
    ("text", "goals"),
    [
        ("It serves SDG 3.", [3]),
        ("Les ODD 3, 4 et 5 avancent.", [3, 4, 5]),
        ("SDGs 1 and 2, then SDG 16", [1, 2, 16]),
        ("Objectif 13 : le climat", [13]),
        ("Goals 3-5 matter", [3, 4, 5]),
        ("ODD\u00a07 et ODD\u202f8", [7, 8]),
        ("SDG-4, Goal #7, SDG No. 5, SDG number 6 and Sustainable Development Goal (SDG) 8", [4, 5, 6, 7, 8]),
        ("l'objectif de développement durable n° 6, l'Objectif de Développement Durable 7, l'ODD numéro 8", [6, 7, 8]),
        ("les objectifs de développement durable nos 3 et 4, les ODD n°s 5 et 6", [3, 4, 5, 6]),
        ("Goal-3, an SDG 4 an education goal serves, SDG 5 points to rights", [3, 4, 5]),
        ("GOAL NUMBER 13, OBJECTIF DE DÉVELOPPEMENT DURABLE 4, SDG #7, #8", [4, 7, 8, 13]),
        (
            "the Sustainable Development Goals (SDGs) 10 years on, les objectifs 10 ans après, our 1st goal, goal 1st",
            [],
        ),
        ("a goal no more than 5 years off, and goals - 7 of them", []),
        ("The 17 SDGs and all 17 goals", []),
        ("SDGs 1 to 17", []),
        ("SDG 18 does not exist, nor does SDG 0", []),
        ("Goal 50% reached by 2030", []),
        ("the goals of 2030", []),
        ("our goal is 3 times higher", []),
    ],
)
def test_goals_named_by_number_are_found_and_goals_in_general_are_none(text: str, goals: list[int]) -> None:
    assert list(touched(passage(text), ())) == goals


def test_a_goals_number_in_words_is_read_as_one() -> None:
    assert in_digits("SDG five, one of three; Goal number seven") == "SDG 5, one of three; Goal number 7"
    assert in_digits("l’ODD dix-sept et l’objectif n° six") == "l’ODD 17 et l’objectif n° 6"
    for text in (
        "The goals seven countries share, dix objectifs de trois ans, SDG four-year plans",
        "An SDG no one knows, l’ODD un peu oublié",
    ):
        assert in_digits(text) == text


def test_words_are_compared_whole_without_accents_capitals_or_a_plural() -> None:
    assert touched(passage("CLIMATES change"), TERMS) == {13: ("climate",)}
    assert touched(passage("An acclimated learner"), TERMS) == {}
    assert touched(passage("Lifelong  learning, for all"), TERMS) == {4: ("lifelong learning",)}


def test_the_translation_counts_and_the_words_that_say_so_are_told() -> None:
    assert touched(passage("Pupils gain.", "Les écoles y gagnent, SDG 4."), TERMS) == {4: ("SDG 4", "école")}


def test_a_line_that_is_no_goal_is_named() -> None:
    terms, problems = parse("# Title\n- 13: climat = climate, warming\n- 18: x = y\n- climat\ntext", "GOALS.md")
    assert terms == (GoalTerms(13, ("climat",), ("climate", "warming")),)
    assert [re.match(r"GOALS.md, line (\d)", problem)[1] for problem in problems] == ["3", "4"]  # type: ignore[index]


def test_the_words_that_ship_find_what_a_person_found(tmp_path: Path) -> None:
    corpus = read_corpus(REPOSITORY / "corpus", 5_000_000)
    assert {terms.goal for terms in corpus.goals} == set(GOALS)
    found = {one.id: set(touched(one, corpus.goals)) for document in corpus.documents for one in document.passages}
    assert found.keys() == LABELLED.keys()
    right = sum(len(found[name] & LABELLED[name]) for name in found)
    assert right / sum(map(len, found.values())) >= 0.9, "precision"
    assert right / sum(map(len, LABELLED.values())) >= 0.9, "recall"


def test_each_goal_has_a_name_in_both_languages() -> None:
    assert len(NAMES["fr"]) == len(NAMES["en"]) == len(GOALS) == 17


PAIRED = Passage(
    "p1",
    "Des outils facilitent l’accès à l’éducation (ODD 4) et les campagnes pour l’égalité des sexes (ODD 5). "
    "Ils servent l’eau propre (ODD 6) et l’ODD 16, consacré à la paix.",
    "fr",
    "contribution",
    "",
    "T",
    "a.md",
    translation=Translation(
        "en",
        (
            "Tools ease access to education (SDG 4) and gender equality campaigns (SDG 5).",
            "They serve clean water (SDG 6) and SDG 16, which focuses on peace.",
        ),
    ),
)


@pytest.mark.parametrize(
    "sentence",
    [
        "They make it easier to get an education, which is SDG 6.",
        "Access to education (SDG 16) gets easier.",
        "SDG 5 is about peace.",
        "SDG 5, which focuses on peace, matters.",
        "L’ODD 5 concerne la paix.",
        "They serve SDG 4 (clean water).",
        "They serve SDG 6, devoted to education.",
        "Education falls under SDG 6.",
        "Clean water belongs to SDG 16.",
        "Peace and education are part of SDG 5.",
        "L’éducation relève de l’ODD 6.",
        "L’éducation et l’eau font partie de l’ODD 16.",
        "L’éducation (ODD 6) devient plus facile.",
        "Ils servent l’ODD 5, qui concerne la paix.",
        "L’eau, qui est l’ODD 4, devient propre.",
    ],
)
def test_a_number_beside_what_has_another_one_is_misplaced(sentence: str) -> None:
    assert misplaced(sentence, "fr" if sentence.startswith(("L’", "Ils")) else "en", [PAIRED])


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "They make it easier to get an education, which is SDG 4."),
        ("en", "Campaigns for learning (SDG 4) get easier."),  # in words of its own
        ("en", "Education and equality (SDG 4 and SDG 5) gain."),  # each has one of two
        ("en", "Education, peace and SDG 6 gain."),  # a list of things
        ("en", "SDG 6, peace and education gain."),
        ("en", "Education helps to reach SDG 6."),  # what a goal is not
        ("en", "Education (SDG 12) gets easier."),  # a number that has nothing beside it there
        ("en", "Éducation (ODD 4)"),
        ("en", "SDG 5 is essential for peace."),  # a bare verb
        ("en", "Education falls under SDG 4."),
        ("en", "Education falls under review in SDG 6."),
        ("en", "SDG 16, which needs education, matters."),
        ("en", "The effect of SDG 5 on peace is large."),
        ("en", "SDG 6 is not about education."),
        ("en", "Peace and education (SDG 16/SDG 4) gain."),
        ("en", "Peace and education (SDG 16 as well as SDG 4) gain."),
        ("en", "SDG 5 as well as SDG 16: peace."),
        ("en", "SDG 4-6 include water; SDG 5 - 16 include peace."),
        ("en", "Clean campaigns (SDG 6) matter."),  # not all of it is another one's
        ("fr", "L’ODD 5 est essentiel à la paix."),
        ("fr", "L’ODD 16, qui soutient l’éducation, compte."),
        ("fr", "L’ODD 6 ne concerne pas l’éducation."),
        ("fr", "La paix et l’éducation (ODD 16/ODD 4) comptent."),
        ("fr", "L’égalité (ODD 5) et l’accès à l’éducation (ODD 4)."),
        ("fr", "L’accès à l’eau (ODD 6) compte."),
    ],
)
def test_a_number_beside_what_it_stands_for_or_beside_anything_else_is_not(language: Language, sentence: str) -> None:
    assert not misplaced(sentence, language, [PAIRED])


@pytest.mark.parametrize("text", ["and" + " " * 4000, "SDG" + " " * 4000, "a " * 2000, "(" * 4000, "SDG 4 is " * 500])
def test_no_text_is_looked_through_for_ever(text: str) -> None:
    assert not misplaced(text, "en", [PAIRED])


def test_nothing_is_misplaced_beside_passages_that_cannot_be_read_in_its_language() -> None:
    assert not misplaced("SDG 5 is about peace.", "en", [replace(PAIRED, translation=None)])
    assert misplaced("L’éducation (ODD 6) compte.", "fr", [replace(PAIRED, translation=None)])


WHOSE = ("", "visitors-", "newcomers-", "guests-", "strangers-", "travellers-", "residents-")


@pytest.mark.parametrize("name", [f"{whose}statements.jsonl" for whose in WHOSE])
def test_no_true_statement_misplaces_a_number(name: str) -> None:
    passages = {
        passage.id: passage
        for document in read_corpus(REPOSITORY / "corpus", 10**6).documents
        for passage in document.passages
    }
    statements = [json.loads(line) for line in (REPOSITORY / "tests/evaluation" / name).read_text("utf-8").splitlines()]
    wrong = [one for one in statements if misplaced(one["statement"], one["language"], [passages[one["passage"]]])]
    assert all(one["kind"] != "true" for one in wrong)
    assert wrong or name != "visitors-statements.jsonl"
