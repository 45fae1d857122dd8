"""The page: which Gradio components stand where, and what happens when a visitor acts.

Three pieces of HTML show the newest exchange (question, answer, passages), so that only the answer is redrawn
while it streams; a fourth holds the earlier ones. `page.css` gives them their look, `page.js` their movement.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from functools import partial
from typing import Any

import gradio as gr
from fastapi import FastAPI

from assistant.errors import AssistantError, QuestionError
from assistant.records import Language, Sources
from assistant.settings import Settings
from assistant.web import Assistant, draw, edition_of
from assistant.web.checking import Checking
from assistant.web.conversation import Conversation, Exchange
from assistant.web.labels import Texts
from assistant.web.pump import batches
from assistant.web.texts import NAMES, TEXTS, preferred

STARTERS = ("starter-1", "starter-2", "starter-3", "starter-4")  # buttons for questions to begin with
AT_ONCE = 8  # answers under way at once; more wait in the queue and see their place
WAITING = 64  # questions that may wait

Update = dict[Any, Any]  # component -> its new value or properties, as Gradio takes them


def mount(parent: FastAPI, assistant: Assistant, settings: Settings) -> None:
    """Put the page at the root of a web application."""
    page = Page(assistant, settings)
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


def _html(name: str, template: str = "${value}") -> gr.HTML:
    return gr.HTML("", elem_id=name, html_template=template, js_on_load=None, apply_default_css=False)


class Page:
    """The components, and the handlers of what a visitor does."""

    def __init__(self, assistant: Assistant, settings: Settings) -> None:
        self.assistant = assistant
        self.settings = settings
        with gr.Blocks(title=TEXTS["en"].title, analytics_enabled=False) as blocks:
            self._lay_out()
            self._connect(blocks)
        blocks.queue(max_size=WAITING, api_open=False, default_concurrency_limit=AT_ONCE)
        self.blocks = blocks

    def _lay_out(self) -> None:
        self.talk = gr.State(Conversation())
        self.chosen = gr.BrowserState("", storage_key="page-language", secret="not-a-secret")  # noqa: S106  # a choice of language
        with gr.Column(elem_id="page"):
            self.language = gr.Radio(
                [(name, code) for code, name in NAMES.items()], value="en", elem_id="language", container=False
            )
            self.masthead = _html("masthead")
            self.past = _html("past")
            with gr.Column(elem_id="now", elem_classes="turn"):
                self.asked = _html("asked")
                with gr.Row(elem_id="understood"):
                    self.understood = _html("taken-for")
                    self.edit = gr.Button(elem_id="edit", visible=False)
                self.said, self.found = _html("said"), _html("found")
            with gr.Column(elem_id="starters") as self.starters_area:
                self.try_these = _html("try-these")
                self.starters = [gr.Button(elem_id=name, elem_classes="starter") for name in STARTERS]
            with gr.Column(elem_id="composer"):
                _html("news", '<div role="status"></div>')  # filled by page.js
                self.notice = _html("notice", '<div role="alert">${value}</div>')
                with gr.Row(elem_id="ask"):
                    self.box = gr.Textbox(
                        lines=1,
                        max_lines=6,
                        max_length=10 * self.settings.question_chars,
                        elem_id="box",
                        container=False,
                    )
                    self.send = gr.Button(elem_id="send", variant="primary")
                    self.stop = gr.Button(elem_id="stop", visible=False)
            self.fresh = gr.Button(elem_id="fresh", visible=False)
            self.checking = Checking(self.assistant, self.settings.question_chars)
            self.foot = _html("foot")
            self.live = _html("live", '<div role="status">${value}</div>')

    def _connect(self, blocks: gr.Blocks) -> None:
        turn = [self.past, self.asked, self.understood, self.edit, self.said, self.found, self.live, self.notice]
        offers = [self.starters_area, self.try_these, *self.starters]
        controls = [self.box, self.send, self.stop, self.fresh, self.foot, *offers]
        labels = [self.masthead, self.language]
        everything = [*turn, *controls, *labels, *self.checking.components]
        self.checking.connect(self.language)
        quick: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
        blocks.load(self.arrive, [self.talk, self.chosen], everything, **quick)
        self.language.input(self.speak, [self.talk, self.language], [*everything, self.chosen], **quick)
        asking = gr.on(
            [self.box.submit, self.send.click, *(button.click for button in self.starters)],
            self.begin,
            [self.talk, self.language, self.box, *self.starters],
            [*turn, *controls],
            **quick,
        ).then(
            self.answer,
            [self.talk],
            [*turn, *controls],
            show_progress="minimal",
            show_progress_on=[self.said],
            trigger_mode="multiple",  # "once" would lose a question sent while the last answer's end is on its way
            api_visibility="private",
        )
        asking.failure(self.turn_away, [self.talk], [*turn, *controls], **quick)
        self.stop.click(self.halt, [self.talk], [*turn, *controls], cancels=[asking], **quick)
        self.edit.click(self.reword, [self.talk], [self.box], **quick)
        self.fresh.click(self.renew, [self.talk], everything, cancels=[asking], **quick)

    # --- what a visitor does

    def arrive(self, talk: Conversation, chosen: str, request: gr.Request) -> Update:
        """A visitor opens the page: it speaks the language they chose before, or their browser's."""
        talk.language = preferred(chosen or request.headers.get("accept-language", ""))
        return self._everything(talk)

    def speak(self, talk: Conversation, language: Language) -> Update:
        """A visitor chooses the page's language."""
        talk.language = language
        return {**self._everything(talk), self.chosen: language}

    def begin(self, talk: Conversation, language: Language, event: gr.EventData, typed: str, *offered: str) -> Update:
        """A visitor sends a question, typed or offered."""
        talk.language = language  # known already, unless the server was restarted under an open page
        if talk.busy:
            return {self.notice: gr.skip()}
        pressed = event.target.elem_id if event.target else None  # Gradio may have made the button anew
        question = dict(zip(STARTERS, offered, strict=True)).get(pressed or "", typed)
        trouble = self._refused_at_once(question)
        if trouble:
            return {self.notice: draw.notice(TEXTS[talk.language].trouble(trouble, self.settings.question_chars))}
        talk.begin(question)
        return {**self._turn(talk), **self._controls(talk), self.box: gr.update(value="")}

    async def answer(self, talk: Conversation) -> AsyncGenerator[Update, None]:
        """The assistant answers: passages first, then the answer as it is written."""
        exchange = talk.current
        if exchange is None or exchange.stage != "waiting":
            yield {self.notice: gr.skip()}
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
        yield {**self._turn(talk), **self._controls(talk)}

    def halt(self, talk: Conversation) -> Update:
        """A visitor stops the answer; Gradio has cancelled `answer` already, or does so now."""
        exchange = talk.current
        if exchange is not None and exchange.answer is None:
            exchange.stage, exchange.stopped, exchange.trouble = "done", True, ""
        return {**self._turn(talk), **self._controls(talk)}

    def turn_away(self, talk: Conversation) -> Update:
        """Gradio could not let the question in: too many are waiting. A stopped answer comes here as well."""
        exchange = talk.current
        if exchange is not None and exchange.stage == "waiting":
            exchange.stage, exchange.trouble = "done", "busy"
        return {**self._turn(talk), **self._controls(talk)}

    def reword(self, talk: Conversation) -> Update:
        """A visitor wants to edit the question that theirs was taken for; page.js moves to the box."""
        return {self.box: gr.update(value=talk.current.understood if talk.current else "")}

    def renew(self, talk: Conversation) -> Update:
        """A visitor begins a new conversation."""
        talk.exchanges.clear()
        return self._everything(talk)

    # --- what they are shown

    async def _events(self, talk: Conversation, exchange: Exchange) -> AsyncGenerator[Update, None]:
        """Yield the drawing after each batch of events, the passages before anything else."""
        yield self._said(talk, exchange)
        ask = partial(self.assistant.ask, exchange.question, history=talk.history)
        async with aclosing(batches(ask)) as arriving:
            async for events in arriving:
                for event in events:
                    exchange.take(event)
                    if isinstance(event, Sources):
                        yield {**self._said(talk, exchange), **self._found(talk, exchange)}
                yield self._said(talk, exchange)

    def _give_back(self, talk: Conversation, error: QuestionError) -> Update:
        """Put a question that cannot be asked back into the box, and say why."""
        exchange = talk.exchanges.pop()
        message = TEXTS[talk.language].trouble(error.code, self.settings.question_chars)
        shown = {**self._turn(talk), **self._controls(talk)}
        return {**shown, self.notice: draw.notice(message), self.box: gr.update(value=exchange.question)}

    def _refused_at_once(self, question: str) -> str:
        if not question.strip():
            return "question_empty"
        return "question_long" if len(question) > self.settings.question_chars else ""

    def _said(self, talk: Conversation, exchange: Exchange) -> Update:
        return {self.said: draw.said(exchange, TEXTS[talk.language])}

    def _found(self, talk: Conversation, exchange: Exchange) -> Update:
        texts = TEXTS[talk.language]
        return {
            self.understood: draw.understood(exchange, texts),
            self.edit: gr.update(value=texts.edit, visible=bool(exchange.understood)),
            self.found: draw.found(exchange, texts),
            self.live: draw.live(exchange, texts),
        }

    def _turn(self, talk: Conversation) -> Update:
        """Draw the conversation: earlier exchanges, and the current one in its parts."""
        texts, now = TEXTS[talk.language], talk.current
        shown: Update = {self.past: draw.past(talk.exchanges[:-1], texts), self.notice: ""}
        if now is None:
            none: Update = dict.fromkeys([self.asked, self.understood, self.said, self.found, self.live], "")
            return {**shown, **none, self.edit: gr.update(visible=False)}
        return {**shown, self.asked: draw.asked(now), **self._said(talk, now), **self._found(talk, now)}

    def _controls(self, talk: Conversation) -> Update:
        """Set what can be done now."""
        texts = TEXTS[talk.language]
        begun = bool(talk.exchanges)
        return {
            self.box: gr.update(label=texts.box, placeholder=texts.placeholder),
            self.send: gr.update(value=texts.send, visible=not talk.busy),
            self.stop: gr.update(value=texts.stop, visible=talk.busy),
            self.fresh: gr.update(value=texts.fresh, visible=begun),
            self.foot: self._foot(texts),
            **(self._instead(talk) if begun else {self.starters_area: gr.update(visible=True)}),
        }

    def _instead(self, talk: Conversation) -> Update:
        """Offer, after a refusal, questions that the corpus does answer, in the language of the refused one."""
        answer = talk.current.answer if talk.current else None
        if answer is None or not answer.suggestions:
            return {self.starters_area: gr.update(visible=False)}
        heading = draw.heading(TEXTS[talk.language].instead)
        return {
            self.starters_area: gr.update(visible=True),
            self.try_these: heading,
            **self._offer(answer.suggestions),
        }

    def _offer(self, questions: Sequence[str]) -> Update:
        pairs = zip(self.starters, [*questions, *("" for _ in STARTERS)], strict=False)
        return {button: gr.update(value=question, visible=bool(question)) for button, question in pairs}

    def _everything(self, talk: Conversation) -> Update:
        """Draw the whole page, in the language of the conversation."""
        texts = TEXTS[talk.language]
        shown = {**self._turn(talk), **self._controls(talk), **self.checking.labels(texts)}
        try:
            offered = self.assistant.starters(talk.language)
        except AssistantError as error:
            offered = ()
            shown[self.notice] = draw.notice(texts.trouble(error.code))
        if not talk.exchanges:
            shown.update(self._offer(offered))
            shown[self.try_these] = draw.heading(texts.try_these) if offered else ""
        shown[self.masthead] = draw.masthead(texts)
        shown[self.language] = gr.update(value=talk.language, label=texts.switch)
        return shown

    def _foot(self, texts: Texts) -> str:
        return draw.foot(texts, written=self.assistant.written, edition=edition_of(self.assistant))
