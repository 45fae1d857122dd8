"""Hits -> the few numbered sentences an answer may rest on."""

import re
from itertools import pairwise

from assistant.records import Evidence, Found, Hit, Language, Passage
from assistant.segment import sentence_bounds

PER_PASSAGE = 2
# A sentence that opens with one of these leans on the one before it.
_LEANS = re.compile(
    r"(?:this|these|those|that|it|they|such|he|she|its|their|additionally|furthermore|moreover"
    r"|cela|ceci|ce|cet|cette|ces|il|elle|ils|elles|de plus|en outre|par conséquent|ce faisant)\b",
    re.IGNORECASE,
)


def choose(found: Found, limit: int) -> tuple[Evidence, ...]:
    """Return at most `limit` sentences, numbered from 1: each passage's best first, then its next ones by score."""
    firsts = [(hit, hit.sentences[0]) for hit in found.hits if hit.sentences]
    seconds = [(hit, pair) for hit in found.hits for pair in hit.sentences[1:PER_PASSAGE]]
    pool = sorted(firsts + seconds, key=lambda item: -_weight(item[0], item[1][1]))[:limit]
    order = {hit.passage.id: hit.rank for hit in found.hits}
    pool.sort(key=lambda item: order[item[0].passage.id])
    quotes: list[Evidence] = []
    for hit, (sentence, _) in pool:
        quote = in_context(hit.passage.text, sentence, hit)
        if not any(quote in kept.quote or kept.quote in quote for kept in quotes if kept.passage.id == hit.passage.id):
            quotes.append(Evidence(len(quotes) + 1, hit.passage, quote, told(hit.passage, quote, found.language)))
    return tuple(quotes)


def every(found: Found) -> tuple[Evidence, ...]:
    """Return each sentence of the passages found, numbered from 1, with what it leans on; verbatim."""
    quotes: dict[tuple[str, str], Passage] = {}
    for hit in found.hits:
        text, language = hit.passage.text, hit.passage.language
        for start, end in sentence_bounds(text, language):
            quotes[hit.passage.id, in_context(text, text[start:end], hit)] = hit.passage
    return tuple(
        Evidence(n, passage, quote, told(passage, quote, found.language))
        for n, ((_, quote), passage) in enumerate(quotes.items(), 1)
    )


def _weight(hit: Hit, sentence_score: float) -> float:
    return 0.5 * sentence_score + 0.5 * hit.score


def in_context(text: str, sentence: str, hit: Hit) -> str:
    """Return the sentence, with the one before it when it opens with a word that points back; verbatim."""
    if not _LEANS.match(sentence):
        return sentence
    bounds = sentence_bounds(text, hit.passage.language)
    for (start, _), (begin, end) in pairwise(bounds):
        if text[begin:end] == sentence:
            return text[start:end]
    return sentence


def told(passage: Passage, quote: str, language: Language) -> str:
    """Return the translation of the sentences that a quote is made of; nothing when there is none in the language."""
    translation = passage.translation
    if translation is None or translation.language != language:
        return ""
    start = passage.text.find(quote)
    bounds = sentence_bounds(passage.text, passage.language)
    pairs = zip(bounds, translation.sentences, strict=False)  # a sentence splitter of another version may differ
    return " ".join(text for (begin, end), text in pairs if start <= begin and end <= start + len(quote))
