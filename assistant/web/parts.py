"""The page's components and where they stand; `page.py` connects them, `screen.py` fills them."""

from typing import Any

import gradio as gr

from assistant.settings import Settings
from assistant.web import Assistant, Opinions
from assistant.web.checking import Checking
from assistant.web.conversation import Conversation
from assistant.web.keeping import Keeping
from assistant.web.narrowing import Narrowing
from assistant.web.pieces import html
from assistant.web.texts import NAMES

STARTERS = ("starter-1", "starter-2", "starter-3", "starter-4")  # buttons for questions to begin with


class Parts:
    """Every component, made where it stands: make it inside the page's `Blocks`."""

    def __init__(self, assistant: Assistant, settings: Settings, opinions: Opinions | None = None) -> None:
        self.talk = gr.State(Conversation())
        self.chosen = gr.BrowserState("", storage_key="page-language", secret="not-a-secret")  # noqa: S106  # a choice of language
        with gr.Column(elem_id="page"):
            self.language = gr.Radio(
                [(name, code) for code, name in NAMES.items()], value="en", elem_id="language", container=False
            )
            self.nav = html("nav")
            self.masthead = html("masthead")
            self.past = html("past")
            self._turn()
            self._offers()
            self._composer(assistant, settings)
            self.fresh = gr.Button(elem_id="fresh", visible=False)
            self.keeping = Keeping(opinions, settings.question_chars)
            self.checking = Checking(assistant, settings.question_chars)
            self.foot = html("foot")
            self.live = html("live", '<div role="status">${value}</div>')

    def _turn(self) -> None:
        """Lay out the newest exchange, in pieces, so that only the answer is redrawn while it streams."""
        with gr.Column(elem_id="now", elem_classes="turn"):
            self.asked = html("asked")
            with gr.Row(elem_id="understood"):
                self.understood = html("taken-for")
                self.edit = gr.Button(elem_id="edit", visible=False)
            self.said, self.found = html("said"), html("found")

    def _offers(self) -> None:
        with gr.Column(elem_id="starters") as self.starters_area:
            self.try_these = html("try-these")
            self.starters = [gr.Button(elem_id=name, elem_classes="starter") for name in STARTERS]

    def _composer(self, assistant: Assistant, settings: Settings) -> None:
        with gr.Column(elem_id="composer"):
            html("news", '<div role="status"></div>')  # filled by page.js
            self.notice = html("notice", '<div role="alert">${value}</div>')
            with gr.Row(elem_id="ask"):
                self.box = gr.Textbox(
                    lines=1, max_lines=6, max_length=10 * settings.question_chars, elem_id="box", container=False
                )
                self.send = gr.Button(elem_id="send", variant="primary")
                self.stop = gr.Button(elem_id="stop", visible=False)
            self.narrowing = Narrowing(assistant)

    @property
    def turn(self) -> list[Any]:
        """What draws the conversation."""
        return [
            self.past,
            self.asked,
            self.understood,
            self.edit,
            self.said,
            self.found,
            self.live,
            self.notice,
            *self.keeping.components,
        ]

    @property
    def controls(self) -> list[Any]:
        """What sets what can be done now."""
        offers = [self.starters_area, self.try_these, *self.starters]
        return [self.box, self.send, self.stop, self.fresh, self.foot, *offers]

    @property
    def everything(self) -> list[Any]:
        """All that a change of language changes."""
        labels = [self.nav, self.masthead, self.language, self.narrowing.area]
        return [*self.turn, *self.controls, *labels, *self.checking.components]
