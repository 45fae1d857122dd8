"""Words copied from the other language, or made up, are told from those a language has."""

import json
from pathlib import Path

import pytest

from assistant.records import Language
from assistant.vocabulary import strange

SETS = Path(__file__).parent / "evaluation"


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("fr", "Les summits virtuels rassemblent les pays.", ("summits",)),
        ("fr", "Summits virtuels et ateliers en ligne rassemblent les pays.", ("Summits",)),
        ("fr", "Cela also facilite la comparaison des projets.", ("also",)),
        ("fr", "Ils apprennent en ligne et développing leurs compétences.", ("développing",)),
        ("fr", "Les musées qui ont sauvagé leurs tableaux.", ("sauvagé",)),
        ("fr", "L’empowerment des communities reste un défi.", ("empowerment", "communities")),
        ("en", "Digital tools renforcent the coopération of many countries.", ("renforcent", "coopération")),
        ("fr", "La blockchain, les webinaires et le marketing servent les ODD.", ()),
        ("fr", "Le Programme des Nations Unies et Global Partnership for Data y travaillent.", ()),
        ("fr", "On parle de « capacity building » depuis vingt ans.", ()),
        ("fr", "Voir https://example.org/report/summary ou summary@example.org.", ()),
        ("fr", "Ils élargiraient et autonomiseraient les auscultées ; un feedback est attendu.", ()),
        ("en", "It digitises mobilisation, optimises harmonisation and pours, or they pour money into it.", ()),
        ("en", "Francophone countries and an attaché prepare a communiqué on the rapprochement.", ()),
        ("en", "The role of the Quai d'Orsay and of Médecins Sans Frontières is recalled.", ()),
        ("fr", "", ()),
        ("en", "123 !?", ()),
    ],
)
def test_words_of_the_other_language_or_of_none_are_named(
    language: Language, text: str, words: tuple[str, ...]
) -> None:
    assert strange(text, language) == words


def test_what_a_source_in_the_same_language_has_is_let_be() -> None:
    text = "Les summits virtuels rassemblent les pays."
    assert strange(text, "fr", [("Des summits en ligne.", "fr")]) == ()
    assert strange(text, "fr", [("Virtual summits are held.", "en")]) == ("summits",)


def test_a_word_of_no_language_may_come_from_any_source() -> None:
    text = "La cyberdiplomatie mukelu avance."
    assert strange(text, "fr") == ("cyberdiplomatie", "mukelu")
    assert strange(text, "fr", [("Mukelu networks help.", "en"), ("La cyberdiplomatie.", "fr")]) == ()


def test_another_ending_of_what_a_source_has_is_let_be() -> None:
    assert strange("L’hypertrucage nuit.", "fr") == ("hypertrucage",)
    assert strange("L’hypertrucage nuit.", "fr", [("Les hypertrucages.", "fr")]) == ()


def test_a_first_word_may_be_a_name_that_any_source_has() -> None:
    assert strange("Summits aide les pays.", "fr", [("The firm Summits helps.", "en")]) == ()
    assert strange("Summits aident.", "fr", [("They met. Summits help.", "en")]) == ("Summits",)


@pytest.mark.parametrize(
    ("name", "key"),
    [("statements.jsonl", "statement"), ("held-out/questions.jsonl", "question"), ("held-out/passages.jsonl", "text")],
)
def test_what_people_write_in_a_language_is_nearly_never_strange(name: str, key: str) -> None:
    """Of paraphrases of this corpus, and the passages and questions of another, written by hand, in either language."""
    lines = (SETS / name).read_text(encoding="utf-8").splitlines()
    told = [(item[key], item["language"]) for item in map(json.loads, lines) if item.get("kind") != "gibberish"]
    odd = {text: words for text, language in told if (words := strange(text, language))}
    assert len(odd) <= max(2, len(told) / 200), odd
