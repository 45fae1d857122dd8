"""Headings glued into sentences: what only announces goes, what says something stays."""

import pytest

from assistant.headings import is_headed, says_something, unannounced, unheaded
from assistant.records import CitedSentence, Evidence, Language, Passage
from assistant.sorting import is_plain, standing

GATES = "Flood Gates: The old gates may keep the port dry in winter."
PORTES = "Portes du port : les vieilles portes gardent le quai au sec."


@pytest.mark.parametrize(
    ("language", "text", "left"),
    [
        ("en", f"Here is what helps: {GATES}", GATES),
        ("en", f"Whatever one thinks of it, there are means that help {GATES}", GATES),
        ("en", "Here is what helps: Rest, above all: it costs nothing to anyone here.", None),
        ("en", f"Here is what does not help: {GATES}", None),
        ("en", "She says one thing in the Port of Sfax: The gates are shut at night.", None),
        ("en", "They help: the gates are shut at night.", None),
        ("fr", f"Voici ce qui aide : {PORTES}", PORTES),
        ("fr", f"Voici ce qui n’aide pas : {PORTES}", None),
        ("fr", "Le point faible est le registre : les plus isolés ne s’y inscrivent jamais.", None),
    ],
)
def test_what_only_announces_an_item_goes(language: Language, text: str, left: str | None) -> None:
    assert unannounced(text, language) == (left or text)


def test_a_sentence_before_a_headed_one_goes_where_both_render_one() -> None:
    text = f"Des moyens aident. {PORTES}"
    assert unannounced(text, "fr") == text
    assert unannounced(text, "fr", glued=True) == PORTES
    denied = text.replace("aident", "n’aident pas")
    assert unannounced(denied, "fr", glued=True) == denied
    plain = "Des moyens aident. Les vieilles portes gardent le quai au sec."
    assert unannounced(plain, "fr", glued=True) == plain


@pytest.mark.parametrize(
    ("language", "text", "left"),
    [
        ("en", "Gates: The gates keep the port dry.", "The gates keep the port dry."),
        ("en", "Dry Quays: The gates keep the port safe.", None),  # it says more
        ("en", "Shut gates: Shut the gates of the port.", None),  # an order
        ("fr", "Portes : les portes gardent le quai au sec.", "Les portes gardent le quai au sec."),
        ("fr", "Fermeture des portes : fermer les portes et leur fermeture.", None),
    ],
)
def test_a_heading_goes_where_the_sentence_says_it(language: Language, text: str, left: str | None) -> None:
    assert unheaded(text, language) == (left or text)


@pytest.mark.parametrize(
    ("language", "text", "says"),
    [
        ("en", GATES, True),
        ("en", "Flood Gates: Old gates may keep the port dry.", True),
        ("en", "Flood Gates: Ask how old gates may keep the port dry.", False),
        ("en", "Flood Gates: They may keep the port dry.", False),  # it points back
        ("en", "Flood Gates: Very old.", False),
        ("fr", "Portes : explorer comment de vieilles portes peuvent aider.", False),
        ("fr", "Portes : en fermant tôt, de vieilles portes peuvent aider.", True),
        ("fr", "Portes : elles peuvent garder le quai au sec.", False),
    ],
)
def test_an_order_or_a_name_after_a_heading_is_no_sentence(language: Language, text: str, *, says: bool) -> None:
    assert says_something(text, language) is says
    assert is_plain(CitedSentence(text, (1,)), language) is says


def test_a_long_clause_before_a_colon_is_no_heading() -> None:
    assert not is_headed("What the people of the port have always told us is: The gates keep it dry.", "en")


def test_evidence_speaks_without_what_announces_it_and_is_quoted_with_it() -> None:
    text = f"Whatever one thinks of it, there are means that help {GATES}"
    told = "Quoi qu’on en pense, des moyens aident. Portes : les vieilles portes gardent le quai au sec en hiver."
    item = Evidence(1, Passage("p", text, "en", "contribution", "", "T", "a.md"), text, told)
    assert standing(item, "en") == CitedSentence(GATES, (1,), stands_in=True)
    said = standing(item, "fr")
    assert said is not None
    assert said.text == "Les vieilles portes gardent le quai au sec en hiver."
    assert item.quote == text
