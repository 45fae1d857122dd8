"""The corpus file format: what an editor writes is what is found, and every mistake is named with its line."""

import random
import time
from dataclasses import replace

import pytest

from assistant.corpus import read_corpus
from assistant.errors import CorpusError
from assistant.markup import parse, write
from assistant.records import Document, Passage, RelatedQuestion, Translation
from tests.conftest import REPOSITORY

EN = "Embassies answer citizens on social media every day."
FR = "Les ambassades répondent chaque jour aux citoyens sur les réseaux sociaux."
FRONT = '---\ntitle: "A title"\nlanguage: en\nsource: page.txt\nimported: 2026-11-24\n---\n'


def passage(text: str, name: str = "p1", section: str = "", part: int = 0) -> Passage:
    return Passage(name, text, "en", "text", section, "A title", "a.md", part)


def document(*passages: Passage, related: tuple[RelatedQuestion, ...] = ()) -> Document:
    return Document("A title", "en", "a.md", "page.txt", "2026-11-24", passages, related)


def without_lines(read: Document) -> Document:
    return replace(read, passages=tuple(replace(item, line=0) for item in read.passages))


def texts(content: str, file: str = "a.md") -> list[str]:
    return [item.text for item in parse(content, file).passages]


AWKWARD = [
    "# not a heading",
    "###### six",
    "#",
    "####### seven is no heading anywhere",
    "#SDGs is a hashtag",
    "<!-- not a comment -->",
    "<!-- never closed",
    "--- dashes before text",
    "---",
    "***",
    "_____",
    "- an item, not a related question (3 contributions)",
    "* a star",
    "1. a number",
    "> a quotation",
    "\\# a backslash that is the author's",
    "\\\\# two of them",
    "\\",
    "\\<!-- escaped by its author -->",
    "\\---",
    "First line\n## second line looks like a heading\nthird",
    "First line\n<!-- a comment in the middle -->\nthird",
    "First line\n---\nthird",
    "First line\n   # indented",
    "First line\n\\# escaped by its author",
    'contribution id="x" language="fr"',
    "title: not front matter",
    "trailing hashes ##",
    "Ends with -->",
    "a <!-- b --> c",
    "« Guillemets\u00a0» et l’apostrophe, e\u0301tat non composé",
    "Tab\there, \u202f thin space, \u200b nothing",
    "😀 👩‍👩‍👧 🇫🇷",
    "<script>alert(1)</script> & <b>bold</b>",
    "| a | table |\n|---|---|\n| b | c |",
]


class TestRoundTrip:
    @pytest.mark.parametrize("text", AWKWARD)
    def test_a_passage_comes_back_word_for_word(self, text: str) -> None:
        wanted = document(passage("Before."), passage(text, "p2"), passage("After.", "p3"))
        read = parse(write(wanted), "a.md")
        assert [item.text for item in read.passages] == ["Before.", text, "After."]
        assert without_lines(read) == wanted

    def test_a_whole_document_comes_back(self) -> None:
        wanted = Document(
            'Deux: points, "guillemets" et #dièses',
            "fr",
            "a.md",
            "a source: with a colon",
            "2026-11-24",
            (
                Passage("one", FR, "fr", "article", "", 'Deux: points, "guillemets" et #dièses', "a.md", 1),
                Passage("two", EN, "en", "contribution", "C#", 'Deux: points, "guillemets" et #dièses', "a.md", 1),
                Passage("three", FR, "fr", "article", "C# ## x", 'Deux: points, "guillemets" et #dièses', "a.md", 2),
                Passage("four", EN, "en", "text", "", 'Deux: points, "guillemets" et #dièses', "a.md", 0),
                Passage("five", EN, "en", "contribution", "", 'Deux: points, "guillemets" et #dièses', "a.md", 2),
            ),
            (
                RelatedQuestion(
                    "Comment faire (vite) ?",
                    1234,
                    'Deux: points, "guillemets" et #dièses',
                    "fr",
                ),
            ),
        )
        assert without_lines(parse(write(wanted), "a.md")) == wanted

    def test_what_is_written_again_is_the_same_file(self) -> None:
        once = write(document(*(passage(text, f"p{number}", "S") for number, text in enumerate(AWKWARD))))
        assert write(parse(once, "a.md")) == once

    def test_any_lines_come_back(self) -> None:
        rng = random.Random(2)
        bits = ["#", "##", " ", "\\", "<!--", "-->", "---", "-", "word", "é", "(3 contributions)", "***", "\t", "x"]
        for _ in range(2000):
            lines = ("".join(rng.choices(bits, k=rng.randint(1, 4))).strip() for _ in range(rng.randint(1, 4)))
            text = "\n".join(line for line in lines if line)
            if text:
                assert texts(write(document(passage("Before."), passage(text, "p2")))) == ["Before.", text]

    def test_line_numbers_point_at_the_words(self) -> None:
        content = write(document(*(passage(text, f"p{number}", "S") for number, text in enumerate(AWKWARD))))
        lines = content.split("\n")
        for item in parse(content, "a.md").passages:
            assert lines[item.line - 1].lstrip("\\") == item.text.split("\n")[0].lstrip("\\")


