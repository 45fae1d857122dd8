"""How each language writes what is the same in both."""

import pytest

from assistant.draft import tidy
from assistant.question import clean
from assistant.typography import elided, spaced


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


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Elle facilite le apprentissage et la éducation.", "Elle facilite l’apprentissage et l’éducation."),
        ("Plus facile que un réservoir, parce que il se use.", "Plus facile qu’un réservoir, parce qu’il s’use."),
        ("Le accès à internet. Que elle aide !", "L’accès à internet. Qu’elle aide !"),
        ("Si il y a de autres moyens, je en parle.", "S’il y a d’autres moyens, j’en parle."),
        ("Ce est un enjeu ; ce aspect compte.", "C’est un enjeu ; ce aspect compte."),
        ("Faites-le avec soin, dites-le à tous.", "Faites-le avec soin, dites-le à tous."),
        ("La une des journaux, le onze mai, le oui.", "La une des journaux, le onze mai, le oui."),
        ("Plus de onze millions, de un à dix ; dire que oui.", "Plus de onze millions, de un à dix ; dire que oui."),
        ("Donner le la à ses voisins pour la énième fois.", "Donner le la à ses voisins pour la énième fois."),
        (
            "Puis\u2011je en savoir plus ? Cela per se est neutre.",
            "Puis\u2011je en savoir plus ? Cela per se est neutre.",
        ),
        ("Le film « Leave me alone » le aide.", "Le film « Leave me alone » l’aide."),
        ("L’idée de ODD, de 34 outils et le haut débit.", "L’idée de ODD, de 34 outils et le haut débit."),
        ("Le numérique et la santé se tiennent.", "Le numérique et la santé se tiennent."),
    ],
)
def test_a_little_word_loses_its_last_letter_before_a_vowel(text: str, written: str) -> None:
    assert elided(text) == written
    assert elided(written) == written
