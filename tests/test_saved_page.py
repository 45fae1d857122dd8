"""A page saved as text: paragraphs, contributions and related questions, without the site around them."""

import pytest

from assistant.errors import CorpusError
from assistant.records import Document
from assistant.saved_page import SavedPage, read_page

TITLE = "How can cities use public diplomacy to face climate change?"
ARTICLE = (
    "Cities are often the first to feel the effects of a warmer climate, and they have begun to speak for themselves "
    "abroad. They sign agreements, share plans and send mayors to conferences.",
    "A city that wants to be heard needs a message that people elsewhere can repeat. It should say what has been done, "
    "what it cost, and what others can learn from it.",
    "There are limits to what a city can promise. Treaties are signed by states, budgets are short, and elections "
    "change priorities.",
    "The best results come from patience: a partnership between two ports or two schools can last for decades.",
)
CONTRIBUTIONS = (
    "Les villes jumelées sont un bon point de départ : elles se connaissent déjà et se font confiance. À Lyon, nous "
    "avons ainsi partagé nos relevés de température avec cinq autres villes.",
    "Il faut d'abord s'inscrire à un réseau de villes. Une fois inscrits, acceptez les cookies du portail et lisez la "
    "politique de confidentialité : elle dit ce que deviennent vos données.",
    "Merci pour cet article ! J'ajouterais que les habitants doivent pouvoir s'identifier à la démarche.",
    "1. Choisir un message. 2. Le traduire. 3. Le répéter.",
    "- Attention aux promesses : rien n'est pire qu'un engagement oublié.",
    "Dans notre ville, tout le monde peut se connecter au portail, créer un compte et voter pour un projet.",
)
RELATED = (
    ("How do you measure the reach of a city's public diplomacy?", "1 contribution", 1),
    ("What are the risks of city diplomacy?", "1 234 contributions", 1234),
    ("Comment préparez-vous une visite officielle ?", "12 contributions", 12),
    ("How do mayors work with ministries?", "2,345 Contributions", 2345),
)
SIGN_UP = (
    "Create your free account or sign in to continue your search",
    "Sign in",
    "or",
    "By clicking Continue to join or sign in, you agree to the User Agreement, Privacy Policy, and Cookie Policy.",
    "New to LinkedIn? Join now",
    "By clicking Continue to join or sign in, you agree to the User Agreement, Privacy Policy, and Cookie Policy.",
)
HEADINGS = ("Why cities speak", "The message", "Communication", "What else?")


def page(*, related: bool = True, sign_up: bool = True) -> list[str]:
    lines = [
        TITLE,
        HEADINGS[0],
        HEADINGS[0],
        ARTICLE[0],
        "Add your perspective",
        CONTRIBUTIONS[0],
        "Like",
        CONTRIBUTIONS[1],
        HEADINGS[1],
        ARTICLE[1],
        CONTRIBUTIONS[2],
        CONTRIBUTIONS[3],
        HEADINGS[2],
        ARTICLE[2],
        CONTRIBUTIONS[4],
        HEADINGS[3],
        ARTICLE[3],
        CONTRIBUTIONS[5],
    ]
    if related:
        lines += [line for question, count, _ in RELATED for line in (question, count)]
    return lines + list(SIGN_UP if sign_up else ())


def read(lines: list[str]) -> SavedPage:
    return read_page("\n".join(lines), "page.txt", "2026-11-24")


def rows(document: Document) -> list[tuple[str, str, str, int]]:
    return [(item.text, item.kind, item.section, item.part) for item in document.passages]


EXPECTED = [
    (ARTICLE[0], "article", HEADINGS[0], 1),
    (CONTRIBUTIONS[0], "contribution", HEADINGS[0], 1),
    (CONTRIBUTIONS[1], "contribution", HEADINGS[0], 1),
    (ARTICLE[1], "article", HEADINGS[1], 2),
    (CONTRIBUTIONS[2], "contribution", HEADINGS[1], 2),
    (CONTRIBUTIONS[3], "contribution", HEADINGS[1], 2),
    (ARTICLE[2], "article", HEADINGS[2], 3),
    (CONTRIBUTIONS[4], "contribution", HEADINGS[2], 3),
    (ARTICLE[3], "article", HEADINGS[3], 4),
    (CONTRIBUTIONS[5], "contribution", HEADINGS[3], 4),
]


