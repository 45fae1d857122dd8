"""Machine translations: one for each passage without an editor's, trusted or left out, made once."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.corpus import Corpus
from assistant.errors import ChatError
from assistant.ports import Message, Progress
from assistant.prompts import read_prompts
from assistant.records import Document, Language, Passage, Term, Translation
from assistant.translate import Translator
from tests.fakes import FakeChat, FakeEmbedder
from tests.small_site import Site, silent

PROMPTS = Path(__file__).parents[1] / "prompts"
FRENCH = {
    "Farmers get weather forecasts online.": "Les agriculteurs reçoivent en ligne des prévisions météo.",
    "It has 34 solutions.": "Il compte 34 solutions.",
}


def told(messages: Sequence[Message]) -> str:
    return next(french for english, french in FRENCH.items() if messages[-1].text.endswith(f" : {english}"))


def document(*texts: str, translation: Translation | None = None) -> Document:
    passages = tuple(
        Passage(f"p{n}", text, "en", "text", "", "T", "a.md", translation=translation) for n, text in enumerate(texts)
    )
    return Document("T", "en", "a.md", passages=passages)


def translate(chat: FakeChat, folder: Path, *documents: Document) -> tuple[list[Translation | None], tuple[str, ...]]:
    translator = Translator(chat, read_prompts(PROMPTS), folder / "translations.json")
    made, problems = translator.translated(documents, silent)
    return [passage.translation for one in made for passage in one.passages], problems


def test_each_sentence_is_translated_and_marked_as_a_machine_s(tmp_path: Path) -> None:
    found, problems = translate(FakeChat(told), tmp_path, document(" ".join(FRENCH)))
    assert found == [Translation("fr", tuple(FRENCH.values()), "machine: fake")]
    assert problems == ()


def test_a_sentence_is_shown_after_those_before_it_with_their_translations(tmp_path: Path) -> None:
    chat = FakeChat(told)
    translate(chat, tmp_path, document(" ".join(FRENCH)))
    first, second = chat.asked
    assert [*second[: len(first)]] == [*first], "what came before stays the same, so that it is read once"
    assert second[len(first)] == Message("assistant", next(iter(FRENCH.values())))


@pytest.mark.parametrize("denied", ["en", "fr"])
def test_a_translation_is_left_out_when_one_of_the_two_does_not_say_what_the_other_says(
    tmp_path: Path, denied: Language
) -> None:
    said = "Il compte 34 solutions." if denied == "fr" else "It has 34 solutions."
    chat = FakeChat(told, lambda messages: 0.1 if messages[-1].text.split("\n")[1].endswith(said) else 0.9)
    assert translate(chat, tmp_path, document("It has 34 solutions."))[0] == [None]
    assert len(chat.judged) == (1 if denied == "fr" else 2)


def test_to_the_model_the_goals_have_the_acronym_of_the_language_it_writes(tmp_path: Path) -> None:
    chat = FakeChat("Les ODD comptent.")
    assert translate(chat, tmp_path, document("The SDGs count."))[0] != [None]
    assert chat.asked[0][-1].text.endswith("The ODD count.")
    assert all(len({"SDGs", "ODD"} & set(asked[-1].text.replace(".", "").split())) == 1 for asked in chat.judged)


def test_the_glossarys_acronyms_are_exchanged_as_well(tmp_path: Path) -> None:
    chat, terms = FakeChat("L'OMS aide les villes."), (Term(("OMS",), ("WHO",)),)
    translator = Translator(chat, read_prompts(PROMPTS), tmp_path / "translations.json", terms)
    assert translator.translated([document("The WHO helps towns.")], silent)[1] == ()
    assert [asked[-1].text.count("OMS") for asked in chat.judged] == [2, 0]
    assert chat.asked[0][-1].text.endswith("The OMS helps towns.")


def test_an_editor_s_translation_is_left_alone(tmp_path: Path) -> None:
    own, chat = Translation("fr", ("Les agriculteurs.",), "Anne"), FakeChat(told)
    assert translate(chat, tmp_path, document("Farmers.", translation=own))[0] == [own]
    assert chat.asked == []


def test_what_was_translated_is_kept_and_not_asked_for_again(tmp_path: Path) -> None:
    text, chat = document(next(iter(FRENCH))), FakeChat(told)
    before, _ = translate(chat, tmp_path, text)
    assert translate(chat, tmp_path, text)[0] == before
    assert len(chat.asked) == 1


@pytest.mark.parametrize(
    "said",
    [
        "",
        "Oui.",
        "Il compte 43 solutions.",
        "Il compte 34 solutions. " * 9,
        "It has 34 solutions, and all of them are quite good for every one of us.",
        "Il compte 34 solutions strengthening les pays.",
    ],
    ids=["nothing", "too short", "another number", "too long", "in its own language", "a word of its own language"],
)
def test_a_translation_that_cannot_be_trusted_is_left_out_and_told(tmp_path: Path, said: str) -> None:
    found, problems = translate(FakeChat(said), tmp_path, document("It has 34 solutions."))
    assert found == [None]
    assert problems == ("1 of 1 passages could not be translated by fake: they stay as they are.",)


def test_what_a_broken_file_keeps_translated_is_not_asked_for_again_once_it_is_mended(tmp_path: Path) -> None:
    text, chat = document(next(iter(FRENCH))), FakeChat(told)
    before, _ = translate(chat, tmp_path, text)
    assert translate(chat, tmp_path, document("", translation=before[0]), text)[0][0] == before[0]
    kept = document(text.passages[0].text, translation=before[0])  # as it stands in the index
    translate(chat, tmp_path, kept)
    assert translate(chat, tmp_path, text)[0] == before
    assert len(chat.asked) == 1


def test_an_interruption_keeps_what_was_made(tmp_path: Path) -> None:
    def breaks(messages: Sequence[Message]) -> str:
        if len(chat.asked) > 1:
            raise ChatError("It broke off.", "Again.")
        return told(messages)

    chat = FakeChat(breaks)
    with pytest.raises(ChatError):
        translate(chat, tmp_path, document(*FRENCH))
    again = FakeChat(told)
    assert None not in translate(again, tmp_path, document(*FRENCH))[0]
    assert len(again.asked) == 1


def test_a_build_translates_what_has_no_translation_and_a_dry_run_does_not(tmp_path: Path) -> None:
    site, chat = Site(tmp_path), FakeChat(told)
    site.write({"farmers": next(iter(FRENCH))})
    translator = Translator(chat, read_prompts(PROMPTS), site.index / "translations.json")

    def translating(corpus: Corpus, progress: Progress | None) -> tuple[tuple[Document, ...], tuple[str, ...]]:
        documents = corpus.documents
        return translator.translated(documents, progress) if progress else (translator.known(documents), ())

    builder = replace(site.builder(FakeEmbedder()), translator=translating)
    builder.trial(silent)
    assert chat.asked == []
    assert builder.build(silent).added == 1
    with site.reader().snapshot() as snapshot:
        passage = snapshot.entries(["farmers"])["farmers"].passage
    assert passage.translation == Translation("fr", (FRENCH[passage.text],), "machine: fake")
    assert builder.build(silent).unchanged == 1
    assert len(chat.asked) == 1


def test_what_is_known_is_given_without_asking(tmp_path: Path) -> None:
    first, second = FRENCH
    translate(FakeChat(told), tmp_path, document(first))
    chat = FakeChat(told)
    known = Translator(chat, read_prompts(PROMPTS), tmp_path / "translations.json").known([document(first, second)])
    assert [passage.translation is not None for passage in known[0].passages] == [True, False]
    assert chat.asked == []


@pytest.mark.parametrize("damage", [b"", b"[1]", b'{"a": 1}', b"\xff\xfe"])
def test_a_damaged_file_of_translations_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "translations.json").write_bytes(damage)
    assert None not in translate(FakeChat(told), tmp_path, document(*FRENCH))[0]
