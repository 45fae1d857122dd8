"""Other bilingual corpora, with questions and statements that the program was not made with: three more.

    python -m tests.evaluation.held_out FOLDER [--texts third|fourth]
    assistant --root FOLDER index
    assistant --root FOLDER eval --set FOLDER/tests/evaluation/questions.jsonl
    assistant --root FOLDER eval --gate

Beside this file, in held-out/: sixty passages in one language each, a hundred and forty questions about them in both;
and forty sources with true and false statements. Each source becomes a passage in one language only, French and English
in turn; of its statements every other one is in the same language. In third/: a hundred and twenty passages of the
project's own themes, in one language each, with questions and statements worded as far from them as can be. In fourth/:
eighty of the same kind by someone else, asked about as people ask. FOLDER can be deleted at any time.
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
TEXTS = {name: Path(__file__).with_name(name) for name in ("held-out", "third", "fourth")}
TITLE: dict[Language, str] = {"fr": "Le numérique ailleurs", "en": "Digital tools elsewhere"}


def build(folder: Path, texts: str = "held-out") -> str:
    """Write corpus/, prompts/, the questions and the statements; return what was written. Raises UsageError."""
    held = TEXTS[texts]
    if folder.resolve() == REPOSITORY:
        raise UsageError("These texts would mix with the project's own corpus.", "Give another folder.")
    sources = _read(held, "sources") if (held / "sources.jsonl").exists() else []
    passages = [*_read(held, "passages"), *_told(sources)]
    shutil.rmtree(folder / "corpus", ignore_errors=True)
    (folder / "corpus").mkdir(parents=True)
    for document in documents(passages, texts):
        (folder / "corpus" / document.file).write_text(write(document), encoding="utf-8")
    shutil.copytree(REPOSITORY / "prompts", folder / "prompts", dirs_exist_ok=True)
    (folder / STATEMENTS[0]).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(held / "questions.jsonl", folder / QUESTIONS)
    stated = list(statements(sources)) if sources else _read(held, "statements")
    lines = [json.dumps(one, ensure_ascii=False) for one in stated]
    (folder / STATEMENTS[0]).write_text("\n".join(lines) + "\n", encoding="utf-8")
    asked = len(_read(held, "questions"))
    return f"{len(passages)} passages, {asked} questions and {len(lines)} statements in {folder}"


def documents(records: Sequence[dict[str, str]], texts: str) -> Iterator[Document]:
    """Yield one document a title, in one language each."""
    articles: dict[tuple[str, Language], list[dict[str, str]]] = defaultdict(list)
    for record in records:
        articles[record["title"], _language(record["language"])].append(record)
    for number, ((title, language), told) in enumerate(articles.items(), 1):
        file = f"{texts}-{number}.{language}.md"
        passages = [Passage(one["id"], one["text"], language, "contribution", "", title, file) for one in told]
        yield Document(title, language, file, texts, passages=tuple(passages))


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


def _read(held: Path, name: str) -> list[dict[str, Any]]:
    lines = (held / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def main() -> None:
    """Write, and say what."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where corpus/, prompts/, questions and statements are written")
    parser.add_argument("--texts", choices=TEXTS, default="held-out", help="which of the corpora (held-out)")
    arguments = parser.parse_args()
    try:
        Console().print(build(arguments.folder, arguments.texts), highlight=False, soft_wrap=True)
    except AssistantError as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main()
