"""What the page's handlers send, in which order; `test_page_*.py` see the same in a browser."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing

from assistant.settings import load_settings
from assistant.web.conversation import Conversation, Exchange
from assistant.web.page import Page
from tests.conftest import REPOSITORY
from tests.page_fake import FakeAssistant


def test_an_answer_first_draws_its_question_and_what_can_be_done_again() -> None:
    """The drawing of the last answer's end, on its way by another road, may arrive after that of the new question."""

    async def first() -> None:
        page = Page(FakeAssistant(), load_settings(REPOSITORY))
        talk = Conversation("en", [Exchange(1, "What is the first question?", "done"), Exchange(2, "And the second?")])
        async with aclosing(page.answer(talk)) as steps:
            drawn = await anext(steps)
        assert "And the second?" in drawn[page.parts.asked]
        assert "What is the first question?" in drawn[page.parts.past]
        assert (drawn[page.parts.stop]["visible"], drawn[page.parts.send]["visible"]) == (True, False)

    with ThreadPoolExecutor(1) as apart:  # Playwright's tests leave a loop running in this thread
        apart.submit(lambda: asyncio.run(first())).result()
