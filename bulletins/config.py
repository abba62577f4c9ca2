"""``[tool.bulletins]`` of a pyproject.toml: what a project always gives on the command line."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from .errors import UsageError

_NAME = "pyproject.toml"


def find_config(folder: Path) -> Path | None:
    """The nearest pyproject.toml with a table ``[tool.bulletins]``, from ``folder`` upwards."""
    for parent in (folder, *folder.parents):
        path = parent / _NAME
        # A file that never says the name is not ours to read: it may be broken, and no matter.
        if path.is_file() and b"bulletins" in _bytes(path) and _table(path) is not None:
            return path
    return None


def read_config(path: Path) -> dict[str, Any]:
    """The table ``[tool.bulletins]`` of a TOML file.

    Raises :class:`UsageError` where the file cannot be read, is no TOML or has no such table.
    """
    found = _table(path)
    if found is None:
        raise UsageError(f"{path}: it has no table [tool.bulletins]; add one or name another file")
    return found


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); use --isolated") from error


def _table(path: Path) -> dict[str, Any] | None:
    try:
        data = tomllib.loads(_bytes(path).decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: it is no TOML: {error}; mend it or use --isolated") from error
    tool = data.get("tool")
    found = tool.get("bulletins") if isinstance(tool, dict) else None
    if found is not None and not isinstance(found, dict):
        raise UsageError(f"{path}: tool.bulletins is no table; write [tool.bulletins]")
    return found
