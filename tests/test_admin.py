"""The administrator's page: its door, builds and rollback over a real small corpus, by HTTP and in a real Chromium."""

import html
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from assistant.administer import Administration
from assistant.earlier import read_answers
from assistant.errors import (
    AssistantError,
    ChatError,
    CorpusError,
    IndexDamaged,
    IndexLocked,
    IndexRefused,
    IndexUnreachable,
    WeightsError,
)
from assistant.index import current_version
from assistant.ports import Vectors
from assistant.records import Language
from assistant.settings import Settings, load_settings
from assistant.web import create_app
from assistant.web.admin_words import ADMIN, ENGLISH, FRENCH, fault
from assistant.web.app import Server, address_of, listen
from assistant.web.door import FREE, LONGEST, SESSION, Door
from tests.access import everywhere
from tests.browser import PATIENCE
from tests.fakes import FakeEmbedder
from tests.page_fake import FakeAssistant
from tests.small_site import TEXTS
from tests.small_site import Site as Corpus

PASSWORD = "correct horse"


class Slow(FakeEmbedder):
    """Waits, when told to, before it embeds."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()
        self.go_on.set()
        self.asked = threading.Event()

    def documents(self, texts: list[str]) -> Vectors:  # type: ignore[override]
        self.asked.set()
        assert self.go_on.wait(30)
        return super().documents(texts)


@dataclass
class Desk:
    """A served page, the corpus behind it, and a browser's worth of cookies."""

    corpus: Corpus
    embedder: Slow
    url: str
    client: httpx.Client

    def enter(self, password: str = PASSWORD) -> httpx.Response:
        return self.client.post("/admin/enter", data={"password": password})

    def form(self) -> str:
        found = re.search(r'name="form" value="([^"]+)"', self.client.get("/admin").text)
        assert found
        return found[1]

    def act(self, action: str, **fields: str) -> httpx.Response:
        return self.client.post(f"/admin/{action}", data={"form": self.form(), **fields})

    def ended(self) -> str:
        """Wait for the end of what runs; return what the page then says."""
        for _ in range(1000):
            if not self.client.get("/admin/status").json()["running"]:
                break
            time.sleep(0.03)
        return html.unescape(self.client.get("/admin").text)


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    ends: list[Callable[[], None]] = []

    def serve(password: str | None = PASSWORD, answers: Path | None = None, *, can_build: bool = True) -> Desk:
        corpus, embedder = Corpus(tmp_path), Slow()
        corpus.write(TEXTS)
        corpus.build()
        settings: Settings = load_settings(tmp_path, admin_password=password)
        administration = Administration(
            lambda: corpus.builder(embedder), lambda: read_answers(answers) if answers else (), can_build=can_build
        )
        listener = listen("127.0.0.1", 0)
        ready = threading.Event()
        server = Server(lambda: create_app(FakeAssistant(), settings, None, administration), ready.set)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        assert ready.wait(60)
        url = address_of(listener)
        client = httpx.Client(
            base_url=url, trust_env=False, follow_redirects=True, headers={"accept-language": "en"}, timeout=30
        )

        def end() -> None:
            embedder.go_on.set()
            client.close()
            server.should_exit = True
            thread.join(15)
            listener.close()

        ends.append(end)
        return Desk(corpus, embedder, url, client)

    yield serve
    for end in ends:
        end()


def test_without_a_password_nothing_is_there(serve: Callable[..., Desk]) -> None:
    desk = serve(None)
    assert desk.client.get("/admin").status_code == 404
    assert desk.client.get("/admin/status").status_code == 404
    assert desk.enter("").status_code in (404, 405)


def test_the_door_opens_to_the_password_alone_and_shuts_again(serve: Callable[..., Desk]) -> None:
    desk = serve()
    assert ENGLISH.password in desk.client.get("/admin").text
    assert desk.client.get("/admin/status").status_code == 401
    wrong = desk.enter("wrong")
    assert wrong.status_code == 403
    assert ENGLISH.wrong in wrong.text
    assert ENGLISH.versions in desk.enter().text
    answer = desk.client.get("/admin")
    assert answer.headers["cache-control"] == "no-store"
    assert "form-action 'self'" in answer.headers["content-security-policy"]
    desk.act("leave")
    assert ENGLISH.versions not in desk.client.get("/admin").text


