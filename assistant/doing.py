"""Closed lists of what one thing does to another, in both languages: the two of them may change places.

"Distrust causes rumours", "talks may be caused by fear"; and, where none of them stands, any word before an article.
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
    rf"|help(?:s|ed) to \w+|(?:(?:has|have|had) )?(?:{FORMS_EN})"
    r"|(?:is|are|was|were) (?:also |now |still )?(?!being|going|having|lacking)\w+ing)\b(?: (?:up|down|back|out))?",
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
    "fr": re.compile(r"(?:ce|de|le|leur|me|no|se|vo)s\b|(?:certain|plusieurs|quelque)|[^,;]*? et ", re.I),
    "en": re.compile(
        r"(?:(?!(?:at|by|for|from|in|of|on|that|to|which|who|with)\b)[^\s,;]+ )*?"
        r"(?:(?:and|many|several|some|these|those|two|three)\b|(?!\w*(?:ics|is|news|ss|us)\b)\w+s(?:\b(?!['’]\w)|$)"
        r"(?= (?:at|by|for|from|in|of|on|that|to|which|who|with)\b|$))",
        re.I,
    ),
}
# What stands between two things and is no verb, says that they are one, or what one does to the other with a third, or
# might be said of what undergoes ("the agenda split"); any other word before an article or the like counts as a verb.
_NO_VERB: dict[Language, str] = {
    "fr": "a ainsi ait après associe associent au aussi autour aux avait avant avec avoir c'est car chez comme"
    " constitue constituent contre dans de demeure demeurent depuis derrière des devant deviennent devient donc"
    " donne donnent dont du durant dès déjà désigne désignent en encore entre es est et eu fait faut hors il jamais"
    " jusqu'à laquelle lequel lesquelles lesquels lie lient lors lorsque là mais malgré met mettent moins même ne"
    " ni non nous on ont ou outre où par parfois parmi pas pendant peu place placent plus pour puis puisque quand"
    " que quel quelle quelles quels qui quoi quoique rattache rattachent redevient relie relient représente"
    " représentent reste restent sans sauf selon semble semblent si signifie signifient soit sont sous souvent sur"
    " surtout tandis tant tel telle telles tels toujours tous tout toute toutes trop un une vers voici voilà vous y"
    " à étaient était été être",
    "en": "a about above across after against all almost along also although always am among amongst an and any are"
    " around as associate associates at attach attaches be beat became because become becomes been before behind"
    " being below beneath beside besides between beyond both bring brings brought but by can comprise comprises"
    " connect connects constitute constitutes cost could cut despite did do does down during each either else even"
    " ever every except for from gave give gives had half has have here hit how hurt if in include included"
    " includes inside into is it just less let like link linked links many may mean means might more most much must"
    " near nearly need needs neither never no nor not of off often on once one only onto or other our out outside"
    " over past per place places put puts quit quite rather remain remained remains represent represents same seem"
    " seems set shall should shut since so some split spread still such than that the their them then there these"
    " they this those though through throughout tie ties till to too toward towards under unless until up upon very"
    " via was we were what when whenever where whereas whether which while who whom whose why will with within"
    " without would yet you",
}
_ARTICLE: dict[Language, str] = {
    "fr": r"(?:l[ae]s? |l['’]|une? |leurs? |s(?:a|es|on) |ce(?:s|t|tte)? |chaque |plusieurs )",
    "en": r"(?:an?|any|each|every|her|his|its|many|our|several|some|the|their|these|this|those) ",
}
_NO_VERBS: dict[Language, str] = {
    side: rf"(?:{'|'.join(map(re.escape, words.split()))})\b" for side, words in _NO_VERB.items()
}
ANY: dict[Language, str] = {  # no infinitive, participle or adverb
    "fr": rf"(?<!\bà )(?<!\bde )(?<!\bpour )(?:ne |n['’])?(?!{_NO_VERBS['fr']}"
    r"|\w+(?:ant|ment|er|ir|oir|aire|uire|dre|ttre|ître|ivre)\b)"
    rf"[a-zà-ÿœ]+(?: pas)?(?= {_ARTICLE['fr']})",
    "en": rf"(?<!\bto )(?!{_NO_VERBS['en']}|\w+ing\b|\w+(?<!pp|im|ip|re)ly\b)"
    rf"[a-z]+(?: (?:away|back|down|off|out|up))?(?= {_ARTICLE['en']})",
}
# What has a verb already, or ends in no noun: no other word is taken for a verb after it.
_PRONOUNS: dict[Language, str] = {"fr": "on|ils?|elles?|je|faut", "en": "he|it|she|they|we|you"}
HAS_VERB: dict[Language, re.Pattern[str]] = {
    side: re.compile(rf"\b(?:{HELPERS[side]}|{BE[side]}|{DID[side]}|{VERB[side]}|{more})\b|\b{_NO_VERBS[side]}$", re.I)
    for side, more in _PRONOUNS.items()
}


def agreeing(verb: str, thing: str, language: Language) -> str:
    """Return a verb as it is said of a thing, or of several, where its first word is one that is known: "is", "are"."""
    first = verb.split(" ", 1)[0]
    several = _SEVERAL[language].match(thing) is not None
    for forms in _NUMBERS[language]:
        if first.lower() in forms:
            return f"{forms[several]}{verb[len(first) :]}"
    return verb
