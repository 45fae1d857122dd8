"""The web application around the page: safety headers, closed doors, `/healthz`, and the server itself."""

import atexit
import os
import shutil
import tempfile
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path
from socket import AF_INET, AF_INET6, create_server, gaierror, socket

import uvicorn
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.staticfiles import StaticFiles

from assistant.administer import Administration
from assistant.errors import ServeError
from assistant.settings import Settings
from assistant.web import Assistant, Opinions, draw, edition_of
from assistant.web.guard import Guard
from assistant.web.texts import TEXTS

STATIC = Path(__file__).parent / "static"
GRACE = 2  # seconds that open connections get when the server stops


def create_app(
    assistant: Assistant,
    settings: Settings,
    opinions: Opinions | None = None,
    administration: Administration | None = None,
) -> FastAPI:
    """Return the web application: the page, its safety headers and `/healthz`."""
    _quiet_gradio()
    from assistant.web import admin, browse, files, page  # noqa: PLC0415  # reads the environment when it loads, so after _quiet_gradio

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        """Say that the server answers, and what it answers from."""
        now = edition_of(assistant)
        mode = "written" if assistant.written else "quoted"
        return {"status": "ok", "index": now.version, "built": now.built, "mode": mode}

    @app.get("/edition")
    def edition() -> dict[str, str]:
        """Say, for an open page to ask again and again, which index is in force: a key, and in each language."""
        now = edition_of(assistant)
        return {"key": draw.key(now), **{language: texts.edition(now) for language, texts in TEXTS.items()}}

    app.mount("/page", StaticFiles(directory=STATIC))
    browse.add(app, assistant)
    if settings.admin_password and administration is not None:
        admin.add(app, administration, settings.admin_password.get_secret_value())
    files.add(app, settings.question_chars)
    page.mount(app, assistant, settings, opinions)
    app.add_middleware(CORSMiddleware)  # allows no other site; without one of ours, Gradio would allow any
    app.add_middleware(Guard)
    return app


def serve(
    make: Callable[[], FastAPI], settings: Settings, *, open_browser: bool, announce: Callable[[str], None]
) -> None:
    """Serve the page until Ctrl-C; `announce` gets its address once it listens. Raises ServeError."""
    listener = listen(settings.host, settings.port)
    with listener:
        address = address_of(listener)

        def ready() -> None:
            announce(address)
            if open_browser:
                threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

        try:
            Server(make, ready).run(sockets=[listener])
        except KeyboardInterrupt:  # uvicorn passes Ctrl-C on once it has stopped
            return


class Server(uvicorn.Server):
    """A silent uvicorn that makes its application in its own event loop, and tells when it listens."""

    def __init__(self, make: Callable[[], FastAPI], ready: Callable[[], None]) -> None:
        # made anywhere else, Gradio opens an event loop for each of its locks and closes none
        config = uvicorn.Config(
            make,
            factory=True,
            log_config=None,
            log_level="critical",
            access_log=False,
            timeout_graceful_shutdown=GRACE,
        )
        super().__init__(config)
        self.ready = ready

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        if self.started:
            self.ready()


def listen(host: str, port: int) -> socket:
    """Take the port before anything slow happens. Raises ServeError."""
    try:
        return create_server((host, port), family=AF_INET6 if ":" in host else AF_INET)
    except gaierror:
        raise ServeError(
            f"{host} is no address to listen on.", "Give one of this machine's own, such as 127.0.0.1 or 0.0.0.0."
        ) from None
    except OSError as error:
        raise ServeError(
            f"The page cannot listen on {host}, port {port}: {(error.strerror or str(error)).lower()}.",
            f"Stop the other program, or choose another port: --port {port + 1} (or --port 0 for any free one).",
        ) from None


def address_of(listener: socket) -> str:
    """Return the address to open in a browser on this machine."""
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104  # every interface: this machine reaches it as localhost
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _quiet_gradio() -> None:
    """Set what Gradio reads when it is imported: no telemetry, no calls home, a private folder for files."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["GRADIO_RUN_HISTORY"] = "False"
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)  # no summary table, in pandas, of each question
    os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    if "GRADIO_TEMP_DIR" not in os.environ:
        os.environ["GRADIO_TEMP_DIR"] = folder = tempfile.mkdtemp(prefix="assistant-page-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
