"""A conversation as one HTML file to read and print: its own style, no script, nothing from elsewhere."""

from collections.abc import Iterator
from pathlib import Path

from assistant.citations import spoken
from assistant.exports.notes import Note, Notes, opened, where
from assistant.exports.talk import Said, Talk
from assistant.exports.words import WORDS, Words
from assistant.filters import told
from assistant.records import EVERYTHING, Answer, Citation, CitedSentence, Language
from assistant.typography import day
from assistant.visible import escape

STYLE = Path(__file__).with_name("printed.css")
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def printed(talk: Talk) -> str:
    """Return a conversation as a page of its own: questions, answers, notes, bibliography."""
    words, notes = WORDS[talk.language], Notes(talk)
    exported = words.exported.format(date=day(talk.exported, talk.language))
    body = "".join(_said(at, said, notes, talk) for at, said in enumerate(talk.said, 1))
    return (
        f'<!DOCTYPE html>\n<html lang="{talk.language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(talk.title)}</title>\n<style>\n{STYLE.read_text(encoding='utf-8')}</style>\n</head>\n<body>\n"
        f'<header><h1 dir="auto">{escape(talk.title)}</h1><p>{escape(exported)}</p></header>\n<main>\n{body}</main>\n'
        f"{_end(notes, talk, words) if notes.all else ''}</body>\n</html>\n"
    )


def _said(at: int, said: Said, notes: Notes, talk: Talk) -> str:
    words, answer = WORDS[talk.language], said.answer
    head = f'<h2 dir="auto" id="q{at}">{escape(said.question)}</h2>'
    if answer is None:
        ended = words.stopped if said.outcome == "stopped" else words.broken
        return f'<section aria-labelledby="q{at}">{head}<p class="state">{escape(ended)}</p></section>\n'
    if answer.understood:
        taken = f'<q lang="{answer.language}" dir="auto">{escape(answer.understood)}</q>'
        head += f'<p class="understood">{escape(words.understood)} {taken}</p>'
    if answer.only != EVERYTHING:
        head += f'<p class="understood">{escape(words.only)} {escape(told(answer.only, talk.language))}</p>'
    edition = words.edition(answer.version, answer.built) if answer.status != "replied" else ""
    state = " · ".join(part for part in (words.state(answer), edition) if part)
    fell = f'<p class="state">{escape(words.fell_back)}</p>' if answer.fell_back else ""
    return (
        f'<section aria-labelledby="q{at}">{head}<p class="state">{escape(state)}</p>{fell}'
        f"{_text(answer, notes, words)}{''.join(_beside(answer, talk, words))}</section>\n"
    )


def _text(answer: Answer, notes: Notes, words: Words) -> str:
    """Return an answer's paragraph, or its quotations one by one, each in its own language."""
    if not answer.sentences:
        return _p(answer.text, answer.language)
    known = {item.n: item for item in answer.citations}
    drawn = [escape(one.text) + _marks(notes.behind(answer, one), words) for one in answer.sentences]
    if answer.mode == "written":
        return f'<p class="answer" lang="{answer.language}" dir="auto">{" ".join(drawn)}</p>'
    languages = (_language(one, known, answer.language) for one in answer.sentences)
    return "".join(
        f'<blockquote lang="{language}" dir="auto">{text}</blockquote>'
        for language, text in zip(languages, drawn, strict=True)
    )


def _language(sentence: CitedSentence, known: dict[int, Citation], otherwise: Language) -> Language:
    return next((spoken(sentence, known[n]) for n in sentence.citations if n in known), otherwise)


def _marks(numbers: tuple[int, ...], words: Words) -> str:
    return "".join(
        f'<sup><a href="#note-{n}" aria-label="{escape(words.note.format(n=n))}">{n}</a></sup>' for n in numbers
    )


def _beside(answer: Answer, talk: Talk, words: Words) -> Iterator[str]:
    """Yield what a refusal offers instead."""
    if answer.nearest:
        yield f"<h3>{escape(words.nearest)}</h3><ul>"
        for hit in answer.nearest:
            place = escape(opened(where(hit.passage, talk.language)))
            yield f"<li>{_quote(hit.sentence, hit.passage.language)} {place}</li>"
        yield "</ul>"
    if answer.suggestions and answer.status != "answered":
        items = "".join(f'<li lang="{answer.language}">{escape(question)}</li>' for question in answer.suggestions)
        yield f"<h3>{escape(words.instead)}</h3><ul>{items}</ul>"


def _end(notes: Notes, talk: Talk, words: Words) -> str:
    listed = "".join(_note(note, talk, words) for note in notes.all)
    works = "".join(
        f"<li>{escape(work.title)}, {escape(work.rest)}.{_link(work.link)}</li>\n" for work in notes.works(talk)
    )
    return (
        f'<section class="notes" aria-labelledby="notes"><h2 id="notes">{escape(words.notes)}</h2>'
        f"<ol>\n{listed}</ol></section>\n"
        f'<section class="works" aria-labelledby="works"><h2 id="works">{escape(words.sources)}</h2>'
        f"<ul>\n{works}</ul></section>\n"
    )


def _note(note: Note, talk: Talk, words: Words) -> str:
    told = ""
    if note.told and (translation := note.passage.translation):
        text = _quote(note.told, translation.language)
        told = f'<br><span class="told">{escape(words.translated(translation.by))} {text}</span>'
    return (
        f'<li id="note-{note.n}">{_quote(note.quote, note.passage.language)} '
        f"{escape(opened(where(note.passage, talk.language)))}.{told}</li>\n"
    )


def _quote(text: str, language: Language) -> str:
    return f'<q lang="{language}" dir="auto">{escape(text)}</q>'


def _link(address: str) -> str:
    return f' <a href="{escape(address)}">{escape(address)}</a>' if address.startswith(("http://", "https://")) else ""


def _p(text: str, language: Language) -> str:
    parts = (part.strip() for part in text.split("\n\n"))
    return "".join(f'<p class="answer" lang="{language}" dir="auto">{escape(part)}</p>' for part in parts if part)
