"""The second corpus: passages in one language each, questions and statements in both."""

from collections import Counter
from pathlib import Path

import pytest

from assistant.corpus import read_corpus
from assistant.errors import UsageError
from assistant.evaluate.command import STATEMENTS
from assistant.evaluate.items import check_targets, read_items
from assistant.evaluate.statements import read_statements
from tests.conftest import REPOSITORY
from tests.evaluation import held_out


def languages(folder: Path) -> dict[str, str]:
    """Return the language of each passage of the corpus."""
    corpus = read_corpus(folder / "corpus", 1_000_000)
    assert not corpus.problems
    return {passage.id: passage.language for document in corpus.documents for passage in document.passages}


def test_every_direction_of_each_half_has_as_many_true_statements_as_false_ones(tmp_path: Path) -> None:
    held_out.build(tmp_path)
    found = Counter((one.split, one.direction, one.true) for one in read_statements(tmp_path / STATEMENTS[0]))
    assert len(found) == 16
    assert set(found.values()) == {15}


def test_each_passage_is_in_one_language_and_statements_name_it(tmp_path: Path) -> None:
    held_out.build(tmp_path)
    told = languages(tmp_path)
    assert Counter(told.values()) == {"fr": 50, "en": 50}
    assert {(one.passage, one.told_in) for one in read_statements(tmp_path / STATEMENTS[0])} <= told.items()


def test_each_passage_of_the_articles_is_asked_for_and_every_direction_as_often(tmp_path: Path) -> None:
    held_out.build(tmp_path)
    told = languages(tmp_path)
    items = read_items(tmp_path / held_out.QUESTIONS)
    check_targets(items, told)
    assert {name for item in items for name in item.accepted} >= {name for name in told if name.startswith("p")}
    asked = Counter((item.language, told[name]) for item in items for name in sorted(item.accepted)[:1])  # its first
    assert set(asked.values()) == {20}
    assert Counter(item.language for item in items if not item.answerable) == {"fr": 30, "en": 30}


def test_the_third_corpus_has_each_direction_of_statements_as_often(tmp_path: Path) -> None:
    held_out.build(tmp_path, "third")
    told = languages(tmp_path)
    assert Counter(told.values()) == {"fr": 60, "en": 60}
    read = read_statements(tmp_path / STATEMENTS[0])
    assert {(one.passage, one.told_in) for one in read} <= told.items()
    assert Counter((one.language, one.true) for one in read) == dict.fromkeys(
        ((language, true) for language in ("fr", "en") for true in (True, False)), 30
    )


def test_the_third_corpus_is_asked_in_both_languages_alike(tmp_path: Path) -> None:
    held_out.build(tmp_path, "third")
    items = read_items(tmp_path / held_out.QUESTIONS)
    check_targets(items, languages(tmp_path))
    assert Counter((item.language, item.answerable) for item in items) == {
        ("fr", True): 42,
        ("en", True): 42,
        ("fr", False): 24,
        ("en", False): 24,
    }


def test_the_fourth_corpus_is_asked_about_and_stated_in_both_languages_alike(tmp_path: Path) -> None:
    held_out.build(tmp_path, "fourth")
    told = languages(tmp_path)
    assert Counter(told.values()) == {"fr": 40, "en": 40}
    items = read_items(tmp_path / held_out.QUESTIONS)
    check_targets(items, told)
    assert Counter((item.language, item.answerable) for item in items) == {
        ("fr", True): 36,
        ("en", True): 36,
        ("fr", False): 18,
        ("en", False): 18,
    }
    read = read_statements(tmp_path / STATEMENTS[0])
    assert {(one.passage, one.told_in) for one in read} <= told.items()
    assert set(Counter((one.language, one.told_in, one.true) for one in read).values()) == {9}
    more = read_statements(held_out.TEXTS["fourth"] / "more-statements.jsonl")
    assert {(one.passage, one.told_in) for one in more} == told.items()
    assert set(Counter((one.language, one.told_in, one.true) for one in more).values()) == {10}


def test_it_is_not_mixed_with_the_project_s_own_corpus() -> None:
    with pytest.raises(UsageError, match="another folder"):
        held_out.build(REPOSITORY)
