"""A second corpus in French and English, to see that nothing is tuned to the first: GIMP's help, as Debian ships it.

    python -m tests.evaluation.manual FOLDER [--sections 420]
    assistant --root FOLDER eval --set FOLDER/questions.jsonl --mode quoted

Each section of the manual becomes a passage in one language only, French and English in turn, and its title is asked
in both. What must be refused: the titles of sections left out with their whole page, and the project's own questions
about other things. The packages are fetched once, into the cache; FOLDER can be deleted at any time.
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path

from rich.console import Console

from assistant.errors import AssistantError, UsageError
from assistant.evaluate.items import Item, Split, read_items
from assistant.language import LANGUAGES
from assistant.markup import write
from assistant.records import Document, Language, Passage
from assistant.settings import load_settings
from tests.evaluation.manual_pages import Section, read_manual

REPOSITORY = Path(__file__).parents[2]
PACKAGES = {"en": "gimp-help-en", "fr": "gimp-help-fr"}
HELP = Path("usr/share/gimp/2.0/help")  # where the packages put their pages, under the root folder
SECTIONS = 420
LEFT_OUT = 40  # sections whose titles must be refused
SPLITS: tuple[Split, ...] = ("development", "test")


def pages(cache: Path) -> Path:
    """Return the folder of the pages, `en` and `fr`: installed, in the cache, or fetched now. Raises UsageError."""
    ready = cache / "gimp-help"
    for folder in ("/" / HELP, ready):
        if all((folder / language).is_dir() for language in PACKAGES):
            return folder
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as name:
        fetched = Path(name)
        _fetch(fetched)
        for package in fetched.glob("*.deb"):
            _run("dpkg-deb", "-x", str(package), ".", folder=fetched)
        for language in PACKAGES:
            shutil.rmtree(fetched / HELP / language / "images", ignore_errors=True)
        shutil.move(fetched / HELP, ready)
    return ready


def _fetch(folder: Path) -> None:
    try:
        _run("apt-get", "download", *PACKAGES.values(), folder=folder)
    except UsageError:
        _run("apt-get", "update", folder=folder)
        _run("apt-get", "download", *PACKAGES.values(), folder=folder)


def _run(*command: str, folder: Path) -> None:
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        raise UsageError(f"The manual comes as Debian packages, and {command[0]} is not here.", _REMEDY) from None
    except subprocess.CalledProcessError as error:
        said = (error.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise UsageError(f"{' '.join(command[:2])} failed ({said}).", _REMEDY) from None


_REMEDY = f"Run this on Debian or Ubuntu with a network, or install {' and '.join(PACKAGES.values())} yourself."


def build(folder: Path, sections: Sequence[Section], count: int = SECTIONS) -> str:
    """Write corpus/, prompts/ and questions.jsonl into a folder; return what was written. Raises UsageError."""
    if folder.resolve() == REPOSITORY:
        raise UsageError("The manual would mix with the project's own corpus.", "Give another folder.")
    kept, left_out = choose(sections, count)
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    for document in documents(kept):
        (folder / "corpus" / document.file).write_text(write(document), encoding="utf-8")
    shutil.copytree(REPOSITORY / "prompts", folder / "prompts", dirs_exist_ok=True)
    items = [*_titles(kept, "title"), *_titles(left_out, "near-topic"), *_unrelated()]
    lines = [json.dumps(asdict(item) | {"accepted": sorted(item.accepted)}, ensure_ascii=False) for item in items]
    (folder / "questions.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return f"{len(kept)} of {len(sections)} sections and {len(items)} questions in {folder}"


def choose(sections: Sequence[Section], count: int) -> tuple[list[Section], list[Section]]:
    """Return the sections of the corpus, and those left out of it: from other pages, under titles unlike theirs.

    The order is that of a hash of their ids, so that the same sections come out wherever this runs.
    """
    drawn = sorted(sections, key=lambda section: hashlib.sha256(section.id.encode()).digest())
    kept, rest = drawn[:count], drawn[count:]
    seen = {section.page for section in kept}
    titles = [section.sides[language].title for language in LANGUAGES for section in kept]
    unlike = [section for section in rest if section.page not in seen and not _alike(section, titles)]
    return kept, unlike[:LEFT_OUT]


def _alike(section: Section, titles: Sequence[str]) -> bool:
    """Whether a title of the section is nearly one of the titles, in its letters or in half of its words."""
    folded = [title.casefold() for title in titles]
    for side in section.sides.values():
        title = side.title.casefold()
        if get_close_matches(title, folded, n=1, cutoff=0.8):
            return True
        mine = _words(title)
        if any(2 * len(mine & theirs) >= len(mine | theirs) > 0 for theirs in map(_words, folded)):
            return True
    return False


def _words(title: str) -> set[str]:
    return set(re.findall(r"\w{3,}", title))


def documents(kept: Sequence[Section]) -> Iterator[Document]:
    """Yield one document a language, of the sections told in it."""
    for language in LANGUAGES:
        file = f"gimp.{language}.md"
        passages = tuple(
            Passage(section.id, section.sides[language].text, language, "text", "", "GIMP", file)
            for place, section in enumerate(kept)
            if told_in(place) == language
        )
        yield Document("GIMP", language, file, PACKAGES[language], passages=passages)


def told_in(place: int) -> Language:
    """Return the one language that the section at this place is kept in."""
    return LANGUAGES[place % 2]


def _titles(sections: Sequence[Section], kind: str) -> Iterator[Item]:
    """Ask each section's title in both languages; the halves of the set get as many sections of each language."""
    for place, section in enumerate(sections):
        split = SPLITS[place // 2 % 2]
        accepted = frozenset({section.id} if kind == "title" else ())
        for language in LANGUAGES:
            title = section.sides[language].title
            yield Item(f"{section.id}:{language}", language, title, kind, accepted, split)


def _unrelated() -> Iterator[Item]:
    """Yield the project's own questions that no manual answers."""
    for item in read_items(Path(__file__).with_name("questions.jsonl")):
        if item.kind in ("off-topic", "gibberish"):
            yield item


def main() -> None:
    """Fetch, choose, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where corpus/, prompts/ and questions.jsonl are written")
    parser.add_argument("--sections", type=int, default=SECTIONS, help="how many passages (default: %(default)s)")
    options = parser.parse_args()
    try:
        sections = read_manual(pages(load_settings().cache))
        Console().print(build(options.folder, sections, options.sections), highlight=False, soft_wrap=True)
    except AssistantError as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main()
