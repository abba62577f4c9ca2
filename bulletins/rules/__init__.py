"""One file a rule. A rule does not check: it states linear constraints (勾稽关系).

A rule is a module here with a constant ``RULE``; a scan of the folder finds it. Its
docstring is its page in the documentation: why, then an example that breaks it under
``Wrong::`` and one that keeps it under ``Right::``, both of which are run as tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import msgspec

from ..errors import UsageError
from ..figures import Figures
from ..model import Bulletin, Constraint, Doubt, Severity, Text


class Case(msgspec.Struct, frozen=True):
    """What a rule is asked about: a bulletin's figures, and those of the inspection's others."""

    figures: Figures
    others: tuple[Figures, ...] = ()

    @property
    def bulletin(self) -> Bulletin:
        return self.figures.bulletin


class Rule(msgspec.Struct, frozen=True):
    """A rule of the contract.

    ``state`` yields what the rule demands of a bulletin, or a doubt where the matter is no
    sum. Rules without it speak for doubts that reading and parsing raise. ``about`` is the
    Chinese page; the English one is the module's docstring.
    """

    code: str
    name: str
    title: Text
    about: str
    severity: Severity = "error"
    state: Callable[[Case], Iterable[Constraint | Doubt]] | None = None
    page: str = ""

    @property
    def why(self) -> str:
        """The page's text without its title and examples."""
        return self.page.partition("\n\n")[2].partition("Wrong::")[0].strip()

    def example(self, kind: str) -> str:
        """The ``Wrong`` or ``Right`` example as a document of its own."""
        block = self.page.partition(f"{kind}::\n")[2]
        lines = []
        for line in block.splitlines():
            if line and not line.startswith("    "):
                break
            lines.append(line.removeprefix("    "))
        return "\n".join(lines).strip("\n") + "\n"


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule of the folder, by code."""
    rules = []
    for found in iter_modules(__path__):
        module = import_module(f"{__name__}.{found.name}")
        rules.append(msgspec.structs.replace(module.RULE, page=module.__doc__ or ""))
    return tuple(sorted(rules, key=lambda rule: rule.code))


def choose_rules(select: Iterable[str], ignore: Iterable[str]) -> tuple[Rule, ...]:
    """The rules that ``select`` names (all where it names none) but for those of ``ignore``.

    A rule is named by its code, its name, or the beginning of its code: ``T`` is every rule
    of tables. Raises :class:`UsageError` for a name of no rule, and where no rule is left.

    >>> [rule.name for rule in choose_rules(["T1"], ["T102", "grand-total"])]
    ['row-total']
    """
    chosen = {rule for name in select for rule in _named(name)} or set(all_rules())
    chosen -= {rule for name in ignore for rule in _named(name)}
    if not chosen:
        raise UsageError("no rule is left to ask: every selected one is ignored")
    return tuple(rule for rule in all_rules() if rule in chosen)


def _named(name: str) -> list[Rule]:
    wanted = name.strip()
    exact = find_rule(wanted)
    found = [exact] if exact else [r for r in all_rules() if r.code.startswith(wanted.upper())]
    if not wanted or not found:
        known = ", ".join(f"{r.code} {r.name}" for r in all_rules())
        raise UsageError(f"no rule is called {wanted!r}; there are {known}")
    return found


def find_rule(name_or_code: str) -> Rule | None:
    """The rule of that name or code, whatever the case of its letters."""
    wanted = name_or_code.strip().lower()
    return next((r for r in all_rules() if wanted in (r.name, r.code.lower())), None)
