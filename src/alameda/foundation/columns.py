"""A column of a published table: its name, its unit, what it means. Pure."""

from __future__ import annotations

from typing import NamedTuple


class Column(NamedTuple):
    """A column of a published table.

    Attributes:
        name: stable and public.
        kind: ``text``, ``integer``, ``number``, ``date``, ``boolean`` or ``list``.
        unit: such as ``CLP`` (whole pesos), ``%`` or ``days``; empty where there is none.
        es: what it says, in Spanish.
        en: what it says, in English.
    """

    name: str
    kind: str
    unit: str
    es: str
    en: str
