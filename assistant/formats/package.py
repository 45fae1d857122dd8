"""Looks into an Office file before a converter does: is it one, is it whole, and how large is it unpacked?"""

import zipfile
from io import BytesIO

from assistant.errors import CorpusError
from assistant.formats.pieces import MALFORMED

UNPACKED = 4  # how many times the largest file one may be when it is unpacked
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Office's old formats, and its envelope of encrypted files
_PARTS = 10_000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the format knows no others


def check(data: bytes, name: str, folder: str, max_bytes: int) -> None:
    """Raise CorpusError unless the bytes are an Office file that has this folder, and of bearable size unpacked."""
    suffix = name[name.rindex(".") :].lower()
    if data.startswith(_OLE):
        raise CorpusError(
            f"{name}: is protected by a password, or of Office's old format.",
            f"Open it and save it as {suffix} without a password.",
        )
    if data.startswith(b"%PDF"):
        raise CorpusError(f"{name}: is a PDF, not a {suffix} file.", "Rename it to end in .pdf.")
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            parts = package.infolist()
    except MALFORMED:
        raise damaged(name) from None
    if not any(item.filename.startswith(folder) for item in parts):
        raise damaged(name)
    size, limit = sum(item.file_size for item in parts), UNPACKED * max_bytes  # zipfile reads no more than it states
    if size > limit or len(parts) > _PARTS:
        raise CorpusError(
            f"{name}: unpacked it is {size / 1e6:.1f} MB, more than the {limit / 1e6:g} MB allowed.",
            "Split it, or raise ASSISTANT_FILE_MB.",
        )
    if any(item.compress_type not in _METHODS or item.flag_bits & 1 for item in parts):
        raise damaged(name)


def damaged(name: str) -> CorpusError:
    """Return the error for a file that is not what its name says, or not all of it."""
    suffix = name[name.rindex(".") :].lower()
    return CorpusError(
        f"{name}: is damaged, or is not a {suffix} file.",
        f"Open it and save it again as {suffix}, or move it elsewhere.",
    )
