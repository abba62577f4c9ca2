"""A file may crash, hang or swell its reading process, and harms nothing else.

Most tests run the real child with readers that do what the input says; some replace the
child by one that breaks the rules of the pipe.
"""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bulletins.batch import worker as module
from bulletins.batch.limits import MIB, Limits
from bulletins.batch.worker import Answer, Worker
from bulletins.errors import ReadError
from bulletins.model import Reading

ROOT = Path(__file__).parents[2]

CHILD = r"""
import ctypes, os, signal, subprocess, sys, time, types

from bulletins.errors import ReadError
from bulletins.model import Cell, Document, Doubt, Grid, Source, Text, TextBlock


def read_document(data, options=None):
    verb, _, rest = data.decode().partition(" ")
    answer = str(os.getpid())
    if verb == "signal":
        os.kill(os.getpid(), int(rest))
    elif verb == "null":
        ctypes.string_at(0)
    elif verb == "exit":
        os._exit(int(rest))
    elif verb == "hang":
        with open(rest, "w") as file:
            file.write(answer)
        while True:
            pass
    elif verb == "eat":
        kept = []
        while True:
            kept.append(bytearray(16 << 20))
    elif verb == "abort-like-rust":
        os.write(2, b"memory allocation of 99 bytes failed\n")
        os.abort()
    elif verb == "recurse":
        return read_document(data)
    elif verb == "bug":
        raise KeyError("secret")
    elif verb == "refuse":
        raise ReadError("encrypted", Text("locked \ud800", "有密码"))
    elif verb == "flood":
        for _ in range(64):
            os.write(2, b"\x1b[31mnoise " * 16384)
        if rest:
            os.write(2, b"\n" + rest.encode() + b"\n")
            os._exit(1)
    elif verb == "print":
        print("out of a reader", flush=True)
        os.write(1, b"\xff" * 100)
        answer = repr(os.read(0, 10))
    elif verb == "orphan":
        if os.fork() == 0:
            time.sleep(60)
        program = subprocess.Popen(["sleep", "60"])
        with open(rest, "w") as file:
            file.write(str(program.pid))
        os._exit(0)
    elif verb == "large":
        answer = "x" * int(rest)
    elif verb == "surrogate":
        answer = "\ud800"
    elif verb == "loaded":
        answer = " ".join(sorted(sys.modules))
    elif verb == "limits":
        import resource
        answer = repr([resource.getrlimit(k)[0] for k in (resource.RLIMIT_AS, resource.RLIMIT_CORE)])
    elif verb == "environment":
        answer = repr([os.environ.get("PYTHONHASHSEED"), sys.flags.utf8_mode, sys.flags.safe_path])
    elif verb == "same":
        answer = rest
    doubt = Doubt("damaged-input", Text("a doubt", "疑问"))
    cell = Cell(0, 0, "26", Source())
    grid = Grid((cell,), 1, 1, Source())
    return Document(answer, (TextBlock("a", Source()), grid), (doubt,))


def parse_document(document, *, sha256, province, year):
    assert (province, year) in {(None, None), ("安徽", 2024)}
    return ()


readers = types.ModuleType("bulletins.readers")
readers.read_document = read_document
readers.ReadOptions = lambda **_: None
parse = types.ModuleType("bulletins.parse")
parse.parse_document = parse_document
sys.modules["bulletins.readers"] = readers
sys.modules["bulletins.parse"] = parse
if "--no-resource" in sys.argv:
    sys.modules["resource"] = None

from bulletins.batch.child import main

main()
"""

PID_OF_CHILD = b"ok"  # the reader answers with the process id as media type


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    script = tmp_path_factory.mktemp("child") / "child.py"
    script.write_text(CHILD)
    return (sys.executable, "-P", str(script))


@pytest.fixture
def worker(command: tuple[str, ...]) -> Iterator[Worker]:
    with Worker(Limits(seconds_per_file=20), command=command) as worker:
        yield worker


