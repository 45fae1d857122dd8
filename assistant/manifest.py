"""What a version of the index holds and what built it, as it is written beside its store."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from assistant.errors import IndexDamaged, IndexOutdated
from assistant.records import ExpectedQuestion, Language, Passage, RelatedQuestion, Term

FORMAT = 7
REBUILD = "Build it again: assistant index."
FROM_NOTHING = "Build it again from nothing: assistant index --rebuild."  # what follows on would keep the damage


class Brief(NamedTuple):
    """A passage in brief: the digest of its words and translation, where it stands, and its first words."""

    content: str = ""
    file: str = ""
    section: str = ""
    words: str = ""
    kind: str = ""
    language: str = ""
    goals: tuple[tuple[int, tuple[str, ...]], ...] = ()  # each with the words that say so


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a version holds and what built it."""

    version: str
    embedder: str
    built: str  # ISO time, UTC
    passages: int
    sentences: int
    chunks: int
    rows: Mapping[Language, int]  # what the store holds in each language: sentences and chunks, translations too
    fingerprint: str  # of everything that decides the version's content
    hashes: Mapping[str, str]  # passage id -> SHA-256 of its text and metadata
    files: Mapping[str, str]  # corpus file -> SHA-256 of its bytes
    languages: Mapping[str, int]  # passages by language
    texts: Mapping[Language, int] = field(default_factory=dict)  # passages that can be read in it, translated or not
    glossary: tuple[Term, ...] = ()
    related: tuple[RelatedQuestion, ...] = ()
    expected: tuple[ExpectedQuestion, ...] = ()
    likeness_over: float = 0.0  # see `embed.likeness_over`
    problems: tuple[str, ...] = ()
    format: int = FORMAT
    means: Mapping[str, Mapping[Language, list[float]]] = field(default_factory=dict)
    background: Mapping[Language, tuple[float, float]] = field(default_factory=dict)  # see `embed.background`
    keyword_background: Mapping[Language, tuple[float, float]] = field(default_factory=dict)  # the same of keywords
    likeness: Mapping[Language, tuple[float, float]] = field(default_factory=dict)  # see `embed.usual_likeness`
    keyword_likeness: Mapping[Language, tuple[float, float]] = field(default_factory=dict)  # the same of keywords
    likeness_part: int = 0  # `alike.PART` when these were told
    id: str = ""  # of the build: a version built from scratch may have the name of one before
    briefs: Mapping[str, Brief] = field(default_factory=dict)  # by passage id


def _brief(raw: list[Any]) -> Brief:
    brief = Brief(*raw)
    return brief._replace(goals=tuple((int(goal), tuple(words)) for goal, words in brief.goals))


def digest(passage: Passage) -> str:
    """Return what tells a passage's words and translation from any others."""
    translation = passage.translation
    said = [passage.text, passage.language, [translation.sentences, translation.by] if translation else None]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write a version's manifest."""
    (folder / "manifest.json").write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), encoding="utf-8")


def embedder_of(folder: Path) -> str:
    """Return the embedding model that a version was built with, whatever its format; nothing where it does not say."""
    try:
        raw = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        return str(raw.get("embedder", ""))
    except (OSError, ValueError, AttributeError):
        return ""


def read_manifest(folder: Path) -> Manifest:
    """Read a version's manifest. Raises IndexDamaged, or IndexOutdated when its format is another."""
    try:
        raw: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if raw.get("format") != FORMAT:
            raise IndexOutdated("The index was written by another version of this program.", REBUILD)
        raw["related"] = tuple(RelatedQuestion(**item) for item in raw["related"])
        raw["expected"] = tuple(ExpectedQuestion(**item) for item in raw["expected"])
        raw["problems"] = tuple(raw["problems"])
        raw["glossary"] = tuple(Term(tuple(item["fr"]), tuple(item["en"])) for item in raw["glossary"])
        raw["briefs"] = {name: _brief(brief) for name, brief in raw.get("briefs", {}).items()}
        return Manifest(**raw)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise IndexDamaged(f"The index's manifest cannot be read ({error}).", REBUILD) from None
