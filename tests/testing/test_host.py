"""Who merely has the package installed: pytest and Hypothesis run as without it, until somebody asks for something."""

import tomllib
from pathlib import Path

from hypothesis import HealthCheck, Phase, find, settings

from tests import ROOT
from tests.testing.host import host, run_host
from tunnistus.rules.model import LANGUAGES
from tunnistus.testing import plugin, registered


def installed(site: Path) -> Path:
    """What an installation tells of our entry points, as this checkout declares them."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]
    info = site / "tunnistus-0.1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tunnistus\nVersion: 0.1.0\n")
    groups = (f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in each.items()) for group, each in declared.items())
    (info / "entry_points.txt").write_text("\n".join(groups))
    return site


def test_a_project_with_its_own_options_and_files_runs_unchanged(tmp_path: Path) -> None:
    out = run_host(host(tmp_path / "host"), installed(tmp_path / "site"), ROOT / "src")
    assert "3 passed" in out, out


def test_the_languages_of_the_plug_in_are_those_of_the_model() -> None:
    assert plugin.LANGUAGES == LANGUAGES


def test_every_type_that_hypothesis_is_told_of_is_made() -> None:
    import tunnistus as tn

    few = settings(derandomize=True, database=None, max_examples=1, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    for name, make in registered.MADE.items():
        assert isinstance(find(make(), lambda _: True, settings=few), getattr(tn, name)), name
