"""An assistant for the page's tests: it answers from five passages, and its questions' words choose what happens."""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.errors import ChatError, IndexMissing, QuestionError
from assistant.library import Contents, Shelf
from assistant.manifest import Brief
from assistant.records import (
    EVERYTHING,
    Answer,
    Citation,
    CitedSentence,
    Draft,
    Edition,
    Event,
    Evidence,
    Found,
    Hit,
    Kind,
    Language,
    Mode,
    Only,
    Passage,
    RelatedQuestion,
    Sources,
    Text,
    Timings,
    Turn,
    Verdict,
    Verified,
)

TITLE = "Comment la diplomatie numérique peut-elle soutenir la réalisation des objectifs de développement durable ?"
GOALS, RISKS, LESSONS = "Les objectifs de développement durable", "Les défis et les risques", "Les bonnes pratiques"


def passage(at: int, language: Language, kind: Kind, section: str, text: str) -> Passage:
    return Passage(f"p{at}", text, language, kind, section, TITLE, "article.md", at)


PASSAGES = (
    passage(
        1,
        "fr",
        "article",
        RISKS,
        "Cependant, la diplomatie numérique est également confrontée à de nombreux défis. La fracture numérique "
        "limite la portée et le caractère inclusif de ses efforts. Elle peut aussi exacerber les inégalités "
        "existantes entre les pays et à l’intérieur des pays, et créer de la méfiance parmi le public.",
    ),
    passage(
        2,
        "en",
        "contribution",
        RISKS,
        "Digital diplomacy can transform the pursuit of the goals, but it faces challenges. The digital divide "
        "makes it harder for marginalized communities to participate. Misinformation and cyberattacks threaten "
        "the credibility of these efforts, causing confusion and distrust.",
    ),
    passage(
        3,
        "en",
        "contribution",
        LESSONS,
        "Data Transparency: Emphasize transparency by sharing relevant data and progress through digital channels. "
        "Investing in robust cybersecurity measures is essential to maintain trust in digital platforms.",
    ),
    passage(
        4,
        "fr",
        "article",
        GOALS,
        "La diplomatie numérique offre de nombreuses possibilités de faire progresser les ODD en sensibilisant le "
        "public, en mobilisant des ressources et en établissant des partenariats. Elle peut faciliter le dialogue.",
    ),
    passage(
        5,
        "en",
        "contribution",
        GOALS,
        "Create the right partnerships between governments, donors and vulnerable communities. In particular, "
        "provide access to digital platforms by establishing structures and centers that empower people with the "
        "right information.",
    ),
)
QUOTES = (
    "La fracture numérique limite la portée et le caractère inclusif de ses efforts.",
    "Misinformation and cyberattacks threaten the credibility of these efforts, causing confusion and distrust.",
    "Investing in robust cybersecurity measures is essential to maintain trust in digital platforms.",
    "Elle peut faciliter le dialogue.",
    "Create the right partnerships between governments, donors and vulnerable communities.",
)
WRITTEN: dict[Language, tuple[tuple[str, tuple[int, ...]], ...]] = {
    "fr": (
        ("La fracture numérique limite la portée de la diplomatie numérique.", (1,)),
        ("La désinformation et les cyberattaques minent la crédibilité de ses efforts.", (2,)),
        ("Y répondre demande d’investir dans la cybersécurité et de partager les données.", (3,)),
        ("Elle ouvre aussi le dialogue et appelle des partenariats justes.", (4, 5)),
    ),
    "en": (
        ("The digital divide limits how far digital diplomacy reaches.", (1,)),
        ("Misinformation and cyberattacks weaken the credibility of its efforts.", (2,)),
        ("The response is to invest in cybersecurity and to share data openly.", (3,)),
        ("It also opens dialogue and calls for fair partnerships.", (4, 5)),
    ),
}
STARTERS: dict[Language, tuple[str, ...]] = {
    "fr": (
        "Quels risques la fracture numérique fait-elle peser ?",
        "Comment préserver la confiance du public ?",
        "Quels partenariats font avancer les ODD ?",
        "Que faire contre la désinformation ?",
    ),
    "en": (
        "What risks does the digital divide bring?",
        "How can public trust be kept?",
        "Which partnerships advance the goals?",
        "What helps against misinformation?",
    ),
}
RELATED = "Quels sont les risques de l’utilisation de l’humour dans la diplomatie publique ?"
HOSTILE = (
    "<img src=x onerror=alert(1)><script>alert(2)</script> ${alert(3)} {{constructor}} "
    "![leak](http://leak.invalid/a.png) [link](javascript:alert(4)) <a href='http://leak.invalid/'>x</a> "
    "</blockquote></details><style>body{display:none}</style>\u202egnp.exe\u2066\x07"
)


