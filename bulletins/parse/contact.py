"""Contact notices: period of the inspection, hotline, mailbox, hours."""

from __future__ import annotations

import re

from ..model import Contact
from .dates import read_date
from .passage import Passage

_PERIOD = re.compile(
    r"(\d{4})年(\d{1,2})月(\d{1,2})日[-至到~]{1,2}(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日", re.ASCII
)
_PHONE = re.compile(
    r"(?<![\d-])(?:\(?0\d{2,3}\)?-?\d{7,8}|1\d{10}|400-?\d{3}-?\d{4})(?![\d-])", re.ASCII
)
_MAILBOX = re.compile(
    r"(?:邮政|专用|举报)信箱[:为是]?([^。;,:()]{2,40}?信箱)|邮政信箱[:为是]?([^。;,:()]{2,40})"
)
_HOURS = re.compile(r"每[天日](?:的)?(\d{1,2}:\d{2}[-至到~]\d{1,2}:\d{2})", re.ASCII)
_CUE = re.compile(r"电话|信箱")


def _iso(year: str, month: str, day: str) -> str | None:
    found = read_date(year, month, day)
    return f"{found[0]:04}-{found[1]:02}-{found[2]:02}" if found is not None else None


def read_contact(passage: Passage) -> Contact | None:
    """What ``passage`` says of where to complain, or None where it says nothing."""
    text = passage.text
    cue = _CUE.search(text)
    if cue is None:
        return None
    period = None
    if found := _PERIOD.search(text):
        year, month, day, last_year, last_month, last_day = found.groups()
        first, last = _iso(year, month, day), _iso(last_year or year, last_month, last_day)
        period = (first, last) if first is not None and last is not None else None
    phones = tuple(dict.fromkeys(m.group() for m in _PHONE.finditer(text)))
    mailboxes = tuple(dict.fromkeys(m.group(1) or m.group(2) for m in _MAILBOX.finditer(text)))
    hours = _HOURS.search(text)
    if not (phones or mailboxes):
        return None
    return Contact(
        period=period,
        phones=phones,
        mailboxes=mailboxes,
        hours=hours.group(1) if hours else None,
        source=passage.source(cue.start(), cue.end()),
    )
