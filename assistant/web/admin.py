"""The administrator's page, `/admin`: behind a password; absent one, it is not there."""

from typing import get_args
from urllib.parse import parse_qs

from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from assistant.administer import Administration, Kind
from assistant.errors import AssistantError
from assistant.web import admin_draw
from assistant.web.admin_draw import Frame
from assistant.web.door import SESSION, Door, Session
from assistant.web.texts import TEXTS, preferred

COOKIE = "administrator"
NO_STORE = {"cache-control": "no-store"}


def add(app: FastAPI, administration: Administration, password: str) -> None:
    """Put the page into a web application."""
    desk = Desk(administration, Door(password))
    app.get("/admin")(desk.show)
    app.get("/admin/status")(desk.status)
    app.post("/admin/enter")(desk.enter)
    app.post("/admin/leave")(desk.leave)
    app.post("/admin/start")(desk.start)
    app.post("/admin/rollback")(desk.roll_back)


class Desk:
    """Answers the requests for this page."""

    def __init__(self, administration: Administration, door: Door) -> None:
        self._administration, self._door = administration, door
        self._told: tuple[str, str] | AssistantError | None = None  # what came of the last act

    def show(self, request: Request) -> Response:
        """Show the desk, or the door."""
        session = self._session(request)
        frame = _frame(request)
        if session is None:
            return HTMLResponse(admin_draw.door(frame, ""), headers=NO_STORE)
        told, self._told = self._told, None
        try:
            versions, report = self._administration.versions(), self._administration.report()
        except AssistantError as error:
            return HTMLResponse(admin_draw.trouble(frame, session.form, error), 503, NO_STORE)
        seen = admin_draw.Seen(
            self._administration.job, tuple(versions), report, told, can_build=self._administration.can_build
        )
        return HTMLResponse(admin_draw.desk(frame, session.form, seen), headers=NO_STORE)

    def status(self, request: Request) -> Response:
        """Say, for the open page to ask again and again, how far the job is."""
        if self._session(request) is None:
            return JSONResponse({"running": False}, 401, NO_STORE)
        job = self._administration.job
        line = admin_draw.line(_frame(request), job) if job else ""
        state = {"running": bool(job and job.running), "line": line}
        return JSONResponse({**state, "done": job.done if job else 0, "of": job.of if job else 0}, 200, NO_STORE)

    async def enter(self, request: Request) -> Response:
        """Let in whoever knows the password."""
        address = request.client.host if request.client else ""
        key = self._door.enter((await _form(request)).get("password", ""), address)
        if key is None:
            frame, wait = _frame(request), self._door.wait(address)
            message = frame.words.wait.format(n=wait) if wait else frame.words.wrong
            return HTMLResponse(admin_draw.door(frame, message), 429 if wait else 403, NO_STORE)
        response = _to_desk(request)
        response.set_cookie(
            COOKIE, key, SESSION, path="/admin", secure=_is_secure(request), httponly=True, samesite="strict"
        )
        return response

    async def leave(self, request: Request) -> Response:
        """End the session."""
        self._door.leave(request.cookies.get(COOKIE, ""))
        response = _to_desk(request)
        response.delete_cookie(COOKIE, path="/admin")
        return response

    async def start(self, request: Request) -> Response:
        """Begin a build or a trial."""
        form = await _form(request)
        if not self._may(request, form):
            return self._turned_away(request)
        kind = next((one for one in get_args(Kind) if one == form.get("kind")), None)
        if kind is not None and not self._administration.start(kind):
            self._told = ("busy", "")
        return _to_desk(request)

    async def roll_back(self, request: Request) -> Response:
        """Put an earlier version in force."""
        form = await _form(request)
        if not self._may(request, form):
            return self._turned_away(request)
        try:
            await run_in_threadpool(self._administration.roll_back, form.get("version", ""))
            self._told = ("gone_back", form.get("version", ""))
        except AssistantError as error:
            self._told = error
        return _to_desk(request)

    def _session(self, request: Request) -> Session | None:
        return self._door.session(request.cookies.get(COOKIE, ""))

    def _may(self, request: Request, form: dict[str, str]) -> bool:
        """Tell whether a form comes from the desk of whoever has entered."""
        session = self._session(request)
        return session is not None and form.get("form") == session.form

    def _turned_away(self, request: Request) -> Response:
        frame = _frame(request)
        return HTMLResponse(admin_draw.door(frame, frame.words.expired), 403, NO_STORE)


def _frame(request: Request) -> Frame:
    chosen = request.query_params.get("lang", "")
    known = chosen if chosen in TEXTS else ""
    return Frame(preferred(known or request.headers.get("accept-language", "")), known)


def _to_desk(request: Request) -> RedirectResponse:
    return RedirectResponse(f"/admin{_frame(request).query}", 303, NO_STORE)


def _is_secure(request: Request) -> bool:
    return "https" in (request.url.scheme, request.headers.get("x-forwarded-proto", ""))


async def _form(request: Request) -> dict[str, str]:
    """Read a form's fields; of one given twice, the last; none of a form that no page of ours sends."""
    sent = (await request.body()).decode("utf-8", "replace")
    try:
        return {name: values[-1] for name, values in parse_qs(sent, max_num_fields=10).items()}
    except ValueError:
        return {}
