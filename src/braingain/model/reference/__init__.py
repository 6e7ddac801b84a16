"""The slow twin: the model of ``docs/model.md`` for one draw, in plain loops over cells, for reading and for tests.

It was written from the equations, apart from the fast model, and shares with it only the containers. Where the two
differ, one of them is wrong. Start with :func:`braingain.model.reference.run.step`, which is table 2.1.
"""

from braingain.model.reference.run import run

__all__ = ["run"]
