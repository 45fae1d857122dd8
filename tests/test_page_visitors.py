"""Many visitors at once, each in a tab of a real Chromium, before the real index."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.answer import Assistant, Limits
from assistant.index import Index
from assistant.ports import Embedder
from assistant.prompts import read_prompts
from assistant.relevance import load
from assistant.retrieve import Retriever
from tests.browser import PATIENCE, Site, served
from tests.conftest import REPOSITORY

VISITORS = 20
QUESTIONS = (
    "How can digital platforms help farmers?",
    "Quels risques la diplomatie numérique fait-elle courir aux ODD ?",
    "Why can digital sovereignty be an obstacle?",
    "Comment le dialogue en ligne contribue-t-il à la paix ?",
)


@pytest.fixture
def site(real_index: Index, default_embedder: Embedder) -> Iterator[Site]:
    limits = Limits(2000, 5, 5, 320, load(Path("none.json")))
    prompts = read_prompts(REPOSITORY / "prompts")
    retriever = Retriever(real_index, default_embedder)
    with served(Assistant(retriever, real_index, default_embedder, prompts, limits, None)) as site:
        yield site


def test_twenty_visitors_at_once_each_get_the_answer_to_their_own_question(chromium: Browser, site: Site) -> None:
    tabs: list[Page] = []
    for at in range(VISITORS):
        tab = chromium.new_context(locale="en-GB").new_page()  # a browser of its own: one opens six connections at most
        tab.set_default_timeout(3 * PATIENCE)
        tab.goto(site.url)
        tab.locator("#masthead h1").wait_for()
        tab.locator("#box textarea").fill(QUESTIONS[at % 4])
        tabs.append(tab)
    for tab in tabs:
        tab.evaluate("document.querySelector('#send').click()")
    for at, tab in enumerate(tabs):
        expect(tab.locator("#asked .asked")).to_have_text(QUESTIONS[at % 4], timeout=3 * PATIENCE)
        tab.locator('#said .said[aria-busy="false"] .cite').first.wait_for()
        assert tab.locator("#said .note").count() == 0
    answers = [tab.locator("#said .answer").inner_text() for tab in tabs]
    assert all(answer == answers[at % 4] for at, answer in enumerate(answers))
    assert len(set(answers)) == 4
    for tab in tabs:
        tab.context.close()
