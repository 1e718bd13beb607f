"""`make bench`: every file of `benchmarks/` in turn, one at a time, so that none disturbs another, and one table at the end.

make bench                  all of them
make bench ONLY="page live" some, by name
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FIGURES = "QORGAN_BENCH_FIGURES"
HEAD = ("line", "figure", "baseline", "ratio", "wanted", "met")


def main(arguments: list[str]) -> int:
    """Run all, or those whose names are given; gives 1 when one did not finish or none has such a name."""
    known = sorted(path for path in (ROOT / "benchmarks").glob("*.py") if not path.name.startswith("_"))
    unknown = set(arguments) - {path.stem for path in known}
    if unknown:
        print(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(path.stem for path in known)}")
        return 1
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="qorgan-figures-") as folder:
        figures = Path(folder, "figures")
        failed = [path.stem for path in known if (not arguments or path.stem in arguments) and not run(path, figures)]
        lines = figures.read_text(encoding="utf-8").splitlines() if figures.exists() else []
    print(f"\n{table([json.loads(line) for line in lines])}\n\n({time.monotonic() - begun:.0f} s, {os.cpu_count()} cores)")
    if failed:
        print(f"not finished: {', '.join(failed)}")
    return 1 if failed else 0


def run(path: Path, figures: Path) -> bool:
    """One benchmark in a process of its own; whether it finished."""
    print(f"\n{path.stem}", flush=True)
    begun = time.monotonic()
    variables = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}", FIGURES: str(figures)}
    done = subprocess.run([sys.executable, str(path)], cwd=ROOT, env=variables, check=False)
    print(f"({time.monotonic() - begun:.0f} s)", flush=True)
    return done.returncode == 0


def table(figures: list[dict[str, Any]]) -> str:
    """The summary: one line a figure, in columns."""
    rows = [HEAD, *(row(figure) for figure in figures)]
    widths = [max(len(one[place]) for one in rows) for place in range(len(HEAD))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(one, widths, strict=True)).rstrip() for one in rows)


def row(figure: dict[str, Any]) -> tuple[str, ...]:
    """One figure as text; a figure without a mark to reach is told only."""
    ratio = "" if figure["ratio"] is None else f"{figure['ratio']:.2f}"
    met = {True: "met", False: "NOT MET", None: ""}[figure["is_met"]]
    return (figure["line"], figure["figure"], figure["baseline"], ratio, figure["wanted"], met)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
