"""What flows through the program, in the order it flows: frozen, typed, without behaviour."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["fr", "en"]
Kind = Literal["article", "contribution", "text"]
Mode = Literal["written", "quoted"]
# Why a sentence is taken: word for word, in substance; or not: number, name, roles, what is said of it, far, another.
Reason = Literal["verbatim", "substance", "number", "name", "turned", "otherwise", "far", "different"]
Courtesy = Literal["greeting", "thanks", "goodbye", "abilities", "authors"]  # what needs a reply and no search
Status = Literal["answered", "refused", "replied"]  # replied: to a greeting, thanks and the like; nothing was searched

PROJECT, MACHINE = "the project", "machine: "  # who made a translation, where it is no person


@dataclass(frozen=True, slots=True)
class Translation:
    """A passage in the other language: a sentence for each sentence of the original, in order; never cited."""

    language: Language
    sentences: tuple[str, ...]
    by: str = ""  # who made it, as the corpus file says: `PROJECT`, `MACHINE` and a model's name, or anyone


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph or contribution, word for word as its author left it (Unicode NFC)."""

    id: str
    text: str
    language: Language
    kind: Kind
    section: str
    document: str  # the document's title
    file: str  # the corpus file's name
    part: int = 0  # which article paragraph of its document it stands under, from 1; 0: none
    line: int = 0  # where its text starts in the file, from 1
    translation: Translation | None = None
    page: int = 0  # the page of its file it begins on, from 1; 0: it has none
    row: int = 0  # the row of its table, as a spreadsheet counts them; 0: it has none
    sheet: str = ""  # the sheet of its workbook


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of the editors' glossary: the forms that mean the same in each language, the usual one first."""

    fr: tuple[str, ...]
    en: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelatedQuestion:
    """A question the source page lists beside its text; not evidence."""

    text: str
    contributions: int
    document: str
    language: Language


@dataclass(frozen=True, slots=True)
class ExpectedQuestion:
    """A question that editors expect of a passage, which answers it; it helps to find that, and is no evidence."""

    passage: str  # the passage's id
    text: str
    language: Language


@dataclass(frozen=True, slots=True)
class Document:
    """One corpus file: its passages in order, and the related questions it lists."""

    title: str
    language: Language
    file: str
    source: str = ""
    imported: str = ""  # ISO date
    passages: tuple[Passage, ...] = ()
    related: tuple[RelatedQuestion, ...] = ()
    problems: tuple[str, ...] = ()  # what in it could not be used, and what to mend


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence or a chunk: `passage.text[start:end] == text`, the unit that is embedded."""

    id: str
    passage_id: str
    text: str
    start: int
    end: int
    language: Language
    original: str = ""  # of a translated sentence: the passage's own words


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question, with its best sentences (verbatim, best first)."""

    rank: int  # from 1
    passage: Passage
    score: float  # ranks hits of one question; higher is nearer; not a probability
    sentence: str
    sentences: tuple[tuple[str, float], ...] = ()  # (sentence, score), best first
    cosine: float = 0.0  # of the question and the best sentence, without their language; -1..1
    chunk_cosine: float = 0.0  # the same of the best chunk
    lexical: float = 0.0  # shared words, rare ones more (BM25, of what the question's words could give); about 0..1
    translated: bool = False  # the best sentence was found by its translation
    likeness: float | None = None  # of the question and those that editors expect, a cosine; None: no hit has any
    likeness_weight: float = 0.0  # of that beside the rest of the score
    expected: str = ""  # the likest; nothing where the passage has none, or few and unlike (`likeness.filled`)
    reranked: float | None = None  # the cross-encoder's score, 0..1, where one reorders the hits: then it is the score


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the conversation, as it was understood, and the language it was answered in.

    It helps to understand the next message; it is never evidence. `quotes` are what its answer rested on: who asks for
    more does not want them again.
    """

    question: str
    language: Language
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Only:
    """What a search may find: passages of these sections, goals (1-17), languages and kinds; of any that is not named.

    Of each that is named a passage must have one.
    """

    sections: tuple[str, ...] = ()
    goals: tuple[int, ...] = ()
    languages: tuple[Language, ...] = ()
    kinds: tuple[Kind, ...] = ()


EVERYTHING = Only()


@dataclass(frozen=True, slots=True)
class Found:
    """What a search brought: the question as searched, its language, and the hits in rank order."""

    question: str
    language: Language
    hits: tuple[Hit, ...]
    version: str = ""  # the index version searched
    built: str = ""  # when that was built; ISO time, UTC
    related: tuple[tuple[RelatedQuestion, float], ...] = ()  # the sources' own questions with cosines, nearest first
    focus: str = ""  # the question without the words that every passage has, as it was embedded
    margin: float = 0.0  # how far the best hit stands above what unrelated questions find, in standard deviations
    foreseen: float | None = None  # the same of what editors expect to be asked; None: not of all near passages
    unknown: tuple[str, ...] = ()  # names and numbers of the question that no text of the corpus has
    unmet: float = 0.0  # how far it asks for a date, a quantity or a person that the sentences found do not have, 0..1
    elsewhere: float = 0.0  # how much nearer than any passage a question is that the sources answer on another page
    only: Only = EVERYTHING  # what it was sought among


@dataclass(frozen=True, slots=True)
class Edition:
    """An index version and when it was built (ISO time, UTC); both empty where there is no index."""

    version: str = ""
    built: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One numbered excerpt offered to the writer: a verbatim quote of its passage.

    `told` is the same in the question's language, where the passage has a translation into it; `glossed` is the quote
    with that language's acronyms, where it has none. Neither is ever cited. `around` is the excerpt with the sentence
    before it and the one after it, where statements are checked.
    """

    n: int
    passage: Passage
    quote: str
    told: str = ""
    glossed: str = ""
    around: "Evidence | None" = None

    @property
    def offered(self) -> str:
        """What the language model reads of it."""
        return self.told or self.glossed or self.quote


