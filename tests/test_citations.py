"""Numbers after sentences, and the passages behind them."""

from assistant.citations import cited, marked, quoted
from assistant.records import CitedSentence, Evidence, Language, Passage


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
