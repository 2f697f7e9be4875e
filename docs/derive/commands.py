"""Pages of what can be typed: settings and commands."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic_core import PydanticUndefined
from typer import Typer
from typer.main import get_command

import gql.__main__
import graph.__main__
import loaders.__main__
import loaders.neo4j_server
from docs.derive.markdown import write_page, write_table
from graph.settings import ROOT, Settings

_SERVER = Typer(add_completion=False)
_SERVER.command()(loaders.neo4j_server.main)
MODULES: Mapping[str, Typer] = {
    "gql": gql.__main__.app,
    "graph": graph.__main__.app,
    "loaders": loaders.__main__.app,
    "loaders.neo4j_server": _SERVER,
}
"""What `python -m` takes, and the commands of each."""


def build_settings_page() -> str:
    """Every setting with its default."""
    rows = [
        (f"`{name.upper()}`", _default(field.default), field.description or "")
        for name, field in Settings.model_fields.items()
    ]
    about = (
        "Environment variables that `make serve`, `python -m gql`, `python -m graph` and "
        "`python -m loaders` read: `PORT=9000 .venv/bin/python -m gql`, or `make serve PORT=9000`. "
        "An empty one counts as not set."
    )
    table = write_table(("name", "default", "meaning"), rows)
    limits = "[Limits](limits.md) explains those that begin with `MAX`, and the others that bound a question."
    return write_page("Settings", "`graph/settings.py`", about, table, limits)


def _default(value: object) -> str:
    if value in (None, "", PydanticUndefined):
        return ""
    shown = value.relative_to(ROOT) if isinstance(value, Path) else value
    return f"`{shown:g}`" if isinstance(shown, float) else f"`{shown}`"


def build_commands_page(modules: Mapping[str, Typer], makefile: str) -> str:
    """Every target of make and every command of a module, with what each takes."""
    targets = re.findall(r"^([a-z0-9-]+):.*?## (.*)$", makefile, re.MULTILINE)
    rows = [(f"`make {name}`", about) for name, about in targets]
    parts = ["## make", write_table(("type", "to"), rows)]
    for module, app in modules.items():
        parts += [f"## python -m {module}", *_describe(module, app)]
    about = (
        "In a checkout, `python` is `.venv/bin/python`. Each command ends with `--help` to show what "
        "stands here. Settings are environment variables: see [Settings](settings.md)."
    )
    return write_page("Commands", "the commands themselves and the `Makefile`", about, *parts)


def _describe(module: str, app: Typer) -> Iterable[str]:
    command = get_command(app)
    below = getattr(command, "commands", None)
    for name, one in (below or {"": command}).items():
        if name:
            yield f"### {name}"
        arguments = [p for p in one.params if p.param_type_name == "argument"]
        typed = " ".join(["python -m", module, *filter(None, [name]), *map(_usage, arguments)])
        yield f"`{typed}`"
        yield (one.help or "").strip()
        if one.params:
            head = ("takes", "default", "meaning")
            yield write_table(
                head, ((f"`{_usage(p)}`", _default_of(p), p.help or "") for p in one.params)
            )


def _usage(parameter: object) -> str:
    name, opts = getattr(parameter, "name", ""), getattr(parameter, "opts", [])
    if getattr(parameter, "param_type_name", "") == "argument":
        return name.upper()
    value = "" if getattr(parameter, "is_flag", False) else f" {opts[0].lstrip('-').upper()}"
    return f"{opts[0]}{value}"


def _default_of(parameter: object) -> str:
    default = getattr(parameter, "default", None)
    return "" if default is False else _default(getattr(default, "value", default))
