"""Whether one sentence answers the question by itself: what is true and cited may still be beside the point."""

from collections.abc import Mapping, Sequence
from itertools import islice

from assistant.followup import reference
from assistant.language import detect
from assistant.ports import ChatModel
from assistant.prompts import YES_NO, Prompts
from assistant.records import Evidence, Language
from assistant.relevance import judgement_feature
from assistant.subquestions import subquestions

ANSWERS = 0.5  # probability of yes from which a sentence answers
RANKED = 10.0  # log-odds that being of the best passage, instead of one with no score at all, adds to a no
LIKELIEST = 2.0  # log-odds by which evidence may be less likely to answer than the likeliest, to be quoted as well


def asked(question: str, language: Language) -> tuple[str, ...]:
    """Return a question and those that it is made of, where they can be understood without the others.

    `language` is what it is in where nothing in it tells.
    """
    language = detect(question, language)
    return question, *(one for one in subquestions(question, language) if reference(one, language) is None)


class Pertinence:
    """Asks the language model of one sentence what it was asked of all excerpts together; of each text once a question.

    A sentence answers where it answers any of `questions`. `judged` is the model's yes to all excerpts (0..1): no
    sentence needs a surer one, for that was enough to go on. `telling` is how sure a yes must be to be one that hardly
    ever errs (log-odds); None of a model whose yes to one sentence is not known so well.
    """

    def __init__(
        self,
        prompts: Prompts,
        chat: ChatModel,
        questions: Sequence[str],
        language: Language,
        judged: float,
        telling: float | None = None,
    ) -> None:
        self._prompts, self._chat, self._questions, self._language = prompts, chat, questions, language
        self._least = min(ANSWERS, judged)
        self._telling = telling
        self._known: dict[tuple[str, str], float] = {}

    def of_others(self, judged: float) -> "Pertinence":
        """Return the same for other excerpts, the model's yes to which is given; what was asked is still known."""
        other = Pertinence(self._prompts, self._chat, self._questions, self._language, judged, self._telling)
        other._known = self._known
        return other

    def answers(self, text: str) -> bool:
        """Tell whether a sentence answers. Raises ChatError."""
        return any(self._judged(question, text) >= self._least for question in self._questions)

    def tells(self, item: Evidence) -> bool:
        """Tell whether a piece of evidence answers. Raises ChatError."""
        return self.answers(item.offered)

    def surely(self, item: Evidence) -> bool:
        """Tell whether a piece of evidence answers without a doubt. Raises ChatError."""
        return self._sure(item.offered)

    def level(self, text: str) -> int:
        """Return 0 where a text does not answer, 1 where it does, 2 where it surely does. Raises ChatError."""
        return (self._yes(text) >= ANSWERS) + self._sure(text)

    def better(self, item: Evidence, texts: Sequence[str]) -> bool:
        """Tell whether evidence answers, and more surely than each of these texts, where that is known of a yes.

        Raises ChatError.
        """
        known = self._telling is not None
        return known and self.tells(item) and self._yes(item.offered) > max(map(self._yes, texts), default=0.0)

    def lost(self, text: str, item: Evidence) -> bool:
        """Tell whether a sentence does not surely answer although what it was made from does, or does not at all.

        Of several questions it may have lost the answer to one. Nothing is asked where it is not known how sure a yes
        must be. Raises ChatError.
        """
        if self._telling is None:
            return False
        if self._sure(text):
            left = [question for question in self._questions if self._judged(question, text) < ANSWERS]
            return any(self._surely(question, item.offered) for question in left)
        return self._sure(item.offered) or (self.tells(item) and not self.answers(text))

    def first(self, evidence: Sequence[Evidence], most: int) -> list[Evidence]:
        """Return the first pieces of evidence that answer, at most so many. Raises ChatError."""
        return list(islice(filter(self.tells, evidence), most))

    def likeliest(self, evidence: Sequence[Evidence], places: Mapping[str, float], most: int) -> list[Evidence]:
        """Return, of evidence that does not answer for the model, what most likely does all the same, in its order.

        A no is less often wrong of what is said in a passage that ranks far behind; `places` gives each passage's part
        of the best one's score. At most so many pieces. Raises ChatError.
        """

        def odds(item: Evidence) -> float:
            yes = judgement_feature(self._yes(item.offered))["judgement"]
            return yes + RANKED * places.get(item.passage.id, 0.0)

        known = {item.n: odds(item) for item in evidence}
        least = max(known.values(), default=0.0) - LIKELIEST
        best = [n for n in sorted(known, key=lambda n: -known[n]) if known[n] >= least][:most]
        return [item for item in evidence if item.n in best]

    def _sure(self, text: str) -> bool:
        return any(self._surely(question, text) for question in self._questions)

    def _surely(self, question: str, text: str) -> bool:
        least = self._telling
        return least is not None and judgement_feature(self._judged(question, text))["judgement"] >= least

    def _yes(self, text: str) -> float:
        """Return the model's surest yes for one of the questions."""
        return max(self._judged(question, text) for question in self._questions)

    def _judged(self, question: str, text: str) -> float:
        said = " ".join(text.split()).replace("’", "'")  # a draft's spaces and apostrophes are not its evidence's
        if (question, said) not in self._known:
            messages = self._prompts.judge_one(question, text, self._language)
            self._known[question, said] = self._chat.judge(messages, *YES_NO[self._language])
        return self._known[question, said]
