"""Keeping, in a real browser: reload, list, rename, delete, undo, several tabs, files, thumbs, copies."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from assistant.feedback import Feedback
from assistant.web import kept
from assistant.web.keepwords import ENGLISH, FRENCH, KeepWords
from tests.browser import PATIENCE, OpenPage, Site, Visit, served
from tests.page_fake import HOSTILE, QUOTES, FakeAssistant
from tests.test_page_access import faults

FIRST, SECOND = "Quels risques la fracture numérique fait-elle peser ?", "Quels partenariats font avancer les ODD ?"
KEPT = "Object.keys(localStorage).filter(key => key.startsWith('kept:')).map(key => JSON.parse(localStorage[key]))"

FOREIGN = (
    *("", "null", "{", "[]", '{"v": 1}', '{"v": 2, "id": "ID", "rev": 1, "name": "x", "time": 1, "data": "{}"}'),
    '{"v": 1, "id": "ID", "rev": 1, "name": "x", "named": false, "time": 1, "data": "not ours"}',
    json.dumps({"v": 1, "id": "ID", "rev": 1, "name": "x", "named": True, "time": 1, "data": "x" * 500_000}),
    '{"v": 1, "id": "ID", "rev": 1, "name": "<img src=x onerror=alert(1)>", "named": 1, "time": 1, "data": "{}"}',
)


@pytest.fixture(scope="module")
def feedback(tmp_path_factory: pytest.TempPathFactory) -> Feedback:
    return Feedback(tmp_path_factory.mktemp("feedback") / "feedback.sqlite")


@pytest.fixture(scope="module")
def site(feedback: Feedback) -> Iterator[Site]:
    with served(FakeAssistant(pause=0.001), opinions=feedback) as made:
        yield made


def asked(visit: Visit, *questions: str) -> Visit:
    for question in questions:
        visit.ask(question)
        visit.answered()
        kept = visit.page.locator("#kept [data-kept]")
        expect(kept).to_have_attribute("data-kept", re.compile(re.escape(json.dumps(question, ensure_ascii=False))))
        expect(kept).not_to_have_attribute("data-kept", re.compile('"trouble": "lost"'))
    return visit


def reloaded(page: Page) -> None:
    page.reload()
    page.locator("#masthead h1").wait_for()


def listed(page: Page) -> Locator:
    if not page.locator("#keeping details[open]").count():
        page.locator("#keeping summary").click()
    return page.locator("#keeping li")


def another(visit: Visit, url: str) -> Visit:
    """Open another tab of the same browser."""
    made = Visit(visit.page.context.new_page())
    made.page.set_default_timeout(PATIENCE)
    made.watch()
    made.page.goto(url)
    made.page.locator("#masthead h1").wait_for()
    return made


def opened(page: Page, name: str, words: str = "Ouvrir") -> None:
    listed(page)
    page.get_by_role("button", name=re.compile(rf"^{words}.*{re.escape(name)}")).click()


def test_the_conversation_is_there_after_a_reload_and_can_be_gone_on_with(site: Site, open_page: OpenPage) -> None:
    visit = asked(open_page(site.url), FIRST, "tarte aux pommes")
    before = visit.page.locator("#past").inner_text(), visit.page.locator("#said").inner_text()
    reloaded(visit.page)
    expect(visit.page.locator("#asked .asked")).to_have_text("tarte aux pommes")
    assert (visit.page.locator("#past").inner_text(), visit.page.locator("#said").inner_text()) == before
    card = visit.page.locator("#past .card").first
    card.locator("summary").click()
    expect(card.locator("mark")).to_have_text(QUOTES[0])
    asked(visit, SECOND)
    expect(visit.page.locator("#past .asked")).to_have_text([FIRST, "tarte aux pommes"])
    assert len(visit.page.evaluate(KEPT)) == 1


def test_what_refers_back_still_does_after_a_reload(open_page: OpenPage) -> None:
    fake = FakeAssistant()
    with served(fake) as own:
        visit = asked(open_page(own.url), FIRST)
        reloaded(visit.page)
        expect(visit.page.locator("#asked .asked")).to_have_text(FIRST)
        asked(visit, "et la santé ?")
        expect(visit.page.locator("#understood q")).to_have_text(f"{FIRST} et la santé ?")
        assert [turn.question for turn in fake.histories[-1]] == [FIRST]
        visit.leave()


def test_a_new_conversation_leaves_the_old_one_in_the_list(site: Site, open_page: OpenPage) -> None:
    page = asked(open_page(site.url), FIRST).page
    page.locator("#fresh").click()
    expect(page.locator("#asked .asked")).to_have_count(0)
    reloaded(page)
    expect(page.locator("#starter-1")).to_be_visible()
    expect(page.locator("#asked .asked")).to_have_count(0)
    expect(listed(page)).to_have_count(1)
    opened(page, FIRST)
    expect(page.locator("#asked .asked")).to_have_text(FIRST)
    expect(page.locator("#keeping li[aria-current]")).to_contain_text(FRENCH.here)
    assert page.evaluate("document.activeElement.matches('#box textarea')")


def test_two_conversations_are_told_apart_and_each_opens(site: Site, open_page: OpenPage) -> None:
    visit = asked(open_page(site.url), FIRST)
    visit.page.locator("#fresh").click()
    expect(visit.page.locator("#asked .asked")).to_have_count(0)
    asked(visit, SECOND)
    expect(listed(visit.page)).to_have_count(2)
    opened(visit.page, FIRST)
    expect(visit.page.locator("#asked .asked")).to_have_text(FIRST)
    opened(visit.page, SECOND)
    expect(visit.page.locator("#asked .asked")).to_have_text(SECOND)
    assert sorted(one["name"] for one in visit.page.evaluate(KEPT)) == sorted([FIRST, SECOND])


def test_a_conversation_is_renamed_and_keeps_its_name(site: Site, open_page: OpenPage) -> None:
    visit = asked(open_page(site.url), FIRST)
    page = visit.page
    listed(page).get_by_role("button", name=re.compile("^Renommer")).click()
    page.keyboard.press("Escape")
    expect(page.locator("#keeping li")).to_contain_text(FIRST)
    page.keyboard.press("Enter")  # the focus is back on the button
    box = page.get_by_role("textbox", name=FRENCH.name)
    expect(box).to_be_focused()
    box.fill("  Fracture & <b>confiance</b> ")
    page.evaluate("dispatchEvent(new StorageEvent('storage'))")  # another tab has kept something meanwhile
    page.keyboard.press("Enter")
    expect(page.locator("#keeping .what button")).to_have_text("Fracture & <b>confiance</b>")
    asked(visit, SECOND)
    reloaded(page)
    expect(listed(page).locator(".what button")).to_have_text("Fracture & <b>confiance</b>")


def test_a_deleted_conversation_is_gone_and_undo_brings_it_back(site: Site, open_page: OpenPage) -> None:
    page = asked(open_page(site.url), FIRST).page
    listed(page).get_by_role("button", name=re.compile("^Supprimer")).click()
    expect(page.locator("#asked .asked")).to_have_count(0)
    assert page.evaluate(KEPT) == []
    expect(page.get_by_role("button", name=FRENCH.undo)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#asked .asked")).to_have_text(FIRST)
    assert len(page.evaluate(KEPT)) == 1
    listed(page).get_by_role("button", name=re.compile("^Supprimer")).click()
    expect(page.locator("#asked .asked")).to_have_count(0)
    reloaded(page)
    expect(page.locator("#starter-1")).to_be_visible()
    assert page.evaluate(KEPT) == []


def test_all_are_deleted_at_once_and_brought_back(site: Site, open_page: OpenPage) -> None:
    visit = asked(open_page(site.url), FIRST)
    visit.page.locator("#fresh").click()
    expect(visit.page.locator("#asked .asked")).to_have_count(0)
    asked(visit, SECOND)
    listed(visit.page)
    visit.page.get_by_role("button", name=FRENCH.delete_all).click()
    expect(visit.page.locator("#keeping .list")).to_contain_text(FRENCH.none)
    assert visit.page.evaluate(KEPT) == []
    visit.page.get_by_role("button", name=FRENCH.undo).click()
    expect(visit.page.locator("#keeping li")).to_have_count(2)


def test_who_wants_nothing_kept_has_nothing_kept(site: Site, open_page: OpenPage) -> None:
    visit = asked(open_page(site.url, "en-GB"), "What divides?")
    page = visit.page
    listed(page)
    page.get_by_label(ENGLISH.never).check()
    assert page.evaluate(KEPT) == []
    asked(visit, "What else?")
    assert page.evaluate(KEPT) == []
    reloaded(page)
    expect(page.locator("#starter-1")).to_be_visible()
    expect(page.locator("#asked .asked")).to_have_count(0)
    listed(page)
    expect(page.get_by_label(ENGLISH.never)).to_be_checked()
    page.get_by_label(ENGLISH.never).uncheck()
    asked(visit, "What now?")
    assert len(page.evaluate(KEPT)) == 1


def test_two_tabs_keep_a_conversation_each(site: Site, open_page: OpenPage) -> None:
    first = asked(open_page(site.url), FIRST)
    second = asked(another(first, site.url), SECOND)
    asked(first, "Et ensuite ?")
    for visit, newest in ((first, "Et ensuite ?"), (second, SECOND)):
        reloaded(visit.page)
        expect(visit.page.locator("#asked .asked")).to_have_text(newest)
    expect(listed(first.page)).to_have_count(2)


def test_one_conversation_continued_in_two_tabs_becomes_two(site: Site, open_page: OpenPage) -> None:
    first = asked(open_page(site.url), FIRST)
    second = another(first, site.url)
    opened(second.page, FIRST)
    expect(second.page.locator("#asked .asked")).to_have_text(FIRST)
    asked(first, "Et la santé ?")
    asked(second, "Et la paix ?")
    kept = second.page.evaluate(KEPT)
    newest = sorted(re.findall(r"Et la \w+ \?", one["data"])[0] for one in kept)
    assert newest == ["Et la paix ?", "Et la santé ?"]
    for visit, question in ((first, "Et la santé ?"), (second, "Et la paix ?")):
        reloaded(visit.page)
        expect(visit.page.locator("#asked .asked")).to_have_text(question)


def test_a_conversation_deleted_in_another_tab_stays_deleted(site: Site, open_page: OpenPage) -> None:
    first = asked(open_page(site.url), FIRST)
    second = another(first, site.url)
    listed(second.page).get_by_role("button", name=re.compile("^Supprimer")).click()
    asked(first, SECOND)
    assert first.page.evaluate(KEPT) == []
    expect(listed(first.page)).to_have_count(0)


def test_a_broken_or_foreign_value_gives_a_fresh_page(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.url).page
    name = "0" * 32
    for stored in FOREIGN:
        page.evaluate(
            "([id, text]) => { localStorage['kept:' + id] = text;"
            " sessionStorage['kept-here'] = JSON.stringify({id, rev: 1}) }",
            [name, stored.replace("ID", name)],
        )
        reloaded(page)
        expect(page.locator("#starter-1"), stored).to_be_visible()
        expect(page.locator("#asked .asked"), stored).to_have_count(0)


def test_what_cannot_be_read_any_more_is_listed_as_text_and_says_so_when_opened(
    site: Site, open_page: OpenPage
) -> None:
    visit = open_page(site.url)
    visit.page.evaluate(
        "text => { localStorage['kept:' + '0'.repeat(32)] = text }", FOREIGN[-1].replace("ID", "0" * 32)
    )
    asked(visit, FIRST)
    opened(visit.page, "<img src=x")
    expect(visit.page.locator("#told")).to_have_text(FRENCH.unreadable)
    expect(visit.page.locator("#asked .asked")).to_have_count(0)
    assert visit.page.locator("#keeping img").count() == 0
    opened(visit.page, FIRST)
    expect(visit.page.locator("#asked .asked")).to_have_text(FIRST)


def test_a_browser_without_room_says_so_and_the_page_goes_on(site: Site, open_page: OpenPage) -> None:
    visit = open_page(site.url)
    visit.page.evaluate(
        "() => { let size = 1 << 22; while (size) try { localStorage['x' + size + Math.random()] = 'x'.repeat(size) }"
        " catch { size >>= 1 } }"
    )
    visit.ask(FIRST)
    visit.answered()
    expect(visit.page.locator("#keeping .told")).to_have_text(FRENCH.full)
    expect(visit.page.locator("#said .answer")).to_contain_text("fracture")


def test_a_conversation_survives_the_server(open_page: OpenPage) -> None:
    with served(FakeAssistant()) as own:
        visit = asked(open_page(own.url), FIRST)
        port = int(own.url.rsplit(":", 1)[1])
        visit.page.goto("about:blank")
        own.stop()
    with served(FakeAssistant(), port=port) as again:
        visit.page.goto(again.url)
        expect(visit.page.locator("#asked .asked")).to_have_text(FIRST)
        visit.leave()


@pytest.mark.parametrize(("locale", "labels"), [("fr-FR", FRENCH), ("en-GB", ENGLISH)], ids=["fr", "en"])
def test_each_kind_of_file_is_made_of_what_is_shown(
    site: Site, open_page: OpenPage, locale: str, labels: KeepWords
) -> None:
    visit = asked(open_page(site.url, locale), FIRST, f"hostile {HOSTILE}")
    page = visit.page
    texts = {}
    for label, kind in ((labels.markdown, "md"), (labels.html, "html"), (labels.json, "json")):
        with page.expect_download() as made:
            page.locator("#keeping").get_by_role("button", name=label, exact=True).click()
        assert made.value.suggested_filename == f"quels-risques-la-fracture-numerique-fait-elle-peser.{kind}"
        texts[kind] = Path(made.value.path()).read_text(encoding="utf-8")
        expect(page.locator("#keeping .told")).to_contain_text(f".{kind}")
    assert f"“{QUOTES[0]}”" in texts["md"] or f"«\u202f{QUOTES[0]}\u202f»" in texts["md"]
    assert ("Consulté le" if locale == "fr-FR" else "Accessed") in texts["md"]
    assert f"{site.url}/passage/p1" in texts["md"]
    assert "<script>" not in texts["html"]
    assert json.loads(texts["json"])["answers"][0]["question"] == FIRST
    page.context.new_page().set_content(texts["html"])


def test_a_renamed_conversation_is_exported_under_its_name(site: Site, open_page: OpenPage) -> None:
    page = asked(open_page(site.url), FIRST).page
    listed(page).get_by_role("button", name=re.compile("^Renommer")).click()
    page.get_by_role("textbox", name=FRENCH.name).fill("Ma recherche")
    page.keyboard.press("Enter")
    with page.expect_download() as made:
        page.locator('#keeping [data-export="md"]').click()
    assert made.value.suggested_filename == "ma-recherche.md"
    assert Path(made.value.path()).read_text(encoding="utf-8").startswith("# Ma recherche\n")


def test_without_a_conversation_there_is_nothing_to_export(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.url).page
    expect(page.locator("#keeping summary")).to_be_visible()
    expect(page.locator("#keeping .export")).to_be_hidden()


def test_a_thumb_with_its_reason_and_comment_is_stored_and_shown_after_a_reload(
    site: Site, open_page: OpenPage, feedback: Feedback
) -> None:
    visit = asked(open_page(site.url), FIRST)
    page = visit.page
    before = {one.id for one in feedback.read()}
    down, unclear = page.get_by_role("button", name=FRENCH.down), page.get_by_role("button", name=FRENCH.unclear)
    down.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#told")).to_have_text(FRENCH.thanks)
    expect(down).to_have_attribute("aria-pressed", "true")
    expect(down).to_be_focused()
    page.get_by_label(FRENCH.comment).fill("Où sont les chiffres ?")
    unclear.click()
    expect(unclear).to_have_attribute("aria-pressed", "true")
    (kept,) = [one for one in feedback.read() if one.id not in before]
    assert (kept.thumb, kept.reason, kept.comment) == ("down", "unclear", "Où sont les chiffres ?")
    assert kept.question == FIRST
    assert kept.passages == ("p1", "p2", "p3", "p4", "p5")
    asked(visit, SECOND)
    reloaded(page)
    expect(page.locator("#past").get_by_role("button", name=FRENCH.unclear)).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#past .reasons input")).to_have_value("Où sont les chiffres ?")
    up = page.locator("#past").get_by_role("button", name=FRENCH.up, exact=True)
    up.click()
    expect(up).to_have_attribute("aria-pressed", "true")
    assert [(one.thumb, one.reason) for one in feedback.read() if one.id == kept.id] == [("up", "")]
    up.click()
    expect(page.locator("#told")).to_have_text(FRENCH.withdrawn)
    expect(up).to_have_attribute("aria-pressed", "false")
    assert kept.id not in {one.id for one in feedback.read()}


def test_where_no_opinions_are_asked_for_there_are_no_thumbs(open_page: OpenPage) -> None:
    with served(FakeAssistant()) as own:
        visit = asked(open_page(own.url), FIRST)
        expect(visit.page.get_by_role("button", name=FRENCH.copy, exact=True)).to_be_visible()
        expect(visit.page.get_by_role("button", name=FRENCH.down)).to_have_count(0)
        visit.leave()


def test_an_opinion_that_cannot_be_stored_is_said_and_the_page_goes_on(open_page: OpenPage, tmp_path: Path) -> None:
    file = tmp_path / "feedback.sqlite"
    file.write_text("no database" * 500)
    with served(FakeAssistant(), opinions=Feedback(file)) as own:
        visit = asked(open_page(own.url), FIRST)
        visit.page.get_by_role("button", name=FRENCH.up, exact=True).click()
        expect(visit.page.locator("#told")).to_have_text(FRENCH.not_stored)
        expect(visit.page.locator("#said [data-thumb=up]")).to_have_attribute("aria-pressed", "false")
        asked(visit, SECOND)
        visit.leave()


def test_an_answer_and_the_link_to_a_passage_are_copied(site: Site, open_page: OpenPage) -> None:
    visit = open_page(site.url)
    page = visit.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    asked(visit, FIRST)
    page.locator("#said").get_by_role("button", name=FRENCH.copy, exact=True).click()
    expect(page.locator("#said .tools")).to_contain_text(FRENCH.copied)
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("La fracture numérique limite la portée de la diplomatie numérique. [1]")
    assert f"[1] «\u202f{QUOTES[0]}\u202f» section" in text
    card = visit.follow(2)
    card.locator(".copy-link").click()
    expect(card.locator(".copy-link")).to_have_text(FRENCH.copied_link)
    assert page.evaluate("navigator.clipboard.readText()") == f"{site.url}/passage/p2"


def test_a_conversation_too_long_to_be_kept_whole_says_what_is_no_longer_kept(
    site: Site, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = asked(open_page(site.url), FIRST).page
    left = page.locator("#keeping .left")
    expect(left).to_be_hidden()
    room = len(page.locator("#kept [data-kept]").get_attribute("data-kept").encode())
    monkeypatch.setattr(kept, "LARGEST", room + 200)
    visit = Visit(page)
    asked(visit, SECOND)
    expect(left).to_have_text(FRENCH.left_one)
    asked(visit, FIRST)
    expect(left).to_have_text(FRENCH.left_many.replace("{n}", "2"))
    page.locator("#language").get_by_text("English", exact=True).click()
    expect(left).to_have_text(ENGLISH.left_many.replace("{n}", "2"))
    page.reload()
    expect(page.locator("#asked .asked")).to_have_text(FIRST)
    expect(page.locator("#past .asked")).to_have_count(0)


def test_labels_follow_the_language_of_the_page(site: Site, open_page: OpenPage) -> None:
    page = asked(open_page(site.url), FIRST).page
    listed(page)
    page.locator("#language").get_by_text("English", exact=True).click()
    expect(page.locator("#keeping-title")).to_have_text(ENGLISH.title)
    listed(page)
    expect(page.locator("#keeping .list")).to_contain_text(ENGLISH.where)
    expect(page.locator("#said .tools")).to_contain_text(ENGLISH.up)
    expect(page.get_by_role("button", name=re.compile("^Rename"))).to_have_count(1)


@pytest.mark.parametrize(("locale", "labels"), [("fr-FR", FRENCH), ("en-GB", ENGLISH)], ids=["fr", "en"])
def test_keeping_shuts_nobody_out(site: Site, open_page: OpenPage, locale: str, labels: KeepWords) -> None:
    page = asked(open_page(site.url, locale), FIRST).page
    page.get_by_role("button", name=labels.down).click()
    expect(page.get_by_label(labels.comment)).to_be_visible()
    page.get_by_role("button", name=labels.unclear).click()
    expect(page.get_by_role("button", name=labels.unclear)).to_have_attribute("aria-pressed", "true")
    listed(page)
    wrong = faults(page, "kept, with an opinion")
    page.locator("#keeping [data-act=rename]").click()
    wrong += faults(page, "renaming")
    page.keyboard.press("Escape")
    page.locator("#keeping [data-act=delete]").click()
    expect(page.get_by_role("button", name=labels.undo)).to_be_focused()
    assert wrong + faults(page, "deleted") == []


def test_on_another_view_of_the_page_nothing_of_it_is_in_the_way(site: Site, open_page: OpenPage) -> None:
    page = asked(open_page(site.url), FIRST).page
    page.locator("#nav a[href='#check']").click()
    expect(page.locator("#keeping")).to_be_hidden()
    page.locator("#nav a").first.click()
    expect(page.locator("#keeping summary")).to_be_visible()
