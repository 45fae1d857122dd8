"""What is said when the corpus does not answer."""

from assistant.records import Language, RelatedQuestion
from assistant.typography import spaced

_TEXTS: dict[Language, str] = {
    "fr": "Le corpus ne répond pas à cette question. Je réponds sur la diplomatie numérique et les Objectifs de "
    "développement durable (ODD), d’après les contributions publiées ici.",
    "en": "The corpus does not answer this question. I answer about digital diplomacy and the Sustainable Development "
    "Goals (SDGs), from the contributions published here.",
}
_NO_MORE: dict[Language, str] = {
    "fr": "Je ne trouve rien de plus à ce sujet dans le corpus que ce qui a été cité plus haut.",
    "en": "I find no more about this in the corpus than what was quoted above.",
}
_NARROWED: dict[Language, str] = {
    "fr": "Seule une partie du corpus a été cherchée, comme vous l’avez demandé.",
    "en": "Only a part of the corpus was searched, as you asked.",
}
_RELATED: dict[Language, str] = {
    "fr": "La source signale une question voisine, avec {count} contributions : « {question} »",
    "en": "The source lists a related question, with {count} contributions: “{question}”",
}


def refusal_text(
    language: Language, related: RelatedQuestion | None, *, narrowed: bool = False, more: bool = False
) -> str:
    """Return the refusal in a language, with the source's own related question when one is close.

    `narrowed`: only a part of the corpus was searched; `more`: something else was told before, and is not told again.
    """
    text = _NO_MORE[language] if more else _TEXTS[language]
    text = f"{text} {_NARROWED[language]}" if narrowed else text
    if related is not None:
        text += " " + _RELATED[language].format(count=related.contributions, question=related.text)
    return spaced(text, language)
