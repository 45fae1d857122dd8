"""The evaluation set as the evaluation uses it: its halves, and the check that its targets exist."""

from collections.abc import Collection, Sequence

from assistant.errors import CorpusError
from assistant.items import SPLITS, Item, Split, read_items

__all__ = ["SPLITS", "Item", "Split", "check_targets", "read_items"]


def check_targets(items: Sequence[Item], passages: Collection[str]) -> None:
    """Raise CorpusError when a question accepts a passage that the corpus does not have."""
    for item in items:
        for name in sorted(item.accepted - set(passages)):
            raise CorpusError(f'Question {item.id} accepts "{name}", which is no passage here.', "Correct its id.")
