"""The policy brief: one self-contained HTML page and its numbers as JSON, written together or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from braingain.output import brief_appendix, brief_effects, brief_matrix, brief_profile, files, pages

Record = Mapping[str, Any]


def write_brief(brief: Record, out: Path, force: bool = False) -> tuple[Path, Path]:
    """Write ``brief-ISO3.html`` and ``brief-ISO3.json`` into ``out`` and give their paths.

    Parameters
    ----------
    brief : record with ``profile``, ``matrix``, ``projection``, ``sources``, ``evidence`` and ``manifest``
    force : overwrite files that another run left there

    Raises
    ------
    BraingainError
        Where a file of that name is there and ``force`` is not given, or the folder cannot be written.
    """
    page, numbers = check_free(brief["profile"]["country"], out, force)
    text = json.dumps(brief, ensure_ascii=False, allow_nan=False, indent=1)
    files.write_whole({page: render(brief).encode(), numbers: text.encode()})
    return page, numbers


def check_free(country: str, out: Path, force: bool = False) -> tuple[Path, Path]:
    """The paths of a country's brief, before the work is done for nothing.

    Raises
    ------
    BraingainError
        Where a file is there and must not be overwritten; every one is named.
    """
    paths = out / f"brief-{country}.html", out / f"brief-{country}.json"
    files.check_free(paths, force)
    return paths


def render(brief: Record) -> str:
    """The brief as one HTML text: style, charts and data inside, no script, no network."""
    return pages.filled(
        "brief.html",
        {
            "css": pages.template_text("brief.css"),
            "data": pages.as_data_block(brief),
            **brief_profile.view(brief),
            **brief_matrix.view(brief),
            "money": [brief_effects.money_row(row) for row in brief_matrix.applicable(brief["matrix"])],
            "made_again": brief_effects.made_again(brief["matrix"]),
            "wrong": [brief_effects.wrong(row) for row in brief_matrix.applicable(brief["matrix"])],
            **brief_appendix.view(brief),
        },
    )
