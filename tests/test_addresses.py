"""Every address there is, with what nobody should send: refused in words, and never a failure.

One loop a test instead of a case a test: there are some thousands, and each is told by its address.
"""

from __future__ import annotations

import base64
import io
import itertools
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from allauth.account.models import EmailAddress
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from alameda.accounts.models import Person
from alameda.accounts.rules import ROLES
from alameda.accounts.tests.factories import PersonFactory, RoleGrantFactory
from alameda.council.models import AgendaItem, PastImport
from alameda.council.tests.stories import make_story
from alameda.documents.actions import upload_document
from alameda.foundation.access import access_of
from alameda.foundation.actor import SYSTEM
from alameda.foundation.machines import API_PREFIX
from alameda.foundation.sections import machine_prefixes
from alameda.intake.models import ImportRun
from alameda.investments.tests.factories import InitiativeFactory
from alameda.opendata.selectors.oparl.lists import KINDS
from alameda.record.actions import sequence_pending
from alameda.territory.models import Comuna, Province, Region
from alameda.thread.models import Subject

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"

# Percent-encoded, as they go over the wire.
FOR_MACHINES = (API_PREFIX, *machine_prefixes())
HOSTILE = (
    "%00", "a%00b", "%ED%A0%80", "%FF", "1" + "0" * 30, "9" * 5_000, "-1", "0", "0.5", "9999-12-31",
    "9999-12", "0001-01-01", "0001-01", "2026-02-30", "2026-13", "0001-01-01T00:00:00%2B14:00",
    "9999-12-31T23:59:59-14:00", "2026-01-01T00:00:00%2B99:00", "x" * 3_000, "%E2%80%AE%E2%80%8F",
    "-" * 190, "%22%22-(!:" * 18,
    "..%2F..%2Fetc%2Fpasswd", "%25s%25n", "http:%2F%2F%5B::1%5Devil", "%F0%9F%92%A9", "%20", "",
)  # fmt: skip


