"""Accounts of people: the balances of docs/model.md 2.16 (1, 2, 4), recomputed from recorded stocks and flows."""

from __future__ import annotations

import jax.numpy as jnp

from braingain.model import engine  # noqa: F401  (float64)
from braingain.model.containers import Array

SMALLEST = 1e-30


def relative_residual(before: Array, after: Array, inflows: tuple[Array, ...], outflows: tuple[Array, ...]) -> Array:
    """|after − before − in + out| over the people who pass through the account; same shape as the stocks."""
    added, lost = sum(inflows[1:], start=inflows[0]), sum(outflows[1:], start=outflows[0])
    passing = jnp.maximum(jnp.abs(before) + jnp.abs(added), SMALLEST)
    return jnp.abs(after - before - added + lost) / passing


def worst(residuals: tuple[Array, ...]) -> Array:
    """The largest of some residuals by draw; all but the last axis of each are searched. Shape (draw,)."""
    by_draw = [jnp.max(value, axis=tuple(range(value.ndim - 1))) for value in residuals]
    return jnp.max(jnp.stack(jnp.broadcast_arrays(*by_draw)), axis=0)
