"""Which column of a table is what: recognised by its name, or named by the editor in a file beside the table.

For contributions.csv that file is contributions.csv.yaml:

    text: Your answer
    language: Lang
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import yaml

from assistant.errors import CorpusError, broken
from assistant.textfile import read_text

_TABLES = (".csv", ".tsv", ".xlsx")
SIDECARS = (".yaml", ".yml")
# The names that are recognised, in French and in English, whatever their case and accents; the first one there counts.
NAMES: Mapping[str, tuple[str, ...]] = {
    "text": (
        *("text", "texte", "contribution", "contributions", "commentaire", "comment"),
        *("réponse", "answer", "response", "contenu", "content", "message"),
    ),
    "language": ("language", "langue", "lang"),
    "section": ("section", "rubrique", "thème", "theme", "topic"),
    "title": ("title", "titre", "article", "document"),
    "translation": ("translation", "traduction"),
}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a row each thing stands, from 0; -1: nowhere."""

    text: int
    language: int = -1
    section: int = -1
    title: int = -1
    translation: int = -1


FIELDS = tuple(one.name for one in fields(Columns))


def is_sidecar(path: Path) -> bool:
    """Tell a file that names the columns of the table beside it."""
    table = path.with_suffix("")
    return path.suffix.lower() in SIDECARS and table.suffix.lower() in _TABLES and table.is_file()


def read_mapping(table: Path, name: str, max_bytes: int) -> dict[str, str]:
    """Return what the file beside a table says of its columns; nothing where there is none. Raises CorpusError."""
    path = next((path for suffix in SIDECARS if (path := table.with_name(table.name + suffix)).is_file()), None)
    if path is None:
        return {}
    name = f"{name}{path.suffix}"
    try:  # the base loader keeps every value as it was typed
        mapping = yaml.load(read_text(path, name, max_bytes), Loader=yaml.BaseLoader)  # noqa: S506  # it makes text only
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        problem, remedy = "this is not valid YAML.", 'Put values that hold ":" in quotes.'
        raise broken(name, mark.line + 1 if mark else 1, problem, remedy) from None
    if not isinstance(mapping, dict) or not all(isinstance(value, str) for value in mapping.values()):
        raise CorpusError(f"{name}: is not a list of names and columns.", "Write lines such as text: Your answer.")
    unknown = [str(key) for key in mapping if key not in FIELDS]
    if unknown:
        raise CorpusError(f'{name}: "{unknown[0]}" is not known.', f"Write {', '.join(FIELDS[:-1])} or {FIELDS[-1]}.")
    return {key: value for key, value in mapping.items() if value.strip()}


def find(header: Sequence[str], mapping: Mapping[str, str]) -> Columns | None:
    """Return where a table's columns are; None where it lacks its text or a column that the editor named."""
    names = [_plain(cell) for cell in header]
    places = {}
    for field in FIELDS:
        wanted = (mapping[field],) if field in mapping else NAMES[field]
        places[field] = next((names.index(name) for name in map(_plain, wanted) if name in names), -1)
        if places[field] < 0 and (field in mapping or field == "text"):
            return None
    return Columns(**places)


def lacking(header: Sequence[str], mapping: Mapping[str, str]) -> str:
    """Return, in words, which column a table lacks."""
    names = [_plain(cell) for cell in header]
    gone = next((value for value in mapping.values() if _plain(value) not in names), "")
    there = ", ".join(f'"{cell}"' for cell in header[:12] if cell) or "none"
    return f'has no column "{gone}" (it has {there})' if gone else f"has no column of text that is known ({there})"


def _plain(name: str) -> str:
    """Return a column's name without case, accents and underscores."""
    letters = unicodedata.normalize("NFKD", name.replace("_", " "))
    return " ".join("".join(one for one in letters if not unicodedata.combining(one)).casefold().split())