def test_the_cookie_is_for_this_page_alone_and_no_script_reads_it(serve: Callable[..., Desk]) -> None:
    desk = serve()
    desk.client.follow_redirects = False
    cookie = desk.enter().headers["set-cookie"].lower()
    assert all(part in cookie for part in ("httponly", "samesite=strict", "path=/admin", f"max-age={SESSION}"))
    secure = desk.client.post("/admin/enter", data={"password": PASSWORD}, headers={"x-forwarded-proto": "https"})
    assert "secure" in secure.headers["set-cookie"].lower()


def test_a_form_that_another_site_made_does_nothing(serve: Callable[..., Desk]) -> None:
    desk = serve()
    desk.enter()
    for fields in ({"kind": "rebuild"}, {"kind": "rebuild", "form": "guessed"}):
        assert desk.client.post("/admin/start", data=fields).status_code == 403
    assert desk.client.post("/admin/rollback", data={"version": "v0001"}).status_code == 403
    assert current_version(desk.corpus.index) == "v0001"


def test_the_door_makes_guessers_wait_longer_and_longer() -> None:
    now = [0.0]
    door = Door(PASSWORD, lambda: now[0])
    for _ in range(FREE):
        assert door.wait() == 0
        assert door.enter("wrong") is None
    waits = []
    for _ in range(12):
        waits.append(door.wait())
        assert door.enter(PASSWORD) is None, "shut, even to the password"
        now[0] += door.wait()
        door.enter("wrong")
    assert waits[:4] == [2, 4, 8, 16]
    assert waits[-1] == LONGEST
    now[0] += LONGEST
    assert door.enter(PASSWORD, "another address"), "nobody else is kept out"
    key = door.enter(PASSWORD)
    assert key
    assert door.session(key)
    now[0] += SESSION
    assert door.session(key) is None
    assert door.session("") is None


def test_a_trial_says_what_would_change_and_a_build_does_it(serve: Callable[..., Desk]) -> None:
    desk = serve()
    desk.enter()
    desk.corpus.write({**TEXTS, "doctors": "Doctors <b>learn</b> online.", "new": "A new text."})
    desk.act("start", kind="trial")
    page = desk.ended()
    assert ENGLISH.would.format(n=2) in page
    assert "<code>new</code>" in page
    assert "<code>doctors</code>" in page
    assert "<b>learn" not in desk.client.get("/admin").text
    assert current_version(desk.corpus.index) == "v0001"
    desk.act("start", kind="build")
    page = desk.ended()
    assert "Index v0002: 4 passages, 1 added, 1 edited, 0 removed" in page
    assert ENGLISH.report in page
    assert current_version(desk.corpus.index) == "v0002"
    desk.act("start", kind="build")
    assert "Nothing changed: index v0002" in desk.ended()


def test_a_build_tells_which_earlier_answers_no_longer_stand(serve: Callable[..., Desk], tmp_path: Path) -> None:
    earlier = tmp_path / "earlier"
    earlier.mkdir()
    desk = serve(answers=earlier)
    desk.enter()
    desk.corpus.write({**TEXTS, "doctors": "Doctors learn by <i>post</i>."})
    quote = {"passage_id": "doctors", "quote": TEXTS["doctors"]}
    (earlier / "kept.json").write_text(json.dumps({"question": "Who learns?", "citations": [quote]}), encoding="utf-8")
    desk.act("start", kind="build")
    page = desk.ended()
    assert f"{ENGLISH.answers} (1)" in page
    assert f"{TEXTS['doctors']}</q> (<code>doctors</code>)" in page
    (earlier / "kept.json").write_text("{", encoding="utf-8")
    desk.act("start", kind="rebuild")
    assert "kept.json does not hold answers" in desk.ended()
    assert current_version(desk.corpus.index) == "v0002"


def test_progress_is_told_and_nothing_else_begins_meanwhile(serve: Callable[..., Desk]) -> None:
    desk = serve()
    desk.enter()
    desk.embedder.go_on.clear()
    desk.act("start", kind="rebuild")
    assert desk.embedder.asked.wait(30)
    status = desk.client.get("/admin/status").json()
    assert status["running"]
    assert status["line"].startswith(ENGLISH.cutting), "what was told last"
    page = desk.client.get("/admin").text
    assert "<progress" in page
    assert "data-running" in page
    assert 'value="rebuild"' not in page
    form = re.search(r'name="form" value="([^"]+)"', page)
    assert form
    again = desk.client.post("/admin/start", data={"form": form[1], "kind": "build"})
    assert ENGLISH.busy in again.text
    desk.embedder.go_on.set()
    assert "Index v0002" in desk.ended()


def test_going_back_puts_the_earlier_version_in_force(serve: Callable[..., Desk]) -> None:
    desk = serve()
    desk.enter()
    desk.corpus.write({"new": "A new text."})
    desk.act("start", kind="build")
    desk.ended()
    page = desk.act("rollback", version="v0001").text
    assert current_version(desk.corpus.index) == "v0001"
    assert "Index v0001 is in force" in html.unescape(page)
    assert "There is no version v9" in html.unescape(desk.act("rollback", version="v9").text)


def test_what_goes_wrong_is_said_in_words(serve: Callable[..., Desk]) -> None:
    desk = serve()
    desk.enter()
    (desk.corpus.corpus / "bad.md").write_bytes(b"\x89PNG\0\0")
    desk.act("start", kind="build")
    assert "bad.md" in desk.ended()
    for file in desk.corpus.corpus.iterdir():
        file.unlink()
    desk.act("start", kind="build")
    page = desk.ended()
    assert ENGLISH.failed in page
    assert "holds no passage" in page
    french = html.unescape(desk.client.get("/admin", headers={"accept-language": "fr"}).text)
    assert FRENCH.failed in french
    assert "Un fichier du corpus est à corriger." in french
    assert '<span lang="en">' in french


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_kind_of_fault_has_its_own_words(language: Language) -> None:
    kinds = (CorpusError, IndexLocked, IndexRefused, IndexUnreachable, IndexDamaged, ChatError, WeightsError)
    said = {fault(kind("It broke."), language) for kind in kinds}
    assert len(said) == len(kinds)
    assert fault(AssistantError("It broke."), language) not in said


def test_a_machine_that_only_serves_says_so_and_builds_nothing(serve: Callable[..., Desk]) -> None:
    desk = serve(can_build=False)
    desk.enter()
    page = html.unescape(desk.client.get("/admin", headers={"accept-language": "fr"}).text)
    assert FRENCH.only_serves in page
    assert 'value="build"' not in page
    desk.act("start", kind="build")
    assert desk.client.get("/admin/status").json()["running"] is False


def test_every_label_is_there_in_both_languages() -> None:
    names = FRENCH.__dataclass_fields__
    assert all(getattr(words, name) for words in ADMIN.values() for name in names)
    for name in names:
        assert set(re.findall(r"{\w+}", getattr(FRENCH, name))) == set(re.findall(r"{\w+}", getattr(ENGLISH, name)))


@pytest.mark.parametrize("locale", ["fr-FR", "en-GB"])
def test_an_administrator_enters_builds_reads_the_report_and_goes_back(
    chromium: Browser, serve: Callable[..., Desk], locale: str
) -> None:
    words = ADMIN["fr" if locale == "fr-FR" else "en"]
    desk = serve()
    context = chromium.new_context(locale=locale, viewport={"width": 390, "height": 844}, color_scheme="dark")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(desk.url)
    page.locator("#foot a").click()
    wrong = everywhere(page, "door")
    page.get_by_label(words.password).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(words.title)
    wrong += everywhere(page, "desk")
    desk.corpus.write({**TEXTS, "new": "A new text of schools."})
    desk.embedder.go_on.clear()
    page.get_by_role("button", name=words.build).click()
    expect(page.locator("progress")).to_be_visible()
    wrong += everywhere(page, "under way")
    desk.embedder.go_on.set()
    expect(page.locator(".outcome")).to_contain_text("v0002")
    expect(page.get_by_role("heading", name=f"{words.added} (1)")).to_be_visible()
    wrong += everywhere(page, "built")
    page.get_by_text(words.go_back.format(version="v0001")).click()
    page.get_by_role("row", name=re.compile("v0001")).get_by_role("button", name=words.sure).click()
    expect(page.locator(".notice")).to_contain_text("v0001")
    assert current_version(desk.corpus.index) == "v0001"
    assert wrong == []
    context.close()
