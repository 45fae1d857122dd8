"""Take the pictures of the README, from the real program: `make setup` first.

    python -m tests.screens.take [FOLDER]

With `--states`, take instead every state of the chat page, with made answers: both languages, light and dark, desk and
phone, to be looked at one by one.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from assistant.records import Edition, Language
from assistant.settings import load_settings
from assistant.web.texts import TEXTS
from assistant.wire import make_assistant
from tests.browser import CHROMIUM, FLAGS, Site, Visit, found_on_path, served
from tests.page_fake import NOW, FakeAssistant

HERE = Path(__file__).parent
PATIENT = 60_000  # milliseconds
LOCALES = {"fr": "fr-FR", "en": "en-GB"}
DESK, PHONE = (1200, 850), (390, 780)


def opened(browser: Browser, url: str, language: str, size: tuple[int, int], *, dark: bool, path: str = "") -> Page:
    """Open a page as a visitor."""
    context = browser.new_context(
        locale=LOCALES[language],
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(PATIENT)
    page.goto(url + path)
    page.locator("h1:visible").first.wait_for()
    page.wait_for_timeout(500)
    return page


def taken(page: Page, file: Path) -> None:
    """Take what is in view, and close the page."""
    page.mouse.move(5, 5)
    page.wait_for_timeout(800)
    page.screenshot(path=file)
    page.context.close()


def readme(browser: Browser, site: Site, folder: Path) -> None:
    """Take the README's pictures."""
    page = opened(browser, site.url, "fr", DESK, dark=False)
    visit = Visit(page)
    visit.ask("Comment la fracture numérique freine-t-elle les ODD ?")
    page.locator('#said .said[aria-busy="false"] .cite').first.wait_for()
    page.locator("#said .cite").first.click()
    taken(page, folder / "answer.png")
    page = opened(browser, site.url, "en", PHONE, dark=True)
    visit = Visit(page)
    visit.ask("How can digital tools help farmers?")
    page.locator('#said .said[aria-busy="false"] .cite').first.wait_for()
    taken(page, folder / "phone.png")
    page = opened(browser, site.url, "en", DESK, dark=False, path="/#check")
    page.locator("#statement textarea").fill(
        "La fracture numérique rend plus difficile la participation des communautés marginalisées."
    )
    page.locator("#check").click()
    page.locator("#verdict blockquote, #verdict p").first.wait_for()
    taken(page, folder / "check.png")
    taken(opened(browser, site.url, "fr", DESK, dark=True, path="/goals/16"), folder / "goal.png")


def empty(_visit: Visit) -> None:
    """Nothing has been asked yet."""


def asked(question: str) -> Callable[[Visit], None]:
    """Return what asks a question and waits for its answer."""

    def ask(visit: Visit) -> None:
        visit.ask(question)
        visit.answered()

    return ask


def narrowed(visit: Visit) -> None:
    """A part of the documents is chosen, and has no answer."""
    visit.page.locator("#narrow summary").click()
    visit.page.locator("#narrow select[name=goal]").select_option("17")
    asked("recipe tarte")(visit)


def opened_passage(visit: Visit) -> None:
    """A number was followed to its passage."""
    asked("What risks?")(visit)
    visit.follow(2)


def followed(visit: Visit) -> None:
    """A message that refers back was understood."""
    asked("Quels risques la fracture numérique fait-elle peser ?")(visit)
    asked("Et pour les femmes ?")(visit)


def checked(visit: Visit) -> None:
    """A statement was checked."""
    visit.page.locator("#nav a[href='#check']").click()
    visit.page.locator("#statement textarea").fill("La fracture numérique limite la diplomatie.")
    visit.page.locator("#check").click()
    visit.page.locator("#verdict .said").wait_for()


def thumbed(visit: Visit) -> None:
    """Kept conversations are listed."""
    asked("What risks?")(visit)
    visit.page.locator("#keeping summary").click()
    visit.page.locator("#keeping li").first.scroll_into_view_if_needed()


def searching(visit: Visit) -> None:
    """The passages are there, and no word yet."""
    FAKE.gate.clear()
    visit.ask("What risks?")
    visit.page.locator("#found .card").first.wait_for()


def stopped(visit: Visit) -> None:
    """An answer was stopped on its way."""
    searching(visit)
    box = visit.page.get_by_role("button", name=TEXTS[_language(visit)].stop, exact=True).bounding_box()
    assert box
    visit.page.mouse.click(box["x"] + 9, box["y"] + 9)  # as a person does: Playwright's own click scrolls the page
    visit.page.locator("#said .note").wait_for()


def updated(visit: Visit) -> None:
    """The content was updated while the page was open."""
    asked("What risks?")(visit)
    FAKE.edition = Edition("v0002", "2026-11-25T10:00:00+00:00")
    visit.page.locator("#news [role=status] span").wait_for()


def offline(visit: Visit) -> None:
    """The server went away."""
    asked("What risks?")(visit)
    visit.page.context.set_offline(True)
    visit.ask("What helps?")
    visit.page.locator("#offline").filter(has_text=TEXTS[_language(visit)].offline).wait_for()


def _language(visit: Visit) -> Language:
    return "fr" if visit.page.locator("html").get_attribute("lang") == "fr" else "en"


FAKE = FakeAssistant()
STATES: dict[str, Callable[[Visit], None]] = {
    "empty": empty,
    "written": asked("What risks?"),
    "passage": opened_passage,
    "quoted": asked("quote the risks"),
    "refused": asked("recipe tarte"),
    "narrowed": narrowed,
    "follow-up": followed,
    "greeting": asked("hello"),
    "fell-back": asked("fallback please"),
    "broken": asked("break it"),
    "no-index": asked("index"),
    "kept": thumbed,
    "checked": checked,
    "searching": searching,
    "stopped": stopped,
    "updated": updated,
    "offline": offline,
}


def states(browser: Browser, site: Site, folder: Path) -> Iterator[str]:
    """Take every state, and yield each one's name."""
    for (name, reach), language, (size, dark) in product(
        STATES.items(), TEXTS, [(DESK, False), (PHONE, True), (DESK, True), (PHONE, False)]
    ):
        page = opened(browser, site.url, language, size, dark=dark)
        reach(Visit(page))
        file = f"{name}-{language}-{'dark' if dark else 'light'}-{size[0]}.png"
        taken(page, folder / file)
        FAKE.gate.set()
        FAKE.edition = NOW
        yield file


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=HERE)
    parser.add_argument("--states", action="store_true")
    wanted = parser.parse_args()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found_on_path(CHROMIUM), args=list(FLAGS))
        if wanted.states:
            with served(FAKE) as site:
                for file in states(browser, site, wanted.folder):
                    sys.stderr.write(f"{file}\n")
            return
        assistant = make_assistant(load_settings(), lambda _: None, lambda *_: None)
        with served(assistant, load_settings()) as site:
            readme(browser, site, wanted.folder)
        assistant.close()


if __name__ == "__main__":
    main()
