"""A sentence is asked of as excerpts are; what answers is told from what is only true."""

from collections.abc import Sequence

import pytest

from assistant.language import LANGUAGES
from assistant.pertinence import ANSWERS, Pertinence, asked
from assistant.ports import Message
from assistant.prompts import read_prompts
from assistant.records import Evidence, Passage
from tests.conftest import REPOSITORY
from tests.fakes import FakeChat

PROMPTS = read_prompts(REPOSITORY / "prompts")
QUESTION = "Who helps farmers?"


def piece(n: int, quote: str, told: str = "") -> Evidence:
    return Evidence(n, Passage(f"p{n}", quote, "en", "contribution", "", "T", "a.md"), quote, told)


def pertinence(chat: FakeChat, judged: float = 1.0) -> Pertinence:
    return Pertinence(PROMPTS, chat, [QUESTION], "en", judged)


@pytest.mark.parametrize(
    ("judged", "judgement", "answers"),
    [
        (1.0, ANSWERS, True),
        (1.0, ANSWERS - 0.01, False),
        (0.2, 0.2, True),  # no surer than of all excerpts, which was enough to go on
        (0.2, 0.19, False),
    ],
)
def test_a_sentence_answers_by_the_models_yes(judged: float, judgement: float, *, answers: bool) -> None:
    assert pertinence(FakeChat(judgement=judgement), judged).answers("Apps help them.") is answers


@pytest.mark.parametrize(
    ("telling", "judgement", "surely"), [(3.0, 0.96, True), (3.0, 0.95, False), (None, 1.0, False)]
)
def test_evidence_answers_surely_by_a_surer_yes(telling: float | None, judgement: float, *, surely: bool) -> None:
    asked = Pertinence(PROMPTS, FakeChat(judgement=judgement), [QUESTION], "en", 1.0, telling)
    assert asked.tells(piece(1, "Apps help them."))
    assert asked.surely(piece(1, "Apps help them.")) is surely


@pytest.mark.parametrize(
    ("judged", "quoted"),
    [
        ((0.01, 0.01, 0.01), [1]),  # of passages that the model says as little of, the one that ranks first
        ((0.001, 0.4, 0.01), [2]),  # a much likelier one stands out, though its passage ranks behind
        ((0.05, 0.2, 0.001), [1, 2]),  # as likely as each other, by yes and rank together
    ],
)
def test_where_the_model_says_no_to_all_the_likeliest_by_its_yes_and_rank_are_quoted(
    judged: tuple[float, ...], quoted: list[int]
) -> None:
    pieces = [piece(n, f"Item {n}.") for n in (1, 2, 3)]
    known = dict(zip((one.quote for one in pieces), judged, strict=True))
    chat = FakeChat(judgement=lambda messages: next(yes for text, yes in known.items() if text in messages[-1].text))
    likeliest = pertinence(chat).likeliest(pieces, {"p1": 1.0, "p2": 0.79, "p3": 0.7}, 3)
    assert [one.n for one in likeliest] == quoted
    assert pertinence(chat).likeliest([], {}, 3) == []


def test_of_many_that_are_as_likely_the_best_are_quoted() -> None:
    pieces = [piece(n, f"Item {n}.") for n in (1, 2, 3, 4)]
    chat = FakeChat(judgement=lambda messages: 0.4 if "Item 4." in messages[-1].text else 0.1)
    alike = dict.fromkeys(("p1", "p2", "p3", "p4"), 1.0)
    for most, quoted in ((1, [4]), (2, [1, 4]), (4, [1, 2, 3, 4])):
        assert [one.n for one in pertinence(chat).likeliest(pieces, alike, most)] == quoted


def test_a_sentence_has_lost_the_answer_where_its_evidence_surely_answers_and_it_does_not() -> None:
    item = piece(1, "Apps that tell prices help farmers.")
    for kept, telling, lost in [("tell prices", 3.0, False), ("help", 3.0, True), ("help", None, False)]:
        chat = FakeChat(judgement=lambda messages: 0.99 if "tell prices" in messages[-1].text else 0.9)
        asked = Pertinence(PROMPTS, chat, [QUESTION], "en", 1.0, telling)
        assert asked.lost(f"Apps {kept}.", item) is lost
        assert len(chat.judged) == (0 if telling is None else 2 if lost else 1), "no more is asked than needed"


@pytest.mark.parametrize(("evidence", "lost"), [(0.99, True), (0.9, False)], ids=["it surely answers both", "one"])
def test_of_two_questions_a_sentence_has_lost_the_answer_to_one(evidence: float, *, lost: bool) -> None:
    first, second = "Who helps farmers?", "Why does that matter?"

    def judgement(messages: Sequence[Message]) -> float:
        if second in messages[-1].text:
            return 0.99
        return evidence if "prices" in messages[-1].text else 0.01

    asked = Pertinence(PROMPTS, FakeChat(judgement=judgement), [first, second], "en", 1.0, 3.0)
    assert asked.lost("It feeds them.", piece(1, "Apps that tell prices help farmers, which feeds them.")) is lost


