"""The page's place to check a statement: does the corpus say it, and where?"""

from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.records import Language, Verified
from assistant.verdict import reason_text, shown
from assistant.web import Assistant
from assistant.web.labels import Texts
from assistant.web.safe import escape
from assistant.web.texts import TEXTS


class Checking:
    """A statement to type, and the verdict on it: a view of its own, which page.js shows."""

    def __init__(self, assistant: Assistant, longest: int) -> None:
        self._assistant, self._longest = assistant, longest
        with gr.Column(elem_id="checking"):
            self.head = gr.HTML("", elem_id="check-head", js_on_load=None, apply_default_css=False)
            self.box = gr.Textbox(lines=1, max_lines=4, max_length=10 * longest, elem_id="statement")
            self.button = gr.Button(elem_id="check")
            self.verdict = gr.HTML(
                "",
                elem_id="verdict",
                html_template='<div role="status">${value}</div>',
                js_on_load=None,
                apply_default_css=False,
            )

    def connect(self, language: gr.Radio) -> None:
        """Check when a visitor asks for it."""
        gr.on(
            [self.button.click, self.box.submit],
            self.check,
            [self.box, language],
            [self.verdict],
            show_progress="minimal",
            api_visibility="private",
        )

    @property
    def components(self) -> list[Any]:
        """What `labels` sets."""
        return [self.head, self.box, self.button]

    def labels(self, texts: Texts) -> dict[Any, Any]:
        """Return the labels in a language."""
        return {
            self.head: f"<h1>{escape(texts.check_title)}</h1><p>{escape(texts.check_lead)}</p>",
            self.box: gr.update(label=texts.check_box, placeholder=texts.check_placeholder),
            self.button: gr.update(value=texts.check),
        }

    def check(self, statement: str, language: Language) -> str:
        """Return the verdict on a statement, drawn; an error in words."""
        texts = TEXTS[language]
        if not statement.strip():
            return f"<p>{escape(texts.trouble('question_empty'))}</p>"
        if len(statement) > self._longest:
            return f"<p>{escape(texts.trouble('question_long', self._longest))}</p>"
        try:
            return drawn(self._assistant.verify(statement), texts)
        except AssistantError as error:
            return f"<p>{escape(texts.trouble(error.code, self._longest))}</p>"


def drawn(verified: Verified, texts: Texts) -> str:
    """Draw a verdict: in words, then the passage that says it or comes nearest, quoted in its own language."""
    verdict = verified.verdict
    state = "said" if verdict.supported else "unsaid"
    quotes = "".join(
        f'<blockquote lang="{item.passage.language}" dir="auto"><p>{escape(item.quote)}</p>'
        f"<footer>{escape(item.passage.section)}</footer></blockquote>"
        for item in shown(verdict)
    )
    return f'<p class="{state}" lang="{texts.code}">{escape(reason_text(verified, texts.code))}</p>{quotes}'
