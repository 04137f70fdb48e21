"""The first two workloads as somebody would write them by hand in Python: the floor."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import Any

from benchmarks.workloads import Answers, workload

Verdicts = dict[str, bool | None]


def w1(c: Answers) -> Verdicts:
    risk = c["public_order_risk"]
    victim, helped = c["identified_victim"], c["in_assistance_system"]
    present, cooperates, cut = c["presence_needed"], c["cooperates"], c["severed_ties"]
    identity, vulnerable = c["identity_established"], c["vulnerable"]
    temporary: bool | None
    if (
        risk is True
        or present is False
        or cooperates is False
        or cut is False
        or (victim is False and helped is False)
        or (identity is False and vulnerable is False)
    ):
        temporary = False
    elif risk is False and present and cooperates and cut and (victim or helped) and (identity or vulnerable):
        temporary = True
    else:
        temporary = None
    today = c["today"]
    continuous: bool | None
    if victim is False or risk is True:
        continuous = False
    elif vulnerable:
        continuous = True if victim and risk is False else None
    else:
        start = c["permit_start"]
        year = None if start is None or today is None else today - start > 364
        other = False if temporary is False or year is False else True if temporary and year else None
        if other is True:
            continuous = True if victim and risk is False else None
        else:
            continuous = False if other is False and vulnerable is False else None
    job, kind, end = c["employer_exploitation"], c["permit_type"], c["permit_end"]
    exploited: bool | None
    if (
        job is False
        or risk is True
        or temporary is True
        or (kind is not None and kind != "worker" and kind != "seasonal")
        or (today is not None and (today < 18901 or (end is not None and today - end > 90)))
    ):
        exploited = False
    elif job and risk is False and temporary is False and kind is not None and today is not None and end is not None:
        exploited = True
    else:
        exploited = None
    return {"temporary": temporary, "continuous": continuous, "exploited_worker": exploited}


def _w2() -> Callable[[Answers], Verdicts]:
    groups: dict[str, dict[str, list[str]]] = {}
    for name in workload("w2").facts:
        dimension, group = name.split("_")
        groups.setdefault(dimension.upper(), {}).setdefault(group[0], []).append(name)

    def several(names: list[str]) -> Callable[[Answers], tuple[Any, ...]]:
        return itemgetter(*names) if len(names) > 1 else lambda c: (c[names[0]],)

    plan = [(d, several(g["s"]), several(g["m"]), several(g["w"])) for d, g in groups.items()]

    def w2(c: Answers) -> Verdicts:
        out: Verdicts = {}
        true = open_ = 0
        for dimension, get_strong, get_medium, get_weak in plan:
            strong, medium, weak = get_strong(c), get_medium(c), get_weak(c)
            s, m, w = strong.count(True), medium.count(True), weak.count(True)
            if s >= 2 or (s and (m or w)) or m >= 3 or (m == 2 and w):
                out[dimension] = True
                true += 1
                continue
            s, m, w = s + strong.count(None), m + medium.count(None), w + weak.count(None)
            if s >= 2 or (s and (m or w)) or m >= 3 or (m == 2 and w):
                out[dimension] = None
                open_ += 1
            else:
                out[dimension] = False
        d4, d5 = out["D4"], out["D5"]
        trafficking: bool | None = False
        if d4 is not False:
            means = True if true - (d4 is True) else None if open_ - (d4 is None) else False
            trafficking = False if means is False else True if d4 and means else None
        out["trafficking"] = trafficking
        out["forced_labour"] = False if d4 is False or d5 is False else True if d4 and d5 else None
        two = True if true >= 2 else None if true + open_ >= 2 else False
        out["at_risk"] = False if two is False or trafficking is True else True if two and trafficking is False else None
        return out

    return w2


HAND: dict[str, Callable[[Answers], Verdicts]] = {"w1": w1, "w2": _w2()}
