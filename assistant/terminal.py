"""What the commands show a person: answers as they stream, passages, summaries."""

import re
from collections.abc import Iterable
from typing import IO, Any

from rich.console import Console
from rich.markup import escape
from rich.text import Text as Styled

from assistant.errors import ChatError
from assistant.evidence import told
from assistant.explain import LEXICAL_WEIGHT, found_score, shared_words
from assistant.imports import Imported
from assistant.place import place_of
from assistant.records import Answer, Citation, Event, Found, Hit, Kind, Language, Passage, Text, Verified
from assistant.report import Built
from assistant.verdict import reason_text, shown

_TOLD_IN: dict[Language, dict[Language, str]] = {  # what a passage is, and the language it is in
    "fr": {"fr": "{kind} en français", "en": "{kind} en anglais"},
    "en": {"fr": "French {kind}", "en": "English {kind}"},
}
_KINDS: dict[Language, dict[Kind, str]] = {
    "fr": {"article": "article", "contribution": "contribution", "text": "texte"},
    "en": {"article": "article", "contribution": "contribution", "text": "text"},
}
_SOURCES: dict[Language, str] = {"fr": "Sources", "en": "Sources"}
_NEAREST: dict[Language, str] = {"fr": "Passages les plus proches", "en": "Nearest passages"}
_INSTEAD: dict[Language, str] = {
    "fr": "Le corpus répond par exemple à",
    "en": "The corpus does answer, for example",
}
_FOCUS: dict[Language, str] = {
    "fr": "Cherché : « {focus} », le reste se trouvant dans presque tous les passages",
    "en": "Searched for: “{focus}”; the rest is in nearly every passage",
}
_WHY: dict[Language, str] = {
    "fr": "½ × {sentence:.2f} (meilleure phrase{told}) + ½ × {chunk:.2f} (passage) "
    "+ {weight} × {lexical:.2f} (mots communs{words})",
    "en": "½ × {sentence:.2f} (best sentence{told}) + ½ × {chunk:.2f} (passage) "
    "+ {weight} × {lexical:.2f} (shared words{words})",
}
_LIKE: dict[Language, str] = {
    "fr": "({why} + {weight} × {likeness:.2f} (questions attendues ; {question})) ÷ {over}",
    "en": "({why} + {weight} × {likeness:.2f} (expected questions; {question})) ÷ {over}",
}
_NONE_EXPECTED: dict[Language, str] = {
    "fr": "ce passage n’en a pas, ou peu et loin : la moyenne des autres",
    "en": "this passage has none, or few and unlike: the others’ average",
}
_LIKEST: dict[Language, str] = {"fr": "la plus proche : {text}", "en": "the likest: {text}"}
_RERANKED: dict[Language, str] = {
    "fr": "{score:.2f} selon le réordonneur ; trouvé avec ",
    "en": "{score:.2f} by the reranker; found with ",
}
_SHARED: dict[Language, str] = {"fr": " : {words}", "en": ": {words}"}
_TOLD: dict[Language, str] = {"fr": ", par sa traduction", "en": ", by its translation"}
_UNCHECKED: dict[Language, str] = {
    "fr": "(Le modèle de langue n'a pas pu écrire de réponse vérifiée : voici des citations du corpus.)",
    "en": "(The language model could not write a checked answer: here are quotations from the corpus.)",
}
_FAILED: dict[Language, str] = {
    "fr": "(Le modèle de langue n'a pas répondu : voici des citations du corpus.)",
    "en": "(The language model did not answer: here are quotations from the corpus.)",
}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # would colour, move or clear what a terminal shows


def console(file: IO[str] | None = None) -> Console:
    """Return where answers are printed: standard output, with words as they are."""
    return Console(file=file, highlight=False, emoji=False)


def clean(text: str) -> str:
    """Return a text for a console: no markup is read in it, no control character is left."""
    return escape(_CONTROL.sub("", text))


def final(events: Iterable[Event]) -> Answer:
    """Return the answer that ends a stream of events. Raises ChatError when none comes."""
    for event in events:
        if isinstance(event, Answer):
            return event
    raise ChatError("The answer broke off.", "Ask again.")


def show_answer(console: Console, events: Iterable[Event]) -> str:
    """Print an answer as it streams, then its sources, or a refusal with the nearest passages.

    Returns how the language model failed; nothing where it did not.
    """
    shown, trouble = "", ""
    for event in events:
        if isinstance(event, Text):
            console.print(clean(event.piece), end="", soft_wrap=True)
            shown += event.piece
        elif isinstance(event, Answer):
            _show_end(console, event, shown)
            trouble = event.trouble
    return trouble


def _show_end(console: Console, answer: Answer, shown: str) -> None:
    """Print what follows the streamed words; the answer too where they are not the answer."""
    if shown:
        console.print()
    if answer.fell_back:
        why = _FAILED if answer.trouble else _UNCHECKED
        console.print(why[answer.language], style="yellow", soft_wrap=True)
    if shown != answer.text:
        console.print(clean(answer.text), soft_wrap=True)
    if answer.status == "refused":
        console.print(f"\n[bold]{_NEAREST[answer.language]}[/bold]" if answer.nearest else "")
        for hit in answer.nearest:
            _show_hit(console, hit, answer.language)
        _show_suggestions(console, answer)
        return
    if answer.status == "replied":
        console.print()
        _show_suggestions(console, answer)
        return
    console.print(f"\n[bold]{_SOURCES[answer.language]}[/bold]")
    said = {n for sentence in answer.sentences if sentence.translated for n in sentence.citations}
    for citation in answer.citations:
        _show_citation(console, citation, answer.language, translation=citation.n not in said)


