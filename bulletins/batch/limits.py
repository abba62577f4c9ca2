"""The limits of reading, with defaults that are safe for files from anywhere."""

from __future__ import annotations

from ..model import Frozen

MIB = 1024 * 1024


WITNESS_BYTES = 4096 * MIB
"""Address space of the second reader's process: its libraries reserve more than they use."""


class Limits(Frozen, frozen=True):
    """What one file may cost; all can be set.

    ===================  ========  =====================================================
    field                default   a file beyond it
    ===================  ========  =====================================================
    seconds_per_file     120 s     ``timeout``: its reading process is killed
    worker_bytes         2 GiB     ``out_of_memory``: address space of the process (POSIX)
    input_bytes          256 MiB   ``too_large``: it is not opened
    answer_bytes         32 MiB    ``too_large``: what it holds is more than is passed on
    files_per_worker    200        no failure: the process is replaced by a fresh one
    ===================  ========  =====================================================

    >>> Limits(seconds_per_file=5).files_per_worker
    200
    """

    seconds_per_file: float = 120.0
    worker_bytes: int = 2048 * MIB
    input_bytes: int = 256 * MIB
    answer_bytes: int = 32 * MIB
    files_per_worker: int = 200
