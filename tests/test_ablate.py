"""The ranking taken apart: each row is without its part, and what was there before stays as it was."""

import io
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from assistant.corpus import read_corpus
from assistant.evaluate import show
from assistant.evaluate.ablate import Encoders, Remembered, Whole, _retrievers, ablate
from assistant.evaluate.items import Item
from assistant.expected import FILE
from assistant.retrieve import Parts
from tests.fakes import FakeEmbedder, FakeReranker
from tests.small_site import TEXTS, Site, silent

TOLD = "Les agriculteurs reçoivent la météo.\nLes prix aussi."
CORPUS = {**TEXTS, "farmers": TEXTS["farmers"] + f'\n\n<!-- translation language="fr" -->\n{TOLD}'}
ITEMS = [
    Item("q1", "fr", "Qui reçoit la météo, les agriculteurs ?", "single", frozenset({"farmers"}), "test"),
    Item("q2", "en", "Do doctors talk to patients?", "single", frozenset({"doctors"}), "development"),
    Item("q3", "en", "Who won?", "off-topic", frozenset(), "test"),
]
ROWS = [
    "assistant",
    "without focus",
    "without shared words",
    "without the glossary",
    "without expected questions",
    "without translations",
    "without keywords' own mean",
    "without subtracting language means",
    "without what the encoder was taught",
    "without the second encoder",
    "without focus, shared words and expected questions",
    "standard recipe",
]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path)
    site.write(CORPUS)
    (site.corpus / FILE).write_text("## farmers\n- Qui reçoit la météo ?\n", encoding="utf-8")
    site.build()
    return site


def whole(site: Site, parts: Parts, first: str = "first alone", untaught: str = "untaught") -> Whole:
    corpus = read_corpus(site.corpus, 10**6)
    encoders = Encoders(FakeEmbedder(first), FakeEmbedder(untaught), FakeEmbedder("plain"))
    return Whole(site.builder(site.embedder), site.reader(), corpus, parts, encoders)


def measured(site: Site, parts: Parts, first: str = "first alone", untaught: str = "untaught") -> dict[str, Any]:
    return ablate(whole(site, parts, first, untaught), ITEMS, silent)


def test_there_is_a_row_for_each_part_over_the_answerable_questions(site: Site) -> None:
    report = measured(site, Parts())
    rows = report["both"]["retrieval"]
    assert (report["questions"], report["passages"], list(rows)) == (2, 3, ROWS)
    assert {rates["all"]["R@1"]["n"] for rates in rows.values()} == {2}
    assert {rates["asked in fr"]["MRR"]["n"] for rates in rows.values()} == {1}


def test_the_row_without_translations_has_none_to_search(site: Site) -> None:
    with ExitStack() as stack:
        searched = {
            name: retriever.find(ITEMS[0].question, "fr", 3).hits
            for name, retriever in _retrievers(whole(site, Parts()), stack, silent).items()
        }
    translated = {name: any(hit.passage.translation for hit in hits) for name, hits in searched.items()}
    assert [name for name, has in translated.items() if not has] == ["without translations"]
    expected = {name: any(hit.expected for hit in hits) for name, hits in searched.items()}
    without = ["without expected questions", "without focus, shared words and expected questions"]
    assert [name for name, has in expected.items() if not has] == without
    assert any(hit.translated for hit in searched["assistant"])


def test_the_corpus_and_the_index_stay_as_they_were_and_little_is_embedded_again(site: Site) -> None:
    before = {path: path.read_bytes() for path in site.root.rglob("*") if path.is_file()}
    site.embedder.texts.clear()
    measured(site, Parts())
    assert {path: path.read_bytes() for path in site.root.rglob("*") if path.is_file()} == before
    assert len(site.embedder.texts) < 10


def test_an_encoder_that_is_alone_already_and_a_cross_encoder_have_their_rows(site: Site) -> None:
    rows = measured(site, Parts(reranker=FakeReranker("Doctors")), first="fake", untaught="fake")["both"]["retrieval"]
    assert not {"without the second encoder", "without what the encoder was taught"} & rows.keys()
    assert rows["assistant"]["asked in fr"]["R@1"]["value"] == 0
    assert rows["without the cross-encoder"]["asked in fr"]["R@1"]["value"] == 1


def test_the_table_has_every_row(site: Site) -> None:
    out = io.StringIO()
    show.show(Console(file=out, width=200), measured(site, Parts()))
    assert "Retrieval, both halves" in out.getvalue()
    assert [row for row in ROWS if row not in out.getvalue()] == []
    assert "Answer or refuse" not in out.getvalue()


def test_a_question_is_embedded_once() -> None:
    embedder = FakeEmbedder()
    once = Remembered(embedder)
    assert (once.questions(["a", "b"]) == once.questions(["a", "b"])).all()
    assert embedder.texts == ["a", "b"]
