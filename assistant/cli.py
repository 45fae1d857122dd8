"""The command line: one command each; parse, call, print."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.markup import escape

from assistant import __version__
from assistant.errors import AssistantError, UsageError
from assistant.settings import Settings, load_settings

app = typer.Typer(
    help="Ask about digital diplomacy and the Sustainable Development Goals, in French or English, and see the passage "
    "behind every sentence.",
    epilog="Start with: assistant serve (the chat page), or: assistant ask 'How can digital tools help farmers?'",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
err = Console(stderr=True)
Root = Annotated[
    Path | None,
    typer.Option(
        "--root",
        help="Folder that holds corpus/, index/ and prompts/. Default: the current folder.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Mode = Annotated[
    Literal["auto", "written", "quoted"] | None,
    typer.Option(
        help="written: the language model writes; quoted: verbatim sentences only; auto: written when a "
        "language model is here.",
        show_default="auto",
    ),
]
Question = Annotated[str | None, typer.Argument(help="The question, in French or English.", show_default=False)]
File = Annotated[
    Path | None,
    typer.Option(
        "--file",
        help='Ask every line of a file instead: plain text, or JSON objects with a "q" field. One JSON object a line '
        "comes out, in order.",
        show_default=False,
    ),
]


def run() -> None:
    """Run a command; every error becomes one line on standard error and an exit code."""
    try:
        app(standalone_mode=False)
    except typer.Exit as done:
        sys.exit(done.exit_code)
    except AssistantError as error:
        _fail(str(error), error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        _fail("Stopped. What was there before is unchanged; run the command again to go on.", 1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except Exception as error:  # noqa: BLE001  # the shell: no traceback reaches a person
        code = getattr(error, "exit_code", None)
        if code == 2 and hasattr(error, "format_message"):  # click's own usage errors
            _fail(f"{error.format_message()} See: assistant --help.", 2)
        _fail(
            f"Something unexpected happened ({type(error).__name__}: {error}). Please report it with what you did.", 1
        )


def _fail(message: str, code: int) -> None:
    line = " ".join(message.split())
    err.print(
        f"[red]assistant:[/red] {escape(line)}" if err.is_terminal else f"assistant: {line}",
        soft_wrap=True,
        markup=err.is_terminal,
        highlight=False,
    )
    sys.exit(code)


def _say(message: str) -> None:
    err.print(message, soft_wrap=True, markup=False, highlight=False)


def _print_json(value: dict[str, Any], *, indent: int | None = 2) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=indent) + "\n")
    sys.stdout.flush()


@app.callback()
def main(
    ctx: typer.Context,
    root: Root = None,
    version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    """Read what holds for every command."""
    if version:
        typer.echo(f"assistant {__version__}")
        raise typer.Exit
    ctx.obj = root


def _settings(ctx: typer.Context, root: Path | None, **overrides: object) -> Settings:
    return load_settings(root or ctx.obj, **overrides)


@app.command()
def serve(
    ctx: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")] = None,
    port: Annotated[
        int | None, typer.Option(help="Port to listen on; 0 takes a free one.", show_default="7860")
    ] = None,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in your browser.")] = False,
    mode: Mode = None,
    root: Root = None,
) -> None:
    """Open the chat page. Builds the index first when there is none; Ctrl-C stops it."""
    settings = _settings(ctx, root, host=host, port=port, mode=mode)
    from assistant import web  # noqa: PLC0415  # so that other commands need not load it
    from assistant.progress import shown  # noqa: PLC0415  # the same
    from assistant.wire import make_assistant  # noqa: PLC0415  # the same

    with shown(err) as progress:
        assistant = make_assistant(settings, _say, progress)
    try:
        web.serve(assistant, settings, open_browser=open_page, announce=_say)
    finally:
        assistant.close()


@app.command()
def ask(
    ctx: typer.Context,
    question: Question = None,
    file: File = None,
    as_json: Json = False,
    mode: Mode = None,
    root: Root = None,
) -> None:
    """Answer a question; the answer streams, then its sources follow."""
    lines = _questions(question, file)
    settings = _settings(ctx, root, mode=mode)
    from assistant import terminal  # noqa: PLC0415  # so that --help need not load it
    from assistant.contract import answer_output  # noqa: PLC0415  # the same
    from assistant.progress import shown  # noqa: PLC0415  # the same
    from assistant.wire import make_assistant  # noqa: PLC0415  # the same

    with shown(err) as progress:
        assistant = make_assistant(settings, _say, progress)
    try:
        if not (file or as_json):
            terminal.show_answer(Console(highlight=False), assistant.ask(lines[0]))
            return
        for line in lines:
            _print_each(line, file, lambda text: answer_output(terminal.final(assistant.ask(text))))
    finally:
        assistant.close()


@app.command()
def search(
    ctx: typer.Context,
    question: Question = None,
    file: File = None,
    k: Annotated[int | None, typer.Option("-k", min=1, max=50, help="How many passages.", show_default="5")] = None,
    as_json: Json = False,
    root: Root = None,
) -> None:
    """Find the passages nearest to a question, in both languages."""
    lines = _questions(question, file)
    settings = _settings(ctx, root, mode="quoted")
    from assistant import terminal  # noqa: PLC0415  # so that --help need not load it
    from assistant.contract import search_output  # noqa: PLC0415  # the same
    from assistant.progress import shown  # noqa: PLC0415  # the same
    from assistant.wire import make_assistant  # noqa: PLC0415  # the same

    with shown(err) as progress:
        assistant = make_assistant(settings, _say, progress)
    try:
        if not (file or as_json):
            terminal.show_found(Console(highlight=False), assistant.search(lines[0], k))
            return
        for line in lines:
            _print_each(line, file, lambda text: search_output(assistant.search(text, k)))
    finally:
        assistant.close()


def _print_each(line: str, file: Path | None, output: Any) -> None:  # noqa: ANN401  # a function of one question
    """Print one question's JSON; in a file, a question that cannot be searched does not stop the others."""
    try:
        _print_json(output(line), indent=None if file else 2)
    except UsageError as error:
        if file is None:
            raise
        _print_json({"question": line[:200], "error": str(error)}, indent=None)


