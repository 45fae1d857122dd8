"""Whether a goal's number is given to what the passages give another goal's number to, in whatever words.

Where passages tell several goals apart ("educational access (SDG 4) and gender equality campaigns (SDG 5)"), a
sentence that says "equal rights for women are SDG 4" shares its number with them, and a small language model takes any
number for any other. `goals.misplaced` knows it by shared words; here it is known by meaning.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.checks import denies
from assistant.goals import GOALS, NAMES, beside, mentioned, numbered, unnumbered
from assistant.ports import Vectors
from assistant.records import Language, Passage

# Of cosine with the packaged encoders: by how much another goal's must be nearer, by its words and by its name, and how
# near both must be on average, for "online tools serve SDG 13" is about no goal; tests/evaluation/check.md has figures
CLEARLY, NEAR = 0.05, 0.45
_SAID, _TOLD = 5, 4  # words, at most, that count of what stands beside a goal in a sentence, and in a passage
# What tells that a number is no goal's ("2 °C", target "3.9"), or that more goals than those found are meant ("4/5")
_OTHERWISE = re.compile(r"[\d%°]|\b(?:goals?|mill[eé]n|objectifs?|odd|sdgs?|targets?|cibles?)", re.IGNORECASE)
Embed = Callable[[list[str], list[Language]], Vectors]


@dataclass(frozen=True, slots=True)
class _Told:
    goal: int
    words: str
    language: Language


def belongs_elsewhere(sentence: str, language: Language, passages: Sequence[Passage], embed: Embed) -> bool:
    """Tell whether what a sentence says of a goal is told of another goal in the passages.

    That is where it is near, and clearly nearer, by the cosine of neutral vectors (`embed`: texts and their languages
    to an array of texts by dimensions), to what stands beside another goal's number there than to all that stands
    beside its own, and to that goal's name, in either language, than to its own one's. What is said of a goal is what
    stands beside it or, where a sentence names no other, all of it, unless what stands beside it is clearly nearer to
    its own. Nothing is told of a sentence that denies, nor of a goal of which a passage tells otherwise than beside its
    number.
    """
    named = numbered(sentence)
    if not named or denies(sentence, language):
        return False
    told = [one for passage in passages for one in _told(passage)]
    own = [_Told(goal, _last(words, _SAID), language) for goal, words in beside(sentence)]
    if len(named) > 1:
        return any(_nearer(one, told, embed) >= CLEARLY for one in own)
    whole = _Told(min(named), unnumbered(sentence), language)
    return (
        not _OTHERWISE.search(whole.words)
        and _nearer(whole, told, embed) >= CLEARLY
        and all(_nearer(one, told, embed, least=-1.0) > -CLEARLY for one in own)
    )


def _last(words: str, most: int) -> str:
    """Return the last words of what stands beside a goal; those before them may be shared by a list's other items."""
    return " ".join(unnumbered(words).split()[-most:])


def _nearer(said: _Told, told: Sequence[_Told], embed: Embed, least: float = NEAR) -> float:
    """Return by how much what is said of a goal is nearer to another one that the passages tell of; -1 where none is.

    Those count to which it has at least this cosine (`least`).
    """
    goals = {one.goal for one in told}
    if not said.words or said.goal not in goals or len(goals) == 1:
        return -1.0
    names = [_Told(one, names[one - 1], side) for one in sorted(goals) for side, names in NAMES.items()]
    every = (said, *told, *names)
    vectors = embed([one.words for one in every], [one.language for one in every])
    cosines = (vectors[1:] @ vectors[0]).tolist()
    near = _nearest(told, cosines[: len(told)]), _nearest(names, cosines[len(told) :])
    others = [other for other in goals - {said.goal} if sum(one[other] for one in near) / len(near) >= least]
    return max((min(one[other] - one[said.goal] for one in near) for other in others), default=-1.0)


def _nearest(told: Sequence[_Told], cosines: Sequence[float]) -> dict[int, float]:
    """Return the cosine of what is nearest of each goal."""
    nearest: dict[int, float] = {}
    for one, cosine in zip(told, cosines, strict=True):
        nearest[one.goal] = max(cosine, nearest.get(one.goal, cosine))
    return nearest


def _told(passage: Passage) -> list[_Told]:
    sides = [(passage.text, passage.language)]
    if passage.translation:
        sides.append((" ".join(passage.translation.sentences), passage.translation.language))
    told = [_Told(goal, _last(words, _TOLD), side) for text, side in sides for goal, words in beside(text)]
    mentions = Counter(goal for text, _ in sides for goal in mentioned(text))
    bound = Counter(one.goal for one in told)
    return [one for one in told if one.words and one.goal in GOALS and mentions[one.goal] <= bound[one.goal]]
