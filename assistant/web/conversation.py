"""What one visitor has asked and been told: the server's only memory of them, gone when the tab closes."""

from dataclasses import dataclass, field
from typing import Literal
from uuid import uuid4

from assistant.feedback import Why
from assistant.records import EVERYTHING, Answer, Draft, Event, Language, Only, Sources, Text, Turn

KEPT = 40  # exchanges; older ones leave the page
Stage = Literal["waiting", "searching", "writing", "done"]


def new_key() -> str:
    """Return a name that nobody can guess."""
    return uuid4().hex


@dataclass(slots=True)
class Exchange:
    """One question and what has come back so far."""

    number: int  # from 1; makes this exchange's element ids its own
    question: str
    stage: Stage = "waiting"
    sources: Sources | None = None
    streamed: str = ""
    draft: str = ""  # the sentence being written, not yet checked
    answer: Answer | None = None
    trouble: str = ""  # the code of an error that ended it
    stopped: bool = False
    key: str = field(default_factory=new_key)  # of its own wherever it is kept
    thumb: Literal["", "up", "down"] = ""  # what the visitor thought of it, why, and in their words
    reason: Why = ""
    comment: str = ""
    only: Only = EVERYTHING  # what it is sought among

    def take(self, event: Event) -> None:
        """Take in what the assistant sent."""
        self.draft = ""
        match event:
            case Draft():
                self.draft = event.text
            case Sources():
                self.sources, self.stage = event, "writing"
            case Text():
                self.streamed += event.piece
            case Answer():
                self.answer, self.stage = event, "done"

    @property
    def language(self) -> Language | None:
        """The language the question is answered in, once it is known."""
        return self.answer.language if self.answer else self.sources.found.language if self.sources else None

    @property
    def understood(self) -> str:
        """The question searched, where it is not the one typed."""
        said = self.answer or self.sources
        return said.understood if said else ""

    @property
    def turn(self) -> Turn | None:
        """What the next message may refer back to; nothing where nothing was searched."""
        if self.answer is not None and self.answer.status != "replied":
            quotes = tuple(citation.quote for citation in self.answer.citations)
            return Turn(self.understood or self.question, self.answer.language, quotes)
        if self.sources is None:
            return None
        shown = tuple(item.quote for item in self.sources.evidence if f"[{item.n}]" in self.streamed)
        return Turn(self.understood or self.question, self.sources.found.language, shown)

    @property
    def text(self) -> str:
        """The answer's text as far as it is known."""
        return self.answer.text if self.answer else self.streamed


@dataclass(slots=True)
class Conversation:
    """A visitor's exchanges, in order, and the language their page speaks."""

    language: Language = "en"
    exchanges: list[Exchange] = field(default_factory=list)
    key: str = ""  # what the browser keeps it under, once there is something to keep

    @property
    def current(self) -> Exchange | None:
        """The newest exchange."""
        return self.exchanges[-1] if self.exchanges else None

    @property
    def busy(self) -> bool:
        """Whether an answer is still on its way."""
        return self.current is not None and self.current.stage != "done"

    @property
    def history(self) -> tuple[Turn, ...]:
        """The questions that were searched, in order."""
        return tuple(turn for exchange in self.exchanges if (turn := exchange.turn))

    def begin(self, question: str, only: Only = EVERYTHING) -> Exchange:
        """Add an exchange; the oldest of many goes."""
        self.key = self.key or new_key()
        number = self.current.number + 1 if self.current else 1
        self.exchanges.append(Exchange(number, question, only=only))
        del self.exchanges[:-KEPT]
        return self.exchanges[-1]

    def clear(self) -> None:
        """Begin anew."""
        self.exchanges.clear()
        self.key = ""
