"""The little words and turns of phrase by which a message refers back, in French and in English.

Only closed classes: what asks, points, joins or adds. No word of any topic is here. All are written as
`question.plain` writes them: in small letters, without accents or apostrophes.
"""

import re

from assistant.language import GRAMMAR
from assistant.question import plain
from assistant.records import Language


def words(text: str) -> frozenset[str]:
    """Return the words of a text, each once."""
    return frozenset(text.split())


_MORE_EN = words(
    "i me us him her am been being if then than so but also just only really still too there here yes please "
    "ok well example examples instance detail details more explain elaborate expand clarify develop tell give "
    "show say go let continue further reason reasons else mean means meaning briefly shorter longer make get "
    "concrete specific one ones other others another any anything something everything thing things again "
    "first second third last important possible true right sure certain enough useful serious good bad like "
    "such each both own most much many very as"
)
_MORE_FR = words(
    "moi toi soi lui eux me te si alors donc mais aussi juste seulement vraiment encore trop oui merci plait "
    "stp svp ok bien exemple exemples detail details plus explique expliquer expliquez developpe developper "
    "developpez precise precisez preciser donne donner donnez montre montrez dis dire dites continue "
    "continuez suite davantage raison raisons autre autres autrement sens signifie bref concret concrets "
    "concretement clairement chose choses etre etait sera a as avoir ont avait fait font faire peux pouvez "
    "peuvent pourrait pourraient doit doivent devrait devraient faut va vont chez vers entre sous premier "
    "premiere deuxieme second seconde dernier derniere important importante possible vrai vraie sur certain "
    "utile grave bon bonne tres tout tous toute toutes ca cela ceci celui celle ceux celles ci la afin lequel "
    "laquelle lesquels lesquelles jamais rien quelque chaque meme"
)
FUNCTION: dict[Language, frozenset[str]] = {
    "fr": words(plain(" ".join(GRAMMAR["fr"]))) | _MORE_FR,
    "en": GRAMMAR["en"] | _MORE_EN,
}

