"""Sentences and chunks are verbatim pieces of their passage, whatever its author wrote."""

import random
from collections.abc import Iterator
from itertools import pairwise

import pytest

from assistant.chunks import chunks, sentences
from assistant.corpus import read_corpus
from assistant.engines.tokens import token_counter
from assistant.ports import CountTokens
from assistant.records import Language, Passage, Span
from assistant.segment import sentence_bounds
from assistant.settings import Settings
from tests.conftest import REPOSITORY


@pytest.fixture(scope="module")
def count(settings: Settings) -> CountTokens:
    return token_counter(settings.cache)


def passage(text: str, language: Language = "fr", name: str = "p") -> Passage:
    return Passage(name, text, language, "text", "", "T", "a.md")


def split(text: str, language: Language) -> list[str]:
    return [text[start:end] for start, end in sentence_bounds(text, language)]


# Each is the list of its sentences; the text is them joined by a space.
FRENCH = [
    ["M. Dupont est venu.", "Il est parti."],
    ["Mme Martin et MM. Durand et Petit signent.", "C'est fait."],
    ["Mlle Roy, Mgr Blanc et Me Noir sont là.", "On commence."],
    ["Dr. Martin parle.", "Dr Petit répond.", "Pr. Roy écoute."],
    ["M. J. Dupont vote.", "Il sort."],
    ["J. Dupont et A. B. Martin signent.", "Oui."],
    ["Il faut agir, p. ex. en classe.", "Et vite."],
    ["Le texte, cf. art. 3, p. 12.", "Ensuite, on vote."],
    ["Voir p. 12.", "Ensuite, on vote."],
    ["Voir cf. art. 3, p. 12."],
    ["Lire chap. 2, pp. 3-9.", "Puis résumer."],
    ["La loi n° 3 est votée.", "Fin."],
    ["L'accord est signé.", "Le ministre part."],
    ["Il défend l'unité.", "La foule applaudit."],
    ["L’accord est signé.", "L’unité demeure."],
    ["L'O.N.U. agit.", "Elle agit bien."],
    ["Les O.N.G. et l'U.E. répondent.", "Ensuite, on vote."],
    ["Rome fut fondée en 753 av. J.-C. par Romulus.", "Ensuite, elle grandit."],
    ["Une hausse de 3,5 % en 2020.", "Puis rien."],
    ["La version 3.5 est sortie.", "Bien."],
    ["Il a 1 234,56 euros.", "C'est peu."],
    ["Il hésite...", "Puis il part."],
    ["Il hésite…", "Puis il part."],
    ["Il hésite… et part.", "Bien."],
    ["Les biens (eau, énergie…) comptent.", "Oui."],
    ["« Attendez… »", "Elle part."],
    ["Voir https://www.un.org/fr/sdgs.html.", "C'est utile."],
    ["Voir https://example.org/a.b?c=d pour plus."],
    ["Écrire à a.b@example.org.", "Merci."],
    ["Sans point final"],
    ["Une phrase.", "Sans point final"],
    ["Que faire ?", "Rien !", "Ou presque."],
    ["Vraiment ?!", "Oui."],
    ["Principes :", "1. Informer le public.", "2. Former les agents.", "3. Évaluer."],
    ["1. Informer.", "2. Former.", "10. Finir."],
    ["Étapes : 1) informer ; 2) former.", "Fin."],
    ["Il y a trois objectifs : 1, 2 et 3.", "Fin."],
    ["Le total : 12."],
    ["Il dit : « Venez. Restez. »", "Puis il part."],
    ["Il dit « oui ».", "Elle dit « non »."],
    ["« Nous signons. »", "Le ministre part."],
    ["(Voir l'annexe.)", "Elle est longue."],
    ["Les États, les ONG, etc., participent.", "Oui."],
    ["En 2015.", "Puis en 2016."],
    ["C'est de l'art.", "Il est beau."],
    ["Elle dit non.", "No. 5 répond."],
]
ENGLISH = [
    ["Mr. Smith came.", "He left."],
    ["Dr. Jones and Prof. Lee met Mrs. White.", "They spoke."],
    ["J. R. R. Tolkien wrote.", "He smoked."],
    ["Use tools, e.g. maps, i.e. charts.", "Then stop."],
    ["See p. 12.", "Then read on."],
    ["See Art. 3, p. 12."],
    ["See Sec. 3.5 of the text.", "It is long."],
    ["No. 5 is alive.", "Good."],
    ["The U.S. Senate voted.", "It passed."],
    ["The U.N. agreed.", "It acted."],
    ["He lives in the U.S.", "She lives in France."],
    ["At 5 p.m. we met.", "It rained."],
    ["Growth was 3.5 percent.", "It fell."],
    ["It cost $3.50.", "It was cheap."],
    ["Wait...", "Then go."],
    ["Wait…", "Then go."],
    ["“Wait…”", "She left."],
    ["See https://un.org/sdgs.", "It helps."],
    ["Principles:", "1. Raising Awareness: it helps.", "2. Transparency: it counts.", "3. Trust."],
    ["He said: “Stop. Now.”", "Then he left."],
    ["Really?", "Yes!", "Fine."],
    ["The answer is no.", "Then what?"],
    ["No final stop"],
    ["Yes.", "No.", "Yes."],
    ["(See annex A.)", "It helps."],
    ["Maps, charts, etc. help.", "Really."],
    ["COVID-19 spread.", "Digital tools (e.g. webinars) helped."],
]


