"""A chat model as it is, for what listens to one: it passes everything on."""

import hashlib
import json
from collections.abc import Generator, Sequence
from pathlib import Path

from assistant.errors import SettingsError
from assistant.ports import FREE, ChatModel, Message, Shape

JUDGEMENTS = Path("build/judgements.jsonl")  # in the root folder


class Relay:
    """Passes everything on to a chat model."""

    def __init__(self, chat: ChatModel) -> None:
        self.name = chat.name
        self.taught = chat.taught
        self._chat = chat

    def stream(self, messages: Sequence[Message], max_tokens: int, shape: Shape = FREE) -> Generator[str, None, None]:
        """Pass the reply on."""
        yield from self._chat.stream(messages, max_tokens, shape)

    def judge(self, messages: Sequence[Message], yes: str, no: str, *, closely: bool = False) -> float:
        """Pass the judgement on."""
        return self._chat.judge(messages, yes, no, closely=closely)

    def read(self, messages: Sequence[Message]) -> None:
        """Pass on what is to be read ahead."""
        self._chat.read(messages)

    def close(self) -> None:
        """Stop the model."""
        self._chat.close()


class Kept(Relay):
    """Keeps each judgement in a file, and gives those that are there without asking: what was stopped goes on.

    One is the same where model, what else is told of it (`by`) and messages are. A line that was cut short is asked for
    again. Raises SettingsError where the file can be neither read nor written.
    """

    def __init__(self, chat: ChatModel, by: str, path: Path) -> None:
        super().__init__(chat)
        self._by, self._path = by, path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._known = _read(path)
        except (OSError, UnicodeDecodeError) as error:
            raise _unusable(path, error) from None

    def judge(self, messages: Sequence[Message], yes: str, no: str, *, closely: bool = False) -> float:
        """Return the judgement as it was kept, else the model's."""
        asked = [self.name, self._by, yes, no, *["closely"] * closely, *((one.role, one.text) for one in messages)]
        key = hashlib.sha256(json.dumps(asked).encode()).hexdigest()
        if key not in self._known:
            self._known[key] = self._chat.judge(messages, yes, no, closely=closely)
            try:
                with self._path.open("a", encoding="utf-8") as file:
                    file.write("\n" + json.dumps({"asked": key, "yes": self._known[key]}))  # after a cut one too
            except OSError as error:
                raise _unusable(self._path, error) from None
        return self._known[key]


def _read(path: Path) -> dict[str, float]:
    known = {}
    for line in path.read_text(encoding="utf-8").split("\n") if path.exists() else ():
        try:
            one = json.loads(line)
            if 0 <= one["yes"] <= 1:
                known[str(one["asked"])] = float(one["yes"])
        except (ValueError, TypeError, KeyError):
            continue
    return known


def _unusable(path: Path, error: OSError | UnicodeDecodeError) -> SettingsError:
    told = error.strerror if isinstance(error, OSError) else "it is no text"
    return SettingsError(f"{path} cannot be used ({told}).", "Mend its permissions or delete it, or leave --resume.")
