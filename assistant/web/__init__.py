"""The chat page: draws the events of an assistant in a browser, and holds no pipeline of its own."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from assistant.administer import Administration
from assistant.errors import AssistantError
from assistant.feedback import Opinion
from assistant.library import Library
from assistant.records import EVERYTHING, Edition, Event, Found, Language, Mode, Only, Turn, Verified
from assistant.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI


class Assistant(Protocol):
    """What the page asks of the assistant behind it."""

    @property
    def edition(self) -> Edition:
        """The index version answered from; it may change while the page is open. Raises IndexFault."""

    @property
    def written(self) -> bool:
        """Whether a language model writes the answers."""

    @property
    def library(self) -> Library:
        """The corpus, to be read."""

    def search(self, question: str, k: int | None = None, only: Only = EVERYTHING) -> Found:
        """Return the passages nearest to a question, of those named. Raises AssistantError."""

    def starters(self, language: Language) -> tuple[str, ...]:
        """Return questions that the corpus answers, to begin with."""

    def ask(
        self,
        question: str,
        *,
        language: Language | None = None,
        mode: Mode | None = None,
        history: Sequence[Turn] = (),
        only: Only = EVERYTHING,
    ) -> Iterator[Event]:
        """Yield the passages found, the answer's drafts and pieces, then the answer. Raises AssistantError."""

    def verify(self, statement: str, language: Language | None = None) -> Verified:
        """Tell whether the corpus says a statement, and where. Raises AssistantError."""


class Opinions(Protocol):
    """Where the page puts what visitors think of answers."""

    def keep(self, opinion: Opinion) -> None:
        """Store an opinion in place of an earlier one of the same answer. Raises FeedbackError."""

    def withdraw(self, key: str) -> None:
        """Forget the opinion on an answer. Raises FeedbackError."""


def edition_of(assistant: Assistant) -> Edition:
    """Return the index version in force, an empty one where none can be used."""
    try:
        return assistant.edition
    except AssistantError:
        return Edition()


def create_app(
    assistant: Assistant,
    settings: Settings,
    opinions: Opinions | None = None,
    administration: Administration | None = None,
) -> "FastAPI":
    """Return the web application: the page, its safety headers and `/healthz`."""
    from assistant.web import app  # noqa: PLC0415  # loads gradio: seconds that other commands need not wait

    return app.create_app(assistant, settings, opinions, administration)


def serve(
    assistant: Assistant,
    settings: Settings,
    *,
    open_browser: bool,
    announce: Callable[[str], None],
    opinions: Opinions | None = None,
    administration: Administration | None = None,
) -> None:
    """Serve the page until Ctrl-C; `announce` gets its address once it listens. Raises ServeError."""
    from assistant.web import app  # noqa: PLC0415  # loads gradio: seconds that other commands need not wait

    make = partial(app.create_app, assistant, settings, opinions, administration)
    app.serve(make, settings, open_browser=open_browser, announce=announce)


def check_port(settings: Settings) -> None:
    """Say at once, before any model loads, when the page's port is taken. Raises ServeError."""
    from assistant.web import app  # noqa: PLC0415  # loads uvicorn

    app.listen(settings.host, settings.port).close()
