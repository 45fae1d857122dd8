"""The page: what happens when a visitor acts.

`parts.py` has the components and where they stand, `screen.py` what they show; `page.css` gives them their look,
`page.js` their movement.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import partial
from typing import Any

import gradio as gr
from fastapi import FastAPI

from assistant.errors import AssistantError, QuestionError, UsageError
from assistant.records import Language, Sources
from assistant.settings import Settings
from assistant.web import Assistant, Opinions, draw
from assistant.web.conversation import Conversation, Exchange
from assistant.web.keeping import RESTORED
from assistant.web.narrowing import CHOSEN, read
from assistant.web.parts import STARTERS, Parts
from assistant.web.pump import batches
from assistant.web.screen import Screen, Update
from assistant.web.texts import TEXTS, preferred

AT_ONCE = 8  # answers under way at once; more wait in the queue and see their place
WAITING = 64  # questions that may wait


def mount(parent: FastAPI, assistant: Assistant, settings: Settings, opinions: Opinions | None = None) -> None:
    """Put the page at the root of a web application."""
    page = Page(assistant, settings, opinions)
    gr.mount_gradio_app(
        parent,
        page.blocks,
        path="/",
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=0,
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        pwa=False,
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
    )


class Page:
    """The handlers of what a visitor does, connected to the components."""

    def __init__(self, assistant: Assistant, settings: Settings, opinions: Opinions | None = None) -> None:
        self.assistant = assistant
        self.settings = settings
        with gr.Blocks(title=TEXTS["en"].title, analytics_enabled=False) as blocks:
            self.parts = Parts(assistant, settings, opinions)
            self.screen = Screen(assistant, self.parts, administered=settings.admin_password is not None)
            self._connect(blocks)
        blocks.queue(max_size=WAITING, api_open=False, default_concurrency_limit=AT_ONCE)
        self.blocks = blocks

    def _connect(self, blocks: gr.Blocks) -> None:
        parts = self.parts
        shown, everything = [*parts.turn, *parts.controls], parts.everything
        quick: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
        parts.checking.connect(parts.language)
        inputs = [parts.talk, parts.chosen, parts.keeping.message]
        blocks.load(self.arrive, inputs, everything, js=RESTORED, **quick)
        parts.language.input(self.speak, [parts.talk, parts.language], [*everything, parts.chosen], **quick)
        asking = gr.on(
            [parts.box.submit, parts.send.click, *(button.click for button in parts.starters)],
            self.begin,
            [parts.talk, parts.language, parts.box, parts.narrowing.chosen, *parts.starters],
            shown,
            js=CHOSEN,
            **quick,
        ).then(
            self.answer,
            [parts.talk],
            shown,
            show_progress="minimal",
            show_progress_on=[parts.said],
            trigger_mode="multiple",  # "once" would lose a question sent while the last answer's end is on its way
            api_visibility="private",
        )
        asking.failure(self.turn_away, [parts.talk], shown, **quick)
        parts.stop.click(self.halt, [parts.talk], shown, cancels=[asking], **quick)
        parts.edit.click(self.reword, [parts.talk], [parts.box], **quick)
        parts.fresh.click(self.renew, [parts.talk], everything, cancels=[asking], **quick)
        parts.keeping.connect(parts.talk, everything, self.screen.everything, asking)

    # --- what a visitor does

    def arrive(self, talk: Conversation, chosen: str, kept: str, request: gr.Request) -> Update:
        """A visitor opens the page, in the language they chose before or their browser's, where they left it."""
        talk.language = preferred(chosen or request.headers.get("accept-language", ""))
        self.parts.keeping.restore(talk, kept)
        return self.screen.everything(talk)

    def speak(self, talk: Conversation, language: Language) -> Update:
        """A visitor chooses the page's language."""
        talk.language = language
        return {**self.screen.everything(talk), self.parts.chosen: language}

    def begin(  # Gradio passes each input as an argument of its own
        self, talk: Conversation, language: Language, event: gr.EventData, typed: str, chosen: str, *offered: str
    ) -> Update:
        """A visitor sends a question, typed or offered, to be sought among what they have chosen."""
        talk.language = language  # known already, unless the server was restarted under an open page
        if talk.busy:
            another = typed.strip() not in ("", talk.exchanges[-1].question.strip())  # else a key was pressed twice
            return {self.parts.notice: draw.notice(TEXTS[language].under_way) if another else gr.skip()}
        pressed = event.target.elem_id if event.target else None  # Gradio may have made the button anew
        question = dict(zip(STARTERS, offered, strict=True)).get(pressed or "", typed)
        trouble = self._refused_at_once(question)
        if trouble:
            return {self.parts.notice: draw.notice(TEXTS[talk.language].trouble(trouble, self.settings.question_chars))}
        try:
            talk.begin(question, read(chosen))
        except UsageError:
            return {self.parts.notice: draw.notice(TEXTS[talk.language].error)}
        return {**self.screen.now(talk), self.parts.box: gr.update(value="")}

    async def answer(self, talk: Conversation) -> AsyncGenerator[Update, None]:
        """The assistant answers: passages first, then the answer as it is written."""
        exchange = talk.current
        if exchange is None or exchange.stage != "waiting":
            yield {self.parts.notice: gr.skip()}
            return
        exchange.stage = "searching"
        try:
            async with aclosing(self._events(talk, exchange)) as steps:
                async for step in steps:
                    yield step
        except QuestionError as error:
            yield self._give_back(talk, error)
            return
        except AssistantError as error:
            exchange.trouble = error.code
        finally:  # also when the visitor stopped it or left
            exchange.stage = "done"
        if exchange.answer is None and not exchange.trouble:
            exchange.trouble = "lost"
        yield self.screen.now(talk)

    def halt(self, talk: Conversation) -> Update:
        """A visitor stops the answer; Gradio has cancelled `answer` already, or does so now."""
        exchange = talk.current
        if exchange is not None and exchange.answer is None:
            exchange.stage, exchange.stopped, exchange.trouble = "done", True, ""
        return self.screen.now(talk)

    def turn_away(self, talk: Conversation) -> Update:
        """Gradio could not let the question in: too many are waiting. A stopped answer comes here as well."""
        exchange = talk.current
        if exchange is not None and exchange.stage == "waiting":
            exchange.stage, exchange.trouble = "done", "busy"
        return self.screen.now(talk)

    def reword(self, talk: Conversation) -> Update:
        """A visitor wants to edit the question that theirs was taken for; page.js moves to the box."""
        return {self.parts.box: gr.update(value=talk.current.understood if talk.current else "")}

    def renew(self, talk: Conversation) -> Update:
        """A visitor begins a new conversation."""
        talk.clear()
        return self.screen.everything(talk)

    # --- what they are shown

    async def _events(self, talk: Conversation, exchange: Exchange) -> AsyncGenerator[Update, None]:
        """Yield the drawing after each batch of events, the passages before anything else.

        First the whole again: the end of the last answer, on the way by another road, may arrive after `begin`'s.
        """
        yield self.screen.now(talk)
        ask = partial(self.assistant.ask, exchange.question, history=talk.history, only=exchange.only)
        async with aclosing(batches(ask)) as arriving:
            async for events in arriving:
                for event in events:
                    exchange.take(event)
                    if isinstance(event, Sources):
                        yield {**self.screen.said(talk, exchange), **self.screen.found(talk, exchange)}
                yield self.screen.said(talk, exchange)

    def _give_back(self, talk: Conversation, error: QuestionError) -> Update:
        """Put a question that cannot be asked back into the box, and say why."""
        exchange = talk.exchanges.pop()
        message = TEXTS[talk.language].trouble(error.code, self.settings.question_chars)
        shown = self.screen.now(talk)
        return {**shown, self.parts.notice: draw.notice(message), self.parts.box: gr.update(value=exchange.question)}

    def _refused_at_once(self, question: str) -> str:
        if not question.strip():
            return "question_empty"
        return "question_long" if len(question) > self.settings.question_chars else ""
