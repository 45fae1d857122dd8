"""The few sentences an answer may rest on: verbatim, not too many, and understandable alone."""

import re
from dataclasses import replace

import pytest

from assistant.evidence import (
    WHOLE,
    best,
    choose,
    every,
    hopeful,
    in_context,
    leans,
    likely,
    told,
    unjoined,
    untold,
    whole,
)
from assistant.index import Index
from assistant.ports import Embedder
from assistant.records import Found, Hit, Language, Passage, Term, Translation
from assistant.retrieve import Retriever


def hit(rank: int, *sentences: str, text: str = "", scores: tuple[float, ...] = (), language: Language = "en") -> Hit:
    passage = Passage(f"p{rank}", text or " ".join(sentences), language, "text", "", "T", "t.md")
    given = scores or tuple(1.0 / (rank + place) for place in range(len(sentences)))
    return Hit(rank, passage, 1.0 / rank, sentences[0] if sentences else "", tuple(zip(sentences, given, strict=True)))


def found(*hits: Hit) -> Found:
    return Found("Who helps?", "en", hits)


def test_each_sentence_comes_with_those_around_it_without_the_mark_of_a_list() -> None:
    text = "We do three things.\n\n- Maps help farmers.\n- Prices help shops.\n- Schools help all."
    hit = Hit(1, Passage("p", text, "en", "text", "", "T", "t.md"), 1.0, text)
    around = [piece.around.quote if piece.around else "" for piece in every(Found("", "en", (hit,)))]
    assert around[0] == "We do three things.\n\n- Maps help farmers."
    assert around[-1] == "Prices help shops.\n- Schools help all."
    assert all(quote in text for quote in around)
    short = replace(hit, passage=replace(hit.passage, text="- One thing helps."))
    assert [(piece.quote, piece.around) for piece in every(Found("", "en", (short,)))] == [("One thing helps.", None)]


def test_evidence_is_numbered_from_one_in_the_order_of_its_passages() -> None:
    chosen = choose(found(hit(1, "A is.", "B is.", scores=(1.0, -9.0)), hit(2, "C is."), hit(3, "D is.")), 5)
    assert [item.n for item in chosen] == [1, 2, 3, 4]
    assert [item.passage.id for item in chosen] == ["p1", "p1", "p2", "p3"]


@pytest.mark.parametrize("limit", [1, 3, 5])
def test_there_is_never_more_evidence_than_asked_for(limit: int) -> None:
    assert len(choose(found(*(hit(rank, "A is.", "B is.", "C is.") for rank in range(1, 9))), limit)) == limit


def test_no_passage_gives_more_than_two_sentences() -> None:
    chosen = choose(found(hit(1, "A is.", "B is.", "C is.", "D is.", scores=(9, 9, 9, 9)), hit(2, "E is.")), 5)
    assert [item.quote for item in chosen] == ["A is.", "B is.", "E is."]


def test_what_was_quoted_before_does_not_come_again_and_another_passage_takes_its_place() -> None:
    text = "Fog came. It stayed. Aims:\n- Maps help. Nobody paid."
    first = hit(1, "Fog came.", "It stayed.", "Aims:\n- Maps help.", "Nobody paid.", text=text)
    one = found(first, hit(2, "All is told."), hit(3, "Ships waited."), hit(4, "Rain fell."))
    assert untold(one, (), 3).hits == one.hits[:3]
    left = untold(one, ["Fog came.", "All is told. It was."], 2)
    assert [(of.rank, of.sentence, [text for text, _ in of.sentences]) for of in left.hits] == [
        (1, "Aims:\n- Maps help.", ["Aims:\n- Maps help.", "Nobody paid."]),
        (3, "Ships waited.", ["Ships waited."]),
    ], "what leans on a told sentence would tell that again"
    assert untold(one, [of.passage.text for of in one.hits], 3).hits == ()


def test_a_sentence_that_the_next_one_leans_on_gives_way_to_both() -> None:
    text = "Fog came. It stayed. Ships waited."
    chosen = choose(found(hit(1, "Fog came.", "It stayed.", text=text), hit(2, "Fog came.")), 5)
    assert [(item.n, item.passage.id, item.quote) for item in chosen] == [
        (1, "p1", "Fog came. It stayed."),
        (2, "p2", "Fog came."),
    ]


