"""What a question asks for that no text gives."""

from collections.abc import Sequence

import pytest

from assistant import asked
from assistant.records import Language

TEXTS = ("africa", "internet", "undp", "2030", "bangladesh")


def unmet(question: str, language: Language, texts: Sequence[str]) -> float:
    """Tell it of texts in the question's language."""
    return asked.unmet(question, language, [(text, text) for text in texts])


def unknown(question: str) -> tuple[str, ...]:
    return asked.unknown(question, lambda word: word.lower() in TEXTS, lambda: TEXTS)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("What does Togo do online?", ("Togo",)),
        ("Que fait l’Estonie au Luxembourg ?", ("Estonie", "Luxembourg")),
        ("What happened at COP28 in Dubai?", ("COP28", "Dubai")),
        ("What will change by 2045?", ("2045",)),
        ("What does UNDP do in Bangladesh by 2030?", ()),
        ("Why do embassies tweet in the 21st century?", ()),
        ("Pourquoi tweeter au XXIe siècle, et au 21ème siècle ?", ()),
        ("How did envoys write in the 18th century?", ("18th",)),
        ("Explain the internet to a 10-year-old.", ()),
        ("Can a network such as Facebook or TikTok help?", ()),
        ("Les réseaux sociaux comme Twitter, LinkedIn ou l’Instagram aident-ils ?", ()),
        ("Tell us of sites like Facebook. Does Togo use them?", ("Togo",)),
        ("Avec des outils comme WhatsApp, le Rwanda touche-t-il les siens ?", ("Rwanda",)),
        ("Do teenagers like TikTok?", ("TikTok",)),
        ("Que fait par exemple le Togo ?", ("Togo",)),
        ("Comme Macron l’a dit, faut-il tweeter ?", ("Macron",)),
        ("Les réseaux tels que Twitter et le WhatsApp des jeunes aident-ils ?", ()),
        ("Can Facebook help?", ("Facebook",)),
        ("I work for UNICEF in Mali. Does the internet help?", ()),
        ("Je suis étudiant à Sciences Po : qui tweete ?", ()),
        ("En tant que diplomate à Genève, que faire ?", ()),
        ("Who tweets? I am from Togo, by the way.", ()),
        ("Mon oncle, qui est né à Lomé, cultive du mil au Togo. Internet peut-il l’aider ?", ()),
        ("Our embassy in Togo, what does it do?", ("Togo",)),
        ("I’m a student and I want to know who founded Facebook. Can you help?", ("Facebook",)),
        ("Je suis journaliste et je cherche des faits sur Elon Musk. Que savez-vous ?", ("Elon", "Musk")),
        ("Mon oncle m’a raconté que le Togo tweete. C’est vrai ?", ("Togo",)),
        ("How does, for example, Estonia vote?", ("Estonia",)),
        ("Qui cite la parole telle que Talleyrand la pratiquait ?", ("Talleyrand",)),
        ("Do African countries like Starlink?", ("Starlink",)),
        ("En tant que membre de l’OTAN, que fait le pays ?", ("OTAN",)),
        ("Je suis pour le Brexit : que change-t-il ?", ("Brexit",)),
        ("Moi, c’est le Bitcoin qui m’intéresse : comment ça marche ?", ("Bitcoin",)),
        ("As a partner in Togo, what can I do?", ()),
        ("My question is about Togo. What does it do online?", ("Togo",)),
        ("My friend says Estonia invented it. Is she right?", ("Estonia",)),
        ("Ma question porte sur le Togo. Que fait-il en ligne ?", ("Togo",)),
        ("Je viens de lire que le Togo tweete. Est-ce vrai ?", ("Togo",)),
        ("Je suis à la recherche du budget du Togo. Où est-il ?", ("Togo",)),
        ("On est d’accord que la Chine espionne, non ?", ("Chine",)),
        ("I study Togo. What does it do online?", ("Togo",)),
        ("Je travaille sur le Togo. Que fait-il en ligne ?", ("Togo",)),
        ("I am a bit lost with COP28. What happened?", ("COP28",)),
        ("As a result of COP28, what changed?", ("COP28",)),
        ("As a nurse in Togo, what can I do?", ()),
        ("I live in Bamako, Mali. What can I do?", ()),
        ("Que puis-je faire ? Je suis étudiant à Genève.", ()),
        ("I am a teacher in a small village school. Does Togo use X-Road?", ("Togo", "Road")),
        ("I am looking for the budget of Togo.", ("Togo",)),
        ("Does it help people who live in Togo?", ("Togo",)),
        ("Que change Internet en Afrique ?", ()),  # Africa is near enough
    ],
)
def test_names_and_numbers_that_no_text_has_are_told(question: str, missing: tuple[str, ...]) -> None:
    assert unknown(question) == missing


