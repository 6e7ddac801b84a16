"""Results on disk: written whole or not at all, and resumable block by block (docs/architecture.md, results)."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from braingain.analysis.runs import Key
from braingain.foundation.errors import BraingainError, Problem

if TYPE_CHECKING:
    from braingain.analysis.corridors import Corridor

RESULTS, FLOWS = "results.parquet", "flows.parquet"
SCENARIO, MANIFEST = "scenario.toml", "manifest.json"
CORRIDORS_AT_ONCE = 200  # written together


class BlockFolder:
    """Blocks of a run that were finished before it was cut off; only those of the same inputs are taken up again."""

    def __init__(self, out: Path, inputs_hash: str):
        self.folder = out / f".blocks-{inputs_hash[:16]}"

    def load(self, number: int) -> dict[str, Any] | None:
        """A finished block, or None where it is not there or cannot be read."""
        file = self.folder / f"{number:05d}.npz"
        try:
            with np.load(file, allow_pickle=False) as stored:
                places = json.loads(str(stored["places"]))
                return nested({_hashable(place): stored[f"a{i}"] for i, place in enumerate(places)})
        except (OSError, ValueError, KeyError, EOFError):
            return None

    def save(self, number: int, block: Mapping[str, Any]) -> None:
        """Keep a finished block, written beside and renamed."""
        arrays = dict(placed(block))
        content = {f"a{i}": values for i, values in enumerate(arrays.values())}
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=self.folder, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            np.savez(file, places=np.array(json.dumps(list(arrays))), **content)  # type: ignore[arg-type]
        os.replace(temporary, self.folder / f"{number:05d}.npz")

    def clear(self) -> None:
        """Remove the blocks of a run that is done."""
        shutil.rmtree(self.folder, ignore_errors=True)


def placed(record: Any, place: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], np.ndarray]]:
    """The arrays of a nested record with their places."""
    if isinstance(record, Mapping):
        found = []
        for key, value in record.items():
            found += placed(value, (*place, list(key) if isinstance(key, Key) else key))
        return found
    return [(_hashable(place), np.asarray(record))]


def _hashable(place: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(tuple(part) if isinstance(part, list) else part for part in place)


def nested(arrays: Mapping[tuple[Any, ...], np.ndarray]) -> dict[str, Any]:
    """The nested record of arrays with their places."""
    record: dict[Any, Any] = {}
    for place, values in arrays.items():
        *path, last = [Key(*part) if isinstance(part, list | tuple) else part for part in place]
        inner = record
        for part in path:
            inner = inner.setdefault(part, {})
        inner[last] = values
    for name in ("baselines", "packages"):
        record.setdefault(name, {})
    return record


def refuse_others(out: Path, inputs_hash: str, force: bool) -> None:
    """Refuse a folder that cannot be written, or that holds another run's results.

    Raises
    ------
    BraingainError
        Where the folder cannot be made or written, or holds results of other inputs and ``force`` is not given.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as problem:
        why = problem.strerror or type(problem).__name__
        raise BraingainError(
            Problem(str(out), f"cannot be written: {why}", "choose another folder with --out")
        ) from None
    if force or (not (out / MANIFEST).exists() and not (out / RESULTS).exists()):
        return
    try:
        found = json.loads((out / MANIFEST).read_text(encoding="utf-8"))["inputs_hash"]
    except (OSError, ValueError, KeyError, TypeError):
        found = ""
    if found != inputs_hash:
        raise BraingainError(Problem(str(out), "holds the results of another run", "give another --out, or --force"))


