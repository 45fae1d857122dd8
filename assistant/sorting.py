"""Where each sentence of a draft goes: into the answer, aside, or out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from assistant import words
from assistant.asked import unmet
from assistant.checks import drops_condition, numbers
from assistant.course import Course
from assistant.draft import names_excerpts
from assistant.evidence import hopeful, leans, near, places, unjoined
from assistant.headings import says_something, unannounced, unheaded
from assistant.language import detect, is_foreign
from assistant.length import QUOTES, Length
from assistant.pertinence import Pertinence, asked
from assistant.ports import ChatModel
from assistant.prompts import Prompts
from assistant.reading import copied, has_words, readable
from assistant.records import CitedSentence, Evidence, Language, Verdict
from assistant.segment import sentence_bounds
from assistant.support import Support
from assistant.vocabulary import strange

ALIKE = 0.8  # of a sentence's words, in one before it or in the question, that make it a repetition
NEW = 0.5  # of the words of what is told further, that nothing told before has
Place = Literal["own", "aside", "failed"]


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be written: the question, the language and length of its answer, the evidence it may rest on."""

    question: str
    language: Language
    length: Length
    evidence: tuple[Evidence, ...]
    near: tuple[Evidence, ...]  # what of it is near enough to the question to answer it
    hopeful: tuple[Evidence, ...]  # what of it may add to an answer, the likeliest first
    pertinence: Pertinence
    elsewhere: Callable[[], bool] = lambda: False  # where nothing answers: whether other evidence shall
    places: Mapping[str, float] = field(default_factory=dict)  # each passage's part of the best one's score, by id

    def resting_on(self, evidence: tuple[Evidence, ...], near: tuple[Evidence, ...]) -> "Task":
        """Return the same with other evidence, what of it is near being what may add to the answer."""
        return replace(self, evidence=evidence, near=near, hopeful=near)

    def likeliest(self, evidence: Sequence[Evidence]) -> list[Evidence]:
        """Return what of evidence is to be quoted where the model says yes to none of it. Raises ChatError."""
        return self.pertinence.likeliest(evidence, self.places, QUOTES[self.length])

    def place(self, verdict: Verdict, text: str, surely: Callable[[], bool] = lambda: False) -> Place:
        """Tell where a checked sentence goes; one that `surely` answers is not asked about. Raises ChatError.

        It failed where no evidence says it or it is in another language (small models copy what they cannot
        translate); it goes aside where it rests on evidence far from the question alone, or does not answer it.
        """
        if not self.may_stand(verdict, text):
            return "failed"
        if not self.is_near(verdict):
            return "aside"
        return "own" if surely() or self.pertinence.answers(text) else "aside"

    def may_stand(self, verdict: Verdict, text: str) -> bool:
        """Tell whether evidence says a sentence, in the answer's language and without the prompt's words."""
        language = self.language
        if not verdict.supported or any(copied(text, item, language) for item in verdict.evidence):
            return verdict.supported
        return self.may_be_read(text) and not names_excerpts(text, language)

    def said(self, verdict: Verdict, text: str) -> CitedSentence:
        """Return a sentence with its evidence's numbers, or that evidence's own words where it leaves out what answers.

        Small models drop the clause that was asked for, the number, or the condition on which it holds. Where the
        evidence cannot be read in the answer's language, and where one sentence was asked for, the sentence stays.
        Raises ChatError.
        """
        one = cited(text, verdict)
        if self.length == "brief" or len(verdict.evidence) != 1:
            return one
        (item,) = verdict.evidence
        whole = standing(item, self.language)
        return whole if whole and self._leaves_out(text, item) else one

    def instead(self, verdict: Verdict) -> CitedSentence | None:
        """Return the plain words of what a sentence rests on that does not answer by itself, where these surely do.

        Or where they answer and there is nothing else: drafted again, the sentence would be the same. Raises ChatError.
        """
        if self.length == "brief" or len(verdict.evidence) != 1 or not self.is_near(verdict):
            return None
        (item,) = verdict.evidence
        whole = standing(item, self.language)
        if whole is None or not is_plain(whole, self.language):
            return None
        alone = len(self.evidence) == 1 and self.pertinence.tells(item)
        return whole if alone or self.pertinence.surely(item) else None

    def _leaves_out(self, text: str, item: Evidence) -> bool:
        language = detect(self.question, self.language)
        if drops_condition(text, readable(item, self.language), self.language):
            return True
        lacking = unmet(self.question, language, [(text, text)])
        asked_for = lacking > unmet(self.question, language, [(item.quote, readable(item, language))])
        return asked_for or self.pertinence.lost(text, item)

    def may_be_read(self, text: str) -> bool:
        """Tell whether a text is in the answer's language, word by word but for what sources or question excuse."""
        return not is_foreign(text, self.language) and not strange(text, self.language, self._told())

    def _told(self) -> Iterator[tuple[str, Language]]:
        """Yield what may have a text's words, with its language: passages, their translations, the question."""
        for passage in dict.fromkeys(item.passage for item in self.evidence):
            yield passage.text, passage.language
            if passage.translation:
                yield " ".join(passage.translation.sentences), passage.translation.language
        yield self.question, detect(self.question, self.language)

    def is_near(self, verdict: Verdict) -> bool:
        """Tell whether some evidence of a verdict is near the question."""
        return any(item in self.near for item in verdict.evidence)


