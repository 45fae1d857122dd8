"""Passages -> HTML: the cards beside an answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.evidence import told
from assistant.place import place_of
from assistant.records import Answer, Citation, Language, Passage
from assistant.web.conversation import Exchange
from assistant.web.keepwords import KEEP_WORDS
from assistant.web.labels import Support, Texts
from assistant.web.safe import escape, marked


@dataclass(frozen=True, slots=True)
class Card:
    """A passage to show: numbered when the answer can cite it, with its quoted sentence."""

    n: int  # 0: no number
    passage: Passage
    quote: str
    cited: bool = False
    told: str = ""  # the quote in the reader's language, where it has a translation into it
    support: Support = ""


def cards_of(exchange: Exchange) -> Sequence[Card]:
    """Return the passages to show: offered ones by number, with the final quotes; of a refusal, the nearest."""
    answer, language = exchange.answer, exchange.language
    if answer is not None and answer.status == "refused":
        return [_to_show(0, hit.passage, hit.sentence, language) for hit in answer.nearest]
    cards = {}
    if exchange.sources:
        cards = {one.n: _to_show(one.n, one.passage, one.quote, language) for one in exchange.sources.evidence}
    if answer is not None:
        for one in answer.citations:
            shown = _to_show(one.n, one.passage, one.quote, language)
            cards[one.n] = replace(shown, cited=True, support=support(answer, one))
    return [cards[n] for n in sorted(cards)]


def support(answer: Answer, citation: Citation) -> Support:
    """Tell how a passage supports the sentences that cite it: word for word, where it has the words of each.

    In translation where each is a quotation from that.
    """
    citing = [one for one in answer.sentences if citation.n in one.citations]
    if citing and all(one.translated for one in citing):
        return "translated"
    said = [one.text for one in citing]
    bare = [text.strip('“”«»"\u00a0\u202f ') for text in said]
    own = citation.passage.text  # of which an answer may begin a sentence later, with a capital
    told = all(text in own or text[:1].lower() + text[1:] in own for text in bare)
    return "verbatim" if told else "substance"


def _to_show(n: int, passage: Passage, quote: str, language: Language | None) -> Card:
    return Card(n, passage, quote, told=told(passage, quote, language) if language else "")


def drawn(exchange: int, at: int, card: Card, texts: Texts) -> str:
    """Draw one passage: closed, its quoted sentence; open, all of it, and where it stands."""
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
        f' <span class="kind">{escape(kind)}</span>{_supports(card, texts)}</span>'
        f'<span class="quote" lang="{passage.language}" dir="auto">{escape(card.quote)}</span></summary>'
        f'<blockquote lang="{passage.language}" dir="auto">{marked(passage.text, card.quote)}</blockquote>'
        f"{_translation(card, texts)}"
        f'<dl><dt>{escape(texts.section)}</dt><dd dir="auto">{escape(passage.section)}</dd>'
        f'<dt>{escape(texts.document)}</dt><dd dir="auto">{escape(passage.document)}{_stands(passage, texts)}</dd></dl>'
        f'<p class="link">{_link(passage, texts)}</p>{back}</details>'
    )


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


def _supports(card: Card, texts: Texts) -> str:
    return f' <span class="support">{escape(texts.support(card.support))}</span>' if card.support else ""


def _link(passage: Passage, texts: Texts) -> str:
    """Draw the button that copies a passage's permanent address."""
    label = escape(KEEP_WORDS[texts.code].copy_link)
    return f'<button type="button" class="copy-link" data-link="{escape(passage.id)}">{label}</button>'


def _stands(passage: Passage, texts: Texts) -> str:
    """Draw where in its file a passage stands, where that has pages or rows."""
    place = place_of(passage, texts.code)
    return f', <span class="place" lang="{texts.code}">{escape(place)}</span>' if place else ""
