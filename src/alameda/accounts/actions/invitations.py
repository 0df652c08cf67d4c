"""Inviting somebody to choose a password, and their answer.

What the link holds is known to nobody afterwards: only its digest is kept.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from secrets import token_urlsafe

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from alameda.accounts import policies
from alameda.accounts.models import Invitation, Person
from alameda.accounts.rules import INVITED_DAYS, OPERATOR
from alameda.accounts.selectors import lasting, open_invitation, reach_of
from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, NotAllowedError, RuleBrokenError
from alameda.foundation.written import digest
from alameda.mail.actions import send
from alameda.ui.site import brand

PATH = "/cuenta/invitacion/"
SECRET_BYTES = 32


@transaction.atomic
def invite_person(person: Person, *, is_by_mail: bool, now: datetime, actor: Actor) -> str:
    """Invite somebody to choose their password; an earlier invitation opens nothing any more.

    Args:
        person: as the caller read it; locked and read again here.
        is_by_mail: the link is sent to their address; otherwise only the caller has it.
        now: the moment; the link is good for 14 days.
        actor: the operator, who heads the unit of each of their roles, or the system.

    Returns:
        The link, to be shown once; empty where it was sent.

    Raises:
        NotAllowedError: the actor may not.
        RuleBrokenError: the account is closed, or they have a password.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    held = lasting(timezone.localdate(now)).filter(person=person).values_list("role", "unit__code")
    roles = [(role, unit or "") for role, unit in held]
    if not policies.may_invite(actor, held=roles, reach=reach_of(actor)):
        raise NotAllowedError(_("Only the operator invites this person."))
    if not person.is_active:
        raise RuleBrokenError(_("This account is closed: open it first, then invite."))
    if person.has_usable_password() and not policies.may_invite_again(actor):
        raise RuleBrokenError(
            _(
                "This person has a password. Who forgot it chooses another one on the page to sign "
                "in, under “I forgot my password”."
            )
        )
    secret = token_urlsafe(SECRET_BYTES)
    Invitation.objects.update_or_create(
        person=person,
        defaults={
            "digest": digest(secret),
            "invited_at": now,
            "expires_at": now + timedelta(days=INVITED_DAYS),
            "accepted_at": None,
            "is_known_to_head": not is_by_mail and not actor.has(OPERATOR),
        },
    )
    link = f"{settings.BASE_URL}{PATH}{secret}/"
    if not is_by_mail:
        return link
    _write(person, link, key=digest(secret)[:16], actor=actor)
    return ""


def _write(person: Person, link: str, *, key: str, actor: Actor) -> None:
    """The invitation itself, in the language of the region whatever the inviter reads."""
    with translation.override(settings.LANGUAGE_CODE):
        government = brand().government
        send(
            key=f"person/{person.pk}/invited/{key}",
            to=person.email,
            subject=_("%(government)s: choose your password") % {"government": government},
            text=_(
                "Good day, %(name)s:\n\n%(government)s made an account for you. Open this link and "
                "choose the password with which you will sign in:\n\n%(link)s\n\nIt works once, "
                "during %(days)s days. If you did not expect it, do nothing."
            )
            % {
                "name": person.name,
                "government": government,
                "link": link,
                "days": INVITED_DAYS,
            },
            actor=actor,
        )


@transaction.atomic
def accept_invitation(mark: str, *, password: str, now: datetime, actor: Actor) -> Person:
    """Choose the password of an account, by the link that its person was given; once.

    Args:
        mark: digest of what the link holds.
        password: as typed.
        now: the moment.
        actor: whoever has the link: a visitor, or somebody signed in.

    Returns:
        The person, who may sign in from now on; their address is confirmed.

    Raises:
        NotAllowedError: a machine asks.
        RuleBrokenError: the link was used, is too old, or another one took its place.
        BadInputError: the password is too easy to guess.
    """
    if not policies.may_accept(actor):
        raise NotAllowedError(_("Only a person accepts an invitation."))
    found = open_invitation(mark, now=now)
    if found is not None:
        # The person before the invitation, as who invites again does.
        Person.objects.select_for_update().get(pk=found.person_id)
        found = open_invitation(mark, now=now)
    if found is None:
        raise RuleBrokenError(
            _("This invitation was used, is too old, or another one took its place.")
        )
    person = found.person
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise BadInputError(" ".join(error.messages), field="password1") from error
    person.set_password(password)
    person.save(update_fields=["password"])
    found.accepted_at = now
    found.save(update_fields=["accepted_at"])
    EmailAddress.objects.filter(user=person).exclude(email=person.email).update(primary=False)
    EmailAddress.objects.update_or_create(
        user=person, email=person.email, defaults={"primary": True, "verified": True}
    )
    return person
