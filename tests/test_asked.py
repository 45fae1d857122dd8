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
    assert not asked.unmet(question, language, ["It has 34 solutions."])


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
