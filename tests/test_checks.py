"""Numbers, names and denials that two texts must share."""

import pytest

from assistant import checks
from assistant.records import Language, Term

TERMS = (Term(("ODD",), ("SDG", "SDGs")), Term(("OMS",), ("WHO",)))


@pytest.mark.parametrize(
    ("french", "english", "found"),
    [
        ("trente-quatre solutions de 67 pays", "thirty-four solutions from 67 countries", {"34", "67"}),
        ("une quarantaine de pays", "forty countries", {"40"}),
        ("1 000 écoles, 2,5 hectares", "1,000 schools, 2.5 hectares", {"1000", "2.5"}),
        ("70 pour cent", "seventy percent", {"70"}),
        ("l’ODD quatre et deux autres", "SDG four and two others", {"4", "2"}),
        ("la moitié, le double", "half, twice or doubled", {"half", "double"}),
        ("un ministère, une école", "one ministry, a school", set()),
        ("une douzaine", "a dozen", {"12"}),
        ("un demi-million, une demi-douzaine", "half a million, half a dozen", {"500000", "6"}),
        ("deux millions et demi", "two and a half million", {"2500000"}),
        ("2 millions et demi", "2 and a half million", {"2500000"}),
        ("une demi-heure", "half an hour", {"half"}),
        ("trois ans et demi", "three and a half years", {"3", "half"}),
        ("un demi-milliard", "one-half billion", {"500000000"}),
        ("1,5 milliard", "a billion and a half", {"1500000000"}),
        ("5 millions de femmes, 2,5 milliards", "five million women, 2.5 billion", {"5000000", "2500000000"}),
        (
            "un tiers, deux tiers, trois quarts",
            "a third of it, two thirds, three-quarters",
            {"third", "2", "3", "quarter"},
        ),
        ("1 % des cas, l’ODD 1, 0 cas", "1% of cases, SDG 1, 0 cases", {"1", "0"}),
        ("Deuxièmement, un second obstacle", "Second, a second obstacle", set()),
        ("1. Sensibiliser", "1. Raising awareness", set()),
        ("essayer du neuf au lieu de se plaindre, flambants neufs", "trying new things, brand new", set()),
        ("Quoi de neuf au musée ? Un outil tout neuf.", "What's new at the museum? A new tool.", set()),
        ("neuf pays sur dix", "nine countries in ten", {"9", "10"}),
        ("du neuf au douze", "from nine to twelve", {"9", "12"}),
        ("la séance du neuf mai", "the sitting of nine May", {"9"}),
        ("du neuf pour cent", "of nine percent", {"9"}),
        ("remis à neuf lauréats", "given to nine laureates", {"9"}),
    ],
)
def test_numbers_are_the_same_in_digits_and_words_of_both_languages(french: str, english: str, found: set[str]) -> None:
    assert (checks.numbers(french, "fr"), checks.numbers(english, "en")) == (found, found)


@pytest.mark.parametrize(
    ("language", "text", "source", "told"),
    [
        ("fr", "Les trente-quatre solutions.", "34 solutions", "Les 34 solutions."),
        ("en", "Thirty-four tools, one of them here.", "34 tools", "34 tools, one of them here."),
        ("en", "Thirty-five tools.", "34 tools", "Thirty-five tools."),
        ("en", "Thirty-four tools of ten makers.", "34 tools", "Thirty-four tools of ten makers."),
        ("en", "34 tools.", "34 tools", "34 tools."),
        ("fr", "Deux solutions.", "2 solutions", "Deux solutions."),
        ("fr", "Trente-quatre pour cent.", "34 %", "34 %."),
        ("fr", "Des États neufs.", "ODD 9", "Des États neufs."),
        ("fr", "La quatrième fois.", "ODD 4", "La quatrième fois."),
        ("en", "A fifth of all.", "SDG 5", "A fifth of all."),
    ],
)
def test_a_number_in_words_is_written_as_a_source_has_it(language: Language, text: str, source: str, told: str) -> None:
    assert checks.in_digits(text, language, source) == told


def test_one_in_words_is_found_where_every_number_is_wanted() -> None:
    assert checks.numbers("une femme", "fr", every=True) == checks.numbers("one woman", "en", every=True) == {"1"}


def test_names_are_capitals_that_no_sentence_beginning_explains() -> None:
    assert checks.names("Farmers trust UNDP. Online, the World Bank helps; I do. ITU too.") == (
        "UNDP",
        "World",
        "Bank",
        "ITU",
    )


@pytest.mark.parametrize(
    ("text", "language", "missing"),
    [
        ("L’OMS agit au Kenya.", "fr", ("Kenya",)),
        ("The ODD agenda of the UN.", "en", ("UN",)),
        ("En Afrique, l’OMS agit.", "fr", ()),
        ("No name is here.", "en", ()),
    ],
)
def test_a_name_is_missed_unless_a_source_has_it_in_either_language(
    text: str, language: Language, missing: tuple[str, ...]
) -> None:
    assert checks.missing_names(text, language, ["WHO acts in Africa for SDG 3."], TERMS) == missing


@pytest.mark.parametrize(
    ("text", "language", "denies"),
    [
        ("Cela n’aide pas.", "fr", True),
        ("Sans accès, rien.", "fr", True),
        ("Cela aide.", "fr", False),
        ("It doesn't help.", "en", True),
        ("It doesn’t help.", "en", True),
        ("It helps nations.", "en", False),
    ],
)
def test_a_denial_is_a_word_of_negation(text: str, language: Language, denies: bool) -> None:
    assert checks.denies(text, language) is denies


@pytest.mark.parametrize(
    ("source", "language"),
    [
        ("L’accès est plus simple, à la seule condition que les données soient là.", "fr"),
        ("L’accès est plus simple, seulement s’il y a des données.", "fr"),
        ("À moins d’un accord, l’accès reste fermé.", "fr"),
        ("Access is simpler, only if data are there.", "en"),
        ("Access is simpler as\nlong as data are there.", "en"),
        ("Access is simpler, provided data are there.", "en"),
        ("Unless states agree, access is closed.", "en"),
    ],
)
def test_a_condition_that_a_source_sets_may_be_dropped(source: str, language: Language) -> None:
    plain, kept = {
        "fr": ("L’accès est plus simple.", "L’accès est plus simple quand les données sont là."),
        "en": ("Access is simpler.", "Access is simpler when data are there."),
    }[language]
    assert checks.drops_condition(plain, source, language)
    assert not checks.drops_condition(kept, source, language)
    assert not checks.drops_condition(source, source, language)


@pytest.mark.parametrize(
    ("source", "language"),
    [
        ("Même si le réseau manque, cela aide.", "fr"),
        ("Il est si important de collaborer.", "fr"),
        ("On ne sait pas si cela aide.", "fr"),
        ("Si la réussite dépend des besoins, la fracture continue de poser problème.", "fr"),
        ("La condition de vie des femmes change à moins de deux heures d’ici.", "fr"),
        ("Even if the network fails, it helps.", "en"),
        ("It is unclear if it helps.", "en"),
        ("The support provided that year helped, few if any deny it.", "en"),
        ("Care, provided by nurses, helps.", "en"),
    ],
)
def test_what_only_looks_like_a_condition_is_none(source: str, language: Language) -> None:
    assert not checks.drops_condition("It helps. Cela aide.", source, language)
