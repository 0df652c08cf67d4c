"""What every published fact is made of; modules subclass ``Fact`` in their own ``events.py``."""

from __future__ import annotations

import dataclasses
import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from django.apps import apps

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Names that only personal data has: a fact that declares one does not even load.
PERSONAL = frozenset(
    {
        "birth_date",
        "birth_on",
        "email",
        "first_name",
        "full_name",
        "ip",
        "last_name",
        "password",
        "person",
        "person_id",
        "person_name",
        "phone",
        "run",
        "user",
        "user_id",
    }
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that became true, published in the transaction that made it true.

    Subclasses are frozen, keyword-only dataclasses named in the past tense, of plain values (text,
    whole numbers, booleans, dates, moments, decimals, lists and mappings of these). They hold no
    personal data: a fact about a person enters as a salted digest, in a field named ``…_digest``.

    Attributes:
        subject: permanent code of the ``thread.Subject`` it is about.
        verb: named after the class: ``PaymentRecorded`` becomes ``payment.recorded``.
        words: what happened, for a reader of the record; translated.
        kinds: every fact there is, by verb.
    """

    subject: str
    verb: ClassVar[str] = ""
    words: ClassVar[StrOrPromise] = ""
    kinds: ClassVar[dict[str, type[Fact]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Name the verb, and refuse a field that could only hold personal data."""
        super().__init_subclass__(**kwargs)
        words = re.findall(r"[A-Z][a-z0-9]*", cls.__name__)
        cls.verb = ".".join(("_".join(words[:-1]), words[-1])).lower().strip(".")
        if personal := PERSONAL.intersection(cls.__annotations__):
            message = (
                f"{cls.__name__} would publish personal data ({', '.join(sorted(personal))})."
                " The record keeps it for ever: publish a salted digest instead."
            )
            raise TypeError(message)
        Fact.kinds[cls.verb] = cls

    def payload(self) -> dict[str, Any]:
        """The fact as JSON-ready values, without the subject."""
        return {
            entry.name: _plain(getattr(self, entry.name))
            for entry in dataclasses.fields(self)
            if entry.name != "subject"
        }


def module_of(kind: type[Fact]) -> str:
    """The module that publishes a fact, such as ``council``."""
    return kind.__module__.split(".")[1]


def verbs_of(*modules: str) -> list[str]:
    """Every verb of some modules.

    Raises:
        LookupError: there is no such module.
    """
    if strangers := [name for name in modules if not apps.is_installed(f"alameda.{name}")]:
        message = f"There is no module {', '.join(strangers)}."
        raise LookupError(message)
    return list(_verbs(modules, len(Fact.kinds)))


@lru_cache(maxsize=256)
def _verbs(modules: tuple[str, ...], _known: int) -> tuple[str, ...]:
    return tuple(sorted(verb for verb, kind in Fact.kinds.items() if module_of(kind) in modules))


def words_of(verb: str) -> str:
    """What a verb says to a reader, in their language; the verb itself where nothing is known."""
    kind = Fact.kinds.get(verb)
    if kind is not None and kind.words:
        return str(kind.words)
    return verb.replace("_", " ").replace(".", " ").capitalize()


def _plain(value: object) -> Any:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    message = f"A fact holds no {type(value).__name__}: it cannot be written in one way only."
    raise TypeError(message)