def _questions(question: str | None, file: Path | None) -> list[str]:
    """Return the questions given. Raises UsageError unless exactly one source of them is."""
    if (question is None) == (file is None):
        raise UsageError("Give one question, or --file with one question a line.", "See --help.")
    if question is not None:
        return [question]
    from assistant.corpus import read_text  # noqa: PLC0415  # only for files

    lines = read_text(Path(str(file)), str(file), 100_000_000).split("\n")
    return [_question_of(line) for line in lines if line.strip()]


def _question_of(line: str) -> str:
    if line.lstrip().startswith("{"):
        try:
            value = json.loads(line)
        except ValueError:
            return line
        if isinstance(value, dict) and isinstance(value.get("q"), str):
            return str(value["q"])
    return line


@app.command()
def index(
    ctx: typer.Context,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Embed everything again, even what did not change.")
    ] = False,
    as_json: Json = False,
    root: Root = None,
) -> None:
    """Bring the index up to date with corpus/; the index in force serves until the new one is whole."""
    settings = _settings(ctx, root)
    from assistant import terminal  # noqa: PLC0415  # so that --help need not load it
    from assistant.contract import built_output  # noqa: PLC0415  # the same
    from assistant.progress import shown  # noqa: PLC0415  # the same
    from assistant.wire import make_builder, make_embedder  # noqa: PLC0415  # the same

    with shown(err) as progress:
        built = make_builder(settings, make_embedder(settings)).build(progress, rebuild=rebuild)
    for problem in built.problems:
        _say(problem)
    if as_json:
        _print_json(built_output(built))
    else:
        typer.echo(terminal.summary(built))


@app.command("import")
def import_page(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="A page saved as text.")],
    name: Annotated[
        str | None, typer.Option(help="Name of the corpus file to write.", show_default="from the title")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Write over a corpus file of that name.")] = False,
    as_json: Json = False,
    root: Root = None,
) -> None:
    """Turn a collaborative article, saved from the browser as text, into one file in corpus/ to edit."""
    settings = _settings(ctx, root)
    from assistant import imports, terminal  # noqa: PLC0415  # so that --help need not load it

    imported = imports.import_file(file, settings.corpus_dir, int(settings.file_mb * 1e6), name, replace=replace)
    if as_json:
        _print_json(imports.output(imported))
    else:
        typer.echo(terminal.imported(imported))


@app.command()
def fetch(ctx: typer.Context, root: Root = None) -> None:
    """Bring the language model's file (1.1 GB) into the cache, once; an interrupted download resumes."""
    settings = _settings(ctx, root)
    from assistant.progress import shown  # noqa: PLC0415  # so that --help need not load it
    from assistant.weights import QWEN_CODER_1_5B  # noqa: PLC0415  # the same
    from assistant.weights import fetch as fetch_weights  # noqa: PLC0415  # the same

    with shown(err) as progress:
        path = fetch_weights(QWEN_CODER_1_5B, settings.cache, settings.model_path, settings.offline, progress)
    typer.echo(f"The language model is here: {path}")


@app.command()
def status(ctx: typer.Context, as_json: Json = False, root: Root = None) -> None:
    """Say what is in force: settings, models and their files, the index, and what is wrong with each."""
    settings = _settings(ctx, root)
    from assistant import terminal  # noqa: PLC0415  # so that --help need not load it
    from assistant.status import look  # noqa: PLC0415  # the same

    report = look(settings)
    if as_json:
        _print_json(report)
    else:
        terminal.show_status(Console(highlight=False), report)
