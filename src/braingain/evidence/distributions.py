"""The laws that estimates are drawn from, each as its quantile function.

A draw is ``law.quantile(u)`` of one uniform number: the same ``u`` gives the same draw, whatever else is drawn.
Central values are those that a reader finds on the page: the centre of a triangle, the median of a lognormal, the mean
of an untruncated normal, the mean of a Beta.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

Array = Any  # a numpy array of float64

ONE_SD = (0.15865525393145707, 0.8413447460685429)  # probabilities one standard deviation from a normal's median


class Law(BaseModel, ABC):
    """A distribution of one number."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @property
    @abstractmethod
    def central(self) -> float:
        """The value that stands for the estimate where only one is shown."""

    @property
    @abstractmethod
    def bounds(self) -> tuple[float, float]:
        """Least and greatest value that can be drawn."""

    @abstractmethod
    def quantile(self, u: Array) -> Array:
        """Value below which a share ``u`` (0 to 1) of the draws lies; same shape as ``u``."""


class Fixed(Law):
    """A number without uncertainty: a definition, a norm, or a value the page gives without a range."""

    kind: Literal["fixed"]
    value: float

    @property
    def central(self) -> float:
        """The value."""
        return self.value

    @property
    def bounds(self) -> tuple[float, float]:
        """The value, twice."""
        return self.value, self.value

    def quantile(self, u: Array) -> Array:
        """The value, once for each ``u``."""
        return np.full_like(np.asarray(u, float), self.value)


class Triangular(Law):
    """Triangle from ``low`` over ``central`` (its mode) to ``high``, on the natural scale."""

    kind: Literal["triangular"]
    low: float
    mode: float = Field(alias="central")
    high: float

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low <= self.mode <= self.high or self.low == self.high:
            raise ValueError("needs low <= central <= high, not all equal")
        return self

    @property
    def central(self) -> float:
        """The mode."""
        return self.mode

    @property
    def bounds(self) -> tuple[float, float]:
        """Low and high."""
        return self.low, self.high

    def quantile(self, u: Array) -> Array:
        """Inverse of the triangle's distribution function."""
        u = np.asarray(u, float)
        width, below = self.high - self.low, self.mode - self.low
        rising = self.low + np.sqrt(u * width * below)
        falling = self.high - np.sqrt((1.0 - u) * width * (self.high - self.mode))
        return np.where(u * width < below, rising, falling)


class Uniform(Law):
    """Every value from ``low`` to ``high`` alike."""

    kind: Literal["uniform"]
    low: float
    high: float

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low < self.high:
            raise ValueError("needs low < high")
        return self

    @property
    def central(self) -> float:
        """The middle."""
        return (self.low + self.high) / 2

    @property
    def bounds(self) -> tuple[float, float]:
        """Low and high."""
        return self.low, self.high

    def quantile(self, u: Array) -> Array:
        """``low + u·(high − low)``."""
        return self.low + np.asarray(u, float) * (self.high - self.low)


class LogNormal(Law):
    """Lognormal by its median and the standard deviation of its logarithm; cut at ``high`` where a share must be."""

    kind: Literal["lognormal"]
    median: float = Field(gt=0)
    sigma: float = Field(gt=0)
    high: float = math.inf

    @property
    def central(self) -> float:
        """The median (of the uncut law)."""
        return self.median

    @property
    def bounds(self) -> tuple[float, float]:
        """0 and ``high``."""
        return 0.0, self.high

    def quantile(self, u: Array) -> Array:
        """``median·exp(sigma·z)``, ``z`` normal, below ``high``."""
        from scipy.special import ndtr, ndtri

        top = 1.0 if math.isinf(self.high) else ndtr(math.log(self.high / self.median) / self.sigma)
        return self.median * np.exp(self.sigma * ndtri(np.asarray(u, float) * top))


