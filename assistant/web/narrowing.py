"""What a visitor searches among: the choices below the question box, kept by `narrowing.js`, and taken back here."""

import json
from collections.abc import Mapping
from typing import Any

import gradio as gr

from assistant import filters
from assistant.errors import AssistantError, UsageError
from assistant.goals import NAMES
from assistant.library import Contents
from assistant.records import Only
from assistant.web import Assistant
from assistant.web.browse_draw import KINDS
from assistant.web.browse_words import BROWSE
from assistant.web.choices import choice
from assistant.web.labels import Texts
from assistant.web.pieces import html
from assistant.web.safe import escape
from assistant.web.texts import NAMES as LANGUAGE_NAMES

# The inputs of asking, the fourth of which is what narrowing.js says has been chosen.
CHOSEN = (
    "(talk, language, typed, _, ...offered) => [talk, language, typed, window.narrowing?.chosen() ?? '', ...offered]"
)
LONGEST = 20_000  # characters of a message; a section's name may be long


class Narrowing:
    """The components of the choices."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self.area = html("narrow")
        self.chosen = gr.Textbox(visible=False)

    def drawn(self, texts: Texts) -> str:
        """Draw the choices that the index in force has; nothing where there is no index, or nothing to choose."""
        try:
            return choices(self._assistant.library.contents(), texts)
        except AssistantError:
            return ""


def read(message: str) -> Only:
    """Return what the browser says has been chosen. Raises UsageError for what the page cannot have sent."""
    try:
        chosen = json.loads(message[:LONGEST] or "{}")
        said = [f"{name}={value}" for name, value in chosen.items()]
    except (ValueError, AttributeError, RecursionError):
        raise UsageError("These choices cannot be read.", "Load the page again.") from None
    return filters.parse(said)


def choices(there: Contents, texts: Texts) -> str:
    """Draw a list for each facet in which the passages differ."""
    words = BROWSE[texts.code]
    briefs = there.briefs.values()
    sections = dict.fromkeys(brief.section for brief in briefs if brief.section)
    languages = {brief.language for brief in briefs}
    kinds = {brief.kind for brief in briefs}
    facets: dict[str, tuple[str, str, Mapping[str, str]]] = {
        "section": (texts.section, texts.any_section, {name: name for name in sections}),
        "goal": (words.which_goal, words.any_goal, {str(n): f"{n}. {NAMES[texts.code][n - 1]}" for n in there.goals}),
        "language": (words.language, words.any_language, _those(LANGUAGE_NAMES, languages)),
        "kind": (words.kind, words.any_kind, _those({kind: texts.kind(kind) for kind in KINDS}, kinds)),
    }
    lists = "".join(
        choice(name, label, every, values)
        for name, (label, every, values) in facets.items()
        if len(values) > 1 or (name == "goal" and values)
    )
    if not lists:
        return ""
    return (
        f'<details class="narrow" lang="{texts.code}" data-narrowing="{escape(texts.narrowing)}"'
        f' data-narrow="{escape(texts.narrow)}"><summary>{escape(texts.narrow)}</summary>'
        f'<div class="facets">{lists}<button type="button" class="everything" disabled>{escape(texts.widen)}</button>'
        "</div></details>"
    )


def _those(names: Mapping[Any, str], there: set[str]) -> dict[str, str]:
    return {code: name for code, name in names.items() if code in there}
