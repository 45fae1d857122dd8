"""Text of others -> the same text without what hides in it; the last step before it is shown or written to a file."""

import html
import re

# Characters that show nothing and can make a text read as something else: controls (but tab and newline),
# direction overrides and isolates, Unicode's invisible "tag" letters, lone surrogates.
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)


def clean(text: str) -> str:
    """Return the text without characters that hide something; every kind of line end becomes a newline."""
    text = re.sub("\r\n?|[\x85\u2028\u2029\x0b\x0c]", "\n", text)
    return HIDDEN.sub("", text)


def escape(text: str) -> str:
    """Return the text as HTML in which nothing is markup, in attributes too."""
    return html.escape(clean(text), quote=True)
