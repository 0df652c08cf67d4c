"""Making, correcting, closing and opening the accounts of people.

Who somebody is stays between the region and them: none of this is a fact of the record.
"""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from alameda.accounts import policies
from alameda.accounts.actions.roles import check_operators_stay, finish, lock_operators
from alameda.accounts.models import Invitation, Person
from alameda.accounts.rules import NAME_LETTERS, OPERATOR
from alameda.accounts.selectors import lasting, reach_of
from alameda.foundation.actor import Actor
from alameda.foundation.errors import BadInputError, NotAllowedError, RuleBrokenError
from alameda.foundation.texts import bare, is_visible, tidy, without_marks
from alameda.foundation.written import tidy as checked
from alameda.mail.actions import send
from alameda.mail.actions.send import address_of
from alameda.ui.site import brand

EMAIL_LETTERS = 254


@transaction.atomic
def add_person(*, name: str, email: str, actor: Actor) -> Person:
    """Make the account of somebody who has none; they cannot sign in until they are invited.

    Args:
        name: as it is read, at most 120 characters.
        email: the address they sign in with; capitals and the space around it do not count.
        actor: the operator, who heads a unit, or the system.

    Raises:
        NotAllowedError: the actor may not.
        BadInputError: no name, or no address.
        RuleBrokenError: somebody has an account with that address.
    """
    if not policies.may_add_person(actor, reach=reach_of(actor)):
        raise NotAllowedError(_("Only the operator and who heads a division add people."))
    told, address = _name_of(name), _email_of(email)
    if _is_taken(address):
        raise _taken(address)
    try:
        with transaction.atomic():
            return Person.objects.create_user(address, name=told)
    except IntegrityError as error:  # two at once: the other one was faster
        raise _taken(address) from error


@transaction.atomic
def correct_person(person: Person, *, name: str, email: str, actor: Actor) -> Person:
    """Correct the name or the address of somebody.

    A new address has to be confirmed by who reads it; the former one is told, so that nobody loses
    an account without knowing. An invitation to the former address opens nothing any more.

    Args:
        person: as the caller read it; locked and read again here.
        name: at most 120 characters.
        email: the address they sign in with from now on.
        actor: the operator, or the system.

    Raises:
        NotAllowedError: the actor may not.
        BadInputError: no name, or no address.
        RuleBrokenError: somebody else has an account with that address.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    _check_keeper(actor)
    told, address = _name_of(name), _email_of(email)
    former, person.name = person.email, told
    if address != former:
        if _is_taken(address, besides=person):
            raise _taken(address)
        person.email = address
        Invitation.objects.filter(person=person, accepted_at__isnull=True).delete()
    try:
        with transaction.atomic():
            person.save(update_fields=["name", "email"])
    except IntegrityError as error:
        raise _taken(address) from error
    if address != former:
        _move_address(person, former, actor=actor)
    return person


def _move_address(person: Person, former: str, *, actor: Actor) -> None:
    EmailAddress.objects.filter(user=person, email__iexact=former).delete()
    EmailAddress.objects.filter(user=person).update(primary=False)
    EmailAddress.objects.update_or_create(
        user=person, email=person.email, defaults={"primary": True, "verified": False}
    )
    if not person.has_usable_password():
        return
    with translation.override(settings.LANGUAGE_CODE):
        send(
            key=f"person/{person.pk}/moved/{timezone.now().isoformat()}",
            to=former,
            subject=_("Your account has another address now"),
            text=_(
                "The operator of %(government)s changed the address with which you sign in. This "
                "one no longer opens the account.\n\nIf you did not ask for it, tell the operator."
            )
            % {"government": brand().government},
            actor=actor,
        )


@transaction.atomic
def close_person(person: Person, *, now: datetime, actor: Actor) -> Person:
    """Close an account: nobody signs in with it, who is signed in is out, and its roles end.

    Args:
        person: as the caller read it; locked and read again here.
        now: the moment.
        actor: the operator, or the system.

    Raises:
        NotAllowedError: the actor may not.
        RuleBrokenError: it is closed already, or nobody would be operator after it.
    """
    lock_operators()
    person = Person.objects.select_for_update().get(pk=person.pk)
    _check_keeper(actor)
    if not person.is_active:
        raise RuleBrokenError(_("This account is closed already."))
    today = timezone.localdate(now)
    held = list(lasting(today).select_for_update().filter(person=person).order_by("pk"))
    check_operators_stay([grant for grant in held if grant.role == OPERATOR], today=today)
    for grant in held:
        finish(grant, ends_on=None, now=now, actor=actor)
    person.is_active = False
    person.save(update_fields=["is_active"])
    Invitation.objects.filter(person=person, accepted_at__isnull=True).delete()
    return person


@transaction.atomic
def reopen_person(person: Person, *, actor: Actor) -> Person:
    """Open a closed account again, with the password it had; its roles stay ended.

    Args:
        person: as the caller read it; locked and read again here.
        actor: the operator, or the system.

    Raises:
        NotAllowedError: the actor may not.
        RuleBrokenError: it is not closed.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    _check_keeper(actor)
    if person.is_active:
        raise RuleBrokenError(_("This account is not closed."))
    person.is_active = True
    person.save(update_fields=["is_active"])
    return person


def _name_of(told: str) -> str:
    """A name as it is kept: one line, nothing unseen in it.

    Raises:
        BadInputError: empty, too long, or with signs that no name has.
    """
    name = checked(tidy(without_marks(told)), field="name", most=NAME_LETTERS)
    if not is_visible(name) or not name.isprintable():
        raise BadInputError(_("Write the name as it is read, in one line."), field="name")
    return name


def _email_of(told: str) -> str:
    """An address as it is kept: small letters, no space around it, one that mail can be sent to.

    Raises:
        BadInputError: it is none.
    """
    try:
        address = address_of(bare(told).strip()).lower()
    except BadInputError as error:
        raise BadInputError(
            _("This is no e-mail address. Write it as name@example.cl"), field="email"
        ) from error
    if len(address) > EMAIL_LETTERS:
        raise BadInputError(
            _("This is too long: at most %(most)s characters.") % {"most": EMAIL_LETTERS},
            field="email",
        )
    return address


def _check_keeper(actor: Actor) -> None:
    if not policies.may_keep_people(actor):
        raise NotAllowedError(_("Only the operator corrects, closes and opens accounts."))


def _is_taken(address: str, *, besides: Person | None = None) -> bool:
    """Whether it opens an account already, or was confirmed as a second address of one."""
    own = besides.pk if besides else 0
    confirmed = EmailAddress.objects.filter(email__iexact=address, verified=True)
    return (
        Person.objects.filter(email=address).exclude(pk=own).exists()
        or confirmed.exclude(user_id=own).exists()
    )


def _taken(address: str) -> RuleBrokenError:
    sentence = _(
        "There is an account with the address %(email)s already: give that one the role instead of "
        "adding another."
    )
    return RuleBrokenError(sentence % {"email": address}, field="email")
