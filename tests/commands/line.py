"""The command line, run within the test."""

import pytest

from tests import ROOT
from tunnistus.commands.main import main

DEMO = str(ROOT / "docs" / "examples" / "berry-picker.yaml")


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    code = main(argv)
    out, err = capsys.readouterr()
    return code, out, err
