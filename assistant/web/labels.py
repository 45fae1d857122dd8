"""What the page says: one class, one field per label, so that a label missing in a language is a type error."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.records import MACHINE, PROJECT, Edition, Kind, Language
from assistant.typography import day

Support = Literal["", "verbatim", "translated", "substance"]  # how a passage supports an answer, once that is known


@dataclass(frozen=True, slots=True)
class Texts:
    """The labels in one language; `{n}` and other braces are filled in by the methods."""

    code: Language
    title: str
    lead: str
    switch: str  # accessible name of the language switch
    # the ways in, at the top
    ways: str  # accessible name of the list of them
    to_ask: str
    to_check: str
    try_these: str
    instead: str  # above the questions offered after a refusal
    go_on: str  # above the questions offered after an answer
    box: str  # accessible name of the question box
    placeholder: str
    send: str
    stop: str
    fresh: str
    understood: str  # before the question that a message was taken for
    edit: str
    again: str  # accessible name of the button at a question
    # what is searched
    narrow: str  # opens the choices
    narrowing: str  # before what is chosen
    narrowed: str  # before what was chosen, at a question
    widen: str  # takes the choices back
    widen_and_ask: str  # after a refusal: asks again, of everything
    any_section: str
    # the check of a statement
    check_title: str
    check_lead: str
    check_box: str  # accessible name of its box
    check_placeholder: str
    check: str
    # while an answer is on its way
    waiting: str
    queued: str  # {n} and {of} are filled in by page.js
    searching: str
    writing: str
    # what kind of answer it is
    written: str
    quoted: str
    refused: str
    replied: str
    stopped: str
    fell_back: str
    unchecked: str
    # passages
    found_one: str
    found_many: str
    nearest: str
    passage: str
    see_passage: str
    verbatim: str  # how a passage supports the answer
    in_translation: str
    original: str  # before the words that a quotation is translated from, for who hears the page
    substance: str
    back: str
    document: str
    section: str
    article: str
    contribution: str
    text: str
    in_french: str
    in_english: str
    related: str
    contributions_one: str
    contributions_many: str
    translated: str
    translated_by: str
    translated_by_machine: str
    translated_here: str
    # told to screen readers
    said_found: str
    said_answer: str
    # at the foot
    about_written: str
    about_quoted: str
    version: str
    undated: str  # a version whose build date is not known
    administer: str
    # when another index version is in force, shown by page.js
    updated: str
    dismiss: str
    # when something is wrong
    question_empty: str
    question_long: str
    index: str
    model: str
    chat: str
    error: str
    lost: str
    busy: str
    under_way: str  # a question was sent while the answer to the last one is on its way
    offline: str  # shown by page.js

    def found(self, n: int) -> str:
        """Say how many passages were found."""
        return (self.found_one if self._single(n) else self.found_many).format(n=n)

    def contributions(self, n: int) -> str:
        """Say how many contributions a question has."""
        return (self.contributions_one if self._single(n) else self.contributions_many).format(n=n)

    def translation(self, by: str) -> str:
        """Name a translation and who made it, where that is known."""
        if by == PROJECT:
            return self.translated_here
        if by.startswith(MACHINE):
            return self.translated_by_machine.format(by=by.removeprefix(MACHINE))
        return self.translated_by.format(by=by) if by else self.translated

    def edition(self, edition: Edition) -> str:
        """Name an index version and the day it was built; nothing where there is none."""
        date = day(edition.built, self.code)
        template = (self.version if date else self.undated) if edition.version else ""
        return template.format(version=edition.version, date=date)

    def kind(self, kind: Kind) -> str:
        """Name a kind of passage."""
        names: Mapping[Kind, str] = {
            "article": self.article,
            "contribution": self.contribution,
            "text": self.text,
        }
        return names[kind]

    def support(self, support: Support) -> str:
        """Say how a passage supports an answer."""
        said = {"verbatim": self.verbatim, "translated": self.in_translation, "substance": self.substance}
        return said[support] if support else ""

    def language(self, language: Language) -> str:
        """Name the language of a passage."""
        return self.in_french if language == "fr" else self.in_english

    def trouble(self, code: str, limit: int = 0) -> str:
        """Say gently what went wrong; an unknown code gets the general sentence."""
        known = {
            "question_empty": self.question_empty,
            "question_long": self.question_long,
            "index": self.index,
            "corpus": self.index,
            "model": self.model,
            "chat": self.chat,
            "lost": self.lost,
            "busy": self.busy,
        }
        grouped = f"{limit:,}".replace(",", "\u202f" if self.code == "fr" else ",")
        return known.get(code, self.error).format(limit=grouped)

    def _single(self, n: int) -> bool:
        return n < 2 if self.code == "fr" else n == 1
