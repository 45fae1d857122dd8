"""What an evaluation asked of the language model is kept, so that one that was stopped goes on."""

from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.evaluate.relay import Kept
from assistant.evaluate.variants import FEWER, built, with_fewer_expected
from assistant.expected import FILE
from assistant.ports import Message
from tests.fakes import FakeChat
from tests.small_site import TEXTS, Site, silent

ONE, OTHER = [Message("user", "Does it?")], [Message("user", "Does it not?")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "build" / "judgements.jsonl"


def test_a_judgement_is_asked_for_once_whoever_asks_again(path: Path) -> None:
    chat = FakeChat(judgement=lambda messages: 0.25 if messages == ONE else 0.75)
    kept = Kept(chat, "adapter", path)
    assert [kept.judge(one, "yes", "no") for one in (ONE, OTHER, ONE)] == [0.25, 0.75, 0.25]
    again = Kept(FakeChat(judgement=1.0), "adapter", path)
    assert [again.judge(one, "yes", "no") for one in (ONE, OTHER)] == [0.25, 0.75]
    assert len(chat.judged) == 2


def test_what_another_model_said_or_was_asked_in_other_words_is_asked_again(path: Path) -> None:
    Kept(FakeChat(judgement=0.25), "adapter", path).judge(ONE, "yes", "no")
    other = FakeChat(judgement=0.5)
    assert Kept(other, "another adapter", path).judge(ONE, "yes", "no") == 0.5
    assert Kept(other, "adapter", path).judge(ONE, "oui", "non") == 0.5
    other.name = "another"
    assert Kept(other, "adapter", path).judge(ONE, "yes", "no") == 0.5


def test_a_line_that_was_cut_short_is_asked_again_and_the_others_stand(path: Path) -> None:
    first = Kept(FakeChat(judgement=0.25), "", path)
    for one in (ONE, OTHER):
        first.judge(one, "yes", "no")
    path.write_text(path.read_text(encoding="utf-8")[:-10], encoding="utf-8")  # killed while it wrote
    again = Kept(FakeChat(judgement=0.5), "", path)
    assert [again.judge(one, "yes", "no") for one in (ONE, OTHER)] == [0.25, 0.5]
    last = Kept(FakeChat(judgement=0.75), "", path)
    assert [last.judge(one, "yes", "no") for one in (ONE, OTHER)] == [0.25, 0.5]


def test_what_is_judged_closely_is_kept_by_itself(path: Path) -> None:
    kept = Kept(FakeChat(judgement=0.25), "", path)
    kept.judge(ONE, "yes", "no")
    again = Kept(FakeChat(judgement=0.5), "", path)
    assert again.judge(ONE, "yes", "no", closely=True) == 0.5
    assert again.judge(ONE, "yes", "no") == 0.25


@pytest.mark.parametrize("told", ["NaN", "Infinity", "7.0", "-1", '"1"', "null", "9" * 400])
def test_what_is_no_probability_is_asked_again(path: Path, told: str) -> None:
    Kept(FakeChat(judgement=0.25), "", path).judge(ONE, "yes", "no")
    path.write_text(path.read_text(encoding="utf-8").replace("0.25", told), encoding="utf-8")
    assert Kept(FakeChat(judgement=0.5), "", path).judge(ONE, "yes", "no") == 0.5


def test_a_file_that_is_no_text_is_named_and_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match=r"judgements\.jsonl cannot be used") as caught:
        Kept(FakeChat(), "", path)
    assert "--resume" in caught.value.remedy
    assert path.read_bytes() == b"\xff\xfe\x00"


def test_what_cannot_be_written_is_told(path: Path) -> None:
    kept = Kept(FakeChat(), "", path)
    path.mkdir()
    with pytest.raises(SettingsError, match="cannot be used"):
        kept.judge(ONE, "yes", "no")


def test_all_else_is_passed_on(path: Path) -> None:
    chat = FakeChat(reply="It is so.")
    kept = Kept(chat, "", path)
    assert "".join(kept.stream(ONE, 9)) == "It is so."
    kept.read(OTHER)
    kept.close()
    assert (kept.name, kept.taught, chat.begun, chat.closed) == (chat.name, chat.taught, [OTHER], True)


def test_a_shorter_list_has_one_in_three_of_each_passages_questions_and_the_index_in_force_all(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write(TEXTS)
    asked = [f"- Who gains from it, case {n}?" for n in range(2 * FEWER + 1)]
    listed = ["# Questions", "", "## farmers", *asked, "", "## doctors", *asked[:2]]
    (site.corpus / FILE).write_text("\n".join(listed), encoding="utf-8")
    site.build()
    folder = tmp_path / "shorter"
    folder.mkdir()
    with (
        built(lambda _: with_fewer_expected(site.builder(site.embedder), folder), silent) as index,
        index.snapshot() as fewer,
    ):
        kept = [(item.passage, item.text.split()[-1]) for item in fewer.manifest.expected]
    assert kept == [("farmers", "0?"), ("farmers", "3?"), ("farmers", "6?"), ("doctors", "0?")]
    with site.reader().snapshot() as snapshot:
        assert len(snapshot.manifest.expected) == len(asked) + 2
