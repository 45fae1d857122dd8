"""A statement turned round: what does in the place of what undergoes, the effect in that of its cause."""

import pytest

from assistant.exchanged import exchanged, surer
from assistant.records import Language


@pytest.mark.parametrize(
    ("language", "said", "turned"),
    [
        ("en", "The divide slows digital diplomacy.", "Digital diplomacy slows the divide."),
        ("en", "Diplomacy can be held back by the divide.", "The divide can be held back by diplomacy."),
        (
            "en",
            "In health, platforms can support the sick by advice.",
            "In health, the sick can support platforms by advice.",
        ),
        ("en", "It is distrust that causes rumours.", "Rumours causes distrust."),
        ("en", "Pictures lead donors to forget others.", "Donors lead pictures to forget others."),
        ("en", "Because laws lag, misuse spreads.", "Because misuse spreads, laws lag."),
        ("en", "Laws lag because technology moves fast.", "Technology moves fast because laws lag."),
        ("en", "Trust grows only once data are open, some say.", "Data are open only once trust grows, some say."),
        (
            "en",
            "Blockchain can open deals, while virtual reality can build empathy.",
            "Virtual reality can open deals, while blockchain can build empathy.",
        ),
        (
            "en",
            "Programmes have opened services, and satellites have helped to save lives.",
            "Satellites have opened services, and programmes have helped to save lives.",
        ),
        ("en", "Distrust has caused rumours.", "Rumours have caused distrust."),
        ("en", "Rumours are a threat to trust.", "Trust is a threat to rumours."),
        (
            "en",
            "Dialogue can be a way of keeping peace in cities.",
            "Peace can be a way of keeping dialogue in cities.",
        ),
        ("en", "Trust is really vital for building peace.", "Peace is really vital for building trust."),
        ("en", "Radio is essential to the peace.", "The peace is essential to radio."),
        ("en", "Radio is beneficial to reading.", "Reading is beneficial to radio."),
        ("en", "Radio is a path towards peace.", "Peace is a path towards radio."),
        ("en", "Radio is a key to opening markets.", "Markets are a key to opening radio."),
        ("en", "Aid is also a good way of feeding towns.", "Towns are also a good way of feeding aid."),
        (
            "en",
            "Radio is an opportunity for developing countries.",
            "Developing countries are an opportunity for radio.",
        ),
        ("en", "Trust, dialogue and peace are vital for trade.", "Trade is vital for trust, dialogue and peace."),
        ("en", "Distrust is at the root of the attacks.", "The attacks are at the root of distrust."),
        ("en", "The good name is damaging false news.", "False news is damaging the good name."),
        ("en", "Radio helps to spread rumours.", "Rumours helps to spread radio."),
        ("en", "Thirst is what drove the growers away.", "The growers away drove thirst."),
        ("en", "Trust builds dialogue, which serves peace.", "Dialogue builds trust, which serves peace."),
        ("en", "Farmers have to listen to experts.", "Experts have to listen to farmers."),
        ("en", "After the war, peace and trust support trade.", "After the war, trade support peace and trust."),
        ("en", "The children of the world are a tool for peace.", "Peace is a tool for the children of the world."),
        ("en", "Peace is a tool for the children of the world.", "The children of the world are a tool for peace."),
        ("en", "Radio has helped to spread rumours.", "Rumours have helped to spread radio."),
        ("en", "Trust can grow out of trade.", "Trade can grow out of trust."),
        ("en", "More trade could pave the way for peace.", "Peace could pave the way for more trade."),
        ("en", "The tools are put on show by an agency.", "An agency is put on show by the tools."),
        ("en", "Schooling is a weapon against rumours.", "Rumours are a weapon against schooling."),
        ("fr", "Les rumeurs sont une menace pour la paix.", "La paix est une menace pour les rumeurs."),
        ("fr", "Le dialogue est un bon moyen d’obtenir la paix.", "La paix est un bon moyen d'obtenir le dialogue."),
        ("fr", "La fracture est un frein majeur aux échanges.", "Les échanges sont un frein majeur à la fracture."),
        ("fr", "La peur est la cause du silence.", "Le silence est la cause de la peur."),
        ("fr", "Une rumeur est une source d’erreurs.", "Erreurs est une source d'une rumeur."),
        ("fr", "La radio est très utile aux écoles.", "Les écoles sont très utile à la radio."),
        ("fr", "Les rumeurs sont des menaces contre la paix.", "La paix est des menaces contre les rumeurs."),
        ("fr", "Le silence est l’effet des menaces.", "Les menaces sont l'effet du silence."),
        ("fr", "La méfiance est due aux attaques.", "Les attaques sont due à la méfiance."),
        ("fr", "La confiance est ce qui permet la paix.", "La paix permet la confiance."),
        ("fr", "La paix est essentielle à notre avenir.", "Notre avenir est essentielle à la paix."),
        ("fr", "Les États doivent se plier aux normes.", "Les normes doivent se plier aux États."),
        ("fr", "Le commerce peut ouvrir la voie à la paix.", "La paix peut ouvrir la voie au commerce."),
        ("fr", "Les villes ont pu aider les écoles.", "Les écoles ont pu aider les villes."),
        (
            "fr",
            "La peur, la haine et la rumeur nuisent à la paix.",
            "La paix nuisent à la peur, la haine et la rumeur.",
        ),
        ("fr", "La crise a révélé les écarts.", "Les écarts ont révélé la crise."),
        ("fr", "Les images ont aidé à sauver des vies.", "Des vies ont aidé à sauver les images."),
        (
            "fr",
            "Le dialogue peut nourrir la paix et renforcer l’État.",
            "La paix peut nourrir le dialogue et renforcer l'État.",
        ),
        ("fr", "La fracture freine la diplomatie.", "La diplomatie freine la fracture."),
        ("fr", "La confiance est renforcée par le dialogue.", "Le dialogue est renforcée par la confiance."),
        ("fr", "Les rumeurs peuvent nuire aux ODD.", "Les ODD peuvent nuire aux rumeurs."),
        ("fr", "La paix dépend du dialogue.", "Le dialogue dépend de la paix."),
        ("fr", "La confiance dépend des États.", "Les États dépend de la confiance."),
        ("fr", "La paix dépend d’un dialogue.", "Un dialogue dépend de la paix."),
        ("fr", "C’est la méfiance qui provoque les rumeurs.", "Les rumeurs provoque la méfiance."),
        ("fr", "Les images aident à sauver des vies.", "Des vies aident à sauver les images."),
        ("fr", "Parce que les lois tardent, les abus durent.", "Parce que les abus durent, les lois tardent."),
        (
            "fr",
            "Les lois tardent parce qu’elles suivent la technique.",
            "Elles suivent la technique parce que les lois tardent.",
        ),
        ("fr", "La confiance naît lorsqu’on publie tout.", "On publie tout lorsque la confiance naît."),
        (
            "fr",
            "L’ONU est à New York, tandis que l’UIT est à Genève.",
            "L'UIT est à New York, tandis que L'ONU est à Genève.",
        ),
    ],
)
def test_two_parts_of_a_statement_change_places(language: Language, said: str, turned: str) -> None:
    assert turned in [wordings[0] for wordings in exchanged(said, language)]


