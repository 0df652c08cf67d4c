"""Fill the instance of the environment: ``python -m benches._fill INITIATIVES``."""

from __future__ import annotations

import sys

import django
from django.core.management import call_command
from django.utils import timezone


def main(initiatives: int) -> None:
    django.setup()
    from alameda.demonstration.investments.actions import generate
    from alameda.demonstration.investments.rules.calibration import SCALES
    from alameda.foundation.actor import SYSTEM
    from alameda.territory.actions import load_region

    call_command("migrate", verbosity=0, interactive=False)
    load_region("santiago", actor=SYSTEM)
    SCALES["large"] = initiatives
    generate(scale="large", seed=1, today=timezone.localdate(), actor=SYSTEM)


if __name__ == "__main__":
    main(int(sys.argv[1]))
