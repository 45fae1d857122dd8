"""What a person sees in a terminal: the words as they are, whatever they contain."""

import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from rich.console import Console

from assistant import terminal
from assistant.citations import cited, quoted
from assistant.errors import ChatError
from assistant.records import (
    Answer,
    Citation,
    CitedSentence,
    Draft,
    Event,
    Evidence,
    Found,
    Hit,
    Passage,
    Reason,
    RelatedQuestion,
    Sources,
    Text,
    Timings,
    Translation,
    Verdict,
    Verified,
)
from assistant.refusal import refusal_text
from assistant.report import Built
from assistant.verdict import reason_text

NASTY = "See [bold]this[/bold] :smile: [1] \\ <b>x</b> ${y} [/] a long word " + "w" * 200


class Tty(io.StringIO):
    def isatty(self) -> bool:
        return True


def answer(text: str = "It helps. [1]", *, fell_back: bool = False, quote: str = "It helps.") -> Answer:
    passage = Passage("id1", f"Before. {quote}", "en", "contribution", "Section [a]", "Title", "file.md")
    return Answer(
        "Who?",
        "en",
        "answered",
        "quoted" if fell_back else "written",
        text,
        (CitedSentence(text, (1,)),),
        (Citation(1, passage, quote),),
        Timings(1, 2, 3),
        fell_back=fell_back,
    )


def printed(*events: Event, tty: bool = False) -> str:
    out = Tty() if tty else io.StringIO()
    terminal.show_answer(terminal.console(out), iter(events))
    return out.getvalue()


def test_an_answer_streams_once_then_its_sources() -> None:
    shown = printed(Draft("It h"), Text("It helps. [1]"), Text(" So it is. [1]"), answer("It helps. [1] So it is. [1]"))
    head, _, sources = shown.partition("\nSources\n")
    assert head.strip() == "It helps. [1] So it is. [1]"
    assert "[1] It helps." in sources
    assert "English contribution · Section [a] · file.md · id1" in sources


@pytest.mark.parametrize("tty", [False, True])
def test_markup_emoji_names_and_braces_are_shown_as_they_are(tty: bool) -> None:
    shown = printed(Text(NASTY), answer(NASTY, quote=NASTY), tty=tty)
    assert shown.count(NASTY) == 2


def test_no_control_character_of_a_document_reaches_the_terminal() -> None:
    evil = "It \x1b[31mhelps\x07\r\x9b2J."
    shown = printed(Text(evil), answer(evil, quote=evil))
    assert not any(mark in shown for mark in "\x1b\x07\r\x9b")
    assert "It [31mhelps2J." in shown


def test_nothing_is_coloured_where_no_terminal_is() -> None:
    assert "\x1b" not in printed(Text("It helps. [1]"), answer())


def test_an_answer_that_replaces_what_was_streamed_is_shown_whole_with_the_reason() -> None:
    shown = printed(Text("Half an answer. [2]"), answer("“It helps.” [1]", fell_back=True))
    assert shown.count("“It helps.” [1]") == 1
    assert shown.index("Half an answer") < shown.index("could not write") < shown.index("“It helps.”")


def test_quotes_in_place_of_an_answer_that_never_began_are_shown_once() -> None:
    for events in ([], [Text("“It helps.” [1]")]):
        shown = printed(*events, answer("“It helps.” [1]", fell_back=True))
        assert shown.count("“It helps.” [1]") == 1
        assert shown.count("could not write") == 1


def test_a_model_that_failed_is_told_from_one_that_wrote_badly() -> None:
    failed = replace(answer("“It helps.” [1]", fell_back=True), trouble="The server cannot be reached.")
    out = io.StringIO()
    assert terminal.show_answer(terminal.console(out), iter([failed])) == "The server cannot be reached."
    assert "(The language model did not answer: " in out.getvalue()
    assert "could not write" not in out.getvalue()


