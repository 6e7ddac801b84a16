"""The house keeps its own rules: documentation, size, locked dependencies, nothing of anybody's machine."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SOURCE = ROOT / "src" / "braingain"
MODULES = sorted(SOURCE.rglob("*.py"))
TRACKED = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
MEGABYTE = 1024**2
HEAVY = {"pandas", "duckdb", "jax", "jaxlib", "xarray", "altair", "scipy", "pyarrow", "vl_convert", "numpy", "openpyxl"}


def _public(tree: ast.Module) -> list[ast.FunctionDef | ast.ClassDef]:
    nodes = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    methods = [
        m for node in nodes if isinstance(node, ast.ClassDef) for m in node.body if isinstance(m, ast.FunctionDef)
    ]
    return [node for node in [*nodes, *methods] if not node.name.startswith("_")]


def test_there_are_modules_to_check() -> None:
    assert len(MODULES) > 40


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_everything_public_is_documented(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if path.stat().st_size:
        assert ast.get_docstring(tree), "the module says nothing of itself"
    bare = [node.name for node in _public(tree) if not ast.get_docstring(node)]
    assert not bare, f"without a docstring: {bare}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_modules_keep_one_subject(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_nothing_of_a_machine_is_in_the_tree() -> None:
    marks = re.compile(
        "|".join(["/wo" + "rk/", "/ro" + r"ot/\.", "py" + "pi.org/simple", "registry.npm" + "js", "deb.deb" + "ian"])
    )
    found = []
    for name in TRACKED:
        path = ROOT / name
        if path.is_file() and path.suffix not in (".png", ".parquet", ".gz"):
            text = path.read_text(encoding="utf-8", errors="ignore")
            found += [f"{name}: {m.group()}" for m in marks.finditer(text)]
    assert not found


def test_repository_and_wheel_stay_small(tmp_path: Path) -> None:
    repository = sum((ROOT / name).stat().st_size for name in TRACKED if (ROOT / name).is_file())
    assert repository < 60 * MEGABYTE
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.stat().st_size < 25 * MEGABYTE
    names = zipfile.ZipFile(wheel).namelist()
    for needed in ("catalogue/levers/bonding.toml", "catalogue/countries.csv", "output/templates/brief.html"):
        assert f"braingain/{needed}" in names
    assert not [name for name in names if "/tests/" in name or name.endswith((".xlsx", ".xls", ".dta", ".zip"))]


@pytest.mark.parametrize("name", ["requirements/dev.txt", "requirements/run.txt"])
def test_every_requirement_is_pinned_and_hashed(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    pins = re.findall(r"^([a-z0-9][\w.-]*)==", text, re.M)
    assert len(pins) > 20
    for block in re.split(r"\n(?=[a-z0-9])", text):
        if "==" in block.splitlines()[0]:
            assert "--hash=sha256:" in block, block.splitlines()[0]
    assert "://" not in text


def test_the_lock_holds_every_declared_dependency() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    locked = set(re.findall(r"^([a-z0-9][\w.-]*)==", (ROOT / "requirements/run.txt").read_text(encoding="utf-8"), re.M))
    assert {re.split(r"[<>=]", name)[0] for name in declared} <= locked


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from typer.testing import CliRunner\n"
        "from braingain.cli.main import build\n"
        "assert CliRunner().invoke(build(), ['--help']).exit_code == 0\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_links_in_the_documentation_lead_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    assert len(pages) > 8
    broken = []
    for page in pages:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert not broken


def test_the_changelog_begins_with_results_changed() -> None:
    headings = re.findall(r"^#+ (.*)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert "Results changed" in headings[2]


def test_the_table_of_grades_in_the_readme_is_that_of_the_evidence() -> None:
    from braingain.output import readme

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme.with_table(text, readme.current_table()) == text


def _imported(source: str) -> set[str]:
    """Modules that a text of ours imports, anywhere in it, by full name; ``from . import x`` counts as the dot."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." * node.level + (node.module or ""))
    return found


def _beyond_model(source: str) -> set[str]:
    """What the model may not import: anything but the standard library, jax, numpy, itself and foundation."""
    top = {*sys.stdlib_module_names, "jax", "numpy"}
    ours = ("braingain.model", "braingain.foundation")
    return {
        name
        for name in _imported(source)
        if name.split(".")[0] not in top and not any(name == part or name.startswith(f"{part}.") for part in ours)
    }


@pytest.mark.parametrize(
    ("source", "beyond"),
    [
        ("import numpy as np\nimport jax.numpy as jnp\nfrom braingain.model.year import Now\nimport math", set()),
        ("from braingain.foundation.units import to_usd", set()),
        ("def f():\n    import polars", {"polars"}),
        ("from sklearn.linear_model import Ridge", {"sklearn.linear_model"}),
        ("from braingain.evidence.store import Store", {"braingain.evidence.store"}),
        ("from braingain import __version__\nfrom braingain.modelling import x", {"braingain", "braingain.modelling"}),
    ],
)
def test_the_check_of_imports_sees_what_is_beyond_the_model(source: str, beyond: set[str]) -> None:
    assert _beyond_model(source) == beyond


def test_the_model_imports_jax_numpy_and_no_other_library() -> None:
    """The import contract forbids some names; this is the list of what is allowed."""
    modules = sorted((SOURCE / "model").rglob("*.py"))
    assert len(modules) > 20
    beyond = {str(path.relative_to(SOURCE)): _beyond_model(path.read_text(encoding="utf-8")) for path in modules}
    assert {path: names for path, names in beyond.items() if names} == {}


def test_the_readme_counts_the_levers_that_there_are() -> None:
    cards = list((SOURCE / "catalogue" / "levers").glob("*.toml"))
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    said = [*re.findall(r"(\d+) (?:levers|policies)\b", text), *re.findall(r"## The levers\n\n(\d+)\b", text)]
    assert len(said) >= 4
    assert set(said) == {str(len(cards))}
