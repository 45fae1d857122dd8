"""A question that asks two things is taken apart; one alone stays as it is."""

import pytest

from assistant.parts import parts
from assistant.records import Language


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
            "À quoi sert le barrage, et à quoi servirait une digue ?",
            ("À quoi sert le barrage\u00a0?", "À quoi servirait une digue\u00a0?"),
        ),
    ],
)
def test_two_questions_are_taken_apart(language: Language, question: str, made_of: tuple[str, ...]) -> None:
    assert parts(question, language) == made_of


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "How do wells and dams help villages?"),
        ("en", "What keeps the haves and have-nots apart?"),
        ("en", "Which river floods most, and for what reason?"),  # a part that asks for anything
        ("en", "wells and what they cost"),
        ("en", ""),
        ("fr", "Comment les puits et les barrages aident-ils les villages ?"),
        ("fr", "Quel fleuve déborde le plus, et pour quelle raison ?"),
        ("fr", "Les puits et ce qu'ils coûtent"),
        ("fr", " ? et ? "),
    ],
)
def test_one_question_stays_as_it_is(language: Language, question: str) -> None:
    assert parts(question, language) == ()


def test_a_long_message_is_taken_apart_quickly() -> None:
    assert parts("How does it go, and what " * 400, "en") == ()
