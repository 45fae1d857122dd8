"""What `assistant eval` does: settings in, a report out; fits the decisions again when asked to."""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from assistant import evidence
from assistant.answer import Assistant
from assistant.corpus import Corpus, read_corpus
from assistant.errors import SettingsError, UsageError
from assistant.evaluate.ablate import Encoders, Whole, ablate
from assistant.evaluate.answers import Overheard, answers_report, choose, write
from assistant.evaluate.gate import (
    Checker,
    fit_gate,
    gate_report,
    statements_as_fitted,
)
from assistant.evaluate.items import Item, check_targets, read_items
from assistant.evaluate.relay import JUDGEMENTS, Kept
from assistant.evaluate.run import Bench, Outcome, as_fitted, calibrate, evaluate
from assistant.evaluate.statements import one_in, read_statements
from assistant.evaluate.talk import Listener, dialogues_report, read_dialogues, read_sayings, sayings_report
from assistant.evaluate.variants import built, with_fewer_expected
from assistant.ports import ChatModel, Progress
from assistant.prompts import read_prompts
from assistant.retrieve import Retriever
from assistant.settings import Settings
from assistant.smalltalk import SmallTalk
from assistant.standalone import Standalone
from assistant.wire import (
    Say,
    adapter,
    decisions,
    first_encoder,
    make_builder,
    make_chat,
    make_embedder,
    make_limits,
    make_parts,
    ready_index,
    taught_by,
    with_untaught_encoder,
)
from assistant.writing import Writer

SETS = (Path("tests/evaluation/questions.jsonl"), Path("tests/evaluation/everyday.jsonl"))
DIALOGUES = Path("tests/evaluation/dialogues.jsonl")
STATEMENTS = (Path("tests/evaluation/statements.jsonl"), Path("tests/evaluation/reversals.jsonl"))
SAYINGS = Path("tests/evaluation/smalltalk.jsonl")


def run(
    settings: Settings,
    paths: Sequence[Path],
    say: Say,
    progress: Progress,
    *,
    fitting: bool = False,
    resume: bool = False,
) -> Outcome:
    """Measure on sets taken together, by default the project's own with its dialogues. Raises AssistantError.

    For `fitting`, the language model is asked of each piece of evidence by itself as well, and shorter lists of
    expected questions are searched. To `resume` is to take its judgements that were kept, and to keep the others.
    """
    items, corpus = _read(settings, paths)
    with _model(settings, say, resume=resume) as chat, ExitStack() as stack:
        embedder = make_embedder(settings)
        index = ready_index(settings, embedder, say, progress)
        fewer = None
        if fitting and corpus.expected:
            variant = partial(with_fewer_expected, make_builder(settings, embedder))
            fewer = Retriever(stack.enter_context(built(variant, progress)), embedder, make_parts(settings))
        bench = Bench(
            retriever=Retriever(index, embedder, make_parts(settings)),
            plain_encoder=first_encoder(with_untaught_encoder(settings)),
            prompts=read_prompts(settings.prompts_dir),
            chat=chat,
            passages=[passage for document in corpus.documents for passage in document.passages],
            choose=partial(evidence.choose, limit=settings.evidence, terms=corpus.glossary),
            shown=settings.passages,
            terms=corpus.glossary,
            fewer=fewer,
        )
        outcome = evaluate(bench, items, decisions(settings), progress, fitting=fitting)
        if not paths:
            standalone = Standalone(embedder, bench.prompts, settings.question_chars)
            smalltalk = SmallTalk(bench.prompts, index, embedder)
            listener = Listener(standalone, smalltalk, bench.retriever, chat, corpus.glossary)
            dialogues, sayings = read_dialogues(settings.root / DIALOGUES), read_sayings(settings.root / SAYINGS)
            outcome.report["dialogues"] = dialogues_report(listener, dialogues, progress)
            questions = [item.question for item in items]
            outcome.report["small talk"] = sayings_report(smalltalk, sayings, questions)
        return outcome


def take_apart(settings: Settings, paths: Sequence[Path], say: Say, progress: Progress) -> Outcome:
    """Measure retrieval with each part of the ranking taken away in turn. Raises AssistantError."""
    items, corpus = _read(settings, paths)
    alone, others = first_encoder(settings), with_untaught_encoder(settings)
    plain = first_encoder(others)
    embedder = make_embedder(settings, alone)
    index, builder = ready_index(settings, embedder, say, progress), make_builder(settings, embedder)
    encoders = Encoders(alone=alone, untaught=make_embedder(others, plain), plain=plain)
    return Outcome(ablate(Whole(builder, index, corpus, make_parts(settings), encoders), items, progress), ())


