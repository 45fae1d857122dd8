"""A message that refers back -> a question that stands alone, for the reader to see and to edit."""

import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import takewhile

from assistant.errors import ChatError
from assistant.exchange import exchange, like
from assistant.followup import Reference, asks_for_more, language_asked, opening, own_words, phrase, reference
from assistant.language import GRAMMAR, LANGUAGES, detect, other
from assistant.ports import ChatModel, Embedder
from assistant.prompts import Prompts
from assistant.question import plain
from assistant.records import Language, Term, Turn
from assistant.rendering import Rendering

_TOKENS = 60  # of a question that the language model writes
_CHARS = 300  # the same
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
_ENDED = re.compile(r"[.!?…][\"'»”’)\s]*$")


@dataclass(frozen=True, slots=True)
class Reading:
    """How a message is taken: the question to search, its language, and the language to answer in."""

    question: str
    asked_in: Language
    answer_in: Language
    understood: str = ""  # the same question, where the message refers back
    told: tuple[str, ...] = ()  # what the conversation quoted before, where the message asks for more


class Standalone:
    """Reads messages in the light of the questions before them; those are never evidence."""

    def __init__(self, embedder: Embedder, prompts: Prompts, limit: int) -> None:
        self._embedder, self._prompts, self._limit = embedder, prompts, limit

    def read(
        self,
        message: str,
        history: Sequence[Turn],
        language: Language | None,
        chat: ChatModel | None,
        terms: Sequence[Term] = (),
    ) -> Reading:
        """Return a message as it is, unless it refers back to the last of the history; `terms` are the glossary's.

        The language model, when one is given, is only asked to write what the rules find to refer back.
        """
        message, wish = _without_wish(message)
        given = None if wish else language  # what a question is asked in is another matter than its answer's language
        if not history:
            asked = given or detect(message)
            return Reading(message, asked, language or wish or asked)
        last = history[-1]
        if switch := language_asked(message):
            return Reading(last.question, detect(last.question), language or switch, last.question)
        asked = given or _language(message, last)
        question = ""
        if kind := reference(message, asked):
            rendering = Rendering(chat, self._prompts, terms, worded=True) if chat is not None else None
            previous, alike = _rendered(last.question, asked, rendering)
            question = self._composed(previous, message, asked, kind if alike else "whole", chat)
        told = _told(history) if question and asks_for_more(message, asked) else ()
        return Reading(question or message, asked, language or wish or asked, question, told)

    def _composed(
        self, previous: str, message: str, language: Language, kind: Reference, chat: ChatModel | None
    ) -> str:
        """Return one question of two, "" when it would be too long; `chat` writes it where it may."""
        composed = ""
        if kind != "whole":
            composed = exchange(previous, message, language, self._embedder) if kind == "topic" else ""
            if not composed and chat is not None:  # seconds, where the exchange takes milliseconds
                composed = self._written(previous, message, language, chat)
        composed = composed or _appended(previous, message, language)
        return composed if len(composed) <= self._limit else ""

    def _written(self, previous: str, message: str, language: Language, chat: ChatModel) -> str:
        """Return the question as the language model writes it, "" when it cannot be trusted."""
        text = ""
        try:
            with closing(chat.stream(self._prompts.standalone(previous, message, language), _TOKENS)) as pieces:
                for piece in pieces:
                    text += piece
                    if "?" in piece or len(text) > _CHARS:
                        break
        except ChatError:
            return ""
        text = " ".join(text.split())
        return text if _sound(text, previous, message, language) else ""


def _told(history: Sequence[Turn]) -> tuple[str, ...]:
    """Return what the answers to the last question quoted, and to what was asked more about it before."""
    same = takewhile(lambda turn: _opens(turn) == _opens(history[-1]), reversed(history))
    return tuple(dict.fromkeys(quote for turn in same for quote in turn.quotes))


def _opens(turn: Turn) -> str:
    """Return the question that a turn's begins with: what was asked more about it comes after that."""
    return plain(_SENTENCE.split(turn.question.strip())[0])


def _rendered(question: str, language: Language, rendering: Rendering | None) -> tuple[str, bool]:
    """Return a question in a language, or as it is where that cannot be trusted; and whether it is in that language."""
    if detect(question) == language:
        return question, True
    if rendering is None or len(question) > _CHARS:
        return question, False
    try:
        said = rendering.into(language, _trimmed(question, other(language)))
    except ChatError:
        said = ""
    return (_ended(said, language), True) if said else (question, False)


def _without_wish(message: str) -> tuple[str, Language | None]:
    """Return a message without a last sentence that only asks for a language ("In English, please"), and that."""
    *rest, last = _SENTENCE.split(message.strip())
    wish = language_asked(last) if rest else None
    return (" ".join(rest), wish) if wish else (message, None)


def _language(message: str, last: Turn) -> Language:
    """Return the language of a message; of the question before it, where a few little words do not tell."""
    words = plain(message).split()
    french, english = (sum(word in GRAMMAR[language] for word in words) for language in LANGUAGES)
    return (
        last.language
        if french == english and len(words) < 2 and not own_words(message, last.language)
        else detect(message)
    )


def _appended(previous: str, message: str, language: Language) -> str:
    """Return the previous question, then the message: "What is the digital divide? How can it be reduced?"."""
    return f"{_ended(_trimmed(previous, language), language)} {_ended(message[:1].upper() + message[1:], language)}"


def _trimmed(previous: str, language: Language) -> str:
    """Return a question without little ones at its end that name nothing: "Why?"."""
    sentences = _SENTENCE.split(previous.strip())
    while len(sentences) > 1 and not own_words(sentences[-1], language):
        sentences.pop()
    return " ".join(sentences)


def _ended(text: str, language: Language) -> str:
    text = text.strip()
    if _ENDED.search(text):
        return text
    asks = opening(text, language) or not phrase(plain(text).split(), language)
    return f"{text}." if not asks else f"{text} ?" if language == "fr" else f"{text}?"


def _sound(text: str, previous: str, message: str, language: Language) -> bool:
    """Tell whether a question written anew is one question, stands alone, and is made of the two it comes from."""
    if not text.endswith("?") or len(_SENTENCE.split(text)) > 1 or len(text) > _CHARS:
        return False
    if detect(text) != language or reference(text, language):
        return False
    words = own_words(text, language)
    kept, known = own_words(message, language), own_words(f"{previous} {message}", language)
    return all(like(word, words) for word in kept) and all(like(word, known) for word in words)
