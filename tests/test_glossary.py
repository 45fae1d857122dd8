"""The editors' glossary: what is written in one language is found in the other."""

from pathlib import Path

import pytest

from assistant.corpus import file_hashes, read_corpus
from assistant.glossary import FILE, exchanged, forms, into, parse
from assistant.records import Language, Term
from assistant.retrieve import Parts, Retriever
from tests.conftest import REPOSITORY
from tests.fakes import FakeEmbedder
from tests.small_site import Site

ENTRIES, _ = parse("# Glossary\n\nNotes.\n\n- OMS, Organisation mondiale de la santé = WHO\n* ODD = SDG, SDGs\n", FILE)


def test_items_are_entries_and_the_rest_is_the_editors_own() -> None:
    assert (Term(("OMS", "Organisation mondiale de la santé"), ("WHO",)), Term(("ODD",), ("SDG", "SDGs"))) == ENTRIES


@pytest.mark.parametrize("line", ["- ODD", "- ODD = ", "- ODD = SDG = x", "- ODD,, = SDG"])
def test_a_broken_entry_is_named_with_its_line_and_the_others_stay(line: str) -> None:
    entries, problems = parse(f"# G\n{line}\n- IA = AI", FILE)
    assert entries == (Term(("IA",), ("AI",)),)
    assert [problem.split(";")[0] for problem in problems] == ["GLOSSARY.md, line 2: this is no glossary entry"]


@pytest.mark.parametrize(
    ("question", "asked", "english"),
    [
        ("Que dit l'OMS ?", "fr", ["WHO"]),
        ("que dit l’oms", "fr", ["WHO"]),
        ("Que dit l'organisation mondiale de la sante ?", "fr", ["WHO"]),
        ("Les ODD et le WHO", "fr", ["WHO", "SDG", "SDGs"]),
        ("who helps, and is that odd?", "en", []),
        ("WHO HELPS?", "en", []),
        ("Les OMSY", "fr", []),
    ],
)
def test_a_question_that_names_a_form_gets_the_other_languages(
    question: str, asked: Language, english: list[str]
) -> None:
    assert forms(question, asked, ENTRIES, "en") == english


@pytest.mark.parametrize(
    ("text", "side", "language", "said"),
    [
        ("Les ODD, dit l’OMS.", "fr", "en", "Les SDG, dit l’WHO."),
        ("The WHO and the SDGs (SDG 3).", "en", "fr", "The OMS and the ODD (ODD 3)."),
        ("Who knows? It is odd: ODDS, SDG-like.", "en", "fr", "Who knows? It is odd: ODDS, ODD-like."),
        ("L'Organisation mondiale de la santé agit.", "fr", "en", "L'Organisation mondiale de la santé agit."),
        ("Les ODD.", "fr", "fr", "Les ODD."),
        ("The WHOs.", "en", "fr", "The OMS."),
        ("WHO PAYS FOR THE SDGS?", "en", "fr", "WHO PAYS FOR THE SDGS?"),
    ],
    ids=["into English", "into French", "whole words in capitals", "no words", "the same language", "many", "loud"],
)
def test_acronyms_are_exchanged_for_the_other_languages(
    text: str, side: Language, language: Language, said: str
) -> None:
    assert into(text, side, language, ENTRIES) == said


def test_the_subjects_own_acronym_needs_no_glossary_and_one_alike_in_both_languages_stays() -> None:
    alike = (Term(("TB", "tuberculose"), ("TB", "tuberculosis")),)
    assert into("The SDGs after TB.", "en", "fr", alike) == "The ODD after TB."


