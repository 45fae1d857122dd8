"""Statements true and false: the set is sound, and the gate holds without and with the language model."""

import math
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.corpus import read_corpus
from assistant.errors import CorpusError
from assistant.evaluate.gate import (
    Checker,
    fit_gate,
    gate_report,
    statements_as_fitted,
)
from assistant.evaluate.statements import Statement, one_in, read_statements
from assistant.index import Index
from assistant.ports import Embedder
from assistant.prompts import read_prompts
from assistant.relevance import load
from assistant.retrieve import Retriever
from assistant.writing import Writer
from tests.conftest import REPOSITORY
from tests.fakes import FakeChat

STATEMENTS = REPOSITORY / "tests" / "evaluation" / "statements.jsonl"
GATE = load(REPOSITORY / "nowhere.json").gate


@pytest.fixture(scope="module")
def statements() -> tuple[Statement, ...]:
    return read_statements(STATEMENTS)


def few(statements: tuple[Statement, ...], each: int) -> list[Statement]:
    """Return so many of each kind and half."""
    kinds: dict[tuple[str, str], list[Statement]] = {}
    for one in statements:
        kinds.setdefault((one.kind, one.split), []).append(one)
    return [one for group in kinds.values() for one in group[:each]]


def checker(index: Index, embedder: Embedder, chat: FakeChat | None) -> Checker:
    writer = Writer(index, embedder, read_prompts(REPOSITORY / "prompts"), GATE)
    return Checker(Retriever(index, embedder), writer, chat)


@pytest.fixture(scope="module")
def alone(real_index: Index, default_embedder: Embedder, statements: tuple[Statement, ...]) -> dict[str, Any]:
    """What the gate finds without a model, of some statements."""
    sample = few(statements, 15)
    return gate_report(checker(real_index, default_embedder, None), sample, GATE, lambda *_: None)[0]


class TestTheSet:
    def test_there_are_a_hundred_of_each_kind_and_direction(self, statements: tuple[Statement, ...]) -> None:
        kinds = Counter(one.kind for one in statements)
        crossing = Counter(one.language == one.told_in for one in statements if one.true)
        assert {kind for kind, count in kinds.items() if count >= 100} == set(kinds)
        assert set(kinds) == {"true", "polarity", "number", "actor", "invention"}
        assert min(crossing.values()) >= 100

    def test_french_and_english_have_as_many(self, statements: tuple[Statement, ...]) -> None:
        for kind in {one.kind for one in statements}:
            languages = Counter(one.language for one in statements if one.kind == kind)
            assert abs(languages["fr"] - languages["en"]) <= 0.1 * languages.total()

    def test_no_statement_is_there_twice_and_none_is_a_sentence_of_the_corpus(
        self, statements: tuple[Statement, ...]
    ) -> None:
        texts = [one.text for one in statements]
        corpus = read_corpus(REPOSITORY / "corpus", 10**7)
        told = " ".join(passage.text for document in corpus.documents for passage in document.passages)
        assert len(set(texts)) == len(texts) == len({one.id for one in statements})
        assert [text for text in texts if text in told] == []

    def test_one_in_so_many_is_of_every_kind_and_half_and_the_same_each_time(
        self, statements: tuple[Statement, ...]
    ) -> None:
        third = one_in(3, statements)
        assert len(third) == len(statements) // 3
        assert third == one_in(3, statements[::-1])
        assert one_in(1, statements) == statements
        whole = Counter((one.kind, one.split) for one in statements)
        mine = Counter((one.kind, one.split) for one in third)
        for group, count in whole.items():
            assert 0.2 <= mine[group] / count <= 0.5

    def test_a_line_that_is_no_statement_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "s.jsonl").write_text('{"id": "a", "language": "de"}\n', encoding="utf-8")
        with pytest.raises(CorpusError, match=r"line 1"):
            read_statements(tmp_path / "s.jsonl")


