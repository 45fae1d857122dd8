"""The corpus as the index in force holds it, to be read from end to end: documents, sections, passages, goals."""

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import groupby

from assistant.index import Index
from assistant.manifest import Brief, Manifest
from assistant.records import Edition, Passage


@dataclass(frozen=True, slots=True)
class Shelf:
    """One section of one document: the ids of its passages in order."""

    document: str
    file: str
    section: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Contents:
    """What there is to read in one index version."""

    edition: Edition
    shelves: tuple[Shelf, ...]
    briefs: Mapping[str, Brief]  # by passage id, in the corpus's order

    @cached_property
    def goals(self) -> Mapping[int, tuple[str, ...]]:
        """The ids of the passages that touch each development goal."""
        found: dict[int, list[str]] = {}
        for name, brief in self.briefs.items():
            for goal, _ in brief.goals:
                found.setdefault(goal, []).append(name)
        return {goal: tuple(found[goal]) for goal in sorted(found)}

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The ids of all passages, in the corpus's order."""
        return tuple(self.briefs)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where in that order each passage stands."""
        return {name: place for place, name in enumerate(self.order)}

    def beside(self, name: str) -> tuple[str, str]:
        """Return the ids of the passages before and after one in its file; an empty one where there is none."""
        place = self.places[name]
        around = [self.order[at] if 0 <= at < len(self.order) else "" for at in (place - 1, place + 1)]
        file = self.briefs[name].file
        before, after = (one if one and self.briefs[one].file == file else "" for one in around)
        return before, after


class Library:
    """Reads the corpus from the index in force; safe to use from several threads."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._lock = threading.Lock()
        self._known: tuple[str, Contents] | None = None

    def contents(self) -> Contents:
        """Return what there is to read. Raises IndexFault."""
        with self._index.snapshot() as snapshot:
            manifest = snapshot.manifest
            with self._lock:
                if self._known is not None and self._known[0] == manifest.id + manifest.version:
                    return self._known[1]
            by_shelf = groupby(manifest.briefs, partial(_shelf, manifest))
            groups = [(key, tuple(names)) for key, names in by_shelf]
            firsts = {file: names[0] for (file, _), names in reversed(groups)}
            entries = snapshot.entries(list(firsts.values()))
            titles = {file: entries[name].passage.document for file, name in firsts.items() if name in entries}
            shelves = tuple(Shelf(titles.get(file, file), file, section, names) for (file, section), names in groups)
            contents = Contents(Edition(manifest.version, manifest.built), shelves, manifest.briefs)
            with self._lock:
                self._known = (manifest.id + manifest.version, contents)
            return contents

    def passages(self, names: Iterable[str]) -> tuple[Passage, ...]:
        """Return the passages with these ids, in this order, without those that are not there. Raises IndexFault."""
        wanted = list(dict.fromkeys(names))
        with self._index.snapshot() as snapshot:
            return tuple(entry.passage for entry in snapshot.entries(wanted).values())


def _shelf(manifest: Manifest, name: str) -> tuple[str, str]:
    """Return the file and the section in which a passage stands."""
    brief = manifest.briefs[name]
    return brief.file, brief.section
