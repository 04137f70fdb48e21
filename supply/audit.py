"""Whether anything is known against the locked packages: pip-audit over the lock files.

``python -m supply.audit requirements/*.txt``. Ends with 0 only where every package of every file was looked up and nothing is known;
with 1 where something is, and with 2 where something could not be looked up, which says so: silence would be taken for good news.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Run = Callable[[Sequence[str]], "subprocess.CompletedProcess[str]"]


def run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run a command, and take what it says."""
    return subprocess.run(command, capture_output=True, text=True, check=False)


def audit(path: Path, run: Run = run) -> tuple[int, list[str]]:
    """Look up the packages of one lock file; return the status and what to tell."""
    options = ["--require-hashes", "--disable-pip", "--format", "json", "--progress-spinner", "off"]
    ended = run([sys.executable, "-m", "pip_audit", *options, "--requirement", str(path)])
    try:
        packages: list[dict[str, Any]] = json.loads(ended.stdout)["dependencies"]
    except (ValueError, LookupError, TypeError):
        said = (ended.stderr.strip().splitlines() or ["pip-audit said nothing"])[-1]
        return 2, [f"{path.name}: Nothing could be looked up ({said}).", "This is no good news: run it again where the network reaches."]
    left = [package["name"] for package in packages if "skip_reason" in package]
    known = [(package, fault) for package in packages for fault in package.get("vulns", ())]
    told = [f"{path.name}: {package['name']} {package['version']}: {_fault(fault)}" for package, fault in known]
    told += [f"{path.name}: {name}: was not looked up" for name in left]
    told.append(f"{path.name}: {len(packages) - len(left)} of {len(packages)} packages looked up, {len(known)} faults known")
    return (1 if known else 2 if left or not packages else 0), told


def _fault(fault: dict[str, Any]) -> str:
    mended = f"; mended in {', '.join(fault['fix_versions'])}" if fault.get("fix_versions") else ""
    return f"{fault['id']}{mended}"


def main(arguments: Sequence[str] | None = None, run: Run = run) -> int:
    parser = argparse.ArgumentParser(prog="python -m supply.audit", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", type=Path, nargs="+", help="lock files")
    worst = 0
    for path in parser.parse_args(arguments).files:
        status, told = audit(path, run)
        print(*told, sep="\n")
        worst = max(worst, status)
    return worst


if __name__ == "__main__":
    sys.exit(main())
