"""A second bilingual corpus, of other themes, with questions and statements that the program was not made with.

    python -m tests.evaluation.held_out FOLDER
    assistant --root FOLDER index
    assistant --root FOLDER eval --set FOLDER/tests/evaluation/questions.jsonl
    assistant --root FOLDER eval --gate

Beside this file, in held-out/: sixty passages in one language each, a hundred and forty questions about them in both;
and forty sources with true and false statements. Each source becomes a passage in one language only, French and English
in turn; of its statements every other one is in the same language. FOLDER can be deleted at any time.
"""

import argparse
import json
import shutil
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from assistant.errors import AssistantError, UsageError
from assistant.evaluate.command import SETS, STATEMENTS
from assistant.evaluate.items import SPLITS
from assistant.language import LANGUAGES
from assistant.markup import write
from assistant.records import Document, Language, Passage

REPOSITORY = Path(__file__).parents[2]
QUESTIONS = SETS[0]
TEXTS = Path(__file__).with_name("held-out")
TITLE: dict[Language, str] = {"fr": "Le numérique ailleurs", "en": "Digital tools elsewhere"}


def build(folder: Path) -> str:
    """Write corpus/, prompts/, the questions and the statements; return what was written. Raises UsageError."""
    if folder.resolve() == REPOSITORY:
        raise UsageError("These texts would mix with the project's own corpus.", "Give another folder.")
    sources = _read("sources")
    shutil.rmtree(folder / "corpus", ignore_errors=True)
    (folder / "corpus").mkdir(parents=True)
    for document in documents([*_read("passages"), *_told(sources)]):
        (folder / "corpus" / document.file).write_text(write(document), encoding="utf-8")
    shutil.copytree(REPOSITORY / "prompts", folder / "prompts", dirs_exist_ok=True)
    (folder / STATEMENTS[0]).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(TEXTS / "questions.jsonl", folder / QUESTIONS)
    lines = [json.dumps(one, ensure_ascii=False) for one in statements(sources)]
    (folder / STATEMENTS[0]).write_text("\n".join(lines) + "\n", encoding="utf-8")
    texts = len(_read("passages")) + len(sources)
    return f"{texts} passages, {len(_read('questions'))} questions and {len(lines)} statements in {folder}"


def documents(records: Sequence[dict[str, str]]) -> Iterator[Document]:
    """Yield one document a title, in one language each."""
    articles: dict[tuple[str, Language], list[dict[str, str]]] = defaultdict(list)
    for record in records:
        articles[record["title"], _language(record["language"])].append(record)
    for number, ((title, language), told) in enumerate(articles.items(), 1):
        file = f"held-out-{number}.{language}.md"
        passages = [Passage(one["id"], one["text"], language, "contribution", "", title, file) for one in told]
        yield Document(title, language, file, "held-out", passages=tuple(passages))


def statements(sources: Sequence[dict[str, Any]]) -> Iterator[dict[str, str]]:
    """Yield every statement once, in one language; both languages and both halves get as many of each direction."""
    for place, source in enumerate(sources):
        for number, one in enumerate(source["statements"]):
            language = LANGUAGES[(place // 2 + number) % 2]
            yield {
                "id": f"{_id(place)}-{number}",
                "language": language,
                "statement": one[language],
                "kind": "true" if one["yes"] else one["kind"],
                "passage_language": LANGUAGES[place % 2],
                "passage": _id(place),
                "split": SPLITS[place // 4 % 2],
            }


def _told(sources: Sequence[dict[str, Any]]) -> Iterator[dict[str, str]]:
    """Yield each source as a passage in one language, French and English in turn."""
    for place, source in enumerate(sources):
        language = LANGUAGES[place % 2]
        yield {"id": _id(place), "language": language, "title": TITLE[language], "text": source["source"][language]}


def _id(place: int) -> str:
    return f"s{place + 1:02d}"


def _language(name: str) -> Language:
    return next(language for language in LANGUAGES if language == name)


def _read(name: str) -> list[dict[str, Any]]:
    lines = (TEXTS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def main() -> None:
    """Write, and say what."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where corpus/, prompts/, questions and statements are written")
    try:
        Console().print(build(parser.parse_args().folder), highlight=False, soft_wrap=True)
    except AssistantError as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main()
