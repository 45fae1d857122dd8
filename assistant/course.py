"""One question on its way to its answer."""

import time
from dataclasses import dataclass, field

from assistant.length import Length
from assistant.records import Evidence, Found, Language, Timings


@dataclass(frozen=True, slots=True)
class Course:
    """One question on its way: when it came, what was found, what the answer may rest on."""

    started: float
    found: Found
    evidence: tuple[Evidence, ...]
    typed: str
    length: Length = "usual"
    understood: str = ""  # the question searched, where it is not the one typed
    more: bool = False  # what was told before in the conversation is not wanted again
    first: list[float] = field(default_factory=list)  # when the first word was there
    searched: float = 0.0
    told: tuple[str, ...] = ()  # what the conversation quoted before
    asked_in: Language = field(kw_only=True)  # what the question is searched in; it may be answered in the other
    most: int = field(kw_only=True)  # sentences, at most, that evidence is chosen from

    def begun(self, *, word: bool = True) -> None:
        """Note that the first word is there, if this is one."""
        if word and not self.first:
            self.first.append(time.monotonic())

    def timings(self) -> Timings:
        """Return how long each part took, until now."""

        def since(moment: float) -> float:
            return round((moment - self.started) * 1000, 1)

        first = since(self.first[0]) if self.first else None
        return Timings(since(self.searched), first, since(time.monotonic()))