def _show_suggestions(console: Console, answer: Answer) -> None:
    if answer.suggestions:
        console.print(f"[bold]{_INSTEAD[answer.language]}[/bold]")
    for question in answer.suggestions:
        console.print(f"- {clean(question)}", soft_wrap=True)


def _show_citation(console: Console, citation: Citation, language: Language, *, translation: bool = True) -> None:
    console.print(f"[cyan]\\[{citation.n}][/cyan] {clean(citation.quote)}", soft_wrap=True)
    passage = citation.passage
    if translation and (own := told(passage, citation.quote, language)):
        console.print(f"    = {clean(own)}", style="italic", soft_wrap=True)
    place = " · ".join(part for part in (_what(passage, language), *_stands(passage, language)) if part)
    console.print(f"    {clean(place)}", style="dim", soft_wrap=True)


def _what(passage: Passage, language: Language) -> str:
    """Say what a passage is and in which language: "English contribution"."""
    return _TOLD_IN[language][passage.language].format(kind=_KINDS[language][passage.kind])


def _stands(passage: Passage, language: Language) -> tuple[str, ...]:
    """Return what tells where a passage stands; parts may be empty."""
    return passage.section, passage.file, place_of(passage, language), passage.id


def show_verified(console: Console, verified: Verified) -> None:
    """Print a verdict on a statement in words, and the passage that says it or comes nearest."""
    verdict = verified.verdict
    colour = "green" if verdict.supported else "yellow"
    console.print(clean(reason_text(verified, verified.language)), style=colour, soft_wrap=True)
    for n, item in enumerate(shown(verdict), 1):
        _show_citation(console, Citation(n, item.passage, item.quote), verified.language)


def show_found(console: Console, found: Found, *, explain: bool = False) -> None:
    """Print ranked passages with their best sentence in bold; `explain` says where each one's score comes from."""
    if explain and found.focus != found.question:
        console.print(clean(_FOCUS[found.language].format(focus=found.focus)), style="cyan", soft_wrap=True)
    for hit in found.hits:
        _show_hit(console, hit, found.language, _why(hit, found) if explain else "")


def _why(hit: Hit, found: Found) -> str:
    shared = shared_words(found.question, found.language, hit.passage)
    by = "" if hit.reranked is None else _RERANKED[found.language].format(score=hit.score)
    score = hit.score if hit.reranked is None else found_score(hit)
    why = _WHY[found.language].format(
        sentence=hit.cosine,
        told=_TOLD[found.language] if hit.translated else "",
        chunk=hit.chunk_cosine,
        weight=LEXICAL_WEIGHT,
        lexical=hit.lexical,
        words=_SHARED[found.language].format(words=", ".join(shared)) if shared else "",
    )
    if hit.likeness is not None:
        weight = hit.likeness_weight
        asked = _LIKEST[found.language].format(text=hit.expected) if hit.expected else _NONE_EXPECTED[found.language]
        why = _LIKE[found.language].format(
            why=why, weight=f"{weight:.2g}", likeness=hit.likeness, question=asked, over=f"{1 + weight:.3g}"
        )
    return f"{by}{score:.2f} = {why}"


def _show_hit(console: Console, hit: Hit, language: Language, why: str = "") -> None:
    passage = hit.passage
    head = (f"{hit.rank}. {hit.score:.2f}", _what(passage, language), *_stands(passage, language))
    console.print(clean(" · ".join(part for part in head if part)), style="dim", soft_wrap=True)
    if why:
        console.print(clean(why), style="cyan", soft_wrap=True)
    before, sentence, after = passage.text.partition(hit.sentence)
    plain = (_CONTROL.sub("", part) for part in (before, sentence, after))
    text = Styled.assemble(*zip(plain, ("", "bold", ""), strict=True))
    console.print(text, soft_wrap=True)
    console.print()


def summary(built: Built) -> str:
    """Return one line: what a build changed and how long it took."""
    counts = f"{built.passages} passages, {built.sentences} sentences"
    if not (built.added or built.changed or built.removed or built.moved):
        what = "The passages are the same, the rest was taken over" if built.renewed else "Nothing changed"
        return f"{what}: index {built.version}, {counts} ({built.seconds} s)."
    return (
        f"Index {built.version}: +{built.added} ~{built.changed} -{built.removed} passages "
        f"({built.moved} moved, {built.unchanged} unchanged); {counts}; {built.seconds} s."
    )


def imported(result: Imported) -> str:
    """Return what an import took from the page and what it left out."""
    document = result.page.document
    articles = sum(passage.kind == "article" for passage in document.passages)
    lines = [
        f"{result.path}: {articles} article paragraphs and {len(document.passages) - articles} contributions, "
        f"{len(document.related)} related questions.",
        *(f"left out: {_CONTROL.sub('', line)[:100]}" for line in result.page.dropped),
        "Next: read the file over, then run: assistant index",
    ]
    return "\n".join(lines)


def show_status(console: Console, report: dict[str, Any]) -> None:
    """Print each part's state in plain words, and what is wrong with it."""
    for name, part in report.items():
        console.print(f"[bold]{clean(name.replace('_', ' '))}[/bold]")
        for key, value in part.items():
            if key == "problem" and value:
                console.print(f"  [red]{clean(str(value))}[/red]", soft_wrap=True)
            elif key != "problem":
                console.print(f"  {clean(key.replace('_', ' '))}: {clean(_plain(value))}", soft_wrap=True)


def _plain(value: object) -> str:
    """Return a part of a status in words: what several things are called, and "none" for nothing."""
    if isinstance(value, list | tuple | dict):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)
