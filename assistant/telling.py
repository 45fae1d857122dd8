"""Evidence -> what an answer tells of it: decided, written, or sought in whole passages where no sentence answers.

What answers may be spread over a passage. None of the sentences that are nearest does by itself then, and what a model
drafts from those of several passages is beside the point. Where no sentence drafted from the passage answers by itself
either, nothing is told, so that the sentences of the passage that are nearest to the question are quoted. Nor is
anything drafted where the model says no to the excerpts together and to each of them: of what was found, what is the
likeliest to answer all the same is quoted then.
"""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.course import Course
from assistant.decision import YES, Decided, Decision
from assistant.errors import ChatError, IndexFault
from assistant.evidence import likely, near
from assistant.pertinence import ANSWERS
from assistant.ports import ChatModel
from assistant.prompts import Prompts
from assistant.records import CitedSentence, Draft, Evidence
from assistant.relevance import Relevance, judgement_feature
from assistant.sorting import Task, assign
from assistant.supposed import Supposing
from assistant.writing import Writer

SURER = 1.0  # log-odds by which the model's yes to what another search finds must be surer, to take its place
Told = Course | Draft | CitedSentence | Evidence


@dataclass(frozen=True, slots=True)
class Telling:
    """Decides whether the evidence of a question answers it, and writes."""

    prompts: Prompts
    writer: Writer
    relevance: Relevance
    tokens: int  # of a draft
    supposing: Supposing

    def of(self, course: Course, chat: ChatModel) -> Iterator[Told]:
        """Yield the course with the evidence that answers, then what is written from it; nothing where none answers.

        The course comes again, before any checked sentence, where the answer is in a passage read whole instead.
        Another search is made where the model says no to what was found and the question is answered all the same.
        Raises ChatError.
        """
        decision = Decision(self.prompts, chat, self.relevance, self.writer.terms)
        decided = decision.of(course.found, course.evidence, reread=not course.more)
        if not decided.answers:
            return
        if decided.first < YES and decided.evidence == course.evidence:
            yield Draft("")  # an answer can be stopped here
            course, decided = self._surer(decision, course, decided)
        others: list[Decided] = []

        def elsewhere() -> bool:
            if decided.evidence != course.evidence:
                return True  # of a passage read whole, its own words say more than a draft that does not answer
            passage = None if course.more else decision.whole(course.found, course.evidence)
            others.extend([passage] if passage else [])
            return bool(others)

        resting = replace(course, evidence=decided.evidence)
        yield resting
        task = assign(resting, self.prompts, chat, decided.judgement, self.relevance.telling)
        whole = decided.evidence != course.evidence or course.length == "detail"  # to be told as much as can be
        drafts = True
        hopeful = likely(course.found, course.evidence)
        if not whole and self.relevance.unsure(decided.judgement):
            task, answers = yield from _narrowed(task, hopeful)
            drafts = answers or decided.judgement >= ANSWERS
        if drafts:
            yield from self.writer.sentences(replace(task, elsewhere=elsewhere), chat, self.tokens)
        elif not elsewhere():  # the model says no to all of it, and to each: what it drafted would be beside the point
            yield from task.likeliest(hopeful)
        for passage in others:
            yield replace(course, evidence=passage.evidence)
            close = tuple(near(course.found, passage.evidence))
            pertinence = task.pertinence.of_others(passage.judgement)
            anew = replace(task.resting_on(passage.evidence, close), pertinence=pertinence, elsewhere=lambda: True)
            yield from self.writer.sentences(anew, chat, self.tokens)

    def _surer(self, decision: Decision, course: Course, decided: Decided) -> tuple[Course, Decided]:
        """Return what another search finds where the model's yes to that is clearly surer, else what there was.

        What fails here changes nothing.
        """
        try:
            other = self.supposing.course(course, decision.chat, decision.terms)
            second = decided if other is None else decision.of(other.found, other.evidence, reread=False)
        except (ChatError, IndexFault):
            return course, decided
        return (other, second) if other and _odds(second) >= _odds(decided) + SURER else (course, decided)


def _odds(decided: Decided) -> float:
    return judgement_feature(decided.judgement)["judgement"]


def _narrowed(task: Task, asked: Sequence[Evidence]) -> Generator[Draft, None, tuple[Task, bool]]:
    """Return a task with what of this evidence alone answers by itself, surely if any does, and whether any does.

    Raises ChatError.

    Where excerpts answer together, but not surely, some are beside the point, and a small model writes of those too.
    """
    levels = []
    for item in asked:
        yield Draft("")  # an answer can be stopped here
        levels.append(task.pertinence.level(item.offered))
    best = max(levels, default=0)
    narrow = tuple(item for item, level in zip(asked, levels, strict=True) if level == best)
    return (task.resting_on(narrow, narrow), True) if best else (task, False)
