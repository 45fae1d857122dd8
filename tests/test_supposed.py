"""An answer that the model supposes is searched with, never shown: it brings what a question is worded far from."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from assistant.course import Course
from assistant.evidence import choose
from assistant.index import Index
from assistant.language import LANGUAGES
from assistant.ports import Embedder, Message
from assistant.prompts import read_prompts
from assistant.records import Language, Only
from assistant.retrieve import Retriever
from assistant.supposed import WEIGHT, Supposing, Toward
from tests.conftest import REPOSITORY
from tests.fakes import FakeChat, FakeEmbedder

PROMPTS = read_prompts(REPOSITORY / "prompts")
FAR: dict[Language, str] = {
    "fr": "Et les registres que personne ne peut trafiquer ?",
    "en": "And ledgers that nobody can tamper with?",
}
SUPPOSED: dict[Language, str] = {
    "fr": "La blockchain renforce la transparence des accords entre pays.",
    "en": "Blockchain makes agreements between countries more transparent.",
}


def course(retriever: Retriever, question: str, language: Language) -> Course:
    found = retriever.find(question, language, 5, weigh=True)
    return Course(0.0, found, choose(found, 5), question, "usual", asked_in=language, most=5)


def test_questions_stand_a_part_of_the_way_to_the_text_and_documents_stay() -> None:
    plain = FakeEmbedder()
    toward = Toward(plain, "apps help farmers")
    own, text = plain.questions(["who heals?", "apps help farmers"])
    (given,) = toward.questions(["who heals?"])
    assert given == pytest.approx((1 - WEIGHT) * own + WEIGHT * text, abs=1e-6)
    assert given.dtype == np.float32
    assert np.array_equal(toward.documents(["a text"]), plain.documents(["a text"]))
    assert toward.name == plain.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_supposed_answer_speaks_of_is_found(
    real_index: Index, default_embedder: Embedder, language: Language
) -> None:
    retriever, chat = (
        Retriever(real_index, default_embedder),
        FakeChat(f"Here it is:\n\n{SUPPOSED[language]}\nAnd more of it."),
    )
    before = course(retriever, FAR[language], language)
    after = Supposing(retriever, PROMPTS).course(before, chat, ())
    assert after is not None
    (asked,) = chat.asked
    assert FAR[language] in asked[-1].text

    def score(one: Course) -> float:
        return max((hit.score for hit in one.found.hits if "lockchain" in hit.passage.text), default=0.0)

    assert score(after) > score(before)
    assert all(item.quote in item.passage.text for item in after.evidence)
    same = replace(after.found, hits=before.found.hits)
    assert same == before.found, "what tells whether the corpus may answer stays that of the question"


def test_nothing_is_searched_again_where_nothing_else_would_come(real_index: Index, default_embedder: Embedder) -> None:
    retriever = Retriever(real_index, default_embedder)
    supposing, before = Supposing(retriever, PROMPTS), course(retriever, FAR["en"], "en")
    unasked = FakeChat(SUPPOSED["en"])
    assert supposing.course(replace(before, told=("It was told.",)), unasked, ()) is None
    long = replace(before, found=replace(before.found, question="Who? " * 200))
    assert supposing.course(long, unasked, ()) is None
    assert unasked.asked == []
    for silent in (FakeChat(""), FakeChat("\n"), FakeChat("Here it is:\n"), FakeChat(SUPPOSED["en"], fails_after=1)):
        assert supposing.course(before, silent, ()) is None
    another = replace(before, found=replace(before.found, version="v9999"))
    assert supposing.course(another, FakeChat(SUPPOSED["en"]), ()) is None, "another version would be cited as this one"
    assert supposing.course(before, FakeChat(FAR["en"]), ()) is None, "the question itself finds what it found"


def test_it_is_searched_in_the_question_s_language_among_what_was_asked_for(
    real_index: Index, default_embedder: Embedder
) -> None:
    retriever, chat = Retriever(real_index, default_embedder), FakeChat(SUPPOSED["fr"])
    asked = course(retriever, FAR["fr"], "fr")
    english = replace(asked, found=replace(asked.found, language="en", only=Only(languages=("fr",))))
    after = Supposing(retriever, PROMPTS).course(english, chat, ())
    assert after is not None
    assert chat.asked == [PROMPTS.suppose(FAR["fr"], "fr")]
    assert {hit.passage.language for hit in after.found.hits} == {"fr"}
    assert all(item.told for item in after.evidence), "read in the answer's language, by their translation"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_question_is_one_line_of_the_last_message(language: Language) -> None:
    messages: Sequence[Message] = PROMPTS.suppose("Who\n\nhelps?", language)
    assert [one.role for one in messages] == ["system", "user"]
    assert messages[-1].text.endswith("Who helps?")
