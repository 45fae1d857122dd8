"""Greetings, thanks and questions about the assistant: known in many wordings, and never mistaken for a question."""

import pytest

from assistant.evaluate.items import read_items
from assistant.evaluate.talk import read_dialogues, read_sayings
from assistant.index import Index
from assistant.language import LANGUAGES, detect
from assistant.ports import Embedder
from assistant.prompts import read_prompts
from assistant.records import Courtesy, Language
from assistant.smalltalk import SmallTalk
from tests.conftest import REPOSITORY
from tests.fakes import FakeEmbedder

SETS = REPOSITORY / "tests" / "evaluation"


@pytest.fixture(scope="module")
def smalltalk(real_index: Index, default_embedder: Embedder) -> SmallTalk:
    return SmallTalk(read_prompts(REPOSITORY / "prompts"), real_index, default_embedder)


def test_once_warm_a_message_embeds_itself_alone(real_index: Index) -> None:
    embedder = FakeEmbedder()
    smalltalk = SmallTalk(read_prompts(REPOSITORY / "prompts"), real_index, embedder)
    smalltalk.warm()
    embedder.texts.clear()
    smalltalk.recognise("could you kindly assist")
    assert embedder.texts == ["could you kindly assist"]


@pytest.mark.parametrize(
    ("message", "topic", "language"),
    [
        ("Bonjour !", "greeting", "fr"),
        ("bonjuor", "greeting", "fr"),
        ("Bonjour 👋🙂", "greeting", "fr"),
        ("BONSOIR…", "greeting", "fr"),
        ("Bonjour, ça va ?", "greeting", "fr"),
        ("Merciiii beaucoup !!!", "thanks", "fr"),
        ("Merci, au revoir.", "goodbye", "fr"),
        ("Qu’est-ce que tu peux faire ?", "abilities", "fr"),
        ("Bonjour ! Qui êtes-vous ?", "abilities", "fr"),
        ("Qui a ecrit ca ?", "authors", "fr"),
        ("Hello", "greeting", "en"),
        ("  hi there!! ", "greeting", "en"),
        ("Thanks a lot :-)", "thanks", "en"),
        ("What can you do?", "abilities", "en"),
        ("what are you able to do", "abilities", "en"),
        ("Hi! Who wrote this?", "authors", "en"),
        ("That’s all, goodbye", "goodbye", "en"),
    ],
)
def test_small_talk_is_known_in_its_language(
    smalltalk: SmallTalk, message: str, topic: Courtesy, language: Language
) -> None:
    assert smalltalk.recognise(message) == (topic, language)


@pytest.mark.parametrize(
    "message",
    [
        "Bonjour, quels sont les risques ?",
        "Hello, what about health?",
        "Merci. Et pour l'éducation ?",
        "🙂",
        "?",
        "",
        "Who wrote the Paris Agreement?",
        "What can we do?",
        "Que faire ?",
        "Why?",
        "in English please",
        "help farmers",
        "What can you say about blockchain?",
        "hello " * 13,
        "Comment dit-on bonjour ?",
        "Who are the stakeholders?",
    ],
)
def test_a_question_is_never_taken_for_small_talk(smalltalk: SmallTalk, message: str) -> None:
    assert smalltalk.recognise(message) is None


def test_no_question_of_any_set_is_swallowed(smalltalk: SmallTalk) -> None:
    questions = [item.question for name in ("questions", "everyday") for item in read_items(SETS / f"{name}.jsonl")]
    questions += [turn for one in read_dialogues(SETS / "dialogues.jsonl") for turn in one.turns]
    questions += [one.message for one in read_sayings(SETS / "smalltalk.jsonl") if not one.kind]
    assert [question for question in questions if smalltalk.recognise(question)] == []


def test_most_wordings_that_nobody_listed_are_known(smalltalk: SmallTalk) -> None:
    half = [one for one in read_sayings(SETS / "smalltalk.jsonl") if one.split == "test" and one.kind]
    found = [(smalltalk.recognise(one.message) or ("",))[0] == one.kind for one in half]
    assert sum(found) >= 0.6 * len(half)


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("Bonjour, quels sont les risques ?", "quels sont les risques ?"),
        ("Hello! Thanks. And for health?", "And for health?"),
        ("What is blockchain? Thanks!", "What is blockchain?"),
        ("Quels sont les risques, pour l'ONU ?", "Quels sont les risques, pour l'ONU ?"),
        ("Bonjour", "Bonjour"),
        ("???", "???"),
        ("C'est quoi : la blockchain ?", "C'est quoi : la blockchain ?"),
    ],
)
def test_a_question_is_searched_without_the_greetings_around_it(
    smalltalk: SmallTalk, message: str, question: str
) -> None:
    assert smalltalk.question(message) == question


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", ["greeting", "thanks", "goodbye", "abilities", "authors"])
def test_every_reply_is_in_its_language_and_has_no_variable_left(
    smalltalk: SmallTalk, topic: Courtesy, language: Language
) -> None:
    reply = smalltalk.reply(topic, language)
    assert detect(reply) == language
    assert "$" not in reply
    assert "[" not in reply


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "un programme, pas une personne"), ("en", "program, not a person")]
)
def test_the_replies_are_honest(smalltalk: SmallTalk, language: Language, words: str) -> None:
    about, authors = smalltalk.reply("abilities", language), smalltalk.reply("authors", language)
    assert words in about.lower()
    assert words in authors.lower()
    assert "30 passages" in about
    assert "Comment la diplomatie numérique peut-elle soutenir" in authors
