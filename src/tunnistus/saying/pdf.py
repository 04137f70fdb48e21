"""Reports as PDF: tagged for those who hear a page (PDF/UA-1), and the same bytes for the same report. Needs the extra ``pdf``."""

from __future__ import annotations

import contextlib
import io
import re
import warnings
from typing import Final

from tunnistus.errors import TunnistusError
from tunnistus.messages import message
from tunnistus.saying.html import html
from tunnistus.saying.report import Report

__all__ = ["pdf"]

_IDENTIFIER: Final = b"tunnistus"  # else it would be drawn by lot
LIBRARY: Final = re.compile(r"library '([\w.+-]+)'")  # as cffi names one
_SHEET: Final = """
ol,ul:not(.lines){list-style:none;counter-reset:n}
ol>li,ul:not(.lines)>li{text-indent:-1.2rem;counter-increment:n}
ol>li::before{content:counter(n) ". "}
ul:not(.lines)>li::before{content:"• "}
"""  # a number as a mark beside its line would be written, and read, after all of the page


def pdf(report: Report) -> bytes:
    """Write a report as a PDF with its language and title, tags, and links; nothing is fetched, and no clock is read.

    The bytes hang on the report, the fonts of the machine, and the versions of WeasyPrint and Pango.

    Raises:
        TunnistusError: WeasyPrint, or a native library that it calls, is missing or too old, or the machine has no font.
    """
    try:
        return _written(html(report))
    except (ImportError, OSError) as problem:
        raise _missing(str(problem)) from None
    except AttributeError as problem:  # cffi says so of a function that an old library does not have
        if LIBRARY.search(str(problem)):
            raise _missing(str(problem)) from None
        raise


def _written(page: str) -> bytes:
    """Write a page by WeasyPrint, which refuses whatever the page asks to be fetched."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):  # it prints where Pango is missing
        warnings.simplefilter("ignore")  # and warns of libraries that it can do without
        from weasyprint import CSS, HTML
        from weasyprint.text.ffi import ffi, fontconfig, harfbuzz_subset
        from weasyprint.urls import URLFetcher
    config = ffi.gc(fontconfig.FcInitLoadConfigAndFonts(), fontconfig.FcConfigDestroy)
    if not fontconfig.FcConfigGetFonts(config, fontconfig.FcSetSystem).nfont:  # Pango would end the whole process
        raise TunnistusError(
            message("WeasyPrint finds no font here."),
            where="pdf",
            todo=message("Install a font. On Debian: apt-get install fonts-liberation."),
        )
    shown = HTML(string=page, url_fetcher=URLFetcher(allowed_protocols=(), fail_on_errors=True))
    written: bytes = shown.write_pdf(
        stylesheets=[CSS(string=_SHEET)],
        pdf_variant="pdf/ua-1",
        pdf_identifier=_IDENTIFIER,
        full_fonts=harfbuzz_subset is None,  # else fontTools would make small fonts, and write the time into each
    )
    return written


def _missing(problem: str) -> TunnistusError:
    """The error that says what to install; of a native library also which one, where its loader named it."""
    todo = message(
        "Install the extra {extra}, from where you got tunnistus. On Debian also: apt-get install libpango-1.0-0 libpangoft2-1.0-0.",
        extra="pdf",
    )
    named = LIBRARY.search(problem)
    if named:
        what = message("WeasyPrint cannot use the library {name}: it is missing or too old.", name=named[1])
        return TunnistusError(what, where="pdf", todo=todo)
    return TunnistusError(message("WeasyPrint or Pango is not installed."), where="pdf", todo=todo)
