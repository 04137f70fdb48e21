"""Rules that a distribution of somebody else offers, as the entry points of Python tell of it."""

from pathlib import Path


def offer(path: Path, name: str, value: str, distribution: str = "night-shelter-rules") -> None:
    """Lay down what an installed distribution leaves behind."""
    info = path / f"{distribution.replace('-', '_')}-0.1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 0.1\n")
    (info / "entry_points.txt").write_text(f"[tunnistus.rules]\n{name} = {value}\n")
