"""A conversation -> a file to keep: Markdown with footnotes, HTML to print, or JSON for programs."""

from collections.abc import Callable, Mapping

from assistant.exports.markdown import markdown
from assistant.exports.printed import printed
from assistant.exports.program import program
from assistant.exports.talk import Talk

WRITERS: Mapping[str, Callable[[Talk], str]] = {"md": markdown, "html": printed, "json": program}
MEDIA: Mapping[str, str] = {"md": "text/markdown", "html": "text/html", "json": "application/json"}


def export(talk: Talk, kind: str) -> str:
    """Return the text of a conversation's file; `kind` is the file name's ending, one of `WRITERS`."""
    return WRITERS[kind](talk)
