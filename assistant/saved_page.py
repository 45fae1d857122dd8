"""A collaborative article saved as text -> Document: paragraphs and contributions, without the page around them.

Such a page is a title, then sections of article paragraphs with readers' contributions under each, then
related questions each followed by a line "N contributions", then sign-up and cookie text.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace

from assistant.errors import CorpusError
from assistant.language import detect
from assistant.markup import passage_id
from assistant.records import Document, Kind, Language, Passage, RelatedQuestion

_COUNT = re.compile(r"(\d[\d\s.,\u00a0\u202f]*)\s*contributions?$", re.IGNORECASE)
_COUNTS = 2
_HEADING_CHARS = 100
_LABEL_CHARS = 60
_PROMPT_CHARS = 100
# What sites write around an article, in both languages: signing up, cookies, buttons.
_SITE = re.compile(
    r"""créez\ votre\ compte | identifiez-vous | inscrivez-vous | s[’']inscrire | se\ connecter | déjà\ inscrit
    | conditions\ d[’']utilisation | politique\ (?:de\ confidentialité|relative\ aux\ cookies) | accepter\ les\ cookies
    | create\ your\ (?:free\ )?account | sign\ (?:in|up)\b | join\ now | log\ in\b | already\ on\b
    | user\ agreement | privacy\ policy | cookie\ policy | accept\ cookies
    | ajoutez\ votre\ point\ de\ vue | add\ your\ perspective | help\ others\ by\ sharing
    | signaler\ la\ contribution | report\ contribution | merci\ (?:pour\ vos|de\ vos)\ commentaires
    | thanks\ for\ your\ feedback | optimisé\ par\ l[’']IA | powered\ by\ AI""",
    re.IGNORECASE | re.VERBOSE,
)
# How their longer sentences begin.
_TERMS = re.compile(
    r"""en\ cliquant\ sur | by\ clicking | sélectionnez\ accepter | select\ accept\b
    | .{1,30}?\ (?:et\ des\ tiers\ utilisent | and\ 3rd\ parties\ use | respecte\ votre\ vie | respects\ your\ priv)""",
    re.IGNORECASE | re.VERBOSE,
)
_BUTTON = re.compile(
    r"(?:ou|or|like|j[’']aime|unhelpful|pas utile|cancel|annuler|add|ajouter|save|enregistrer)\W*",
    re.IGNORECASE,
)

_DATE_CHARS = 80
# What stands around a title without being one: how to get about, and when the page was written and how long it is.
_AROUND = re.compile(
    r"""(?:skip\ to\ (?:main\ )?content | (?:passer|aller)\ au\ contenu(?:\ principal)? | all | home | menu
    | tous | tout | accueil | last\ updated | dernière\ mise\ à\ jour)\W*""",
    re.IGNORECASE | re.VERBOSE,
)
_DATED = re.compile(
    r"""(?=.*\d)(?:
    last\ (?:updated|modified|edited)
    | (?:updated|published|posted|modified)(?:\ (?:on|at))?\s*:?\s+(?:\d|\w+\.?\ \d)
    | dernière\ (?:mise\ à\ jour|modification)
    | (?:mise?\ à\ jour|publiée?|modifiée?|postée?)\s*(?:le|:|il\ y\ a)\s
    | \d+\ min(?:ute)?s?\.?\ (?:read|de\ lecture)\b | (?:temps\ de\ lecture|reading\ time)\b
    | (?:le\ )?\d{1,4}(?:er)?[\ ./-]\w+\.?[\ ./-]\d{1,4}$ | \w+\.?\ \d{1,2},\ \d{4}$
    )""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class SavedPage:
    """What a page holds, and the lines that were left out of it."""

    document: Document
    dropped: tuple[str, ...]


def is_saved_page(text: str) -> bool:
    """Tell a collaborative article from any other text: at least two of its lines are counts of contributions."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return sum(bool(_COUNT.fullmatch(line)) for line in lines[1:]) >= _COUNTS


def document_of(text: str, file: str) -> Document:
    """Return a saved page that stands in the corpus as it is; ids are made with the file's name. Raises CorpusError."""
    document = read_page(text, file, "").document
    seen: Counter[str] = Counter()
    passages = tuple(
        replace(passage, id=_unused(f"{file}\n{passage.text}", seen), file=file) for passage in document.passages
    )
    return replace(document, file=file, passages=passages)


def read_page(text: str, source: str, imported: str) -> SavedPage:
    """Read a saved page's text (NFC); `source` names where it came from, `imported` is an ISO date.

    Raises CorpusError when the text does not look like such a page.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    dropped: list[str] = []
    _drop_header(lines, dropped)
    if len(lines) < 2:  # a title and a paragraph at least
        raise CorpusError(f"{source}: no article in it.", "Save the whole page as text, then import that file.")
    title = lines.pop(0)
    _drop_header(lines, dropped)
    language = detect(title, default="fr")
    body, pairs, left_out = _parts(lines)
    related = tuple(RelatedQuestion(question, count, title, detect(question, language)) for question, count in pairs)
    passages = _passages(body, title, language)
    if not passages:
        raise CorpusError(f"{source}: no paragraph in it.", "Save the whole page as text, then import that file.")
    document = Document(title, language, "", source, imported, passages, related)
    return SavedPage(document, tuple(dropped + left_out))


def _drop_header(lines: list[str], dropped: list[str]) -> None:
    """Move the first lines that are buttons, ways about the site or dates to what is left out."""
    while lines and (_is_label(lines[0]) or _is_around(lines[0])):
        dropped.append(lines.pop(0))


def _is_around(line: str) -> bool:
    return bool(_AROUND.fullmatch(line)) or (len(line) <= _DATE_CHARS and bool(_DATED.match(line)))


def _parts(lines: list[str]) -> tuple[list[str], list[tuple[str, int]], list[str]]:
    """Split the lines into body, related questions with counts, and what belongs to the site.

    What follows the last related question is the site's. Elsewhere only button labels are, and invitations and terms
    at the very end: a contributor may well write about signing up.
    """
    counts = [number for number, line in enumerate(lines) if number and _COUNT.fullmatch(line)]
    end = counts[-1] + 1 if counts else len(lines)
    while end and not counts and _ends_page(lines[end - 1]):
        end -= 1
    body: list[str] = []
    pairs: list[tuple[str, int]] = []
    dropped: list[str] = []
    counted = False
    for line in lines[:end]:
        count = _COUNT.fullmatch(line)
        after_count, counted = counted, bool(count)
        if count and body and not after_count:
            pairs.append((body.pop(), int(re.sub(r"\D", "", count.group(1))[:9])))
        elif count or _is_label(line):
            dropped.append(line)
        else:
            body.append(line)
    return body, pairs, dropped + lines[end:]


def _is_label(line: str) -> bool:
    """Tell a button or a short invitation from a sentence, which a contributor ends with a full stop."""
    return bool(_BUTTON.fullmatch(line)) or (len(line) <= _LABEL_CHARS and line[-1] != "." and bool(_SITE.match(line)))


def _ends_page(line: str) -> bool:
    """Tell what a site writes under its page: labels, invitations to sign up, terms."""
    invites = len(line) <= _PROMPT_CHARS and line[-1] not in ".!…" and bool(_SITE.search(line))
    return _is_label(line) or invites or bool(_TERMS.match(line))


def _passages(body: list[str], title: str, language: Language) -> tuple[Passage, ...]:
    headings = _headings(body, title, language)
    texts = [line for line in body if line not in headings and line != title]
    languages = {line: detect(line, default=language) for line in texts}
    # where most is in another language than the title, the language tells the article from its contributions; a single
    # contribution in another language tells nothing of the others
    others = sum(languages[line] != language for line in texts)
    mixed = len(set(languages.values())) > 1 and 2 * others >= len(texts)
    passages: list[Passage] = []
    section, part, opens = "", 0, True
    ids: Counter[str] = Counter()
    for line in body:
        if line == title:
            continue
        if line in headings:
            section, opens = line, True
            continue
        article = languages[line] == language if mixed else opens
        kind: Kind = "article" if article else "contribution"
        part += article
        opens = False
        passage = Passage(_unused(line, ids), line, languages[line], kind, section, title, "", part)
        passages.append(passage)
    return tuple(passages)


def _headings(body: list[str], title: str, language: Language) -> set[str]:
    """Short lines in the article's language, without the full stop that ends a paragraph.

    The language of a single word is uncertain ("Communication"): the paragraph under it tells.
    """
    counts = Counter(body)
    return {
        line
        for line, following in zip(body, [*body[1:], ""], strict=False)
        if line != title
        and len(line) <= _HEADING_CHARS
        and line[-1] not in '.!…;:»"'
        and (counts[line] > 1 or detect(line if " " in line else following, default=language) == language)
    }


def _unused(text: str, given: Counter[str]) -> str:
    """Return a text's id, with a number from the second time on; `given` counts how often each was."""
    new = passage_id(text)
    given[new] += 1
    return new if given[new] == 1 else f"{new}-{given[new]}"
