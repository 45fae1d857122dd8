"""The administrator's page -> HTML: the door, then the desk: what runs, the versions, what the last build changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.administer import Job
from assistant.errors import AssistantError
from assistant.history import Kept
from assistant.records import Language
from assistant.report import Change, Changes, Report, Shift, Stale
from assistant.typography import day
from assistant.web.admin_words import ADMIN, AdminWords, fault
from assistant.web.safe import escape

MOST = 20  # lines of a list


@dataclass(frozen=True, slots=True)
class Frame:
    """The language of the page, and the one chosen in its address, if any."""

    language: Language
    chosen: str = ""

    @property
    def words(self) -> AdminWords:
        """The labels of the page."""
        return ADMIN[self.language]

    @property
    def query(self) -> str:
        """What keeps the chosen language in an address."""
        return f"?lang={self.chosen}" if self.chosen else ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the desk shows; `told` is what came of the last act: a kind of news and its detail, or what went wrong."""

    job: Job | None
    versions: tuple[Kept, ...]
    report: Report | None
    told: tuple[str, str] | AssistantError | None
    can_build: bool


def door(frame: Frame, message: str) -> str:
    """Draw the door, with what is wrong."""
    words = frame.words
    alert = f'<p class="notice" role="alert">{escape(message)}</p>' if message else ""
    return _page(
        frame,
        f'<h1>{escape(words.title)}</h1>{alert}<form class="door" method="post" action="/admin/enter{frame.query}">'
        f'<label>{escape(words.password)}<input type="password" name="password" autocomplete="current-password" '
        f'required autofocus></label><button type="submit">{escape(words.enter)}</button></form>',
    )


def trouble(frame: Frame, form: str, error: AssistantError) -> str:
    """Draw a desk that cannot be shown."""
    return _page(frame, f"<h1>{escape(frame.words.title)}</h1>{_fault(frame, error)}", form)


def desk(frame: Frame, form: str, seen: Seen) -> str:
    """Draw the desk."""
    words = frame.words
    running = seen.job is not None and seen.job.running
    parts = [f"<h1>{escape(words.title)}</h1>", _told(frame, seen.told), _job(frame, seen.job)]
    if not seen.can_build:
        parts.append(f"<p>{escape(words.only_serves)}</p>")
    elif not running:
        parts.append(_acts(frame, form))
    parts.append(_versions(frame, form, seen.versions, can_go_back=not running))
    if seen.report is not None:
        parts.append(f"<h2>{escape(words.report)}</h2>{_report(words, seen.report)}")
    return _page(frame, "".join(parts), form, running=running)


def line(frame: Frame, job: Job) -> str:
    """Say in a line how far a job is."""
    stage = frame.words.stage(job.stage)
    return f"{stage}: {job.done} / {job.of}" if job.of else stage


def _page(frame: Frame, body: str, form: str = "", *, running: bool = False) -> str:
    words = frame.words
    other: Language = "en" if frame.language == "fr" else "fr"
    leave = _form(frame, "leave", form, f'<button type="submit">{escape(words.leave)}</button>') if form else ""
    again = '<noscript><meta http-equiv="refresh" content="2"></noscript>' if running else ""
    return (
        f'<!doctype html><html lang="{frame.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"{again}<title>{escape(words.title)}</title>"
        '<link rel="icon" href="/page/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/page/browse.css">'
        '<link rel="stylesheet" href="/page/admin.css"><script src="/page/admin.js" defer></script></head><body>'
        f'<header><nav aria-label="{escape(words.title)}"><ul><li><a href="/">{escape(words.back)}</a></li></ul></nav>'
        f'<div class="right">{leave}<a class="switch" href="/admin?lang={other}" lang="{other}" hreflang="{other}">'
        f"{escape(words.other)}</a></div></header><main>{body}</main></body></html>"
    )


def _form(frame: Frame, action: str, form: str, content: str) -> str:
    """Draw a form that carries the session's secret."""
    hidden = f'<input type="hidden" name="form" value="{escape(form)}">'
    return f'<form method="post" action="/admin/{action}{frame.query}">{hidden}{content}</form>'


def _acts(frame: Frame, form: str) -> str:
    words = frame.words

    def button(kind: str, name: str) -> str:
        return _form(frame, "start", form, f'<button type="submit" name="kind" value="{kind}">{escape(name)}</button>')

    sure = f"<p>{escape(words.rebuild_sure)}</p>{button('rebuild', words.sure)}"
    return (
        f'<div class="acts">{button("trial", words.trial)}{button("build", words.build)}'
        f"<details><summary>{escape(words.rebuild)}</summary>{sure}</details></div>"
    )


def _told(frame: Frame, told: tuple[str, str] | AssistantError | None) -> str:
    if told is None:
        return ""
    if isinstance(told, AssistantError):
        return _fault(frame, told)
    kind, detail = told
    text = {"busy": frame.words.busy, "gone_back": frame.words.gone_back.format(version=detail)}[kind]
    return f'<p class="notice" role="status">{escape(text)}</p>'


