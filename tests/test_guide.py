"""The commands of README.md and docs/operating.md, each run as it is written."""

from __future__ import annotations

import re
import shlex
import shutil
import ssl
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from alameda.cli.main import COMMANDS, parser
from alameda.cli.postgres import Server
from conftest import absent, is_ci
from tests.machine import DOMAIN, FOREGROUND, ROOT, Machine

README, GUIDE = ROOT / "README.md", ROOT / "docs/operating.md"
DEPLOY = ROOT / "deploy"
FENCE = re.compile(
    r"^(?:<!-- needs: (?P<needs>.+?) -->\n)?```(?P<kind>.*)\n(?P<body>(?:.*\n)*?)```$", re.MULTILINE
)
# What a block asks of the machine, and the program that must then be there; stand-ins or a server
# of the test answer for the others.
NEEDS = {
    "": "",
    "root": "",
    "postgresql": "",
    "nginx": "nginx",
    "caddy": "caddy",
    "age": "age-keygen",
}
KINDS = {"sh", ""}  # a block without a kind shows a setting


@dataclass(frozen=True)
class Block:
    """A fenced block.

    Attributes:
        line: where it begins.
        kind: what stands behind its fence.
        needs: what stands in the comment above it.
        body: the commands.
    """

    line: int
    kind: str
    needs: str
    body: str


def blocks_of(text: str) -> list[Block]:
    return [
        Block(
            text.count("\n", 0, found.start()) + 1,
            found["kind"],
            found["needs"] or "",
            found["body"],
        )
        for found in FENCE.finditer(text)
    ]


def commands_of(path: Path) -> list[Block]:
    return [block for block in blocks_of(path.read_text(encoding="utf-8")) if block.kind == "sh"]


def faults_of(text: str) -> list[str]:
    """What in a guide no test would run."""
    faults = []
    blocks = blocks_of(text)
    if text.count("\n```") != 2 * len(blocks):
        faults.append("a fence that is not closed, or not told from its comment")
    for block in blocks:
        if block.kind not in KINDS:
            faults.append(f"line {block.line}: a block of kind {block.kind}")
        if block.needs not in NEEDS:
            faults.append(f"line {block.line}: a block that needs {block.needs}")
        if not block.kind and not all(
            re.match(r"[A-Z_]+=\S+$", one) for one in block.body.splitlines()
        ):
            faults.append(f"line {block.line}: a block without a kind that is no setting")
    for words in re.findall(r"`(alameda [^`]+)`", re.sub(FENCE, "", text)):
        faults += faults_of_words(words)
    return faults


def faults_of_words(words: str) -> Iterator[str]:
    """A command in a sentence: that it is one, and where it has options, that it takes them."""
    _, name, *rest = shlex.split(words)
    if name not in {*COMMANDS, "import"}:
        yield f"there is no command {words}"
    elif "--" in words:
        try:
            parser().parse_args([name, *rest])
        except SystemExit:
            yield f"the command {words} does not take that"