def test_the_best_quotes_are_those_nearest_to_the_question_in_the_order_of_numbers() -> None:
    one = found(hit(1, "C is.", "A is.", "D is.", text="A is. B is. C is. D is."))
    pieces = whole(one, one.hits[0])
    assert [item.n for item in pieces] == [1, 2, 3, 4]
    assert [item.quote for item in best(one, pieces, 2)] == ["A is.", "C is."]
    assert [item.quote for item in best(one, pieces, 1)] == ["C is."]


def test_what_may_add_to_an_answer_comes_by_its_score_without_what_hardly_may() -> None:
    first = hit(1, "A is.", "B is.", scores=(0.45, 0.3))
    next_ = replace(hit(2, "C is.", scores=(0.5,)), score=0.76 * first.score)
    far = replace(hit(3, "D is.", scores=(0.6,)), score=0.69 * first.score)
    one = found(first, next_, far)
    pieces = choose(one, 4)
    assert [item.quote for item in pieces] == ["A is.", "B is.", "C is.", "D is."]
    assert [item.quote for item in likely(one, pieces)] == ["A is.", "B is.", "C is."]
    assert [item.quote for item in hopeful(one, pieces)] == ["C is.", "A is."]
    assert hopeful(one, ()) == likely(one, ()) == ()


def test_a_passage_read_whole_gives_each_sentence_once_with_what_it_leans_on() -> None:
    text = "Fog came. It stayed. Ships waited. Nobody paid."
    pieces = whole(found(), hit(1, "Ships waited.", text=text))
    assert [(item.n, item.quote) for item in pieces] == [
        (1, "Fog came. It stayed."),
        (2, "Ships waited."),
        (3, "Nobody paid."),
    ]


def test_of_a_long_passage_what_stands_around_its_best_sentence_is_read() -> None:
    sentences = [f"Sentence {n} says a thing that nobody else has said before." for n in range(60)]
    pieces = whole(found(), hit(1, sentences[30], text=" ".join(sentences)))
    quotes = [item.quote for item in pieces]
    assert sentences[30] in quotes
    assert quotes == [one for one in sentences if one in quotes], "in order, without a gap"
    assert WHOLE - 60 < len(" ".join(quotes)) <= WHOLE
    leaning = ["It came first and nobody had thought of it until then.", *sentences[1:]]
    quotes = [item.quote for item in whole(found(), hit(1, leaning[0], text=" ".join(["So it was.", *leaning])))]
    assert quotes[0] == f"So it was. {leaning[0]}"
    alone = "A" * WHOLE + " is long."
    assert [item.quote for item in whole(found(), hit(1, alone, text=f"First. {alone} Last."))] == [alone]


def test_nothing_found_gives_no_evidence() -> None:
    assert choose(found(), 5) == ()
    assert choose(found(hit(1)), 5) == ()


@pytest.mark.parametrize(
    ("text", "sentence", "quote"),
    [
        (
            "It began. The app grew. This initiative helps. End.",
            "This initiative helps.",
            "The app grew. This initiative helps.",
        ),
        ("The app grew.\nIt helps. End.", "It helps.", "The app grew.\nIt helps."),
        ("The app grew. The map helps.", "The map helps.", "The map helps."),
        ("This initiative helps. End.", "This initiative helps.", "This initiative helps."),
        ("The app grew. Italy helps.", "Italy helps.", "Italy helps."),
    ],
    ids=["this", "it, on another line", "stands alone", "nothing before", "only begins like it"],
)
def test_a_sentence_that_points_back_brings_the_one_before(text: str, sentence: str, quote: str) -> None:
    assert in_context(text, sentence, hit(1, sentence, text=text)) == quote


@pytest.mark.parametrize(
    "sentence",
    [
        *("Elle aide les élèves.", "Cette initiative aide.", "De plus, elle aide.", "Cela aide.", "Ces outils aident."),
        *("Il est possible.", "Il est utile aux élèves.", "Furthermore it helps.", "It is able to help."),
    ],
)
def test_a_french_sentence_that_points_back_brings_the_one_before(sentence: str) -> None:
    text = f"L'application a grandi. {sentence} Fin."
    assert (
        in_context(text, sentence, hit(1, sentence, text=text, language="fr")) == f"L'application a grandi. {sentence}"
    )


