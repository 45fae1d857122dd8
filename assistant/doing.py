"""Closed lists of what one thing does to another, in both languages: the two of them may change places.

"Distrust causes rumours", "talks may be caused by fear", "trust can pave the way for peace".
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
    "fr": r"(?:ne |n['’])?(?:peu(?:t|vent)|pourr(?:a|ont|ai(?:t|ent))|doi(?:t|vent)|devr(?:a|ont|ai(?:t|ent))|va|vont"
    r"|sai(?:t|vent)|saurai(?:t|ent)|veu(?:t|lent)|(?:a|ont) (?:pu|dû|su)|(?:vise|cherche|arrive)(?:nt)? à"
    r"|tend(?:ent)? à|(?:est|sont) (?:amené|appelé|censé|capable|invité|obligé|tenu)e?s? (?:à|de))"
    r"(?: (?:pas|aussi|également|même|ainsi|donc|parfois|souvent|surtout|encore|mieux))*",
    "en": r"(?:can|could|may|might|must|should|will|would|shall|ought to|ha(?:s|ve|d) to|(?:aim|need|seek|tend)s? to"
    r"|(?:is|are|was|were) (?:able|bound|expected|invited|meant|required|supposed) to)(?:(?: ?n[o']t)|not)?"
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
_NOT_BE: dict[Language, str] = {
    "fr": r"(?!(?:avoir|commencer|continuer|demeurer|devenir|faire|rester|se|sembler|être)\b)",
    "en": r"(?!(?:be|become|begin|continue|go|have|help|keep|learn|make|not|remain|seem|start|stay|stop|try) )",
}
DID: dict[Language, str] = {  # what has been done, whatever it is
    "fr": r"(?:a|ont|avait|avaient) (?:aussi |déjà |ainsi )?(?!été|eu|fait|pu|dû)\w+[éiust]\b"
    r"(?: (?:à|de) \w+(?:er|ir|re))?",
    "en": r"(?:has|have|had) (?:also |already |thus )?(?!been|had|made)\w+[ntd]\b(?: to \w+)?",
}
_INFINITIVE = r"\w+(?:er|ir|re)"
_PHRASES: dict[Language, tuple[str, ...]] = {  # that say in several words what a verb says
    "fr": (
        r"ouvr(?:e|ent|ir) la (?:porte|voie)",
        r"donn(?:e|ent|er) naissance",
        r"(?:jett?(?:e|ent|er)|pos(?:e|ent|er)) les bases",
        r"tir(?:e|ent|er) (?:parti|profit)",
    ),
    "en": (
        r"pav(?:e|es|ed) the way for",
        r"open(?:s|ed)? the (?:door|way) (?:for|to)",
        r"(?:give|gives|gave) rise to",
        r"(?:lay|lays|laid) the (?:ground|groundwork|foundations?) (?:for|of)",
        r"(?:make|makes|made) use of",
        r"(?:take|takes|took) advantage of",
    ),
}
VERB: dict[Language, str] = {
    "fr": rf"(?:(?:{HELPERS['fr']} )?(?:{'|'.join(_PHRASES['fr'])})"
    rf"|{HELPERS['fr']} (?:(?:aider|contribuer|servir) à |permettre de )?{_NOT_BE['fr']}{_INFINITIVE}"
    rf"|{HELPERS['fr']} (?:se |s['’])\w+(?:er|ir|re)(?= (?:à|aux?|contre|sur)\b)"
    rf"|(?:{HELPERS['fr']} faire|fait|font) (?:augmenter|avancer|baisser|croître|grandir|naître|progresser|reculer)"
    rf"|{DID['fr']}"
    rf"|(?:ne |n['’])?(?:aide|contribue|permet|sert)(?:nt|tent|vent)? (?:(?:à|de) |d['’])?{_INFINITIVE}"
    rf"|(?:ne |n['’])?(?:{'|'.join(_VERBS_FR.split())}))\b(?: (?:pas|aussi|également|ainsi))*",
    "en": rf"(?:(?:{HELPERS['en']} )?(?:{'|'.join(_PHRASES['en'])})|{HELPERS['en']} {_NOT_BE['en']}\w+"
    rf"|(?:(?:has|have|had) )?help(?:s|ed) to \w+|(?:(?:has|have|had) )?(?:{FORMS_EN})"
    r"|(?:is|are|was|were) (?:also |now |still )?(?!(?:being|facing|going|having|joining|lacking|meeting)\b)\w+ing)\b"
    r"(?: (?:up|down|back|out))?",
}
PARTICLE: dict[Language, str] = {
    "fr": r"(?: (?:à|contre|de|sur))?",
    "en": r"(?: (?:out of|up to|to|on|in|from|against|with|into|of))?",
}
BE: dict[Language, str] = {
    "fr": rf"(?:est|sont|était|étaient|a été|ont été|{HELPERS['fr']} être)",
    "en": rf"(?:is|are|was|were|has been|have been|{HELPERS['en']} be)",
}
DONE_BY: dict[Language, str] = {
    "fr": r"(?:\w+ )?\w+[éiust]e?s? par",
    "en": r"(?:\w+ )?\w+[ntd](?: back| down| on show| out| up)? by",
}
_NUMBERS: dict[
    Language, tuple[tuple[str, str], ...]
] = {  # of the verbs that stand first most often: of one, of several
    "fr": (
        *(("a", "ont"), ("avait", "avaient"), ("devra", "devront"), ("devrait", "devraient"), ("doit", "doivent")),
        *(("est", "sont"), ("fait", "font"), ("peut", "peuvent"), ("pourra", "pourront"), ("pourrait", "pourraient")),
        *(("va", "vont"), ("veut", "veulent"), ("était", "étaient")),
    ),
    "en": (("does", "do"), ("has", "have"), ("is", "are"), ("was", "were")),
}
_SEVERAL: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"(?:ce|de|le|leur|me|no|se|vo)s\b|(?:certaine?s|deux|plusieurs|quelques|trois)\b"
        r"|(?:(?!(?:de|du|des|en|entre|à|au|aux|pour|sur|qui|que)\b|d['’])[^\s,;]+ )+et (?:l[ea]s? |l['’]|une? |des )",
        re.I,
    ),
    "en": re.compile(
        r"(?:(?!(?:at|between|by|for|from|in|of|on|that|to|which|who|with)\b)[^\s,;]+ )*?"
        r"(?:(?:and|many|several|some|these|those|two|three)\b|(?:children|men|people|women)\b"
        r"|(?!(?:\w*(?:is|news|ss|us)|economics|ethics|mathematics|politics)\b)\w+s(?!['’]\w)"
        r"(?= (?:across|all|among|at|between|by|for|from|in|of|on|over|that|to|which|who|with|worldwide)\b|$))",
        re.I,
    ),
}


def agreeing(verb: str, thing: str, language: Language) -> str:
    """Return a verb as it is said of a thing, or of several, where its first word is one that is known: "is", "are"."""
    first = verb.split(" ", 1)[0]
    several = _SEVERAL[language].match(thing) is not None
    for forms in _NUMBERS[language]:
        if first.lower() in forms:
            return f"{forms[several]}{verb[len(first) :]}"
    return verb
