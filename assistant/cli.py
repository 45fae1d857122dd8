"""The command line: one command each; parse, call, print."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant import __version__, indexing, measure, opinions, shell
from assistant.errors import IndexFault, UsageError
from assistant.options import File, Json, Mode, Only, Question, Root, settings_of
from assistant.question import clean, is_whole
from assistant.settings import Settings
from assistant.shell import err, print_json, say

if TYPE_CHECKING:
    from assistant.answer import Assistant
    from assistant.records import Event
    from assistant.records import Only as Among

app = typer.Typer(
    help="Ask about digital diplomacy and the Sustainable Development Goals, in French or English, and see the passage "
    "behind every sentence.",
    epilog="Start with: assistant serve (the chat page), or: assistant ask 'How can digital tools help farmers?'",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


def run() -> None:
    """Run a command; every error becomes one line on standard error and an exit code."""
    shell.run(app)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"assistant {__version__}")
        raise typer.Exit


@app.callback()
def main(
    ctx: typer.Context,
    root: Root = None,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Read what holds for every command."""
    ctx.obj = root


@contextmanager
def _assistant(settings: Settings) -> "Iterator[Assistant]":
    """Give an assistant, its index built first where there is none; close it in the end."""
    from assistant.progress import shown  # noqa: PLC0415  # so that --help need not load it
    from assistant.wire import make_assistant  # noqa: PLC0415  # the same

    with shown(err) as progress:
        assistant = make_assistant(settings, say, progress)
    try:
        yield assistant
    finally:
        assistant.close()


@app.command()
def serve(
    ctx: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.", show_default="7860")
    ] = None,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in your browser.")] = False,
    mode: Mode = None,
    root: Root = None,
) -> None:
    """Open the chat page. Builds the index first when there is none; Ctrl-C stops it.

    With ASSISTANT_ADMIN_PASSWORD set, the index can be built and rolled back at /admin.
    """
    settings = settings_of(ctx, root, host=host, port=port, mode=mode)
    from assistant import web  # noqa: PLC0415  # so that other commands need not load it
    from assistant.feedback import Feedback  # noqa: PLC0415  # the same
    from assistant.wire import make_administration  # noqa: PLC0415  # the same

    web.check_port(settings)
    with _assistant(settings) as assistant:
        with suppress(IndexFault):  # the page says what is wrong with the index
            assistant.warm()
        opinions = Feedback(settings.feedback_file) if settings.feedback_file else None
        desk = make_administration(settings, assistant.embedder) if settings.admin_password else None
        web.serve(assistant, settings, open_browser=open_page, announce=say, opinions=opinions, administration=desk)


@app.command()
def ask(  # noqa: PLR0913  # each is an option of the command
    ctx: typer.Context,
    question: Question = None,
    file: File = None,
    export: Annotated[
        Path | None,
        typer.Option(help="Write (over) a file of the answers, with footnotes and bibliography: .md, .html or .json."),
    ] = None,
    only: Only = None,
    as_json: Json = False,
    mode: Mode = None,
    root: Root = None,
) -> None:
    """Answer a question; the answer streams, then its sources follow."""
    settings = settings_of(ctx, root, mode=mode)
    lines = _lines(question, file, settings)
    from assistant import terminal  # noqa: PLC0415  # so that --help need not load it
    from assistant.contract import answer_output  # noqa: PLC0415  # the same
    from assistant.exports.save import Saving  # noqa: PLC0415  # the same
    from assistant.filters import parse  # noqa: PLC0415  # the same

    saving, among = Saving(export) if export else None, parse(only or ())
    with _assistant(settings) as assistant:
        _check_sections(assistant, among)

        def asked(text: str) -> "Iterator[Event]":
            events = assistant.ask(text, only=among)
            return saving.noting(text, events) if saving else events

        if file or as_json:
            _print_outputs(lines, file, lambda text: answer_output(terminal.final(asked(text))))
        else:
            trouble = terminal.show_answer(terminal.console(), asked(lines[0]))
            if trouble:
                say(trouble)
    if saving:
        saving.write()


