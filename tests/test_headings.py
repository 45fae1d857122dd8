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
        ("en", f"Despite all of this, there are means that help {GATES}", GATES),
        ("en", f"They may not be cheap, but here are means of help {GATES}", None),
        ("en", "Here is what helps: Gates: Very old.", None),
        ("en", "Good means of help: Gates: The old gates keep it dry.", "Gates: The old gates keep it dry."),
        ("en", "There are means of helping the Port Authority of Sfax: The gates are shut at night.", None),
        ("en", "There are many good means in the Port of Sfax: The gates are shut at night.", None),
        ("en", "In 2020 they launched measures for Flood Gates: The gates are shut at night.", None),
        ("en", f"Critics say there are risks: {GATES}", None),
        ("en", f"It is a myth that there are such means: {GATES}", None),
        ("en", f"There are means only where it floods: {GATES}", None),
        ("en", f"Few ports have such means: {GATES}", None),
        ("en", f"The port was built of stone: {GATES}", None),  # it announces nothing
        ("en", "Here is what helps: Rest, above all: it costs nothing to anyone here.", None),
        ("en", f"Here is what does not help: {GATES}", None),
        ("en", "She says one thing in the Port of Sfax: The gates are shut at night.", None),
        ("fr", f"Voici ce qui aide : {PORTES}", PORTES),
        ("fr", f"Voici ce qui n’aide pas : {PORTES}", None),
        ("fr", f"Selon le port, voici ce qui aide : {PORTES}", None),
        ("fr", f"On réfute ce risque : {PORTES}", None),
        ("fr", f"Des moyens aident si la mer monte : {PORTES}", None),
        ("fr", f"Idée reçue sur ces moyens : {PORTES}", None),
        ("fr", f"Le port est en pierre : {PORTES}", None),
        ("fr", "Le point faible est le registre : les plus isolés ne s’y inscrivent jamais.", None),
    ],
)
def test_what_only_announces_an_item_goes(language: Language, text: str, left: str | None) -> None:
    assert unannounced(text, language) == (left or text)


def test_a_sentence_before_a_headed_one_goes_where_both_render_one_that_announces() -> None:
    text = f"Des moyens aident. {PORTES}"
    assert unannounced(text, "fr") == text
    assert unannounced(text, "fr", rendered=True) == PORTES
    for other in (
        text.replace("aident", "n’aident pas"),
        text.replace("Des moyens", "Selon le port, des moyens"),
        text.replace("Des moyens aident", "Le port est en pierre"),
        "Des moyens aident. Les vieilles portes gardent le quai au sec.",
    ):
        assert unannounced(other, "fr", rendered=True) == other


@pytest.mark.parametrize(
    ("language", "text", "left"),
    [
        ("en", "Gates: The gates can keep the port dry.", "The gates can keep the port dry."),
        ("en", "Dry Quays: The gates can keep the port safe.", None),  # it says more
        ("en", "Plan B: The plan is to shut the gates.", None),
        ("en", "Myth: The gates are safe, a myth.", None),
        ("en", "Gates: The gates of the port of Sfax.", None),  # no sentence
        ("en", "Shut gates: Shut the gates of the port.", None),  # an order
        ("fr", "Portes : les portes peuvent garder le quai.", "Les portes peuvent garder le quai."),
        ("fr", "X : le port a une grande porte.", None),
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
        ("en", "Flood Gates: These gates may keep the port dry.", False),
        ("en", "Flood Gates: The gates, the quays and the cranes.", False),
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
    text = f"Despite all of this, there are means that help {GATES}"
    told = "Malgré tout cela, des moyens aident. Portes : les vieilles portes peuvent garder le quai au sec."
    item = Evidence(1, Passage("p", text, "en", "contribution", "", "T", "a.md"), text, told)
    assert standing(item, "en") == CitedSentence(GATES, (1,), stands_in=True)
    said = standing(item, "fr")
    assert said is not None
    assert said.text == "Les vieilles portes peuvent garder le quai au sec."
    assert item.quote == text


def test_a_translation_in_two_sentences_stays_whole_where_the_original_announces_nothing() -> None:
    text = "Un tiers des gens est hors ligne, voici pourquoi le prix des terminaux est le premier obstacle."
    told = "Here are the obstacles of a third of them. The cause is known: The price is too high for them."
    item = Evidence(1, Passage("p", text, "fr", "contribution", "", "T", "a.md"), text, told)
    assert standing(item, "en") == CitedSentence(told, (1,), stands_in=True)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_long_hostile_text_is_told_in_no_time_that_grows_out_of_hand(language: Language) -> None:
    for text in (
        "Word " * 2000,
        "A: " * 2000,
        "voici : A : " * 1000,
        "here is a " * 1000 + "Word: The end is near to us.",
    ):
        assert unannounced(text, language).endswith(text[-20:])
