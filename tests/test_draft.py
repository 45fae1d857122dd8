"""A model's text, however it is cut into pieces, becomes the same clean sentences."""

import random

import pytest

from assistant.draft import SentenceStream, tidy
from assistant.records import Language

TEXTS: list[tuple[Language, str, list[str]]] = [
    ("en", "One is done. Two is done.", ["One is done.", "Two is done."]),
    ("en", "The total rose to: 12.5 million. It helps.", ["The total rose to: 12.5 million.", "It helps."]),
    ("en", "It helps (see p. 12). It is so.", ["It helps (see p. 12).", "It is so."]),
    ("en", "They said U. S. aid helps. It is so.", ["They said U. S. aid helps.", "It is so."]),
    ("en", "The U.N. Assembly met. It voted.", ["The U.N. Assembly met.", "It voted."]),
    ("en", "Dr. Smith met Mr. Jones, i.e. both. They spoke.", ["Dr. Smith met Mr. Jones, i.e. both.", "They spoke."]),
    ("en", "What? Really! Yes... maybe. Fine.", ["What?", "Really!", "Yes... maybe.", "Fine."]),
    ("en", "Visit example.com/a.b today. Then go.", ["Visit example.com/a.b today.", "Then go."]),
    ("fr", "M. Dupont et Mme Curie ont parlé. Il est venu.", ["M. Dupont et Mme Curie ont parlé.", "Il est venu."]),
    (
        "fr",
        "« Il est là. Elle aussi. » Ils partent. Fin.",
        ["«\u00a0Il est là. Elle aussi.\u00a0»", "Ils partent.", "Fin."],
    ),
    ("fr", "Le taux est : 3,5 %. Il monte.", ["Le taux est\u00a0: 3,5\u00a0%.", "Il monte."]),
    ("fr", "L'ODD 4 aussi (cf. p. 3). Voilà tout.", ["L’ODD 4 aussi (cf. p. 3).", "Voilà tout."]),
    ("en", "First.\n\nSecond.            \n\n   Third is here.", ["First.", "Second.", "Third is here."]),
    ("en", "It helps [1]. It grows. [2, 3] It stays [ 1-3 ] so. [4]", ["It helps.", "It grows.", "It stays so."]),
    ("en", "The excerpts suggest that it helps. The text says so.", ["It helps.", "The text says so."]),
    ("en", "According to these texts, it grows. It stays.", ["It grows.", "It stays."]),
    ("en", "The excerpts stress its worth. It helps.", ["The texts stress its worth.", "It helps."]),
    ("fr", "Les extraits insistent sur l'accès. Cela aide.", ["Les textes insistent sur l’accès.", "Cela aide."]),
    ("fr", "La source souligne qu'il croît. Selon les textes, cela aide.", ["Il croît.", "Cela aide."]),
    ("en", "It helps (excerpt 2). It grows [Excerpts 1 and 3].", ["It helps.", "It grows."]),
    ("fr", "Cela aide (extrait 2). Cela croît (extraits 1 et 3).", ["Cela aide.", "Cela croît."]),
    ("en", "**Bold** and *thin* help. __It__ is `so`.", ["Bold and thin help.", "It is so."]),
    ("en", "- First point.\n- Second point.\n* Third point.", ["First point.", "Second point.", "Third point."]),
    ("en", "1. Raise it.\n2) Build it.\n(3) Share it.", ["Raise it.", "Build it.", "Share it."]),
    ("en", "**It is whole.**", ["It is whole."]),
    ("en", "“It is whole.”", ["“It is whole.”"]),
    ("en", "It is whole. But this one is cut in the", ["It is whole."]),
    ("en", "It is cut at the very", []),
    ("en", "", []),
    ("en", " \n\n ", []),
    ("en", "... 12. [1] --- !", []),
    (
        "en",
        "Progress on SDG 4 and the ODD counts. ODD 5 too.",
        ["Progress on SDG 4 and the SDGs counts.", "SDG 5 too."],
    ),
    ("fr", "Les SDGs et le SDG 4 comptent. Un ODD aussi.", ["Les ODD et le ODD 4 comptent.", "Un ODD aussi."]),
]
CASES = pytest.mark.parametrize(("language", "text", "sentences"), TEXTS, ids=[text[:30] for _, text, _ in TEXTS])


def said(language: Language, pieces: list[str]) -> list[str]:
    stream = SentenceStream(language)
    sentences = [sentence for piece in pieces for sentence in stream.feed(piece)]
    return [*sentences, *stream.finish()]


@CASES
def test_text_that_comes_at_once_gives_clean_sentences(language: Language, text: str, sentences: list[str]) -> None:
    assert said(language, [text]) == sentences


@CASES
def test_text_that_comes_letter_by_letter_gives_the_same(language: Language, text: str, sentences: list[str]) -> None:
    assert said(language, list(text)) == sentences


@CASES
def test_text_cut_anywhere_gives_the_same(language: Language, text: str, sentences: list[str]) -> None:
    chance = random.Random(text)
    for _ in range(10):
        cuts = sorted(chance.sample(range(len(text) + 1), min(4, len(text) + 1)))
        pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
        assert said(language, pieces) == sentences, pieces


def test_a_sentence_is_given_before_the_next_one_ends() -> None:
    stream = SentenceStream("en")
    assert list(stream.feed("Digital tools help. Farmers")) == []
    assert list(stream.feed(" use maps and apps")) == ["Digital tools help."]
    assert stream.rest == "Farmers use maps and apps"


def test_the_rest_is_shown_clean_while_it_is_written() -> None:
    stream = SentenceStream("fr")
    assert list(stream.feed("**Les SDG** [1] aident")) == []
    assert stream.rest == "Les ODD aident"


def test_nothing_is_left_after_the_end() -> None:
    stream = SentenceStream("en")
    list(stream.feed("It is cut at the"))
    assert list(stream.finish()) == []
    assert stream.rest == ""
    assert list(stream.finish()) == []


def test_a_long_sentence_without_end_stays_whole() -> None:
    text = "word " * 2000
    stream = SentenceStream("en")
    assert list(stream.feed(text)) == []
    assert stream.rest == text.strip()


def test_tidying_twice_changes_nothing_more() -> None:
    for language, text, _ in TEXTS:
        once = tidy(text, language)
        assert tidy(once, language) == once


def test_french_signs_stand_apart_and_english_ones_do_not() -> None:
    assert tidy("Vraiment? Oui (bien sûr)! Non; voir a?b", "fr") == (
        "Vraiment\u202f? Oui (bien sûr)\u202f! Non\u202f; voir a?b"
    )
    assert tidy("Really? Yes! No; see", "en") == "Really? Yes! No; see"


def test_words_that_only_contain_the_terms_stay() -> None:
    assert tidy("An odd BODD and ODDITY.", "en") == "An odd BODD and ODDITY."
