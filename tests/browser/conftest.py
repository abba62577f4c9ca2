"""The report as people meet it, in a real browser; without one these tests are skipped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bulletins.model import Result
from tests.browser.chromium import PROGRAM, Browser, Page, chromium
from tests.browser.pages import render, results


@pytest.fixture(scope="session")
def found() -> tuple[Result, ...]:
    return results()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if PROGRAM is None:
        pytest.skip("no Chromium on this machine")
    with chromium() as running:
        yield running


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Callable[[str], Page]]:
    """Open the text of a page; at the end it must not have complained or asked for anything."""
    shown: list[Page] = []

    def open_it(text: str, **size: int) -> Page:
        path = tmp_path / f"report{len(shown)}.html"
        path.write_text(text, encoding="utf-8")
        shown.append(browser.page(path, **size))
        return shown[-1]

    yield open_it
    for page in shown:
        assert page.complaints() == []
        page.close()


@pytest.fixture
def page(show: Callable[[str], Page], found: tuple[Result, ...]) -> Page:
    """The report of the examples, in English."""
    return show(render(found))
