"""What a profile says: where each thing stands in a source, and what its words mean. Pure.

Source: docs/rules/past-sessions.md, "Profiles".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from alameda.council.rules import vocabulary
from alameda.foundation.vocabulary import keys
from alameda.intake.rules.profile import ProfileError

TABLES = ("councillors", "committees", "sessions", "attendance", "items", "votes", "ballots")
COLUMNS = {
    "councillors": ("name", "is_governor"),
    "committees": ("name", "chair"),
    "sessions": ("number", "kind", "held_on", "starts", "source"),
    "attendance": ("session", "councillor", "state"),
    "items": ("session", "number", "section", "committee", "title"),
    "votes": (
        "item", "session", "result", "favour", "against", "abstain", "recused",
        "amount_clp", "fund", "beneficiary",
    ),
    "ballots": ("vote", "councillor", "choice"),
}  # fmt: skip
KEYED = ("councillors", "committees", "sessions", "items", "votes")
LISTS = {
    "kind": vocabulary.SESSION_KINDS[:2],  # those of the Council itself
    "attendance": vocabulary.ATTENDANCE_STATES,
    "section": vocabulary.SECTIONS,
    "choice": vocabulary.CHOICES,
}
DISSENT = ("none", "some", "against", "any")


@dataclass(frozen=True)
class Table:
    """Where one kind of row stands.

    Attributes:
        name: of the list, the sheet or the file without its extension.
        key: column of its key; empty where the row has none of its own.
        columns: the column of each field.
    """

    name: str
    key: str
    columns: dict[str, str]

    @property
    def all_columns(self) -> tuple[str, ...]:
        """Every column that is read."""
        return (*((self.key,) if self.key else ()), *self.columns.values())


@dataclass(frozen=True)
class ResultWord:
    """What a word of result says.

    Attributes:
        outcome: of ``vocabulary.OUTCOMES``.
        dissent: ``none`` (nobody against nor abstaining), ``some`` (one of them), ``against``
            (somebody against), or ``any``.
    """

    outcome: str
    dissent: str


@dataclass(frozen=True)
class Kind:
    """Words of a title that tell a kind of business.

    Attributes:
        key: of ``vocabulary.BUSINESS``.
        words: any of them, in lower case without accents.
        unless: none of these.
    """

    key: str
    words: tuple[str, ...]
    unless: tuple[str, ...]


@dataclass(frozen=True)
class Profile:
    """How to read a source.

    Attributes:
        name: of the profile.
        council_slug: of the Council's body, where it has to be made.
        council_name: the same, in words.
        time_zone: of the hours in the source.
        term: first and last day of the mandate of the members.
        statement: table and column of what the source says of itself.
        by_model: words that say that a language model read the minutes.
        tables: by kind of row.
        values: what each written word means, by list.
        results: what each word of result means.
        withdrawn: words of a title that say that the item was withdrawn.
        sections: business of the items of a section that decides nothing.
        business: kinds by words, in order.
    """

    name: str
    council_slug: str
    council_name: str
    time_zone: str
    term: tuple[date, date | None]
    statement: tuple[str, str]
    by_model: tuple[str, ...]
    tables: dict[str, Table]
    values: dict[str, dict[str, str]]
    results: dict[str, ResultWord]
    withdrawn: tuple[str, ...]
    sections: dict[str, str]
    business: tuple[Kind, ...]

    def business_of(self, title: str, section: str) -> str:
        """The kind of business that a title tells; empty where no word of it is known."""
        if section in self.sections:
            return self.sections[section]
        said = plain(title)
        for kind in self.business:
            if _has(said, kind.words) and not _has(said, kind.unless):
                return kind.key
        return ""

    def is_withdrawn(self, title: str) -> bool:
        """Whether a title says that its item was withdrawn."""
        return _has(plain(title), self.withdrawn)


def plain(text: str) -> str:
    """Lower case without accents, for comparing words."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _has(said: str, words: tuple[str, ...]) -> bool:
    return any(word in said for word in words)


def parse_profile(_name: str, raw: Mapping[str, Any]) -> Profile:
    """A profile from its parsed TOML, which says its own name.

    Raises:
        ProfileError: it lacks a part, or names what no list has.
    """
    try:
        return _profile(raw)
    except KeyError as error:
        message = f"it lacks {error.args[0]}"
        raise ProfileError(message) from error
    except (TypeError, AttributeError) as error:
        message = f"a part has the wrong shape: {error}"
        raise ProfileError(message) from error


def _profile(raw: Mapping[str, Any]) -> Profile:
    said = raw["statement"]
    return Profile(
        name=raw["name"],
        council_slug=raw["council"]["slug"],
        council_name=raw["council"]["name"],
        time_zone=raw["time_zone"],
        term=(raw["term"]["starts_on"], raw["term"].get("ends_on")),
        statement=(said["table"], said["column"]),
        by_model=tuple(said.get("by_model", ())),
        tables={name: _table(name, raw["tables"][name]) for name in TABLES},
        values={name: _values(name, raw["values"][name]) for name in LISTS},
        results={plain(word): _result(word, of) for word, of in raw["values"]["result"].items()},
        withdrawn=tuple(raw.get("withdrawn", {}).get("words", ())),
        sections=raw.get("sections", {}),
        business=tuple(_kind(of) for of in raw.get("business", ())),
    )


def _table(name: str, raw: dict[str, Any]) -> Table:
    columns = dict(raw["columns"])
    if missing := [field for field in COLUMNS[name] if field not in columns]:
        message = f"table “{name}” does not say which column is {missing[0]}"
        raise ProfileError(message)
    if name in KEYED and not raw.get("key"):
        message = f"table “{name}” has no key"
        raise ProfileError(message)
    return Table(name=raw["name"], key=raw.get("key", ""), columns=columns)


def _values(name: str, raw: dict[str, str]) -> dict[str, str]:
    known = keys(LISTS[name])
    for word, key in raw.items():
        if key not in known:
            message = f"“{word}” means “{key}”, which the list of {name} does not have"
            raise ProfileError(message)
    return {plain(word): key for word, key in raw.items()}


def _result(word: str, raw: dict[str, str]) -> ResultWord:
    found = ResultWord(outcome=raw["outcome"], dissent=raw["dissent"])
    if found.outcome not in keys(vocabulary.OUTCOMES) or found.dissent not in DISSENT:
        message = f"result “{word}” has an outcome or a dissent that does not exist"
        raise ProfileError(message)
    return found


def _kind(raw: dict[str, Any]) -> Kind:
    if raw["key"] not in keys(vocabulary.BUSINESS):
        message = f"there is no business “{raw['key']}”"
        raise ProfileError(message)
    return Kind(raw["key"], tuple(raw["words"]), tuple(raw.get("unless", ())))
