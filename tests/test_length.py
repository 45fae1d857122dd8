"""How long an answer a question asks for."""

import pytest

from assistant.length import Length, least, length, topic


@pytest.mark.parametrize(
    ("question", "wanted", "about"),
    [
        ("How do apps help farmers?", "usual", "How do apps help farmers?"),
        ("How do apps help farmers, in one sentence?", "brief", "How do apps help farmers?"),
        ("Briefly, what is the digital divide?", "brief", "What is the digital divide?"),
        ("Explain in detail how apps help farmers.", "detail", "Explain how apps help farmers."),
        ("Comment le numérique aide-t-il les agriculteurs, en une phrase ?", "brief", None),
        ("Explique-moi en détail la fracture numérique", "detail", "Explique-moi la fracture numérique"),
        ("Qu'est-ce que la fracture numérique ? Réponse détaillée.", "detail", None),
        ("What is a sentence in law?", "usual", "What is a sentence in law?"),
        ("Which details does the treaty give?", "usual", "Which details does the treaty give?"),
        ("Why is water in short supply?", "usual", "Why is water in short supply?"),
        ("Comment transformer en profondeur la gouvernance ?", "usual", None),
        ("How can states thoroughly prepare?", "usual", None),
        ("Réponds en une phrase : qui aide ?", "brief", "Réponds : qui aide ?"),
        ("What are the risks in detail and why?", "detail", "What are the risks and why?"),
    ],
)
def test_words_on_the_length_are_understood_and_not_searched(question: str, wanted: Length, about: str | None) -> None:
    assert length(question) == wanted
    if about:
        assert topic(question) == about
    elif wanted != "usual":
        assert len(topic(question)) < len(question)


def test_the_last_words_on_the_length_count() -> None:
    assert length("In one sentence? No, in detail.") == "detail"


@pytest.mark.parametrize("question", ["En détail ?", "briefly", "in detail"])
def test_a_question_of_nothing_else_is_searched_as_it_is(question: str) -> None:
    assert topic(question) == question or topic(question).strip(" ?")


def test_a_model_that_was_taught_to_answer_need_not_write_a_second_sentence() -> None:
    lengths: tuple[Length, ...] = ("brief", "usual", "detail")
    assert [least(one, taught=False) for one in lengths] == [1, 2, 4]
    assert [least(one, taught=True) for one in lengths] == [1, 1, 4]