class TestAnEnglishArticleWithFrenchContributions:
    def test_every_paragraph_keeps_its_words_kind_section_and_place(self) -> None:
        assert rows(read(page()).document) == EXPECTED

    def test_each_passage_has_its_own_language(self) -> None:
        languages = {item.kind: item.language for item in read(page()).document.passages}
        assert languages == {"article": "en", "contribution": "fr"}

    def test_title_source_and_date_are_kept(self) -> None:
        document = read(page()).document
        assert (document.title, document.language, document.source, document.imported) == (
            TITLE,
            "en",
            "page.txt",
            "2026-11-24",
        )

    def test_related_questions_have_their_counts_and_languages(self) -> None:
        related = read(page()).document.related
        assert [(item.text, item.contributions) for item in related] == [(text, count) for text, _, count in RELATED]
        assert [item.language for item in related] == ["en", "en", "fr", "en"]

    @pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f", ".", ","])
    def test_a_count_in_thousands_is_read(self, space: str) -> None:
        lines = [*page(related=False, sign_up=False), "What else?", f"1{space}234 contributions"]
        assert read(lines).document.related[-1].contributions == 1234

    def test_nothing_is_lost_what_is_left_out_is_listed(self) -> None:
        got = read(page())
        kept = {item.text for item in got.document.passages} | {item.text for item in got.document.related}
        left = [line for line in page() if line not in kept | {TITLE, *HEADINGS} | {count for _, count, _ in RELATED}]
        assert sorted(got.dropped) == sorted(left)
        assert sorted(left) == sorted([*SIGN_UP, "Add your perspective", "Like"])

    def test_indented_lines_and_blank_ones_make_no_difference(self) -> None:
        assert read([f"  {line}\t\n \n" for line in page()]).document == read(page()).document

    def test_ids_survive_edits_to_neighbours(self) -> None:
        edited = [line if line != ARTICLE[0] else f"{line} Edited." for line in page()]
        before, after = read(page()).document.passages, read(edited).document.passages
        assert [item.id for item in before][1:] == [item.id for item in after][1:]
        assert before[0].id != after[0].id

    def test_the_same_contribution_twice_is_kept_twice(self) -> None:
        lines = page()
        lines.insert(lines.index(CONTRIBUTIONS[0]), CONTRIBUTIONS[0])
        passages = read(lines).document.passages
        assert [item.text for item in passages].count(CONTRIBUTIONS[0]) == 2
        assert len({item.id for item in passages}) == len(passages) == 11


class TestAPageWithoutRelatedQuestions:
    def test_it_is_read_whole(self) -> None:
        got = read(page(related=False))
        assert rows(got.document) == EXPECTED
        assert got.document.related == ()
        assert set(SIGN_UP) <= set(got.dropped)

    @pytest.mark.parametrize(
        "last",
        [
            "Les habitants doivent pouvoir se connecter et accepter les cookies sans crainte.",
            "Créez votre compte gratuit sur le portail de la ville, puis votez pour le projet de votre quartier.",
            "Sign up for the newsletter of your twin city, and read its privacy policy before you do.",
            "Citizens who sign in to the portal with their library card vote more often.",
            "Join now, as we did.",
        ],
    )
    @pytest.mark.parametrize("sign_up", [False, True])
    def test_a_last_contribution_about_signing_up_is_kept(self, last: str, sign_up: bool) -> None:
        lines = [*page(related=False, sign_up=False), last, *(SIGN_UP if sign_up else ())]
        assert read(lines).document.passages[-1].text == last

    @pytest.mark.parametrize(
        "line",
        [
            "Créez votre compte gratuit ou identifiez-vous pour continuer votre recherche",
            "En cliquant sur Continuer pour vous inscrire, vous acceptez les Conditions d’utilisation.",
            "Nouveau sur LinkedIn ? Inscrivez-vous maintenant",
            "Déjà inscrit ? S’identifier",
            "Already on LinkedIn? Sign in",
            "LinkedIn and 3rd parties use essential and non-essential cookies to improve our services.",
            "LinkedIn et des tiers utilisent des cookies essentiels et non essentiels.",
            "LinkedIn respects your privacy.",
            "Accept cookies",
            "ou",
        ],
    )
    def test_what_the_site_writes_at_the_end_is_left_out(self, line: str) -> None:
        got = read([*page(related=False, sign_up=False), line])
        assert rows(got.document) == EXPECTED
        assert line in got.dropped


