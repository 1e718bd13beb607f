"""`make bench`: every file of `benchmarks/` in turn, one at a time, so that none disturbs another."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main(arguments: list[str]) -> int:
    """Run all, or those whose names are given; gives 1 when one did not finish."""
    failed = []
    for path in sorted((ROOT / "benchmarks").glob("*.py")):
        if path.name.startswith("_") or (arguments and path.stem not in arguments):
            continue
        print(f"\n{path.stem}", flush=True)
        begun = time.monotonic()
        variables = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
        done = subprocess.run([sys.executable, str(path)], cwd=ROOT, env=variables, check=False)
        print(f"({time.monotonic() - begun:.0f} s)", flush=True)
        if done.returncode:
            failed.append(path.stem)
    if failed:
        print(f"not finished: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
