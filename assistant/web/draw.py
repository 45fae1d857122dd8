"""Records -> HTML. Whatever was written by others is escaped by `safe`; ids are unique to their exchange."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.evidence import told
from assistant.place import place_of
from assistant.records import Answer, Edition, Language, Passage, RelatedQuestion
from assistant.web.conversation import Exchange
from assistant.web.labels import Texts
from assistant.web.safe import escape, marked, prose


@dataclass(frozen=True, slots=True)
class Card:
    """A passage to show: numbered when the answer can cite it, with its quoted sentence."""

    n: int  # 0: no number
    passage: Passage
    quote: str
    cited: bool = False
    told: str = ""  # the quote in the reader's language, where it has a translation into it


def masthead(texts: Texts) -> str:
    """Draw the page's title; page.js reads its language and what it says itself from here."""
    return (
        f'<header lang="{texts.code}" data-offline="{escape(texts.offline)}"'
        f' data-updated="{escape(texts.updated)}" data-dismiss="{escape(texts.dismiss)}">'
        f"<h1>{escape(texts.title)}</h1><p>{escape(texts.lead)}</p></header>"
    )


def heading(text: str) -> str:
    """Draw the heading of a part of the page."""
    return f"<h2>{escape(text)}</h2>"


def foot(texts: Texts, *, written: bool, edition: Edition) -> str:
    """Draw what the reader should know about the answers, and the index they come from."""
    about = texts.about_written if written else texts.about_quoted
    return (
        f"<footer><p>{escape(about)}</p>"
        f'<p class="edition" data-key="{escape(key(edition))}">{escape(texts.edition(edition))}</p></footer>'
    )


def key(edition: Edition) -> str:
    """Return what tells one build of the index from every other."""
    return f"{edition.version} {edition.built}".strip()


def notice(message: str) -> str:
    """Draw a sentence about the question box, or nothing."""
    return f'<p class="notice">{escape(message)}</p>' if message else ""


def past(exchanges: Iterable[Exchange], texts: Texts) -> str:
    """Draw earlier exchanges."""
    return "".join(
        f'<section class="turn" aria-labelledby="t{one.number}-q">'
        f"{asked(one)}{understood(one, texts)}{said(one, texts)}{found(one, texts)}</section>"
        for one in exchanges
    )


def asked(exchange: Exchange) -> str:
    """Draw the question."""
    return f'<h2 class="asked" id="t{exchange.number}-q" dir="auto">{escape(exchange.question)}</h2>'


def understood(exchange: Exchange, texts: Texts) -> str:
    """Draw the question that the one typed was taken for, where it is another."""
    if not exchange.understood:
        return ""
    question = f'<q dir="auto">{escape(exchange.understood)}</q>'
    return f'<p class="understood"><span>{escape(texts.understood)}</span> {question}</p>'


def said(exchange: Exchange, texts: Texts) -> str:
    """Draw the answer as far as it has come, under a line that says what it is or what is going on."""
    working = exchange.stage != "done"
    queued = f' data-queued="{escape(texts.queued)}"' if exchange.stage == "waiting" else ""
    return (
        f'<div class="said" id="t{exchange.number}-a" aria-busy="{"true" if working else "false"}">'
        f'<h3 class="state{" working" if working else ""}"{queued}>{escape(_state(exchange, texts))}</h3>'
        f"{_answer(exchange, texts)}{_aside(exchange, texts)}</div>"
    )


def found(exchange: Exchange, texts: Texts) -> str:
    """Draw the passages found, or the nearest ones of a refusal."""
    cards = cards_of(exchange)
    if not cards:
        return '<div class="found"></div>'
    refused = exchange.answer is not None and exchange.answer.status == "refused"
    heading = texts.nearest if refused else texts.found(len(cards))
    drawn = "".join(_card(exchange.number, at, card, texts) for at, card in enumerate(cards, 1))
    return f'<div class="found"><h3>{escape(heading)}</h3><div class="cards">{drawn}</div></div>'


