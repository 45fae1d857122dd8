"""A corpus file's front matter: names and values between two lines of three dashes, at its very top."""

import yaml

from assistant.errors import broken


def split(text: str, file: str) -> tuple[dict[str, str], str, int]:
    """Return a file's front matter, its body, and the line on which that begins. Raises CorpusError naming the line."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return {}, text, 1
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        raise broken(file, 1, "the front matter opened by --- is never closed.", "Add a line --- after it.")
    try:  # the base loader keeps every value as it was typed: "No" and 2024-02-30 are text
        front = yaml.load("\n".join(lines[1:end]), Loader=yaml.BaseLoader) or {}  # noqa: S506  # it makes text only
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 2
        raise broken(file, line, "the front matter is not valid YAML.", 'Put values that hold ":" in quotes.') from None
    if not isinstance(front, dict):
        raise broken(file, 2, "the front matter is not a list of names and values.", "Write name: value lines.")
    for name in ("title", "language", "source", "imported"):
        if not isinstance(front.get(name, ""), str):
            raise broken(file, 2, f"the front matter's {name} is not one text.", f'Write {name}: "...".')
    return front, "\n".join(lines[end + 1 :]), end + 2