class TestTheGate:
    def test_without_a_model_it_catches_most_numbers_and_keeps_most_true_statements(
        self, alone: dict[str, Any]
    ) -> None:
        shares = alone["test"]["statements"]["the gate"]["all"]
        assert shares["kept"]["value"] >= 0.80
        assert shares["caught number"]["value"] >= 0.85
        assert shares["caught invention"]["value"] >= 0.60

    def test_evidence_sought_by_words_too_is_oftener_of_the_right_passage(self, alone: dict[str, Any]) -> None:
        right = {"as it is sought": 0.0, "by cosine alone": 0.0}
        for split in ("development", "test"):
            for way in right:
                shares = alone[split]["evidence"][way]["all"]
                assert {kind for kind, share in shares.items() if share["n"] >= 8} >= {"true", "polarity", "actor"}
                right[way] += sum(shares[kind]["value"] for kind in ("true", "polarity", "actor")) / 6
        assert right["as it is sought"] >= 0.60
        assert right["as it is sought"] > right["by cosine alone"]

    def test_the_models_word_decides_what_is_near(
        self, real_index: Index, default_embedder: Embedder, statements: tuple[Statement, ...]
    ) -> None:
        true = {one.text for one in statements if one.true}
        knowing = FakeChat("[0]", lambda messages: 0.999 if any(text in messages[-1].text for text in true) else 0.001)
        report, checked = gate_report(
            checker(real_index, default_embedder, knowing), few(statements, 6), GATE, lambda *_: None
        )
        ways = report["test"]["statements"]
        assert ways["the gate"]["all"]["caught"]["value"] == 1.0
        assert ways["the gate"]["all"]["kept"]["value"] >= 0.8
        assert ways["the model's own marker"]["all"]["kept"]["value"] == 0.0
        assert "the model's own marker" not in report["development"]["statements"]
        fitted = fit_gate(checked, GATE)
        assert fitted.judged.weights["judgement"] > 0
        assert 0 <= fitted.floor <= fitted.alone.threshold
        assert fitted.statements == GATE.statements, "the fake was not taught"

    def test_a_taught_models_judgement_alone_is_fitted_on_other_corpora_as_well(
        self, real_index: Index, default_embedder: Embedder, statements: tuple[Statement, ...]
    ) -> None:
        true = {one.text for one in statements if one.true}
        unsure = {one.text for one in statements[::2]}
        chat = FakeChat(
            "[0]",
            lambda messages: (
                (0.9 if any(text in messages[-1].text for text in true) else 0.2)
                + (0.05 if any(text in messages[-1].text for text in unsure) else 0)
            ),
        )
        chat.taught = True
        _, checked = gate_report(checker(real_index, default_embedder, chat), few(statements, 4), GATE, lambda *_: None)
        others = [
            replace(one, features={}, judgement=one.judgement + 3) for one in checked if one.judgement is not None
        ]
        alone, both = (fit_gate(checked, GATE, beside) for beside in ([], others))
        assert alone.statements is not None
        assert both.statements is not None
        assert set(both.statements.weights) == {"judgement"}
        assert both.statements != alone.statements
        told = [
            one.judgement
            for one in checked
            if one.statement.true and one.statement.split == "development" and one.judgement is not None
        ]
        assert min(told) < max(told)
        assert alone.surest == sorted(told)[len(told) // 2], "half of what is true is as sure"
        assert both.surest is not None
        assert both.surest > alone.surest, "on the other corpus it is surer"
        assert (both.alone, both.judged, both.floor) == (alone.alone, alone.judged, alone.floor)

    def test_how_sure_a_yes_to_a_passage_must_be_is_fitted_on_what_sentences_do_not_say(
        self, real_index: Index, default_embedder: Embedder, statements: tuple[Statement, ...]
    ) -> None:
        chat = FakeChat("[0]", lambda messages: 0.1)
        chat.taught = True
        taught = load(REPOSITORY / "nowhere.json", taught=True).gate
        writer = Writer(real_index, default_embedder, read_prompts(REPOSITORY / "prompts"), taught)
        reader = Checker(Retriever(real_index, default_embedder), writer, chat)
        _, checked = gate_report(reader, few(statements, 8), taught, lambda *_: None)
        assert any(one.whole is not None for one in checked)
        told = [
            replace(one, judgement=4.0 * one.statement.true - 2.0 - place % 2, whole=5.0 if one.statement.true else 3.0)
            for place, one in enumerate(checked)
        ]
        denied = [replace(one, judgement=-3.0) if place % 4 else one for place, one in enumerate(told)]
        fitted = fit_gate(denied, taught)
        assert fitted.whole == 4.0, "halfway between what is true and what is not"
        report = statements_as_fitted(denied, fitted)["development"]["statements"]["the gate, as fitted"]["all"]
        assert (report["kept"]["value"], report["caught"]["value"]) == (1.0, 1.0)
        unread = [replace(one, whole=None) for one in denied]
        assert fit_gate(unread, taught).whole == taught.whole
        read = [replace(one, judgement=3.0, close=(2.0 if one.statement.true else -2.0), whole=None) for one in denied]
        true = [one for one in read if one.statement.true and one.statement.split == "development"]
        surer = [replace(one, close=3.0 + n) for n, one in enumerate(true * (100 // len(true)))]
        least = sorted(one.close or 0.0 for one in (*true, *surer))
        bound = fit_gate([*surer, *read], taught)
        assert bound.close == least[math.floor(0.02 * len(least))], "one true one in fifty is less sure"
        assert fit_gate(read, taught).close == taught.close, "too few to tell"
        assert fit_gate(denied, taught).close == taught.close is not None
        report = statements_as_fitted(read, bound)["development"]["statements"]["the gate, as fitted"]["all"]
        assert (report["kept"]["value"], report["caught"]["value"]) == (1.0, 1.0)
        twice = [replace(one, confirmed=4.0 if one.statement.true else 1.0) for one in unread]
        assert fit_gate(twice, taught).confirmed == 2.5, "halfway between what is true and what is not"
        assert fit_gate(unread, taught).confirmed == taught.confirmed is not None
        report = statements_as_fitted(twice, fit_gate(twice, taught))["development"]["statements"][
            "the gate, as fitted"
        ]
        assert (report["all"]["kept"]["value"], report["all"]["caught"]["value"]) == (1.0, 1.0)
        left = statements_as_fitted(unread, fitted)["development"]["statements"]["the gate, as fitted"]["all"]
        assert left["kept"]["value"] < 1.0
        assert statements_as_fitted([replace(one, judgement=None) for one in denied], fitted) == {}
