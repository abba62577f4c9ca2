"""Signals that end the program: raised once, put back, held where told."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from typing import Any

import pytest

from bulletins.batch import signals
from bulletins.batch.signals import Stopped, deferred, stoppable
from bulletins.batch.worker import Worker


def test_sigterm_is_raised_and_its_handler_put_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(Stopped) as caught, stoppable():
        os.kill(os.getpid(), signal.SIGTERM)
    assert caught.value.code == 143
    assert signal.getsignal(signal.SIGTERM) == before


def test_sigint_stays_a_keyboard_interrupt() -> None:
    with pytest.raises(KeyboardInterrupt), stoppable():
        os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) == signal.default_int_handler


def test_a_second_signal_does_not_cut_the_cleaning_up() -> None:
    cleaned = False
    with pytest.raises(Stopped), stoppable():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)
            os.kill(os.getpid(), signal.SIGINT)
            cleaned = True
    assert cleaned


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="there is no alarm on Windows")
def test_what_gets_lost_in_code_of_others_is_raised_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signals, "_PATIENCE", 0.1)
    with pytest.raises(Stopped), stoppable():
        for _ in range(2):
            with contextlib.suppress(Stopped):
                os.kill(os.getpid(), signal.SIGTERM)
                time.sleep(30)
        time.sleep(30)
    assert signal.getsignal(signal.SIGALRM) == signal.SIG_DFL
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


def test_what_comes_out_as_another_error_ends_the_block_all_the_same() -> None:
    with pytest.raises(KeyboardInterrupt) as caught, stoppable():
        try:
            os.kill(os.getpid(), signal.SIGINT)
        except KeyboardInterrupt:
            raise SystemError("returned a result with an exception set") from None
    assert isinstance(caught.value.__cause__, SystemError)
    with pytest.raises(ValueError, match="ours"), stoppable():
        raise ValueError("ours")


def test_a_handler_of_the_host_is_left_alone() -> None:
    seen: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: seen.append(number))
    try:
        with stoppable():
            os.kill(os.getpid(), signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert seen == [signal.SIGTERM]


def test_outside_the_main_thread_nothing_is_set() -> None:
    failed: list[BaseException] = []

    def run() -> None:
        try:
            with stoppable(), deferred():
                pass
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert not failed


def test_deferred_holds_back_until_the_block_is_done() -> None:
    done = False
    with pytest.raises(Stopped), stoppable(), deferred():
        os.kill(os.getpid(), signal.SIGTERM)
        done = True
    assert done


def test_a_signal_while_the_child_is_started_leaves_no_child(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It would otherwise be nobody's: it is only known once it has been started."""
    started: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def popen(*args: Any, **options: Any) -> subprocess.Popen[bytes]:
        started.append(start(*args, **options))
        os.kill(os.getpid(), signal.SIGTERM)
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", popen)
    with pytest.raises(Stopped), stoppable(), Worker() as worker:
        worker.read("通报".encode(), name="a.txt")
    assert [child.poll() is not None for child in started] == [True]
