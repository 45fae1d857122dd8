"""Every word of the page's own, in French and in English.

One class, one field per label: a label missing in a language is a type error. French is written here with
ordinary spaces; `_typeset` makes them the non-breaking ones that French typography asks for.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields

from assistant.records import MACHINE, PROJECT, Kind, Language


@dataclass(frozen=True, slots=True)
class Texts:
    """The labels in one language; `{n}` and other braces are filled in by the methods."""

    code: Language
    title: str
    lead: str
    switch: str  # accessible name of the language switch
    try_these: str
    instead: str  # above the questions offered after a refusal
    box: str  # accessible name of the question box
    placeholder: str
    send: str
    stop: str
    fresh: str
    understood: str  # before the question that a message was taken for
    edit: str
    # the check of a statement
    check_title: str
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
    # passages
    found_one: str
    found_many: str
    nearest: str
    passage: str
    see_passage: str
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
    # when something is wrong
    question_empty: str
    question_long: str
    index: str
    model: str
    chat: str
    error: str
    lost: str
    busy: str
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

    def kind(self, kind: Kind) -> str:
        """Name a kind of passage."""
        names: Mapping[Kind, str] = {
            "article": self.article,
            "contribution": self.contribution,
            "text": self.text,
        }
        return names[kind]

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


def _typeset(texts: Texts) -> Texts:
    """Return French labels with the non-breaking spaces that belong before ; : ! ? » and after «."""

    def spaced(label: str) -> str:
        label = re.sub(r" (?=[;!?])", "\u202f", label)
        return re.sub(r" (?=[:»])|(?<=«) ", "\u00a0", label)

    labels = {field.name: getattr(texts, field.name) for field in fields(texts) if field.name != "code"}
    return Texts(code=texts.code, **{name: spaced(label) for name, label in labels.items()})


FRENCH = _typeset(
    Texts(
        code="fr",
        title="Diplomatie numérique et développement durable",
        lead="Posez une question, en français ou en anglais : vous verrez d’abord les passages trouvés, puis une "
        "réponse dont chaque numéro mène aux mots exacts de sa source.",
        switch="Langue de la page",
        try_these="Pour commencer",
        instead="Les documents répondent par exemple à",
        box="Votre question",
        placeholder="Posez une question",
        send="Demander",
        stop="Arrêter",
        fresh="Nouvelle conversation",
        understood="Compris comme :",
        edit="Modifier cette question",
        check_title="Vérifier une affirmation",
        check_box="Affirmation à vérifier",
        check_placeholder="La fracture numérique rend plus difficile la participation des communautés marginalisées.",
        check="Vérifier",
        waiting="En attente…",
        queued="En attente : place {n} sur {of}",
        searching="Recherche des passages…",
        writing="Rédaction de la réponse…",
        written="Réponse rédigée à partir des passages",
        quoted="Réponse en citations : les phrases mêmes des passages, mot pour mot",
        refused="Hors de ce que disent les documents",
        replied="Réponse toute prête, sans recherche dans les documents",
        stopped="Réponse arrêtée à votre demande.",
        fell_back="La rédaction s’est interrompue ; voici, à sa place, les phrases mêmes des passages.",
        found_one="{n} passage trouvé",
        found_many="{n} passages trouvés",
        nearest="Les passages les plus proches",
        passage="Passage",
        see_passage="Voir le passage {n}",
        back="Retour à la réponse",
        document="Document",
        section="Section",
        article="Article",
        contribution="Contribution",
        text="Texte",
        in_french="Français",
        in_english="Anglais",
        related="La source propose toutefois une question voisine :",
        contributions_one="{n} contribution",
        contributions_many="{n} contributions",
        translated="Traduction",
        translated_by="Traduction : {by}",
        translated_by_machine="Traduction automatique, par {by}",
        translated_here="Traduction faite pour ce site",
        said_found="{found}. Rédaction de la réponse.",
        said_answer="Réponse : {answer}",
        about_written="Un modèle de langue rédige les réponses à partir des passages montrés. Seuls les passages "
        "font foi : vérifiez-les d’un clic.",
        about_quoted="Aucun modèle de langue ne rédige ici : les réponses sont faites des phrases mêmes des passages.",
        version="Index {version}",
        question_empty="Écrivez d’abord votre question, puis appuyez sur Entrée.",
        question_long="Votre question est un peu longue : {limit} caractères au plus. Elle est restée dans la "
        "case, pour que vous puissiez la raccourcir.",
        index="Les documents ne sont pas encore prêts. Réessayez dans un instant ; si cela dure, prévenez la "
        "personne qui tient cette page.",
        model="Le modèle dont cette page a besoin ne répond pas. Réessayez dans un instant ; si cela dure, prévenez "
        "la personne qui tient cette page.",
        chat="La réponse s’est interrompue en chemin. Les passages trouvés restent là ; vous pouvez reposer la "
        "question.",
        error="Quelque chose s’est mal passé de notre côté. Votre question n’y est pour rien : vous pouvez la reposer.",
        lost="La réponse s’est interrompue avant la fin. Vous pouvez reposer la question.",
        offline="La page a perdu son serveur. Elle reviendra d’elle-même dès qu’il répondra.",
        busy="Beaucoup de questions attendent déjà. Reposez la vôtre dans un instant.",
    )
)

ENGLISH = Texts(
    code="en",
    title="Digital diplomacy and sustainable development",
    lead="Ask a question, in English or French: you first see the passages found, then an answer whose every "
    "number leads to the exact words of its source.",
    switch="Language of the page",
    try_these="To begin with",
    instead="The documents do answer, for example",
    box="Your question",
    placeholder="Ask a question",
    send="Ask",
    stop="Stop",
    fresh="New conversation",
    understood="Understood as:",
    edit="Edit this question",
    check_title="Check a statement",
    check_box="Statement to check",
    check_placeholder="The digital divide makes it harder for marginalised communities to take part.",
    check="Check",
    waiting="Waiting…",
    queued="Waiting: place {n} of {of}",
    searching="Searching the passages…",
    writing="Writing the answer…",
    written="Answer written from the passages",
    quoted="Answer in quotations: the passages’ own sentences, word for word",
    refused="Beyond what the documents say",
    replied="Ready-made reply, without a search in the documents",
    stopped="Answer stopped, as you asked.",
    fell_back="The writing broke off; here, in its place, are the passages’ own sentences.",
    found_one="{n} passage found",
    found_many="{n} passages found",
    nearest="The nearest passages",
    passage="Passage",
    see_passage="See passage {n}",
    back="Back to the answer",
    document="Document",
    section="Section",
    article="Article",
    contribution="Contribution",
    text="Text",
    in_french="French",
    in_english="English",
    related="The source does list a related question:",
    contributions_one="{n} contribution",
    contributions_many="{n} contributions",
    translated="Translation",
    translated_by="Translation: {by}",
    translated_by_machine="Machine translation, by {by}",
    translated_here="Translation made for this site",
    said_found="{found}. Writing the answer.",
    said_answer="Answer: {answer}",
    about_written="A language model writes the answers from the passages shown. Only the passages are "
    "authoritative: check them with a click.",
    about_quoted="No language model writes here: answers are made of the passages’ own sentences.",
    version="Index {version}",
    question_empty="Write your question first, then press Enter.",
    question_long="Your question is a little long: {limit} characters at most. It is still in the box, for you to "
    "shorten.",
    index="The documents are not ready yet. Try again in a moment; if it lasts, tell whoever runs this page.",
    model="The model this page needs does not answer. Try again in a moment; if it lasts, tell whoever runs this page.",
    chat="The answer broke off on its way. The passages found are still here; you can ask again.",
    error="Something went wrong on our side. It is not your question’s fault: you can ask it again.",
    lost="The answer broke off before its end. You can ask again.",
    offline="The page has lost its server. It will be back by itself as soon as the server answers.",
    busy="Many questions are waiting already. Ask yours again in a moment.",
)

TEXTS: Mapping[Language, Texts] = {"fr": FRENCH, "en": ENGLISH}
NAMES: Mapping[Language, str] = {"fr": "Français", "en": "English"}  # each language by its own name


def preferred(accept_language: str) -> Language:
    """Return the page's language for an Accept-Language header: the wanted one of the two, else English."""
    wanted: list[tuple[float, Language]] = []
    for choice in accept_language.split(","):
        name, _, weight = choice.strip().lower().partition(";q=")
        for language in TEXTS:
            if name.split("-")[0] == language:
                with_weight = float(weight) if re.fullmatch(r"[01](\.\d{1,3})?", weight) else 1.0
                wanted.append((-with_weight, language))
    return min(wanted, key=lambda choice: choice[0])[1] if wanted else "en"
