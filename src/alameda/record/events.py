"""What every published fact is made of; modules subclass ``Fact`` in their own ``events.py``."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

VERB = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")

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


# What a fact may hold that anybody with an account brings about: no words of theirs.
WORDLESS = frozenset({"bool", "date", "datetime", "Decimal", "int"})


@dataclasses.dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that became true, published in the transaction that made it true.

    Subclasses are frozen, keyword-only dataclasses named in the past tense, of plain values (text,
    whole numbers, booleans, dates, moments, decimals, lists and mappings of these). They hold no
    personal data: a fact about a person enters as a salted digest, in a field named ``…_digest``.

    Attributes:
        subject: permanent code of the ``thread.Subject`` it is about.
        verb: what its entries are called for ever, as ``payment.recorded``; written out in each
            class, so that a class may be renamed and moved, and kept in a snapshot.
        formerly: other verbs under which entries of this fact stand in the record already.
        words: what happened, for a reader of the record; translated.
        is_from_public: whether anybody with an account may bring it about. Such a fact holds no
            text but digests: what the public types could never be taken out again.
        kinds: every fact there is, by verb, and by each verb it had formerly.
    """

    subject: str
    verb: ClassVar[str]
    formerly: ClassVar[tuple[str, ...]] = ()
    words: ClassVar[StrOrPromise] = ""
    is_from_public: ClassVar[bool] = False
    kinds: ClassVar[dict[str, type[Fact]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse a fact without a verb of its own, and a field only for personal data.

        Raises:
            TypeError: the class cannot be published; a mistake of who writes it.
        """
        super().__init_subclass__(**kwargs)
        if personal := PERSONAL.intersection(cls.__annotations__):
            message = (
                f"{cls.__name__} would publish personal data ({', '.join(sorted(personal))})."
                " The record keeps it for ever: publish a salted digest instead."
            )
            raise TypeError(message)
        if not VERB.fullmatch(cls.__dict__.get("verb", "")):
            message = f"{cls.__name__} says no verb of its own, as verb = “payment.recorded”."
            raise TypeError(message)
        if cls.is_from_public and (texts := sorted(_texts_of(cls))):
            message = (
                f"{cls.__name__} would keep for ever what anybody types ({', '.join(texts)})."
                " Publish a salted digest instead, in a field named …_digest."
            )
            raise TypeError(message)
        for verb in (cls.verb, *cls.formerly):
            known = Fact.kinds.setdefault(verb, cls)
            if (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
                message = f"{cls.__name__} takes the verb {verb}, which is {known.__name__}’s."
                raise TypeError(message)

    def payload(self) -> dict[str, Any]:
        """The fact as JSON-ready values, without the subject."""
        return {
            entry.name: _plain(getattr(self, entry.name))
            for entry in dataclasses.fields(self)
            if entry.name != "subject"
        }


def _texts_of(kind: type[Fact]) -> Iterator[str]:
    """The fields that may hold words."""
    for name, written in kind.__annotations__.items():
        types = {part.strip() for part in str(written).split("|")} - {"None"}
        if not types <= WORDLESS and not (types == {"str"} and name.endswith("_digest")):
            yield name


@dataclasses.dataclass(frozen=True, kw_only=True)
class RowsWritten(Fact):
    """What many rows of one table say from now on: those of an import, of a demonstration.

    Attributes:
        model: label of the table, such as ``investments.payment``.
        rows: digest of the columns that are held together, by what names each row.
        gone: what names the rows that are there no more.
    """

    verb = "rows.written"
    words = gettext_lazy("Rows of a table were written")

    model: str
    rows: dict[str, str]
    gone: list[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordChecked(Fact):
    """The whole record was checked, and every row that is held against it.

    Attributes:
        size: entries that were signed then.
        rows: rows that an entry speaks of.
        wrong: how many things were not as they were signed; none: all is well.
        took_ms: how long it took, in thousandths of a second.
    """

    verb = "record.checked"
    words = gettext_lazy("The record was checked")

    size: int
    rows: int
    wrong: int
    took_ms: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class EntryRefused(Fact):
    """An entry that waited for its place was refused: the record keeps that it happened.

    Attributes:
        entry: its identifier.
        reason: key of why.
    """

    verb = "entry.refused"
    words = gettext_lazy("An entry was refused")

    entry: str
    reason: str


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
        words = str(kind.words)
        return words if verb == kind.verb else _("%(words)s (former verb)") % {"words": words}
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
