"""A question that asks two things is taken apart; one alone stays as it is."""

import pytest

from assistant.language import LANGUAGES
from assistant.records import Language
from assistant.subquestions import MOST, subquestions


@pytest.mark.parametrize(
    ("language", "question", "made_of"),
    [
        (
            "en",
            "Which river floods most, and who warns the villages?",
            ("Which river floods most?", "Who warns the villages?"),
        ),
        (
            "en",
            "How are wells dug? And can schools share them?",
            ("How are wells dug?", "Can schools share them?"),
        ),
        (
            "fr",
            "Quel fleuve déborde le plus, et qui prévient les villages ?",
            ("Quel fleuve déborde le plus\u00a0?", "Qui prévient les villages\u00a0?"),
        ),
        (
            "fr",
            "Comment creuse-t-on les puits et peut-on les partager entre écoles ?",
            ("Comment creuse-t-on les puits\u00a0?", "Peut-on les partager entre écoles\u00a0?"),
        ),
        (
            "fr",
            "Quel fleuve déborde le plus, et les citoyens peuvent-ils agir contre cela ?",
            ("Quel fleuve déborde le plus\u00a0?", "Les citoyens peuvent-ils agir contre cela\u00a0?"),
        ),
        (
            "fr",
            "Quels outils servent aux paysans ? Qu'est-ce que cela change pour les villages ?",
            ("Quels outils servent aux paysans\u00a0?", "Qu'est-ce que cela change pour les villages\u00a0?"),
        ),
        (
            "en",
            "Which agency digs the wells, and in which villages does training start?",
            ("Which agency digs the wells?", "In which villages does training start?"),
        ),
        (
            "en",
            "Is the well deep enough, or does it run dry in summer?",
            ("Is the well deep enough?", "Does it run dry in summer?"),
        ),
        (
            "fr",
            "À quoi sert le barrage, et à quoi servirait une digue ?",
            ("À quoi sert le barrage\u00a0?", "À quoi servirait une digue\u00a0?"),
        ),
    ],
)
def test_two_questions_are_taken_apart(language: Language, question: str, made_of: tuple[str, ...]) -> None:
    assert subquestions(question, language) == made_of


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "How do wells and dams help villages?"),
        ("en", "What keeps the haves and have-nots apart?"),
        ("en", "wells and what they cost"),
        ("en", "What can the U.N. do about cyber attacks?"),
        ("en", "What was agreed in April and May 2024 on water?"),
        ("en", "Which countries use drones and have drone laws?"),
        ("en", "How do women who work at home and who care for children use the internet?"),
        ("en", "The web is full of false news. How can small states respond?"),  # one question after a statement
        ("en", ""),
        ("fr", "Comment les puits et les barrages aident-ils les villages ?"),
        ("fr", "Comment les États et les citoyens peuvent-ils coopérer ?"),
        ("fr", "Qui sont les acteurs qui influencent et qui financent la recherche ?"),
        ("fr", "Est-il vrai que les rumeurs circulent et que les États les utilisent ?"),
        ("fr", "Les puits et ce qu'ils coûtent"),
        ("fr", " ? et ? "),
    ],
)
def test_one_question_stays_as_it_is(language: Language, question: str) -> None:
    assert subquestions(question, language) == ()


@pytest.mark.parametrize(
    ("language", "question", "whole"),
    [
        ("en", "Which river floods most, and for what reason?", "Which river floods most?"),
        ("fr", "Quel fleuve déborde le plus, et pour quelle raison ?", "Quel fleuve déborde le plus\u00a0?"),
    ],
)
def test_what_would_ask_for_anything_is_no_question_of_its_own(language: Language, question: str, whole: str) -> None:
    assert subquestions(question, language) == (whole,)


def test_no_more_than_a_few_are_taken_and_none_twice() -> None:
    asked = [f"How deep is the {name} well?" for name in ("old", "old", "new", "red", "blue", "green")]
    assert subquestions(" ".join(asked), "en") == tuple(asked[1 : MOST + 1])


@pytest.mark.parametrize("piece", ["How does it go, and what ", " ", "et ", "qu'", "mot ", "How deep is it? "])
def test_a_long_message_of_any_kind_comes_to_an_end(piece: str) -> None:
    for language in LANGUAGES:
        assert len(subquestions(piece * 3000, language)) <= MOST