NOW = Edition("v0001", "2026-11-24T09:00:00+00:00")
SUGGESTIONS: dict[Language, tuple[str, ...]] = {
    "fr": ("Quels risques la fracture numérique fait-elle courir ?", "Qui aide les agriculteurs ?"),
    "en": ("What does the digital divide risk?", "Who helps farmers?"),
}


GOALS_OF = {"p2": (16,), "p4": (17,), "p5": (17,)}
CONTENTS = Contents(
    NOW,
    tuple(
        Shelf(TITLE, "article.md", section, tuple(one.id for one in PASSAGES if one.section == section))
        for section in (RISKS, LESSONS, GOALS)
    ),
    {
        one.id: Brief(
            one.id,
            one.file,
            one.section,
            "",
            one.kind,
            one.language,
            tuple((n, ("x",)) for n in GOALS_OF.get(one.id, ())),
        )
        for one in PASSAGES
    },
)


class FakeLibrary:
    """The five passages, to be read."""

    def contents(self) -> Contents:
        return CONTENTS

    def passages(self, names: Sequence[str]) -> tuple[Passage, ...]:
        return tuple(one for one in PASSAGES if one.id in names)


@dataclass
class FakeAssistant:
    """Follows the words of a question; `gate` holds back the answer's words until a test opens it."""

    edition: Edition = NOW
    written: bool = True
    pause: float = 0.0
    gate: threading.Event = field(default_factory=threading.Event)
    closed: threading.Event = field(default_factory=threading.Event)
    asked: list[str] = field(default_factory=list)
    sought: list[Only] = field(default_factory=list)  # what each question was sought among
    library: FakeLibrary = field(default_factory=FakeLibrary)
    histories: list[tuple[Turn, ...]] = field(default_factory=list)  # what each question was asked with

    def __post_init__(self) -> None:
        self.gate.set()

    def starters(self, language: Language) -> tuple[str, ...]:
        return STARTERS[language]

    def verify(self, statement: str, language: Language | None = None) -> Verified:
        if "unreachable" in statement:
            raise ChatError("The model is gone.", "Start it again.")
        quote = Evidence(1, PASSAGES[0], QUOTES[0])
        supported = "fracture" in statement
        verdict = Verdict(
            supported, 0.9, (quote,), "substance" if supported else "number", () if supported else ("12",)
        )
        return Verified(statement, "fr", verdict)

    def ask(
        self,
        question: str,
        *,
        language: Language | None = None,
        mode: Mode | None = None,
        history: Sequence[Turn] = (),
        only: Only = EVERYTHING,
    ) -> Iterator[Event]:
        self.asked.append(question)
        self.sought.append(only)
        self.histories.append(tuple(history))
        spoken = language or _language(question)
        words = question.lower()
        if not words.strip("\x00\x07 "):
            raise QuestionError("question_empty", "The question is empty.", "Write one.")
        if "index" in words:
            raise IndexMissing("There is no index.", "Run `assistant index`.")
        if "crash" in words:
            raise ValueError("/secret/path is broken")
        if words in ("bonjour", "hello"):
            return iter([_reply(question, spoken)])
        back = words.split()[0] in ("et", "and") and history
        events = self._events(question, spoken, "quoted" if words.split()[0] in ("quote", "citez") else "written")
        return _understood(events, f"{history[-1].question} {question}") if back else events

    def _events(self, question: str, language: Language, mode: Mode) -> Iterator[Event]:
        words = question.lower()
        if "tarte" in words:
            yield _refusal(question, language)
            return
        evidence = _evidence(words)
        hits = tuple(Hit(one.n, one.passage, 1.0, one.quote) for one in evidence)
        if "whole" in words:  # others came first, and one of the passages had to be read whole
            first = (Evidence(1, PASSAGES[4], QUOTES[4]), Evidence(2, PASSAGES[3], QUOTES[3]))
            if "twice" in words:  # two sentences of one passage, each a card of its own
                first = (Evidence(1, PASSAGES[3], PASSAGES[3].text.removesuffix(f" {QUOTES[3]}")), first[1])
                evidence = (*evidence, replace(first[0], n=len(evidence) + 1))
            yield Sources(Found(question, language, hits), first)
            yield from self._draft("These do not tell.")
        yield Sources(Found(question, language, hits), evidence)
        if "recipe" in words:
            yield _refusal(question, language)
            return
        try:
            for at, sentence in enumerate(_sentences(words, language, mode)):
                yield from self._draft(sentence.text if mode == "written" else "")
                if "break" in words and at == 2:
                    raise ChatError("The model stopped.", "Ask again.")
                yield Text((" " if at else "") + _text([sentence]))
            yield _answer(question, language, mode, evidence)
        finally:
            self.closed.set()

    def _draft(self, sentence: str) -> Iterator[Draft]:
        self.gate.wait(20)
        words = sentence.split(" ")
        for end in range(1, len(words)):
            time.sleep(self.pause)
            yield Draft(" ".join(words[:end]))


