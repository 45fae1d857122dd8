"""What a verdict on a statement says to a person."""

from assistant.records import Evidence, Language, Reason, Verdict, Verified
from assistant.typography import spaced

_REASONS: dict[Language, dict[Reason, str]] = {
    "fr": {
        "verbatim": "Le corpus le dit mot pour mot.",
        "substance": "Le corpus le dit en substance.",
        "number": "Le passage le plus proche ne donne pas : {lacking}.",
        "name": "Le passage le plus proche ne nomme pas : {lacking}.",
        "turned": "Le passage le plus proche le dit dans l’autre sens : qui agit et qui subit, ou la cause et l’effet.",
        "otherwise": "Le passage le plus proche parle de cela, mais en dit autre chose : qui agit, sur qui, pourquoi.",
        "far": "Aucun passage du corpus ne le dit.",
        "different": "Le passage le plus proche ne dit pas la même chose.",
    },
    "en": {
        "verbatim": "The corpus says it word for word.",
        "substance": "The corpus says it in substance.",
        "number": "The nearest passage does not give: {lacking}.",
        "name": "The nearest passage does not name: {lacking}.",
        "turned": "The nearest passage says it the other way round: who acts on whom, or what causes what.",
        "otherwise": "The nearest passage speaks of this, but says something else of it: who acts, on whom, or why.",
        "far": "No passage of the corpus says so.",
        "different": "The nearest passage does not say the same.",
    },
}
_QUOTED: dict[Language, str] = {"fr": "« {unsaid} » : ", "en": "“{unsaid}”: "}
_ALONE: dict[Language, str] = {
    "fr": "Sans modèle de langue, seuls proximité, nombres et noms sont comparés ; un contraire peut passer.",
    "en": "Without a language model, nearness, numbers and names alone were compared: an opposite may pass.",
}


def shown(verdict: Verdict) -> tuple[Evidence, ...]:
    """Return the evidence to show with a verdict: all that says it, else the nearest, if any is near."""
    if verdict.supported:
        return verdict.evidence
    return () if verdict.reason == "far" else verdict.evidence[:1]


def reason_text(verified: Verified, language: Language) -> str:
    """Return why a statement is taken as said in the corpus, or not, and what the check could not see."""
    verdict = verified.verdict
    reason = _REASONS[language][verdict.reason].format(lacking=", ".join(verdict.lacking))
    if verified.unsaid:
        reason = f"{_QUOTED[language].format(unsaid=verified.unsaid)}{reason}"
    alone = verdict.reason == "substance" and not verified.judged
    return spaced(f"{reason} {_ALONE[language]}" if alone else reason, language)
