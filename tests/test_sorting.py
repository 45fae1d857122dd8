"""A draft's sentences go into the answer, aside, or out; what points back never stands alone."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from assistant.length import Length
from assistant.pertinence import Pertinence
from assistant.prompts import read_prompts
from assistant.records import CitedSentence, Evidence, Language, Passage, Reason, Verdict
from assistant.sorting import Sorting, Task, adding, echoes, is_plain, standing
from tests.conftest import REPOSITORY
from tests.fakes import FakeChat

PROMPTS = read_prompts(REPOSITORY / "prompts")


def piece(n: int, quote: str, language: Language = "en") -> Evidence:
    return Evidence(n, Passage(f"p{n}", quote, language, "contribution", "", "T", "a.md"), quote)


NEAR, FAR = piece(1, "Apps help the farmers of the region."), piece(2, "Maps help the fishers of the coast.")
FRENCH = piece(3, "Les applications aident les agriculteurs de la région.", "fr")


class Support:
    """Says of each sentence which evidence says it; of any other, that none does."""

    def __init__(self, says: Mapping[str, Evidence], reason: Reason = "different") -> None:
        self._says, self._reason = says, reason

    def check(self, sentence: str, language: Language, *, strict: bool = False) -> Verdict:
        assert strict
        if item := self._says.get(sentence):
            return Verdict(True, 0.99, (item,), "substance")
        return Verdict(False, 0.1, (NEAR,), self._reason)


def sorting(
    says: Mapping[str, Evidence], beside_the_point: str = "nothing at all", language: Language = "en"
) -> Sorting:
    """Return one before evidence of which the first and third are near; sentences with certain words do not answer."""
    chat = FakeChat(judgement=lambda messages: 0.1 if beside_the_point in messages[-1].text else 0.9)
    pertinence = Pertinence(PROMPTS, chat, ["Who helps?"], language, 1.0)
    task = Task("Who helps?", language, "usual", (NEAR, FAR, FRENCH), (NEAR, FRENCH), (NEAR, FRENCH), pertinence)
    return Sorting(task, Support(says))  # type: ignore[arg-type]  # a stand-in


def taken(sorting: Sorting, *draft: str) -> list[str]:
    return [one.text for part in draft for one in sorting.take(part)]


HELP, LEAN, CATS = "Apps help the farmers.", "They help the farmers too.", "Cats sleep in the sun."


def test_what_evidence_says_and_answers_is_shown_with_its_number() -> None:
    one = sorting({HELP: NEAR})
    assert taken(one, HELP) == [HELP]
    assert one.own[0].citations == (1,)


def test_what_no_evidence_says_is_left_out_and_remembered() -> None:
    one = sorting({})
    assert taken(one, HELP) == []
    assert [verdict.evidence for verdict in one.failed] == [(NEAR,)]
    assert one.better_than_nothing() == []


@pytest.mark.parametrize(("says", "shown"), [(FAR, HELP), (NEAR, CATS)], ids=["far", "beside the point"])
def test_what_is_put_aside_comes_back_where_nothing_else_answers(says: Evidence, shown: str) -> None:
    one = sorting({shown: says}, beside_the_point="region" if says is FAR else "a")
    assert taken(one, shown) == []
    assert [cited.text for cited in one.better_than_nothing()] == [shown]
    assert one.failed == []


def test_a_sentence_that_surely_answers_is_not_asked_about() -> None:
    task = sorting({}, beside_the_point="Apps")._task
    says = Verdict(True, 0.99, (NEAR,), "substance")
    assert task.place(says, HELP) == "aside"
    assert task.place(says, HELP, surely=lambda: True) == "own"
    far = Verdict(True, 0.99, (FAR,), "substance")
    assert task.place(far, HELP, surely=lambda: True) == "aside", "far from the question"
    assert task.place(Verdict(False, 0.1, (NEAR,), "different"), HELP, surely=lambda: True) == "failed"


def test_what_does_not_answer_stays_aside_where_near_evidence_does() -> None:
    one = sorting({CATS: NEAR}, beside_the_point="Cats")
    assert taken(one, CATS) == []
    assert one.better_than_nothing() == []


@pytest.mark.parametrize(
    ("among", "telling", "length", "shown"),
    [
        ((NEAR,), None, "usual", True),  # nothing else is there to be told, and it would be drafted the same again
        ((NEAR, FAR), None, "usual", False),
        ((NEAR, FAR), 1.0, "usual", True),  # .9 is log-odds of 2.2
        ((NEAR, FAR), 3.0, "usual", False),
        ((NEAR,), None, "brief", False),
    ],
)
def test_a_sentence_that_does_not_answer_gives_way_to_evidence_that_does_where_that_is_sure_or_all_there_is(
    among: tuple[Evidence, ...], telling: float | None, length: Length, *, shown: bool
) -> None:
    chat = FakeChat(judgement=lambda messages: 0.1 if CATS in messages[-1].text else 0.9)
    pertinence = Pertinence(PROMPTS, chat, ["Who helps?"], "en", 1.0, telling)
    task = Task("Who helps?", "en", length, among, (NEAR,), (NEAR,), pertinence)
    one = Sorting(task, Support({CATS: NEAR, HELP: NEAR}))  # type: ignore[arg-type]  # a stand-in
    assert taken(one, CATS) == ([NEAR.quote] if shown else [])
    assert [said.stands_in for said in one.own] == ([True] if shown else [])
    assert one.better_than_nothing() == []
    if not shown:
        assert taken(one, HELP) == [HELP], "it is told by a sentence that does"


def test_evidence_does_not_stand_in_where_its_words_were_told() -> None:
    twin = piece(7, NEAR.quote)
    chat = FakeChat(judgement=lambda messages: 0.1 if CATS in messages[-1].text else 0.9)
    pertinence = Pertinence(PROMPTS, chat, ["Who helps?"], "en", 1.0, 1.0)
    task = Task("Who helps?", "en", "usual", (NEAR, twin), (NEAR, twin), (NEAR, twin), pertinence)
    one = Sorting(task, Support({NEAR.quote: NEAR, CATS: twin}))  # type: ignore[arg-type]  # a stand-in
    assert taken(one, NEAR.quote, CATS) == [NEAR.quote]


def test_of_what_is_aside_only_what_answers_comes_back_and_nothing_that_points_back() -> None:
    one = sorting({CATS: NEAR, HELP: FAR, LEAN: FAR}, beside_the_point="Cats")
    assert taken(one, CATS, HELP, LEAN) == []
    assert [cited.text for cited in one.better_than_nothing()] == [HELP]


def test_a_sentence_is_shown_after_the_one_it_points_back_to_although_that_does_not_answer_by_itself() -> None:
    one = sorting({CATS: NEAR, LEAN: NEAR}, beside_the_point=f"- {CATS}\n")
    assert taken(one, CATS, LEAN) == [CATS, LEAN]
    assert one.better_than_nothing() == []


@pytest.mark.parametrize("before", [FAR, None], ids=["far", "failed"])
def test_a_sentence_that_points_back_to_one_left_out_is_left_out(before: Evidence | None) -> None:
    one = sorting({LEAN: NEAR} | ({CATS: before} if before else {}))
    assert taken(one, CATS, LEAN) == []


def test_a_sentence_in_another_language_is_left_out() -> None:
    english = sorting({FRENCH.quote: FRENCH})
    assert taken(english, FRENCH.quote) == []
    assert [verdict.evidence for verdict in english.failed] == [(FRENCH,)], "it can be drafted anew"
    assert taken(sorting({FRENCH.quote: FRENCH}, language="fr"), FRENCH.quote) == [FRENCH.quote]


def test_a_sentence_with_a_word_of_the_other_language_or_of_none_is_left_out() -> None:
    for word, shown in [("farmers", []), ("agricultrant", []), ("pêcheurs", ["Elles servent aux pêcheurs."])]:
        sentence = f"Elles servent aux {word}."
        one = sorting({sentence: FRENCH}, language="fr")
        assert taken(one, sentence) == shown
        assert len(one.failed) == (not shown), "it can be drafted anew"


SHARED = piece(4, "The 30 apps, which tell farmers the prices of the day, are made by Kofa.")
TOLD = "Les 30 applis, qui disent les prix du jour aux paysans, sont faites par Kofa."


def draft_of(
    item: Evidence, draft: str, question: str, language: Language = "en", length: Length = "usual"
) -> tuple[Sorting, list[CitedSentence]]:
    """Return what became of a draft made from evidence; what says prices surely answers, anything else just so."""
    chat = FakeChat(judgement=lambda messages: 0.999 if "pri" in messages[-1].text.split("Question")[0] else 0.7)
    pertinence = Pertinence(PROMPTS, chat, [question], language, 1.0, 3.0)
    task = Task(question, language, length, (item,), (item,), (item,), pertinence)
    sorting = Sorting(task, Support({draft: item}))  # type: ignore[arg-type]  # a stand-in
    return sorting, sorting.take(draft)


@pytest.mark.parametrize("made", ["Apps are made by Kofa.", "The apps are made by Kofa for farmers."])
def test_a_sentence_that_leaves_out_what_answers_gives_way_to_its_evidences_own_words(made: str) -> None:
    sorting, shown = draft_of(SHARED, made, "What do apps tell farmers?")
    assert shown == [CitedSentence(SHARED.quote, (4,), stands_in=True)]
    assert sorting.take("Farmers are told the prices of the day.") == [], "that is told"
    told = replace(SHARED, told=TOLD)
    assert draft_of(told, "Kofa fait des applis.", "Que disent-elles aux paysans ?", "fr")[1][0].text == TOLD


@pytest.mark.parametrize(
    ("draft", "gives_way"), [("Ice is safe.", True), ("Ice is safe if it is thick.", False)], ids=["dropped", "kept"]
)
def test_a_sentence_that_drops_a_condition_gives_way_too(draft: str, *, gives_way: bool) -> None:
    item = piece(5, "Ice is safe, only if it is a hand thick.")
    assert draft_of(item, draft, "Is ice safe?")[1] == [
        CitedSentence(item.quote if gives_way else draft, (5,), stands_in=gives_way)
    ]
    cannot_be_read = replace(item, told="La glace est sûre.")
    assert not draft_of(cannot_be_read, "La glace tient.", "La glace tient-elle ?", "fr")[1][0].stands_in


def test_what_its_evidences_own_words_told_is_not_told_again_and_they_do_not_tell_a_sentence_again() -> None:
    chat = FakeChat(judgement=lambda messages: 0.999 if "pri" in messages[-1].text.split("Question")[0] else 0.7)
    pertinence = Pertinence(PROMPTS, chat, ["What do apps tell farmers?"], "en", 1.0, 3.0)
    task = Task("What do apps tell farmers?", "en", "usual", (SHARED,), (SHARED,), (SHARED,), pertinence)
    short, other, prices = (
        "Apps are made by Kofa.",
        "Kofa builds them in its workshops.",
        "Apps tell farmers the prices.",
    )
    says = dict.fromkeys([short, other, prices], SHARED)
    assert taken(Sorting(task, Support(says)), short, other) == [SHARED.quote]  # type: ignore[arg-type]  # a stand-in
    assert taken(Sorting(task, Support(says)), prices, short) == [prices, short]  # type: ignore[arg-type]  # the same


def test_a_sentence_that_tells_it_stays_and_so_does_one_whose_evidence_has_no_words_in_its_language() -> None:
    question = "What do apps tell farmers?"
    assert draft_of(SHARED, "Apps tell prices.", question)[1] == [CitedSentence("Apps tell prices.", (4,))]
    assert not draft_of(SHARED, "Kofa fait des applis.", "Que disent-elles aux paysans ?", "fr")[1][0].stands_in
    assert not draft_of(SHARED, "Apps are made by Kofa.", question, length="brief")[1][0].stands_in
    assert not draft_of(NEAR, "Apps help the farmers.", question)[1][0].stands_in, "its evidence is no surer"


@pytest.mark.parametrize(
    ("question", "language", "gives_way"),
    [
        ("Who makes the apps, and how many are there?", "en", True),
        ("Qui fait les applis, et combien y en a-t-il ?", "fr", True),
        ("Who makes the apps?", "en", False),
        ("Qui fait les applis ?", "fr", False),
    ],
)
def test_a_number_that_is_asked_for_and_that_evidence_has_is_told(
    question: str, language: Language, *, gives_way: bool
) -> None:
    item = replace(SHARED, told=TOLD)
    draft = "Apps tell prices, by Kofa." if language == "en" else "Les applis de Kofa disent les prix."
    assert draft_of(item, draft, question, language)[1][0].stands_in is gives_way


def test_a_word_of_the_question_may_be_in_the_answer() -> None:
    for question, shown in [("Les summits aident-ils ?", ["Les summits aident."]), ("Who helps?", [])]:
        one = sorting({"Les summits aident.": FRENCH}, language="fr")
        one._task = replace(one._task, question=question)
        assert taken(one, "Les summits aident.") == shown


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "This is mentioned in the first excerpt, which states that apps help."),
        ("fr", "Cela est dit dans le premier extrait : les applications aident."),
    ],
)
def test_a_sentence_about_the_prompts_excerpts_is_left_out(language: Language, sentence: str) -> None:
    assert taken(sorting({sentence: NEAR}, language=language), sentence) == []


def test_evidence_copied_in_the_answers_language_is_in_it_whatever_its_words_look_like() -> None:
    names = "Organisation internationale de la Francophonie, Agence universitaire de la Francophonie: partners."
    item = piece(1, names)
    pertinence = Pertinence(PROMPTS, FakeChat(), ["Who helps?"], "en", 1.0)
    task = Task("Who helps?", "en", "usual", (item,), (item,), (item,), pertinence)
    assert taken(Sorting(task, Support({names: item})), names) == [names]  # type: ignore[arg-type]  # a stand-in


@pytest.mark.parametrize(("language", "text"), [("en", "Farmers earn more."), ("fr", "Les agriculteurs gagnent plus.")])
def test_evidence_speaks_for_itself_in_the_language_of_the_answer(language: Language, text: str) -> None:
    passage = Passage("p", "Farmers earn more.", "en", "contribution", "", "T", "a.md")
    item = Evidence(3, passage, passage.text, "Enfin, les agriculteurs gagnent plus.")
    assert standing(item, language) == CitedSentence(text, (3,), stands_in=True)


def test_evidence_without_a_translation_does_not_speak_in_the_other_language() -> None:
    assert standing(NEAR, "fr") is None


def test_a_sentence_with_a_number_that_the_question_lacks_says_more_than_it() -> None:
    asked = "How many digital solutions do the ITU and the UNDP present?"
    assert echoes(asked, "The ITU and the UNDP present many digital solutions.", "en")
    assert not echoes(asked, "The ITU and the UNDP present 34 digital solutions.", "en")
    assert not echoes(asked, "Farmers read the weather.", "en")


@pytest.mark.parametrize(
    ("further", "left"),
    [
        ("Maps help farmers. These maps come from satellites in orbit.", "These maps come from satellites in orbit."),
        ("Prices help traders sell.", "Prices help traders sell."),
        ("Maps help farmers.", None),
        ("Farmers and villagers are helped by maps.", None),
        ("", None),
    ],
    ids=["one of two", "new", "the same", "little new", "nothing"],
)
def test_what_was_told_already_is_not_told_further(further: str, left: str | None) -> None:
    own = [CitedSentence("Maps help farmers.", (1,)), CitedSentence("Villagers read them.", (2,))]
    more = adding(CitedSentence(further, (3,), stands_in=True), own, "en")
    assert (more and more.text) == left
    assert more is None or (more.citations, more.stands_in) == ((3,), True)


@pytest.mark.parametrize(
    ("text", "plain"),
    [("Maps help.", True), ("Health: maps help.", False), ("Maps help. They do.", False)],
)
def test_evidence_s_own_words_are_plain_as_one_sentence_without_a_heading(text: str, *, plain: bool) -> None:
    assert is_plain(CitedSentence(text, (1,)), "en") is plain
