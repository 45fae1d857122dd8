"""Progress on standard error: a line a stage where no terminal is, a bar that goes away where one is."""

import io

from rich.console import Console

from assistant.progress import shown


def reported(console: Console) -> None:
    with shown(console) as report:
        for stage in ("cutting", "embedding"):
            for done in range(1, 4):
                report(stage, done, 3)
        report("download", 1_000_000, 2_000_000)


def test_each_stage_is_one_plain_line_where_no_terminal_is() -> None:
    out = io.StringIO()
    reported(Console(file=out))
    assert out.getvalue().splitlines() == [
        "Cutting into sentences ...",
        "Embedding ...",
        "Fetching the language model ...",
    ]


def test_bars_show_counts_and_bytes_on_a_terminal() -> None:
    out = io.StringIO()
    reported(Console(file=out, force_terminal=True, width=100))
    assert "/3" in out.getvalue()
    assert "1.0/2.0 MB" in out.getvalue()
    assert out.getvalue().endswith("\x1b[?25h\r\x1b[1A\x1b[2K"), "the last bar stays, or the cursor stays hidden"


def test_a_bar_goes_away_when_its_work_is_broken_off() -> None:
    out = io.StringIO()
    try:
        with shown(Console(file=out, force_terminal=True, width=100)) as report:
            report("embedding", 1, 9)
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        pass
    assert out.getvalue().count("\x1b[?25l") == out.getvalue().count("\x1b[?25h")


def test_nothing_is_shown_when_nothing_is_reported() -> None:
    out = io.StringIO()
    with shown(Console(file=out, force_terminal=True)):
        pass
    assert out.getvalue() == ""


def test_a_stage_of_an_unknown_size_or_name_is_shown_too() -> None:
    out = io.StringIO()
    with shown(Console(file=out, force_terminal=True, width=100)) as report:
        report("mending", 0, 0)
        report("embedding", 0, 5)
    assert "mending" in out.getvalue()