class TestSentences:
    @pytest.mark.parametrize("wanted", FRENCH, ids=" ".join)
    def test_french(self, wanted: list[str]) -> None:
        assert split(" ".join(wanted), "fr") == wanted

    @pytest.mark.parametrize("wanted", ENGLISH, ids=" ".join)
    def test_english(self, wanted: list[str]) -> None:
        assert split(" ".join(wanted), "en") == wanted

    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_lines_of_a_list_are_sentences(self, language: Language) -> None:
        assert split("Principes :\n1. Informer.\n2. Former.\n3. Finir.", language)[-3:] == [
            "1. Informer.",
            "2. Former.",
            "3. Finir.",
        ]

    @pytest.mark.parametrize("text", ["…", "?", "😀", "12", "M.", "«", "A.", "1.", "\u200b"])
    def test_a_passage_of_one_mark_is_one_sentence(self, text: str) -> None:
        assert split(text, "fr") == split(text, "en") == [text]

    def test_the_spaces_around_a_sentence_are_not_its_own(self) -> None:
        assert split("Un. \u00a0\n  Deux.", "fr") == ["Un.", "Deux."]

    def test_a_guillemet_that_is_never_closed_swallows_nothing(self) -> None:
        assert split("Il dit : « Venez. Restez. Partez.", "fr")[-1] == "Partez."


WORDS = (
    'la diplomatie numérique , ; : . ! ? … ... « » “ ” " ( ) [1] 1. 2) (3) 3,5 % M. Mme p. p. ex. e.g. U.S. O.N.U. '
    "J.-C. etc. Signé. L'unité. cf. art. – — - 日本語。 عربي 🌍 👩\u200d👧 \u00a0 \u202f \u200b http://a.b/c?d=e "
    "a.b@c.fr <b> | C'est Le Elle A. B. Sustainable Development Goals The it's #tag"
)


def random_texts(number: int, seed: int) -> Iterator[str]:
    rng = random.Random(seed)
    words, spaces = WORDS.split(" "), ["", " ", " ", " ", " ", "  ", "\n"]
    for _ in range(number):
        drawn = (rng.choice(words) + rng.choice(spaces) for _ in range(rng.randint(1, 150)))
        if text := "".join(drawn).strip():
            yield text


def corpus_texts() -> Iterator[str]:
    for document in read_corpus(REPOSITORY / "corpus", 5_000_000).documents:
        yield from (item.text for item in document.passages)


def assert_pieces(text: str, spans: tuple[Span, ...]) -> None:
    """Every span is verbatim and trimmed, they are in order, and only spaces lie between them."""
    at = 0
    for span in spans:
        assert text[span.start : span.end] == span.text == span.text.strip()
        assert span.text
        assert not text[at : span.start].strip()
        at = span.end
    assert not text[at:].strip()
    assert len({span.id for span in spans}) == len(spans)


class TestAnyText:
    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_sentences_are_verbatim_and_lose_only_spaces(self, language: Language) -> None:
        for text in (*random_texts(800, 1), *corpus_texts()):
            assert_pieces(text, sentences(passage(text, language)))

    @pytest.mark.parametrize("budget", [32, 64, 256])
    def test_chunks_are_verbatim_lose_only_spaces_and_keep_the_budget(self, count: CountTokens, budget: int) -> None:
        for text in (*random_texts(150, budget), *corpus_texts()):
            whole = passage(text)
            parts = chunks(whole, sentences(whole), count, budget)
            assert_pieces(text, parts)
            assert all(count(part.text) <= budget for part in parts)

    def test_a_budget_nothing_fits_still_loses_nothing(self, count: CountTokens) -> None:
        for text in random_texts(20, 5):
            assert_pieces(text, chunks(passage(text), sentences(passage(text)), count, 1))


