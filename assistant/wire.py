"""The only place that picks engines: settings in, ready parts out."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.administer import Administration
from assistant.answer import Assistant, Limits
from assistant.build import Builder, Translating
from assistant.corpus import Corpus, file_hashes
from assistant.earlier import Quoted, read_answers
from assistant.engines.blend import Blend
from assistant.engines.chat import OpenAIChat
from assistant.engines.chroma_server import ChromaServer
from assistant.engines.embeddings import SentenceEmbedder
from assistant.engines.local import LocalChat
from assistant.engines.rerank import PairReranker
from assistant.engines.server_store import open_on
from assistant.engines.shared import SharedVersions
from assistant.engines.tokens import token_counter
from assistant.engines.universal import UniversalEncoder
from assistant.engines.vectors import open_chroma
from assistant.errors import IndexForeign, IndexMissing, IndexOutdated, ModelError, SettingsError, WeightsError
from assistant.golden import Golden
from assistant.index import Index
from assistant.ports import ChatModel, Embedder, OpenStore, Progress
from assistant.prompts import read_prompts
from assistant.records import Document
from assistant.relevance import Relevance, load
from assistant.retrieve import Parts, Retriever
from assistant.settings import NONE, PACKAGED, UNTAUGHT, Settings
from assistant.sharing import ALONE, Shared
from assistant.translate import Translator
from assistant.weights import QWEN_CODER_1_5B, find, is_packaged

ADAPTER = Path(__file__).parent / "engines" / "adapter.gguf"  # made for QWEN_CODER_1_5B
CLOSELY = ADAPTER.with_name("closely.gguf")  # made for the same with ADAPTER on
Say = Callable[[str], None]  # one sentence for the person, on standard error


@dataclass(frozen=True, slots=True)
class Storage:
    """Where the index is kept: what opens its stores, and what other machines share of it."""

    open_store: OpenStore
    shared: Shared
    server: ChromaServer | None = None


def make_storage(settings: Settings) -> Storage:
    """Return embedded Chroma, or the Chroma server that the settings name; nothing is connected yet."""
    if not settings.chroma_url:
        return Storage(open_chroma, ALONE)
    token = settings.chroma_token.get_secret_value() if settings.chroma_token else ""
    server = ChromaServer(settings.chroma_url, token, settings.chroma_tenant, settings.chroma_database)
    return Storage(open_on(server), SharedVersions(server), server)


def first_encoder(settings: Settings) -> SentenceEmbedder:
    """Return the sentence-transformers model alone, without a second encoder beside it."""
    return SentenceEmbedder(settings.embedding_model, offline=settings.offline)


def with_untaught_encoder(settings: Settings) -> Settings:
    """Return the settings with the packaged embedding model as its package carries it; others stay as they are."""
    packaged = settings.embedding_model == PACKAGED
    return settings.model_copy(update={"embedding_model": UNTAUGHT}) if packaged else settings


def make_embedder(settings: Settings, first: SentenceEmbedder | None = None) -> SentenceEmbedder | Blend:
    """Return the embedding model the settings name, on its first encoder if that is made; it loads at its first use."""
    first = first or first_encoder(settings)
    return first if settings.second_encoder == "none" else Blend(first, UniversalEncoder())


def make_parts(settings: Settings) -> Parts:
    """Return what takes part in the ranking, the cross-encoder loaded where one is named. Raises RerankerError."""
    if settings.reranker == NONE:
        return Parts()
    reranker = PairReranker(settings.reranker, offline=settings.offline)
    reranker.load()
    return Parts(reranker=reranker)


def make_builder(settings: Settings, embedder: Embedder) -> Builder:
    """Return what builds the index."""
    storage = make_storage(settings)
    return Builder(
        corpus=settings.corpus_dir,
        index=settings.index_dir,
        embedder=embedder,
        open_store=storage.open_store,
        count=token_counter(settings.cache),
        chunk_tokens=settings.chunk_tokens,
        max_bytes=int(settings.file_mb * 1e6),
        keep=settings.keep_versions,
        translator=make_translator(settings) if settings.translate else None,
        golden=Golden(settings.golden_file, decisions(settings)) if settings.golden_file else None,
        shared=storage.shared,
    )


def make_administration(settings: Settings, embedder: Embedder) -> Administration:
    """Return what keeps the index while it serves, with the embedding model that the assistant has already."""

    def earlier() -> tuple[Quoted, ...]:
        return read_answers(settings.answers) if settings.answers else ()

    return Administration(lambda: make_builder(settings, embedder), earlier, can_build=not settings.only_serves)


def make_translator(settings: Settings) -> Translating:
    """Return what translates with the language model, which starts when there is something to translate."""

    def translating(corpus: Corpus, progress: Progress | None) -> tuple[tuple[Document, ...], tuple[str, ...]]:
        chat = make_chat(settings.model_copy(update={"mode": "written"}), lambda _: None, start=False)
        if chat is None:
            raise ModelError("There is no language model to translate with.", "Fetch it: assistant fetch.")
        try:
            kept, documents = settings.index_dir / "translations.json", corpus.documents
            translator = Translator(chat, read_prompts(settings.prompts_dir), kept, corpus.glossary)
            return translator.translated(documents, progress) if progress else (translator.known(documents), ())
        finally:
            chat.close()

    return translating


def make_chat(settings: Settings, say: Say, *, start: bool = True) -> ChatModel | None:
    """Return the language model, or None when quotes are asked for or no model is here; started, it loads meanwhile.

    Never uses the network to find one. Raises SettingsError, and WeightsError for a model_path that is not usable.
    """
    if settings.mode == "quoted":
        return None
    if settings.chat_model or settings.chat_base_url:
        return make_server_chat(settings)
    file = find(QWEN_CODER_1_5B, settings.cache, settings.model_path)
    if file is None:
        if settings.mode == "written":
            raise WeightsError("The language model is not here.", "Fetch it: assistant fetch, or use --mode quoted.")
        say("The language model is not here: answering in quotations. Fetch it: assistant fetch.")
        return None
    chat = LocalChat(file, settings.threads, settings.context_tokens, adapters(settings))
    if start:
        chat.start()
    return chat


def adapter(settings: Settings) -> Path | None:
    """Return the adapter that goes with the language model in force, None where that is not the packaged one."""
    served = settings.chat_model or settings.chat_base_url
    if served or settings.adapter == NONE or not is_packaged(QWEN_CODER_1_5B, settings.model_path):
        return None
    return ADAPTER


def adapters(settings: Settings) -> tuple[Path, ...]:
    """Return that adapter, and the one on it for what is read closely; none where the former does not go."""
    taught = adapter(settings)
    return (taught, CLOSELY) if taught else ()


def decisions(settings: Settings) -> Relevance:
    """Return the decisions in force for the language model in force. Raises SettingsError."""
    by = taught_by(settings)
    return load(settings.calibration, taught=bool(by), by=by)


def taught_by(settings: Settings) -> str:
    """Return the name of the adapters in force, which changes with what is in them; "" without any."""
    files = adapters(settings)
    told = b"".join(file.read_bytes() for file in files if file.is_file())
    return hashlib.sha256(told).hexdigest()[:12] if told else ""


def make_server_chat(settings: Settings) -> OpenAIChat:
    """Return the language model on the server that the settings name. Raises SettingsError where half is missing."""
    if not (settings.chat_model and settings.chat_base_url):
        raise SettingsError(
            "ASSISTANT_CHAT_MODEL and ASSISTANT_CHAT_BASE_URL belong together; one of them is missing.", "Set both."
        )
    key = settings.chat_api_key.get_secret_value() if settings.chat_api_key else ""
    return OpenAIChat(settings.chat_model, settings.chat_base_url, key)


def make_assistant(settings: Settings, say: Say, progress: Progress) -> Assistant:
    """Return an assistant ready to answer; builds a missing or outdated index first.

    Raises AssistantError.
    """
    prompts = read_prompts(settings.prompts_dir)
    chat = make_chat(settings, say)
    try:
        embedder = make_embedder(settings)
        index = ready_index(settings, embedder, say, progress)
        embedder.load()
        retriever = Retriever(index, embedder, make_parts(settings))
        return Assistant(retriever, index, embedder, prompts, make_limits(settings), chat)
    except BaseException:
        if chat is not None:
            chat.close()
        raise


def make_limits(settings: Settings) -> Limits:
    """Return the sizes and decisions that the settings name. Raises SettingsError."""
    return Limits(
        settings.question_chars,
        settings.passages,
        settings.evidence,
        settings.answer_tokens,
        decisions(settings),
    )


def ready_index(settings: Settings, embedder: Embedder, say: Say, progress: Progress) -> Index:
    """Return the index, built first when it is missing or, where no server keeps it, of another version's format.

    One that another embedding model made may be in use by a page that runs: only `assistant index` replaces it.
    """
    storage = make_storage(settings)
    index = Index(settings.index_dir, storage.open_store, embedder.name, storage.shared)
    try:
        with index.snapshot() as snapshot:
            if not settings.only_serves and dict(snapshot.manifest.files) != file_hashes(settings.corpus_dir):
                say("The corpus has changed since the index was built. Bring it up to date: assistant index.")
    except (IndexMissing, IndexOutdated) as reason:
        if isinstance(reason, IndexOutdated) and (settings.chroma_url or isinstance(reason, IndexForeign)):
            raise
        say(f"{reason.problem} Building it.")
        for problem in make_builder(settings, embedder).build(progress).problems:
            say(problem)
    return index
