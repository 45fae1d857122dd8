"""Fixtures and helpers for tests in a real Chromium: a served page, a visitor's tab, and what a visitor does.

Without Chromium these tests skip and say so; under CI (the variable CI is set) they fail instead.
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Locator, Page, Response, expect, sync_playwright

from assistant.settings import Settings, load_settings
from assistant.web import Assistant, Opinions
from assistant.web.app import Server, address_of, create_app, listen
from tests.page_fake import NOW, FakeAssistant

HERE = Path(__file__).parent
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 20_000  # milliseconds for anything to appear


@dataclass
class Site:
    """A page being served."""

    url: str
    stop: Callable[[], None]


@dataclass
class Visit:
    """A visitor's tab, and everything it did that a test may have to look at."""

    page: Page
    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)  # console errors and uncaught exceptions
    before: str = ""  # id of the newest question when the last one was sent

    def watch(self) -> None:
        """Note from now on what the tab does."""

        def reply(response: Response) -> None:
            if response.status >= 400:
                self.complaints.append(f"{response.status} {response.url}")

        def told(message: ConsoleMessage) -> None:
            if message.type == "error":
                self.complaints.append(message.text)

        def asked(dialog: Dialog) -> None:
            self.dialogs.append(dialog.message)
            dialog.dismiss()

        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("response", reply)
        self.page.on("console", told)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", asked)

    def leave(self) -> None:
        """Close the tab, before its server goes: an open one asks it again and again which index is in force."""
        self.page.context.close()

    def ask(self, question: str) -> None:
        """Type a question and press Enter."""
        self.before = self._newest()
        self.page.locator("#box textarea").fill(question)
        self.page.keyboard.press("Enter")

    def answered(self) -> Locator:
        """Wait for the end of the answer to the question just asked; return it."""
        self.page.wait_for_function(
            "before => (document.querySelector('#asked .asked')?.id ?? '') !== before", arg=self.before
        )
        self.page.locator('#said .said[aria-busy="false"]').wait_for(timeout=PATIENCE)
        return self.page.locator("#said .said")

    def _newest(self) -> str:
        newest = self.page.locator("#asked .asked")
        return (newest.get_attribute("id") or "") if newest.count() else ""

    def follow(self, n: int) -> Locator:
        """Click a number of the newest answer; return the passage it leads to, open."""
        self.page.locator("#said .cite", has_text=f"[{n}]").first.click()
        card = self.page.locator("#found .card[open][data-here]")
        card.wait_for(timeout=PATIENCE)
        return card


OpenPage = Callable[..., Visit]


@contextmanager
def served(
    assistant: Assistant, settings: Settings | None = None, port: int = 0, opinions: Opinions | None = None
) -> Iterator[Site]:
    """Serve the page on this machine, on a free port unless one is given, in a thread."""
    with listen("127.0.0.1", port) as listener:
        ready = threading.Event()
        server = Server(lambda: create_app(assistant, settings or load_settings(HERE), opinions), ready.set)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        assert ready.wait(60), "the page did not start"

        def stop() -> None:
            server.should_exit = True
            thread.join(15)

        yield Site(address_of(listener), stop)
        stop()


def found_on_path(names: Sequence[str]) -> str | None:
    """Return where the first of some programs is, that is there."""
    return next((found for name in names if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = found_on_path(CHROMIUM)
    if path is None:
        reason = "no Chromium on this machine: install the package chromium to run the page's tests"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def _fake() -> FakeAssistant:
    return FakeAssistant(pause=0.005)


@pytest.fixture(scope="session")
def fake_site(_fake: FakeAssistant) -> Iterator[Site]:
    with served(_fake) as site:
        yield site


@pytest.fixture
def fake(_fake: FakeAssistant) -> Iterator[FakeAssistant]:
    """The assistant behind `fake_site`, as new."""
    _fake.gate.set()
    _fake.edition = NOW
    _fake.closed.clear()
    _fake.asked.clear()
    _fake.histories.clear()
    _fake.sought.clear()
    yield _fake
    _fake.gate.set()


def without_goodbyes(complaints: Sequence[str]) -> list[str]:
    """Leave out what Gradio says when a page is left while a stream of it is open: it closes it, calling that wrong."""
    kept: list[str] = []
    closing = False
    for one in complaints:
        closed = one.startswith("AbortError: ") and ".close (" in one  # the stream's body or its request, by its moment
        if not closed and not (closing and one.startswith("Unexpected error Connection errored out.")):
            kept.append(one)
        closing = closed
    return kept


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """Open a site as a visitor: `open_page(url, locale=..., width=..., height=..., dark=..., calm=...)`.

    After the test, no tab may have asked anything of another host, shown a dialog, or complained in its console.
    """
    visits: list[tuple[Visit, str]] = []
    expect.set_options(timeout=PATIENCE)  # Playwright's own five seconds are short on a busy machine

    def visit(
        url: str, locale: str = "fr-FR", width: int = 1200, height: int = 850, *, dark: bool = False, calm: bool = False
    ) -> Visit:
        context = chromium.new_context(
            locale=locale,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce" if calm else "no-preference",
        )
        made = Visit(context.new_page())
        made.page.set_default_timeout(PATIENCE)
        made.watch()
        visits.append((made, url))
        made.page.goto(url)
        made.page.locator("#masthead h1").wait_for()
        return made

    yield visit
    for made, url in visits:
        made.page.context.close()
        host = urlsplit(url).netloc
        strays = [one for one in made.requests if not one.startswith("data:") and urlsplit(one).netloc != host]
        assert strays == [], "a request left this machine"
        assert made.dialogs == [], "something on the page ran"
        assert without_goodbyes(made.complaints) == [], "the page complained in its console"
