"""Words that texts and questions share: BM25 over stems, one vocabulary for each language.

Rare words count, common ones do not (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and
Beyond"); bm25s keeps and scores them. The same counts tell which words every text has: a question's focus is what
remains without those.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.errors import IndexDamaged
from assistant.language import GRAMMAR
from assistant.ports import Vectors
from assistant.records import Language

if TYPE_CHECKING:
    from bm25s import BM25

K1, B = 1.2, 0.75  # the usual constants
EVERYWHERE = 0.62  # share of texts over which a word tells nothing of any of them
_TYPICAL = 0.6  # of a word's weight when it stands once in a text of usual length
_WORD = re.compile(r"\w+")
_PIECE = re.compile(r"\w+|\W+")
_STOPS = re.compile(r"[^\w\s'’-]")  # what stands between two words that are no phrase
_STEMMERS: dict[Language, str] = {"fr": "french", "en": "english"}
# Words that ask without saying for what: "Tell me about ...", "Une définition de ...".
_ASK_EN = "about define definition describe explain explained give know like mean meaning means overview please say"
_ASK_EN_TOO = "summarise summarize summary talk tell understand"
_ASK_FR = (
    "propos bref connaître définir définis définissez définition dire dis dites décris décrire donne donner donnez"
)
_ASK_FR_TOO = "expliquer explique expliquez moi nous parle parler parlez présente résume résumer résumé savoir signifie"
_ASKING = frozenset(f"{_ASK_EN} {_ASK_EN_TOO} {_ASK_FR} {_ASK_FR_TOO} veut vouloir voudrais".split())
# What reading damaged files raises.
_UNREADABLE = (OSError, ValueError, TypeError, KeyError, AttributeError, EOFError, IndexError)


def terms(text: str, language: Language) -> list[str]:
    """Return the stems of a text's words, without accents; a letter alone is none."""
    import Stemmer  # noqa: PLC0415  # a native library, not needed to answer --help

    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    words = _WORD.findall("".join(mark for mark in plain if not unicodedata.combining(mark)))
    stemmed: list[str] = Stemmer.Stemmer(_STEMMERS[language]).stemWords(
        [word for word in words if len(word) > 1 or word.isdigit()]
    )
    return stemmed


def split(text: str) -> list[str]:
    """Return a text's words as they are written."""
    return _WORD.findall(text)


def names(question: str, language: Language) -> list[str]:
    """Return the stems of what is written alike in both languages: numbers, acronyms, names inside the question."""
    words = _WORD.findall(question)
    alike = [word for place, word in enumerate(words) if _alike(word, first=place == 0)]
    return terms(" ".join(alike), language)


def _alike(word: str, *, first: bool) -> bool:
    return any(map(str.isdigit, word)) or (word.isupper() and len(word) > 1) or (word[0].isupper() and not first)


def _says(word: str, grammar: frozenset[str]) -> bool:
    return (len(word) > 2 or word.isdigit()) and word not in grammar and word not in _ASKING


