"""A question and an answer that a language model supposes -> the passages that are near both.

A question worded far from its passage may be nearer to it in the words of an answer, be that true or not: it is only
searched with, never shown, and never evidence (hypothetical document embeddings: Gao et al. 2022, arXiv 2212.10496).
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np

from assistant import evidence as evidences
from assistant.course import Course
from assistant.errors import ChatError
from assistant.length import topic
from assistant.ports import ChatModel, Embedder, Vectors
from assistant.prompts import Prompts
from assistant.records import Language, Term
from assistant.retrieve import Retriever

# Of the supposed answer's vector in the mean with the question's; .2 to .5 rank alike (tests/benchmarks/supposed.py).
WEIGHT = 0.35
_TOKENS = 70  # of a supposed answer
_CHARS = 600  # of a question that one is supposed for: a longer one has words enough


@dataclass(frozen=True, slots=True)
class Supposing:
    """Searches a question once more, beside an answer that the language model supposes."""

    retriever: Retriever
    prompts: Prompts

    def course(self, course: Course, chat: ChatModel, terms: Sequence[Term]) -> Course | None:
        """Return a question's course with what is found so in the place of what was; None where that is no other.

        What tells whether the corpus may answer stays that of the question alone. None as well where the conversation
        was told something before that is not wanted again, where the model supposes nothing, and where another index
        version is in force by now. Raises IndexFault.
        """
        found, question = course.found, topic(course.found.question)
        if course.told or len(question) > _CHARS:
            return None
        said = self.supposed(question, course.asked_in, chat)
        if not said:
            return None
        beside = self.retriever.embedding_with(lambda embedder: Toward(embedder, said))
        near = beside.find(question, course.asked_in, len(found.hits), only=found.only)
        if (near.version, near.built) != (found.version, found.built):
            return None
        wider = replace(found, hits=near.hits)
        chosen = evidences.choose(wider, course.most, terms)
        known = {item.quote for item in course.evidence}
        return None if all(item.quote in known for item in chosen) else replace(course, found=wider, evidence=chosen)

    def supposed(self, question: str, language: Language, chat: ChatModel) -> str:
        """Return the model's sentence, without a line that announces it; nothing where there is none."""
        messages = self.prompts.suppose(question, language)
        try:
            with closing(chat.stream(messages, _TOKENS)) as pieces:
                lines = "".join(pieces).split("\n")
        except ChatError:
            return ""
        return next((line.strip() for line in lines if line.strip() and not line.strip().endswith(":")), "")


class Toward:
    """An embedding model whose questions stand a part of the way to a text."""

    def __init__(self, embedder: Embedder, text: str) -> None:
        self.name, self._embedder, self._text = embedder.name, embedder, text

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Return the model's own vectors."""
        return self._embedder.documents(texts)

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Return weighted means of the questions' vectors and the text's, shape (len(texts), d), no longer than 1."""
        *own, text = self._embedder.questions([*texts, self._text])
        return np.asarray([(1 - WEIGHT) * one + WEIGHT * text for one in own], dtype=np.float32)
