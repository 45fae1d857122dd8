"""A conversation -> what each component shows: labels, drawings, and which buttons are there."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.typography import spaced
from assistant.web import Assistant, draw, edition_of
from assistant.web.conversation import Conversation, Exchange
from assistant.web.labels import Texts
from assistant.web.parts import STARTERS, Parts
from assistant.web.texts import TEXTS
from assistant.web.tools import tools

Update = dict[Any, Any]  # component -> its new value or properties, as Gradio takes them


class Screen:
    """Fills the page's components."""

    def __init__(self, assistant: Assistant, parts: Parts, *, administered: bool) -> None:
        self.assistant, self.parts, self.administered = assistant, parts, administered
        self.below = partial(tools, thumbs=parts.keeping.asks)  # what stands below each answer

    def everything(self, talk: Conversation) -> Update:
        """Draw the whole page, in the language of the conversation."""
        texts, parts = TEXTS[talk.language], self.parts
        shown = {
            **self.turn(talk),
            **self.controls(talk),
            **parts.checking.labels(texts),
            **parts.keeping.labels(texts),
        }
        try:
            offered = self.assistant.starters(talk.language)
        except AssistantError as error:
            offered = ()
            shown[parts.notice] = draw.notice(texts.trouble(error.code))
        if not talk.exchanges:
            shown.update(self._offer([spaced(question, talk.language) for question in offered]))
            shown[parts.try_these] = draw.heading(texts.try_these) if offered else ""
        shown[parts.nav], shown[parts.masthead] = draw.nav(texts), draw.masthead(texts)
        shown[parts.narrowing.area] = parts.narrowing.drawn(texts)
        shown[parts.language] = gr.update(value=talk.language, label=texts.switch)
        return shown

    def now(self, talk: Conversation) -> Update:
        """Draw the conversation and set what can be done now."""
        return {**self.turn(talk), **self.controls(talk)}

    def turn(self, talk: Conversation) -> Update:
        """Draw the conversation: earlier exchanges, and the current one in its parts."""
        texts, now, parts = TEXTS[talk.language], talk.current, self.parts
        shown: Update = {parts.past: draw.past(talk.exchanges[:-1], texts, self.below), parts.notice: ""}
        shown |= parts.keeping.turn(talk)
        if now is None:
            none: Update = dict.fromkeys([parts.asked, parts.understood, parts.said, parts.found, parts.live], "")
            return {**shown, **none, parts.edit: gr.update(visible=False)}
        return {**shown, parts.asked: draw.asked(now, texts), **self.said(talk, now), **self.found(talk, now)}

    def said(self, talk: Conversation, exchange: Exchange) -> Update:
        """Draw the answer as far as it has come."""
        return {self.parts.said: draw.said(exchange, TEXTS[talk.language], self.below)}

    def found(self, talk: Conversation, exchange: Exchange) -> Update:
        """Draw the passages, and what the question was understood as."""
        texts, parts = TEXTS[talk.language], self.parts
        return {
            parts.understood: draw.understood(exchange, texts),
            parts.edit: gr.update(value=texts.edit, visible=bool(exchange.understood)),
            parts.found: draw.found(exchange, texts),
            parts.live: draw.live(exchange, texts),
        }

    def controls(self, talk: Conversation) -> Update:
        """Set what can be done now."""
        texts, parts = TEXTS[talk.language], self.parts
        begun = bool(talk.exchanges)
        return {
            parts.box: gr.update(label=texts.box, placeholder=texts.placeholder),
            parts.send: gr.update(value=texts.send, visible=not talk.busy),
            parts.stop: gr.update(value=texts.stop, visible=talk.busy),
            parts.fresh: gr.update(value=texts.fresh, visible=begun),
            parts.foot: self._foot(texts),
            parts.starters_area: gr.update(visible=not begun),
        }

    def _offer(self, questions: Sequence[str]) -> Update:
        pairs = zip(self.parts.starters, [*questions, *("" for _ in STARTERS)], strict=False)
        return {button: gr.update(value=question, visible=bool(question)) for button, question in pairs}

    def _foot(self, texts: Texts) -> str:
        edition = edition_of(self.assistant)
        return draw.foot(texts, written=self.assistant.written, edition=edition, administered=self.administered)
