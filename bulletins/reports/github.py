"""Workflow commands of GitHub Actions: annotations beside the lines of a pull request.

``::error file=…,line=…,title=…::message``, escaped as GitHub's toolkit does it
(https://docs.github.com/actions/reference/workflow-commands-for-github-actions). GitHub
shows ten annotations of a level for each step: the gravest are said, and how many are not.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..localise.words import STATUS, changes_to_text
from ..model import Lang, Text
from . import Report, Run, Told, gravest_first, plain, sentence, summary, tree_path, why_unread

_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}
_SHOWN = 10


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _command(level: str, message: str, **properties: object) -> str:
    said = ",".join(f"{k}={_property(str(v))}" for k, v in properties.items() if v is not None)
    return f"::{level}{f' {said}' if said else ''}::{_data(message)}"


def _file(path: str) -> str | None:
    return None if path == "-" else plain(tree_path(path))


def _annotation(told: Told, *, lang: Lang) -> str:
    f = told.finding
    line = f.sources[0].line if f.sources else None
    said = [sentence(f, lang=lang), *(p.in_(lang) for p in _proposals(told))]
    return _command(
        _LEVELS[f.severity], "\n".join(said),
        file=_file(told.result.path), line=line, title=f"{f.code} {f.rule}",
    )  # fmt: skip


def _proposals(told: Told) -> Iterator[Text]:
    """What would mend the figures of a sum that fails."""
    audit = told.audit
    check = next((c for c in audit.checks if c.finding == told.finding), None) if audit else None
    if audit is None or check is None or told.finding.severity != "error":
        return
    keys = {term.key for term in (*check.constraint.left, *check.constraint.right)}
    for repair in audit.repairs:
        if changes := [change for change in repair.changes if change.key in keys]:
            status, said = STATUS[repair.status], changes_to_text(changes)
            yield Text(plain(f"{status.en}: {said.en}"), plain(f"{status.zh}：{said.zh}"))


def _commands(run: Run, lang: Lang) -> dict[str, list[str]]:
    """Every annotation by its level."""
    found: dict[str, list[str]] = {level: [] for level in _LEVELS.values()}
    for result in run.results:
        if result.reason is not None:
            title = Text("not read whole", "未能完整读取").in_(lang)
            why = why_unread(result, lang=lang)
            found["error"].append(_command("error", why, file=_file(result.path), title=title))
    for told in gravest_first(run):
        found[_LEVELS[told.finding.severity]].append(_annotation(told, lang=lang))
    return found


def _lines(run: Run, lang: Lang) -> Iterator[str]:
    found = _commands(run, lang)
    # The last place of the notices is for saying how much is not shown.
    cut = any(len(commands) > _SHOWN for commands in found.values())
    room = dict.fromkeys(found, _SHOWN) | ({"notice": _SHOWN - 1} if cut else {})
    left = 0
    for level, commands in found.items():
        yield from commands[: room[level]]
        left += len(commands[room[level] :])
    if left:
        more = Text(f"{left} more left out; the text report has them all",
                    f"另有 {left} 条未列出；文本报告列出全部")  # fmt: skip
        yield _command("notice", more.in_(lang))
    yield summary(run, lang=lang)


def _render(run: Run, lang: Lang) -> Iterator[str]:
    return (f"{line}\n" for line in _lines(run, lang))


REPORT = Report(name="github", render=_render)