class NoLibrary(FakeLibrary):
    def contents(self) -> Contents:
        raise IndexMissing("There is no index.", "Run `assistant index`.")


class NoIndex(FakeAssistant):
    """An assistant whose index is missing."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.library = NoLibrary()

    def starters(self, language: Language) -> tuple[str, ...]:
        raise IndexMissing("There is no index.", "Run `assistant index`.")


def _understood(events: Iterator[Event], question: str) -> Iterator[Event]:
    """Pass events on as those of a question that refers back."""
    for event in events:
        yield replace(event, understood=question) if isinstance(event, Sources | Answer) else event


def _reply(question: str, language: Language) -> Answer:
    text = {"fr": "Bonjour. Posez-moi une question.", "en": "Hello. Ask me a question."}[language]
    none = Timings(0, None, 1)
    return Answer(question, language, "replied", "quoted", text, (), (), none, suggestions=SUGGESTIONS[language])


def _language(question: str) -> Language:
    french = {"bonjour", "et", "quels", "comment", "que", "pourquoi", "la", "le", "les", "une", "de"}
    return "fr" if french & set(question.lower().split()) else "en"


def _evidence(words: str) -> tuple[Evidence, ...]:
    evidence = [Evidence(n, one, quote) for n, (one, quote) in enumerate(zip(PASSAGES, QUOTES, strict=True), 1)]
    if "hostile" in words:
        bad = passage(1, "en", "text", HOSTILE, f"Before. {HOSTILE} After.")
        evidence[0] = Evidence(1, bad, HOSTILE)
    return tuple(evidence)


def _sentences(words: str, language: Language, mode: Mode) -> tuple[CitedSentence, ...]:
    if mode == "quoted":
        return tuple(CitedSentence(quote, (n,)) for n, quote in enumerate(QUOTES[:3], 1))
    said = tuple(CitedSentence(text, numbers) for text, numbers in WRITTEN[language])
    return (CitedSentence(HOSTILE, (1,)), *said) if "hostile" in words else said


def _text(sentences: Sequence[CitedSentence]) -> str:
    return " ".join(f"{one.text} {''.join(f'[{n}]' for n in one.citations)}" for one in sentences)


def _answer(question: str, language: Language, mode: Mode, evidence: Sequence[Evidence]) -> Answer:
    fell_back = "fallback" in question.lower()
    mode = "quoted" if fell_back else mode
    sentences = _sentences(question.lower(), language, mode)
    used = {n for one in sentences for n in one.citations}
    citations = tuple(Citation(one.n, one.passage, one.quote) for one in evidence if one.n in used)
    return Answer(
        question,
        language,
        "answered",
        mode,
        _text(sentences),
        sentences,
        citations,
        Timings(1, 2, 3),
        suggestions=SUGGESTIONS[language],
        fell_back=fell_back,
        trouble="The model is gone." if fell_back else "",
        version=NOW.version,
        built=NOW.built,
    )


def _refusal(question: str, language: Language) -> Answer:
    text = {
        "fr": "Je ne trouve pas de réponse à cette question. Je réponds d’après les contributions. "
        f"La source signale une question voisine, avec 14 contributions : « {RELATED} »",
        "en": "I cannot find an answer to this question. I answer from the contributions. "
        f"The source lists a related question, with 14 contributions: “{RELATED}”",
    }[language]
    related = RelatedQuestion(RELATED, 14, TITLE, "fr")
    nearest = tuple(Hit(n, PASSAGES[n], 0.3, QUOTES[n]) for n in (3, 4))
    return Answer(
        question,
        language,
        "refused",
        "written",
        text,
        (),
        (),
        Timings(1, None, 2),
        nearest=nearest,
        related=related,
        suggestions=SUGGESTIONS[language],
    )
