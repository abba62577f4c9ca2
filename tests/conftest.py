"""What holds for all tests."""

from __future__ import annotations

import signal

# A shell's background job ignores SIGINT, and what it starts inherits that; tests send it.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
