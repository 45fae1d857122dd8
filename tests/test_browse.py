"""The pages on which the corpus is read, over the real index: by HTTP, then in a real Chromium."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.answer import Assistant, Limits
from assistant.errors import IndexMissing
from assistant.goals import GOALS, NAMES
from assistant.index import Index
from assistant.library import Library
from assistant.ports import Embedder
from assistant.prompts import read_prompts
from assistant.records import Language
from assistant.relevance import load
from assistant.retrieve import Retriever
from assistant.web.browse_words import BROWSE, ENGLISH, FRENCH
from tests.access import everywhere
from tests.browser import Site, served
from tests.conftest import REPOSITORY
from tests.small_site import Site as SmallSite

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> \u202etxt.exe"


def assistant_of(index: Index, embedder: Embedder) -> Assistant:
    limits = Limits(2000, 5, 5, 320, load(Path("none.json")))
    return Assistant(Retriever(index, embedder), index, embedder, read_prompts(REPOSITORY / "prompts"), limits, None)


@pytest.fixture(scope="module")
def site(real_index: Index, default_embedder: Embedder) -> Iterator[Site]:
    with served(assistant_of(real_index, default_embedder)) as site:
        yield site


@pytest.fixture(scope="module")
def client(site: Site) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site.url, trust_env=False, headers={"accept-language": "en"}) as client:
        yield client


def words_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_every_passage_can_be_reached_from_the_documents_word_for_word(client: httpx.Client, real_index: Index) -> None:
    sections = re.findall(r'href="(/section/[^"]+)"', client.get("/corpus").text)
    read = " ".join(words_of(client.get(html.unescape(one)).text) for one in sections)
    with real_index.snapshot() as snapshot:
        passages = [entry.passage for entry in snapshot.entries(list(snapshot.manifest.hashes)).values()]
    assert len(passages) == 30
    for passage in passages:
        assert " ".join(passage.text.split()) in read
        alone = client.get(f"/passage/{passage.id}")
        assert alone.status_code == 200
        assert f'<blockquote lang="{passage.language}" dir="auto">' in alone.text
        assert " ".join(passage.text.split()) in words_of(alone.text)


def test_a_passage_leads_to_the_one_before_and_the_one_after(client: httpx.Client) -> None:
    page = client.get("/passage/e7ef6222").text
    before, after = (re.search(rf'rel="{rel}" href="([^"]+)"', page) for rel in ("prev", "next"))
    assert before
    assert after
    assert before[1] == "/passage/79824790"
    assert 'rel="prev" href="/passage/e7ef6222"' in client.get(after[1]).text
    assert 'rel="prev"' not in client.get(before[1]).text


def test_a_link_to_a_passage_that_is_gone_is_a_kind_page_that_names_the_index(client: httpx.Client) -> None:
    for path in ("/passage/0000", "/passage/a/b", "/section/0000", f"/passage/{HOSTILE}"):
        page = client.get(path)
        assert page.status_code == 404
        assert ENGLISH.gone in page.text
        assert "Index v0" in page.text
        assert "<script" not in page.text


def test_a_search_marks_the_sentence_and_can_be_narrowed(client: httpx.Client) -> None:
    page = client.get("/corpus", params={"q": "aider les agriculteurs", "lang": "fr"}).text
    assert re.search(r"<mark>[^<]*farmers[^<]*</mark>", page)
    assert page.count("<article>") == 20
    narrowed = client.get(
        "/corpus", params={"q": "farmers", "goal": "16", "kind": "contribution", "language": "en"}
    ).text
    assert 0 < narrowed.count("<article>") < 8
    assert '<option value="16" selected>' in narrowed
    assert client.get("/corpus", params={"q": "farmers", "goal": "nothing"}).text.count("<article>") == 20


def test_a_search_that_cannot_be_made_says_so(client: httpx.Client) -> None:
    page = client.get("/corpus", params={"q": "x" * 3000})
    assert page.status_code == 422
    assert ENGLISH.too_long in html.unescape(page.text)


@pytest.mark.parametrize("language", BROWSE)
def test_the_goals_are_the_seventeen_with_their_passages(client: httpx.Client, language: Language) -> None:
    page = client.get("/goals", params={"lang": language}).text
    assert all(html.escape(name, quote=True) in page for name in NAMES[language])
    counts = [int(count) for count in re.findall(r'<span class="count">(\d+)', page)]
    assert len(counts) == 17
    for goal in (4, 13, 14):
        assert client.get(f"/goals/{goal}").text.count("<article>") == counts[goal - 1]
    assert counts[13] == 0
    assert ENGLISH.goal_none in client.get("/goals/14").text
    assert client.get("/goals/18").status_code == client.get("/goals/x").status_code == 404


def test_the_page_speaks_the_browser_s_language_or_the_one_chosen(client: httpx.Client) -> None:
    assert '<html lang="en">' in client.get("/corpus").text
    french = client.get("/corpus", headers={"accept-language": "fr-CA,en;q=0.5"}).text
    assert '<html lang="fr">' in french
    assert FRENCH.corpus in french
    assert '<html lang="fr">' in client.get("/corpus?lang=fr").text
    assert "lang=fr" in client.get("/corpus?lang=fr").text.split("<main")[1], "the choice is kept by the links"


def test_these_pages_run_no_script_and_send_forms_only_here(client: httpx.Client) -> None:
    answer = client.get("/corpus")
    policy = answer.headers["content-security-policy"]
    assert "form-action 'self'" in policy
    assert "default-src 'none'" in policy
    assert "<script" not in answer.text
    assert "form-action 'none'" in client.get("/").headers["content-security-policy"]


def test_without_an_index_it_says_what_is_wrong() -> None:
    class Missing(Library):
        def contents(self) -> None:  # type: ignore[override]
            raise IndexMissing("There is no index.", "Build it.")

    class NoIndex:
        library = Missing(None)  # type: ignore[arg-type]

        @property
        def edition(self) -> None:
            raise IndexMissing("There is no index.", "Build it.")

    with served(NoIndex()) as site:  # type: ignore[arg-type]
        answer = httpx.get(f"{site.url}/corpus", trust_env=False, headers={"accept-language": "fr"})
    assert answer.status_code == 503
    assert FRENCH.unready in html.unescape(answer.text)


def test_hostile_passages_are_inert_and_a_long_section_has_pages(tmp_path: Path) -> None:
    small = SmallSite(tmp_path)
    small.write(
        {**{f"p{at}": f"Passage number {at} of many." for at in range(40)}, "bad": HOSTILE}, before="## <b>S</b>\n\n"
    )
    built = small.build()
    assert built.passages == 41
    library = Library(small.reader())
    assert [len(shelf.ids) for shelf in library.contents().shelves] == [41]
    with served(assistant_of(small.reader(), small.embedder)) as site, httpx.Client(trust_env=False) as client:
        first, second = (client.get(f"{site.url}/section/p0?page={n}").text for n in (1, 2))
        assert (first.count("<article>"), second.count("<article>")) == (30, 11)
        assert 'rel="next"' in first
        assert 'rel="prev"' in second
        assert "<script" not in second
        assert "<img" not in second
        assert "&lt;script&gt;" in second
        assert "\u202e" not in second
        assert "<b>S" not in second


def test_a_new_version_is_read_at_once(tmp_path: Path) -> None:
    small = SmallSite(tmp_path)
    small.write({"one": "The first text."})
    small.build()
    library = Library(small.reader())
    assert list(library.contents().briefs) == ["one"]
    small.write({"one": "The first text.", "two": "SDG 4 matters."})
    small.build()
    assert list(library.contents().briefs) == ["one", "two"]
    assert library.contents().goals == {4: ("two",)}
    assert library.contents().beside("one") == ("", "two")


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(locale="en-GB", viewport={"width": 1200, "height": 850})
    yield context.new_page()
    context.close()


def test_a_reader_goes_from_the_documents_to_a_goal_by_keyboard_and_in_the_other_language(
    page: Page, site: Site
) -> None:
    page.goto(site.url)
    page.get_by_role("link", name=ENGLISH.to_corpus).press("Enter")
    page.get_by_label(ENGLISH.box).fill("farmers")
    page.get_by_label(ENGLISH.box).press("Enter")
    expect(page.locator("article mark").first).to_contain_text("farmers")
    page.locator("article a").first.press("Enter")
    expect(page).to_have_url(re.compile("/passage/d7567d51"))
    page.get_by_role("link", name=ENGLISH.other).press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator(".translation blockquote")).to_have_attribute("lang", "fr")
    page.get_by_role("link", name=re.compile("Objectif 2")).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Faim")
    page.get_by_role("link", name="Demander").press("Enter")
    expect(page.locator("#box textarea")).to_be_visible()


@pytest.mark.parametrize("language", BROWSE)
def test_no_page_of_the_corpus_shuts_anybody_out(page: Page, site: Site, language: Language) -> None:
    wrong = []
    for path in ("/corpus", "/corpus?q=paix", "/passage/d7567d51", "/goals", "/goals/4", "/passage/none"):
        page.goto(f"{site.url}{path}{'&' if '?' in path else '?'}lang={language}")
        wrong += everywhere(page, path)
    assert wrong == []


def test_every_label_is_there_in_both_languages() -> None:
    assert all(getattr(FRENCH, name) and getattr(ENGLISH, name) for name in FRENCH.__dataclass_fields__)
    assert len(list(GOALS)) == 17