@dataclass(frozen=True, slots=True)
class Citation:
    """A number in an answer and the verbatim passage behind it; `quote` is a substring of the text."""

    n: int
    passage: Passage
    quote: str


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """One sentence of an answer, without marks, and the numbers of the citations behind it."""

    text: str
    citations: tuple[int, ...]
    stands_in: bool = False  # the evidence's own words, where a draft said something else
    translated: bool = False  # a quotation in the words of its passage's translation, not in its own


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether evidence says what a sentence says; `evidence` is what says it, or comes nearest, best first."""

    supported: bool
    confidence: float  # 0..1, the fitted probability that it is said
    evidence: tuple[Evidence, ...]
    reason: Reason
    lacking: tuple[str, ...] = ()  # numbers or names of the sentence that the evidence does not have


@dataclass(frozen=True, slots=True)
class Verified:
    """A statement checked against the corpus, with the index version it was checked against."""

    statement: str
    language: Language
    verdict: Verdict
    version: str = ""
    built: str = ""  # when that was built; ISO time, UTC
    judged: bool = True  # whether a language model took part
    unsaid: str = ""  # of several sentences, the first that is not said


@dataclass(frozen=True, slots=True)
class Sources:
    """Event: the passages found, numbered as the answer will cite them; comes before any word.

    It may come again before any checked sentence; then it replaces the first.
    """

    found: Found
    evidence: tuple[Evidence, ...]
    understood: str = ""  # the question searched, where what was typed refers back to an earlier one


@dataclass(frozen=True, slots=True)
class Draft:
    """Event: the sentence being written, not yet checked; the next event replaces it."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """Event: the next checked piece of the answer, marks included; the pieces join to what is shown so far."""

    piece: str


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds from the question to each stage; `first_word_ms` is None when nothing was written."""

    search_ms: float
    first_word_ms: float | None
    total_ms: float


@dataclass(frozen=True, slots=True)
class Answer:
    """Event, the last one: the whole answer, refusal or reply; its text replaces what was streamed."""

    question: str
    language: Language
    status: Status
    mode: Mode
    text: str
    sentences: tuple[CitedSentence, ...]
    citations: tuple[Citation, ...]
    timings: Timings
    nearest: tuple[Hit, ...] = ()  # refused: the nearest passages, for the reader to judge
    related: RelatedQuestion | None = None  # refused: the source's own related question, when one is close
    suggestions: tuple[
        str, ...
    ] = ()  # questions that the corpus does answer, to go on with or in the place of this one
    fell_back: bool = False  # quotes stand in for what the language model wrote, or should have written
    trouble: str = ""  # how the language model failed, where it did: for who runs the program, not for visitors
    version: str = ""  # the index version it was answered from
    built: str = ""  # when that was built; ISO time, UTC
    understood: str = ""  # the question searched, where what was typed refers back to an earlier one
    only: Only = EVERYTHING  # what was sought among


Event = Sources | Draft | Text | Answer
