"""A statement checked on the page, in a real Chromium."""

import pytest
from playwright.sync_api import expect

from assistant.web.texts import ENGLISH, FRENCH
from tests.browser import OpenPage, Site
from tests.page_fake import HOSTILE, QUOTES, FakeAssistant


@pytest.mark.parametrize("locale", ["fr-FR", "en-GB"])
def test_a_statement_is_found_in_a_passage_or_not(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage, locale: str
) -> None:
    texts = FRENCH if locale == "fr-FR" else ENGLISH
    page = open_page(fake_site.url, locale).page
    page.get_by_role("link", name=texts.to_check).click()
    box = page.get_by_label(texts.check_box)
    box.fill("La fracture numérique limite la diplomatie.")
    page.get_by_role("button", name=texts.check, exact=True).click()
    expect(page.locator("#verdict .said")).to_be_visible()
    expect(page.locator("#verdict blockquote")).to_have_attribute("lang", "fr")
    expect(page.locator("#verdict blockquote p")).to_have_text(QUOTES[0])
    box.fill("Douze pays sont connectés.")
    box.press("Enter")
    expect(page.locator("#verdict .unsaid")).to_contain_text("12")


def test_what_cannot_be_checked_is_said_kindly_and_markup_is_inert(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage
) -> None:
    page = open_page(fake_site.url, "fr-FR").page
    page.get_by_role("link", name=FRENCH.to_check).click()
    button = page.get_by_role("button", name=FRENCH.check, exact=True)
    button.click()
    expect(page.locator("#verdict")).to_contain_text(FRENCH.question_empty[:20])
    page.get_by_label(FRENCH.check_box).fill("unreachable")
    button.click()
    expect(page.locator("#verdict")).to_contain_text(FRENCH.chat[:20])
    page.get_by_label(FRENCH.check_box).fill(HOSTILE)
    button.click()
    expect(page.locator("#verdict .unsaid")).to_be_visible()
    assert page.locator("#verdict script, #verdict img").count() == 0