def live(exchange: Exchange, texts: Texts) -> str:
    """Say to a screen reader that passages were found, and later the whole answer, once."""
    if exchange.trouble:
        return escape(texts.trouble(exchange.trouble))
    if exchange.stage == "done":
        return escape(texts.said_answer.format(answer=exchange.text)) if exchange.answer else ""
    if exchange.sources:
        told = f"{texts.understood} {exchange.understood} " if exchange.understood else ""
        return escape(told + texts.said_found.format(found=texts.found(len(exchange.sources.evidence))))
    return escape(texts.searching)


def cards_of(exchange: Exchange) -> Sequence[Card]:
    """Return the passages to show: offered ones by number, with the final quotes; of a refusal, the nearest."""
    answer, language = exchange.answer, exchange.language
    if answer is not None and answer.status == "refused":
        return [_to_show(0, hit.passage, hit.sentence, language) for hit in answer.nearest]
    cards = {}
    if exchange.sources:
        cards = {one.n: _to_show(one.n, one.passage, one.quote, language) for one in exchange.sources.evidence}
    if answer is not None:
        cards |= {one.n: _to_show(one.n, one.passage, one.quote, language, cited=True) for one in answer.citations}
    return [cards[n] for n in sorted(cards)]


def _to_show(n: int, passage: Passage, quote: str, language: Language | None, *, cited: bool = False) -> Card:
    return Card(n, passage, quote, cited, told(passage, quote, language) if language else "")


def _state(exchange: Exchange, texts: Texts) -> str:
    if exchange.answer is not None:
        if exchange.answer.status == "refused":
            return texts.refused
        if exchange.answer.status == "replied":
            return texts.replied
        return texts.written if exchange.answer.mode == "written" else texts.quoted
    return {
        "waiting": texts.waiting,
        "searching": texts.searching,
        "writing": texts.writing,
        "done": "",
    }[exchange.stage]


def _answer(exchange: Exchange, texts: Texts) -> str:
    if not exchange.text and not exchange.draft:
        return ""
    answer, number = exchange.answer, exchange.number
    seen: dict[int, int] = {}

    def link(n: int) -> str:
        seen[n] = seen.get(n, 0) + 1
        return (
            f'<a class="cite" id="t{number}-r{n}-{seen[n]}" href="#t{number}-s{n}"'
            f' aria-label="{escape(texts.see_passage.format(n=n))}">[{n}]</a>'
        )

    if answer is not None and answer.mode == "quoted" and answer.citations:
        return f'<div class="answer">{_quotations(answer, cards_of(exchange), link)}</div>'
    language = exchange.language or texts.code
    known = {card.n for card in cards_of(exchange)} - {0}
    text = exchange.text if answer is None else _without_related(answer)
    written = prose(text, known, link, more=exchange.stage == "writing")
    if exchange.draft and exchange.stage == "writing":
        draft = f'<span class="draft">{escape(exchange.draft)}</span></p>'
        written = f"{written.removesuffix('</p>')} {draft}" if written else f"<p>{draft}"
    return f'<div class="answer" lang="{language}" dir="auto">{written}</div>'


def _without_related(answer: Answer) -> str:
    """Return the answer's text without its last sentence, where that tells of the related question shown below it."""
    start = answer.text.find(answer.related.text) if answer.related else -1
    end = answer.text.rfind(". ", 0, start) if start >= 0 else -1
    return answer.text[: end + 1] if end >= 0 else answer.text


def _quotations(answer: Answer, cards: Sequence[Card], link: Callable[[int], str]) -> str:
    """Draw each quoted sentence as a quotation in its own language, its translation below; any other as plain text."""
    passages = {one.n: one.passage for one in answer.citations}
    known = {card.n: card for card in cards}
    drawn: list[str] = []
    for sentence in answer.sentences:
        numbers = [n for n in sentence.citations if n in passages]
        links = "".join("\u202f" + link(n) for n in numbers)
        tag, language = ("blockquote", passages[numbers[0]].language) if numbers else ("p", answer.language)
        drawn.append(f'<{tag} lang="{language}" dir="auto">{escape(sentence.text)}{links}</{tag}>')
        drawn += [_told(known[n].told, answer.language) for n in numbers if known[n].told]
    return "".join(drawn)


