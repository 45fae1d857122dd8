"""What axe-core finds on a page against WCAG 2.2 AA."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

# Two frames, so that what a change of colours sets off has begun; then until nothing is half-way from one to another.
STANDS = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))).then(() =>
  Promise.allSettled(document.getAnimations().filter(one => one instanceof CSSTransition).map(one => one.finished)))"""


def faults(page: Page, view: str) -> list[str]:
    """Return what axe-core finds on the page as it is once its colours stand, in a line each."""
    page.evaluate(STANDS)
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{view}: {one['id']} at {node['target']}: {node['failureSummary']}" for one in found for node in one["nodes"]
    ]
