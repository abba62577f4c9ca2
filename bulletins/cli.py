"""The command line: the only place that prints, exits and asks for files to be written.

Standard output carries the document that was asked for and nothing else; talk and
progress go to standard error. Everything heavy is imported inside the commands.
"""

from __future__ import annotations

import errno
import functools
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import click

from . import __version__

if TYPE_CHECKING:
    from .batch.protocol import Want
    from .model import Lang, Result
    from .pipeline import Engine, Input, Options
    from .reports import Run
    from .reports.text import Tone

_FORMATS = ("text", "json", "markdown", "html", "junit", "sarif", "github", "gitlab")
_STYLES: dict[Tone, dict[str, Any]] = {
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow"},
    "note": {"fg": "cyan"},
    "ok": {"fg": "green", "bold": True},
    "name": {"bold": True},
    "quiet": {"dim": True},
}
_USAGE, _WRITE, _BUG, _INTERRUPTED = 2, 4, 70, 130

Command = Callable[..., Any]


def _reading(command: Command) -> Command:
    """What every command that reads inputs takes."""
    options = (
        # Whether it may be read is for the reader to say, of each by itself.
        click.argument("inputs", nargs=-1, required=True, type=click.Path(readable=False),
                       metavar="INPUT..."),
        click.option("--province", callback=_short, help="Province, short (安徽), where the text prints none."),
        click.option("--year", type=click.IntRange(1990, 2100), help="Year, where the text prints none."),
        click.option("--timeout", type=click.FloatRange(min=0.1), default=120.0, show_default=True,
                     help="Seconds for one file; then it is given up as `timeout`."),
        click.option("--engine", type=click.Choice(["auto", "pdfium", "camelot", "both"]), default="auto",
                     show_default=True, help="Who reads tables of a PDF: pdfium alone, camelot in its "
                     "place, camelot beside it for every table (both) or where sums do not close (auto); "
                     "`tables` prints pdfium's, or camelot's alone."),
        click.option("--ignore-permissions", is_flag=True,
                     help="Read a PDF for your own checking although it forbids extraction."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return _lang(command)


def _lang(command: Command) -> Command:
    """What every command that speaks takes: its language, and the file with its settings."""
    options = (
        click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True,
                     help="Language of messages, reports and workbooks."),
        click.option("--config", type=click.Path(path_type=Path, exists=True, dir_okay=False),
                     is_eager=True, expose_value=False, callback=_configure,
                     help="File with a table [tool.bulletins], in place of the nearest "
                     "pyproject.toml that has one."),
        click.option("--isolated", is_flag=True, is_eager=True, expose_value=False,
                     callback=_isolate, help="Read no settings from any file."),
    )  # fmt: skip
    speaking = _telling(command)
    for option in reversed(options):
        speaking = option(speaking)
    return speaking


def _telling(command: Command) -> Command:
    """``command``, in whose language it is told what could not be written."""

    @functools.wraps(command)
    def told(lang: Lang, **options: Any) -> None:
        from .errors import WriteError
        from .model import Text

        try:
            command(lang=lang, **options)
        except WriteError as error:
            cannot = Text(f"cannot write {error.path}: ", f"无法写入 {error.path}：").in_(lang)
            _talk(f"bulletins: {cannot}{error.message.in_(lang)}")
            sys.exit(_WRITE)

    return told


class _Target(click.Path):
    """A file or folder to write to, as a Path; an empty name is none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("the name is empty", param, ctx)
        return super().convert(value, param, ctx)


def _fail_on(default: str) -> Callable[[Command], Command]:
    return click.option(
        "--fail-on", type=click.Choice(["error", "warning", "never"]), default=default,
        show_default=True, help="Exit with 1 at findings of this severity or above.",
    )  # fmt: skip


def _short(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """The short name of a province."""
    from .errors import UsageError
    from .vocabulary.regions import to_province

    try:
        return None if value is None else to_province(value)
    except UsageError as error:
        raise click.BadParameter(str(error), ctx=ctx, param=param) from error


def _split(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """The rules that a list names, apart by commas; each must name one."""
    from .errors import UsageError
    from .rules import choose_rules

    names = tuple(name for text in value for name in text.split(","))
    try:
        if names:
            choose_rules(names, ())
    except UsageError as error:
        raise click.BadParameter(str(error), ctx=ctx, param=param) from error
    return names


def _rule_names(ctx: click.Context, param: click.Parameter, begun: str) -> list[str]:
    """For a shell to complete: the codes and names of rules that begin so; the last of a list."""
    from .rules import all_rules

    before, comma, last = begun.rpartition(",")
    names = [name for rule in all_rules() for name in (rule.code, rule.name)]
    return [before + comma + name for name in names if name.lower().startswith(last.lower())]


def _choosing(command: Command) -> Command:
    """What the commands take that ask rules."""
    options = (
        click.option("--select", multiple=True, callback=_split, metavar="RULES",
                     shell_complete=_rule_names,
                     help="Ask these rules only: codes, beginnings of codes, names (T,shares)."),
        click.option("--ignore", multiple=True, callback=_split, metavar="RULES",
                     shell_complete=_rule_names,
                     help="Do not ask these rules; of what is selected as well."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


# ----------------------------------------------------------------------- settings

_ISOLATED = "bulletins.isolated"


def _isolate(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        ctx.meta[_ISOLATED] = True
        ctx.default_map = None


def _configure(ctx: click.Context, param: click.Parameter, value: Path | None) -> None:
    """Lay the settings of a file under the command line.

    Options that are given sort before those that are not, so ``--isolated`` is known here;
    where both are given it wins.
    """
    if ctx.resilient_parsing or ctx.meta.get(_ISOLATED):
        return
    from .config import find_config, settings_for

    path = value or find_config()
    if path is not None:
        ctx.default_map = settings_for(ctx, path, cli.commands)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96})
@click.version_option(__version__, prog_name="bulletins")
def cli() -> None:
    """Read bulletins of Chinese environmental inspections, check that their figures add up,
    and export spreadsheets in which every discrepancy is flagged.

    INPUT is a file, a folder, or - for standard input. Exit codes: 0 all well, 1 findings
    at or above --fail-on, 2 wrong usage, 3 an input not read whole, 4 an output not
    written, 70 a bug, 130/143 stopped.
    """


# ------------------------------------------------------------------------ helpers


def _stdin() -> bytes:
    from .batch.limits import Limits

    if sys.stdin is None:
        return b""
    # One byte beyond the limit is enough for the limit to be noticed.
    return sys.stdin.buffer.read(Limits().input_bytes + 1)


def _talk(text: str) -> None:
    """A line to standard error, without characters that could control a terminal."""
    from .reports import shown_path

    click.echo(shown_path(text), err=True)


def _find(inputs: Sequence[str], *, lang: Lang, outputs: Path | None = None) -> tuple[Input, ...]:
    from .model import Text
    from .pipeline import find_inputs

    found = find_inputs(inputs, stdin=_stdin, outputs=outputs)
    for folder in found.empty:
        _talk(f"{folder}: " + Text("no document in this folder", "该文件夹中没有文件").in_(lang))
    for folder in found.left_out:
        own = Text("not read: results are written to this folder", "未读取：结果将写入该文件夹")
        _talk(f"{folder}: {own.in_(lang)}")
    return found.inputs


def _obeys_codes(stream: TextIO | None) -> bool:
    """Whether a person looks at a stream through a terminal that knows control codes."""
    return stream is not None and stream.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def _in_colour(color: str) -> bool:
    """Whether to print colours, by the option, then by NO_COLOR, FORCE_COLOR and the terminal."""
    if color != "auto":
        return color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or _obeys_codes(sys.stdout)


def _paint(text: str, tone: Tone) -> str:
    return click.style(text, **_STYLES[tone])


def _progress() -> Callable[[int, int, str], None] | None:
    """Progress on standard error, and only where a person looks at it."""
    if not _obeys_codes(sys.stderr):
        return None
    from .reports import plain

    def show(number: int, total: int, path: str) -> None:
        click.echo(f"\r\x1b[2K[{number}/{total}] {plain(path)[-60:]}", err=True, nl=False)
        if number == total:
            click.echo("\r\x1b[2K", err=True, nl=False)

    return show


def _options(
    *, province: str | None, year: int | None, timeout: float, engine: Engine,
    ignore_permissions: bool, select: tuple[str, ...] = (), ignore: tuple[str, ...] = (),
) -> Options:  # fmt: skip
    """What every command that reads inputs was given."""
    from .batch.limits import Limits
    from .pipeline import Options
    from .rules import choose_rules

    return Options(
        province=province,
        year=year,
        ignore_permissions=ignore_permissions,
        engine=engine,
        rules=choose_rules(select, ignore),
        limits=Limits(seconds_per_file=timeout),
    )


def _audit(
    inputs: Sequence[Input], options: Options, *, want: Want = "bulletins"
) -> tuple[Result, ...]:
    from .pipeline import audit

    return audit(inputs, options=options, want=want, progress=_progress())


def _run(results: tuple[Result, ...], code: int, options: Options) -> Run:
    """What a report is made from."""
    from .reports import Run
    from .rules import all_rules

    asked = options.rules or ()
    left_out = tuple(rule.code for rule in all_rules() if rule not in asked)
    return Run(results, code, __version__, left_out)


def _illustrated(inputs: Sequence[Input], options: Options) -> tuple[Result, ...]:
    """The results with pictures of what is in doubt, for the page that shows them."""
    from .pipeline import with_pictures

    return with_pictures(inputs, _audit(inputs, options), options=options)


def _severity(fail_on: str) -> Any:
    return None if fail_on == "never" else fail_on


def _print(text: str) -> None:
    """``text`` to standard output as UTF-8, whatever the locale says."""
    from .batch.outputs import write_error

    if sys.stdout is None:
        raise write_error("stdout", OSError(errno.EBADF, "it is closed"))
    try:
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:  # its reader went away; click would end with 1, which says findings
        _abandon_output()
        sys.exit(_WRITE)
    except OSError as error:
        _abandon_output()
        raise write_error("stdout", error) from error


def _abandon_output() -> None:
    """Lead standard output nowhere: what is left of it has nowhere to go, at the end either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _render(format_: str) -> Callable[..., Iterable[str]]:
    from .reports import all_reports

    return all_reports()[format_].render


# ----------------------------------------------------------------------- commands


def _refuse_own_input(inputs: Sequence[Input], targets: Iterable[Path], *, lang: Lang) -> None:
    """Stop before an output takes the place of a document that was read."""
    from .model import Text

    read = {os.path.realpath(each.path) for each in inputs if each.data is None}
    for target in targets:
        if os.path.realpath(target) in read:
            raise click.UsageError(
                Text(
                    f"{target} is one of the inputs; name another place with -o",
                    f"{target} 是输入文件之一；请用 -o 指定其他位置",
                ).in_(lang)
            )


@cli.command()
@_reading
@click.option(
    "-o",
    "--output",
    type=_Target(path_type=Path),
    default=Path("output"),
    show_default=True,
    help="Folder to write to; made where it is missing.",
)
@click.option(
    "--apply-unique",
    is_flag=True,
    help="Add a second, marked column with the proposals that are proved unique.",
)
@_choosing
@_fail_on("never")
def convert(
    inputs: tuple[str, ...], output: Path, fail_on: str, lang: Lang, apply_unique: bool,
    **reading: Any,
) -> None:  # fmt: skip
    """Write an audit workbook for each document that holds a bulletin, and over all of them the
    evidence report.html, report.json and the tidy panel.csv. Printed values are never changed.

    \b
    bulletins convert seeds -o output
    """
    from .batch.outputs import Outputs
    from .export import write_all
    from .pipeline import exit_code

    options = _options(**reading)
    found = _find(inputs, lang=lang, outputs=output)
    results = _illustrated(found, options)
    code = exit_code(results, fail_on=_severity(fail_on))
    run = _run(results, code, options)
    with Outputs() as outputs:
        lines = write_all(run, output, outputs=outputs, lang=lang, repaired=apply_unique)
        _refuse_own_input(found, outputs.targets, lang=lang)
    _print("".join(f"{line}\n" for line in lines))
    sys.exit(code)


@cli.command()
@_reading
@click.option(
    "--format",
    "format_",
    type=click.Choice(_FORMATS),
    default="text",
    show_default=True,
    help="Form of the report.",
)
@click.option(
    "-o",
    "--output",
    type=_Target(path_type=Path),
    help="File to write to instead of standard output.",
)
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colours of the text report; auto: at a terminal, by NO_COLOR and FORCE_COLOR.",
)
@_choosing
@_fail_on("error")
def check(
    inputs: tuple[str, ...], format_: str, output: Path | None, fail_on: str, lang: Lang,
    color: str, **reading: Any,
) -> None:  # fmt: skip
    """Print the validation report: every sum that does not close, and where it stands.

    \b
    bulletins check seeds --format json --fail-on never
    """
    from .batch.outputs import Outputs
    from .pipeline import exit_code
    from .reports.text import render_text

    render = _render(format_)
    options = _options(**reading)
    found = _find(inputs, lang=lang)
    _refuse_own_input(found, [output] if output else [], lang=lang)
    read = _illustrated if format_ == "html" else _audit
    results = read(found, options)
    code = exit_code(results, fail_on=_severity(fail_on))
    run = _run(results, code, options)
    pieces = render(run, lang)
    if output is None:
        if format_ == "text" and _in_colour(color):
            pieces = render_text(run, lang, paint=_paint)
        for piece in pieces:
            _print(piece)
    else:
        with Outputs() as outputs:
            outputs.write_text(output, pieces)
    sys.exit(code)


