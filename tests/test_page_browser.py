from dataclasses import fields

import pytest
from playwright.sync_api import expect

from assistant.records import Language
from assistant.typography import spaced
from assistant.web.texts import ENGLISH, FRENCH, TEXTS
from tests.browser import OpenPage, Site, Visit
from tests.page_fake import HOSTILE, PASSAGES, QUOTES, RELATED, STARTERS, SUGGESTIONS, FakeAssistant

IN_VIEW = """element => {
  const box = element.getBoundingClientRect();
  return box.top >= 0 && box.bottom <= document.querySelector('#composer').getBoundingClientRect().top + 1;
}"""
FOCUS_INSIDE = "element => element.contains(document.activeElement)"
SHOWN_WORDS = """() => document.querySelector('#page').innerText + '\\n' + document.title + '\\n' +
  [...document.querySelectorAll('#page *')].flatMap(e => ['aria-label', 'placeholder', 'title', 'alt']
    .map(name => e.getAttribute(name)).filter(Boolean)).join('\\n') + '\\n' +
  [...document.querySelectorAll('#page .sr-only, #page .sr')].map(e => e.textContent).join('\\n')"""
FRENCH_QUESTION = "Quels risques la fracture numérique fait-elle peser ?"
ENGLISH_QUESTION = "What risks does the digital divide bring?"


@pytest.mark.parametrize(
    ("locale", "question", "words"),
    [("fr-FR", FRENCH_QUESTION, "La fracture numérique"), ("en-GB", ENGLISH_QUESTION, "The digital divide")],
)
def test_a_question_is_answered_and_a_number_leads_to_the_exact_words(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage, locale: str, question: str, words: str
) -> None:
    visit = open_page(fake_site.url, locale)
    visit.ask(question)
    expect(visit.answered()).to_contain_text(words)
    card = visit.follow(2)
    assert card.locator("blockquote").inner_text() == PASSAGES[1].text
    assert card.locator("mark").inner_text() == QUOTES[1]
    expect(card).to_contain_text(PASSAGES[1].section)
    expect(card).to_contain_text(PASSAGES[1].document)
    expect(card.locator(".badge")).to_have_text({"fr-FR": "Anglais", "en-GB": "English"}[locale])
    expect(card.locator(".kind")).to_have_text("Contribution")
    assert card.locator("blockquote").get_attribute("lang") == "en"
    visit.page.wait_for_function(f"({IN_VIEW})(document.querySelector('.card[data-here]'))")
    assert card.evaluate(FOCUS_INSIDE)
    assert visit.page.url.endswith(f"#{card.get_attribute('id')}")


def read_two(visit: Visit, fake: FakeAssistant, question: str) -> Visit:
    """Open both passages that come first, then let the answer go on."""
    fake.gate.clear()
    visit.ask(question)
    expect(visit.page.locator("#found .card")).to_have_count(2)
    for summary in visit.page.locator("#found .card summary").all():
        summary.click()
    fake.gate.set()
    return visit


def test_passages_that_come_again_take_the_place_of_the_first_and_those_being_read_stay_open(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage
) -> None:
    visit = read_two(open_page(fake_site.url), fake, "Which risks, by a passage read whole?")
    visit.answered()
    being_read = visit.page.locator("#found .card[open] > blockquote")
    expect(being_read).to_have_text([PASSAGES[3].text, PASSAGES[4].text])
    expect(visit.page.locator("#found .card")).to_have_count(len(PASSAGES))
    assert visit.follow(1).locator("mark").inner_text() == QUOTES[0]
    assert visit.complaints == []


def test_two_sentences_of_one_passage_that_come_again_both_stay_open(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage
) -> None:
    visit = read_two(open_page(fake_site.url), fake, "Which risks, by a passage read whole, twice?")
    expect(visit.page.locator("#found .card")).to_have_count(len(PASSAGES) + 1)
    being_read = visit.page.locator("#found .card[open] .quote")
    expect(being_read).to_have_text([QUOTES[3], PASSAGES[3].text.removesuffix(f" {QUOTES[3]}")])
    assert visit.complaints == []


def test_passages_are_shown_before_the_first_word_of_the_answer(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage
) -> None:
    fake.gate.clear()
    visit = open_page(fake_site.url)
    visit.ask(FRENCH_QUESTION)
    expect(visit.page.locator("#found .card")).to_have_count(len(PASSAGES))
    expect(visit.page.locator("#said .state")).to_have_text(FRENCH.writing)
    expect(visit.page.locator("#said .answer")).to_have_count(0)
    fake.gate.set()
    expect(visit.page.locator("#said .answer")).to_contain_text("La fracture")
    visit.answered()