@pytest.mark.parametrize(
    ("text", "side", "language", "said"),
    [
        ("La fracture numérique et les ODD.", "fr", "en", "La digital divide et les SDG."),
        ("FAKE NEWS and Accountability of the WHO", "en", "fr", "désinformation and redevabilité of the OMS"),
        ("who pays?", "en", "fr", "who pays?"),
        ("l'INFOX et la CovId", "fr", "en", "l'misinformation et la covid"),
        ("une infoxication", "fr", "en", "une infoxication"),
    ],
    ids=["words and acronyms", "in any case", "no acronym", "any capitals", "whole words"],
)
def test_the_other_forms_give_way_where_that_is_asked(text: str, side: Language, language: Language, said: str) -> None:
    entries = (
        *ENTRIES,
        Term(("fracture numérique",), ("digital divide",)),
        Term(("désinformation", "infox"), ("misinformation", "fake news")),
        Term(("redevabilité",), ("accountability",)),
        Term(("COVID-19", "covid"), ("COVID-19", "covid")),
    )
    assert into(text, side, language, entries, worded=True) == said
    assert "digital divide" not in into(text, side, language, entries)


@pytest.mark.parametrize(
    ("text", "language", "sources", "terms"),
    [
        ("La fracture numérique aide.", "fr", [("La culture numérique aide.", "fr")], ("fracture numérique",)),
        ("La fracture numérique aide.", "fr", [("Digital literacy helps.", "en")], ("fracture numérique",)),
        ("The Digital Divide helps.", "en", [("La littératie numérique aide.", "fr")], ("digital divide",)),
        ("La RA aide.", "fr", [("Virtual reality helps.", "en")], ("RA",)),
        ("La fracture numérique aide.", "fr", [("The digital divide and digital literacy.", "en")], ()),
        ("La culture et la fracture numérique.", "fr", [("Digital literacy helps.", "en")], ("fracture numérique",)),
        ("Ni fracture numérique ni culture numérique.", "fr", [("Digital literacy helps.", "en")], ()),
        ("La fracture numérique aide.", "fr", [("Les inégalités demeurent.", "fr")], ()),
        ("La diplomatie numérique aide.", "fr", [("La culture numérique aide.", "fr")], ()),
        ("L'ONU aide.", "fr", [("L'OMS aide.", "fr")], ()),
        ("La fracture numérique aide.", "fr", [], ()),
        ("Virtual reality helps.", "en", [("Virtual and augmented reality help.", "en")], ()),
        ("La culture numérique aide.", "fr", [("La fracture et la culture numériques.", "fr")], ()),
    ],
    ids=[
        *("another", "in the other language", "the other way round", "by an acronym", "both there", "half named"),
        *("both in the text", "none there", "no entry", "not a word apart", "no source"),
        *("by its words", "by its words in French"),
    ],
)
def test_a_term_in_the_place_of_one_like_it_is_found(
    text: str, language: Language, sources: list[tuple[str, Language]], terms: tuple[str, ...]
) -> None:
    entries = (
        Term(("ONU", "Organisation des Nations unies"), ("UN", "United Nations")),
        Term(("OMS", "Organisation mondiale de la santé"), ("WHO", "World Health Organization")),
        Term(("RV", "réalité virtuelle"), ("VR", "virtual reality")),
        Term(("RA", "réalité augmentée"), ("AR", "augmented reality")),
        Term(("fracture numérique",), ("digital divide",)),
        Term(("culture numérique", "littératie numérique"), ("digital literacy",)),
    )
    assert exchanged(text, language, sources, entries) == terms


