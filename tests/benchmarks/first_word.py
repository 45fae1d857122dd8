"""How soon the first word comes: llama.cpp by itself against our chat engine, on prompts of equal length.

    python tests/benchmarks/first_word.py [--model FILE] [--runs 5] [--json]

Each run sends a prompt no one sent before (its first words are a new number), to both in turn, so that
neither gains from the server's prompt cache; the last lines show what the cache then saves.
"""

import argparse
import json
import re
import statistics
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from assistant.engines.local import LocalChat
from assistant.errors import AssistantError
from assistant.ports import Message
from assistant.settings import load_settings
from assistant.weights import QWEN_CODER_1_5B, fetch, is_packaged
from assistant.wire import ADAPTER, CLOSELY

FACTS = " ".join(
    f"[{n}] In case {n}, a delegation used video meetings and a shared data platform to follow the goals."
    for n in range(1, 12)
)
QUESTION = "How do digital tools help diplomacy reach the goals? Answer in four sentences from the excerpts."
MAX_TOKENS = 64
_numbers = count(int(time.time()) % 100_000_000)


def new_prompt() -> list[Message]:
    """Return messages that no cache holds, always of the same length in tokens."""
    return [Message("system", f"{next(_numbers):09} {FACTS}"), Message("user", QUESTION)]


class Raw:
    """The child's own /completion, without any library of ours between."""

    def __init__(self, chat: LocalChat) -> None:
        headers = {"Authorization": f"Bearer {chat.process.key}"}
        self.http = httpx.Client(base_url=chat.process.address(), headers=headers, trust_env=False, timeout=300)

    def stream(self, messages: list[Message], max_tokens: int) -> Iterator[str]:
        """Yield the pieces of the reply to the same prompt tokens."""
        turns = [{"role": message.role, "content": message.text} for message in messages]
        prompt = self.http.post("/apply-template", json={"messages": turns}).json()["prompt"]
        body = {"prompt": prompt, "n_predict": max_tokens, "temperature": 0, "stream": True, "cache_prompt": True}
        with self.http.stream("POST", "/completion", json=body) as reply:
            for line in reply.iter_lines():
                if line.startswith("data: ") and (text := json.loads(line[6:])["content"]):
                    yield text


def timed(pieces: Iterator[str]) -> tuple[float, float]:
    """Return the seconds to the first piece, and the pieces a second after it."""
    begun = time.perf_counter()
    next(pieces)
    first = time.perf_counter()
    rest = sum(1 for _ in pieces)
    return first - begun, rest / (time.perf_counter() - first)


def memory_mb(pid: int | None) -> dict[str, int]:
    """Return the process's memory in MB: all of it, and without the mapped model file; nothing where unknown."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return {}
    found = dict(re.findall(r"^(VmRSS|RssAnon):\s+(\d+) kB", status, re.MULTILINE))
    return {name: int(kib) * 1024 // 1_000_000 for name, kib in found.items()}


def measure(model: Path, threads: int, runs: int) -> dict[str, float]:
    """Return every figure by its name; seconds, tokens a second, or MB."""
    chat = LocalChat(model, threads, adapters=(ADAPTER, CLOSELY) if is_packaged(QWEN_CODER_1_5B, model) else ())
    begun = time.perf_counter()
    chat.ready()
    figures = {"load_s": time.perf_counter() - begun}
    raw = Raw(chat)
    timed(raw.stream(new_prompt(), MAX_TOKENS))  # the first of all pays for warming up
    timed(chat.stream(new_prompt(), MAX_TOKENS))
    ours, bare = [], []
    for _ in range(runs):
        bare.append(timed(raw.stream(new_prompt(), MAX_TOKENS)))
        ours.append(timed(chat.stream(new_prompt(), MAX_TOKENS)))
    prompt = new_prompt()
    begun = time.perf_counter()
    chat.judge(prompt, "yes", "no")
    figures["judge_s"] = time.perf_counter() - begun
    figures["cached_first_word_s"] = timed(chat.stream(prompt, MAX_TOKENS))[0]
    begun = time.perf_counter()
    chat.judge([prompt[0], Message("user", "Do the excerpts speak of fish? Answer yes or no.")], "yes", "no")
    figures["cached_judge_s"] = time.perf_counter() - begun
    for name, samples in (("raw", bare), ("ours", ours)):
        figures[f"{name}_first_word_s"] = statistics.median(first for first, _ in samples)
        figures[f"{name}_tokens_per_s"] = statistics.median(rate for _, rate in samples)
    figures["first_word_ratio"] = figures["ours_first_word_s"] / figures["raw_first_word_s"]
    figures["prompt_tokens"] = chat.count_tokens("".join(message.text for message in prompt))
    figures |= {f"child_{name}_mb": size for name, size in memory_mb(chat.process.pid).items()}
    raw.http.close()
    chat.close()
    return figures


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, help="a GGUF file (default: the one the settings name)")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    console = Console()
    try:
        settings = load_settings()
        model = fetch(QWEN_CODER_1_5B, settings.cache, options.model or settings.model_path, settings.offline)
        figures = measure(model, settings.threads, options.runs)
    except AssistantError as error:
        raise SystemExit(str(error)) from None
    if options.json:
        console.print_json(json.dumps(figures))
        return
    table = Table("figure", "value")
    for name, value in figures.items():
        table.add_row(name, f"{value:.3f}" if isinstance(value, float) else str(value))
    console.print(table)


if __name__ == "__main__":
    main()
