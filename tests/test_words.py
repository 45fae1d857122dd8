"""Words shared by a question and the texts: rare ones count, and those that every text has do not."""

from pathlib import Path

import pytest

from assistant.errors import IndexDamaged
from assistant.words import Words, names, terms

ABOUT = "Digital diplomacy"
TEXTS = [
    (f"t{number}", f"{ABOUT} {what}.")
    for number, what in enumerate(
        ["helps farmers", "helps refugees learn", "is at risk from hackers", "speaks of the climate", "needs trust"]
    )
]


@pytest.fixture
def words() -> Words:
    return Words.of("en", TEXTS)


@pytest.mark.parametrize(
    ("text", "language", "same"),
    [
        ("Les agriculteurs", "fr", "agriculteur les"),
        ("ÉDUCATION", "fr", "éducation"),
        ("farmers", "en", "farmer"),
        ("learning", "en", "learned"),
    ],
)
def test_forms_of_a_word_have_one_stem(text: str, language: str, same: str) -> None:
    assert set(terms(text, "fr" if language == "fr" else "en")) == set(terms(same, "fr" if language == "fr" else "en"))


def test_a_text_without_words_has_no_stems() -> None:
    assert terms("😀 !", "fr") == []


def test_names_numbers_and_acronyms_are_written_alike_in_both_languages() -> None:
    assert names("Combien des 34 solutions de l'UIT viennent de Nairobi ?", "en") == terms("34 UIT Nairobi", "en")


def test_the_text_with_the_rare_word_scores_most(words: Words) -> None:
    asked = terms("Who helps refugees?", "en")
    scores = dict(zip(words.ids, words.scores(asked, asked).tolist(), strict=True))
    assert max(scores, key=lambda name: scores[name]) == "t1"
    assert scores["t1"] > scores["t0"] > scores["t4"] == 0


def test_an_unknown_word_lowers_the_score_of_all(words: Words) -> None:
    asked = terms("refugees", "en")
    alone = words.scores(asked, asked).max()
    among = words.scores(asked, [*asked, "zzz"]).max()
    assert 0 < among < alone


def test_words_nobody_has_score_nothing(words: Words) -> None:
    assert not words.scores(["zzz"], ["zzz"]).any()
    assert not words.scores([], []).any()


@pytest.mark.parametrize(
    ("question", "focus"),
    [
        ("How can digital diplomacy help farmers?", "How can help farmers?"),
        ("refugees, digital diplomacy", "refugees,"),
        ("What is digital diplomacy?", "What is digital diplomacy?"),  # it asks for nothing else
        ("Tell me about digital diplomacy", "Tell me about digital diplomacy"),
        ("Give me an overview of digital diplomacy.", "Give me an overview of digital diplomacy."),
        ("farmers and diplomacy 4", "farmers and diplomacy 4"),  # a number needs its name
        ("Where is the climate?", "Where is the climate?"),
        ("😀", "😀"),
    ],
)
def test_the_focus_leaves_out_what_every_text_is_about(words: Words, question: str, focus: str) -> None:
    assert words.focus(question) == focus


@pytest.mark.parametrize(
    ("question", "focus"),
    [
        ("What is the digital harvest?", "What is the digital harvest?"),
        ("Does digital diplomacy close Digital Harvests?", "Does close Digital Harvests?"),
        ("Is all digital, harvests included?", "Is all , harvests included?"),
        ("Is a digital good harvest possible?", "Is a good harvest possible?"),  # another phrase
        ("How can digital diplomacy help farmers?", "How can help farmers?"),  # it tells nothing here
    ],
)
def test_a_phrase_that_tells_something_stays_whole(words: Words, question: str, focus: str) -> None:
    assert words.focus(question, ["digital harvest", "digital diplomacy", "😀"]) == focus


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_few_texts_do_not_tell_what_all_are_about(count: int) -> None:
    question = "How can digital diplomacy help farmers?"
    assert Words.of("en", TEXTS[:count]).focus(question) == question


def test_what_is_saved_is_read_back(words: Words, tmp_path: Path) -> None:
    words.save(tmp_path / "words")
    again = Words.load("en", tmp_path / "words")
    asked = terms("refugees", "en")
    assert again.ids == words.ids
    assert again.scores(asked, asked).tolist() == words.scores(asked, asked).tolist()
    assert again.share(asked[0]) == words.share(asked[0])


def test_texts_without_words_can_be_counted(tmp_path: Path) -> None:
    Words.of("fr", [("a", "😀"), ("b", "!")]).save(tmp_path / "words")
    again = Words.load("fr", tmp_path / "words")
    assert again.scores(["mot"], ["mot"]).tolist() == [0, 0]
    assert again.focus("Un mot ?") == "Un mot ?"


def test_damage_is_named(words: Words, tmp_path: Path) -> None:
    words.save(tmp_path / "words")
    (tmp_path / "words" / "indptr.csc.index.npy").write_bytes(b"")
    with pytest.raises(IndexDamaged, match="words cannot be read"):
        Words.load("en", tmp_path / "words")
