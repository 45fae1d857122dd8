"""A connection to a Chroma server, and what its failures mean to a person."""

import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from assistant.errors import IndexDamaged, IndexGone, IndexUnreachable

if TYPE_CHECKING:
    import httpx
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection as RawCollection

TIMEOUT, CONNECT = 60.0, 5.0  # seconds; Chroma's own client would wait for ever
OURS = "assistant-"  # what the names of this program's collections begin with
_REMEDY = "Build it again: assistant index --rebuild."


class ChromaServer:
    """A Chroma server's address; connects at its first use, and again by itself when the server comes back."""

    def __init__(self, url: str, token: str = "", tenant: str = "", database: str = "") -> None:
        self.url = url.rstrip("/")
        self.tenant, self.database = tenant or "default_tenant", database or "default_database"
        self._headers = {"Authorization": f"Bearer {token}", "X-Chroma-Token": token} if token else {}
        self._lock = threading.Lock()
        self._client: ClientAPI | None = None

    def check(self) -> None:
        """Ask whether the server answers and has the database. Raises IndexUnreachable."""
        import httpx  # noqa: PLC0415  # not needed to answer --help

        path = f"/api/v2/tenants/{self.tenant}/databases/{self.database}"
        with self._reached(), httpx.Client(timeout=CONNECT, headers=self._headers) as session:
            response = session.get(self.url + path)
            _check_status(self.url, response)
            if response.status_code == 404:
                raise IndexUnreachable(
                    f"The Chroma server at {self.url} has no database {self.database} of a tenant {self.tenant}.",
                    "Create it there, or correct ASSISTANT_CHROMA_TENANT and ASSISTANT_CHROMA_DATABASE.",
                )
            if not isinstance(_told(response).get("name"), str):
                raise _strange(self.url, response)

    def client(self) -> "ClientAPI":
        """Return the connected client. Raises IndexUnreachable."""
        with self._lock:
            if self._client is None:
                self.check()
                self._client = self._connected()
            return self._client

    def collections(self) -> "list[RawCollection]":
        """Return this program's collections; only inside `named`."""
        client, found = self.client(), list["RawCollection"]()
        while page := client.list_collections(limit=100, offset=len(found)):
            found += page
        return [item for item in found if item.name.startswith(OURS)]

    def _connected(self) -> "ClientAPI":
        import chromadb  # noqa: PLC0415  # takes half a second, so only when used
        import httpx  # noqa: PLC0415  # the same
        from chromadb.config import Settings  # noqa: PLC0415  # the same

        port = urlsplit(self.url).port or 8000
        settings = Settings(  # what is given here no CHROMA_* variable changes
            anonymized_telemetry=False,
            chroma_otel_collection_endpoint="",
            chroma_server_host=self.url,
            chroma_server_http_port=port,
        )
        with self.named():
            client = chromadb.HttpClient(
                host=self.url,
                port=port,
                headers=dict(self._headers),
                settings=settings,
                tenant=self.tenant,
                database=self.database,
            )
        inner = cast("Any", client)  # Chroma's client has no setting for what follows
        session: httpx.Client = inner._server._session
        session.timeout = httpx.Timeout(TIMEOUT, connect=CONNECT)
        session.event_hooks = {"response": [partial(_check_status, self.url)]}
        for opened in (session, inner._admin_client._server._session):
            weakref.finalize(self, opened.close)
        return client

    @contextmanager
    def _reached(self) -> Iterator[None]:
        import httpx  # noqa: PLC0415  # not needed to answer --help

        try:
            yield
        except (httpx.TransportError, httpx.InvalidURL) as error:
            where = urlsplit(self.url)
            start = f"chroma run --path FOLDER --host {where.hostname} --port {where.port or 8000}"
            reason = str(error).split("\n")[0][:120] or type(error).__name__
            raise IndexUnreachable(
                f"The Chroma server at {self.url} does not answer ({reason}).",
                f"Start it: {start}; or correct ASSISTANT_CHROMA_URL.",
            ) from None

    @contextmanager
    def named(self, doing: str = "read", remedy: str = _REMEDY) -> Iterator[None]:
        """Turn what Chroma's client raises into IndexUnreachable, IndexGone or IndexDamaged."""
        from chromadb import errors  # noqa: PLC0415  # a heavy library, only where it is used

        try:
            with self._reached():
                yield
        except (errors.RateLimitError, errors.QuotaError, errors.InternalError) as error:
            raise IndexUnreachable(
                f"The Chroma server at {self.url} fails ({_first(error)}).",
                "See its log; where it stays so, build again: assistant index --rebuild.",
            ) from None
        except errors.NotFoundError as error:
            raise IndexGone(f"The index is no longer on its server ({_first(error)}).", remedy) from None
        except (errors.ChromaError, ValueError, OSError) as error:
            raise IndexDamaged(f"The index cannot be {doing} ({_first(error)}).", remedy) from None


def _check_status(url: str, response: "httpx.Response") -> None:
    """Raise what a person can act on where Chroma's client would raise a bare Exception with the reply's text."""
    if response.status_code in (401, 403):
        raise IndexUnreachable(
            f"The Chroma server at {url} refuses the token ({response.status_code}).", "Correct ASSISTANT_CHROMA_TOKEN."
        )
    if not response.is_success and not _has_reason(response):
        raise _strange(url, response)


def _strange(url: str, response: "httpx.Response") -> IndexUnreachable:
    return IndexUnreachable(
        f"The Chroma server at {url} answers {response.status_code} {response.reason_phrase}.",
        "See its log, and whether ASSISTANT_CHROMA_URL is a Chroma server's (1.0 or later).",
    )


def _has_reason(response: "httpx.Response") -> bool:
    """Tell whether a reply says in Chroma's own way what is wrong, so that its client raises a ChromaError."""
    from chromadb.errors import error_types  # noqa: PLC0415  # with chromadb itself

    told = _told(response)
    return told.get("error") in error_types and "message" in told


def _told(response: "httpx.Response") -> dict[str, Any]:
    """Return a reply's JSON object; empty when it is none."""
    response.read()
    try:
        told = response.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _first(error: Exception) -> str:
    return str(error).strip().split("\n")[0][:160]
