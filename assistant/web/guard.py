"""Safety of every response: a content-security policy without inline scripts but the page's own, and closed doors.

Gradio's page carries a few inline scripts that change with its configuration. Rather than allow any inline script,
the page is read on its way out and the policy names each by its SHA-256: markup that slipped into a drawing could
not run. `'unsafe-eval'` must stay: Gradio's HTML component compiles its template in the browser.
"""

import base64
import hashlib
import re
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SCRIPT = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
LARGEST_POST = 256 * 1024  # bytes; a question is a few kilobytes

OPEN = re.compile(  # of Gradio's own routes, those that the page uses
    r"/gradio_api/(queue/(join|data)|run/predict|heartbeat/\w+|cancel|reset|app_id)/?"
)
READ = re.compile(r"/(corpus|section|passage|goals|admin)\b")  # pages with forms of their own
SHUT = re.compile(r"/(gradio_api|login|logout|config|monitoring|svelte|dev)\b.*", re.DOTALL)
CONTROL = re.compile(r"[\x00-\x1f\x7f]")  # in a path: Starlette would match a route before a line end

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def policy(scripts: Iterable[bytes] = (), forms: str = "'none'") -> str:
    """Return the content-security policy; `scripts` are the inline ones a page may run, `forms` where one may go."""
    hashes = "".join(f" 'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'" for script in scripts)
    return (
        f"default-src 'none'; script-src 'self' 'unsafe-eval'{hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
        f"worker-src 'none'; frame-src 'none'; object-src 'none'; base-uri 'self'; form-action {forms}; "
        "frame-ancestors 'none'"
    )


class Guard:
    """Middleware: shuts what the page does not use, puts headers on the rest."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        app = self._door(scope) or self.app
        if scope["path"] == "/":
            await self._page(app, scope, receive, send)
        else:
            own = READ.match(scope["path"])
            await app(scope, receive, _with_headers(send, policy(forms="'self'") if own else None))

    def _door(self, scope: Scope) -> ASGIApp | None:
        """Return the refusal of a request that the page has no use for."""
        path, headers = scope["path"], Headers(scope=scope)
        if CONTROL.search(path) or (SHUT.fullmatch(path) and not OPEN.fullmatch(path)):
            return PlainTextResponse("Not offered here.", 403)
        if scope["method"] in ("POST", "PUT", "PATCH"):
            length = headers.get("content-length", "")
            if not length.isdecimal() or int(length) > LARGEST_POST:
                return PlainTextResponse("Too large.", 413)
        return None

    async def _page(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the page with a policy that names its inline scripts."""
        headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        start: Message = {}
        body = b""

        async def collect(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
            else:
                body += message.get("body", b"")

        await app({**scope, "headers": headers}, receive, collect)
        scripts: list[bytes] = []
        if b"text/html" in dict(start["headers"]).get(b"content-type", b""):
            body = dressed(body)
            scripts = SCRIPT.findall(body)
        start["headers"] = [(name, value) for name, value in start["headers"] if name != b"content-length"]
        sender = _with_headers(send, policy(scripts))
        await sender({**start, "headers": [*start["headers"], (b"content-length", str(len(body)).encode())]})
        await sender({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def dressed(page: bytes) -> bytes:
    """Return Gradio's page with ours in its head: style and script before the first drawing, no outside address."""
    page = re.sub(rb'\s*<meta\s+(?:property="og:|name="twitter:)[^>]*>', b"", page)
    ours = (
        b'<link rel="icon" href="/page/icon.svg" type="image/svg+xml">'
        b'<link rel="stylesheet" href="/page/page.css"><script src="/page/page.js" defer></script>'
        b'<link rel="stylesheet" href="/page/keeping.css"><script src="/page/keeping.js" defer></script>'
        b'<script src="/page/narrowing.js" defer></script>'
    )
    return page.replace(b"</head>", ours + b"</head>", 1)


def _with_headers(send: Send, csp: str | None = None) -> Send:
    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers["content-security-policy"] = csp or policy()
        await send(message)

    return sender
