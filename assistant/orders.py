"""Whether a message gives the assistant orders, instead of asking: a prompt injection answers no question.

Told by what such messages have in common whatever they are about: they order rules or sources to be ignored, ask for
the prompt, give the assistant another role, pretend to be its system's own text, or dictate its reply. A model that is
asked whether excerpts answer such a message tends to obey it. What only speaks of such things is no order ("Why do
some states ignore the rules?", "What is a system prompt?"): an order opens a sentence.
"""

import re

from assistant.glossary import plain

_OPENS = r"(?:^|[.!?:;>)\]«\"“(*—–] ?| - )"
_SOFT = (
    r"(?:(?:and|then|now|also|please|just|first|only|simply|et|puis|maintenant|aussi|donc|alors|d'abord|svp|stp"
    r"|s'il (?:te|vous) plait),? )*"
    r"(?:(?:(?:can|could|would|will) you|(?:i )?want you to|you (?:must|should|have to)|(?:peux|pourrais|veux)-tu"
    r"|(?:pouvez|pourriez|voulez)-vous|(?:tu dois|vous devez)|veuillez|merci de)(?: please| now| just)? )?"
)
_ORDER = _OPENS + _SOFT
_OWN = (
    r"(?:your|all|any|every|these|the|previous|prior|earlier|above|everything|what"
    r"|tes|ton|ta|vos|votre|toutes?|tous|les|ces|tout|ce)"
)
_RULES = (
    r"(?:instructions?|rules?|guidelines?|guardrails?|prompts?|orders?|directives?|sources?|restrictions?|passages?"
    r"|constraints?|programming|training|context|above|told|said|consignes?|regles?|ordres?|contraintes?|contexte"
    r"|programmation|precede|dit|ci-dessus|documents?|corpus|excerpts?|extraits?)"
)
_IGNORE = (
    r"(?:ignore[rz]?|disregard|forget|bypass|override|oublie[rz]?|neglige[rz]?|contourne[rz]?|passe[rz]? outre"
    r"|ne (?:tiens|tenez) (?:pas|plus) compte|do not follow|don't follow|stop following)"
)
_SHOW = (
    r"(?:print|show|reveal|repeat|display|output|give|tell|write|copy|dump|leak|quote|share|translate|summari[sz]e"
    r"|affiche[rz]?|montre[rz]?|revele[rz]?|repete[rz]?|donne[rz]?|recopie[rz]?|copie[rz]?|ecri[st]|ecrivez|cite[rz]?"
    r"|traduis|traduisez|resume[rz]?|communique[rz]?|dis|dites|(?:what (?:is|are)|what's|quel(?:le)?s? (?:est|sont)))"
)
_MINE = (
    r"(?:(?:your|ton|tes|votre|vos) (?:[a-z]+ )?"
    r"(?:prompt|instructions?|rules|guidelines|configuration|consignes?|regles|message systeme|system message)"
    r"|(?:the|this|le|la|les|ce) (?:(?:system|hidden|developer) (?:prompt|message)|(?:prompt|message) systeme)"
    r"|hidden (?:configuration|instructions)|above this line|au-dessus de cette ligne"
    r"|(?:consignes?|instructions?|regles|rules) "
    r"(?:que tu as|que vous avez|qu'on t'a|qu'on vous a|you (?:were|have|got)))"
)
_GIVEN = (  # what the assistant was told, by who is asked for it
    r"(?:instructions?|rules?|guidelines?|prompts?|directives?|consignes?|regles?) "
    r"(?:(?:that |which )?you (?:(?:were|have been|got) (?:given|told|shown)|received)"
    r"|(?:qu'on|que l'on) (?:t'a|vous a) (?:donnee?s?|fournie?s?|transmise?s?)"
    r"|que (?:tu as|vous avez) recue?s?)"
)
_SAY = (
    r"(?:respond|answer|reply|say|write|confirm|repeat|output|reponds|repondez|dis|dites|ecris|ecrivez|repete[zr]?"
    r"|confirme[zr]?|affiche[zr]?)"
)
_ONLY = (
    r"(?: (?:only|just|exactly|simply|with|by saying|back|this|(?:the|these) (?:following )?(?:words?|sentence)"
    r"|(?:and )?nothing else|uniquement|seulement|simplement|juste|exactement|par|ceci"
    r"|(?:les?|la|ces?|cette) (?:mots?|phrase)(?: suivante?s?)?|(?:et )?rien d'autre))*"
)
_ROLE = r"(?:an? |the |bound|restricted|subject|allowed|une? |l[ea] |lie|soumis|oblige|in [a-z]+ mode|en mode)"
_ORDERS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_ORDER}{_IGNORE}\b[^.?!]{{0,20}}\b{_OWN}\b[^.?!]{{0,60}}\b{_RULES}\b",
        rf"\b{_IGNORE}\b (?:all |toutes )?(?:your|tes|vos) (?:[a-z]+ )?{_RULES}\b",
        rf"{_ORDER}{_SHOW}\b[^.?!]{{0,40}}\b{_MINE}\b",
        rf"\b(?:need|want|would like|give me|show me|list|exact|voudrais|veux|il me faut|donne[rz]?|montre[rz]?)\b"
        rf"[^.?!]{{0,30}}\b{_GIVEN}\b",
        r"\bwhat were you told\b|\bqu'est-ce qu'on (?:t'a|vous a) dit\b",
        # another role
        rf"(?:{_OPENS}|, ?)you are (?:now|no longer) {_ROLE}",
        rf"(?:{_OPENS}|, ?)(?:tu|vous) (?:n')?(?:es|etes) (?:maintenant|desormais|plus) {_ROLE}",
        rf"\b(?:from now on|a partir de maintenant|desormais),? (?:(?:you are|tu es|vous etes) {_ROLE}|{_SAY}\b)",
        rf"{_ORDER}(?:(?:act|behave) as\b|pretend\b(?!-)|(?:fais|faites) (?:comme si|semblant)\b|joue[zs]? le role\b)"
        r"|\b(?:new|nouveau) role ?:",
        rf"(?:{_OPENS}|, ?)(?:and )?you have no (?:rules|restrictions|limits)\b",
        r"\b(?:enter|enable|activate|switch to|you are in) (?:the )?(?:developer|debug|jailbreak|maintenance) mode\b"
        r"|\bmode (?:developpeur|debug|maintenance|admin) active\b"
        rf"|{_ORDER}(?:active[rz]?|passe[rz]? en|entre[rz]? en)(?: le)? mode (?:developpeur|debug|maintenance|admin)\b",
        # the system's own text
        r"</?(?:system|systeme|assistant|user|instructions?|admin|contexte?|passages|excerpts?|extraits?|prompt)\b"
        r"|<\|[a-z_]+\|>|\[/?inst\]"
        r"|\[(?:system|systeme|assistant|admin|user)\]|#{2,} ?(?:new |nouvelles? )?(?:system|instruction)",
        r"<!--|\{ ?[\"']role[\"'] ?:",
        # a conversation made up, its turns by name; a passage made up
        r"(?:^|[.?!] )assistante? ?:.{0,500}\b(?:user|human|utilisat(?:eur|rice)|humain) ?:"
        r"|(?:^|[.?!] )(?:user|human|utilisat(?:eur|rice)|humain) ?:.{0,500}\bassistante? ?:",
        r"\b(?:new|nouvel(?:le)?|nouveau) (?:passage|excerpt|document|source|extrait) ?\[\d+\] ?:",
        r"\bend of (?:the )?(?:user|system) (?:text|message|prompt|input)\b"
        r"|\bfin du (?:texte|message) (?:de l'utilisateur|utilisateur|systeme)\b",
        # the reply
        rf"{_ORDER}{_SAY}{_ONLY} ?:? ?[«\"“]",
        rf"{_ORDER}(?:repeat after me|repete[zr]? apres moi)\b",
        rf"{_ORDER}{_SAY} (?:from memory|without (?:citing|(?:any |a |your )?sources?)|de memoire"
        r"|sans (?:citer|(?:aucune |tes )?sources?))\b",
        rf"{_ORDER}(?:invent|fabricate|make up|invente[rz]?|fabrique[rz]?)\b[^.?!]{{0,40}}"
        r"\b(?:sources?|citations?|quotes?|references?)\b",
        rf"(?:{_ORDER}|, ?)(?:add|ajoute[rz]?)\b[^.?!]{{0,30}}\b(?:sources?|citations?|quotes?|references?) "
        r"(?:invente|fictive|faux|fausse)",
        rf"(?:{_ORDER}|, ?)(?:add|ajoute[rz]?)\b[^.?!]{{0,20}}\b(?:fake|false|made-up|invented|fausses?) "
        r"(?:sources?|citations?|quotes?|references?)\b",
    )
)


