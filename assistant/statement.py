"""Whether the corpus says a statement: in the sentence nearest to it or, after a no to that, in a passage as a whole.

What others say in one sentence a passage may say in several, and the sentence nearest in meaning need not be of the
passage that ranks first.
"""

from collections.abc import Sequence

from assistant.evidence import stretch
from assistant.records import Found, Language, Term, Verdict
from assistant.support import Support

READ = 2  # passages, at most, that are read whole
SURELY = 6.0  # log-odds of the yes to one: less sure, a model also says yes to what mixes up the parts of a whole
_OPEN = ("different", "far", "name")  # why a statement was not found to be said, where another passage may say it yet


def said_by(support: Support, found: Found, statement: str, language: Language, terms: Sequence[Term] = ()) -> Verdict:
    """Tell whether what was found, each sentence of which is the evidence of `support`, says a statement.

    Before it is no, a model that was taught to judge reads the passages that rank first as a whole; of one that says it
    no more is cited than needed. Raises ChatError.
    """
    verdict = support.check(statement, language)
    for hit in found.hits[: READ if verdict.reason in _OPEN else 0]:
        whole = support.says(stretch(found, hit, terms), statement, language, SURELY)
        if whole is not None:
            near = [one for one, _ in support.nearest(statement, language) if one.passage.id == hit.passage.id]
            parts = [part for one in near[:1] for part in (one, one.around) if part is not None]
            shorter = (support.says(part, statement, language) for part in parts)
            return next(filter(None, shorter), whole)
    return verdict
