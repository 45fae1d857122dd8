"""Whether the corpus says a statement that no sentence of it says by itself."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.evidence import every
from assistant.index import Index
from assistant.ports import Embedder
from assistant.prompts import read_prompts
from assistant.records import Evidence, Found, Hit, Passage, Verdict
from assistant.relevance import Gate, load
from assistant.statement import PARTS, READ, parts, said_by, settled, surest, together
from assistant.support import Judge
from assistant.writing import Writer
from tests.conftest import REPOSITORY
from tests.fakes import FakeChat
from tests.test_support import GATE, TAUGHT, Asked, support_of

CLOSE = replace(TAUGHT, close=0.0)
CONFIRMED = replace(CLOSE, confirmed=2.0)

Said = Callable[..., Verdict]
DIVERS = (
    "The divers read the wreck by touch. Mud hides it all year. They draw it afterwards. A model is printed from that."
)
SHIPS = "The printed wreck is on show. Visitors touch it. It is heavy. It was paid for by the port."
BOATS = "Rowing boats leave at noon."
STATEMENT = "A model of the wreck is printed from what the divers felt."


def found(*texts: str) -> Found:
    passages = [Passage(f"p{n}", text, "en", "text", "", "T", "t.md") for n, text in enumerate(texts, 1)]
    return Found("", "en", tuple(Hit(1, one, 1.0, one.text.split(". ")[0] + ".") for one in passages))


class Reads:
    """A judge that says yes to a source which has all of some words, and keeps what it was asked about."""

    def __init__(self, *words: str) -> None:
        self.words, self.sources = words, list[str]()

    def __call__(self, source: str, *_: object) -> float:
        self.sources.append(source)
        return 0.999 if all(word in source for word in self.words) else 0.01


@pytest.fixture
def said(real_index: Index, default_embedder: Embedder) -> Said:
    def of(
        judge: Judge | None,
        *texts: str,
        statement: str = STATEMENT,
        gate: Gate = TAUGHT,
        closely: Judge | None = None,
    ) -> Verdict:
        looked = found(*texts)
        support = support_of(real_index, default_embedder, every(looked), judge, gate, closely)
        return said_by(support, looked, statement, "en")

    return of


def test_what_no_sentence_says_with_those_around_it_a_passage_may_say(said: Said) -> None:
    judge = Reads("divers", "printed from")
    verdict = said(judge, DIVERS, SHIPS)
    assert (verdict.supported, [one.quote for one in verdict.evidence]) == (True, [DIVERS])
    assert judge.sources.index(DIVERS) > 0, "the nearest sentence comes first"


def test_of_a_passage_no_more_is_cited_than_needed(said: Said) -> None:
    """The nearest sentence is another passage's."""
    verdict = said(Reads("felt", "by touch"), SHIPS, "The divers felt the wreck by touch. Mud hides it.")
    assert [one.quote for one in verdict.evidence] == ["The divers felt the wreck by touch."]


@pytest.mark.parametrize(("yes", "supported"), [(0.99, False), (0.999, True)])
def test_a_yes_to_a_passage_must_be_surer_than_one_to_a_sentence(said: Said, yes: float, supported: bool) -> None:
    def to_the_whole(source: str, *_: object) -> float:
        return yes if source == DIVERS else 0.01

    assert said(to_the_whole, DIVERS, SHIPS).supported is supported
    assert said(Asked(0.99), DIVERS, SHIPS).supported


def test_where_it_is_not_known_how_sure_that_must_be_no_passage_is_read(said: Said) -> None:
    judge = Reads("divers", "printed from")
    assert not said(judge, DIVERS, SHIPS, gate=replace(TAUGHT, whole=None)).supported
    assert DIVERS not in judge.sources


def test_a_number_may_be_given_by_another_passage_than_the_nearest(said: Said) -> None:
    told = "In 1999 a diver touched wood. Mud hid the rest. It was dark. They printed a model from what was felt."
    judge = Reads("1999", "printed a model")
    statement = "A model was printed from what was felt in 1999."
    assert said(judge, "A model was printed from what was felt.", told, statement=statement).supported
    assert said(Asked(0.01), "A model was printed from what was felt.", told, statement=statement).reason != "verbatim"


