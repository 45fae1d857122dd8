"""How each language writes what is the same in both."""

import pytest

from assistant.draft import tidy
from assistant.question import clean
from assistant.typography import spaced


@pytest.mark.parametrize(
    ("text", "french"),
    [
        ("Quels risques ?", "Quels risques\u202f?"),
        ("Deux défis : l’accès ; la confiance !", "Deux défis\u00a0: l’accès\u202f; la confiance\u202f!"),
        ("Le « fossé » reste.", "Le «\u00a0fossé\u00a0» reste."),
        ("Fine already\u202f?", "Fine already\u202f?"),
        ("Soit 3 % du total", "Soit 3\u00a0% du total"),
        ("à 10:30, sur https://a.org/?b", "à 10:30, sur https://a.org/?b"),
    ],
)
def test_french_signs_do_not_begin_a_line(text: str, french: str) -> None:
    assert spaced(text, "fr") == french
    assert spaced(text, "en") == text
    assert clean(french, 100) == clean(text, 100), "a question asked from the page is the one that was offered"


def test_what_a_model_wrote_in_french_is_set_in_french() -> None:
    assert tidy("L'accès manque ; pourquoi ?", "fr") == "L’accès manque\u202f; pourquoi\u202f?"
    assert tidy("It's here ; why ?", "en") == "It's here ; why?"
