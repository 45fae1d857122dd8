"""Evidence of a limit is told and cited where an answer tells of none, and only there."""

import pytest

from assistant.nuance import ASKED, Nuance
from assistant.prompts import read_prompts
from assistant.records import CitedSentence, Evidence, Language, Passage
from tests.conftest import REPOSITORY

PROMPTS = read_prompts(REPOSITORY / "prompts")
PRAISE, LIMIT = "Platforms help farmers.", "However, the digital divide keeps many farmers out."


def piece(n: int, text: str, told: str = "") -> Evidence:
    return Evidence(n, Passage(f"p{n}", text, "en", "contribution", "", "T", "a.md"), text, told)


class Judge:
    """Says that what has "divide" or "fracture" in it tells of a limit; keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def __call__(self, source: str, statement: str, language: Language) -> float:
        assert statement == PROMPTS.limit(language)
        self.asked.append((source, language))
        return 0.9 if "divide" in source or "fracture" in source else 0.3


TOLD = [CitedSentence("They help.", (1,))]


def of(evidence: list[Evidence], language: Language = "en", *, answers: str = "") -> CitedSentence | None:
    """Return what is told after TOLD; evidence answers where it has certain words."""
    return Nuance(PROMPTS).of(TOLD, evidence, language, Judge(), lambda item: answers in item.quote)


def test_evidence_of_a_limit_that_no_sentence_cites_is_told_and_cited() -> None:
    said = of([piece(1, PRAISE), piece(2, LIMIT)])
    assert said == CitedSentence(
        "There is a limit, though: The digital divide keeps many farmers out.", (2,), stands_in=True
    )


def test_in_french_it_is_told_by_the_translation() -> None:
    evidence = [piece(1, PRAISE, "Elles aident."), piece(2, LIMIT, "Cependant, la fracture numérique les exclut.")]
    said = of(evidence, "fr")
    assert said == CitedSentence(
        "Il y a toutefois une limite\u00a0: La fracture numérique les exclut.", (2,), stands_in=True
    )


@pytest.mark.parametrize(
    ("evidence", "language"),
    [
        ([piece(1, PRAISE), piece(2, "They help fishers too.")], "en"),
        ([piece(1, LIMIT), piece(2, "The divide is deep.")], "en"),  # the answer tells of a limit already
        ([piece(1, PRAISE)], "en"),
        ([piece(1, PRAISE), piece(2, LIMIT)], "fr"),  # it cannot be read there
    ],
)
def test_nothing_is_added_where_nothing_is_to_be_said(evidence: list[Evidence], language: Language) -> None:
    assert of(evidence, language) is None


def test_a_limit_of_something_else_is_not_told() -> None:
    evidence = [piece(1, PRAISE), piece(2, "The digital divide keeps fishers out."), piece(3, LIMIT)]
    said = of(evidence, answers="farmers")
    assert said is not None
    assert said.citations == (3,)
    assert of(evidence, answers="weavers") is None


def test_of_a_model_that_was_taught_to_judge_only_its_surest_yes_tells_a_limit() -> None:
    evidence = [piece(1, PRAISE), piece(2, LIMIT)]
    surely, unsurely = (Nuance(PROMPTS, surest=surest) for surest in (2.0, 2.4))  # .88 and .92
    assert surely.of(TOLD, evidence, "en", Judge(), lambda _: True) is not None
    assert unsurely.of(TOLD, evidence, "en", Judge(), lambda _: True) is None


def test_a_limit_is_not_added_to_an_answer_that_may_tell_of_one_already() -> None:
    said = {"They help some, where they can.": 0.7, LIMIT: 0.9}
    nuance = Nuance(PROMPTS, surest=2.0)  # .88: the sentence told is not surely a limit, nor is it praise alone
    evidence = [piece(n, text) for n, text in enumerate(said, 1)]
    assert nuance.of(TOLD, evidence, "en", lambda source, *_: said[source], lambda _: True) is None
    said["They help some, where they can."] = 0.3
    told = Nuance(PROMPTS, surest=2.0).of(TOLD, evidence, "en", lambda source, *_: said[source], lambda _: True)
    assert told is not None
    assert told.citations == (2,)


def test_what_would_be_told_as_a_limit_counts_as_one_where_it_is_told() -> None:
    evidence, low = [piece(1, LIMIT), piece(2, "The divide is deep.")], -1.0  # .27: so low a yes is a surest one
    assert Nuance(PROMPTS, surest=low).of(TOLD, evidence, "en", lambda *_: 0.3, lambda _: True) is None


def test_few_are_looked_at_and_each_once() -> None:
    judge, nuance = Judge(), Nuance(PROMPTS)
    evidence = [piece(1, PRAISE), *(piece(n, f"Text {n} helps.") for n in range(2, 7))]
    for _ in range(3):
        assert nuance.of(TOLD, evidence, "en", judge, lambda _: True) is None
    assert len(judge.asked) == ASKED
