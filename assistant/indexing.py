"""The command `assistant index`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.errors import UsageError
from assistant.options import Json, Root, settings_of
from assistant.shell import err, print_json, say

if TYPE_CHECKING:
    from assistant.build import Builder, Orders
    from assistant.settings import Settings

Wait = Annotated[float, typer.Option(min=0, help="Seconds to wait for another build to end.")]


def index(  # noqa: PLR0913  # each is an option of the command
    ctx: typer.Context,
    version: Annotated[str | None, typer.Argument(help="A version, for --rollback and --report.")] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Embed everything again, even what did not change.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change; write nothing.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on, and build whenever the corpus changes.")] = False,
    list_all: Annotated[bool, typer.Option("--list", help="List the versions kept.")] = False,
    rollback: Annotated[
        bool, typer.Option("--rollback", help="Put an earlier version in force: VERSION, or the one before.")
    ] = False,
    report: Annotated[
        bool, typer.Option("--report", help="Show what a build changed: VERSION's, or that of the one in force.")
    ] = False,
    answers: Annotated[
        Path | None,
        typer.Option(
            help="Earlier answers (ask --json), a file or folder: which quotes are gone? Else ASSISTANT_ANSWERS."
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Put the new version in force whatever the golden questions find.")
    ] = False,
    wait: Wait = 0,
    as_json: Json = False,
    root: Root = None,
) -> None:
    """Bring the index up to date with corpus/; the index in force serves until the new one is whole."""
    _check(version, {"--dry-run": dry_run, "--watch": watch, "--list": list_all}, rollback=rollback, report=report)
    settings = settings_of(ctx, root)
    if list_all:
        _list(settings, as_json)
    elif rollback:
        _roll_back(settings, version, wait, as_json)
    elif report:
        _report(settings, version, as_json)
    else:
        from assistant.build import Orders  # noqa: PLC0415  # so that --help need not load it
        from assistant.earlier import read_answers  # noqa: PLC0415  # the same
        from assistant.wire import make_builder, make_embedder  # noqa: PLC0415  # the same

        orders = Orders(rebuild, force, wait, read_answers(path) if (path := answers or settings.answers) else ())
        builder = make_builder(settings, make_embedder(settings))
        if dry_run:
            _try_out(builder, orders, as_json)
        elif watch:
            _watch(builder, orders, as_json)
        else:
            _build(builder, orders, as_json)


def _check(version: str | None, alone: dict[str, bool], *, rollback: bool, report: bool) -> None:
    """Raise UsageError for options that do not go together."""
    wanted = [name for name, given in {**alone, "--rollback": rollback, "--report": report}.items() if given]
    if len(wanted) > 1:
        raise UsageError(f"{' and '.join(wanted)} do not go together.", "Give one of them.")
    if version is not None and not (rollback or report):
        raise UsageError("A version goes with --rollback or --report.", "See --help.")


def _build(builder: "Builder", orders: "Orders", as_json: bool) -> None:
    from assistant import changed  # noqa: PLC0415  # so that --help need not load it
    from assistant.contract import built_output  # noqa: PLC0415  # the same
    from assistant.progress import shown  # noqa: PLC0415  # the same
    from assistant.terminal import console, summary  # noqa: PLC0415  # the same

    with shown(err) as progress:
        built = builder.build(progress, orders)
    for problem in built.problems:
        say(problem)
    if as_json:
        print_json(built_output(built))
        return
    typer.echo(summary(built))
    if built.report:
        changed.show_report(console(), built.report)


def _watch(builder: "Builder", orders: "Orders", as_json: bool) -> None:
    from assistant.watch import keep_built, watched  # noqa: PLC0415  # so that --help need not load it

    say(f"Watching {builder.corpus}; Ctrl-C ends it.")
    keep_built(watched(builder.corpus), lambda: _build(builder, orders, as_json), say)


def _try_out(builder: "Builder", orders: "Orders", as_json: bool) -> None:
    from dataclasses import asdict  # noqa: PLC0415  # with what follows

    from assistant import changed  # noqa: PLC0415  # so that --help need not load it
    from assistant.progress import shown  # noqa: PLC0415  # the same
    from assistant.terminal import console  # noqa: PLC0415  # the same

    with shown(err) as progress:
        trial = builder.trial(progress, rebuild=orders.rebuild)
    for problem in trial.problems:
        say(problem)
    if as_json:
        print_json(asdict(trial))
        return
    unchanged = trial.changes.unchanged
    typer.echo(f"Nothing was written. To embed: {trial.embed} texts; {unchanged} passages stay as they are.")
    changed.show_changes(console(), trial.changes)


def _list(settings: "Settings", as_json: bool) -> None:
    from assistant import changed, history  # noqa: PLC0415  # so that --help need not load it
    from assistant.terminal import console  # noqa: PLC0415  # the same
    from assistant.wire import make_storage  # noqa: PLC0415  # the same

    kept = history.listed(settings.index_dir, make_storage(settings).shared)
    if as_json:
        print_json(history.output(kept))
    else:
        changed.show_versions(console(), kept)


def _roll_back(settings: "Settings", version: str | None, wait: float, as_json: bool) -> None:
    from assistant import history  # noqa: PLC0415  # so that --help need not load it
    from assistant.wire import make_embedder, make_storage  # noqa: PLC0415  # the same

    storage, embedder = make_storage(settings), make_embedder(settings).name
    manifest = history.roll_back(settings.index_dir, version, embedder, storage.open_store, wait, storage.shared)
    output: dict[str, Any] = {"version": manifest.version, "built": manifest.built, "passages": manifest.passages}
    if as_json:
        print_json(output)
    else:
        typer.echo(
            f"Index {manifest.version} of {manifest.built} is in force, {manifest.passages} passages. corpus/ is as it "
            "was: undo the edit there before the next assistant index, which takes it over again."
        )


def _report(settings: "Settings", version: str | None, as_json: bool) -> None:
    from assistant import changed  # noqa: PLC0415  # so that --help need not load it
    from assistant.index import current_version  # noqa: PLC0415  # the same
    from assistant.report import read_report, report_output  # noqa: PLC0415  # the same
    from assistant.terminal import console  # noqa: PLC0415  # the same
    from assistant.wire import make_storage  # noqa: PLC0415  # the same

    make_storage(settings).shared.pull(settings.index_dir)
    name = version or current_version(settings.index_dir)
    report = read_report(settings.index_dir / Path(name).name)
    if as_json:
        print_json(report_output(report))
    else:
        changed.show_report(console(), report)
