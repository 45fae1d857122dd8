"""For everyone: axe-core finds nothing against WCAG 2.2 AA on any view, in either language, dark or light."""

from itertools import product

import pytest
from playwright.sync_api import Page, expect

from assistant.web.texts import TEXTS
from tests import access
from tests.browser import OpenPage, Site, Visit
from tests.page_fake import FakeAssistant

ASKED = {
    "fr": ("Quels risques cela fait-il courir ?", "Citez les risques", "La recette de la tarte ?", "Et les prix ?"),
    "en": ("What risks does it bring?", "Quote the risks", "A recipe for tarte?", "And the price?"),
}


def faults(page: Page, view: str) -> list[str]:
    """Return what axe-core finds on the page as it is now, in a line each: dark and light, on a phone and a desk."""
    wrong = []
    for dark, width in product((True, False), (390, 1200)):
        page.set_viewport_size({"width": width, "height": 850})
        page.evaluate("dark => document.body.classList.toggle('dark', dark)", dark)
        wrong += access.faults(page, f"{view}, {'dark' if dark else 'light'}, {width} px")
    return wrong


def look_at_everything(visit: Visit, language: str) -> list[str]:
    """Go through the views of the page; return what is wrong with any."""
    page, texts = visit.page, TEXTS["fr" if language == "fr" else "en"]
    wrong = faults(page, "empty")
    first, quoted, refused, follow_up = ASKED[language]
    visit.ask(first)
    visit.answered()
    wrong += faults(page, "answered")
    visit.follow(2)
    wrong += faults(page, "a passage open")
    visit.ask(follow_up)
    visit.answered()
    wrong += faults(page, "a follow-up understood")
    visit.ask(quoted)
    visit.answered()
    wrong += faults(page, "quoted")
    page.locator("#narrow summary").click()
    page.locator("#narrow select[name=goal]").select_option("17")
    wrong += faults(page, "a part of the documents chosen")
    visit.ask(refused)
    visit.answered()
    wrong += faults(page, "a part refused")
    visit.ask("break it fallback")
    expect(visit.answered().locator(".note")).to_be_visible()
    wrong += faults(page, "broken off")
    page.locator("#box textarea").fill("")
    page.locator("#send").click()
    expect(page.locator("#notice .notice")).to_be_visible()
    wrong += faults(page, "an empty question")
    page.get_by_role("link", name=texts.to_check).click()
    page.locator("#statement textarea").fill("La fracture numérique limite la diplomatie.")
    page.locator("#check").click()
    expect(page.locator("#verdict .said")).to_be_visible()
    return wrong + faults(page, "a statement checked")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_view_shuts_anybody_out(fake: FakeAssistant, fake_site: Site, open_page: OpenPage, language: str) -> None:
    visit = open_page(fake_site.url, {"fr": "fr-FR", "en": "en-GB"}[language], calm=True)
    assert look_at_everything(visit, language) == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_answer_on_its_way_and_a_change_of_the_index_shut_nobody_out(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage, language: str
) -> None:
    visit = open_page(fake_site.url, {"fr": "fr-FR", "en": "en-GB"}[language])
    fake.gate.clear()
    visit.ask(ASKED[language][0])
    expect(visit.page.locator("#found .card")).to_have_count(5)
    wrong = faults(visit.page, "being written")
    fake.gate.set()
    visit.answered()
    fake.edition = type(fake.edition)("v0002", "2026-11-25T09:00:00+00:00")
    expect(visit.page.locator("#news [role=status]")).to_contain_text("v0002")
    assert wrong + faults(visit.page, "content updated") == []


def test_axe_does_find_what_shuts_people_out(fake: FakeAssistant, fake_site: Site, open_page: OpenPage) -> None:
    visit = open_page(fake_site.url, "fr-FR")
    visit.page.evaluate("document.querySelector('#masthead h1').style.color = '#e0e0e0'")
    assert any("color-contrast" in one for one in faults(visit.page, "a pale title"))
