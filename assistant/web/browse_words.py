"""The words of the pages on which the corpus is read."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.records import Language
from assistant.typography import typeset


@dataclass(frozen=True, slots=True)
class BrowseWords:
    """The labels in one language; `{n}` and other braces are filled in by what draws."""

    code: Language
    skip: str
    to_corpus: str
    to_goals: str
    other: str  # the other language's name, in that language
    corpus: str
    corpus_lead: str
    one: str  # passages
    many: str
    box: str
    search: str
    any_goal: str
    which_goal: str
    any_language: str
    any_kind: str
    language: str
    kind: str
    found_none: str
    found_for: str
    goals: str
    goals_lead: str
    goal_title: str
    goal_none: str
    goal_words: str
    passage: str
    before: str
    after: str
    section_of: str
    ask: str
    gone: str
    gone_lead: str
    unready: str
    page: str
    earlier: str
    later: str
    too_long: str

    def passages(self, n: int) -> str:
        """Say how many passages."""
        single = n < 2 if self.code == "fr" else n == 1
        return (self.one if single else self.many).format(n=n)


ENGLISH = BrowseWords(
    code="en",
    skip="Skip to the content",
    to_corpus="Read the documents",
    to_goals="The 17 goals",
    other="Français",
    corpus="The documents",
    corpus_lead="Everything the answers rest on, word for word: article by article, section by section.",
    one="{n} passage",
    many="{n} passages",
    box="Search in the documents",
    search="Search",
    any_goal="Any goal",
    which_goal="Development goal",
    any_language="Any language",
    any_kind="Any kind",
    language="Language",
    kind="Kind",
    found_none="No passage of the documents was found so.",
    found_for="The passages nearest to “{question}”",
    goals="The 17 Sustainable Development Goals",
    goals_lead="Which passages touch which goal: those that name its number, or have one of its words.",
    goal_title="Goal {n}: {name}",
    goal_none="No passage touches this goal.",
    goal_words="Touches this goal by: {words}",
    passage="Passage",
    before="Previous passage",
    after="Next passage",
    section_of="All of this section",
    ask="Ask a question",
    gone="This passage is not here",
    gone_lead="It may have been edited or withdrawn since the link was made. The documents as they are now can be read "
    "and searched.",
    unready="The documents are not ready yet. Try again in a moment; if it lasts, tell whoever runs this page.",
    page="Page {n} of {of}",
    earlier="Previous page",
    later="Next page",
    too_long="What you search for is too long, or empty. Shorten it, and search again.",
)
FRENCH = typeset(
    BrowseWords(
        code="fr",
        skip="Aller au contenu",
        to_corpus="Lire les documents",
        to_goals="Les 17 objectifs",
        other="English",
        corpus="Les documents",
        corpus_lead="Tout ce sur quoi reposent les réponses, mot pour mot : article par article, section par section.",
        one="{n} passage",
        many="{n} passages",
        box="Chercher dans les documents",
        search="Chercher",
        any_goal="Tous les objectifs",
        which_goal="Objectif de développement",
        any_language="Toutes les langues",
        any_kind="Tous les genres",
        language="Langue",
        kind="Genre",
        found_none="Aucun passage des documents n’a été trouvé ainsi.",
        found_for="Les passages les plus proches de « {question} »",
        goals="Les 17 objectifs de développement durable",
        goals_lead="Quels passages touchent quel objectif : ceux qui en donnent le numéro, ou qui ont un de ses mots.",
        goal_title="Objectif {n} : {name}",
        goal_none="Aucun passage ne touche cet objectif.",
        goal_words="Touche cet objectif par : {words}",
        passage="Passage",
        before="Passage précédent",
        after="Passage suivant",
        section_of="Toute cette section",
        ask="Poser une question",
        gone="Ce passage n’est pas ici",
        gone_lead="Il a pu être modifié ou retiré depuis que le lien a été fait. Les documents tels qu’ils sont "
        "aujourd’hui se lisent et se cherchent.",
        unready="Les documents ne sont pas encore prêts. Réessayez dans un instant ; si cela dure, prévenez la "
        "personne qui tient cette page.",
        page="Page {n} sur {of}",
        earlier="Page précédente",
        later="Page suivante",
        too_long="Ce que vous cherchez est trop long, ou vide. Raccourcissez, et cherchez de nouveau.",
    )
)
BROWSE: Mapping[Language, BrowseWords] = {"fr": FRENCH, "en": ENGLISH}
