"""The evaluation: its sets are what they say, and the assistant does not fall below what it measured."""

import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from assistant import evidence
from assistant.corpus import read_corpus
from assistant.decision import READ
from assistant.errors import CorpusError, SettingsError
from assistant.evaluate.baselines import Baseline
from assistant.evaluate.decisions import (
    KEPT,
    Observer,
    Seen,
    answered,
    doubt,
    fit,
    fit_on,
    leaving_out,
    mean,
    telling,
    undoing,
)
from assistant.evaluate.items import Item, read_items
from assistant.evaluate.metrics import Rate, directions, first_rank, rate, retrieval
from assistant.evaluate.run import Bench, _deciders, _found, as_fitted, calibrate
from assistant.index import Index
from assistant.language import LANGUAGES
from assistant.ports import Embedder, Message
from assistant.prompts import read_prompts
from assistant.records import Found
from assistant.relevance import RETRIEVED, Calibration, load
from assistant.retrieve import Retriever
from tests.conftest import REPOSITORY
from tests.fakes import FakeChat

PROMPTS, SHIPPED = read_prompts(REPOSITORY / "prompts"), load(Path("none.json"))
KINDS = (("single", ("f",)), ("near-topic", ()))
SETS = REPOSITORY / "tests" / "evaluation"
HARD, EVERYDAY = SETS / "questions.jsonl", SETS / "everyday.jsonl"
FLOORS = {  # well under what was measured (see the page beside the sets), well over what the usual recipe gives
    HARD: {"R@1": 0.60, "R@3": 0.82, "R@5": 0.89, "MRR": 0.72},
    EVERYDAY: {"R@1": 0.91, "R@3": 0.96, "R@5": 0.97, "MRR": 0.93},
}
Answers = dict[Path, tuple[Sequence[Item], Sequence[Found]]]


@pytest.fixture(scope="module")
def answers(real_index: Index, default_embedder: Embedder) -> Answers:
    """What the retriever finds for every question of both sets."""
    retriever = Retriever(real_index, default_embedder)
    sets = {path: read_items(path) for path in FLOORS}
    return {
        path: (items, [retriever.find(item.question, item.language, 30, weigh=True) for item in items])
        for path, items in sets.items()
    }


def rates(items: Sequence[Item], found: Sequence[Found], language: str = "") -> dict[str, Rate]:
    wanted = [item for item in items if language in ("", item.language)]
    ranking = {item.id: [hit.passage.id for hit in one.hits] for item, one in zip(items, found, strict=True)}
    return retrieval(wanted, ranking)


class TestTheSets:
    @pytest.mark.parametrize("path", FLOORS)
    def test_there_are_enough_questions_half_in_each_language(self, path: Path) -> None:
        items = read_items(path)
        assert len({item.id for item in items}) == len(items)
        for answerable, least in ((True, 80), (False, 50)):
            counts = Counter(item.language for item in items if item.answerable is answerable)
            assert counts["fr"] == counts["en"]
            assert counts.total() >= least

    @pytest.mark.parametrize("path", FLOORS)
    def test_every_passage_is_the_target_of_a_question_and_every_target_exists(self, path: Path) -> None:
        documents = read_corpus(REPOSITORY / "corpus", 10**7).documents
        passages = {passage.id for document in documents for passage in document.passages}
        assert {name for item in read_items(path) for name in item.accepted} == passages

    def test_the_kinds_that_must_be_refused_are_all_there(self) -> None:
        kinds = {item.kind for item in read_items(HARD) if not item.answerable}
        assert kinds == {"off-topic", "near-topic", "injection", "gibberish"}


