"""Records -> HTML. Whatever was written by others is escaped by `safe`; ids are unique to their exchange."""

from collections.abc import Callable, Iterable, Mapping

from assistant.citations import in_quotes, spoken
from assistant.filters import told
from assistant.language import detect, other
from assistant.records import EVERYTHING, Answer, Citation, Edition, Language, RelatedQuestion
from assistant.typography import spaced
from assistant.web import cards
from assistant.web.browse_words import BROWSE
from assistant.web.cards import Card, cards_of
from assistant.web.conversation import Exchange
from assistant.web.labels import Texts
from assistant.web.safe import escape, prose

Below = Callable[[Exchange, Texts], str]  # draws what stands below an answer


def _nothing(_exchange: Exchange, _texts: Texts) -> str:
    return ""


def masthead(texts: Texts) -> str:
    """Draw the page's title; page.js reads its language and what it says itself from here."""
    return (
        f'<header lang="{texts.code}" data-offline="{escape(texts.offline)}"'
        f' data-updated="{escape(texts.updated)}" data-dismiss="{escape(texts.dismiss)}">'
        f"<h1>{escape(texts.title)}</h1><p>{escape(texts.lead)}</p></header>"
    )


def nav(texts: Texts) -> str:
    """Draw the ways in; page.js marks the one in view."""
    there = BROWSE[texts.code]
    ways = {"#ask": texts.to_ask, "#check": texts.to_check, "/corpus": there.to_corpus, "/goals": there.to_goals}
    links = "".join(f'<li><a href="{where}">{escape(name)}</a></li>' for where, name in ways.items())
    return f'<nav lang="{texts.code}" aria-label="{escape(texts.ways)}"><ul>{links}</ul></nav>'


def heading(text: str) -> str:
    """Draw the heading of a part of the page."""
    return f"<h2>{escape(text)}</h2>"


def foot(texts: Texts, *, written: bool, edition: Edition, administered: bool = False) -> str:
    """Draw what the reader should know about the answers, and the index they come from."""
    desk = f'<p><a href="/admin">{escape(texts.administer)}</a></p>' if administered else ""
    about = texts.about_written if written else texts.about_quoted
    return (
        f"<footer><p>{escape(about)}</p>"
        f'<p class="edition" data-key="{escape(key(edition))}">{escape(texts.edition(edition))}</p>{desk}</footer>'
    )


def key(edition: Edition) -> str:
    """Return what tells one build of the index from every other."""
    return f"{edition.version} {edition.built}".strip()


def notice(message: str) -> str:
    """Draw a sentence about the question box, or nothing."""
    return f'<p class="notice">{escape(message)}</p>' if message else ""


def past(exchanges: Iterable[Exchange], texts: Texts, below: Below = _nothing) -> str:
    """Draw earlier exchanges."""
    return "".join(
        f'<section class="turn" aria-labelledby="t{one.number}-q">'
        f"{asked(one, texts)}{understood(one, texts)}{said(one, texts, below, offers=False)}"
        f"{found(one, texts)}</section>"
        for one in exchanges
    )


def asked(exchange: Exchange, texts: Texts) -> str:
    """Draw the question, and the button that puts it back into the box."""
    question, language = escape(exchange.question), detect(exchange.question, texts.code)
    return (
        f'<div class="question"><h2 class="asked" id="t{exchange.number}-q" lang="{language}" dir="auto">'
        f"{question}</h2>"
        f'<button type="button" class="again" aria-describedby="t{exchange.number}-q">'
        f"{escape(texts.again)}</button></div>{_narrowed(exchange, texts)}"
    )


def _narrowed(exchange: Exchange, texts: Texts) -> str:
    """Draw what the question was sought among, where that is not everything."""
    replied = exchange.answer is not None and exchange.answer.status == "replied"
    if exchange.only == EVERYTHING or replied:
        return ""
    said = escape(told(exchange.only, texts.code))
    return f'<p class="narrowed"><span>{escape(texts.narrowed)}</span> <span dir="auto">{said}</span></p>'


