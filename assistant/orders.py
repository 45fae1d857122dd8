"""Whether a message gives the assistant orders, instead of asking: a prompt injection answers no question.

Told by what such messages have in common whatever they are about: they order rules or sources to be ignored, ask for
the prompt, give the assistant another role, pretend to be its system's own text, or dictate its reply. A model that is
asked whether excerpts answer such a message tends to obey it.
"""

import re

from assistant.glossary import plain

# An order opens a sentence, or comes behind what only joins or softens it.
_ORDER = (
    r"(?:^|[.!?:;,>)\]«\"-] ?"
    r"|\b(?:and|then|now|please|just|first|only|simply|et|puis|maintenant|donc|alors|d'abord|svp|stp) )"
)
_OWN = (
    r"(?:your|all|any|every|these|the|previous|prior|earlier|above|everything|what"
    r"|tes|ton|ta|vos|votre|toutes?|tous|les|ces|tout|ce)"
)
_RULES = (
    r"(?:instructions?|rules?|guidelines?|guardrails?|prompts?|orders?|directives?|sources?|restrictions?|passages?"
    r"|constraints?|programming|training|context|above|told|said|consignes?|regles?|ordres?|contraintes?|contexte"
    r"|programmation|precede|dit|ci-dessus|documents?|corpus|excerpts?|extraits?)"
)
_MINE = (
    r"(?:(?:system|hidden|initial|secret|original|developer) (?:prompt|message|instructions?|rules|configuration)"
    r"|your (?:own |full |exact |whole |secret |hidden )?(?:prompt|instructions?|rules|guidelines|configuration)"
    r"|(?:prompt|message|invite|consignes?|instructions?) (?:systeme|initiale?s?|cachee?s?|secrete?s?)"
    r"|(?:ton|tes|votre|vos) (?:propres? )?(?:prompt|consignes?|instructions?|regles|configuration)"
    r"|(?:consignes?|instructions?|regles) (?:que tu as|que vous avez|qu'on t'a|qu'on vous a|you (?:were|have|got))"
    r"|above this line|au-dessus de cette ligne)"
)
_IGNORE = (
    r"(?:ignore[rz]?|disregard|forget|bypass|override|drop|oublie[rz]?|neglige[rz]?|contourne[rz]?|passe[rz]? outre"
    r"|ne tiens (?:pas|plus) compte|do not follow|don't follow|stop following)"
)
_SHOW = (
    r"(?:print|show|reveal|repeat|display|output|give|tell|write|copy|dump|leak|quote|share|what (?:is|are)|what's"
    r"|affiche[rz]?|montre[rz]?|revele[rz]?|repete[rz]?|donne[rz]?|recopie[rz]?|copie[rz]?|ecri[st]|ecrivez|cite[rz]?"
    r"|quel(?:le)?s? (?:est|sont)|communique[rz]?|dis|dites)"
)
_SAY = (
    r"(?:respond|answer|reply|say|saying|write|confirm|repeat|reponds?|repondez|repondant|dis|dites|disant|ecris"
    r"|ecrivez|repete[rz]?)"
)
_ORDERS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_ORDER}{_IGNORE}\b[^.?!]{{0,20}}\b{_OWN}\b[^.?!]{{0,60}}\b{_RULES}\b",
        rf"\b{_SHOW}\b[^.?!]{{0,40}}\b{_MINE}\b",
        r"\bwhat were you told\b|\bqu'est-ce qu'on (?:t'a|vous a) dit\b",
        # another role
        rf"\byou are (?:now|no longer)\b|{_ORDER}(?:act|behave) as\b|{_ORDER}pretend\b|\bnew role ?:"
        r"|\byou have no (?:rules|restrictions|limits)\b|\b(?:developer|debug|jailbreak|god) mode\b",
        r"\b(?:tu|vous) (?:n')?(?:es|etes) (?:maintenant|desormais|plus)\b"
        rf"|{_ORDER}(?:fais|faites) (?:comme si|semblant)\b"
        rf"|{_ORDER}joue[rz]? le role\b|\bnouveau role ?:|\bmode (?:developpeur|debug|maintenance)\b"
        r"|\btu n'as (?:plus |aucune )?(?:de )?(?:regles?|restrictions?|limites?)\b",
        rf"\b(?:from now on|a partir de maintenant|desormais),? (?:you|tu|vous|{_SAY})\b",
        # the system's own text
        r"</?(?:system|systeme|assistant|user|instructions?|admin|context|contexte)\b|<\|[a-z_]+\|>|\[/?inst\]"
        r"|\[(?:system|systeme|assistant|admin|user)\]|#{2,} ?(?:new |nouvelles? )?(?:system|instruction)"
        r"|^(?:system|systeme|assistant|admin) ?:",
        r"\bend of (?:the )?(?:user|system) (?:text|message|prompt|input)\b"
        r"|\bfin du (?:texte|message) (?:de l'utilisateur|utilisateur|systeme)\b",
        # the reply
        rf"(?:{_ORDER}|\b(?:by|en) ){_SAY}\b[^.?!«\"“]{{0,30}}[«\"“]",
        rf"{_ORDER}{_SAY} (?:from memory|without (?:citing|(?:any |a |your )?sources?)|de memoire"
        r"|sans (?:citer|sources?))",
        rf"{_ORDER}(?:add|invent|fabricate|make up|ajoute[rz]?|invente[rz]?|fabrique[rz]?)\b[^.?!]{{0,40}}"
        r"\b(?:sources?|citations?|quotes?|references?)\b",
    )
)


def gives_orders(message: str) -> bool:
    """Tell whether a message, in French or English, gives the assistant orders instead of asking."""
    text = " ".join(plain(message).lower().split())
    return any(pattern.search(text) for pattern in _ORDERS)
