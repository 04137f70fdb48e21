"""Reports as PDF: tagged for those who hear a page (PDF/UA-1), and the same bytes for the same report. Needs the extra ``pdf``."""

from __future__ import annotations

import contextlib
import io
from typing import Final

from tunnistus.errors import TunnistusError
from tunnistus.messages import message
from tunnistus.saying.html import html
from tunnistus.saying.report import Report

__all__ = ["pdf"]

_IDENTIFIER: Final = b"tunnistus"  # else it would be drawn by lot
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
        TunnistusError: WeasyPrint, or the library Pango that it calls, is not installed.
    """
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # WeasyPrint prints where Pango is missing
            from weasyprint import CSS, HTML
            from weasyprint.urls import URLFetcher
    except (ImportError, OSError):
        todo = message(
            "Install the extra {extra}, from where you got tunnistus. On Debian also: apt-get install libpango-1.0-0 libpangoft2-1.0-0.",
            extra="pdf",
        )
        raise TunnistusError(message("WeasyPrint or Pango is not installed."), where="pdf", todo=todo) from None
    page = HTML(string=html(report), url_fetcher=URLFetcher(allowed_protocols=(), fail_on_errors=True))  # it refuses whatever is asked for
    written: bytes = page.write_pdf(stylesheets=[CSS(string=_SHEET)], pdf_variant="pdf/ua-1", pdf_identifier=_IDENTIFIER)
    return written
