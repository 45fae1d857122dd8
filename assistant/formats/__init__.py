"""The only room that knows file formats other than plain text: each module turns one kind of file into a Document."""

from pathlib import Path

from assistant.errors import CorpusError
from assistant.records import Document
from assistant.textfile import read_bytes

SUFFIXES = (".html", ".htm", ".docx", ".pdf", ".csv", ".tsv", ".xlsx")
# What to save a file as, whose own kind is not read.
_SAVE_AS = {
    **dict.fromkeys((".doc", ".docm", ".odt", ".rtf", ".pages"), ".docx"),
    **dict.fromkeys((".xls", ".xlsm", ".xlsb", ".ods", ".numbers"), ".xlsx or .csv"),
    **dict.fromkeys((".ppt", ".pptx", ".odp", ".key", ".epub", ".ps"), ".pdf"),
    **dict.fromkeys((".mht", ".mhtml", ".webarchive", ".xhtml", ".xml"), ".html"),
    **dict.fromkeys((".markdown", ".rst", ".tex", ".log", ".json", ".jsonl", ""), ".md or .txt"),
}


def read(path: Path, name: str, max_bytes: int) -> Document:
    """Read a file of one of these formats, called `name` in messages and citations. Raises CorpusError.

    A format's module, and the library that it needs, are loaded when the first such file is read.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise unsupported(name, suffix)
    data = read_bytes(path, name, max_bytes)
    if suffix in (".html", ".htm"):
        from assistant.formats import html  # noqa: PLC0415  # only when there is such a file

        return html.read(data, name)
    if suffix == ".docx":
        from assistant.formats import docx  # noqa: PLC0415  # only when there is such a file

        return docx.read(data, name, max_bytes)
    if suffix == ".pdf":
        from assistant.formats import pdf  # noqa: PLC0415  # only when there is such a file

        return pdf.read(data, name)
    from assistant.formats import tables  # noqa: PLC0415  # only when there is such a file

    return tables.read(path, data, name, max_bytes)


def unsupported(name: str, suffix: str) -> CorpusError:
    """Return the error for a file of a kind that is not read; it says what to save it as."""
    kind = f"a {suffix} file" if suffix else "a file without a suffix"
    remedy = f"Save it as {_SAVE_AS[suffix]}" if suffix in _SAVE_AS else "Save its text as .md, .docx or .pdf"
    return CorpusError(f"{name}: not read, for it is {kind}.", f"{remedy}, or move it elsewhere.")
