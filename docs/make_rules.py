"""Writes docs/rules.md from the docstrings of the rules."""

from pathlib import Path

from bulletins.rulebook import rules_to_markdown

if __name__ == "__main__":
    (Path(__file__).parent / "rules.md").write_text(rules_to_markdown(), encoding="utf-8")
