"""A machine for the guide: one folder that stands for ``/``, and stand-ins for what only root does.

The guide's commands run as they are written but for the folders, ports and addresses of
``Machine.here``. The programs of the system are the real ones, but for those in ``STANDINS``:
they do in the folder what can be done there, and refuse what makes no sense.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import venv
from dataclasses import dataclass, field
from pathlib import Path

from tests.test_ground_cli import environment

ROOT = Path(__file__).resolve().parents[1]
DATABASE = "postgresql://alameda:password@db.example/alameda"
DOMAIN = "abierto.example.cl"
FOLDERS = r"(?<![\w.:/])/(opt|srv|etc|root|usr/local|var/www)/"
SECONDS = 900
FOREGROUND = {"serve": "Alameda is ready", "worker": "Alameda works"}
STANDINS = """
import datetime, os, pathlib, shlex, signal, subprocess, sys, time
ROOT = pathlib.Path(ROOT_FOLDER)
UNITS, RUN = ROOT / "etc/systemd/system", ROOT / "run"
name, words = pathlib.Path(sys.argv[0]).name, sys.argv[1:]


def need(is_met, sentence):
    if not is_met:
        sys.exit(f"{name}: {sentence}: {words}")


def options_and_rest():
    rest = [word for word in words if not word.startswith("-")]
    return [word for word in words if word.startswith("-")], rest


def apt_get():
    need(words[:2] == ["install", "-y"] and words[2:], "installs packages, without asking")


def adduser():
    home = pathlib.Path(words[words.index("--home") + 1])
    need("--system" in words and words[-1] == "alameda", "makes the account alameda")
    home.mkdir(parents=True)


def chown():
    need(all(pathlib.Path(word).exists() for word in words[1:]), "of what exists")


def sudo():
    need(words[:2] == ["-u", "alameda"] and words[2:], "as the account alameda")
    os.execvp(words[2], words[2:])


def certbot():
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    domain = words[words.index("--domain") + 1]
    place = ROOT / "etc/letsencrypt/live" / domain
    place.mkdir(parents=True)
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, domain)])
    made = (x509.CertificateBuilder().subject_name(who).issuer_name(who)
        .public_key(key.public_key()).serial_number(1).not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(domain)]), critical=False)
        .sign(key, hashes.SHA256()))
    pem = serialization.Encoding.PEM
    (place / "fullchain.pem").write_bytes(made.public_bytes(pem))
    (place / "privkey.pem").write_bytes(key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))


def nginx():
    real, conf = os.environ["REAL_NGINX"], ROOT / "etc/nginx/nginx.conf"
    os.execv(real, [real, "-p", str(ROOT / "etc/nginx"), "-c", str(conf), *words])


def journalctl():
    need((UNITS / words[words.index("--unit") + 1]).is_file(), "of a unit that is there")


def systemctl():
    options, (verb, *units) = options_and_rest()
    for unit in units:
        if unit in {"nginx", "caddy"}:
            need(verb == "reload", "is reloaded")
            if unit == "nginx":
                subprocess.run([ROOT / "bin/nginx"], check=True)
            continue
        need((UNITS / unit).is_file(), "names a unit that is there")
        if verb == "start" or (verb == "enable" and "--now" in options and "timer" not in unit):
            start(unit)
        elif verb == "stop":
            stop(unit)
        else:
            need(verb in {"enable", "status"}, "is no verb of the guide")
    need(units or verb == "daemon-reload", "names units")


def start(unit):
    lines = (UNITS / unit).read_text().splitlines()
    said = dict(line.split("=", 1) for line in lines if "=" in line and line[0] not in "#[")
    own = (ROOT / "etc/alameda/environment").read_text().splitlines()
    more = dict(line.split("=", 1) for line in shlex.split("\\n".join(own), comments=True))
    log = RUN / f"{unit}.log"
    process = subprocess.Popen(
        shlex.split(said["ExecStart"]), env={**os.environ, **more}, stdin=subprocess.DEVNULL,
        stdout=log.open("wb"), stderr=subprocess.STDOUT, start_new_session=True, cwd="/")
    (RUN / f"{unit}.pid").write_text(str(process.pid))
    until = time.monotonic() + 600
    while b"Alameda is ready" not in log.read_bytes():
        need(process.poll() is None and time.monotonic() < until, log.read_text())
        time.sleep(0.1)