@pytest.mark.parametrize(
    "question",
    [
        "Togo",  # a capital may only open the sentence
        "Why? Farmers use it.",
        "I work in PR: what should I know?",  # two letters are too few to be sure of
        "What Are The Real Dangers Of Digital Life?",  # a title
        "HOW DO FISHERMEN USE IT?",
        "what does togo do online?",
        "May I ask, and Should I?",  # grammar
    ],
)
def test_what_is_surely_no_name_is_not_missed(question: str) -> None:
    assert unknown(question) == ()


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Quand l’agenda a-t-il été lancé ?", "fr"),
        ("En quelle année les ODD ont-ils été adoptés ?", "fr"),
        ("Quelle est la date limite ?", "fr"),
        ("When was the agenda launched?", "en"),
        ("Which year did it start?", "en"),
        ("What is the official deadline?", "en"),
    ],
)
def test_a_date_is_unmet_without_a_year(question: str, language: Language) -> None:
    assert unmet(question, language, ["It has 34 solutions.", "It is new."]) == asked.WHOLLY
    assert not unmet(question, language, ["It is new.", "It was launched in 2022."])


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Combien d’abonnés le ministère a-t-il ?", "fr"),
        ("Quel est le budget du programme ?", "fr"),
        ("À quel prix ?", "fr"),
        ("How many people use it?", "en"),
        ("What is the annual budget of the programme?", "en"),
        ("What percentage of children are at school?", "en"),
    ],
)
def test_a_quantity_is_unmet_without_a_number_that_counts(question: str, language: Language) -> None:
    no_numbers = ["It serves SDG 4.", "Il sert l’ODD 4.", "It is new.", "It met COVID-19.", "1. Raising awareness."]
    assert unmet(question, language, no_numbers[:3]) == asked.WHOLLY
    assert unmet(question, language, no_numbers[2:]) == asked.WHOLLY
    assert unmet(question, language, ["34 million dollars, or 12% of it."]) < asked.WHOLLY


@pytest.mark.parametrize(
    ("question", "language", "met", "not_met"),
    [
        ("Combien cela coûte-t-il ?", "fr", "Il faut 3 milliards d’euros.", "Il y a 34 solutions."),
        ("How much was spent on it?", "en", "It took $3 million.", "It has 34 solutions."),
        ("Quelle part, en pourcentage, est en ligne ?", "fr", "32 % le sont.", "34 solutions le sont."),
        ("What percentage of people is online?", "en", "Two in three: 2 of 3.", "It has 34 solutions."),
        ("How many solutions are there?", "en", "It has 34 solutions.", "It has solutions."),
    ],
)
def test_a_share_or_a_sum_is_not_met_by_another_number(
    question: str, language: Language, met: str, not_met: str
) -> None:
    assert unmet(question, language, [not_met])
    assert not unmet(question, language, [not_met, met])


def test_a_quantity_counts_only_near_what_is_asked() -> None:
    far = ["It is new.", "It is old.", "It is red.", "It has 34 solutions."]
    assert unmet("How many solutions are there?", "en", far)
    assert not unmet("How many solutions are there?", "en", far[1:])


@pytest.mark.parametrize(
    ("question", "language"),
    [("Quand est-ce utile ?", "fr"), ("When is it useful?", "en")],
)
def test_when_may_ask_for_an_occasion_and_is_then_partly_unmet(question: str, language: Language) -> None:
    assert unmet(question, language, ["It is new."]) == asked.PARTLY


