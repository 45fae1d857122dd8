import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from assistant import visible
from assistant.citations import quoted
from assistant.records import (
    Answer,
    Citation,
    CitedSentence,
    Draft,
    Edition,
    Evidence,
    Language,
    Sources,
    Text,
    Translation,
)
from assistant.refusal import refusal_text
from assistant.segment import sentence_bounds
from assistant.typography import spaced
from assistant.web import draw, safe
from assistant.web.cards import cards_of
from assistant.web.conversation import Conversation, Exchange
from assistant.web.labels import Texts
from assistant.web.texts import ENGLISH, FRENCH, TEXTS
from tests.page_fake import HOSTILE, PASSAGES, QUOTES, RELATED, FakeAssistant

ALLOWED = {
    *("a", "blockquote", "br", "button", "dd", "details", "div", "dl", "dt", "footer", "h1", "h2", "h3", "header"),
    *("mark", "p", "q", "section", "span", "summary"),
}
ATTRIBUTES = {
    *(
        "aria-busy",
        "aria-describedby",
        "aria-label",
        "aria-labelledby",
        "class",
        "data-back",
        "title",
        "type",
        "data-dismiss",
        "data-key",
        "data-link",
        "data-offline",
        "data-queued",
        "data-updated",
    ),
    *("dir", "href", "id", "lang", "type"),
}


class Reader(HTMLParser):
    """Reads drawn HTML as a browser would: its tags, attributes and visible text."""

    def __init__(self, drawn: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(drawn)
        self.close()
        assert self.open == [], "a tag stays open"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in ("br", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.attributes if key == name]


def played(question: str, number: int = 1) -> Exchange:
    exchange = Exchange(number, question, "searching")
    for event in FakeAssistant().ask(question):
        exchange.take(event)
    return exchange


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("question", ["hostile", f"quote hostile {HOSTILE}", f"tarte {HOSTILE}"])
def test_whatever_others_wrote_is_drawn_as_text(language: Language, question: str) -> None:
    exchange = played(question)
    if exchange.answer and exchange.answer.related:
        related = replace(exchange.answer.related, text=HOSTILE)
        exchange.answer = replace(exchange.answer, related=related, text=HOSTILE)
    texts = TEXTS[language]
    foot = draw.foot(texts, written=True, edition=Edition(HOSTILE, HOSTILE))
    drawn = draw.past([exchange], texts) + draw.live(exchange, texts) + foot
    page = Reader(drawn)
    assert page.tags <= ALLOWED
    assert {name for name, _ in page.attributes} <= ATTRIBUTES
    assert all(href.startswith("#t1-") for href in page.all("href"))
    assert set(page.all("type")) == {"button"}
    assert "<script>alert(2)</script> ${alert(3)} {{constructor}}" in page.text
    assert not visible.HIDDEN.search(page.text)


@pytest.mark.parametrize("texts", TEXTS.values())
def test_a_question_and_what_it_was_taken_for_name_their_own_language(texts: Texts) -> None:
    exchange = played("Quels sont les risques de la fracture numérique ?")
    assert exchange.sources is not None
    exchange.answer, understood = None, "What are the risks of the digital divide?"
    exchange.sources = replace(exchange.sources, understood=understood)
    assert 'class="asked" id="t1-q" lang="fr" dir="auto">Quels sont' in draw.asked(exchange, texts)
    assert f'<q lang="en" dir="auto">{understood}</q>' in draw.understood(exchange, texts)


def test_hidden_characters_are_taken_out_and_line_ends_are_newlines() -> None:
    assert safe.clean("a\u202eb\u2066c\x00d\x1be\ufefff\U000e0041g\udc80h") == "abcdefgh"
    assert safe.clean("one\r\ntwo\rthree\u2028four\u0085five\tsix") == "one\ntwo\nthree\nfour\nfive\tsix"
    assert safe.clean("« Où ? » 👩‍👩‍👧 é") == "« Où ? » 👩‍👩‍👧 é"


def test_the_quoted_sentence_is_marked_where_it_stands() -> None:
    assert safe.marked("One. A < B. Three.", "A < B.") == "One. <mark>A &lt; B.</mark> Three."
    assert safe.marked("One.", "Two.") == "One."
    assert safe.marked("One.", "") == "One."


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("One [1]. Two.", "<p>One\u202f(1). Two.</p>"),
        ("One. [1][2] Two", "<p>One.\u202f(1)\u202f(2) Two</p>"),
        ("One [1, 2]", "<p>One\u202f(1)\u202f(2)</p>"),
        ("One [9] two [0]", "<p>One two</p>"),
        ("Line\nline\n\nSecond <b>", "<p>Line<br>line</p><p>Second &lt;b&gt;</p>"),
        ("**not bold** [text](http://host.invalid) ![i](x)", "<p>**not bold** [text](http://host.invalid) ![i](x)</p>"),
        ("", ""),
    ],
)
def test_an_answer_s_marks_become_links_and_nothing_else_does(text: str, drawn: str) -> None:
    assert safe.prose(text, {1, 2}, lambda n: f"({n})") == drawn