class TestIds:
    def test_an_id_survives_edits_to_its_neighbours(self) -> None:
        before = parse(f"{EN}\n\n{FR}\n\nThird paragraph.", "a.md").passages
        after = parse(f"{EN} Edited.\n\nA new one.\n\n## Section\n\n{FR}\n\nThird paragraph.", "a.md").passages
        assert after[2].id == before[1].id
        assert after[3].id == before[2].id

    def test_a_given_id_survives_edits_to_its_own_words(self) -> None:
        mark = '<!-- text id="mine" -->\n'
        assert parse(mark + EN, "a.md").passages[0].id == parse(mark + FR, "a.md").passages[0].id == "mine"

    def test_the_same_words_twice_get_two_ids(self) -> None:
        names = [item.id for item in parse(f"{EN}\n\n{EN}\n\n{EN}", "a.md").passages]
        assert len(set(names)) == 3
        assert names[1:] == [f"{names[0]}-2", f"{names[0]}-3"]

    def test_the_same_words_in_two_files_get_two_ids(self) -> None:
        assert parse(EN, "a.md").passages[0].id != parse(EN, "b.md").passages[0].id


class TestReading:
    def test_a_bare_paragraph_is_a_passage(self) -> None:
        read = parse(f"{EN}\n\n{FR}\n", "folder/my-notes.md")
        assert read.title == "my-notes"
        assert [(item.text, item.language, item.kind, item.part) for item in read.passages] == [
            (EN, "en", "text", 0),
            (FR, "fr", "text", 0),
        ]

    def test_a_mark_gives_id_kind_and_language(self) -> None:
        read = parse(f'<!-- contribution id="x.1" language="fr" -->\n{EN}', "a.md").passages[0]
        assert (read.id, read.kind, read.language) == ("x.1", "contribution", "fr")

    @pytest.mark.parametrize(
        "mark",
        [
            '<!-- Contribution id="x" -->',
            '<!--contribution id="x"-->',
            '<!-- contribution\n     id="x" -->',
            '  <!-- contribution id="x" -->  ',
            '<!-- contribution id="x" -->\n',
            '<!-- contribution id="x" -->\n<!-- a note -->',
        ],
    )
    def test_a_mark_may_be_written_freely(self, mark: str) -> None:
        read = parse(f"Before.\n{mark}\n{EN}", "a.md").passages
        assert [(item.id, item.kind, item.text) for item in read][1:] == [("x", "contribution", EN)]

    def test_a_mark_counts_for_one_paragraph(self) -> None:
        kinds = [item.kind for item in parse(f"<!-- article -->\n{EN}\n\n{EN}", "a.md").passages]
        assert kinds == ["article", "text"]

    def test_a_heading_ends_a_mark(self) -> None:
        assert parse(f"<!-- article -->\n## Section\n{EN}", "a.md").passages[0].kind == "text"

    def test_contributions_know_which_article_paragraph_they_stand_under(self) -> None:
        marks = ("article", "contribution", "contribution", "article", "contribution")
        read = parse("\n\n".join(f"<!-- {mark} -->\nText {place}." for place, mark in enumerate(marks)), "a.md")
        assert [item.part for item in read.passages] == [1, 1, 1, 2, 2]

    def test_headings_name_the_section_with_or_without_blank_lines(self) -> None:
        read = parse("# Title\nIntro.\n## One\nFirst.\n### Two ###\nSecond.\n# Title\nLast.", "a.md")
        assert read.title == "Title"
        assert [(item.section, item.text) for item in read.passages] == [
            ("", "Intro."),
            ("One", "First."),
            ("Two", "Second."),
            ("", "Last."),
        ]

    def test_a_comment_is_the_editors_own(self) -> None:
        content = f"<!-- to do\n\n## not a section\n\nnot a passage -->\n{EN}\n<!-- also this -->\n"
        assert texts(content) == [EN]

    def test_a_horizontal_rule_is_no_passage(self) -> None:
        assert texts("One.\n\n---\n\nTwo.\n\n***\n\nThree.") == ["One.", "Two.", "Three."]

    def test_front_matter_is_taken_as_it_was_typed(self) -> None:
        read = parse(f"---\ntitle: No\nsource: 1.10\nimported: 2024-02-30\n---\n{EN}", "a.md")
        assert (read.title, read.source, read.imported) == ("No", "1.10", "2024-02-30")

    def test_empty_front_matter_is_allowed(self) -> None:
        assert texts(f"---\n---\n{EN}") == [EN]

    def test_a_files_language_decides_where_the_words_do_not(self) -> None:
        assert parse("---\nlanguage: fr\n---\n2030", "a.md").passages[0].language == "fr"
        assert parse("---\nlanguage: en\n---\n2030", "a.md").passages[0].language == "en"

    def test_related_questions_are_kept_apart(self) -> None:
        read = parse(
            f"{EN}\n<!-- related questions --> \n- Why? (1 contribution)\n* Comment (vite) ? (1234 contributions)\n\n"
            "- And how? (0 contributions)\n\n## Next\n\nText.",
            "a.md",
        )
        assert [(item.text, item.contributions) for item in read.related] == [
            ("Why?", 1),
            ("Comment (vite) ?", 1234),
            ("And how?", 0),
        ]
        assert [item.text for item in read.passages] == [EN, "Text."]

    def test_related_questions_are_recognised_in_capitals_too(self) -> None:
        assert parse("<!-- Related Questions -->\n- Why? (1 contribution)", "a.md").passages == ()


