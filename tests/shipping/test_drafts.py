"""A draft of the shipped rules: their files in a directory of any name, read as it is, and nothing written over."""

from pathlib import Path

import pytest

from tests import ROOT
from tests.commands.line import run
from tunnistus.errors import TunnistusError
from tunnistus.reading.files import rule_files
from tunnistus.saying.messages import said
from tunnistus.shipping import l10n
from tunnistus.shipping.drafts import draft

LAW = ROOT / "indicators"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("desk") / "Luonnos 2027"
    assert draft(place, ROOT) > len(rule_files(LAW)), "the cases too"
    return place


def test_it_holds_every_file_of_rules_and_cases_as_it_is(made: Path) -> None:
    wanted = {path.relative_to(LAW): path.read_bytes() for path in LAW.rglob("*.yaml")}
    assert len(wanted) > 400
    assert {path.relative_to(made): path.read_bytes() for path in made.rglob("*.yaml")} == wanted


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_its_catalogues_hold_the_sentences_of_the_rules_alone(made: Path, lang: str) -> None:
    text = l10n.TEXTS.path(made / "locales", lang).read_text(encoding="utf-8")
    assert 'msgctxt "rule.reflect.grant.says.granted"' in text
    assert 'msgctxt "cli.' not in text
    assert "fuzzy" not in text


@pytest.mark.parametrize("there", ["file", "full", "link"])
def test_nothing_is_written_over(there: str, tmp_path: Path) -> None:
    place = tmp_path / "mine"
    if there == "file":
        place.write_text("mine", encoding="utf-8")
    elif there == "full":
        place.mkdir()
        (place / "notes.txt").write_text("mine", encoding="utf-8")
    else:
        (tmp_path / "elsewhere").mkdir()
        place.symlink_to(tmp_path / "elsewhere")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(TunnistusError) as refused:
        draft(place, ROOT)
    assert "new or empty" in said(refused.value, "en")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.deep
def test_the_commands_take_it_as_it_is(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case, here = str(ROOT / "docs" / "examples" / "berry-picker.yaml"), str(made)
    assert run(capsys, "check", here, "--strict")[0] == 0
    assert run(capsys, "cases", "--rules", here, "--only", "reflect.extend")[0] == 0
    for lang in ("fi", "sv", "en"):
        command = ("assess", case, "--as-of", "2026-11-24", "--lang", lang)
        assert run(capsys, *command, "--rules", here) == run(capsys, *command)
    assert run(capsys, "diff", "law/reflection-period", "2015-06-30", "2015-07-01", "--rules", here)[0] == 0
    empty = tmp_path / "empty"
    empty.mkdir()
    code, out, _ = run(capsys, "draft", str(empty), "--lang", "sv")
    assert code == 0
    assert "översättningar" in out
    assert run(capsys, "draft", str(empty))[0] == 2
