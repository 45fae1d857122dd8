"""The words of the administrator's page."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.errors import (
    AssistantError,
    ChatError,
    CorpusError,
    IndexDamaged,
    IndexFault,
    IndexLocked,
    IndexMissing,
    IndexOutdated,
    IndexRefused,
    IndexUnreachable,
    ModelError,
    SettingsError,
)
from assistant.records import Language
from assistant.typography import spaced, typeset


@dataclass(frozen=True, slots=True)
class AdminWords:
    """The labels in one language; `{n}` and other braces are filled in by what draws."""

    code: Language
    title: str
    other: str  # the other language's name, in that language
    back: str
    password: str
    enter: str
    leave: str
    wrong: str
    wait: str
    expired: str
    build: str
    rebuild: str
    rebuild_sure: str
    trial: str
    sure: str
    only_serves: str
    busy: str
    running: str
    cutting: str
    embedding: str
    golden: str
    working: str
    failed: str
    done: str
    nothing: str
    would: str
    stays: str
    versions: str
    version: str
    built: str
    passages: str
    in_force: str
    go_back: str
    gone_back: str
    unusable: str
    report: str
    added: str
    edited: str
    removed: str
    moved: str
    asked: str
    questions: str
    answers: str
    answered: str
    refused: str
    nothing_found: str
    was: str
    problems: str
    more: str
    detail: str

    def stage(self, name: str) -> str:
        """Name a stage of a build."""
        return {"cutting": self.cutting, "embedding": self.embedding, "golden": self.golden}.get(name, self.working)


ENGLISH = AdminWords(
    code="en",
    title="Administration",
    other="Français",
    back="To the chat page",
    password="Password",  # noqa: S106  # a label
    enter="Enter",
    leave="Leave",
    wrong="That is not the password.",
    wait="Too many attempts. Try again in {n} seconds.",
    expired="Your session is over. Enter again.",
    build="Bring the index up to date",
    rebuild="Rebuild it from nothing",
    rebuild_sure="Everything is embedded anew, as long as in the first build. Visitors are answered meanwhile.",
    trial="See what would change",
    sure="Yes, do it",
    only_serves="This machine has no corpus of its own: it answers from what another builds. Build there.",
    busy="Something runs already: wait for its end.",
    running="Under way",
    cutting="Cutting into sentences",
    embedding="Embedding",
    golden="Asking the golden questions",
    working="Working",
    failed="It failed; the index in force is as it was.",
    done="Index {version}: {passages} passages, {added} added, {changed} edited, {removed} removed, {moved} moved, "
    "{seconds} s.",
    nothing="Nothing changed: index {version}, {passages} passages.",
    would="Nothing was written. {n} texts would be embedded.",
    stays="{n} passages stay as they are.",
    versions="Versions kept",
    version="Version",
    built="Built",
    passages="Passages",
    in_force="in force",
    go_back="Go back to {version}",
    gone_back="Index {version} is in force. The corpus is as it was: undo the edit there before the next build, which "
    "takes it over again.",
    unusable="cannot be used",
    report="What the build of the version in force changed",
    added="Added",
    edited="Edited",
    removed="Removed",
    moved="Moved",
    asked="{n} golden questions were asked; {changed} find otherwise than before.",
    questions="Questions that find otherwise",
    answers="Earlier answers that no longer stand",
    answered="answered",
    refused="refused",
    nothing_found="nothing",
    was="was",
    problems="Files that could not be used",
    more="and {n} more",
    detail="In detail:",
)
FRENCH = typeset(
    AdminWords(
        code="fr",
        title="Administration",
        other="English",
        back="Vers la page de conversation",
        password="Mot de passe",  # noqa: S106  # a label
        enter="Entrer",
        leave="Sortir",
        wrong="Ce n’est pas le mot de passe.",
        wait="Trop d’essais. Réessayez dans {n} secondes.",
        expired="Votre session est terminée. Entrez de nouveau.",
        build="Mettre l’index à jour",
        rebuild="Le reconstruire de rien",
        rebuild_sure="Tout est vectorisé de nouveau, ce qui dure autant que la première construction. Les visiteurs "
        "reçoivent leurs réponses pendant ce temps.",
        trial="Voir ce qui changerait",
        sure="Oui, le faire",
        only_serves="Cette machine n’a pas de corpus : elle répond d’après ce qu’une autre construit ; c’est là "
        "qu’il faut agir.",
        busy="Une tâche est déjà en cours : attendez sa fin.",
        running="En cours",
        cutting="Découpage en phrases",
        embedding="Vectorisation",
        golden="Questions témoins",
        working="Travail en cours",
        failed="Échec ; l’index en vigueur est resté tel quel.",
        done="Index {version} : {passages} passages, {added} ajoutés, {changed} modifiés, {removed} retirés, {moved} "
        "déplacés, {seconds} s.",
        nothing="Rien n’a changé : index {version}, {passages} passages.",
        would="Rien n’a été écrit. {n} textes seraient vectorisés.",
        stays="{n} passages restent tels quels.",
        versions="Versions gardées",
        version="Version",
        built="Construite",
        passages="Passages",
        in_force="en vigueur",
        go_back="Revenir à {version}",
        gone_back="L’index {version} est en vigueur. Le corpus est resté tel quel : défaites-y la modification "
        "avant la prochaine construction, qui la reprendrait.",
        unusable="inutilisable",
        report="Ce que la construction de la version en vigueur a changé",
        added="Ajoutés",
        edited="Modifiés",
        removed="Retirés",
        moved="Déplacés",
        asked="{n} questions témoins ont été posées ; {changed} trouvent autre chose qu’avant.",
        questions="Questions qui trouvent autre chose",
        answers="Réponses antérieures qui ne tiennent plus",
        answered="répondue",
        refused="refusée",
        nothing_found="rien",
        was="était",
        problems="Fichiers qui n’ont pas pu servir",
        more="et {n} de plus",
        detail="En détail, en anglais :",
    )
)
ADMIN: Mapping[Language, AdminWords] = {"fr": FRENCH, "en": ENGLISH}
# What went wrong, by kind, the narrower one first: the message itself, which names files and lines, is in English.
_FAULTS: tuple[tuple[type[AssistantError], str, str], ...] = (
    (CorpusError, "A file of the corpus must be mended.", "Un fichier du corpus est à corriger."),
    (IndexLocked, "Another build is under way.", "Une autre construction est en cours."),
    (
        IndexRefused,
        "The new version finds so much less that it was not put in force.",
        "La nouvelle version trouve tellement moins qu’elle n’a pas été mise en vigueur.",
    ),
    (IndexUnreachable, "The server that keeps the index does not answer.", "Le serveur de l’index ne répond pas."),
    (IndexMissing, "There is no index yet.", "Il n’y a pas encore d’index."),
    (IndexOutdated, "The index must be built anew.", "L’index est à reconstruire."),
    (IndexDamaged, "The index is damaged: build it again.", "L’index est abîmé : reconstruisez-le."),
    (IndexFault, "The index cannot be used as it is.", "L’index ne peut pas servir tel quel."),
    (ChatError, "The language model stopped answering.", "Le modèle de langue ne répond plus."),
    (ModelError, "A model cannot be had.", "Un modèle manque."),
    (SettingsError, "A setting must be corrected.", "Un réglage est à corriger."),
    (AssistantError, "Something failed.", "Quelque chose a échoué."),
)


def fault(error: AssistantError, language: Language) -> str:
    """Say in a language what kind of thing went wrong."""
    english, french = next(told[1:] for told in _FAULTS if isinstance(error, told[0]))
    return english if language == "en" else spaced(french, "fr")
