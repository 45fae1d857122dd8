"""Train the adapter of the packaged language model: python train.py FOLDER OUT, FOLDER as `pack.py` wrote it.

Needs a GPU for some minutes, PyTorch, transformers and `gguf`, and nothing else of this repository. Low-rank adaptation
(Hu et al. 2021, arXiv 2106.09685) of the attention's four projections: the model's own weights stay as they are. Of
what it writes well by itself it learns its own replies, so that it goes on writing as it does; and from itself, after
examples, which sources tell of a limit. OUT gets an adapter after each epoch, and the judgements of what was asked.
"""

import argparse
import gzip
import json
import math
import random
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import torch
from transformers import Qwen2Config, Qwen2ForCausalLM

RANK, ALPHA, DROPOUT = 16, 32, 0.05
RATE, WARM, BATCH = 3e-4, 40, 64
LONGEST = 150  # tokens of what it writes; what is longer is not trained on
LIMIT, UNSURE = 0.65, (0.5, 0.75)  # probability of yes from which a source tells of a limit; not trained on between
AT_ONCE = 64  # prompts read together, and replies written
PROJECTIONS = {"q_proj": "attn_q", "k_proj": "attn_k", "v_proj": "attn_v", "o_proj": "attn_output"}
NAMES = {
    "attn_norm": "input_layernorm",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
    **{theirs: f"self_attn.{ours}" for ours, theirs in PROJECTIONS.items()},
}
OUTSIDE = {
    "token_embd.weight": "model.embed_tokens.weight",
    "output.weight": "lm_head.weight",
    "output_norm.weight": "model.norm.weight",
}


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
        make: dict[str, Any] = {"device": layer.weight.device, "dtype": torch.float32}
        self.a = torch.nn.Parameter(torch.empty(RANK, layer.in_features, **make))
        self.b = torch.nn.Parameter(torch.zeros(layer.out_features, RANK, **make))
        torch.nn.init.kaiming_uniform_(self.a, a=math.sqrt(5))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return what the layer gives and the adapter's share."""
        dropped = torch.nn.functional.dropout(x, DROPOUT, self.training)
        low = (dropped @ self.a.to(x.dtype).T) @ self.b.to(x.dtype).T
        return self.layer(x) + low * (ALPHA / RANK)