def test_what_a_passage_is_is_said_in_the_readers_language() -> None:
    for language, said in (("fr", "contribution en anglais"), ("en", "English contribution")):
        out = io.StringIO()
        passage = Passage("p1", "It helps.", "en", "contribution", "", "T", "a.md")
        hit = Hit(1, passage, 0.5, "It helps.", ())
        terminal.show_found(terminal.console(out), Found("Q", language, (hit,)))
        assert said in out.getvalue()


def test_a_check_without_a_language_model_says_what_it_cannot_see() -> None:
    item = Evidence(7, Passage("p1", "It helps.", "en", "text", "", "T", "a.md"), "It helps.")
    for judged in (True, False):
        for language, caution in (("fr", "un contraire peut passer"), ("en", "an opposite may pass")):
            verified = Verified("It aids.", language, Verdict(True, 0.6, (item,), "substance"), judged=judged)
            assert (caution in reason_text(verified, language)) is not judged
    exact = Verified("It helps.", "en", Verdict(True, 1.0, (item,), "verbatim"), judged=False)
    assert "opposite" not in reason_text(exact, "en")


def test_a_refusal_is_shown_once_with_the_nearest_passages() -> None:
    passage = Passage("id1", "Before. It helps. After.", "fr", "article", "Section", "Title", "file.md")
    text = refusal_text("fr", RelatedQuestion("Quels risques ?", 14, "Title", "fr"))
    refused = Answer(
        "Q", "fr", "refused", "written", text, (), (), Timings(1, None, 2), (Hit(1, passage, 1.5, "It helps."),)
    )
    shown = printed(Sources(Found("Q", "fr", ()), ()), refused)
    assert shown.count(text) == 1
    assert "Passages les plus proches\n1. 1.50 · article en français · Section · file.md · id1" in shown
    assert "Before. It helps. After." in shown


def test_a_translated_quotation_is_printed_once_and_the_original_below_it() -> None:
    translation = Translation("fr", ("Avant.", "Cela aide."))
    passage = Passage("id1", "Before. It helps.", "en", "text", "", "T", "t.md", translation=translation)
    item = Evidence(1, passage, "It helps.", told="Cela aide.")
    sentences = (quoted(item),)
    answer = Answer("Q", "fr", "answered", "quoted", "…", sentences, cited(sentences, [item]), Timings(1, None, 2))
    shown = printed(Sources(Found("Q", "fr", ()), ()), Text(sentences[0].text), answer)
    assert shown.count("Cela aide.") == 1
    assert "[1] It helps." in shown
    own = (CitedSentence("“It helps.”", (1,)),)
    assert "= Cela aide." in printed(Sources(Found("Q", "fr", ()), ()), replace(answer, sentences=own))


def test_a_stream_without_an_end_is_an_error_that_says_so() -> None:
    def broken() -> Iterator[Event]:
        yield Text("It")

    with pytest.raises(ChatError, match="Ask again"):
        terminal.final(broken())


@pytest.mark.parametrize(
    ("built", "line"),
    [
        (
            Built("v0001", 30, 135, 30, 0, 0, 0, 8.5),
            "Index v0001: +30 ~0 -0 passages (0 moved, 0 unchanged); 30 passages, 135 sentences; 8.5 s.",
        ),
        (
            Built("v0001", 30, 135, 0, 0, 0, 30, 0.1),
            "Nothing changed: index v0001, 30 passages, 135 sentences (0.1 s).",
        ),
    ],
    ids=["changed", "unchanged"],
)
def test_a_build_is_summed_up_in_one_line(built: Built, line: str) -> None:
    assert terminal.summary(built) == line


def test_a_status_shows_each_part_and_its_problem() -> None:
    out = io.StringIO()
    report = {
        "index": {"folder": "[x]", "kept_versions": 3, "problem": "It is gone: [b]run[/b]."},
        "page": {"problem": None},
    }
    terminal.show_status(Console(file=out, width=200), report)
    assert out.getvalue() == "index\n  folder: [x]\n  kept versions: 3\n  It is gone: [b]run[/b].\npage\n"


