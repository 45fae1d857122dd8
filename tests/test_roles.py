"""Who does what: a passive made active as it stands is found, whatever else a sentence changes is not."""

import pytest

from assistant.records import Language
from assistant.roles import turned

HAMPERED = "Par exemple, la diplomatie numérique peut être entravée par la fracture numérique, l’inégalité d’accès."
TRUST = "Trust can be seriously undermined by online misinformation, which grows fast."


@pytest.mark.parametrize(
    ("sentence", "source", "language"),
    [
        ("La diplomatie numérique peut entraver la fracture numérique.", HAMPERED, "fr"),
        ("La diplomatie est soutenue par les États.", "La diplomatie soutient les États.", "fr"),
        ("Les agriculteurs sont aussi aidés par les drones.", "Les agriculteurs aident les drones à voir.", "fr"),
        ("Trust can undermine misinformation.", TRUST, "en"),
        ("Forecasts are helped by farmers.", "Forecasts help farmers.", "en"),
        ("States were being driven by platforms.", "States drive platforms.", "en"),
    ],
)
def test_who_acts_and_who_is_acted_upon_change_places(sentence: str, source: str, language: Language) -> None:
    assert turned(sentence, source, language)
    assert turned(source, sentence, language)


@pytest.mark.parametrize(
    ("sentence", "source", "language"),
    [
        ("La fracture numérique peut entraver la diplomatie numérique.", HAMPERED, "fr"),
        ("La diplomatie numérique est entravée par la fracture numérique.", HAMPERED, "fr"),
        ("La diplomatie numérique peut se heurter à la fracture numérique.", HAMPERED, "fr"),
        ("Les États sont soutenus par la diplomatie.", "La diplomatie soutient les États.", "fr"),
        ("Misinformation can seriously undermine trust.", TRUST, "en"),
        ("Farmers are helped by forecasts.", "Forecasts help farmers.", "en"),
        ("Platforms help by sharing forecasts.", "Forecasts are shared by platforms.", "en"),
        ("", TRUST, "en"),
        ("?!", "by", "en"),
    ],
)
def test_the_same_in_other_words_is_not_turned_round(sentence: str, source: str, language: Language) -> None:
    assert not turned(sentence, source, language)
    assert not turned(source, sentence, language)
