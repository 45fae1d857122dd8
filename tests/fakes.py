"""Stand-ins for the engines that need no model; they pass the same contract tests as the real ones."""

from collections.abc import Callable, Generator, Sequence

from assistant.errors import ChatError
from assistant.ports import Message


class FakeChat:
    """Says what it is told to: `reply` word by word, `judgement` whenever asked; keeps what it was asked.

    Either may be a function of the messages. With `fails_after` it breaks off after so many words.
    """

    name = "fake"

    def __init__(
        self,
        reply: str | Callable[[Sequence[Message]], str] = "It is so.",
        judgement: float | Callable[[Sequence[Message]], float] = 1.0,
        fails_after: int | None = None,
    ) -> None:
        self.asked: list[Sequence[Message]] = []
        self.judged: list[Sequence[Message]] = []
        self.said = 0  # words yielded so far
        self.closed = False
        self._reply = reply
        self._judgement = judgement
        self._fails_after = fails_after

    def stream(self, messages: Sequence[Message], max_tokens: int) -> Generator[str, None, None]:
        self.asked.append(messages)
        reply = self._reply if isinstance(self._reply, str) else self._reply(messages)
        for place, word in enumerate(reply.split(" ")[:max_tokens]):
            if place == self._fails_after:
                raise ChatError("The fake broke off, as it was told to.")
            self.said += 1
            yield word if place == 0 else f" {word}"

    def judge(self, messages: Sequence[Message], yes: str, no: str) -> float:
        self.judged.append(messages)
        return self._judgement if isinstance(self._judgement, float | int) else self._judgement(messages)

    def close(self) -> None:
        self.closed = True