@pytest.mark.parametrize(
    ("text", "sentence", "quote"),
    [
        (
            "It has aims: Aims: 1. Trust: be open. 2. Peace.",
            "It has aims: Aims:",
            "It has aims: Aims: 1. Trust: be open. 2. Peace.",
        ),
        ("An app grew. It has aims: 1. Trust.", "It has aims:", "An app grew. It has aims: 1. Trust."),
        ("An app grew. The aims are these:", "The aims are these:", "The aims are these:"),
        ("- Apps help.\n- It has aims: 1. Trust.", "- Apps help.", "Apps help."),
        ("- It has aims:\n- Trust - or faith.", "- It has aims:", "It has aims:\n- Trust - or faith."),
        ("-5 degrees is cold.", "-5 degrees is cold.", "-5 degrees is cold."),
        ("Aims:\n- Trust.\n- Peace.\n\nMore is said.", "Aims:", "Aims:\n- Trust.\n- Peace."),
        ("Apps build trust.\n- trust\n- peace", "- trust", "- trust"),
        ("An app grew.\n- It helps.", "- It helps.", "An app grew.\n- It helps."),
    ],
    ids=[
        *("the first item", "one that points back as well", "nothing after", "a list's item", "an item", "a number"),
        *("a short list", "said before as well", "an item that points back"),
    ],
)
def test_a_sentence_that_ends_with_a_colon_brings_the_one_after_and_a_lists_mark_is_left(
    text: str, sentence: str, quote: str
) -> None:
    assert in_context(text, sentence, hit(1, sentence, text=text)) == quote


def test_what_can_only_be_read_in_the_other_language_is_offered_with_this_ones_acronyms() -> None:
    asked = replace(found(hit(1, "L'OMS sert les ODD.", language="fr"), hit(2, "The WHO helps.")), language="en")
    terms = (Term(("OMS",), ("WHO",)),)
    for pieces in (choose(asked, 5, terms), every(asked, terms)):
        assert [item.offered for item in pieces] == ["L'WHO sert les SDG.", "The WHO helps."]
        assert [item.quote for item in pieces] == ["L'OMS sert les ODD.", "The WHO helps."], "what is cited stays"
        assert pieces[1].glossed == ""


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("Maps help.", "Les cartes aident."),
        ("Apps help.\n- Maps help.", "Les applis aident. - Les cartes aident."),
        ("Nothing helps.", ""),
    ],
)
def test_a_quote_without_the_mark_of_its_list_keeps_its_translation(quote: str, said: str) -> None:
    translation = Translation("fr", ("- Les applis aident.", "- Les cartes aident."))
    listed = Passage("p", "- Apps help.\n- Maps help.", "en", "text", "", "T", "t.md", translation=translation)
    assert told(listed, quote, "fr") == said