def read(worker: Worker, data: bytes) -> Reading:
    answer = worker.read(data, name="x")
    assert isinstance(answer.outcome, Reading), answer.outcome
    return answer.outcome


def failure(worker: Worker, data: bytes) -> tuple[str, str]:
    answer = worker.read(data, name="x")
    assert isinstance(answer.outcome, ReadError), answer.outcome
    assert answer.outcome.path == "x"
    assert answer.outcome.message.zh
    # known although reading failed, since it is sent ahead
    assert answer.sha256 == hashlib.sha256(data).hexdigest()
    assert "Traceback" not in answer.outcome.message.en
    assert all(c.isprintable() for c in answer.outcome.message.en)
    return answer.outcome.reason, answer.outcome.message.en


def pid_of(worker: Worker) -> int:
    return int(read(worker, PID_OF_CHILD).media_type)


def exists(pid: int) -> bool:
    """Whether there is such a process, be it a zombie: those count as left behind."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def runs(pid: int) -> bool:
    """Whether the process runs; a zombie that another process has to reap does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


def ends(pid: int) -> bool:
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline:
        if not runs(pid):
            return True
        time.sleep(0.01)
    return False


def pid_in(file: Path) -> int:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if file.exists() and (text := file.read_text()):
            return int(text)
        time.sleep(0.01)
    raise AssertionError("the child did not start")


# ------------------------------------------------------------------- reading well


