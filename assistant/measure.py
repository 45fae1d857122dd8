"""The command `assistant eval`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.errors import AssistantError, UsageError
from assistant.options import Json, Mode, Root, settings_of
from assistant.shell import err, print_json, say

Beside = Annotated[
    list[Path] | None,
    typer.Option(
        "--with",
        help="With --calibrate: another root folder, whose own questions (or statements) count as well; "
        "may be given again.",
        show_default=False,
    ),
]


def evaluation(  # noqa: PLR0913  # each is an option of the command
    ctx: typer.Context,
    questions: Annotated[
        list[Path] | None,
        typer.Option(
            "--set",
            help="Questions with accepted passages, or statements with --gate; may be given again.",
            show_default="the project's own in tests/evaluation",
        ),
    ] = None,
    calibrate: Annotated[
        bool, typer.Option("--calibrate", help="Fit the decision to answer or refuse again, on the development half.")
    ] = False,
    beside: Beside = None,
    plot: Annotated[Path | None, typer.Option(help="Draw the test half into a .png or .svg file.")] = None,
    gate: Annotated[
        bool, typer.Option("--gate", help="Measure the check of sentences instead, on true and false statements.")
    ] = False,
    every: Annotated[
        int,
        typer.Option(
            min=1, help="With --gate: one in so many statements, the same each time, to measure and to fit on."
        ),
    ] = 1,
    answers: Annotated[
        int,
        typer.Option(min=0, help="Write answers to so many questions of each half and language, and measure those."),
    ] = 0,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Keep the language model's judgements in build/judgements.jsonl and take those kept there, so that a "
            "run that was stopped goes on.",
        ),
    ] = False,
    ablate: Annotated[bool, typer.Option("--ablate", help="Measure retrieval without each part in turn.")] = False,
    as_json: Json = False,
    mode: Mode = None,
    root: Root = None,
) -> None:
    """Measure retrieval and refusal on a set of questions, beside the usual recipes.

    A language model's judgement is measured too, at some seconds a question; --mode quoted leaves it out.
    """
    _check(plot, gate=gate, ablate=ablate, answers=bool(answers), calibrate=calibrate, resume=resume)
    if every > 1 and not gate:
        raise UsageError("--every leaves out statements.", "Give --gate as well.")
    if beside and not calibrate:
        raise UsageError("--with says what else to fit the decision on.", "Give --calibrate as well.")
    settings = settings_of(ctx, root, mode=mode)
    from assistant.evaluate import command  # noqa: PLC0415  # so that --help need not load it
    from assistant.progress import shown  # noqa: PLC0415  # the same

    command.check_beside(settings, beside or [], gate=gate)
    with shown(err) as progress:
        if gate:
            outcome = command.run_gate(settings, every, say, progress, questions or [], resume=resume)
        elif answers:
            outcome = command.run_answers(settings, questions or [], answers, say, progress)
        elif ablate:
            outcome = command.take_apart(settings, questions or [], say, progress)
        else:
            outcome = command.run(settings, questions or [], say, progress, fitting=calibrate, resume=resume)
        beside_every = every if gate else None
        others = [
            command.run_beside(settings, other, say, progress, every=beside_every, resume=resume)
            for other in beside or []
        ]
    report = outcome.report
    if calibrate:
        try:
            path, fitted = command.fit_again(settings, [outcome, *others])
        except AssistantError:
            _tell(report, plot, as_json=as_json)  # what took so long to measure is not lost
            raise
        names = [str(settings.root), *(str(other) for other in beside or [])]
        report = {**report, "as fitted": dict(zip(names, fitted, strict=True))}
        say(f"Fitted on the development half: {path}")
    _tell(report, plot, as_json=as_json)


def _check(plot: Path | None, *, gate: bool, ablate: bool, answers: bool, calibrate: bool, resume: bool) -> None:
    """Raise UsageError where options do not go together."""
    for name, alone in (("--ablate", ablate), ("--answers", answers)):
        if alone and any((calibrate, plot, gate, resume, ablate and answers)):
            raise UsageError(f"{name} measures and does nothing else.", "Leave other options for another run.")
    if gate and plot:
        raise UsageError("--gate has no picture.", "Leave --plot.")
    if plot and plot.suffix.lower() not in (".png", ".svg"):
        raise UsageError(f"{plot} has no ending that says what to draw.", "End it in .png or .svg.")


def _tell(report: dict[str, Any], plot: Path | None, *, as_json: bool) -> None:
    from assistant.evaluate import show  # noqa: PLC0415  # so that --help need not load it
    from assistant.terminal import console  # noqa: PLC0415  # the same

    if plot:
        show.draw(plot, report)
    if as_json:
        print_json(report)
    else:
        show.show(console(), report)
