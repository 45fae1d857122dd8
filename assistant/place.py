"""Where in its file a passage stands, in words: a page, or a row of a table and its sheet."""

from assistant.records import Language, Passage

_PAGE: dict[Language, str] = {"fr": "p. {page}", "en": "p. {page}"}
_ROW: dict[Language, str] = {"fr": "ligne {row}", "en": "row {row}"}
_SHEET: dict[Language, str] = {"fr": "feuille «\u202f{sheet}\u202f», {place}", "en": 'sheet "{sheet}", {place}'}


def place_of(passage: Passage, language: Language) -> str:
    """Return "p. 12", "row 7" or 'sheet "Answers", row 7'; nothing for a text that has neither pages nor rows."""
    if passage.page:
        return _PAGE[language].format(page=passage.page)
    if not passage.row:
        return ""
    row = _ROW[language].format(row=passage.row)
    return _SHEET[language].format(sheet=passage.sheet, place=row) if passage.sheet else row
