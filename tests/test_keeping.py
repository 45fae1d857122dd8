"""What stands below an answer, and what becomes of a thumb."""

import json
from dataclasses import fields, replace
from pathlib import Path

import pytest

from assistant.errors import FeedbackError
from assistant.feedback import REASONS, Feedback, Opinion
from assistant.web.conversation import Conversation
from assistant.web.keeping import Keeping, area, drawn
from assistant.web.keepwords import ENGLISH, FRENCH, KEEP_WORDS, KeepWords
from assistant.web.kept import written
from assistant.web.texts import TEXTS
from assistant.web.tools import copied, tools
from tests.page_fake import HOSTILE, FakeAssistant
from tests.test_kept import held
from tests.test_web_draw import ALLOWED, ATTRIBUTES, Reader

TAGS = ALLOWED | {"button", "input", "label"}
NAMES = ATTRIBUTES | {
    *("aria-pressed", "autocomplete", "data-copy", "data-n", "data-reason", "data-send", "data-thumb", "for"),
    *("maxlength", "role", "type", "value", "data-key", "data-kept", "data-name", "hidden"),
}


class Broken:
    """A store whose disk is full."""

    def keep(self, _opinion: Opinion) -> None:
        raise FeedbackError("It is full.", "Make room.")

    def withdraw(self, _key: str) -> None:
        raise FeedbackError("It is full.", "Make room.")


def keeping(opinions: Feedback | Broken | None) -> Keeping:
    return Keeping(opinions, 2000)


def thought(**values: object) -> str:
    return json.dumps({"n": 1, "thumb": "down", "reason": "unclear", "comment": "Où ?", **values})


@pytest.fixture
def store(tmp_path: Path) -> Feedback:
    return Feedback(tmp_path / "feedback.sqlite")


@pytest.mark.parametrize("name", [field.name for field in fields(KeepWords)])
def test_every_label_is_in_both_languages_with_the_same_variables(name: str) -> None:
    french, english = getattr(FRENCH, name), getattr(ENGLISH, name)
    assert french
    assert english
    assert ("{name}" in french) == ("{name}" in english)


@pytest.mark.parametrize("language", TEXTS)
def test_below_an_answer_hostile_text_is_text(language: str) -> None:
    exchange = held(f"hostile {HOSTILE}").exchanges[0]
    exchange.thumb, exchange.comment = "down", f'" onfocus="x {HOSTILE}'
    page = Reader(tools(exchange, TEXTS[language], thumbs=True))  # type: ignore[index]  # one of both
    assert page.tags <= TAGS
    assert {name for name, _ in page.attributes} <= NAMES
    assert "\u202e" not in dict(page.attributes)["data-copy"]


def test_what_the_browser_keeps_is_an_attribute_and_nothing_else() -> None:
    talk = held(f'hostile "><script>x</script> {HOSTILE}')
    page = Reader(drawn(talk))
    assert page.tags == {"div"}
    assert dict(page.attributes)["data-kept"] == written(talk)[0]
    assert dict(page.attributes)["data-key"] == talk.key
    assert dict(Reader(drawn(Conversation())).attributes)["data-kept"] == ""


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Où ?\n\nEt quand ?", "Où ? Et quand ?"),
        ("mot " * 30, f"{'mot ' * 18}mot…"),
        ("x" * 200, f"{'x' * 79}…"),
    ],
)
def test_a_conversation_is_named_by_its_first_question(question: str, name: str) -> None:
    assert dict(Reader(drawn(held(question, "next?"))).attributes)["data-name"] == name


@pytest.mark.parametrize("language", KEEP_WORDS)
def test_the_place_of_kept_conversations_carries_every_word_for_its_script(language: str) -> None:
    words = KEEP_WORDS[language]  # type: ignore[index]  # one of both
    assert json.loads(dict(Reader(area(words)).attributes)["data-words"]) == words.values


def test_only_a_finished_answer_has_tools_and_only_where_thumbs_are_asked_for_has_it_thumbs() -> None:
    texts = TEXTS["en"]
    answered, replied = held("what?").exchanges[0], held("hello").exchanges[0]
    assert "data-thumb" in tools(answered, texts, thumbs=True)
    assert "data-thumb" not in tools(answered, texts, thumbs=False)
    assert "data-reason" not in tools(answered, texts, thumbs=True)
    answered.thumb = "down"
    assert tools(answered, texts, thumbs=True).count("data-reason") == len(REASONS) - 1
    assert tools(replied, texts, thumbs=True) == ""
    assert tools(replace(answered, stage="writing"), texts, thumbs=True) == ""
    assert tools(replace(answered, answer=None), texts, thumbs=True) == ""


