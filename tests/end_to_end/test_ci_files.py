"""The action, the hook and the examples of docs/ci.md do what they say, as far as no network goes."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from bulletins.cli import cli
from bulletins.rules import find_rule
from tests.end_to_end.conftest import ROOT, Run, environment

PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def step(name: str) -> dict[str, Any]:
    return next(s for s in STEPS if s.get("name") == name)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a right and a wrong bulletin."""
    rule = find_rule("T101")
    assert rule is not None
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "right.txt").write_text(rule.example("Right"), encoding="utf-8")
    (tmp_path / "docs" / "wrong page.txt").write_text(rule.example("Wrong"), encoding="utf-8")
    return tmp_path


# --------------------------------------------------------------------- the action


def test_no_script_of_the_action_holds_an_input() -> None:
    scripts = [s["run"] for s in STEPS if "run" in s]
    assert len(scripts) == 3
    assert not [s for s in scripts if "${{" in s]
    assert all(s["shell"] == "bash" for s in STEPS if "run" in s)


def test_every_input_is_used_and_every_one_used_is_there() -> None:
    used = set(re.findall(r"inputs\.([\w-]+)", json.dumps(STEPS)))
    assert used == set(ACTION["inputs"])


@pytest.fixture
def act(repository: Path) -> Any:
    """(exit code of the job, what was printed, outputs, SARIF or None) of the action's scripts."""
    temp = repository / "temp"
    program = temp / "bulletins" / "bin" / "bulletins"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bulletins "$@"\n')
    program.chmod(0o755)

    def run_script(script: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        env = environment(RUNNER_TEMP=str(temp), GITHUB_OUTPUT=str(temp / "outputs"), **variables)
        return subprocess.run(command, cwd=repository, env=env, capture_output=True, check=False)

    def act_it(**given: str) -> tuple[int, str, dict[str, str], Any]:
        inputs = {k: str(v.get("default", "")) for k, v in ACTION["inputs"].items()} | given
        variables = {
            k: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda m: inputs[m[1]], v)
            for k, v in step("Check")["env"].items()
        }
        done = run_script(step("Check")["run"], **variables)
        assert done.returncode == 0, done.stderr
        lines = (temp / "outputs").read_text().splitlines()
        outputs = dict(line.split("=", 1) for line in lines)
        sarif = json.loads(Path(outputs["sarif"]).read_bytes()) if "sarif" in outputs else None
        result = run_script(step("Result")["run"], CODE=outputs["exit-code"])
        return result.returncode, done.stdout.decode(), outputs, sarif

    return act_it


bash = pytest.mark.skipif(os.name == "nt", reason="the action is for Linux and macOS")


@bash
def test_the_action_annotates_and_fails(act: Any) -> None:
    code, said, outputs, sarif = act(paths="docs\n")
    assert (code, outputs["exit-code"], sarif) == (1, "1", None)
    assert said.startswith("::error file=docs/wrong page.txt,line=8,title=T101 row-total::合肥")


@bash
def test_the_action_takes_inputs_as_they_are(act: Any, repository: Path) -> None:
    code, said, _, _ = act(
        paths="docs/right.txt\n\ndocs/wrong page.txt", lang="zh", **{"fail-on": "never"}
    )
    assert code == 0
    assert "各类型合计" in said
    code, said, _, _ = act(paths="$(touch pwned); `touch pwned`\n--format=json")
    assert code == 3  # two documents that do not exist
    assert not (repository / "pwned").exists()
    assert said.startswith("::error ")


@bash
@pytest.mark.parametrize(
    ("inputs", "code"), [({}, 1), ({"fail-on": "never"}, 0), ({"paths": "gone"}, 3)]
)
def test_the_action_writes_sarif(inputs: dict[str, str], code: int, act: Any) -> None:
    ended, _, outputs, sarif = act(**{"paths": "docs", "sarif": "true", **inputs})
    assert (ended, int(outputs["exit-code"])) == (code, code)
    assert sarif["runs"][0]["invocations"][0]["exitCode"] == code


@bash
def test_the_action_has_no_sarif_of_wrong_usage(act: Any) -> None:
    ended, _, outputs, sarif = act(paths="docs", sarif="true", lang="fr")
    assert (ended, sarif) == (2, None)
    assert "sarif" not in outputs


# ----------------------------------------------------------------------- the hook


