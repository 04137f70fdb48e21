"""Make the handbook: ``python -m handbook OUT`` writes the site into ``OUT/{fi,sv,en}``.

A second run makes only what changed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from handbook.catalogues import compiled_into
from handbook.material import ROOT, Teller, material
from handbook.site import changes_of_rules, write_sources
from tunnistus.rules.model import LANGUAGES


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 when all of it was made without a warning, else what Sphinx gave."""
    parser = argparse.ArgumentParser(prog="python -m handbook", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path, help="the directory for the site")
    parser.add_argument("--lang", choices=LANGUAGES, action="append", help="one language")
    parser.add_argument("--jobs", type=int, default=2, help="how many processes Sphinx uses")
    parser.add_argument("--without-changes", action="store_true", help="leave out how rules have changed, which takes most of the time")
    options = parser.parse_args(arguments)
    begun = time.monotonic()
    compiled_into(options.out / "catalogues")
    told = material()
    changes = {} if options.without_changes else changes_of_rules(options.jobs)
    print(f"changes of rules: {time.monotonic() - begun:.0f} s", flush=True)
    for lang in options.lang or LANGUAGES:
        begun = time.monotonic()
        sources = options.out / "sources" / lang
        places = write_sources(Teller(told, lang), changes, sources)
        print(f"{lang}: {len(places)} pages written: {time.monotonic() - begun:.0f} s", flush=True)
        if status := sphinx(lang, sources, options.out, options.jobs):
            return status
        print(f"{lang}: {time.monotonic() - begun:.0f} s", flush=True)
    return 0


def sphinx(lang: str, sources: Path, out: Path, jobs: int) -> int:
    """Let Sphinx make one language; a warning is a failure."""
    command = [
        sys.executable, "-m", "sphinx", "-b", "html", "-q", "-W", "-n", "--keep-going", "-j", str(jobs), "-c", str(ROOT / "handbook"),
        "-D", f"language={lang}", "-D", f"locale_dirs={(out / 'catalogues').resolve()}", "-d", str(out / "doctrees" / lang),
        str(sources), str(out / lang),
    ]  # fmt: skip
    return subprocess.run(
        command, check=False, cwd=ROOT, env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "src")))}
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
