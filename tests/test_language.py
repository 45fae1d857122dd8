"""French or English, whatever the text."""

import pytest

from assistant.language import detect, is_foreign
from assistant.records import Language


@pytest.mark.parametrize(
    "text",
    [
        "Quels sont les risques ?",
        "droits des femmes c'est l'ODD combien",
        "RÉFUGIÉS ET ÉDUCATION",
        "Comment les agriculteurs utilisent-ils les plateformes ?",
        "ODD 4",
        "A quels numeros correspondent l'eau potable et l'energie ?",
        "Doit-on craindre les cyberattaques ?",
        "qu’on aide les femmes",
        "YouTube a fermé mille chaînes.",
        "blockchain transparence accords entre pays",
        "acces equitable vaccins",
    ],
)
def test_french_is_told_without_accents_or_in_capitals(text: str) -> None:
    assert detect(text) == "fr"


@pytest.mark.parametrize(
    "text",
    [
        "What are the risks?",
        "women's rights, which SDG is it",
        "HOW DO FARMERS USE PLATFORMS",
        "who helps?",
        "SDG 4",
        "Impact on agriculture",
        "Twitter's algorithms amplify women's voices.",
        "Don't states cooperate?",
        "inclusion marginalised groups",
        "flu vaccine",
    ],
)
def test_english_is_told_in_short_or_in_capitals(text: str) -> None:
    assert detect(text) == "en"


@pytest.mark.parametrize("default", ["fr", "en"])
@pytest.mark.parametrize("text", ["", "   ", "2030", "🙂🙂", "?!…", "17 34 2030", "\0"])
def test_a_text_that_tells_nothing_gets_the_default(text: str, default: Language) -> None:
    assert detect(text, default) == default


@pytest.mark.parametrize("text", ["Wie hilft die digitale Diplomatie?", "¿Cuáles son los riesgos?", "数字外交", "цели"])
def test_any_other_language_becomes_one_of_the_two(text: str) -> None:
    assert detect(text) in ("fr", "en")


@pytest.mark.parametrize(
    ("language", "sentence", "foreign"),
    [
        ("en", "Fermer les guichets une fois qu'un service est passé en ligne pénalise les agriculteurs.", True),
        ("fr", "Inscription on a list can suffocate the very practice it honours.", True),
        ("en", "The Organisation internationale de la Francophonie (OIF) supports digital diplomacy.", False),
        ("fr", "Le rapport « The Future of Work in the Age of AI » a été publié.", False),
        ("fr", "Platforms help farmers.", False),  # nothing tells
        ("en", "", False),
    ],
)
def test_a_sentence_is_foreign_where_that_is_clear(language: Language, sentence: str, *, foreign: bool) -> None:
    assert is_foreign(sentence, language) is foreign


def test_a_long_text_is_judged_quickly() -> None:
    assert detect("La diplomatie numérique aide les réfugiés. " * 2000) == "fr"
