"""The portfolio for machines."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate
from pytest_django import DjangoAssertNumQueries

from alameda.accounts.models import Organisation
from alameda.accounts.tests.factories import RoleGrantFactory
from alameda.investments.api.lists import SUBLISTS
from alameda.investments.models import Initiative, Sector
from alameda.investments.tests.factories import (
    ContractFactory,
    FundingRequestFactory,
    InitiativeFactory,
    PaymentFactory,
)
from alameda.record.models import Entry
from alameda.thread.models import Subject

pytestmark = pytest.mark.django_db
LIST = "/api/v1/initiatives"


def codes(answer: Any) -> list[str]:
    return [item["code"] for item in answer.json()["items"]]


def test_pages_follow_one_another_and_miss_nothing(client: Client) -> None:
    made = [InitiativeFactory.create(code=f"INV-{number:02}").code for number in range(7)]

    seen, path = [], f"{LIST}?limit=3&kind=project"
    while path:
        answer = client.get(path)
        seen += codes(answer)
        path = (answer.json()["next"] or "").partition("/api/")[2]
        path = path and f"/api/{path}"

    assert seen == made


def test_a_cursor_that_somebody_kept_still_leads_to_its_page(client: Client) -> None:
    for code in ("INV-01", "INV-02", "INV-03"):
        InitiativeFactory.create(code=code)

    assert codes(client.get(f"{LIST}?cursor=WyJJTlYtMDEiXQ")) == ["INV-02", "INV-03"]
    of_another_list = client.get(f"{LIST}?cursor=WyIyMDI2LTA0LTA4IiwxXQ")
    assert of_another_list.status_code == 422


def test_filters_narrow_and_their_values_widen(client: Client) -> None:
    sport = Sector.objects.create(slug="deporte", name="Deporte")
    InitiativeFactory.create(code="A", route="fril", state="tender", sector=sport)
    InitiativeFactory.create(code="B", route="sni", state="closed", year=2020)
    InitiativeFactory.create(code="C", route="sni", state="tender")

    assert codes(client.get(f"{LIST}?route=fril&route=sni&state_group=contracting")) == ["A", "C"]
    assert codes(client.get(f"{LIST}?state=closed&year=2020")) == ["B"]
    assert codes(client.get(f"{LIST}?sector=deporte")) == ["A"]
    assert codes(client.get(f"{LIST}?comuna=13101")) == []


def test_what_is_not_public_is_absent(client: Client) -> None:
    hidden = InitiativeFactory.create(code="HIDDEN")
    Subject.objects.filter(pk=hidden.subject_id).update(visibility=Subject.Visibility.INTERNAL)

    absent = client.get(f"{LIST}/NADA", headers={"Accept-Language": "en"}).json()
    found = client.get(f"{LIST}/HIDDEN", headers={"Accept-Language": "en"}).json()

    assert codes(client.get(LIST)) == []
    assert found["status"] == 404
    assert {**found, "instance": "", "detail": ""} == {**absent, "instance": "", "detail": ""}
    assert client.get(f"{LIST}/HIDDEN/payments").status_code == 404


def test_what_staff_reads_is_kept_by_nobody(client: Client) -> None:
    code = InitiativeFactory.create().code
    paths = (LIST, f"{LIST}/{code}", f"{LIST}/{code}/payments", f"/api/v1/thread/{code}")
    assert {client.get(path)["Cache-Control"] for path in paths} == {"public, max-age=30"}

    client.force_login(RoleGrantFactory.create(role="investment_planning").person)

    assert {client.get(path)["Cache-Control"] for path in paths} == {"private, no-store"}


def test_an_initiative_is_found_by_its_bip_code_too(client: Client) -> None:
    InitiativeFactory.create(code="INV-1", bip="40030997-0")
    for name in ("INV-1", "40030997-0", "40030997"):
        assert client.get(f"{LIST}/{name}").json()["code"] == "INV-1"


def test_every_list_under_an_initiative_answers_in_its_declared_shape(client: Client) -> None:
    contract = ContractFactory.create(
        contractor=Organisation.objects.create(slug="aromo", name="Constructora Aromo")
    )
    PaymentFactory.create(initiative=contract.initiative)
    FundingRequestFactory.create(stage__initiative=contract.initiative)
    detail = client.get(f"{LIST}/{contract.initiative.code}").json()

    assert set(detail["lists"]) == {sublist.path for sublist in SUBLISTS}
    for sublist in SUBLISTS:
        rows = client.get(f"{LIST}/{contract.initiative.code}/{sublist.path}").json()
        for row in rows:
            assert sublist.shape.model_validate(row).model_dump(mode="json").keys() == row.keys()
    contracts = client.get(f"{LIST}/{contract.initiative.code}/contracts").json()
    assert contracts[0]["contractor"] == "Constructora Aromo"


def test_an_answer_is_not_sent_again_to_who_has_it(client: Client) -> None:
    initiative = InitiativeFactory.create()
    first = client.get(f"{LIST}/{initiative.code}")
    again = client.get(f"{LIST}/{initiative.code}", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")

    Initiative.objects.filter(pk=initiative.pk).update(name="Otra")
    changed = client.get(f"{LIST}/{initiative.code}", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_a_list_costs_the_same_queries_at_one_row_and_at_twenty(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    InitiativeFactory.create()
    # The initiatives with their sector and unit; their comunas.
    with django_assert_num_queries(2):
        client.get(LIST)
    InitiativeFactory.create_batch(20)
    with django_assert_num_queries(2):
        client.get(LIST)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=many", "limit"),
        ("cursor=nonsense", "cursor"),
        ("cursor=WyJhXHUwMDAwIl0", "cursor"),
        ("comuna=Maipú", "comuna"),
        ("route=boat", "route"),
        ("state_group=nowhere", "state_group"),
        ("year=20255", "year"),
        ("changed_since=yesterday", "changed_since"),
    ],
)
def test_an_impossible_filter_is_named(client: Client, query: str, field: str) -> None:
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert field in answer.json()["errors"][0]["field"]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.dictionaries(
        st.sampled_from(["limit", "cursor", "comuna", "state", "sector", "year", "x"]),
        st.text(max_size=40),
        max_size=4,
    )
)
def test_no_query_breaks_the_list(client: Client, query: dict[str, str]) -> None:
    assert client.get(LIST, query).status_code in {200, 422}


def test_the_description_is_valid_openapi_and_every_operation_tells_its_errors(
    client: Client,
) -> None:
    description = client.get("/api/v1/openapi.json").json()

    validate(description)
    assert description["openapi"].startswith("3.1")
    for path in description["paths"].values():
        for operation in path.values():
            assert "application/problem+json" in operation["responses"]["default"]["content"]


@pytest.mark.parametrize(
    "path", ["/api/v1/", "/api/v1/nothing", "/api/v1/initiatives/A/nothing", "/api/v2/"]
)
def test_an_unknown_address_of_the_api_is_a_problem_document(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_a_wrong_method_is_a_problem_document(client: Client) -> None:
    answer = client.delete(LIST)
    assert answer.status_code == 405
    assert answer["Content-Type"] == "application/problem+json"


def staff(client: Client, role: str) -> None:
    """Sign in somebody who holds a role."""
    client.force_login(
        RoleGrantFactory.create(role=role).person,
        backend="django.contrib.auth.backends.ModelBackend",
    )


def asked(**changes: object) -> dict[str, object]:
    return {
        "to": "in_evaluation",
        "version": 1,
        "happened_on": "2026-03-02",
        "document": "Oficio 12",
        **changes,
    }


def moved(client: Client, initiative: Initiative, **changes: object) -> Any:
    path = f"{LIST}/{initiative.code}/moves"
    return client.post(path, asked(**changes), content_type="application/json")


def test_who_may_moves_an_initiative_and_the_record_says_so(client: Client) -> None:
    initiative = InitiativeFactory.create(state="admissible")
    staff(client, "preinvestment_analyst")

    answer = moved(client, initiative)

    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["version"]) == ("in_evaluation", 2)
    assert Entry.objects.filter(subject=initiative.code).count() == 1


@pytest.mark.parametrize(
    ("role", "changes", "status", "code"),
    [
        ("", {}, 401, "not-signed-in"),
        ("auditor", {}, 403, "not-allowed"),
        ("preinvestment_analyst", {"version": 7}, 409, "stale"),
        ("preinvestment_analyst", {"to": "closed"}, 409, "rule-broken"),
        ("preinvestment_analyst", {"to": "nowhere"}, 422, "bad-input"),
        ("preinvestment_analyst", {"happened_on": "soon"}, 422, "bad-input"),
        ("preinvestment_analyst", {"document": ["a"]}, 422, "bad-input"),
    ],
)
def test_a_refused_move_leaves_no_trace(
    client: Client, role: str, changes: dict[str, object], status: int, code: str
) -> None:
    initiative = InitiativeFactory.create(state="admissible")
    if role:
        staff(client, role)

    answer = moved(client, initiative, **changes)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    initiative.refresh_from_db()
    assert (initiative.state, initiative.version) == ("admissible", 1)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"text"', "9" * 5_000, "{}"])
def test_a_body_of_the_wrong_shape_is_a_problem_document(client: Client, body: str) -> None:
    initiative = InitiativeFactory.create(state="admissible")
    staff(client, "preinvestment_analyst")
    path = f"{LIST}/{initiative.code}/moves"
    answer = client.post(path, body, content_type="application/json")
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"


def test_a_move_from_another_site_is_refused() -> None:
    initiative = InitiativeFactory.create(state="admissible")
    strict = Client(enforce_csrf_checks=True)
    staff(strict, "preinvestment_analyst")
    answer = moved(strict, initiative)
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"
