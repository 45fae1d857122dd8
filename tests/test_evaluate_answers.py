"""Whole answers are measured as they are given: what the model drafted, what was let through, and from where."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Assistant, Limits
from assistant.evaluate.answers import Overheard, answers_report, choose, write
from assistant.evaluate.items import Item, read_items
from assistant.index import Index
from assistant.ports import Embedder, Message, Shape
from assistant.prompts import read_prompts
from assistant.relevance import load
from assistant.retrieve import Retriever
from tests.conftest import REPOSITORY
from tests.fakes import FakeChat

ITEMS = read_items(REPOSITORY / "tests" / "evaluation" / "everyday.jsonl")
INVENTED = "Le ministère compte douze dragons roses."


def half_true(messages: Sequence[Message]) -> str:
    """Say an excerpt again, and then what none says."""
    excerpts = [line[2:] for line in messages[-1].text.split("\n") if line.startswith("- ")]
    return f"{excerpts[0]} {INVENTED}" if excerpts else INVENTED


def judged(messages: Sequence[Message]) -> float:
    """Say yes, but not to the dragons."""
    return 0.01 if "dragons" in messages[-1].text else 0.99


def report(index: Index, embedder: Embedder, chat: FakeChat | None, items: Sequence[Item]) -> dict[str, Any]:
    heard = Overheard(chat) if chat else None
    limits = Limits(2000, 5, 5, 320, load(Path("none.json")))
    assistant = Assistant(
        Retriever(index, embedder), index, embedder, read_prompts(REPOSITORY / "prompts"), limits, heard
    )
    return answers_report(write(assistant, heard, items, lambda *_: None))


def test_as_many_are_chosen_of_each_half_and_language_and_only_what_can_be_answered() -> None:
    chosen = choose(ITEMS, 3)
    assert set(Counter((item.split, item.language) for item in chosen).values()) == {3}
    assert all(item.answerable for item in chosen)
    assert len({item.id for item in chosen}) == len(chosen) == 12
    assert len(choose(ITEMS, 1000)) == sum(item.answerable for item in ITEMS)


def test_what_the_model_invents_is_counted_as_drafted_and_not_as_let_through(
    real_index: Index, default_embedder: Embedder
) -> None:
    english = [item for item in choose(ITEMS, 2) if item.language == "en"]
    found = report(real_index, default_embedder, FakeChat(half_true, judged), english)
    assert {one["status"] for one in found["answers"]} == {"answered"}
    assert all(INVENTED in one["drafted"] and INVENTED not in one["text"] for one in found["answers"])
    for split in ("development", "test"):
        shares = found[split]["answers"]["en"]
        assert shares["drafted"] > shares["let through"] > 0
        assert shares["sentences with a citation"]["value"] == shares["quotes word for word"]["value"] == 1.0
        assert found[split]["answers"]["fr"]["answered"]["n"] == 0


def test_only_drafts_are_overheard_not_what_is_searched_with() -> None:
    heard = Overheard(FakeChat("Apps help farmers."))
    assert list(heard.stream([Message("user", "Suppose an answer.")], 9))
    assert heard.wrote == []
    assert list(heard.stream([Message("user", "Answer.")], 9, Shape(1, "")))
    assert heard.wrote == ["Apps help farmers."]


def test_an_answer_in_another_language_than_its_question_is_told(real_index: Index, default_embedder: Embedder) -> None:
    right = next(item for item in choose(ITEMS, 1) if (item.language, item.split) == ("en", "test"))
    wrong = replace(right, id="wrong", language="fr")  # what the program is not told
    shares = report(real_index, default_embedder, None, [right, wrong])["test"]["answers"]
    told = {language: shares[language]["answers in the question's language"]["value"] for language in ("fr", "en")}
    assert told == {"fr": 0.0, "en": 1.0}


def test_without_a_model_quotes_are_measured_and_nothing_is_drafted(
    real_index: Index, default_embedder: Embedder
) -> None:
    items = choose(ITEMS, 6)
    accepted = {item.id: item.accepted for item in items}
    found = report(real_index, default_embedder, None, items)
    for split in ("development", "test"):
        shares = found[split]["answers"]["all"]
        mine = [one for one in found["answers"] if one["id"] in {item.id for item in items if item.split == split}]
        cited = [(one["id"], name) for one in mine for name in set(one["cited"])]
        right = sum(name in accepted[of] for of, name in cited)
        assert shares["passages cited that are accepted ones"]["value"] == pytest.approx(right / len(cited), abs=0.001)
        assert 0 < right < len(cited)
        assert (shares["drafted"], shares["of these, in its own words"]["value"]) == (0, 0.0)
        assert shares["quotes word for word"]["value"] == 1.0