def cursor(*values: object) -> str:
    """A cursor that nobody was given."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


EDGES = (
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01", "9999-12-31",
    "2026-01-01T00:00:00", "2026-01-01", "\ud800", "\0",
)  # fmt: skip
CURSORS = (
    *(cursor(*way, at, 1) for at in EDGES for way in ((), ("n",), ("p",))),
    *(cursor(*way, "2026-01-01", number) for number in (10**30, -(10**30)) for way in ((), ("n",))),
    *(cursor(text) for text in ("\0", "\ud800", "x" * 250)),
    cursor([[[]]]),
    "x",
)  # fmt: skip


@dataclass(frozen=True)
class Route:
    """An address with places to fill: ``template`` has ``{name}`` for each."""

    template: str
    names: tuple[str, ...]
    is_public: bool


def _routes(entries: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[Route]:
    for entry in entries:
        where = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _routes(entry.url_patterns, where)
            continue
        plain = where.replace("^", "").replace("$", "")
        plain = re.sub(r"\(\?P<(\w+)>(?:\[[^]]*\]|[^)])*\)", r"{\1}", plain)
        plain = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", plain)
        access = access_of(entry.callback)
        is_public = plain.startswith("api/") or (access is not None and access.is_public)
        yield Route(f"/{plain}", tuple(re.findall(r"{(\w+)}", plain)), is_public)


@pytest.fixture
def candidates(db: None) -> dict[str, list[str]]:
    """A small instance, and what its addresses may be filled with, by the name of the place."""
    region = Region.objects.create(code="test", cut="99", name="R", government="G", capital="C")
    province = Province.objects.create(cut="991", name="Provincia", region=region)
    Comuna.objects.create(
        cut="99101", name="Aromos", sort_name="aromos", province=province, tile_x=1, tile_y=1
    )
    story = make_story()
    initiative = InitiativeFactory.create(code="30109-0")
    document = upload_document(
        file=io.BytesIO(b"fecha;monto\n2026;1\n"),
        name="a.csv",
        title="Certificado",
        visibility="public",
        actor=SYSTEM,
    )
    shared: dict[str, Any] = {"number": 1, "profile": "nuble", "started_at": timezone.now()}
    ImportRun.objects.create(**shared, state="done", started_by="system", fingerprint="0" * 64)
    PastImport.objects.create(**shared, by_role="system", finished_at=timezone.now())
    sequence_pending()
    codes = [document.code, initiative.code, *Subject.objects.values_list("code", flat=True)]
    item = AgendaItem.objects.filter(session__isnull=False).values_list("pk", flat=True)[0]
    return {
        "code": codes,
        "slug": [story.members[0].slug, story.committee.slug],
        "cut": ["99101"],
        "number": ["1"],
        "index": ["0"],
        "pk": [str(item), "1"],
        "name": [document.versions.get().file_name, "consejo", "consejo/acuerdos", "x/30109-0"],
        "rest": ["0/000.p/1", "entries/000.p/1"],
        "kind": [*KINDS, "bodies", "legislativeterms", "memberships"],
        "key": [*codes, story.committee.slug, "bloc-bancada-sur", f"mandate-{1}"],
        "uidb36": ["1"],
    }


@pytest.fixture
def clients(client: Client) -> dict[bool, Client]:
    """Who asks: a visitor what is public, somebody with every role what is not."""
    person = PersonFactory.create()
    for role in ROLES:
        RoleGrantFactory.create(person=person, role=role.key)
    insider = Client()
    insider.force_login(person)
    return {True: client, False: insider}


class Noting(QueryDict):
    """A query that notes which of its names a view asks for."""

    asked: set[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.asked = set()
        super().__init__(*args, **kwargs)

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)

    def getlist(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return super().getlist(key, default)


def names_read(client: Client, path: str) -> set[str]:
    """The parameters that a page reads, told by the page itself."""
    noted = Noting("")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIRequest, "GET", noted)
        client.get(path)
    return noted.asked


def filled(template: str, values: dict[str, str]) -> str:
    """A template with values as they go over the wire."""
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", value)
    return template


def opened(client: Client, route: Route, candidates: dict[str, list[str]]) -> dict[str, str]:
    """Values that lead to a page of the route, where the instance has one; else the first ones."""
    choices = [
        [quote(value, safe="/") for value in candidates.get(name, ["1"])] for name in route.names
    ]
    first: dict[str, str] = {}
    for chosen in itertools.islice(itertools.product(*choices), 60):
        values = dict(zip(route.names, chosen, strict=True))
        first = first or values
        if client.get(filled(route.template, values)).status_code == 200:
            return values
    return first


def fault_of(answer: HttpResponse, path: str) -> str:
    """What is wrong with an answer; empty where it is as it should be."""
    kind = answer.headers.get("Content-Type", "")
    if answer.status_code >= 500:
        return f"{answer.status_code}"
    if answer.status_code < 400:
        return ""
    if path.startswith(FOR_MACHINES):
        is_told = kind == PROBLEM or (path.startswith("/record/") and kind.startswith("text/plain"))
        return "" if is_told else f"{answer.status_code} as {kind}"
    language = "en" if path.startswith("/en/") else "es-CL"
    is_page = kind.startswith("text/html") and f'lang="{language}"'.encode() in answer.content
    return "" if is_page else f"{answer.status_code} as {kind}, not in {language}"


def faults(client: Client, paths: Iterable[str]) -> list[str]:
    """What is wrong, with its address."""
    client.raise_request_exception = False
    found = []
    for path in paths:
        answer = client.get(path)
        if fault := fault_of(answer, path):
            found.append(f"{path[:120]}: {fault}")
    return found


def spoilt(route: Route, values: dict[str, str]) -> Iterator[str]:
    """The addresses of a route with one of its places filled by what nobody should send."""
    for name, hostile in itertools.product(route.names, HOSTILE):
        path = filled(route.template, {**values, name: hostile})
        yield path
        if hostile in {"%00", "-1", "x" * 3_000} and not path.startswith(FOR_MACHINES):
            yield f"/en{path}"


def asking(path: str, names: Iterable[str]) -> Iterator[str]:
    """The address with each of its parameters holding what nobody should send."""
    # A file reads its address as its page does: a third of the values tells whether it does.
    values = HOSTILE if path.endswith("/") or path.startswith(FOR_MACHINES) else HOSTILE[::3]
    for name in sorted(names):
        for value in (*values, *CURSORS) if name in {"desde", "cursor"} else values:
            yield f"{path}?{quote(name)}={value}"
        yield f"{path}?{quote(name)}=1&{quote(name)}=2"
    yield f"{path}?%00=1"
    yield f"{path}?{'x' * 3_000}=1"
    yield f"{path}?" + "&".join(f"a{number}" for number in range(1_200))


ROUTES = list(_routes(get_resolver().url_patterns))


def test_no_place_of_an_address_makes_it_fail(
    clients: dict[bool, Client], candidates: dict[str, list[str]]
) -> None:
    seen = 0
    found: list[str] = []
    for route in ROUTES:
        client = clients[route.is_public]
        values = opened(client, route, candidates)
        kinds = candidates["kind"] if "kind" in route.names else [""]
        for kind in kinds:
            chosen = {**values, "kind": kind} if kind else values
            paths = list(spoilt(route, chosen))
            seen += len(paths)
            found += faults(client, paths)
    assert found == []
    assert seen > 1_000


def test_no_parameter_of_an_address_makes_it_fail(
    clients: dict[bool, Client], candidates: dict[str, list[str]]
) -> None:
    read: dict[str, set[str]] = {}
    found: list[str] = []
    for route in ROUTES:
        if route.template.startswith(("/api/", "/oparl/")):
            continue  # they say themselves what they read: the test below
        client = clients[route.is_public]
        path = filled(route.template, opened(client, route, candidates))
        read[path] = names_read(client, path)
        found += faults(client, asking(path, read[path]))
    assert found == []
    assert {"anio", "organo", "tipo", "q", "desde"} <= read["/consejo/sesiones/"]
    assert {"acto", "codigo", "antes"} <= read["/registro/"]
    assert read["/buscar/"] == {"q"}


def test_no_parameter_of_a_machines_address_makes_it_fail(
    client: Client, candidates: dict[str, list[str]]
) -> None:
    described = client.get("/api/v1/openapi.json").json()["paths"]
    found: list[str] = []
    for template, operations in described.items():
        told = operations.get("get", {}).get("parameters", [])
        names = {each["name"] for each in told if each["in"] == "query"}
        route = Route(template, tuple(re.findall(r"{(\w+)}", template)), is_public=True)
        path = filled(template, opened(client, route, candidates))
        found += faults(client, asking(path, names))
    for kind in candidates["kind"]:
        names = {"page", "limit", "elementsPerPage", "created_since", "modified_until"}
        found += faults(client, asking(f"/oparl/v1.1/{kind}", {*names, "organization"}))
    assert found == []


@pytest.mark.parametrize(
    "path", ["/api/v1/initiatives", "/api/v1/council/councillors", "/oparl/v1.1/meetings"]
)
@pytest.mark.parametrize(("language", "word"), [("es", "parámetro"), ("en", "parameter")])
def test_a_parameter_that_means_nothing_is_named_with_those_that_do(
    client: Client, candidates: dict[str, list[str]], path: str, language: str, word: str
) -> None:
    assert client.get(path).status_code == 200

    answer = client.get(f"{path}?colour=red", headers={"Accept-Language": language})

    assert (answer.status_code, answer["Content-Type"]) == (422, PROBLEM)
    told = answer.json()
    assert told["errors"][0]["field"] == "colour"
    assert word in told["detail"]
    assert "colour" in told["detail"]
    assert ("limit" in told["detail"]) == (path != "/api/v1/council/councillors")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("changed_since=2026-01-01T00:00:00-03:00", 200),
        ("changed_since=2026-01-01T00:00:00+03:00", 200),  # a plus sign that nobody encoded
        ("changed_since=2026-01-01T00:00:00Z", 200),
        ("changed_since=2026-01-01T00:00:00", 200),
        ("changed_since=2026-01-01", 200),
        ("changed_since=0.5", 422),
        ("changed_since=1767225600", 422),
        ("changed_since=2026-02-30", 422),
        ("changed_since=0001-01-01T00:00:00%2B14:00", 422),
        ("changed_since=9999-12-31T23:59:59-14:00", 422),
        ("changed_since=2149-01-01T00:00:00Z", 200),
    ],
)
def test_a_moment_is_a_moment_and_no_number(
    client: Client, candidates: dict[str, list[str]], query: str, status: int
) -> None:
    answer = client.get(f"/api/v1/initiatives?{query}")
    assert answer.status_code == status
    if status != 200:
        assert "changed_since" in answer.json()["errors"][0]["field"]


@pytest.mark.parametrize(
    ("path", "status", "word"),
    [
        ("/consejo/sesiones/a%00b/", 404, "nada"),
        ("/en/consejo/sesiones/a%00b/", 404, "nothing"),
        ("/buscar/?q=%00", 400, "signos"),
        ("/en/buscar/?q=%ED%A0%80", 400, "signs"),
        ("/consejo/asistencia/?mes=2026-13", 400, "mes"),
        ("/en/consejo/asistencia/?mes=0001-01", 400, "month"),
        ("/oparl/v1.1/meetings/a%00b", 404, ""),
        ("/oparl/v1.1/meetings?organization=%00", 422, ""),
        ("/oparl/v1.1/no/such/thing", 404, ""),
    ],
)
def test_what_no_address_holds_is_refused_in_the_readers_language(
    client: Client, candidates: dict[str, list[str]], path: str, status: int, word: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert fault_of(answer, path) == ""
    assert word in answer.content.decode()


def test_marks_of_other_sites_never_stand_in_the_way(
    client: Client, candidates: dict[str, list[str]]
) -> None:
    for mark in ("utm_source=boletin", "utm_campaign=campa%F1a", "fbclid=" + "x" * 3_000):
        for path in ("/", "/consejo/sesiones/", "/buscar/"):
            assert client.get(f"{path}?{mark}").status_code == 200, mark


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_the_description_of_the_api_is_only_read(client: Client, method: str) -> None:
    assert client.get("/api/v1/openapi.json").status_code == 200
    assert client.head("/api/v1/openapi.json").status_code == 200

    answer = getattr(client, method)("/api/v1/openapi.json")

    assert (answer.status_code, answer["Content-Type"]) == (405, PROBLEM)
    assert "GET" in answer["Allow"]


BODIES = (
    ("multipart/form-data; boundary=x", b"--x\r\nnothing", 415),
    ("multipart/form-data", b"", 415),
    ("multipart/form-data; boundary=\xff", b"{}", 415),
    ("application/x-www-form-urlencoded", b"a=1", 415),
    ("text/plain", b"{}", 415),
    ("", b"{}", 415),
    ("application/json", b"{", 400),
    ("application/json", b"\xff", 400),
    ("application/json", b'{"a": "\\u0000"}', 400),
    ("application/json", b'{"\\ud800": 1}', 400),
    ("application/json", b"[" * 60_000, 400),
    ("application/json", b"[" * 100_000, 413),
    ("application/json", b'{"a": ' + b"9" * 5_000 + b"}", 400),
    ("application/json", b"", 422),
    ("application/json", b"[]", 422),
    ("application/json; charset=utf-8", b'{"version": 1e400, "happened_on": 0.5}', 422),
)


def test_a_body_that_no_operation_reads_is_refused(
    clients: dict[bool, Client], candidates: dict[str, list[str]]
) -> None:
    insider, visitor = clients[False], clients[True]
    insider.raise_request_exception = visitor.raise_request_exception = False
    described = visitor.get("/api/v1/openapi.json").json()["paths"]
    found = []
    seen = 0
    for template, operations in described.items():
        for method in operations.keys() & {"post", "put", "patch"}:
            for code in candidates["code"][:3]:
                path = filled(template, {"code": code})
                for (kind, body, status), client in itertools.product(BODIES, (insider, visitor)):
                    answer = client.generic(method.upper(), path, body, kind, CONTENT_TYPE=kind)
                    seen += 1
                    is_told = answer.headers.get("Content-Type") == PROBLEM
                    expected = {status} if status == 415 else {status, 401, 403, 404}
                    if answer.status_code not in expected or not is_told:
                        found.append(f"{method} {path} {kind} {body[:20]!r}: {answer.status_code}")
    assert found == []
    assert seen > 100


@pytest.mark.parametrize("path", ["/cuenta/entrar/", "/cuenta/salir/"])
@pytest.mark.parametrize(
    ("target", "is_followed"),
    [
        ("/consejo/", True),
        ("http://testserver/consejo/", True),
        ("http://[::1]evil", False),
        ("http://[", False),
        ("http://localhost/", False),
        ("//evil.example/", False),
        ("javascript:alert(1)", False),
        ("\x01http://evil.example", False),
    ],
)
def test_one_is_led_on_only_to_an_address_of_the_site(
    path: str, target: str, is_followed: bool
) -> None:
    person = Person.objects.create_user("somebody@example.org", password="una clave muy larga")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    visitor = Client()
    if path.endswith("salir/"):
        visitor.force_login(person)
    asked = f"{path}?{urlencode({'next': target})}"
    assert visitor.get(asked).status_code == 200
    sent = {"login": person.email, "password": "una clave muy larga", "next": target}

    answer = visitor.post(asked, sent)

    assert answer.status_code == 302
    assert (answer["Location"] == target) == is_followed
