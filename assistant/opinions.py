"""The command `assistant feedback`."""

import csv
import sys
from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Annotated, Literal

import typer

from assistant.errors import UsageError
from assistant.feedback import Feedback, Opinion
from assistant.options import Json, Root, settings_of
from assistant.shell import print_json, say

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would compute a cell that begins so
SHOWN = 160  # characters of a text in the table


def feedback(  # noqa: PLR0913  # each is an option of the command
    ctx: typer.Context,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="Only since then, UTC.")
    ] = None,
    thumb: Annotated[Literal["up", "down"] | None, typer.Option(help="Only thumbs up, or down.")] = None,
    reason: Annotated[
        Literal["wrong_source", "unclear", "missing", "wrong_language"] | None, typer.Option(help="Only for a reason.")
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, for spreadsheets.")] = False,
    as_json: Json = False,
    root: Root = None,
) -> None:
    """List what readers thought of answers, newest first."""
    if as_csv and as_json:
        raise UsageError("--csv and --json do not go together.", "Give one of them.")
    file = settings_of(ctx, root).feedback_file
    if file is None:
        raise UsageError("No feedback is kept: ASSISTANT_FEEDBACK is none.", "Name a file with it, or leave it out.")
    found = Feedback(file).read(since.isoformat() if since else "", thumb or "", reason or "")
    if as_json:
        print_json({"feedback": [asdict(one) for one in found]})
    elif as_csv:
        _print_csv(found)
    elif found:
        _print_table(found)
    else:
        say("No feedback yet." if not (since or thumb or reason) else "No such feedback.")


def _print_csv(found: Sequence[Opinion]) -> None:
    """Print CSV for spreadsheets: a byte-order mark, by which they know UTF-8, and no cell that is a formula."""
    sys.stdout.write("\ufeff")
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(field.name for field in fields(Opinion))
    for one in found:
        row = asdict(one) | {"passages": " ".join(one.passages)}
        writer.writerow(_cell(str(value)) for value in row.values())


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def _print_table(found: Sequence[Opinion]) -> None:
    from rich.table import Table  # noqa: PLC0415  # so that --help need not load it

    from assistant import terminal  # noqa: PLC0415  # the same

    table = Table("when (UTC)", "", "reason", "question", "comment", "answer", "index", box=None, pad_edge=False)
    for one in found:
        texts = (one.question, one.comment, one.answer)
        question, comment, answer = (terminal.clean(_short(text)) for text in texts)
        sign = "[green]+[/green]" if one.thumb == "up" else "[red]-[/red]"
        reason = one.reason.replace("_", " ")
        table.add_row(one.time[:16].replace("T", " "), sign, reason, question, comment, answer, one.index_version)
    terminal.console().print(table)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"
