"""A provision that an act does not have is refused, in rules beside the shipped ones too: the structures of acts are compiled with them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests import ROOT
from tunnistus.commands.main import main

CITING = '        cite: ["{cite}"]\n'
FOUND = "what is recorded of the act does not have that place"


def citing(directory: Path, cite: str, valid: str = "") -> Path:
    """The example of a municipality with a citation of one of our acts."""
    here = directory / "koivuranta"
    shutil.copytree(ROOT / "docs" / "examples" / "municipality" / "koivuranta", here)
    rules = here / "koivuranta-rules.yaml"
    text = rules.read_text(encoding="utf-8")
    at = text.index("        source: [koivuranta_guide]\n")
    rules.write_text(text[:at] + valid + CITING.format(cite=cite) + text[at:], encoding="utf-8")
    return here


@pytest.mark.parametrize(("cite", "valid", "there"), [
    ("VastL 34 §", "", True), ("VastL 999 §", "", False), ("VastL 38 a § 1 mom. 9 k.", "", True), ("VastL 38 a § 1 mom. 99 k.", "", False),
    ("VastL 38 f § 9 mom.", "", False), ("UlkL 52 b § 4 mom.", "        valid: {until: 2015-06-30}\n", False),
    ("UlkL 52 b § 4 mom.", "", True), ("2011/36/EU 99 art.", "", True),
])  # fmt: skip
def test_a_provision_that_our_act_does_not_have_is_refused_in_an_overlay(
    cite: str, valid: str, there: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here = citing(tmp_path, cite, valid)
    assert main(["check", str(here), "--lang", "en"]) == (0 if there else 1)
    assert (FOUND in capsys.readouterr().out) is not there


def test_an_overlay_may_record_a_section_that_ours_does_not_know(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = citing(tmp_path, "VastL 64 a § 2 mom.")
    assert main(["check", str(here), "--lang", "en"]) == 1
    said = capsys.readouterr().out
    assert "[unknown-provision]" in said
    assert ".structure.yaml" in said
    record = 'structures:\n  VastL:\n    read: ["https://example.org"]\n    files: {}\n    sections:\n      64 a §: {746/2011: "1 | 1"}\n'
    (here / "acts.structure.yaml").write_text(record, encoding="utf-8")
    assert main(["check", str(here), "--lang", "en"]) == 0
