"""Archives for people who have no Python: training, handbook, and what a reviewer from practice needs, each with a start page.

``python -m supply.archives dist --training build/training --handbook build/docs`` writes ``dist/tunnistus-training-<version>.zip`` and the
two others from what ``make training`` and ``make docs`` have made, and CHECKSUMS anew. Equal files give equal archives: no clock is read.
"""

from __future__ import annotations

import argparse
import sys
import time
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import attrs
from babel.numbers import format_decimal

from lessons import handouts
from lessons.light import page as light
from lessons.source import HANDOUTS, lesson, names, words
from supply import checksums
from supply.sbom import EPOCH
from tests.pages import assessed
from tunnistus import render
from tunnistus.rules.model import LANGUAGES
from tunnistus.saying.horizon import source_items
from tunnistus.saying.markup import written
from tunnistus.saying.pdf import pdf
from tunnistus.saying.speaker import Speaker
from tunnistus.saying.texts import language_name
from tunnistus.shipping import source
from tunnistus.version import __version__

ROOT: Final = Path(__file__).parents[1]
TEMPLATES: Final = Path(__file__).with_name("templates")
MONTHS: Final = 6  # for which numbers count as looked up: then the archive is to be replaced
LICENCES: Final = ("LICENSE", "LICENSES")
LEFT_OUT: Final = ("_sources", ".buildinfo", "objects.inv")  # of the handbook: what only its makers use
UNTRIED: Final = ("untried_iphone", "untried_old", "untried_readers", "trainer_not_reviewed")
PAGES: Final = ("worker", "trainer", "lawyer", "developer", "analyst", "tester")


@attrs.frozen
class Listed:
    """A file that the start page leads to.

    Attributes:
        path: in the archive.
        says: the label of what it is and for whom, in ``docs/training/handouts.yaml``.
        lang: its language; empty where it has all.
        title: a name that the sentence takes.
    """

    path: str
    says: str
    lang: str = ""
    title: str = ""


@attrs.frozen
class Archive:
    """An archive: its kind, its files by path, and those that the start page leads to."""

    kind: str
    files: Mapping[str, bytes]
    listed: tuple[Listed, ...]

    @property
    def name(self) -> str:
        """Its name, and that of the folder inside."""
        return f"tunnistus-{self.kind}-{__version__}"


def training(made: Path) -> Archive:
    """Return the archive for trainers and learners.

    Args:
        made: what ``make training`` wrote.

    Raises:
        FileNotFoundError: something of it is missing.
    """
    kinds = ("practice", "interview")
    listed = [Listed(f"{kind}.html", f"file_{kind}") for kind in kinds]
    listed += [Listed(f"{kind}.light.html", f"file_{kind}_light") for kind in kinds]
    files = {each.path: _made(made / each.path, "make training") for each in listed}
    for lang in LANGUAGES:
        for name, report in handouts.ON_PAPER.items():
            files[f"{lang}/{name}.pdf"] = pdf(report(lang))
            listed.append(Listed(f"{lang}/{name}.pdf", f"file_{name}", lang))
        for name in names():
            taught = lesson(name, lang)
            if taught.audience == "workers":
                path = f"{lang}/{name}.trainer.html"
                files[path] = _made(made / path, "make training")
                listed.append(Listed(path, "file_trainer", lang, taught.title))
    return Archive("training", files, tuple(listed))


def _made(path: Path, command: str) -> bytes:
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing. Run {command}.")
    return path.read_bytes()


def handbook(made: Path) -> Archive:
    """Return the archive of the handbook: its pages in each language, without what only its makers use.

    Raises:
        FileNotFoundError: a page that the start page leads to is missing.
    """
    paths = sorted(path for lang in LANGUAGES for path in (made / lang).rglob("*") if path.is_file())
    files = {path.relative_to(made): path for path in paths}
    kept = {place.as_posix(): path.read_bytes() for place, path in files.items() if not set(LEFT_OUT) & set(place.parts)}
    listed = [Listed(f"{lang}/{name}.html", f"book_{name}", lang) for lang in LANGUAGES for name in PAGES]
    listed += [Listed(f"{lang}/index.html", "book_whole", lang) for lang in LANGUAGES]
    for each in listed:
        _made(made / each.path, "make docs")
    return Archive("handbook", kept, tuple(listed))


