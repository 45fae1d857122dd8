"""Follow-ups and small talk on the page, in a real Chromium."""

import pytest
from playwright.sync_api import expect

from assistant.web.labels import Texts
from assistant.web.texts import ENGLISH, FRENCH, TEXTS
from tests.browser import OpenPage, Site
from tests.page_fake import HOSTILE, SUGGESTIONS, FakeAssistant

FRENCH_QUESTION = "Quels risques la fracture numérique fait-elle peser ?"
ENGLISH_QUESTION = "What risks does the digital divide bring?"
FOLLOW_UP = "Et pour les femmes ?"
TAKEN_FOR = f"{FRENCH_QUESTION} {FOLLOW_UP}"


@pytest.mark.parametrize(
    ("locale", "question", "follow_up"),
    [("fr-FR", FRENCH_QUESTION, FOLLOW_UP), ("en-GB", ENGLISH_QUESTION, "And for women?")],
)
def test_a_follow_up_shows_what_it_was_understood_as(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage, locale: str, question: str, follow_up: str
) -> None:
    texts = FRENCH if locale == "fr-FR" else ENGLISH
    visit = open_page(fake_site.url, locale)
    visit.ask(question)
    visit.answered()
    expect(visit.page.locator("p.understood")).to_have_count(0)
    expect(visit.page.locator("#edit")).to_be_hidden()
    visit.ask(follow_up)
    visit.answered()
    expect(visit.page.locator("#asked")).to_contain_text(follow_up)
    expect(visit.page.locator("#now .understood")).to_have_text(f"{texts.understood} {question} {follow_up}")
    expect(visit.page.get_by_role("button", name=texts.edit)).to_be_visible()
    assert [[(turn.question, turn.language) for turn in turns] for turns in fake.histories] == [
        [],
        [(question, texts.code)],
    ]
    assert [bool(turn.quotes) for turn in fake.histories[1]] == [True]


def test_the_understood_question_can_be_edited_and_asked_by_keyboard(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage
) -> None:
    visit = open_page(fake_site.url)
    page = visit.page
    visit.ask(FRENCH_QUESTION)
    visit.answered()
    visit.ask(FOLLOW_UP)
    visit.answered()
    page.locator("#edit").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#box textarea")).to_have_value(TAKEN_FOR)
    expect(page.locator("#box textarea")).to_be_focused()
    page.wait_for_timeout(400)
    visit.before = page.locator("#asked .asked").get_attribute("id") or ""
    page.keyboard.type(" Et les jeunes ?")
    page.keyboard.press("Enter")
    visit.answered()
    assert fake.asked[-1] == f"{TAKEN_FOR} Et les jeunes ?"
    expect(page.locator("#now .understood")).to_have_count(0)
    expect(page.locator("#past .understood")).to_have_text(f"{FRENCH.understood} {TAKEN_FOR}")
    assert [(turn.question, turn.language) for turn in fake.histories[-1]] == [
        (FRENCH_QUESTION, "fr"),
        (TAKEN_FOR, "fr"),
    ]


def test_a_new_conversation_refers_back_to_nothing(fake: FakeAssistant, fake_site: Site, open_page: OpenPage) -> None:
    visit = open_page(fake_site.url)
    visit.ask(FRENCH_QUESTION)
    visit.answered()
    visit.ask(FOLLOW_UP)
    visit.answered()
    visit.page.get_by_role("button", name=FRENCH.fresh).click()
    expect(visit.page.locator(".asked")).to_have_count(0)
    expect(visit.page.locator(".understood, #edit:visible")).to_have_count(0)
    visit.ask(FOLLOW_UP)
    visit.answered()
    assert fake.histories[-1] == ()


def test_a_refused_follow_up_says_what_it_was_understood_as(fake_site: Site, open_page: OpenPage) -> None:
    visit = open_page(fake_site.url)
    visit.ask(FRENCH_QUESTION)
    visit.answered()
    visit.ask("Et la tarte ?")
    expect(visit.answered().locator(".state")).to_have_text(FRENCH.refused)
    expect(visit.page.locator("#now .understood")).to_contain_text("Et la tarte ?")


@pytest.mark.parametrize(("locale", "greeting"), [("fr-FR", "Bonjour"), ("en-GB", "Hello")])
def test_a_greeting_gets_a_plain_reply_without_sources(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage, locale: str, greeting: str
) -> None:
    texts = FRENCH if locale == "fr-FR" else ENGLISH
    visit = open_page(fake_site.url, locale)
    visit.ask(greeting)
    expect(visit.answered().locator(".answer")).to_contain_text(f"{greeting}. ")
    expect(visit.page.locator("#said .state")).to_have_text(texts.replied)
    expect(visit.page.locator("#found .card")).to_have_count(0)
    expect(visit.page.locator("#said .next button")).to_have_text(list(SUGGESTIONS[texts.code]))
    visit.ask(FOLLOW_UP)
    visit.answered()
    assert fake.histories[-1] == (), "a greeting is nothing to refer back to"


def test_the_switch_of_language_changes_the_words_around_an_understood_question(
    fake_site: Site, open_page: OpenPage
) -> None:
    visit = open_page(fake_site.url)
    visit.ask(FRENCH_QUESTION)
    visit.answered()
    visit.ask(FOLLOW_UP)
    visit.answered()
    for language, name in (("en", "English"), ("fr", "Français")):
        visit.page.locator("#language").get_by_text(name, exact=True).click()
        expect(visit.page.locator("#edit")).to_have_text(TEXTS[language].edit)  # type: ignore[index]  # both languages
        expect(visit.page.locator("#now .understood span")).to_have_text(TEXTS[language].understood)  # type: ignore[index]


def test_hostile_text_in_an_understood_question_does_nothing(fake_site: Site, open_page: OpenPage) -> None:
    visit = open_page(fake_site.url, width=320, height=640)
    visit.ask(FRENCH_QUESTION)
    visit.answered()
    visit.ask(f"Et {HOSTILE}")
    visit.answered()
    expect(visit.page.locator("#now .understood")).to_contain_text("<img src=x onerror=alert(1)>")
    assert visit.page.locator("#page").locator("img, script, iframe, a:not([href^='#'], #nav a)").count() == 0
    assert visit.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.parametrize(("locale", "texts"), [("fr-FR", FRENCH), ("en-GB", ENGLISH)])
def test_a_question_sent_while_an_answer_is_on_its_way_stays_in_the_box_and_is_told_to_wait(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage, locale: str, texts: Texts
) -> None:
    visit = open_page(fake_site.url, locale)
    fake.gate.clear()
    visit.ask(FRENCH_QUESTION)
    expect(visit.page.locator("#found .card").first).to_be_visible()
    visit.page.keyboard.press("Enter")  # with nothing in the box, which says nothing
    visit.page.wait_for_timeout(500)
    expect(visit.page.locator(".notice")).to_have_count(0)
    visit.ask(ENGLISH_QUESTION)
    expect(visit.page.locator(".notice")).to_have_text(texts.under_way)
    fake.gate.set()
    visit.page.locator('#said .said[aria-busy="false"]').wait_for()
    expect(visit.page.locator(".notice")).to_have_count(0)
    expect(visit.page.locator("#box textarea")).to_have_value(ENGLISH_QUESTION)
    visit.page.locator("#box textarea").press("Enter")
    visit.answered()
    assert fake.asked == [FRENCH_QUESTION, ENGLISH_QUESTION]
