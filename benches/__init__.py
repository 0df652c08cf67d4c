"""Each aim of the design, measured beside its reference in one run.

A module here that defines ``run() -> list[Figure]`` is found and run by ``./dev bench``. A figure
is a ratio against a reference wherever there is one; nothing here is a timed test.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured number and what it is held against.

    Attributes:
        name: what was measured, in words.
        value: the number.
        unit: of the number: ``"×"``, ``"s"``, ``"MB"``, ``"entries/s"``.
        reference: what was measured beside it in the same run, with its number; or empty.
        aim: the aim in words, such as ``"≥ 0.8"``; empty where the number only informs.
        is_met: whether the aim is met; nothing where there is no aim.
    """

    name: str
    value: float
    unit: str
    reference: str = ""
    aim: str = ""
    is_met: bool | None = None