def test_the_hook_checks_given_files(run: Run, repository: Path) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert {"id", "name", "entry", "language", "files"} <= set(hook)
    files = sorted(str(p.relative_to(repository)) for p in repository.rglob("*") if p.is_file())
    assert [f for f in files if re.search(hook["files"], f)] == files
    assert not re.search(hook["files"], "docs/picture.png")
    program, *args = shlex.split(hook["entry"])
    assert program in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    assert run(*args, *files, cwd=repository).returncode == 1
    assert run(*args, *files, "--fail-on", "never", cwd=repository).returncode == 0


# ------------------------------------------------------------------- the examples


def test_the_workflow_gives_the_action_what_it_takes() -> None:
    (workflow,) = [b for b in map(yaml.safe_load, blocks("yaml")) if "jobs" in b]
    (uses,) = [s for s in workflow["jobs"]["bulletins"]["steps"] if "with" in s]
    assert set(uses["with"]) <= set(ACTION["inputs"])


def test_the_pre_commit_example_names_the_hook(run: Run, repository: Path) -> None:
    (config,) = [b for b in map(yaml.safe_load, blocks("yaml")) if "repos" in b]
    (hook,) = config["repos"][0]["hooks"]
    assert hook["id"] == "bulletins"
    assert run("check", *hook["args"], "docs", cwd=repository).returncode == 1


def test_the_gitlab_job_writes_its_reports(run: Run, repository: Path) -> None:
    (jobs,) = [b for b in map(yaml.safe_load, blocks("yaml")) if "script" in b.get("bulletins", {})]
    job = jobs["bulletins"]
    commands = [line for line in job["script"] if line.startswith("bulletins ")]
    first, last = commands
    assert (first.endswith("|| true"), "||" in last) == (True, False)
    ended = [run(*shlex.split(c.partition(" ||")[0])[1:], cwd=repository) for c in commands]
    assert [done.returncode for done in ended] == [1, 1]
    for report in job["artifacts"]["reports"].values():
        assert (repository / report).stat().st_size > 100


def test_the_commands_of_the_page_are_right(run: Run, repository: Path) -> None:
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    commands = [line.partition(">")[0] for line in lines if line.startswith("bulletins ")]
    assert len(commands) == 3
    for command in commands:
        assert run(*shlex.split(command)[1:], cwd=repository).returncode in (0, 1), command


def test_the_settings_of_the_page_are_right(run: Run, repository: Path) -> None:
    (settings,) = blocks("toml")
    (repository / "pyproject.toml").write_text(settings, encoding="utf-8")
    assert "行" in run("check", "docs", cwd=repository).stdout.decode()
    assert run("convert", "docs", cwd=repository / "docs" / "..").returncode == 0
    assert (repository / "audit" / "report.json").is_file()


# --------------------------------------------------------------------- completion


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_told_how_to_complete(shell: str, run: Run) -> None:
    done = run("completion", shell)
    assert (done.returncode, done.stderr) == (0, b"")
    assert f"_BULLETINS_COMPLETE={shell}_complete".encode() in done.stdout
    if shell == "bash" and os.name != "nt":
        subprocess.run(["bash", "-n"], input=done.stdout, check=True)


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("bulletins conv", ["plain,convert"]),
        ("bulletins check --form", ["plain,--format"]),
        ("bulletins check --format g", ["plain,github", "plain,gitlab"]),
        ("bulletins check --select T1", ["plain,T101", "plain,T102", "plain,T103"]),
        (
            "bulletins check --ignore C303,T1",
            ["plain,C303,T101", "plain,C303,T102", "plain,C303,T103"],
        ),
        ("bulletins explain col", ["plain,column-total"]),
        ("bulletins check see", ["file,see"]),
    ],
)
def test_words_are_completed(words: str, completed: list[str], run: Run, tmp_path: Path) -> None:
    # wrong settings do not get in the way of a shell
    (tmp_path / "pyproject.toml").write_text("[tool.bulletins]\nnonsense = 1\n")
    env = environment(
        COMP_WORDS=words, COMP_CWORD=str(words.count(" ")), _BULLETINS_COMPLETE="bash_complete"
    )
    done = run(env=env, cwd=tmp_path)
    assert done.stdout.decode().split() == completed
    assert done.stderr == b""


def test_every_command_has_its_line_in_the_docs() -> None:
    pages = "".join((ROOT / p).read_text(encoding="utf-8") for p in ("README.md", "docs/ci.md"))
    assert [name for name in cli.commands if f"bulletins {name}" not in pages] == []