def test_a_mark_that_has_only_begun_is_not_shown_yet() -> None:
    assert safe.prose("One [1", {1}, str, more=True) == "<p>One</p>"
    assert safe.prose("One [1", {1}, str) == "<p>One [1</p>"


def test_ids_are_unique_and_every_number_leads_to_its_own_exchange_s_passage() -> None:
    exchanges = [played("What risks?", 1), played("What helps?", 2), played("tarte", 3)]
    page = Reader(draw.past(exchanges, FRENCH))
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    assert {href.removeprefix("#") for href in page.all("href")} <= set(ids)
    assert sum(href.startswith("#t2-s") for href in page.all("href")) == 5


def test_a_passage_shows_its_words_language_kind_section_and_document() -> None:
    page = Reader(draw.found(played("What risks?"), FRENCH))
    for passage, quote in zip(PASSAGES, QUOTES, strict=True):
        assert passage.text in page.text
        assert quote in page.text
        assert passage.section in page.text
        assert passage.document in page.text
    assert page.text.count("Anglais") == 3
    assert page.text.count("Contribution") == 3


@pytest.mark.parametrize(
    ("by", "label"),
    [
        ("the project", "Traduction faite pour ce site"),
        ("machine: Qwen", "Traduction automatique, par Qwen"),
        (HOSTILE, "Traduction"),
        ("", "Traduction"),
    ],
)
def test_a_passage_shows_its_translation_beside_the_original_to_whom_it_helps(by: str, label: str) -> None:
    exchange = played("Quels risques ?")
    assert exchange.sources
    first, *others = exchange.sources.evidence
    text, told = "It is so. It helps.", Translation("fr", ("C’est ainsi.", f"Cela aide. {HOSTILE}"), by)
    passage = replace(PASSAGES[1], text=text, language="en", translation=told)
    evidence = (replace(first, passage=passage, quote="It helps."), *others)
    exchange.sources, exchange.answer = replace(exchange.sources, evidence=evidence), None
    drawn = draw.found(exchange, FRENCH)
    assert "<mark>It helps.</mark>" in drawn
    assert '<blockquote lang="fr" dir="auto">C’est ainsi. <mark>Cela aide.' in drawn
    assert label in Reader(drawn).text
    assert Reader(drawn).tags <= ALLOWED
    exchange.sources = replace(exchange.sources, found=replace(exchange.sources.found, language="en"))
    assert "Cela aide." not in draw.found(exchange, FRENCH), "asked in the passage's own language"


def test_passages_that_the_answer_cites_stand_out_once_it_is_there() -> None:
    exchange = played("quote the risks")
    assert draw.found(exchange, ENGLISH).count('class="card cited"') == 3
    exchange.answer = None
    assert "cited" not in draw.found(exchange, ENGLISH)


