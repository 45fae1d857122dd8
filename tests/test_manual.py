"""The second corpus: a manual's pages in two languages -> passages in one language each, asked for in both."""

import hashlib
import json
import subprocess
from pathlib import Path

import pytest

from assistant.corpus import read_corpus
from assistant.errors import UsageError
from assistant.evaluate.items import Item, read_items
from tests.conftest import REPOSITORY
from tests.evaluation import manual
from tests.evaluation.manual_pages import LEAST, MOST, Section, Side, read_manual

ENGLISH = "This tool removes what you do not need from the borders of an image, and keeps what lies inside the frame."
FRENCH = "Cet outil enlève ce qui ne sert à rien sur les bords d’une image, et garde ce qui est à l’intérieur du cadre."
PAGE = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>
<div class="navheader"><p>Prev</p></div>{body}</body></html>
"""
"""What DocBook writes around the sections of a page."""


def section(title: str, *inside: str, anchor: str = "idm12") -> str:
    return (
        f'<div class="sect2"><div class="titlepage"><div><h3 class="title"><a id="{anchor}"></a>4.4. {title}</h3></div>'
        f"</div>{''.join(inside)}</div>"
    )


def p(text: str, times: int = 1) -> str:
    return f"<p>\n    {' '.join([text] * times)}\n  </p>"


def read(folder: Path, english: str, french: str, page: str = "crop") -> list[Section]:
    for language, body in (("en", english), ("fr", french)):
        (folder / language).mkdir(exist_ok=True)
        (folder / language / f"{page}.html").write_text(PAGE.format(body=body), encoding="utf-8")
    return read_manual(folder)


def made(number: int, title: str = "", page: str = "") -> Section:
    name = title or hashlib.sha256(bytes([number])).hexdigest()[:20]
    return Section(
        f"s{number}",
        page or f"page{number}",
        {"en": Side(name, f"{ENGLISH} {number}"), "fr": Side(f"{name} bis", f"# {FRENCH} {number}")},
    )


def test_a_section_is_read_in_both_languages_by_its_anchor(tmp_path: Path) -> None:
    english, french = (
        section("Crop", p(ENGLISH, 3), anchor="tool-crop"),
        section("Rogner", p(FRENCH, 3), anchor="tool-crop"),
    )
    [read_one] = read(tmp_path, english, french)
    assert (read_one.id, read_one.page) == ("tool-crop", "crop")
    assert read_one.sides == {"en": Side("Crop", " ".join([ENGLISH] * 3)), "fr": Side("Rogner", " ".join([FRENCH] * 3))}


def test_a_section_without_an_anchor_of_its_own_is_named_by_its_place(tmp_path: Path) -> None:
    english = section("Crop", p(ENGLISH, 3), section("Frame", p(ENGLISH, 4), anchor="idm7"), anchor="tool-crop")
    french = section("Rogner", p(FRENCH, 3), section("Cadre", p(FRENCH, 4), anchor="idm9"), anchor="tool-crop")
    assert [one.id for one in read(tmp_path, english, french)] == ["tool-crop", "crop.1"]


def test_a_part_whose_title_is_found_elsewhere_belongs_to_the_section_above_it(tmp_path: Path) -> None:
    def page(title: str, part: str, text: str) -> str:
        return section(title, section(part, p(text, 3)))

    read(tmp_path, page("Crop", "Overview", ENGLISH), page("Rogner", "Généralités", FRENCH), "a")
    sections = read(tmp_path, page("Flip", "Overview", ENGLISH), page("Retourner", "Aperçu", FRENCH), "b")
    assert [one.sides["fr"].title for one in sections] == ["Rogner", "Retourner"]
    assert sections[0].sides["en"].text.startswith(ENGLISH)


def test_paragraphs_left_in_english_are_not_taken_for_french(tmp_path: Path) -> None:
    left, quoted = (
        "The “frame” is the part of the image that stays.",
        "The « frame » is the part of the image that stays.",
    )
    changed = "This is described in the Section 1.13, « Boîte à outils »."
    english = section("Crop", p(ENGLISH, 3), p(left))
    [one] = read(tmp_path, english, section("Rogner", p(FRENCH, 3), p(quoted), p(changed)))
    assert "frame" not in one.sides["fr"].text.split() + one.sides["en"].text.split()[-8:]
    assert "described" not in one.sides["fr"].text


def test_a_section_whose_title_or_text_is_not_translated_is_left_out(tmp_path: Path) -> None:
    assert not read(tmp_path, section("“Crop”", p(ENGLISH, 3)), section("« Crop »", p(FRENCH, 3)))
    assert not read(tmp_path, section("Crop", p(ENGLISH, 3)), section("Rogner", p(ENGLISH, 3)))


def test_a_page_that_its_translation_divides_otherwise_is_left_out(tmp_path: Path) -> None:
    english = section("Crop", p(ENGLISH, 3), section("Frame", p(ENGLISH, 3)))
    assert not read(tmp_path, english, section("Rogner", p(FRENCH, 3)))
    assert not read(tmp_path, english, "<p>not closed")


def test_captions_notes_titles_and_cross_references_are_no_part_of_the_text(tmp_path: Path) -> None:
    figure = '<div class="figure"><p class="title">Figure 1</p><div class="caption"><p>Two of them</p></div></div>'
    note = '<div class="note"><table><tr><th>Note</th></tr><tr><td><p>Mind this.</p></td></tr></table></div>'
    english = section("Crop", p(ENGLISH, 3), figure, note, p("Section 7.13, “Flip”"))
    [one] = read(tmp_path, english, section("Rogner", p(FRENCH, 3)))
    assert one.sides["en"].text == f"{' '.join([ENGLISH] * 3)} Mind this."


def test_a_long_section_ends_with_a_whole_paragraph_and_a_short_one_is_left_out(tmp_path: Path) -> None:
    english = section("Crop", *(p(f"{ENGLISH} {n}") for n in range(50)))
    [one] = read(tmp_path, english, section("Rogner", *(p(f"{FRENCH} {n}") for n in range(50))))
    assert all(MOST - 2 * len(FRENCH) < len(side.text) <= MOST for side in one.sides.values())
    assert one.sides["en"].text.split()[-1].isdigit()
    assert not read(tmp_path, section("Crop", p("Short.")), section("Rogner", p(FRENCH, 9)))
    assert len(ENGLISH) < LEAST


def test_every_section_is_one_passage_in_one_language_half_in_each(tmp_path: Path) -> None:
    manual.build(tmp_path, [made(number) for number in range(120)], 60)
    corpus = read_corpus(tmp_path / "corpus", 1_000_000)
    passages = [passage for document in corpus.documents for passage in document.passages]
    assert not corpus.problems
    assert len({passage.id for passage in passages}) == 60
    assert sorted(passage.language for passage in passages) == ["en"] * 30 + ["fr"] * 30
    assert all(passage.text.startswith("# Cet" if passage.language == "fr" else "This") for passage in passages)
    assert (tmp_path / "prompts" / "judge.fr.md").is_file()


def test_every_title_is_asked_in_both_languages_within_one_half_of_the_set(tmp_path: Path) -> None:
    manual.build(tmp_path, [made(number) for number in range(120)], 60)
    items = read_items(tmp_path / "questions.jsonl")
    titles = [item for item in items if item.kind == "title"]
    assert len({item.id for item in items}) == len(items)
    assert sorted(item.language for item in titles) == ["en"] * 60 + ["fr"] * 60
    assert sum(item.split == "test" for item in titles) == 60
    assert len({(item.accepted, item.split) for item in titles}) == 60


def test_each_half_of_the_set_asks_as_often_for_french_as_for_english_passages(tmp_path: Path) -> None:
    manual.build(tmp_path, [made(number) for number in range(120)], 60)
    language = {
        passage.id: passage.language
        for document in read_corpus(tmp_path / "corpus", 1_000_000).documents
        for passage in document.passages
    }

    def asked(item: Item) -> tuple[str, str, str]:
        return item.split, item.language, language[next(iter(item.accepted))]

    found = [asked(item) for item in read_items(tmp_path / "questions.jsonl") if item.answerable]
    assert {found.count(one) for one in found} == {15}
    assert len(set(found)) == 8


def test_what_must_be_refused_are_titles_left_out_and_questions_about_other_things(tmp_path: Path) -> None:
    manual.build(tmp_path, [made(number) for number in range(120)], 60)
    refused = [item for item in read_items(tmp_path / "questions.jsonl") if not item.answerable]
    kinds = [item.kind for item in refused]
    assert {kind: kinds.count(kind) for kind in kinds} == {"near-topic": 80, "off-topic": 30, "gibberish": 10}


def test_a_section_left_out_is_from_another_page_and_under_another_title() -> None:
    same_page = [made(number, page="one") for number in range(20)]
    kept, left_out = manual.choose(same_page, 10)
    assert (len(kept), left_out) == (10, [])
    alike = [made(number, title="Layer Mask Options" if number % 2 else "Layer Mask") for number in range(20)]
    assert manual.choose(alike, 10)[1] == []


def test_the_same_sections_are_chosen_in_whatever_order_they_come() -> None:
    sections = [made(number) for number in range(50)]
    assert manual.choose(sections, 20) == manual.choose(sections[::-1], 20)


def test_the_manual_never_mixes_with_the_projects_own_corpus() -> None:
    with pytest.raises(UsageError, match="another folder"):
        manual.build(REPOSITORY, [made(1)])


def test_without_apt_one_line_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(manual, "HELP", Path("no/such/folder"))
    with pytest.raises(UsageError, match=r"^[^\n]*apt-get is not here\. Run this on Debian[^\n]*$"):
        manual.pages(tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_without_a_network_the_lists_are_fetched_once_and_the_reason_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def fail(command: tuple[str, ...], **_: object) -> None:
        calls.append(command[1])
        if command[1] == "download":
            raise subprocess.CalledProcessError(100, command, stderr="E: first\nE: Unable to fetch some archives\n")

    monkeypatch.setattr(subprocess, "run", fail)
    monkeypatch.setattr(manual, "HELP", Path("no/such/folder"))
    with pytest.raises(UsageError, match=r"apt-get download failed \(E: Unable to fetch some archives\)"):
        manual.pages(tmp_path)
    assert calls == ["download", "update", "download"]


def test_fetched_pages_are_kept_in_the_cache_without_their_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manual, "HELP", Path("no/such/folder"))

    def unpack(command: tuple[str, ...], cwd: Path, **_: object) -> None:
        if command[0] == "apt-get":
            (cwd / "gimp-help.deb").touch()
            return
        for language in ("en", "fr"):
            (cwd / manual.HELP / language / "images").mkdir(parents=True)

    monkeypatch.setattr(subprocess, "run", unpack)
    ready = manual.pages(tmp_path)
    assert sorted(str(path.relative_to(ready)) for path in ready.rglob("*")) == ["en", "fr"]
    monkeypatch.setattr(subprocess, "run", None)
    assert manual.pages(tmp_path) == ready, "the second time nothing runs"


def test_the_program_names_what_it_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(manual, "pages", lambda cache: cache)
    monkeypatch.setattr(manual, "read_manual", lambda folder: [made(number) for number in range(10)])
    monkeypatch.setattr("sys.argv", ["manual", str(tmp_path / "out"), "--sections", "4"])
    manual.main()
    assert "4 of 10 sections" in capsys.readouterr().out
    assert (
        json.loads((tmp_path / "out" / "questions.jsonl").read_text(encoding="utf-8").split("\n")[0])["kind"] == "title"
    )