_YES = r"[«\"“]? ?(?:yes|no|true|false|oui|non|vrai|faux) ?[»\"”]?(?: (?:only|seulement|uniquement))?"
_TO_THIS = (
    r"(?: (?:to|a|pour) (?:it|this|that|ceci|cela|(?:this|that|these|ce|cette|ces) (?:statements?|sentences?|words?"
    r"|claims?|questions?|messages?|phrases?|affirmations?|mots?))\b(?:,[^.?!]*)?)?"
)
_DICTATED = re.compile(
    rf"(?:^|[.!?:;()–—] ?|, ?(?=repond|dis |dites )){_SOFT}{_SAY}{_ONLY} ?:? ?{_YES}{_TO_THIS} ?(?:[.!)»”\" ]*$|:)"
)


def dictates(sentence: str) -> bool:
    """Tell whether a sentence, in French or English, orders a yes or a no: by itself, at its end or before a colon."""
    return _DICTATED.search(" ".join(plain(sentence).lower().split())) is not None


def gives_orders(message: str) -> bool:
    """Tell whether a message, in French or English, gives the assistant orders instead of asking."""
    lines = ". ".join(plain(message).lower().splitlines())
    text = " ".join(lines.split())
    return any(pattern.search(text) for pattern in _ORDERS)