@app.command()
def search(  # noqa: PLR0913  # each is an option of the command
    ctx: typer.Context,
    question: Question = None,
    file: File = None,
    k: Annotated[int | None, typer.Option("-k", min=1, max=50, help="How many passages.", show_default="5")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say where each passage's score comes from.")] = False,
    only: Only = None,
    as_json: Json = False,
    root: Root = None,
) -> None:
    """Find the passages nearest to a question, in both languages."""
    settings = settings_of(ctx, root, mode="quoted")
    lines = _lines(question, file, settings)
    from assistant import terminal  # noqa: PLC0415  # so that --help need not load it
    from assistant.contract import search_output  # noqa: PLC0415  # the same
    from assistant.filters import parse  # noqa: PLC0415  # the same

    among = parse(only or ())
    with _assistant(settings) as assistant:
        _check_sections(assistant, among)
        if file or as_json:
            _print_outputs(lines, file, lambda text: search_output(assistant.search(text, k, among), explain=explain))
        else:
            terminal.show_found(terminal.console(), assistant.search(lines[0], k, among), explain=explain)


@app.command()
def verify(
    ctx: typer.Context,
    statement: Annotated[str | None, typer.Argument(help="The statement, in French or English.")] = None,
    file: File = None,
    as_json: Json = False,
    mode: Mode = None,
    root: Root = None,
) -> None:
    """Tell whether the corpus says a statement, and where: the check that every sentence of an answer passes.

    Of a statement of several sentences each must be said; the first that is not is named.
    """
    settings = settings_of(ctx, root, mode=mode)
    lines = _lines(statement, file, settings, "statement")
    from assistant import terminal  # noqa: PLC0415  # so that --help need not load it
    from assistant.contract import verified_output  # noqa: PLC0415  # the same

    with _assistant(settings) as assistant:
        if file or as_json:
            _print_outputs(lines, file, lambda text: verified_output(assistant.verify(text)))
        else:
            terminal.show_verified(terminal.console(), assistant.verify(lines[0]))


def _check_sections(assistant: "Assistant", among: "Among") -> None:
    if among.sections:
        from assistant.filters import check_sections  # noqa: PLC0415  # so that --help need not load it

        check_sections(among, (shelf.section for shelf in assistant.library.contents().shelves))


def _lines(question: str | None, file: Path | None, settings: Settings, what: str = "question") -> list[str]:
    """Return the questions given. Raises UsageError unless exactly one source of them is."""
    if (question is None) == (file is None):
        raise UsageError("Give one text, or --file with one a line.", "See --help.")
    if question is not None:
        if not is_whole(question):
            raise UsageError(f"The {what} is not UTF-8 text.", "Set your terminal to UTF-8.")
        return [clean(question, settings.question_chars, what)]
    from assistant.batch import read_lines  # noqa: PLC0415  # only for files

    return read_lines(Path(str(file)))


def _print_outputs(lines: list[str], file: Path | None, output: Callable[[str], dict[str, Any]]) -> None:
    if file is None:
        print_json(output(lines[0]))
        return
    from assistant.batch import outputs  # noqa: PLC0415  # only for files

    for value in outputs(lines, output):
        print_json(value, indent=None)


app.command("index")(indexing.index)


@app.command("import")
def import_page(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="A page saved as text or as HTML.")],
    name: Annotated[
        str | None, typer.Option(help="Name of the corpus file to write.", show_default="from the title")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Write over a corpus file of that name.")] = False,
    as_json: Json = False,
    root: Root = None,
) -> None:
    """Turn a collaborative article, saved from the browser as text or HTML, into one file in corpus/ to edit."""
    settings = settings_of(ctx, root)
    from assistant import imports, terminal  # noqa: PLC0415  # so that --help need not load it

    imported = imports.import_file(file, settings.corpus_dir, int(settings.file_mb * 1e6), name, replace=replace)
    if as_json:
        print_json(imports.output(imported))
    else:
        typer.echo(terminal.imported(imported))


@app.command()
def fetch(ctx: typer.Context, root: Root = None) -> None:
    """Bring the language model's file (1.1 GB) into the cache, once; an interrupted download resumes."""
    settings = settings_of(ctx, root)
    from assistant.progress import shown  # noqa: PLC0415  # so that --help need not load it
    from assistant.weights import QWEN_CODER_1_5B  # noqa: PLC0415  # the same
    from assistant.weights import fetch as fetch_weights  # noqa: PLC0415  # the same

    with shown(err) as progress:
        path = fetch_weights(QWEN_CODER_1_5B, settings.cache, settings.model_path, settings.offline, progress)
    typer.echo(f"The language model is here: {path}")


@app.command()
def status(ctx: typer.Context, as_json: Json = False, root: Root = None) -> None:
    """Say what is in force: settings, models and their files, the index, and what is wrong with each."""
    settings = settings_of(ctx, root)
    from assistant import terminal  # noqa: PLC0415  # so that --help need not load it
    from assistant.status import look  # noqa: PLC0415  # the same

    report = look(settings)
    if as_json:
        print_json(report)
    else:
        terminal.show_status(terminal.console(), report)


app.command("feedback")(opinions.feedback)
app.command("eval")(measure.evaluation)
