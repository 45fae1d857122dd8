import re
from dataclasses import fields

import pytest

from assistant import errors
from assistant.records import Kind, Language
from assistant.web.labels import Texts
from assistant.web.texts import ENGLISH, FRENCH, TEXTS, preferred

LABELS = [field.name for field in fields(Texts) if field.name != "code"]
ALIKE = {
    "document",
    "section",
    "article",
    "contribution",
    "contributions_one",
    "contributions_many",
    "passage",
    "version",
    "undated",
}
LIMIT = 2000


@pytest.mark.parametrize("label", LABELS)
def test_every_label_is_translated(label: str) -> None:
    french, english = getattr(FRENCH, label), getattr(ENGLISH, label)
    assert french.strip()
    assert english.strip()
    assert french != english or label in ALIKE


@pytest.mark.parametrize("label", LABELS)
def test_french_has_its_own_spaces_and_english_none(label: str) -> None:
    french, english = getattr(FRENCH, label), getattr(ENGLISH, label)
    assert not re.search(r" [;:!?»]|« ", french), "an ordinary space would let the sign begin a line"
    assert not re.search(r"[\u00a0\u202f][;:!?]", english)
    assert "'" not in french + english, "apostrophes are typographic"


def test_numbers_agree_with_their_nouns() -> None:
    assert [FRENCH.found(n) for n in (0, 1, 2)] == ["0 passage trouvé", "1 passage trouvé", "2 passages trouvés"]
    assert [ENGLISH.found(n) for n in (0, 1, 2)] == ["0 passages found", "1 passage found", "2 passages found"]
    assert FRENCH.contributions(1) == "1 contribution"
    assert ENGLISH.contributions(14) == "14 contributions"


@pytest.mark.parametrize("language", TEXTS)
def test_every_error_has_a_sentence_without_braces(language: Language) -> None:
    codes = {kind.code for kind in vars(errors).values() if isinstance(kind, type) and hasattr(kind, "code")}
    for code in codes | {"question_empty", "question_long", "lost", "busy", "of a later version"}:
        told = TEXTS[language].trouble(code, LIMIT)
        assert told.endswith(".")
        assert "{" not in told


def test_the_limit_of_a_question_is_written_as_the_language_writes_numbers() -> None:
    assert "2\u202f000 caractères" in FRENCH.trouble("question_long", LIMIT)
    assert "2,000 characters" in ENGLISH.trouble("question_long", LIMIT)


@pytest.mark.parametrize("kind", ["article", "contribution", "text"])
def test_every_kind_and_language_of_passage_has_a_name(kind: Kind) -> None:
    assert FRENCH.kind(kind)
    assert (FRENCH.language("en"), ENGLISH.language("fr")) == ("Anglais", "French")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("en;q=0.3, fr;q=0.7", "fr"),
        ("de-DE,de;q=0.9,fr;q=0.5", "fr"),
        ("de-DE", "en"),
        ("fr", "fr"),
        ("", "en"),
        ("fr;q=nonsense,,;q=", "fr"),
        ("frisian", "en"),
        ("en;q=0,fr", "fr"),
    ],
)
def test_the_browser_s_preferences_choose_the_language(header: str, language: Language) -> None:
    assert preferred(header) == language