def understood(exchange: Exchange, texts: Texts) -> str:
    """Draw the question that the one typed was taken for, where it is another."""
    if not exchange.understood:
        return ""
    language = detect(exchange.understood, texts.code)
    question = f'<q lang="{language}" dir="auto">{escape(exchange.understood)}</q>'
    return f'<p class="understood"><span>{escape(texts.understood)}</span> {question}</p>'


def said(exchange: Exchange, texts: Texts, below: Below = _nothing, *, offers: bool = True) -> str:
    """Draw the answer as far as it has come, under a line that says what it is or what is going on."""
    working = exchange.stage != "done"
    queued = f' data-queued="{escape(texts.queued)}"' if exchange.stage == "waiting" else ""
    return (
        f'<div class="said" id="t{exchange.number}-a" aria-busy="{"true" if working else "false"}">'
        f'<h3 class="state{" working" if working else ""}"{queued}>{escape(_state(exchange, texts))}</h3>'
        f"{_answer(exchange, texts)}{_aside(exchange, texts, offers=offers)}{below(exchange, texts)}"
        f"{_next(exchange.answer, texts) if offers else ''}</div>"
    )


def found(exchange: Exchange, texts: Texts) -> str:
    """Draw the passages found, or the nearest ones of a refusal."""
    shown = cards_of(exchange)
    if not shown:
        return '<div class="found"></div>'
    refused = exchange.answer is not None and exchange.answer.status == "refused"
    heading = texts.nearest if refused else texts.found(len(shown))
    drawn = "".join(cards.drawn(exchange.number, at, card, texts) for at, card in enumerate(shown, 1))
    return f'<div class="found"><h3>{escape(heading)}</h3><div class="cards">{drawn}</div></div>'


def live(exchange: Exchange, texts: Texts) -> str:
    """Say to a screen reader that passages were found, and later the whole answer, once."""
    if exchange.trouble:
        return escape(texts.trouble(exchange.trouble))
    if exchange.stage == "done":
        text = f'<span lang="{exchange.language or texts.code}">{escape(exchange.text)}</span>'
        return escape(texts.said_answer).format(answer=text) if exchange.answer else ""
    if exchange.sources:
        told = f"{texts.understood} {exchange.understood} " if exchange.understood else ""
        return escape(told + texts.said_found.format(found=texts.found(len(exchange.sources.evidence))))
    return escape(texts.searching)


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
    known = {card.n: card for card in cards_of(exchange) if card.n}
    seen: dict[int, int] = {}

    def link(n: int) -> str:
        seen[n] = seen.get(n, 0) + 1
        says = texts.see_passage.format(n=n) + (f" ({texts.support(known[n].support)})" if known[n].support else "")
        return (
            f'<a class="cite" id="t{number}-r{n}-{seen[n]}" href="#t{number}-s{n}"'
            f' title="{escape(says)}" aria-label="{escape(says)}">[{n}]</a>'
        )

    if answer is not None and answer.mode == "quoted" and answer.citations:
        return f'<div class="answer">{_quotations(answer, known, link, texts)}</div>'
    if answer is not None and answer.mode == "written" and answer.citations:
        return f'<div class="answer" lang="{answer.language}" dir="auto"><p>{_sentences(answer, known, link)}</p></div>'
    language = exchange.language or texts.code
    text = exchange.text if answer is None else _without_related(answer)
    written = prose(text, known.keys(), link, more=exchange.stage == "writing")
    if exchange.draft and exchange.stage == "writing":
        draft = f'<span class="draft">{escape(exchange.draft)}</span></p>'
        written = f"{written.removesuffix('</p>')} {draft}" if written else f"<p>{draft}"
    return f'<div class="answer" lang="{language}" dir="auto">{written}</div>'


def _without_related(answer: Answer) -> str:
    """Return the answer's text without its last sentence, where that tells of the related question shown below it."""
    asked = answer.related.text if answer.related else ""
    forms = (asked, spaced(asked, answer.language)) if asked else ()  # a kept answer may be of an earlier version
    start = max(map(answer.text.find, forms), default=-1)
    end = answer.text.rfind(". ", 0, start) if start >= 0 else -1
    return answer.text[: end + 1] if end >= 0 else answer.text