def run_gate(
    settings: Settings, every: int, say: Say, progress: Progress, paths: Sequence[Path] = (), *, resume: bool = False
) -> Outcome:
    """Measure the check of sentences on one in `every` true and false statements. Raises AssistantError.

    They are the project's own, unless files are given. To `resume` is the same as above.
    """
    statements = [one for path in paths or statements_of(settings.root) for one in read_statements(path)]
    with _model(settings, say, resume=resume) as chat:
        embedder = make_embedder(settings)
        index = ready_index(settings, embedder, say, progress)
        gate = decisions(settings).gate
        writer = Writer(index, embedder, read_prompts(settings.prompts_dir), gate)
        with index.snapshot() as snapshot:
            terms = snapshot.manifest.glossary
        checker = Checker(Retriever(index, embedder, make_parts(settings)), writer, chat, terms)
        report, checked = gate_report(checker, one_in(every, statements), gate, progress)
        return Outcome(report, (), checked)


def run_beside(
    settings: Settings, root: Path, say: Say, progress: Progress, *, every: int | None, resume: bool = False
) -> Outcome:
    """Measure the same in another root folder, on its own questions, or one in `every` of its statements.

    Raises AssistantError.
    """
    there = settings.model_copy(update={"root": root})
    if every:
        return run_gate(there, every, say, progress, resume=resume)
    return run(there, sets_of(root), say, progress, fitting=True, resume=resume)


def check_beside(settings: Settings, roots: Sequence[Path], *, gate: bool) -> None:
    """Check, before anything is measured, that other root folders count.

    Raises CorpusError where one has no questions or statements, and UsageError where no model that was taught to judge
    is there to read statements: all else that is fitted on them rests on the wording of a corpus.
    """
    for root in roots:
        if gate:
            for path in statements_of(root):
                read_statements(path)
        for path in () if gate else sets_of(root):
            read_items(path)
    if roots and gate and (settings.mode == "quoted" or adapter(settings) is None):
        raise UsageError(
            "With --gate, --with counts for a language model that was taught to judge: the packaged one.",
            "Leave --with, or --mode quoted.",
        )


def sets_of(root: Path, names: Sequence[Path] = SETS) -> list[Path]:
    """Return the sets of these names that a root folder has; the first one, which is then missed, where it has none."""
    return [path for path in (root / name for name in names) if path.is_file()] or [root / names[0]]


def statements_of(root: Path) -> list[Path]:
    """Return the sets of statements that a root folder has."""
    return sets_of(root, STATEMENTS)


def run_answers(settings: Settings, paths: Sequence[Path], count: int, say: Say, progress: Progress) -> Outcome:
    """Write answers to so many questions of each half and language, and measure them. Raises AssistantError."""
    items, _ = _read(settings, paths)
    prompts, limits = read_prompts(settings.prompts_dir), make_limits(settings)
    with _model(settings, say) as chat:
        heard = Overheard(chat) if chat is not None else None
        embedder = make_embedder(settings)
        index = ready_index(settings, embedder, say, progress)
        retriever = Retriever(index, embedder, make_parts(settings))
        assistant = Assistant(retriever, index, embedder, prompts, limits, heard)
        return Outcome(answers_report(write(assistant, heard, choose(items, count), progress)), ())


@contextmanager
def _model(settings: Settings, say: Say, *, resume: bool = False) -> Iterator[ChatModel | None]:
    """Give the language model in force, if any, and stop it at the end. Raises AssistantError."""
    chat = make_chat(settings, say)
    try:
        yield Kept(chat, whose(settings), settings.root / JUDGEMENTS) if chat is not None and resume else chat
    finally:
        if chat is not None:
            chat.close()


def whose(settings: Settings) -> str:
    """Return what tells a model from another of its name: adapter, server, and its own file's size and age."""
    told = settings.model_path.stat() if settings.model_path and settings.model_path.is_file() else None
    file = f"{told.st_size} {told.st_mtime_ns}" if told else ""
    return " ".join(filter(None, (taught_by(settings), settings.chat_base_url, file)))


def _read(settings: Settings, paths: Sequence[Path]) -> tuple[Sequence[Item], Corpus]:
    items = [item for path in paths or [settings.root / name for name in SETS] for item in read_items(path)]
    corpus = read_corpus(settings.corpus_dir, int(settings.file_mb * 1e6))
    check_targets(items, [passage.id for document in corpus.documents for passage in document.passages])
    return items, corpus


def fit_again(settings: Settings, outcomes: Sequence[Outcome]) -> tuple[Path, list[dict[str, Any]]]:
    """Fit the decisions on the development halves and write them where the settings look for them.

    The first outcome is of the root folder itself, the others of those beside it. Returns the file, and the report of
    each outcome by what was fitted. Raises SettingsError.
    """
    path = settings.calibration
    old, by = decisions(settings), taught_by(settings)
    if outcomes[0].checked:
        beside = [one for outcome in outcomes[1:] for one in outcome.checked]
        fitted = replace(old, gate=fit_gate(outcomes[0].checked, old.gate, beside))
    else:
        fitted = calibrate([one for outcome in outcomes for one in outcome.seen], old, taught=bool(by))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({**fitted.as_dict(), "taught": by or False}, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{path} cannot be written ({error.strerror}).", "Mend its permissions.") from None
    return path, [
        statements_as_fitted(outcome.checked, fitted.gate) if outcome.checked else as_fitted(outcome.seen, fitted)
        for outcome in outcomes
    ]