class Sorting:
    """Takes a draft sentence by sentence."""

    def __init__(self, task: Task, support: Support) -> None:
        self.own: list[CitedSentence] = []
        self.failed: list[Verdict] = []
        self._aside: list[CitedSentence] = []
        self._task, self._support = task, support
        self._before: Place = "own"  # where the sentence before went
        self._said = ""  # that sentence
        self._near_before = True  # whether it rests on evidence near the question

    def take(self, part: str) -> list[CitedSentence]:
        """Check the next sentence; return what may be shown now: it, with the one it points back to, or nothing.

        Raises ChatError.
        """
        part = unjoined(part) if self._before != "own" or not self.own else part
        verdict = self._support.check(part, self._task.language, strict=True)
        if verdict.supported and self._told(part, verdict):
            self._before, self._said, self._near_before = "own", part, True
            return []
        place, shown = self._sorted(part, verdict)
        if place == "failed":
            self.failed.append(verdict)
        elif place == "aside":
            self._aside.append(cited(part, verdict))
        self.own += shown
        self._before, self._said, self._near_before = place, part, self._task.is_near(verdict)
        return shown

    def _told(self, part: str, verdict: Verdict) -> bool:
        """Tell whether the answer has the own words of what a sentence rests on, or its words."""
        numbers = {item.n for item in verdict.evidence}
        own = [one for one in self.own if one.stands_in]
        return any(numbers <= {*one.citations} or says(one.text, part, self._task.language) for one in own)

    def better_than_nothing(self) -> list[CitedSentence]:
        """Return what was put aside and answers, be it from afar; all of it where no near evidence answers.

        None of it where the answer is to be looked for elsewhere. Raises ChatError.
        """
        pertinence = self._task.pertinence
        alone = [one for one in self._aside if not leans(one.text, anywhere=True)]
        answering = [one for one in alone if pertinence.answers(one.text)]
        if answering or pertinence.first(self._task.near, 1) or self._task.elsewhere():
            return answering
        return [*self._aside]

    def _sorted(self, part: str, verdict: Verdict) -> tuple[Place, list[CitedSentence]]:
        """Return where a sentence goes, and what is shown with it; what points back to one left out is no sentence."""
        if self._before != "own" and leans(part, anywhere=True) and self._task.may_stand(verdict, part):
            if self._before == "aside" and not self._task.is_near(verdict):
                return "aside", []
            both = self._with_the_failed(part) if self._before == "failed" else self._with_the_aside(part, verdict)
            return ("own" if both else "failed"), both
        place = self._task.place(verdict, part)
        # Where something was told from this evidence its own words would tell that again.
        told = any(item.n in one.citations for item in verdict.evidence for one in self.own)
        if place != "own":
            whole = None if told or place == "failed" else self._task.instead(verdict)
            new = whole and adding(whole, self.own, self._task.language)
            return ("own", [new]) if new else (place, [])
        return place, [cited(part, verdict) if told else self._task.said(verdict, part)]

    def _with_the_aside(self, part: str, verdict: Verdict) -> list[CitedSentence]:
        """Return a sentence after the one put aside that it points back to, if the two answer the question."""
        if not self._near_before or not self._task.pertinence.answers(f"{self._said} {part}"):
            return []
        return [self._aside.pop(), cited(part, verdict)]

    def _with_the_failed(self, part: str) -> list[CitedSentence]:
        """Return a sentence after the failed one that it points back to, if evidence says both together.

        "Several risks must be watched. They include misinformation and cyberattacks.": small models begin like this.
        The evidence must be what was nearest to the failed one by itself, and have its words: what says the second
        sentence alone persuades a model of whatever stands before it.
        """
        language, nearest, pair = self._task.language, self.failed[-1].evidence, f"{self._said} {part}"
        meaning = self.failed[-1].reason in ("different", "far")
        if not meaning or leans(self._said, anywhere=True) or not self._task.may_be_read(self._said):
            return []
        verdict = self._support.check(pair, language, strict=True)
        both = verdict.evidence == nearest and has_words(nearest, self._said, language)
        if not both or self._task.place(verdict, pair) != "own":
            return []
        self.failed.pop()
        return [cited(text, verdict) for text in (self._said, part)]


