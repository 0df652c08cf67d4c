"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import engines
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from alameda.accounts.rules import ROLES
from alameda.foundation.access import Access, access_of
from alameda.foundation.actor import VISITOR, Actor, Grant
from alameda.record.events import Fact

SOURCE = Path(__file__).parents[1] / "src" / "alameda"
ALWAYS_WRITES = {"save", "bulk_create", "bulk_update", "update_or_create", "get_or_create"}
WRITES_ON_MANAGERS = {"create", "delete", "update"}
MANAGERS = {"objects", "_base_manager", "_default_manager"}
# No modules: the command keeps a folder and no rows; what is invented is written before it is read.
NO_MODULES = {"cli", "demonstration"}
MACHINE_ROUTES = re.compile(r"^(api/v1/|static/)")


def _sources() -> Iterator[Path]:
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).parts
        if not {"tests", "migrations", *NO_MODULES} & set(parts):
            yield path


def _may_write(path: Path) -> bool:
    # Besides actions, only a manager: Django's own commands make people through it.
    parts = path.relative_to(SOURCE).parts
    return "actions" in {part.removesuffix(".py") for part in parts} or parts[-1] == "models.py"


def _is_write(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    if call.func.attr in ALWAYS_WRITES:
        return True
    inner: ast.expr = call.func.value
    while call.func.attr in WRITES_ON_MANAGERS and isinstance(inner, ast.Attribute | ast.Call):
        if isinstance(inner, ast.Attribute) and inner.attr in MANAGERS:
            return True
        inner = inner.func if isinstance(inner, ast.Call) else inner.value
    return False


def _writing_lines(source: str) -> list[int]:
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return sorted(call.lineno for call in calls if _is_write(call))


def test_only_actions_write() -> None:
    written = {
        str(path.relative_to(SOURCE)): lines
        for path in _sources()
        if not _may_write(path) and (lines := _writing_lines(path.read_text(encoding="utf-8")))
    }
    assert written == {}


def test_the_rule_on_writing_sees_a_write() -> None:
    source = "Thing.objects.filter(a=1).update(a=2)\nrow.save()\n{}.update(a=1)\nlist().delete()"
    assert _writing_lines(source) == [1, 2]


TEMPLATES = {
    str(path).split("/templates/", 1)[1]: path
    for path in sorted(SOURCE.glob("*/templates/**/*.html"))
}


def test_every_template_compiles() -> None:
    broken = {}
    for name in TEMPLATES:
        try:
            engines["django"].get_template(name)
        except Exception as error:  # noqa: BLE001  whatever it is, it is told beside the name
            broken[name] = repr(error)
    assert TEMPLATES
    assert broken == {}


def test_no_template_styles_or_scripts_inline() -> None:
    inline = re.compile(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)(?![^>]*json)")
    found = {
        name: seen.group()
        for name, path in TEMPLATES.items()
        if (seen := inline.search(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def _routes(
    patterns: list[URLPattern | URLResolver], prefix: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for entry in patterns:
        where = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _routes(entry.url_patterns, where)
        elif not MACHINE_ROUTES.match(where):
            yield where, entry


ROUTES = dict(_routes(get_resolver().url_patterns))


def test_every_route_says_who_may() -> None:
    said = {where: access_of(route.callback) for where, route in ROUTES.items()}
    assert said
    assert [where for where, access in said.items() if not isinstance(access, Access)] == []
    for where, access in said.items():
        assert access is not None
        assert access.admits(VISITOR) == access.is_public, where


def test_a_role_opens_only_what_names_it() -> None:
    wrong = []
    for role in ROLES:
        actor = Actor(kind="person", person_id=1, grants=frozenset({Grant(role=role.key)}))
        for where, route in ROUTES.items():
            access = access_of(route.callback)
            assert access is not None
            expected = access.is_public or not access.roles or role.key in access.roles
            if access.admits(actor) != expected:
                wrong.append((role.key, where))
    assert wrong == []


def _facts(of: type[Fact]) -> Iterator[type[Fact]]:
    for kind in of.__subclasses__():
        if ".tests" not in kind.__module__:
            yield kind
        yield from _facts(kind)


def test_every_fact_is_documented_for_its_readers() -> None:
    kinds = list(_facts(Fact))
    assert kinds
    for kind in kinds:
        fields = [name for name in kind.__annotations__ if name != "verb"]
        unsaid = [name for name in fields if f"{name}:" not in (kind.__doc__ or "")]
        assert unsaid == [], f"{kind.__name__} does not say what {unsaid} is"
        assert kind.words, f"{kind.__name__} has no words for a reader of the record"


@pytest.mark.django_db
def test_the_strict_policy_allows_no_inline_code(client: Client) -> None:
    policy = client.get("/cuenta/entrar/").headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert "default-src 'none'" in policy
