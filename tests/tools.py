"""Programs and libraries of others that some tests need: where one is missing, too old or half there, they are skipped and say so."""

import shutil
import warnings
from functools import cache

import pytest

from tests import ROOT
from tunnistus.errors import TunnistusError
from tunnistus.saying.pdf import pdf
from tunnistus.saying.report import Report

__all__ = ["PACKAGES_OF_NPM", "PROGRAMS", "needs_browsers", "needs_npm", "needs_weasyprint", "weasyprint_fault"]

PACKAGES_OF_NPM = ROOT / "tests" / "browser"
PROGRAMS = {
    "chromium": shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome"),
    "firefox": shutil.which("firefox-esr") or shutil.which("firefox"),
}


@cache
def weasyprint_fault() -> str:
    """What WeasyPrint lacks to write a PDF; nothing where it writes one. Its own warnings are no fault of ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            pdf(Report("en", "A sheet", ("A line.",), ()))
        except TunnistusError as problem:
            return str(problem.what)
    return ""


needs_npm = pytest.mark.skipif(not (PACKAGES_OF_NPM / "node_modules").exists(), reason="needs what make browsers installs")
needs_browsers = pytest.mark.skipif(not all(PROGRAMS.values()), reason="needs chromium and firefox-esr")
needs_weasyprint = pytest.mark.skipif(bool(weasyprint_fault()), reason=weasyprint_fault() or "WeasyPrint is there")
