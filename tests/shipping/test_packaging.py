"""The wheel: complete, reproducible, and enough to decide a case from outside the checkout."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests import ROOT
from tunnistus.shipping import source
from tunnistus.shipping.sealed import ALL, MANIFEST

DECIDE = """
import sys
from datetime import date

opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
site, digest, *checkout = sys.argv[1:]
sys.path.insert(0, site)

import tunnistus as tn

a = tn.assess({"in_finland": True, "documents_withheld": True}, as_of=date(2026, 11, 24))
assert a.next_step.floor == "find_out", a.next_step
assert not {"babel", "holidays", "jinja2", "numpy", "polars", "pyarrow", "pydantic", "yaml"} & sys.modules.keys()
assert a.explain("sv") != a.explain("fi")
assert "</html>" in a.html("sv")
assert tn.__file__.startswith(site)
assert a.case.book.digest == digest
assert not [path for path in opened if path.startswith(tuple(checkout))]
"""


def build(target: str, root: Path, out: Path, hash_seed: str = "0") -> Path:
    env = os.environ | {"SOURCE_DATE_EPOCH": "1700000000", "PYTHONHASHSEED": hash_seed}
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", target, "-d", out], cwd=root, env=env, check=True)
    (built,) = out.glob("tunnistus-*")
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.mark.deep
def test_the_wheel_holds_the_modules_the_compiled_rules_and_the_licences(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    package = ROOT / "src" / "tunnistus"
    expected = {path.relative_to(ROOT / "src").as_posix() for path in (*package.rglob("*.py"), *package.glob("*/templates/*"))}
    assert "tunnistus/api/templates/turn.html" in expected
    data = {f"tunnistus/_data/{name}" for name in (MANIFEST, *ALL)}
    assert expected | data | {"tunnistus/py.typed"} <= set(names)
    assert {name for name in names if "/_data/" in name} == data
    assert {Path(name).name for name in names if "/licenses/" in name} == {"LICENSE", "EUPL-1.2.txt", "CC-BY-4.0.txt"}


@pytest.mark.deep
def test_the_wheel_decides_a_case_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target", site, wheel]
    subprocess.run(pip, check=True)
    checkout = [str(ROOT / name) for name in ("src", "indicators", "locales")]
    subprocess.run([sys.executable, "-c", DECIDE, site, source.book().digest, *checkout], cwd=tmp_path, check=True)


@pytest.mark.deep
def test_rules_of_others_are_found_after_a_real_installation(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(ROOT / "docs" / "examples" / "third-party", tmp_path / "third-party")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--target", site]
    subprocess.run([*pip, wheel, tmp_path / "third-party"], check=True)
    run = {"cwd": tmp_path, "env": os.environ | {"PYTHONPATH": str(site)}, "check": True, "capture_output": True, "text": True}
    shown = [
        subprocess.run([sys.executable, "-m", "tunnistus", *arguments], **run).stdout  # type: ignore[call-overload]
        for arguments in (["show", "installed"], ["check", "--installed", "night-shelter"], ["cases", "--installed", "night-shelter"])
    ]
    assert shown[0] == "night-shelter\n"
    assert "0 errors, 0 warnings" in shown[1]
    assert shown[2] == "11 passed, 0 failed\n"


@pytest.mark.deep
def test_a_project_in_an_environment_of_its_own_runs_its_tests_as_without_us(wheel: Path, tmp_path: Path) -> None:
    from tests.testing.host import host, run_host

    site = tmp_path / "site"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target", site, wheel]
    subprocess.run(pip, check=True)
    assert "3 passed" in (out := run_host(host(tmp_path / "host"), site)), out


@pytest.mark.deep
def test_a_source_archive_gives_the_same_wheel_to_the_byte(wheel: Path, tmp_path: Path) -> None:
    archive = build("sdist", ROOT, tmp_path / "sdist")
    with tarfile.open(archive) as tar:
        tar.extractall(tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    assert build("wheel", unpacked, tmp_path / "again", hash_seed="1").read_bytes() == wheel.read_bytes()
