"""A sheet, checked and written: what its fields may say, and where they are kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.accounts.models import Organisation
from alameda.documents.actions import upload_document
from alameda.documents.actions.uploading import Readable
from alameda.documents.models import Document
from alameda.foundation.actor import SYSTEM, Actor
from alameda.foundation.codes import parse_bip
from alameda.foundation.errors import BadInputError, RuleBrokenError
from alameda.foundation.money import CLP_MAX
from alameda.foundation.vocabulary import keys
from alameda.foundation.written import tidy
from alameda.investments.models import Initiative, Registration, Sector, Stage
from alameda.investments.rules import vocabulary
from alameda.investments.selectors.doubts import doubts_about
from alameda.investments.selectors.initiatives import initiatives_visible_to
from alameda.investments.selectors.sheets import Sheet, sectors

NAME_LETTERS: Final = 400
FUND_LETTERS: Final = 160
WHO_LETTERS: Final = 240
ORGANISATION_LETTERS: Final = 240
LETTER_LETTERS: Final = 160
PEOPLE_MAX: Final = 20_000_000
YEARS_AROUND: Final = 20
LETTER: Final = "letter"  # kind of the document that brought an initiative
BACKGROUND: Final = "background"  # kind of the other papers of its file


def checked(sheet: Sheet) -> Sheet:
    """The sheet with its texts tidied.

    Raises:
        BadInputError: a value that cannot be taken, whatever else is missing.
    """
    name = " ".join(sheet.name.split())
    if not name:
        raise BadInputError(_("Write its name."), field="name")
    if len(name) > NAME_LETTERS:
        sentence = _("The name is too long: at most %(most)s characters.") % {"most": NAME_LETTERS}
        raise BadInputError(sentence, field="name")
    if "\x00" in name:
        raise BadInputError(_("This has a character that cannot be kept."), field="name")
    _check_words(sheet)
    _check_numbers(sheet)
    _check_days(sheet)
    if sheet.comunas and sheet.is_region_wide:
        raise BadInputError(
            _("Choose its comunas or the whole region, not both."), field="is_region_wide"
        )
    texts = {
        "fund": FUND_LETTERS,
        "beneficiaries_who": WHO_LETTERS,
        "formulator": ORGANISATION_LETTERS,
        "executing_unit": ORGANISATION_LETTERS,
        "letter": LETTER_LETTERS,
    }
    tidied = {
        field: tidy(" ".join(getattr(sheet, field).split()), field=field, most=most,
                    is_required=False)
        for field, most in texts.items()
    }  # fmt: skip
    held = {field: getattr(sheet, field) for field in sheet.__dataclass_fields__}
    return Sheet(**(held | tidied | {"name": name}))


def check_complete(sheet: Sheet) -> None:
    """Refuse to enter what lacks something.

    Raises:
        RuleBrokenError: the first field that is missing, in the order of the sheet.
    """
    if not sheet.comunas and not sheet.is_region_wide:
        raise RuleBrokenError(
            _("Choose its comunas, or say that it is for the whole region."), field="comunas"
        )
    needed = ("sector", "formulator", "executing_unit", "beneficiaries_total",
              "beneficiaries_who", "amount_clp", "received_on", "letter", "letter_on")  # fmt: skip
    for field in needed:
        if getattr(sheet, field) in {None, ""}:
            raise RuleBrokenError(_("It cannot be entered without this."), field=field)


def check_doubts(
    sheet: Sheet,
    *,
    confirmed: Collection[str],
    actor: Actor,
    besides: Initiative | None = None,
    only: Collection[str] = (),
) -> None:
    """Stop before what looks wrong, until somebody says that it is right.

    Args:
        sheet: as it would be saved.
        confirmed: keys of the doubts that somebody looked at.
        actor: who saves it.
        besides: the initiative itself, where it exists.
        only: the doubts that count, where not all do.

    Raises:
        RuleBrokenError: a doubt that nobody confirmed, in the field ``confirm_`` and its key.
    """
    for doubt in doubts_about(sheet, on=timezone.localdate(), actor=actor, besides=besides):
        if doubt.key not in confirmed and (not only or doubt.key in only):
            codes = ", ".join(row.code for row in doubt.rows)
            sentence = f"{doubt.sentence} {codes}".strip()
            raise RuleBrokenError(sentence, field=f"confirm_{doubt.key}")


def free_bip(text: str, *, actor: Actor, besides: Initiative | None = None) -> str | None:
    """A BIP code that no other initiative has; nothing where none is given.

    Raises:
        BadInputError: it is none.
        RuleBrokenError: another one has it; which one is said to who may see it.
    """
    if not text.strip():
        return None
    code = parse_bip(text, field="bip").code
    others = Initiative.objects.filter(bip=code)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    if not others.exists():
        return code
    seen = initiatives_visible_to(actor).filter(pk__in=others).first()
    if seen is None:
        sentence = _("The BIP code %(bip)s is that of another registration: ask the document"
                     " office.")  # fmt: skip
        raise RuleBrokenError(sentence % {"bip": code}, field="bip")
    said = {"bip": code, "code": seen.code}
    raise RuleBrokenError(
        _("The BIP code %(bip)s is that of initiative %(code)s.") % said, field="bip"
    )


def write_sheet(row: Initiative, sheet: Sheet, *, bip: str | None) -> Registration:
    """Put a sheet into an initiative that the caller holds; organisations stay as typed."""
    provinces = {place.province_id: place.province for place in sheet.comunas}
    row.name, row.bip = sheet.name, bip
    row.kind, row.route, row.stage = sheet.kind, sheet.route, sheet.stage
    row.sector, row.division = _sector(sheet.sector), sheet.division
    row.is_region_wide = sheet.is_region_wide
    row.province = next(iter(provinces.values())) if len(provinces) == 1 else None
    row.beneficiaries_total = sheet.beneficiaries_total
    row.save()
    row.comunas.set(sheet.comunas)
    if sheet.stage:
        Stage.objects.get_or_create(initiative=row, stage=sheet.stage)
    held, _is_new = Registration.objects.update_or_create(
        initiative=row,
        defaults={
            "asked_clp": sheet.amount_clp,
            "asked_year": sheet.asked_year or row.year,
            "fund": sheet.fund,
            "beneficiaries_who": sheet.beneficiaries_who,
            "formulator_name": sheet.formulator,
            "executing_name": sheet.executing_unit,
            "received_on": sheet.received_on,
            "letter": sheet.letter,
            "letter_on": sheet.letter_on,
        },
    )
    return held


def keep_files(
    row: Initiative, files: Sequence[tuple[str, Readable, str]], *, actor: Actor
) -> None:
    """Keep what was sent with a sheet, for who works here.

    Args:
        row: what it is about.
        files: kind, file and name of each.
        actor: who sends them; whoever may keep the draft may send its papers, so those of a
            municipality are kept by the system: it does not work here.
    """
    keeper = actor if actor.is_staff else SYSTEM
    for kind, file, name in files:
        upload_document(
            kind=kind,
            file=file,
            name=name,
            title=name or row.name,
            subject=row.subject,
            visibility=Document.Visibility.INTERNAL,
            actor=keeper,
        )


def key_of(organisation: Organisation | None) -> str:
    """What a fact says of an organisation: its public key."""
    return organisation.slug if organisation else ""


def _sector(key: str) -> Sector | None:
    """The sector of a key; a national one that nobody used yet is kept from now on."""
    if not key:
        return None
    made, _is_new = Sector.objects.get_or_create(slug=key, defaults={"name": sectors()[key]})
    return made


def _check_words(sheet: Sheet) -> None:
    lists = (
        ("kind", sheet.kind, keys(vocabulary.KINDS)),
        ("route", sheet.route, keys(vocabulary.ROUTES)),
        ("stage", sheet.stage, ("", *keys(vocabulary.STAGES))),
        ("sector", sheet.sector, ("", *sectors())),
    )
    for field, value, allowed in lists:
        if value not in allowed:
            sentence = _("“%(value)s” is not in the list.") % {"value": value[:40]}
            raise BadInputError(sentence, field=field)


def _check_numbers(sheet: Sheet) -> None:
    this_year = timezone.localdate().year
    bounds = (
        ("amount_clp", sheet.amount_clp, 1, CLP_MAX, _("The amount has to be more than zero.")),
        ("beneficiaries_total", sheet.beneficiaries_total, 1, PEOPLE_MAX,
         _("Say how many people, at least one.")),
        ("asked_year", sheet.asked_year, this_year - YEARS_AROUND, this_year + YEARS_AROUND,
         _("That year is too far away.")),
    )  # fmt: skip
    for field, value, least, most, sentence in bounds:
        if value is not None and not least <= value <= most:
            raise BadInputError(sentence, field=field)


def _check_days(sheet: Sheet) -> None:
    today = timezone.localdate()
    for field, day in (("received_on", sheet.received_on), ("letter_on", sheet.letter_on)):
        if day is not None and day > today:
            raise BadInputError(_("That day is in the future."), field=field)
    if _is_after(sheet.letter_on, sheet.received_on):
        raise BadInputError(
            _("The letter cannot be later than the day on which it was received."),
            field="letter_on",
        )


def _is_after(first: date | None, second: date | None) -> bool:
    return first is not None and second is not None and first > second
