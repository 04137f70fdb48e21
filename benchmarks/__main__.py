"""``python -m benchmarks``: print the ratios, and write the page and the plot with ``--write``."""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import os
import platform
import sys

from benchmarks import frame

PARTS = {
    name: f"benchmarks.{name}" for name in ("shipped", "interview", "service", "cold", "columns", "one", "related", "growth")
}  # a module with parts() -> list[Part]
PAGE = frame.ROOT / "docs" / "performance.md"
PLOT = PAGE.with_suffix(".svg")
HEAD = """# How fast

Written by `make bench`: everything in one run, interleaved, medians, one thread, after every engine agreed with the reference on the
same cases. Only ratios can be compared between machines. For one person every figure of ours is that of a public call, answers checked
and results read. How it is built: [decision 0016](decisions/0016-decision-diagrams.md).
"""


BESIDE = (
    "duckdb",
    "fastapi",
    "numpy",
    "pandas",
    "polars",
    "pyarrow",
    "zen-engine",
    "datalogic-py",
    "shalosh",
    "common-expression-language",
    "openfisca-core",
)


def machine(on: str) -> str:
    """Return where the figures come from: the day, the Python, the kind of processor, how many of them, and the libraries beside ours."""
    installed = {each.name.lower(): each.version for each in importlib.metadata.distributions()}
    beside = [f"{name} {installed[name]}" for name in BESIDE if name in installed]
    told = (f"Python {platform.python_version()}", platform.machine(), f"{os.cpu_count()} processors", *beside)
    return f"{on}: {', '.join(told)}.\n" if on else f"{', '.join(told)}.\n"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("part", nargs="*", choices=[*PARTS, []], help="parts to run; all by default")
    parser.add_argument("--on", default="", help="the day, which the page tells")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md and its plot")
    options = parser.parse_args()
    by_name = {name: importlib.import_module(PARTS[name]).parts() for name in options.part or PARTS}
    found = [part for parts in by_name.values() for part in parts]
    plotted = [part for part in by_name.get("growth", ()) if part.series]
    picture = [f"![Growth, both axes logarithmic; the dotted line is linear]({PLOT.name})\n"] if plotted else []
    text = "\n".join([HEAD, machine(options.on), *map(frame.markdown, found), *picture])
    sys.stdout.write(text)
    if options.write:
        from benchmarks import plot

        PAGE.write_text(text.rstrip() + "\n", encoding="utf-8")
        for name, path in (("growth", PLOT), ("columns", PLOT.with_name("growth-columns.svg"))):
            if name in by_name:
                plot.write([part for part in by_name[name] if part.series], path)
    missed = [ratio.what for part in found for ratio in part.ratios if ratio.reached.startswith("**")]
    sys.stdout.write(f"\n{len(missed)} targets were not reached.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
