"""Questions that editors expect of passages bring those that are worded otherwise, and sink none."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.alike import alike
from assistant.corpus import read_corpus
from assistant.embed import likeness_over
from assistant.errors import IndexDamaged
from assistant.expected import FILE, parse
from assistant.explain import explained, found_score
from assistant.language import GRAMMAR, LANGUAGES, detect
from assistant.likeness import WEIGHT, Like, Likeness, filled, most_like
from assistant.manifest import read_manifest, write_manifest
from assistant.neutral import unit
from assistant.records import EVERYTHING, ExpectedQuestion, Found, Language, Only
from assistant.relevance import FORESEEN, features
from assistant.retrieve import WHOLE, Parts, Retriever
from assistant.words import split, terms
from tests.conftest import REPOSITORY
from tests.fakes import FakeEmbedder
from tests.small_site import TEXTS, Site

ASKED = "Who heals the sick from afar?"
MANY_HERE = 3  # for a list so short
WEIGHS = WEIGHT * 1.5 / MANY_HERE  # as many as two passages have in it
OTHER = "What do growers learn at home?"
DOCTORS = f"# What people ask\n\nIn words of their own.\n\n## doctors\n- {ASKED}\n- Qui soigne à distance ?\n"
LIST = f"{DOCTORS}\n## farmers\n- {OTHER}\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setattr("assistant.likeness.MANY", MANY_HERE)
    site = Site(tmp_path)
    site.write(TEXTS)
    (site.corpus / FILE).write_text(LIST, encoding="utf-8")
    site.build()
    return site


def found(site: Site, question: str = ASKED, parts: Parts = WHOLE, only: Only = EVERYTHING) -> Found:
    index = site.reader()
    try:
        return Retriever(index, FakeEmbedder(), parts).find(question, "en", 3, only=only)
    finally:
        index.close()


def test_a_question_stands_under_its_passage_in_either_language() -> None:
    questions, problems = parse(f"- Before any id?\n{DOCTORS}* {ASKED}\n## two words\n- Of nothing?", FILE)
    assert questions == (
        ExpectedQuestion("doctors", ASKED, "en"),
        ExpectedQuestion("doctors", "Qui soigne à distance ?", "fr"),
    )
    assert [problem.split(":")[0] for problem in problems] == [f"{FILE}, line {line}" for line in (1, 10, 11)]
    assert sum("Write ## and the id over it." in problem for problem in problems) == 2
    assert parse(" ## a\n- One?\n# b\n- Two?", FILE)[0] == (ExpectedQuestion("a", "One?", "en"),)


def test_an_id_that_no_passage_has_is_told(site: Site) -> None:
    (site.corpus / FILE).write_text(f"{LIST}\n## nurses\n- And who else?\n- Still others?\n", encoding="utf-8")
    told = [problem for problem in read_corpus(site.corpus, 10**6).problems if "nurses" in problem]
    assert told == [
        f'{FILE}: no passage has the id "nurses"; its questions are left out. Write a passage\'s id over them.'
    ]
    site.build()
    assert {item.passage for item in site.manifest().expected} == {"doctors", "farmers"}


def test_a_question_that_shares_no_word_with_its_passage_finds_it(site: Site) -> None:
    hit = found(site).hits[0]
    assert (hit.passage.id, hit.expected) == ("doctors", ASKED)
    assert hit.likeness == pytest.approx(1.0, abs=1e-3)
    assert hit.score == pytest.approx(found_score(hit), abs=1e-3)
    bare = found(site, parts=Parts(expected=False))
    assert {(one.likeness, one.expected) for one in bare.hits} == {(None, "")}
    doctors = next(one for one in bare.hits if one.passage.id == "doctors")
    assert (hit.cosine, hit.chunk_cosine) == (doctors.cosine, doctors.chunk_cosine)
    assert bare.margin == found(site).margin


def test_an_expected_question_is_evidence_of_nothing(site: Site) -> None:
    hit = found(site).hits[0]
    assert all(sentence in TEXTS["doctors"] for sentence, _ in hit.sentences)
    assert hit.passage.text == TEXTS["doctors"]


def test_a_passage_without_any_neither_gains_nor_loses(site: Site) -> None:
    hits = {hit.passage.id: hit for hit in found(site, "Is the divide deep for many people?").hits}
    said = {name: 0.5 * (hit.cosine + hit.chunk_cosine) + 0.15 * hit.lexical for name, hit in hits.items()}
    over = {name: (hit.likeness or 0) - said[name] for name, hit in hits.items()}
    usual = site.manifest().likeness_over
    assert usual != 0
    assert over["divide"] == pytest.approx((over["farmers"] + over["doctors"] + 4 * usual) / 6, abs=1e-3)
    assert {name: hit.expected for name, hit in hits.items() if hit.expected} == {
        "doctors": ASKED,
        "farmers": OTHER,
    }


def test_what_is_given_to_passages_without_any_is_what_the_others_have_on_average() -> None:
    like = Likeness({"a": Like(0.5, "A?"), "b": Like(0.3, "B?"), "z": Like(0.9, "Z?")})
    given = filled(like, {"a": 0.4, "b": 0.4, "c": 0.2}, usual=0.3)
    assert given["a"] == Like(0.5, "A?")
    assert given["c"] == Like(pytest.approx(0.2 + (0.1 - 0.1 + 4 * 0.3) / 6), "")
    assert filled(Likeness(), {"c": 0.2}, usual=0.3) == {}
    assert filled(like, {"c": 0.2}, usual=0.3) == {}


@pytest.mark.parametrize(("cosine", "told"), [(0.41, ""), (0.6, "F?")], ids=["unlike what is asked", "like it"])
def test_a_passage_with_few_of_them_is_never_sunk_by_that(cosine: float, told: str) -> None:
    like = Likeness({"a": Like(0.5, "A?"), "few": Like(cosine, "F?", few=True)})
    given = filled(like, {"a": 0.4, "few": 0.4, "none": 0.4}, usual=0.1)
    assert given["none"].cosine == pytest.approx(0.5), "few ones say nothing of what is usual"
    assert given["few"].cosine == pytest.approx(max(cosine, 0.5))
    assert given["few"].text == told


@pytest.mark.parametrize(
    ("count", "like"),
    [(1, 0.9), (9, (0.9 + 0.8 * 0.7) / 1.8), (10, 0.8), (15, 0.7)],
    ids=["one", "nine", "ten", "more"],
)
def test_several_of_them_tell_how_like_they_are(count: int, like: float) -> None:
    cosines = np.array([0.7, *[0.1] * 12, 0.9, 0.5], dtype=np.float32) if count == 15 else None
    several = np.array([0.9, 0.7, *[0.1] * 13][:count], dtype=np.float32) if cosines is None else cosines
    assert float(alike(several)) == pytest.approx(like)
    assert alike(np.stack([several, several - 0.1])).tolist() == pytest.approx([like, like - 0.1])


def test_one_that_is_nearly_what_is_asked_stands_out_among_many() -> None:
    others = [0.2] * 19
    assert float(alike(np.array([1.0, *others], dtype=np.float32))) == pytest.approx(0.8)
    assert float(alike(np.array([0.3, *others], dtype=np.float32))) == pytest.approx((0.3 + 3 * 0.2) / 4)


def test_they_weigh_by_how_many_are_usual(site: Site) -> None:
    assert found(site).hits[0].likeness_weight == WEIGHS
    many = "".join(f"- Who heals patient number {n}?\n" for n in range(2 * MANY_HERE))
    (site.corpus / FILE).write_text(f"{LIST}\n## doctors\n{many}", encoding="utf-8")
    site.build()
    hits = {hit.passage.id: hit for hit in found(site, "Is the divide deep for many people?").hits}
    assert {hit.likeness_weight for hit in hits.values()} == {WEIGHT}
    said = {name: 0.5 * (hit.cosine + hit.chunk_cosine) + 0.15 * hit.lexical for name, hit in hits.items()}
    over = {name: (hit.likeness or 0) - said[name] for name, hit in hits.items()}
    assert over["farmers"] >= over["divide"] - 1e-3, "one with few has at least what one without any has"


def test_what_is_usual_is_told_by_each_question_against_all_but_itself() -> None:
    one, other, both = (unit(np.array([pair]))[0] for pair in ((1.0, 0.0), (0.0, 1.0), (1.0, 1.0)))
    passages = [one[None, :], other[None, :]]
    asked = [np.stack([one, both]), other[None, :]]
    half = float(both[0])
    own = [half - 1.0, half - half, half - 0.0]  # of the first passage, to the three questions
    others = [0.0 - 0.0, half - half]  # of the second: its one question is left out against itself
    assert likeness_over(asked, passages, passages) == pytest.approx(sum([*own, *others]) / 5, abs=1e-6)
    assert likeness_over([one[None, :]], passages[:1], passages[:1]) == 0.0
    assert likeness_over([], [], []) == 0.0


def test_those_that_bring_a_passage_are_the_likest_of_what_may_be_found() -> None:
    like = Likeness({"a": Like(0.1, ""), "b": Like(0.3, ""), "c": Like(0.2, "")})
    assert most_like(like, 2, None) == ["b", "c"]
    assert most_like(like, 2, frozenset({"a", "c"})) == ["c", "a"]


class TestHowFarAQuestionIsForeseen:
    @pytest.fixture
    def covered(self, site: Site) -> Site:
        (site.corpus / FILE).write_text(f"{LIST}\n## divide\n- Who has no line?\n", encoding="utf-8")
        site.build()
        return site

    def test_the_one_that_editors_expect_stands_above_others(self, covered: Site) -> None:
        own, other = found(covered).foreseen, found(covered, "How tall is the tower of Pisa?").foreseen
        assert own is not None
        assert other is not None
        assert own > other
        mean, spread = covered.manifest().likeness["en"]
        assert own == pytest.approx((1.0 - mean) / spread, abs=0.05)
        assert features(found(covered))[FORESEEN] == own

    def test_nobody_has_foreseen_what_a_near_passage_without_any_answers(self, site: Site) -> None:
        result = found(site, "Is the divide deep for many people?")
        assert not result.hits[0].expected
        assert result.foreseen is None
        assert FORESEEN not in features(result)

    def test_nor_anything_where_they_do_not_count(self, covered: Site) -> None:
        assert found(covered, parts=Parts(expected=False)).foreseen is None
        (covered.corpus / FILE).unlink()
        covered.build()
        assert covered.manifest().likeness == {}
        assert found(covered).foreseen is None

    def test_a_version_that_does_not_say_what_is_usual_still_answers(self, covered: Site) -> None:
        folder = covered.index / covered.manifest().version
        write_manifest(folder, replace(read_manifest(folder), likeness={}, keyword_likeness={}))
        assert found(covered).foreseen is None
        assert found(covered).hits[0].expected == ASKED

    def test_nor_does_one_that_was_built_when_the_likest_one_alone_told(self, covered: Site) -> None:
        folder = covered.index / covered.manifest().version
        assert found(covered).foreseen is not None
        write_manifest(folder, replace(read_manifest(folder), likeness_part=0))
        assert found(covered).foreseen is None


def test_a_search_that_is_narrowed_leaves_them_out(site: Site) -> None:
    assert [hit.passage.id for hit in found(site, only=Only(languages=frozenset({"fr"}))).hits] == ["divide"]


def test_an_edit_of_the_list_makes_a_version_and_embeds_that_question_alone(site: Site) -> None:
    (site.corpus / FILE).write_text(LIST + "- Anybody there?\n", encoding="utf-8")
    built = site.build()
    assert built.renewed
    assert site.embedder.texts == ["Anybody there?"]
    assert not site.build().renewed
    (site.corpus / FILE).unlink()
    site.build()
    assert site.manifest().expected == ()
    assert found(site).hits[0].likeness is None


def test_a_broken_file_keeps_its_passages_with_their_questions(site: Site) -> None:
    (site.corpus / "a.md").write_bytes(b"\xff\xfe\x00broken")
    (site.corpus / "b.md").write_text("Another passage stands here.", encoding="utf-8")
    built = site.build()
    assert not any("doctors" in problem for problem in built.problems)
    assert found(site).hits[0].expected == ASKED


def test_a_version_that_lacks_their_vectors_is_damaged(site: Site) -> None:
    folder = site.index / site.manifest().version
    manifest = read_manifest(folder)
    write_manifest(folder, replace(manifest, expected=manifest.expected[:1]))
    with pytest.raises(IndexDamaged, match="expected questions are not all there"), site.reader().snapshot():
        pass


def test_a_program_can_read_why(site: Site) -> None:
    result = found(site)
    parts = explained(result, result.hits[0])
    assert (parts["expected_question"], parts["likeness_weight"]) == (ASKED, WEIGHS)
    assert explained(result, result.hits[1])["expected_question"] is None
    bare = found(site, parts=Parts(expected=False))
    assert {explained(bare, hit)["likeness_weight"] for hit in bare.hits} == {None}


class TestTheCorpussOwn:
    def test_every_passage_has_some_in_both_languages(self) -> None:
        corpus = read_corpus(REPOSITORY / "corpus", 10**6)
        assert not [problem for problem in corpus.problems if FILE in problem]
        passages = {passage.id for document in corpus.documents for passage in document.passages}
        told = {(item.passage, item.language) for item in corpus.expected}
        assert told == {(name, language) for name in passages for language in LANGUAGES}
        assert all(detect(item.text) == item.language for item in corpus.expected)

    def test_none_is_nearly_a_question_that_quality_is_measured_with(self) -> None:
        def said(text: str, language: Language) -> frozenset[str]:
            told = [word for word in split(text) if word.lower() not in GRAMMAR[language]]
            return frozenset(terms(" ".join(told), language))

        def shared(one: frozenset[str], other: frozenset[str]) -> float:
            return len(one & other) / len(one | other) if one & other else 0.0

        files = [*(REPOSITORY / "tests" / "evaluation").glob("*.jsonl")]
        files.remove(
            REPOSITORY / "tests" / "evaluation" / "lookalikes.jsonl"
        )  # near them on purpose, about other things
        rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
        texts = [(text, row) for row in rows for text in [row.get("question"), *row.get("turns", ())] if text]
        asked = {(row["id"], language := detect(text, row["language"]), said(text, language)) for text, row in texts}
        assert len(asked) > 500
        near = {
            (item.text, name)
            for item in read_corpus(REPOSITORY / "corpus", 10**6).expected
            for name, language, other in asked
            if language == item.language and shared(said(item.text, item.language), other) >= 0.45
        }
        # The page itself suggests one, which a dialogue repeats. The guests', callers', travellers', residents',
        # latecomers' and inquirers' questions were written later, by people who had seen neither these nor the other
        # sets: fifteen are near by chance, as a visitor's may be.
        assert near == {
            ("What gets in the way of digital diplomacy?", "en18"),
            ("Quel est le problème avec les photos d'enfants africains pour parler de la faim ?", "g002"),
            ("Pourquoi certains pays ne veulent-ils pas donner leurs données aux autres ?", "c006"),
            ("What would close the gap between those online and those offline?", "c040"),
            ("Pourquoi n'existe-t-il pas de recette unique valable dans tous les pays ?", "t004"),
            ("What gets in the way of digital diplomacy?", "rq012"),
            ("What would virtual worlds do to make people care?", "rq016"),
            ("Pourquoi certains pays ne veulent-ils pas donner leurs données aux autres ?", "rq031"),
            ("Quel est le problème avec les photos d'enfants africains pour parler de la faim ?", "rq043"),
            ("Pourquoi n'existe-t-il pas de recette unique valable dans tous les pays ?", "lq001"),
            ("Is the gap only about having a connection, or also about how people use it?", "lq013"),
            ("Faut-il ouvrir des lieux où les habitants peuvent se connecter et s'informer ?", "lq028"),
            (
                "I handle confidential files on a sustainability project. Does doing more and more online put them at "
                "risk?",
                "lq035",
            ),
            ("Quel est le problème avec les photos d'enfants africains pour parler de la faim ?", "lq036"),
            ("Que peut-on faire en ligne pour que les réfugiés puissent étudier ?", "lq040"),
            ("How can one region's good ideas end up being copied elsewhere?", "iq004"),
        }
