"""The citations of a whole conversation -> footnotes numbered from 1, and the bibliography's entries."""

from dataclasses import dataclass

from assistant.evidence import told
from assistant.exports.talk import Talk
from assistant.exports.words import WORDS
from assistant.place import place_of
from assistant.records import Answer, Citation, CitedSentence, Language, Passage
from assistant.typography import day


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: a verbatim quote, the passage it is from, and the index version it was read in."""

    n: int
    quote: str
    passage: Passage
    version: str
    told: str  # the quote in the reader's language, where the passage has a translation into it


@dataclass(frozen=True, slots=True)
class Work:
    """An entry of the bibliography: one passage, in its words, with its address where it has one."""

    passage_id: str
    title: str  # of the document
    rest: str  # what follows the title, without the address
    link: str


Key = tuple[str, str, str]  # index version, passage, quote


class Notes:
    """The footnotes of a conversation, in the order of its text; the same quote has one number throughout."""

    def __init__(self, talk: Talk) -> None:
        self._notes: dict[Key, Note] = {}
        self._editions: dict[tuple[str, str], tuple[Passage, str]] = {}  # (version, passage) -> passage, built
        for said in talk.said:
            if said.answer is not None:
                for citation in in_order(said.answer):
                    self._add(said.answer, citation)

    def _add(self, answer: Answer, citation: Citation) -> None:
        key = _key(answer, citation)
        passage = citation.passage
        if key not in self._notes:
            translation = told(passage, citation.quote, answer.language)
            self._notes[key] = Note(len(self._notes) + 1, citation.quote, passage, answer.version, translation)
        self._editions.setdefault((answer.version, passage.id), (passage, answer.built))

    @property
    def all(self) -> tuple[Note, ...]:
        """Every note, by number."""
        return tuple(self._notes.values())

    def of(self, answer: Answer, citation: Citation) -> int:
        """Return the number of a citation's note."""
        return self._notes[_key(answer, citation)].n

    def behind(self, answer: Answer, sentence: CitedSentence) -> tuple[int, ...]:
        """Return the numbers of the notes behind a sentence of an answer."""
        known = {item.n: item for item in answer.citations}
        return tuple(dict.fromkeys(self.of(answer, known[n]) for n in sentence.citations if n in known))

    def works(self, talk: Talk) -> tuple[Work, ...]:
        """Return the bibliography: an entry for each passage cited, by document, section and place."""
        cited = sorted(self._editions.items(), key=lambda item: (item[1][0].document, item[1][0].line, item[0]))
        return tuple(_work(talk, passage, version, built) for (version, _), (passage, built) in cited)


def in_order(answer: Answer) -> tuple[Citation, ...]:
    """Return an answer's citations as its sentences come to them; those that no sentence names come last."""
    known = {item.n: item for item in answer.citations}
    named = [n for sentence in answer.sentences for n in sentence.citations if n in known]
    return tuple(known[n] for n in dict.fromkeys([*named, *known]))


def where(passage: Passage, language: Language) -> str:
    """Return where a passage stands: section, kind and language, page or row, file."""
    words = WORDS[language]
    section = f"{words.section} {words.quote(passage.section)}" if passage.section else ""
    kind = words.kind(passage.kind, passage.language)
    return ", ".join(part for part in (section, kind, place_of(passage, language), passage.file) if part)


def opened(text: str) -> str:
    """Return a text with a capital at its start, as a sentence has one."""
    return text[:1].upper() + text[1:]


def _work(talk: Talk, passage: Passage, version: str, built: str) -> Work:
    words = WORDS[talk.language]
    accessed = words.accessed.format(date=day(talk.exported, talk.language))
    link = talk.link(passage)
    name = "" if link else f"{words.passage} {passage.id}"
    rest = (where(passage, talk.language), name, words.edition(version, built), accessed)
    return Work(passage.id, words.quote(passage.document), ". ".join(part for part in rest if part), link)


def _key(answer: Answer, citation: Citation) -> Key:
    return answer.version, citation.passage.id, citation.quote
