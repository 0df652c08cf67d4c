"""The pages of votes and agreements, and the list of agreements with its file."""

from __future__ import annotations

import pytest
from django.test import Client

from alameda.council.models import Agreement, Vote
from alameda.council.tests.stories import Story, make_decision, text_of

pytestmark = pytest.mark.django_db


def test_a_vote_tells_everybody_by_name_and_how_it_was_counted(
    client: Client, story: Story
) -> None:
    page = text_of(client, story.vote.get_absolute_url())

    assert all(member.name in page for member in story.members)
    assert "A favor (7)" in page
    assert "Inhabilidad (1)" in page
    assert "Bancada Sur" in page
    assert "Necesitaba 5 votos a favor y tuvo 7." in page


def test_nobody_sees_who_voted_what_while_a_vote_is_open(client: Client, story: Story) -> None:
    Vote.objects.filter(pk=story.vote.pk).update(state="open", outcome="", closed_at=None)

    page = text_of(client, story.vote.get_absolute_url())

    assert "Están votando" in page
    assert not any(member.name in page for member in story.members)


def test_an_annulled_vote_says_so_and_counts_nowhere(client: Client, story: Story) -> None:
    Vote.objects.filter(pk=story.vote.pk).update(state="annulled")

    assert "Esta votación se anuló" in text_of(client, story.vote.get_absolute_url())
    session = text_of(client, story.session.get_absolute_url())
    assert f"Votación anulada: {story.vote.code}." in session
    member = text_of(client, f"/consejo/integrantes/{story.members[1].slug}/")
    assert "0 votaciones" in member


def test_an_agreement_tells_the_decision_in_a_sentence(client: Client, story: Story) -> None:
    page = text_of(client, story.agreement.get_absolute_url())

    said = "El Consejo lo aprobó el 8 de abril de 2026: 7 a favor, 1 en contra, 1 inhabilidad."
    assert said in page
    assert "por cinco años" in page
    assert story.matter.title in page


def test_a_corrected_agreement_leads_to_its_correction_and_back(
    client: Client, story: Story
) -> None:
    _vote, newer = make_decision(story.session, story.members)
    type(newer).objects.filter(pk=newer.pk).update(corrects=story.agreement)

    assert newer.code in text_of(client, story.agreement.get_absolute_url())
    assert story.agreement.code in text_of(client, newer.get_absolute_url())


def test_agreements_are_found_by_stems_filters_and_code(client: Client, story: Story) -> None:
    code = story.agreement.code
    for query in ("q=concesiones", f"q={code.lower()}", "materia=concession", "comision=salud"):
        assert code in text_of(client, f"/consejo/acuerdos/?{query}"), query
    for query in ("q=hospital", "materia=plan", "anio=2019", "resultado=refused"):
        page = text_of(client, f"/consejo/acuerdos/?{query}")
        assert code not in page, query
        assert "al-empty" in page, query


def test_a_list_with_nothing_says_why_and_what_to_do(client: Client, story: Story) -> None:
    path = "/consejo/acuerdos/"
    words = text_of(client, f"{path}?q=zzzz")
    filters = text_of(client, f"{path}?q=zzzz&resultado=refused")
    Agreement.objects.all().delete()
    nothing = text_of(client, path)

    assert "No encontramos «zzzz»" in words
    assert "Quite un filtro" not in words
    assert "No encontramos nada con estos filtros" in filters
    assert "Quite un filtro" in filters
    assert "Aún no se publica nada aquí" in nothing
    assert "Ver todo" not in nothing


def test_filters_that_are_not_there_are_left_out_and_said(client: Client, story: Story) -> None:
    page = text_of(client, "/consejo/acuerdos/?materia=nada&anio=doce")
    assert story.agreement.code in page
    assert "«nada» no es un valor de este filtro" in page


def test_the_file_of_agreements_has_what_the_filters_leave(client: Client, story: Story) -> None:
    def lines(query: str) -> list[str]:
        response = client.get(f"/consejo/acuerdos.csv{query}")
        assert response.status_code == 200
        body = response.getvalue()
        return body.decode("utf-8-sig").splitlines()

    assert len(lines("")) == 2
    assert story.agreement.code in lines("?materia=concession")[1]
    assert len(lines("?materia=plan")) == 1


def test_cells_that_a_spreadsheet_would_run_are_made_harmless(client: Client, story: Story) -> None:
    make_decision(story.session, story.members)
    newest = story.session.agreements.latest("pk")
    type(newest).objects.filter(pk=newest.pk).update(title="=1+1")
    response = client.get("/consejo/acuerdos.csv")
    body = response.getvalue().decode()
    assert ",'=1+1," in body


def test_long_lists_go_on_by_cursor_forth_and_back(client: Client, story: Story) -> None:
    for _ in range(41):
        make_decision(story.session, story.members)

    first = text_of(client, "/consejo/acuerdos/")
    after = first.split('rel="next" href="')[1].split('"')[0]
    second = text_of(client, f"/consejo/acuerdos/{after}")
    before = second.split('rel="prev" href="')[1].split('"')[0]
    again = text_of(client, f"/consejo/acuerdos/{before}")

    assert first.count("al-entry__what") == again.count("al-entry__what") == 40
    assert second.count("al-entry__what") == 2
    assert 'rel="next"' not in second
    assert 'rel="prev"' not in again


@pytest.mark.parametrize("cursor", ["x", "WyJuIiwieCIsMV0", "WyJ6IiwiMjAyNi0wMS0wMSIsMV0"])
def test_a_broken_cursor_is_refused_in_words(client: Client, story: Story, cursor: str) -> None:
    text_of(client, f"/consejo/acuerdos/?desde={cursor}", status=422)