def test_the_final_quote_of_a_passage_is_the_one_marked() -> None:
    exchange = played("What risks?")
    assert exchange.answer is not None
    exchange.answer = replace(exchange.answer, citations=(Citation(2, PASSAGES[1], "The digital divide makes it"),))
    assert "<mark>The digital divide makes it</mark>" in draw.found(exchange, ENGLISH)
    assert f"<mark>{QUOTES[1]}" not in draw.found(exchange, ENGLISH)


def test_a_sentence_being_written_is_shown_as_a_draft_until_it_is_checked() -> None:
    exchange = Exchange(1, "What risks?", "searching")
    events = FakeAssistant().ask("What risks?")
    sources = next(event for event in events if isinstance(event, Sources))
    exchange.take(sources)
    exchange.take(Draft("The <digital"))
    assert '<span class="draft">The &lt;digital</span></p>' in draw.said(exchange, ENGLISH)
    exchange.take(Text("The digital divide. [1]"))
    assert "draft" not in draw.said(exchange, ENGLISH)
    exchange.take(Draft("Mis"))
    assert re.search(r'</a> <span class="draft">Mis</span></p>', draw.said(exchange, ENGLISH))
    exchange.stage = "done"
    assert "draft" not in draw.said(exchange, ENGLISH)


def test_a_refusal_tells_of_the_related_question_once() -> None:
    exchange = played("recipe")
    drawn = Reader(draw.said(exchange, ENGLISH)).text
    assert drawn.count(spaced(RELATED, "fr")) == 1
    assert "I answer from the contributions." in drawn
    assert "14 contributions" in drawn
    assert ENGLISH.nearest in draw.found(exchange, ENGLISH)
    assert 'class="n"' not in draw.found(exchange, ENGLISH)


def test_a_refusal_in_french_tells_of_the_related_question_once_too() -> None:
    exchange = played("recipe")
    assert exchange.answer
    text = refusal_text("fr", exchange.answer.related)
    exchange.answer = replace(exchange.answer, language="fr", text=text)
    assert Reader(draw.said(exchange, FRENCH)).text.count(spaced(RELATED, "fr")) == 1


def test_quotations_keep_their_own_language_and_a_plain_sentence_the_answer_s() -> None:
    exchange = played("quote the risks")
    assert exchange.answer is not None
    plain = CitedSentence("Here are quotes:", ())
    exchange.answer = replace(exchange.answer, sentences=(plain, *exchange.answer.sentences))
    drawn = draw.said(exchange, ENGLISH)
    assert '<p lang="en" dir="auto">Here are quotes:</p><blockquote lang="fr"' in drawn


def test_below_a_translated_quotation_stands_the_original() -> None:
    exchange = played("quote the risks")
    assert exchange.answer is not None
    own, (cited, *_) = exchange.answer.sentences[0], exchange.answer.citations
    told = quoted(Evidence(cited.n, cited.passage, cited.quote, told="It stands translated."))
    exchange.answer = replace(exchange.answer, sentences=(told,))
    drawn = draw.said(exchange, ENGLISH)
    assert '<blockquote lang="en" dir="auto">“It stands translated.” (translated from French)' in drawn
    original = f'<blockquote class="told" lang="fr" dir="auto">«\u202f{safe.escape(cited.quote)}\u202f»</blockquote>'
    assert f'</blockquote><p class="sr">{ENGLISH.original}</p>{original}' in drawn
    assert cards_of(exchange)[0].support == "translated"
    exchange.answer = replace(exchange.answer, sentences=(told, own))
    assert cards_of(exchange)[0].support == "substance", "one of both is not a translated quotation"


