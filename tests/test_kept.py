"""What a browser keeps comes back as it was; what it could not have kept does not come back at all."""

import json
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest

from assistant.exports import export
from assistant.exports.talk import Talk
from assistant.records import Only
from assistant.web import kept
from assistant.web.conversation import KEPT, Conversation
from assistant.web.guard import LARGEST_POST
from tests.browser import served
from tests.page_fake import HOSTILE, FakeAssistant

QUESTIONS = ("quels risques ?", "citez tout", "tarte", "bonjour", "recipe?", f"hostile {HOSTILE}")
LONGEST = 2000


def held(*questions: str) -> Conversation:
    talk = Conversation()
    for question in questions or QUESTIONS:
        exchange = talk.begin(question)
        for event in FakeAssistant().ask(question):
            exchange.take(event)
    return talk


def changed(change: Callable[[dict[str, Any]], object]) -> str:
    value = json.loads(kept.written(held("quels risques ?"))[0])
    change(value)
    return json.dumps(value)


def test_a_conversation_comes_back_as_it_was() -> None:
    talk = held()
    talk.exchanges[0].thumb, talk.exchanges[0].reason, talk.exchanges[0].comment = "down", "unclear", "Où ?"
    text = kept.written(talk)[0]
    exchanges = kept.read(text, LONGEST)
    assert exchanges
    assert kept.written(Conversation(exchanges=exchanges))[0] == text
    for before, after in zip(talk.exchanges, exchanges, strict=True):
        assert (after.question, after.answer, after.stage) == (before.question, before.answer, "done")
        assert (after.key, after.thumb, after.reason, after.comment) == (
            *(before.key, before.thumb, before.reason, before.comment),
        )
        assert after.turn == before.turn


def test_an_export_of_what_came_back_is_that_of_what_was_held() -> None:
    talk = held()
    exchanges = kept.read(kept.written(talk)[0], LONGEST)
    assert exchanges
    for kind in ("md", "html", "json"):
        before, after = (
            export(Talk("T", "fr", kept.said(one), "2026-11-25"), kind) for one in (talk.exchanges, exchanges)
        )
        assert before == after if kind != "json" else json.loads(before) == json.loads(after)


def test_a_passage_that_several_answers_share_is_written_once() -> None:
    assert kept.written(held("a?", "b?", "c?"))[0].count("Elle peut aussi exacerber") == 1


def test_a_question_under_way_comes_back_as_one_that_broke_off() -> None:
    talk = Conversation()
    talk.begin("quels risques ?")
    exchanges = kept.read(kept.written(talk)[0], LONGEST)
    assert exchanges
    assert (exchanges[0].stage, exchanges[0].trouble) == ("done", "lost")


def test_a_stopped_answer_keeps_what_was_said() -> None:
    talk = held("quels risques ?")
    exchange = talk.exchanges[0]
    exchange.answer, exchange.stopped, exchange.streamed = None, True, "Un début."
    exchanges = kept.read(kept.written(talk)[0], LONGEST)
    assert exchanges
    assert (exchanges[0].stopped, exchanges[0].streamed, exchanges[0].trouble) == (True, "Un début.", "")


def test_what_is_too_long_loses_its_oldest_exchanges_and_fits_into_a_request() -> None:
    talk = held(*(f"question {n} {'é' * 1900}" for n in range(KEPT)), *(["hostile"] * 3))
    for exchange in talk.exchanges:
        exchange.comment = "é" * 900
        exchange.key = exchange.key
        assert exchange.answer
    talk.exchanges[-1].streamed = ""
    text = kept.written(talk)[0]
    exchanges = kept.read(text, LONGEST)
    assert exchanges
    assert exchanges[-1].question == "hostile"
    assert len(exchanges) < len(talk.exchanges)
    message = json.dumps(json.dumps({"id": "0" * 32, "kept": text}, ensure_ascii=False), ensure_ascii=False)
    assert len(message.encode()) < LARGEST_POST


@pytest.mark.parametrize(
    "text",
    [
        *("", "null", "[]", "3", '"x"', "{", "{}", "[" * 100_000, '{"format": 1}'),
        '{"format": 1, "passages": [], "exchanges": []}',
        '{"format": 1, "passages": {}, "exchanges": [{"passage": 0}]}',
        '{"format": 1, "passages": [], "exchanges": [{"passage": 9}]}',
        '{"format": 1, "passages": [{"passage": 0}], "exchanges": [{"passage": 0}]}',
        '{"format": 1, "passages": "abc", "exchanges": [{"passage": 1}]}',
        '{"format": 1, "passages": [], "exchanges": [{"question": "x", "key": "y", "answer": "z"}]}',
    ],
)
def test_what_is_no_kept_conversation_is_not_read(text: str) -> None:
    assert kept.read(text, LONGEST) is None


