"""A sentence in the other language, by the language model; nothing where what it wrote cannot be trusted.

It cannot where numbers differ, where it or one of its words is in another language, where its length is out of all
proportion, and where the model itself denies that each of the two says what the other says.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

from assistant import checks
from assistant.draft import tidy
from assistant.glossary import into
from assistant.language import detect, other
from assistant.ports import ChatModel
from assistant.prompts import YES_NO, Prompts
from assistant.records import Language, Term
from assistant.vocabulary import strange

SAME = 0.5  # probability of yes over which one sentence says what the other says
TOKENS = 4  # of a translation, at most so many for a character of the original, and never under 60
SHORTEST, LONGEST = 0.4, 2.5  # of a translation, in the original's length
_SURE = 40  # characters from which a text's language is told surely


@dataclass(frozen=True, slots=True)
class Rendering:
    """Renders sentences; with `worded`, the glossary's other forms are put into the original as its acronyms are.

    That is for what comes without a text around it: a small model takes "fracture numérique" alone for a broken bone.
    """

    chat: ChatModel
    prompts: Prompts
    terms: Sequence[Term] = ()  # the glossary's
    worded: bool = False

    def asked(self, sentence: str, language: Language) -> str:
        """Return a sentence as the model is given it to write in a language: with that language's acronyms."""
        return into(sentence, other(language), language, self.terms, worded=self.worded)

    def into(self, language: Language, sentence: str, before: Sequence[tuple[str, str]] = ()) -> str:
        """Return a sentence in a language, "" where that cannot be trusted. Raises ChatError.

        `before` are sentences of the same text, as they were `asked`, each with its translation.
        """
        messages = self.prompts.translate(self.asked(sentence, language), language, before)
        with closing(self.chat.stream(messages, max(60, TOKENS * len(sentence) // 4))) as pieces:
            said = tidy("".join(pieces).strip().split("\n")[0], language)
        own = " ".join(form for term in self.terms for form in (term.fr if language == "fr" else term.en))
        told = [(sentence, other(language)), (own, language)]
        sound = _sound(sentence, said, language) and not strange(said, language, told)
        return said if sound and self._same(sentence, said, language) else ""

    def _same(self, sentence: str, said: str, language: Language) -> bool:
        """Tell whether a sentence says what its translation into a language says, and the reverse."""
        ways = (sentence, said, language), (said, sentence, other(language))
        return all(self._judged(source, statement, side) > SAME for source, statement, side in ways)

    def _judged(self, source: str, statement: str, language: Language) -> float:
        messages = self.prompts.verify(self.asked(source, language), statement, language, taught=self.chat.taught)
        return self.chat.judge(messages, *YES_NO[language])


def _sound(sentence: str, said: str, language: Language) -> bool:
    """Tell whether a text may be a sentence in a language: as long, in that language, with its numbers."""
    if not (sentence and said) or not SHORTEST <= len(said) / len(sentence) <= LONGEST:
        return False
    if len(said) >= _SURE and detect(said) != language:
        return False
    return checks.numbers(sentence, other(language)) == checks.numbers(said, language)
