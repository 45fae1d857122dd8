"""Options that several commands share."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from assistant.settings import Settings, load_settings

Root = Annotated[
    Path | None,
    typer.Option(
        "--root",
        help="Folder that holds corpus/, index/ and prompts/. Default: the current folder.",
        show_default=False,
    ),
]
Only = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        help="Search only these passages: section=..., goal=1-17, language=fr|en, kind=article|contribution|text; "
        "may be given several times.",
        show_default="all",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Mode = Annotated[
    Literal["auto", "written", "quoted"] | None,
    typer.Option(
        help="written: the language model writes; quoted: quotations only; auto: written when a "
        "language model is here.",
        show_default="auto",
    ),
]
Question = Annotated[str | None, typer.Argument(help="The question, in French or English.", show_default=False)]
File = Annotated[
    Path | None,
    typer.Option(
        "--file",
        help='Ask every line of a file ("-": of standard input) instead: plain text, or JSON objects with a "q" field. '
        "One JSON object a line comes out, in order.",
        show_default=False,
    ),
]


def settings_of(ctx: typer.Context, root: Path | None, **overrides: object) -> Settings:
    """Return the settings for a command: of the root it was given, else of the one before the command."""
    return load_settings(root or ctx.obj, **overrides)
