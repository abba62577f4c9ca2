"""What the bulletins' words mean: characters, numerals, pollution labels, regions."""

from __future__ import annotations

import pkgutil


def data_lines(name: str) -> list[str]:
    """The lines of a file in ``data/``; importlib.resources would load zipfile and more for it."""
    data = pkgutil.get_data(__name__, f"data/{name}")
    assert data is not None, name
    return data.decode().splitlines()
