"""An open page follows the index: a new version is told within two seconds, and disturbs nothing."""

import pytest
from playwright.sync_api import expect

from assistant.records import Edition
from assistant.web.texts import ENGLISH, FRENCH
from tests.browser import OpenPage, Site
from tests.page_fake import NOW, FakeAssistant

NEXT = Edition("v0002", "2026-11-25T10:00:00+00:00")
IN_TIME = 2_000  # milliseconds
ASKED = "Quels risques la fracture numérique fait-elle peser ?"


@pytest.mark.parametrize(
    ("locale", "told"),
    [
        ("fr-FR", "Contenu mis à jour. Index v0002, 25 novembre 2026."),
        ("en-GB", "Content updated. Index v0002, 25 November 2026."),
    ],
)
def test_a_new_version_is_told_in_time_and_can_be_dismissed(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage, locale: str, told: str
) -> None:
    page = open_page(fake_site.url, locale).page
    expect(page.locator("#foot .edition")).to_contain_text("v0001, 24 novemb" if locale == "fr-FR" else "v0001, 24 Nov")
    expect(page.locator("#news [role=status]")).to_be_empty()
    fake.edition = NEXT
    expect(page.locator("#news [role=status] span")).to_have_text(told, timeout=IN_TIME)
    expect(page.locator("#foot .edition")).to_contain_text("Index v0002, 25")
    assert page.evaluate("document.documentElement.lang") == locale[:2]
    page.locator("#language").get_by_text("English" if locale == "fr-FR" else "Français", exact=True).click()
    other = ENGLISH if locale == "fr-FR" else FRENCH
    expect(page.locator("#news [role=status] span")).to_contain_text(other.updated)
    page.get_by_role("button", name=other.dismiss).click()
    expect(page.locator("#news [role=status]")).to_be_empty()
    page.wait_for_timeout(IN_TIME)
    expect(page.locator("#news [role=status]")).to_be_empty()
    assert page.evaluate("document.activeElement.matches('#box textarea')")


def test_it_neither_stops_the_answer_being_written_nor_takes_the_focus(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage
) -> None:
    fake.gate.clear()
    visit = open_page(fake_site.url)
    visit.ask(ASKED)
    expect(visit.page.locator("#found .card").first).to_be_visible()
    box = visit.page.locator("#box textarea")
    box.focus()
    visit.page.keyboard.type("Et ensuite")
    fake.edition = NEXT
    expect(visit.page.locator("#news [role=status] span")).to_contain_text("v0002", timeout=IN_TIME)
    expect(visit.page.locator("#said .state")).to_have_text(FRENCH.writing)
    visit.page.keyboard.type(" ?")
    assert box.input_value() == "Et ensuite ?"
    fake.gate.set()
    expect(visit.answered()).to_contain_text("appelle des partenariats justes")
    expect(visit.page.locator("#said .edition")).to_have_text("Index v0001, 24 novembre 2026")
    expect(visit.page.locator("#news [role=status] span")).to_contain_text("v0002")
    visit.ask(ASKED)
    expect(visit.page.locator("#news [role=status]")).to_be_empty()
    visit.answered()


def test_a_tab_that_is_not_seen_asks_nothing(fake: FakeAssistant, fake_site: Site, open_page: OpenPage) -> None:
    visit = open_page(fake_site.url)
    visit.page.wait_for_timeout(2_000)
    assert any(one.endswith("/edition") for one in visit.requests)
    visit.page.evaluate("Object.defineProperty(document, 'visibilityState', {get: () => 'hidden'})")
    visit.page.wait_for_timeout(300)
    visit.requests.clear()
    visit.page.wait_for_timeout(3_500)
    assert visit.requests == []


def test_an_index_that_cannot_be_read_for_a_moment_is_no_news(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage
) -> None:
    page = open_page(fake_site.url).page
    for edition in (Edition(), NOW):
        fake.edition = edition
        page.wait_for_timeout(2_000)
        expect(page.locator("#news [role=status]")).to_be_empty()
        expect(page.locator("#foot .edition")).to_contain_text("v0001")
