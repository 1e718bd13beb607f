"""The words: Kazakh and Russian complete, nothing stale, and the catalogues are the ones the rooms' words make."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_catalogues_are_complete_and_made_from_the_rooms_words() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "words.py"), "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
