"""The editors' glossary: what is written in one language is found in the other."""

from pathlib import Path

import pytest

from assistant.corpus import read_corpus
from assistant.errors import CorpusError
from assistant.glossary import FILE, forms, parse
from assistant.records import Term
from tests.conftest import REPOSITORY

ENTRIES = parse("# Glossary\n\nNotes.\n\n- OMS, Organisation mondiale de la santé = WHO\n* ODD = SDG, SDGs\n", FILE)


def test_items_are_entries_and_the_rest_is_the_editors_own() -> None:
    assert (Term(("OMS", "Organisation mondiale de la santé"), ("WHO",)), Term(("ODD",), ("SDG", "SDGs"))) == ENTRIES


@pytest.mark.parametrize("line", ["- ODD", "- ODD = ", "- ODD = SDG = x", "- ODD,, = SDG"])
def test_a_broken_entry_is_named_with_its_line(line: str) -> None:
    with pytest.raises(CorpusError, match=r"GLOSSARY\.md, line 2: this is no glossary entry"):
        parse(f"# G\n{line}", FILE)


@pytest.mark.parametrize(
    ("question", "english"),
    [
        ("Que dit l'OMS ?", ["WHO"]),
        ("Que dit l'organisation mondiale de la santé ?", ["WHO"]),
        ("Les ODD et le WHO", ["WHO", "SDG", "SDGs"]),
        ("Who is odd?", []),
        ("Les OMSX", []),
    ],
)
def test_a_question_that_names_a_form_gets_the_other_languages(question: str, english: list[str]) -> None:
    assert forms(question, ENTRIES, "en") == english


def test_a_broken_glossary_is_reported_and_the_corpus_still_read(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("A text.", encoding="utf-8")
    (tmp_path / FILE).write_text("- broken", encoding="utf-8")
    corpus = read_corpus(tmp_path, 1000)
    assert len(corpus.documents) == 1
    assert corpus.glossary == ()
    assert [problem.split(":")[0] for problem in corpus.problems] == [f"{FILE}, line 1"]


def test_the_repositorys_own_glossary_has_the_fields_acronyms() -> None:
    entries = read_corpus(REPOSITORY / "corpus", 10**7).glossary
    for french, english in (
        ("ODD", "SDG"),
        ("ONU", "UN"),
        ("OMS", "WHO"),
        ("UIT", "ITU"),
        ("PNUD", "UNDP"),
        ("RA", "AR"),
    ):
        assert any(french in entry.fr and english in entry.en for entry in entries)
