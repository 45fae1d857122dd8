"""What is said when the corpus does not answer."""

from assistant.records import Language, RelatedQuestion

_TEXTS: dict[Language, str] = {
    "fr": "Le corpus ne répond pas à cette question. Je réponds sur la diplomatie numérique et les Objectifs de "
    "développement durable (ODD), d’après les contributions publiées ici.",
    "en": "The corpus does not answer this question. I answer about digital diplomacy and the Sustainable Development "
    "Goals (SDGs), from the contributions published here.",
}
_RELATED: dict[Language, str] = {
    "fr": "La source signale une question voisine, avec {count} contributions : « {question} »",
    "en": "The source lists a related question, with {count} contributions: “{question}”",
}


def refusal_text(language: Language, related: RelatedQuestion | None) -> str:
    """Return the refusal in a language, with the source's own related question when one is close."""
    if related is None:
        return _TEXTS[language]
    pointer = _RELATED[language].format(count=related.contributions, question=related.text)
    return f"{_TEXTS[language]} {pointer}"
