"""The child: reads one file after another for its parent, until the pipe is closed.

Started by :class:`bulletins.batch.worker.Worker` as ``python -m bulletins.batch.child``.
It is the only process that touches the content of an input, so everything a file can do
(crash, hang, eat memory, take over) is done here and costs the parent one child.
"""

from __future__ import annotations

import faulthandler
import gc
import hashlib
import os
import signal
import sys
from types import TracebackType

import msgspec

from ..errors import ReadError
from ..model import Drawing, Grid, Reading, Text
from .inputs import check_size, read_input
from .limits import MIB, Limits
from .protocol import (
    SMALL,
    Digest,
    Failure,
    Hello,
    Request,
    Success,
    encode,
    read_frame,
    short_place,
    write_frame,
)

# Encoded while there is memory: it is sent when there is none.
_OUT_OF_MEMORY = encode(
    Failure(
        "out_of_memory",
        Text(
            "reading it needs more memory than the limit; split it or raise the limit",
            "读取所需内存超过上限；请拆分文件或提高上限",
        ),
    )
)


def main() -> None:
    """Serve requests until the parent closes the pipe."""
    inlet, outlet = _take_pipes()
    # Ctrl-C in a terminal reaches every process of it; what is to end, the parent decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(50_000, 20, 20)  # a page makes many small things, and no rings of them
    faulthandler.enable()  # a crash in native code leaves its Python line on stderr
    first = read_frame(inlet, limit=SMALL)
    if first is None:
        return
    hello = msgspec.json.decode(first, type=Hello)
    _die_with(hello.parent)
    _limit_memory(hello.limits.worker_bytes)
    while (frame := read_frame(inlet, limit=SMALL)) is not None:
        request = msgspec.json.decode(frame, type=Request)
        write_frame(outlet, _answer(request, limits=hello.limits, inlet=inlet, outlet=outlet))


def _take_pipes() -> tuple[int, int]:
    # Native libraries print to descriptor 1 and may read 0: the talk with the parent moves
    # to descriptors nobody knows, 1 becomes stderr, and 0 has nothing to read.
    inlet, outlet = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return inlet, outlet


def _die_with(parent: int) -> None:
    """Have the kernel kill this process when its parent dies (Linux).

    Elsewhere, and for a parent that died just before, the end of the pipe says so.
    """
    if sys.platform != "linux":
        return
    import ctypes

    set_parent_death_signal = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the call above, which then never fires
        raise SystemExit(0)


def _limit_memory(size: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: no such limit
        return
    # A core dump would be a file written next to the user's.
    for kind, wanted in ((resource.RLIMIT_AS, size), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        top = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        try:
            resource.setrlimit(kind, (top, top))
        except (ValueError, OSError):  # macOS refuses some limits
            continue


def _answer(request: Request, *, limits: Limits, inlet: int, outlet: int) -> bytes:
    """The encoded answer; here, and only here, every exception ends as a reason."""
    try:
        data = _input(request, limits=limits, inlet=inlet)
        sha256 = hashlib.sha256(data).hexdigest()
        write_frame(outlet, encode(Digest(sha256)))
        return _encode_reading(_read(data, request, sha256=sha256), limits=limits)
    except ReadError as error:
        return encode(Failure(error.reason, _printable(error.message)))
    except MemoryError:
        return _OUT_OF_MEMORY
    except RecursionError:
        message = Text(
            "it is nested more deeply than can be read; save it in a simpler form",
            "嵌套过深，无法读取；请另存为较简单的形式",
        )
        return encode(Failure("too_complex", message))
    except Exception as error:
        what = f"{type(error).__name__}, {_last_place(error.__traceback__)}"
        message = Text(
            f"a bug in bulletins ({what}); please report it with the file",
            f"bulletins 内部错误（{what}）；请附上文件报告此问题",
        )
        return encode(Failure("internal", message))


def _input(request: Request, *, limits: Limits, inlet: int) -> bytes:
    if request.path is not None:
        return read_input(request.path, limits=limits)
    data = read_frame(inlet, limit=limits.input_bytes) or b""
    check_size(len(data), limits=limits)
    return data


def _read(data: bytes, request: Request, *, sha256: str) -> Reading:
    # Imported late: after the limits are in force, and only by what needs it.
    if request.want == "witness":
        from ..pdf.witness import witness_grids

        return Reading("application/pdf", grids=witness_grids(data, request.areas))
    if request.want == "pictures":
        from ..pdf.drawing import draw_areas

        return Reading("application/pdf", drawings=draw_areas(data, request.areas))

    from ..readers import ReadOptions, read_document

    options = ReadOptions(ignore_permissions=request.ignore_permissions)
    document = read_document(data, options)
    if request.engine == "camelot" and document.media_type == "application/pdf":
        from ..pdf.witness import read_by_witness

        document = read_by_witness(document, data)
    if request.want in ("grids", "drawings"):
        grids = tuple(block for block in document.blocks if isinstance(block, Grid))
        drawings: tuple[Drawing, ...] = ()
        if request.want == "drawings" and document.media_type == "application/pdf":
            from ..pdf.drawing import draw_tables

            drawings = draw_tables(data, grids)
        return Reading(document.media_type, grids=grids, doubts=document.doubts, drawings=drawings)

    from ..parse import parse_document

    bulletins = parse_document(
        document, sha256=sha256, province=request.province, year=request.year
    )
    return Reading(document.media_type, bulletins=bulletins, doubts=document.doubts)


def _encode_reading(reading: Reading, *, limits: Limits) -> bytes:
    try:
        frame = encode(Success(reading))
    except UnicodeEncodeError as error:  # a half of a surrogate pair in the text
        message = Text(
            "its text holds half a character (a lone surrogate); save it anew as UTF-8",
            "文本含有不完整的字符（孤立代理项）；请重新保存为 UTF-8",
        )
        raise ReadError("encoding", message) from error
    if len(frame) > limits.answer_bytes:
        may = limits.answer_bytes / MIB
        message = Text(
            f"what it holds is more than the limit of {may:g} MiB; split it or raise the limit",
            f"文件内容超过上限 {may:g} MiB；请拆分文件或提高上限",
        )
        raise ReadError("too_large", message)
    return frame


def _printable(message: Text) -> Text:
    # A message may quote the input, lone surrogates and all; JSON cannot carry those.
    return Text(
        *(text.encode("utf-8", "backslashreplace").decode() for text in (message.en, message.zh))
    )


def _last_place(traceback: TracebackType | None) -> str:
    place = "?"
    while traceback is not None:
        place = short_place(traceback.tb_frame.f_code.co_filename, traceback.tb_lineno)
        traceback = traceback.tb_next
    return place


if __name__ == "__main__":
    main()
