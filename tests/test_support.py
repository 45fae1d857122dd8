"""Which evidence stands behind a sentence, and that a number never comes from nowhere."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.evidence import every
from assistant.index import Index
from assistant.ports import Embedder
from assistant.records import Evidence, Found, Hit, Language, Passage
from assistant.relevance import Calibration, Gate
from assistant.support import Judge, Support, Tools

CLOSE = 0.45  # between what reworded sentences reach here and what unrelated ones do
BY_COSINE = Calibration({"cosine": 20.0}, -20.0 * CLOSE, 0.5)
STATEMENTS = Calibration({"judgement": 1.0}, -1.0, 0.5)  # a yes must be surer than one half
GATE = Gate(BY_COSINE, Calibration({"judgement": 1.0}, 0.0, 0.5), floor=0.1)
TAUGHT = replace(GATE, statements=STATEMENTS, surest=9.0, whole=6.0)
FARMERS = "Digital platforms have enabled farmers to access market information and weather forecasts."
DIVIDE = "The digital divide limits inclusivity, making it harder for marginalized communities to participate."
AGENDA = "The SDG Digital Acceleration Agenda presents 34 digital solutions from 67 countries."
FRENCH = "La diplomatie numérique peut être affectée par la désinformation et les cyberattaques."


class Asked:
    """A judge that says yes, or what it is told to, and keeps the sources it was asked about."""

    def __init__(self, says: float = 0.99) -> None:
        self.sources: list[str] = []
        self._says = says

    def __call__(self, source: str, *_: object) -> float:
        self.sources.append(source)
        return self._says


def support_of(
    index: Index,
    embedder: Embedder,
    evidence: Sequence[Evidence],
    judge: Judge | None = None,
    gate: Gate = GATE,
    closely: Judge | None = None,
) -> Support:
    with index.snapshot() as snapshot:
        return Support(Tools(embedder, snapshot.map, (), gate, judge, closely=closely), evidence)


def cited(support: Support, sentence: str, language: Language) -> tuple[int, ...]:
    verdict = support.check(sentence, language)
    return tuple(item.n for item in verdict.evidence) if verdict.supported else ()


@pytest.fixture
def support(real_index: Index, default_embedder: Embedder) -> Support:
    quotes: list[tuple[str, Language]] = [(FARMERS, "en"), (DIVIDE, "en"), (AGENDA, "en"), (FRENCH, "fr")]
    evidence = [
        Evidence(n, Passage(f"p{n}", quote, language, "text", "", "T", "t.md"), quote)
        for n, (quote, language) in enumerate(quotes, 1)
    ]
    return support_of(real_index, default_embedder, evidence)


@pytest.mark.parametrize(("n", "quote"), [(1, FARMERS), (2, DIVIDE), (3, AGENDA)])
def test_a_verbatim_sentence_is_cited_by_its_own_evidence(support: Support, n: int, quote: str) -> None:
    assert cited(support, quote, "en")[0] == n


def test_each_sentence_of_a_longer_quote_is_cited_by_it(real_index: Index, default_embedder: Embedder) -> None:
    quote = f"{FARMERS} {DIVIDE}"
    offered = [Evidence(1, Passage("p", quote, "en", "text", "", "T", "t.md"), quote)]
    support = support_of(real_index, default_embedder, offered)
    assert [cited(support, sentence, "en") for sentence in (quote, FARMERS, DIVIDE)] == [(1,)] * 3


def test_a_number_may_come_from_a_second_piece_of_evidence(real_index: Index, default_embedder: Embedder) -> None:
    quotes = ["The agenda presents 34 digital solutions.", "The digital solutions come from 67 countries."]
    offered = [
        Evidence(n, Passage(f"p{n}", quote, "en", "text", "", "T", "t.md"), quote) for n, quote in enumerate(quotes, 1)
    ]
    support = support_of(real_index, default_embedder, offered)
    assert sorted(cited(support, "The agenda presents 34 digital solutions from 67 countries.", "en")) == [1, 2]


def test_without_evidence_nothing_is_supported(real_index: Index, default_embedder: Embedder) -> None:
    assert cited(support_of(real_index, default_embedder, []), "It helps.", "en") == ()


@pytest.mark.parametrize(
    ("sentence", "language", "n"),
    [
        ("Farmers get weather forecasts and market prices through online platforms.", "en", 1),
        ("Les plateformes numériques donnent aux agriculteurs la météo et les prix du marché.", "fr", 1),
        ("Unequal access keeps marginalised groups from taking part.", "en", 2),
        ("Misinformation and cyberattacks can harm digital diplomacy.", "en", 4),
    ],
    ids=["reworded", "translated into French", "reworded more", "translated into English"],
)
def test_a_sentence_in_other_words_or_another_language_is_cited(
    support: Support, sentence: str, language: Language, n: int
) -> None:
    assert cited(support, sentence, language)[0] == n


@pytest.mark.parametrize(
    "sentence",
    ["The recipe needs two eggs and some butter.", "My cat sleeps on the sofa.", "As an AI, I cannot cook."],
)
def test_a_sentence_about_something_else_is_not_cited(support: Support, sentence: str) -> None:
    assert cited(support, sentence, "en") == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "Digital platforms have enabled 5000 farmers to access market information.",
        "The SDG Digital Acceleration Agenda presents 35 digital solutions from 67 countries.",
        "The agenda of 2027 presents 34 digital solutions.",
    ],
)
def test_a_number_that_no_evidence_has_makes_a_sentence_unsupported(support: Support, sentence: str) -> None:
    assert cited(support, sentence, "en") == ()


def test_a_number_must_stand_in_the_evidence_that_is_cited(support: Support) -> None:
    told = cited(support, "Digital platforms have enabled 34 farmers to access market information.", "en")
    assert not told or 3 in told


def test_a_sentence_gets_two_citations_at_most_and_only_offered_ones(support: Support) -> None:
    told = cited(support, "Digital platforms help farmers and marginalized communities participate.", "en")
    assert 1 <= len(told) <= 2
    assert set(told) <= {1, 2, 3, 4}


@pytest.mark.parametrize("says", [0.99, 0.01])
def test_with_a_language_model_its_judgement_on_the_nearest_evidence_counts(
    real_index: Index, default_embedder: Embedder, says: float
) -> None:
    asked: list[str] = []

    def judge(source: str, sentence: str, language: Language) -> float:
        asked.append(source)
        return says

    offered = [Evidence(1, Passage("p", FARMERS, "en", "text", "", "T", "t.md"), FARMERS)]
    support = support_of(real_index, default_embedder, offered, judge)
    assert support.check("Online platforms bring farmers market prices.", "en").supported is (says > 0.5)
    assert asked == [FARMERS]


def test_the_model_is_not_asked_about_what_is_word_for_word_far_or_wrong_in_its_numbers(
    real_index: Index, default_embedder: Embedder
) -> None:
    def judge(source: str, sentence: str, language: Language) -> float:
        raise AssertionError(sentence)

    offered = [Evidence(1, Passage("p", AGENDA, "en", "text", "", "T", "t.md"), AGENDA)]
    support = support_of(real_index, default_embedder, offered, judge)
    reasons = [
        support.check(sentence, "en").reason
        for sentence in (AGENDA.lower(), "My cat sleeps.", AGENDA.replace("34", "35"), AGENDA.replace("34", "a dozen"))
    ]
    assert reasons == ["verbatim", "far", "number", "number"]


@pytest.mark.parametrize(("says", "reason"), [(0.99, "substance"), (0.6, "far"), (0.01, "far")])
def test_a_model_that_was_taught_to_judge_is_asked_about_what_is_far_too(
    real_index: Index, default_embedder: Embedder, says: float, reason: str
) -> None:
    offered = [Evidence(1, Passage("p", AGENDA, "en", "text", "", "T", "t.md"), AGENDA)]
    support = support_of(real_index, default_embedder, offered, lambda *_: says, TAUGHT)
    assert support.check("My cat sleeps.", "en").reason == reason
    assert support.check("My cat sleeps.", "en", strict=True).reason == "far", "no sentence of an answer"


def test_a_taught_model_reads_the_sentences_around_and_what_says_it_alone_is_cited_alone(
    real_index: Index, default_embedder: Embedder
) -> None:
    text = f"{FARMERS} Two thirds of them are women. They sell more."
    passage = Passage("p", text, "en", "text", "", "T", "t.md")
    offered = every(Found("", "en", (Hit(1, passage, 1.0, FARMERS),)))
    asked: list[str] = []

    def both(source: str, *_: object) -> float:
        asked.append(source)
        return 0.99 if FARMERS in source and "women" in source else 0.01

    verdict = support_of(real_index, default_embedder, offered, both, TAUGHT).check("Farmers are mostly women.", "en")
    assert verdict.supported
    assert "women" in verdict.evidence[0].quote
    assert FARMERS in verdict.evidence[0].quote
    assert verdict.evidence[0].quote in text
    said = "Digital platforms gave farmers access to market information."
    verdict = support_of(real_index, default_embedder, offered, lambda *_: 0.99, TAUGHT).check(said, "en")
    assert [item.quote for item in verdict.evidence] == [FARMERS]


def test_a_taught_model_is_asked_once_about_the_nearest_piece_and_about_the_next_where_that_is_far(
    real_index: Index, default_embedder: Embedder
) -> None:
    quotes = [FARMERS, DIVIDE, AGENDA]
    offered = [Evidence(n, Passage(f"p{n}", q, "en", "text", "", "T", "t.md"), q) for n, q in enumerate(quotes, 1)]
    asked = Asked(0.01)
    support = support_of(real_index, default_embedder, offered, asked, TAUGHT)
    far, near = "My cat sleeps.", "Digital platforms keep farmers from market information."
    assert not support.check(far, "en").supported
    assert len(asked.sources) == len(set(asked.sources)) == 2
    assert support.log_odds(far, "en") == pytest.approx(-4.595, abs=0.01)
    assert len(asked.sources) == 2
    assert not support.check(near, "en").supported
    assert asked.sources[2:] == [FARMERS], "what is near and denied is not sought elsewhere"
    assert support.log_odds("Farmers have 77 platforms.", "en") is None


def whole(text: str, language: Language = "en") -> tuple[Evidence, ...]:
    """Return each sentence of a passage with those around it."""
    return every(Found("", language, (Hit(1, Passage("p", text, language, "text", "", "T", "t.md"), 1.0, text),)))


def test_what_is_not_said_shows_the_nearest_sentence_without_those_around_it(
    real_index: Index, default_embedder: Embedder
) -> None:
    support = support_of(real_index, default_embedder, whole(f"{AGENDA} {FARMERS}"), Asked(0.01), TAUGHT)
    verdict = support.check("Digital platforms keep farmers from market information.", "en")
    assert (verdict.supported, [item.quote for item in verdict.evidence]) == (False, [FARMERS])


def test_of_a_statement_that_nothing_says_the_nearest_is_told_whatever_the_model_says_of_the_next(
    real_index: Index, default_embedder: Embedder
) -> None:
    quotes = [DIVIDE, FARMERS]
    offered = [Evidence(n, Passage(f"p{n}", q, "en", "text", "", "T", "t.md"), q) for n, q in enumerate(quotes, 1)]
    support = support_of(real_index, default_embedder, offered, lambda src, *_: 0.4 if src == DIVIDE else 0.01, TAUGHT)
    verdict = support.check("Growers still cannot learn what it will rain.", "en")
    assert (verdict.supported, [item.n for item in verdict.evidence]) == (False, [2])


def test_the_sentences_around_keep_nothing_that_the_nearest_alone_says(
    real_index: Index, default_embedder: Embedder
) -> None:
    text = "Platforms help farmers sell more. Farmers help platforms with data."
    support = support_of(real_index, default_embedder, whole(text), Asked(), TAUGHT)
    said = "Farmers are helped by platforms to sell."
    verdict = support.check(said, "en")
    assert (verdict.supported, [item.quote for item in verdict.evidence]) == (True, [text.split(". ")[0] + "."])
    assert support.log_odds(said, "en") is not None


@pytest.mark.parametrize("said", ["We have 2 goals on health for all people.", "We have 3 goals on health."])
def test_the_number_of_a_list_s_item_is_no_number_of_the_evidence(
    real_index: Index, default_embedder: Embedder, said: str
) -> None:
    text = "We have goals. 1. Health for all people. 2. Schools for all people. 3. Work for all people."
    support = support_of(real_index, default_embedder, whole(text), Asked(), TAUGHT)
    assert support.check(said, "en").reason == "number"


def test_a_taught_model_may_take_a_number_from_a_second_piece(real_index: Index, default_embedder: Embedder) -> None:
    quotes = ["The agenda presents 34 digital solutions.", "The digital solutions come from 67 countries."]
    offered = [Evidence(n, Passage(f"p{n}", q, "en", "text", "", "T", "t.md"), q) for n, q in enumerate(quotes, 1)]
    support = support_of(real_index, default_embedder, offered, Asked(), TAUGHT)
    assert sorted(cited(support, "The agenda presents 34 digital solutions from 67 countries.", "en")) == [1, 2]
    assert cited(support, "The agenda presents 35 digital solutions from 67 countries.", "en") == ()


def test_to_the_model_a_statement_has_its_numbers_as_the_evidence_has_them(
    real_index: Index, default_embedder: Embedder
) -> None:
    asked: list[str] = []

    def judge(_: str, sentence: str, *__: object) -> float:
        asked.append(sentence)
        return 0.99

    offered = [Evidence(1, Passage("p", AGENDA, "en", "text", "", "T", "t.md"), AGENDA)]
    support = support_of(real_index, default_embedder, offered, judge, TAUGHT)
    assert cited(support, "L’agenda présente trente-quatre solutions numériques.", "fr") == (1,)
    assert asked == ["L’agenda présente 34 solutions numériques."]


def test_for_a_statement_the_evidence_of_the_passage_that_was_found_first_is_tried_first(
    real_index: Index, default_embedder: Embedder
) -> None:
    quotes = ["Farmers get weather forecasts.", "Farmers get market prices online."]
    offered = [Evidence(n, Passage(f"p{n}", q, "en", "text", "", "T", "t.md"), q) for n, q in enumerate(quotes, 1)]
    said, asked = "Farmers get market prices.", Asked()
    with real_index.snapshot() as snapshot:
        tools = Tools(default_embedder, snapshot.map, (), TAUGHT, asked)
    for places, first in (({}, 1), ({"p1": 1.0, "p2": 0.1}, 0), ({"p1": 0.9, "p2": 1.0}, 1)):
        support = Support(tools, offered, "", places)
        support.check(said, "en")
        assert asked.sources.pop() == quotes[first]
        assert support.first(said, "en") == offered[first]
        Support(tools, offered, "", places).check(said, "en", strict=True)
        assert asked.sources[0] == quotes[1], "an answer's sentence was not what they were found for"
        asked.sources.clear()


def test_to_the_model_a_statement_has_its_own_languages_acronyms(real_index: Index, default_embedder: Embedder) -> None:
    asked: list[str] = []

    def judge(source: str, sentence: str, language: Language) -> float:
        asked.append(sentence)
        return 0.99

    text = "Les plateformes numériques servent les ODD."
    offered = [Evidence(1, Passage("p", text, "fr", "text", "", "T", "t.md"), text)]
    support = support_of(real_index, default_embedder, offered, judge)
    assert support.check("Les plateformes en ligne servent les SDGs.", "fr").supported
    assert asked == ["Les plateformes en ligne servent les ODD."]


def test_two_pieces_together_are_tried_only_where_the_first_lacks_a_number_or_a_name(
    real_index: Index, default_embedder: Embedder
) -> None:
    asked: list[str] = []

    def judge(source: str, sentence: str, language: Language) -> float:
        asked.append(source)
        return 0.01 if len(asked) == 1 else 0.99

    offered = [
        Evidence(n, Passage(f"p{n}", text, "en", "text", "", "T", "t.md"), text)
        for n, text in ((1, FARMERS), (2, DIVIDE))
    ]
    support = support_of(real_index, default_embedder, offered, judge)
    assert not support.check("Online platforms bring farmers market prices.", "en").supported
    assert asked == [FARMERS]


def test_a_number_in_words_is_the_number_in_digits(support: Support) -> None:
    assert cited(support, "The agenda presents thirty-four digital solutions from 67 countries.", "en") == (3,)


def test_a_name_that_the_passage_does_not_have_is_told(support: Support) -> None:
    verdict = support.check("In Togo, the planets and Wikipedia sell platforms.", "en")
    assert (verdict.supported, verdict.reason, verdict.lacking) == (False, "name", ("Togo", "Wikipedia"))


def test_a_sentence_much_longer_than_its_evidence_says_more_than_it(
    real_index: Index, default_embedder: Embedder
) -> None:
    offered = [Evidence(1, Passage("p", DIVIDE, "en", "text", "", "T", "t.md"), DIVIDE)]
    support = support_of(real_index, default_embedder, offered, judge=lambda *_: 1.0)
    said = "The digital divide limits inclusivity and makes it harder for marginalized communities to participate"
    assert cited(support, f"{said}.", "en") == (1,)
    more = (
        ", in towns and villages, at school and at work, on the phone and on paper, by day and by night, now and then"
    )
    assert not support.check(f"{said}{more}.", "en").supported


def test_a_sentence_of_an_answer_must_be_surer_than_a_statement(real_index: Index, default_embedder: Embedder) -> None:
    offered = [Evidence(1, Passage("p", DIVIDE, "en", "text", "", "T", "t.md"), DIVIDE)]
    support = support_of(real_index, default_embedder, offered, judge=lambda *_: 0.7)
    said = "The digital divide makes it harder for marginalized communities to participate."
    assert support.check(said, "en").supported
    verdict = support.check(said, "en", strict=True)
    assert (verdict.supported, verdict.reason) == (False, "different")
    assert support.check(DIVIDE, "en", strict=True).supported


def test_a_sentence_of_an_answer_in_words_of_its_own_must_be_surer_still(
    real_index: Index, default_embedder: Embedder
) -> None:
    offered = [Evidence(1, Passage("p", FARMERS, "en", "text", "", "T", "t.md"), FARMERS)]
    said = "Digital platforms helped farmers to raise their income and to adapt to changing weather conditions."
    sure, certain = (support_of(real_index, default_embedder, offered, judge=lambda *_, p=p: p) for p in (0.99, 0.999))
    assert sure.check(said, "en").supported
    assert not sure.check(said, "en", strict=True).supported
    assert certain.check(said, "en", strict=True).supported
    assert sure.check("Digital platforms help farmers to access market information.", "en", strict=True).supported
    other = "Les plateformes ont aidé les agriculteurs à mieux gagner leur vie et à s’adapter au temps qu’il fait."
    assert sure.check(other, "fr", strict=True).supported, "it cannot be read in this language"


@pytest.mark.parametrize(
    ("said", "question", "says", "stands"),
    [
        ("Digital platforms help farmers to access market information.", "", 0.99, True),
        ("Digital platforms help growers to know the climate.", "What do growers know of the climate?", 0.99999, True),
        ("Digital platforms help growers to know the climate.", "What do growers know of the climate?", 0.999, False),
        ("Digital platforms help growers to know the climate.", "", 0.99999, False),
        ("Growers of a village know its climate.", "Do growers of a village know its climate?", 0.99999, False),
        ("Digital platforms raise yields and lower the costs of seeds.", "Who helps farmers?", 0.99999, False),
        ("Les plateformes aident les agriculteurs.", "", 0.99999, True),
        ("Les plateformes aident les agriculteurs.", "", 0.99, False),
    ],
    ids=[
        "its words",
        "the question's",
        "less sure",
        "nobody's",
        "an echo",
        "made up",
        "another language",
        "less sure of that",
    ],
)
def test_to_a_taught_model_only_the_surest_yes_counts_beside_words(  # a table's columns
    real_index: Index, default_embedder: Embedder, said: str, question: str, says: float, *, stands: bool
) -> None:
    offered = [Evidence(1, Passage("p", FARMERS, "en", "text", "", "T", "t.md"), FARMERS)]
    language: Language = "fr" if said.startswith("Les") else "en"
    with real_index.snapshot() as snapshot:
        tools = Tools(default_embedder, snapshot.map, (), TAUGHT, lambda *_: says)
    verdict = Support(tools, offered, question).check(said, language, strict=True)
    assert (verdict.supported, verdict.reason) == (stands, "substance" if stands else "different")


def test_what_a_taught_model_is_surest_of_is_tried_beside_no_other_evidence(
    real_index: Index, default_embedder: Embedder
) -> None:
    asked: list[str] = []
    prices = "Digital platforms have brought farmers the prices of the market."

    def judge(source: str, sentence: str, language: Language) -> float:
        asked.append(source)
        return 0.99999

    offered = [
        Evidence(n, Passage(f"p{n}", text, "en", "text", "", "T", "t.md"), text)
        for n, text in ((1, FARMERS), (2, prices))
    ]
    doubting = replace(TAUGHT, judged=replace(TAUGHT.judged, weights={"judgement": 0.15}))  # .85, at its surest
    for gate, sources in ((replace(doubting, surest=None), {FARMERS, prices}), (doubting, {FARMERS})):
        asked.clear()
        support = support_of(real_index, default_embedder, offered, judge, gate)
        assert support.check(
            "Digital platforms help farmers to access market information.", "en", strict=True
        ).supported
        assert set(asked) == sources


def test_of_two_pieces_of_evidence_the_one_that_says_it_more_surely_is_cited(
    real_index: Index, default_embedder: Embedder
) -> None:
    near, far = "The agenda presents digital solutions.", "Solutions of the digital agenda are shown, it says."
    offered = [
        Evidence(n, Passage(f"p{n}", quote, "en", "text", "", "T", "t.md"), quote)
        for n, quote in enumerate((near, far), 1)
    ]
    asked: list[str] = []

    def judge(source: str, *_: object) -> float:
        asked.append(source)
        return 0.999 if "it says" in source else 0.7

    support = support_of(real_index, default_embedder, offered, judge=judge)
    statement = "The agenda presents some digital solutions."
    assert cited(support, statement, "en") == (2,)
    assert asked == [near, far]
    sure = support_of(real_index, default_embedder, offered, judge=lambda *_: 0.999)
    assert cited(sure, statement, "en") == (1,)


def test_of_pieces_that_mean_nearly_the_same_the_one_with_the_sentences_own_words_is_asked_about(
    real_index: Index, default_embedder: Embedder
) -> None:
    quotes = [
        "Digital diplomacy brings partners together, and states, firms and associations talk to one another.",
        "It can ease dialogue, exchange and the building of partnerships among diverse stakeholders in the region.",
    ]
    sentence = "Digital diplomacy brings partnerships by easing dialogue and exchange among diverse stakeholders."
    for order in (quotes, quotes[::-1]):
        offered = [
            Evidence(n, Passage(f"p{n}", quote, "en", "text", "", "T", "t.md"), quote)
            for n, quote in enumerate(order, 1)
        ]
        asked = Asked()
        support_of(real_index, default_embedder, offered, judge=asked).check(sentence, "en")
        assert asked.sources[0] == quotes[1]


def test_words_do_not_count_against_evidence_in_another_language(real_index: Index, default_embedder: Embedder) -> None:
    offered = [
        Evidence(1, Passage("p1", FRENCH, "fr", "text", "", "T", "t.md"), FRENCH),
        Evidence(2, Passage("p2", DIVIDE, "en", "text", "", "T", "t.md"), DIVIDE),
    ]
    asked: list[str] = []
    support = support_of(real_index, default_embedder, offered, judge=lambda src, *_: asked.append(src) or 0.99)  # type: ignore[func-returns-value]
    support.check(
        "Misinformation and cyberattacks can harm digital diplomacy, making communities harder to reach.", "en"
    )
    assert asked[0] == FRENCH


@pytest.mark.parametrize("gate", [GATE, TAUGHT], ids=["weighed", "by judgement"])
@pytest.mark.parametrize("strict", [False, True])
def test_a_term_is_not_taken_for_one_like_it(
    real_index: Index, default_embedder: Embedder, gate: Gate, *, strict: bool
) -> None:
    literacy = "Fostering digital literacy reinforces everyone's participation."
    offered = [
        Evidence(n, Passage(f"p{n}", quote, "en", "text", "", "T", "t.md"), quote)
        for n, quote in enumerate([literacy, DIVIDE], 1)
    ]
    asked = Asked()
    with real_index.snapshot() as snapshot:
        terms = snapshot.manifest.glossary
        support = Support(Tools(default_embedder, snapshot.map, terms, gate, asked), offered)
        alone = Support(Tools(default_embedder, snapshot.map, terms, gate, asked), offered[:1])
    said = "The digital divide reinforces everyone's participation."
    verdict = alone.check(said, "en", strict=strict)
    assert (verdict.supported, verdict.reason, verdict.lacking) == (False, "name", ("digital divide",))
    assert asked.sources == []
    support.check(said, "en", strict=strict)
    assert asked.sources == [DIVIDE], "what speaks of it is asked about first, and the other not at all"


@pytest.mark.parametrize("goal", [4, 6])
def test_a_goals_number_stands_beside_what_has_it(real_index: Index, default_embedder: Embedder, goal: int) -> None:
    quote = "Tools facilitate access to education (SDG 4) and clean water (SDG 6)."
    offered = [Evidence(1, Passage("p", quote, "en", "text", "", "T", "t.md"), quote)]
    support = support_of(real_index, default_embedder, offered, judge=lambda *_: 1.0)
    verdict = support.check(f"Tools make it easier to get an education, which is SDG {goal}.", "en")
    assert verdict.supported is (goal == 4)
    assert verdict.reason == ("substance" if goal == 4 else "different")


def test_who_acts_and_who_is_acted_upon_are_not_exchanged(real_index: Index, default_embedder: Embedder) -> None:
    quote = "La diplomatie numérique peut être entravée par la fracture numérique."
    offered = [Evidence(1, Passage("p", quote, "fr", "text", "", "T", "t.md"), quote)]
    support = support_of(real_index, default_embedder, offered, judge=lambda *_: 1.0)
    verdict = support.check("La diplomatie numérique peut entraver la fracture numérique.", "fr")
    assert (verdict.supported, verdict.reason) == (False, "turned")
    assert cited(support, "La fracture numérique peut entraver la diplomatie numérique.", "fr") == (1,)
