"""What `assistant eval` does: settings in, a report out; fits the decisions again when asked to."""

import json
from collections.abc import Sequence
from pathlib import Path

from assistant.corpus import Corpus, read_corpus
from assistant.errors import SettingsError
from assistant.evaluate.ablate import Whole, ablate
from assistant.evaluate.items import Item, check_targets, read_items
from assistant.evaluate.run import Bench, Outcome, calibrate, evaluate
from assistant.ports import Progress
from assistant.prompts import read_prompts
from assistant.relevance import load
from assistant.retrieve import Retriever
from assistant.settings import Settings
from assistant.wire import Say, first_encoder, make_builder, make_chat, make_embedder, make_parts, ready_index

SETS = (Path("tests/evaluation/questions.jsonl"), Path("tests/evaluation/everyday.jsonl"))


def run(settings: Settings, paths: Sequence[Path], say: Say, progress: Progress) -> Outcome:
    """Measure on sets taken together, by default the project's own two. Raises AssistantError."""
    items, corpus = _read(settings, paths)
    chat = make_chat(settings, say)
    try:
        embedder = make_embedder(settings)
        index = ready_index(settings, embedder, say, progress)
        bench = Bench(
            retriever=Retriever(index, embedder, make_parts(settings)),
            first_encoder=first_encoder(settings),
            prompts=read_prompts(settings.prompts_dir),
            chat=chat,
            passages=[passage for document in corpus.documents for passage in document.passages],
            evidence=settings.evidence,
        )
        return evaluate(bench, items, load(settings.calibration), progress)
    finally:
        if chat is not None:
            chat.close()


def take_apart(settings: Settings, paths: Sequence[Path], say: Say, progress: Progress) -> Outcome:
    """Measure retrieval with each part of the ranking taken away in turn. Raises AssistantError."""
    items, corpus = _read(settings, paths)
    embedder = make_embedder(settings)
    index = ready_index(settings, embedder, say, progress)
    builder, parts = make_builder(settings, embedder), make_parts(settings)
    return Outcome(ablate(Whole(builder, index, corpus, parts, first_encoder(settings)), items, progress), ())


def _read(settings: Settings, paths: Sequence[Path]) -> tuple[Sequence[Item], Corpus]:
    items = [item for path in paths or [settings.root / name for name in SETS] for item in read_items(path)]
    corpus = read_corpus(settings.corpus_dir, int(settings.file_mb * 1e6))
    check_targets(items, [passage.id for document in corpus.documents for passage in document.passages])
    return items, corpus


def fit_again(settings: Settings, outcome: Outcome) -> Path:
    """Fit the decisions on the development half and write them where the settings look for them."""
    path = settings.calibration
    fitted = calibrate(outcome.seen, load(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(fitted.as_dict(), indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{path} cannot be written ({error.strerror}).", "Mend its permissions.") from None
    return path
