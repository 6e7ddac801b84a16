"""The shortfall by cause: parts add up in every draw, each cause is what it says, and one country end to end."""

from __future__ import annotations

import importlib.util
import itertools
import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from braingain.analysis import explain as explaining
from braingain.analysis.causes import CAUSES, Norm, losses, steady_intake, wide
from braingain.cli.explain import _print
from braingain.cli.main import run
from braingain.foundation.errors import BraingainError
from braingain.model.containers import OUT, PRIVATE, PUBLIC
from braingain.output.waterfall import waterfall, write_picture
from braingain.policy.apply import apply
from braingain.policy.setting import Setting

ALL = tuple(CAUSES)
values = st.lists(st.floats(-1e6, 1e6), min_size=8, max_size=8)


def policy_settings() -> ModuleType:
    """Small random settings that the tests of policies share."""
    if "settings" in sys.modules:
        return sys.modules["settings"]
    file = Path(__file__).resolve().parents[1] / "policy" / "settings.py"
    spec = importlib.util.spec_from_file_location("settings", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["settings"] = module
    spec.loader.exec_module(module)
    return module


SETTINGS = policy_settings()


@given(values=values)
def test_parts_add_up_whatever_the_values(values: list[float]) -> None:
    names = ("a", "b", "c")
    sets = [frozenset(some) for size in range(4) for some in itertools.combinations(names, size)]
    v = {some: np.array([value]) for some, value in zip(sets, values, strict=True)}
    found = explaining.shapley(v, names)
    assert sum(found.values()) == pytest.approx(v[frozenset(names)] - v[frozenset()], abs=1e-6)
    in_orders = dict.fromkeys(names, 0.0)
    for order in itertools.permutations(names):
        for at, name in enumerate(order):
            in_orders[name] += float((v[frozenset(order[: at + 1])] - v[frozenset(order[:at])])[0]) / 6
    assert {name: float(value[0]) for name, value in found.items()} == pytest.approx(in_orders, abs=1e-6)


def test_who_adds_nothing_gets_nothing_and_equals_get_the_same_by_hand() -> None:
    """a and b are short of 10 only together, c adds 4 always: 5, 5 and 4."""
    names = ("a", "b", "c", "d")
    sets = [frozenset(some) for size in range(5) for some in itertools.combinations(names, size)]
    v = {some: np.array([10.0 * ({"a", "b"} <= some) + 4.0 * ("c" in some)]) for some in sets}
    assert {k: float(x[0]) for k, x in explaining.shapley(v, names).items()} == pytest.approx(
        {"a": 5, "b": 5, "c": 4, "d": 0}
    )


def case(shape: int) -> tuple[Setting, Norm]:
    setting = wide(SETTINGS.setting(shape))
    posts = np.asarray(setting.world.paths.posts).sum(axis=2)
    people = np.array([[0.2], [0.3], [0.5]]) * np.ones((1, SETTINGS.DRAWS))
    return setting, Norm(posts * np.array([1.5, 0.8])[None, :, None], people)


def yearly(setting: Setting, world: Any) -> Any:
    changed = explaining.runs.with_world(setting, world)
    return explaining.runs.simulate(changed, apply((), SETTINGS.estimates(), changed))


@pytest.mark.parametrize("shape", [1, 2])
def test_causes_keep_the_shapes_of_a_world_and_their_order_does_not_matter(shape: int) -> None:
    setting, norm = case(shape)
    one, other = setting.world, setting.world
    for name, back in zip(ALL, reversed(ALL), strict=True):
        one, other = CAUSES[name](one, norm), CAUSES[back](other, norm)
    for record in ("constants", "paths", "state"):
        first, second, given_ = (getattr(w, record) for w in (one, other, setting.world))
        for name, a, b, c in zip(given_._fields, first, second, given_, strict=True):
            assert np.shape(a) == np.shape(c), name
            if a is not None:
                assert np.allclose(np.asarray(a), np.asarray(b), rtol=1e-12), name


def test_without_emigration_nobody_leaves() -> None:
    setting, norm = case(1)
    found = yearly(setting, CAUSES["emigration"](setting.world, norm))
    assert np.asarray(found.emigrants).max() == 0.0
    assert np.asarray(yearly(setting, setting.world).emigrants).min() > 0.0


@pytest.mark.parametrize("shape", [1, 2])
def test_posts_are_as_many_as_needed_and_lie_where_people_live(shape: int) -> None:
    setting, norm = case(shape)
    before = np.asarray(setting.world.paths.posts)
    funded = np.asarray(CAUSES["unfunded_posts"](setting.world, norm).paths.posts)
    assert np.allclose(funded.sum(axis=2), norm.need)
    assert np.allclose(funded / funded.sum(axis=2, keepdims=True), before / before.sum(axis=2, keepdims=True))
    even = np.asarray(CAUSES["maldistribution"](setting.world, norm).paths.posts)
    for sector in (PUBLIC, PRIVATE):
        whole = before[:, :, sector].sum(axis=2, keepdims=True)
        assert np.allclose(even[:, :, sector], whole * norm.people)
    run_with = yearly(setting, CAUSES["unfunded_posts"](setting.world, norm))
    if not setting.world.options.demand_country:
        assert np.allclose(np.asarray(run_with.funded).sum(axis=2)[-1], norm.need[-1], rtol=1e-6)


def test_with_nobody_leaving_the_sector_those_outside_become_fewer() -> None:
    setting, norm = case(1)
    world = CAUSES["left_sector"](setting.world, norm)
    weights = np.asarray(world.constants.post_weights)
    assert np.all(weights[:, :, OUT] == 0.0)
    assert np.allclose(weights.sum(axis=2), 1.0)
    outside = np.asarray(yearly(setting, world).home)[:, :, :, OUT].sum(axis=(1, 2))
    usual = np.asarray(yearly(setting, setting.world).home)[:, :, :, OUT].sum(axis=(1, 2))
    assert np.all(outside[-1] < usual[-1])
    assert np.all(np.diff(outside, axis=0) < 0)


def test_the_steady_intake_by_hand() -> None:
    """A need of 1 000 that grows by 2 %, a loss x: 1 000·1.02^(t+n)(x + .02)/Γ students in year t."""
    setting, _ = case(1)
    rows = len(setting.years)
    need = 1000.0 * 1.02 ** np.arange(rows)[:, None, None] * np.ones((1, 2, SETTINGS.DRAWS))
    world = setting.world
    intake = steady_intake(world, Norm(need, np.ones((3, SETTINGS.DRAWS)) / 3))
    c = world.constants
    for k, years in enumerate(world.options.programme_years):
        once = np.asarray(c.pass_share0).mean(axis=1)[k]
        made = (1 - np.asarray(c.drop_out)[k]) ** years * (once + (1 - once) * once * np.asarray(c.resit_pass_share))
        expected = 1000.0 * 1.02**years * (losses(world)[k] + 0.02) / made
        assert intake[0, k] == pytest.approx(expected)
    seats = np.asarray(CAUSES["underproduction"](world, Norm(need, np.ones((3, SETTINGS.DRAWS)) / 3)).paths.seats)
    assert np.allclose(seats.sum(axis=2), intake)


def test_losses_are_the_dead_and_retired_of_a_year() -> None:
    setting, norm = case(1)
    found = yearly(setting, CAUSES["emigration"](setting.world, norm))
    home = np.asarray(setting.world.state.home).sum(axis=(1, 2, 3, 4))
    gone = (np.asarray(found.deaths) + np.asarray(found.retired))[0].sum(axis=1)
    assert losses(setting.world) == pytest.approx(gone / home, rel=1e-9)


@pytest.fixture(scope="module")
def jamaica() -> dict[str, Any]:
    return explaining.explain("JAM", draws=3, year=2030, norm=80.0)


def test_a_country_end_to_end(jamaica: dict[str, Any]) -> None:
    parts = {part["cause"]: part["workers"] for part in jamaica["parts"]}
    assert list(parts) == [*CAUSES, explaining.REST]
    whole = jamaica["shortfall_workers"]["mean"]
    assert sum(part["mean"] for part in parts.values()) == pytest.approx(whole, abs=1e-6 * max(1.0, abs(whole)))
    assert jamaica["need_workers"]["mean"] - jamaica["present_workers"]["mean"] == pytest.approx(whole)
    assert parts["emigration"]["p05"] > 0
    assert jamaica["largest_residual"] < 1e-9
    assert [row["place"] for row in jamaica["had_they_stayed"]] == [
        "capital", "urban", "rural", "without a post", "outside the sector",
    ]  # fmt: skip
    assert jamaica["had_they_stayed"][0]["workers"]["median"] > 0
    json.dumps(jamaica, allow_nan=False)


def test_shares_and_means_are_called_what_they_are(jamaica: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    part = next(part["workers"]["mean"] for part in jamaica["parts"] if part["cause"] == "emigration")
    of_means = part / jamaica["shortfall_workers"]["mean"]
    assert jamaica["emigration_share_of_means"] == pytest.approx(of_means)
    at_work = [row["workers"]["mean"] for row in jamaica["had_they_stayed"][:3]]
    assert jamaica["had_they_stayed_at_work"]["mean"] == pytest.approx(sum(at_work))
    _print(jamaica)
    said = " ".join(capsys.readouterr().out.split())
    assert said.startswith("Jamaica (JAM), end of 2030")
    assert f"of the shortfall in the median draw; of the means above it is {of_means:.1%}." in said
    assert f"there would be more (means): capital {at_work[0]:,.0f}," in said
    assert f"That is {sum(at_work):,.0f} more at work, another number than the part above" in said


def test_a_part_that_makes_the_shortfall_smaller_is_titled_by_what_it_does() -> None:
    fewer, more = np.array([-9.0, -3.0]), np.array([9.0, 3.0])
    assert explaining.part_record("underproduction", fewer, 2018, 2040)["title"] == "more trained than the norm needs"
    assert explaining.part_record("underproduction", more, 2018, 2040)["title"] == "too few trained"
    assert explaining.part_record("maldistribution", fewer, 2018, 2040)["title"].endswith(explaining.ADDS)
    for cause in explaining.TITLES:
        said = explaining.part_record(cause, more, 2018, 2040)["compared_with"]
        assert "{" not in said and len(said) > 20


def test_the_waterfall_starts_where_the_one_before_ended_and_ends_at_the_shortfall(
    jamaica: dict[str, Any], tmp_path: Path
) -> None:
    spec = waterfall(jamaica)
    (rows,) = [layer["data"]["values"] for layer in spec["layer"] if len(layer.get("data", {}).get("values", [])) > 1][
        :1
    ] or [next(iter(spec["datasets"].values()))]
    bars = rows[:-1]
    assert all(a["last"] == pytest.approx(b["first"]) for a, b in itertools.pairwise(bars))
    assert bars[-1]["last"] == pytest.approx(rows[-1]["last"])
    for name in ("why.svg", "why.png"):
        file = write_picture(jamaica, tmp_path / name)
        assert file.stat().st_size > 1000
    with pytest.raises(BraingainError, match="is there already"):
        write_picture(jamaica, tmp_path / "why.svg")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["why.png", "why.svg"]


def test_emigration_above_nine_tenths_is_flagged_and_not_altered() -> None:
    short, away = np.array([100.0, 120.0, 80.0]), np.array([95.0, 118.0, 76.0])
    assert any("emigration is 95% of the shortfall" in flag for flag in explaining.flags_of(away, short))
    assert explaining.flags_of(0.5 * away, short) == []
    (flag,) = explaining.flags_of(away, -short)
    assert "short of the norm in 0% of draws" in flag


def test_no_share_of_a_shortfall_has_its_reason() -> None:
    short = np.array([100.0, 120.0, 80.0, -5.0])
    assert explaining.why_no_share(short) is None and explaining.share_record(short / 2, short) is not None
    for whole, often in ((-short, "25% of draws"), (-np.abs(short), "no draw")):
        assert explaining.share_record(whole, whole) is None
        why = explaining.why_no_share(whole)
        assert why is not None and f"short of the norm in {often}" in why


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("explain", "GHX"), "did you mean GHA (Ghana)?"),
        (("explain", "GHA", "--year", "2019"), "--year: 2019 is too near the start, 2018"),
        (("explain", "GHA", "--year", "2061"), "--year: 2061 lies beyond 2060, the last year of a run"),
        (("explain", "GHA", "--start", "1800"), "start: 1800 is before the world tables begin"),
        (("explain", "GHA", "--norm", "0"), "0 workers for 10 000 people is no plausible norm"),
        (("explain", "GHA", "--norm", "nan"), "is no plausible norm"),
        (("explain", "GHA", "--picture", "why.gif"), "neither .svg nor .png"),
    ],
)
def test_mistakes_are_one_line(arguments: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(list(arguments))
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (1, "")
    assert words in said.err and len(said.err.strip().splitlines()) == 1


def test_where_they_would_be_counts_both_sectors_of_a_place_and_tells_apart_who_has_no_post_and_who_left() -> None:
    """By hand: one doctor and one nurse more in each post, ten more times by post; without a post and outside the sector apart."""
    posts = np.arange(6.0)[:, None]
    filled, home = np.zeros((2, 3, 6, 1)), np.zeros((2, 3, 2, 8, 1))
    more_filled, more_home = filled.copy(), home.copy()
    more_filled[1, :2] = 10.0**posts
    more_filled[1, 2] = 7.0  # other cadres are not in it
    more_home[1, :2, :, 6], more_home[1, :2, :, 7] = 3.0, 5.0
    more_home[1, :2, 0, 2] = 4.0  # women
    everything = frozenset(CAUSES)
    runs = {
        everything: SimpleNamespace(filled=filled, home=home),
        everything - {"emigration"}: SimpleNamespace(filled=more_filled, home=more_home),
    }
    found = explaining.stayed(runs, everything, 1)  # type: ignore[arg-type]
    assert {name: float(value[0]) for name, value in found.items()} == {
        "capital": 2.0 * (1.0 + 1e3),
        "urban": 2.0 * (1e1 + 1e4),
        "rural": 2.0 * (1e2 + 1e5),
        explaining.NOT_AT_WORK[0]: 12.0,
        explaining.NOT_AT_WORK[1]: 20.0,
        "female": 24.0,
        "male": 16.0,
    }
    assert explaining.NOT_AT_WORK == ("without a post", "outside the sector")
