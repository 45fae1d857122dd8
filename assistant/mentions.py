"""What a question mentions without asking about it: a form of answer, an example, who asks, the present century.

Closed lists of the two languages' own words; nothing here knows the corpus's subject.
"""

import re

# Numbers that ask for a form of answer, or are no number: "in 100 words", "list 25 ways", "24/7", "web 2.0".
_FORM = re.compile(
    r"\b(?:in|en|within)\s+\d+\s+(?:bullets?|lignes?|lines?|mots|paragraph(?:e|s)*|phrases?|points?|sentences?|words?)\b"
    r"|\b\d+\s+(?:e?xamples?|exemples?|façons?|id[ée]es?|ideas?|manières?|points?|raisons?|reasons?|ways?)\b"
    r"|\b24/7\b|\b\d\.0\b|\b(?:21st|twenty-first)[- ]century\b|\b(?:XXI|21)(?:e|[èe]me)\s+siècle\b"
    r"|\b\d+[- ]years?[- ]olds?\b|\baged \d+\b|\bâgée?s? de \d+ ans\b"
    r"|\b(?:ado(?:lescente?)?|élève|enfant|femme|fille|fils|garçon|homme|jeune|personne|\w+teur|\w+trice)s?"
    r" de \d+ ans\b",
    re.I,
)
# What is named to say what is meant: "social media such as Facebook or TikTok", "des réseaux comme Twitter".
_WORD = r"[A-ZÀ-Þ][\w’'-]*(?:\.\w[\w’'-]*)*"
_NAME = rf"(?:(?:the|les?|la|des?|du) |[ld]['’])*{_WORD}(?: {_WORD})*"
_NAMES = rf"{_NAME}(?:(?:, {_NAME})*,? (?:or|and|ou|et) {_NAME})?"
_KIND_EN = (
    r"agenc(?:y|ies)|apps?|bodies|channels?|cit(?:y|ies)|compan(?:y|ies)|countr(?:y|ies)|cris[ei]s|diseases?|events?"
    r"|media|networks?|organi[sz]ations?|pandemics?|places?|platforms?|services?|sites?|states?|technolog(?:y|ies)"
    r"|things?|tools?|websites?"
)
_KIND_FR = (
    r"agences?|applications?|applis?|canaux|choses?|crises?|entreprises?|épidémies?|États?|événements?|institutions?"
    r"|maladies?|médias?|organisations?|outils?|pandémies?|pays|plateformes?|réseaux?|services?|sites?|technologies?"
    r"|villes?"
)
_EXAMPLE = re.compile(
    rf"(?:\b(?:[Ss]uch as|[Tt]el(?:le)?s? qu(?:e |['’])|[Àà] l['’]instar)\s*"
    rf"|(?<=[,(])\s?(?:for example|for instance|par exemple),? "
    rf"|\b(?P<kind>(?:{_KIND_EN})(?: \w+)?) like |\b(?P<sorte>(?:{_KIND_FR})(?: \w+)?) comme ){_NAMES}"
)
# What the one who asks tells of himself, up to the end of the clause: "I work for UNICEF.", "Je suis à Sciences Po :".
_UPPER = r"(?-i:[A-ZÀ-Þ])"
_AT_FR = (
    rf"(?:à (?!la recherche|l['’]écoute)|aux? |chez |dans |d['’]{_UPPER}|de {_UPPER}|de la |des |du |en |pour |avec )"
)
_JOB_FR = (
    r"agricult\w+|avocate?|bénévole|chercheu\w+|diplomate|élève|enseignante?|étudiante?|fonctionnaire|infirmi[eè]re?"
    r"|journaliste|maire|médecin|professeure?|retraitée?|stagiaire"
)
_ASKER_FR = (
    rf"(?:moi,? )?je (?:suis (?:une? (?!peu)|{_AT_FR}|(?:{_JOB_FR})\b)|(?:bosse|travaille|vis|viens) {_AT_FR}"
    r"|m['’]appelle )"
    rf"|j['’](?:étudie|enseigne|habite) {_AT_FR}|moi,? c['’]est |mon nom est "
    rf"|nous (?:sommes (?:une? |des |{_AT_FR})|(?:travaillons|vivons) {_AT_FR})"
    rf"|on (?:est (?:une? |des |{_AT_FR})|(?:bosse|habite|travaille|vit) {_AT_FR})|en tant qu(?:e |['’])"
)
_ASKER_EN = (
    rf"(?:i['’]m|i am|we['’]re|we are) (?:an? (?!bit|little|lot)|at |based|from |in (?!search|favou?r|doubt)|living|"
    rf"studying (?:at|in) |with |working (?:at|for|in|with) |{_UPPER})"
    r"|(?:i|we) (?:come from|live in|study (?:at|in)|teach (?:at|in)|work (?:at|for|in|with)) |my name is "
)
_OWN_FR = (
    r"(?:mon|ma|mes|notre|nos) (?:amie?|association|collègue|commune|coopérative|cousine?|école|enfant|entreprise"
    r"|équipe|femme|fille|fils|frère|grand-\w+|lycée|mari|mère|oncle|ONG|parent|pays|père|quartier|sœur|tante|université|village"
    r"|ville|voisine?)s?\b"
)
_OWN_EN = (
    r"(?:my|our) (?:association|aunt|brother|child(?:ren)?|city|colleague|company|cooperative|country|cousin|daughter"
    r"|father|friend|grand\w+|husband|kid|mother|neighbou?r(?:hood)?|NGO|parent|school|sister|son|team|town|uncle"
    r"|university|village|wife)s?\b"
)
_CLAIMS = (
    r"(?:says?|said|told|tells|thinks?|claims?|reads?|heard|dit|disent|lu|pensent?|prétend\w*|affirm\w+|raconte\w*)"
)
_CLAUSE = rf"[^.!?;:,–—]*(?:, {_UPPER}[\w’'-]*(?=[.!;:]))?"
_NO_ROLE = "consequence|matter|means|member|part|response|result|rule|tool|way|whole"
_ASKER = re.compile(
    rf"(?:^|[.!?;:,]\s+)(?:{_ASKER_FR}|{_ASKER_EN}){_CLAUSE}(?=[.!?;:,–—]\s*\S)"
    rf"|(?:^|[.!?]\s+)as an? (?!{_NO_ROLE}){_CLAUSE}(?=[,.:]\s*\S)"
    rf"|(?:^|[.!?]\s+)(?:{_OWN_FR}|{_OWN_EN})(?![^.!?]*\b{_CLAIMS}\b)[^.!?]*(?=[.!]\s*\S)"
    rf"|(?<=\?)\s+(?:{_ASKER_FR}|{_ASKER_EN})[^.!?]*[.!]?\s*$",  # "What can I do? I live in Mali."
    re.I,
)


def asked(question: str) -> str:
    """Return a question without what it only mentions."""
    said = _EXAMPLE.sub(lambda found: f"{found['kind'] or found['sorte'] or ''} ", _FORM.sub(" ", question))
    return _ASKER.sub(" ", said)
