"""Reading an answer, in a real Chromium: numbers that light their sentence, the way back, what to ask next."""

import pytest
from playwright.sync_api import Locator, expect

from assistant.web.texts import ENGLISH, FRENCH
from tests.browser import OpenPage, Site, Visit
from tests.page_fake import QUOTES, SUGGESTIONS, FakeAssistant


@pytest.fixture
def visit(fake: FakeAssistant, fake_site: Site, open_page: OpenPage) -> Visit:
    visit = open_page(fake_site.url, "en-GB")
    visit.ask("What risks does it bring?")
    visit.answered()
    return visit


def colour(place: Locator) -> str:
    drawn: str = place.evaluate("e => getComputedStyle(e).backgroundColor")
    return drawn


def test_a_number_under_the_pointer_lights_the_sentence_behind_it(visit: Visit) -> None:
    page = visit.page
    quote = page.locator("#t1-s3 .quote")
    before = colour(quote)
    page.locator("#said .cite", has_text="[3]").hover()
    expect(page.locator("#found .card[data-lit]")).to_have_attribute("id", "t1-s3")
    assert quote.inner_text() == QUOTES[2]
    assert colour(quote) != before
    page.mouse.move(5, 5)
    expect(page.locator("#found .card[data-lit]")).to_have_count(0)
    assert colour(quote) == before


def test_a_focused_number_lights_its_sentence_in_an_open_passage_too(visit: Visit) -> None:
    page = visit.page
    page.locator("#t1-s2 summary").click()
    page.mouse.move(5, 5)
    mark = page.locator("#t1-s2 mark")
    plain = mark.evaluate("e => getComputedStyle(e).outlineStyle")
    page.locator("#said .cite", has_text="[2]").focus()
    expect(page.locator("#found .card[data-lit]")).to_have_attribute("id", "t1-s2")
    assert mark.evaluate("e => getComputedStyle(e).outlineStyle") != plain
    page.keyboard.press("Tab")
    expect(page.locator("#found .card[data-lit]")).to_have_attribute("id", "t1-s3")


def test_a_lit_passage_out_of_view_is_scrolled_to_without_moving_the_answer(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage
) -> None:
    visit = open_page(fake_site.url, "en-GB", height=560, calm=True)
    visit.ask("What risks does it bring?")
    visit.answered()
    page = visit.page
    page.wait_for_timeout(400)
    link, cards = page.locator("#said .cite", has_text="[5]"), page.locator("#found .cards")
    before = link.bounding_box()
    link.hover()
    page.wait_for_function("document.querySelector('#found .cards').scrollTop > 0")
    assert link.bounding_box() == before
    frame, lit = cards.bounding_box(), page.locator("#t1-s5").bounding_box()
    assert frame
    assert lit
    assert frame["y"] - 3 <= lit["y"] <= lit["y"] + lit["height"] <= frame["y"] + frame["height"] + 3


def test_the_way_back_leads_to_the_very_number_that_was_followed(visit: Visit) -> None:
    page = visit.page
    page.locator("#said .cite", has_text="[4]").press("Enter")
    expect(page.locator("#t1-s4 summary")).to_be_focused()
    page.locator("#t1-s4 .back a").press("Enter")
    expect(page.locator("#t1-r4-1")).to_be_focused()


def test_support_is_said_in_words_and_never_as_a_number(visit: Visit) -> None:
    page = visit.page
    expect(page.locator("#found .card .support")).to_have_text([ENGLISH.substance] * 5)
    expect(page.locator("#said .cite").first).to_have_accessible_name(f"See passage 1 ({ENGLISH.substance})")
    visit.ask("Citez les risques")
    visit.answered()
    page.locator("#language").get_by_text("Français", exact=True).click()
    expect(page.locator("#found .card .support")).to_have_text([FRENCH.verbatim] * 3)
    assert "%" not in page.locator("#page").inner_text()


def test_an_answer_offers_questions_to_go_on_with(visit: Visit, fake: FakeAssistant) -> None:
    page = visit.page
    expect(page.locator("#said .next h4")).to_have_text(ENGLISH.go_on)
    visit.before = "t1-q"
    page.get_by_role("button", name=SUGGESTIONS["en"][1]).press("Enter")
    visit.answered()
    assert fake.asked[-1] == SUGGESTIONS["en"][1]


def test_a_question_can_be_edited_and_asked_again(visit: Visit, fake: FakeAssistant) -> None:
    page = visit.page
    page.get_by_role("button", name=ENGLISH.again).press("Enter")
    box = page.locator("#box textarea")
    expect(box).to_have_value("What risks does it bring?")
    expect(box).to_be_focused()
    page.keyboard.press("Backspace")
    page.keyboard.type(" to farmers?")
    visit.before = "t1-q"
    page.keyboard.press("Enter")
    visit.answered()
    assert fake.asked[-1] == "What risks does it bring to farmers?"


def test_the_check_of_a_statement_is_a_view_of_its_own_with_an_address(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage
) -> None:
    visit = open_page(fake_site.url, "en-GB")
    page = visit.page
    expect(page.locator("#statement textarea")).to_be_hidden()
    page.get_by_role("link", name=ENGLISH.to_check).press("Enter")
    expect(page.locator("#statement textarea")).to_be_visible()
    expect(page.locator("#box textarea")).to_be_hidden()
    expect(page.locator("#nav [aria-current=page]")).to_have_text(ENGLISH.to_check)
    page.go_back()
    expect(page.locator("#box textarea")).to_be_visible()
    expect(page.locator("#nav [aria-current=page]")).to_have_text(ENGLISH.to_ask)
    page.goto("about:blank")
    page.goto(f"{fake_site.url}/#check")
    expect(page.locator("#statement textarea")).to_be_visible()
