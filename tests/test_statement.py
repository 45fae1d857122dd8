"""Whether the corpus says a statement that no sentence of it says by itself."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.evidence import every
from assistant.index import Index
from assistant.ports import Embedder
from assistant.records import Evidence, Found, Hit, Passage, Verdict
from assistant.relevance import Gate
from assistant.statement import PARTS, READ, exchange, parts, said_by, surest, together
from assistant.support import Judge
from tests.test_support import GATE, TAUGHT, Asked, support_of

TURNED = replace(TAUGHT, exchanged=1.0)

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
    def of(judge: Judge | None, *texts: str, statement: str = STATEMENT, gate: Gate = TAUGHT) -> Verdict:
        looked = found(*texts)
        support = support_of(real_index, default_embedder, every(looked), judge, gate)
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
    looked = found("Video games by distant studios are a treat.", SHIPS, BOATS, f"It rained. {near} It was cold.")
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


class Surer:
    """A judge that is surer of some sentences than of any other, and says yes to all."""

    def __init__(self, *sentences: str, yes: float = 0.999, others: float = 0.9) -> None:
        self.asked = list[str]()
        self._sentences, self._yes, self._others = sentences, yes, others

    def __call__(self, source: str, sentence: str, *_: object) -> float:
        self.asked.append(sentence)
        return self._yes if sentence in self._sentences else self._others


@pytest.mark.parametrize(
    ("statement", "turned"),
    [
        ("Trust promotes openness.", ("Openness promotes trust.",)),
        (
            "Mud hides the wreck because divers draw it.",
            ("Divers draw it because mud hides the wreck.", "Because mud hides the wreck, divers draw it."),
        ),
    ],
)
def test_a_statement_that_the_model_says_more_surely_turned_round_is_denied(
    said: Said, statement: str, turned: tuple[str, ...]
) -> None:
    verdict = said(Surer(*turned), DIVERS, statement=statement, gate=TURNED)
    assert (verdict.supported, verdict.reason, verdict.confidence) == (False, "turned", 0.0)
    assert verdict.evidence
    assert said(Surer(statement), DIVERS, statement=statement, gate=TURNED).supported
    assert said(Surer(*turned, yes=0.91), DIVERS, statement=statement, gate=TURNED).supported, "hardly surer"


def test_a_statement_is_not_denied_for_the_order_of_its_source(said: Said) -> None:
    """A model is surer of what tells two things in the order of its source, whichever of them is the cause."""
    statement = "Mud hides the wreck because divers draw it."
    assert said(
        Surer("Divers draw it because mud hides the wreck."), DIVERS, statement=statement, gate=TURNED
    ).supported


def test_where_it_is_not_known_how_much_surer_that_must_be_nothing_is_turned_round(said: Said) -> None:
    judge = Surer("Openness promotes trust.")
    assert said(judge, DIVERS, statement="Trust promotes openness.", gate=TAUGHT).supported
    assert set(judge.asked) == {"Trust promotes openness."}
    assert said(judge, DIVERS, statement="Trust promotes openness.", gate=GATE).supported, "it was not taught"


def test_only_what_the_model_says_yes_to_as_it_is_is_turned_round(said: Said) -> None:
    judge = Surer("Openness promotes trust.", others=0.01)
    assert said(judge, DIVERS, statement="Trust promotes openness.", gate=TURNED).reason != "turned"
    assert "Openness promotes trust." not in judge.asked


def test_a_statement_is_asked_about_beside_the_sentence_nearest_to_it_as_well(said: Said) -> None:
    """Beside a whole passage a model hardly tells a statement from its reverse."""
    nearest = "Openness promotes trust."

    def judge(source: str, sentence: str, *_: object) -> float:
        if sentence == nearest:
            return 0.9999 if source == nearest else 0.99
        return 0.99

    text = f"Ships leave at noon. {nearest} Boats are slow."
    assert said(judge, text, statement="Trust promotes openness.", gate=TURNED).reason == "turned"


def test_what_one_sentence_says_the_reverse_of_it_elsewhere_does_not_deny(
    real_index: Index, default_embedder: Embedder
) -> None:
    """A passage may say both."""
    said, nearest = "Openness grows where there is trust.", "Openness promotes trust."
    statement = "Trust promotes openness."
    passage = Passage("p", f"{said} {nearest}", "en", "text", "", "T", "t.md")
    one, both = Evidence(1, passage, said), Evidence(1, passage, passage.text)
    judge = Surer(nearest)
    support = support_of(
        real_index,
        default_embedder,
        every(found(passage.text)),
        lambda source, sentence, *rest: 0.9 if source == said else judge(source, sentence, *rest),
        TURNED,
    )
    assert exchange(support, statement, "en", Verdict(True, 0.9, (one,), "substance")) == 0.0
    wide = exchange(support, statement, "en", Verdict(True, 0.9, (replace(both, passage=one.passage),), "substance"))
    assert wide is not None
    assert wide > 1.0
    assert exchange(support, statement, "en", Verdict(True, 1.0, (one,), "verbatim")) is None
    assert exchange(support, statement, "en", Verdict(False, 0.1, (both,), "different")) is None
    assert exchange(support, "Ships wait.", "en", Verdict(True, 0.9, (one,), "substance")) is None


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
