"""Why a passage came where it did: the parts of its score, for a person and for a program."""

from typing import Any

from assistant import words
from assistant.language import GRAMMAR
from assistant.records import Found, Hit, Language, Passage
from assistant.retrieve import LEXICAL_WEIGHT

__all__ = ["LEXICAL_WEIGHT", "explained", "found_score", "shared_words"]


def found_score(hit: Hit) -> float:
    """Return the score that a hit had before a cross-encoder said anything."""
    said = 0.5 * hit.cosine + 0.5 * hit.chunk_cosine + LEXICAL_WEIGHT * hit.lexical
    weight = hit.likeness_weight
    return said if hit.likeness is None else (said + weight * hit.likeness) / (1 + weight)


def shared_words(question: str, language: Language, passage: Passage) -> list[str]:
    """Return the question's words that a passage has too, in the question's language or written alike in both."""
    told = passage.text if passage.language == language else ""
    if not told and passage.translation:
        told = " ".join(passage.translation.sentences)
    stems = set(words.terms(told, language))
    asked = [word for word in dict.fromkeys(words.split(question)) if word.lower() not in GRAMMAR[language]]
    return [word for word in asked if stems & set(words.terms(word, language))]


def explained(found: Found, hit: Hit) -> dict[str, Any]:
    """Return the parts of a hit's score: half each cosine, and `lexical_weight` of shared words.

    Where editors expect questions of passages, `likeness_weight` of `likeness` as well, all over 1 + `likeness_weight`;
    both are null where they do not. `expected_question` is the likest one of this passage; null where it has none, or
    few that are not like what is asked: then its likeness is what the other passages have on average over the two
    cosines. `reranked` is what the cross-encoder says, null without one; where there is one, it is the score.
    """
    return {
        "sentence_cosine": hit.cosine,
        "passage_cosine": hit.chunk_cosine,
        "reranked": hit.reranked,
        "lexical": hit.lexical,
        "lexical_weight": LEXICAL_WEIGHT,
        "shared_words": shared_words(found.question, found.language, hit.passage),
        "likeness": hit.likeness,
        "likeness_weight": None if hit.likeness is None else hit.likeness_weight,
        "expected_question": hit.expected or None,
        "by_translation": hit.translated,
        "searched_as": found.focus,
    }
