"""Hits -> the few numbered sentences an answer may rest on."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.glossary import into
from assistant.records import Evidence, Found, Hit, Language, Passage, Term
from assistant.segment import sentence_bounds

PER_PASSAGE = 2
LISTED = 300  # characters of a list, with what announces it, that are quoted in one
WHOLE = 1000  # characters of a passage that are read as a whole
NEAR = 0.7  # of the best passage's score; of the passages that answer, one in twenty scores less
LIKELY = 0.75  # of the best passage's score; where no answer is sure, what scores less hardly ever answers by itself
HOPEFUL = 0.55  # of the best sentence's score; where one is sure, what scores less hardly ever adds to it
# A sentence that opens with one of these, be it after a word that only adds it, leans on the one before it.
_BACK = "this|these|those|that|it|they|such|he|she|its|their|cela|ceci|ce|cet|cette|ces|il|elle|ils|elles"
_LEANS = re.compile(
    rf"(?:{_BACK}|par conséquent|ce faisant"
    r"|(?:additionally|furthermore|moreover|in addition|de plus|en outre|par ailleurs)\b\s*,?\s*"
    rf"(?:{_BACK}|his|her|both|the (?:latter|former)"
    r"|celles?-ci|celui-ci|ceux-ci|on (?:y|en)|son|sa|ses|leurs?))\b",
    re.IGNORECASE,
)
# The same behind what only says where, or by way of what: "For example, it can ...", "En juin, on y mesure ...". What
# stands for nothing does not lean: "in many cases, it takes years", "en Afrique, il faut".
_LEANS_LATER = re.compile(
    r"(?:in|on|at|by|for|with|within|through|across|during|under|regarding|concerning|among|likewise|similarly"
    r"|en|dans|pour|par|avec|sur|à|aux?|chez|lors|pendant|concernant|parmi)\b(?! (?:que|qu['’]|order))[^,.;:]{0,45},\s"
    r"(?:they|elles?|ils|on (?:y|en)|cela|ceux-ci|celles?-ci|celui-ci|this|these"
    r"|it (?!(?:is|was|takes?|took|seems?|appears?|becomes?|became|(?:can|could|may|might) be|ha[sd] been)\b)"
    r"|il (?!(?:est|était|y a|faut|fallait|existe|semble|suffit|convient|importe|s['’]agit|reste)\b))",
    re.IGNORECASE,
)
# What only joins a sentence to the one before it, or numbers it: without it the sentence says the same.
_JOINS = re.compile(
    r"\(?\d{1,2}[.)]\s+"
    r"|(?:additionally|furthermore|moreover|in addition|however|also|likewise|thus|for example"
    r"|for instance|therefore|hence|consequently|first of all|then|finally|lastly"
    r"|first(?:ly)?|second(?:ly)?|third(?:ly)?|fourth(?:ly)?|fifth(?:ly)?"
    r"|on the one hand|on the other hand"
    r"|de plus|en outre|par ailleurs|cependant|toutefois|néanmoins|également|de même|ainsi|par exemple"
    r"|(?:tout )?d['’]abord|premièrement|deuxièmement|troisièmement|quatrièmement|cinquièmement|ensuite|puis|enfin"
    r"|d['’]une part|d['’]autre part|en revanche|donc|dès lors|par conséquent)\b\s*,\s*",
    re.IGNORECASE,
)
# The same behind its verb: "It is therefore essential", "Il faut donc apprendre".
_SO = r"(?:therefore|hence|consequently|donc|dès lors|par conséquent)"
_CONCLUDES = re.compile(
    r"((?:(?!(?:and|but|or|who|which|that|if|when|because|as|where|what|et|mais|ou|où|qui|que|si|quand|parce)\b"
    r"|(?:lors|puis)?qu['’])[\w'’-]+ ){0,4}?(?:[cns]['’]|(?:it|there)['’](?=s))?"
    r"(?:s|is|are|was|were|must|should|can|may|will|est|sont|était|doit|devons|doivent|peut|peuvent|faut|convient|agit))"
    rf"(?: {_SO} |, {_SO}, )",
    re.IGNORECASE,
)
_MARK = re.compile(r"^[-*•–—]\s+(?=\S)")  # of a list's item, no part of what it says
_ITEM = re.compile(r"[-*•–—]\s|\(?\d{1,2}[.)]\s")
# Words that point back wherever they stand: "helps against these risks".
_POINTS = re.compile(r"\b(?:ces|cette|cet|celle-ci|celui-ci|ceux-ci|these|those|such)\b", re.IGNORECASE)


def choose(found: Found, limit: int, terms: Sequence[Term] = ()) -> tuple[Evidence, ...]:
    """Return at most `limit` sentences, numbered from 1: each passage's best first, then its next ones by score.

    `terms` are the glossary's, for what can only be read in another language than the question's.
    """
    firsts = [(hit, hit.sentences[0]) for hit in found.hits if hit.sentences]
    seconds = [(hit, pair) for hit in found.hits for pair in hit.sentences[1:PER_PASSAGE]]
    pool = sorted(firsts + seconds, key=lambda item: -_weight(item[0], item[1][1]))[:limit]
    order = {hit.passage.id: hit.rank for hit in found.hits}
    pool.sort(key=lambda item: order[item[0].passage.id])
    return _pieces(found, [(hit, sentence) for hit, (sentence, _) in pool], terms)


def untold(found: Found, quotes: Sequence[str], limit: int) -> Found:
    """Return what was found without the sentences of these quotes: at most `limit` passages that have others.

    What is nothing without one of them goes too: it would tell that again.
    """
    hits = []
    for hit in found.hits:
        text = hit.passage.text
        every = [_MARK.sub("", text[start:end]) for start, end in sentence_bounds(text, hit.passage.language)]
        said = [sentence for sentence in every if any(sentence in quote for quote in quotes)]
        left = tuple(pair for pair in hit.sentences if not any(one in in_context(text, pair[0], hit) for one in said))
        if left or not said:
            hits.append(replace(hit, sentence=left[0][0], sentences=left) if said else hit)
    return replace(found, hits=tuple(hits[:limit]))


def every(found: Found, terms: Sequence[Term] = ()) -> tuple[Evidence, ...]:
    """Return each sentence of the passages found, numbered from 1, with what it leans on; verbatim.

    Each comes with the same `around` it, for what is said in two sentences.
    """
    quotes: dict[tuple[str, str], Passage] = {}
    for hit in found.hits:
        text, language = hit.passage.text, hit.passage.language
        for start, end in sentence_bounds(text, language):
            quotes[hit.passage.id, in_context(text, text[start:end], hit)] = hit.passage
    pieces = []
    for n, ((_, quote), passage) in enumerate(quotes.items(), 1):
        piece, beside = _piece(n, passage, quote, found.language, terms), _with_neighbours(passage, quote)
        around = None if beside == quote else _piece(n, passage, beside, found.language, terms)
        pieces.append(replace(piece, around=around))
    return tuple(pieces)


def whole(found: Found, hit: Hit, terms: Sequence[Term] = ()) -> tuple[Evidence, ...]:
    """Return a passage's sentences, numbered from 1, with what they lean on; of a long one those around its best."""
    return _pieces(found, [(hit, hit.passage.text[start:end]) for start, end in _read(hit)], terms)


