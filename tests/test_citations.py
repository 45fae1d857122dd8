"""Numbers after sentences, and the passages behind them."""

from dataclasses import replace

from assistant.citations import cited, marked, quoted, spoken
from assistant.records import MACHINE, CitedSentence, Evidence, Language, Passage, Translation


def item(n: int, quote: str = "It helps.", language: Language = "en") -> Evidence:
    return Evidence(n, Passage(f"p{n}", f"Before. {quote} After.", language, "text", "", "T", "t.md"), quote)


def test_marks_follow_the_sentence_in_the_order_of_support() -> None:
    assert marked(CitedSentence("It helps farmers.", (3, 1))) == "It helps farmers. [3] [1]"


def test_a_sentence_without_citation_has_no_mark() -> None:
    assert marked(CitedSentence("It helps.", ())) == "It helps."


def test_only_what_is_used_is_cited_once_and_in_order() -> None:
    sentences = [CitedSentence("A.", (3, 1)), CitedSentence("B.", (3,))]
    assert [citation.n for citation in cited(sentences, [item(n) for n in (1, 2, 3, 4)])] == [1, 3]


def test_a_number_that_was_never_offered_gets_no_citation() -> None:
    assert cited([CitedSentence("A.", (9,))], [item(1)]) == ()


def test_a_citation_is_the_evidence_word_for_word() -> None:
    offered = item(2, "Un « mot ».", "fr")
    (citation,) = cited([quoted(offered)], [offered])
    assert (citation.n, citation.passage, citation.quote) == (2, offered.passage, "Un « mot ».")
    assert citation.quote in citation.passage.text


def test_a_quote_is_a_sentence_cited_by_its_own_number() -> None:
    assert quoted(item(4)) == CitedSentence("“It helps.”", (4,))
    assert quoted(item(5, "Cela aide.", "fr")) == CitedSentence("«\u202fCela aide.\u202f»", (5,))


def test_a_quote_with_a_translation_is_told_in_it_and_cited_in_its_own_words() -> None:
    english, french = replace(item(4), told="Cela aide."), replace(item(5, "Cela aide.", "fr"), told="It helps.")
    assert quoted(english) == CitedSentence("«\u202fCela aide.\u202f» (traduit de l’anglais)", (4,), translated=True)
    assert quoted(french) == CitedSentence("“It helps.” (translated from French)", (5,), translated=True)
    for one in (english, french, item(6), item(7, "Cela aide.", "fr")):
        (citation,) = cited([quoted(one)], [one])
        assert citation.quote == one.quote
        other = {"en": "fr", "fr": "en"}[one.passage.language]
        assert spoken(quoted(one), citation) == (other if one.told else one.passage.language)


def test_a_machine_s_translation_is_said_to_be_one() -> None:
    for by, how in (("the project", ""), (f"{MACHINE}m", " par une machine")):
        passage = replace(item(4).passage, translation=Translation("fr", ("Cela aide.",), by))
        told = quoted(replace(item(4), passage=passage, told="Cela aide."))
        assert told.text == f"«\u202fCela aide.\u202f» (traduit de l’anglais{how})"