def assign(course: Course, prompts: Prompts, chat: ChatModel, judged: float, telling: float | None = None) -> Task:
    """Return what is to be written, once the model's yes to all excerpts (`judged`, 0..1) was enough to go on.

    `telling` is from what log-odds its yes to one sentence hardly ever errs, where that is known (`Relevance.telling`).
    """
    found = course.found
    # A question understood with the one before it may have that within it, which was answered already.
    questions = (found.question,) if course.understood else asked(found.question, found.language)
    pertinence = Pertinence(prompts, chat, questions, found.language, judged, telling)
    close = tuple(near(found, course.evidence))
    adding = close if course.length == "detail" else hopeful(found, course.evidence)
    rests_on, shares = course.evidence, places(found)
    return Task(found.question, found.language, course.length, rests_on, close, adding, pertinence, places=shares)


def cited(text: str, verdict: Verdict) -> CitedSentence:
    """Return a sentence with the numbers of the evidence that says it."""
    return CitedSentence(text, tuple(item.n for item in verdict.evidence))


def says(text: str, sentence: str, language: Language) -> bool:
    """Tell whether a text has nearly all words of a sentence (stems)."""
    mine = set(words.terms(sentence, language))
    return len(mine & set(words.terms(text, language))) >= ALIKE * len(mine)


def echoes(question: str, text: str, language: Language) -> bool:
    """Tell whether a sentence only says the question again: with a number of its own it says more."""
    return says(question, text, language) and numbers(text, language) <= numbers(question, language)


def adding(one: CitedSentence, own: Sequence[CitedSentence], language: Language) -> CitedSentence | None:
    """Return a sentence, or several, without those told already; None where little of the rest is new."""
    told = [said.text for said in own]
    parts = [one.text[start:end] for start, end in sentence_bounds(one.text, language)]
    rest = " ".join(part for part in parts if not any(says(text, part, language) for text in told))
    mine, before = set(words.terms(rest, language)), set(words.terms(" ".join(told), language))
    return replace(one, text=rest) if len(mine - before) >= NEW * max(1, len(mine)) else None


def is_plain(one: CitedSentence, language: Language) -> bool:
    """Tell whether evidence's own words are one sentence, no list, and no heading before it but of a whole sentence."""
    colons = one.text.count(":")
    headed = colons == 1 and says_something(one.text, language)
    return (not colons or headed) and len(sentence_bounds(one.text, language)) == 1


def standing(item: Evidence, language: Language) -> CitedSentence | None:
    """Return evidence's own words as a sentence of an answer, where they can be read in its language.

    They lose what only joined them to the sentence before, what only announces an item and a heading that says nothing
    more.
    """
    own = unjoined(readable(item, language))
    if ":" in own:
        quote, side = unjoined(item.quote), item.passage.language
        announced = len(sentence_bounds(quote, side)) == 1 and unannounced(quote, side) != quote
        own = unheaded(unannounced(own, language, rendered=announced and side != language), language)
    return CitedSentence(own, (item.n,), stands_in=True) if own else None
