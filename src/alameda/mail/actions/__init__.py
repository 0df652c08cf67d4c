"""Every write of mail: written with its act, sent afterwards, forgotten in time.

Mail publishes no fact. What happened is in the record by the act itself; that somebody was written
to, when, and whether it arrived, is between the region and that person.
"""

from alameda.mail.actions.deliver import Delivered, deliver_due
from alameda.mail.actions.forget import forget_old
from alameda.mail.actions.send import Draft, send, send_many
from alameda.mail.actions.smtp import DelayedError, RefusedError, UnreachableError
from alameda.mail.actions.trial import greet, try_out

__all__ = [
    "DelayedError",
    "Delivered",
    "Draft",
    "RefusedError",
    "UnreachableError",
    "deliver_due",
    "forget_old",
    "greet",
    "send",
    "send_many",
    "try_out",
]
