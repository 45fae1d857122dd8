"""What axe-core finds on a page against WCAG 2.2 AA."""

from itertools import product

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what passes need not be told in full
}

# Two frames, so that what a change of colours sets off has begun; then until nothing is half-way from one to another.
STANDS = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))).then(() =>
  Promise.allSettled(document.getAnimations().filter(one => one instanceof CSSTransition).map(one => one.finished)))"""


def everywhere(page: Page, view: str) -> list[str]:
    """Return the faults of a page that follows the system's colours: light and dark, on a desk and a phone."""
    wrong = []
    for width, scheme in product((1200, 320), ("light", "dark")):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
        page.set_viewport_size({"width": width, "height": 850})
        wrong += faults(page, f"{view}, {scheme}, {width} px")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(f"{view}, {width} px: scrolls sideways")
    return wrong


def faults(page: Page, view: str) -> list[str]:
    """Return what axe-core finds on the page as it is once its colours stand, in a line each."""
    page.evaluate(STANDS)
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("rules => axe.run(rules).then(found => found.violations)", RULES)
    return [
        f"{view}: {one['id']} at {node['target']}: {node['failureSummary']}" for one in found for node in one["nodes"]
    ]
