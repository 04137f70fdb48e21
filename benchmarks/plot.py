"""The plot of how things grow, as a small SVG."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from benchmarks.frame import Part


def write(parts: Iterable[Part], path: Path) -> None:
    """Draw every series of the parts, both axes logarithmic, with a straight line of slope 1 to compare with."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot

    mpl.rcParams.update({"svg.hashsalt": "tunnistus", "svg.fonttype": "none", "font.size": 8})
    titles = [(part.along, title, lines) for part in parts for title, lines in part.series.items()]
    figure, axes = pyplot.subplots(1, len(titles), figsize=(3.6 * len(titles), 3), squeeze=False, layout="constrained")
    for axis, (along, title, lines) in zip(axes[0], titles, strict=True):
        for name, points in lines.items():
            xs, ys = zip(*points, strict=True)
            axis.loglog(xs, ys, marker="o", markersize=3, label=name)
            axis.loglog(xs, [ys[0] * x / xs[0] for x in xs], color="grey", linestyle=":", linewidth=1)
        axis.set_title(title)
        axis.set_xlabel(along)
        axis.legend(frameon=False)
    figure.savefig(path, metadata={"Date": None, "Creator": None})
