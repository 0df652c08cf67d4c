"""``alameda worker``: runs what nobody waits for: mail, and what each hour and each day bring.

``alameda serve`` and ``demo`` start one beside the site. As many more as one likes may run, on as
many hosts, beside a database that all of them reach.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

from alameda.cli import database, holding
from alameda.cli.errors import CannotRunError
from alameda.cli.instance import Instance, read, set_up_django
from alameda.cli.postgres import ServerError
from alameda.cli.web import follow_parent
from alameda.settings import env

STOP_SECONDS = 6.0


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("worker", help="run the jobs of an instance, beside its site")
    parser.add_argument("--data", type=Path, required=True, help="folder of the instance")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Run jobs until told to stop."""
    instance = read(args.data)
    url = env.read().database_url or _visited(instance)
    if database.needs_migrating(instance, url):
        raise CannotRunError(
            f"The tables of {instance.folder} are not those of this program. Start "
            f"alameda serve --data {instance.folder} first: it prepares them."
        )
    holding.check(instance, url)
    signal.signal(signal.SIGTERM, _leave)
    set_up_django(instance, url)
    print("Alameda works.", flush=True)
    work()
    return 0


def work() -> None:
    """Run jobs in this process, whose Django is set up, until it is told to stop.

    A job that does not come to its end in time is left: another worker begins it again.
    """
    from alameda import night
    from alameda.foundation.jobs import stopping

    def end() -> None:
        stopping.wait()
        threading.Event().wait(STOP_SECONDS)
        os._exit(0)

    threading.Thread(target=end, name="end", daemon=True).start()
    night.run()


def _visited(instance: Instance) -> str:
    """The database of the running site: a worker never starts one of its own."""
    try:
        return instance.server().visit()
    except ServerError as error:
        raise CannotRunError(
            f"{error} A worker works beside a site: start alameda serve --data "
            f"{instance.folder}, or name the database in DATABASE_URL."
        ) from error


def _leave(_number: int, _frame: FrameType | None) -> None:
    """End at once, until the night itself listens to signals."""
    sys.exit(0)


def main() -> None:
    """The worker's own process beside a site: ends with whoever started it."""
    follow_parent(lambda: os._exit(0))
    import django

    signal.signal(signal.SIGTERM, _leave)
    django.setup()
    work()


if __name__ == "__main__":
    main()