def review() -> Archive:
    """Return what a reviewer from practice needs: ten sheets and letters, the interview, all questions, and a form for what is wrong."""
    listed = [Listed("interview.light.html", "file_interview_light")]
    files = {"interview.light.html": light.page("interview").encode()}
    for lang in LANGUAGES:
        for name, report in (("form", handouts.form(lang)), ("questions", handouts.questions(lang))):
            files[f"{lang}/{name}.pdf"] = pdf(report)
            listed.append(Listed(f"{lang}/{name}.pdf", f"file_{name}", lang))
        for n, (name, a) in enumerate(assessed(), 1):
            for kind, register in (("sheet", "worker"), ("letter", "plain")):
                path = f"{lang}/{name}.{kind}.html"
                files[path] = render(a, lang, register=register, form="html").encode()
                listed.append(Listed(path, f"file_{kind}", lang, str(n)))
    return Archive("review", files, tuple(listed))


def start(archive: Archive) -> str:
    """Return the start page, in three languages."""
    pages = [_in_language(archive, lang) for lang in LANGUAGES]
    heading = " · ".join(page["title"] for page in pages)
    values = {"lang": "fi", "title": f"tunnistus {__version__}", "heading": f"{heading} ({__version__})", "pages": pages}
    return written(TEMPLATES, "start.html", values)


def _in_language(archive: Archive, lang: str) -> dict[str, Any]:
    said, s = {**words(lang), **words(lang, of=HANDOUTS)}, Speaker(source.book(), lang)
    read = source_items(s, [min(s.book.rulesets, key=lambda name: s.book.rulesets[name].verified_until)])
    numbers = said["numbers_checked"].format(day=s.day(handouts.numbers_checked(s)))
    until = said["start_use_until"].format(day=s.day(use_until(handouts.numbers_checked(s))))
    return {
        "lang": lang,
        "name": language_name(lang),
        "title": said[f"start_{archive.kind}"],
        "danger": handouts.call(s, said["card_danger"], "emergency").pieces,
        "open": said["start_open"],
        "which": said["start_which"],
        "files": [
            {
                "path": each.path,
                "says": said[each.says].format(title=each.title).removesuffix("."),
                "size": _size(len(archive.files[each.path]), lang),
            }
            for each in archive.listed
            if each.lang in ("", lang)
        ],
        "more": [
            (said["start_until"], [until, *(item.text for item in read), numbers]),
            (said["start_untried"], [said[each] for each in UNTRIED]),
        ],
    }  # fmt: skip


def use_until(checked: date) -> date:
    """Return the day until which an archive is to be used: some months after its numbers were looked up, on the first day of a month."""
    years, month = divmod(checked.month - 1 + MONTHS, 12)
    return date(checked.year + years, month + 1, 1)


def _size(size: int, lang: str) -> str:
    """A size where it matters to a telephone or a stick: from a megabyte on."""
    return f"{format_decimal(round(size / 1e6, 1), locale=lang)} MB" if size >= 1e6 else ""


def written_zip(archive: Archive, directory: Path) -> Path:
    """Write an archive with its start page and the licences, in one folder, and return where. The same files give the same bytes."""
    licences = {path.relative_to(ROOT).as_posix(): path.read_bytes() for each in LICENCES for path in _inside(ROOT / each)}
    files = {**archive.files, "index.html": start(archive).encode(), **licences}
    place = directory / f"{archive.name}.zip"
    moment = time.gmtime(EPOCH)[:6]
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for path, data in sorted(files.items()):
            info = zipfile.ZipInfo(f"{archive.name}/{path}", moment)
            info.external_attr, info.compress_type = 0o644 << 16, zipfile.ZIP_DEFLATED
            out.writestr(info, data)
    return place


def _inside(path: Path) -> Iterable[Path]:
    return sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else (path,)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write all archives and tell the size of each, or none where something was not made."""
    parser = argparse.ArgumentParser(prog="python -m supply.archives", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path, help="the directory for them")
    parser.add_argument("--training", type=Path, required=True, help="what `make training` has made")
    parser.add_argument("--handbook", type=Path, required=True, help="what `make docs` has made")
    options = parser.parse_args(arguments)
    try:
        archives = training(options.training), handbook(options.handbook), review()
    except FileNotFoundError as problem:
        parser.error(str(problem))
    options.out.mkdir(parents=True, exist_ok=True)
    for archive in archives:
        place = written_zip(archive, options.out)
        print(f"{place} {place.stat().st_size / 1e6:.1f} MB, {len(archive.files)} files")
    checksums.record(options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
