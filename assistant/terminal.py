"""What the commands show a person: answers as they stream, passages, summaries."""

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.text import Text as Styled

from assistant.errors import ChatError
from assistant.imports import Imported
from assistant.records import Answer, Built, Citation, Event, Found, Hit, Language, Text

_NAMES: dict[Language, str] = {"fr": "French", "en": "English"}
_SOURCES: dict[Language, str] = {"fr": "Sources", "en": "Sources"}
_NEAREST: dict[Language, str] = {"fr": "Passages les plus proches", "en": "Nearest passages"}
_FELL_BACK: dict[Language, str] = {
    "fr": "(Le modèle de langue n'a pas pu écrire de réponse vérifiée : voici les phrases du corpus.)",
    "en": "(The language model could not write a checked answer: here are the corpus's own sentences.)",
}


def final(events: Iterable[Event]) -> Answer:
    """Return the answer that ends a stream of events. Raises ChatError when none comes."""
    for event in events:
        if isinstance(event, Answer):
            return event
    raise ChatError("The answer broke off.", "Ask again.")


def show_answer(console: Console, events: Iterable[Event]) -> None:
    """Print an answer as it streams, then its sources, or a refusal with the nearest passages."""
    for event in events:
        if isinstance(event, Text):
            console.print(escape(event.piece), end="", soft_wrap=True)
        elif isinstance(event, Answer):
            _show_end(console, event)


def _show_end(console: Console, answer: Answer) -> None:
    if answer.status == "refused":
        console.print(escape(answer.text), soft_wrap=True)
        console.print(f"\n[bold]{_NEAREST[answer.language]}[/bold]")
        for hit in answer.nearest:
            _show_hit(console, hit)
        return
    console.print()
    if answer.fell_back:
        console.print(_FELL_BACK[answer.language], style="yellow")
    console.print(f"\n[bold]{_SOURCES[answer.language]}[/bold]")
    for citation in answer.citations:
        _show_citation(console, citation)


def _show_citation(console: Console, citation: Citation) -> None:
    console.print(f"[cyan]\\[{citation.n}][/cyan] {escape(citation.quote)}", soft_wrap=True)
    passage = citation.passage
    place = " · ".join(part for part in (passage.language, passage.kind, passage.section, passage.file) if part)
    console.print(f"    {escape(place)} · {escape(passage.id)}", style="dim", soft_wrap=True)


def show_found(console: Console, found: Found) -> None:
    """Print ranked passages with their best sentence in bold."""
    for hit in found.hits:
        _show_hit(console, hit)


def _show_hit(console: Console, hit: Hit) -> None:
    passage = hit.passage
    kind = f"{_NAMES[passage.language]} {passage.kind}"
    head = f"{hit.rank}. {hit.score:.2f} · {kind} · {passage.section} · {passage.file} · {passage.id}"
    console.print(escape(head), style="dim", soft_wrap=True)
    text = Styled(passage.text)
    start = passage.text.find(hit.sentence)
    text.stylize("bold", start, start + len(hit.sentence))
    console.print(text, soft_wrap=True)
    console.print()


def summary(built: Built) -> str:
    """Return one line: what a build changed and how long it took."""
    counts = f"{built.passages} passages, {built.sentences} sentences"
    if not (built.added or built.changed or built.removed):
        return f"Nothing changed: index {built.version}, {counts} ({built.seconds} s)."
    return (
        f"Index {built.version}: +{built.added} ~{built.changed} -{built.removed} passages "
        f"({built.unchanged} unchanged); {counts}; {built.seconds} s."
    )


def imported(result: Imported) -> str:
    """Return what an import took from the page and what it left out."""
    document = result.page.document
    articles = sum(passage.kind == "article" for passage in document.passages)
    lines = [
        f"{result.path}: {articles} article paragraphs and {len(document.passages) - articles} contributions, "
        f"{len(document.related)} related questions.",
        *(f"left out: {line[:100]}" for line in result.page.dropped),
        "Next: read the file over, then run: assistant index",
    ]
    return "\n".join(lines)


def show_status(console: Console, report: dict[str, Any]) -> None:
    """Print each part's state in plain words, and what is wrong with it."""
    for name, part in report.items():
        console.print(f"[bold]{escape(name.replace('_', ' '))}[/bold]")
        for key, value in part.items():
            if key == "problem" and value:
                console.print(f"  [red]{escape(str(value))}[/red]", soft_wrap=True)
            elif key != "problem":
                console.print(f"  {escape(key.replace('_', ' '))}: {escape(str(value))}", soft_wrap=True)
