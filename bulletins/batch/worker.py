"""The parent's side of reading: a child process with limits, one file after another.

The child is started with ``subprocess``, not ``multiprocessing``: a user's script or
notebook then needs no ``__main__`` guard, nothing is forked out of a program that may
have threads, and nothing is unpickled that a taken-over child has sent.
"""

from __future__ import annotations

import os
import re
import signal
import site
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Self

import msgspec

from ..errors import REASONS, ReadError
from ..model import Area, Reading, Text
from .inputs import check_size, probe
from .limits import Limits
from .protocol import (
    Digest,
    Failure,
    Hello,
    Reply,
    Request,
    Success,
    Want,
    encode,
    read_frame,
    short_place,
    write_frame,
)
from .signals import deferred

_COMMAND = (sys.executable, "-P", "-m", "bulletins.batch.child")
_FAULTS = {"timeout", "worker_crashed", "out_of_memory", "internal"}
_TICK = 0.05  # seconds between two looks at the process itself
_TAIL = 16 * 1024  # bytes of stderr kept; a dump of faulthandler fits
_DECODE = msgspec.json.Decoder(Reply).decode

# What C++, Rust and Python print when memory ends in a place that cannot handle it.
_NO_MEMORY = (b"std::bad_alloc", b"memory allocation of", b"MemoryError")
_CRASH_PLACE = re.compile(r'Current thread .*\n  File "(.+)", line (\d+)')


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one input.

    ``sha256`` is None only where no byte was read; ``outcome`` is what was read, or the
    error that says why nothing was (not raised, so that a batch goes on).
    """

    sha256: str | None
    outcome: Reading | ReadError


class Worker:
    """Reads inputs in a child process that may crash, hang or swell without harm.

    The child starts with the first file, serves ``limits.files_per_worker`` of them, and
    is replaced after any fault. A worker serves one thread at a time. On Linux a child
    dies with the *thread* that started it, so keep that thread while the worker is used.
    A child that a file has taken over can lie about the files after it; with
    ``files_per_worker=1`` there are none. ``command`` replaces the child, for tests.

    ::

        with Worker(Limits(seconds_per_file=30)) as worker:
            answer = worker.read(Path("seeds/000.txt"), name="seeds/000.txt")
        if isinstance(answer.outcome, ReadError):
            raise answer.outcome
    """

    def __init__(self, limits: Limits | None = None, *, command: Sequence[str] = _COMMAND) -> None:
        self._limits = Limits() if limits is None else limits
        self._command = tuple(command)
        self._child: _Child | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child, if there is one; the next :meth:`read` starts another."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()

    def read(
        self,
        source: str | os.PathLike[str] | bytes,
        *,
        name: str,
        province: str | None = None,
        year: int | None = None,
        want: Want = "bulletins",
        ignore_permissions: bool = False,
        areas: tuple[Area, ...] = (),
        engine: str = "pdfium",
    ) -> Answer:
        """Read a path, or bytes at hand; ``name`` is the input's name in messages.

        Every fault of the input is an :class:`Answer`. What is raised comes from the
        caller's side (``KeyboardInterrupt`` above all); the child is dead by then.
        """
        try:
            wish = Request(None, province, year, want, ignore_permissions, areas, engine)
            frames = self._request(source, wish)
            child = self._ready_child()
        except ReadError as error:
            return Answer(None, ReadError(error.reason, error.message, path=name))
        try:
            sha256, reply = child.ask(frames)
        except BaseException:
            self.close()
            raise
        if isinstance(reply, Success):
            reason, answer = None, Answer(sha256, reply.reading)
        else:
            reason = reply.reason
            answer = Answer(sha256, ReadError(reason, reply.message, path=name))
        if reason in _FAULTS or child.served >= self._limits.files_per_worker:
            self.close()
        return answer

    def _request(
        self,
        source: str | os.PathLike[str] | bytes,
        wish: Request,
    ) -> tuple[bytes, ...]:
        if isinstance(source, bytes):
            check_size(len(source), limits=self._limits)
            return encode(wish), source
        probe(source, limits=self._limits)
        # Joined, not normalised: `link/../x` is not `x`. The child has its own folder.
        path = os.fspath(source)
        if not os.path.isabs(path):
            path = os.path.join(os.getcwd(), path)
        return (encode(msgspec.structs.replace(wish, path=os.fsencode(path))),)

    def _ready_child(self) -> _Child:
        if self._child is not None and not self._child.is_alive():
            self.close()  # it died between two files: the fault of neither
        if self._child is None:
            try:
                with deferred():  # no child without one who ends it
                    self._child = _Child(self._command, limits=self._limits)
            except OSError as error:
                why = error.strerror or type(error).__name__
                message = Text(
                    f"the reading process did not start ({why})", f"读取进程未能启动（{why}）"
                )
                raise ReadError("worker_crashed", message) from error
        return self._child


class _Child:
    """One child process and the pipes to it."""

    def __init__(self, command: Sequence[str], *, limits: Limits) -> None:
        self.served = 0
        self._limits = limits
        self._killed = False
        self._tail = b""
        self._talk: Thread | None = None
        # A session of its own: no Ctrl-C from the terminal, no terminal to read, and one
        # group to kill with whatever programs the child has started.
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=_environment(),
            start_new_session=True,
        )
        self._listen = Thread(target=self._keep_tail, daemon=True)
        self._listen.start()

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, frames: tuple[bytes, ...]) -> tuple[str | None, Success | Failure]:
        """Send a request and wait for its answer, the child's end or the time limit."""
        if self.served == 0:
            frames = (encode(Hello(self._limits, os.getpid())), *frames)
        self.served += 1
        self._tail = b""
        deadline = monotonic() + self._limits.seconds_per_file
        replies: SimpleQueue[Reply | None] = SimpleQueue()
        # In a thread: a child that does not read, or does not write, must not block us.
        self._talk = Thread(target=self._exchange, args=(frames, replies), daemon=True)
        self._talk.start()
        sha256 = None
        while isinstance(reply := self._next(replies, deadline), Digest):
            sha256 = reply.sha256
        return sha256, reply

    def kill(self) -> None:
        """End the child and all it started, leaving no zombie; safe to call twice."""
        if not self._killed:  # once: later the number may be another process's
            self._killed = True
            _kill_group(self._process)
        # Bounded: a process that hangs in the kernel is not worth hanging for.
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=2)
        threads = [thread for thread in (self._talk, self._listen) if thread is not None]
        for thread in threads:
            thread.join(timeout=1)
        if any(thread.is_alive() for thread in threads):
            return  # closing under a reader would hand its descriptor number to another file
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()

    def _exchange(self, frames: tuple[bytes, ...], replies: SimpleQueue[Reply | None]) -> None:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None
        # Whatever goes wrong over a child's words, they were no answer.
        with suppress(Exception):
            for frame in frames:
                write_frame(stdin.fileno(), frame)
            # Two, since no child has more to say: a flood stays in the pipe.
            for _ in range(2):
                said = read_frame(stdout.fileno(), limit=self._limits.answer_bytes)
                if said is None:
                    break
                reply = _DECODE(said)
                replies.put(reply)
                if not isinstance(reply, Digest):
                    break
        replies.put(None)

    def _keep_tail(self) -> None:
        stderr = self._process.stderr
        assert stderr is not None
        with suppress(OSError, ValueError):
            while chunk := os.read(stderr.fileno(), _TAIL):
                self._tail = (self._tail + chunk)[-_TAIL:]

    def _next(self, replies: SimpleQueue[Reply | None], deadline: float) -> Reply:
        while (left := deadline - monotonic()) > 0:
            with suppress(Empty):
                return replies.get(timeout=min(left, _TICK)) or self._crash()
            if not self.is_alive():
                # A program it started may still hold the pipe: end that, then take what
                # the child has said before it died.
                self.kill()
                with suppress(Empty):
                    return replies.get(timeout=1) or self._crash()
                return self._crash()
        limit = self._limits.seconds_per_file
        return Failure(
            "timeout",
            Text(
                f"reading took longer than {limit:g} s; split the file or raise the limit",
                f"读取超过 {limit:g} 秒；请拆分文件或提高时限",
            ),
        )

    def _crash(self) -> Failure:
        """Why there was no answer; ends the child if it has not ended itself."""
        try:
            status = self._process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            how = Text("it sent no proper answer", "未返回有效结果")
        else:
            how = _status_text(status)
        self.kill()  # before the tail is read: only now it is whole
        if any(sign in self._tail for sign in _NO_MEMORY):
            reason = "out_of_memory"
        else:
            reason = "worker_crashed"
        what = REASONS[reason]
        cited = _cite(self._tail)
        return Failure(
            reason,
            Text(
                f"{what.en} ({how.en}{cited}); the file may be damaged, try to save it anew",
                f"{what.zh}（{how.zh}{cited}）；文件可能已损坏，请尝试重新保存",
            ),
        )


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def _status_text(status: int) -> Text:
    if status >= 0:
        return Text(f"exit status {status}", f"退出码 {status}")
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    if name == "SIGKILL":  # nobody here sent it
        return Text("SIGKILL, perhaps the system is short of memory", "SIGKILL，系统可能内存不足")
    return Text(name, name)


def _cite(tail: bytes) -> str:
    """One line of the child's last words, fit for a message; "" if there are none."""
    text = tail.decode("utf-8", "replace")
    if crash := _CRASH_PLACE.search(text):
        return ", " + short_place(crash[1], int(crash[2]))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return ""
    # The words are the child's: no terminal controls, no addresses that change each run.
    line = re.sub(r"0x[0-9a-fA-F]+", "0x…", lines[-1])
    return ", " + "".join(c if c.isprintable() else "?" for c in line)[:200]


def _environment() -> dict[str, str]:
    """The child's environment: as ours, but the package is found from any folder."""
    home = str(Path(__file__).resolve().parents[2])
    old = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    # Relative entries would be searched in the current folder, where the inputs are.
    paths = [entry for entry in old if os.path.isabs(entry)]
    # Site folders are searched anyway, and must not come before the standard library.
    if home not in {*site.getsitepackages(), site.getusersitepackages()}:
        paths.insert(0, home)
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1"}
