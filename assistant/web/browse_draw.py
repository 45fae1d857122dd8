"""The corpus, its goals and its passages -> whole pages of HTML that need no script."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from assistant.goals import GOALS, NAMES
from assistant.library import Contents, Shelf
from assistant.place import place_of
from assistant.records import EVERYTHING, Edition, Found, Kind, Language, Only, Passage
from assistant.web.browse_words import BROWSE, BrowseWords
from assistant.web.choices import choice
from assistant.web.labels import Texts
from assistant.web.safe import escape, marked
from assistant.web.texts import NAMES as LANGUAGE_NAMES
from assistant.web.texts import TEXTS

KINDS: tuple[Kind, ...] = ("article", "contribution", "text")


@dataclass(frozen=True, slots=True)
class View:
    """One page to draw: in which language, at which address, over which index version."""

    language: Language
    path: str
    edition: Edition
    query: Mapping[str, str]

    @property
    def words(self) -> BrowseWords:
        """The labels of these pages."""
        return BROWSE[self.language]

    @property
    def texts(self) -> Texts:
        """The labels they share with the chat page."""
        return TEXTS[self.language]


def page(view: View, title: str, body: str) -> str:
    """Draw a whole page around its content."""
    words, texts = view.words, view.texts
    other: Language = "en" if view.language == "fr" else "fr"
    switched = escape(_again(view, lang=other))
    ways = {
        _link("/", view): texts.to_ask,
        _link("/", view) + "#check": texts.to_check,
        _link("/corpus", view): words.to_corpus,
        _link("/goals", view): words.to_goals,
    }
    here = "/goals" if view.path.startswith("/goals") else "/corpus"
    links = "".join(
        f'<li><a href="{escape(where)}"{_current(where.startswith(here))}>{escape(name)}</a></li>'
        for where, name in ways.items()
    )
    return (
        f'<!doctype html><html lang="{view.language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title>'
        '<link rel="icon" href="/page/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/page/browse.css">'
        f'</head><body><a class="skip" href="#content">{escape(words.skip)}</a>'
        f'<header><nav aria-label="{escape(texts.ways)}"><ul>{links}</ul></nav>'
        f'<a class="switch" href="{switched}" lang="{other}" hreflang="{other}">{escape(words.other)}</a></header>'
        f'<main id="content">{body}</main>'
        f"<footer><p>{escape(texts.edition(view.edition))}</p></footer></body></html>"
    )


def contents(view: View, there: Contents) -> str:
    """Draw the documents and their sections, with a box to search in them."""
    words = view.words
    drawn, document = [], None
    for at, shelf in enumerate(there.shelves):
        if (shelf.document, shelf.file) != document:
            document = (shelf.document, shelf.file)
            drawn.append(f'{"</ol>" if at else ""}<h2 dir="auto">{escape(shelf.document)}</h2><ol class="sections">')
        where = escape(_link(f"/section/{quote(shelf.ids[0], safe='')}", view))
        name = shelf.section or shelf.document
        count = escape(words.passages(len(shelf.ids)))
        drawn.append(f'<li><a href="{where}" dir="auto">{escape(name)}</a> <span class="count">{count}</span></li>')
    body = f"<h1>{escape(words.corpus)}</h1><p>{escape(words.corpus_lead)}</p>{_search(view)}"
    return page(view, words.corpus, f"{body}{''.join(drawn)}{'</ol>' if drawn else ''}")


def found(view: View, question: str, result: Found) -> str:
    """Draw the passages found for a question, the sentence that matches marked."""
    words = view.words
    heading = words.found_for.format(question=question) if result.hits else words.found_none
    cards = "".join(_passage(view, hit.passage, hit.sentence) for hit in result.hits)
    title = f"{question} – {words.corpus}"
    body = f'<h1>{escape(words.corpus)}</h1>{_search(view, question, result.only)}<h2 dir="auto">{escape(heading)}</h2>'
    return page(view, title, body + cards)


def section(view: View, shelf: Shelf, passages: Iterable[Passage], pages: tuple[int, int]) -> str:
    """Draw one page of a section, of so many."""
    heading = shelf.section or shelf.document
    cards = "".join(_passage(view, one) for one in passages)
    above = f'<p class="above" dir="auto">{escape(shelf.document)}</p><h1 dir="auto">{escape(heading)}</h1>'
    return page(view, heading, above + cards + _pages(view, *pages))


def passage(view: View, one: Passage, goals: Mapping[int, Sequence[str]], beside: tuple[str, str]) -> str:
    """Draw one passage, at its permanent link."""
    words = view.words
    before, after = beside
    links = [(_at(before, view), words.before, "prev")] if before else []
    links += [(_link(f"/section/{quote(one.id, safe='')}", view), words.section_of, "up")]
    links += [(_at(after, view), words.after, "next")] if after else []
    around = "".join(f'<li><a rel="{rel}" href="{escape(to)}">{escape(name)}</a></li>' for to, name, rel in links)
    above = f'<p class="above" dir="auto">{escape(one.document)}</p>'
    head = f'<h1 dir="auto">{escape(one.section or words.passage)}</h1>'
    said = "".join(_goal_line(view, goal, by) for goal, by in goals.items())
    listed = f'<ul class="goals">{said}</ul>' if said else ""
    ways = f'<nav class="around" aria-label="{escape(words.passage)}"><ul>{around}</ul></nav>'
    ask = f'<p><a class="button" href="{escape(_link("/", view))}">{escape(words.ask)}</a></p>'
    return page(view, f"{words.passage} {one.id}", f"{above}{head}{_passage(view, one)}{listed}{ways}{ask}")


def gone(view: View) -> str:
    """Draw what is said of a passage that is not there."""
    words = view.words
    lead = f"<h1>{escape(words.gone)}</h1><p>{escape(words.gone_lead)}</p>"
    return page(view, words.gone, lead + _search(view))


def trouble(view: View, message: str) -> str:
    """Draw a page that only says what is wrong."""
    return page(view, view.words.corpus, f"<h1>{escape(view.words.corpus)}</h1><p>{escape(message)}</p>{_search(view)}")


def goals(view: View, there: Contents) -> str:
    """Draw the seventeen goals, with how many passages touch each."""
    words = view.words
    drawn = "".join(
        f'<li><a href="{escape(_link(f"/goals/{goal}", view))}"><span class="number">{goal}</span>'
        f"<span>{escape(NAMES[view.language][goal - 1])}</span></a>"
        f'<span class="count">{escape(words.passages(len(there.goals.get(goal, ()))))}</span></li>'
        for goal in GOALS
    )
    lead = f"<h1>{escape(words.goals)}</h1><p>{escape(words.goals_lead)}</p>"
    return page(view, words.goals, f'{lead}<ol class="seventeen">{drawn}</ol>')


def goal(view: View, number: int, said: Iterable[tuple[Passage, str]], pages: tuple[int, int]) -> str:
    """Draw the passages that touch a goal, each with the words that say so."""
    words = view.words
    title = words.goal_title.format(n=number, name=NAMES[view.language][number - 1])
    cards = "".join(_passage(view, one, note=words.goal_words.format(words=by)) for one, by in said)
    body = cards or f"<p>{escape(words.goal_none)}</p>"
    return page(view, title, f"<h1>{escape(title)}</h1>{body}{_pages(view, *pages)}")


def _passage(view: View, one: Passage, sentence: str = "", note: str = "") -> str:
    """Draw a passage: what it is, its words with one sentence marked, its translation, and where it stands."""
    texts = view.texts
    badge = f'<span class="badge">{escape(texts.language(one.language))}</span>'
    link = f'<a href="{escape(_at(one.id, view))}">{escape(view.words.passage)} {escape(one.id)}</a>'
    place = place_of(one, view.language)
    where = f'<p class="place">{escape(place)}</p>' if place else ""
    said = f'<p class="place">{escape(note)}</p>' if note else ""
    return (
        f'<article><p class="about">{badge} {escape(texts.kind(one.kind))} · {link}</p>'
        f'<blockquote lang="{one.language}" dir="auto">{marked(one.text, sentence)}</blockquote>'
        f"{_translation(one, texts)}{where}{said}</article>"
    )


def _translation(one: Passage, texts: Texts) -> str:
    translation = one.translation
    if translation is None or translation.language != texts.code:
        return ""
    text = escape(" ".join(translation.sentences))
    return (
        f'<div class="translation"><p>{escape(texts.translation(translation.by))}</p>'
        f'<blockquote lang="{translation.language}" dir="auto">{text}</blockquote></div>'
    )


def _goal_line(view: View, goal: int, by: Sequence[str]) -> str:
    name = view.words.goal_title.format(n=goal, name=NAMES[view.language][goal - 1])
    return f'<li><a href="{escape(_link(f"/goals/{goal}", view))}">{escape(name)}</a> ({escape(", ".join(by))})</li>'


def _search(view: View, question: str = "", only: Only = EVERYTHING) -> str:
    words, texts = view.words, view.texts
    goals = {str(number): f"{number}. {NAMES[view.language][number - 1]}" for number in GOALS}
    kinds: dict[str, str] = {kind: texts.kind(kind) for kind in KINDS}
    chosen = [*map(str, only.goals), *only.languages, *only.kinds]
    return (
        f'<form action="/corpus" method="get" role="search"><input type="hidden" name="lang" value="{view.language}">'
        f'<label class="q">{escape(words.box)}'
        f'<input type="search" name="q" value="{escape(question)}" dir="auto"></label>'
        f"{choice('goal', words.which_goal, words.any_goal, goals, chosen)}"
        f"{choice('language', words.language, words.any_language, LANGUAGE_NAMES, chosen)}"
        f"{choice('kind', words.kind, words.any_kind, kinds, chosen)}"
        f'<button type="submit">{escape(words.search)}</button></form>'
    )


def _pages(view: View, at: int, of: int) -> str:
    """Draw the way to the pages before and after, where there are several."""
    if of <= 1:
        return ""
    words = view.words
    steps = [(at - 1, words.earlier, "prev")] * (at > 1) + [(at + 1, words.later, "next")] * (at < of)
    links = "".join(
        f'<li><a rel="{rel}" href="{escape(_again(view, page=str(n)))}">{escape(name)}</a></li>'
        for n, name, rel in steps
    )
    told = escape(words.page.format(n=at, of=of))
    return f'<nav class="around" aria-label="{told}"><p>{told}</p><ul>{links}</ul></nav>'


def _again(view: View, **changed: str) -> str:
    """Return this page's address with something changed in its query."""
    return f"{view.path}?{urlencode({**view.query, **changed})}"


def _current(here: bool) -> str:
    return ' aria-current="page"' if here else ""


def _at(name: str, view: View) -> str:
    return _link(f"/passage/{quote(name, safe='')}", view)


def _link(path: str, view: View) -> str:
    """Return an address that keeps the language, where it was chosen."""
    return f"{path}?lang={view.language}" if "lang" in view.query and path != "/" else path
