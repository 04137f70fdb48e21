"""The page on JSON: its table names the codes and reasons that there are. Its examples are held against the schemas."""

import re

from tests import ROOT
from tests.rules.wire_samples import NO_JSON, WRONG

AHEAD = {
    ("day-ahead", "takes-date"), ("day-ahead", "judged-by-day"), ("contradiction", "together"), ("no-result", "dates"),
    ("ambiguous", "takes-number"),
}  # fmt: skip  # tested apart
PAGE = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")


def test_the_table_of_codes_has_every_code_with_its_reasons() -> None:
    told = {
        code: set(re.findall(r"`([a-z0-9-]+)`", reasons)) for code, reasons in re.findall(r"^\| `([a-z-]+)` \| (`[^|]+) \|", PAGE, re.M)
    }
    seen = {("not-json", reason) for _, reason in NO_JSON.values()} | {(code, reason) for _, code, reason in WRONG.values()} | AHEAD
    assert {code for code, _ in seen} <= told.keys()
    assert [(code, reason) for code, reason in seen if reason not in told[code] and code != "no-judgement"] == []
    text = "".join(
        (ROOT / "src/tunnistus" / name).read_text(encoding="utf-8") for name in ("rules/wire.py", "rules/jsontext.py", "assessment.py")
    )
    assert set(re.findall(r'code="([a-z-]+)"', text)) | {"too-fine", "outside-domain"} == {code for code, _ in seen} | {"too-many"}
    assert "| `too-many` |" in PAGE, "it has no reason of its own"