def test_bytes_and_paths_give_the_same(worker: Worker, tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_bytes(b"ok")
    by_path = worker.read(file, name="x", province="安徽", year=2024)
    assert by_path == worker.read(b"ok", name="x")
    assert by_path.sha256 == hashlib.sha256(b"ok").hexdigest()
    assert isinstance(by_path.outcome, Reading)
    assert by_path.outcome.doubts[0].rule == "damaged-input"
    assert by_path.outcome.grids == ()


def test_grids_instead_of_bulletins(worker: Worker) -> None:
    answer = worker.read(b"ok", name="x", want="grids")
    assert isinstance(answer.outcome, Reading)
    assert [grid.cells[0].text for grid in answer.outcome.grids] == ["26"]


def test_a_large_input_goes_through_the_pipe(worker: Worker) -> None:
    data = b"ok " + b"x" * (8 * MIB)
    assert worker.read(data, name="x").sha256 == hashlib.sha256(data).hexdigest()


def test_a_relative_path_means_the_folder_of_now(
    worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pid_of(worker)  # the child has started, in the folder of before
    (tmp_path / "x").write_bytes(b"ok")
    monkeypatch.chdir(tmp_path)
    assert isinstance(worker.read("x", name="x").outcome, Reading)


def test_names_that_are_no_text(worker: Worker, tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff.txt"
    Path(os.fsdecode(path)).write_bytes(b"same read well")
    answer = worker.read(os.fsdecode(path), name="\udcff.txt")
    assert isinstance(answer.outcome, Reading)
    assert answer.outcome.media_type == "read well"


def test_readers_may_print_and_read_without_harm(
    worker: Worker, capfd: pytest.CaptureFixture[str]
) -> None:
    assert read(worker, b"print").media_type == "b''"
    read(worker, b"flood")
    pid_of(worker)
    assert worker._child is not None
    assert len(worker._child._tail) <= module._TAIL  # and what is kept has a bound
    worker.close()
    assert capfd.readouterr() == ("", "")


def test_the_child_is_light_and_limited(worker: Worker) -> None:
    loaded = read(worker, b"loaded").media_type.split()
    assert not {"pandas", "numpy", "multiprocessing", "asyncio"} & set(loaded)
    assert read(worker, b"limits").media_type == repr([2048 * MIB, 0])


def test_without_the_resource_module(command: tuple[str, ...]) -> None:
    with Worker(command=(*command, "--no-resource")) as worker:
        pid_of(worker)


def test_the_environment(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    monkeypatch.setenv("PYTHONUTF8", "0")
    assert read(worker, b"environment").media_type == repr(["7", 1, True])


def test_the_current_folder_is_never_imported_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bulletins").mkdir()
    for name in ("bulletins/__init__.py", "msgspec.py", "hashlib.py"):
        (tmp_path / name).write_text("raise SystemExit('planted')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([".", ""]))
    monkeypatch.setattr(sys, "path", [])
    with Worker() as worker:  # the real command
        answer = worker.read(b"text", name="x")
    assert answer.sha256 == hashlib.sha256(b"text").hexdigest()


# ------------------------------------------------------------------- lives of a child


def test_a_child_serves_several_files_and_is_then_replaced(command: tuple[str, ...]) -> None:
    with Worker(Limits(files_per_worker=2), command=command) as worker:
        pids = [pid_of(worker) for _ in range(3)]
        assert pids[0] == pids[1] != pids[2]
        assert not exists(pids[0])
        assert exists(pids[2])
    assert not exists(pids[2])


def test_a_refused_file_costs_no_child(worker: Worker) -> None:
    pid = pid_of(worker)
    assert failure(worker, b"refuse") == ("encrypted", "locked \\ud800")
    assert failure(worker, b"recurse")[0] == "too_complex"
    assert pid_of(worker) == pid


def test_a_child_that_died_while_idle_is_no_file_s_fault(worker: Worker) -> None:
    pid = pid_of(worker)
    os.kill(pid, signal.SIGKILL)
    assert ends(pid)
    assert pid_of(worker) != pid


def test_no_thread_or_descriptor_is_left(command: tuple[str, ...]) -> None:
    import threading

    def open_now() -> tuple[int, int]:
        return threading.active_count(), len(os.listdir("/proc/self/fd"))

    before = open_now()
    with Worker(command=command) as worker:
        for data in (b"ok", b"signal 11", b"exit 0", b"ok", b"bug"):
            worker.read(data, name="x")
    assert open_now() == before


# ------------------------------------------------------------------- faults


@pytest.mark.parametrize(
    ("data", "reason", "words"),
    [
        (b"signal 11", "worker_crashed", "SIGSEGV"),
        (b"null", "worker_crashed", "SIGSEGV, ctypes/__init__.py:"),
        (b"signal 6", "worker_crashed", "SIGABRT"),
        (b"signal 9", "worker_crashed", "SIGKILL, perhaps the system"),
        (b"exit 0", "worker_crashed", "exit status 0"),
        (b"flood last words", "worker_crashed", "exit status 1, last words)"),
        (b"abort-like-rust", "out_of_memory", "SIGABRT"),
        (b"bug", "internal", "KeyError, "),
    ],
)
def test_a_fault_is_named_at_once_and_harms_no_other_file(
    worker: Worker, data: bytes, reason: str, words: str
) -> None:
    pid = pid_of(worker)
    start = time.monotonic()
    got, message = failure(worker, data)
    assert got == reason
    assert words in message
    assert "secret" not in message
    assert time.monotonic() - start < 5  # the time limit is 20 s
    assert not exists(pid)
    assert read(worker, b"same read well").media_type == "read well"


def test_last_words_are_cited(worker: Worker) -> None:
    assert failure(worker, b"flood some \x1b[31mlibrary: bad page 0x7f12ab")[1].startswith(
        "the reading process died on it (exit status 1, some ?[31mlibrary: bad page 0x…)"
    )


def test_the_time_limit(command: tuple[str, ...], tmp_path: Path) -> None:
    with Worker(Limits(seconds_per_file=1), command=command) as worker:
        start = time.monotonic()
        data = f"hang {tmp_path / 'pid'}".encode()
        assert failure(worker, data)[0] == "timeout"
        assert 1 <= time.monotonic() - start < 3
        assert not exists(pid_in(tmp_path / "pid"))
        pid_of(worker)


def test_the_memory_limit(command: tuple[str, ...]) -> None:
    limits = Limits(worker_bytes=256 * MIB, seconds_per_file=20)
    with Worker(limits, command=command) as worker:
        pid = pid_of(worker)
        assert failure(worker, b"eat")[0] == "out_of_memory"
        assert not exists(pid)
        pid_of(worker)


def test_programs_that_the_child_started_die_with_it(worker: Worker, tmp_path: Path) -> None:
    # A fork holds the pipes open: only a look at the process itself tells its end.
    start = time.monotonic()
    assert failure(worker, f"orphan {tmp_path / 'pid'}".encode())[0] == "worker_crashed"
    assert time.monotonic() - start < 5
    assert ends(pid_in(tmp_path / "pid"))


def test_answers_too_large_or_not_text(command: tuple[str, ...]) -> None:
    with Worker(Limits(answer_bytes=MIB), command=command) as worker:
        assert failure(worker, b"large %d" % MIB)[0] == "too_large"
        assert failure(worker, b"surrogate")[0] == "encoding"


def test_inputs_refused_before_a_child_gets_them(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"12345")
    with Worker(Limits(input_bytes=4), command=["/no/such/program"]) as worker:
        reasons = []
        for source in (b"", b"12345", tmp_path / "large", tmp_path / "none", tmp_path):
            answer = worker.read(source, name="seeds/x")
            assert isinstance(answer.outcome, ReadError)
            assert answer.sha256 is None
            assert answer.outcome.path == "seeds/x"
            assert str(answer.outcome).startswith("seeds/x: ")
            reasons.append(answer.outcome.reason)
    assert reasons == ["empty", "too_large", "too_large", "not_a_file", "not_a_file"]


def test_a_file_that_vanishes_after_the_probe(
    worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "probe", lambda path, *, limits: None)
    answer = worker.read(tmp_path / "gone", name="x")
    assert isinstance(answer.outcome, ReadError)
    assert answer.outcome.reason == "vanished"


def test_a_child_that_cannot_start() -> None:
    with Worker(command=["/no/such/program"]) as worker:
        answer = worker.read(b"x", name="x")
    assert isinstance(answer.outcome, ReadError)
    assert answer.outcome.reason == "worker_crashed"
    assert "No such file" in answer.outcome.message.en


# ------------------------------------------------------------------- children that lie

BAD_CHILDREN = {
    "garbage": "w(b'<html>' * 99)",
    "half a length": "w(b'\\0\\0\\0')",
    "half a frame": "w(f(b'{}')[:-1])",
    "absurd length": "w(b'\\x7f' + b'\\xff' * 7)",
    "more than an answer may have": "w((1 << 40).to_bytes(8, 'big'))",
    "no JSON": "w(f(b'{'))",
    "another type": "w(f(b'[1, 2]'))",
    "unknown reason": 'w(f(b\'{"type":"Failure","reason":"x","message":{"en":"","zh":""}}\'))',
    "wrong field": 'w(f(b\'{"type":"Success","reading":{"media_type":7}}\'))',
    "deep": "w(f(b'{\"x\":' + b'[' * 10**5))",
    "digests without end": 'w(f(b\'{"type":"Digest","sha256":"0"}\') * 10**5)',
    "closed pipe": "os.close(1)",
}


@pytest.mark.parametrize("ends_then", ["", "\ntime.sleep(60)"], ids=["dies", "stays"])
@pytest.mark.parametrize("kind", BAD_CHILDREN)
def test_a_child_that_breaks_the_rules(kind: str, ends_then: str) -> None:
    code = (
        "import os, sys, time\n"
        "def w(data):\n"
        "    while data: data = data[os.write(1, data):]\n"
        "def f(data): return len(data).to_bytes(8, 'big') + data\n"
    )
    code += BAD_CHILDREN[kind] + ends_then
    if kind in {"half a length", "half a frame"} and ends_then:
        pytest.skip("nothing tells these from a child that is still writing")
    command = [sys.executable, "-S", "-c", code]
    with Worker(Limits(seconds_per_file=20), command=command) as worker:
        start = time.monotonic()
        answer = worker.read(b"x", name="x")
        assert time.monotonic() - start < 5
    assert isinstance(answer.outcome, ReadError)
    assert answer.outcome.reason == "worker_crashed"


@pytest.mark.parametrize(
    "code", ["import time; time.sleep(60)", "import os\nwhile True: os.write(2, b'x' * 9999)"]
)
def test_a_child_that_never_takes_its_input(code: str) -> None:
    limits = Limits(seconds_per_file=0.5)
    with Worker(limits, command=[sys.executable, "-S", "-c", code]) as worker:
        answer = worker.read(b"x" * MIB, name="x")  # more than a pipe holds
    assert isinstance(answer.outcome, ReadError)
    assert answer.outcome.reason == "timeout"


# ------------------------------------------------------------------- ends of the parent

PARENT = """
import sys
from bulletins.batch.signals import stoppable
from bulletins.batch.worker import Worker
with stoppable(), Worker(command=sys.argv[2:]) as worker:
    try:
        worker.read(b"hang " + sys.argv[1].encode(), name="x")
    except KeyboardInterrupt:
        raise SystemExit(130)
"""


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (signal.SIGINT, 130),
        (signal.SIGTERM, 143),
        pytest.param(
            signal.SIGKILL,
            -signal.SIGKILL,
            marks=pytest.mark.skipif(sys.platform != "linux", reason="needs PR_SET_PDEATHSIG"),
        ),
    ],
)
def test_a_busy_child_ends_with_its_parent(
    command: tuple[str, ...], tmp_path: Path, number: signal.Signals, code: int
) -> None:
    call = [sys.executable, "-c", PARENT, str(tmp_path / "pid"), *command]
    with subprocess.Popen(call, cwd=ROOT, stderr=subprocess.PIPE) as parent:
        child = pid_in(tmp_path / "pid")
        start = time.monotonic()
        parent.send_signal(number)
        _, errors = parent.communicate(timeout=10)
        assert parent.returncode == code
        assert time.monotonic() - start < 5
    assert errors == b""
    assert ends(child)


def test_ctrl_c_in_the_parent_kills_the_child_and_goes_on(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    import threading

    def press() -> None:
        pid_in(tmp_path / "pid")
        os.kill(os.getpid(), signal.SIGINT)

    with Worker(command=command) as worker:
        presser = threading.Thread(target=press)
        presser.start()
        with pytest.raises(KeyboardInterrupt):
            worker.read(f"hang {tmp_path / 'pid'}".encode(), name="x")
        presser.join()
        assert not exists(pid_in(tmp_path / "pid"))
        pid_of(worker)


def test_the_child_itself_ignores_ctrl_c(worker: Worker) -> None:
    pid = pid_of(worker)
    os.kill(pid, signal.SIGINT)
    assert pid_of(worker) == pid


def test_an_idle_child_ends_with_its_pipe(command: tuple[str, ...]) -> None:
    child = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, env=module._environment())
    assert child.stdin is not None
    child.stdin.close()
    assert child.wait(5) == 0


def test_an_answer_needs_no_main_guard_and_no_fork(command: tuple[str, ...]) -> None:
    script = (
        "import sys\n"
        "from bulletins.batch.worker import Worker\n"
        "with Worker(command=sys.argv[1:]) as worker:\n"
        "    print(type(worker.read(b'ok', name='x').outcome).__name__)\n"
    )
    call = [sys.executable, "-W", "error", "-", *command]  # a script without a file
    done = subprocess.run(call, cwd=ROOT, input=script, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("Reading\n", "")


def test_answers_compare_by_content() -> None:
    assert Answer("a", Reading("t")) == Answer("a", Reading("t"))
