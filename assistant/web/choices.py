"""A list of values to choose one from, as HTML."""

from collections.abc import Collection, Mapping
from typing import Any

from assistant.web.safe import escape


def choice(name: str, label: str, every: str, values: Mapping[Any, str], chosen: Collection[str] = ()) -> str:
    """Draw a labelled list of values, by what each is called; before them `every`, which chooses none of them."""
    options = "".join(
        f'<option value="{escape(value)}"{" selected" if value in chosen else ""}>{escape(said)}</option>'
        for value, said in values.items()
    )
    nothing = f'<option value="">{escape(every)}</option>'
    return f'<label>{escape(label)}<select name="{name}">{nothing}{options}</select></label>'
