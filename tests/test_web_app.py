import re
import signal
import subprocess
import sys
import time
import webbrowser
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assistant import web
from assistant.errors import IndexMissing, ServeError
from assistant.records import Edition
from assistant.settings import load_settings
from assistant.web.app import Server, address_of, listen
from assistant.web.guard import policy
from tests.browser import served
from tests.page_fake import FakeAssistant

REPOSITORY = Path(__file__).resolve().parent.parent
SERVE = """
from assistant.settings import load_settings
from assistant.web import serve
from tests.page_fake import FakeAssistant
import sys
from pathlib import Path
serve(FakeAssistant(), load_settings(Path("tests"), port=0), open_browser=False,
      announce=lambda address: print(address, flush=True))
print("over", flush=True)
"""


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with served(FakeAssistant()) as site, httpx.Client(base_url=site.url, trust_env=False) as client:
        yield client


def test_importing_the_page_loads_no_library_of_the_page() -> None:
    code = "import sys, assistant.web; print({'gradio', 'fastapi', 'uvicorn', 'starlette'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=REPOSITORY)
    assert done.stdout.strip() == "set()"


def test_healthz_says_what_is_answered_from(client: httpx.Client) -> None:
    assert client.get("/healthz").json() == {
        "status": "ok",
        "index": "v0001",
        "built": "2026-11-24T09:00:00+00:00",
        "mode": "written",
    }


def test_an_open_page_can_ask_which_index_is_in_force(client: httpx.Client) -> None:
    assert client.get("/edition").json() == {
        "key": "v0001 2026-11-24T09:00:00+00:00",
        "fr": "Index v0001, 24 novembre 2026",
        "en": "Index v0001, 24 November 2026",
    }


def test_healthz_answers_without_an_index() -> None:
    class Empty(FakeAssistant):
        @property
        def edition(self) -> Edition:
            raise IndexMissing("There is no index.", "Build it.")

        @edition.setter
        def edition(self, value: Edition) -> None:
            """Take the fake's default."""

    with served(Empty(written=False)) as site:
        told = httpx.get(f"{site.url}/healthz", trust_env=False).json()
    assert told == {"status": "ok", "index": "", "built": "", "mode": "quoted"}


@pytest.mark.parametrize("path", ["/", "/healthz", "/page/page.css", "/nowhere", "/gradio_api/upload"])
def test_every_response_has_the_safety_headers(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "access-control-allow-origin" not in client.get(path, headers={"origin": "http://other.invalid"}).headers


def test_the_page_s_policy_names_its_inline_scripts_and_allows_no_other(client: httpx.Client) -> None:
    answer = client.get("/")
    script_rule = next(
        rule for rule in answer.headers["content-security-policy"].split("; ") if rule.startswith("script-src")
    )
    inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", answer.text)
    assert script_rule.count("'sha256-") == len(inline) > 0
    assert "'unsafe-inline'" not in script_rule
    assert "http:" not in answer.headers["content-security-policy"]
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_the_page_names_no_other_host(client: httpx.Client) -> None:
    head = client.get("/").text.split("<script>window.gradio_config", 1)[0]
    assert re.findall(r"https?://", head) == []


def test_a_policy_without_scripts_allows_none_inline() -> None:
    assert "sha256" not in policy()
    assert policy([b"let a = 1"]).count("'sha256-") == 1


@pytest.mark.parametrize(
    "path",
    [
        *("upload", "upload_progress", "file=/etc/passwd", "file/etc/passwd", "proxy=http://host.invalid", "info"),
        *("openapi.json", "runs", "run-history/buckets", "call/answer", "api/answer", "component_server", "vibe-edit"),
        *("deep_link", "process_recording", "dev/reload", "queue/status"),
    ],
)
def test_doors_that_the_page_does_not_use_are_shut(client: httpx.Client, path: str) -> None:
    assert client.get(f"/gradio_api/{path}").status_code == 403
    assert client.post(f"/gradio_api/{path}", json={}).status_code == 403


@pytest.mark.parametrize("path", ["queue/status", "startup-events", "info", "upload", "file=/etc/passwd"])
def test_a_line_end_opens_no_door(client: httpx.Client, path: str) -> None:
    assert client.get(f"/gradio_api/{path}%0A").status_code == 403


@pytest.mark.parametrize("path", ["/config", "/monitoring", "/monitoring/summary", "/login", "/docs", "/openapi.json"])
def test_pages_about_the_page_are_not_offered(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code in (403, 404)


def test_a_request_too_large_for_a_question_is_turned_away(client: httpx.Client) -> None:
    assert client.post("/gradio_api/queue/join", content=b"x" * 300_000).status_code == 413
    assert client.post("/gradio_api/queue/join", content=iter([b"x"])).status_code == 413  # says no length


def test_the_page_s_actions_cannot_be_called_around_the_queue(client: httpx.Client) -> None:
    answered = client.post("/gradio_api/run/predict", json={"data": [None], "fn_index": 3, "session_hash": "stranger"})
    assert answered.status_code >= 400


def test_a_port_that_is_taken_is_named_with_what_to_do() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServeError, match=rf"port {port}.*--port"):
            web.serve(
                FakeAssistant(),
                load_settings(REPOSITORY / "tests", port=port),
                open_browser=False,
                announce=lambda _address: None,
            )


@pytest.mark.parametrize("host", ["203.0.113.1", "no such host", "256.256.256.256"])
def test_an_address_that_is_not_this_machine_s_is_named(host: str) -> None:
    with pytest.raises(ServeError, match=re.escape(host)):
        listen(host, 0)


def test_the_address_announced_is_one_to_open_here() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert address_of(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"
    with listen("0.0.0.0", 0) as listener:  # noqa: S104  # what is tested
        assert address_of(listener) == f"http://localhost:{listener.getsockname()[1]}"


def test_the_browser_is_opened_on_the_address_once_the_page_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)

    def answer(server: Server) -> None:
        server.ready()
        raise KeyboardInterrupt

    monkeypatch.setattr(Server, "run", lambda self, sockets: answer(self))
    settings = load_settings(REPOSITORY / "tests", port=0)
    web.serve(FakeAssistant(), settings, open_browser=True, announce=heard.append)
    deadline = time.monotonic() + 5
    while not opened and time.monotonic() < deadline:
        time.sleep(0.01)
    assert heard == opened
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", heard[0])


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process there")
def test_ctrl_c_stops_the_page_cleanly_and_it_says_nothing_but_its_address() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=REPOSITORY
    )
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    assert httpx.get(f"{address}/healthz", trust_env=False).status_code == 200
    with httpx.stream("GET", f"{address}/gradio_api/heartbeat/abc", trust_env=False):  # an open tab
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (out.strip(), err.strip(), process.returncode) == ("over", "", 0)