def test_below_a_quotation_that_an_earlier_version_kept_stands_its_translation() -> None:
    exchange = played("quote the risks")
    assert exchange.answer is not None
    first, *others = exchange.answer.citations
    translation = Translation("en", ("One.",) * len(sentence_bounds(first.passage.text, "fr")))
    passage = replace(first.passage, translation=translation)
    exchange.answer = replace(exchange.answer, citations=(replace(first, passage=passage), *others))
    drawn = draw.said(exchange, ENGLISH)
    assert f'<blockquote lang="fr" dir="auto">{safe.escape(first.quote)}' in drawn
    assert '</blockquote><p class="told" lang="en" dir="auto">One.</p>' in drawn


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"stopped": True}, ENGLISH.stopped),
        ({"trouble": "chat"}, ENGLISH.chat),
        ({"trouble": "unheard of"}, ENGLISH.error),
    ],
)
def test_what_ended_an_answer_is_said_beside_it(change: dict[str, object], told: str) -> None:
    exchange = Exchange(1, "What risks?", "done", **change)  # type: ignore[arg-type]  # fields of Exchange
    assert told in Reader(draw.said(exchange, ENGLISH)).text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_model_that_failed_is_told_from_one_whose_text_did_not_pass(language: Language) -> None:
    texts = TEXTS[language]
    exchange = played("fallback")
    assert exchange.answer is not None
    failed = Reader(draw.said(exchange, texts)).text
    unchecked = Reader(draw.said(replace(exchange, answer=replace(exchange.answer, trouble="")), texts)).text
    assert texts.fell_back in failed
    assert texts.unchecked not in failed
    assert texts.unchecked in unchecked
    assert "The model is gone." not in failed, "what concerns the administrator alone"


def test_a_screen_reader_hears_of_the_passages_then_of_the_whole_answer() -> None:
    exchange = Exchange(1, "What risks?", "searching")
    heard = [draw.live(exchange, ENGLISH)]
    for event in FakeAssistant().ask("What risks?"):
        exchange.take(event)
        if heard[-1] != draw.live(exchange, ENGLISH):
            heard.append(draw.live(exchange, ENGLISH))
    assert heard[:2] == [ENGLISH.searching, "5 passages found. Writing the answer."]
    assert len(heard) == 3
    assert heard[2].startswith('Answer: <span lang="en">The digital divide')


def test_a_long_conversation_forgets_its_beginning_but_not_its_numbers() -> None:
    talk = Conversation("en")
    for number in range(1, 101):
        assert talk.begin(f"Question {number}").number == number
    assert len(talk.exchanges) == 40
    assert talk.exchanges[0].number == 61


def test_an_answer_s_text_replaces_what_was_streamed() -> None:
    exchange = played("What risks?")
    assert isinstance(exchange.answer, Answer)
    exchange.streamed = "Something else."
    assert "Something else." not in draw.said(exchange, ENGLISH)


def test_an_answer_says_which_index_it_rests_on_and_a_ready_made_reply_says_none() -> None:
    assert '<p class="edition">Index v0001, 24 November 2026</p>' in draw.said(played("risks"), ENGLISH)
    assert '<p class="edition">Index v0001, 24 novembre 2026</p>' in draw.said(played("risks"), FRENCH)
    assert "edition" not in draw.said(played("hello"), ENGLISH)


@pytest.mark.parametrize(
    ("edition", "told"),
    [
        (Edition("v0003", "2026-12-01T00:00:00+00:00"), "Index v0003, 1er décembre 2026"),
        (Edition("v0003", "yesterday"), "Index v0003"),
        (Edition(), ""),
    ],
)
def test_a_version_is_named_with_its_day_where_that_is_known(edition: Edition, told: str) -> None:
    assert FRENCH.edition(edition) == told


def test_words_of_the_passage_are_said_word_for_word_and_all_others_in_substance() -> None:
    exchange = played("quote the risks")
    assert [card.support for card in cards_of(exchange)] == ["verbatim"] * 3 + [""] * 2
    answer = exchange.answer
    assert answer
    first, *others = answer.sentences
    quoted = replace(first, text=f"«\u202f{first.text}\u202f»")
    exchange.answer = replace(answer, sentences=(quoted, *others))
    assert cards_of(exchange)[0].support == "verbatim", "the quotation marks are the answer's"
    exchange.answer = replace(answer, sentences=(first, replace(first, text="In other words."), *others))
    assert cards_of(exchange)[0].support == "substance", "one of the sentences that cite it is not its own"
