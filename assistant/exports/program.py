"""A conversation as JSON for programs: each answer as `assistant ask --json` gives it, with the notes' numbers."""

import json
from typing import Any

from assistant.contract import answer_output
from assistant.exports.notes import Note, Notes
from assistant.exports.talk import Said, Talk

FORMAT = "diplomacy-assistant conversation"
FORMAT_VERSION = 1


def program(talk: Talk) -> str:
    """Return a conversation as JSON; `assistant index --answers` reads it too."""
    notes = Notes(talk)
    value = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "title": talk.title,
        "language": talk.language,
        "exported": talk.exported,
        "page": talk.address or None,
        "answers": [_answer(said, notes) for said in talk.said],
        "notes": [_note(note, talk) for note in notes.all],
        "bibliography": [
            {"passage_id": work.passage_id, "reference": f"{work.title}, {work.rest}.", "link": work.link or None}
            for work in notes.works(talk)
        ],
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _answer(said: Said, notes: Notes) -> dict[str, Any]:
    answer = said.answer
    if answer is None:
        return {"question": said.question, "status": said.outcome, "sentences": [], "citations": []}
    value = answer_output(answer)
    for citation, drawn in zip(answer.citations, value["citations"], strict=True):
        drawn["note"] = notes.of(answer, citation)
    return value | {"question": said.question}


def _note(note: Note, talk: Talk) -> dict[str, Any]:
    return {
        "n": note.n,
        "quote": note.quote,
        "passage_id": note.passage.id,
        "index_version": note.version,
        "link": talk.link(note.passage) or None,
    }