def test_an_open_passage_stays_open_while_the_answer_streams_and_ends(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage
) -> None:
    fake.gate.clear()
    visit = open_page(fake_site.url)
    visit.ask(FRENCH_QUESTION)
    visit.page.locator("#found .card summary").nth(1).click()
    fake.gate.set()
    visit.answered()
    expect(visit.page.locator("#found .card.cited")).to_have_count(len(PASSAGES))
    expect(visit.page.locator("#found .card[open]")).to_have_count(1)
    visit.page.locator("#found .card summary").nth(1).click()
    expect(visit.page.locator("#found .card[open]")).to_have_count(0)


def test_the_stop_button_ends_the_answer_and_the_assistant_s_work(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage
) -> None:
    fake.gate.clear()
    visit = open_page(fake_site.url)
    visit.ask(FRENCH_QUESTION)
    expect(visit.page.locator("#found .card").first).to_be_visible()
    visit.page.get_by_role("button", name=FRENCH.stop).click()
    expect(visit.answered()).to_contain_text(FRENCH.stopped)
    visit.page.wait_for_timeout(500)  # what Gradio tells of the cancelled event has arrived
    expect(visit.page.locator("#said .note")).to_have_text(FRENCH.stopped)
    fake.gate.set()
    assert fake.closed.wait(5)
    expect(visit.page.locator("#said .answer")).to_have_count(0)
    visit.ask(FRENCH_QUESTION)
    expect(visit.page.locator("#past .turn")).to_have_count(1)
    expect(visit.answered()).to_contain_text("La fracture numérique")


def test_a_closed_tab_ends_the_assistant_s_work(fake: FakeAssistant, fake_site: Site, open_page: OpenPage) -> None:
    fake.gate.clear()
    visit = open_page(fake_site.url)
    visit.ask(FRENCH_QUESTION)
    expect(visit.page.locator("#found .card").first).to_be_visible()
    visit.page.close()
    assert not fake.closed.wait(2.5)  # the page's side has let go by now
    fake.gate.set()
    assert fake.closed.wait(5)


def test_hostile_text_in_question_passage_and_answer_does_nothing(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage
) -> None:
    visit = open_page(fake_site.url)
    visit.ask(f"hostile {HOSTILE}")
    expect(visit.answered()).to_contain_text("<script>alert(2)</script> ${alert(3)} {{constructor}}")
    card = visit.follow(1)
    expect(card.locator("blockquote")).to_contain_text("<img src=x onerror=alert(1)>")
    expect(card.locator("mark")).to_contain_text("![leak](http://leak.invalid/a.png)")
    expect(visit.page.locator("#asked")).to_contain_text("hostile <img src=x")
    shown = visit.page.locator("#page")
    assert shown.locator("img, script, iframe, style, a:not([href^='#'], #nav a)").count() == 0
    assert shown.evaluate("e => /[\\u202a-\\u202e\\u2066-\\u2069]/.test(e.textContent)") is False
    visit.page.wait_for_timeout(300)
    assert not any("leak.invalid" in request for request in visit.requests)


def test_markup_that_slipped_through_could_not_run(fake_site: Site, open_page: OpenPage) -> None:
    visit = open_page(fake_site.url)
    visit.page.evaluate(
        "document.querySelector('#foot').innerHTML = "
        "`<img src='http://leak.invalid/a.png'><img src='/nowhere' onerror='window.ran = 1'>`"
    )
    visit.page.wait_for_timeout(500)
    assert visit.page.evaluate("window.ran") is None
    assert any("Content Security Policy" in one for one in visit.complaints)
    visit.complaints.clear()  # provoked
    visit.requests[:] = [one for one in visit.requests if "leak.invalid" not in one]  # refused by the policy


