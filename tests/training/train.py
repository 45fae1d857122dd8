"""Train the adapter of the packaged language model: python -m tests.training.train MODEL.gguf ADAPTER.gguf

Needs a GPU for some minutes (a processor would take days), and `gguf` and `accelerate` beside what the tests install.
Low-rank adaptation (Hu et al. 2021, arXiv 2106.09685) of the attention's four projections: the model's own weights stay
as they are. What it writes by itself is trained on as well, so that it goes on writing as it does. It learns yes or no
from the texts beside this file, and from itself, after examples, which sources tell of a limit.
"""

import argparse
import math
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from assistant.ports import Message
from assistant.prompts import read_prompts
from tests.training.examples import Kept, Limit, examples, kept, limits

RANK, ALPHA, DROPOUT = 8, 16, 0.05
RATE, WARM, BATCH, EPOCHS = 2.5e-4, 40, 32, 3
KEPT = 640  # prompts of what the model writes, drawn anew with each seed
LONGEST = 110  # tokens of what it writes; what is longer is not trained on
LIMIT, UNSURE = 0.65, (0.5, 0.75)  # probability of yes from which a source tells of a limit; not trained on between
PROJECTIONS = {"q_proj": "attn_q", "k_proj": "attn_k", "v_proj": "attn_v", "o_proj": "attn_output"}


@dataclass(frozen=True, slots=True)
class Row:
    """Tokens read and tokens wanted."""

    read: list[int]
    wanted: list[int]


class Adapted(torch.nn.Module):
    """A linear layer as it is, and beside it two low-rank matrices, the second zero at first."""

    def __init__(self, layer: torch.nn.Linear) -> None:
        super().__init__()
        self.layer = layer
        make = {"device": layer.weight.device}
        self.a = torch.nn.Parameter(torch.empty(RANK, layer.in_features, **make))
        self.b = torch.nn.Parameter(torch.zeros(layer.out_features, RANK, **make))
        torch.nn.init.kaiming_uniform_(self.a, a=math.sqrt(5))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return what the layer gives and the adapter's share."""
        dropped = torch.nn.functional.dropout(x, DROPOUT, self.training)
        low = (dropped @ self.a.to(x.dtype).T) @ self.b.to(x.dtype).T
        return self.layer(x) + low * (ALPHA / RANK)


