"""Which passages a search may find: those of some sections, development goals, languages and kinds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TypeVar, get_args

from assistant.errors import UsageError
from assistant.goals import GOALS, NAMES
from assistant.manifest import Brief
from assistant.records import EVERYTHING, Kind, Language, Only

Value = TypeVar("Value", bound=str)
_WORDS: Mapping[Language, Mapping[str, str]] = {
    "fr": {
        "section": "section «\u00a0{}\u00a0»",
        "goal": "objectif {n} ({name})",
        "fr": "en français",
        "en": "en anglais",
        "article": "articles",
        "contribution": "contributions",
        "text": "textes",
        "or": " ou ",
    },
    "en": {
        "section": "section “{}”",
        "goal": "goal {n} ({name})",
        "fr": "in French",
        "en": "in English",
        "article": "articles",
        "contribution": "contributions",
        "text": "texts",
        "or": " or ",
    },
}
_REMEDY = "Say section=..., goal=1 to 17, language=fr or en, kind=article, contribution or text."


def admitted(only: Only, briefs: Mapping[str, Brief]) -> frozenset[str] | None:
    """Return the ids of the passages that a search may find; None where it may find any."""
    if only == EVERYTHING:
        return None
    return frozenset(name for name, brief in briefs.items() if admits(only, brief))


def admits(only: Only, brief: Brief) -> bool:
    """Tell whether a passage is among those asked for: of each facet that is named, it has one of the values."""
    return (
        (not only.sections or brief.section in only.sections)
        and (not only.goals or any(goal in only.goals for goal, _ in brief.goals))
        and (not only.languages or brief.language in only.languages)
        and (not only.kinds or brief.kind in only.kinds)
    )


def parse(said: Sequence[str]) -> Only:
    """Read what `--only` was given, such as goal=4. Raises UsageError naming what cannot be understood."""
    values: dict[str, list[str]] = {"section": [], "goal": [], "language": [], "kind": []}
    for one in said:
        name, _, value = (part.strip() for part in one.partition("="))
        if name not in values or not value:
            raise UsageError(f'--only "{one}" names nothing to search among.', _REMEDY)
        values[name].append(value)
    return Only(
        sections=tuple(values["section"]),
        goals=tuple(map(int, _known("goal", values["goal"], tuple(map(str, GOALS))))),
        languages=_known("language", values["language"], get_args(Language)),
        kinds=_known("kind", values["kind"], get_args(Kind)),
    )


def check_sections(only: Only, sections: Iterable[str]) -> None:
    """Raise UsageError where a section is asked for that no passage stands in; it names those there are."""
    known = list(dict.fromkeys(section for section in sections if section))
    wrong = next((section for section in only.sections if section not in known), None)
    if wrong is not None:
        raise UsageError(f'--only "section={wrong}" names no section.', f"There are: {'; '.join(known) or 'none'}.")


def narrowed(only: Only) -> dict[str, tuple[str | int, ...]]:
    """Return what a search was narrowed to, by facet; nothing where it was not."""
    return {name: values for name, values in asdict(only).items() if values}


def told(only: Only, language: Language) -> str:
    """Say what a search was narrowed to: "goal 4 (Quality education), in French"; nothing where it was not."""
    words = _WORDS[language]
    facets = (
        [words["section"].format(section) for section in only.sections],
        [words["goal"].format(n=goal, name=NAMES[language][goal - 1]) for goal in only.goals],
        [words[kind] for kind in only.kinds],
        [words[one] for one in only.languages],
    )
    return ", ".join(words["or"].join(values) for values in facets if values)


def _known(name: str, values: Sequence[str], known: tuple[Value, ...]) -> tuple[Value, ...]:
    wrong = next((value for value in values if value not in known), None)
    if wrong is not None:
        raise UsageError(f'--only "{name}={wrong}" names no {name}.', _REMEDY)
    return tuple(one for one in known if one in values)