class TruncatedNormal(Law):
    """Normal by the mean and standard deviation before it is cut at ``low`` and ``high``."""

    kind: Literal["normal_truncated"]
    mean: float
    sd: float = Field(gt=0)
    low: float = 0.0
    high: float = math.inf

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low < self.high:
            raise ValueError("needs low < high")
        return self

    @property
    def central(self) -> float:
        """The mean before cutting."""
        return self.mean

    @property
    def bounds(self) -> tuple[float, float]:
        """Low and high."""
        return self.low, self.high

    def quantile(self, u: Array) -> Array:
        """Inverse of the normal's distribution function between the cuts."""
        from scipy.special import ndtr, ndtri

        lowest, highest = ndtr((self.low - self.mean) / self.sd), ndtr((self.high - self.mean) / self.sd)
        values = self.mean + self.sd * ndtri(lowest + np.asarray(u, float) * (highest - lowest))
        return np.clip(values, self.low, self.high)


class Beta(Law):
    """Beta with parameters ``a`` and ``b``: a share."""

    kind: Literal["beta"]
    a: float = Field(gt=0)
    b: float = Field(gt=0)

    @property
    def central(self) -> float:
        """The mean, a/(a+b)."""
        return self.a / (self.a + self.b)

    @property
    def bounds(self) -> tuple[float, float]:
        """0 and 1."""
        return 0.0, 1.0

    def quantile(self, u: Array) -> Array:
        """Inverse of the Beta's distribution function."""
        from scipy.special import betaincinv

        return betaincinv(self.a, self.b, np.asarray(u, float))


class Dirichlet(BaseModel):
    """Shares that sum to 1: their centres, and the count of imagined observations behind them (larger is tighter)."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: Literal["dirichlet"]
    centre: tuple[float, ...]
    count: float = Field(gt=0)

    @model_validator(mode="after")
    def _sums_to_one(self) -> Self:
        if len(self.centre) < 2 or min(self.centre) <= 0 or abs(sum(self.centre) - 1) > 1e-9:
            raise ValueError("needs two positive centres or more that sum to 1")
        return self

    @property
    def central(self) -> tuple[float, ...]:
        """The centres."""
        return self.centre

    def quantile(self, u: Array) -> Array:
        """Normalised gammas, one for each centre; ``u`` and the result are (part, draw)."""
        from scipy.special import gammaincinv

        shape = np.asarray(self.centre)[:, None] * self.count
        gammas = gammaincinv(shape, np.asarray(u, float))
        return gammas / gammas.sum(axis=0)


class Widened(Law):
    """A law stretched around its median on the log scale (the logit for shares), to say "measured elsewhere".

    The standard deviation of the logarithm (logit), read between the quantiles at ± 1 sd, grows by ``extra``; the
    median stays. A lognormal stays one, with sigma + extra. Source: registry rule (iii) of docs/model.md 4.
    """

    kind: Literal["widened"] = "widened"
    law: Fixed | Triangular | Uniform | LogNormal | TruncatedNormal | Beta
    extra: float = Field(ge=0)
    share: bool

    @property
    def central(self) -> float:
        """That of the law itself."""
        return self.law.central

    @property
    def bounds(self) -> tuple[float, float]:
        """0 and 1 for shares, else 0 and no end."""
        return (0.0, 1.0) if self.share else (0.0, math.inf)

    def quantile(self, u: Array) -> Array:
        """Quantiles of the law, stretched."""
        middle = self._scale(self.law.quantile(0.5))
        sd = np.subtract(*self._scale(self.law.quantile(np.asarray(ONE_SD[::-1])))) / 2
        stretched = middle + (self._scale(self.law.quantile(u)) - middle) * (1.0 + self.extra / sd)
        return 1.0 / (1.0 + np.exp(-stretched)) if self.share else np.exp(stretched)

    def _scale(self, value: Array) -> Array:
        with np.errstate(divide="ignore"):
            return np.log(value) - np.log1p(-np.asarray(value)) if self.share else np.log(value)


Distribution = Annotated[
    Fixed | Triangular | Uniform | LogNormal | TruncatedNormal | Beta | Dirichlet | Widened, Field(discriminator="kind")
]
