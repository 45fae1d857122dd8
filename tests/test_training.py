"""The texts that the packaged model was taught with: whole, in both languages, as many of each answer."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from assistant.language import LANGUAGES
from assistant.prompts import YES_NO, read_prompts
from tests.conftest import REPOSITORY
from tests.training import examples

PROMPTS = read_prompts(REPOSITORY / "prompts")


KINDS = [("support", "statements"), ("closely", "statements"), ("relevance", "questions")]


@pytest.mark.parametrize(("kind", "asked"), KINDS)
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
    support, relevance = [*examples.read("support"), *examples.read("closely")], examples.read("relevance")
    asked = [one for record in support for one in record["statements"]]
    asked += [one for record in relevance for one in record["questions"]]
    told = [one[language] for one in asked for language in LANGUAGES]
    told += [text for record in support for text in record["source"].values()]
    told += [text for record in relevance for texts in record["excerpts"].values() for text in texts]
    passages = [passage for cluster in examples.read("clusters") for passage in cluster["passages"]]
    told += [one[language] for passage in passages for one in (passage, *passage["queries"]) for language in LANGUAGES]
    told += [one[language] for question in _answered() for one in question["answer"] for language in LANGUAGES]
    assert min(len(measured), len(told)) > 1000
    assert [text for text in told if text in measured or text in corpus] == []


def test_each_question_that_is_answered_has_an_answer_from_excerpts_that_answer_it() -> None:
    for record in examples.read("relevance"):
        everything = set(range(len(record["excerpts"]["fr"])))
        assert len(record["excerpts"]["en"]) == len(everything)
        for question in record["questions"]:
            assert ("answer" in question) == question["yes"]
            told = {one["excerpt"] for one in question.get("answer", [])}
            assert told <= set(question.get("excerpts", [])) <= everything
    assert 1 < sum(len(question["answer"]) for question in _answered()) / len(_answered()) < 3


def test_an_epoch_judges_statements_questions_and_single_excerpts_and_writes_answers() -> None:
    made = list(examples.examples(PROMPTS, 1))
    words = {word for language in LANGUAGES for word in YES_NO[language]}
    judged = [one for one in made if one.reply in words]
    statements = sum(len(record["statements"]) for record in examples.read("support"))
    questions = sum(len(record["questions"]) for record in examples.read("relevance"))
    alone = [one for one in judged if one.messages[-1].text.count("\n- ") == 1]
    of_all = 2 * questions + 2 * len(_answered()) + 2 * len(examples.read("relevance"))
    assert len(judged) - len(alone) == 4 * statements + of_all
    for language in LANGUAGES:
        yes, no = (sum(one.reply == word for one in alone) for word in YES_NO[language])
        assert 0.25 < yes / (yes + no) < 0.4  # most sentences do not answer
    written = [one for one in made if one.opening]
    assert len(written) > 4 * len(_answered())
    assert len(made) == len(judged) + len(written) + len(examples.read("support"))  # and a translation of each source


def test_what_is_read_closely_is_each_source_with_its_statements() -> None:
    records, groups = examples.read("closely"), list(examples.closely(PROMPTS, 1))
    assert len(groups) == len(records) + len(records) // 6
    for group in groups:
        assert len({one.messages[0].text for one in group}) == 1  # one language, and one source
        assert len({one.messages[1].text.rsplit("\n", 1)[0] for one in group}) == 1
        answers = Counter(one.reply for one in group)
        assert len(answers) == 2
        assert len(set(answers.values())) == 1
    kinds = Counter(one["kind"] for record in records for one in record["statements"] if not one["yes"])
    assert kinds["reversal"] > 0.4 * kinds.total()


def test_epochs_differ_and_can_be_made_again() -> None:
    made = [one.messages for one in examples.examples(PROMPTS, 1)]
    assert made == [one.messages for one in examples.examples(PROMPTS, 1)]
    assert made != [one.messages for one in examples.examples(PROMPTS, 2)]


def test_an_answer_goes_on_after_its_opening_as_a_sentence_does() -> None:
    replies = [one.reply for one in examples.examples(PROMPTS, 1) if one.opening]
    words = {reply.split()[0] for reply in replies}
    assert {"the", "les", "a", "une"} <= words
    assert {"The", "Les", "Une"}.isdisjoint(words)
    assert {"UNESCO", "UNICEF"} & words
    assert {"unesco", "unicef", "uNESCO", "uNICEF"}.isdisjoint(words)


def _answered() -> list[dict[str, Any]]:
    """Return the questions that their excerpts answer."""
    return [question for record in examples.read("relevance") for question in record["questions"] if question["yes"]]


def _texts(value: object) -> Iterator[str]:
    """Yield every text within a record."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
