"""What is exported: a conversation, the language it is presented in, when and from which page."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from assistant.records import Answer, Language, Passage

Outcome = Literal["answered", "stopped", "broken"]


@dataclass(frozen=True, slots=True)
class Said:
    """A question as it was typed, and its answer; without one, `outcome` tells whether it was stopped or broke off."""

    question: str
    answer: Answer | None
    outcome: Outcome = "answered"


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation as it is exported: labels, dates and bibliography follow its language."""

    title: str
    language: Language
    said: tuple[Said, ...]
    exported: str  # ISO time
    address: str = ""  # of the page it was held on, such as https://assistant.example.org; empty: none is known

    def link(self, passage: Passage) -> str:
        """Return a passage's permanent address, nothing where the page's is not known."""
        return f"{self.address.rstrip('/')}/passage/{quote(passage.id, safe='')}" if self.address else ""
