"""The error tree: what each error promises, and that every one raised says what to do next."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import errors
from assistant.errors import AssistantError, QuestionError, UsageError
from tests.conftest import REPOSITORY

TREE = {
    name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, AssistantError)
}
MAKERS = {"broken": 3}  # functions that return an error, and where they take the remedy
MODULES = sorted((REPOSITORY / "assistant").rglob("*.py"))


def _raised(path: Path) -> Iterator[tuple[ast.Call, int]]:
    """Yield every call that makes an error of the tree, and the place of its remedy."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in MAKERS:
            yield node, MAKERS[name]
        elif name in TREE:
            yield node, 2 if name == "QuestionError" else 1


def _said(node: ast.expr) -> str | None:
    """Return the fixed words of a text in code; None when only running it can tell."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    return None


_ENDED = re.compile(r"\S.*([.!?]|: [a-z].*|…)$")  # a sentence, one that ends with a command to type, or one to be seen
SITES = [
    pytest.param(call, place, id=f"{path.relative_to(REPOSITORY)}:{call.lineno}")
    for path in MODULES
    for call, place in _raised(path)
]


def test_the_places_that_raise_are_found() -> None:
    assert len(SITES) > 40


@pytest.mark.parametrize(("call", "place"), SITES)
def test_an_error_says_what_happened_and_what_to_do_next_in_whole_sentences(call: ast.Call, place: int) -> None:
    assert len(call.args) > place, "no remedy is given"
    for said in map(_said, call.args[place - 1 : place + 1]):
        assert said is None or _ENDED.search(said), f"no whole sentence: {said!r}"


def test_str_joins_problem_and_remedy_in_one_line() -> None:
    assert str(AssistantError("It broke.", "Mend it.")) == "It broke. Mend it."


@pytest.mark.parametrize("kind", TREE.values(), ids=TREE)
def test_only_a_wrong_request_exits_with_2(kind: type[AssistantError]) -> None:
    assert kind.exit_code == (2 if issubclass(kind, UsageError) else 1)


def test_a_question_error_keeps_its_code_for_the_page() -> None:
    error = QuestionError("question_empty", "It is empty.", "Write one.")
    assert (error.code, error.exit_code, str(error)) == ("question_empty", 2, "It is empty. Write one.")


def test_the_tree_drawn_at_the_top_names_every_error() -> None:
    drawn = [line.strip("│├└─ ").split()[0] for line in (errors.__doc__ or "").split("\n") if "─" in line]
    assert {"AssistantError", *drawn} == set(TREE)
