"""Printed dates: real days of the calendar, or none."""

from __future__ import annotations

from datetime import date

Date = tuple[int | None, int, int, str | None]
"""Year or None, month, day, and the hour as HH:MM or None."""

_LEAP = 2024  # a day without a year may be the 29th of February


def read_date(
    year: str | None, month: str, day: str, hour: str | None = None, minute: str | None = None
) -> Date | None:
    """The date that the digits say; None where there is no such day.

    An hour that is none (24时, 9时75分) is left out.

    >>> read_date("2024", "11", "3", "9"), read_date(None, "2", "30"), read_date("2023", "2", "29")
    ((2024, 11, 3, '09:00'), None, None)
    """
    if not is_day(int(year) if year else _LEAP, int(month), int(day)):
        return None
    at = None
    if hour is not None and int(hour) < 24 and int(minute or 0) < 60:
        at = f"{int(hour):02}:{int(minute or 0):02}"
    return (int(year) if year else None), int(month), int(day), at


def is_day(year: int, month: int, day: int) -> bool:
    """Whether the calendar has such a day."""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
