"""Make the lessons: ``python -m lessons OUT`` writes a notebook and a trainer's page of each, in three languages.

With ``--run`` every notebook is run as well, stands there with what its cells show, and one that fails or warns is named. With
``--offline`` the practice and the interview are written as well, each as one file that needs no network; with ``--site`` the notebooks as
a site. The light files, for old telephones, are always written.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import nbformat

from lessons import bundle, notebooks, offline, pages, site
from lessons.light import page as light
from lessons.source import lesson, names
from tunnistus.rules.model import LANGUAGES


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 1 where a notebook warned, else 0; a cell that fails raises."""
    parser = argparse.ArgumentParser(prog="python -m lessons", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path, help="the directory for them")
    parser.add_argument("--run", action="store_true", help="run the notebooks")
    parser.add_argument("--offline", action="store_true", help="write the practice and the interview as well, each in one file")
    parser.add_argument("--site", action="store_true", help="make a site of the notebooks as well, in which they run")
    parser.add_argument("--only", choices=names(), help="one lesson")
    options = parser.parse_args(arguments)
    wrong = []
    for lang in LANGUAGES:
        place = options.out / lang
        place.mkdir(parents=True, exist_ok=True)
        for name in [options.only] if options.only else names():
            begun = time.monotonic()
            taught = lesson(name, lang)
            made = notebooks.notebook(taught)
            wrong += [f"{lang}: {said}" for said in (notebooks.run(made) if options.run else ())]
            nbformat.write(made, place / f"{name}.ipynb")
            (place / f"{name}.trainer.html").write_text(pages.page(taught), encoding="utf-8")
            print(f"{place / name}.ipynb {time.monotonic() - begun:.1f} s")
    for kind in () if options.only else light.KINDS:
        _written(options.out / f"{kind}.light.html", light.page(kind))
    if options.offline:
        _offline(options.out)
    if options.site:
        site.build(options.out / "site")
        size = sum(path.stat().st_size for path in (options.out / "site").rglob("*") if path.is_file())
        print(f"{options.out / 'site'} {size / 1e6:.1f} MB")
    print(*wrong, sep="\n")
    return 1 if wrong else 0


def _offline(out: Path) -> None:
    with tempfile.TemporaryDirectory() as place:
        wheels = bundle.wheels(Path(place))
        for kind in offline.KINDS:
            _written(out / f"{kind}.html", offline.page(kind, wheels))


def _written(place: Path, page: str) -> None:
    place.write_text(page, encoding="utf-8")
    print(f"{place} {place.stat().st_size / 1e3:,.0f} kB")


if __name__ == "__main__":
    sys.exit(main())