# What asks for something that was not yet told, where nothing else is asked: "give an example", "what else?". What asks
# about something told does not: "the last example", "which one is more important?", "in more detail".
MORE: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"\b(?:une?|des|quelques|plus d|d|par) (?:autres? )?exemples?\b(?! de)|^exemples?\b|\bd autres?\b|\bautres?$"
        r"|\bautres? choses?\b|\bune? autre\b|\bquel(?:le)?s? autres?\b|\bdavantage$|\bcontinue[rz]?\b|\b(?:la )?suite$"
        r"|\b(?:savoir|dire|dis|dites|donne|donnez)\b.* plus$|^(?:et |encore )?plus$|\bencore$"
        r"|\bencore (?:une?|des|d)\b"
    ),
    "en": re.compile(
        r"\b(?:an|some|any|more|other|another|further) (?:(?:other|more|further|concrete|specific) )*examples?\b(?! of)"
        r"|^examples?\b|^for (?:example|instance)$|\b(?:an|another) instance\b|\belse\b|\banother(?: one)?$"
        r"|\bany others?\b|\bothers?$|\bother (?:ones?|things?|reasons?)$|\b(?:tell|say|show|give)\b.* more$"
        r"|^(?:and |any |some )*more$|\banything more\b|\bgo on\b|\bcontinue\b"
    ),
}
# Whatever stands around it, this points back.
ALWAYS: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"\b(a ce (sujet|propos)|a cet egard|la dessus|dans ce cas|sur ce point|ci dessus|ces dernier\w*|"
        r"(tu as|vous avez) (dit|ecrit|cite|mentionne)|tu disais|vous disiez|ta reponse|votre reponse|"
        r"(qu|n|s|j|m|t|d) en (?!est il)\w+|(comment|pourquoi|peut on|faut il) y (?!a\b|avait\b)\w+|"
        r"(premier|premiere|deuxieme|second|seconde|troisieme|dernier|derniere) (point|idee|raison|exemple|phrase))\b"
    ),
    "en": re.compile(
        r"\b(you (just )?(said|say|wrote|mention\w*)|your (last |previous )?answer|in (that|this) (case|regard)|"
        r"on (that|this) point|(that|this|those|these|which|first|second|third|last|other) ones?|"
        r"the (first|second|third|last|latter|former) (point|idea|reason|example|sentence)|the (latter|former))\b"
    ),
}
# This looks as if it pointed somewhere and does not: "it is useful to", "il y a", "those who".
IDLE: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"\b(y a t il|il y a\w*|il faut|faut il|fallait il|il s agit|il existe|existe t il|il suffit|suffit il|"
        r"(il est|est il|il serait|serait il|ce serait|serait ce|est ce (?!que|qu)) ?(si |tres |trop |plus |moins )?"
        r"\w+ (de|d|que|qu)|est ce (que|qu)|qu est ce|c est a dire|ce (que|qu|qui)|"
        r"c est (quoi|qui|que|qu|combien|comment|ou|quand)|(celui|celle|ceux|celles) (qui|que|qu|de|du|des|d)|"
        r"(quoi|qui|quelle|quel) c est|(ca|cela) (cout\w*|prend\w*) (t )?(il )?(\w+ )?(de|d)|"
        r"(a quoi (ca|cela) sert|comment (ca|cela) (marche|fonctionne)) (la|le|les|l|un|une|de|d)|"
        r"(ca|cela) (veut dire|signifie) quoi(?= \w)|en ces (temps|jours|moments))\b"
    ),
    "en": re.compile(
        r"\b((is|was|would|does|will|can|could|should|may|must|might) it (be )?\w+ (to|that|for|when|if|whether)|"
        r"(is|was|be) it (so|very|too|really|still|even|more|less|always|often) \w+ (to|that|for)|is it (that|worth)|"
        r"it (is|was) \w+ (to|that|for)|in these (\w+ )?(days|times|circumstances)|these days|"
        r"is this (a|an|the) (\w+ )?(age|day|era|moment|time|world|year)|"
        r"(does|would|did|will) it take|it takes|those (who|that|which|in|with|of|without)|such as)\b"
    ),
}
POINTS: dict[Language, frozenset[str]] = {
    "fr": words("il elle ils elles cela ca ceci celui celle ceux celles ce cet cette ces leur leurs son sa ses"),
    "en": words("it they them its their theirs this these those he she him her"),
}
THAT = re.compile(
    r"\b(?:about|of|by|with|for|to|from|do|does|did|is|was|like|mean|in|on|after|before) that(?= |$)|\bthat(?= ?$)"
)
# What is acted on and has not been named in its own clause: "How can governments reduce it?", "Comment la réduire ?"
ACTED_ON: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"\b(?:comment|pourquoi|peut|peuvent|doit|doivent|faut|pourrait|pourraient|devrait|devraient|va|vont|on|il|elle|"
        r"ils|elles|nous|vous|je) (?:la|le|l|les|lui|leur|en|y) \w+(?:er|ir|re)\b|"
        r"\b(?:cela|ca|celle ci|celui ci|ceux ci)$"
    ),
    "en": re.compile(r"\b(?:it|them|this|these|that|him|her)$"),
}
CLAUSE: dict[Language, frozenset[str]] = {
    "fr": words("et ou mais si quand lorsque parce car donc qui que qu pour afin dont"),
    "en": words("and or but if when while because so that who which to whether"),
}
OPENS: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"^(?:(?:et|mais|ou|alors|donc|puis|sinon|ensuite) )*(?:qu en est il (?:de|du|des|d)|quid (?:de|du|des|d)|"
        r"(?:la )?meme (?:question|chose)|pareil|idem|et|mais|alors|donc|puis|sinon|ensuite)\b ?"
    ),
    "en": re.compile(
        r"^(?:(?:and|but|or|so|then|now|ok) )*(?:(?:what|how) about|what of|(?:the )?same (?:question|thing)?|likewise|"
        r"similarly|and|but|so|then|or)\b ?"
    ),
}
PREPOSITION: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"^(?:pour|dans|chez|avec|sans|en|au|aux|sur|contre|parmi|seulement|surtout|meme|uniquement|notamment|hors)\b"
    ),
    "en": re.compile(r"^(?:for|in|with|on|to|from|without|among|only|even|especially|within|outside)\b"),
}
# What makes a clause of it: asking words and the verbs that carry questions.
CLAUSAL: dict[Language, frozenset[str]] = {
    "fr": words(
        "qui quoi quel quelle quels quelles comment pourquoi quand combien est sont peut peuvent doit doivent "
        "faut fait font a ont va vont lequel laquelle pourrait devrait sert t"
    ),
    "en": words(
        "what which who whom whose where when why how is are was were do does did can could should would will "
        "may might has have had"
    ),
}
POLITE = re.compile(r"\bs il (?:te|vous) plait\b|\bplease\b")
SENTENCE = re.compile(r"(?<=[.!?;…])\s+")
ENGLISH_ASKED = words("english anglais anglaise")
FRENCH_ASKED = words("french francais francaise")
AROUND = words(
    "in into en et and now please pls s il te vous plait stp svp merci thanks can could you tu peux "
    "pouvez answer repeat say write translate reponds repondez repondre redis redites repete repetez dis "
    "dites ecris traduis traduisez it that this le la l ca cela moi me the to la version reponse question "
    "same meme maintenant ok would will give switch"
)
