"""A model's stream of text -> whole, clean sentences, one after another."""

import re
from collections.abc import Iterator

from assistant.records import Language
from assistant.segment import sentence_bounds
from assistant.typography import elided, spaced

_MARKS = re.compile(
    r"\s*\[\s*\d+(?:\s*[,;-]\s*\d+)*\s*\]"
    r"|\s*[(\[](?:extraits?|excerpts?)\s*\d+(?:\s*(?:[,;-]|et|and)\s*\d+)*\s*[)\]]",
    re.IGNORECASE,
)
_MARKDOWN = re.compile(r"\*+|__|`+|^\s*#{1,6}\s+|^\s*[-•]\s+|^\s*\(?\d{1,2}[.)]\s+", re.MULTILINE)
_ENDS = re.compile(r"[.!?…][\"'»”’)\u00a0\u202f ]*$")
_REPORTS: dict[Language, re.Pattern[str]] = {  # who says it, which each sentence's number tells already
    "fr": re.compile(
        r"^(?:Selon|D['’]après) (?:les|ces) (?:extraits|textes|sources|documents),? "
        r"|^(?:Les|Ces) (?:extraits|textes|sources|documents) \w+ (?:également |aussi )?qu(?:e |['’])"
        r"|^(?:La|Cette) source \w+ (?:également |aussi )?qu(?:e |['’])"
    ),
    "en": re.compile(
        r"^According to (?:the|these) (?:excerpts|texts|sources|documents),? "
        r"|^(?:The|These) (?:excerpts|texts|sources|documents) (?:also )?\w+ that "
        r"|^(?:The|This) (?:source|text) (?:also )?\w+ that "
    ),
}
# The prompt's own word, which readers have not seen.
_EXCERPTS: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(r"^(?:Les|Ces) extraits\b"),
    "en": re.compile(r"^(?:The|These) excerpts\b"),
}
_AN_EXCERPT: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(r"(?:l['’]|\b(?:les?|ces?|cet|premiers?|deuxième|second|dernier) )extraits?\b", re.IGNORECASE),
    "en": re.compile(r"\bexcerpts?\b", re.IGNORECASE),
}
_TEXTS: dict[Language, str] = {"fr": "Les textes", "en": "The texts"}
_GLUED = re.compile(r"(?<=[\w)])[;!?](?=\s|$)")  # in French, as models type it
_STRAIGHT = re.compile(r"(?<=\w)'(?=\w)")  # an elision's apostrophe, as models type it
_AHEAD = 12  # characters that must follow a sentence before its end is sure: "12." may become "12.5", "O." "O.N.U."
_TERMS: dict[Language, tuple[tuple[re.Pattern[str], str], ...]] = {
    "fr": ((re.compile(r"\bSDGs?\b"), "ODD"),),
    "en": ((re.compile(r"\bODDs?(?=\s\d)"), "SDG"), (re.compile(r"\bODDs?\b"), "SDGs")),
}


class SentenceStream:
    """Takes pieces of text as they come; gives each sentence once it has surely ended."""

    def __init__(self, language: Language) -> None:
        self._language: Language = language
        self._text = ""

    @property
    def rest(self) -> str:
        """The sentence being written, cleaned, not yet ended."""
        return tidy(self._text, self._language)

    def feed(self, piece: str) -> Iterator[str]:
        """Add a piece; yield the sentences that are now complete."""
        self._text += piece
        given = 0
        for start, end in sentence_bounds(self._text, self._language):
            sentence = self._text[start:end]
            if len(self._text) - end < _AHEAD or sentence.count("«") > sentence.count("»"):
                break
            yield from self._sentence(sentence)
            given = end
        self._text = self._text[given:]

    def finish(self) -> Iterator[str]:
        """Yield the sentences not given yet; one cut in the middle is left out."""
        text, self._text = self._text, ""
        bounds = sentence_bounds(text, self._language)
        for start, end in bounds:
            sentence = text[start:end]
            if end < bounds[-1][1] or _ENDS.search(tidy(sentence, self._language)):
                yield from self._sentence(sentence)

    def _sentence(self, text: str) -> Iterator[str]:
        sentence = tidy(text, self._language)
        if any(mark.isalpha() for mark in sentence):
            yield sentence


def names_excerpts(text: str, language: Language) -> bool:
    """Tell whether a text has the prompt's word for what readers see as passages."""
    return _AN_EXCERPT[language].search(text) is not None


def tidy(text: str, language: Language) -> str:
    """Return model text without its own marks and Markdown, in the language's own terms, on one line."""
    text = _MARKDOWN.sub("", _MARKS.sub("", text))
    for pattern, term in _TERMS[language]:
        text = pattern.sub(term, text)
    text = re.sub(r"\s+", " ", text.replace("\uff1a", ": ")).strip()
    if (rest := _REPORTS[language].sub("", text)) != text:
        text = rest[:1].upper() + rest[1:]
    text = _EXCERPTS[language].sub(_TEXTS[language], text)
    if language == "en":
        return re.sub(r"\s+([.!?…])$", r"\1", text)
    return spaced(_GLUED.sub(r" \g<0>", elided(_STRAIGHT.sub("’", text))), language)
