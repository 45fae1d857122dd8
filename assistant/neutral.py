"""Takes out of vectors what a multilingual encoder keeps of the language itself.

A French question is near French text whatever it says. Subtracting each language's mean vector leaves the meaning
(language-mean centring; Yang et al. 2021, arXiv 2109.04727). Questions have a mean of their own, taken from reference
questions about everything: the mean of statements would leave in every question what it is to be a question, and the
few passages near that would be found for all of them (hubness). Words to look for ("digital tools for farming") lie
elsewhere than whole questions and have a mean of their own; a question is either, by which mean is nearer to it. For
documents, a language that the corpus lacks, or has little of, borrows from a reference text in both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from assistant.ports import Vectors
from assistant.records import Language

ENOUGH = 24  # sentences after which a language's own mean weighs as much as the borrowed one


@dataclass(frozen=True, slots=True)
class LanguageMap:
    """The mean vectors to subtract, each of shape (d,), for texts to be found, for questions, and for mere keywords."""

    documents: Mapping[Language, Vectors]
    questions: Mapping[Language, Vectors]
    keywords: Mapping[Language, Vectors] = field(default_factory=dict)  # none: those of questions

    def as_lists(self) -> dict[str, dict[Language, list[float]]]:
        """Return the means as plain lists, for the manifest."""
        sides = {"documents": self.documents, "questions": self.questions, "keywords": self.keywords}
        return {side: {language: mean.tolist() for language, mean in means.items()} for side, means in sides.items()}

    def document_vectors(self, vectors: Vectors, languages: Sequence[Language]) -> Vectors:
        """Return shape (n, d): unit vectors without their language."""
        return unit(vectors - np.stack([self.documents[language] for language in languages]))

    def question_vector(self, vector: Vectors, language: Language) -> Vectors:
        """Return shape (d,): a question's, or keywords', unit vector without its language."""
        means = self.keywords if self.is_keywords(vector, language) else self.questions
        return np.asarray(unit((vector - means[language])[None, :])[0])

    def is_keywords(self, vector: Vectors, language: Language) -> bool:
        """Tell whether a vector, (d,), of a question as it was embedded lies nearer to keywords than to questions."""
        keywords, questions = self.keywords.get(language), self.questions[language]
        return keywords is not None and bool(np.linalg.norm(vector - keywords) < np.linalg.norm(vector - questions))


def unit(vectors: Vectors) -> Vectors:
    """Return the rows of shape (n, d) at length 1; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)


def fit_means(own: Mapping[Language, Vectors], reference: Mapping[Language, Vectors]) -> dict[Language, Vectors]:
    """Return each language's mean vector.

    `own` are the corpus's vectors by language, (n, d), possibly none; `reference` are those of a text in every
    language, (m, d). A language with n sentences of its own takes n / (n + ENOUGH) of their mean; the rest is the
    whole corpus's mean, moved by the reference text's difference between the languages. A corpus of fewer than ENOUGH
    sentences borrows that mean too, in part: its own would leave nothing of the only sentence of a corpus.
    """
    every = np.concatenate([vectors for vectors in own.values() if len(vectors)])
    share = {language: len(own.get(language, ())) / len(every) for language in reference}
    middle = sum(
        (share[language] * reference[language].mean(axis=0) for language in reference),
        np.zeros(every.shape[1]),
    )
    trust = min(1.0, len(every) / ENOUGH)
    centre = trust * every.mean(axis=0) + (1 - trust) * middle
    means: dict[Language, Vectors] = {}
    for language, texts in reference.items():
        borrowed = centre + texts.mean(axis=0) - middle
        mine = own.get(language)
        weight = len(mine) / (len(mine) + ENOUGH) if mine is not None and len(mine) else 0.0
        mean = borrowed if mine is None or not weight else weight * mine.mean(axis=0) + (1 - weight) * borrowed
        means[language] = np.asarray(mean, dtype=np.float32)
    return means
