"""Language means taken out of vectors: what two languages say alike becomes alike."""

import json
from dataclasses import replace
from itertools import repeat

import numpy as np
import pytest

from assistant import reference
from assistant.index import Index
from assistant.language import LANGUAGES
from assistant.neutral import ENOUGH, LanguageMap, fit_means, unit
from assistant.ports import Embedder, Vectors
from assistant.records import Language

SIZE = 16
FR: Language = "fr"
EN: Language = "en"
RNG = np.random.default_rng(0)
MEANINGS: Vectors = unit(RNG.normal(size=(60, SIZE)).astype(np.float32))
MARK: dict[Language, Vectors] = {
    "fr": np.eye(SIZE, dtype=np.float32)[0] * 3,
    "en": np.eye(SIZE, dtype=np.float32)[1] * 3,
}


def said(language: Language, which: slice) -> Vectors:
    """What a multilingual encoder gives: the meaning, and much of the language."""
    return unit(MEANINGS[which] + MARK[language])


REFERENCE: dict[Language, Vectors] = {"fr": said("fr", slice(40, 60)), "en": said("en", slice(40, 60))}


def neutral(own: dict[Language, Vectors]) -> LanguageMap:
    means = fit_means(own, REFERENCE)
    return LanguageMap(means, {language: REFERENCE[language].mean(axis=0) for language in REFERENCE})


def nearest_share(documents: Vectors, questions: Vectors) -> float:
    """The share of questions whose nearest document is the one that says the same."""
    found = (questions @ documents.T).argmax(axis=1)
    return float((found == np.arange(len(questions))).mean())


class TestUnit:
    def test_rows_get_length_one(self) -> None:
        assert np.allclose(np.linalg.norm(unit(RNG.normal(size=(5, 3)).astype(np.float32)), axis=1), 1)

    def test_a_row_of_zeros_stays(self) -> None:
        assert not unit(np.zeros((1, 3), dtype=np.float32)).any()

    def test_the_type_stays_single_precision(self) -> None:
        assert unit(np.ones((2, 3), dtype=np.float32)).dtype == np.float32


class TestMeans:
    OWN: dict[Language, Vectors] = {"fr": said("fr", slice(0, 20)), "en": said("en", slice(20, 40))}  # noqa: RUF012

    def test_the_same_meaning_in_two_languages_becomes_near(self) -> None:
        without = neutral(self.OWN)
        french, english = said("fr", slice(0, 20)), said("en", slice(0, 20))
        before = float((french * english).sum(axis=1).mean())
        after = without.document_vectors(french, ["fr"] * 20) * without.document_vectors(english, ["en"] * 20)
        assert before < 0.3
        assert float(after.sum(axis=1).mean()) > 0.8

    def test_a_question_finds_its_answer_in_the_other_language(self) -> None:
        without = neutral(self.OWN)
        texts = np.concatenate([said("fr", slice(0, 20)), said("en", slice(20, 40))])
        asked = np.concatenate([said("en", slice(0, 20)), said("fr", slice(20, 40))])
        languages: list[Language] = [*repeat(FR, 20), *repeat(EN, 20)]
        documents = without.document_vectors(texts, languages)
        other: list[Language] = [*repeat(EN, 20), *repeat(FR, 20)]
        questions = np.stack([without.question_vector(*pair) for pair in zip(asked, other, strict=True)])
        assert nearest_share(texts, asked) < 0.3
        assert nearest_share(documents, questions) > 0.8

    def test_vectors_come_out_at_length_one(self) -> None:
        without = neutral(self.OWN)
        assert np.allclose(np.linalg.norm(without.document_vectors(self.OWN["fr"], ["fr"] * 20), axis=1), 1, atol=1e-5)
        assert np.isclose(np.linalg.norm(without.question_vector(self.OWN["fr"][0], "fr")), 1, atol=1e-5)

    def test_a_language_with_many_sentences_uses_its_own_mean(self) -> None:
        many = np.repeat(self.OWN["fr"], 100, axis=0)
        means = fit_means({"fr": many, "en": self.OWN["en"]}, REFERENCE)
        assert np.allclose(means["fr"], many.mean(axis=0), atol=0.02)

    def test_a_language_the_corpus_lacks_borrows(self) -> None:
        without = neutral({"fr": np.concatenate([self.OWN["fr"]] * 2), "en": np.zeros((0, SIZE), dtype=np.float32)})
        documents = without.document_vectors(said("fr", slice(0, 20)), ["fr"] * 20)
        asked = [without.question_vector(vector, "en") for vector in said("en", slice(0, 20))]
        assert nearest_share(documents, np.stack(asked)) > 0.8
        absent = fit_means({"fr": self.OWN["fr"]}, REFERENCE)
        assert np.allclose(
            absent["en"] - absent["fr"],
            REFERENCE["en"].mean(axis=0) - REFERENCE["fr"].mean(axis=0),
            atol=0.2,
        )

    @pytest.mark.parametrize("number", [1, 2, 3])
    def test_a_corpus_of_a_few_sentences_keeps_what_they_say(self, number: int) -> None:
        texts = said("fr", slice(0, number))
        without = neutral({"fr": texts, "en": texts[:0]})
        documents = without.document_vectors(texts, ["fr"] * number)
        assert np.allclose(np.linalg.norm(documents, axis=1), 1, atol=1e-5)
        asked = np.stack([without.question_vector(vector, "en") for vector in said("en", slice(0, number))])
        assert (np.diag(asked @ documents.T) > 0.6).all()
        unrelated = without.question_vector(said("en", slice(30, 31))[0], "en")
        assert ((documents @ unrelated) < np.diag(asked @ documents.T)).all()

    def test_a_corpus_of_enough_sentences_borrows_nothing_of_the_reference_itself(self) -> None:
        own: dict[Language, Vectors] = {
            "fr": np.concatenate([self.OWN["fr"], self.OWN["fr"]])[:ENOUGH],
            "en": self.OWN["en"][:0],
        }
        moved: dict[Language, Vectors] = {language: vectors + 0.5 for language, vectors in REFERENCE.items()}
        means = fit_means(own, REFERENCE)
        assert np.allclose(fit_means(own, moved)["fr"], means["fr"], atol=1e-5)


