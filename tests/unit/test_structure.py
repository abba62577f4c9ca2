"""The house keeps its shape: imports run one way, and one file adds one thing."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import bulletins
from bulletins.readers import all_readers
from bulletins.reports import all_reports
from bulletins.rules import all_rules

PACKAGE = Path(bulletins.__file__).parent
ROOT = Path(__file__).parents[2]
LAYERS = (
    {"model"}, {"errors"}, {"config", "vocabulary"}, {"formats"}, {"geometry"}, {"pdf"}, {"readers"}, {"find"}, {"parse"}, {"figures"}, {"reasons"},
    {"rules"}, {"footing"}, {"localise"}, {"evidence"}, {"frames"}, {"reports", "rulebook", "workbook"}, {"grids"}, {"batch"},
    {"witness"}, {"pipeline"}, {"export", "api"}, {"pandas"}, {"cli"}, {"__main__"},
)  # fmt: skip
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
SIBLINGS = ("rules", "readers", "reports")


def modules() -> list[Path]:
    return sorted(p for p in PACKAGE.rglob("*.py"))


def imports(path: Path) -> set[tuple[str, ...]]:
    """The modules of ours that a file imports, as parts below the package; lazy ones too."""
    here = path.relative_to(PACKAGE).with_suffix("").parts
    package = here[:-1]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            module = tuple(node.module.split(".")) if node.module else ()
            if module:
                found.add(base + module)
            else:
                found.update((*base, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("bulletins."):
            found.add(tuple((node.module or "").split(".")[1:]))
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    layer = path.relative_to(PACKAGE).with_suffix("").parts[0]
    if layer == "__init__":
        return  # public names, on first use
    for module in imports(path):
        below = module[0]
        if below not in RANK:
            assert below == "__version__", f"{path.name} imports {below}: give it a layer"
            continue
        assert RANK[below] <= RANK[layer], f"{layer} must not import {below}, which lies above it"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_files_of_one_folder_do_not_import_each_other(path: Path) -> None:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    if len(parts) == 2 and parts[0] in SIBLINGS and parts[1] != "__init__":
        for module in imports(path):
            sibling = PACKAGE.joinpath(*module).with_suffix(".py")
            assert module[:1] != parts[:1] or not sibling.exists(), f"{parts[1]} imports {module}"


def documentation() -> str:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


@pytest.mark.parametrize(
    "name",
    [
        *(rule.name for rule in all_rules()),
        *(reader.name for reader in all_readers()),
        *all_reports(),
    ],
)
def test_each_has_its_line_in_the_docs(name: str) -> None:
    assert f"`{name}`" in documentation()


@pytest.mark.parametrize("name", [reader.name for reader in all_readers()])
def test_a_reader_has_its_case_file(name: str) -> None:
    assert (ROOT / "tests" / "readers" / f"{name}.toml").is_file()


@pytest.mark.parametrize("name", list(all_reports()))
def test_a_report_has_its_golden_files(name: str) -> None:
    golden = ROOT / "tests" / "golden"
    assert {p.name for p in golden.glob(f"{name}.*")} >= {f"{name}.en", f"{name}.zh"}


def test_the_rules_page_is_made_from_the_docstrings() -> None:
    from bulletins.rulebook import rules_to_markdown

    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert page == rules_to_markdown(), "run python docs/make_rules.py"


def test_rules_have_distinct_codes_and_names() -> None:
    rules = all_rules()
    assert len({r.code for r in rules}) == len({r.name for r in rules}) == len(rules)
