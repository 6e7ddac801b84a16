"""Pages of one file: a template filled in, with the colours of the house and data that stays data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from typing import Any

from braingain.output import tokens


def filled(template: str, view: Mapping[str, Any]) -> str:
    """A template of the folder ``templates`` filled in; text is escaped, and a name that it lacks is an error."""
    import jinja2

    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    text = environment.from_string(template_text(template)).render({"css_tokens": tokens.as_css(), **view})
    return str(text)


def template_text(name: str) -> str:
    """A file of the folder ``templates``."""
    return (resources.files("braingain.output") / "templates" / name).read_text(encoding="utf-8")


def as_data_block(record: Mapping[str, Any]) -> str:
    """JSON that cannot end its script element, whatever a name holds."""
    text = json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