def test_means_survive_the_manifest() -> None:
    without = neutral(TestMeans.OWN)
    lists = json.loads(json.dumps(without.as_lists()))
    back = replace(
        without,
        documents={language: np.array(mean, dtype=np.float32) for language, mean in lists["documents"].items()},
    )
    vectors = TestMeans.OWN["fr"]
    assert np.array_equal(without.document_vectors(vectors, ["fr"] * 20), back.document_vectors(vectors, ["fr"] * 20))


class TestKeywords:
    MAP = LanguageMap(
        {"fr": np.zeros(SIZE, dtype=np.float32)},
        {"fr": MARK["fr"]},
        {"fr": MARK["fr"] + np.eye(SIZE, dtype=np.float32)[2] * 2},
    )

    def test_keywords_lose_what_it_is_to_be_keywords_and_questions_what_it_is_to_be_questions(self) -> None:
        for means, keywords in ((self.MAP.questions, False), (self.MAP.keywords, True)):
            vector = means["fr"] + MEANINGS[0]
            assert self.MAP.is_keywords(vector, "fr") is keywords
            assert np.allclose(self.MAP.question_vector(vector, "fr"), MEANINGS[0], atol=1e-5)

    def test_a_map_without_a_mean_for_keywords_takes_all_for_questions(self) -> None:
        plain = replace(self.MAP, keywords={})
        vector = self.MAP.keywords["fr"] + MEANINGS[0]
        assert not plain.is_keywords(vector, "fr")
        assert np.allclose(plain.question_vector(vector, "fr"), unit((vector - MARK["fr"])[None])[0], atol=1e-5)

    @pytest.mark.parametrize(
        ("text", "language", "keywords"),
        [
            ("Quels outils numériques aident les agriculteurs ?", "fr", False),
            ("outils numériques pour l'agriculture", "fr", True),
            ("Can an embassy work online?", "en", False),
            ("digital tools for farming", "en", True),  # "night trains in Europe" is nearer to questions, by .008
        ],
    )
    def test_the_packaged_encoder_tells_such_texts_apart(
        self, real_index: Index, default_embedder: Embedder, text: str, language: Language, keywords: bool
    ) -> None:
        with real_index.snapshot() as snapshot:
            assert snapshot.map.is_keywords(default_embedder.questions([text])[0], language) is keywords

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_packaged_encoder_tells_most_of_the_reference_apart(
        self, default_embedder: Embedder, language: Language
    ) -> None:
        def told(mine: Vectors, others: Vectors) -> float:
            """Return the share that is nearer to the mean of the rest of its kind than to that of the other."""
            rest = (mine.sum(axis=0) - mine) / (len(mine) - 1)
            apart = np.linalg.norm(mine - others.mean(axis=0), axis=1)
            return float(np.mean(np.linalg.norm(mine - rest, axis=1) < apart))

        questions = default_embedder.questions(reference.questions(language))
        keywords = default_embedder.questions(reference.keywords(language))
        assert told(questions, keywords) > 0.82
        assert told(keywords, questions) > 0.94

    def test_the_reference_has_each_line_in_both_languages(self) -> None:
        for texts in (reference.questions, reference.keywords, reference.statements):
            french, english = map(texts, LANGUAGES)
            assert len(french) == len(english) > ENOUGH
            assert all(french)
            assert all(english)
            assert french != english
            assert len(set(french)) == len(french)
