"""``[tool.bulletins]`` of a pyproject.toml: what a project always gives on the command line."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from .errors import UsageError

_NAME = "pyproject.toml"
_NO_SETTINGS = ("config", "isolated", "help")
_OWN = ("output",)  # a folder for one command, a file for another


def find_config() -> Path | None:
    """The nearest pyproject.toml with ``[tool.bulletins]``, from the working directory upwards."""
    try:
        folder = Path.cwd()
    except OSError:  # it was removed
        return None
    for parent in (folder, *folder.parents):
        path = parent / _NAME
        # A file that never says the name is not ours to read: it may be broken, and no matter.
        if os.path.isfile(path) and b"bulletins" in _bytes(path) and _table(path) is not None:
            return path
    return None


def settings_for(
    ctx: click.Context, path: Path, commands: Mapping[str, click.Command]
) -> dict[str, Any]:
    """The settings of a file for the running command, by parameter; all of the file is checked.

    A key of the table itself is for every command that takes it with its value; one of a
    command's own table is for that command, and wins. Raises :class:`UsageError` where the
    file cannot be read, is no TOML or has no such table, and for a key or value that is wrong.
    """
    table = _table(path)
    if table is None:
        raise UsageError(f"{path}: it has no table [tool.bulletins]; add one or name another file")
    known = {name: keys for name, command in commands.items() if (keys := _keys(command))}
    own = {n: v for n, v in table.items() if n in known and isinstance(v, dict)}
    shared = {key: value for key, value in table.items() if key not in own}
    here, settings = str(ctx.command.name), {}
    for section, names, values in (
        ("tool.bulletins", list(known), shared),
        *((f"tool.bulletins.{name}", [name], own[name]) for name in sorted(own)),
    ):
        for key, value in values.items():
            at = f"{path}: [{section}] {key}"
            if key in _OWN and len(names) > 1:
                raise UsageError(f"{at}: it means another thing to each command; set it in "
                                 f"[{section}.convert] or [{section}.check]")  # fmt: skip
            options = {name: known[name][key] for name in names if key in known[name]}
            if not options:
                there = sorted({k for name in names for k in known[name]})
                near = get_close_matches(key.replace("_", "-"), (*there, *known), 1)
                meant = f", do you mean {near[0]}?" if near else ";"
                tables = f"; and the tables {', '.join(sorted(known))}" if len(names) > 1 else ""
                raise UsageError(
                    f"{at}: there is no such setting{meant} there are {', '.join(there)}{tables}"
                )
            taken = _offer(ctx, options, value, at=at, folder=path.parent)
            if here in taken:
                settings[str(options[here].name)] = taken[here]
    return settings


def _offer(
    ctx: click.Context, options: Mapping[str, click.Option], value: Any, *, at: str, folder: Path
) -> dict[str, Any]:
    """The value as the options of several commands take it; one of them must."""
    taken, why = {}, ""
    for name, option in options.items():
        try:
            taken[name] = _setting(ctx, option, value, folder=folder)
        except click.BadParameter as error:
            why = error.message
    if not taken:
        raise UsageError(f"{at} = {value!r}: {why}")
    return taken


def _keys(command: click.Command) -> dict[str, click.Option]:
    """The options of a command by the key that sets them: their long names."""
    return {
        name.removeprefix("--"): option
        for option in command.params
        if isinstance(option, click.Option) and option.name not in _NO_SETTINGS
        for name in option.opts
        if name.startswith("--")
    }


def _setting(ctx: click.Context, option: click.Option, value: Any, *, folder: Path) -> Any:
    """``value`` as the option takes it; raises BadParameter where it does not.

    A path is meant from the folder of the file that gives it.
    """
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if option.is_flag:
        wanted, fits = "true or false", isinstance(value, bool)
    elif option.multiple:
        value = [value] if isinstance(value, str) else value
        wanted = "a list of texts"
        fits = isinstance(value, list) and all(isinstance(each, str) for each in value)
    elif isinstance(option.type, click.types.IntParamType):
        wanted, fits = "a whole number", number and isinstance(value, int)
    elif isinstance(option.type, click.types.FloatParamType):
        wanted, fits = "a number", number
    else:
        wanted, fits = "a text in quotes", isinstance(value, str)
    if not fits:
        raise click.BadParameter(f"it must be {wanted}")
    if isinstance(option.type, click.Path):
        value = str(folder / value)
    option.process_value(ctx, value)
    return value


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