@pytest.mark.parametrize(("said", "lost"), [(0.003, True), (0.6, False)], ids=["it does not answer", "it does too"])
def test_a_sentence_has_lost_what_its_evidence_answers_be_it_not_surely(said: float, *, lost: bool) -> None:
    chat = FakeChat(judgement=lambda messages: 0.94 if "refugees" in messages[-1].text else said)
    asked = Pertinence(PROMPTS, chat, ["How are exiles taught?"], "en", 1.0, 5.9)
    assert asked.lost("It helps to learn.", piece(1, "It helps to learn, refugees above all.")) is lost


@pytest.mark.parametrize(
    ("telling", "told", "better"),
    [(9.0, 0.6, True), (9.0, 0.7, False), (None, 0.6, False)],
    ids=["surer", "as sure", "a yes is not known so well"],
)
def test_evidence_is_better_that_answers_more_surely(telling: float | None, told: float, *, better: bool) -> None:
    def judgement(messages: Sequence[Message]) -> float:
        return told if "told" in messages[-1].text else 0.7

    asked = Pertinence(PROMPTS, FakeChat(judgement=judgement), [QUESTION], "en", 1.0, telling)
    assert asked.better(piece(1, "Apps help them."), ["They are told."]) is better
    assert not asked.better(piece(1, "They are told."), ["Apps help them."])


@pytest.mark.parametrize(
    ("telling", "judgement", "level"), [(3.0, 0.4, 0), (3.0, 0.6, 1), (3.0, 0.99, 2), (None, 0.99, 1)]
)
def test_a_text_answers_not_at_all_or_does_or_surely(telling: float | None, judgement: float, level: int) -> None:
    asked = Pertinence(PROMPTS, FakeChat(judgement=judgement), [QUESTION], "en", 0.1, telling)
    assert asked.level("Apps help them.") == level


def test_it_is_asked_of_as_excerpts_are() -> None:
    chat = FakeChat()
    pertinence(chat).answers("Apps help them.")
    assert chat.judged == [PROMPTS.judge(QUESTION, (piece(1, "Apps help them."),), "en")]


def test_each_text_is_asked_of_once_whatever_its_spaces_and_apostrophes() -> None:
    chat = FakeChat()
    asked = pertinence(chat)
    for text in ("L'État : il aide.", "L’État\u00a0: il  aide.", "L’État\u202f: il aide."):
        asked.answers(text)
    assert len(chat.judged) == 1


def test_a_sentence_that_answers_one_of_two_questions_answers() -> None:
    chat = FakeChat(judgement=lambda messages: 0.9 if "Question: What do apps change?" in messages[-1].text else 0.1)
    both = Pertinence(PROMPTS, chat, asked("Who helps small farmers, and what do apps change?", "en"), "en", 1.0)
    assert both.answers("They bring forecasts.")
    assert len(chat.judged) == 3, "the whole first, then each"
    assert not pertinence(chat).answers("They bring forecasts.")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who helps farmers?", []),
        (
            "Qui aide les paysans du Sahel, et que changent les applis ?",
            ["Qui aide les paysans du Sahel ?", "Que changent les applis ?"],
        ),
        ("Are all wells the same, or do they change over time?", ["Are all wells the same?"]),  # "they" alone is nobody
    ],
)
def test_of_a_message_that_asks_several_things_each_that_stands_alone_is_asked(
    question: str, expected: list[str]
) -> None:
    for language in LANGUAGES:  # whatever language the answer is wanted in
        whole, *others = asked(question, language)
        assert (whole, [" ".join(one.split()) for one in others]) == (question, expected)


def test_evidence_is_asked_of_as_it_is_told_in_the_questions_language() -> None:
    chat = FakeChat()
    pertinence(chat).tells(piece(1, "Elles aident.", "They help."))
    assert "They help." in chat.judged[0][-1].text
    assert "aident" not in chat.judged[0][-1].text


def test_the_first_that_answer_are_given_and_no_more_is_asked_than_needed() -> None:
    chat = FakeChat(judgement=lambda messages: 0.1 if "Cats" in messages[-1].text else 0.9)
    evidence = [piece(1, "Cats sleep."), piece(2, "Apps help."), piece(3, "Maps help."), piece(4, "Radios help.")]
    assert [item.n for item in pertinence(chat).first(evidence, 2)] == [2, 3]
    assert len(chat.judged) == 3
