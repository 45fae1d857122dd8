"""Whether a goal's number is given to what the passages give another goal's, in whatever words."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from assistant.belonging import Embed, belongs_elsewhere
from assistant.corpus import read_corpus
from assistant.goals import beside
from assistant.index import Index
from assistant.ports import Embedder, Vectors
from assistant.records import Evidence, Language, Passage, Translation
from assistant.weighing import weigh
from tests.conftest import REPOSITORY

SEAS = Passage(
    "seas",
    "The programme trains fishers to spare the reefs (SDG 14), pays for solar panels (SDG 7) and vaccinates "
    "infants (SDG 3). It also reports on SDG 9.",
    "en",
    "contribution",
    "",
    "T",
    "a.md",
    translation=Translation(
        "fr",
        (
            "Le programme apprend aux pêcheurs à épargner les récifs (ODD 14), finance des panneaux solaires (ODD 7) "
            "et vaccine les nourrissons (ODD 3).",
            "Il rend compte de l’ODD 9.",
        ),
    ),
)
ALONE = replace(SEAS, translation=None)  # can be read in English only


@pytest.fixture
def embed(real_index: Index, default_embedder: Embedder) -> Iterator[Embed]:
    with real_index.snapshot() as snapshot:
        yield lambda texts, sides: snapshot.map.document_vectors(
            np.stack(list(default_embedder.documents(texts))), sides
        )


@pytest.mark.parametrize("passage", [SEAS, ALONE], ids=["translated", "untranslated"])
@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Life in the ocean is protected under SDG 7."),
        ("en", "Electricity from the sun serves SDG 14."),
        ("en", "Electricity from the sun serves Sustainable Development Goal #14."),
        ("fr", "L’électricité du soleil sert l’objectif de développement durable n° 14."),
        ("en", "Babies get their jabs, which serves SDG 7."),
        ("en", "The vaccination of infants for their health, begun long ago, belongs to SDG 7."),
        ("en", "Babies get their jabs (SDG 14) and electricity comes from the sun (SDG 3)."),
        ("fr", "Épargner les récifs et la vie aquatique relève de l’ODD 3."),
        ("fr", "L’électricité du soleil sert l’ODD 14."),
        ("fr", "Vacciner les nourrissons pour leur santé sert l’ODD 14."),
    ],
)
def test_what_is_told_of_another_goal_belongs_there(
    embed: Embed, passage: Passage, language: Language, sentence: str
) -> None:
    assert belongs_elsewhere(sentence, language, [passage], embed)


@pytest.mark.parametrize("passage", [SEAS, ALONE], ids=["translated", "untranslated"])
@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Life in the ocean is protected under SDG 14."),
        ("en", "Electricity from the sun serves SDG 7."),
        ("en", "Electricity from the sun serves Sustainable Development Goal #7."),
        ("fr", "L’électricité du soleil sert l’objectif de développement durable n° 7."),
        ("en", "Babies get their jabs, which serves SDG 3."),
        ("en", "The vaccination of infants for their health, begun long ago, belongs to SDG 3."),
        ("en", "Babies get their jabs (SDG 3) and electricity comes from the sun (SDG 7)."),
        ("en", "Sunlight gives power, in a land where many a solar panel stands, and it helps coral reefs (SDG 14)."),
        ("en", "It puts solar panels on every roof, and vaccinates infants, which is SDG 3."),
        ("fr", "Il met des panneaux solaires sur les toits, et vaccine les nourrissons (ODD 3)."),
        ("en", "The programme supports SDG 14."),  # about nothing else
        ("fr", "Le programme soutient l’ODD 7."),
        ("en", "The programme can advance SDG 3."),
        ("en", "Target SDG 14.7 is about power from the sun."),  # no goal
        ("en", "Electricity from the sun keeps warming under the goal 14 °C."),
        ("en", "Infants and solar panels are served by SDG 3/7."),  # two goals, of which one is found
        ("fr", "Les bébés et les panneaux solaires : ODD 3 puis 7."),
        ("en", "Electricity from the sun does not serve SDG 14."),  # a denial
        ("en", "Electricity from the sun serves SDG 9."),  # nothing stands beside 9 there
        ("en", "Electricity from the sun serves SDG 18."),  # no goal
        ("en", "Electricity from the sun serves SDGs 7 and 14."),
        ("en", "Electricity comes from the sun."),
        ("en", "SDG 14"),
        ("fr", "La protection de la vie marine relève de l’ODD 14."),
        ("fr", "L’électricité du soleil sert l’ODD 7."),
        ("fr", "Les bébés sont protégés des maladies, ce qui sert l’ODD 3."),
    ],
)
def test_what_is_told_of_its_own_goal_does_not(
    embed: Embed, passage: Passage, language: Language, sentence: str
) -> None:
    assert not belongs_elsewhere(sentence, language, [passage], embed)


@pytest.mark.parametrize(
    ("language", "opening"),
    [
        ("en", "Digital diplomacy supports"),
        ("en", "Digital tools help"),
        ("en", "Online tools serve"),
        ("en", "Technology contributes to"),
        ("en", "Digital platforms can advance"),
        ("en", "International collaboration through technology serves"),
        ("en", "Diplomats use social media for"),
        ("en", "Sharing innovations helps"),
        ("en", "Campaigns online promote"),
        ("en", "Progress is driven towards"),
        ("en", "One contribution mentions"),
        ("en", "The UN uses pictures for"),
        ("en", "Digital diplomacy promotes, among others,"),
        ("en", "There is a link between digital diplomacy and"),
        ("fr", "La diplomatie numérique contribue à"),
        ("fr", "Les outils numériques servent"),
        ("fr", "La technologie favorise"),
        ("fr", "Les plateformes en ligne aident à atteindre"),
        ("fr", "La collaboration internationale fait avancer"),
        ("fr", "Le partage d’innovations profite à"),
        ("fr", "Des campagnes en ligne soutiennent"),
        ("fr", "Les réseaux sociaux sont utiles pour"),
        ("fr", "Une contribution cite"),
    ],
)
def test_what_is_about_no_goal_belongs_nowhere(embed: Embed, language: Language, opening: str) -> None:
    """Of the shipped passage that tells most goals apart, each is named by sentences about none."""
    documents = read_corpus(REPOSITORY / "corpus", 10**6).documents
    passage = next(one for document in documents for one in document.passages if one.id == "d20babb4")
    goals = {goal for goal, _ in beside(passage.text)}
    assert len(goals) == 12
    for goal in goals:
        sentence = f"{opening} SDG {goal}." if language == "en" else f"{opening} l’ODD {goal}."
        assert not belongs_elsewhere(sentence, language, [passage], embed), sentence


def test_what_a_passage_tells_of_a_goal_otherwise_is_left(embed: Embed) -> None:
    passage = replace(ALONE, text=f"Reaching SDG 14 brings power from the sun to the shore. {ALONE.text}")
    sentence = "SDG 14 brings electricity from the sun."
    assert belongs_elsewhere(sentence, "en", [ALONE], embed)
    assert not belongs_elsewhere(sentence, "en", [passage], embed)


def test_a_sentence_with_such_a_number_is_barred(embed: Embed) -> None:
    evidence = Evidence(1, SEAS, SEAS.text)
    for number, barred in (("14", True), ("7", False), ("three", True), ("seven", False)):
        weighed = weigh(f"Electricity from the sun serves SDG {number}.", "en", (evidence,), 0.9, (), embed)
        assert weighed.misplaced == weighed.barred == barred
    weighed = weigh("Electricity from seven solar panels serves SDG 14.", "en", (evidence,), 0.9, (), embed)
    assert weighed.misplaced, "a number in words is not taken for another goal's"


def test_nothing_is_embedded_where_no_goal_is_named_or_told_of() -> None:
    def refuse(*_: object) -> Vectors:
        raise AssertionError

    plain = replace(ALONE, text="The programme pays for solar panels (SDG 7).")
    for sentence, passages in (
        ("Electricity comes from the sun.", [SEAS]),
        ("Electricity from the sun serves SDG 7.", [plain]),
        ("Electricity from the sun serves SDG 14.", [plain]),
        ("Electricity from the sun serves SDG 14.", []),
    ):
        assert not belongs_elsewhere(sentence, "en", passages, refuse)