def test_what_is_surer_in_one_order_alone_is_not_much_surer() -> None:
    assert surer([5.0], 3.0) == 2.0
    assert surer([5.0, 4.0], 3.0) == 1.5
    assert surer([9.0, 3.2], 3.0) == pytest.approx(0.4)
    assert surer([9.0, 1.0], 3.0) == -2.0
    assert surer(iter([2.0, 9.0]), 3.0) == -1.0, "the second is not looked at"


@pytest.mark.parametrize(
    ("language", "said", "wordings"),
    [
        (
            "en",
            "Laws lag because technology moves fast.",
            ("Technology moves fast because laws lag.", "Because laws lag, technology moves fast."),
        ),
        (
            "en",
            "Because laws lag, misuse spreads.",
            ("Because misuse spreads, laws lag.", "Laws lag because misuse spreads."),
        ),
        (
            "en",
            "Trade rose because Kenya grew.",
            ("Kenya grew because trade rose.", "Because trade rose, Kenya grew."),
        ),
        ("en", "Laws lag behind, so misuse spreads widely.", ("Misuse spreads widely so laws lag behind.",)),
        (
            "fr",
            "Les lois tardent, car la technique avance.",
            ("La technique avance parce que les lois tardent.", "Parce que les lois tardent, la technique avance."),
        ),
        (
            "fr",
            "Comme les lois tardent, les abus durent longtemps.",
            (
                "Parce que les abus durent longtemps, les lois tardent.",
                "Les lois tardent parce que les abus durent longtemps.",
            ),
        ),
    ],
)
def test_clauses_are_exchanged_in_either_order(language: Language, said: str, wordings: tuple[str, ...]) -> None:
    assert wordings in exchanged(said, language)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "As the ministry sees it, peace matters more."),
        ("en", "As the author puts it, peace comes first."),
        ("en", "As described in the report, rumours spread widely."),
        ("fr", "Comme l’ont montré les auteurs, la paix compte."),
        ("en", "Nobody votes unless polls open."),  # and none opens unless somebody votes: that says the same
        ("fr", "Comme le rappelle le ministre, la paix compte davantage."),
        ("en", "The agenda presents 34 solutions."),  # no word that is known to tell who does and who undergoes
        ("en", "Platforms can be used to promote health."),
        ("en", "It can support schools."),  # what "it" stands for is not there
        ("en", "The divide slows them."),
        ("en", "Practitioners are encouraged to stay curious."),
        ("en", "Spending is essential to protect trust."),
        ("en", "People need to keep learning new ways."),
        ("en", "The gap is widening each year."),
        ("en", "The world is facing a climate crisis."),  # and a crisis is facing the world
        ("en", "The pandemic showed the limits of online schooling."),
        ("en", "Radio is one way to fight rumours."),
        ("en", "SDG 16 is the goal of peace."),  # and peace is the goal of SDG 16
        ("en", "Technology is no guarantee of inclusion."),  # nor is inclusion one of technology
        ("en", "Isolation is a risk of the metaverse."),
        ("en", "Radio is useful in Africa."),
        ("en", "Girls are at risk of exclusion."),
        ("en", "Radio is vital for the states to act."),
        ("en", "Today there is a risk to trust."),
        ("en", "Radio is a solution for which towns wait."),
        ("en", "Radio is a good way for towns to reach the young."),
        ("en", "Studies from afar are ways in which gaps close."),
        ("en", "Radio is useful for schools to teach."),
        ("en", "What helps is that dialogue builds trust."),
        ("en", "The war ended before 2020."),
        ("en", "The goals can be reached by 2030."),
        ("en", "Tools do not replace diplomacy."),
        ("en", "Although costs limit access, aid helps."),
        ("en", "Meetings made possible by tools left room for deals."),
        ("en", ""),
        ("fr", "L’agenda présente 34 solutions."),
        ("fr", "Cela peut nuire aux ODD."),
        ("fr", "La diplomatie peut être utile."),
        ("fr", "Les villes entre lesquelles il est crucial de partager les données grandissent."),
        ("fr", "Il n’y a pas de modèle de diplomatie."),
        ("fr", "La radio est un outil pour lequel la paix compte."),
        ("fr", "Les rumeurs ne sont plus utiles à la paix."),
        ("fr", "L’exclusion est un risque du numérique."),
        ("fr", "La radio est un moyen pour les villes d’agir."),
        ("fr", "Aujourd’hui elle est un outil de paix."),
        ("fr", "L’eau est l’objectif de développement durable 6."),
        ("fr", "La diplomatie les renforce."),
        ("fr", "Ce qui compte, c’est que le dialogue renforce la paix."),
    ],
)
def test_what_cannot_be_exchanged_is_left(language: Language, said: str) -> None:
    assert exchanged(said, language) == ()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "text",
    [
        *("a, " * 700, "the a " * 350, "can support " * 170, "x because y, " * 150, "a while " * 250, "que " * 500),
        *("a tool for the " * 140, "a is vital for the " * 110, "la est un moyen de " * 110, "les villes et, " * 140),
    ],
)
def test_no_text_is_looked_through_for_ever(text: str, language: Language) -> None:
    assert len(exchanged(text, language)) <= 3