class Trainer:
    """The model with its tokenizer; `adapted` are its layers with an adapter, by their names in GGUF."""

    def __init__(self, file: Path, device: str) -> None:
        where = {"pretrained_model_name_or_path": str(file.parent), "gguf_file": file.name}
        self.tokenizer: Any = AutoTokenizer.from_pretrained(**where)
        # fused attention gave gradients that are no numbers
        self.model: Any = AutoModelForCausalLM.from_pretrained(
            **where, dtype=torch.float32, attn_implementation="eager"
        )
        self.model.to(device).eval().requires_grad_(requires_grad=False)
        self.device = device
        self.adapted: dict[str, Adapted] = {}

    def tokens(self, messages: Sequence[Message], opening: str = "") -> list[int]:
        """Return a prompt in the model's own template, and the words that its reply begins with."""
        chat = [{"role": message.role, "content": message.text} for message in messages]
        text = self.tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True)
        return self.plain(text + opening)

    def plain(self, text: str) -> list[int]:
        """Return the tokens of a text, with none added."""
        return list(self.tokenizer(text, add_special_tokens=False)["input_ids"])

    def own(self, prompts: Sequence[Kept]) -> Iterator[Row]:
        """Yield what the model writes by itself, the likeliest token each time."""
        end = self.tokenizer.eos_token_id
        for prompt in prompts:
            read = self.tokens(prompt.messages, prompt.opening)
            with torch.inference_mode():
                given = torch.tensor([read], device=self.device)
                said = self.model.generate(given, max_new_tokens=LONGEST, do_sample=False)[0, len(read) :].tolist()
            if said and said[-1] == end and len(said) < LONGEST:
                yield Row(read, said)

    def limited(self, asked: Sequence[Limit]) -> Iterator[Row]:
        """Yield the same question without its examples, answered as the model answers after them."""
        for one in asked:
            with torch.inference_mode():
                given = torch.tensor([self.tokens(one.told)], device=self.device)
                odds = self.model(given, logits_to_keep=1).logits[0, -1].float().softmax(-1)
            yes, no = (float(odds[self.plain(word)[0]]) for word in one.words)
            share = yes / (yes + no)
            if not UNSURE[0] < share < UNSURE[1]:
                yield Row(self.tokens(one.taught), self.plain(one.words[0 if share > LIMIT else 1]))

    def adapt(self) -> None:
        """Put an adapter beside each projection."""
        for number, layer in enumerate(self.model.model.layers):
            for name, place in PROJECTIONS.items():
                adapted = Adapted(getattr(layer.self_attn, name))
                setattr(layer.self_attn, name, adapted)
                self.adapted[f"blk.{number}.{place}.weight"] = adapted

    def train(self, batches: Sequence[Sequence[Row]]) -> None:
        """Go through the batches once."""
        parameters = [part for one in self.adapted.values() for part in (one.a, one.b)]
        optimiser = torch.optim.AdamW(parameters, lr=RATE, weight_decay=0.0, betas=(0.9, 0.98))
        self.model.train()
        for done, batch in enumerate(batches):
            fall = 0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * done / len(batches)))
            for group in optimiser.param_groups:
                group["lr"] = RATE * min(1, (done + 1) / WARM) * fall
            loss = self._loss(batch)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            if done % 25 == 0:
                sys.stderr.write(f"{time.strftime('%H:%M:%S')} {done} of {len(batches)}: {float(loss.detach()):.3f}\n")

    def write(self, file: Path) -> None:
        """Write the adapter as llama.cpp reads it."""
        writer = gguf.GGUFWriter(str(file), "qwen2")
        writer.add_type("adapter")
        writer.add_string("adapter.type", "lora")
        writer.add_float32("adapter.lora.alpha", float(ALPHA))
        for name, one in self.adapted.items():
            for part in ("a", "b"):
                array = getattr(one, part).detach().float().cpu().numpy().astype(np.float16)
                writer.add_tensor(f"{name}.lora_{part}", array)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()

    def _loss(self, batch: Sequence[Row]) -> torch.Tensor:
        """Return the mean over rows of the mean surprise at their wanted tokens."""
        longest = max(len(row.read) + len(row.wanted) for row in batch)
        given = torch.zeros(len(batch), longest, dtype=torch.long)
        there = torch.zeros_like(given)
        places, wanted, shares = [], [], []
        for number, row in enumerate(batch):
            tokens = [*row.read, *row.wanted]
            given[number, : len(tokens)], there[number, : len(tokens)] = torch.tensor(tokens), 1
            for at, token in enumerate(row.wanted, len(row.read) - 1):
                places.append((number, at))
                wanted.append(token)
                shares.append(1 / len(row.wanted) / len(batch))
        with torch.autocast(torch.device(self.device).type, dtype=torch.bfloat16):
            hidden = self.model.model(input_ids=given.to(self.device), attention_mask=there.to(self.device))
            rows, columns = torch.tensor(places, device=self.device).T
            logits = self.model.lm_head(hidden.last_hidden_state[rows, columns])
        surprise = torch.nn.functional.cross_entropy(
            logits.float(), torch.tensor(wanted, device=self.device), reduction="none"
        )
        return (surprise * torch.tensor(shares, device=self.device)).sum()


def batched(rows: Sequence[Row], draw: random.Random) -> list[list[Row]]:
    """Return the rows in batches of like length, both drawn by lot."""
    rows = draw.sample(rows, len(rows))
    batches: list[list[Row]] = []
    for start in range(0, len(rows), 16 * BATCH):
        near = sorted(rows[start : start + 16 * BATCH], key=lambda row: len(row.read))
        batches += [near[at : at + BATCH] for at in range(0, len(near), BATCH)]
    draw.shuffle(batches)
    return batches


def main() -> None:
    """Train, and write the adapter."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="the packaged model's GGUF file (assistant fetch)")
    parser.add_argument("adapter", type=Path, help="where to write")
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    draw = random.Random(chosen.seed)
    torch.manual_seed(chosen.seed)
    prompts = read_prompts(Path("prompts"))
    trainer = Trainer(chosen.model, chosen.device)
    whole = list(kept(prompts, chosen.seed))
    same = [*trainer.own(draw.sample(whole, KEPT)), *trainer.limited(list(limits(prompts)))]
    trainer.adapt()
    batches: list[list[Row]] = []
    for epoch in range(EPOCHS):
        told = [Row(trainer.tokens(one.messages), trainer.plain(one.reply)) for one in examples(prompts, epoch)]
        batches += batched([*told, *same], draw)
    trainer.train(batches)
    trainer.write(chosen.adapter)


if __name__ == "__main__":
    main()
