"""Who may import whom, and that nothing heavy is imported before it is needed."""

import json
import subprocess
import sys
from pathlib import Path

from tests.conftest import REPOSITORY

HEAVY = (
    "torch",
    "gradio",
    "chromadb",
    "langchain",
    "langchain_core",
    "langchain_openai",
    "sentence_transformers",
    "lxml",
    "mammoth",
    "openpyxl",
    "pypdf",
)
HELP_OF_EVERYTHING = f"""
import contextlib, io, json, sys
from assistant.cli import app
from typer.main import get_command
with contextlib.redirect_stdout(io.StringIO()):
    for command in ("", *get_command(app).commands):
        with contextlib.suppress(SystemExit):
            app([*command.split(), "--help"])
print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))
"""


def test_the_layer_contracts_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "5 kept, 0 broken" in done.stdout


def test_help_loads_no_engine_and_no_page() -> None:
    done = subprocess.run([sys.executable, "-c", HELP_OF_EVERYTHING], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


def test_importing_the_wiring_loads_no_engine() -> None:
    code = (
        f"import json, sys, assistant.wire, assistant.status; print(json.dumps([*({{*{HEAVY!r}}} & {{*sys.modules}})]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []
