"""What `assistant eval` reports of dialogues and small talk."""

from collections import Counter
from pathlib import Path

import pytest

from assistant.corpus import read_corpus
from assistant.errors import CorpusError
from assistant.evaluate.items import SPLITS
from assistant.evaluate.talk import (
    Listener,
    dialogues_report,
    read_dialogues,
    read_sayings,
    sayings_report,
)
from assistant.index import Index
from assistant.language import detect
from assistant.ports import Embedder
from assistant.prompts import read_prompts
from assistant.retrieve import Retriever
from assistant.smalltalk import SmallTalk
from assistant.standalone import Standalone
from tests.conftest import REPOSITORY

SETS = REPOSITORY / "tests" / "evaluation"


@pytest.fixture(scope="module")
def listener(real_index: Index, default_embedder: Embedder) -> Listener:
    prompts = read_prompts(REPOSITORY / "prompts")
    standalone = Standalone(default_embedder, prompts, 2000)
    return Listener(
        standalone,
        SmallTalk(prompts, real_index, default_embedder),
        Retriever(real_index, default_embedder),
        None,
    )


def test_the_dialogues_are_balanced_and_accept_passages_of_the_corpus() -> None:
    dialogues = read_dialogues(SETS / "dialogues.jsonl")
    counts = Counter((one.language, one.refers, one.split, detect(one.turns[-2]) == one.language) for one in dialogues)
    own = {key: count for key, count in counts.items() if key[2] == "development"}
    assert {count for (*_, alike), count in own.items() if alike} == {8}
    assert {count for (*_, alike), count in own.items() if not alike} == {4}
    tested = Counter((one.language, one.refers) for one in dialogues if one.split == "test")
    assert tested["fr", True] + tested["fr", False] == tested["en", True] + tested["en", False] == 28
    assert min(tested.values()) >= 9
    documents = read_corpus(REPOSITORY / "corpus", 10**7).documents
    assert {name for one in dialogues for name in one.accepted} <= {p.id for one in documents for p in one.passages}


@pytest.mark.parametrize("split", SPLITS)
def test_follow_ups_are_found_better_as_they_are_understood(listener: Listener, split: str) -> None:
    dialogues = read_dialogues(SETS / "dialogues.jsonl")
    alike = [one for one in dialogues if detect(one.turns[-2]) == one.language]
    report = dialogues_report(listener, alike, lambda *_: None)[split]
    value = {group: {name: one["value"] for name, one in rates.items()} for group, rates in report.items()}
    assert value["all"]["decision right"] >= 0.95
    assert value["refers back"]["R@5 as understood"] >= 0.95
    assert value["refers back"]["R@1 as understood"] >= value["refers back"]["R@1 as typed"] + 0.1
    assert value["refers back"]["R@5 as understood"] >= value["refers back"]["R@5 as typed"] + 0.2
    assert value["stands alone"]["R@1 as understood"] >= value["stands alone"]["R@1 as typed"]
    for language in ("fr", "en"):
        assert value[f"asked in {language}"]["R@5 as understood"] >= 0.9


@pytest.mark.parametrize("split", SPLITS)
def test_without_a_model_a_follow_up_in_the_other_language_finds_its_passages(listener: Listener, split: str) -> None:
    dialogues = read_dialogues(SETS / "dialogues.jsonl")
    rates = dialogues_report(listener, dialogues, lambda *_: None)[split]["after the other language"]
    assert rates["decision right"]["value"] == 1
    assert rates["R@5 as understood"]["value"] >= max(0.8, rates["R@5 as typed"]["value"])
    assert rates["R@1 as understood"]["value"] >= 0.5


def test_the_report_says_how_much_small_talk_is_known_and_that_no_question_is(listener: Listener) -> None:
    report = sayings_report(listener.smalltalk, read_sayings(SETS / "smalltalk.jsonl"), ["Who helps farmers?"])
    for split in SPLITS:
        assert report[split]["questions left alone"]["value"] == 1
        assert report[split]["replied to"]["value"] >= 0.6
    assert report["questions of the set left alone"] == {"value": 1.0, "low": 1.0, "high": 1.0, "n": 1}


@pytest.mark.parametrize("line", ["{}", "nonsense", '{"id": "a", "language": "de"}'])
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "d.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"d\.jsonl, line 2"):
        read_dialogues(path)
    with pytest.raises(CorpusError, match="cannot be read"):
        read_sayings(tmp_path / "none.jsonl")