class TestOneLanguage:
    LINES = (
        TITLE,
        "Why cities speak",
        ARTICLE[0],
        "I agree: our city has done this for years, and it works.",
        "It also needs money, which few cities have.",
        "The message",
        ARTICLE[1],
        "Keep it short.",
    )

    def test_the_first_paragraph_of_each_section_is_the_article(self) -> None:
        assert rows(read(list(self.LINES)).document) == [
            (self.LINES[2], "article", "Why cities speak", 1),
            (self.LINES[3], "contribution", "Why cities speak", 1),
            (self.LINES[4], "contribution", "Why cities speak", 1),
            (self.LINES[6], "article", "The message", 2),
            (self.LINES[7], "contribution", "The message", 2),
        ]

    def test_a_page_without_headings_is_one_section(self) -> None:
        got = rows(read([TITLE, *ARTICLE]).document)
        assert [(kind, section) for _, kind, section, _ in got] == [("article", ""), *[("contribution", "")] * 3]


class TestOddities:
    def test_a_title_repeated_under_itself_is_not_a_passage(self) -> None:
        assert rows(read([TITLE, *page()]).document) == EXPECTED

    def test_sign_up_text_before_the_title_is_left_out(self) -> None:
        got = read(["Sign in", "Join now", *page()])
        assert got.document.title == TITLE
        assert rows(got.document) == EXPECTED

    def test_two_counts_in_a_row_take_one_question(self) -> None:
        lines = [*page(related=False, sign_up=False), "What else is there?", "3 contributions", "3 contributions"]
        got = read(lines)
        assert [(item.text, item.contributions) for item in got.document.related] == [("What else is there?", 3)]
        assert rows(got.document) == EXPECTED

    @pytest.mark.parametrize(
        ("lines", "said"),
        [
            ([TITLE], "no article in it"),
            (["Sign in", "or", "Join now"], "no article in it"),
            ([TITLE, "3 contributions"], "no paragraph in it"),
            ([TITLE, "Why cities speak"], "no paragraph in it"),
            ([TITLE, "What else?", "3 contributions", "Sign in"], "no paragraph in it"),
        ],
    )
    def test_what_is_no_such_page_is_refused(self, lines: list[str], said: str) -> None:
        with pytest.raises(CorpusError, match=said) as caught:
            read(lines)
        assert caught.value.problem.startswith("page.txt: ")
        assert caught.value.remedy


@pytest.mark.parametrize(
    "line",
    [
        "Last updated on Nov 8, 2023",
        "Last updated: 8 November 2023",
        "Last updated",
        "Published on June 3rd, 2024",
        "Published 12 March 2024",
        "Updated Mar 3, 2024 at 10:12",
        "Dernière mise à jour le 8 nov. 2023",
        "Dernière mise à jour : 08/11/2023",
        "Publié le 8 novembre 2023",
        "Mis à jour il y a 3 mois",
        "5 min read",
        "6 minutes de lecture",
        "8 novembre 2023",
        "le 1er mars 2024",
        "2023-11-08",
        "March 12, 2024",
        "Skip to main content",
        "Passer au contenu principal",
        "All",
    ],
)
def test_what_stands_around_a_title_is_not_the_title(line: str) -> None:
    assert (read([line, *page()]).document.title, rows(read([line, *page()]).document)) == (TITLE, EXPECTED)
    under = read([TITLE, line, "Sign in", *page()[1:]])
    assert (under.document.title, rows(under.document)) == (TITLE, EXPECTED)
    assert line in under.dropped


@pytest.mark.parametrize(
    "title",
    [
        "All aboard: digital diplomacy in 2024",
        "Updated guidelines for digital embassies",
        "Published data and the SDGs: 17 lessons",
        "2030 goals: what is left?",
        "Mise à jour des 17 objectifs",
        "Home and abroad",
        "12 ways cities speak",
    ],
)
def test_a_title_that_begins_like_one_of_those_is_the_title(title: str) -> None:
    assert read([title, *page()[1:]]).document.title == title


def test_one_contribution_in_another_language_does_not_make_articles_of_the_rest() -> None:
    said = [
        "A ministry that answers within the hour is believed; one that waits a week is not.",
        "Une ambassade peut aussi inviter les écoles du quartier, ce qui coûte peu et se raconte longtemps.",
        "Small consulates have no staff for this, so they share one account between three cities.",
    ]
    lines = [TITLE, HEADINGS[0], ARTICLE[0], said[0], said[1], HEADINGS[1], ARTICLE[1], said[2]]
    passages = read_page("\n".join(lines), "page.txt", "2026-11-24").document.passages
    kinds = {passage.text: passage.kind for passage in passages}
    assert [kinds[text] for text in (ARTICLE[0], ARTICLE[1], *said)] == ["article"] * 2 + ["contribution"] * 3
