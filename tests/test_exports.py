"""Exports: what a reader keeps says whence each sentence comes, in both languages, and text of others stays text."""

import json
import re
from dataclasses import fields, replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from assistant.citations import quoted
from assistant.earlier import read_answers, stale
from assistant.exports import MEDIA, WRITERS, export
from assistant.exports.markdown import plain
from assistant.exports.talk import Said, Talk
from assistant.exports.words import WORDS, Words
from assistant.records import Answer, Citation, CitedSentence, Evidence, Language, Only, Translation
from tests.page_fake import HOSTILE, PASSAGES, QUOTES, FakeAssistant

LATER = "2026-11-25T08:30:00+00:00"
ALLOWED = {"html", "head", "meta", "title", "style", "body", "header", "main", "section", "h1", "h2", "h3", "p"}
ALLOWED |= {"sup", "a", "q", "ol", "ul", "li", "span", "br", "blockquote"}
SITE = "https://assistant.example.org"


def answered(question: str) -> Said:
    *_, last = FakeAssistant().ask(question)
    assert isinstance(last, Answer)
    return Said(question, last)


def talk(*questions: str, language: Language = "en", address: str = SITE) -> Talk:
    return Talk("Divide & trust", language, tuple(answered(one) for one in questions), LATER, address)


class Read(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_every_sentence_has_a_footnote_and_every_footnote_its_verbatim_quote() -> None:
    text = export(talk("what divides?"), "md")
    for said, mark in (("The digital divide limits how far digital diplomacy reaches.", "[^1]"),):
        assert said + mark in text
    assert "fair partnerships.[^4][^5]" in text
    for n, quote in enumerate(QUOTES, 1):
        assert re.search(rf"^\[\^{n}\]: “{re.escape(quote)}” ", text, re.MULTILINE)


def test_a_quote_cited_twice_in_a_conversation_has_one_footnote() -> None:
    text = export(talk("what divides?", "what else divides?"), "md")
    assert len(re.findall(r"^\[\^\d+\]:", text, re.MULTILINE)) == 5
    assert text.count("[^1]") == 3


def test_the_same_quote_read_in_two_index_versions_is_told_apart() -> None:
    first, second = answered("a?"), answered("b?")
    assert second.answer
    later = Said("b?", replace(second.answer, version="v0002", built="2026-11-26T00:00:00+00:00"))
    text = export(Talk("T", "en", (first, later), LATER), "md")
    assert len(re.findall(r"^\[\^\d+\]:", text, re.MULTILINE)) == 10
    assert "Index v0001, 24 November 2026" in text
    assert "Index v0002, 26 November 2026" in text


def test_an_english_bibliography_is_in_english_style() -> None:
    text = export(talk("what divides?"), "md")
    assert "Accessed 25 November 2026" in text
    assert "section “Les défis et les risques”, contribution in English, article.md" in text
    assert f"<{SITE}/passage/p1>" in text


def test_a_french_bibliography_is_in_french_style_with_french_spaces() -> None:
    text = export(talk("quels risques ?", language="fr"), "md")
    assert "Consulté le 25 novembre 2026" in text
    assert "section «\u202fLes défis et les risques\u202f», contribution en anglais, article.md" in text
    assert "Index v0001, 24 novembre 2026" in text
    assert "“" not in text


def test_a_page_and_a_row_are_in_the_footnote() -> None:
    said = answered("what divides?")
    assert said.answer
    first, second, *rest = said.answer.citations
    cited = (
        replace(first, passage=replace(first.passage, page=12)),
        replace(second, passage=replace(second.passage, row=7, sheet="Réponses")),
        *rest,
    )
    text = export(Talk("T", "en", (Said("q", replace(said.answer, citations=cited)),), LATER), "md")
    assert "p. 12, article.md" in text
    assert 'sheet "Réponses", row 7, article.md' in text


@pytest.mark.parametrize("kind", ["md", "html"])
def test_without_the_pages_address_there_is_no_link(kind: str) -> None:
    text = export(talk("what divides?", address=""), kind)
    assert "/passage/" not in text
    assert "Passage p1. Index v0001" in text  # which tells it from the others


def test_a_passages_name_is_quoted_in_its_link() -> None:
    assert talk().link(replace(PASSAGES[0], id="a/b c")) == f"{SITE}/passage/a%2Fb%20c"


def test_a_translation_stands_beside_the_original_quote_in_all_formats() -> None:
    told = Translation("en", ("One.", "The divide limits its reach.", "Three."), "the project")
    said = answered("what divides?")
    assert said.answer
    first = replace(said.answer.citations[0], passage=replace(PASSAGES[0], translation=told))
    one = Talk("T", "en", (Said("q", replace(said.answer, citations=(first, *said.answer.citations[1:]))),), LATER)
    assert "Translation made for the site: “The divide limits its reach.”" in export(one, "md")
    assert '<q lang="en" dir="auto">The divide limits its reach.</q>' in export(one, "html")
    assert (
        json.loads(export(one, "json"))["answers"][0]["citations"][0]["translation"] == "The divide limits its reach."
    )


@pytest.mark.parametrize("kind", sorted(WRITERS))
def test_what_has_no_answer_says_so(kind: str) -> None:
    one = Talk("T", "en", (Said("Stopped?", None, "stopped"), Said("Broken?", None, "broken")), LATER)
    text = export(one, kind)
    for words in ("Stopped?", "Broken?", "stopped", "broke"):
        assert words in text


@pytest.mark.parametrize("kind", sorted(WRITERS))
def test_a_refusal_keeps_its_text_the_nearest_passages_and_what_can_be_asked_instead(kind: str) -> None:
    text = export(talk("recipe?"), kind)
    for words in ("I cannot find an answer", QUOTES[3], "Who helps farmers?", "humour dans la diplomatie"):
        assert words in text


@pytest.mark.parametrize("kind", ["md", "html"])
def test_a_question_that_refers_back_is_shown_with_what_it_was_taken_for(kind: str) -> None:
    said = answered("what divides?")
    assert said.answer
    one = Talk("T", "en", (Said("why?", replace(said.answer, understood="Why does it divide?")),), LATER)
    assert "Understood as:" in export(one, kind)
    assert "Why does it divide?" in export(one, kind)


@pytest.mark.parametrize("kind", ["md", "html"])
def test_what_a_question_was_sought_among_is_said_where_that_was_not_everything(kind: str) -> None:
    said = answered("what divides?")
    assert said.answer
    one = Talk("T", "fr", (Said("why?", replace(said.answer, only=Only(goals=(4,)))),), LATER)
    assert "objectif 4 (Éducation de qualité)" in export(one, kind).replace("\\", "")
    assert "Recherche limitée" not in export(replace(one, said=(said,)), kind)


def test_quotations_are_quotations_each_in_its_own_language() -> None:
    text = export(talk("quote the risks"), "md")
    assert f"> {QUOTES[0]}[^1]" in text
    tags = Read(export(talk("quote the risks"), "html")).tags
    assert [at["lang"] for tag, at in tags if tag == "blockquote"] == ["fr", "en", "en"]


def test_a_translated_quotation_is_in_its_own_language_and_the_original_in_its_note() -> None:
    said = answered("quote the risks")
    assert said.answer
    first, *_ = said.answer.citations
    told = quoted(Evidence(first.n, first.passage, first.quote, told="It is told."))
    one = Talk("T", "en", (Said("why?", replace(said.answer, sentences=(told,))),), LATER)
    tags = Read(export(one, "html")).tags
    assert [at["lang"] for tag, at in tags if tag == "blockquote"] == ["en"]
    assert f'<q lang="fr" dir="auto">{first.quote}</q>' in unescape(export(one, "html"))
    assert "> “It is told.” (translated from French)[^1]" in export(one, "md").replace("\\", "")
    (sentence,) = json.loads(export(one, "json"))["answers"][0]["sentences"]
    assert (sentence["text"], sentence["translated"]) == ("“It is told.” (translated from French)", True)


def test_the_page_to_print_runs_nothing_fetches_nothing_and_has_its_print_rules() -> None:
    page = export(talk("hostile question"), "html")
    read = Read(page)
    assert {tag for tag, _ in read.tags} <= ALLOWED
    assert not any(name.startswith("on") or name == "src" for _, at in read.tags for name in at)
    links = [str(at["href"]) for tag, at in read.tags if tag == "a"]
    assert all(link.startswith(("#note-", f"{SITE}/passage/")) for link in links)
    assert "@page" in page
    assert "@media print" in page
    assert "\u202e" not in page
    policy = next(at["content"] for tag, at in read.tags if at.get("http-equiv") == "Content-Security-Policy")
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


def test_every_mark_of_the_printed_page_leads_to_a_note_and_every_quote_has_a_language() -> None:
    tags = Read(export(talk("what divides?", "quels risques ?"), "html")).tags
    ids = {at["id"] for _, at in tags if "id" in at}
    assert all(str(at["href"])[1:] in ids for tag, at in tags if tag == "a" and str(at["href"]).startswith("#"))
    assert all(at.get("lang") for tag, at in tags if tag in ("q", "blockquote"))


def test_hostile_text_is_no_markup_in_markdown() -> None:
    text = export(talk("hostile question", address=""), "md")
    assert "\u202e" not in text
    assert not re.search(r"(?<!\\)<", text)
    assert not re.search(r"(?<!\\)!\\?\[", text)
    assert not re.search(r"(?<!\\)\[(?!\^\d+\])", text)


@pytest.mark.parametrize("line", ["1. one", "- a", "+ a", "# h", "> q", "=====", "--- x", "a\n\n# h", "`c`", "[^1]: x"])
def test_a_line_that_would_be_markdown_is_escaped(line: str) -> None:
    assert "\n" not in plain(line)
    assert re.search(r"\\[.\-+#>=`\[]", plain(line))


def test_the_json_is_what_the_readme_says() -> None:
    value = json.loads(export(talk("what divides?"), "json"))
    assert list(value) == [
        *("format", "format_version", "title", "language", "exported", "page", "answers", "notes", "bibliography")
    ]
    assert value["format"] == "diplomacy-assistant conversation"
    assert value["answers"][0]["index_version"] == "v0001"
    assert value["answers"][0]["citations"][0]["note"] == 1
    assert value["notes"][0] == {
        "n": 1,
        "quote": QUOTES[0],
        "passage_id": "p1",
        "index_version": "v0001",
        "link": f"{SITE}/passage/p1",
    }
    assert len(value["bibliography"]) == 5


def test_the_check_of_earlier_answers_reads_an_export(tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    file.write_text(export(talk("what divides?", "recipe?"), "json"), encoding="utf-8")
    quotes = read_answers(file)
    assert [one.quote for one in quotes] == list(QUOTES)
    assert quotes[0].question == "what divides?"
    edited = [replace(PASSAGES[0], text="All new."), *PASSAGES[1:]]
    assert [(one.passage_id, one.fate) for one in stale(quotes, edited)] == [("p1", "edited")]


def test_a_number_without_a_citation_gets_no_mark() -> None:
    said = answered("what divides?")
    assert said.answer
    odd = replace(said.answer, sentences=(CitedSentence("One.", (1, 9)),))
    assert "One.[^1]\n" in export(Talk("T", "en", (Said("q", odd),), LATER), "md")


def test_every_kind_has_its_media_type() -> None:
    assert set(MEDIA) == set(WRITERS)


@pytest.mark.parametrize("name", [field.name for field in fields(Words)])
def test_every_word_of_an_export_is_in_both_languages_with_the_same_variables(name: str) -> None:
    french, english = (getattr(WORDS[language], name) for language in ("fr", "en"))  # type: ignore[index]  # both are
    assert french
    assert english
    assert re.findall(r"{\w+}", french) == re.findall(r"{\w+}", english)


def test_a_hostile_passage_stays_inside_its_footnote() -> None:
    said = answered("what divides?")
    assert said.answer
    bad = replace(PASSAGES[0], text=HOSTILE, section="[x](javascript:alert(1))", document="</li><script>x</script>")
    one = replace(said.answer, citations=(Citation(1, bad, HOSTILE), *said.answer.citations[1:]))
    for kind in ("md", "html"):
        assert "<script>" not in re.sub(r"\\<", "", export(Talk("<b>T", "en", (Said("<i>q", one),), LATER), kind))