def write_run(
    out: Path,
    kept: Mapping[str, Any],
    years: list[int],
    scenario_toml: str,
    manifest: Mapping[str, Any],
    flows: Iterable[Corridor],
) -> None:
    """Write results, flows, scenario and manifest, each whole; the manifest last, so that it vouches for the others.

    Raises
    ------
    BraingainError
        Where the folder cannot be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        whole(out / RESULTS, lambda file: write_results(file, kept, years))
        whole(out / FLOWS, lambda file: write_flows(file, flows))
        whole(out / SCENARIO, lambda file: file.write_text(scenario_toml, encoding="utf-8"))
        text = json.dumps(manifest, indent=1, sort_keys=True, allow_nan=False)
        whole(out / MANIFEST, lambda file: file.write_text(text + "\n", encoding="utf-8"))
    except OSError as error:
        problem = Problem(str(out), f"cannot be written ({error.strerror})", "give another --out")
        raise BraingainError(problem) from error


def whole(path: Path, write: Callable[[Path], Any]) -> None:
    """Write a file beside its place and rename it: a reader sees the old one or the new one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    temporary = Path(name)
    try:
        write(temporary)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_results(file: Path, kept: Mapping[str, Any], years: list[int]) -> None:
    """All series as one long table: run, outcome, sex, place, year, draw, value.

    ``run`` is the name of a package, or ``baseline`` with the destinations whose labour market runs in it.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema(
        [(name, pa.dictionary(pa.int32(), pa.string())) for name in ("run", "outcome", "sex", "place")]
        + [("year", pa.int16()), ("draw", pa.int32()), ("value", pa.float64())]
    )
    with pq.ParquetWriter(file, schema, compression="zstd") as table:
        for run, record in runs_of(kept):
            for key, values in record["series"].items():
                table.write_table(_long(run, key, values, years, schema))


def write_flows(file: Path, flows: Iterable[Corridor]) -> None:
    """People on corridors as one long table, women and men apart: one row for each run, corridor, cadre, sex, year and draw.

    ``year`` and ``year_to`` are the first and last year of which ``value`` is the mean; the same where it is of one year.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    words = ("run", "origin", "destination", "cadre", "sex", "start_stock")
    schema = pa.schema(
        [(name, pa.dictionary(pa.int32(), pa.string())) for name in words]
        + [("year", pa.int16()), ("year_to", pa.int16()), ("draw", pa.int32()), ("value", pa.float64())]
    )

    def of(one: Corridor) -> pa.Table:
        count, draws = one.values.shape
        zeros = pa.array(np.zeros(count * draws, dtype=np.int32))
        columns = [pa.DictionaryArray.from_arrays(zeros, pa.array([getattr(one, w)], pa.string())) for w in words]
        columns += [
            pa.array(np.repeat(np.asarray(ends, dtype=np.int16), draws)) for ends in zip(*one.years, strict=True)
        ]
        columns += [
            pa.array(np.tile(np.arange(draws, dtype=np.int32), count)),
            pa.array(np.ascontiguousarray(one.values).reshape(-1)),
        ]
        return pa.Table.from_arrays(columns, schema=schema)

    with pq.ParquetWriter(file, schema, compression="zstd") as table:
        left = iter(flows)
        while some := list(islice(left, CORRIDORS_AT_ONCE)):
            whole_table = pa.concat_tables([of(one) for one in some]).unify_dictionaries().combine_chunks()
            table.write_table(whole_table)


def runs_of(kept: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Every run with what is kept of it, baselines first."""
    found = [(f"baseline {touched}".strip(), record) for touched, record in kept["baselines"].items()]
    return found + list(kept["packages"].items())


def _long(run: str, key: Key, values: np.ndarray, years: list[int], schema: Any) -> Any:
    import pyarrow as pa

    count, draws = values.shape
    words = [pa.array([word], pa.string()) for word in (run, key.name, key.sex, key.place)]
    zeros = pa.array(np.zeros(count * draws, dtype=np.int32))
    columns = [pa.DictionaryArray.from_arrays(zeros, word) for word in words]
    columns += [
        pa.array(np.repeat(np.asarray(years, dtype=np.int16), draws)),
        pa.array(np.tile(np.arange(draws, dtype=np.int32), count)),
        pa.array(values.reshape(-1)),
    ]
    return pa.Table.from_arrays(columns, schema=schema)