def stretch(found: Found, hit: Hit, terms: Sequence[Term] = ()) -> Evidence:
    """Return the same as one piece of evidence."""
    bounds = _read(hit)
    quote = _unmarked(hit.passage.text, hit.passage.text[bounds[0][0] : bounds[-1][1]])
    return _piece(1, hit.passage, quote, found.language, terms)


def _read(hit: Hit) -> list[tuple[int, int]]:
    """Return where the sentences of a passage are; of a long one, of those around its best."""
    text, language = hit.passage.text, hit.passage.language
    bounds = sentence_bounds(text, language)
    at = next((n for n, (start, end) in enumerate(bounds) if text[start:end] == hit.sentence), 0)
    read, wider = (at, at), [(at, at)]
    while wider:
        read = min(wider, key=lambda one: bounds[one[1]][1] - bounds[one[0]][0])
        around = (read[0], read[1] + 1), (read[0] - 1, read[1])
        wider = [(a, z) for a, z in around if a >= 0 and z < len(bounds) and bounds[z][1] - bounds[a][0] <= WHOLE]
    return list(bounds[read[0] : read[1] + 1])


def near(found: Found, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the evidence of passages that score nearly as well as the best one does."""
    return _from(NEAR, found, evidence)


def likely(found: Found, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return the evidence whose passages score so well that it is worth asking whether it answers by itself."""
    return tuple(_from(LIKELY, found, evidence))


def hopeful(found: Found, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return the near evidence that may add to an answer, each by its best sentence's score.

    What scores far less than the best sentence does is not worth asking about.
    """
    sentences = {hit.passage.id: hit.sentences for hit in found.hits}

    def score(item: Evidence) -> float:
        own = (score for text, score in sentences.get(item.passage.id, ()) if text in item.quote)
        return max(own, default=0.0)

    known = {item.n: score(item) for item in evidence}
    least = HOPEFUL * max(known.values(), default=0.0)
    left = [item for item in near(found, evidence) if known[item.n] >= least]
    return tuple(sorted(left, key=lambda item: -known[item.n]))


def places(found: Found) -> dict[str, float]:
    """Return each passage's part of the best one's score, 0..1, by id."""
    best = max((hit.score for hit in found.hits), default=0.0)
    return {hit.passage.id: max(0.0, hit.score) / best for hit in found.hits} if best > 0 else {}


def _from(share: float, found: Found, evidence: Sequence[Evidence]) -> list[Evidence]:
    scores = {hit.passage.id: hit.score for hit in found.hits}
    least = share * max(scores.values(), default=0.0)
    return [item for item in evidence if scores.get(item.passage.id, least) >= least]


def best(found: Found, evidence: Sequence[Evidence], most: int) -> list[Evidence]:
    """Return the near evidence whose passages rank first, each one's nearest sentences first, in order of numbers."""
    order = [(hit.passage.id, text) for hit in found.hits for text, _ in hit.sentences]

    def place(item: Evidence) -> int:
        own = (n for n, (passage, text) in enumerate(order) if passage == item.passage.id and text in item.quote)
        return next(own, len(order))

    return sorted(sorted(near(found, evidence), key=place)[:most], key=lambda item: item.n)


def _piece(n: int, passage: Passage, quote: str, language: Language, terms: Sequence[Term]) -> Evidence:
    said = told(passage, quote, language)
    glossed = "" if said else into(quote, passage.language, language, terms)
    return Evidence(n, passage, quote, said, "" if glossed == quote else glossed)


def _pieces(found: Found, sentences: Sequence[tuple[Hit, str]], terms: Sequence[Term]) -> tuple[Evidence, ...]:
    """Return sentences of hits with what they lean on, each once, numbered from 1."""
    quotes: list[tuple[Passage, str]] = []
    for hit, sentence in sentences:
        passage, quote = hit.passage, in_context(hit.passage.text, sentence, hit)
        if not any(passage.id == other.id and quote in kept for other, kept in quotes):
            quotes = [(other, kept) for other, kept in quotes if passage.id != other.id or kept not in quote]
            quotes.append((passage, quote))
    return tuple(_piece(n, passage, quote, found.language, terms) for n, (passage, quote) in enumerate(quotes, 1))


def _weight(hit: Hit, sentence_score: float) -> float:
    return 0.5 * sentence_score + 0.5 * hit.score


def in_context(text: str, sentence: str, hit: Hit) -> str:
    """Return the sentence with what it is nothing without, verbatim, and without the mark of a list before it.

    That is the one before it when it opens with a word that points back, and when it ends with a colon the one after it
    or, of a list, as many as are LISTED long.
    """
    said, after = _MARK.sub("", sentence), sentence.endswith(":")
    before = leans(said) or _LEANS_LATER.match(said) is not None
    if not before and not after:
        return _unmarked(text, sentence)
    bounds = sentence_bounds(text, hit.passage.language)
    place = next((place for place, (start, end) in enumerate(bounds) if text[start:end] == sentence), None)
    if place is None:
        return _unmarked(text, sentence)
    first, last = max(0, place - before), min(len(bounds) - 1, place + after)
    while after and last + 1 < len(bounds) and bounds[last + 1][1] - bounds[place][0] <= LISTED:
        if not all(_ITEM.match(text, bounds[one][0]) for one in (last, last + 1)):
            break
        last += 1
    return _unmarked(text, text[bounds[first][0] : bounds[last][1]])


def _with_neighbours(passage: Passage, quote: str) -> str:
    """Return a quote with the sentence before it and the one after it, without the mark of a list before them."""
    bounds, start = sentence_bounds(passage.text, passage.language), passage.text.find(quote)
    within = [place for place, (first, last) in enumerate(bounds) if first < start + len(quote) and last > start]
    first, last = max(0, within[0] - 1), min(len(bounds) - 1, within[-1] + 1)
    return _unmarked(passage.text, passage.text[bounds[first][0] : bounds[last][1]])


def _unmarked(text: str, quote: str) -> str:
    """Return a quote without the mark of a list before it, unless a text has that elsewhere before."""
    rest = _MARK.sub("", quote)
    return rest if text.find(rest) == text.find(quote) + len(quote) - len(rest) else quote


def leans(sentence: str, *, anywhere: bool = False) -> bool:
    """Tell whether a sentence opens with a word that points back to the one before it, or has one `anywhere`."""
    return _LEANS.match(sentence) is not None or (anywhere and _POINTS.search(sentence) is not None)


def unjoined(sentence: str) -> str:
    """Return a sentence without its number or what joins it to the one before it, first or behind its verb."""
    while joins := _JOINS.match(sentence):
        sentence = sentence[joins.end() :]
    if concludes := _CONCLUDES.match(sentence):
        sentence = f"{concludes.group(1)} {sentence[concludes.end() :]}"
    return sentence[:1].upper() + sentence[1:]


def told(passage: Passage, quote: str, language: Language) -> str:
    """Return the translation of the sentences that a quote is made of; nothing when there is none in the language."""
    translation = passage.translation
    if translation is None or translation.language != language:
        return ""
    start = passage.text.find(quote)
    if start < 0:
        return ""
    stop = start + len(quote)
    bounds = sentence_bounds(passage.text, passage.language)
    pairs = zip(bounds, translation.sentences, strict=False)  # a sentence splitter of another version may differ
    return _MARK.sub("", " ".join(text for (_, end), text in pairs if start < end <= stop))