class Trainer:
    """The model; `adapted` are its layers with an adapter, by their names in GGUF."""

    def __init__(self, folder: Path, device: str, end: int) -> None:
        self.model = model(folder, device)
        self.device, self.end = device, end
        self.adapted: dict[str, Adapted] = {}

    def own(self, prompts: Sequence[list[int]]) -> Iterator[Row]:
        """Yield what the model writes by itself, the likeliest token each time."""
        for some in _by_length(prompts, len):
            longest = max(map(len, some))
            given = torch.full((len(some), longest), self.end, device=self.device)
            there = torch.zeros_like(given)
            for at, read in enumerate(some):
                given[at, longest - len(read) :] = torch.tensor(read)
                there[at, longest - len(read) :] = 1
            with torch.inference_mode():
                options: dict[str, Any] = {"max_new_tokens": LONGEST, "do_sample": False, "pad_token_id": self.end}
                written = self.model.generate(given, attention_mask=there, eos_token_id=self.end, **options)
            for read, said in zip(some, written[:, longest:].tolist(), strict=True):
                if self.end in said:
                    yield Row(list(read), said[: said.index(self.end) + 1])

    def limited(self, asked: Sequence[Any]) -> Iterator[Row]:
        """Yield the same question without its examples, answered as the model answers after them."""
        odds = self.judged([(told, yes, no) for told, _, yes, no in asked])
        for (_, taught, yes, no), one in zip(asked, odds, strict=True):
            share = 1 / (1 + math.exp(-one))
            if not UNSURE[0] < share < UNSURE[1]:
                yield Row(taught, [(yes if share > LIMIT else no)[0], self.end])

    def judged(self, asked: Sequence[Any]) -> list[float]:
        """Return the log-odds of yes to each prompt, each with the tokens that say yes and those that say no."""
        odds = [0.0] * len(asked)
        self.model.eval()
        for some in _by_length(list(enumerate(asked)), lambda one: len(one[1][0])):
            given = _padded([prompt for _, (prompt, _, _) in some]).to(self.device)
            last = torch.tensor([len(prompt) - 1 for _, (prompt, _, _) in some], device=self.device)
            with torch.inference_mode():
                hidden = self.model.model(input_ids=given).last_hidden_state
                logits = self.model.lm_head(hidden[torch.arange(len(some)), last]).float()
            for (at, (_, yes, no)), one in zip(some, logits, strict=True):
                odds[at] = float(one[yes].logsumexp(0) - one[no].logsumexp(0))
        return odds

    def adapt(self) -> None:
        """Put an adapter beside each projection."""
        for number, layer in enumerate(self.model.model.layers):
            for name, place in PROJECTIONS.items():
                adapted = Adapted(getattr(layer.self_attn, name))
                setattr(layer.self_attn, name, adapted)
                self.adapted[f"blk.{number}.{place}.weight"] = adapted

    def train(self, epochs: Sequence[Sequence[Sequence[Row]]]) -> Iterator[int]:
        """Go through the batches of each epoch, yielding its number at its end."""
        parameters = [part for one in self.adapted.values() for part in (one.a, one.b)]
        optimiser = torch.optim.AdamW(parameters, lr=RATE, weight_decay=0.0, betas=(0.9, 0.98))
        every, done = sum(map(len, epochs)), 0
        for epoch, batches in enumerate(epochs):
            self.model.train()
            for batch in batches:
                fall = 0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * done / every))
                for group in optimiser.param_groups:
                    group["lr"] = RATE * min(1, (done + 1) / WARM) * fall
                loss = self._loss(batch)
                loss.backward()
                torch.nn.utils.clip_grad_norm_(parameters, 1.0)
                optimiser.step()
                optimiser.zero_grad(set_to_none=True)
                if done % 25 == 0:
                    _say(f"{done} of {every}: {float(loss.detach()):.3f}")
                done += 1
            yield epoch

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
        """Return the mean over rows of the mean surprise at their wanted tokens.

        What fills a row up stands after its tokens, which do not see it: attention looks back alone.
        """
        given = _padded([[*row.read, *row.wanted] for row in batch])
        places, wanted, shares = [], [], []
        for number, row in enumerate(batch):
            for at, token in enumerate(row.wanted, len(row.read) - 1):
                places.append((number, at))
                wanted.append(token)
                shares.append(1 / len(row.wanted) / len(batch))
        hidden = self.model.model(input_ids=given.to(self.device)).last_hidden_state
        line, column = torch.tensor(places, device=self.device).T
        logits = self.model.lm_head(hidden[line, column]).float()
        surprise = torch.nn.functional.cross_entropy(logits, torch.tensor(wanted, device=self.device), reduction="none")
        return (surprise * torch.tensor(shares, device=self.device)).sum()


def model(folder: Path, device: str) -> Any:  # noqa: ANN401  # transformers' own
    """Return the packaged model, its weights as they are but for the number of tokens it knows."""
    places = json.loads((folder / "weights.json").read_text(encoding="utf-8"))
    tokens = next(one["shape"][0] for one in places if one["name"] == "output.weight")
    config = Qwen2Config(
        vocab_size=tokens,
        hidden_size=1536,
        intermediate_size=8960,
        num_hidden_layers=28,
        num_attention_heads=12,
        num_key_value_heads=2,
        rms_norm_eps=1e-6,
        rope_theta=1e6,
        rope_parameters={"rope_type": "default", "rope_theta": 1e6},
        max_position_embeddings=4096,
        tie_word_embeddings=False,
        attn_implementation="sdpa",
    )
    with torch.device("meta"):
        made: Any = Qwen2ForCausalLM(config)
    made = made.to_empty(device=device).to(torch.bfloat16)
    state = {_ours(one["name"]): tensor(folder, one, device) for one in places}
    made.load_state_dict(state, strict=True, assign=True)
    made.model.rotary_emb = type(made.model.rotary_emb)(config=config).to(device)  # not made on the meta device
    return made.eval().requires_grad_(requires_grad=False)


def tensor(folder: Path, place: Mapping[str, Any], device: str) -> torch.Tensor:
    """Return a tensor's numbers, unpacked from llama.cpp's blocks of 256 (Q4_K and Q6_K) on the device."""
    file = folder / f"part-{place['part']:02}.bin"
    raw = torch.from_numpy(np.fromfile(file, np.uint8, count=place["bytes"], offset=place["at"])).to(device)
    if place["kind"] == "F32":
        return raw.view(torch.float32).reshape(place["shape"]).to(torch.bfloat16)
    unpack = {"Q4_K": _q4, "Q6_K": _q6}[place["kind"]]
    return unpack(raw).reshape(place["shape"]).to(torch.bfloat16)


