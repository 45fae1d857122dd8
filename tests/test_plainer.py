"""What a small model misreads, in plainer words."""

import pytest

from assistant.language import LANGUAGES
from assistant.plainer import plainer


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("Elle nuit à la santé.", "Elle fait du tort à la santé."),
        (
            "Elles nuisent aux plus pauvres et nuiraient au climat.",
            "Elles font du tort aux plus pauvres et font du tort au climat.",
        ),
        ("Elle nuit gravement à la santé.", "Elle fait du tort gravement à la santé."),
        ("Ils passent la nuit à l’abri, de nuit au froid.", "Ils passent la nuit à l’abri, de nuit au froid."),
        ("Un travail de sape, sans bride.", "Un travail de sape, sans bride."),
        ("Le piratage sape la confiance.", "Le piratage affaiblit la confiance."),
        ("Les lois freinent l’essor.", "Les lois limitent l’essor."),
        ("Le coût plombe, ou bride, l’essor.", "Le coût limite, ou limite, l’essor."),
        (
            "La nuit, elle mine et freinait ; la sapeuse ; la bride.",
            "La nuit, elle mine et freinait ; la sapeuse ; la bride.",
        ),
    ],
)
def test_verbs_of_harm_that_a_model_takes_for_help_are_said_otherwise(said: str, plain: str) -> None:
    assert plainer(said, "fr") == plain
    assert plainer(said, "en") == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_words_stay(language: str) -> None:
    said = "Digital diplomacy helps. La diplomatie numérique aide."
    assert plainer(said, language) == said  # type: ignore[arg-type]  # a language's name
