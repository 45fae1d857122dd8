"""Chat models on an OpenAI-compatible server: what is sent, what comes back, what goes wrong."""

from collections.abc import Iterator
from typing import Any

import pytest

from assistant.engines.chat import OpenAIChat
from assistant.errors import ChatError
from assistant.ports import Message
from tests.openai_server import Script, openai_server

KEY = "sk-very-secret"
HELLO = (Message("system", "You are brief."), Message("user", "Say hello."))


@pytest.fixture
def script() -> Iterator[Script]:
    with openai_server(Script()) as running:
        yield running


@pytest.fixture
def remote(script: Script) -> Iterator[OpenAIChat]:
    chat = OpenAIChat("m", script.address, KEY)
    yield chat
    chat.close()
    chat.close()


class TestAnyServer:
    def test_the_reply_arrives_piece_by_piece(self, script: Script, remote: OpenAIChat) -> None:
        assert list(remote.stream(HELLO, 30)) == ["Bon", "jour", " !"]

    def test_the_request_holds_only_what_every_server_knows(self, script: Script, remote: OpenAIChat) -> None:
        list(remote.stream(HELLO, 30))
        assert script.asked == [
            {
                "model": "m",
                "messages": [
                    {"role": "system", "content": "You are brief."},
                    {"role": "user", "content": "Say hello."},
                ],
                "stream": True,
                "temperature": 0,
                "seed": 7,
                "max_tokens": 30,
            }
        ]
        assert script.keys == [f"Bearer {KEY}"]

    def test_an_extra_body_is_sent_as_it_is(self, script: Script) -> None:
        chat = OpenAIChat("m", script.address, extra_body={"cache_prompt": True})
        list(chat.stream(HELLO, 30))
        chat.close()
        assert script.asked[0]["cache_prompt"] is True

    def test_what_is_judged_closely_has_a_body_of_its_own(self, script: Script) -> None:
        chat = OpenAIChat("m", script.address, extra_body={"lora": "one"})
        chat.close_reading = {"lora": "both"}
        script.refuses, script.texts = ("logprobs", "top_logprobs"), ["Yes"] * 3
        for closely in (False, True, False):
            chat.judge(HELLO, "yes", "no", closely=closely)
        chat.close()
        assert [asked["lora"] for asked in script.asked[-3:]] == ["one", "both", "one"], "after what was refused"

    def test_closing_a_reply_hangs_up(self, script: Script, remote: OpenAIChat) -> None:
        script.words, script.pause = ("word ",) * 1000, 0.01
        reply = remote.stream(HELLO, 1000)
        next(reply)
        reply.close()  # type: ignore[attr-defined]  # it is a generator
        assert script.hung_up.wait(5)

    def test_closing_it_tells_who_waits_for_a_reply(self, script: Script, remote: OpenAIChat) -> None:
        script.words, script.pause = ("word ",) * 1000, 0.01
        reply = remote.stream(HELLO, 1000)
        next(reply)
        remote.close()
        with pytest.raises(ChatError, match="was closed"):
            list(reply)
        with pytest.raises(ChatError, match="was closed"):
            remote.judge(HELLO, "yes", "no")

    def test_a_slow_reply_is_not_cut_by_the_library(
        self, script: Script, remote: OpenAIChat, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LANGCHAIN_OPENAI_STREAM_CHUNK_TIMEOUT_S", "0.05")
        script.pause = 0.3
        assert list(remote.stream(HELLO, 30)) == ["Bon", "jour", " !"]

    @pytest.mark.parametrize("name", ["temperature", "seed"])
    def test_an_option_a_server_refuses_is_left_out_from_then_on(
        self, script: Script, remote: OpenAIChat, name: str
    ) -> None:
        script.refuses = (name,)
        assert list(remote.stream(HELLO, 30)) == ["Bon", "jour", " !"]
        list(remote.stream(HELLO, 30))
        assert [name in asked for asked in script.asked] == [True, False, False]

    def test_a_server_that_knows_only_the_new_length_limit_is_served(self, script: Script, remote: OpenAIChat) -> None:
        script.refuses = ("max_tokens",)
        list(remote.stream(HELLO, 30))
        assert script.asked[-1]["max_completion_tokens"] == 30

    def test_a_bad_request_is_not_repeated_for_ever(self, script: Script, remote: OpenAIChat) -> None:
        script.status, script.error = 400, "temperature, seed and everything else are wrong"
        with pytest.raises(ChatError):
            list(remote.stream(HELLO, 30))
        assert len(script.asked) == 2


class TestAJudgement:
    def test_it_is_the_share_of_yes_over_all_spellings(self, script: Script, remote: OpenAIChat) -> None:
        half, quarter, eighth = -0.693147, -1.386294, -2.079442
        script.top = (("O", half), (" oui", eighth), ("Non", quarter), ("Ouvert", eighth), ("**", eighth))
        assert remote.judge(HELLO, "Oui", "Non") == pytest.approx(0.625 / 0.875, abs=1e-4)
        assert (script.asked[0]["max_tokens"], script.asked[0]["logprobs"]) == (1, True)

    @pytest.mark.parametrize(("said", "share"), [("Yes", 1.0), (" no", 0.0), ("NO.", 0.0), ("Perhaps", 0.5)])
    def test_without_probabilities_the_word_counts(
        self, script: Script, remote: OpenAIChat, said: str, share: float
    ) -> None:
        script.texts = [said]
        assert remote.judge(HELLO, "yes", "no") == share

    def test_decoration_before_the_word_is_passed_over(self, script: Script, remote: OpenAIChat) -> None:
        script.texts = ["**", "**Non**, car"]
        assert remote.judge(HELLO, "Oui", "Non") == 0.0

    def test_a_server_that_refuses_probabilities_is_asked_without(self, script: Script, remote: OpenAIChat) -> None:
        script.refuses, script.texts = ("logprobs", "top_logprobs"), ["Oui"]
        assert remote.judge(HELLO, "Oui", "Non") == 1.0

    def test_neither_word_is_undecided(self, script: Script, remote: OpenAIChat) -> None:
        script.top = (("Maybe", -0.1), ("Hm", -2.0))
        assert remote.judge(HELLO, "yes", "no") == 0.5


class TestWhatGoesWrong:
    @pytest.mark.parametrize(
        "case",
        [
            (401, f"Incorrect API key: {KEY}", "refuses the key", "ASSISTANT_CHAT_API_KEY"),
            (404, "no such model", "does not have the model m", "ASSISTANT_CHAT_MODEL"),
            (429, "slow down", "too busy", "Wait a moment"),
            (500, f"crash with {KEY}", "failed: .*crash", "--mode quoted"),
            (400, "request exceeds the available context size", "more text than its context holds", "shorter"),
            (400, "This model's maximum context length is 10 tokens, max_tokens too large", "more text", "shorter"),
        ],
        ids=lambda case: f"{case[0]} {case[2]}",
    )
    @pytest.mark.parametrize("ask", ["stream", "judge"])
    def test_an_error_says_what_to_do_and_never_the_key(
        self, script: Script, remote: OpenAIChat, ask: str, case: tuple[int, str, str, str]
    ) -> None:
        script.status, script.error, problem, remedy = case
        with pytest.raises(ChatError, match=problem) as caught:
            list(remote.stream(HELLO, 30)) if ask == "stream" else remote.judge(HELLO, "yes", "no")
        assert remedy in caught.value.remedy
        assert KEY not in str(caught.value)

    def test_a_server_that_is_not_there_is_named(self) -> None:
        chat = OpenAIChat("m", "http://user:pass@127.0.0.1:9/v1", KEY)
        with pytest.raises(ChatError, match=r"server at 127\.0\.0\.1 cannot be reached") as caught:
            list(chat.stream(HELLO, 30))
        assert "pass" not in str(caught.value)
        chat.close()

    def test_a_reply_that_breaks_off_is_an_error_after_its_pieces(self, script: Script, remote: OpenAIChat) -> None:
        script.breaks_after = 2
        reply = remote.stream(HELLO, 30)
        assert [next(reply), next(reply)] == ["Bon", "jour"]
        with pytest.raises(ChatError, match="broke off"):
            next(reply)

    @pytest.mark.parametrize("ask", ["stream", "judge"])
    def test_a_web_page_instead_of_a_reply_is_an_error(self, script: Script, remote: OpenAIChat, ask: str) -> None:
        script.page = True
        with pytest.raises(ChatError, match="not a chat reply"):
            list(remote.stream(HELLO, 30)) if ask == "stream" else remote.judge(HELLO, "yes", "no")


class TestTheEnvironmentDoesNotLeak:
    def test_a_key_meant_for_another_server_is_not_sent(self, script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_ORG_ID", "secret-organisation")
        chat = OpenAIChat("m", script.address)
        list(chat.stream(HELLO, 30))
        chat.close()
        assert script.keys == ["Bearer none"]

    def test_a_proxy_does_not_stand_before_the_loopback(self, script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "OPENAI_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")
        chat = OpenAIChat("m", script.address)
        assert list(chat.stream(HELLO, 30)) == ["Bon", "jour", " !"]
        chat.close()

    def test_nothing_goes_to_a_tracing_service(
        self, script: Script, remote: OpenAIChat, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import langsmith  # noqa: PLC0415  # slow to import
        from langsmith import utils  # noqa: PLC0415  # the same

        environment: Any = utils.get_env_var
        for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
            monkeypatch.setenv(name, "true")
        monkeypatch.setenv("LANGSMITH_API_KEY", "x")
        monkeypatch.setenv("LANGSMITH_ENDPOINT", script.address)
        environment.cache_clear()
        langsmith.configure(enabled=None)
        assert utils.tracing_is_enabled()
        list(remote.stream(HELLO, 30))
        environment.cache_clear()
        assert not utils.tracing_is_enabled()
        assert set(script.paths) == {"/v1/chat/completions"}
