"""What several tests of the Council stand on."""

from __future__ import annotations

import pytest

from alameda.council.actions import papers
from alameda.council.tests.papers import Press
from alameda.council.tests.stories import Story, make_story


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Press:
    """Certificates and minutes without drawing them."""
    made = Press()
    monkeypatch.setattr(papers, "make_paper", made)
    return made


@pytest.fixture
def story(db: None) -> Story:
    """A small council with a bit of everything."""
    return make_story()
