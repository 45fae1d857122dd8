"""Whether the corpus answers: by the nearest sentences or, before a refusal, by a passage read whole."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.decision import READ, Decided, Decision
from assistant.errors import ChatError
from assistant.evidence import choose
from assistant.ports import Message
from assistant.prompts import read_prompts
from assistant.records import Found, Hit, Passage
from assistant.relevance import Calibration, load
from tests.conftest import REPOSITORY
from tests.fakes import FakeChat

PROMPTS = read_prompts(REPOSITORY / "prompts")
HALF = Calibration({"judgement": 1.0}, 0.0, 0.5)
RELEVANCE = replace(load(Path("none.json")), written=HALF)
REHEARSED = "The museums that saved most had rehearsed."
LIST = "A list of thirty objects helps."


def hit(rank: int, *sentences: str, score: float = 1.0) -> Hit:
    text = " ".join(sentences)
    passage = Passage(f"p{rank}", text, "en", "contribution", "", "T", "a.md", rank)
    return Hit(rank, passage, score, sentences[0], ((sentences[0], 1.0),))


def found(*hits: Hit) -> Found:
    return Found("How is an evacuation prepared?", "en", hits, margin=1.0)


def read(chat: FakeChat) -> list[list[str]]:
    """Return the excerpts of each judgement."""
    return [[line[2:] for line in asked[-1].text.split("\n") if line.startswith("- ")] for asked in chat.judged]


def decide(chat: FakeChat, one: Found, *, reread: bool = True) -> Decided:
    return Decision(PROMPTS, chat, RELEVANCE).of(one, choose(one, 5), reread=reread)


def says(*texts: str, least: int = 1) -> Callable[[Sequence[Message]], float]:
    """Return a judge that says yes where at least so many of these texts are offered."""
    return lambda asked: 0.9 if sum(text in asked[-1].text for text in texts) >= least else 0.1


def test_where_the_nearest_sentences_answer_nothing_else_is_read() -> None:
    one, chat = found(hit(1, REHEARSED, LIST)), FakeChat(judgement=says(REHEARSED))
    decided = decide(chat, one)
    assert (decided.answers, decided.judgement, decided.first) == (True, 0.9, 0.9)
    assert decided.evidence == choose(one, 5)
    assert read(chat) == [[REHEARSED]]


def test_before_a_refusal_near_passages_are_read_whole_until_one_answers() -> None:
    one = found(hit(1, "War is hard.", "It hurts."), hit(2, REHEARSED, LIST), hit(3, "Another.", "More."))
    chat = FakeChat(judgement=says(REHEARSED, LIST, least=2))
    decided = decide(chat, one)
    assert (decided.answers, decided.judgement, decided.first) == (True, 0.9, 0.1)
    assert [(item.n, item.quote) for item in decided.evidence] == [(1, REHEARSED), (2, LIST)]
    assert read(chat)[1:] == [["War is hard. It hurts."], [REHEARSED, LIST]]


def test_so_many_passages_are_read_and_none_that_is_far() -> None:
    near, far = [hit(rank, f"Passage {rank}.") for rank in range(1, READ + 3)], hit(9, REHEARSED, score=0.1)
    chat = FakeChat(judgement=0.1)
    decided = decide(chat, found(*near))
    assert (decided.answers, decided.judgement) == (False, 0.1)
    assert read(chat)[1:] == [[f"Passage {rank}."] for rank in range(1, READ + 1)]
    chat = FakeChat(judgement=0.1)
    assert not decide(chat, found(near[0], far)).answers
    assert read(chat)[1:] == [["Passage 1."]]


def test_what_was_read_already_is_not_read_again_as_a_whole() -> None:
    one, chat = found(hit(1, REHEARSED), hit(2, LIST, score=0.1)), FakeChat(judgement=0.9)
    evidence = tuple(item for item in choose(one, 5) if item.passage.id == "p1")
    assert Decision(PROMPTS, chat, RELEVANCE).whole(one, evidence) is None
    assert chat.judged == []


def test_no_passage_is_read_where_that_is_not_wanted() -> None:
    chat = FakeChat(judgement=says(LIST))
    assert not decide(chat, found(hit(1, REHEARSED, LIST)), reread=False).answers
    assert len(chat.judged) == 1


@pytest.mark.parametrize(("judgement", "answers"), [(0.5, True), (0.49, False)])
def test_a_passage_needs_a_yes_however_little_else_speaks_against(judgement: float, *, answers: bool) -> None:
    lenient = replace(RELEVANCE, written=Calibration({"judgement": 0.1, "margin": 1.0}, 0.0, 0.7))
    one = found(hit(1, REHEARSED, LIST))
    chat = FakeChat(judgement=judgement)
    assert lenient.answers(one, 0.4)
    passage = Decision(PROMPTS, chat, lenient).whole(one, choose(one, 5))
    assert (passage is not None) is answers
    assert passage is None or passage.answers


@pytest.mark.parametrize(
    ("again", "judgement", "answers"),
    [(0.8473, 0.7001, True), (0.8473, 0.69, False), (None, 0.5, True), (None, 0.49, False)],
)
def test_after_a_no_the_yes_to_a_passage_must_be_as_sure_as_was_fitted(
    again: float | None, judgement: float, *, answers: bool
) -> None:
    one = found(hit(1, REHEARSED, LIST), hit(2, "War is hard.", "It hurts."))
    chat = FakeChat(judgement=lambda asked: judgement if LIST in asked[-1].text else 0.1)
    decided = Decision(PROMPTS, chat, replace(RELEVANCE, again=again)).of(one, choose(one, 5))
    assert (decided.first, decided.answers) == (0.1, answers)
    assert len(chat.judged) == (2 if answers else 3), "the next passage is read after one that is not so sure"


def test_what_retrieval_holds_against_a_question_holds_against_a_passage_too() -> None:
    strict = replace(RELEVANCE, written=Calibration({"judgement": 1.0, "unmet": -9.0}, 0.0, 0.5))
    chat = FakeChat(judgement=says(LIST))
    for unmet in (0.0, 1.0):
        one = replace(found(hit(1, REHEARSED, LIST)), unmet=unmet)
        assert Decision(PROMPTS, chat, strict).of(one, choose(one, 5)).answers is (unmet == 0.0)


def test_a_model_that_fails_on_a_passage_has_said_no() -> None:
    def judgement(asked: Sequence[Message]) -> float:
        if LIST in asked[-1].text:
            raise ChatError("It is gone.", "Start it.")
        return 0.1

    chat = FakeChat(judgement=judgement)
    decided = decide(chat, found(hit(1, REHEARSED, LIST), hit(2, "Another.")))
    assert (decided.answers, decided.judgement, len(chat.judged)) == (False, 0.1, 2)
    with pytest.raises(ChatError):
        decide(chat, found(hit(1, LIST)))


LENIENT = replace(RELEVANCE, written=Calibration({"judgement": 0.1, "margin": 1.0}, 0.0, 0.5))


@pytest.mark.parametrize(("doubt", "answers"), [(None, True), (-2.2, True), (-2.1, False)])
def test_a_no_that_is_not_doubted_stands_whatever_was_found(doubt: float | None, *, answers: bool) -> None:
    chat = FakeChat(judgement=0.1)  # a no of -2.197
    one = replace(found(hit(1, REHEARSED, LIST)), margin=9.0)
    decided = Decision(PROMPTS, chat, replace(LENIENT, doubt=doubt)).of(one, choose(one, 5))
    assert (decided.answers, decided.evidence) == (answers, choose(one, 5))
    assert len(chat.judged) == (1 if answers else 2), "before it stands, the passage is read whole"


@pytest.mark.parametrize(
    ("margin", "judgement", "answers"), [(9.0, 0.71, True), (9.0, 0.69, False), (-9.0, 0.71, False)]
)
def test_a_sure_no_gives_way_to_a_yes_to_a_passage_where_all_else_says_yes(
    margin: float, judgement: float, *, answers: bool
) -> None:
    chat = FakeChat(judgement=lambda asked: judgement if LIST in asked[-1].text else 0.1)
    one = replace(found(hit(1, REHEARSED, LIST)), margin=margin)
    decided = Decision(PROMPTS, chat, replace(LENIENT, doubt=-2.1, again=0.8473)).of(one, choose(one, 5))
    assert (decided.answers, decided.first) == (answers, 0.1)
    assert len(chat.judged) == (2 if margin > 0 else 1)
    assert decided.judgement == (judgement if answers else 0.1)


@pytest.mark.parametrize(("doubt", "reread"), [(None, True), (-2.2, True), (-2.1, False)])
def test_no_passage_is_read_after_a_no_that_is_not_doubted_where_all_else_says_no(
    doubt: float | None, *, reread: bool
) -> None:
    chat = FakeChat(judgement=says(LIST))  # a no of .1 is one of -2.197
    one = found(hit(1, REHEARSED, LIST))
    strict = replace(RELEVANCE, written=Calibration({"judgement": 1.0}, -0.1, 0.5), doubt=doubt)
    decided = Decision(PROMPTS, chat, strict).of(one, choose(one, 5))
    assert decided.answers is reread
    assert len(chat.judged) == 1 + reread
