"""Closed lists of what one thing does, or is, to another, in both languages; the two of them may change places.

"Distrust causes rumours", "rumours are a threat to trust", "trust is vital for dialogue", "talks are caused by fear".
"""

import re

from assistant.records import Language


def _forms_en(verb: str) -> tuple[str, ...]:
    stem = verb.removesuffix("e")
    if verb.endswith("y") and verb[-2] not in "aeo":
        return verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied"
    ending = "es" if verb.endswith(("s", "sh", "ch", "x")) else "s"
    return verb, f"{verb}{ending}", f"{stem}ed"


HELPERS: dict[Language, str] = {  # before a verb, which may then be any
    "fr": r"(?:ne |n['’])?(?:peu(?:t|vent)|pourrai(?:t|ent)|doi(?:t|vent)|devrai(?:t|ent)|va|vont)"
    r"(?: (?:pas|aussi|également|même|ainsi|donc|parfois|souvent|surtout|encore|mieux))*",
    "en": r"(?:can|could|may|might|must|should|will|would|shall|ought to)(?:(?: ?n[o']t)|not)?"
    r"(?: (?:also|even|often|sometimes|thus|never|always|really|still|only|actually))*",
}
_VERBS_FR = (
    "accélère accélèrent accroît accroissent affaiblit affaiblissent aggrave aggravent aide"
    " aident alimente alimentent améliore améliorent amène amènent amplifie amplifient appauvrit appauvrissent"
    " augmente augmentent bloque bloquent cause causent combat combattent compense compensent complique compliquent"
    " compromet compromettent concurrence concurrencent conditionne conditionnent conduit conduisent consolide"
    " consolident contribue contribuent contrôle contrôlent crée créent creuse creusent déclenche déclenchent dépend"
    " dépendent déstabilise déstabilisent détermine déterminent diminue diminuent donne donnent éclaire éclairent"
    " empêche empêchent encourage encouragent engendre engendrent enrichit enrichissent entraîne entraînent entrave"
    " entravent entretient entretiennent exacerbe exacerbent exclut excluent exige exigent explique expliquent"
    " facilite facilitent favorise favorisent finance financent forme forment freine freinent fragilise fragilisent"
    " garantit garantissent génère génèrent gêne gênent guide guident impose imposent inspire inspirent limite"
    " limitent menace menacent mène mènent mine minent mobilise mobilisent nécessite nécessitent nourrit nourrissent"
    " nuit nuisent permet permettent perturbe perturbent pousse poussent précède précèdent prépare préparent produit"
    " produisent profite profitent protège protègent provoque provoquent ralentit ralentissent "
    " réclame réclament réduit réduisent remplace remplacent rend rendent renforce renforcent repose"
    " reposent requiert requièrent sape sapent sert servent soutient soutiennent stimule stimulent suit suivent"
    " suppose supposent suscite suscitent surveille surveillent touche touchent transforme transforment valorise"
    " valorisent"
)
_VERBS_EN = (
    "accelerate affect aid allow amplify attract block boost bring build cause challenge combat"
    " complicate compromise control create curb damage deepen depend determine diminish disrupt drive"
    " ease empower enable encourage endanger enhance enrich ensure erode exacerbate exclude explain facilitate feed"
    " fight finance follow force foster fuel fund further generate govern guide hamper harm hinder hinge impede"
    " improve increase influence inform inspire invite jeopardise jeopardize justify lead limit lower monitor"
    " motivate nurture obstruct outpace overtake persuade precede prevent produce promote prompt protect push raise"
    " reduce reinforce rely replace require rest restrict result serve shape slow spark speed stem stimulate"
    " strengthen support sustain teach threaten train transform trigger undermine weaken widen worsen"
)
_PAST_EN = "brought built drove fed fought led overtook taught"
FORMS_EN = "|".join([_form for one in _VERBS_EN.split() for _form in _forms_en(one)] + _PAST_EN.split())
_NOT_BE: dict[Language, str] = {"fr": r"(?!être|avoir|faire|se )", "en": r"(?!be |have |help |make |not )"}
DID: dict[Language, str] = {  # what has been done, whatever it is
    "fr": r"(?:a|ont|avait|avaient) (?:aussi |déjà |ainsi )?(?!été|eu|fait|pu|dû)\w+[éiust]\b"
    r"(?: (?:à|de) \w+(?:er|ir|re))?",
    "en": r"(?:has|have|had) (?:also |already |thus )?(?!been|had|made)\w+[ntd]\b(?: to \w+)?",
}
_INFINITIVE = r"\w+(?:er|ir|re)"
VERB: dict[Language, str] = {
    "fr": rf"(?:{HELPERS['fr']} (?:(?:aider|contribuer|servir) à |permettre de )?{_NOT_BE['fr']}{_INFINITIVE}"
    rf"|(?:{HELPERS['fr']} faire|fait|font) (?:augmenter|avancer|baisser|croître|grandir|naître|progresser|reculer)"
    rf"|{DID['fr']}"
    rf"|(?:ne |n['’])?(?:aide|contribue|permet|sert)(?:nt|tent|vent)? (?:(?:à|de) |d['’])?{_INFINITIVE}"
    rf"|(?:ne |n['’])?(?:{'|'.join(_VERBS_FR.split())}))\b(?: (?:pas|aussi|également|ainsi))*",
    "en": rf"(?:{HELPERS['en']} {_NOT_BE['en']}\w+|(?:(?:has|have|had) )?(?:{FORMS_EN}))\b(?: (?:up|down|back|out))?",
}
PARTICLE: dict[Language, str] = {"fr": r"(?: (?:à|contre|de|sur))?", "en": r"(?: (?:to|on|in|from|against|with))?"}
BE: dict[Language, str] = {
    "fr": rf"(?:est|sont|était|étaient|a été|ont été|{HELPERS['fr']} être)",
    "en": rf"(?:is|are|was|were|has been|have been|{HELPERS['en']} be)",
}
DONE_BY: dict[Language, str] = {
    "fr": r"(?:\w+ )?\w+[éiust]e?s? par",
    "en": r"(?:\w+ )?\w+[ntd](?: back| down| up)? by",
}
# What one thing is to another: "is a means of reaching", « sont un frein à », "are vital for", « est plus sûr que ».
_ROLES: dict[Language, str] = {
    "fr": "aide arme atout barrière base bienfait but catalyseur cause chance clé condition conséquence danger défi"
    " effet entrave espoir facteur fondement frein fruit garantie guide instrument levier menace moteur moyen objectif"
    " obstacle occasion opportunité origine outil pilier plateforme préalable preuve produit raison remède rempart"
    " réponse résultat risque signe socle solution source soutien symptôme tremplin vecteur voie",
    "en": "aid aim aspect asset barrier basis benefit catalyst cause challenge condition consequence cost danger driver"
    " effect engine factor force foundation goal guarantee guide help hindrance instrument key lever means obstacle"
    " opportunity outcome path pillar platform precondition prerequisite product proof purpose reason remedy"
    " requirement response result risk route sign solution source spur step support symptom threat tool vehicle way"
    " weapon",
}
_MATTERS: dict[Language, str] = {
    "fr": "bénéfique central crucial cruciaux dangereuse dangereux décisif décisive essentiel favorable fatal important"
    " indispensable nécessaire néfaste nuisible préjudiciable primordial profitable propice utile vital vitaux",
    "en": "beneficial central critical crucial dangerous decisive detrimental essential fatal fundamental good harmful"
    " helpful important indispensable key necessary useful valuable vital",
}
_DOING = r"(?! whom\b| which\b)(?: \w+ing)?"
_TO = r"to(?: \w+ing|(?= (?:an?|the)\b))"  # before a thing, as far as a word tells: no "essential to protect"
_TO_WHAT = "barrier|challenge|danger|help|hindrance|obstacle|response|solution|threat"  # a thing, whatever follows
_ROLE_EN = (
    rf"(?:an? |the )?(?:\w+ )?(?:(?:{'|'.join(_ROLES['en'].split())})s?"
    rf" (?:(?:for(?! [^,;]* to )|in|of|towards){_DOING}|{_TO})|(?:{_TO_WHAT})s? to)"
)
_MATTERS_EN = (
    rf"(?:(?:\w+ly|more|most|so|very) )?(?:(?:{'|'.join(_MATTERS['en'].split())})"
    rf" (?:(?:for(?! \w+ to )|in){_DOING}|{_TO})|(?:beneficial|detrimental|fatal|harmful) to)"
)
IS_TO: dict[Language, str] = {
    "fr": rf"(?:(?:(?:une? |l[ea] |l['’])(?:\w+ )?(?:{'|'.join(_ROLES['fr'].split())})(?: \w+)??"
    rf"|(?:(?:\w+ment|plus|si|très) )?(?:{'|'.join(_MATTERS['fr'].split())})(?:l?e)?s?)"
    rf" (?:(?:à|de|pour) {_INFINITIVE}|à|contre|de|pour)(?! (?:qui|laquelle|lequel|lesquel(?:le)?s)\b)"
    r"|(?:plus|moins) \w+ que)",
    "en": rf"(?:{_ROLE_EN}|{_MATTERS_EN}|(?:(?:more|less) \w+|\w+er) than)",
}
_APART = {"au": "à le", "aux": "à les", "des": "de les", "du": "de le"}
_DRAWN = re.compile(  # a preposition drawn together with what follows, after what one thing is to another
    rf"\b((?:{'|'.join((_ROLES['fr'] + ' ' + _MATTERS['fr']).split())})(?:l?e)?s?(?: \w+)??)"
    r" (?:(aux?|des|du)\b|d['’] ?)",
    re.I,
)


def apart(text: str) -> str:
    """Return a French text with "du", "aux", "d'" and the like in two words where one thing is something to another."""
    return _DRAWN.sub(lambda drawn: f"{drawn[1]} {_APART[drawn[2].lower()] if drawn[2] else 'de '}", text)
