"""A small text in both languages, about everything and nothing: what differs between its halves is the language."""

from assistant.records import Language

_PAIRS = (
    ("Le train part à huit heures du matin.", "The train leaves at eight in the morning."),
    ("Comment fonctionne une éolienne ?", "How does a wind turbine work?"),
    ("Les enfants jouent dans le jardin après l'école.", "The children play in the garden after school."),
    ("Quels sont les avantages de cette méthode ?", "What are the advantages of this method?"),
    ("La réunion a été reportée à la semaine prochaine.", "The meeting was postponed until next week."),
    ("Pourquoi les prix augmentent-ils ?", "Why are prices going up?"),
    ("Elle a écrit un livre sur l'histoire de la ville.", "She wrote a book about the history of the city."),
    ("Qui est responsable de ce projet ?", "Who is responsible for this project?"),
    ("Le médecin recommande de boire beaucoup d'eau.", "The doctor recommends drinking plenty of water."),
    ("Où peut-on trouver plus d'informations ?", "Where can one find more information?"),
    ("Les entreprises investissent dans de nouvelles machines.", "Companies are investing in new machines."),
    ("Comment puis-je apprendre une langue étrangère ?", "How can I learn a foreign language?"),
    ("Le gouvernement a adopté une nouvelle loi.", "The government passed a new law."),
    ("Quel est le rôle des bibliothèques publiques ?", "What is the role of public libraries?"),
    ("Cette rivière traverse trois pays.", "This river flows through three countries."),
    ("Donnez un exemple de bonne coopération.", "Give an example of good cooperation."),
    (
        "Les agriculteurs attendent la pluie depuis un mois.",
        "Farmers have been waiting for rain for a month.",
    ),
    ("Est-il possible de payer par carte ?", "Is it possible to pay by card?"),
    ("Le musée est fermé le lundi.", "The museum is closed on Mondays."),
    ("Quels risques faut-il prévoir ?", "Which risks should be planned for?"),
    ("Nous devons protéger les forêts et les océans.", "We must protect forests and oceans."),
    ("Que signifie ce mot ?", "What does this word mean?"),
    (
        "Les élèves ont présenté leurs travaux devant la classe.",
        "The pupils presented their work to the class.",
    ),
    ("Comment améliorer la sécurité des données ?", "How can data security be improved?"),
    (
        "La banque a ouvert une nouvelle agence au centre-ville.",
        "The bank opened a new branch in the town centre.",
    ),
    ("Dans quels domaines cela est-il utile ?", "In which fields is this useful?"),
    ("Le vent souffle fort sur la côte.", "The wind blows hard on the coast."),
    ("Peut-on mesurer les résultats ?", "Can the results be measured?"),
    ("Les deux équipes ont signé un accord.", "The two teams signed an agreement."),
    ("À quoi servent les satellites ?", "What are satellites used for?"),
    ("La technologie change notre façon de travailler.", "Technology is changing the way we work."),
    ("Comment aider les personnes âgées ?", "How can older people be helped?"),
)

_LANGUAGES: tuple[tuple[Language, int], ...] = (("fr", 0), ("en", 1))
QUESTIONS: dict[Language, tuple[str, ...]] = {
    language: tuple(pair[side] for pair in _PAIRS if pair[1].endswith("?")) for language, side in _LANGUAGES
}
STATEMENTS: dict[Language, tuple[str, ...]] = {
    language: tuple(pair[side] for pair in _PAIRS if not pair[1].endswith("?")) for language, side in _LANGUAGES
}