class TestTheFloor:
    @pytest.mark.parametrize("path", FLOORS)
    def test_recall_is_not_under_it(self, answers: Answers, path: Path) -> None:
        measured = rates(*answers[path])
        assert {
            name: measured[name].value for name, floor in FLOORS[path].items() if measured[name].value < floor
        } == {}

    @pytest.mark.parametrize("path", FLOORS)
    def test_french_and_english_are_near(self, answers: Answers, path: Path) -> None:
        french, english = (rates(*answers[path], language)["R@3"].value for language in LANGUAGES)
        assert abs(french - english) <= 0.10

    @pytest.mark.parametrize("path", FLOORS)
    def test_what_has_nothing_to_do_with_the_corpus_is_refused_without_a_language_model(
        self, answers: Answers, path: Path
    ) -> None:
        items, found = answers[path]
        relevance = load(REPOSITORY / "nowhere.json")
        decided = [(item, relevance.may_answer(one, judged=False)) for item, one in zip(items, found, strict=True)]
        kept = rate([float(answers) for item, answers in decided if item.answerable]).value
        near = ("near-topic", "related")
        foreign = [not answers for item, answers in decided if not item.answerable and item.kind not in near]
        assert kept >= 0.85
        assert rate([float(refused) for refused in foreign]).value >= 0.88

    def test_what_the_sources_answer_on_other_pages_and_facts_they_lack_are_mostly_refused_without_a_language_model(
        self, answers: Answers
    ) -> None:
        relevance = load(REPOSITORY / "nowhere.json")
        refused: dict[str, list[float]] = {"near-topic": [], "related": []}
        for items, found in answers.values():
            for item, one in zip(items, found, strict=True):
                if item.kind in refused:
                    refused[item.kind].append(float(not relevance.may_answer(one, judged=False)))
        assert len(refused["related"]) >= 40
        assert len(refused["near-topic"]) >= 60
        assert {kind for kind, shares in refused.items() if rate(shares).value < 0.70} == set()