def _aside(exchange: Exchange, texts: Texts) -> str:
    """Draw what must be said beside an answer: that it broke off, was stopped, or has a related question."""
    notes = []
    if exchange.answer is not None and exchange.answer.fell_back:
        notes.append(texts.fell_back)
    if exchange.stopped:
        notes.append(texts.stopped)
    if exchange.trouble:
        notes.append(texts.trouble(exchange.trouble))
    drawn = "".join(f'<p class="note">{escape(note)}</p>' for note in notes)
    if exchange.answer is not None and exchange.answer.related is not None:
        drawn += _related(exchange.answer.related, texts)
    return drawn + _rests_on(exchange.answer, texts)


def _rests_on(answer: Answer | None, texts: Texts) -> str:
    """Draw which index an answer rests on, in small; a ready-made reply rests on none."""
    if answer is None or answer.status == "replied" or not answer.version:
        return ""
    return f'<p class="edition">{escape(texts.edition(Edition(answer.version, answer.built)))}</p>'


def _told(text: str, language: Language) -> str:
    return f'<p class="told" lang="{language}" dir="auto">{escape(text)}</p>'


def _translation(card: Card, texts: Texts) -> str:
    """Draw a passage's translation below the original, the quoted sentence marked, where the reader needs it."""
    translation = card.passage.translation
    if translation is None or not card.told:
        return ""
    text = marked(" ".join(translation.sentences), card.told)
    return (
        f'<div class="translation"><p class="by">{escape(texts.translation(translation.by))}</p>'
        f'<blockquote lang="{translation.language}" dir="auto">{text}</blockquote></div>'
    )


def _related(related: RelatedQuestion, texts: Texts) -> str:
    return (
        f'<div class="related"><p>{escape(texts.related)}</p>'
        f'<p><q lang="{related.language}" dir="auto">{escape(related.text)}</q>'
        f' <span class="count">{escape(texts.contributions(related.contributions))}</span></p></div>'
    )


def _card(exchange: int, at: int, card: Card, texts: Texts) -> str:
    passage = card.passage
    name = f"t{exchange}-s{card.n}" if card.n else f"t{exchange}-n{at}"
    number = f'<span class="n"><span class="sr">{escape(texts.passage)} </span>{card.n}</span>' if card.n else ""
    kind = texts.kind(passage.kind)
    back = (
        f'<p class="back"><a href="#t{exchange}-a" data-back="t{exchange}-r{card.n}-1">{escape(texts.back)}</a></p>'
        if card.n
        else ""
    )
    return (
        f'<details class="card{" cited" if card.cited else ""}" id="{name}">'
        f'<summary>{number}<span class="about"><span class="badge">{escape(texts.language(passage.language))}</span>'
        f' <span class="kind">{escape(kind)}</span></span>'
        f'<span class="quote" lang="{passage.language}" dir="auto">{escape(card.quote)}</span></summary>'
        f'<blockquote lang="{passage.language}" dir="auto">{marked(passage.text, card.quote)}</blockquote>'
        f"{_translation(card, texts)}"
        f'<dl><dt>{escape(texts.section)}</dt><dd dir="auto">{escape(passage.section)}</dd>'
        f'<dt>{escape(texts.document)}</dt><dd dir="auto">{escape(passage.document)}{_stands(passage, texts)}</dd></dl>'
        f"{back}</details>"
    )


def _stands(passage: Passage, texts: Texts) -> str:
    """Draw where in its file a passage stands, where that has pages or rows."""
    place = place_of(passage, texts.code)
    return f', <span class="place" lang="{texts.code}">{escape(place)}</span>' if place else ""
