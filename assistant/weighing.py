"""What is seen of a sentence beside some evidence without a language model: features to weigh, and what bars it."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant import checks, goals, quantities, reading, roles
from assistant.belonging import Embed, belongs_elsewhere
from assistant.glossary import exchanged
from assistant.records import Evidence, Language, Term

_LONGER, _MORE = 1.5, 12  # a sentence of more words than so many times its evidence's, and so many, says more than it


@dataclass(frozen=True, slots=True)
class Weighed:
    """What was seen of a sentence beside some evidence."""

    evidence: tuple[Evidence, ...]
    features: dict[str, float]
    numbers: tuple[str, ...]  # that the evidence lacks
    names: tuple[str, ...]  # the same
    terms: tuple[str, ...]  # of the glossary, that the evidence has another in the place of
    turned: bool  # who does and who undergoes change places
    misplaced: bool  # a goal's number stands beside what has another one there
    longer: bool  # the sentence is so much longer than the evidence that it must say more

    @property
    def barred(self) -> bool:
        """Whether no judgement can let it through."""
        return bool(self.numbers or self.terms) or self.turned or self.misplaced or self.longer


def weigh(
    sentence: str,
    language: Language,
    group: tuple[Evidence, ...],
    cosine: float,
    terms: Sequence[Term],
    embed: Embed,
) -> Weighed:
    """Return what is seen of a sentence beside evidence to which it is so near (cosine)."""
    numbers = lacking(sentence, language, group)
    names = checks.missing_names(sentence, language, [reading.everything(item) for item in group], terms)
    told = [text for item in group for text, side in reading.sides(item) if side == language]
    own = len(reading.LETTERS.findall(sentence))
    length = sum(max(len(reading.LETTERS.findall(text)) for text, _ in reading.sides(item)) for item in group)
    denial = bool(told) and checks.denies(sentence, language) != checks.denies(" ".join(told), language)
    features = {
        "cosine": cosine,
        "number": float(bool(numbers)),
        "name": float(bool(names)),
        "denial": float(denial),
        "french": float(language == "fr"),  # a model's yes does not mean as much in each language
        "part": min(_LONGER, own / max(1, length)),  # what says a part of its evidence is less near to it
    }
    longer = own > _LONGER * length + _MORE
    turned = any(roles.turned(sentence, text, language) for text in told)
    passages = [item.passage for item in group]
    counted = goals.in_digits(sentence)
    misplaced = goals.misplaced(counted, language, passages) or belongs_elsewhere(counted, language, passages, embed)
    swapped = swapped_terms(sentence, language, group, terms)
    return Weighed(group, features, tuple(sorted(numbers)), names, swapped, turned, misplaced, longer)


def lacking(sentence: str, language: Language, group: Sequence[Evidence]) -> frozenset[str]:
    """Return the numbers in a sentence that evidence neither has nor bears out."""
    sources = [one for item in group for one in reading.sentences(item)]
    return frozenset(quantities.lacking(sentence, language, reading.numbers(group), sources))


def swapped_terms(
    sentence: str, language: Language, group: Sequence[Evidence], terms: Sequence[Term]
) -> tuple[str, ...]:
    """Return the glossary's terms in the sentence in whose place the evidence has another."""
    return exchanged(sentence, language, [side for item in group for side in reading.sides(item)], terms)
