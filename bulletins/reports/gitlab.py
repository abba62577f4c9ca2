"""GitLab's Code Quality report, for the widget of a merge request.

An array of violations as https://docs.gitlab.com/ci/testing/code_quality/ describes them.
A fingerprint is of a path and what is said of it, so it stays where lines are added above.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from ..model import Lang
from . import Report, Run, gravest_first, json_text, sentence, tree_path, why_unread

_SEVERITIES = {"error": "major", "warning": "minor", "note": "info"}


def _violation(
    said: str, name: str, *, severity: str, path: str, line: int | None, of: str
) -> dict[str, object]:
    digest = hashlib.sha256(f"{path}\n{name}\n{of}".encode()).hexdigest()[:32]
    return {
        "description": said,
        "check_name": name,
        "fingerprint": digest,
        "severity": severity,
        # A line must be given; what stands on a page or in a sheet is named in the description.
        "location": {"path": path, "lines": {"begin": line or 1}},
    }


def _violations(run: Run, lang: Lang) -> Iterator[dict[str, object]]:
    for result in run.results:
        if result.reason is not None:
            yield _violation(
                why_unread(result, lang=lang), "unread-document", severity="critical",
                path=tree_path(result.path), line=None, of=result.reason,
            )  # fmt: skip
    for told in gravest_first(run):
        f = told.finding
        yield _violation(
            f"{f.code}: {sentence(f, lang=lang)}", f.rule, severity=_SEVERITIES[f.severity],
            path=tree_path(told.result.path), line=f.sources[0].line if f.sources else None,
            of=f.fingerprint,
        )  # fmt: skip


def _render(run: Run, lang: Lang) -> Iterable[str]:
    seen: Counter[object] = Counter()
    told = []
    for violation in _violations(run, lang):
        known = violation["fingerprint"]
        seen[known] += 1
        # A page may print one bulletin twice: the same is said of both.
        if seen[known] > 1:
            violation["fingerprint"] = f"{known}-{seen[known]}"
        told.append(violation)
    return (json_text(told),)


REPORT = Report(name="gitlab", render=_render)
