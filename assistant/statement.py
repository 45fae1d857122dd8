"""Whether the corpus says a statement: in the sentence nearest to it or, after a no to that, in a passage as a whole.

What others say in one sentence a passage may say in several, and the sentence nearest in meaning need not be of the
passage that ranks first.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from assistant.evidence import leans, stretch
from assistant.orders import dictates
from assistant.records import Evidence, Found, Language, Term, Verdict
from assistant.segment import sentence_bounds
from assistant.support import Support

READ = 3  # passages, at most, that are read whole
_QUOTED = re.compile(r"\s*[«“\"]\s*([^«»“”\"]*?)\s*[»”\"][\s.]*")  # a statement as a whole
PARTS = 8  # of a statement, at most, that are sought by themselves; what comes after belongs to the last
# Why a statement was not found to be said, where a passage may say it yet: one that lacks the number is not asked about
_OPEN = ("different", "far", "name", "number", "otherwise")


def parts(statement: str, language: Language) -> tuple[str, ...]:
    """Return the sentences of a statement, each with those after it that point back to it.

    Each must be said, be it by another passage: of several at once a model says yes to what only one of them says, and
    obeys one that orders it to.
    """
    if quoted := _QUOTED.fullmatch(statement):
        statement = quoted[1]
    sentences = [statement[start:end] for start, end in sentence_bounds(statement, language)]
    while len(sentences) > 1 and sentences[-1].endswith("?"):
        sentences.pop()  # "Is that so?": what is asked at the end is not stated
    found: list[str] = []
    for sentence in sentences:
        before = found[-1] if found else ""
        bare = not all(any(mark.isalnum() for mark in one) for one in (sentence, before))
        goes_on = bare or before.endswith("?") or leans(sentence, anywhere=True)
        ordered = dictates(sentence) or dictates(before)
        if found and ((goes_on and not ordered) or len(found) == PARTS):
            found[-1] = f"{found[-1]} {sentence}"
        else:
            found.append(sentence)
    return tuple(found) or (statement,)


def together(verdicts: Sequence[Verdict]) -> Verdict:
    """Return the verdict on a whole statement: no where one part is not said, with what tells of that."""
    last = verdicts[-1]
    if len(verdicts) == 1 or not last.supported:
        return last
    evidence = {(one.passage.id, one.quote): one for verdict in verdicts for one in verdict.evidence}
    exact = all(verdict.reason == "verbatim" for verdict in verdicts)
    confidence = min(verdict.confidence for verdict in verdicts)
    return Verdict(True, confidence, tuple(evidence.values()), "verbatim" if exact else "substance")


def said_by(support: Support, found: Found, statement: str, language: Language, terms: Sequence[Term] = ()) -> Verdict:
    """Tell whether what was found, each sentence of which is the evidence of `support`, says a statement.

    Before it is no, a model that was taught to judge reads the sentence that is nearest in meaning, wherever its
    passage ranks and whatever words it shares, and the passages that rank first as a whole; its yes to one must be
    surer (`Gate.whole`): it also says yes to what mixes up the parts of a whole. Of one that says the statement, no
    more is cited than needed. Before it is yes, it must say yes as well when it reads closely who does what
    (`Gate.close`): without that it says yes to the reverse too, which shares every word. Where that leaves a no, what
    was read before a no says the statement if the model says yes to it at all, and surely so when it reads closely;
    that is cited as it was read. Raises ChatError.
    """
    verdict = sought(support, found, statement, language, terms)
    verdict = settled(support, verdict, closely(support, statement, language, verdict))
    least = support.bound("confirmed")
    return upheld(support, verdict, read_closely(support, found, verdict, (statement, language), terms, least))


def upheld(support: Support, verdict: Verdict, told: tuple[float, Verdict] | None) -> Verdict:
    """Return a verdict, or what `read_closely` tells in its place where that is sure enough (`Gate.confirmed`)."""
    least = support.bound("confirmed")
    return told[1] if told is not None and least is not None and told[0] >= least else verdict


def read_closely(
    support: Support,
    found: Found,
    verdict: Verdict,
    stated: tuple[str, Language],
    terms: Sequence[Term] = (),
    enough: float | None = None,
) -> tuple[float, Verdict] | None:
    """Return the surest yes (log-odds) of the model that reads closely to what is read after a no, and its verdict.

    It is asked of what the model says yes to at all, until one is sure `enough`. None where there is no such thing, no
    model reads so, or no bound is known (`Gate.confirmed`). Raises ChatError.
    """
    best: tuple[float, Verdict] | None = None
    unread = _unread(support, found, verdict, stated, terms) if support.bound("confirmed") is not None else ()
    for said in filter(None, (support.says(piece, *stated) for piece in unread)):
        close = support.closely(*stated, said.evidence)
        if close is not None and (best is None or close > best[0]):
            best = close, said
        if best and enough is not None and best[0] >= enough:
            break
    return best


def settled(support: Support, verdict: Verdict, close: float | None) -> Verdict:
    """Return what was sought, denied where its yes, read closely, is not sure enough."""
    least = support.bound("close")
    if close is None or least is None or close >= least:
        return verdict
    return replace(verdict, supported=False, confidence=0.0, reason="otherwise")


def closely(support: Support, statement: str, language: Language, verdict: Verdict) -> float | None:
    """Return the log-odds of yes to a statement beside what was found to say it, read closely. Raises ChatError.

    None where no model says in other words that it is said, or none reads so.
    """
    said = verdict.supported and verdict.reason == "substance" and support.bound("close") is not None
    return support.closely(statement, language, verdict.evidence) if said else None


def sought(support: Support, found: Found, statement: str, language: Language, terms: Sequence[Term] = ()) -> Verdict:
    """Return what is found to say a statement, before that is read closely."""
    verdict, whole_from = support.check(statement, language), support.bound("whole")
    for piece in _unread(support, found, verdict, (statement, language), terms):
        odds = support.odds((piece,), statement, language)
        sure = odds is not None and whole_from is not None and odds >= whole_from
        whole = support.says(piece, statement, language) if sure else None
        if whole is not None:
            near = [one for one, _ in support.nearest(statement, language) if one.passage.id == piece.passage.id]
            pieces = [part for one in near[:1] for part in (one, one.around) if part is not None]
            shorter = (support.says(part, statement, language) for part in pieces)
            return next(filter(None, shorter), whole)
    return verdict


def surest(
    support: Support, found: Found, statement: str, language: Language, terms: Sequence[Term] = ()
) -> float | None:
    """Return the log-odds of the surest yes to what is read before a no, None where nothing is. Raises ChatError."""
    pieces = _unread(support, found, support.check(statement, language), (statement, language), terms)
    told = [support.odds((piece,), statement, language) for piece in pieces]
    return max((odds for odds in told if odds is not None), default=None)


def _unread(
    support: Support, found: Found, verdict: Verdict, stated: tuple[str, Language], terms: Sequence[Term]
) -> Iterator[Evidence]:
    """Yield what is read after this verdict: what is nearest in meaning alone, in its context, and whole passages."""
    if verdict.supported or verdict.reason not in _OPEN or support.bound("whole") is None:
        return
    near = [one.around or one for one, _ in support.nearest(*stated, 1) if one not in verdict.evidence]
    read = {one.quote for one in verdict.evidence}
    for piece in chain(near, (stretch(found, hit, terms) for hit in found.hits[:READ])):
        if piece.quote not in read:
            read.add(piece.quote)
            yield piece