class Words:
    """The vocabulary of texts in one language: which text has which word."""

    def __init__(self, language: Language, ids: Sequence[str], bm25: "BM25") -> None:
        self.language: Language = language
        self.places = {name: place for place, name in enumerate(ids)}
        self.ids = list(ids)
        self._bm25 = bm25
        self._counts = np.diff(np.asarray(bm25.scores["indptr"]))

    @classmethod
    def of(cls, language: Language, texts: Sequence[tuple[str, str]]) -> "Words":
        """Count the words of (id, text) pairs; there must be at least one."""
        import bm25s  # noqa: PLC0415  # takes a moment, so only when used

        bm25 = bm25s.BM25(k1=K1, b=B)
        bm25.index([terms(text, language) or [""] for _, text in texts], show_progress=False)
        return cls(language, [name for name, _ in texts], bm25)

    def save(self, folder: Path) -> None:
        """Write the vocabulary into a folder of its own."""
        self._bm25.save(folder, show_progress=False)
        (folder / "ids.json").write_text(json.dumps(self.ids), encoding="utf-8")

    @classmethod
    def load(cls, language: Language, folder: Path) -> "Words":
        """Read what `save` wrote. Raises IndexDamaged."""
        import bm25s  # noqa: PLC0415  # takes a moment, so only when used

        try:
            bm25 = bm25s.BM25.load(folder, show_progress=False)
            ids = json.loads((folder / "ids.json").read_text(encoding="utf-8"))
            loaded = cls(language, ids, bm25)
            # its vocabulary has an empty word, which no text has
            whole = len(bm25.vocab_dict) - len(loaded._counts) in (0, 1) and bm25.scores["num_docs"] == len(ids)
        except _UNREADABLE:
            raise IndexDamaged("The index's words cannot be read.", "Build it again: assistant index.") from None
        if not whole:
            raise IndexDamaged("The index's words are not all there.", "Build it again: assistant index.")
        return loaded

    @property
    def stems(self) -> Iterator[str]:
        """The stems that the texts have."""
        return iter(self._bm25.vocab_dict)

    def share(self, term: str) -> float:
        """Return the share of texts that have a stem, 0..1; shy of 1 while the texts are few."""
        place = self._bm25.vocab_dict.get(term)
        return 0.0 if place is None else float(self._counts[place]) / (len(self.ids) + 2)

    def scores(self, asked: Sequence[str], whole: Sequence[str]) -> Vectors:
        """Return, for each text, shape (n,), its BM25 for the stems asked for.

        In parts of what a text that has each of the `whole` question's stems once would get: about 0..1.
        """
        known = [term for term in dict.fromkeys(asked) if term in self._bm25.vocab_dict]
        most = _TYPICAL * sum(map(self._weight, dict.fromkeys(whole)))
        if not known or not most:
            return np.zeros(len(self.ids), dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32) / most

    def _weight(self, term: str) -> float:
        place = self._bm25.vocab_dict.get(term)
        count = 0 if place is None else float(self._counts[place])
        return float(np.log1p((len(self.ids) - count + 0.5) / (count + 0.5)))

    def focus(self, question: str, phrases: Iterable[str] = ()) -> str:
        """Return a question without the words that nearly every text has; as it is when they are all that it says.

        "How can digital diplomacy help farmers?" asks for farmers where everything is about digital diplomacy; left
        in, its name draws the question to the most general texts. Of `phrases` each stays whole that has a word which
        not every text has: a "divide" is another thing than the "digital divide".
        """
        grammar = GRAMMAR[self.language]
        pieces = _PIECE.findall(question)
        numbered = [piece.strip().isdigit() for piece in (*pieces[2:], "", "")]  # SDG 4: the number needs its name
        whole = self._whole(pieces, phrases)
        kept = [
            piece
            for place, (piece, number) in enumerate(zip(pieces, numbered, strict=False))
            if number or place in whole or not self._empty(piece, grammar)
        ]
        focus = " ".join("".join(kept).split())
        says = any(_says(word.lower(), grammar) for word in _WORD.findall(focus))
        return focus if says else question

    def _whole(self, pieces: Sequence[str], phrases: Iterable[str]) -> set[int]:
        """Return the places of the pieces that are words of a phrase which tells something."""
        stems = [(place, stem) for place, piece in enumerate(pieces) for stem in terms(piece, self.language)]
        places: set[int] = set()
        for phrase in {tuple(terms(phrase, self.language)) for phrase in phrases}:
            if all(self.share(stem) > EVERYWHERE for stem in phrase):
                continue
            for start in range(len(stems) - len(phrase) + 1):
                part = stems[start : start + len(phrase)]
                first, last = part[0][0], part[-1][0]
                if tuple(stem for _, stem in part) == phrase and not _STOPS.search("".join(pieces[first:last])):
                    places.update(place for place, _ in part)
        return places

    def _empty(self, piece: str, grammar: frozenset[str]) -> bool:
        if not piece[0].isalnum() or piece.lower() in grammar:
            return False
        stems = terms(piece, self.language)
        return bool(stems) and all(self.share(stem) > EVERYWHERE for stem in stems)