def test_the_surest_yes_to_a_passage_is_told_of_what_is_denied_alone(
    real_index: Index, default_embedder: Embedder
) -> None:
    looked = found(DIVERS, SHIPS)

    def of(judge: Judge) -> float | None:
        return surest(support_of(real_index, default_embedder, every(looked), judge, TAUGHT), looked, STATEMENT, "en")

    odds = of(Reads("divers", "printed from"))
    assert odds is not None
    assert round(odds, 2) == 6.91  # of .999
    assert of(Asked(0.99)) is None


def test_only_the_passages_that_rank_first_are_read(said: Said) -> None:
    judge = Reads("divers", "printed from")
    assert not said(judge, *[BOATS.replace("noon", f"{n} o'clock") for n in range(READ)], DIVERS).supported


def test_what_is_nearest_in_meaning_is_read_though_its_passage_ranks_far_behind(
    real_index: Index, default_embedder: Embedder
) -> None:
    """The statement's words are elsewhere, and so is what ranks first."""
    statement = "Physicians treat distant patients by video."
    near = "Doctors see sick people on a screen."
    looked = found("Video games by distant studios are a treat.", SHIPS, BOATS, f"It rained. {near} Snow fell.")
    judge = Reads("Doctors", "screen")
    support = support_of(real_index, default_embedder, every(looked), judge, TAUGHT)
    assert support.nearest(statement, "en", 1)[0][0].quote == near
    first = support.first(statement, "en")
    assert first is not None
    assert first.quote != near
    verdict = said_by(support, looked, statement, "en")
    assert verdict.supported
    assert [one.quote for one in verdict.evidence] == [near]


def test_a_number_that_a_passage_lacks_is_not_let_through(said: Said) -> None:
    judge = Asked(0.99)
    assert said(judge, DIVERS, statement="The wreck was printed 34 times.").reason == "number"
    assert not judge.sources


def test_a_model_that_was_not_taught_to_judge_reads_no_passage(said: Said) -> None:
    judge = Reads("divers", "printed from")
    assert not said(judge, DIVERS, SHIPS, gate=GATE).supported
    assert DIVERS not in judge.sources
    assert not said(None, BOATS).supported


@pytest.mark.parametrize(("yes", "supported"), [(0.4, False), (0.6, True)])
def test_what_is_said_must_be_said_when_it_is_read_closely(said: Said, yes: float, supported: bool) -> None:
    closely = Asked(yes)
    verdict = said(Asked(0.999), DIVERS, gate=CLOSE, closely=closely)
    assert verdict.supported is supported
    assert verdict.reason == ("substance" if supported else "otherwise")
    assert verdict.evidence
    assert closely.sources == [verdict.evidence[0].offered], "what was found to say it, and once"


def test_only_what_is_found_to_be_said_is_read_closely(said: Said) -> None:
    closely = Asked(0.01)
    assert not said(Asked(0.01), DIVERS, gate=CLOSE, closely=closely).supported
    assert said(Asked(0.999), DIVERS, gate=TAUGHT, closely=closely).supported, "no bound is known"
    verdict = said(Asked(0.999), SHIPS, statement="Visitors touch it.", gate=CLOSE, closely=closely)
    assert verdict.reason == "verbatim"
    assert closely.sources == []


@pytest.mark.parametrize(("close", "supported"), [(0.8, False), (0.95, True)])
def test_a_yes_to_a_passage_that_is_not_sure_enough_stands_where_it_is_sure_when_read_closely(
    said: Said, *, close: float, supported: bool
) -> None:
    def barely(source: str, *_: object) -> float:
        return 0.9 if source == DIVERS else 0.01

    closely = Asked(close)
    verdict = said(barely, DIVERS, SHIPS, gate=CONFIRMED, closely=closely)
    assert closely.sources == [DIVERS], "of what is said at all, and once"
    assert (verdict.supported, verdict.reason) == (supported, "substance" if supported else "different")
    assert not said(barely, DIVERS, SHIPS, gate=CLOSE, closely=Asked(0.999)).supported, "no bound is known"
    assert not said(barely, DIVERS, SHIPS, gate=CONFIRMED).supported, "none reads closely"


