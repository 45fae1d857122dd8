"""The editors' glossary: acronyms and terms that mean the same in French and in English.

One entry a line in `corpus/GLOSSARY.md`, the French forms before the sign =, the English ones after it:

    - ODD, Objectifs de développement durable = SDG, SDGs, Sustainable Development Goals
"""

import re
from collections.abc import Iterator, Sequence

from assistant.errors import CorpusError
from assistant.records import Language, Term

FILE = "GLOSSARY.md"
_ENTRY = re.compile(r"[-*]\s+(?P<entry>\S.*)")


def parse(text: str, file: str) -> tuple[Term, ...]:
    """Read a glossary's text; lines that are no list items are the editors' own. Raises CorpusError naming the line."""
    return tuple(_entries(text, file))


def _entries(text: str, file: str) -> Iterator[Term]:
    for number, line in enumerate(text.split("\n"), 1):
        match = _ENTRY.fullmatch(line.strip())
        if not match:
            continue
        sides = [tuple(form.strip() for form in side.split(",")) for side in match["entry"].split("=")]
        if len(sides) != 2 or not all(form for side in sides for form in side):
            raise CorpusError(
                f"{file}, line {number}: this is no glossary entry.",
                "Write - ODD, Objectifs de développement durable = SDG, Sustainable Development Goals.",
            )
        yield Term(*sides)


def forms(question: str, entries: Sequence[Term], language: Language) -> list[str]:
    """Return the forms, in a language, of every entry that a question names in either language.

    A form in capitals (ODD, WHO) must stand in capitals in a question of the other language, where it may be a word.
    """
    return [
        form
        for entry in entries
        if any(_names(question, known) for known in (*entry.fr, *entry.en))
        for form in (entry.fr if language == "fr" else entry.en)
    ]


def _names(question: str, form: str) -> bool:
    flags = re.NOFLAG if form.isupper() else re.IGNORECASE
    return re.search(rf"(?<!\w){re.escape(form)}(?!\w)", question, flags) is not None