@cli.command()
@_reading
@click.option(
    "--format",
    "format_",
    type=click.Choice(["json", "csv", "text"]),
    default="json",
    show_default=True,
    help="Form of the tables.",
)
@click.option(
    "--draw",
    type=_Target(path_type=Path),
    metavar="DIR",
    help="Folder for pictures of PDF pages with the found tables drawn over them.",
)
def tables(
    inputs: tuple[str, ...], format_: str, draw: Path | None, lang: Lang,
    **reading: Any,
) -> None:  # fmt: skip
    """Print every table of the documents as a grid, bulletin or not, with each cell's place."""
    from .batch.outputs import Outputs
    from .export import write_drawings
    from .grids import render_grids
    from .model import Text, several
    from .pipeline import exit_code
    from .reports import Run, place

    want: Want = "grids" if draw is None else "drawings"
    found = _find(inputs, lang=lang, outputs=draw)
    results = _audit(found, _options(**reading), want=want)
    if draw is not None:
        with Outputs() as outputs:
            pages = write_drawings(results, draw, outputs=outputs)
            _refuse_own_input(found, outputs.targets, lang=lang)
        _talk(
            Text(
                f"{several(pages, 'page')} with tables drawn in {draw}"
                if pages
                else f"nothing drawn in {draw}: no table was found on a page of a PDF",
                f"在 {draw} 中绘出 {pages} 页"
                if pages
                else f"未在 {draw} 中绘图：没有在 PDF 页上找到表格",
            ).in_(lang)
        )
    code = exit_code(results, fail_on=None)
    _print(render_grids(Run(results, code, __version__), format_, lang=lang))
    for result in results:
        if result.message is not None:
            _talk(f"{result.path}: {result.reason}: {result.message.in_(lang)}")
        for finding in result.findings:
            if finding.message != result.message:
                where = "; ".join(place(source, lang=lang) for source in finding.sources)
                _talk(
                    f"{result.path}: {finding.message.in_(lang)}"
                    + (f"  [{where}]" if where else "")
                )
    if reading["engine"] == "both":
        _talk(
            Text(
                "tables are printed as pdfium reads them; check and convert compare both readers",
                "表格按 pdfium 的识读输出；两个引擎的比对见 check 与 convert",
            ).in_(lang)
        )
    sys.exit(code)