def test_a_copied_answer_is_plain_text_with_its_sources() -> None:
    answer = held("what?").exchanges[0].answer
    assert answer
    text = copied(answer)
    assert text.startswith("The digital divide limits how far digital diplomacy reaches. [1] ")
    assert "\n[2] “Misinformation and cyberattacks threaten" in text
    assert text.endswith("\nIndex v0001, 24 November 2026")
    refusal = held("recipe?").exchanges[0].answer
    assert refusal
    assert copied(refusal) == refusal.text


def test_a_thumb_is_stored_with_what_the_server_knows_of_the_answer(store: Feedback) -> None:
    talk = held("quels risques ?")
    talk.language = "fr"
    assert keeping(store).think(talk, thought()) == FRENCH.thanks
    (kept,) = store.read()
    exchange = talk.exchanges[0]
    assert exchange.answer
    assert (kept.id, kept.thumb, kept.reason, kept.comment) == (exchange.key, "down", "unclear", "Où ?")
    assert (kept.question, kept.answer, kept.language) == ("quels risques ?", exchange.answer.text, "fr")
    assert (exchange.thumb, exchange.reason, exchange.comment) == ("down", "unclear", "Où ?")


def test_a_changed_thumb_replaces_the_first_and_a_withdrawn_one_is_gone(store: Feedback) -> None:
    talk, mine = held("what?"), keeping(store)
    mine.think(talk, thought())
    mine.think(talk, thought(thumb="up"))
    assert [(one.thumb, one.reason) for one in store.read()] == [("up", "")]
    assert (talk.exchanges[0].thumb, talk.exchanges[0].reason) == ("up", "")
    assert mine.think(talk, thought(thumb=None)) == ENGLISH.withdrawn
    assert store.read() == ()
    assert talk.exchanges[0].thumb == ""


@pytest.mark.parametrize(
    "message",
    [
        *("", "null", "{", thought(n=9), thought(n="x"), thought(thumb="sideways"), thought(reason="hate")),
        *(thought(comment="x" * 1001), thought(comment=None)),
    ],
)
def test_what_is_no_opinion_is_not_stored(store: Feedback, message: str) -> None:
    talk = held("what?")
    assert keeping(store).think(talk, message) == ENGLISH.not_stored
    assert store.read() == ()
    assert talk.exchanges[0].thumb == ""


def test_where_it_cannot_be_stored_the_visitor_is_told_and_nothing_is_pressed() -> None:
    talk = held("what?")
    assert keeping(Broken()).think(talk, thought()) == ENGLISH.not_stored
    assert keeping(None).think(talk, thought()) == ENGLISH.not_stored
    assert talk.exchanges[0].thumb == ""


def test_a_kept_conversation_takes_the_place_of_the_present_one(store: Feedback) -> None:
    before, talk = held(), held("what?")
    message = json.dumps({"id": "0" * 32, "kept": written(before)[0]})
    assert keeping(store).restore(talk, message)
    assert talk.key == "0" * 32
    assert [one.question for one in talk.exchanges] == [one.question for one in before.exchanges]
    assert talk.begin("next?").number == len(before.exchanges) + 1


@pytest.mark.parametrize(
    "message", ["", "null", "{}", '{"id": "../x", "kept": ""}', '{"id": "' + "0" * 32 + '", "kept": "{}"}']
)
def test_anything_else_gives_a_fresh_page(store: Feedback, message: str) -> None:
    talk = held("what?")
    assert not keeping(store).restore(talk, message)
    assert (talk.exchanges, talk.key) == ([], "")


def test_each_conversation_and_each_answer_has_a_key_of_its_own() -> None:
    talks = [held("a?", "b?") for _ in range(2)]
    keys = {talk.key for talk in talks} | {one.key for talk in talks for one in talk.exchanges}
    assert len(keys) == 6
    talks[0].clear()
    talks[0].begin("c?")
    assert talks[0].key not in keys
    assert FakeAssistant().edition
