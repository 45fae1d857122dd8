"""A table of contributions (CSV or a workbook) -> Document: a passage for each row that has a text."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.errors import CorpusError
from assistant.formats import columns, csvfile
from assistant.formats.columns import Columns
from assistant.formats.csvfile import Row
from assistant.formats.pieces import Piece, clean, listed, says_something, sentences_of, whole
from assistant.language import detect
from assistant.records import Document, Language

_LANGUAGES: dict[str, Language] = {
    **dict.fromkeys(("fr", "fra", "fre", "francais", "français", "french"), "fr"),
    **dict.fromkeys(("en", "eng", "anglais", "english"), "en"),
}
_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)")  # a formula's


@dataclass(slots=True)
class _Told:
    """The rows that an editor should hear of."""

    empty: list[int] = field(default_factory=list)
    languages: list[int] = field(default_factory=list)
    translations: list[int] = field(default_factory=list)

    def sentences(self, where: str) -> Iterator[str]:
        """Yield a sentence for each kind."""
        for rows, problem in (
            (self.empty, "no text: left out"),
            (self.languages, "a language that is neither French nor English: it was told from the text"),
            (self.translations, "a translation without a line for each sentence, or in the text's language: not used"),
        ):
            if rows:
                yield f"{where}, row{'s' if len(rows) > 1 else ''} {listed(rows)}: {problem}."


def read(path: Path, data: bytes, name: str, max_bytes: int) -> Document:
    """Read a .csv, .tsv or .xlsx file. Raises CorpusError."""
    mapping = columns.read_mapping(path, name, max_bytes)
    problems: list[str] = []
    if path.suffix.lower() != ".xlsx":
        found = list(_pieces(csvfile.read(data, name, mapping), "", mapping, name, problems))
        return whole("", name, found, problems)
    from assistant.formats import xlsx  # noqa: PLC0415  # only when there is such a file

    pieces: list[Piece] = []
    lacking: list[str] = []
    for sheet, rows in xlsx.read(data, name, max_bytes, problems):
        try:
            pieces.extend(_pieces(rows, sheet, mapping, name, problems))
        except CorpusError as error:
            lacking.append(str(error))
            remedy = error.remedy
    if lacking and not pieces:
        raise CorpusError(lacking[0].removesuffix(f" {remedy}"), remedy)
    return whole("", name, pieces, [*lacking, *problems])


def _pieces(
    rows: Iterable[Row], sheet: str, mapping: Mapping[str, str], name: str, problems: list[str]
) -> Iterator[Piece]:
    """Yield the passages of a table; what is wrong with its rows joins the problems. Raises CorpusError."""
    filled = (row for row in rows if any(cell.strip() for cell in row.cells))
    where = f'{name}, sheet "{sheet}"' if sheet else name
    first = next(filled, None)
    header = first.cells if first else ()
    found = columns.find(header, mapping)
    if found is None:
        remedy = f'Call it "text" or "texte", or write {name.rsplit("/", 1)[-1]}.yaml with a line text: and its name.'
        raise CorpusError(f"{where}: {columns.lacking(header, mapping)}.", remedy)
    told = _Told()
    for row in filled:
        if piece := _piece(row, sheet, found, told):
            yield piece
    problems.extend(told.sentences(where))


def _cell(cells: Sequence[str], place: int) -> str:
    return clean(cells[place]) if 0 <= place < len(cells) else ""


def _piece(row: Row, sheet: str, found: Columns, told: _Told) -> Piece | None:
    """Return a row's passage; a text that spans rows is the first one's, what stands beside it is every row's."""
    text = _cell(row.cells, found.text)
    if not says_something(text) or _ERROR.fullmatch(text):
        told.empty.append(row.number)
        return None
    said = _cell(row.full, found.language)
    language = _LANGUAGES.get(said.casefold().replace("_", "-").split("-")[0].strip()) if said else None
    if said and language is None:
        told.languages.append(row.number)
    language = language or detect(text, default="fr")
    translation = _translation(_cell(row.full, found.translation), text, language)
    if translation is None:
        told.translations.append(row.number)
    section, title = (_cell(row.full, place).replace("\n", " ") for place in (found.section, found.title))
    return Piece(text, section, 0, row.number, sheet, "contribution", language, title, translation or ())


def _translation(told: str, text: str, language: Language) -> tuple[str, ...] | None:
    """Return a cell's translation, a line or a sentence for each sentence of the text; None where it does not fit."""
    if not told:
        return ()
    other: Language = "en" if language == "fr" else "fr"
    wanted = len(sentences_of(text, language))
    lines = tuple(told.split("\n"))
    sentences = lines if len(lines) == wanted > 1 else sentences_of(told, other)
    return sentences if len(sentences) == wanted and detect(told, default=other) == other else None
