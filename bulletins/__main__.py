"""``python -m bulletins``."""

from .cli import main

main()
