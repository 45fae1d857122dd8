"""A search among some passages only: of a section, goal, language or kind; found however far down they stand."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from assistant.answer import Assistant, Limits
from assistant.errors import UsageError
from assistant.filters import admits, check_sections, narrowed, parse, told
from assistant.index import Index
from assistant.manifest import Brief
from assistant.ports import Embedder
from assistant.prompts import read_prompts
from assistant.records import EVERYTHING, Answer, Only, Sources
from assistant.relevance import load
from assistant.retrieve import Retriever
from tests.conftest import REPOSITORY
from tests.fakes import FakeEmbedder
from tests.small_site import Site

QUESTION = "How can digital platforms help farmers?"


@pytest.fixture
def retriever(real_index: Index, default_embedder: Embedder) -> Retriever:
    return Retriever(real_index, default_embedder)


@pytest.mark.parametrize(
    "only",
    [
        Only(languages=("fr",)),
        Only(kinds=("article",)),
        Only(goals=(16,)),
        Only(goals=(3, 13), kinds=("contribution",)),
    ],
)
def test_only_what_was_asked_for_is_found_and_all_of_it(retriever: Retriever, real_index: Index, only: Only) -> None:
    found = retriever.find(QUESTION, "en", 30, only=only)
    with real_index.snapshot() as snapshot:
        briefs = snapshot.manifest.briefs
    wanted = {name for name, brief in briefs.items() if admits(only, brief)}
    assert {hit.passage.id for hit in found.hits} == wanted
    assert 0 < len(wanted) < 30
    assert found.only == only


def test_an_empty_filter_changes_nothing(retriever: Retriever) -> None:
    assert retriever.find(QUESTION, "en", 5, only=Only()) == retriever.find(QUESTION, "en", 5)


def test_what_is_found_is_plain_enough_to_be_kept(retriever: Retriever) -> None:
    found = retriever.find(QUESTION, "en", 5, weigh=True)
    assert json.loads(json.dumps(asdict(found)))["margin"] == found.margin


def test_a_passage_far_down_is_found_among_hundreds(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write({f"p{at}": f"Reports of farmers and weather, number {at}." for at in range(400)}, before="## Much\n\n")
    site.write({"far": "Doctors talk to patients."}, "b.md", before="## Little\n\n")
    site.build()
    retriever = Retriever(site.reader(), FakeEmbedder())
    found = retriever.find("reports of farmers", "en", 5, only=Only(sections=("Little",)))
    assert [hit.passage.id for hit in found.hits] == ["far"]


def test_an_answer_rests_only_on_what_was_asked_for_and_a_refusal_says_so(
    real_index: Index, default_embedder: Embedder, retriever: Retriever
) -> None:
    limits = Limits(2000, 5, 5, 320, load(Path("none.json")))
    prompts = read_prompts(REPOSITORY / "prompts")
    assistant = Assistant(retriever, real_index, default_embedder, prompts, limits, None)
    only = Only(goals=(2,))
    *_, answer = assistant.ask(QUESTION, only=only)
    assert isinstance(answer, Answer)
    assert answer.status == "answered"
    assert answer.only == only
    assert {one.passage.id for one in answer.citations} <= {"d7567d51", "ec702df7", "d20babb4"}
    *_, whole = assistant.ask(QUESTION)
    assert isinstance(whole, Answer)
    assert whole.only == EVERYTHING
    (refused,) = assistant.ask(QUESTION, only=Only(sections=("No such section",)))
    assert not isinstance(refused, Sources)
    assert isinstance(refused, Answer)
    assert (refused.status, refused.nearest) == ("refused", ())
    assert "Only a part of the corpus was searched" in refused.text


def test_what_is_written_on_the_command_line_is_understood() -> None:
    only = parse(["goal=4", "goal = 13", "language=fr", "kind=article", "section=Les défis = risques"])
    assert only == Only(("Les défis = risques",), (4, 13), ("fr",), ("article",))
    assert parse([]) == EVERYTHING
    assert narrowed(only) == {
        "sections": ("Les défis = risques",),
        "goals": (4, 13),
        "languages": ("fr",),
        "kinds": ("article",),
    }


@pytest.mark.parametrize("wrong", ["goal=18", "goal=x", "language=de", "kind=poem", "colour=red", "goal", "section="])
def test_what_names_nothing_is_an_error_that_says_what_does(wrong: str) -> None:
    with pytest.raises(UsageError, match=r"Say section=\.\.\., goal=1 to 17"):
        parse([wrong])


def test_a_section_that_is_not_there_is_named_with_those_that_are() -> None:
    check_sections(Only(sections=("Risks",)), ["Risks", "", "Health"])
    with pytest.raises(UsageError, match=r'"section=Rsks" names no section\. There are: Risks; Health\.'):
        check_sections(Only(sections=("Risks", "Rsks")), ["Risks", "Risks", "", "Health"])


def test_what_was_searched_is_said_in_both_languages() -> None:
    only = Only(sections=("A", "B"), goals=(3, 17), languages=("fr",), kinds=("contribution",))
    assert told(only, "en") == (
        "section “A” or section “B”, goal 3 (Good health and well-being) or goal 17 (Partnerships for the goals), "
        "contributions, in French"
    )
    assert told(only, "fr") == (
        "section «\u00a0A\u00a0» ou section «\u00a0B\u00a0», objectif 3 (Bonne santé et bien-être) ou objectif 17 "
        "(Partenariats pour la réalisation des objectifs), contributions, en français"
    )
    assert told(Only(languages=("en",), kinds=("text", "article")), "en") == "texts or articles, in English"
    assert told(EVERYTHING, "fr") == ""


def test_a_passage_must_have_one_of_each_facet_named() -> None:
    brief = Brief("", "a.md", "S", "", "text", "fr", ((3, ("SDG 3",)), (4, ("SDG 4",))))
    assert admits(Only(goals=(4, 9)), brief)
    assert not admits(Only(goals=(9,)), brief)
    assert not admits(Only(goals=(4,), languages=("en",)), brief)
    assert admits(EVERYTHING, Brief())