class TestPlainText:
    def test_a_short_line_without_a_stop_is_a_heading(self) -> None:
        read = parse(f"Introduction\n\n{EN}\n\nLes limites\n\n{FR}", "a.txt").passages
        assert [(item.section, item.text) for item in read] == [("Introduction", EN), ("Les limites", FR)]

    def test_markdown_headings_are_headings_too(self) -> None:
        read = parse(f"# The title\n\n## Part\n\n{EN}", "a.txt")
        assert (read.title, read.passages[0].section) == ("The title", "Part")

    def test_one_paragraph_a_line_is_understood(self) -> None:
        long = [f"{EN} {EN} {EN} Number {number}." for number in range(3)]
        read = parse("A heading\n" + "\n".join(long), "a.txt").passages
        assert [(item.section, item.text, item.line) for item in read] == [
            ("A heading", long[0], 2),
            ("A heading", long[1], 3),
            ("A heading", long[2], 4),
        ]

    def test_wrapped_lines_are_one_paragraph(self) -> None:
        assert texts("Embassies answer\ncitizens on social media\nevery day.", "a.txt") == [
            "Embassies answer\ncitizens on social media\nevery day."
        ]

    @pytest.mark.parametrize("line", ["- a point", "• a point", "2030", "......", "It ends here."])
    def test_points_and_sentences_are_no_headings(self, line: str) -> None:
        assert texts(f"{line}\n\n{EN}", "a.txt") == [line, EN]


