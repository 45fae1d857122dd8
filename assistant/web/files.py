"""The route that makes a file of a conversation the browser kept: `/export/md`, `/export/html`, `/export/json`."""

from datetime import UTC, datetime
from typing import Literal
from urllib.parse import quote

from fastapi import FastAPI
from pydantic import BaseModel, Field
from starlette.responses import PlainTextResponse, Response

from assistant.exports import MEDIA, export
from assistant.exports.talk import Talk
from assistant.records import Language
from assistant.web.kept import read, said


class Wanted(BaseModel):
    """A kept conversation, its name, the language to present it in, and the page's address."""

    kept: str
    name: str = Field(max_length=200)
    language: Language
    address: str = Field(pattern=r"^https?://[\w.\-:\[\]]+$", max_length=260)


def add(app: FastAPI, longest: int) -> None:
    """Put the route into a web application; `longest` is how many characters a question has at most."""

    @app.post("/export/{kind}")
    def made(kind: Literal["md", "html", "json"], wanted: Wanted) -> Response:
        """Return the file."""
        exchanges = read(wanted.kept, longest)
        if exchanges is None:
            return PlainTextResponse("This is no conversation of this page.", 422)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        title = wanted.name.strip() or exchanges[0].question
        text = export(Talk(title, wanted.language, said(exchanges), now, wanted.address), kind)
        headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(f'conversation.{kind}')}"}
        return Response(text, media_type=f"{MEDIA[kind]}; charset=utf-8", headers=headers)
