"""llama.cpp on this machine, as a chat model."""

import contextlib
import threading
from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.engines.chat import QUOTED, READ_SECONDS, OpenAIChat
from assistant.engines.llama import LlamaProcess, with_adapters
from assistant.errors import ChatError, WeightsError
from assistant.ports import FREE, Message, Shape

if TYPE_CHECKING:
    import httpx
_WHO = "The local language model"
# Grammars of plain prose: a small model told to write no list, heading or mark of its own does so all the same, and
# told to write some sentences it writes one.
_BARRED = r"\n\r*#:;\[\]`<>|"
_PROSE = f"prose ::= [^{_BARRED}]+"
_SENTENCE = f'inner ::= [^{_BARRED}.!?] | "." [0-9A-Za-z]\nend ::= [.!?]\nbegun ::= inner+ end\n'
_WHOLE = 'sentence ::= [A-ZÀ-ÖØ-Þ0-9«“"] begun'


class LocalChat:
    """A GGUF file served by llama.cpp in a child process; `threads` 0 means one per core.

    The `adapters` (LoRA: Hu et al. 2021, arXiv 2106.09685) are GGUF files too, made for this very model: what taught it
    its work, and what is added to that where it judges `closely`. A close reading waits while another request is
    written: llama.cpp does not read with one adapter and write with another at once.
    """

    def __init__(
        self, model: Path, threads: int = 0, context_tokens: int = 4096, adapters: Sequence[Path] = ()
    ) -> None:
        self.name = model.stem
        self.taught = bool(adapters)
        self.process = LlamaProcess(model, threads, context_tokens, adapters)
        self._always = with_adapters(1, len(adapters))
        self._closely = with_adapters(len(adapters), len(adapters))
        self._lock = threading.Lock()
        self._connected: tuple[str, OpenAIChat, httpx.Client] | None = None

    def start(self) -> None:
        """Start loading the model without waiting. Raises WeightsError."""
        self.process.start()

    def ready(self) -> None:
        """Wait until the model can answer. Raises WeightsError or ChatError."""
        self.start()
        import langchain_openai  # noqa: F401, PLC0415  # slow to import, so while the child loads

        _ = self._chat().llm

    def stream(self, messages: Sequence[Message], max_tokens: int, shape: Shape = FREE) -> Generator[str, None, None]:
        """Yield pieces of the reply; closing the iterator stops generation at once. Raises ChatError and Unwanted.

        A child process that died is started anew by the next call, not in the middle of an answer. The opening is put
        before the model as the beginning of its own reply, which llama.cpp goes on with: it is read, not written.
        """
        chat = self._chat()
        begun = [Message("assistant", shape.opening)] if shape.opening else []
        reply = chat.stream([*without_control_tokens(messages), *begun], max_tokens, shape)
        with self._watched(), contextlib.closing(reply) as pieces:
            yield from as_beginning(pieces) if begun else pieces

    def judge(self, messages: Sequence[Message], yes: str, no: str, *, closely: bool = False) -> float:
        """Return the probability (0..1) that the reply's first token is `yes` rather than `no`.

        Raises ChatError and Unwanted.
        """
        chat = self._chat()
        with self._watched():
            return chat.judge(without_control_tokens(messages), yes, no, closely=closely)

    def read(self, messages: Sequence[Message]) -> None:
        """Read messages once the model is loaded; what they begin with is in the prompt cache from then on."""
        with contextlib.suppress(WeightsError, ChatError):  # whoever asks next is told
            self.judge(messages, "yes", "no")

    def count_tokens(self, text: str) -> int:
        """Return how many of the model's own tokens a text takes. Raises ChatError."""
        import httpx  # noqa: PLC0415  # not needed to answer --help

        http = self._connect()[2]
        try:
            return len(http.post("/tokenize", json={"content": text}).raise_for_status().json()["tokens"])
        except httpx.HTTPError as error:
            raise ChatError(f"{_WHO} does not answer.", f"Ask again, {QUOTED}") from error

    def close(self) -> None:
        """Stop the child process; safe to call twice."""
        try:
            with self._lock:
                left, self._connected = self._connected, None
            _disconnect(left)
        finally:
            self.process.close()

    def _chat(self) -> OpenAIChat:
        return self._connect()[1]

    def _connect(self) -> "tuple[str, OpenAIChat, httpx.Client]":
        """Return the address and clients of the running child, new ones after a restart."""
        import httpx  # noqa: PLC0415  # not needed to answer --help

        address = self.process.address()
        with self._lock:
            left = None
            if self._connected is None or self._connected[0] != address:
                left = self._connected
                key = self.process.key
                chat = OpenAIChat(self.name, f"{address}/v1", key, {"cache_prompt": True, **self._always}, _WHO)
                chat.writing = lambda shape: {"grammar": grammar(shape)}
                chat.close_reading = self._closely
                headers = {"Authorization": f"Bearer {key}"}
                http = httpx.Client(base_url=address, headers=headers, trust_env=False, timeout=READ_SECONDS)
                self._connected = (address, chat, http)
            connected = self._connected
        _disconnect(left)
        return connected

    @contextlib.contextmanager
    def _watched(self) -> Iterator[None]:
        """Say so when a failure is the child's death."""
        try:
            yield
        except ChatError as error:
            if not self.process.dies():
                raise
            remedy = f"Ask again (it starts anew by itself), {QUOTED}"
            raise ChatError(f"{_WHO} stopped in the middle of its work.", remedy) from error


def _disconnect(left: "tuple[str, OpenAIChat, httpx.Client] | None") -> None:
    """Close clients of a child that is no more, or will not be."""
    if left:
        try:
            left[1].close()
        finally:
            left[2].close()


def grammar(shape: Shape) -> str:
    """Return a grammar of llama.cpp's own notation (GBNF): plain prose in this shape.

    A full stop before a letter or a digit ("3.5", "U.N.") ends no sentence.
    """
    if not shape.sentences:
        return f"root ::= prose\n{_PROSE}"
    first = '" " begun' if shape.opening else "sentence"
    others = ' " " sentence' * (shape.sentences - 1)
    return f'root ::= {first}{others} (" " prose)?\n{_SENTENCE}{_WHOLE}\n{_PROSE}'


def as_beginning(pieces: Iterable[str]) -> Iterator[str]:
    """Yield what goes on from an opening as a reply of its own: its first letter a capital."""
    begun = False
    for piece in pieces:
        text = piece if begun else piece.lstrip()
        yield text if begun else text[:1].upper() + text[1:]
        begun = begun or bool(text)


def without_control_tokens(messages: Sequence[Message]) -> list[Message]:
    """Keep a text such as "<|im_end|>" from being read as the end of its message."""
    return [Message(message.role, message.text.replace("<|", "< |")) for message in messages]
