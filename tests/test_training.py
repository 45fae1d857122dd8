"""The texts that the packaged model was taught with: whole, in both languages, as many of each answer."""

import json
from collections import Counter
from collections.abc import Iterator

import pytest

from assistant.language import LANGUAGES
from assistant.prompts import YES_NO, read_prompts
from tests.conftest import REPOSITORY
from tests.training import examples

PROMPTS = read_prompts(REPOSITORY / "prompts")


@pytest.mark.parametrize(("kind", "asked"), [("support", "statements"), ("relevance", "questions")])
def test_each_text_has_as_many_of_both_answers_in_both_languages(kind: str, asked: str) -> None:
    records = examples.read(kind)
    assert len(records) >= 90
    for record in records:
        answers = Counter(one["yes"] for one in record[asked])
        assert answers[True] == answers[False] > 0
        texts = record.get("source") or record["excerpts"]
        assert set(texts) == set(LANGUAGES)
        assert all(one[language].strip() for one in record[asked] for language in LANGUAGES)


def test_nothing_that_is_measured_is_trained_on() -> None:
    folder = REPOSITORY / "tests" / "evaluation"
    lines = [line for path in folder.rglob("*.jsonl") for line in path.read_text(encoding="utf-8").splitlines()]
    measured = {text for line in lines for text in _texts(json.loads(line))}
    corpus = "\n".join(path.read_text(encoding="utf-8") for path in (REPOSITORY / "corpus").glob("*.md"))
    support, relevance = examples.read("support"), examples.read("relevance")
    asked = [one for record in support for one in record["statements"]]
    asked += [one for record in relevance for one in record["questions"]]
    told = [one[language] for one in asked for language in LANGUAGES]
    told += [text for record in support for text in record["source"].values()]
    told += [text for record in relevance for texts in record["excerpts"].values() for text in texts]
    assert min(len(measured), len(told)) > 1000
    assert [text for text in told if text in measured or text in corpus] == []


def test_an_epoch_has_every_question_once_with_its_answer() -> None:
    made = list(examples.examples(PROMPTS, 1))
    words = {word for language in LANGUAGES for word in YES_NO[language]}
    assert {one.reply for one in made} == words
    statements = sum(len(record["statements"]) for record in examples.read("support"))
    questions = sum(len(record["questions"]) for record in examples.read("relevance"))
    assert len(made) == 4 * statements + 2 * questions + 2 * len(examples.read("relevance"))
    assert made[-1].messages == list(examples.examples(PROMPTS, 1))[-1].messages
    assert [one.messages for one in made] != [one.messages for one in examples.examples(PROMPTS, 2)]


def _texts(value: object) -> Iterator[str]:
    """Yield every text within a record."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