@pytest.mark.parametrize(
    ("question", "language", "text", "expected"),
    [
        ("How many digital solutions are shown?", "en", "It shows 34 global digital solutions.", 0.0),
        ("How many people die of it?", "en", "It shows 34 global digital solutions.", asked.PARTLY),
        ("Combien de solutions y a-t-il ?", "fr", "Elle présente 34 solutions.", 0.0),
        ("Combien d’États en sont membres ?", "fr", "Elle présente 34 solutions.", asked.PARTLY),
        ("How many of them are there?", "en", "It shows 34 solutions.", 0.0),
        ("Who is the director of the agency?", "en", "The agency helps.", asked.PARTLY),
        ("Who is the current director-general?", "en", "Its director is Ms Smith.", 0.0),
        ("Who coined the term?", "en", "The term is new.", asked.PARTLY),
        ("Who coined the term?", "en", "It was coined by John Smith.", 0.0),
        ("Qui est l’ambassadeur pour le numérique ?", "fr", "La France agit.", asked.PARTLY),
        ("Qui dirige l’agence ?", "fr", "Mme Petit dirige l’agence.", 0.0),
        ("Is it more useful than letters and calls?", "en", "It is useful.", asked.PARTLY),
        ("Is it more useful than letters and calls?", "en", "It replaces letters.", 0.0),
        ("What is the difference between trade and the aid?", "en", "Trade is one thing, aid another.", 0.0),
        ("Quelle différence entre l’aide et le commerce ?", "fr", "L’aide est utile.", asked.PARTLY),
        ("Quelle différence entre l’aide et le commerce ?", "fr", "L’aide n’est pas le commerce.", 0.0),
        ("Est-ce que plus de gens en profitent ?", "fr", "L’aide est utile.", 0.0),
        ("Faut-il plus que jamais agir ?", "fr", "Il faut agir.", 0.0),
        ("Why is trust more important than ever?", "en", "It is useful.", 0.0),
        ("Comment aider une femme qui dirige une entreprise ?", "fr", "L’aide est utile.", 0.0),
        ("How can we help women who founded startups?", "en", "Aid is useful.", 0.0),
        ("Do you know who founded it?", "en", "It is new.", asked.PARTLY),
        ("Who is helped?", "en", "Farmers are.", 0.0),
        ("Qui est aidé ?", "fr", "Les agriculteurs le sont.", 0.0),
    ],
)
def test_a_number_of_other_things_or_nobody_of_that_office_is_partly_unmet(
    question: str, language: Language, text: str, expected: float
) -> None:
    assert unmet(question, language, [text]) == expected


def test_what_cannot_be_read_in_the_questions_language_is_not_missed() -> None:
    assert asked.unmet("Combien de personnes y vivent ?", "fr", [("34 people live there.", "")]) == 0.0
    assert asked.unmet("Qui préside l’agence ?", "fr", [("She chairs it.", "")]) == 0.0
    assert asked.unmet("Combien de personnes y vivent ?", "fr", [("34 solutions.", "34 solutions.")]) == asked.PARTLY


@pytest.mark.parametrize(
    "question",
    ["Explain it in 100 words", "Résume en 50 mots", "List 25 ways to help", "Is it open 24/7?", "Is web 2.0 new?"],
)
def test_a_number_that_asks_for_a_form_of_answer_is_no_unknown_name(question: str) -> None:
    assert not asked.unknown(question, lambda _: False, list)


def test_which_goal_is_no_quantity() -> None:
    assert not unmet("Les femmes, c’est l’ODD combien ?", "fr", ["It is new."])


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Pourquoi se méfier quand on dépend du web ?", "fr"),
        ("Quel budget de temps, quelle patience ?", "en"),
        ("How far can a message go when it is shared?", "en"),
        ("What helps farmers?", "en"),
        ("When a storm comes, who helps?", "en"),
        ("Quand une crise éclate, que faire ?", "fr"),
        ("What day-to-day problems do farmers face?", "en"),
        ("Which year-round tools help?", "en"),
        ("How much does digital diplomacy depend on trust?", "en"),
        ("Quelle part les citoyens peuvent-ils prendre aux décisions ?", "fr"),
        ("Quel prix paient les exclus ?", "fr"),
        ("What is the human cost of attacks?", "en"),
    ],
)
def test_other_questions_ask_for_neither(question: str, language: Language) -> None:
    assert not unmet(question, language, ["It is new."])
