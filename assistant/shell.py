"""The outermost shell: errors become one line and an exit code; what is said goes to standard error, data to output."""

import io
import json
import os
import sys
from contextlib import suppress
from typing import Any, NoReturn, TextIO

import typer
from rich.console import Console
from rich.markup import escape

from assistant.errors import AssistantError

_CTRL_C = 130  # typer ends so
err = Console(stderr=True, emoji=False)


def run(app: typer.Typer) -> None:
    """Run a command; every error becomes one line on standard error and an exit code."""
    if sys.stdout is None:  # closed by whoever started it
        _fail("There is no standard output to write to. Leave it open, or send it to a file.", 1)
    _prepare(sys.stdout)
    _prepare(sys.stderr)
    try:
        if app(standalone_mode=False) == _CTRL_C:
            raise KeyboardInterrupt
        sys.stdout.flush()
    except AssistantError as error:
        _fail(str(error), error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        _fail("Stopped. What was there before is unchanged; run the command again to go on.", 1)
    except BrokenPipeError:  # the reader, such as head, has seen enough
        _drop_output()
        sys.exit(1)
    except Exception as error:  # noqa: BLE001  # the shell: no traceback reaches a person
        code = getattr(error, "exit_code", None)
        if code == 2 and hasattr(error, "format_message"):  # click's own usage errors
            _fail(f"{_sentence(error.format_message()) or 'Give a command.'} See: {_place(error)} --help.", 2)
        if isinstance(error, OSError):
            _drop_output()
            about = f" ({error.filename})" if error.filename else ""
            _fail(f"{_sentence(error.strerror or str(error))}{about} Mend that, then run the command again.", 1)
        what = f"{type(error).__name__}: {error}"
        _fail(f"Something unexpected happened ({what}). Please report it with what you did.", 1)


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def _place(error: Exception) -> str:
    """Return the command that a usage error is about, as it is typed."""
    path = getattr(getattr(error, "ctx", None), "command_path", "") or "assistant"
    return " ".join(["assistant", *path.split()[1:]])


def _drop_output() -> None:
    """Let what standard output cannot take go nowhere: Python would complain of it at the end."""
    try:
        sys.stdout.flush()
    except OSError:
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _prepare(stream: TextIO) -> None:
    """Make any text writable: files and pipes get UTF-8 on every system."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def _fail(message: str, code: int) -> NoReturn:
    line = escape(" ".join(message.split()))
    err.print(f"[red]assistant:[/red] {line}", soft_wrap=True, highlight=False)
    sys.exit(code)


def say(message: str) -> None:
    """Say something to the person, on standard error."""
    err.print(message, soft_wrap=True, markup=False, highlight=False)


def print_json(value: dict[str, Any], *, indent: int | None = 2) -> None:
    """Print JSON on standard output; without `indent`, on one line."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=indent) + "\n")
    sys.stdout.flush()
