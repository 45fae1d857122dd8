"""What the command line shows of the index: what a build changed, and the versions on disk."""

from collections.abc import Sequence

from rich.console import Console

from assistant.history import Kept
from assistant.report import Change, Changes, Report, Shift, Stale
from assistant.terminal import clean

MOST = 10  # lines of a list
_FATES = {"edited": "its passage was edited", "moved": "its words stand in", "gone": "its passage is gone"}


def show_report(console: Console, report: Report) -> None:
    """Print what a build changed: short lists, the first lines of each."""
    show_changes(console, report.changes)
    if report.refitted and report.before:
        console.print("The languages' means moved: the map was fitted anew.", soft_wrap=True)
    if report.golden:
        console.print(f"{report.golden} golden questions asked, {len(report.questions)} find otherwise than before.")
    _show(console, "Golden questions", [_shift(one) for one in report.questions])
    _show(console, "Earlier answers that no longer stand", [_stale(one) for one in report.answers])


def show_changes(console: Console, changes: Changes) -> None:
    """Print the passages that changed."""
    for name in ("added", "edited", "removed", "moved"):
        listed: tuple[Change, ...] = getattr(changes, name)
        _show(console, f"{name.capitalize()} passages", [_change(one) for one in listed])


def show_versions(console: Console, kept: Sequence[Kept]) -> None:
    """Print the versions on disk, newest first."""
    if not kept:
        console.print("There is no version yet. Build one: assistant index.")
    for one in kept:
        mark = "*" if one.in_force else " "
        what = clean(one.problem) or f"{one.built}  {one.passages} passages  {one.bytes / 1e6:.1f} MB"
        console.print(f"{mark} {one.version}  {what}{'  in force' if one.in_force else ''}", soft_wrap=True)


def _show(console: Console, title: str, lines: Sequence[str]) -> None:
    if not lines:
        return
    console.print(f"[bold]{title}[/bold] ({len(lines)})")
    for line in lines[:MOST]:
        console.print(f"  {clean(line)}", soft_wrap=True)
    if len(lines) > MOST:
        console.print(f"  and {len(lines) - MOST} more")


def _change(one: Change) -> str:
    was = f", was {one.was}" if one.was else ""
    return f"{one.id} ({one.file}{was}): {one.words}"


def _shift(one: Shift) -> str:
    top = f"{one.top_before or 'nothing'} -> {one.top or 'nothing'}" if one.top != one.top_before else one.top
    says = {True: "answered", False: "refused"}
    if one.answered != one.answered_before:
        top += f", {says[one.answered_before]} -> {says[one.answered]}"
    return f"{one.id} {one.question} [{top}]"


def _stale(one: Stale) -> str:
    fate = f"{_FATES[one.fate]} {one.now}".strip()
    return f"{one.place}: “{one.quote}” ({one.passage_id}): {fate}"
