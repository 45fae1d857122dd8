"""A visitor reads where a passage stands in its file, in both languages and everywhere a passage is shown."""

import io
from dataclasses import replace

import pytest

from assistant import terminal
from assistant.chunks import chunks, sentences
from assistant.contract import hit_output
from assistant.place import place_of
from assistant.records import Found, Hit, Language, Passage
from assistant.rows import passage_of, rows
from assistant.web.cards import Card, drawn
from assistant.web.texts import TEXTS

TEXT = Passage("a1", "It helps.", "en", "text", "Tools", "Report", "report.pdf")
PAGE = replace(TEXT, page=12)
ROW = replace(TEXT, file="answers.csv", row=7)
SHEET = replace(ROW, file="answers.xlsx", sheet="Été <b>")
PLACES: list[tuple[Passage, str, str]] = [
    (TEXT, "", ""),
    (PAGE, "p. 12", "p. 12"),
    (ROW, "ligne 7", "row 7"),
    (SHEET, "feuille «\u202fÉté <b>\u202f», ligne 7", 'sheet "Été <b>", row 7'),
]


@pytest.mark.parametrize(("passage", "french", "english"), PLACES)
def test_a_place_is_said_in_both_languages(passage: Passage, french: str, english: str) -> None:
    assert (place_of(passage, "fr"), place_of(passage, "en")) == (french, english)


@pytest.mark.parametrize("passage", [one[0] for one in PLACES])
def test_the_index_keeps_a_passages_place(passage: Passage) -> None:
    spans = sentences(passage)
    first = next(rows(passage, spans, chunks(passage, spans, len, 400)))
    assert passage_of(first) == passage


@pytest.mark.parametrize(("passage", "french", "english"), PLACES)
def test_json_names_the_place_in_english(passage: Passage, french: str, english: str) -> None:
    assert hit_output(Hit(1, passage, 1.0, "It helps."))["place"] == english


@pytest.mark.parametrize(("language", "place"), [("fr", "ligne 7"), ("en", "row 7")])
def test_the_terminal_shows_the_place_in_the_questions_language(language: Language, place: str) -> None:
    out = io.StringIO()
    terminal.show_found(terminal.console(out), Found("Who?", language, (Hit(1, ROW, 1.0, "It helps."),)))
    assert f"Tools · answers.csv · {place} · a1" in out.getvalue()


def test_the_page_shows_the_place_beside_the_document() -> None:
    card = drawn(1, 1, Card(1, SHEET, "It helps."), TEXTS["fr"])
    assert 'Report, <span class="place" lang="fr">feuille «\u202fÉté &lt;b&gt;\u202f», ligne 7</span></dd>' in card
    assert "place" not in drawn(1, 1, Card(1, TEXT, "It helps."), TEXTS["fr"])
