"""Where one contribution praises and another sees what stands in the way, an answer says so and cites both."""

import math
from collections.abc import Callable, Sequence

from assistant.evidence import unjoined
from assistant.prompts import Prompts
from assistant.reading import readable
from assistant.records import CitedSentence, Evidence, Language
from assistant.typography import spaced

LIMIT = 0.65  # probability of yes over which evidence says that something stands in the way, by a model not taught
ASKED = 2  # pieces of evidence that no sentence cites, at most, that are looked at
TOLD = 0.5  # the same over which a sentence told already tells of one: no second is added to it
KNOWN = 5000  # sentences whose judgement is kept

Judge = Callable[[str, str, Language], float]  # a source, a statement, their language -> probability of yes


class Nuance:
    """Knows which evidence tells of a limit; each sentence is judged once."""

    def __init__(self, prompts: Prompts, surest: float | None = None) -> None:
        """`surest` are the log-odds of a surest yes of a model that was taught to judge (`Gate.surest`)."""
        self._prompts = prompts
        self._least = LIMIT if surest is None else 1 / (1 + math.exp(-surest))
        self._known: dict[str, float] = {}

    def of(
        self,
        told: Sequence[CitedSentence],
        evidence: Sequence[Evidence],
        language: Language,
        judge: Judge,
        answers: Callable[[Evidence], bool],
    ) -> CitedSentence | None:
        """Return the first evidence not cited that answers and tells of a limit; None where a sentence told has one.

        Only evidence that can be read in the answer's language is looked at. Raises ChatError.
        """
        cited = {n for one in told for n in one.citations}
        others = [item for item in evidence if item.n not in cited and readable(item, language)]
        telling = (one for one in filter(answers, others[:ASKED]) if self._yes(one, language, judge) >= self._least)
        limit = next(telling, None)
        if limit is None or any(
            self._yes(one, language, judge) >= min(TOLD, self._least) for one in evidence if one.n in cited
        ):
            return None
        said = self._prompts.nuance(unjoined(readable(limit, language)), language)
        return CitedSentence(spaced(said, language), (limit.n,), stands_in=True)

    def _yes(self, item: Evidence, language: Language, judge: Judge) -> float:
        text = readable(item, language)
        if not text:
            return 0.0
        if text not in self._known:
            if len(self._known) >= KNOWN:
                self._known = {}  # another thread may still fill the old one
            self._known[text] = judge(text, self._prompts.limit(language), language)
        return self._known[text]
