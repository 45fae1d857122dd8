"""The evaluation's report as a table for people, and as a picture."""

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from assistant.errors import SettingsError
from assistant.language import LANGUAGES

_COLUMNS = ("R@1", "R@3", "R@5", "MRR")
_COLOURS = ("#1f5f8b", "#c98a2b", "#8a8f98")


def show(console: Console, report: dict[str, Any]) -> None:
    """Print the retrieval and decision tables of each half, or of both together, as far as they were measured.

    A half that has no question or statement has no row.
    """
    for part in ("development", "test", "both"):
        tables = report.get(part, {})
        where = "both halves" if part == "both" else f"{part} half"
        if "retrieval" in tables:
            _print(console, _retrieval_table(where, tables["retrieval"]))
        if "decision" in tables:
            _print(console, _decision_table(f"Answer or refuse, {where}", tables["decision"]))
        if "answers" in tables:
            _print(console, _answer_table(f"Answers as written, {where}", tables["answers"]))
        if "statements" in tables:
            title = f"True statements kept, false ones caught, {where}"
            _print(console, _decision_table(title, tables["statements"]))
        if "evidence" in tables:
            _print(console, _decision_table(f"Evidence of the statement's own passage, {where}", tables["evidence"]))
    for split in ("development", "test") if "dialogues" in report else ():
        _print(console, _dialogue_table(split, report["dialogues"][split]))
        _print(console, _saying_table(split, report["small talk"]))
    for folder, fitted in ((folder, fitted) for folder, fitted in report.get("as fitted", {}).items() if fitted):
        console.print(f"By what was fitted, in {folder}:", highlight=False, markup=False)
        show(console, fitted)


def _print(console: Console, table: Table) -> None:
    if table.row_count:
        console.print(table)


def _retrieval_table(where: str, methods: dict[str, Any]) -> Table:
    table = Table(title=f"Retrieval, {where}: mean [95% interval] over n questions")
    for name in ("", "questions", *_COLUMNS, "n"):
        table.add_column(name)
    for method, groups in methods.items():
        for group, rates in groups.items():
            if isinstance(rates, dict) and rates["R@1"]["n"]:
                table.add_row(method, group, *(_cell(rates[name]) for name in _COLUMNS), str(rates["R@1"]["n"]))
        gap = groups.get("parity gap R@3")
        if gap is not None and all(groups[f"asked in {language}"]["R@1"]["n"] for language in LANGUAGES):
            table.add_row(method, "gap French - English, R@3", "", f"{gap:.3f}", "", "", "")
        table.add_section()
    return table


def _decision_table(title: str, methods: dict[str, Any]) -> Table:
    table = Table(title=title)
    for name in ("", "questions", "share", "n"):
        table.add_column(name)
    for method, languages in methods.items():
        for language, shares in languages.items():
            for name, share in shares.items():
                if share["n"]:
                    table.add_row(method, f"{language}: {name}", _cell(share), str(share["n"]))
        table.add_section()
    return table


def _answer_table(title: str, languages: dict[str, Any]) -> Table:
    table = Table(title=title)
    for name in ("", *languages):
        table.add_column(name)
    measured = languages["all"]["answered"]["n"]
    for name, value in languages["all"].items() if measured else ():
        cells = [shares[name] for shares in languages.values()]
        table.add_row(name, *(_cell(cell) if isinstance(value, dict) else str(cell) for cell in cells))
    return table


def _dialogue_table(split: str, groups: dict[str, Any]) -> Table:
    names = list(groups["all"])
    table = Table(title=f"Dialogues, {split} half: the last message")
    for name in ("", *names, "n"):
        table.add_column(name)
    for group, rates in groups.items():
        if rates["decision right"]["n"]:
            table.add_row(group, *(_cell(rates[name]) for name in names), str(rates["decision right"]["n"]))
    return table


def _saying_table(split: str, report: dict[str, Any]) -> Table:
    table = Table(title=f"Greetings, thanks and the like, {split} half")
    for name in ("", "share", "n"):
        table.add_column(name)
    name = "questions of the set left alone"
    for title, share in {**report[split], name: report[name]}.items():
        if share["n"]:
            table.add_row(title, _cell(share), str(share["n"]))
    return table


def _cell(rate: dict[str, float]) -> str:
    return f"{rate['value']:.2f} [{rate['low']:.2f} {rate['high']:.2f}]"


def draw(path: Path, report: dict[str, Any]) -> None:
    """Draw the test half's recall and decisions as bars with intervals; PNG or SVG by the file's name.

    Raises SettingsError when matplotlib is not installed or the file cannot be written.
    """
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415  # only for this picture
    except ImportError:
        raise SettingsError(
            "A picture needs matplotlib.", "Install it: pip install 'diplomacy-assistant[eval]'."
        ) from None
    figure = Figure(figsize=(11, 4.2), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    half = report["test"]
    groups = ["all", "asked in fr", "asked in en", "fr->fr", "fr->en", "en->fr", "en->en"]
    _bars(left, groups, {name: [rows[g]["R@5"] for g in groups] for name, rows in half["retrieval"].items()})
    left.set_title("Recall@5, test half")
    kinds = ["kept", *(name for name in half["decision"]["quoted"]["all"] if name.startswith("refused"))]
    _bars(right, kinds, {name: [rows["all"][k] for k in kinds] for name, rows in half["decision"].items()})
    right.set_title("Answerable kept, others refused")
    try:
        figure.savefig(path, dpi=150)
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path} cannot be written ({error}).", "Give a .png or .svg file.") from None


def _bars(axes: Any, labels: list[str], series: dict[str, list[dict[str, float]]]) -> None:  # noqa: ANN401  # matplotlib's axes
    width = 0.8 / len(series)
    for place, (name, rates) in enumerate(series.items()):
        at = [number + place * width for number in range(len(labels))]
        values = [rate["value"] for rate in rates]
        errors = [[rate["value"] - rate["low"] for rate in rates], [rate["high"] - rate["value"] for rate in rates]]
        axes.bar(
            at, values, width, label=name, color=_COLOURS[place % len(_COLOURS)], yerr=errors, ecolor="#444", capsize=2
        )
    axes.set_xticks([number + 0.4 - width / 2 for number in range(len(labels))], labels, rotation=35, ha="right")
    axes.set_ylim(0, 1.05)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, fontsize=8)
