"""The error tree. Every message says what happened, then what to do next.

AssistantError
├── UsageError        the request itself is wrong (exit code 2)
│   └── QuestionError     an empty or over-long question
├── SettingsError     a setting is missing, unknown or malformed
├── CorpusError       a corpus folder or file cannot be used; names the file and line
├── PromptError       a prompt template is missing or names an unknown variable
├── IndexFault       the index is missing, damaged, of another embedder, locked, or found worse
│   ├── IndexMissing
│   ├── IndexOutdated
│   │   └── IndexForeign
│   ├── IndexDamaged
│   │   └── IndexGone
│   ├── IndexUnreachable
│   ├── IndexLocked
│   └── IndexRefused
├── ModelError        a model cannot be had, or stopped answering
│   ├── WeightsError      a model file is absent, cut, or not the one expected
│   ├── EmbedderError     the embedding model cannot be loaded
│   ├── RerankerError     the cross-encoder cannot be loaded
│   └── ChatError         the language model failed in the middle of its work
├── FeedbackError     the file of readers' opinions cannot be used
└── ServeError        the page cannot be served (port taken, address refused)
"""


class AssistantError(Exception):
    """Anything that goes wrong in a way a person can act on.

    `problem` says what happened, `remedy` what to do next; `str()` joins them in one line.
    `code` is stable and names the message in the page's own languages.
    """

    exit_code = 1
    code = "error"

    def __init__(self, problem: str, remedy: str = "") -> None:
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{problem} {remedy}".strip())


class UsageError(AssistantError):
    """The request itself is wrong."""

    exit_code = 2
    code = "usage"


class QuestionError(UsageError):
    """A question that cannot be searched: `code` is `question_empty` or `question_long`."""

    def __init__(self, code: str, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.code = code


class SettingsError(AssistantError):
    """A setting is missing, unknown or malformed."""

    code = "settings"


class CorpusError(AssistantError):
    """A corpus folder or file cannot be used; the message names the file and, where known, the line."""

    code = "corpus"


def broken(file: str, line: int, problem: str, remedy: str) -> CorpusError:
    """Return the error that names a file, its line, and what to mend."""
    return CorpusError(f"{file}, line {line}: {problem}", remedy)


class PromptError(AssistantError):
    """A prompt template is missing, or its variables are not the expected ones."""

    code = "prompt"


class IndexFault(AssistantError):
    """The index cannot be used as it is."""

    code = "index"


class IndexMissing(IndexFault):
    """No index has been built yet."""


class IndexOutdated(IndexFault):
    """The index was built by another embedding model or another version of the format."""


class IndexForeign(IndexOutdated):
    """The index was built by another embedding model than the settings name."""


class IndexDamaged(IndexFault):
    """The index's files do not hold what its manifest says."""


class IndexGone(IndexDamaged):
    """The version that was being read is no longer on its server."""


class IndexUnreachable(IndexFault):
    """The server that keeps the index does not answer, or refuses."""


class IndexLocked(IndexFault):
    """Another process is building the index."""


class IndexRefused(IndexFault):
    """A new version finds so much less than it should that it was not put in force."""


class ModelError(AssistantError):
    """A model cannot be had, or stopped answering."""

    code = "model"


class WeightsError(ModelError):
    """A model file is absent, cut short, or not the one its SHA-256 names."""


class EmbedderError(ModelError):
    """The embedding model cannot be loaded."""


class RerankerError(ModelError):
    """The cross-encoder that reorders passages cannot be loaded."""


class ChatError(ModelError):
    """The language model failed in the middle of its work."""

    code = "chat"


class FeedbackError(AssistantError):
    """The file of readers' opinions cannot be used."""

    code = "feedback"


class ServeError(AssistantError):
    """The page cannot be served."""

    code = "serve"
