"""A small OpenAI-compatible server on the loopback, told what to answer and remembering what it was asked."""

import contextlib
import http.server
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Script:
    """What the server does, and what it saw."""

    words: tuple[str, ...] = ("Bon", "jour", " !")
    top: tuple[tuple[str, float], ...] = ()  # (token, logprob) of the first token; none: no logprobs at all
    texts: list[str] = field(default_factory=lambda: ["Oui"])  # replies that are not streamed; the last repeats
    status: int = 200
    error: str = "it went wrong"
    refuses: tuple[str, ...] = ()  # fields answered with 400
    pause: float = 0.0  # seconds between two pieces
    breaks_after: int | None = None  # pieces before the connection is cut
    page: bool = False  # answer every request with a web page
    address: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    hung_up: threading.Event = field(default_factory=threading.Event)


class _Handler(http.server.BaseHTTPRequestHandler):
    script: Script
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        script = self.script
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        script.asked.append(body)
        script.paths.append(self.path)
        script.keys.append(self.headers["Authorization"])
        refused = [name for name in script.refuses if name in body]
        if script.page:
            self._send(200, b"<html>hello</html>", "text/html")
        elif refused:
            self._json(400, {"error": {"message": f"Unsupported parameter: '{refused[0]}'", "code": 400}})
        elif script.status != 200:
            self._json(script.status, {"error": {"message": script.error, "code": script.status}})
        elif body.get("stream"):
            self._stream()
        else:
            self._json(200, self._reply(body))

    def _reply(self, body: dict[str, Any]) -> dict[str, Any]:
        text = self.script.texts.pop(0) if len(self.script.texts) > 1 else self.script.texts[0]
        choice: dict[str, Any] = {
            "index": 0,
            "finish_reason": "length",
            "message": {"role": "assistant", "content": text},
        }
        if self.script.top and body.get("logprobs"):
            top = [{"token": token, "logprob": logprob, "bytes": None} for token, logprob in self.script.top]
            choice["logprobs"] = {"content": [{**top[0], "top_logprobs": top}]}
        return {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            for place, word in enumerate(self.script.words):
                if place == self.script.breaks_after:
                    self.close_connection = True
                    return
                choice = {"index": 0, "delta": {"role": "assistant", "content": word}, "finish_reason": None}
                head = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
                self._chunk(f"data: {json.dumps({**head, 'choices': [choice]})}\n\n")
                time.sleep(self.script.pause)
            self._chunk("data: [DONE]\n\n")
            self.wfile.write(b"0\r\n\r\n")
        except OSError:
            self.script.hung_up.set()
            self.close_connection = True

    def _chunk(self, text: str) -> None:
        data = text.encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    def _json(self, status: int, body: dict[str, Any]) -> None:
        self._send(status, json.dumps(body).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def openai_server(script: Script) -> Iterator[Script]:
    """Serve the script until the block ends; `script.address` ends in /v1."""
    handler = type("Handler", (_Handler,), {"script": script})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    script.address = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
