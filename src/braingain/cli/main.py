"""The command line: builds the app out of the verbs' modules and turns problems into one line each."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import find_spec

import typer

from braingain.foundation.errors import BraingainError

VERBS = (
    "brief",
    "profile",
    "matrix",
    "explain",
    "lessons",
    "simulate",
    "agreement",
    "levers",
    "evidence",
    "template",
    "flows",
    "export",
    "bench",
)


def build() -> typer.Typer:
    """The app with every verb whose module is there."""
    whole = typer.Typer(
        name="braingain",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        help="A policy matrix for the migration of health workers: evidence, profile, levers, brief. "
        "The main job: braingain brief GHA",
    )

    @whole.callback()
    def _braingain() -> None:
        """Keep the verbs as verbs, also where there is only one."""

    for verb in VERBS:
        if find_spec(f"braingain.cli.{verb}") is not None:
            import_module(f"braingain.cli.{verb}").register(whole)
    return whole


def run(arguments: list[str] | None = None) -> None:
    """Run the command line; exit 0 done, 1 the job could not be done, 2 wrong usage."""
    from braingain.cli.printing import print_anything

    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # the compiler's own alarms, which no user can act on
    print_anything(sys.argv[1:] if arguments is None else arguments)
    try:
        build()(arguments)
    except BraingainError as error:
        for problem in error.problems:
            print(f"braingain: {problem.line()}", file=sys.stderr)
        raise SystemExit(1) from None
    except BrokenPipeError:
        raise SystemExit(1) from None


if __name__ == "__main__":
    run()
