"""Train the adapter that reads closely: python closely.py FOLDER ADAPTER.gguf OUT.gguf, FOLDER as `pack.py` wrote it.

Low-rank adaptation (Hu et al. 2021, arXiv 2106.09685) of the upper layers' attention, on top of the packaged adapter,
which stays as it is: what is judged closely has both. Needs an hour of two processor cores with bfloat16, 8 GB of
memory, PyTorch, transformers, `gguf`, and beside it nothing but `train.py` and `blend.py`. The statements about a
source are read after it in one go, each seeing the source and itself alone, so that the source is read once.
"""

import argparse
import gzip
import json
import math
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from blend import read, write
from train import ALPHA, DROPOUT, PROJECTIONS, RANK, model

FIRST = 12  # layer with an adapter; what those below give is not trained, so that nothing is kept of it
RATE, WARM, BATCH = 2e-4, 15, 2
LAST = 0.05  # of the rate, at the end


class Upon(torch.nn.Module):
    """A linear layer with the packaged adapter, and beside it two low-rank matrices, the second zero at first."""

    def __init__(self, layer: torch.nn.Linear, down: torch.Tensor, up: torch.Tensor, *, trained: bool) -> None:
        super().__init__()
        self.layer, self.down, self.up, self.trained = layer, down, up, trained
        if trained:
            self.a = torch.nn.Parameter(torch.empty(RANK, layer.in_features))
            self.b = torch.nn.Parameter(torch.zeros(layer.out_features, RANK))
            torch.nn.init.kaiming_uniform_(self.a, a=math.sqrt(5))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return what the layer, the packaged adapter and the one trained here give."""
        given = self.layer(x) + (x @ self.down.T) @ self.up.T
        if not self.trained:
            return given
        dropped = torch.nn.functional.dropout(x, DROPOUT, self.training)
        return given + (dropped @ self.a.to(x.dtype).T) @ self.b.to(x.dtype).T * (ALPHA / RANK)


@dataclass(frozen=True, slots=True)
class Group:
    """Prompts that begin alike, as one row: its tokens, where each stands, what it sees, and where each prompt ends."""

    tokens: torch.Tensor
    places: torch.Tensor
    mask: torch.Tensor
    ends: torch.Tensor


def grouped(prompts: Sequence[list[int]]) -> Group:
    """Return prompts as one row: what they share once, then the rest of each."""
    shared = 0
    while all(len(one) > shared + 1 and one[shared] == prompts[0][shared] for one in prompts):
        shared += 1
    tokens, places, owners, ends = prompts[0][:shared], list(range(shared)), [0] * shared, []
    for number, one in enumerate(prompts, 1):
        tokens = tokens + one[shared:]
        places += range(shared, len(one))
        owners += [number] * (len(one) - shared)
        ends.append(len(tokens) - 1)
    owner = torch.tensor(owners)
    seen = ((owner[:, None] == owner[None, :]) | (owner[None, :] == 0)).tril()
    mask = torch.zeros(seen.shape, dtype=torch.bfloat16).masked_fill(~seen, torch.finfo(torch.bfloat16).min)
    return Group(torch.tensor(tokens), torch.tensor(places)[None], mask[None, None], torch.tensor(ends))


class Trainer:
    """The model; `adapted` are its upper layers' projections with an adapter, by their names in GGUF."""

    def __init__(self, folder: Path, packaged: Path) -> None:
        self.model = model(folder, "cpu")
        matrices, alpha = read(packaged)
        self.adapted: dict[str, Upon] = {}
        for number, layer in enumerate(self.model.model.layers):
            for name, place in PROJECTIONS.items():
                weight = f"blk.{number}.{place}.weight"
                down, up = (torch.from_numpy(matrices[f"{weight}.lora_{part}"]) for part in "ab")
                up = up * (alpha / len(down))
                upon = Upon(getattr(layer.self_attn, name), down.bfloat16(), up.bfloat16(), trained=number >= FIRST)
                setattr(layer.self_attn, name, upon)
                if upon.trained:
                    self.adapted[weight] = upon

    def odds(self, group: Group, wanted: Sequence[int], others: Sequence[int]) -> torch.Tensor:
        """Return the log-odds of the wanted tokens at each prompt's end, beside others."""
        with torch.no_grad():
            below = self._layers(self.model.model.embed_tokens(group.tokens)[None], group, 0, FIRST)
        top = self._layers(below.clone(), group, FIRST, len(self.model.model.layers))
        logits = self.model.lm_head(self.model.model.norm(top)[0, group.ends]).float()
        return logits[:, list(wanted)].logsumexp(1) - logits[:, list(others)].logsumexp(1)

    def train(self, groups: Sequence[Any], words: Sequence[Any]) -> None:
        """Go through groups of (prompt, reply); `words` are the tokens of yes and no of each language."""
        parameters = [part for one in self.adapted.values() for part in (one.a, one.b)]
        optimiser = torch.optim.AdamW(parameters, lr=RATE, weight_decay=0.0, betas=(0.9, 0.98))
        steps, started = len(groups) // BATCH, time.monotonic()
        self.model.train()
        for step in range(steps):
            fall = LAST + (1 - LAST) * 0.5 * (1 + math.cos(math.pi * step / steps))
            for settings in optimiser.param_groups:
                settings["lr"] = RATE * min(1, (step + 1) / WARM) * fall
            losses = []
            for group in groups[step * BATCH : (step + 1) * BATCH]:
                firsts = [reply[0] for _, reply in group]
                yes, no = next(pair for pair in words if all(first in [*pair[0], *pair[1]] for first in firsts))
                odds = self.odds(grouped([prompt for prompt, _ in group]), yes, no)
                told = torch.tensor([float(first in yes) for first in firsts])
                loss = torch.nn.functional.binary_cross_entropy_with_logits(odds, told)
                (loss / BATCH).backward()
                losses.append(float(loss.detach()))
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            took = time.monotonic() - started
            sys.stderr.write(f"{step + 1} of {steps}: {sum(losses) / BATCH:.3f}, {took:.0f} s\n")

    def write(self, file: Path) -> None:
        """Write the adapter as llama.cpp reads it."""
        parts = {f"{name}.lora_{part}": getattr(one, part) for name, one in self.adapted.items() for part in "ab"}
        write(file, {name: part.detach().numpy() for name, part in parts.items()}, float(ALPHA))

    def _layers(self, hidden: torch.Tensor, group: Group, first: int, end: int) -> torch.Tensor:
        turned = self.model.model.rotary_emb(hidden, group.places)
        for layer in self.model.model.layers[first:end]:
            given: Any = layer(hidden, attention_mask=group.mask, position_ids=group.places, position_embeddings=turned)
            hidden = given[0] if isinstance(given, tuple) else given
        return hidden


def main() -> None:
    """Train, and write the adapter."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="what pack.py wrote")
    parser.add_argument("adapter", type=Path, help="the packaged adapter, which stays on")
    parser.add_argument("out", type=Path, help="where to write")
    parser.add_argument("--groups", type=int, default=750, help="how many sources with their statements are read")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    torch.manual_seed(chosen.seed)
    with gzip.open(chosen.folder / "texts.json.gz", "rt", encoding="utf-8") as file:
        texts = json.load(file)
    trainer = Trainer(chosen.folder, chosen.adapter)
    groups = texts["closely"][: chosen.groups]
    random.Random(chosen.seed).shuffle(groups)
    trainer.train(groups, texts["words"])
    trainer.write(chosen.out)


if __name__ == "__main__":
    main()
