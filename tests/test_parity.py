"""Whatever exists in French exists in English, and the other way round."""

import string
from collections.abc import Mapping
from dataclasses import fields

import pytest

from assistant import citations, draft, place, prompts, refusal, terminal
from assistant.language import LANGUAGES, detect
from assistant.records import Evidence, Language, Passage, RelatedQuestion
from assistant.typography import spaced
from assistant.web.labels import Texts
from assistant.web.texts import NAMES, TEXTS
from tests.conftest import REPOSITORY

BOTH = {"fr", "en"}
TABLES: dict[str, Mapping[Language, object]] = {
    "yes and no": prompts.YES_NO,
    "refusal": refusal._TEXTS,
    "related question": refusal._RELATED,
    "terms": draft._TERMS,
    "sources": terminal._SOURCES,
    "nearest": terminal._NEAREST,
    "failed": terminal._FAILED,
    "unchecked": terminal._UNCHECKED,
    "offers after a refusal": terminal._INSTEAD,
    "focus": terminal._FOCUS,
    "why": terminal._WHY,
    "why: an expected question": terminal._LIKE,
    "why: none expected": terminal._NONE_EXPECTED,
    "by translation": terminal._TOLD,
    "shared words": terminal._SHARED,
    "what a passage is": terminal._TOLD_IN,
    "kinds": terminal._KINDS,
    "place: page": place._PAGE,
    "place: row": place._ROW,
    "place: sheet": place._SHEET,
    "page": TEXTS,
    "page's language names": NAMES,
}


def test_the_languages_are_french_and_english() -> None:
    assert set(LANGUAGES) == BOTH


def test_every_prompt_file_exists_in_both_languages() -> None:
    found = {path.name for path in (REPOSITORY / "prompts").glob("*.md")} - {"README.md"}
    assert found == {f"{purpose}.{language}.md" for purpose in prompts.VARIABLES for language in BOTH}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_prompt_is_written_in_its_own_language(language: Language) -> None:
    for purpose in ("system", "judge", "write", "standalone", "starters", "smalltalk"):
        text = (REPOSITORY / "prompts" / f"{purpose}.{language}.md").read_text(encoding="utf-8")
        assert detect(text) == language, purpose


def test_both_languages_offer_as_many_starter_questions() -> None:
    read = prompts.read_prompts(REPOSITORY / "prompts")
    assert len(read.starters("fr")) == len(read.starters("en")) >= 3
    for language in LANGUAGES:
        assert all(detect(question) == language for question in read.starters(language))


@pytest.mark.parametrize("name", TABLES)
def test_every_table_of_texts_has_both_languages(name: str) -> None:
    assert set(TABLES[name]) == BOTH
    assert all(TABLES[name].values()), "a text is empty"


@pytest.mark.parametrize("label", [field.name for field in fields(Texts)])
def test_every_label_of_the_page_is_filled_in_both_languages_with_the_same_variables(label: str) -> None:
    values = {language: getattr(TEXTS[language], label) for language in LANGUAGES}
    assert all(values.values())
    if isinstance(values["fr"], str):
        assert _variables(values["fr"]) == _variables(values["en"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_reads_in_its_language_and_tells_of_the_related_question(language: Language) -> None:
    related = RelatedQuestion("Quels sont les risques de l’humour ?", 14, "Titre", "fr")
    assert detect(refusal.refusal_text(language, None)) == language
    assert detect(refusal.refusal_text(language, None, more=True)) == language
    assert refusal.refusal_text(language, None, more=True) != refusal.refusal_text(language, None)
    assert "14 contributions" in refusal.refusal_text(language, related)
    assert spaced(related.text, language) in refusal.refusal_text(language, related)


def test_a_quote_wears_the_quotation_marks_of_its_own_language() -> None:
    for language, opening in (("fr", "«"), ("en", "“")):
        passage = Passage("a", "Un.", language, "text", "", "T", "t.md")  # type: ignore[arg-type]  # one of both
        assert citations.quoted(Evidence(1, passage, "Un.")).text.startswith(opening)


def _variables(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}
