"""Questions that editors expect of passages: what people may ask, in words of their own, and a passage answers.

Listed in `corpus/QUESTIONS.md` under the passage's id, in either language. A question is found by its likeness to one
of them where its words are far from the passage's (document expansion: Nogueira et al. 2019, arXiv 1904.08375). They
are never evidence.

    ## intro
    - Who gains from it, and how?
"""

import re

from assistant.language import detect
from assistant.records import ExpectedQuestion

FILE = "QUESTIONS.md"
_HEADING = re.compile(r"#{2,}\s+(?P<id>\S+)")
_ITEM = re.compile(r"[-*]\s+(?P<text>\S.*)")


def parse(text: str, file: str) -> tuple[tuple[ExpectedQuestion, ...], tuple[str, ...]]:
    """Read the editors' list; return its questions, each once, and a sentence for each that names no passage."""
    found: dict[ExpectedQuestion, None] = {}
    problems: list[str] = []
    passage = ""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip().startswith("#"):
            heading = _HEADING.fullmatch(line.strip())
            passage = heading["id"] if heading else ""
            if heading is None and line.strip().startswith("##"):
                problems.append(f"{file}, line {number}: this heading is no passage's id. Write ## and the id alone.")
        elif item := _ITEM.fullmatch(line.strip()):
            if passage:
                said = " ".join(item["text"].split())
                found[ExpectedQuestion(passage, said, detect(said))] = None
            else:
                problems.append(
                    f"{file}, line {number}: this question stands under no passage's id; it is left out. "
                    "Write ## and the id over it."
                )
    return tuple(found), tuple(problems)