def test_the_switch_changes_every_label(fake: FakeAssistant, fake_site: Site, open_page: OpenPage) -> None:
    visit = open_page(fake_site.url)
    seen: set[str] = set()

    def check_both() -> None:
        shown = {}
        for language, name in (("fr", "Français"), ("en", "English")):
            visit.page.locator("#language").get_by_text(name, exact=True).click()
            visit.page.wait_for_function(f"document.documentElement.lang === '{language}'")
            shown[language] = visit.page.evaluate(SHOWN_WORDS)
        for label in (field.name for field in fields(FRENCH)):
            french, english = getattr(FRENCH, label), getattr(ENGLISH, label)
            if label in ("code", "in_french") or french in english or english in french or "{" in french:
                continue
            if french in shown["fr"]:
                seen.add(label)
                assert french not in shown["en"]
                assert english in shown["en"]

    check_both()
    assert {"title", "lead", "switch", "try_these", "box", "placeholder", "send", "about_written"} <= seen
    for starter in STARTERS["en"]:
        expect(visit.page.get_by_role("button", name=starter)).to_be_visible()
    visit.ask(FRENCH_QUESTION)
    visit.answered()
    visit.follow(2)
    check_both()
    visit.ask("recipe fallback")
    visit.answered()
    check_both()
    assert {"written", "back", "in_english", "fresh", "refused", "nearest", "related"} <= seen
    visit.page.locator("#send").click()
    check_both()
    assert visit.page.title() == ENGLISH.title


def test_the_chosen_language_is_kept_and_holds_while_an_answer_streams(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage
) -> None:
    fake.gate.clear()
    visit = open_page(fake_site.url)
    visit.ask(FRENCH_QUESTION)
    expect(visit.page.locator("#said .state")).to_have_text(FRENCH.writing)
    visit.page.locator("#language").get_by_text("English", exact=True).click()
    expect(visit.page.locator("#said .state")).to_have_text(ENGLISH.writing)
    fake.gate.set()
    expect(visit.answered().locator(".state")).to_have_text(ENGLISH.written)
    visit.page.reload()
    expect(visit.page.locator("#masthead h1")).to_have_text(ENGLISH.title)
    visit.complaints.clear()  # Gradio's, of the connections that the reload cut


@pytest.mark.parametrize(("locale", "language"), [("fr-CA", "fr"), ("en-US", "en"), ("de-DE", "en")])
def test_the_page_speaks_the_browser_s_language(
    fake_site: Site, open_page: OpenPage, locale: str, language: Language
) -> None:
    visit = open_page(fake_site.url, locale)
    expect(visit.page.locator("#masthead h1")).to_have_text(TEXTS[language].title)
    assert visit.page.evaluate("document.documentElement.lang") == language


def test_a_refusal_shows_the_nearest_passages_and_the_related_question(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage
) -> None:
    visit = open_page(fake_site.url)
    visit.ask("La recette de la tarte ?")
    expect(visit.answered().locator(".state")).to_have_text(FRENCH.refused)
    expect(visit.page.locator("#said .answer")).to_contain_text("Je ne trouve pas")
    expect(visit.page.locator("#said").get_by_text(RELATED)).to_have_count(1)
    expect(visit.page.locator("#said .related")).to_contain_text("14 contributions")
    expect(visit.page.locator("#found h3")).to_have_text(FRENCH.nearest)
    expect(visit.page.locator("#found .card")).to_have_count(2)
    assert visit.page.locator(".cite").count() == 0


def test_a_refusal_offers_questions_that_can_be_asked_at_a_click(fake_site: Site, open_page: OpenPage) -> None:
    visit = open_page(fake_site.url)
    visit.ask("La recette de la tarte ?")
    visit.answered()
    expect(visit.page.locator("#said .next h4")).to_have_text(FRENCH.instead)
    expect(visit.page.locator("#said .next button")).to_have_text(list(SUGGESTIONS["fr"]))
    visit.before = "t1-q"
    visit.page.locator("#said .next button").first.click()
    expect(visit.page.locator("#asked")).to_contain_text(SUGGESTIONS["fr"][0])
    visit.answered()
    expect(visit.page.locator("#said .next h4")).to_have_text(FRENCH.go_on)
    expect(visit.page.locator("#past .next")).to_have_count(0)


def test_offered_questions_stay_in_the_language_of_the_question_that_was_refused(
    fake_site: Site, open_page: OpenPage
) -> None:
    """They answer the reader's own question; the page's language is that of its labels."""
    visit = open_page(fake_site.url)
    visit.ask("La recette de la tarte ?")
    visit.answered()
    visit.page.locator("#language").get_by_text("English", exact=True).click()
    expect(visit.page.locator("#said .next h4")).to_have_text(ENGLISH.instead)
    expect(visit.page.locator("#said .next button")).to_have_text(list(SUGGESTIONS["fr"]))
    visit.ask("A recipe for tarte tatin?")
    expect(visit.answered()).to_contain_text("I cannot find an answer")
    expect(visit.page.locator("#said .next button")).to_have_text(list(SUGGESTIONS["en"]))
    visit.page.locator("#language").get_by_text("Français", exact=True).click()
    expect(visit.page.locator("#said .next h4")).to_have_text(FRENCH.instead)
    expect(visit.page.locator("#said .next button")).to_have_text(list(SUGGESTIONS["en"]))