def test_a_status_is_in_plain_words() -> None:
    out = io.StringIO()
    part = {"name": None, "kept_versions": ["v0001", "v0002"], "files": {"a.md": "1f", "b.md": "2e"}, "others": []}
    terminal.show_status(Console(file=out, width=200), {"index": {**part, "problem": None}})
    lines = "  name: none\n  kept versions: v0001, v0002\n  files: a.md, b.md\n  others: none\n"
    assert out.getvalue() == f"index\n{lines}"


def test_an_explained_search_says_where_each_score_comes_from() -> None:
    text = "Farmers get weather reports. Prices too."
    passage = Passage(
        "p1", text, "en", "text", "", "T", "a.md", translation=Translation("fr", ("La météo.", "Les prix."))
    )
    hit = Hit(1, passage, 0.66, "Prices too.", cosine=0.6, chunk_cosine=0.5, lexical=0.73, translated=True)
    found = Found("La diplomatie et les prix ?", "fr", (hit,), focus="Et les prix ?")
    out = io.StringIO()
    terminal.show_found(terminal.console(out), found, explain=True)
    shown = out.getvalue()
    assert "Cherché : « Et les prix ? », le reste se trouvant dans presque tous les passages" in shown
    assert "0.66 = ½ × 0.60 (meilleure phrase, par sa traduction) + ½ × 0.50 (passage) + 0.15 × 0.73" in shown
    assert "(mots communs : prix)" in shown
    reranked = io.StringIO()
    read = replace(found, hits=(replace(hit, score=0.91, reranked=0.91),))
    terminal.show_found(terminal.console(reranked), read, explain=True)
    assert "0.91 selon le réordonneur ; trouvé avec 0.66 = ½ × 0.60" in reranked.getvalue()
    expected = io.StringIO()
    like = replace(hit, score=0.57, likeness=0.4, likeness_weight=0.5, expected="Combien ça coûte ?")
    none = replace(hit, score=0.57, likeness=0.4, likeness_weight=0.5)
    terminal.show_found(terminal.console(expected), replace(found, hits=(like, none)), explain=True)
    assert "0.57 = (½ × 0.60" in expected.getvalue()
    assert "+ 0.5 × 0.40 (questions attendues ; la plus proche : Combien ça coûte ?)) ÷ 1.5" in expected.getvalue()
    assert (
        "(questions attendues ; ce passage n’en a pas, ou peu et loin : la moyenne des autres)" in expected.getvalue()
    )
    plain = io.StringIO()
    terminal.show_found(terminal.console(plain), found)
    assert "½" not in plain.getvalue()


def test_a_refusal_offers_questions_that_the_corpus_answers() -> None:
    refused = replace(answer(), status="refused", citations=(), suggestions=("What gets in the way?",))
    assert "The corpus does answer, for example\n- What gets in the way?" in printed(refused)


def test_a_reply_to_a_greeting_is_printed_without_sources() -> None:
    replied = replace(
        answer(), status="replied", text="Hello.", sentences=(), citations=(), suggestions=("What helps?",)
    )
    shown = printed(replied)
    assert "Hello." in shown
    assert "Sources" not in shown
    assert "- What helps?" in shown


@pytest.mark.parametrize(
    ("reason", "line", "passage"),
    [
        ("substance", "The corpus says it in substance.", True),
        ("number", "The nearest passage does not give: 12.", True),
        ("far", "No passage of the corpus says so.", False),
    ],
)
def test_a_verdict_is_told_in_words_and_with_a_passage_only_when_one_is_near(
    reason: Reason, line: str, passage: bool
) -> None:
    item = Evidence(7, Passage("p1", "It helps.", "en", "text", "", "T", "a.md"), "It helps.")
    verdict = Verdict(reason == "substance", 0.9, (item,), reason, ("12",) if reason == "number" else ())
    out = io.StringIO()
    terminal.show_verified(terminal.console(out), Verified("It helps 12.", "en", verdict))
    assert out.getvalue().startswith(f"{line}\n")
    assert ("[1] It helps." in out.getvalue()) is passage
