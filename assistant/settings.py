"""Everything that can be set, in one place; the only reader of the environment."""

import hashlib
import json
import os
from difflib import get_close_matches
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from platformdirs import user_cache_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError

PACKAGED, UNTAUGHT = "packaged", "untaught"
NONE = "none"
LEAST_PASSWORD = 8  # characters


class Settings(BaseSettings):
    """Settings from `ASSISTANT_*` variables, then `.env` in the root folder, then these defaults."""

    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", extra="ignore", frozen=True)

    root: Path = Field(Path(), description="Folder that holds corpus/, index/ and prompts/.")
    cache: Path = Field(
        default_factory=lambda: user_cache_path("diplomacy-assistant"),
        description="Folder for model files.",
    )
    offline: bool = Field(False, description="Never use the network to look for models.")

    embedding_model: str = Field(
        PACKAGED,
        description='Embedding model: "packaged" (multilingual-e5-small, taught to tell like passages apart), '
        '"untaught" (the same without that), or any sentence-transformers model by its hub name or folder.',
    )
    second_encoder: Literal["packaged", "none"] = Field(
        "packaged", description="A second encoder whose vectors stand beside the embedding model's, or none."
    )
    reranker: str = Field(
        NONE,
        description="A cross-encoder that reorders the nearest passages: any of sentence-transformers, by its hub name "
        'or folder; or "none".',
    )
    mode: Literal["auto", "written", "quoted"] = Field(
        "auto",
        description="written: the language model writes; quoted: quotations only; "
        "auto: written when a language model can be had.",
    )
    model_path: Path | None = Field(None, description="A GGUF file to use as the local language model.")
    adapter: Literal["packaged", "none"] = Field(
        "packaged",
        description="What the packaged language model was taught (judging, answering, translating), or none.",
    )
    chat_model: str | None = Field(
        None,
        description="Name of the model on the server at chat_base_url (vLLM, Ollama, llama.cpp, hosted).",
    )
    chat_base_url: str | None = Field(
        None, description="An OpenAI-compatible server, such as http://127.0.0.1:11434/v1."
    )
    chat_api_key: SecretStr | None = Field(None, description="Key of that server, when it asks for one.")
    threads: int = Field(0, ge=0, le=256, description="Threads of the local language model; 0: one per core.")
    context_tokens: int = Field(4096, ge=1024, description="Context window of the local language model, in tokens.")
    answer_tokens: int = Field(320, ge=32, le=4096, description="Longest written answer, in tokens.")

    translate: bool = Field(
        False,
        description="Let the language model translate, when the index is built, passages without a translation.",
    )

    chunk_tokens: int = Field(256, ge=32, le=512, description="Longest chunk that gets its own vector, in tokens.")
    evidence: int = Field(5, ge=1, le=12, description="Evidence sentences offered to the writer.")
    passages: int = Field(5, ge=1, le=50, description="Passages shown for a question.")
    question_chars: int = Field(2000, ge=20, description="Longest question, in characters.")
    file_mb: float = Field(5.0, gt=0, description="Largest corpus file, in megabytes.")
    golden: Path | None = Field(
        None,
        description="Questions asked of a new index before it is put in force, in the evaluation set's form; default: "
        "tests/evaluation/everyday.jsonl under the root, where it is.",
    )
    answers: Path | None = Field(
        None,
        description="Earlier answers (exports as JSON, ask --json), a file or folder: every build tells which of their "
        "quotes the corpus no longer has.",
    )
    chroma_url: str = Field(
        "", description="A Chroma server that keeps the index, such as http://127.0.0.1:8000; default: embedded."
    )
    chroma_token: SecretStr | None = Field(None, description="Token of that server, or of the proxy before it.")
    chroma_tenant: str = Field("default_tenant", description="Tenant on that server.")
    chroma_database: str = Field("default_database", description="Database on that server; it holds one index.")
    keep_versions: int = Field(3, ge=1, description="Index versions kept on disk.")

    feedback: str = Field(
        "",
        description='SQLite file of readers\' opinions; default: feedback/feedback.sqlite; "none": ask for none.',
    )

    admin_password: SecretStr | None = Field(
        None, description="Password of the administrator's page, /admin; absent one, it is not there."
    )
    host: str = Field("127.0.0.1", description="Address the page listens on.")
    port: int = Field(7860, ge=0, le=65535, description="Port of the page; 0 takes a free one.")

    @field_validator("admin_password")
    @classmethod
    def _long_enough(cls, password: SecretStr | None) -> SecretStr | None:
        if password is not None and len(password.get_secret_value()) < LEAST_PASSWORD:
            raise ValueError(f"give {LEAST_PASSWORD} characters or more")
        return password

    @field_validator("chroma_url")
    @classmethod
    def _plain_url(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("give it as http://HOST:PORT")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("give it as http://HOST:PORT; a secret belongs in ASSISTANT_CHROMA_TOKEN")
        return url

    @property
    def corpus_dir(self) -> Path:
        """Where editors write."""
        return self.root / "corpus"

    @property
    def index_dir(self) -> Path:
        """Where the built index is kept; with a server, this machine's copies of its small files."""
        if not self.chroma_url:
            return self.root / "index"
        where = json.dumps([self.chroma_url.rstrip("/"), self.chroma_tenant, self.chroma_database])
        return self.root / "index" / f"server-{hashlib.sha256(where.encode()).hexdigest()[:12]}"

    @property
    def only_serves(self) -> bool:
        """Whether this machine has no corpus of its own, and answers from what another built."""
        return bool(self.chroma_url) and not self.corpus_dir.is_dir()

    @property
    def calibration(self) -> Path:
        """Where `assistant eval --calibrate` writes the fitted decisions."""
        return self.root / "index" / "calibration.json"

    @property
    def golden_file(self) -> Path | None:
        """The golden questions: the file that is set, else the default one where it is."""
        usual = self.root / "tests" / "evaluation" / "everyday.jsonl"
        return self.golden or (usual if usual.is_file() else None)

    @property
    def feedback_file(self) -> Path | None:
        """Where readers' opinions are kept, outside the index, which may be deleted; None where none are asked for."""
        if self.feedback == NONE:
            return None
        return self.root / (self.feedback or "feedback/feedback.sqlite")

    @property
    def prompts_dir(self) -> Path:
        """Where prompt templates are kept."""
        return self.root / "prompts"


def unread(root: Path) -> dict[str, str]:
    """Return the variables called ASSISTANT_ that are no setting, there or in .env, each with what is near."""
    known = [f"ASSISTANT_{name.upper()}" for name in Settings.model_fields]
    there = {
        name.upper() for name in (*os.environ, *dotenv_values(root / ".env")) if name.upper().startswith("ASSISTANT_")
    }
    return {name: next(iter(get_close_matches(name, known, 1, cutoff=0.8)), "") for name in sorted(there - set(known))}


def load_settings(root: Path | None = None, **overrides: object) -> Settings:
    """Read the settings for a root folder. Raises SettingsError naming each wrong variable."""
    given = {name: value for name, value in overrides.items() if value is not None}
    if root is not None:
        given["root"] = root
    folder = root if root is not None else Path()
    try:
        settings = Settings(_env_file=folder / ".env", **given)  # type: ignore[arg-type, call-arg]  # pydantic checks them
    except ValidationError as error:
        wrong = "; ".join(
            f"ASSISTANT_{'_'.join(map(str, item['loc'])).upper()}: {item['msg']}" for item in error.errors()
        )
        raise SettingsError(f"Settings are wrong: {wrong}.", "Correct them in the environment or in .env.") from None
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            f"{folder / '.env'} cannot be read as UTF-8 text.", "Save it as UTF-8, or delete it."
        ) from None
    if not settings.root.is_dir():
        problem = f"The root folder {settings.root} is {'no folder' if settings.root.exists() else 'not there'}."
        raise SettingsError(problem, "Create it with a folder corpus/ in it, or give another with --root.")
    return settings
