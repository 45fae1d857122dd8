"""What one visitor has asked and been told: the page's only memory, gone when the tab closes."""

from dataclasses import dataclass, field
from typing import Literal

from assistant.records import Answer, Draft, Event, Language, Sources, Text, Turn

KEPT = 40  # exchanges; older ones leave the page
Stage = Literal["waiting", "searching", "writing", "done"]


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
            return Turn(self.understood or self.question, self.answer.language)
        return Turn(self.understood or self.question, self.sources.found.language) if self.sources else None

    @property
    def text(self) -> str:
        """The answer's text as far as it is known."""
        return self.answer.text if self.answer else self.streamed


@dataclass(slots=True)
class Conversation:
    """A visitor's exchanges, in order, and the language their page speaks."""

    language: Language = "en"
    exchanges: list[Exchange] = field(default_factory=list)

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

    def begin(self, question: str) -> Exchange:
        """Add an exchange; the oldest of many goes."""
        number = self.current.number + 1 if self.current else 1
        self.exchanges.append(Exchange(number, question))
        del self.exchanges[:-KEPT]
        return self.exchanges[-1]
