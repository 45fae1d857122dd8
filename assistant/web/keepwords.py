"""The words about keeping: conversations in the browser, files to keep, opinions, copies."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from assistant.feedback import Why
from assistant.records import Language
from assistant.typography import typeset


@dataclass(frozen=True, slots=True)
class KeepWords:
    """The labels in one language; `{name}` and other braces are filled in by keeping.js."""

    code: Language
    # conversations kept
    title: str
    none: str
    where: str
    open: str  # accessible name
    here: str
    rename: str
    renamed: str
    name: str  # accessible name of the box of a new name
    save: str
    cancel: str
    delete: str
    deleted: str
    delete_all: str
    deleted_all: str
    undo: str
    undone: str
    never: str
    full: str
    left_one: str  # of a long conversation, what the browser keeps no more
    left_many: str
    unreadable: str
    # files to keep
    export: str
    markdown: str
    html: str
    json: str
    exported: str
    failed: str
    # below an answer
    about: str  # accessible name of the group
    copy: str
    copied: str
    copy_link: str
    copied_link: str
    not_copied: str
    up: str
    down: str
    why: str
    wrong_source: str
    unclear: str
    missing: str
    wrong_language: str
    comment: str
    send: str
    thanks: str
    withdrawn: str
    not_stored: str

    def reason(self, why: Why) -> str:
        """Name a reason, nothing for none."""
        return str(getattr(self, why)) if why else ""

    @property
    def values(self) -> dict[str, str]:
        """Every label by its name, for keeping.js."""
        return asdict(self)


ENGLISH = KeepWords(
    code="en",
    title="Kept conversations",
    none="No conversation is kept yet.",
    where="Kept in this browser alone, until you delete them.",
    open="Open: {name}",
    here="open now",
    rename="Rename: {name}",
    renamed="Renamed: {name}",
    name="New name",
    save="Save",
    cancel="Cancel",
    delete="Delete: {name}",
    deleted="Deleted: {name}",
    delete_all="Delete all",
    deleted_all="All conversations deleted.",
    undo="Undo",
    undone="Restored.",
    never="Keep no conversation in this browser",
    full="This browser has no room left: the conversation is not kept. Delete one or more.",
    left_one="This conversation has grown long: its first question is no longer kept.",
    left_many="This conversation has grown long: its first {n} questions are no longer kept.",
    unreadable="This conversation can no longer be read: it may be from an earlier version of the page.",
    export="Save this conversation as",
    markdown="Markdown",
    html="Page to print",
    json="JSON",
    exported="File made: {name}",
    failed="The file could not be made. Try again in a moment.",
    about="About this answer",
    copy="Copy",
    copied="Answer copied, with its sources.",
    copy_link="Copy the link to this passage",
    copied_link="Link copied.",
    not_copied="The browser did not allow the copy.",
    up="Useful",
    down="Not useful",
    why="What is wrong?",
    wrong_source="Wrong source",
    unclear="Unclear",
    missing="Something is missing",
    wrong_language="Wrong language",
    comment="In your words (optional)",
    send="Send",
    thanks="Thank you, noted.",
    withdrawn="Your opinion is withdrawn.",
    not_stored="Your opinion could not be stored. Try again in a moment.",
)
FRENCH = typeset(
    KeepWords(
        code="fr",
        title="Conversations gardées",
        none="Aucune conversation n’est encore gardée.",
        where="Gardées dans ce navigateur seul, jusqu’à ce que vous les supprimiez.",
        open="Ouvrir : {name}",
        here="ouverte",
        rename="Renommer : {name}",
        renamed="Renommée : {name}",
        name="Nouveau nom",
        save="Enregistrer",
        cancel="Annuler",
        delete="Supprimer : {name}",
        deleted="Supprimée : {name}",
        delete_all="Tout supprimer",
        deleted_all="Toutes les conversations sont supprimées.",
        undo="Rétablir",
        undone="Rétabli.",
        never="Ne garder aucune conversation dans ce navigateur",
        full="Ce navigateur n’a plus de place : la conversation n’est pas gardée. Supprimez-en une ou plusieurs.",
        left_one="Cette conversation est devenue longue : sa première question n’est plus gardée.",
        left_many="Cette conversation est devenue longue : ses {n} premières questions ne sont plus gardées.",
        unreadable="Cette conversation ne peut plus être lue : elle vient peut-être d’une version plus ancienne.",
        export="Enregistrer cette conversation",
        markdown="Markdown",
        html="Page à imprimer",
        json="JSON",
        exported="Fichier prêt : {name}",
        failed="Le fichier n’a pas pu être fait. Réessayez dans un instant.",
        about="À propos de cette réponse",
        copy="Copier",
        copied="Réponse copiée, avec ses sources.",
        copy_link="Copier le lien vers ce passage",
        copied_link="Lien copié.",
        not_copied="Le navigateur n’a pas permis la copie.",
        up="Utile",
        down="Pas utile",
        why="Qu’est-ce qui ne va pas ?",
        wrong_source="Mauvaise source",
        unclear="Pas clair",
        missing="Il manque quelque chose",
        wrong_language="Mauvaise langue",
        comment="Avec vos mots (facultatif)",
        send="Envoyer",
        thanks="Merci, c’est noté.",
        withdrawn="Votre avis est retiré.",
        not_stored="Votre avis n’a pas pu être enregistré. Réessayez dans un instant.",
    )
)
KEEP_WORDS: Mapping[Language, KeepWords] = {"fr": FRENCH, "en": ENGLISH}
