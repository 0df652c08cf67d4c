"""Registering an initiative at the desk."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alameda.accounts.models import Organisation, Unit
from alameda.foundation.actor import Actor
from alameda.foundation.codes import parse_bip
from alameda.foundation.errors import BadInputError, NotAllowedError, RuleBrokenError
from alameda.foundation.vocabulary import keys
from alameda.investments import policies
from alameda.investments.actions.cards import refresh_cards
from alameda.investments.events import InitiativeRegistered
from alameda.investments.models import Initiative, Stage, StateChange
from alameda.investments.rules import vocabulary
from alameda.record.actions import publish
from alameda.territory.models import Comuna
from alameda.thread.models import Subject

NAME_LETTERS = 400


@transaction.atomic
def register_initiative(  # noqa: PLR0913  # the fields of the first sheet, each with its own meaning
    *,
    name: str,
    kind: str,
    route: str,
    stage: str,
    comunas: Sequence[Comuna],
    actor: Actor,
    bip: str = "",
    division: Unit | None = None,
    formulator: Organisation | None = None,
) -> Initiative:
    """Register a new initiative as a draft, with its public code, and publish the fact.

    Args:
        name: process, object and place, as the register of investments writes it.
        kind: from ``vocabulary.KINDS``.
        route: from ``vocabulary.ROUTES``.
        stage: from ``vocabulary.STAGES``, or empty where the route has none.
        comunas: where it lies; none: the whole region.
        actor: who registers it; formulators only in their own comuna.
        bip: its code in the national project bank, where it has one already.
        division: the division that follows it.
        formulator: who drafts it.

    Raises:
        NotAllowedError: the actor may not register an initiative there.
        BadInputError: no name, a name too long, or a value that its list does not have.
        RuleBrokenError: there is an initiative with that BIP code.

    Source: docs/rules/investment-cycle.md, "Registering".
    """
    cuts = sorted(place.cut for place in comunas)
    if not policies.may_register(actor, cuts=cuts, unit=division.code if division else ""):
        raise NotAllowedError(_("You may not register initiatives there."))
    name = " ".join(name.split())
    _check_name(name)
    _check_words(kind, route, stage)
    bank_code = _free_bip(bip)
    today = timezone.localdate()
    code = _next_code(today.year)
    row = Initiative.objects.create(
        subject=Subject.objects.create(
            code=code, kind="initiative", title=name, address=f"/inversiones/{code}/", state="draft"
        ),
        source_key=f"desk:{code}",
        code=code,
        bip=bank_code,
        name=name,
        kind=kind,
        route=route,
        stage=stage,
        province=comunas[0].province
        if len({place.province_id for place in comunas}) == 1
        else None,
        is_region_wide=not comunas,
        formulator=formulator,
        division=division,
        state="draft",
        state_since=today,
        year=today.year,
    )
    row.comunas.set(comunas)
    if stage:
        Stage.objects.create(initiative=row, stage=stage)
    StateChange.objects.create(
        initiative=row, to_state="draft", happened_on=today, by_role=actor.public_name[:120]
    )
    publish(
        InitiativeRegistered(
            subject=code,
            name=name,
            kind=kind,
            route=route,
            state="draft",
            comunas=tuple(cuts),
            requested_clp=None,
        ),
        actor=actor,
    )
    refresh_cards([row.pk])
    row.refresh_from_db()
    return row


def _check_name(name: str) -> None:
    if not name:
        raise BadInputError(_("Write its name."), field="name")
    if len(name) > NAME_LETTERS:
        sentence = _("The name is too long: at most %(most)s characters.") % {"most": NAME_LETTERS}
        raise BadInputError(sentence, field="name")
    if "\x00" in name:
        raise BadInputError(_("This has a character that cannot be kept."), field="name")


def _check_words(kind: str, route: str, stage: str) -> None:
    lists = (
        ("kind", kind, keys(vocabulary.KINDS)),
        ("route", route, keys(vocabulary.ROUTES)),
        ("stage", stage, ("", *keys(vocabulary.STAGES))),
    )
    for field, value, allowed in lists:
        if value not in allowed:
            sentence = _("“%(value)s” is not in the list.") % {"value": value[:40]}
            raise BadInputError(sentence, field=field)


def _free_bip(text: str) -> str | None:
    if not text.strip():
        return None
    code = parse_bip(text, field="bip").code
    taken = Initiative.objects.filter(bip=code).values_list("code", flat=True).first()
    if taken is not None:
        said = {"bip": code, "code": taken}
        raise RuleBrokenError(
            _("The BIP code %(bip)s is that of initiative %(code)s.") % said, field="bip"
        )
    return code


def _next_code(year: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('investments_initiative_number')")
        (number,) = cursor.fetchone()
    return f"INV-{year}-{number:05d}"
