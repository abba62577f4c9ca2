"""Elements of the page. Whatever is not :class:`Html` already is escaped, without exception."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from ...model import Text

_UNENDED = frozenset(("input", "meta", "td", "th", "tr", "li", "option"))
_PLAIN = re.compile(r"[A-Za-z0-9#._-]+", re.ASCII)
_BIDI = frozenset((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C))
_UNSHOWN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


Child = Html | str | int | None


def shown(text: str) -> str:
    """``text`` with a sign for what a page must not hold or would turn around: ␀, [U+202E].

    >>> shown("a\\x00b\\u202ec")
    'a␀b[U+202E]c'
    """
    return _UNSHOWN.sub(_sign, text)


def _sign(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code == 0x0D:
        return ""
    if code < 0x20:
        return chr(0x2400 + code)
    return f"[U+{code:04X}]" if code in _BIDI else "\ufffd"


def text(child: Child) -> Html:
    """A child of an element: markup as it is, anything else escaped; None is nothing."""
    if isinstance(child, Html):
        return child
    return Html(escape(shown(str(child)), quote=False)) if child is not None else Html("")


def join(children: Iterable[Child], by: Child = None) -> Html:
    """``children`` one behind the other, with ``by`` between them."""
    return Html(text(by).join(map(text, children)))


def el(tag: str, /, *children: Child, **attributes: str | int | bool | None) -> Html:
    """An element: ``cls`` is its class, ``data_f`` its data-f; an attribute of None is left out.

    What HTML lets go is left out: quotes around a plain value, ends of cells and items. A page
    of a thousand tables is a third smaller so.

    >>> el("a", "1 < 2", href="#x y", data_f=3), el("td", "26")
    ('<a href="#x y" data-f=3>1 &lt; 2</a>', '<td>26')
    """
    said = []
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        key = "class" if key == "cls" else key.rstrip("_").replace("_", "-")
        said.append(f" {key}" if value is True else f" {key}={_value(str(value))}")
    inside = "".join(map(text, children))
    return Html(f"<{tag}{''.join(said)}>{inside}{'' if tag in _UNENDED else f'</{tag}>'}")


def _value(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else f'"{escape(shown(value))}"'


def both(words: Text) -> Html:
    """A message in both languages, of which the page shows one."""
    if words.en == words.zh:
        return text(words.en)
    return join((el("i", words.en, lang="en"), el("i", words.zh, lang="zh")))
