"""A conversation as Markdown with footnotes; text of others is escaped, so that it shows as it was written."""

import re
from collections.abc import Iterator

from assistant.exports.notes import Note, Notes, opened, where
from assistant.exports.talk import Said, Talk
from assistant.exports.words import WORDS, Words
from assistant.filters import told
from assistant.records import EVERYTHING, Answer
from assistant.typography import day
from assistant.visible import clean

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~$&!]")
_OPENS = re.compile(r"^(\d+)([.)])|^([-+=:])")  # what would begin a list, a rule or a definition


def markdown(talk: Talk) -> str:
    """Return a conversation as Markdown: questions as headings, answers, footnotes, bibliography."""
    words, notes = WORDS[talk.language], Notes(talk)
    lines = [f"# {plain(talk.title)}", words.exported.format(date=day(talk.exported, talk.language))]
    for said in talk.said:
        lines += _said(said, notes, talk, words)
    if notes.all:
        lines += [f"## {words.sources}", "\n".join(_works(talk, notes))]
        lines += [_note(note, talk, words) for note in notes.all]
    return "\n\n".join(lines) + "\n"


def plain(text: str) -> str:
    """Return a text on one line in which nothing is markup."""
    line = re.sub(r"[ \t]*\n\s*", " ", clean(text)).strip()
    line = _SPECIAL.sub(lambda found: "\\" + found[0], line)
    return _OPENS.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[0]}", line)


def _said(said: Said, notes: Notes, talk: Talk, words: Words) -> Iterator[str]:
    yield f"## {plain(said.question)}"
    answer = said.answer
    if answer is None:
        yield f"*{words.stopped if said.outcome == 'stopped' else words.broken}*"
        return
    if answer.understood:
        yield f"*{words.understood}* {plain(answer.understood)}"
    if answer.only != EVERYTHING:
        yield f"*{words.only}* {plain(told(answer.only, talk.language))}"
    edition = words.edition(answer.version, answer.built) if answer.status != "replied" else ""
    yield " ".join(f"*{plain(part)}.*" for part in (words.state(answer), edition) if part)
    if answer.fell_back:
        yield f"*{words.fell_back}*"
    yield from _text(answer, notes)
    yield from _beside(answer, talk, words)


def _text(answer: Answer, notes: Notes) -> Iterator[str]:
    """Yield an answer's paragraphs, each quotation as one of its own."""
    if not answer.sentences:
        yield plain(answer.text)
        return
    sentences = [
        plain(sentence.text) + "".join(f"[^{n}]" for n in notes.behind(answer, sentence))
        for sentence in answer.sentences
    ]
    if answer.mode == "quoted":
        yield from (f"> {sentence}" for sentence in sentences)
    else:
        yield " ".join(sentences)


def _beside(answer: Answer, talk: Talk, words: Words) -> Iterator[str]:
    """Yield what a refusal offers instead."""
    if answer.nearest:
        yield f"**{words.nearest}**"
        yield "\n".join(
            f"- {plain(words.quote(h.sentence))} ({plain(where(h.passage, talk.language))})" for h in answer.nearest
        )
    if answer.suggestions and answer.status != "answered":
        yield f"**{words.instead}**"
        yield "\n".join(f"- {plain(question)}" for question in answer.suggestions)


def _note(note: Note, talk: Talk, words: Words) -> str:
    told = ""
    if note.told and note.passage.translation:
        told = f" {plain(words.translated(note.passage.translation.by))} {plain(words.quote(note.told))}"
    return f"[^{note.n}]: {plain(words.quote(note.quote))} {plain(opened(where(note.passage, talk.language)))}.{told}"


def _works(talk: Talk, notes: Notes) -> Iterator[str]:
    for work in notes.works(talk):
        yield f"- {plain(work.title)}, {plain(work.rest)}." + (f" <{work.link}>" if work.link else "")