class TestChunks:
    TEXT = " ".join(f"Sentence number {number} speaks of embassies." for number in range(20))

    def cut(self, text: str, count: CountTokens, budget: int) -> tuple[Span, ...]:
        return chunks(passage(text, "en"), sentences(passage(text, "en")), count, budget)

    def test_a_passage_within_the_budget_is_one_chunk(self, count: CountTokens) -> None:
        (whole,) = self.cut(self.TEXT, count, count(self.TEXT))
        assert whole.text == self.TEXT

    def test_a_longer_one_is_cut_between_sentences(self, count: CountTokens) -> None:
        parts = self.cut(self.TEXT, count, count(self.TEXT) - 1)
        assert len(parts) == 2
        assert all(part.text.startswith("Sentence") and part.text.endswith(".") for part in parts)

    def test_chunks_hold_as_many_sentences_as_fit(self, count: CountTokens) -> None:
        parts = self.cut(self.TEXT, count, 32)
        for one, two in pairwise(parts):
            first_of_two = sentences(passage(two.text, "en"))[0]
            assert count(self.TEXT[one.start : two.start + first_of_two.end]) > 32

    def test_a_sentence_over_the_budget_is_cut_at_its_commas_or_spaces(self, count: CountTokens) -> None:
        text = "A short one. Then " + ", ".join(f"point number {number}" for number in range(100)) + ". Done."
        parts = self.cut(text, count, 64)
        assert_pieces(text, parts)
        assert all(count(part.text) <= 64 for part in parts)
        assert all(part.text[-1] in ",." for part in parts)

    def test_a_word_over_the_budget_is_cut_anywhere(self, count: CountTokens) -> None:
        text = "https://example.org/" + "".join(random.Random(3).choices("abcdefghij/0123456789", k=2000))
        parts = self.cut(text, count, 32)
        assert "".join(part.text for part in parts) == text
        assert all(count(part.text) <= 32 for part in parts)

    def test_the_budget_holds_where_parts_have_more_tokens_together_than_apart(self) -> None:
        def count(text: str) -> int:
            words = len(text.split())
            return words + words // 5

        text = "word " * 300 + "end."
        parts = self.cut(text, count, 32)
        assert_pieces(text, parts)
        assert all(count(part.text) <= 32 for part in parts)

    def test_a_passage_of_a_million_spaces_is_cut_too(self, count: CountTokens) -> None:
        text = f"Before.{' ' * 1_000_000}After."
        assert [part.text for part in self.cut(text, count, 256)] == ["Before.", "After."]


class TestIds:
    BEFORE = "First sentence here. Second sentence here. Third sentence here."
    AFTER = "A new opening. First sentence here. The second was edited. Third sentence here."

    def test_a_sentence_keeps_its_id_when_its_neighbours_change(self) -> None:
        before = {span.text: span.id for span in sentences(passage(self.BEFORE, "en"))}
        after = {span.text: span.id for span in sentences(passage(self.AFTER, "en"))}
        assert before["First sentence here."] == after["First sentence here."]
        assert before["Third sentence here."] == after["Third sentence here."]
        assert len(set(before.values()) & set(after.values())) == 2

    def test_a_sentences_id_begins_with_its_passages(self) -> None:
        assert all(span.id.startswith("abc/s") for span in sentences(passage(self.BEFORE, "en", "abc")))
        assert all(span.passage_id == "abc" for span in sentences(passage(self.BEFORE, "en", "abc")))

    def test_a_sentence_said_twice_has_two_ids(self) -> None:
        assert len({span.id for span in sentences(passage("Yes. No. Yes. Yes.", "en"))}) == 4

    def test_the_same_sentence_in_two_passages_has_two_ids(self) -> None:
        one, two = (sentences(passage("Yes.", "en", name))[0].id for name in ("a", "b"))
        assert one != two

    def test_sentences_and_chunks_never_share_an_id(self, count: CountTokens) -> None:
        spans = sentences(passage("Yes.", "en"))
        assert spans[0].id != chunks(passage("Yes.", "en"), spans, count, 32)[0].id
