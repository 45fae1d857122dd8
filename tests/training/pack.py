"""Pack what training needs: python -m tests.training.pack MODEL.gguf FOLDER

The packaged model's weights as they are, cut into parts that can be carried to a machine with a GPU; of its vocabulary
what the texts need; and every prompt and reply as tokens. Needs `gguf` beside what the tests install. `--ask FILE` adds
prompts to be judged after each epoch, one JSON object a line: {"messages": [[role, text], ...], "words": [yes, no]}.
"""

import argparse
import gzip
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import gguf
import numpy as np
from transformers import AutoTokenizer

from assistant.language import LANGUAGES
from assistant.ports import Message
from assistant.prompts import YES_NO, Prompts, read_prompts
from tests.training.examples import closely, examples, kept, limits

EPOCHS = 3
PART = 64_000_000  # bytes of a part, at most
CUT = ("token_embd.weight", "output.weight")  # what has a row for each token
Tokens = list[int]


class Vocabulary:
    """The tokens of the texts, numbered anew."""

    def __init__(self, file: Path) -> None:
        where = {"pretrained_model_name_or_path": str(file.parent), "gguf_file": file.name}
        self._tokenizer: Any = AutoTokenizer.from_pretrained(**where)
        self._known: dict[int, int] = {}
        self.end = self._number(int(self._tokenizer.eos_token_id))

    @property
    def tokens(self) -> list[int]:
        """The model's own numbers, in the order of the new ones."""
        return list(self._known)

    def prompt(self, messages: Sequence[Message], opening: str = "") -> Tokens:
        """Return a prompt in the model's own template, and the words that its reply begins with."""
        chat = [{"role": message.role, "content": message.text} for message in messages]
        text = self._tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True)
        return self.plain(text + opening)

    def plain(self, text: str) -> Tokens:
        """Return the tokens of a text, with none added."""
        return [self._number(token) for token in self._tokenizer(text, add_special_tokens=False)["input_ids"]]

    def ended(self, text: str) -> Tokens:
        """Return the tokens of a whole reply."""
        return [*self.plain(text), self.end]

    def word(self, word: str) -> Tokens:
        """Return the tokens that a reply of one word may begin with, however it is written."""
        return sorted({self.plain(variant)[0] for variant in variants(word)})

    def _number(self, token: int) -> int:
        return self._known.setdefault(token, len(self._known))


def variants(word: str) -> tuple[str, ...]:
    """Return the ways in which a word is written at a reply's beginning."""
    return word, word.capitalize(), f" {word}", f" {word.capitalize()}"


def rows(prompts: Prompts, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return all that is read and wanted, by what is done with it."""
    told: list[list[tuple[Tokens, Tokens]]] = []
    for epoch in range(EPOCHS):
        told.append([])
        for one in examples(prompts, epoch):
            said = f" {one.reply}" if one.opening else one.reply  # a reply's first token holds the space before it
            told[-1].append((vocabulary.prompt(one.messages, one.opening), vocabulary.ended(said)))
    groups = [group for epoch in range(EPOCHS) for group in closely(prompts, epoch)]
    return {
        "examples": told,
        "closely": [
            [(vocabulary.prompt(one.messages), vocabulary.ended(one.reply)) for one in each] for each in groups
        ],
        "kept": [vocabulary.prompt(one.messages, one.opening) for one in kept(prompts, 0)],
        "limits": [
            (vocabulary.prompt(one.told), vocabulary.prompt(one.taught), *map(vocabulary.word, one.words))
            for one in limits(prompts)
        ],
    }


def asked(lines: Iterable[str], vocabulary: Vocabulary) -> list[Any]:
    """Return prompts to be judged, and the tokens that say yes and no."""
    found = []
    for line in lines:
        record = json.loads(line)
        messages = [Message(role, text) for role, text in record["messages"]]
        found.append((vocabulary.prompt(messages), *map(vocabulary.word, record["words"])))
    return found


def weights(file: Path, tokens: Sequence[int], folder: Path) -> list[dict[str, Any]]:
    """Write the weights in parts; return where each is, with its kind and shape."""
    places: list[dict[str, Any]] = []
    part, size = -1, PART
    # what is cut comes last, in a part of its own: the others stay as they are when the texts change
    for tensor in sorted(gguf.GGUFReader(str(file)).tensors, key=lambda one: one.name in CUT):
        data = np.asarray(tensor.data)
        if tensor.name in CUT:
            data = data[list(tokens)]
        raw = np.ascontiguousarray(data).tobytes()
        if size + len(raw) > PART or (tensor.name in CUT and size and places[-1]["name"] not in CUT):
            part, size = part + 1, 0
            (folder / f"part-{part:02}.bin").write_bytes(b"")
        with (folder / f"part-{part:02}.bin").open("ab") as out:
            out.write(raw)
        shape = [int(length) for length in reversed(tensor.shape)]
        if tensor.name in CUT:
            shape[0] = len(tokens)
        place = {"name": tensor.name, "kind": tensor.tensor_type.name, "shape": shape}
        places.append({**place, "part": part, "at": size, "bytes": len(raw)})
        size += len(raw)
    return places


def main() -> None:
    """Write the parts, and what is trained on."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="the packaged model's GGUF file (assistant fetch)")
    parser.add_argument("folder", type=Path, help="where to write")
    parser.add_argument("--ask", type=Path, help="prompts to be judged")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    vocabulary = Vocabulary(chosen.model)
    texts = rows(read_prompts(Path("prompts")), vocabulary)
    lines = chosen.ask.read_text(encoding="utf-8").splitlines() if chosen.ask else []
    texts["words"] = [[vocabulary.word(word) for word in YES_NO[language]] for language in LANGUAGES]
    texts |= {"asked": asked(lines, vocabulary), "end": vocabulary.end, "tokens": vocabulary.tokens}
    with gzip.open(chosen.folder / "texts.json.gz", "wt", encoding="utf-8") as out:
        json.dump(texts, out, separators=(",", ":"))
    places = weights(chosen.model, vocabulary.tokens, chosen.folder)
    (chosen.folder / "weights.json").write_text(json.dumps(places), encoding="utf-8")


if __name__ == "__main__":
    main()