BROKEN = [
    ("---\ntitle: x\n\nText.", 1, "never closed", "Add a line ---"),
    ("---\ntitle: a: b\n---\nText.", 2, "not valid YAML", "in quotes"),
    ('---\nsource: y\ntitle: "open\n---\nText.', 3, "not valid YAML", "in quotes"),
    ("---\n- a\n- b\n---\nText.", 2, "not a list of names and values", "name: value"),
    ("---\ntitle: [a, b]\n---\nText.", 2, "title is not one text", 'title: "..."'),
    ("---\ntitle: x\nlanguage: de\n---\nText.", 3, 'language "de" is not known', '"fr" or "en"'),
    ("---\ntitle: " + "[" * 3000 + "\n---\nText.", 2, "not valid YAML", "in quotes"),
    ("Text.\n\n<!-- open\nText.\n\nMore.", 3, "not closed", "-->"),
    ("Text.\n\n<!--->\n\nMore.", 3, "not closed", "-->"),
    ('Text.\n\n<!-- text language="de" -->\nText.', 4, 'language "de" is not known', '"fr" or "en"'),
    ('Text.\n\n<!-- text lang="en" -->\nText.', 3, "cannot read 'lang'", 'id="..." language="en"'),
    ("Text.\n\n<!-- text id=abc -->\nText.", 3, "cannot read 'id=abc'", 'id="..."'),
    ("Text.\n\n<!-- text to be checked -->\nText.", 3, "cannot read 'to be checked'", "another word"),
    ('Text.\n\n<!-- text id="a b" -->\nText.', 3, 'id "a b" cannot be used', "1 to 64 letters"),
    ('Text.\n\n<!-- text id="" -->\nText.', 3, 'id "" cannot be used', "1 to 64 letters"),
    (f'<!-- text id="{"a" * 65}" -->\nText.', 1, "cannot be used", "1 to 64 letters"),
    (
        'Text.\n\n<!-- contribtion id="a" -->\nText.',
        3,
        'mark "contribtion" is not known',
        "article, contribution or text",
    ),
    ('<!-- text id="a" -->\nOne.\n\n<!-- text id="a" -->\nTwo.', 5, 'id "a" is already used on line 2', "Change one"),
    ("Text.\n\n<!-- related questions -->\n- Why? (3 contributions)\n- How?", 5, "(N contributions)", "a heading"),
    ("Text.\n\n<!-- related questions -->\n\nA paragraph.", 5, "(N contributions)", "a heading"),
    ("<!-- related questions -->\n- Why? (many contributions)", 2, "(N contributions)", "a heading"),
]


@pytest.mark.parametrize(("content", "line", "problem", "remedy"), BROKEN)
def test_a_broken_file_is_named_with_its_line_and_what_to_mend(
    content: str, line: int, problem: str, remedy: str
) -> None:
    with pytest.raises(CorpusError) as caught:
        parse(content, "notes/a.md")
    assert str(caught.value).startswith(f"notes/a.md, line {line}: ")
    assert problem in caught.value.problem
    assert remedy in caught.value.remedy
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    "content",
    [
        "a\n" + " " * 300_000 + "\nb",
        "<!-- a" + " " * 300_000 + "-->\nb",
        "\n" * 300_000 + "b",
        "#" + " " * 100_000 + "b",
        "word " * 60_000,
        "".join(f"Line {number} of a list\n" for number in range(20_000)),
    ],
    ids=["spaces", "comment", "blank lines", "heading", "one line", "many lines"],
)
def test_reading_takes_no_longer_than_its_length(content: str) -> None:
    started = time.process_time()
    parse("---\nlanguage: en\n---\n" + content, "a.md")
    assert time.process_time() - started < 3


