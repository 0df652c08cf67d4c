"""The verbs of the record are for ever: none is renamed or goes, and a new one is seen to come."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from alameda.record.events import Fact, words_of

SOURCE = Path(__file__).parents[1] / "src" / "alameda"
SNAPSHOT = Path(__file__).parent / "snapshots" / "verbs.txt"


def kept() -> list[str]:
    return SNAPSHOT.read_text(encoding="utf-8").splitlines()


def published() -> dict[str, type[Fact]]:
    """Each verb that the modules of the tree publish, or published once, with its fact."""
    modules = set()
    for path in SOURCE.glob("*/events*/**/*.py"):
        modules.add(path.relative_to(SOURCE.parent).with_suffix(""))
    for path in SOURCE.glob("*/events.py"):
        modules.add(path.relative_to(SOURCE.parent).with_suffix(""))
    for module in sorted(modules):
        importlib.import_module(".".join(module.parts).removesuffix(".__init__"))
    return {verb: kind for verb, kind in Fact.kinds.items() if ".tests" not in kind.__module__}


def facts() -> Iterator[type[Fact]]:
    yield from dict.fromkeys(published().values())


def test_no_verb_is_renamed_or_goes_and_a_new_one_is_a_line_of_the_snapshot() -> None:
    now = published()
    gone = [verb for verb in kept() if verb not in now]
    new = [verb for verb in sorted(now) if verb not in kept()]

    assert gone == [], "entries carry these for ever; another name goes beside: formerly = (…)"
    assert new == [], f"these become promises: write them into {SNAPSHOT.name}"
    assert kept() == sorted(set(kept()))


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_verb_has_words_also_the_former_ones(language: str) -> None:
    with translation.override(language):
        for kind in facts():
            for verb in kind.formerly:
                assert str(kind.words) in words_of(verb) != str(kind.words)
            assert words_of(kind.verb) == str(kind.words)


def test_an_import_taken_back_is_called_so_and_was_called_otherwise() -> None:
    taken_back = published()["import.taken_back"]

    assert taken_back.verb == "import.taken_back"
    assert published()["import_taken.back"] is taken_back


@pytest.mark.parametrize("verb", ["", "laid", "Stone.Laid", "stone.laid.down", "stone laid"])
def test_a_fact_without_a_verb_of_its_own_does_not_load(verb: str) -> None:
    with pytest.raises(TypeError, match="no verb of its own"):
        type("SandLaid", (Fact,), {"__annotations__": {}, "verb": verb})


def test_a_fact_does_not_inherit_a_verb() -> None:
    with pytest.raises(TypeError, match="no verb of its own"):
        type("AgainTakenBack", (published()["import.taken_back"],), {"__annotations__": {}})


def test_two_facts_of_one_verb_do_not_load() -> None:
    with pytest.raises(TypeError, match=r"takes the verb import_taken\.back, which is"):
        type("Other", (Fact,), {"__annotations__": {}, "verb": "import_taken.back"})