class TestTheFit:
    @pytest.mark.parametrize(("others", "counted"), [((0.1, 0.2, 0.3, 0.9), (3, 3)), ((0.1, 0.8, 0.8, 0.9), (2, 3))])
    def test_without_a_share_as_many_are_kept_as_others_are_left_out(
        self, others: Sequence[float], counted: tuple[int, int]
    ) -> None:
        wanted = (0.2, 0.7, 0.85, 0.95)
        rows = [{"judgement": value} for value in (*wanted, *others)]
        good = [True] * 4 + [False] * 4
        decision = fit_on(rows, good, ["judgement"], None)
        over = [decision.probability(row) >= decision.threshold for row in rows]
        assert (sum(over[:4]), 4 - sum(over[4:])) == counted

    @pytest.mark.parametrize(
        ("count", "left_out", "kept"), [(0, 2, 3), (1, 2, 3), (2, 2, 3), (3, 3, 1)], ids=["none", "more", "all", "most"]
    )
    def test_a_threshold_leaves_out_so_many_and_more_where_that_costs_nothing(
        self, count: int, left_out: int, kept: int
    ) -> None:
        others = [{"margin": float(at)} for at in (3, -1, -2)]
        wanted = [{"margin": float(at)} for at in (4, 2, 1)]
        decision = leaving_out(Calibration({"margin": 1.0}, 0.0, 0.5), count, wanted, others)
        assert decision.weights == {"margin": 1.0}
        assert sum(not decision.says(row) for row in others) == left_out
        assert sum(decision.says(row) for row in wanted) == kept

    @pytest.mark.parametrize("wanted", [[True] * 4, [False] * 4, []])
    def test_a_half_of_one_kind_alone_is_told(self, wanted: Sequence[bool]) -> None:
        with pytest.raises(CorpusError, match="nothing to keep"):
            fit_on([{"margin": float(at)} for at in range(len(wanted))], wanted, ["margin"], 0.95)

    def test_a_taught_model_is_trusted_to_refuse_as_well_as_to_keep(self) -> None:
        items = read_items(REPOSITORY / "tests" / "evaluation" / "everyday.jsonl")
        kinds = dict.fromkeys(("unknown", "unmet", "elsewhere"), 0.0)
        told = [1.0 * item.answerable + place % 11 / 4 for place, item in enumerate(items)]
        seen = [
            Seen(item, {"margin": value, "judgement": value, **kinds}) for item, value in zip(items, told, strict=True)
        ]
        usual, taught = (calibrate(seen, load(REPOSITORY / "nowhere.json"), taught=one) for one in (False, True))
        half = [one for one in seen if one.item.split == "development"]

        def shares(decision: Calibration) -> tuple[float, float]:
            over = [(one.item.answerable, decision.probability(one.features) >= decision.threshold) for one in half]
            kept, passed = ([taken for good, taken in over if good is wanted] for wanted in (True, False))
            return sum(kept) / len(kept), 1 - sum(passed) / len(passed)

        assert taught.quoted == usual.quoted
        assert taught.written.weights == usual.written.weights
        assert min(shares(taught.written)) >= min(shares(usual.written))
        assert taught.written.threshold != usual.written.threshold

    def test_the_model_is_asked_by_the_margin_alone_and_of_every_answerable_question_of_the_development_half(
        self,
    ) -> None:
        items = read_items(REPOSITORY / "tests" / "evaluation" / "everyday.jsonl")
        margins = {item.id: (3.0 if item.answerable else 0.0) + place % 7 / 4 for place, item in enumerate(items)}
        kinds = dict.fromkeys(("unknown", "unmet", "elsewhere"), 0.0)
        seen = [Seen(item, {**kinds, "margin": margins[item.id]}) for item in items]
        seen = [replace(one, features={**one.features, "unknown": float(at % 9 == 0)}) for at, one in enumerate(seen)]
        relevance = calibrate(seen, load(REPOSITORY / "nowhere.json"))
        half = [one for one in seen if one.item.split == "development" and one.item.answerable]
        assert any(one.features["unknown"] for one in half)
        assert all(relevance.opens(one.features) for one in half)
        assert relevance.opens({**kinds, "margin": 3.0, "unknown": 1.0, "unmet": 1.0})
        assert not relevance.opens({**kinds, "margin": 1.0})

    @pytest.mark.parametrize("judged", [True, False])
    def test_what_editors_have_foreseen_is_weighed_where_it_is_known(self, tmp_path: Path, judged: bool) -> None:
        items = read_items(REPOSITORY / "tests" / "evaluation" / "everyday.jsonl")
        others = dict.fromkeys(("margin", "unknown", "unmet", "elsewhere"), 0.0)
        others |= {"judgement": 0.0} if judged else {}
        seen = [
            Seen(
                item, {**others, "margin": item.answerable + at % 7 / 4, "foreseen": 3.0 * item.answerable + at % 5 / 4}
            )
            for at, item in enumerate(items)
        ]
        unknown = [replace(one, features={**one.features, "foreseen": 0.0}) for one in seen]
        for one in unknown:
            del one.features["foreseen"]
        before = load(REPOSITORY / "nowhere.json")
        relevance = calibrate([*seen, *unknown], before)
        half = [one for one in seen if one.item.split == "development"]
        assert all(relevance.quotes(one.features) for one in half if one.item.answerable)
        others = [one.features for one in half if not one.item.answerable]
        refused = [sum(not says(one) for one in others) for says in (relevance.quotes, relevance.quoted.says)]
        assert refused[0] >= refused[1] > 0, "as many as without what is foreseen, and more where that costs nothing"
        assert all(relevance.quotes(one.features) is relevance.quoted.says(one.features) for one in unknown)
        assert relevance.foreseen
        if judged:
            assert all(relevance.writes(one.features) is one.item.answerable for one in half)
        else:
            assert relevance.foreseen.written == (before.foreseen and before.foreseen.written)
        path = tmp_path / "calibration.json"
        path.write_text(json.dumps(relevance.as_dict()), encoding="utf-8")
        assert load(path) == relevance
        assert calibrate(unknown, before).foreseen == before.foreseen

    def test_what_is_foreseen_is_decided_in_the_middle_of_what_shorter_and_longer_lists_give(self) -> None:
        items = read_items(REPOSITORY / "tests" / "evaluation" / "everyday.jsonl")
        others = dict.fromkeys(("unknown", "unmet", "elsewhere"), 0.0)
        longer = [
            {**others, "margin": at % 7 / 4, "foreseen": 3.0 * item.answerable + at % 5, "judgement": 2.0 * (at % 3)}
            for at, item in enumerate(items)
        ]
        shorter = [  # there the margin tells, and what is foreseen does not
            {**others, "margin": 3.0 * item.answerable + at % 5, "foreseen": at % 7 / 4}
            for at, item in enumerate(items)
        ]
        before = load(REPOSITORY / "nowhere.json")
        seen = [Seen(item, told, fewer=less) for item, told, less in zip(items, longer, shorter, strict=True)]
        unsearched = [replace(one, fewer=None) for one in seen]
        as_shorter = [replace(one, features={**one.features, **(one.fewer or {})}, fewer=None) for one in seen]
        fitted = [calibrate(one, before).as_dict()["foreseen"] for one in (seen, unsearched, as_shorter)]
        for mode in ("quoted", "written"):
            both, long, short = (one[mode] for one in fitted)
            assert long["weights"]["foreseen"] > short["weights"]["foreseen"]
            for name in ("margin", "foreseen"):
                middle = (long["weights"][name] + short["weights"][name]) / 2
                assert both["weights"][name] == pytest.approx(middle)
            odds = [math.log(one["threshold"] / (1 - one["threshold"])) for one in (both, long, short)]
            assert odds[0] == pytest.approx((odds[1] + odds[2]) / 2)
        unknown = [  # with shorter lists some near passage has none: that question tells nothing of them
            replace(one, fewer={name: value for name, value in (one.fewer or {}).items() if name != "foreseen"})
            for one in seen
        ]
        assert calibrate(unknown, before).foreseen == calibrate(unsearched, before).foreseen

    def test_what_two_decisions_refuse_or_keep_the_one_between_them_does(self) -> None:
        steep, flat = Calibration({"margin": 4.0}, -16.0, 0.6), Calibration({"margin": 1.0}, 0.0, 0.99)
        between = mean([steep, flat])
        for margin in (-3.0, 0.0, 3.9, 4.0, 4.05, 4.2, 4.55, 4.65, 9.0):
            said = {one.says({"margin": margin}) for one in (steep, flat)}
            assert len(said) > 1 or between.says({"margin": margin}) in said

    def test_the_model_is_asked_of_what_is_foreseen_however_far_it_is(self) -> None:
        shipped = load(REPOSITORY / "nowhere.json")
        far = {"margin": -3.0, "unknown": 0.0, "unmet": 0.0, "elsewhere": 0.0}
        assert not shipped.opens(far)
        assert not shipped.opens({**far, "foreseen": 0.0})
        assert shipped.opens({**far, "foreseen": 9.0})
        assert not shipped.opens({**far, "foreseen": 9.0, "orders": 1.0})

    def test_what_was_fitted_without_what_is_foreseen_is_not_mixed_with_what_ships(self, tmp_path: Path) -> None:
        path, shipped = tmp_path / "calibration.json", load(REPOSITORY / "nowhere.json")
        own = shipped.as_dict()
        assert own.pop("foreseen")
        path.write_text(json.dumps(own), encoding="utf-8")
        assert load(path).foreseen is None
        path.write_text(json.dumps({"gate": own["gate"]}), encoding="utf-8")
        assert load(path).foreseen == shipped.foreseen

    def test_what_was_fitted_with_one_kind_of_model_holds_with_the_other_where_no_model_is_needed(
        self, tmp_path: Path
    ) -> None:
        shipped = {taught: load(tmp_path / "none.json", taught=taught) for taught in (False, True)}
        raw = shipped[True].as_dict()
        raw["quoted"]["threshold"] = raw["written"]["threshold"] = raw["gate"]["judged"]["threshold"] = 0.123
        (tmp_path / "mine.json").write_text(json.dumps({**raw, "taught": True}), encoding="utf-8")
        same, other = (load(tmp_path / "mine.json", taught=taught) for taught in (True, False))
        assert same.quoted.threshold == same.written.threshold == same.gate.judged.threshold == 0.123
        assert other.quoted.threshold == 0.123
        assert (other.written, other.gate.judged) == (shipped[False].written, shipped[False].gate.judged)
        assert other.open_floor == shipped[False].open_floor
        assert same.gate.statements == shipped[True].gate.statements
        assert other.gate.statements is None

    @pytest.mark.parametrize("taught", [True, False])
    @pytest.mark.parametrize("change", [{"always": True}, {"statements": ...}, {"surest": ...}])
    def test_what_was_fitted_before_statements_had_a_decision_of_their_own_still_holds(
        self, tmp_path: Path, taught: bool, change: dict[str, object]
    ) -> None:
        shipped = load(tmp_path / "none.json", taught=True)
        raw = {**shipped.as_dict(), "taught": True}
        raw["gate"] = {name: value for name, value in {**raw["gate"], **change}.items() if value is not ...}
        (tmp_path / "mine.json").write_text(json.dumps(raw), encoding="utf-8")
        gate = load(tmp_path / "mine.json", taught=taught).gate
        assert gate.statements == (shipped.gate.statements if taught else None)
        assert gate.surest == (shipped.gate.surest if taught else None)

    @pytest.mark.parametrize("fitted_by", [True, "another"])
    def test_what_was_fitted_with_another_adapter_holds_where_no_model_is_needed(
        self, tmp_path: Path, fitted_by: object
    ) -> None:
        shipped = load(tmp_path / "none.json", taught=True)
        raw = shipped.as_dict()
        raw["quoted"]["threshold"] = raw["written"]["threshold"] = raw["gate"]["surest"] = 0.123
        raw["floors"]["telling"] = raw["floors"]["doubt"] = raw["floors"]["again"] = raw["gate"]["whole"] = 0.123
        raw["gate"]["close"] = raw["gate"]["confirmed"] = 0.123
        file = tmp_path / "mine.json"
        told = []
        for by in ("this", fitted_by):
            file.write_text(json.dumps({**raw, "taught": by}), encoding="utf-8")
            told.append(load(file, taught=True, by="this"))
        same, other = told
        assert same.quoted.threshold == same.written.threshold == same.gate.surest == same.telling == 0.123
        assert other.quoted.threshold == 0.123
        assert (other.written, other.gate.surest) == (shipped.written, shipped.gate.surest)
        assert same.doubt == same.again == same.gate.whole == 0.123
        assert other.telling == shipped.telling is not None
        assert other.doubt == shipped.doubt is not None
        assert other.again == shipped.again is not None
        assert other.gate.whole == shipped.gate.whole is not None
        assert (same.gate.close, other.gate.close) == (0.123, shipped.gate.close)
        assert (same.gate.confirmed, other.gate.confirmed) == (0.123, shipped.gate.confirmed)
        assert (load(file).telling, load(file).doubt) == (None, None), "of a model that was not taught"
        assert load(file).again == load(tmp_path / "none.json").again is not None

    @pytest.mark.parametrize("part", [None, {}, {"weights": None, "bias": 0.0, "threshold": 0.5}])
    def test_a_broken_decision_on_statements_is_told(self, tmp_path: Path, part: object) -> None:
        raw = {**load(tmp_path / "none.json", taught=True).as_dict(), "taught": True}
        raw["gate"]["statements"] = part
        (tmp_path / "mine.json").write_text(json.dumps(raw), encoding="utf-8")
        with pytest.raises(SettingsError, match="does not hold a calibration"):
            load(tmp_path / "mine.json", taught=True)


