"""Closed lists of what one thing is to another, in both languages: the two of them may change places.

"Rumours are a threat to trust", "trust is vital for dialogue", « la peur est à l'origine du silence ».
"""

import re

from assistant.records import Language

_ROLES: dict[Language, str] = {
    "fr": "aide arme atout barrière base catalyseur cause clé condition conséquence effet entrave facteur fondement"
    " frein fruit garantie guide instrument levier moteur moyen obstacle origine outil pilier plateforme préalable"
    " preuve produit raison remède rempart réponse résultat signe socle solution source soutien symptôme tremplin"
    " vecteur voie",
    "en": "aid asset barrier basis catalyst cause condition consequence cost driver effect engine factor force"
    " foundation guarantee guide help hindrance instrument key lever means obstacle opportunity outcome path pillar"
    " platform precondition prerequisite product proof reason remedy requirement response result route sign solution"
    " source spur step support symptom tool vehicle way weapon",
}
# Of these "of" would give what they consist in: "a risk of exclusion".
_FACED: dict[Language, str] = {
    "fr": "bienfait chance danger défi espoir menace occasion opportunité risque",
    "en": "barrier benefit challenge danger help hindrance obstacle response risk solution threat",
}
_MATTERS: dict[Language, str] = {
    "fr": "bénéfique central crucial cruciaux dangereuse dangereux décisif décisive essentiel favorable fatal important"
    " indispensable nécessaire néfaste nuisible préjudiciable primordial profitable propice utile vital vitaux",
    "en": "beneficial central critical crucial dangerous decisive detrimental essential fatal fundamental good harmful"
    " helpful important indispensable key necessary useful valuable vital",
}
_ROOTS: dict[Language, str] = {
    "fr": r"(?:à l['’]origine|à la (?:base|racine|source)|au cœur) de|d(?:û|ue?)s? à|(?:bas|fond)ée?s? sur",
    "en": r"at the (?:base|heart|origin|root|source) of|based on|built on|due to|rooted in",
}


def _any(lists: dict[Language, str]) -> dict[Language, str]:
    return {side: f"(?:{'|'.join(words.split())})" for side, words in lists.items()}


_ROLE, _FACE, _MATTER = map(_any, (_ROLES, _FACED, _MATTERS))
# What is done to the second: "of building trust", « d'obtenir la paix »; no adjective ("for growing towns").
_DOING = (
    r"(?: (?!(?:developing|emerging|evolving|existing|growing|leading|ongoing|(?:any|every|no|some)thing)\b)\w+ing)"
)
_INFINITIVE = (
    r"(?!(?:autre|notre|quatre|votre)\b)\w+(?:er|ir|re)"
    r"(?= (?:(?:ce|cet|cette|des|la|le|les|leurs?|sa|ses|son|une?)\b|l['’]))"
)
_FOR = r"for(?!(?: [^\s,;]+){1,3} to )(?! (?:which|whom)\b)"  # no "for towns to act"
_OF = r"(?:against|of|towards)(?! (?:which|whom)\b)"
_TO = rf"to(?:{_DOING}|(?= (?:an?|the)\b))"  # before a thing, as far as a word tells: no "essential to protect"
_POUR = r"pour(?! [^,;]* d(?:e |['’])\w+(?:er|ir|re)\b)"  # no « pour les villes d'agir »
_QUI = r"(?! (?:qui|laquelle|lequel|lesquel(?:le)?s)\b)"
_ROLE_FR = (
    rf"(?:une? |l[ea]s? |l['’]|des )(?:\w+ )?(?:{_ROLE['fr']}s?(?: (?!et\b|ou\b)\w+)??"
    rf" (?:(?:à|de|pour) {_INFINITIVE}|à|contre|de|{_POUR})"
    rf"|{_FACE['fr']}s?(?: (?!et\b|ou\b)\w+)?? (?:à|contre|{_POUR})){_QUI}"
)
_ROLE_EN = (
    r"(?:an? |one |the )?(?:(?!(?:at|in|no|not|on|one|under)\b)\w+ )?"
    rf"(?:{_ROLE['en']}s? (?:(?:{_FOR}|{_OF}){_DOING}?|in{_DOING}|{_TO})|{_FACE['en']}s? (?:{_FOR}|to))"
)
_MATTER_FR = rf"(?:(?:\w+ment|plus|si|très) )?{_MATTER['fr']}(?:l?e)?s? (?:(?:à|pour) {_INFINITIVE}|à|{_POUR}){_QUI}"
_MATTER_EN = (
    rf"(?:(?:\w+ly|more|most|so|very) )?(?:{_MATTER['en']} (?:{_FOR}{_DOING}?|in{_DOING}|{_TO})"
    r"|(?:beneficial|detrimental|fatal|harmful) to)"
)
IS_TO: dict[Language, str] = {
    "fr": rf"(?:(?:aussi|souvent|surtout|toujours) )?(?:{_ROLE_FR}|{_MATTER_FR}|{_ROOTS['fr']})",
    "en": rf"(?:(?:also|always|mainly|often|still) )?(?:{_ROLE_EN}|{_MATTER_EN}|{_ROOTS['en']})",
}
_APART = {"au": "à le", "aux": "à les", "des": "de les", "du": "de le"}
_DRAWN = re.compile(  # a preposition drawn together with what follows it
    rf"\b((?:{_ROLE['fr']}|{_FACE['fr']}|{_MATTER['fr']}|cœur|d(?:û|ue?)|racine)(?:l?e)?s?"
    r"(?: (?!et\b|ou\b)\w+)??) (?:(aux?|des|du)\b|d['’] ?)",
    re.I,
)


def apart(text: str, language: Language) -> str:
    """Return a French text with "du", "aux", "d'" and the like in two words after what one thing may be to another."""
    if language == "en":
        return text
    return _DRAWN.sub(lambda drawn: f"{drawn[1]} {_APART[drawn[2].lower()] if drawn[2] else 'de '}", text)
