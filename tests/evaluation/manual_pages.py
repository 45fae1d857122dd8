"""The pages of a manual in English and in French -> its sections, each with its title and text in both.

The manual is GIMP's help, as DocBook writes it: XHTML whose sections are `div`s that begin with a title page, file by
file and section by section alike in both languages, untranslated paragraphs left in English.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, parse

from assistant.language import detect
from assistant.records import Language

LEAST, MOST = 300, 1500  # characters of a section's text
_SECTION = re.compile(r"sect\d|refsect\d|section|simplesect|chapter|preface|appendix")
_TITLE_PAGE = "{*}div[@class='titlepage']"
_ASIDE = {"figure", "caption", "mediaobject", "titlepage", "title", "toc", "footnotes", "navheader", "navfooter"}
_CROSS_REFERENCE = re.compile(r"Section [\dA-Z.]+, ")
_NUMBER = re.compile(r"^(?:[\dA-Z]+\.)+\s+|^(?:Chapter|Chapitre|Appendix|Annexe)\s[\dA-Z]+\.\s+")
_NAMED = re.compile(r"(?!id[a-z]?\d)[A-Za-z][\w.-]{0,63}", re.ASCII)  # ids that DocBook makes up differ between builds


@dataclass(frozen=True, slots=True)
class Side:
    """A section in one language."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A section in both languages; the page is its file's name without the ending."""

    id: str
    page: str
    sides: Mapping[Language, Side]


@dataclass(frozen=True, slots=True)
class _Pair:
    """The same section's element on the English and on the French page, with its titles."""

    id: str
    page: str
    english: Element
    french: Element
    titles: tuple[str, str]


def read_manual(folder: Path) -> list[Section]:
    """Return the translated sections of a folder with `en` and `fr`, by page and place, no title twice."""
    pairs = [pair for page in sorted((folder / "en").glob("*.html")) for pair in _page(page, folder / "fr" / page.name)]
    common = _repeated(pairs)
    sections = [_section(pair, common) for pair in pairs if not common.intersection(pair.titles)]
    return [section for section in sections if _translated(section)]


def _page(english: Path, french: Path) -> Iterator[_Pair]:
    """Pair the sections of a page; none when the translation has others than the original."""
    try:
        sides = [list(_sections(parse(path).getroot())) for path in (english, french)]  # noqa: S314  # a manual's pages
    except (OSError, ParseError):
        return
    anchors = [[name for element in side if _NAMED.fullmatch(name := _anchor(element))] for side in sides]
    if len(sides[0]) != len(sides[1]) or anchors[0] != anchors[1]:
        return
    for place, (one, other) in enumerate(zip(*sides, strict=True)):
        named = _NAMED.fullmatch(_anchor(one))
        name = _anchor(one) if named else f"{english.stem[:60]}.{place}"
        yield _Pair(name, english.stem, one, other, (_title(one), _title(other)))


def _sections(root: Element) -> Iterator[Element]:
    for element in root.iter():
        if _is_section(element) and element.find(_TITLE_PAGE) is not None:
            yield element


def _is_section(element: Element) -> bool:
    return bool(_SECTION.fullmatch(element.get("class", "")))


def _anchor(section: Element) -> str:
    anchor = section.find(f"{_TITLE_PAGE}//{{*}}a[@id]")
    return "" if anchor is None else anchor.get("id", "")


def _title(section: Element) -> str:
    title = section.find(f"{_TITLE_PAGE}//*[@class='title']")
    return "" if title is None else _NUMBER.sub("", _words(title))


def _words(element: Element) -> str:
    return unicodedata.normalize("NFC", " ".join("".join(element.itertext()).split()))


def _repeated(pairs: list[_Pair]) -> set[str]:
    """Return the titles that name several sections in either language, such as "Options": they ask nothing alone."""
    counts = [Counter(pair.titles[side].casefold() for pair in pairs) for side in (0, 1)]
    repeated = [pair for pair in pairs if any(counts[side][pair.titles[side].casefold()] > 1 for side in (0, 1))]
    return {title for pair in repeated for title in pair.titles}


def _section(pair: _Pair, common: set[str]) -> Section:
    """Read a section with the parts below it that have no title of their own to speak of."""
    english, french = list(_paragraphs(pair.english, common)), list(_paragraphs(pair.french, common))
    untranslated = set(map(_letters, english)) & set(map(_letters, french))
    untranslated |= {_letters(paragraph) for paragraph in french if detect(paragraph, default="fr") == "en"}
    sides: dict[Language, Side] = {
        "en": Side(pair.titles[0], _beginning(english, untranslated)),
        "fr": Side(pair.titles[1], _beginning(french, untranslated)),
    }
    return Section(pair.id, pair.page, sides)


def _paragraphs(element: Element, common: set[str]) -> Iterator[str]:
    for child in element:
        if _is_section(child):
            if _title(child) in common:
                yield from _paragraphs(child, common)
        elif child.get("class") in _ASIDE:
            continue
        elif child.tag.endswith("}p"):
            yield _words(child)
        else:
            yield from _paragraphs(child, common)


def _letters(text: str) -> str:
    """Return a text's letters and figures alone: the translation's typography may differ where its words do not."""
    return re.sub(r"[\W_]+", "", text).casefold()


def _beginning(paragraphs: list[str], untranslated: set[str]) -> str:
    """Join the translated paragraphs by a space, as many from the first on as make at most MOST characters."""
    text = ""
    for paragraph in paragraphs:
        if _letters(paragraph) in untranslated or _CROSS_REFERENCE.match(paragraph):
            continue
        if len(text) + 1 + len(paragraph) > MOST:
            break
        text = f"{text} {paragraph}".strip()
    return text


def _translated(section: Section) -> bool:
    """Whether the section says enough in both languages, under titles that differ."""
    titles = {_letters(side.title) for side in section.sides.values()}
    return len(titles) == len(section.sides) and min(len(side.text) for side in section.sides.values()) >= LEAST
