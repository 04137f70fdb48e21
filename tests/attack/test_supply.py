"""Fault 23: what goes out can be checked. The same bytes each time, checksums, a list of parts, an audit that is never silent, bounds and hashes."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from supply import audit, checksums, sbom
from tests import ROOT

pytestmark = pytest.mark.deep

LEFT_OUT = shutil.ignore_patterns(".git", ".venv*", ".*_cache", "__pycache__", "_data", "build", "dist", "mutants", "node_modules")


def build(root: Path, out: Path, **env: str) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(command, cwd=root, env=os.environ | env, check=True, capture_output=True)
    (wheel,) = out.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, tmp_path_factory.mktemp("dist"), PYTHONHASHSEED="0")


# -- the wheel -----------------------------------------------------------------------------------------------------


def test_23_two_builds_in_two_directories_are_the_same_to_the_byte(wheel: Path, tmp_path: Path) -> None:
    """Another directory, hash seed, time zone, locale, file times and permissions: nothing of it reaches the wheel."""
    copy = tmp_path / "elsewhere" / "a copy"
    shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
    for path in copy.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
        if path.is_file():
            path.chmod(0o600)
    again = build(copy, tmp_path / "out", PYTHONHASHSEED="7", TZ="Pacific/Kiritimati", LC_ALL="C")
    assert again.name == wheel.name
    assert hashlib.sha256(again.read_bytes()).hexdigest() == hashlib.sha256(wheel.read_bytes()).hexdigest()


def test_23_a_wheel_holds_what_was_compiled_for_it_and_nothing_else(wheel: Path) -> None:
    names = [name for name in zipfile.ZipFile(wheel).namelist() if "/_data/" in name]
    with zipfile.ZipFile(wheel) as held:
        manifest = json.loads(held.read("tunnistus/_data/seal.json"))
        for name, digest in manifest["files"].items():
            assert hashlib.sha256(held.read(f"tunnistus/_data/{name}")).hexdigest() == digest
    assert {name.partition("/_data/")[2] for name in names} == {*manifest["files"], "seal.json"}


def test_23_checksums_stand_beside_what_was_built(wheel: Path) -> None:
    told = (wheel.parent / checksums.NAME).read_text(encoding="utf-8")
    assert f"{hashlib.sha256(wheel.read_bytes()).hexdigest()}  {wheel.name}\n" in told
    check = ["sha256sum", "--check", "--strict", checksums.NAME]
    assert subprocess.run(check, cwd=wheel.parent, capture_output=True, check=False).returncode == 0


def test_23_a_changed_wheel_is_not_that_of_the_checksums(wheel: Path, tmp_path: Path) -> None:
    changed = bytearray(wheel.read_bytes())
    changed[len(changed) // 2] ^= 1
    (tmp_path / wheel.name).write_bytes(changed)
    assert checksums.record(tmp_path) != (wheel.parent / checksums.NAME).read_text(encoding="utf-8")
    shutil.copy(wheel.parent / checksums.NAME, tmp_path)
    assert subprocess.run(["sha256sum", "--check", checksums.NAME], cwd=tmp_path, capture_output=True, check=False).returncode == 1


# -- the list of parts ---------------------------------------------------------------------------------------------


def written(wheel: Path, out: Path) -> str:
    out.mkdir()
    shutil.copy(wheel, out)
    subprocess.run([sys.executable, "-m", "supply.sbom", out], cwd=ROOT, check=True, capture_output=True)
    (path,) = out.glob("*.cdx.json")
    assert path.name in (out / checksums.NAME).read_text(encoding="utf-8")
    return path.read_text(encoding="utf-8")


def test_23_the_list_of_parts_is_valid_whole_and_the_same_each_time(wheel: Path, tmp_path: Path) -> None:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    text = written(wheel, tmp_path / "one")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert written(wheel, tmp_path / "two") == text
    told = json.loads(text)
    lock = {each.name: each for each in sbom.locked(sbom.LOCK.read_text(encoding="utf-8"))}
    assert {each["name"]: each["version"] for each in told["components"]} == {each.name: each.version for each in lock.values()}
    own = told["metadata"]["component"]
    assert own["hashes"] == [{"alg": "SHA-256", "content": hashlib.sha256(wheel.read_bytes()).hexdigest()}]
    assert own["licenses"] == [{"expression": tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["license"]}]
    assert "://" not in re.sub(r"https?://cyclonedx\.org/\S+", "", text)


def test_23_the_list_of_parts_has_everything_that_the_wheel_asks_for(wheel: Path, tmp_path: Path) -> None:
    told = json.loads(written(wheel, tmp_path / "out"))
    asks = {each["ref"].partition("@")[0]: {name.partition("@")[0] for name in each.get("dependsOn", ())} for each in told["dependencies"]}
    (metadata,) = (name for name in zipfile.ZipFile(wheel).namelist() if name.endswith(".dist-info/METADATA"))
    lines = zipfile.ZipFile(wheel).read(metadata).decode().splitlines()
    wanted = {
        re.split(r"[<>=!~ ;\[]", line.partition(": ")[2])[0]
        for line in lines
        if line.startswith("Requires-Dist") and "extra ==" not in line
    }
    assert asks["tunnistus"] == wanted
    assert "pydantic-core" in asks["pydantic"]
    reached, waiting = set[str](), ["tunnistus"]
    while waiting:
        reached.add(name := waiting.pop())
        waiting += asks[name] - reached
    assert reached == set(asks)


@pytest.mark.parametrize("line", ["attrs>=26 \\\n    --hash=sha256:" + "0" * 64, "attrs==26.1.0", "attrs @ file:///tmp/attrs.whl"])
def test_23_a_lock_with_something_else_in_it_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="no package with version and hashes"):
        list(sbom.locked(f"# made by uv\n{line}\n    # via tunnistus (pyproject.toml)\n"))


def test_23_every_locked_package_has_hashes_and_the_lock_of_the_wheel_is_that_of_the_tests() -> None:
    def pinned(name: str) -> dict[str, sbom.Locked]:
        return {each.name: each for each in sbom.locked((ROOT / "requirements" / name).read_text(encoding="utf-8"))}

    ours, all_ = pinned("wheel.txt"), pinned("dev.txt")
    assert {name: (each.version, each.hashes) for name, each in ours.items()} == {
        name: (all_[name].version, all_[name].hashes) for name in ours
    }


# -- the audit -----------------------------------------------------------------------------------------------------


def saying(stdout: str, stderr: str = "", status: int = 0) -> Callable[[Sequence[str]], "subprocess.CompletedProcess[str]"]:
    return lambda command: subprocess.CompletedProcess(list(command), status, stdout, stderr)


def found(*packages: dict[str, Any]) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


GOOD = {"name": "a", "version": "1", "vulns": []}
BAD = {"name": "b", "version": "2", "vulns": [{"id": "X-1", "fix_versions": ["3"], "aliases": [], "description": ""}]}
SKIPPED = {"name": "c", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("said", "status", "told"),
    [
        (saying(found(GOOD)), 0, "1 of 1 packages looked up, 0 faults known"),
        (saying(found(GOOD, BAD), status=1), 1, "b 2: X-1; mended in 3"),
        (saying(found(GOOD, SKIPPED)), 2, "c: was not looked up"),
        (saying(found(BAD, SKIPPED), status=1), 1, "c: was not looked up"),
        (saying(found()), 2, "0 of 0 packages"),
        (saying("", "Trace\nConnectionError: no route", 1), 2, "Nothing could be looked up (ConnectionError: no route)"),
        (saying("", "", 0), 2, "Nothing could be looked up (pip-audit said nothing)"),
        (saying("[]"), 2, "Nothing could be looked up"),
        (saying("not JSON", "", 0), 2, "Nothing could be looked up"),
    ],
)
def test_23_the_audit_is_never_silent(said: audit.Run, status: int, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main(["requirements/wheel.txt"], said) == status
    assert told in capsys.readouterr().out


def test_23_the_worst_of_several_files_counts(capsys: pytest.CaptureFixture[str]) -> None:
    answers = iter([found(GOOD), "", found(GOOD)])
    assert audit.main(["a.txt", "b.txt", "c.txt"], lambda command: subprocess.CompletedProcess([], 0, next(answers), "")) == 2
    assert len(capsys.readouterr().out.splitlines()) == 4


def test_23_without_a_network_the_audit_fails_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The real pip-audit, which is sent where nobody listens."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (tmp_path / "lock.txt").write_text(f"six==1.17.0 \\\n    --hash=sha256:{'4' * 64}\n")
    assert audit.main([str(tmp_path / "lock.txt")]) == 2
    assert "lock.txt: Nothing could be looked up" in capsys.readouterr().out


# -- bounds and hashes ---------------------------------------------------------------------------------------------


def test_23_what_a_build_asks_for_has_bounds_on_both_sides() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    assert len(asked) > 3
    assert [each for each in asked if not re.fullmatch(r"[a-z-]+>=[0-9.]+,<[0-9.]+", each)] == []


def test_23_a_lock_is_installed_as_it_stands_whatever_newer_the_index_has() -> None:
    """Older pip resolves an extra of a locked package anew, and stops at the newest release, for which there is no hash."""
    made = (ROOT / "Makefile").read_text(encoding="utf-8")
    installed = re.findall(r"pip install (.*) -r requirements/([a-z]+)\.txt", made)
    assert sorted(lock for _, lock in installed) == ["bench", "bulk", "dev", "site"]
    assert {options for options, _ in installed} == {"--quiet --no-compile --no-deps --require-hashes"}


def test_23_ci_installs_the_wheel_and_what_it_asks_for_by_their_hashes() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    (part,) = re.findall(r"^part_wheel\(\) \{\n(.*?)^\}", script, re.M | re.S)
    assert re.findall(r"pip install (.*)", part) == ["--quiet --require-hashes -r wheel.txt"]
    assert "--check CHECKSUMS" in part
    assert not re.search(r"sed.*hash", script)