def test_a_text_that_unfolds_to_much_is_not_read() -> None:
    passage = {"id": "p", "text": "x" * 60_000}
    one = {"question": "x", "key": "y", "sources": [{"passage": 0}] * 400}
    text = json.dumps({"format": kept.FORMAT, "passages": [passage], "exchanges": [one]})
    tracemalloc.start()
    assert kept.read(text, LONGEST) is None
    assert tracemalloc.get_traced_memory()[1] < 4_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(
    "change",
    [
        lambda value: value.update(format=0),
        lambda value: value.update(format="1"),
        lambda value: value["exchanges"][0].update(question=""),
        lambda value: value["exchanges"][0].update(question="x" * 2001),
        lambda value: value["exchanges"][0].update(question=3),
        lambda value: value["exchanges"][0].update(key="short"),
        lambda value: value["exchanges"][0].update(thumb="sideways"),
        lambda value: value["exchanges"][0].update(comment="x" * 1001),
        lambda value: value["exchanges"][0]["answer"].update(language="de"),
        lambda value: value["exchanges"][0]["answer"].update(understood="x" * 9000),
        lambda value: value["exchanges"][0]["answer"].update(sentences=[{"text": "x", "citations": ["1"]}]),
        lambda value: value["exchanges"][0]["answer"]["citations"][0].update(quote="Never said."),
        lambda value: value["exchanges"][0]["sources"]["evidence"][0].update(quote="Never said."),
        lambda value: value["passages"][0].update(text="Another text."),
        lambda value: value["passages"][0].pop("id"),
        lambda value: value.update(exchanges=value["exchanges"] * 41),
    ],
)
def test_a_changed_conversation_is_not_read(change: Callable[[dict[str, Any]], object]) -> None:
    assert kept.read(changed(lambda _value: None), LONGEST)
    assert kept.read(changed(change), LONGEST) is None


def test_the_route_makes_files_of_kept_conversations_and_of_nothing_else() -> None:
    wanted = {
        "kept": kept.written(held())[0],
        "name": "Ma conversation",
        "language": "fr",
        "address": "https://assistant.example.org",
    }
    with served(FakeAssistant()) as site, httpx.Client(base_url=site.url, trust_env=False) as client:
        for kind, begins in (("md", "# Ma conversation"), ("html", "<!DOCTYPE html>"), ("json", "{")):
            made = client.post(f"/export/{kind}", json=wanted)
            assert made.status_code == 200
            assert made.text.startswith(begins)
            assert "https://assistant.example.org/passage/p1" in made.text
            assert made.headers["content-disposition"].startswith("attachment")
            assert "default-src 'none'" in made.headers["content-security-policy"]
        wrong: list[dict[str, str]] = [{"kept": "{}"}, {"address": "javascript:alert(1)"}, {"language": "de"}]
        wrong += [{"name": "x" * 201}, {"address": "https://a/b?c"}]
        assert [client.post("/export/md", json=wanted | one).status_code for one in wrong] == [422] * 5
        assert client.post("/export/exe", json=wanted).status_code == 422
        assert client.get("/export/md").status_code == 405 or client.get("/export/md").status_code == 404
        assert client.post("/export/md", json=wanted | {"kept": "x" * 300_000}).status_code == 413


def test_what_is_too_long_loses_the_passages_that_no_answer_cites_first(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = held(*(f"citez {n}" for n in range(4)))  # three of five passages are cited
    monkeypatch.setattr(kept, "LARGEST", len(kept.written(talk)[0].encode()) - 1)
    exchanges = kept.read(kept.written(talk)[0], LONGEST)
    assert exchanges
    found = [len(one.sources.evidence) if one.sources else 0 for one in exchanges]
    assert found == [3, 3, 3, 5]
    assert kept.written(talk)[1] == 0
    monkeypatch.setattr(kept, "LARGEST", len(kept.written(held("citez 3"))[0].encode()) + 100)
    text, left = kept.written(talk)
    assert left + len(kept.read(text, LONGEST) or ()) == 4
    assert left > 0


@pytest.mark.parametrize("place", ["exchange", "answer", "sources"])
@pytest.mark.parametrize("goal", [0, 18, -1])
def test_a_goal_that_is_none_is_not_taken(place: str, goal: int) -> None:
    talk, wrong = held("quels risques ?"), Only(goals=(goal,))
    one = talk.exchanges[0]
    assert one.answer
    assert one.sources
    if place == "exchange":
        one.only = wrong
    elif place == "answer":
        one.answer = replace(one.answer, only=wrong)
    else:
        one.sources = replace(one.sources, found=replace(one.sources.found, only=wrong))
    assert kept.read(kept.written(talk)[0], LONGEST) is None