def test_a_broken_glossary_is_reported_and_the_corpus_still_read(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("A text.", encoding="utf-8")
    (tmp_path / FILE).write_text("- broken", encoding="utf-8")
    corpus = read_corpus(tmp_path, 1000)
    assert len(corpus.documents) == 1
    assert corpus.glossary == ()
    assert [problem.split(":")[0] for problem in corpus.problems] == [f"{FILE}, line 1"]


@pytest.mark.parametrize("name", ["glossary.md", "Glossary.MD"])
def test_its_name_may_be_in_any_case(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.md").write_text("A text.", encoding="utf-8")
    (tmp_path / name).write_text("- IA = AI\n- broken", encoding="utf-8")
    corpus = read_corpus(tmp_path, 1000)
    assert corpus.glossary == (Term(("IA",), ("AI",)),)
    assert [document.file for document in corpus.documents] == ["a.md"]
    assert set(corpus.files) == set(file_hashes(tmp_path)) == {"a.md", name}
    assert [problem.split(":")[0] for problem in corpus.problems] == [f"{name}, line 2"]


def test_of_two_one_is_read_and_the_other_told(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("A text.", encoding="utf-8")
    (tmp_path / FILE).write_text("- IA = AI", encoding="utf-8")
    (tmp_path / "glossary.md").write_text("- ODD = SDG", encoding="utf-8")
    if len(list(tmp_path.iterdir())) < 3:
        pytest.skip("this system does not tell small letters from capitals")
    corpus = read_corpus(tmp_path, 1000)
    assert corpus.glossary == (Term(("IA",), ("AI",)),)
    assert corpus.problems == (f"glossary.md: only {FILE} is read. Join them.",)


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


def test_who_names_the_goals_may_name_their_year_though_no_text_does(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write({"p1": "Schools lend tablets for the SDGs.", "p2": "Nurses use phones to see patients."})
    (site.corpus / FILE).write_text(
        "- ODD, Objectifs de développement durable = SDG, SDGs\n- Agenda 2030 = 2030 Agenda\n- V 2030 = Vision 2030\n",
        encoding="utf-8",
    )
    site.build()
    retriever = Retriever(site.reader(), FakeEmbedder())

    def unknown(question: str, language: Language) -> tuple[str, ...]:
        return retriever.find(question, language, 2, weigh=True).unknown

    assert unknown("Who lends tablets for the SDGs by 2030?", "en") == ()
    assert unknown("Who lends tablets for the 2030 Agenda?", "en") == ()
    assert unknown("Qui prête des tablettes pour l’Agenda 2030 ?", "fr") == ()
    assert unknown("Who lends tablets in 2030?", "en") == ("2030",)
    assert unknown("Who will replace the tablets once 2030 is over?", "en") == ("2030",)
    assert unknown("Quel match en 2030 ?", "fr") == ("2030",)
    for question in (
        "Who lends tablets by 2030?",
        "Who lends tablets before the end of 2030?",
        "Is the 2030 deadline met?",
    ):
        assert unknown(question, "en") == ()
    for question in (
        "Qui prête des tablettes d’ici 2030 ?",
        "Avance-t-on vers 2030 ?",
        "Que faire d’ici la fin 2030 ?",
    ):
        assert unknown(question, "fr") == ()
    assert unknown("Who lends tablets for Vision 2030?", "en") == ("Vision", "2030")
    assert unknown("Qui prête des tablettes pour l’Agenda 2063 et les ODD ?", "fr") == ("Agenda", "2063")
    assert unknown("Who lends tablets for the SDGs by 2035?", "en") == ("2035",)
    assert unknown("Who lends tablets by 2035?", "en") == ("2035",)


def test_a_term_of_the_glossary_stays_whole_in_what_a_question_is_about(tmp_path: Path) -> None:
    site = Site(tmp_path)
    told = (
        "The digital divide grows.",
        "Schools lend digital tablets.",
        "Nurses use digital phones.",
        "A digital tax.",
    )
    site.write({f"p{place}": text for place, text in enumerate((*told, *(f"Digital talk {n}." for n in range(6))))})
    (site.corpus / FILE).write_text("- fracture numérique = digital divide\n", encoding="utf-8")
    site.build()
    retriever = Retriever(site.reader(), FakeEmbedder())
    assert retriever.find("What is the digital divide?", "en", 2).focus == "What is the digital divide?"
    assert retriever.find("Who lends digital tablets?", "en", 2).focus == "Who lends tablets?"
    without = Retriever(site.reader(), FakeEmbedder(), Parts(glossary=False))
    assert without.find("What is the digital divide?", "en", 2).focus == "What is the divide?"


def test_the_goals_year_is_unknown_where_no_text_has_the_goals(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write({"p1": "Schools lend tablets in an odd way.", "p2": "Nurses use phones to see patients."})
    site.build()
    retriever = Retriever(site.reader(), FakeEmbedder())
    for question in ("Who lends tablets for the SDGs by 2030?", "Who lends tablets by 2030?"):
        assert "2030" in retriever.find(question, "en", 2, weigh=True).unknown
