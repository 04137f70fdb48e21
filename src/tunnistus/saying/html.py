"""Reports as HTML: one file that needs no script and no request; light and dark, on a small screen, and on paper."""

from __future__ import annotations

from collections.abc import Iterable

from tunnistus.saying.markup import PAGES, written
from tunnistus.saying.references import Refer
from tunnistus.saying.report import Report
from tunnistus.unseen import escaped

__all__ = ["html"]


def html(report: Report, *, whole: bool = True, more: Iterable[Report] = (), refer: Refer | None = None) -> str:
    """Write a report as HTML: a page of its own without scripts or outside resources, or only its ``section``.

    Args:
        more: reports of greater depth, each folded below the page; paper has none of them.
        refer: what leads from sentences to the handbook, on a screen alone.
    """
    name = "page.html" if whole else "section.html"
    return escaped(written(PAGES, name, {"lang": report.lang, "title": report.title, "report": report, "more": more, "refer": refer}))
