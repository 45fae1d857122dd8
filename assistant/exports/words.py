"""Every word that an export adds, in French and in English."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.records import MACHINE, PROJECT, Answer, Kind, Language
from assistant.typography import day, typeset


@dataclass(frozen=True, slots=True)
class Words:
    """An export's words in one language; braces are filled in by the methods."""

    code: Language
    understood: str
    only: str  # before what a search was narrowed to
    written: str
    quoted: str
    refused: str
    replied: str
    stopped: str
    broken: str
    fell_back: str
    nearest: str
    instead: str
    notes: str
    sources: str
    note: str  # accessible name of the way to a note
    exported: str
    version: str
    undated: str
    accessed: str
    passage: str
    section: str
    article: str
    contribution: str
    text: str
    in_french: str
    in_english: str
    translation: str
    translation_by: str
    translation_machine: str
    translation_here: str

    def quote(self, text: str) -> str:
        """Return a text between this language's quotation marks."""
        return f"«\u202f{text}\u202f»" if self.code == "fr" else f"“{text}”"

    def kind(self, kind: Kind, language: Language) -> str:
        """Name a kind of passage and its language: "contribution in French"."""
        names: Mapping[Kind, str] = {"article": self.article, "contribution": self.contribution, "text": self.text}
        return f"{names[kind]} {self.in_french if language == 'fr' else self.in_english}"

    def edition(self, version: str, built: str) -> str:
        """Name an index version and the day it was built; nothing where there is none."""
        date = day(built, self.code)
        return (self.version if date else self.undated).format(version=version, date=date) if version else ""

    def state(self, answer: Answer) -> str:
        """Say what kind of answer it is."""
        if answer.status == "answered":
            return self.written if answer.mode == "written" else self.quoted
        return self.refused if answer.status == "refused" else self.replied

    def translated(self, by: str) -> str:
        """Name a translation and who made it, where that is known."""
        if by == PROJECT:
            return self.translation_here
        if by.startswith(MACHINE):
            return self.translation_machine.format(by=by.removeprefix(MACHINE))
        return self.translation_by.format(by=by) if by else self.translation


ENGLISH = Words(
    code="en",
    understood="Understood as:",
    only="Searched only:",
    written="Answer written from the passages",
    quoted="Answer in quotations, word for word or in translation",
    refused="Beyond what the documents say",
    replied="Ready-made reply, without a search",
    stopped="The answer was stopped by the reader.",
    broken="The answer broke off before its end.",
    fell_back="In the place of a text by the model: quotations from the passages.",
    nearest="The nearest passages",
    instead="The documents do answer, for example",
    notes="Notes",
    sources="Bibliography",
    note="Note {n}",
    exported="Exported on {date}",
    version="Index {version}, {date}",
    undated="Index {version}",
    accessed="Accessed {date}",
    passage="Passage",
    section="section",
    article="article",
    contribution="contribution",
    text="text",
    in_french="in French",
    in_english="in English",
    translation="Translation:",
    translation_by="Translation by {by}:",
    translation_machine="Machine translation, by {by}:",
    translation_here="Translation made for the site:",
)
FRENCH = typeset(
    Words(
        code="fr",
        understood="Compris comme :",
        only="Recherche limitée à :",
        written="Réponse rédigée à partir des passages",
        quoted="Réponse en citations, mot pour mot ou traduites",
        refused="Hors de ce que disent les documents",
        replied="Réponse toute prête, sans recherche",
        stopped="La réponse a été arrêtée par le lecteur.",
        broken="La réponse s’est interrompue avant la fin.",
        fell_back="À la place d’un texte du modèle : des citations des passages.",
        nearest="Les passages les plus proches",
        instead="Les documents répondent par exemple à",
        notes="Notes",
        sources="Bibliographie",
        note="Note {n}",
        exported="Exporté le {date}",
        version="Index {version}, {date}",
        undated="Index {version}",
        accessed="Consulté le {date}",
        passage="Passage",
        section="section",
        article="article",
        contribution="contribution",
        text="texte",
        in_french="en français",
        in_english="en anglais",
        translation="Traduction :",
        translation_by="Traduction de {by} :",
        translation_machine="Traduction automatique, par {by} :",
        translation_here="Traduction faite pour le site :",
    )
)
WORDS: Mapping[Language, Words] = {"fr": FRENCH, "en": ENGLISH}
