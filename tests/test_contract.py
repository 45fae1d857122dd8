"""The machine-readable output that other programs rely on: its exact keys, their order and their types."""

import json
from dataclasses import replace

from assistant.contract import answer_output, built_output, search_output, verified_output
from assistant.records import (
    Answer,
    Citation,
    CitedSentence,
    Evidence,
    Found,
    Hit,
    Passage,
    RelatedQuestion,
    Timings,
    Translation,
    Verdict,
    Verified,
)
from assistant.report import Built

BUILT = "2026-11-20T08:00:00+00:00"
PASSAGE = Passage("d7567d51", "It began. It helps « tous ».", "en", "contribution", "Les ODD", "Titre", "a.md", 1, 7)
HIT = Hit(1, PASSAGE, 1.25, "It helps « tous ».", (("It helps « tous ».", 1.25),), 0.5, 0.4)
ANSWERED = Answer(
    question="Who helps?",
    language="en",
    status="answered",
    mode="written",
    text="It helps everyone. [2]",
    sentences=(CitedSentence("It helps everyone.", (2,)),),
    citations=(Citation(2, PASSAGE, "It helps « tous »."),),
    timings=Timings(12.5, 80.0, 99.9),
    version="v0003",
    built=BUILT,
)
REFUSED = Answer(
    question="Pizza ?",
    language="fr",
    status="refused",
    mode="quoted",
    text="Non.",
    sentences=(),
    citations=(),
    timings=Timings(12.5, None, 13.0),
    nearest=(HIT,),
    related=RelatedQuestion("Quels risques ?", 14, "Titre", "fr"),
)


def test_a_search_prints_exactly_this() -> None:
    assert search_output(Found("Who helps?", "en", (HIT,), "v0001", BUILT)) == {
        "question": "Who helps?",
        "language": "en",
        "passages": [
            {
                "rank": 1,
                "id": "d7567d51",
                "score": 1.25,
                "text": "It began. It helps « tous ».",
                "sentence": "It helps « tous ».",
                "language": "en",
                "kind": "contribution",
                "section": "Les ODD",
                "document": "Titre",
                "file": "a.md",
                "place": "",
            }
        ],
        "index_version": "v0001",
        "built": BUILT,
    }


def test_an_answer_prints_exactly_this() -> None:
    assert answer_output(ANSWERED) == {
        "question": "Who helps?",
        "understood": "",
        "language": "en",
        "status": "answered",
        "mode": "written",
        "answer": "It helps everyone. [2]",
        "sentences": [{"text": "It helps everyone.", "citations": [2]}],
        "citations": [
            {
                "n": 2,
                "passage_id": "d7567d51",
                "quote": "It helps « tous ».",
                "text": "It began. It helps « tous ».",
                "language": "en",
                "translation": None,
                "section": "Les ODD",
                "document": "Titre",
                "file": "a.md",
                "place": "",
            }
        ],
        "nearest": [],
        "related": None,
        "suggestions": [],
        "fell_back": False,
        "trouble": None,
        "index_version": "v0003",
        "built": BUILT,
        "timings": {"search_ms": 12.5, "first_word_ms": 80.0, "total_ms": 99.9},
    }


def test_a_refusal_has_the_keys_of_an_answer_and_the_nearest_passages() -> None:
    refused = answer_output(REFUSED)
    assert list(refused) == list(answer_output(ANSWERED))
    assert (refused["status"], refused["sentences"], refused["citations"]) == ("refused", [], [])
    assert refused["nearest"] == search_output(Found("", "fr", (HIT,)))["passages"]
    assert refused["related"] == {"question": "Quels risques ?", "contributions": 14}
    assert refused["timings"]["first_word_ms"] is None


def test_a_verdict_prints_exactly_this() -> None:
    item = Evidence(7, HIT.passage, "It helps « tous ».")
    verdict = Verdict(False, 0.0, (item,), "number", ("12",))
    assert verified_output(Verified("It helps 12.", "en", verdict, "v0003", BUILT)) == {
        "statement": "It helps 12.",
        "language": "en",
        "supported": False,
        "confidence": 0.0,
        "quote": "It helps « tous ».",
        "passage_id": "d7567d51",
        "reason": "The nearest passage does not give: 12.",
        "judged": True,
        "kind": "number",
        "quotes": [{"quote": "It helps « tous ».", "passage_id": "d7567d51"}],
        "index_version": "v0003",
        "built": BUILT,
    }


def test_a_verdict_on_an_empty_corpus_has_no_quote() -> None:
    output = verified_output(Verified("Il aide.", "fr", Verdict(False, 0.0, (), "far")))
    assert (output["quote"], output["passage_id"], output["reason"]) == (
        None,
        None,
        "Aucun passage du corpus ne le dit.",
    )


def test_an_index_build_prints_exactly_this() -> None:
    assert built_output(Built("v0002", 30, 135, 1, 2, 3, 27, 4.5, ("a.md: is empty.",))) == {
        "version": "v0002",
        "passages": 30,
        "sentences": 135,
        "added": 1,
        "changed": 2,
        "removed": 3,
        "moved": 0,
        "unchanged": 27,
        "seconds": 4.5,
        "problems": ["a.md: is empty."],
        "report": None,
    }


def test_every_output_survives_json() -> None:
    for output in (answer_output(ANSWERED), answer_output(REFUSED), search_output(Found("", "en", (HIT,)))):
        assert json.loads(json.dumps(output, ensure_ascii=False)) == output


def test_a_citation_carries_its_translation_into_the_language_of_the_answer() -> None:
    told = replace(PASSAGE, translation=Translation("fr", ("Cela commença.", "Cela aide tout le monde.")))
    citations = (Citation(2, told, "It helps « tous »."),)
    for language, expected in (("fr", "Cela aide tout le monde."), ("en", None)):
        answer = replace(ANSWERED, language=language, citations=citations)
        assert answer_output(answer)["citations"][0]["translation"] == expected
