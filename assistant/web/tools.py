"""What stands below an answer: copy it, say what one thinks of it."""

from assistant.exports.notes import in_order, where
from assistant.exports.words import WORDS
from assistant.feedback import COMMENT_CHARS, REASONS
from assistant.records import Answer
from assistant.web.conversation import Exchange
from assistant.web.keepwords import KEEP_WORDS, KeepWords
from assistant.web.labels import Texts
from assistant.web.safe import clean, escape


def tools(exchange: Exchange, texts: Texts, *, thumbs: bool) -> str:
    """Draw what can be done with a finished answer; nothing for one that broke off or a ready-made reply."""
    if exchange.answer is None or exchange.answer.status == "replied" or exchange.stage != "done":
        return ""
    words = KEEP_WORDS[texts.code]
    copy = f'<button type="button" data-copy="{escape(copied(exchange.answer))}">{escape(words.copy)}</button>'
    return (
        f'<div class="tools" role="group" aria-label="{escape(words.about)}" data-n="{exchange.number}">'
        f"{copy}{_thumbs(exchange, words) if thumbs else ''}</div>"
    )


def copied(answer: Answer) -> str:
    """Return an answer as plain text: its words with their numbers, then each number's quote and place."""
    words = WORDS[answer.language]
    notes = [
        f"[{item.n}] {words.quote(item.quote)} {where(item.passage, answer.language)}" for item in in_order(answer)
    ]
    edition = words.edition(answer.version, answer.built)
    return clean("\n".join([answer.text, *([""] if notes else []), *notes, *([edition] if notes and edition else [])]))


def _thumbs(exchange: Exchange, words: KeepWords) -> str:
    names = {"up": words.up, "down": words.down}
    drawn = "".join(
        f'<button type="button" data-thumb="{thumb}" aria-pressed="{_true(exchange.thumb == thumb)}">'
        f"{escape(name)}</button>"
        for thumb, name in names.items()
    )
    return drawn + (_reasons(exchange, words) if exchange.thumb == "down" else "")


def _reasons(exchange: Exchange, words: KeepWords) -> str:
    chips = "".join(
        f'<button type="button" data-reason="{why}" aria-pressed="{_true(exchange.reason == why)}">'
        f"{escape(words.reason(why))}</button>"
        for why in REASONS
        if why
    )
    name = f"t{exchange.number}-why"
    return (
        f'<div class="reasons" role="group" aria-labelledby="{name}"><p id="{name}">{escape(words.why)}</p>{chips}'
        f'<p class="comment"><label for="{name}-c">{escape(words.comment)}</label>'
        f'<input id="{name}-c" type="text" maxlength="{COMMENT_CHARS}" value="{escape(exchange.comment)}"'
        f' autocomplete="off"><button type="button" data-send>{escape(words.send)}</button></p></div>'
    )


def _true(value: bool) -> str:
    return "true" if value else "false"
