"""What it costs to be recruited abroad: the migrant's cost of entry, the employer's cost of hiring (docs/model.md 2.17a, 2.25b)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from braingain.model.containers import GOVERNMENT, OWN, PRIVATE_CHANNEL
from braingain.policy.compensation import claim_usd
from braingain.policy.draft import Draft
from braingain.policy.parts import CHARGED_TO, Part
from braingain.policy.setting import Parameters, Setting

CAPITAL_RECOVERY = 0.03 / (1.0 - 1.03**-5)  # crf(5) of docs/model.md 1.3
LEGAL = (GOVERNMENT, PRIVATE_CHANNEL, OWN)
MONTHS = 12.0


def entry_cost(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """What a lever adds to, or takes off, what the migrant pays to enter (2.17a); dollars of rich countries are taken as alike.

    Fees of a destination (``fee_usd``) or of leaving (``departure_fee_usd``, to everywhere), waiting (``delay_months``,
    ``months_cut``) at net pay there, a share of all costs (``entry_cost_cut_share``), agency fees that a ban takes off the
    private channel (``fee_ban``), and compensation where it is charged to the migrant.
    """
    here = setting.destination_indices(part.destinations)
    paid = np.asarray(setting.world.constants.entry_cost)  # CHOICE
    fee = part.effective("fee_usd", setting.years)[:, None]
    months = (part.effective("delay_months", setting.years) - part.effective("months_cut", setting.years))[:, None]
    cut = part.effective("entry_cost_cut_share", setting.years)[:, None]
    for cadre in setting.cadre_indices(part.cadres):
        claim = _charged(part, "migrant", cadre, parameters, setting)
        for place in here:
            added = fee + claim + months / MONTHS * net_pay(setting, cadre, place)
            for channel in LEGAL:
                usual = _at(paid, cadre, channel, place)
                _add(draft, (cadre, channel, place), added - cut * usual)
    _departure_fee(draft, part, setting)
    _fee_ban(draft, part, parameters, setting, paid)


def hiring_cost(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    r"""What a levy costs the employer of a recruit a year, over a year's pay there (2.25b); all legal channels.

    .. math:: hire_{dr} / w_d = crf(5) \cdot levy / w_d

    w_d is gross income at the destination [intl $]; dollars of rich countries are taken as alike, as for fees.
    Compensation that is charged to the employer is such a levy.
    """
    draft.touch(setting.destination_indices(part.destinations))
    levy = part.effective("levy_usd_per_recruit", setting.years)[:, None]
    pay = np.asarray(setting.world.constants.income_abroad)  # (cadre, destination, draw)
    for cadre in setting.cadre_indices(part.cadres):
        yearly = (levy + _charged(part, "employer", cadre, parameters, setting)) * CAPITAL_RECOVERY
        for place in setting.destination_indices(part.destinations):
            there = pay[min(cadre, len(pay) - 1), min(place, pay.shape[1] - 1)]
            for channel in LEGAL:
                draft.add("hire_cost_share", (slice(None), cadre, channel, place), yearly / there)


def net_pay(setting: Setting, cadre: int, place: int) -> np.ndarray:
    """Yearly income after tax at a destination at the start. (draw,) [intl $]"""
    constants = setting.world.constants
    pay, tax = np.asarray(constants.income_abroad), np.asarray(constants.tax_abroad)
    return np.asarray(_at(pay, cadre, place) * (1.0 - _at(tax, cadre, place)))


def _charged(part: Part, to: str, cadre: int, parameters: Parameters, setting: Setting) -> np.ndarray:
    """Compensation for a recruit where it is charged to the migrant or the employer. (year, draw) [US$]"""
    if part.options.get(CHARGED_TO) != to:
        return np.zeros((len(setting.years), 1))
    return claim_usd(part, cadre, parameters, setting)


def _departure_fee(draft: Draft, part: Part, setting: Setting) -> None:
    fee = part.effective("departure_fee_usd", setting.years)[:, None]
    for cadre in setting.cadre_indices(part.cadres):
        for place in range(len(setting.destinations)):
            for channel in LEGAL:
                _add(draft, (cadre, channel, place), fee)


def _fee_ban(draft: Draft, part: Part, parameters: Parameters, setting: Setting, paid: np.ndarray) -> None:
    banned = part.dose("fee_ban") * part.in_force(setting.years)[:, None]
    for cadre in setting.cadre_indices(part.cadres) if banned.any() else ():
        for place in setting.destination_indices(part.destinations):
            fee = np.minimum(parameters["agency_fee_usd"], _at(paid, cadre, PRIVATE_CHANNEL, place))
            draft.add("entry_cost", (slice(None), cadre, PRIVATE_CHANNEL, place), -banned * fee)


def _add(draft: Draft, index: tuple[int, int, int], added: np.ndarray) -> None:
    if np.any(added):
        draft.add("entry_cost", (slice(None), *index), added)


def _at(array: np.ndarray, *index: int) -> np.ndarray:
    """A cell of an array whose axes may be of length 1. (draw,)"""
    found: Sequence[int] = [min(i, n - 1) for i, n in zip(index, array.shape, strict=False)]
    return np.asarray(array[tuple(found)])