@pytest.mark.parametrize(
    ("sentence", "alone"),
    [
        ("Par exemple, il aide.", "Il aide."),
        ("En outre, l’accès manque.", "L’accès manque."),
        ("However, it grows.", "It grows."),
        ("Firstly, forecasts help farmers.", "Forecasts help farmers."),
        ("First aid helps, too.", "First aid helps, too."),
        ("Third, maintain trust.", "Maintain trust."),
        ("2. Raising awareness helps.", "Raising awareness helps."),
        ("2015 was the year.", "2015 was the year."),
        ("1. First, trust helps.", "Trust helps."),
        ("Tout d’abord, les prévisions aident.", "Les prévisions aident."),
        ("D'une part, elle relie.", "Elle relie."),
        ("Ainsi naît la confiance.", "Ainsi naît la confiance."),
        ("Also known as e-diplomacy, it grows.", "Also known as e-diplomacy, it grows."),
        ("Therefore, trust helps.", "Trust helps."),
        ("It is therefore essential to learn.", "It is essential to learn."),
        ("Digital tools can, therefore, help.", "Digital tools can help."),
        ("Il est donc essentiel d’apprendre.", "Il est essentiel d’apprendre."),
        ("C’est donc utile.", "C’est utile."),
        ("Il n’est par conséquent pas certain.", "Il n’est pas certain."),
        ("Trust, which is therefore rare, helps.", "Trust, which is therefore rare, helps."),
        ("Par conséquent, la confiance aide.", "La confiance aide."),
        ("Il s’agit donc d’aider.", "Il s’agit d’aider."),
        ("Nous devons donc aider.", "Nous devons aider."),
        ("It is thus that trust grows.", "It is thus that trust grows."),
        ("Il peut donc, par exemple, aider.", "Il peut donc, par exemple, aider."),
        ("Trust matters and is therefore rare.", "Trust matters and is therefore rare."),
        ("Ce qui est légal n’est donc pas juste.", "Ce qui est légal n’est donc pas juste."),
        ("élan", "Élan"),
        ("", ""),
    ],
)
def test_a_sentence_can_lose_the_word_that_joins_it(sentence: str, alone: str) -> None:
    assert unjoined(sentence) == alone


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("sentence", "leaning"),
    [
        ("For example, it can bring vaccines.", True),
        ("For example, this helps.", True),
        ("In schools, they learn.", True),
        ("En juin, on y mesure six degrés de moins.", True),
        ("Dans l’éducation, elle aide.", True),
        ("Par exemple, il permet de voter.", True),
        ("Par exemple, cela aide.", True),
        ("However, it's important to listen.", False),
        ("In many cases, it takes years.", False),
        ("In the end, it can be said.", False),
        ("En Afrique, il faut des routes.", False),
        ("Dans ce cas, il s’agit d’une route.", False),
        ("When the rain stops, it helps.", False),
        ("Once farmers are online, they sell.", False),
        ("According to UNESCO, it has helped.", False),
        ("Diplomats, it seems, tweet.", False),
        ("Lorsque la pluie cesse, elle aide.", False),
        ("Pour que les agriculteurs vendent, ils ont besoin de routes.", False),
        ("In Italy, Rome helps.", False),
    ],
)
def test_a_sentence_that_leans_behind_an_opening_brings_the_one_before(
    sentence: str, language: Language, *, leaning: bool
) -> None:
    text = f"Fog came. {sentence} End."
    quote = in_context(text, sentence, hit(1, sentence, text=text, language=language))
    assert quote == (f"Fog came. {sentence}" if leaning else sentence)


@pytest.mark.parametrize(
    ("sentence", "opens", "anywhere"),
    [
        ("Cela aide.", True, True),
        ("This helps.", True, True),
        ("En outre, elle aide.", True, True),
        ("Moreover, they help.", True, True),
        ("En outre, l’accès manque.", False, False),
        ("Additionally, maps help.", False, False),
        ("De plus, celle-ci est gratuite.", True, True),
        ("Par ailleurs, leurs auteurs votent.", True, True),
        ("En outre, on y trouve des cartes.", True, True),
        ("Moreover, the latter is free.", True, True),
        ("Furthermore, the law is free.", False, False),
        ("Il s’agit d’une application.", True, True),
        ("It is vital to farmers.", True, True),
        ("Par conséquent, l’accès manque.", True, True),
        ("Des règles claires atténuent ces risques.", False, True),
        ("Clear rules soften these risks.", False, True),
        ("Des règles claires atténuent les risques.", False, False),
        ("Clear rules say that it helps.", False, False),
    ],
)
def test_words_that_point_back_are_known(sentence: str, opens: bool, anywhere: bool) -> None:
    assert (leans(sentence), leans(sentence, anywhere=True)) == (opens, anywhere)


def test_a_sentence_already_quoted_as_context_is_not_offered_again() -> None:
    text = "The app grew. It helps farmers."
    chosen = choose(found(hit(1, "It helps farmers.", "The app grew.", text=text)), 5)
    assert [item.quote for item in chosen] == [text]


def test_the_same_words_in_two_passages_are_two_pieces_of_evidence() -> None:
    assert [item.passage.id for item in choose(found(hit(1, "A is."), hit(2, "A is.")), 5)] == ["p1", "p2"]


@pytest.mark.parametrize(
    "question",
    ["How can digital tools help farmers?", "Quels risques pour les ODD ?", "Which initiative presents 34 solutions?"],
)
def test_real_evidence_is_verbatim_and_begins_and_ends_with_whole_words(
    real_index: Index, default_embedder: Embedder, question: str
) -> None:
    language: Language = "fr" if question.startswith("Quels") else "en"
    chosen = choose(Retriever(real_index, default_embedder).find(question, language, 5), 5)
    assert 1 <= len(chosen) <= 5
    for item in chosen:
        assert item.quote in item.passage.text
        assert re.search(rf"(?<!\w){re.escape(item.quote)}(?!\w)", item.passage.text)