def stop(unit):
    pid = int((RUN / f"{unit}.pid").read_text())
    os.kill(pid, signal.SIGTERM)
    while pathlib.Path(f"/proc/{pid}/cmdline").is_file() and b"alameda" in pathlib.Path(
            f"/proc/{pid}/cmdline").read_bytes():
        time.sleep(0.1)
    (RUN / f"{unit}.pid").unlink()


globals()[name.replace("-", "_")]()
"""
NAMES = ("apt-get", "adduser", "chown", "sudo", "certbot", "nginx", "journalctl", "systemctl")
NGINX = """
pid {root}/run/nginx.pid;
error_log {root}/run/nginx.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {root}/run/body;
    proxy_temp_path {root}/run/proxy;
    fastcgi_temp_path {root}/run/fastcgi;
    uwsgi_temp_path {root}/run/uwsgi;
    scgi_temp_path {root}/run/scgi;
    include {root}/etc/nginx/sites-enabled/*;
}}
"""


def free_ports(count: int) -> list[int]:
    """So many ports that nobody listens on."""
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


@dataclass
class Machine:
    """A folder that stands for the machine.

    Attributes:
        root: it.
        database_url: an empty database, for what the guide says of one's own.
        ports: where the site, nginx's TLS and nginx's redirection are.
    """

    root: Path
    database_url: str = ""
    ports: list[int] = field(default_factory=lambda: free_ports(3))

    @property
    def program(self) -> Path:
        """The clone."""
        return self.root / "opt/alameda"

    def here(self, text: str) -> str:
        """A command or a file of ``deploy/``, with the folders and ports of this machine."""
        site, tls, plain = self.ports
        text = text.replace(DATABASE, self.database_url or DATABASE)
        text = re.sub(FOLDERS, rf"{self.root}/\1/", text)
        text = re.sub(r"\b8000\b", str(site), text)
        return text.replace("listen 443", f"listen {tls}").replace("listen 80;", f"listen {plain};")

    def make(self) -> None:
        """The folders that any machine has, the stand-ins, and a fresh clone of this repository."""
        for name in (
            "bin",
            "run",
            "root",
            "srv",
            "opt",
            "usr/local/bin",
            "etc/systemd/system",
            "etc/nginx/sites-available",
            "etc/nginx/sites-enabled",
            "etc/caddy",
        ):
            (self.root / name).mkdir(parents=True)
        (self.root / "etc/nginx/nginx.conf").write_text(NGINX.format(root=self.root))
        script = STANDINS.replace("ROOT_FOLDER", repr(str(self.root)))
        for name in NAMES:
            path = self.root / "bin" / name
            path.write_text(f"#!{sys.executable}\n{script}")
            path.chmod(0o755)
        self._clone()

    def _clone(self) -> None:
        """A clone of what stands in this folder, committed or not, with its programs installed.

        Installing them anew would ask the network: the clone finds them as ``./dev setup`` leaves
        them, and its own ``./dev setup`` agrees.
        """
        origin = self.root / "run/origin"
        listed = git("ls-files", "-z", "--cached", "--others", "--exclude-standard", at=ROOT)
        for name in filter(None, listed.split("\0")):
            if (ROOT / name).is_file():
                (origin / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, origin / name)
        for path in (origin / "deploy").iterdir():
            path.write_text(self.here(path.read_text()))
        who = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
        git("init", "--quiet", "--initial-branch=main", at=origin)
        git("add", "--all", at=origin)
        git(*who, "commit", "--quiet", "--message=All", at=origin)
        git("clone", "--quiet", str(origin), str(self.program), at=self.root)
        for pattern in ("src/alameda/ui/static/ui/built/*", "src/alameda/**/*.mo"):
            for path in ROOT.glob(pattern):
                target = self.program / path.relative_to(ROOT)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, target)
        self._install()

    def _install(self) -> None:
        place = self.program / ".venv"
        venv.create(place, with_pip=False, symlinks=True)
        (packages,) = place.glob("lib/python3.*/site-packages")
        (ours,) = (path for path in map(Path, sys.path) if path.name == "site-packages")
        (packages / "alameda.pth").write_text(f"{self.program}/src\n{ours}\n")
        command = "import sys\nfrom alameda.cli.main import main\nsys.exit(main())\n"
        (place / "bin/alameda").write_text(f"#!{place}/bin/python\n{command}")
        (place / "bin/alameda").chmod(0o755)
        (self.program / "node_modules").mkdir()
        stamps = """
            import sys
            sys.path.insert(0, "tools")
            import dev
            named = (dev.ROOT / name for name in ("package.json", "package-lock.json", ".npmrc"))
            node = [path for path in named if path.is_file()]
            assets = [path for path in dev.ASSETS.rglob("*") if path.is_file()]
            po = [*(dev.ROOT / "src").rglob("*.po"), dev.ROOT / "tools/translations.py"]
            lock = [dev.LOCK, dev.ROOT / "pyproject.toml"]
            for path, want in (
                (dev.VENV / "alameda.stamp", dev.digest(lock, str(dev.ROOT), sys.version)),
                (dev.ROOT / "node_modules/alameda.stamp", dev.digest(node)),
                (dev.BUILT / "alameda.stamp", dev.digest([*assets, *node], "with gzip")),
                (dev.VENV / "translations.stamp", dev.digest(po)),
            ):
                path.write_text(want, encoding="ascii")
        """
        python = shutil.which("python3") or sys.executable  # the one that ./dev will find
        subprocess.run([python, "-c", textwrap.dedent(stamps)], cwd=self.program, check=True)

    def environment(self) -> dict[str, str]:
        """What a shell on it knows."""
        path = [self.root / "bin", self.root / "usr/local/bin"]
        ours = os.pathsep.join(map(str, path))
        hidden = str(Path(sys.executable).parent)  # an alameda there is not the guide's
        rest = [one for one in os.environ["PATH"].split(os.pathsep) if one != hidden]
        known = environment()
        known.pop("PYTHONDONTWRITEBYTECODE", None)  # a machine compiles the program once
        return {
            **known,
            "PATH": os.pathsep.join([ours, *rest]),
            "HOME": str(self.root / "root"),
            "REAL_NGINX": shutil.which("nginx", path=os.pathsep.join([*rest, "/usr/sbin"])) or "",
        }

    def run(self, block: str, *, at: Path) -> subprocess.CompletedProcess[str]:
        """Run a block of commands in one shell, until the first that fails.

        What stays in the foreground is left at the end, as by Ctrl+C; the next command waits until
        it is ready.
        """
        return subprocess.run(
            ["/bin/sh", "-eu", "-c", self.script(block)],
            cwd=at,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )

    def script(self, block: str) -> str:
        """The block as a shell runs it here."""
        lines, left = [WAITING.format(log=self.root / "run/foreground")], []
        for number, line in enumerate(self.here(block).splitlines()):
            command = line.partition("#")[0].split()
            stays = command[:1] == ["alameda"] and FOREGROUND.get(command[1])
            if stays:
                log = f'"$log.{number}"'
                lines.append(f"{line.partition('#')[0]} >{log} 2>&1 &")
                lines.append(f"last=$!; wait_for '{stays}' {log}")
                left.insert(0, f"kill -INT {'$' + f'p{number}'}; wait $p{number}")
                lines.append(f"p{number}=$last")
            elif command[:2] == ["alameda", "doctor"]:
                # Its status says whether all is well, which this machine need not be.
                lines.append(f"{line.partition('#')[0]} || test $? -eq 1")
            else:
                lines.append(line)
        return "\n".join([*lines, *left])

    def end(self) -> None:
        """Stop what still runs."""
        for path in (self.root / "run").glob("*.pid"):
            try:
                os.kill(int(path.read_text()), signal.SIGTERM)
            except (ProcessLookupError, ValueError):
                continue


WAITING = """
log={log}
wait_for() {{
    for _ in $(seq 6000); do
        if grep -q "$1" "$2"; then return 0; fi
        if ! kill -0 "$last" 2>/dev/null; then break; fi
        sleep 0.1
    done
    cat "$2" >&2
    return 1
}}
"""


def git(*words: str, at: Path) -> str:
    """Run git; what it says."""
    done = subprocess.run(["git", *words], cwd=at, capture_output=True, text=True, check=True)
    return done.stdout
