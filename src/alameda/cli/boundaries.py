"""``alameda import boundaries``: real boundaries of the comunas, from GeoJSON."""

from __future__ import annotations

import argparse
import dataclasses
import json
from pathlib import Path

from alameda.cli.errors import CannotRunError
from alameda.cli.instance import opened


def add_to(what: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command among the things that can be imported."""
    parser = what.add_parser("boundaries", help="boundaries of the comunas, from GeoJSON")
    parser.add_argument("file", type=Path, help="GeoJSON in degrees of WGS 84")
    parser.add_argument("--source", required=True, help="who made them, shown where they are drawn")
    parser.add_argument("--cut-property", default="cut", help="property with the comuna's code")
    parser.add_argument("--data", type=Path, required=True, help="folder of the instance")
    parser.add_argument("--json", action="store_true", help="answer for machines")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Import them all or none; 1 where some cannot be used, each with its reason."""
    with opened(args.data):
        from django.utils import translation

        from alameda.foundation.actor import SYSTEM
        from alameda.foundation.errors import AlamedaError
        from alameda.territory.actions import import_boundaries
        from alameda.territory.actions.boundaries import BoundariesRefusedError, fault_sentence

        # The command line speaks English, whatever the region's pages speak.
        with translation.override("en"):
            try:
                report = import_boundaries(
                    args.file, source=args.source, actor=SYSTEM, cut_property=args.cut_property
                )
            except BoundariesRefusedError as refused:
                report = refused.report
            except AlamedaError as error:
                raise CannotRunError(str(error)) from error
            reasons = [fault_sentence(refusal.fault) for refusal in report.refused]
    if args.json:
        print(json.dumps(dataclasses.asdict(report), ensure_ascii=False, default=str))
    else:
        for refusal, reason in zip(report.refused, reasons, strict=True):
            print(f"feature {refusal.position}: {reason}")
        print(
            f"{len(report.changed)} changed, {len(report.unchanged)} unchanged, "
            f"{len(report.elsewhere)} of other regions, {len(report.missing)} missing, "
            f"{len(report.refused)} refused."
        )
        if report.refused:
            print("Nothing was stored: correct these and run it again.")
    return 1 if report.refused else 0
