"""Signals that end the program: turned into exceptions, so that cleaning up happens."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

_ENDING = (signal.SIGINT, signal.SIGTERM)
_ALARM = getattr(signal, "SIGALRM", None)  # not on Windows
_PATIENCE = 3.0  # seconds for cleaning up, before what ends the program is raised again


class Stopped(SystemExit):
    """SIGTERM came. As a ``SystemExit`` it passes ``except Exception``, prints no
    traceback, and ends the program with ``code`` 143 if nobody catches it.
    """

    def __init__(self) -> None:
        super().__init__(128 + signal.SIGTERM)


class _Ending:
    """A handler that raises what ends the program; by the alarm's signal, once more."""

    def __init__(self, signals: Sequence[signal.Signals]) -> None:
        self.raised: type[BaseException] | None = None
        self._signals = signals

    def __call__(self, number: int, frame: FrameType | None) -> NoReturn:
        if self.raised is None:
            self.raised = KeyboardInterrupt if number == signal.SIGINT else Stopped
        for each in self._signals:
            if each == _ALARM:
                signal.setitimer(signal.ITIMER_REAL, _PATIENCE)
            else:
                signal.signal(each, signal.SIG_IGN)
        raise self.raised


@contextmanager
def stoppable() -> Iterator[None]:
    """Raise on the first SIGTERM (:class:`Stopped`) or SIGINT (``KeyboardInterrupt``).

    Later ones are ignored until the block is left: they would cut the cleaning up that
    the first has begun. What is raised may get lost in code of others (a module that is
    being imported, a callback), or come out of it as another error: it is raised again after
    some seconds, and the block ends by it in any case. A signal that the user or a host
    program has set otherwise is left alone, and outside the main thread, where Python allows
    no handlers, all are.
    """
    mine = [s for s in _ENDING if _is_main() and signal.getsignal(s) in _DEFAULTS]
    if mine and _ALARM and signal.getsignal(_ALARM) == signal.SIG_DFL:
        mine.append(_ALARM)
    ending = _Ending(mine)
    before = {each: signal.signal(each, ending) for each in mine}
    try:
        yield
    except Exception as error:
        if ending.raised is not None:
            raise ending.raised from error
        raise
    finally:
        if _ALARM in mine:
            signal.setitimer(signal.ITIMER_REAL, 0)
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
    if mine and _ALARM and isinstance(signal.getsignal(_ALARM), _Ending):
        mine.append(_ALARM)
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
