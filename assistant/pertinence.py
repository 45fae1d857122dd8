"""Whether one sentence answers the question by itself: what is true and cited may still be beside the point."""

from collections.abc import Sequence
from itertools import islice

from assistant.parts import parts
from assistant.ports import ChatModel
from assistant.prompts import YES_NO, Prompts
from assistant.records import Evidence, Language

ANSWERS = 0.5  # probability of yes from which a sentence answers


class Pertinence:
    """Asks the language model of one sentence what it was asked of all excerpts together; of each text once.

    `judged` is its yes to all of them (0..1): no sentence needs a surer one, for that was enough to go on.
    """

    def __init__(self, prompts: Prompts, chat: ChatModel, question: str, language: Language, judged: float) -> None:
        self._prompts, self._chat, self._language = prompts, chat, language
        self._questions = (question, *parts(question, language))
        self._least = min(ANSWERS, judged)
        self._known: dict[tuple[str, str], float] = {}

    def answers(self, text: str) -> bool:
        """Tell whether a sentence answers the question, or one of those that it is made of. Raises ChatError."""
        return any(self._judged(question, text) >= self._least for question in self._questions)

    def tells(self, item: Evidence) -> bool:
        """Tell whether a piece of evidence answers the question. Raises ChatError."""
        return self.answers(item.told or item.quote)

    def first(self, evidence: Sequence[Evidence], most: int) -> list[Evidence]:
        """Return the first pieces of evidence that answer the question, at most so many. Raises ChatError."""
        return list(islice(filter(self.tells, evidence), most))

    def _judged(self, question: str, text: str) -> float:
        said = " ".join(text.split()).replace("’", "'")  # a draft's spaces and apostrophes are not its evidence's
        if (question, said) not in self._known:
            messages = self._prompts.judge_one(question, text, self._language)
            self._known[question, said] = self._chat.judge(messages, *YES_NO[self._language])
        return self._known[question, said]
