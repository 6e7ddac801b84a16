"""Flows of health workers between countries from tables of where they were trained and where they practise.

Arrays and tidy tables in and out; depends on nothing else of this package. ``docs/flows.md`` says which method assumes
what. Each estimator takes square tables ``start, end`` (rows: country of training, columns: residence; persons), the
accounts also ``entries, exits`` (newly licensed by country; attrition by country of residence), and gives an origin ×
destination table with a zero diagonal; its twin ``..._by_training`` gives the three-way table. What cannot be answered
is refused with :class:`FlowError`, a ``ValueError`` that names table, row and column.
"""

from braingain.flows.accounts import Balanced, closed_balance, open_balance
from braingain.flows.completion import Completed, complete_table, impute_tables
from braingain.flows.differencing import (
    stock_difference_drop,
    stock_difference_drop_by_training,
    stock_difference_reverse,
    stock_difference_reverse_by_training,
)
from braingain.flows.estimators import (
    independence_closed,
    independence_closed_by_training,
    independence_open,
    independence_open_by_training,
    minimum_closed,
    minimum_closed_by_training,
    minimum_open,
    minimum_open_by_training,
    pseudo_bayes_closed,
    pseudo_bayes_closed_by_training,
    pseudo_bayes_open,
    pseudo_bayes_open_by_training,
)
from braingain.flows.harmonising import Harmonised, harmonise
from braingain.flows.kinds import Annual, Kinds, annual_flows, by_kind
from braingain.flows.refusals import FlowError
from braingain.flows.registers import Weight, fit_weight_closed, fit_weight_open, with_known_flows
from braingain.flows.tables import Stocks, from_table, to_table

__all__ = [
    "Annual",
    "Balanced",
    "Completed",
    "FlowError",
    "Harmonised",
    "Kinds",
    "Stocks",
    "Weight",
    "annual_flows",
    "by_kind",
    "closed_balance",
    "complete_table",
    "fit_weight_closed",
    "fit_weight_open",
    "from_table",
    "harmonise",
    "impute_tables",
    "independence_closed",
    "independence_closed_by_training",
    "independence_open",
    "independence_open_by_training",
    "minimum_closed",
    "minimum_closed_by_training",
    "minimum_open",
    "minimum_open_by_training",
    "open_balance",
    "pseudo_bayes_closed",
    "pseudo_bayes_closed_by_training",
    "pseudo_bayes_open",
    "pseudo_bayes_open_by_training",
    "stock_difference_drop",
    "stock_difference_drop_by_training",
    "stock_difference_reverse",
    "stock_difference_reverse_by_training",
    "to_table",
    "with_known_flows",
]