def test_quotations_are_shown_in_their_own_language_and_say_what_they_are(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage
) -> None:
    visit = open_page(fake_site.url, "en-GB")
    visit.ask("Quote the risks, fallback")
    expect(visit.answered().locator(".state")).to_have_text(ENGLISH.quoted)
    expect(visit.page.locator("#said .note")).to_have_text(ENGLISH.fell_back)
    quotes = visit.page.locator("#said .answer blockquote")
    expect(quotes.nth(0)).to_contain_text(QUOTES[0])
    assert [quotes.nth(n).get_attribute("lang") for n in range(3)] == ["fr", "en", "en"]
    assert visit.follow(3).locator("mark").inner_text() == QUOTES[2]


def test_each_exchange_s_numbers_lead_to_its_own_passages(
    fake: FakeAssistant, fake_site: Site, open_page: OpenPage
) -> None:
    visit = open_page(fake_site.url)
    visit.page.get_by_role("button", name=STARTERS["fr"][0]).click()
    visit.answered()
    visit.ask(ENGLISH_QUESTION)
    expect(visit.page.locator("#past .turn")).to_have_count(1)
    visit.answered()
    assert visit.follow(1).get_attribute("id") == "t2-s1"
    visit.page.locator("#past .cite", has_text="[1]").click()
    expect(visit.page.locator("#past .card[open]")).to_have_attribute("id", "t1-s1")
    ids = visit.page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id).filter(Boolean)")
    assert len(ids) == len(set(ids))
    assert fake.asked == [spaced(STARTERS["fr"][0], "fr"), ENGLISH_QUESTION]


def test_a_new_conversation_starts_empty(fake: FakeAssistant, fake_site: Site, open_page: OpenPage) -> None:
    visit = open_page(fake_site.url)
    visit.ask(FRENCH_QUESTION)
    visit.answered()
    visit.page.get_by_role("button", name=FRENCH.fresh).click()
    expect(visit.page.locator(".asked")).to_have_count(0)
    expect(visit.page.get_by_role("button", name=STARTERS["fr"][3])).to_be_visible()


def test_the_whole_way_can_be_gone_by_keyboard(fake: FakeAssistant, fake_site: Site, open_page: OpenPage) -> None:
    visit = open_page(fake_site.url, "en-GB")
    page = visit.page

    def tab_to(selector: str) -> None:
        for _ in range(30):
            page.keyboard.press("Tab")
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        pytest.fail(f"Tab does not reach {selector}")

    tab_to("#box textarea")
    page.keyboard.type("What risks")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("are there?")
    assert page.locator("#box textarea").input_value() == "What risks\nare there?"
    page.keyboard.press("Enter")
    visit.answered()
    page.evaluate("document.querySelector('#language input').focus()")
    tab_to("#said .cite")
    page.keyboard.press("Enter")
    expect(page.locator("#t1-s1")).to_have_attribute("open", "")
    assert page.evaluate("document.activeElement.matches('#t1-s1 > summary')")
    tab_to("#t1-s1 .back a")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "t1-r1-1"


def test_everything_to_press_or_fill_has_a_name(fake: FakeAssistant, fake_site: Site, open_page: OpenPage) -> None:
    visit = open_page(fake_site.url)
    page = visit.page
    expect(page.get_by_role("textbox", name=FRENCH.box)).to_be_visible()
    expect(page.get_by_role("button", name=FRENCH.send)).to_be_visible()
    assert page.locator("#language").get_attribute("aria-label") == FRENCH.switch
    visit.ask(FRENCH_QUESTION)
    visit.answered()
    expect(page.get_by_role("heading", level=1)).to_have_text(FRENCH.title)
    expect(page.get_by_role("heading", level=2).first).to_have_text(FRENCH_QUESTION)
    expect(page.get_by_role("link", name="Voir le passage 1")).to_be_visible()
    expect(page.locator("#live [role=status]")).to_contain_text("Réponse")
    expect(page.get_by_role("main")).to_have_count(1)
