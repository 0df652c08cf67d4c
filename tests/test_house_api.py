"""The API as a whole: one meaning for a name, and nothing kept that only staff may see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from django.db.models import Model
from django.test import Client
from pydantic import BaseModel

from alameda.accounts.tests.factories import PersonFactory, RoleGrantFactory
from alameda.api import api
from alameda.council.tests.stories import make_story
from alameda.documents.tests.test_uploads import upload
from alameda.investments.tests.factories import InitiativeFactory
from alameda.thread.models import Subject

OPERATIONS: dict[str, dict[str, Any]] = api.get_openapi_schema()["paths"]
READ = [path for path, methods in OPERATIONS.items() if "get" in methods]


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that a type is made of, each with those of its fields."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from models_in(field.annotation)
    for inner in get_args(annotation):
        yield from models_in(inner)


def described() -> Iterator[type[BaseModel]]:
    """Each class that becomes a component of the description; ninja's own wrappers do not."""
    for router in api._get_bound_routers():
        for view in router.path_operations.values():
            for operation in view.operations:
                bodies = [one for one in operation.models if one.__ninja_param_source__ == "body"]
                for wrapper in [*operation.response_models.values(), *bodies]:
                    if wrapper is not None:
                        yield from (kind for kind in models_in(wrapper) if kind is not wrapper)


def clashes(kinds: Iterator[type[BaseModel]]) -> dict[str, list[str]]:
    """The names that two classes share, with the modules of these."""
    named: dict[str, set[type[BaseModel]]] = {}
    for kind in kinds:
        named.setdefault(kind.__name__, set()).add(kind)
    return {
        name: sorted(kind.__module__ for kind in kinds)
        for name, kinds in named.items()
        if len(kinds) > 1
    }


def test_a_component_of_the_description_is_one_class() -> None:
    found = list(described())

    assert {kind.__name__ for kind in found} <= set(
        api.get_openapi_schema()["components"]["schemas"]
    )
    assert len({kind.__name__ for kind in found}) > 20
    assert clashes(iter(found)) == {}


def test_the_rule_on_components_sees_two_classes_of_one_name() -> None:
    one = type("Stone", (BaseModel,), {"__module__": "roads"})
    other = type("Stone", (BaseModel,), {"__module__": "houses"})

    assert clashes(iter([one, one])) == {}
    assert clashes(iter([one, other])) == {"Stone": ["houses", "roads"]}


@pytest.fixture
def codes(db: None) -> list[str]:
    """Codes of all there is in a region with a bit of everything public."""
    story = make_story()
    InitiativeFactory.create()
    rows: list[Model] = [*story.members, story.vote, upload(visibility="public")]
    return [
        *Subject.objects.values_list("code", flat=True),
        *(str(vars(row)["code"]) for row in rows),
    ]


@pytest.fixture
def desk() -> Client:
    """Somebody signed in with a role."""
    person = PersonFactory.create()
    RoleGrantFactory.create(person=person, role="council_secretary")
    client = Client()
    client.force_login(person)
    return client


def test_who_may_keep_an_answer_is_decided_from_who_asks(
    codes: list[str], client: Client, desk: Client
) -> None:
    wrong = []
    for path in READ:
        tried = [path.replace("{code}", code) for code in codes] if "{" in path else [path]
        here = next((one for one in tried if client.get(one).status_code == 200), None)
        assert here, f"{path} answers nothing: make an example of what it tells in “codes”"
        public, private = (who.get(here).headers["Cache-Control"] for who in (client, desk))
        if not (public.startswith("public, max-age=") and private == "private, no-store"):
            wrong.append((here, public, private))
    assert len(READ) > 20
    assert wrong == []


@pytest.mark.django_db
def test_an_answer_that_is_known_already_is_kept_by_nobody_either(desk: Client) -> None:
    etag = desk.get("/api/v1/initiatives").headers["ETag"]

    again = desk.get("/api/v1/initiatives", headers={"If-None-Match": etag})

    assert (again.status_code, again.headers["Cache-Control"]) == (304, "private, no-store")