class TestTranslations:
    PASSAGE = '<!-- text id="a" language="en" -->\nFarmers get weather reports. Prices reach them too.\n\n'

    def test_a_translation_goes_with_the_passage_above(self) -> None:
        said = '<!-- translation language="fr" by="Anne" -->\nLa météo.\nLes prix.\n\nAnother passage.'
        first, second = parse(self.PASSAGE + said, "a.md").passages
        assert first.translation == Translation("fr", ("La météo.", "Les prix."), "Anne")
        assert second.translation is None

    def test_its_language_is_the_other_one_when_left_out(self) -> None:
        passage = parse(self.PASSAGE + "<!-- translation -->\nUn.\nDeux.", "a.md").passages[0]
        assert passage.translation == Translation("fr", ("Un.", "Deux."))

    @pytest.mark.parametrize(
        ("mark", "lines", "problem"),
        [
            ('translation language="fr"', "Une seule.", "the passage has 2 sentences and its translation 1 lines"),
            ('translation language="en"', "One.\nTwo.", "the translation is in the passage's own language"),
        ],
    )
    def test_one_that_does_not_fit_is_left_out_and_told(self, mark: str, lines: str, problem: str) -> None:
        document = parse(f"{self.PASSAGE}<!-- {mark} -->\n{lines}", "a.md")
        assert document.passages[0].translation is None
        assert [text.startswith(f"a.md, line 5: {problem}") for text in document.problems] == [True]

    @pytest.mark.parametrize("lines", ["La météo.\n\nLes prix.", "\n\nLa météo.\n\n\nLes prix.\n\n"])
    def test_blank_lines_between_its_lines_do_not_matter(self, lines: str) -> None:
        after = '\n\n<!-- text id="b" -->\nUn passage de plus.\n\n## Suite\n\nEt un autre.'
        document = parse(f"{self.PASSAGE}<!-- translation -->\n{lines}{after}", "a.md")
        assert document.passages[0].translation == Translation("fr", ("La météo.", "Les prix."))
        assert [passage.text for passage in document.passages[1:]] == ["Un passage de plus.", "Et un autre."]
        assert document.problems == ()

    def test_what_follows_one_that_is_whole_is_a_passage(self) -> None:
        document = parse(f"{self.PASSAGE}<!-- translation -->\nLa météo.\n\nLes prix.\n\nUn autre passage.", "a.md")
        assert [passage.text for passage in document.passages[1:]] == ["Un autre passage."]

    @pytest.mark.parametrize("lines", ["La météo.\n\nLes prix.\nLes deux.", "La météo.\n\nEt les prix.\nPour tous."])
    def test_lines_after_a_blank_one_that_do_not_fit_are_an_error_and_no_passage(self, lines: str) -> None:
        problem = (
            r"a\.md, line 5: the passage has 2 sentences and its translation 3 lines, with those after a blank line"
        )
        with pytest.raises(CorpusError, match=problem) as caught:
            parse(f"{self.PASSAGE}<!-- translation -->\n{lines}\n\n## More\n\nText.", "a.md")
        assert "a mark before the passage that follows" in caught.value.remedy

    def test_a_paragraph_in_the_passages_own_language_ends_one_that_lacks_lines(self) -> None:
        after = "This app helps them sell their harvest at a fair price."
        document = parse(f"{self.PASSAGE}<!-- translation -->\nLa météo.\n\n{after}", "a.md")
        assert [passage.text for passage in document.passages[1:]] == [after]
        assert "2 sentences and its translation 1 lines; it is not used" in document.problems[0]

    def test_one_without_a_passage_is_an_error(self) -> None:
        with pytest.raises(CorpusError, match="no passage before this translation"):
            parse("<!-- translation -->\nUn.", "a.md")

    def test_what_is_written_is_read_back(self) -> None:
        document = parse(self.PASSAGE + '<!-- translation by="the project" -->\n\\# Un.\nDeux.', "a.md")
        assert document.passages[0].translation == Translation("fr", ("# Un.", "Deux."), "the project")
        again = parse(write(document), "a.md")
        assert [item.translation for item in again.passages] == [item.translation for item in document.passages]


def test_every_passage_of_the_repositorys_corpus_has_a_translation_that_fits() -> None:
    corpus = read_corpus(REPOSITORY / "corpus", 10**7)
    assert corpus.problems == ()
    assert all(item.translation for document in corpus.documents for item in document.passages)
