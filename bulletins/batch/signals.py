"""Signals that end the program: turned into exceptions, so that cleaning up happens."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_ENDING = (signal.SIGINT, signal.SIGTERM)


class Stopped(SystemExit):
    """SIGTERM came. As a ``SystemExit`` it passes ``except Exception``, prints no
    traceback, and ends the program with ``code`` 143 if nobody catches it.
    """

    def __init__(self) -> None:
        super().__init__(128 + signal.SIGTERM)


@contextmanager
def stoppable() -> Iterator[None]:
    """Raise on the first SIGTERM (:class:`Stopped`) or SIGINT (``KeyboardInterrupt``).

    Later ones are ignored until the block is left: they would cut the cleaning up that
    the first has begun. A signal that the user or a host program has set otherwise is
    left alone, and outside the main thread, where Python allows no handlers, all are.
    """
    mine = [s for s in _ENDING if _is_main() and signal.getsignal(s) in _DEFAULTS]

    def stop(number: int, frame: FrameType | None) -> None:
        for each in mine:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt if number == signal.SIGINT else Stopped

    before = {each: signal.signal(each, stop) for each in mine}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def deferred() -> Iterator[None]:
    """Hold SIGINT and SIGTERM back until a short block that must not be cut is done."""
    held: list[int] = []

    def hold(number: int, frame: FrameType | None) -> None:
        held.append(number)

    # getsignal is None for a handler set by other than Python, which could not be put back
    mine = [s for s in _ENDING if _is_main() and signal.getsignal(s) is not None]
    before = {each: signal.signal(each, hold) for each in mine}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
        for number in held[:1]:
            signal.raise_signal(number)


_DEFAULTS = (signal.SIG_DFL, signal.default_int_handler)


def _is_main() -> bool:
    return threading.current_thread() is threading.main_thread()
