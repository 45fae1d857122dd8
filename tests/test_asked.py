"""What a question asks for that no text gives."""

import pytest

from assistant import asked
from assistant.records import Language

TEXTS = ("africa", "internet", "undp", "2030", "bangladesh")


def unknown(question: str) -> tuple[str, ...]:
    return asked.unknown(question, lambda word: word.lower() in TEXTS, lambda: TEXTS)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("What does Togo do online?", ("Togo",)),
        ("Que fait l’Estonie au Luxembourg ?", ("Estonie", "Luxembourg")),
        ("What happened at COP28 in Dubai?", ("COP28", "Dubai")),
        ("What will change by 2045?", ("2045",)),
        ("What does UNDP do in Bangladesh by 2030?", ()),
        ("Que change Internet en Afrique ?", ()),  # Africa is near enough
    ],
)
def test_names_and_numbers_that_no_text_has_are_told(question: str, missing: tuple[str, ...]) -> None:
    assert unknown(question) == missing


@pytest.mark.parametrize(
    "question",
    [
        "Togo",  # a capital may only open the sentence
        "Why? Farmers use it.",
        "I work in PR: what should I know?",  # two letters are too few to be sure of
        "What Are The Real Dangers Of Digital Life?",  # a title
        "HOW DO FISHERMEN USE IT?",
        "what does togo do online?",
        "May I ask, and Should I?",  # grammar
    ],
)
def test_what_is_surely_no_name_is_not_missed(question: str) -> None:
    assert unknown(question) == ()


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Quand l’agenda a-t-il été lancé ?", "fr"),
        ("En quelle année les ODD ont-ils été adoptés ?", "fr"),
        ("When was the agenda launched?", "en"),
        ("Which year did it start?", "en"),
    ],
)
def test_a_date_is_unmet_without_a_year(question: str, language: Language) -> None:
    assert asked.unmet(question, language, ["It has 34 solutions.", "It is new."])
    assert not asked.unmet(question, language, ["It is new.", "It was launched in 2022."])


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Combien d’abonnés le ministère a-t-il ?", "fr"),
        ("Quel est le budget du programme ?", "fr"),
        ("À quel prix ?", "fr"),
        ("How many people use it?", "en"),
        ("What is the annual budget of the programme?", "en"),
        ("What percentage of children are at school?", "en"),
    ],
)
def test_a_quantity_is_unmet_without_a_number_that_counts(question: str, language: Language) -> None:
    assert asked.unmet(question, language, ["It serves SDG 4.", "Il sert l’ODD 4.", "It is new."])
    assert not asked.unmet(question, language, ["34 million dollars, or 12% of it."])


@pytest.mark.parametrize(
    ("question", "language", "met", "not_met"),
    [
        ("Combien cela coûte-t-il ?", "fr", "Il faut 3 milliards d’euros.", "Il y a 34 solutions."),
        ("How much was spent on it?", "en", "It took $3 million.", "It has 34 solutions."),
        ("Quelle part, en pourcentage, est en ligne ?", "fr", "32 % le sont.", "34 solutions le sont."),
        ("What percentage of people is online?", "en", "Two in three: 2 of 3.", "It has 34 solutions."),
        ("How many solutions are there?", "en", "It has 34 solutions.", "It has solutions."),
    ],
)
def test_a_share_or_a_sum_is_not_met_by_another_number(
    question: str, language: Language, met: str, not_met: str
) -> None:
    assert asked.unmet(question, language, [not_met])
    assert not asked.unmet(question, language, [not_met, met])


def test_a_quantity_counts_only_near_what_is_asked() -> None:
    far = ["It is new.", "It is old.", "It is red.", "It has 34 solutions."]
    assert asked.unmet("How many solutions are there?", "en", far)
    assert not asked.unmet("How many solutions are there?", "en", far[1:])


def test_which_goal_is_no_quantity() -> None:
    assert not asked.unmet("Les femmes, c’est l’ODD combien ?", "fr", ["It is new."])


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Pourquoi se méfier quand on dépend du web ?", "fr"),
        ("Quel budget de temps, quelle patience ?", "en"),
        ("How far can a message go when it is shared?", "en"),
        ("What helps farmers?", "en"),
    ],
)
def test_other_questions_ask_for_neither(question: str, language: Language) -> None:
    assert not asked.unmet(question, language, ["It is new."])