def test_every_command_of_the_guides_is_one_that_a_test_runs() -> None:
    for path in (README, GUIDE):
        assert faults_of(path.read_text(encoding="utf-8")) == []
    assert sum(len(block.body.splitlines()) for block in commands_of(GUIDE)) > 40


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("\n```sh\nls\n", "a fence that is not closed"),
        ("\n```bash\nls\n```\n", "a block of kind bash"),
        ("\n```\nls -l\n```\n", "a block without a kind that is no setting"),
        ("\n<!-- needs: luck -->\n```sh\nls\n```\n", "a block that needs luck"),
        ("Say `alameda fly --data DIR`.", "there is no command alameda fly"),
        ("Say `alameda serve --wings 2`.", "does not take that"),
    ],
)
def test_a_command_that_no_test_would_run_is_named(
    text: str, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (found,) = faults_of(text)
    assert fault in found


@contextmanager
def machine(database_url: str = "") -> Iterator[Machine]:
    with tempfile.TemporaryDirectory(prefix="alameda-test-") as name:
        Path(name).chmod(0o711)
        made = Machine(Path(name), database_url)
        made.make()
        try:
            yield made
        finally:
            made.end()


def is_there(block: Block) -> bool:
    """Whether a block can be run: what it needs is installed. Where all must be there, it fails."""
    program = NEEDS[block.needs]
    if not program or shutil.which(program) or Path(f"/usr/sbin/{program}").is_file():
        return True
    if is_ci():
        absent(f"{program} is not installed.")
    return False


def leads_outside(made: Machine, block: Block) -> list[str]:
    """Absolute paths outside of the folder of the machine: those of the real one stay untouched."""
    return [
        word
        for line in made.here(block.body).splitlines()
        for word in shlex.split(line, comments=True)
        if re.match(r"(--?\w+=)?/", word) and str(made.root) not in word
    ]


@pytest.mark.slow
def test_the_operating_guide_from_an_empty_machine_to_its_last_line() -> None:
    with tempfile.TemporaryDirectory(prefix="alameda-test-") as outer:
        Path(outer).chmod(0o711)
        server = Server(Path(outer) / "pg", is_durable=False)
        try:
            with machine(server.start()) as made:
                for block in commands_of(GUIDE):
                    if is_there(block):
                        follow(made, block)
        finally:
            server.stop()


def follow(made: Machine, block: Block) -> None:
    assert leads_outside(made, block) == []
    done = made.run(block.body, at=made.root)
    assert done.returncode == 0, f"line {block.line}:\n{block.body}\n{done.stdout}\n{done.stderr}"
    if block.needs == "nginx":
        look_through_nginx(made)


def look_through_nginx(made: Machine) -> None:
    """The site through the proxy of the guide: over TLS it is whole, without TLS it leads there."""
    _, tls, plain = made.ports
    trusted = ssl.create_default_context(
        cafile=made.root / f"etc/letsencrypt/live/{DOMAIN}/fullchain.pem"
    )
    trusted.check_hostname = False  # it is asked at 127.0.0.1
    ask = urllib.request.Request(
        f"https://127.0.0.1:{tls}/cuenta/entrar/", headers={"Host": DOMAIN}
    )
    with urllib.request.urlopen(ask, timeout=20, context=trusted) as answer:  # noqa: S310  ours
        assert answer.status == 200
        assert answer.headers["Strict-Transport-Security"]
        assert "Secure" in answer.headers["Set-Cookie"]

    class Stays(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_words: object) -> None:
            return None

    ask = urllib.request.Request(f"http://127.0.0.1:{plain}/x", headers={"Host": DOMAIN})
    with pytest.raises(urllib.error.HTTPError) as led:
        urllib.request.build_opener(Stays).open(ask, timeout=20)
    led.value.close()
    assert (led.value.code, led.value.headers["Location"]) == (301, f"https://{DOMAIN}/x")


@pytest.mark.slow
def test_the_readme_on_a_fresh_clone() -> None:
    blocks = commands_of(README)
    with machine() as made:
        for block in blocks:
            if "./dev demo" in block.body:  # tests/test_ground_tools.py and the suite itself
                continue
            assert leads_outside(made, block) == []
            done = made.run(block.body, at=made.program)
            assert done.returncode == 0, f"{block.body}\n{done.stdout}\n{done.stderr}"
            for name in FOREGROUND:
                assert f"alameda {name}" in block.body


@pytest.mark.slow
def test_the_units_are_what_systemd_takes() -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        absent("systemd-analyze is not installed.")
    with machine() as made:
        place = made.root / "etc/systemd/system"
        units = [shutil.copy(path, place) for path in (made.program / "deploy").glob("alameda*.*")]
        assert len(units) == 4
        names = [Path(unit).name.replace("@.", "@1.") for unit in units]
        done = subprocess.run(
            [program, "verify", "--man=no", *(place / name for name in names)],
            capture_output=True,
            text=True,
            check=False,
            env={"SYSTEMD_UNIT_PATH": f"{place}:"},
        )
        ours = [line for line in done.stderr.splitlines() if "alameda" in line]
        assert (done.returncode, ours) == (0, []), done.stderr
