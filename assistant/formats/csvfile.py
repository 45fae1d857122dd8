"""A CSV file's bytes -> its rows, whatever separates its cells."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from assistant.errors import CorpusError
from assistant.formats import columns
from assistant.textfile import text_of

_DELIMITERS = (",", ";", "\t", "|")
_SEP = re.compile(r"sep=(.)\n", re.IGNORECASE)  # Excel's own first line
_CELL_CHARS = 10_000_000  # more than a file may have: the reader's own limit would be an error of no meaning


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: `number` as a spreadsheet counts, `full` with what merged cells spread over it."""

    number: int
    cells: Sequence[str]
    full: Sequence[str]


def read(data: bytes, name: str, mapping: Mapping[str, str]) -> Iterator[Row]:
    """Yield a file's rows. Raises CorpusError."""
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise CorpusError(f"{name}: is a workbook, not a CSV file.", "Rename it to end in .xlsx, or save it as CSV.")
    text = text_of(data, name)
    told = _SEP.match(text)
    text = text[told.end() :] if told else text
    csv.field_size_limit(_CELL_CHARS)
    number = 0
    try:
        delimiter = told.group(1) if told and told.group(1) in _DELIMITERS else _delimiter(text, mapping)
        reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
        for number, cells in enumerate(reader, 1):
            yield Row(number, cells, cells)
    except csv.Error:
        problem = f"{name}, row {number + 1}: its quotation marks do not match."
        raise CorpusError(
            problem, 'Write "" for a quotation mark inside a quoted cell, and close every cell.'
        ) from None


def _delimiter(text: str, mapping: Mapping[str, str]) -> str:
    """Return what separates the cells: what makes of the first row a header that is understood, with most columns."""

    def worth(delimiter: str) -> tuple[bool, int]:
        rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
        header = next((row for row in rows if any(cell.strip() for cell in row)), [])
        return columns.find(header, mapping) is not None, len(header)

    return max(_DELIMITERS, key=worth)
