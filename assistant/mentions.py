"""What a question mentions without asking about it: a form of answer, an example, who asks, the present century.

Closed lists of the two languages' own words; nothing here knows the corpus's subject.
"""

import re

# Numbers that ask for a form of answer, or are no number: "in 100 words", "list 25 ways", "24/7", "web 2.0".
_FORM = re.compile(
    r"\b(?:in|en|within)\s+\d+\s+(?:bullets?|lignes?|lines?|mots|paragraph(?:e|s)*|phrases?|points?|sentences?|words?)\b"
    r"|\b\d+\s+(?:e?xamples?|exemples?|façons?|id[ée]es?|ideas?|manières?|points?|raisons?|reasons?|ways?)\b"
    r"|\b24/7\b|\b\d\.0\b|\b(?:21st|twenty-first)[- ]century\b|\b(?:XXI|21)(?:e|[èe]me)\s+siècle\b"
    r"|\b\d+[- ]years?[- ]olds?\b|\baged \d+\b|\bâgée?s? de \d+ ans\b|\bj['’]ai \d+ ans\b"
    r"|\b(?:ado(?:lescente?)?|élève|enfant|femme|fille|fils|garçon|homme|jeune|personne|\w+teur|\w+trice)s?"
    r" de \d+ ans\b",
    re.I,
)
# What is named to say what is meant: "social media such as Facebook or TikTok", "des réseaux comme Twitter".
_WORD = r"[A-ZÀ-Þ][\w’'-]*(?:\.\w[\w’'-]*)*"
_NAME = rf"(?:(?:the|les?|la|des?|du) |[ld]['’])*{_WORD}(?: {_WORD})*"
_NAMES = rf"{_NAME}(?:(?:, {_NAME})*,? (?:or|and|ou|et) {_NAME})?"
_KIND_EN = (
    r"agencies|apps|bodies|channels|cities|companies|countries|crises|diseases|epidemics|events|media|networks"
    r"|organi[sz]ations|pandemics?|places|platforms|services|sites|states|technologies|things|tools|websites"
)
_KIND_FR = (
    r"agences|applications|applis|canaux|choses|crises|entreprises|épidémies|États|événements|institutions|maladies|médias"
    r"|organisations|outils|pandémies?|plateformes|réseaux|services|sites|technologies|villes"
)
_EXAMPLE = re.compile(
    rf"(?:\b(?:[Ss]uch as|[Tt]el(?:le)?s qu(?:e |['’])|[Àà] l['’]instar)\s*{_NAMES}"
    rf"|\b(?P<kind>(?:{_KIND_EN})(?: \w+)?) like {_NAMES}(?![\w’'-]|\s*\?)"  # "Do countries like X?" asks about it
    rf"|\b(?P<sorte>(?:{_KIND_FR})(?: \w+)?) comme {_NAMES})"
)
# What the one who asks tells of himself, up to the end of the clause: "I work for UNICEF.", "Je suis à Sciences Po :".
# Nothing that he asks, wants, or has heard of something else.
_UPPER = r"(?-i:[A-ZÀ-Þ])"
_IN_FR = (
    rf"(?:à (?!la recherche|l['’]écoute)|aux? (?!courant)|chez |dans |d['’]{_UPPER}|de {_UPPER}|de la |du "
    r"|en (?!accord|désaccord|faveur|train))"
)
_AT_FR = rf"(?:{_IN_FR}|des |pour |avec )"
_JOB_FR = (
    r"agricult\w+|avocate?|basée?|bénévole|chercheu\w+|diplomate|élève|enseignante?|étudiante?|fonctionnaire"
    r"|infirmi[eè]re?|journaliste|maire|médecin|professeure?|retraitée?|stagiaire"
)
_ASKER_FR = (
    rf"(?:moi,? )?je (?:suis (?:une? (?!peu\b)|{_IN_FR}|(?:{_JOB_FR})\b)|(?:bosse|travaille|vis) {_AT_FR}"
    rf"|viens {_IN_FR}|m['’]appelle )|j['’](?:étudie|enseigne|habite) {_IN_FR}|mon nom est "
    rf"|nous (?:sommes (?:une? |{_IN_FR})|(?:travaillons|vivons) {_AT_FR})"
    rf"|on (?:est (?:une? |{_IN_FR})|(?:bosse|travaille) {_AT_FR}|(?:habite|vit) {_IN_FR})"
)
_ASKER_EN = (
    r"(?:i['’]m|i am|we['’]re|we are) (?:an? (?!(?:bit|little|lot)\b)|at |based|from |in (?!search|favou?r|doubt)"
    r"|living|studying (?:at|in) |with |working (?:at|for|in|with) )"
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
_TELLS_OF_IT = (
    r"about|asks?|believ\w+|chapter|claims?|curious|debate|fan|heard|interested|know|looking|reads?|reading|said|says?"
    r"|talk\w*|tells|thinks?|told|wants?|wonder\w*|affaire|affirm\w*|aimerais|cherch\w*|cours|croi\w*|demand\w*|disent|dit"
    r"|entend\w*|intéress\w*|lire|lu|parl\w*|pensent?|prétend\w*|question|racont\w*|recherche|savoir|sur|veut|veux|voudrais"
)
_CLAUSE = rf"(?![^.!?;:,–—]*\b(?:{_TELLS_OF_IT})\b)[^.!?;:,–—]*(?:, {_UPPER}[\w’'-]*(?=[.!;:]))?"
_NO_ROLE = (
    r"(?:ally|alternative|answer|consequence|matter|means|member|part|reaction|response|result|rule|successor|tool|way|whole"
    r"|alliée?|conséquence|membre|moyen|outil|partie|réaction|réponse|résultat|solution|successeur)s?\b"
)
_ASKER = re.compile(
    rf"(?:^|[.!?;:,]\s+)(?:{_ASKER_FR}|{_ASKER_EN}){_CLAUSE}(?=[.!?;:,–—]\s*\S)"
    rf"|(?:^|[.!?]\s+)(?:as an? |en tant qu(?:e |['’]))(?!{_NO_ROLE}){_CLAUSE}(?=[,.:]\s*\S)"
    rf"|(?:^|[.!?]\s+)(?:{_OWN_FR}|{_OWN_EN})(?![^.!?]*\b(?:{_TELLS_OF_IT})\b)[^.!?]*(?=[.!]\s*\S)"
    rf"|(?<=\?)\s+(?:{_ASKER_FR}|{_ASKER_EN}){_CLAUSE}[.!]?\s*$",  # "What can I do? I live in Mali."
    re.I,
)


def asked(question: str) -> str:
    """Return a question without what it only mentions."""
    said = _EXAMPLE.sub(lambda found: f"{found['kind'] or found['sorte'] or ''} ", _FORM.sub(" ", question))
    return _ASKER.sub(" ", said)
