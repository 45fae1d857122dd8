from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from assistant.web import page as page_module
from assistant.web.texts import FRENCH
from tests.browser import OpenPage, Site, served
from tests.page_fake import FakeAssistant, NoIndex

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
FRENCH_QUESTION = "Quels risques la fracture numérique fait-elle peser ?"
ENGLISH_QUESTION = "What risks does the digital divide bring?"


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("", FRENCH.question_empty),
        ("\x07", FRENCH.question_empty),
        ("Pourquoi ? " * 300, FRENCH.trouble("question_long", 2000)),
    ],
)
def test_a_question_that_cannot_be_asked_is_given_back_kindly(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage, question: str, told: str
) -> None:
    visit = open_page(fake_site.url)
    visit.ask(question)
    expect(visit.page.get_by_role("alert")).to_have_text(told)
    expect(visit.page.locator(".asked")).to_have_count(0)
    assert visit.page.locator("#box textarea").input_value() == question
    visit.ask(FRENCH_QUESTION)
    visit.answered()
    expect(visit.page.get_by_role("alert")).to_have_text("")


@pytest.mark.parametrize(
    ("question", "told"), [("index", FRENCH.index), ("crash", FRENCH.error), ("break la phrase", FRENCH.chat)]
)
def test_a_failure_is_told_in_a_sentence(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage, question: str, told: str
) -> None:
    visit = open_page(fake_site.url)
    visit.ask(question)
    expect(visit.answered().locator(".note")).to_have_text(told)
    assert "/secret/path" not in visit.page.content()
    assert "Traceback" not in visit.page.content()
    expect(visit.page.get_by_role("button", name=FRENCH.send, exact=True)).to_be_visible()


def test_a_missing_index_is_told_on_arrival(open_page: OpenPage) -> None:
    with served(NoIndex()) as site:
        visit = open_page(site.url)
        expect(visit.page.get_by_role("alert")).to_have_text(FRENCH.index)
        expect(visit.page.locator(".starter:visible")).to_have_count(0)
        visit.leave()


def test_waiting_visitors_see_their_place_and_a_full_house_says_so(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_module, "AT_ONCE", 1)
    monkeypatch.setattr(page_module, "WAITING", 1)
    fake = FakeAssistant()
    fake.gate.clear()
    with served(fake) as site:
        first, second, third = (open_page(site.url) for _ in range(3))
        first.ask(FRENCH_QUESTION)
        expect(first.page.locator("#found .card").first).to_be_visible()
        second.ask(FRENCH_QUESTION)
        expect(second.page.locator("#said .state")).to_have_text("En attente\u00a0: place 1 sur 1")
        third.ask(FRENCH_QUESTION)
        expect(third.answered().locator(".note")).to_have_text(FRENCH.busy)
        fake.gate.set()
        first.answered()
        expect(second.answered()).to_contain_text("La fracture numérique")
        for visit in (first, second, third):
            visit.leave()
        third.complaints.clear()  # Gradio's refusal, 503


def test_a_lost_server_is_told_and_the_page_comes_back(open_page: OpenPage) -> None:
    with served(FakeAssistant()) as site:
        visit = open_page(site.url)
        visit.ask(FRENCH_QUESTION)
        visit.answered()
        site.stop()
    visit.ask(ENGLISH_QUESTION)
    expect(visit.page.locator("#offline")).to_have_text(FRENCH.offline)
    assert visit.page.locator("#box textarea").input_value() == ENGLISH_QUESTION
    visit.page.evaluate("window.lost = true")
    with served(FakeAssistant(), port=urlsplit(site.url).port or 0):
        visit.page.wait_for_function("window.lost === undefined", timeout=60_000)  # Gradio has reloaded the page
        expect(visit.page.locator("#box textarea")).to_have_value(ENGLISH_QUESTION, timeout=30_000)
        visit.before = ""
        visit.page.locator("#box textarea").press("Enter")
        expect(visit.answered()).to_contain_text("The digital divide")
        visit.leave()
    visit.complaints.clear()  # refused connections


@pytest.mark.parametrize("locale", ["fr-FR", "en-GB"])
def test_a_narrow_phone_never_scrolls_sideways(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage, locale: str
) -> None:
    visit = open_page(fake_site.url, locale, 320, 640)
    assert visit.page.evaluate(OVERFLOW) <= 0
    visit.ask("hostile " + "x" * 300)
    visit.answered()
    visit.follow(1)
    assert visit.page.evaluate(OVERFLOW) <= 0
    visit.ask("tarte recipe")
    visit.answered()
    assert visit.page.evaluate(OVERFLOW) <= 0


def test_dark_mode_follows_the_browser(fake_site: Site, open_page: OpenPage) -> None:
    def brightness(page: Page) -> int:
        return page.evaluate(  # type: ignore[no-any-return]  # a sum of numbers
            "[...getComputedStyle(document.body).backgroundColor.matchAll(/\\d+/g)]"
            ".slice(0, 3).reduce((sum, part) => sum + Number(part), 0)"
        )

    assert brightness(open_page(fake_site.url).page) > 600
    assert brightness(open_page(fake_site.url, dark=True).page) < 150


def test_nothing_jumps_while_an_answer_streams(fake: FakeAssistant, fake_site: Site, open_page: OpenPage) -> None:
    visit = open_page(fake_site.url)
    fake.gate.clear()
    visit.ask(FRENCH_QUESTION)
    expect(visit.page.locator("#found .card").first).to_be_visible()
    visit.page.wait_for_timeout(600)
    visit.page.evaluate(
        "() => { window.jumped = 0; new PerformanceObserver(list => "
        "list.getEntries().forEach(entry => window.jumped += entry.value)).observe({type: 'layout-shift'}); }"
    )
    fake.gate.set()
    visit.answered()
    visit.page.wait_for_timeout(300)
    assert visit.page.evaluate("window.jumped") < 0.02


def test_nothing_moves_for_those_who_asked_for_calm(fake: FakeAssistant, fake_site: Site, open_page: OpenPage) -> None:
    visit = open_page(fake_site.url, calm=True)
    fake.gate.clear()
    visit.ask(FRENCH_QUESTION)
    expect(visit.page.locator("#said .state.working")).to_be_visible()
    duration = visit.page.locator("#said .state").evaluate("e => getComputedStyle(e, '::before').animationDuration")
    assert duration == "0s"