def _fault(frame: Frame, error: AssistantError, before: str = "") -> str:
    """Say what went wrong in the page's language, then what the error itself says, in English."""
    said = f"{before} {fault(error, frame.language)} {frame.words.detail}".strip()
    return f'<p class="notice" role="status">{escape(said)} <span lang="en">{escape(str(error))}</span></p>'


def _job(frame: Frame, job: Job | None) -> str:
    words = frame.words
    if job is None:
        return ""
    if job.running:
        done = f' value="{job.done}" max="{job.of}"' if job.of else ""
        return (
            f'<section class="running" data-running><h2>{escape(words.running)}</h2>'
            f'<p role="status" id="line">{escape(line(frame, job))}</p>'
            f'<progress aria-labelledby="line"{done}></progress></section>'
        )
    if job.error is not None:
        return _fault(frame, job.error, words.failed)
    if job.trial is not None:
        changes = job.trial.changes
        told = f"{words.would.format(n=job.trial.embed)} {words.stays.format(n=changes.unchanged)}"
        said = f'<p class="outcome" role="status">{escape(told)}</p>'
        return said + _problems(words, job.trial.problems) + _changes(words, changes)
    return _outcome(words, job)


def _outcome(words: AdminWords, job: Job) -> str:
    built = job.built
    if built is None:
        return ""
    numbers = {name: getattr(built, name) for name in ("added", "changed", "removed", "moved", "passages", "seconds")}
    template = words.done if built.renewed else words.nothing
    said = f'<p class="outcome" role="status">{escape(template.format(version=built.version, **numbers))}</p>'
    return said + _problems(words, built.problems)


def _problems(words: AdminWords, problems: Sequence[str]) -> str:
    return _list(words, words.problems, [f'<span lang="en">{escape(one)}</span>' for one in problems])


def _versions(frame: Frame, form: str, kept: Sequence[Kept], *, can_go_back: bool) -> str:
    words = frame.words
    rows = "".join(_row(frame, form, one, can_go_back=can_go_back) for one in kept)
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in (words.version, words.built, words.passages))
    return (
        f"<h2>{escape(words.versions)}</h2><table><thead><tr>{heads}<td></td></tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(frame: Frame, form: str, one: Kept, *, can_go_back: bool) -> str:
    words = frame.words
    act = ""
    if one.in_force:
        act = f"<strong>{escape(words.in_force)}</strong>"
    elif can_go_back and not one.problem:
        sure = f'<button type="submit" name="version" value="{escape(one.version)}">{escape(words.sure)}</button>'
        back = escape(words.go_back.format(version=one.version))
        act = f"<details><summary>{back}</summary>{_form(frame, 'rollback', form, sure)}</details>"
    passages = escape(words.unusable) if one.problem else str(one.passages)
    when = f"{day(one.built, frame.language)} {one.built[11:16]}".strip()
    return (
        f'<tr><th scope="row">{escape(one.version)}</th><td>{escape(when)}</td><td>{passages}</td><td>{act}</td></tr>'
    )


def _report(words: AdminWords, report: Report) -> str:
    asked = words.asked.format(n=report.golden, changed=len(report.questions)) if report.golden else ""
    return (
        f"{_changes(words, report.changes)}{f'<p>{escape(asked)}</p>' if asked else ''}"
        f"{_list(words, words.questions, [_shift(words, one) for one in report.questions])}"
        f"{_list(words, words.answers, [_stale(one) for one in report.answers])}"
    )


def _changes(words: AdminWords, changes: Changes) -> str:
    def told(one: Change) -> str:
        was = f" ({escape(words.was)} {escape(one.was)})" if one.was else ""
        return f'<code>{escape(one.id)}</code> {escape(one.file)}{was}: <span dir="auto">{escape(one.words)}</span>'

    groups: tuple[tuple[str, tuple[Change, ...], Callable[[Change], str]], ...] = (
        (words.added, changes.added, told),
        (words.edited, changes.edited, told),
        (words.removed, changes.removed, told),
        (words.moved, changes.moved, told),
    )
    return "".join(_list(words, title, [draw(one) for one in items]) for title, items, draw in groups)


def _shift(words: AdminWords, one: Shift) -> str:
    def end(top: str, answered: bool) -> str:
        return f"{escape(top or words.nothing_found)}, {escape(words.answered if answered else words.refused)}"

    before, now = end(one.top_before, one.answered_before), end(one.top, one.answered)
    return f'<q dir="auto">{escape(one.question)}</q>: {before} → {now}'


def _stale(one: Stale) -> str:
    now = f" → <code>{escape(one.now)}</code>" if one.now else ""
    return f'{escape(one.place)}: <q dir="auto">{escape(one.quote)}</q> (<code>{escape(one.passage_id)}</code>{now})'


def _list(words: AdminWords, title: str, lines: Sequence[str]) -> str:
    """Draw a list of lines of HTML under its title and count; nothing where there are none."""
    if not lines:
        return ""
    more = f"<li>{escape(words.more.format(n=len(lines) - MOST))}</li>" if len(lines) > MOST else ""
    items = "".join(f"<li>{one}</li>" for one in lines[:MOST])
    return f"<h3>{escape(title)} ({len(lines)})</h3><ul>{items}{more}</ul>"