class TestTheMeasures:
    @pytest.mark.parametrize(
        ("accepted", "ignored", "rank"), [("c", "", 3), ("c", "a", 2), ("x", "", None), ("ab", "", 1)]
    )
    def test_the_rank_is_that_of_the_first_accepted_passage(
        self, accepted: str, ignored: str, rank: int | None
    ) -> None:
        assert first_rank(["a", "b", "c"], frozenset(accepted), frozenset(ignored)) == rank

    def test_an_interval_holds_its_mean_and_narrows_with_more_questions(self) -> None:
        few, many = rate([1, 0, 1, 1]), rate([1, 0, 1, 1] * 50)
        assert few.low <= few.value == many.value <= few.high
        assert many.high - many.low < few.high - few.low
        assert rate([]).n == 0

    def test_a_question_counts_in_each_direction_in_which_it_has_an_answer(self) -> None:
        item = Item("q", "fr", "Q ?", "single", frozenset({"f", "e"}), "test")
        found = directions([item], {"q": ["f", "e"]}, lambda name: "fr" if name == "f" else "en")
        assert (found["fr->fr"]["R@1"].value, found["fr->en"]["R@1"].value, found["en->en"]["R@1"].n) == (1, 1, 0)

    def test_a_fitted_decision_keeps_what_can_be_answered(self, answers: Answers) -> None:
        items, found = answers[HARD]
        seen = Observer(PROMPTS, None, lambda _: (), SHIPPED).observe(items, found, lambda *_: None)
        decision = fit(seen, ["margin"])
        kept = [decision.probability(one.features) >= decision.threshold for one in seen if one.item.answerable]
        assert KEPT - 0.01 <= sum(kept) / len(kept) <= KEPT + 0.01

    def test_what_surely_answers_by_itself_is_told_from_accepted_passages(self, answers: Answers) -> None:
        items, found = answers[HARD]
        chat = FakeChat(judgement=lambda messages: 0.9 if "digital" in messages[-1].text.lower() else 0.2)
        choose = partial(evidence.choose, limit=5)
        usual = Observer(PROMPTS, chat, choose, SHIPPED).observe(items, found, lambda *_: None)
        assert not any(one.alone for one in usual)
        seen = Observer(PROMPTS, chat, choose, SHIPPED, fitting=True).observe(items, found, lambda *_: None)
        left = [one for one in seen if not one.item.answerable or one.item.split == "test"]
        assert {bool(one.alone) for one in left} == {False}, "nothing is fitted on these"
        accepted = [good for one in seen for _, good in one.alone]
        assert set(accepted) == {True, False}
        assert any(len(one.alone) > 1 for one in seen)

    @pytest.mark.parametrize(
        ("judged", "least"),
        [
            ([(9.0, True)] * 18 + [(5.0, True), (4.0, True), (3.0, False)], 3.0),
            ([(9.0, True)] * 19 + [(5.0, False), (4.0, False)], 4.5),
            ([(9.0, True)] * 20 + [(5.0, False), (4.0, False), (3.0, False)] + [(2.0, True)] * 60, 2.0),
            ([(9.0, False), (8.0, False)] + [(7.0, True)] * 20, None),
            ([(9.0, True)] * 20 + [(9.0, False)] * 20, None),
            ([(9.0, True)] * 19, None),
            ([], None),
        ],
        ids=["to the last", "one errs", "more follow", "the surest err", "as sure of both", "too few", "none"],
    )
    def test_the_least_sure_yes_that_hardly_ever_errs(
        self, judged: list[tuple[float, bool]], least: float | None
    ) -> None:
        item = Item("q", "fr", "Q ?", "single", frozenset({"f"}), "development")
        assert telling([Seen(item, {}, tuple(judged[:7])), Seen(item, {}, tuple(judged[7:]))]) == least

    def test_the_no_that_hardly_any_answerable_question_gets_is_not_doubted(self) -> None:
        item, other = (Item("q", "fr", "Q ?", kind, frozenset(ids), "development") for kind, ids in KINDS)
        seen = [Seen(item, {"judgement": float(n)}) for n in range(100)]
        assert doubt([*seen, *(Seen(other, {"judgement": -9.0}) for _ in range(100))]) == 2.5

    def test_a_no_that_is_not_doubted_is_refused_whatever_was_found(self) -> None:
        found = Calibration({"margin": 1.0}, 0.0, 0.5)
        relevance = replace(SHIPPED, open_floor=0.0, written=found, foreseen=None)
        item = Item("q", "fr", "Q ?", "single", frozenset("p"), "test")
        told = dict.fromkeys(("unknown", "unmet", "elsewhere", "orders"), 0.0) | {"margin": 9.0}
        for bound, no, kept in ((-1.0, -0.9, True), (-1.0, -1.1, False), (None, -9.0, True)):
            one = Seen(item, {**told, "judgement": no})
            assert answered(one, replace(relevance, doubt=bound)) is kept

    @pytest.mark.parametrize(("margin", "again", "kept"), [(9.0, 0.9, True), (9.0, 0.7, False), (-9.0, 0.9, False)])
    def test_it_is_kept_where_all_else_and_a_passage_read_whole_say_yes(
        self, margin: float, again: float, *, kept: bool
    ) -> None:
        found = Calibration({"margin": 1.0, "judgement": 20.0}, 0.0, 0.5)  # beside a sure yes it says yes to all
        relevance = replace(SHIPPED, open_floor=0.0, written=found, foreseen=None, doubt=-1.0, again=0.8)
        item = Item("q", "fr", "Q ?", "single", frozenset("p"), "test")
        told = dict.fromkeys(("unknown", "unmet", "elsewhere", "orders"), 0.0) | {"margin": margin, "judgement": -2.0}
        assert answered(Seen(item, told, again=again), relevance) is kept

    def test_what_only_a_passage_read_whole_answers_is_kept(self, answers: Answers) -> None:
        items, found = answers[EVERYDAY]
        item, one = next((item, one) for item, one in zip(items, found, strict=True) if item.answerable)
        choose, relevance = partial(evidence.choose, limit=1), replace(SHIPPED, open_floor=0.0)
        no = FakeChat(judgement=lambda messages: 0.001 if len(_excerpts(messages)) == 1 else 0.9)
        usual, fitting = (
            Observer(PROMPTS, no, choose, relevance, fitting=fitting).observe([item], [one], lambda *_: None)[0]
            for fitting in (False, True)
        )
        assert usual.again == fitting.again == pytest.approx(math.log(9))
        for told in (usual, fitting):
            assert _deciders([item], [told], relevance, Baseline({}, {item.id: 0.0}))["written"](item)
            surer = replace(relevance, again=2.3)
            assert not _deciders([item], [told], surer, Baseline({}, {item.id: 0.0}))["written"](item)
            strict = replace(relevance, written=Calibration({"judgement": 1.0}, -0.1, 0.5), foreseen=None)
            for bound, kept in ((-1.0, False), (-9.0, True)):
                deciders = _deciders([item], [told], replace(strict, doubt=bound), Baseline({}, {item.id: 0.0}))
                assert deciders["written"](item) is kept

    def test_for_fitting_every_passage_is_read_that_an_answer_may_read(self, answers: Answers) -> None:
        choose, relevance = partial(evidence.choose, limit=5), replace(SHIPPED, open_floor=0.0)
        several = [one for one in answers[EVERYDAY][1] if len({hit.passage.id for hit in one.hits[:3]}) == READ]
        near = {one.question: {piece.passage.id for piece in evidence.near(one, choose(one))} for one in several}
        one = next(one for one in several if len(near[one.question]) >= READ)
        item = Item("q", one.language, one.question, "near-topic", frozenset(), "development")
        asked = []
        for fitting in (False, True):
            turns = iter([0.001, *[0.9] * READ])
            chat = FakeChat(judgement=lambda _, turns=turns: next(turns))
            Observer(PROMPTS, chat, choose, relevance, fitting=fitting).observe([item], [one], lambda *_: None)
            asked.append(len(chat.judged))
        assert asked == [2, 1 + READ]

    def test_the_yes_that_undoes_a_no_is_told_from_what_the_excerpts_refuse(self) -> None:
        item, other = (Item("q", "fr", "Q ?", kind, frozenset(ids), "development") for kind, ids in KINDS)
        decision = replace(SHIPPED, written=Calibration({"judgement": 1.0}, 0.0, 0.5))

        def seen(one: Item, again: float | None, first: float = -2.0) -> Seen:
            return Seen(one, {"judgement": first, "margin": 1.0}, (), again)

        right = [seen(item, 2.0 + n) for n in range(5)]
        wrong = [seen(other, 1.0), seen(other, None), seen(other, 9.0, first=2.0)]
        assert undoing([*right, *wrong], decision) == 1.5, "halfway"
        assert undoing([*right[1:], *wrong], decision) is None, "too few"
        assert undoing([*right, *wrong, seen(other, 9.0)], decision) is None, "the surest errs"
        sure = seen(other, 9.0, first=-4.0)
        hopeless = replace(decision, written=Calibration({"judgement": 1.0}, -0.1, 0.5), doubt=-3.0)
        assert undoing([*right, *wrong, sure], hopeless) == 1.5, "after a sure no, nothing is read"
        assert undoing([*right, *wrong, sure], replace(decision, doubt=-3.0)) is None, "it is, where all else says yes"

    def test_a_question_is_searched_in_the_language_that_its_words_tell(
        self, real_index: Index, default_embedder: Embedder
    ) -> None:
        item = Item("q", "fr", "Who pays for the machines?", "near-topic", frozenset(), "test")
        bench = Bench(Retriever(real_index, default_embedder), default_embedder, PROMPTS, None, (), lambda _: (), 5)
        assert [one.language for one in _found(bench, [item], 3, lambda *_: None)] == ["en"]

    def test_what_was_fitted_is_reported_for_each_half(self) -> None:
        item, other = (Item(kind, "fr", "Q ?", kind, frozenset(ids), "test") for kind, ids in KINDS)
        told = dict.fromkeys(RETRIEVED, 0.0)
        seen = [Seen(item, {**told, "judgement": 3.0}), Seen(other, {**told, "judgement": -3.0}, (), 1.0)]
        by_judgement = Calibration({"judgement": 1.0}, 0.0, 0.5)
        fitted = replace(SHIPPED, written=by_judgement, open_floor=0.0)
        for again, refused in ((None, 0.0), (2.0, 1.0)):
            report = as_fitted(seen, replace(fitted, again=again))["test"]["decision"]["written, as fitted"]["all"]
            assert (report["kept"]["value"], report["refused"]["value"]) == (1.0, refused)


def _excerpts(messages: Sequence[Message]) -> list[str]:
    return [line for line in messages[-1].text.split("\n") if line.startswith("- ")]
