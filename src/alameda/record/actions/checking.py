"""The regular check of the record: made by the system each night, kept, and told in public."""

from __future__ import annotations

import logging
import time
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from alameda.foundation.actor import Actor
from alameda.record.actions.publish import publish
from alameda.record.events import RecordChecked
from alameda.record.models import Check
from alameda.record.rules.verifier import Report
from alameda.record.selectors.audit import audit

log = logging.getLogger(__name__)

SUBJECT = "record"
FINDINGS_KEPT = 20
CHECKS_KEPT = 400


def check_record(*, actor: Actor) -> Check:
    """Check the whole record and every row against it, keep what came of it, and publish it.

    What is wrong is logged and kept for the operator; the public fact says how much it is, and
    nothing of any row.

    Args:
        actor: the system.
    """
    started = time.monotonic()
    report = audit()
    took_ms = int((time.monotonic() - started) * 1_000)
    for sentence in _sentences(report)[:FINDINGS_KEPT]:
        log.error("The record is not what was signed: %s", sentence)
    return _keep(report, took_ms=took_ms, actor=actor)


@transaction.atomic
def _keep(report: Report, *, took_ms: int, actor: Actor) -> Check:
    size = report.checkpoint.size if report.checkpoint else 0
    wrong = len(report.findings) + (len(report.held.findings) if report.held else 0)
    kept = Check.objects.create(
        checked_at=timezone.now(),
        took_ms=took_ms,
        size=size,
        rows=report.held.rows if report.held else 0,
        wrong=wrong,
        findings=_sentences(report)[:FINDINGS_KEPT],
        covered=[asdict(one) for one in report.held.covered] if report.held else [],
    )
    last = Check.objects.order_by("-pk").values_list("pk", flat=True)[CHECKS_KEPT:]
    Check.objects.filter(pk__in=list(last)).delete()
    publish(
        RecordChecked(subject=SUBJECT, size=size, rows=kept.rows, wrong=wrong, took_ms=took_ms),
        actor=actor,
    )
    return kept


def _sentences(report: Report) -> list[str]:
    rows = report.held.findings if report.held else []
    return [*(one.sentence for one in report.findings), *(one.sentence for one in rows)]
