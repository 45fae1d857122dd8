"""The chat page: draws the events of an assistant in a browser, and holds no pipeline of its own."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from assistant.errors import AssistantError
from assistant.records import Edition, Event, Language, Mode, Turn, Verified
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

    def starters(self, language: Language) -> tuple[str, ...]:
        """Return questions that the corpus answers, to begin with."""

    def ask(
        self,
        question: str,
        *,
        language: Language | None = None,
        mode: Mode | None = None,
        history: Sequence[Turn] = (),
    ) -> Iterator[Event]:
        """Yield the passages found, the answer's drafts and pieces, then the answer. Raises AssistantError."""

    def verify(self, statement: str, language: Language | None = None) -> Verified:
        """Tell whether the corpus says a statement, and where. Raises AssistantError."""


def edition_of(assistant: Assistant) -> Edition:
    """Return the index version in force, an empty one where none can be used."""
    try:
        return assistant.edition
    except AssistantError:
        return Edition()


def create_app(assistant: Assistant, settings: Settings) -> "FastAPI":
    """Return the web application: the page, its safety headers and `/healthz`."""
    from assistant.web import app  # noqa: PLC0415  # loads gradio: seconds that other commands need not wait

    return app.create_app(assistant, settings)


def serve(assistant: Assistant, settings: Settings, *, open_browser: bool, announce: Callable[[str], None]) -> None:
    """Serve the page until Ctrl-C; `announce` gets its address once it listens. Raises ServeError."""
    from assistant.web import app  # noqa: PLC0415  # loads gradio: seconds that other commands need not wait

    app.serve(assistant, settings, open_browser=open_browser, announce=announce)


def check_port(settings: Settings) -> None:
    """Say at once, before any model loads, when the page's port is taken. Raises ServeError."""
    from assistant.web import app  # noqa: PLC0415  # loads uvicorn

    app.listen(settings.host, settings.port).close()