def _q4(raw: torch.Tensor) -> torch.Tensor:
    """Two half floats, eight 6-bit scales and least values in 12 bytes, 256 numbers of 4 bits."""
    blocks = raw.reshape(-1, 144)
    whole = blocks[:, :4].contiguous().view(torch.float16).float()
    packed = blocks[:, 4:16].int()
    scales = torch.cat((packed[:, 0:4] & 63, (packed[:, 8:12] & 15) | ((packed[:, 0:4] >> 6) << 4)), 1)
    least = torch.cat((packed[:, 4:8] & 63, (packed[:, 8:12] >> 4) | ((packed[:, 4:8] >> 6) << 4)), 1)
    numbers = blocks[:, 16:].reshape(-1, 4, 1, 32)
    numbers = torch.cat((numbers & 15, numbers >> 4), 2).reshape(-1, 8, 32)
    scale, under = whole[:, 0:1] * scales, whole[:, 1:2] * least
    return scale[:, :, None] * numbers - under[:, :, None]


def _q6(raw: torch.Tensor) -> torch.Tensor:
    """Lower 4 bits of 256 numbers, upper 2, sixteen 8-bit scales, a half float."""
    blocks = raw.reshape(-1, 210)
    low, high = blocks[:, :128].reshape(-1, 2, 1, 64), blocks[:, 128:192].reshape(-1, 2, 1, 32)
    low = torch.cat((low & 15, low >> 4), 2).reshape(-1, 2, 4, 32)
    high = torch.cat([(high >> shift) & 3 for shift in (0, 2, 4, 6)], 2)
    numbers = (low.int() | (high.int() << 4)) - 32
    scales = blocks[:, 192:208].contiguous().view(torch.int8).float()
    whole = blocks[:, 208:].contiguous().view(torch.float16).float()
    return (whole * scales)[:, :, None] * numbers.reshape(-1, 16, 16)


def _ours(name: str) -> str:
    """Return transformers' name of a tensor."""
    if name in OUTSIDE:
        return OUTSIDE[name]
    _, number, part, kind = name.split(".")
    return f"model.layers.{number}.{NAMES[part]}.{kind}"


def _by_length(items: Sequence[Any], length: Any) -> Iterator[list[Any]]:  # noqa: ANN401  # of any item
    ordered = sorted(items, key=length)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


def _padded(rows: Sequence[Sequence[int]]) -> torch.Tensor:
    given = torch.zeros(len(rows), max(map(len, rows)), dtype=torch.long)
    for at, row in enumerate(rows):
        given[at, : len(row)] = torch.tensor(row)
    return given


def batched(rows: Sequence[Row], draw: random.Random) -> list[list[Row]]:
    """Return the rows in batches of like length, both drawn by lot."""
    rows = draw.sample(rows, len(rows))
    batches: list[list[Row]] = []
    for start in range(0, len(rows), 16 * BATCH):
        near = sorted(rows[start : start + 16 * BATCH], key=lambda row: len(row.read))
        batches += [near[at : at + BATCH] for at in range(0, len(near), BATCH)]
    draw.shuffle(batches)
    return batches


def _say(text: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stderr.flush()


def main() -> None:
    """Train, and write the adapter after each epoch."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="what pack.py wrote")
    parser.add_argument("out", type=Path, help="where to write")
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=3)
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    draw = random.Random(chosen.seed)
    torch.manual_seed(chosen.seed)
    with gzip.open(chosen.folder / "texts.json.gz", "rt", encoding="utf-8") as file:
        texts = json.load(file)
    trainer = Trainer(chosen.folder, chosen.device, texts["end"])
    if chosen.epochs > len(texts["examples"]):
        parser.error(f"{chosen.folder} has {len(texts['examples'])} epochs.")
    _say("loaded")
    same = [*trainer.own(texts["kept"]), *trainer.limited(texts["limits"])]
    _say(f"{len(same)} of the model's own")
    trainer.adapt()
    epochs = [batched([*(Row(*one) for one in told), *same], draw) for told in texts["examples"][: chosen.epochs]]
    for epoch in trainer.train(epochs):
        trainer.write(chosen.out / f"adapter-{epoch + 1}.gguf")
        (chosen.out / f"judged-{epoch + 1}.json").write_text(json.dumps(trainer.judged(texts["asked"])))
        _say(f"epoch {epoch + 1} written")


if __name__ == "__main__":
    main()
