"""What ./dev uses before anything else works: translations, locks, its own words."""

from __future__ import annotations

import gettext
import importlib.util
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


def tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"tool_{name}", ROOT / "tools" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_dev_says_what_it_can_do_and_refuses_other_words() -> None:
    helped, refused = (
        subprocess.run(["./dev", word], cwd=ROOT, capture_output=True, text=True, check=False)
        for word in ("--help", "fly")
    )
    assert helped.returncode == 0
    assert all(word in helped.stdout for word in ("demo", "test", "check", "fix", "bench"))
    assert refused.returncode == 2
    assert 'there is no command "fly"' in refused.stderr


@pytest.fixture
def translations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The tool, on a package of one module."""
    module = tmp_path / "parks"
    (module / "templates/parks").mkdir(parents=True)
    (module / "__init__.py").touch()
    (module / "views.py").write_text(
        "from django.utils.translation import gettext_lazy as _, ngettext, pgettext\n"
        'A = _("Trees of %(name)s")\n'
        'B = ngettext("%(n)s tree", "%(n)s trees", 2)\n'
        'C = pgettext("verb", "Plant")\n'
    )
    (module / "templates/parks/page.html").write_text(
        '<div>\n        <p>It\'s {% translate "A bench" %}</p>\n    <br>\n  {% blocktranslate '
        'with x=name %}By {{ x }}{% endblocktranslate %}\n{% translate "Plant" context "verb" %}'
        "</div>\n"
    )
    found = tool("translations")
    monkeypatch.setattr(found, "PACKAGE", tmp_path)
    return found


def fill(po: Path, **words: str) -> None:
    text = po.read_text(encoding="utf-8")
    for english, spanish in words.items():
        ids = english.replace("_", " ")
        start = text.index(f'"{ids}')
        at = text.index('""', start)
        text = f'{text[:at]}"{spanish}"{text[at + 2 :]}'
    po.write_text(text, encoding="utf-8")


def test_translations_are_extracted_checked_and_compiled(
    translations: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    po = tmp_path / "parks/locale/es/LC_MESSAGES/django.po"
    assert translations.main(["check"]) == 1
    assert "'A bench' is missing" in capsys.readouterr().out

    assert translations.main(["extract"]) == 0
    assert translations.main(["check"]) == 1
    assert capsys.readouterr().out.count("is not translated") == 5

    fill(po, A_bench="Un banco", By="De %(x)s", Plant="Plantar", Trees_of="Árboles de %(nombre)s")
    text = po.read_text(encoding="utf-8")
    text = text.replace('msgstr[0] ""', 'msgstr[0] "un árbol"')
    po.write_text(text.replace('msgstr[1] ""', 'msgstr[1] "%(n)s árboles"'), encoding="utf-8")
    assert translations.main(["check"]) == 1
    assert "has placeholders ['%(nombre)s'] where ['%(name)s']" in capsys.readouterr().out

    po.write_text(po.read_text(encoding="utf-8").replace("nombre", "name"), encoding="utf-8")
    before = po.read_bytes()
    assert [translations.main([word]) for word in ("extract", "check", "compile")] == [0, 0, 0]
    assert po.read_bytes() == before
    with po.with_suffix(".mo").open("rb") as compiled:
        spanish = gettext.GNUTranslations(compiled)
    assert spanish.gettext("A bench") == "Un banco"
    assert spanish.pgettext("verb", "Plant") == "Plantar"
    assert spanish.ngettext("%(n)s tree", "%(n)s trees", 2) == "%(n)s árboles"


def test_a_word_said_no_more_and_two_translations_of_one_word_are_found(
    translations: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "zoo"
    other.mkdir()
    (other / "__init__.py").write_text('X = _("A bench")\nY = _("Lion")\n')
    translations.main(["extract"])
    fill(tmp_path / "parks/locale/es/LC_MESSAGES/django.po", A_bench="Un banco")
    fill(tmp_path / "zoo/locale/es/LC_MESSAGES/django.po", A_bench="Un asiento", Lion="León")
    (other / "__init__.py").write_text('X = _("A bench")\n')
    third = tmp_path / "woods"
    third.mkdir()
    (third / "__init__.py").write_text('X = _("Lion")\n')

    assert translations.main(["check"]) == 1

    said = capsys.readouterr().out
    assert "zoo (es): 'Lion' is said no more" in said
    assert "zoo (es): 'A bench' is translated otherwise in parks" in said
    translations.main(["extract"])
    assert "León" in (third / "locale/es/LC_MESSAGES/django.po").read_text(encoding="utf-8")


def test_a_dependency_that_no_lock_holds_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    locked = tool("locked")
    project = (
        '[project]\ndependencies = ["Tree.House>=2"]\n[dependency-groups]\ndev = ["rope==1"]\n'
    )
    (tmp_path / "pyproject.toml").write_text(project)
    lock = tmp_path / "requirements.lock"
    lock.write_text(
        "tree-house==2.1 \\\n    --hash=sha256:aa\nrope==1.0 \\\n    --hash=sha256:bb\n"
    )
    (tmp_path / "package.json").write_text(json.dumps({"dependencies": {"moss": "4.0.1"}}))
    held = {"": {"dependencies": {"moss": "4.0.1"}}, "node_modules/moss": {"integrity": "x"}}
    npm = tmp_path / "package-lock.json"
    npm.write_text(json.dumps({"packages": held}))
    monkeypatch.setattr(locked, "ROOT", tmp_path)
    assert locked.main() == 0

    lock.write_text("tree-house==1.9 \\\n    --hash=sha256:aa\nrope==1.0\n")
    held["node_modules/moss"] = {"resolved": "https://registry.example/moss.tgz"}
    held[""] = {"dependencies": {"moss": "4.0.0"}}
    npm.write_text(json.dumps({"packages": held}))
    assert locked.main() == 1

    said = capsys.readouterr().out
    assert "asks Tree.House>=2; requirements.lock holds 1.9" in said
    assert "rope==1.0 has no hash" in said
    assert "differ on moss" in said
    assert "node_modules/moss has no hash" in said
    assert "names a registry" in said


@pytest.fixture
def unused(tmp_path: Path) -> Callable[..., dict[str, str]]:
    """What the tool names in a package of one module, beside a template and settings."""
    files = {
        "parks/trees.py": (
            "def plant(): ...\ndef fell(): ...\ndef told(): ...\ndef spelt(): ...\n"
            "def tested(): ...\nclass Tree:\n    @property\n    def shown(self): ...\n"
        ),
        "parks/views.py": "from alameda.parks.trees import Tree, plant\nplant(Tree())\n",
        "parks/tests/test_trees.py": "from alameda.parks.trees import tested\ntested()\n",
        "parks/templates/parks/tree.html": "{% told %}{{ tree.shown }}",
        "settings/base.py": "USED = ['alameda.parks.trees.spelt']\nprint(USED)\n",
    }

    def found() -> dict[str, str]:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        said: dict[str, str] = tool("unused").unused(tmp_path)
        return said

    return found


def test_a_name_that_only_tests_use_is_named(unused: Callable[..., dict[str, str]]) -> None:
    assert set(unused()) == {"fell", "tested"}


def test_what_stays_unused_is_listed_and_goes_when_it_is_used() -> None:
    faults = tool("unused").faults({"fell": "trees.py:2: function fell"}, {"plant": "a reason"})

    assert faults == [
        "trees.py:2: function fell is used by nothing but tests",
        "tools/unused.py: plant is used, or is gone: strike it out",
    ]
