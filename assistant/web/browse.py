"""The pages on which the corpus is read: `/corpus`, `/section/{id}`, `/passage/{id}`, `/goals`."""

from collections.abc import Callable, Sequence
from typing import get_args

from fastapi import FastAPI, Request
from starlette.responses import HTMLResponse

from assistant.errors import AssistantError
from assistant.goals import GOALS
from assistant.library import Contents
from assistant.records import Kind, Language, Only
from assistant.web import Assistant, browse_draw, edition_of
from assistant.web.browse_draw import View
from assistant.web.texts import TEXTS, preferred

FOUND = 20  # passages shown for a search
A_PAGE = 30  # passages on a page of a section


def add(app: FastAPI, assistant: Assistant) -> None:
    """Put the pages into a web application."""
    pages = Pages(assistant)
    app.get("/corpus")(pages.corpus)
    app.get("/section/{name:path}")(pages.section)
    app.get("/passage/{name:path}")(pages.passage)
    app.get("/goals")(pages.goals)
    app.get("/goals/{number}")(pages.goal)


class Pages:
    """Answers the requests for these pages."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def corpus(self, request: Request, q: str = "", goal: str = "", language: str = "", kind: str = "") -> HTMLResponse:
        """Show what there is to read, or what was found for a question."""

        def draw(view: View) -> HTMLResponse:
            if not q.strip():
                return HTMLResponse(browse_draw.contents(view, self._assistant.library.contents()))
            found = self._assistant.search(q, FOUND, _only(goal, language, kind))
            return HTMLResponse(browse_draw.found(view, q, found))

        return self._answer(request, draw)

    def section(self, request: Request, name: str, page: str = "1") -> HTMLResponse:
        """Show the section in which a passage stands."""

        def draw(view: View) -> HTMLResponse:
            shelves = self._assistant.library.contents().shelves
            shelf = next((shelf for shelf in shelves if name in shelf.ids), None)
            if shelf is None:
                return HTMLResponse(browse_draw.gone(view), 404)
            part, pages = _paged(shelf.ids, page)
            passages = self._assistant.library.passages(part)
            return HTMLResponse(browse_draw.section(view, shelf, passages, pages))

        return self._answer(request, draw)

    def passage(self, request: Request, name: str) -> HTMLResponse:
        """Show one passage: its permanent link."""

        def draw(view: View) -> HTMLResponse:
            there = self._assistant.library.contents()
            found = self._assistant.library.passages([name]) if name in there.briefs else ()
            if not found:
                return HTMLResponse(browse_draw.gone(view), 404)
            goals = dict(there.briefs[name].goals)
            return HTMLResponse(browse_draw.passage(view, found[0], goals, there.beside(name)))

        return self._answer(request, draw)

    def goals(self, request: Request) -> HTMLResponse:
        """Show the seventeen goals."""
        return self._answer(
            request, lambda view: HTMLResponse(browse_draw.goals(view, self._assistant.library.contents()))
        )

    def goal(self, request: Request, number: str, page: str = "1") -> HTMLResponse:
        """Show the passages that touch a goal."""

        def draw(view: View) -> HTMLResponse:
            there = self._assistant.library.contents()
            goal = next((goal for goal in GOALS if str(goal) == number), None)
            if goal is None:
                return HTMLResponse(browse_draw.goals(view, there), 404)
            part, pages = _paged(there.goals.get(goal, ()), page)
            said = [(one, _words_of(there, one.id, goal)) for one in self._assistant.library.passages(part)]
            return HTMLResponse(browse_draw.goal(view, goal, said, pages))

        return self._answer(request, draw)

    def _answer(self, request: Request, draw: Callable[[View], HTMLResponse]) -> HTMLResponse:
        """Draw a page in the visitor's language, or one that says what is wrong."""
        chosen = request.query_params.get("lang", "")
        language = preferred(chosen if chosen in TEXTS else request.headers.get("accept-language", ""))
        view = View(language, request.url.path, edition_of(self._assistant), dict(request.query_params))
        try:
            return draw(view)
        except AssistantError as error:
            asked = error.code.startswith("question")
            message = view.words.too_long if asked else view.words.unready
            return HTMLResponse(browse_draw.trouble(view, message), 422 if asked else 503)


def _only(goal: str, language: str, kind: str) -> Only:
    """Return what to seek among; what is no goal, language or kind names nothing."""
    goals = [number for number in GOALS if str(number) == goal]
    languages: list[Language] = [one for one in get_args(Language) if one == language]
    kinds: list[Kind] = [one for one in get_args(Kind) if one == kind]
    return Only(goals=tuple(goals), languages=tuple(languages), kinds=tuple(kinds))


def _paged(names: Sequence[str], page: str) -> tuple[Sequence[str], tuple[int, int]]:
    """Return the part of a list that a page shows, and which page of how many that is; the first for no number."""
    pages = max(1, -(-len(names) // A_PAGE))
    at = min(max(int(page), 1), pages) if page.isdecimal() and len(page) < 9 else 1
    return names[(at - 1) * A_PAGE : at * A_PAGE], (at, pages)


def _words_of(there: Contents, name: str, goal: int) -> str:
    return ", ".join(dict(there.briefs[name].goals)[goal])
