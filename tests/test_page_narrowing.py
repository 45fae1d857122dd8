"""Searching only a part of the documents, in a real Chromium: chosen, sent, said, taken back."""

import pytest
from playwright.sync_api import Page, expect

from assistant.records import EVERYTHING, Only
from assistant.web.texts import ENGLISH, FRENCH
from tests.browser import OpenPage, Site, served
from tests.page_fake import RISKS, STARTERS, FakeAssistant, NoIndex


def choose(page: Page, **values: str) -> None:
    if page.locator("#narrow details[open]").count() == 0:
        page.locator("#narrow summary").click()
    for name, value in values.items():
        page.locator(f"#narrow select[name={name}]").select_option(value)


def test_a_question_is_sought_among_what_was_chosen_until_that_is_taken_back(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage
) -> None:
    visit = open_page(fake_site.url, "en-GB")
    choose(visit.page, section=RISKS, goal="16", language="en", kind="contribution")
    summary = visit.page.locator("#narrow summary")
    named = f"{RISKS} · 16. Peace, justice and strong institutions · English · {ENGLISH.contribution}"
    expect(summary).to_have_text(f"{ENGLISH.narrowing} {named}")
    visit.ask("What risks?")
    visit.answered()
    chosen = Only(sections=(RISKS,), goals=(16,), languages=("en",), kinds=("contribution",))
    assert fake.sought == [chosen]
    said = f"section “{RISKS}”, goal 16 (Peace, justice and strong institutions), contributions, in English"
    expect(visit.page.locator("#asked .narrowed")).to_have_text(f"{ENGLISH.narrowed} {said}")
    visit.ask("And what else?")  # what was chosen stays, through every redrawing
    visit.answered()
    expect(visit.page.locator("#past .narrowed")).to_have_count(1)
    expect(visit.page.locator("#narrow details[open]")).to_have_count(0)  # the answer has the room
    summary.click()
    visit.page.locator("#narrow .everything").click()
    expect(summary).to_have_text(ENGLISH.narrow)
    expect(summary).to_be_focused()
    visit.ask("What risks?")
    visit.answered()
    assert fake.sought == [chosen, chosen, EVERYTHING]
    expect(visit.page.locator("#asked .narrowed")).to_have_count(0)


def test_what_was_chosen_stays_through_a_change_of_the_page_s_language(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage
) -> None:
    visit = open_page(fake_site.url, "en-GB")
    choose(visit.page, goal="17")
    visit.page.locator("#language").get_by_text("Français", exact=True).click()
    expect(visit.page.locator("#narrow summary")).to_have_text(
        f"{FRENCH.narrowing} 17. Partenariats pour la réalisation des objectifs"
    )
    assert visit.page.locator("#narrow .narrow").get_attribute("lang") == "fr"
    visit.ask("Quels partenariats ?")
    visit.answered()
    assert fake.sought == [Only(goals=(17,))]
    expect(visit.page.locator("#asked .narrowed")).to_contain_text("objectif 17 (Partenariats")


@pytest.mark.parametrize(("locale", "texts"), [("fr-FR", FRENCH), ("en-GB", ENGLISH)], ids=["fr", "en"])
def test_a_refusal_of_a_part_is_asked_again_of_everything_with_one_press(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage, locale: str, texts: type
) -> None:
    visit = open_page(fake_site.url, locale)
    choose(visit.page, language="fr")
    visit.ask("recipe of a tarte")
    visit.answered()
    visit.before = visit._newest()
    visit.page.get_by_role("button", name=texts.widen_and_ask).click()
    visit.answered()
    assert fake.sought == [Only(languages=("fr",)), EVERYTHING]
    assert fake.asked == ["recipe of a tarte"] * 2
    expect(visit.page.locator("#said .widen")).to_have_count(0)
    expect(visit.page.locator("#narrow summary")).to_have_text(texts.narrow)


def test_a_starter_is_a_question_to_all_the_documents(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage
) -> None:
    visit = open_page(fake_site.url, "en-GB")
    choose(visit.page, kind="article")
    visit.page.get_by_role("button", name=STARTERS["en"][1]).click()
    visit.answered()
    assert (fake.asked, fake.sought) == ([STARTERS["en"][1]], [EVERYTHING])


def test_it_is_chosen_and_asked_by_keyboard_alone(fake: FakeAssistant, fake_site: Site, open_page: OpenPage) -> None:
    visit = open_page(fake_site.url, "en-GB")
    page = visit.page
    page.locator("#narrow summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # the sections
    page.keyboard.press("Tab")  # the goals
    expect(page.locator("#narrow select[name=goal]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#narrow summary")).to_contain_text("16. Peace")
    visit.ask("What risks?")
    visit.answered()
    assert fake.sought == [Only(goals=(16,))]


def test_what_a_question_was_sought_among_is_kept_with_the_conversation(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage
) -> None:
    visit = open_page(fake_site.url, "en-GB")
    choose(visit.page, goal="17")
    visit.ask("What risks?")
    visit.answered()
    visit.page.reload()
    expect(visit.page.locator("#asked .narrowed")).to_contain_text("goal 17")
    expect(visit.page.locator("#narrow summary")).to_have_text(ENGLISH.narrow)  # but the next one asks everything


@pytest.mark.parametrize("message", ['{"goal": "99"}', '{"sections": "x"}', "[1]", "{", '{"goal": {"a": 1}}'])
def test_choices_that_the_page_cannot_have_sent_ask_nothing(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage, message: str
) -> None:
    visit = open_page(fake_site.url, "en-GB")
    visit.page.evaluate("message => { window.narrowing = { chosen: () => message } }", message)
    visit.page.locator("#box textarea").fill("What risks?")
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("#notice .notice")).to_have_text(ENGLISH.error)
    assert fake.asked == []
    expect(visit.page.locator("#box textarea")).to_have_value("What risks?")


def test_without_an_index_there_is_nothing_to_choose(open_page: OpenPage) -> None:
    with served(NoIndex()) as site:
        visit = open_page(site.url, "en-GB")
        expect(visit.page.locator("#notice .notice")).to_have_text(ENGLISH.index)
        expect(visit.page.locator("#narrow select")).to_have_count(0)
        visit.leave()
