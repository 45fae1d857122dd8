"""A workbook -> its sheets' rows, as text: what is seen in the cells, not the formulas behind them."""

import re
import warnings
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

from assistant.formats import package
from assistant.formats.csvfile import Row
from assistant.formats.pieces import MALFORMED

_COLUMNS, _ROWS = 256, 1_048_576  # a table of contributions has fewer columns; a sheet can have no more rows
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']""")
_UNCOUNTED = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*)?>[^<]*</(?:\w+:)?f>\s*(?:<(?:\w+:)?v\s*/>|<v></v>|</(?:\w+:)?c>)")
_Merged = dict[int, list[tuple[int, int, int]]]  # first row -> last row, first and last column, from 0


def read(data: bytes, name: str, max_bytes: int, problems: list[str]) -> Iterator[tuple[str, list[Row]]]:
    """Yield each visible sheet's name and its rows, sheets without any left out. Raises CorpusError."""
    from openpyxl import load_workbook  # noqa: PLC0415  # only when there is such a file

    package.check(data, name, "xl/", max_bytes)
    sheets: list[tuple[str, list[Row]]] = []
    try:
        with warnings.catch_warnings(), zipfile.ZipFile(BytesIO(data)) as parts:
            # openpyxl warns of styles, menus and pictures that it would not write again; only values are read
            warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
            book: list[Any] = load_workbook(BytesIO(data), read_only=True, data_only=True).worksheets
            for sheet in book:  # its types do not know the sheets of this mode
                xml = parts.read(sheet._worksheet_path)
                rows = list(_rows(sheet.iter_rows(min_row=1, max_row=_ROWS, max_col=_COLUMNS), _merged(xml)))
                if _UNCOUNTED.search(xml):
                    remedy = "Open it in a spreadsheet program and save it again."
                    problems.append(f'{name}, sheet "{sheet.title}": some formulas have no value yet. {remedy}')
                if rows and sheet.sheet_state != "visible":
                    problems.append(f'{name}: its sheet "{sheet.title}" is hidden and not read.')
                elif rows:
                    sheets.append((sheet.title, rows))
    except MALFORMED:
        raise package.damaged(name) from None
    yield from sheets


def _rows(sheet: Iterable[Sequence[Any]], merged: _Merged) -> Iterator[Row]:
    """Yield the rows that have something in them, each merged cell's value in every row and column it covers."""
    covering: list[tuple[int, int, int, str]] = []  # last row, first and last column, value
    before: Sequence[Any] = ()
    for number, cells in enumerate(sheet, 1):
        if cells is before:  # the row with which openpyxl fills gaps, a million at worst
            continue
        before = cells
        texts = [_text(cell.value) for cell in cells]
        covering = [one for one in covering if one[0] >= number]
        covering += [(end, left, right, texts[left]) for end, left, right in merged.get(number, ())]
        if any(texts):
            full = texts.copy()
            for _, left, right, value in covering:
                full[left : right + 1] = [value] * len(full[left : right + 1])
            yield Row(number, texts, full)


def _merged(xml: bytes) -> _Merged:
    found: _Merged = defaultdict(list)
    for left, top, right, bottom in _MERGED.findall(xml):
        first, last = _column(left), _column(right)
        if first < _COLUMNS:
            found[int(top)].append((int(bottom), first, last))
    return found


def _column(letters: bytes) -> int:
    """Return a column's number, from 0, from its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _text(value: object) -> str:
    """Return a cell's value as it is read on a sheet."""
    if value is None:
        return ""
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat(*([" "] if isinstance(value, datetime) else []))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
