"""Read one old workbook (.xls) in a process of its own, with limits: ``python -m braingain.sources.workbook_child SHEET < FILE``.

A damaged workbook of that form can make a reader ask for memory without end. Here it meets a limit, and only this process ends.
Prints one JSON object: the names of the sheets, and the cells of the sheet that is named ("" for the first).
"""

from __future__ import annotations

import io
import json
import sys

MEMORY, SECONDS = 2_000_000_000, 60  # bytes, of processor time


def main(sheet: str) -> int:
    """Read standard input, print the sheet."""
    _limit()
    from python_calamine import load_workbook

    book = load_workbook(io.BytesIO(sys.stdin.buffer.read()))
    names = [str(name) for name in book.sheet_names]
    chosen = sheet or (names[0] if names else "")
    rows = book.get_sheet_by_name(chosen).to_python(skip_empty_area=False) if chosen in names else []
    plain = [[_plain(cell) for cell in row] for row in rows]
    json.dump({"names": names, "sheet": chosen, "rows": plain}, sys.stdout)
    return 0


def _plain(cell: object) -> str | int | float:
    """A cell as JSON has it; a whole number without a point."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    return cell if isinstance(cell, str | int | float) else str(cell)


def _limit() -> None:
    """Bound memory and time where the system can."""
    try:
        import resource
    except ImportError:  # Windows has none; the caller's time-out is left
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
