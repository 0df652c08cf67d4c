"""Every public page: accessible, whole, light, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.watching import Watched

PAGES = {
    "/": 200,
    "/inversiones/": 200,
    "/inversiones/?vista=tabla": 200,
    "/inversiones/?vista=mosaico": 200,
    "/inversiones/?vista=tiempo": 200,
    "/inversiones/?estado=works&orden=monto": 200,
    "/inversiones/?q=xyzzyxq": 200,
    "/inversiones/?color=azul": 400,
    "/inversiones/99000001-0/": 200,
    "/inversiones/99000002-0/": 200,
    "/inversiones/99000003-0/": 200,
    "/inversiones/99000004-0/": 200,
    "/inversiones/99000005-0/": 200,
    "/inversiones/99000007-0/": 200,
    "/inversiones/99000060-0/": 200,
    "/inversiones/importaciones/": 200,
    "/territorio/": 200,
    "/territorio/13101/": 200,
    "/buscar/": 200,
    "/buscar/?q=plaza": 200,
    "/buscar/?q=xyzzyxq": 200,
    "/registro/": 200,
    "/registro/?codigo=99000001-0": 200,
    "/registro/0/": 200,
    "/registro/40/": 200,
    "/patrones/": 200,
    "/cuenta/entrar/": 200,
    "/cuenta/crear/": 200,
    "/cuenta/clave/": 200,
    "/cuenta/demostracion/": 200,
    "/cuenta/demostracion/correo/": 200,
    "/acerca/": 200,
    "/inversiones/no-existe/": 404,
    "/nada/": 404,
    "/inversiones/99000001-0/mover/": 200,
    "/cuenta/": 200,
}
# Over the whole list, each language is seen at each width and in each theme.
WAYS = (
    (("es", 1280, "light"), ("en", 360, "dark")),
    (("es", 360, "dark"), ("en", 1280, "light")),
    (("es", 1280, "dark"), ("en", 360, "light")),
    (("es", 360, "light"), ("en", 1280, "dark")),
)


@pytest.mark.parametrize(("number", "path"), list(enumerate(PAGES)))
def test_a_public_page_is_whole_in_both_languages_widths_and_themes(
    watch: Callable[..., Watched], number: int, path: str
) -> None:
    for language, width, theme in WAYS[number % len(WAYS)]:
        watched = watch(path, language=language, width=width, theme=theme)
        assert watched.status == PAGES[path], watched.name
        assert watched.faults_of_first_view() == []
        assert watched.faults_opened() == []


def test_zoomed_four_times_nothing_scrolls_sideways(watch: Callable[..., Watched]) -> None:
    watched = watch("/", width=320)
    for path in PAGES:
        watched.open(path)
        assert watched.too_wide() == []
        watched.open_all()
        assert watched.too_wide() == []
