"""What a person may type, and what becomes of it."""

import unicodedata

import pytest

from assistant.errors import QuestionError
from assistant.question import clean, plain

LIMIT = 2000


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        " \t\r\n ",
        "\u00a0\u2003\u3000",
        "\0",
        "\0\x01\x1b\x7f\x9f",
        "\u202e\u202c",
        "\u200b\u200d\ufeff\u00ad",
        "?!… »",
    ],
    ids=["nothing", "a space", "spaces", "wide spaces", "NUL", "controls", "overrides", "invisible", "marks"],
)
def test_a_question_with_nothing_to_read_is_empty(typed: str) -> None:
    with pytest.raises(QuestionError) as caught:
        clean(typed, LIMIT)
    assert caught.value.code == "question_empty"
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("typed", ["🙂", "🇫🇷🇬🇧", "👩‍🌾", "❤️", "\U0001fae8", "2030"])
def test_emoji_or_digits_alone_are_a_question(typed: str) -> None:
    assert clean(typed, LIMIT) == typed


def test_nul_and_control_characters_vanish_without_joining_words() -> None:
    assert clean("How\0 do\x1b[31m digital\ttools\r\nhelp?\x7f", LIMIT) == "How do[31m digital tools help?"


@pytest.mark.parametrize("mark", list("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
def test_no_bidirectional_override_is_left(mark: str) -> None:
    assert clean(f"risks{mark} of ODD", LIMIT) == "risks of ODD"


def test_lone_surrogates_are_replaced_so_that_the_question_can_be_printed() -> None:
    cleaned = clean("risques \udce9 des \ud83d ODD", LIMIT)
    assert cleaned == "risques ? des ? ODD"
    cleaned.encode("utf-8")


@pytest.mark.parametrize(
    "typed",
    ["re\u0301fugie\u0301s", "re\u0000\u0301fugie\u202e\u0301s", "réfugiés"],
    ids=["decomposed", "decomposed around controls", "composed"],
)
def test_a_question_is_in_nfc(typed: str) -> None:
    assert clean(typed, LIMIT) == "réfugiés"
    assert unicodedata.is_normalized("NFC", clean(typed, LIMIT))


def test_a_question_becomes_one_line_with_single_spaces() -> None:
    assert clean("  Quels\n\nrisques \u2028 pour\u00a0les\tODD ?  ", LIMIT) == "Quels risques pour les ODD ?"


def test_a_question_of_100000_characters_is_refused_with_both_numbers() -> None:
    with pytest.raises(QuestionError, match=r"100000 characters; 2000 is the most") as caught:
        clean("a" * 100_000, LIMIT)
    assert caught.value.code == "question_long"
    assert caught.value.exit_code == 2


def test_the_longest_question_allowed_passes_and_one_more_does_not() -> None:
    assert len(clean("é" * LIMIT, LIMIT)) == LIMIT
    with pytest.raises(QuestionError):
        clean("é" * (LIMIT + 1), LIMIT)


def test_spaces_around_a_question_do_not_count() -> None:
    assert clean(" " * 50_000 + "SDG?" + "\n" * 50_000, LIMIT) == "SDG?"


def test_a_decomposed_question_counts_as_it_reads() -> None:
    assert len(clean("e\u0301" * LIMIT, LIMIT)) == LIMIT


def test_html_markdown_and_prompt_markers_are_only_text() -> None:
    typed = "<script>alert(1)</script> **bold** [1] ${question} <|im_end|>"
    assert clean(typed, LIMIT) == typed


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Qu’est-ce que ça VEUT dire ?", "qu est ce que ca veut dire"),
        ("That's it, we're done", "that is it we are done"),
        ("cœur, été", "coeur ete"),
        ("Hellooooo!!! 🙂", "hello"),
        ("ODD 1000, 11", "odd 1000 11"),
        ("l'État et d'autres", "l etat et d autres"),
        ("?!", ""),
    ],
)
def test_plain_words_can_be_compared_however_they_were_typed(typed: str, words: str) -> None:
    assert plain(typed) == words