@cli.command()
@_lang
def rules(lang: Lang) -> None:
    """List the rules: code, name, what must hold."""
    from .rules import all_rules

    _print("".join(f"{r.code}  {r.name:<20}{r.title.in_(lang)}\n" for r in all_rules()))


@cli.command()
@click.argument("code", shell_complete=_rule_names)
@_lang
def explain(code: str, lang: Lang) -> None:
    """Explain one rule, by code or name, with an example that breaks it and one that keeps it."""
    from .model import Text
    from .rulebook import rule_to_text
    from .rules import all_rules, find_rule

    rule = find_rule(code)
    if rule is None:
        known = ", ".join(f"{r.code} {r.name}" for r in all_rules())
        none = Text(
            f"no rule is called {code}; there are {known}", f"没有规则 {code}；现有 {known}"
        )
        raise click.UsageError(none.in_(lang))
    _print(rule_to_text(rule, lang=lang))


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what completes commands, options and rules in a shell.

    \b
    bash, zsh   eval "$(bulletins completion bash)" in ~/.bashrc, with zsh in ~/.zshrc
    fish        bulletins completion fish > ~/.config/fish/completions/bulletins.fish
    """
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None
    # Not source(): it runs bash to ask for its version.
    script = found(cli, {}, "bulletins", "_BULLETINS_COMPLETE")
    _print(script.source_template % script.source_vars() + "\n")


@cli.command()
def schema() -> None:
    """Print the JSON Schema of report.json."""
    from .reports.json import schema as read_schema

    _print(read_schema())


# ---------------------------------------------------------------------------- main


def _explain(error: Exception) -> NoReturn:
    """Our own errors by their exit code; anything else is a bug of ours."""
    from .errors import UsageError, WriteError

    if isinstance(error, WriteError):  # of a command that speaks one language
        _talk(f"bulletins: cannot write {error.path}: {error.message.en}")
        sys.exit(_WRITE)
    if isinstance(error, UsageError):
        _talk(f"bulletins: {error}")
        sys.exit(_USAGE)
    _bug(error)


def _bug(error: Exception) -> NoReturn:
    """An exception that nothing foresaw: one line, and where to look, never a traceback."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    where = ""
    if frame is not None:
        where = f" at {os.path.basename(frame.tb_frame.f_code.co_filename)}:{frame.tb_lineno}"
    what = " ".join(str(error).split())[:200]
    click.echo(f"bulletins: internal error: {type(error).__name__}: {what}{where}", err=True)
    sys.exit(_BUG)


def _keep_streams() -> None:
    """Where a standard stream is closed, keep files of ours from getting its number."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def main(args: Sequence[str] | None = None) -> None:
    """Entry point: runs a command and maps what it raises to the contract's exit codes."""
    from .batch.signals import stoppable

    _keep_streams()
    try:
        with stoppable():
            cli.main(args=args, prog_name="bulletins", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(_USAGE)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(_INTERRUPTED)
    except Exception as error:
        _explain(error)
