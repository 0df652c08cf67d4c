"""What a kept page is made of: the version of the record, of all modules or of some."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alameda.foundation.actor import SYSTEM
from alameda.record.actions import publish, publish_many, sequence_pending
from alameda.record.events import Fact, verbs_of
from alameda.record.selectors import record_version, told_version
from alameda.record.selectors.log import TOLD_APART
from alameda.record.tests.facts import StoneLaid, lay

if TYPE_CHECKING:
    from pytest_django import Settings


def link() -> None:
    """An act of another module, which stands above this one: found by its verb."""
    linked: Any = Fact.kinds["subjects.linked"]
    fact = linked(subject="A", kind="answers", target="B", linked_on=timezone.localdate())
    publish(fact, actor=SYSTEM)


def act(fact: str) -> None:
    with transaction.atomic():
        lay(1) if fact == "stone" else link()


def test_a_module_has_its_own_verbs_and_a_name_that_is_none_is_refused() -> None:
    assert verbs_of("thread") == ["subjects.linked"]
    assert set(verbs_of("thread")) < set(verbs_of("thread", "record"))
    with pytest.raises(LookupError, match="cuoncil"):
        verbs_of("thread", "cuoncil")


@pytest.mark.django_db
def test_a_fact_makes_another_version_of_its_module_alone_and_so_does_its_place() -> None:
    stones, links = told_version("record"), told_version("thread")
    seen = {stones}
    for step in (lambda: lay(1), lambda: lay(2), sequence_pending, lambda: lay(3)):
        step()
        assert told_version("thread") == links
        assert told_version("record") not in seen
        assert told_version("record") == told_version("record")
        seen.add(told_version("record"))
    both = told_version("record", "thread")
    link()
    assert told_version("thread") != links
    assert told_version("record", "thread") != both


@pytest.mark.django_db
def test_while_very_many_wait_none_is_told_apart() -> None:
    links = told_version("thread")
    publish_many((StoneLaid(subject="S", number=n) for n in range(TOLD_APART + 1)), actor=SYSTEM)
    assert told_version("thread") == record_version()

    sequence_pending()

    assert told_version("thread") == links


@pytest.mark.django_db(transaction=True)
def test_where_pages_are_kept_an_unchanged_record_costs_one_query(settings: Settings) -> None:
    settings.PAGES_KEPT = 8
    act("stone")
    act("link")
    for fact, is_renewed in (("stone", False), ("link", True)):
        before = told_version("thread")
        with CaptureQueriesContext(connection) as seen:
            assert told_version("thread") == before
        assert len(seen) == 1  # the whole record's version
        act(fact)
        assert (told_version("thread") != before) == is_renewed


@pytest.mark.django_db(transaction=True)
def test_what_was_never_committed_is_not_remembered(settings: Settings) -> None:
    settings.PAGES_KEPT = 8
    before = told_version("thread")
    with transaction.atomic():
        lay(1)
        assert told_version("thread") == before
        transaction.set_rollback(True)

    act("link")

    assert told_version("thread") != before