def _sentences(answer: Answer, known: Mapping[int, Card], link: Callable[[int], str]) -> str:
    """Draw each sentence and its numbers; what looks like a number in a sentence is none."""
    return " ".join(
        " ".join([escape(one.text), *(link(n) for n in one.citations if n in known)]) for one in answer.sentences
    )


def _quotations(answer: Answer, known: Mapping[int, Card], link: Callable[[int], str], texts: Texts) -> str:
    """Draw each quoted sentence as a quotation, in the language it is in, and any other as plain text.

    Below a translation stands the original. An answer kept by an earlier version has the original above.
    """
    behind = {one.n: one for one in answer.citations}
    drawn: list[str] = []
    for sentence in answer.sentences:
        numbers = [n for n in sentence.citations if n in behind]
        links = "".join("\u202f" + link(n) for n in numbers)
        tag, language = ("blockquote", spoken(sentence, behind[numbers[0]])) if numbers else ("p", answer.language)
        drawn.append(f'<{tag} lang="{language}" dir="auto">{escape(sentence.text)}{links}</{tag}>')
        for n in numbers:
            own = behind[n].passage.language
            if sentence.translated:
                name = f'<p class="sr">{escape(texts.original)}</p>'
                drawn.append(f'{name}<blockquote class="told" lang="{own}" dir="auto">{_of(behind[n])}</blockquote>')
            elif known[n].told:
                drawn.append(_told(known[n].told, other(own)))
    return "".join(drawn)


def _aside(exchange: Exchange, texts: Texts, *, offers: bool) -> str:
    """Draw what must be said beside an answer: that it broke off, was stopped, or has a related question."""
    notes = []
    if exchange.answer is not None and exchange.answer.fell_back:
        notes.append(texts.fell_back if exchange.answer.trouble else texts.unchecked)
    if exchange.stopped:
        notes.append(texts.stopped)
    if exchange.trouble:
        notes.append(texts.trouble(exchange.trouble))
    drawn = "".join(f'<p class="note">{escape(note)}</p>' for note in notes)
    if exchange.answer is not None and exchange.answer.related is not None:
        drawn += _related(exchange.answer.related, texts)
    refused = exchange.answer is not None and exchange.answer.status == "refused"
    if offers and refused and exchange.only != EVERYTHING:
        drawn += f'<p><button type="button" class="widen">{escape(texts.widen_and_ask)}</button></p>'
    return drawn + _rests_on(exchange.answer, texts)


def _rests_on(answer: Answer | None, texts: Texts) -> str:
    """Draw which index an answer rests on, in small; a ready-made reply rests on none."""
    if answer is None or answer.status == "replied" or not answer.version:
        return ""
    return f'<p class="edition">{escape(texts.edition(Edition(answer.version, answer.built)))}</p>'


def _next(answer: Answer | None, texts: Texts) -> str:
    """Draw the questions to go on with, or in the place of a refused one, in its language; page.js asks them."""
    if answer is None or not answer.suggestions:
        return ""
    heading = texts.go_on if answer.status == "answered" else texts.instead
    questions = "".join(
        f'<li><button type="button" lang="{answer.language}" dir="auto">{escape(text)}</button></li>'
        for text in (spaced(one, answer.language) for one in answer.suggestions)
    )
    return f'<div class="next"><h4>{escape(heading)}</h4><ul>{questions}</ul></div>'


def _of(citation: Citation) -> str:
    return escape(in_quotes(citation.quote, citation.passage.language))


def _told(text: str, language: Language) -> str:
    return f'<p class="told" lang="{language}" dir="auto">{escape(text)}</p>'


def _related(related: RelatedQuestion, texts: Texts) -> str:
    return (
        f'<div class="related"><p>{escape(texts.related)}</p>'
        f'<p><q lang="{related.language}" dir="auto">{escape(spaced(related.text, related.language))}</q>'
        f' <span class="count">{escape(texts.contributions(related.contributions))}</span></p></div>'
    )
