"""Before a session: it is convened, its agenda prepared, its summons made."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from alameda.council.models import AgendaItem, Session
from tests.journeys.council_world import World, prepare_url
from tests.journeys.papers import read_paper

HOUR = "%Y-%m-%dT%H:%M"


def convene(world: World, *, minutes_ago: int) -> Session:
    starts = timezone.localtime() - timedelta(minutes=minutes_ago)
    desk = world.secretary
    desk.visit("/mesa/consejo/sesiones/nueva/")
    said = desk.send_wrong("convene", starts_at=f"{starts:{HOUR}}", place="")
    assert "obligatorio" in said
    assert desk.page.locator("[name=starts_at]").input_value() == f"{starts:{HOUR}}"
    desk.look()
    desk.send("convene", place="Sala del Consejo")
    return Session.objects.latest("pk")


def governor_sends(world: World) -> None:
    """The governor finds the initiative on his desk and sends it."""
    window = world.governor
    window.visit("/mesa/")
    window.look(both=True)
    window.page.get_by_role("link", name="Enviarla al Consejo").click()
    window.send_wrong("send", document="")
    window.look()
    window.send("send", document="Oficio 41")
    assert window.page.url.endswith(f"/inversiones/{world.initiative.code}/")
    world.initiative.refresh_from_db()
    assert world.initiative.state == "sent_to_council"


def enter(world: World, session: Session, key: str, business: str, title: str) -> None:
    world.secretary.send("enter", business=business, title=title, received_on="")
    world.items[key] = AgendaItem.objects.get(session=session, title=title)


def prepare(world: World, session: Session) -> None:
    """The agenda, a file, the summons; public at the end and not before."""
    desk = world.secretary
    desk.visit(prepare_url(session))
    said = desk.send_wrong("publish")
    assert "tabla" in said.lower(), said
    sent = AgendaItem.objects.get(matter=world.initiative.subject)
    desk.send("place", items=[str(sent.pk)])
    world.items["investment"] = sent
    for key, business, title in (
        ("first", "concession", "Concesión de una sede vecinal"),
        ("second", "concession", "Concesión de una multicancha"),
        ("plan", "plan", "Plan regional de movilidad"),
        ("late", "regulation", "Reglamento de sala"),
        ("gone", "appointment", "Designación de representante"),
    ):
        enter(world, session, key, business, title)
    attach(world, world.items["first"])
    desk.visit(prepare_url(session))
    desk.look(both=True)
    desk.send("summon")
    assert "plaza Los Aromos" in read_paper(desk, "main a[href*='/doc/']")
    world.reader.visit(session.get_absolute_url())
    assert "La tabla aún no se publica" in world.reader.text()
    desk.visit(prepare_url(session))
    desk.send("publish")
    world.reader.page.reload()
    assert "Plan regional de movilidad" in world.reader.text()


def attach(world: World, item: AgendaItem) -> None:
    desk, paper = world.secretary, world.folder / "plano.txt"
    paper.write_text("Plano de la sede", encoding="utf-8")
    desk.visit(f"/mesa/consejo/temas/{item.pk}/")
    desk.send("attach", file=str(paper), label="Plano de la sede")
    assert "Plano de la sede" in desk.part("archivos")
    desk.look(both=True)
