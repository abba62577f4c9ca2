"""Rules as pages: for ``bulletins explain`` and for docs/rules.md, from the docstrings."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import indent

from .model import Lang, Text
from .reports import SEVERITY_WORDS
from .rules import Rule, all_rules

_WRONG = Text("breaks it", "违反此规则")
_RIGHT = Text("keeps it", "符合此规则")


def rule_to_text(rule: Rule, *, lang: Lang) -> str:
    """One rule for the terminal: what, why, and the two examples."""
    severity = SEVERITY_WORDS[rule.severity].in_(lang)
    why = rule.about if lang == "zh" else rule.why
    parts = [f"{rule.code} {rule.name} ({severity})", rule.title.in_(lang), "", why, ""]
    for label, kind in ((_WRONG, "Wrong"), (_RIGHT, "Right")):
        parts += [f"{label.in_(lang)}:", "", indent(rule.example(kind), "    ")]
    return "\n".join(parts).rstrip("\n") + "\n"


def rule_to_markdown(rule: Rule) -> str:
    """One rule as a section in both languages."""
    return "\n".join(
        (
            f"## {rule.code} `{rule.name}`",
            "",
            f"**{rule.title.en}** · {rule.title.zh} · severity: {rule.severity}",
            "",
            rule.why,
            "",
            rule.about,
            "",
            "Breaks it · 违反：",
            "",
            f"```text\n{rule.example('Wrong')}```",
            "",
            "Keeps it · 符合：",
            "",
            f"```text\n{rule.example('Right')}```",
            "",
        )
    )


def rules_to_markdown(rules: Sequence[Rule] = ()) -> str:
    """docs/rules.md: every rule, made from its docstring."""
    head = (
        "# Rules · 规则\n\n"
        "Made from the docstrings of `bulletins/rules/` by `python docs/make_rules.py`; "
        "the examples are run as tests.\n\n"
        "由 `bulletins/rules/` 的文档字符串生成；示例均作为测试运行。\n\n"
    )
    return head + "\n".join(map(rule_to_markdown, rules or all_rules()))
