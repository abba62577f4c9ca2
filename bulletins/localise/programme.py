"""The linear programme of choosing one pattern of each block, in shares."""

from __future__ import annotations

from math import inf
from typing import Any


def shadow_prices(weights: Any, effects: Any, goal: Any, block_of: Any) -> Any | None:
    """What a unit of each dimension is worth where the cheapest shares bring each to its goal.

    ``weights`` and ``block_of`` are by pattern, ``effects`` by pattern and dimension (numpy
    arrays); blocks are numbered from 0, each has a pattern. None where nothing closes.
    """
    import highspy
    import numpy as np

    (n, dims), blocks = effects.shape, int(block_of[-1]) + 1
    of, d = effects.nonzero()
    ends = np.cumsum((effects != 0).sum(axis=1) + 1)  # each pattern: what it moves, its block
    of_block = np.zeros(ends[-1], dtype=bool)
    of_block[ends - 1] = True
    rows, shares = np.empty(ends[-1], dtype=np.int32), np.ones(ends[-1])
    rows[of_block], rows[~of_block] = dims + block_of, d
    shares[~of_block] = effects[of, d]
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = n, dims + blocks
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = weights, np.zeros(n), np.full(n, inf)
    lp.row_lower_ = lp.row_upper_ = np.concatenate((goal, np.ones(blocks)))
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.concatenate(([0], ends))
    lp.a_matrix_.index_, lp.a_matrix_.value_ = rows, shares
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    solver.setOptionValue("presolve", "off")  # it takes longer than the rest
    solver.setOptionValue("threads", 1)
    solver.passModel(lp)
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kNotset:  # others in this process set more threads
        solver.setOptionValue("threads", 0)
        solver.run()
        status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    if status == highspy.HighsModelStatus.kOptimal:
        return np.array(solver.getSolution().row_dual[:dims])
    return np.zeros(dims)  # any prices bound
