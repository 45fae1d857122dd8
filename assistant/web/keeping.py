"""Keeping: the browser's own copy of each conversation, files made from one, and what a visitor thought of an answer.

`keeping.js` keeps and lists conversations in the browser; here they are drawn for it, and taken back. It speaks to the
server through two buttons that nobody sees, each with a message.
"""

import json
import logging
import re
from collections.abc import Callable
from typing import Any

import gradio as gr
from gradio.events import Dependency
from pydantic import BaseModel, Field, ValidationError

from assistant.errors import FeedbackError
from assistant.feedback import COMMENT_CHARS, Thumb, Why, opinion
from assistant.web import Opinions
from assistant.web.conversation import Conversation, new_key
from assistant.web.keepwords import KEEP_WORDS, KeepWords
from assistant.web.kept import KEY, read, written
from assistant.web.labels import Texts
from assistant.web.pieces import html
from assistant.web.safe import escape

Update = dict[Any, Any]
NAME = 80  # characters of a question that name its conversation
log = logging.getLogger(__name__)
MESSAGE = "(talk) => [talk, window.keeping ? window.keeping.message() : '']"
RESTORED = "(talk, chosen) => [talk, chosen, window.keeping ? window.keeping.restored() : '']"


class Kept(BaseModel):
    """A conversation that the browser gives back: what it keeps it under, and its text."""

    id: str = Field(pattern=KEY.pattern, max_length=32)
    kept: str


class Thought(BaseModel):
    """What a visitor thinks of the answer to their question number `n`; no thumb withdraws it."""

    n: int
    thumb: Thumb | None
    reason: Why = ""
    comment: str = Field("", max_length=COMMENT_CHARS)


class Keeping:
    """The components that speak with keeping.js; `opinions` is where thumbs go, None where none are asked for."""

    def __init__(self, opinions: Opinions | None, longest: int) -> None:
        self._opinions, self._longest = opinions, longest
        self.area = html("keeping")
        self.kept = html("kept")
        self.told = html("told", '<div role="status">${value}</div>')
        self.message = gr.Textbox(visible=False)
        self.opening = gr.Button(visible="hidden", elem_id="keeping-open")
        self.thinking = gr.Button(visible="hidden", elem_id="keeping-think")

    def connect(
        self, talk: gr.State, shown: list[Any], show: Callable[[Conversation], Update], asking: Dependency
    ) -> None:
        """Take what keeping.js sends: another conversation to show, or a thumb; `shown` is what `show` may change."""
        quick: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False, "js": MESSAGE}
        inputs = [talk, self.message]

        def opened(talk: Conversation, message: str) -> Update:
            taken = self.restore(talk, message)
            return show(talk) | (
                {} if taken or not message else {self.told: told(KEEP_WORDS[talk.language].unreadable)}
            )

        def thought(talk: Conversation, message: str) -> Update:
            said = self.think(talk, message)
            return show(talk) | {self.told: told(said)}

        self.opening.click(opened, inputs, shown, cancels=[asking], **quick)
        self.thinking.click(thought, inputs, shown, **quick)

    @property
    def asks(self) -> bool:
        """Whether visitors are asked what they think."""
        return self._opinions is not None

    @property
    def components(self) -> list[Any]:
        """What the methods below set."""
        return [self.area, self.kept, self.told]

    def labels(self, texts: Texts) -> Update:
        """Draw the place of the kept conversations, for keeping.js to fill."""
        return {self.area: area(KEEP_WORDS[texts.code])}

    def turn(self, talk: Conversation) -> Update:
        """Draw what the browser is to keep of a conversation."""
        return {self.kept: drawn(talk), self.told: ""}

    def restore(self, talk: Conversation, message: str) -> bool:
        """Put a conversation that the browser kept in place of the present one, an empty one for anything else."""
        talk.clear()
        try:
            kept = Kept.model_validate_json(message)
        except ValidationError:
            return False
        exchanges = read(kept.kept, self._longest)
        if exchanges is None:
            return False
        talk.exchanges, talk.key = exchanges, kept.id
        return True

    def think(self, talk: Conversation, message: str) -> str:
        """Store what a visitor thinks of an answer; return what to tell them."""
        words = KEEP_WORDS[talk.language]
        try:
            thought = Thought.model_validate_json(message)
        except ValidationError:
            return words.not_stored
        exchange = next((one for one in talk.exchanges if one.number == thought.n), None)
        if self._opinions is None or exchange is None or exchange.answer is None:
            return words.not_stored
        try:
            if thought.thumb is None:
                self._opinions.withdraw(exchange.key)
            else:
                given = opinion(exchange.key, exchange.answer, thought.thumb, thought.reason, thought.comment)
                self._opinions.keep(given)
        except FeedbackError as error:
            log.warning("%s", error)
            return words.not_stored
        exchange.thumb = thought.thumb or ""
        down = thought.thumb == "down"
        exchange.reason, exchange.comment = (thought.reason, thought.comment) if down else ("", "")
        return words.thanks if thought.thumb else words.withdrawn


def told(text: str) -> str:
    """Draw what a visitor is told, so that the same twice is told twice."""
    return f'<span data-at="{new_key()}">{escape(text)}</span>'


def area(words: KeepWords) -> str:
    """Draw the place of the kept conversations."""
    exports = "".join(
        f'<button type="button" data-export="{kind}">{escape(label)}</button>'
        for kind, label in (("md", words.markdown), ("html", words.html), ("json", words.json))
    )
    return (
        f'<section class="keeping" data-words="{escape(json.dumps(words.values))}" lang="{words.code}"'
        f' aria-labelledby="keeping-title">'
        f'<div class="export" role="group" aria-labelledby="export-title" hidden>'
        f'<span id="export-title">{escape(words.export)}</span>{exports}</div>'
        '<p class="left" hidden></p>'
        f'<details><summary><h2 id="keeping-title">{escape(words.title)}</h2> <span class="count"></span></summary>'
        f'<div class="list"></div><p class="never"><label><input type="checkbox"> {escape(words.never)}</label></p>'
        f'</details><div class="told" role="status"></div></section>'
    )


def drawn(talk: Conversation) -> str:
    """Draw a conversation for keeping.js to keep: hidden, with its name; an empty one where there is none."""
    text, left = written(talk) if talk.exchanges else ("", 0)
    key, name = escape(talk.key), escape(_short(talk.exchanges[0].question)) if text else ""
    return f'<div hidden data-key="{key}" data-name="{name}" data-left="{left}" data-kept="{_attribute(text)}"></div>'


def _short(question: str) -> str:
    """Return a question as a name: on one line, cut between two words where it is long."""
    line = re.sub(r"\s*\n\s*", " ", question.strip())
    return line if len(line) <= NAME else f"{line[: NAME - 1].rsplit(' ', 1)[0]}…"


def _attribute(text: str) -> str:
    """Return a text as an attribute, every character as it is: keeping.js keeps it, nobody sees it."""
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
