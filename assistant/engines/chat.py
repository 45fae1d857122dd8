"""Chat models on any OpenAI-compatible server, through LangChain."""

import contextlib
import functools
import ipaddress
import math
import re
from collections.abc import AsyncGenerator, Callable, Generator, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from assistant.engines.waiting import Closed, Waiting
from assistant.errors import ChatError
from assistant.ports import FREE, Message, Shape

if TYPE_CHECKING:
    import openai
    from langchain_openai import ChatOpenAI

_CONNECT_SECONDS = 5.0
READ_SECONDS = 180.0  # between two pieces; the first waits for the whole prompt to be read
_SEED = 7
_TOP = 20  # how many likely tokens a judgement looks at; servers allow no more
_OPTIONAL = ("temperature", "seed", "logprobs", "top_logprobs", "max_tokens")  # not every server takes these
QUOTED = "or use --mode quoted, which needs no language model."
_OVERFLOW = re.compile(r"exceed_context|context (size|length|window)|prompt is too long|maximum context", re.I)


class OpenAIChat:
    """The model of that name on an OpenAI-compatible server, such as http://127.0.0.1:11434/v1.

    `extra_body` goes into every request as it is; strict servers refuse fields they do not know.
    `who` names the server in messages to people.
    """

    def __init__(
        self,
        model: str,
        base_url: str,
        api_key: str = "",
        extra_body: Mapping[str, object] | None = None,
        who: str = "",
    ) -> None:
        self.name = model
        self.taught = False
        self._url = base_url
        self._key = api_key
        self._extra = dict(extra_body or {})
        self.writing: Callable[[Shape], Mapping[str, object]] = (
            _as_it_likes  # what goes into the body of what is written, not of judgements
        )
        self.close_reading: Mapping[str, object] = {}  # what goes into the body of what is judged closely
        self._who = who or f"The language model server at {urlsplit(base_url).hostname}"
        self._refused: set[str] = set()  # options this server said it does not take
        self._waiting = Waiting()

    def stream(self, messages: Sequence[Message], max_tokens: int, shape: Shape = FREE) -> Generator[str, None, None]:
        """Yield pieces of the reply; closing the iterator closes the connection. Raises ChatError and Unwanted."""
        chunks = self._waiting.each(self._chunks(_prompt(messages), max_tokens, self.writing(shape)))
        with self._explained(), contextlib.closing(chunks):
            for chunk in chunks:
                if text := str(chunk.text):
                    yield text

    def judge(self, messages: Sequence[Message], yes: str, no: str, *, closely: bool = False) -> float:
        """Return P(yes) / (P(yes) + P(no)) for the reply's first token, 0.5 when it says neither.

        A token counts when it is the word, or begins it, in any case ("O" of "Oui", " oui"). A server
        without log-probabilities is judged by the word it writes: 0 or 1. Raises ChatError and Unwanted.
        """
        prompt, more = _prompt(messages), self.close_reading if closely else {}
        with self._explained():
            reply = self._waiting.result(self._reply(prompt, 1, more, logprobs=True, top_logprobs=_TOP))
            if tokens := _likely(reply.response_metadata):
                return _share(tokens, yes, no)
            share = _share([(str(reply.text), 1.0)], yes, no)
            if share == 0.5:  # the first token said nothing, such as "**"
                share = _share([(str(self._waiting.result(self._reply(prompt, 8, more)).text), 1.0)], yes, no)
            return share

    def read(self, messages: Sequence[Message]) -> None:
        """Do nothing: nobody asked for a request to a server."""

    def reach(self) -> None:
        """Ask the server which models it has. Raises ChatError where it does not answer, or refuses the key."""
        import openai  # noqa: PLC0415  # slow to import

        asking = self.llm.root_client.with_options(timeout=_CONNECT_SECONDS, max_retries=0)
        with self._explained():
            try:
                asking.models.list()
            except openai.APIStatusError as error:  # it is there, and not every server tells
                if error.status_code in (401, 403):
                    raise

    def close(self) -> None:
        """Close the connections; safe to call twice."""
        if "llm" in self.__dict__:
            self.llm.root_client.close()
            self._waiting.close(self.llm.root_async_client.close())
        self._waiting.close()

    @functools.cached_property
    def llm(self) -> "ChatOpenAI":
        """LangChain's chat model, made (and its library imported) when first used."""
        import langsmith  # noqa: PLC0415  # slow to import
        import openai  # noqa: PLC0415  # the same
        from langchain_openai import ChatOpenAI  # noqa: PLC0415  # the same

        langsmith.configure(enabled=False)  # no question leaves for a tracing service, whatever the environment says
        return ChatOpenAI(
            model=self.name,
            base_url=self._url,
            api_key=SecretStr(self._key or "none"),  # else it would send the key it finds in OPENAI_API_KEY
            http_client=openai.DefaultHttpxClient(trust_env=not _is_loopback(self._url)),
            http_async_client=openai.DefaultAsyncHttpxClient(trust_env=not _is_loopback(self._url)),
            openai_proxy=None,
            timeout=openai.Timeout(READ_SECONDS, connect=_CONNECT_SECONDS),
            max_retries=1,
            stream_usage=False,
            stream_chunk_timeout=None,  # the connection has its own
            use_responses_api=False,
        )

    async def _chunks(
        self, prompt: list[tuple[str, str]], max_tokens: int, writing: Mapping[str, object]
    ) -> AsyncGenerator[Any, None]:
        import openai  # noqa: PLC0415  # slow to import

        while True:
            try:
                options = self._options(max_tokens)
                options["extra_body"].update(writing)
                async for chunk in self.llm.astream(prompt, **options):
                    yield chunk
                return
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                if not self._does_without(error):
                    raise

    async def _reply(
        self, prompt: list[tuple[str, str]], max_tokens: int, more: Mapping[str, object], **options: object
    ) -> Any:  # noqa: ANN401  # LangChain's message
        import openai  # noqa: PLC0415  # slow to import

        while True:
            try:
                told = self._options(max_tokens, **options)
                told["extra_body"].update(more)
                return await self.llm.ainvoke(prompt, **told)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                if not self._does_without(error):
                    raise

    def _options(self, max_tokens: int, **more: object) -> dict[str, Any]:
        options = {"temperature": 0, "seed": _SEED, **more}
        # in the extra body, because LangChain always renames it to what only newer servers know
        limit = "max_completion_tokens" if "max_tokens" in self._refused else "max_tokens"
        kept = {name: value for name, value in options.items() if name not in self._refused}
        return {**kept, "extra_body": {**self._extra, limit: max_tokens}}

    def _does_without(self, error: "openai.APIStatusError") -> bool:
        """Note which options a refusal names; return whether there are new ones, so that a retry makes sense."""
        if _OVERFLOW.search(str(error)):
            return False
        named = {name for name in _OPTIONAL if re.search(rf"\b{name}\b", str(error))} - self._refused
        self._refused |= named
        return bool(named)

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what the libraries raise into a ChatError that says what to do."""
        import openai  # noqa: PLC0415  # slow to import

        try:
            yield
        except openai.OpenAIError as error:
            problem, remedy = self._reason(error)
            raise ChatError(f"{self._who} {problem}.", remedy) from error
        except Closed as error:
            raise ChatError(f"{self._who} was closed.", "Ask again.") from error
        except (ValueError, TypeError, AttributeError) as error:  # how the libraries meet a malformed reply
            remedy = f"Check that ASSISTANT_CHAT_BASE_URL is an OpenAI-compatible address ending in /v1, {QUOTED}"
            raise ChatError(f"{self._who} sent something that is not a chat reply.", remedy) from error

    def _reason(self, error: "openai.OpenAIError") -> tuple[str, str]:
        import openai  # noqa: PLC0415  # slow to import

        if _OVERFLOW.search(str(error)):
            remedy = "Ask a shorter question or start a new conversation, or raise ASSISTANT_CONTEXT_TOKENS."
            return "got more text than its context holds", remedy
        if isinstance(error, openai.APITimeoutError):
            return "did not answer in time", f"Try again in a moment, {QUOTED}"
        if isinstance(error, openai.APIConnectionError):
            return "cannot be reached, or broke off", f"Start it or correct ASSISTANT_CHAT_BASE_URL, {QUOTED}"
        if isinstance(error, (openai.AuthenticationError, openai.PermissionDeniedError)):
            return "refuses the key", f"Correct ASSISTANT_CHAT_API_KEY, {QUOTED}"
        if isinstance(error, openai.NotFoundError):
            remedy = f"Correct ASSISTANT_CHAT_MODEL, or ASSISTANT_CHAT_BASE_URL (it usually ends in /v1), {QUOTED}"
            return f"does not have the model {self.name}", remedy
        if isinstance(error, openai.RateLimitError):
            return "is too busy, or its quota is used up", f"Wait a moment and ask again, {QUOTED}"
        said = " ".join(str(error).split())[:200]
        return f"failed: {said.replace(self._key, '***') if self._key else said}", f"Try again, {QUOTED}"


def _as_it_likes(_shape: Shape) -> Mapping[str, object]:
    """Return no constraint: larger models write as they are told."""
    return {}


def _prompt(messages: Sequence[Message]) -> list[tuple[str, str]]:
    return [(message.role, message.text) for message in messages]


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _likely(metadata: Mapping[str, Any]) -> list[tuple[str, float]]:
    """Return the likeliest first tokens and their probabilities; none when the server does not tell."""
    content = (metadata.get("logprobs") or {}).get("content") or [{}]
    return [(str(top["token"]), math.exp(top["logprob"])) for top in content[0].get("top_logprobs") or []]


def _share(tokens: Sequence[tuple[str, float]], yes: str, no: str) -> float:
    """Return the share of `yes` in the probability of both; 0.5 when there is neither."""
    sums = {True: 0.0, False: 0.0}
    for token, probability in tokens:
        word = "".join(re.findall(r"[^\W_]+", token.casefold())[:1])
        says_yes, says_no = yes.casefold().startswith(word), no.casefold().startswith(word)
        if word and says_yes != says_no:
            sums[says_yes] += probability
    both = sums[True] + sums[False]
    return sums[True] / both if both else 0.5