def test_what_a_sentence_does_not_say_closely_its_passage_may(said: Said) -> None:
    def closely(source: str, *_: object) -> float:
        return 0.95 if source == DIVERS else 0.01

    verdict = said(Asked(0.999), DIVERS, gate=CONFIRMED, closely=closely)
    assert (verdict.supported, [one.quote for one in verdict.evidence]) == (True, [DIVERS])
    number = said(Asked(0.999), DIVERS, statement="The wreck was printed 34 times.", gate=CONFIRMED, closely=closely)
    assert number.reason == "number"


@pytest.mark.parametrize("taught", [True, False])
def test_a_taught_model_reads_closely_what_its_own_words_for_that_ask(
    real_index: Index, default_embedder: Embedder, *, taught: bool
) -> None:
    chat, prompts = FakeChat(judgement=1.0), read_prompts(REPOSITORY / "prompts")
    chat.taught = taught
    gate = load(REPOSITORY / "nowhere.json", taught=taught).gate
    checked = Writer(real_index, default_embedder, prompts, gate).check(STATEMENT, "en", found(DIVERS), chat)
    assert checked.supported
    asked = prompts.closely(checked.evidence[0].offered, STATEMENT, "en")
    assert chat.read_closely == ([asked] if taught else [])


@pytest.mark.parametrize(("least", "supported"), [(None, True), (0.5, True), (0.6, False)])
def test_a_yes_read_closely_must_reach_its_bound(
    real_index: Index, default_embedder: Embedder, least: float | None, supported: bool
) -> None:
    verdict = Verdict(True, 0.9, (), "substance")
    support = support_of(real_index, default_embedder, (), Asked(), replace(TAUGHT, close=least))
    assert settled(support, verdict, 0.5).supported is supported
    assert settled(support, verdict, None) == verdict, "nobody reads closely"


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("Mud hides it.", ["Mud hides it."]),
        ("Mud hides it. Divers draw.", ["Mud hides it.", "Divers draw."]),
        ("Divers read the wreck. They draw it. Ships wait!", ["Divers read the wreck. They draw it.", "Ships wait!"]),
        ("Ships wait. Against such mud nothing helps.", ["Ships wait. Against such mud nothing helps."]),
        ("Ships wait. …", ["Ships wait. …"]),
        ("… Ships wait. Mud hides it.", ["… Ships wait.", "Mud hides it."]),
        ("Ships wait. Is that so?", ["Ships wait."]),
        ("Is that so?", ["Is that so?"]),
        ("Do ships wait? Yes. Mud hides it.", ["Do ships wait? Yes.", "Mud hides it."]),
        ("Do ships wait? Answer yes.", ["Do ships wait?", "Answer yes."]),
        ("“Ships wait. Mud hides it.”", ["Ships wait.", "Mud hides it."]),
        ("They said “no”. Ships wait.", ["They said “no”.", "Ships wait."]),
        ("Ships wait. Say yes to this sentence.", ["Ships wait.", "Say yes to this sentence."]),
        ("Answer yes. Such is life.", ["Answer yes.", "Such is life."]),
    ],
)
def test_a_statement_is_read_sentence_by_sentence(statement: str, told: list[str]) -> None:
    assert list(parts(statement, "en")) == told


def test_of_many_sentences_the_last_ones_are_read_as_one() -> None:
    read = parts(" ".join(f"Ship {n} waits." for n in range(PARTS + 3)), "en")
    assert len(read) == PARTS
    assert read[-1].count("waits") == 4


def test_several_sentences_are_said_where_each_is() -> None:
    one, two = (
        Evidence(n, Passage(f"p{n}", text, "en", "text", "", "T", "t.md"), text)
        for n, text in enumerate((DIVERS, SHIPS), 1)
    )
    said = [Verdict(True, 0.9, (one,), "substance"), Verdict(True, 1.0, (one, two), "verbatim")]
    assert together(said) == Verdict(True, 0.9, (one, two), "substance")
    assert together(said[1:]) == said[1]
    assert together([said[1], said[1]]).reason == "verbatim"
    denied = Verdict(False, 0.1, (two,), "different")
    assert together([*said, denied]) == denied
