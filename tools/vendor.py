"""Refreshes the third-party browser files that the product serves itself (`make vendor`).

A fresh machine needs no Node to run Qorgan: the files are committed, with a manifest of name, version, licence and
SHA-256. This tool needs `npm` and the network; it fetches pinned packages, refuses an archive whose SHA-256 differs
from the pin, and writes

    src/qorgan/ui/static/ui/vendor/   htmx.min.js, tabler-base.css, icons.svg, LICENSES.txt, manifest.json
    tests/vendor/                     axe.min.js, manifest.json (for the accessibility tests only)

Tabler's style sheet is trimmed to its rules for bare elements and the variables those need: our own `qorgan.css`
dresses every component, so the classes (97 % of the bytes) would be sent for nothing. Icons become one SVG sprite of
the names in `src/qorgan/ui/icons.txt`.

Usage: vendor.py [--check]     --check compares the committed files with their manifests, without the network
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SERVED = ROOT / "src/qorgan/ui/static/ui/vendor"
TESTED = ROOT / "tests/vendor"
ICONS = ROOT / "src/qorgan/ui/icons.txt"


@dataclass(frozen=True)
class Package:
    """A pinned npm package: name, version, SPDX licence and the SHA-256 of its archive."""

    name: str
    version: str
    licence: str
    sha256: str
    copyright: str = ""  # given where the archive itself holds no licence text

    @property
    def archive(self) -> str:
        """The file name that `npm pack` gives."""
        return f"{self.name.lstrip('@').replace('/', '-')}-{self.version}.tgz"


TABLER = Package(
    "@tabler/core",
    "1.6.1",
    "MIT",
    "d02d679e51f6c179b21f035e154c13cdcb2ae8b18579e56ea606408ba7fc7a87",
    copyright="Copyright 2018-2026 The Tabler Authors; copyright 2018-2026 codecalm.net Paweł Kuna",
)
HTMX = Package("htmx.org", "2.0.11", "0BSD", "165a2655073e9e6e55e307a7c74e8ebcdb76afb7701f9c16cfd106a13add408e")
TABLER_ICONS = Package("@tabler/icons", "3.51.0", "MIT", "b30108713d3fa60aee862c2a133225da8e0f309be0708fe2925763ff810c766c")
AXE = Package("axe-core", "4.14.1", "MPL-2.0", "e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745")

MIT = """The MIT License (MIT)

{copyright}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE."""


def fetch(package: Package, folder: Path) -> Path:
    """Fetches and unpacks a package; returns its folder. Exits when the archive is not the pinned one."""
    subprocess.run(
        ["npm", "pack", "--silent", f"{package.name}@{package.version}"],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    archive = folder / package.archive
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != package.sha256:
        sys.exit(f"{package.archive}: SHA-256 is {found}, pinned is {package.sha256}")
    target = folder / archive.stem
    with tarfile.open(archive) as unpacked:
        unpacked.extractall(target, filter="data")
    return target / "package"


def rules(css: str) -> Iterator[tuple[str, str]]:
    """The top-level rules of a minified style sheet, as (selector or at-rule, body)."""
    start = at = 0
    while at < len(css):
        letter = css[at]
        if letter in "\"'":
            at = _closing_quote(css, at)
        elif letter == ";":
            start = at + 1
        elif letter == "{":
            end = _closing_brace(css, at)
            yield css[start:at].strip(), css[at + 1 : end]
            start = at = end + 1
            continue
        at += 1


def _closing_quote(css: str, at: int) -> int:
    quote, at = css[at], at + 1
    while css[at] != quote:
        at += 2 if css[at] == "\\" else 1
    return at


def _closing_brace(css: str, at: int) -> int:
    depth = 0
    while True:
        if css[at] in "\"'":
            at = _closing_quote(css, at)
        depth += {"{": 1, "}": -1}.get(css[at], 0)
        if not depth:
            return at
        at += 1


def _bare(selector: str) -> bool:
    """Whether a selector speaks of elements only: no class, no id, no attribute of a component."""
    return not re.search(r"[.#]|\[(?:data-|class|style|dir)|:root|:host|scrollbar|\*$", selector)


def trim(css: str) -> str:
    """Tabler's rules for bare elements, and the `--tblr-` variables that they use, directly or through others."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    kept: list[str] = []
    variables: dict[str, str] = {}
    for selector, body in rules(css):
        if ":root" in selector and not selector.startswith("@"):
            light = dict(re.findall(r"(--tblr-[\w-]+):([^;]*)", body))
            variables = {**light, **variables}
        elif not selector.startswith("@") and body:
            wanted = [part for part in re.split(r",(?![^(]*\))", selector) if _bare(part)]
            if wanted:
                kept.append(f"{','.join(wanted)}{{{body}}}")
    used: dict[str, str] = {}
    waiting = set(re.findall(r"var\((--tblr-[\w-]+)", "".join(kept)))
    while waiting:
        name = waiting.pop()
        if name in variables and name not in used:
            used[name] = variables[name]
            waiting |= set(re.findall(r"var\((--tblr-[\w-]+)", variables[name]))
    root = ";".join(f"{name}:{value}" for name, value in sorted(used.items()))
    return "\n".join([f":root{{{root}}}", "*,::after,::before{box-sizing:border-box}", *kept, ""])


def sprite(folder: Path) -> str:
    """One SVG file with a `<symbol>` for each icon named in icons.txt. Exits on a name that Tabler lacks."""
    symbols = []
    for name in icon_names():
        source = folder / "icons/outline" / f"{name}.svg"
        if not source.exists():
            sys.exit(f"icons.txt: Tabler has no outline icon {name!r}")
        inner = re.search(r"<svg[^>]*>(.*)</svg>", source.read_text(), re.DOTALL)
        assert inner, source
        shapes = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>', "", inner[1])
        shapes = re.sub(r"\s*\n\s*", "", shapes).replace(" />", "/>")
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
            f'stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>'
        )
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def icon_names() -> list[str]:
    """The names listed in icons.txt."""
    return [line for line in ICONS.read_text().split("\n") if line and not line.startswith("#")]


def write(folder: Path, files: dict[str, tuple[Package, str]], unpacked: dict[Package, Path]) -> None:
    """Writes the files, their licences and the manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    manifest, licences = [], []
    for name, (package, text) in sorted(files.items()):
        (folder / name).write_text(text)
        manifest.append(
            {
                "file": name,
                "package": package.name,
                "version": package.version,
                "licence": package.licence,
                "archive_sha256": package.sha256,
                "sha256": hashlib.sha256(text.encode()).hexdigest(),
            }
        )
        licences.append(f"{name}: {package.name} {package.version} ({package.licence})\n\n{licence_text(package, unpacked[package])}\n")
    (folder / "LICENSES.txt").write_text(f"\n{'-' * 80}\n\n".join(licences))
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")


def licence_text(package: Package, folder: Path) -> str:
    """The licence as the archive holds it, or the standard text with the package's copyright line."""
    if package.copyright:
        return MIT.format(copyright=package.copyright)
    return (folder / "LICENSE").read_text().strip()


def faults(folder: Path) -> list[str]:
    """What differs between a folder and its manifest."""
    found = []
    listed = {entry["file"]: entry for entry in json.loads((folder / "manifest.json").read_text())}
    for name, entry in listed.items():
        path = folder / name
        if not path.exists():
            found.append(f"{name}: missing")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != entry["sha256"]:
            found.append(f"{name}: not the file of the manifest")
    unlisted = {path.name for path in folder.iterdir()} - set(listed) - {"manifest.json", "LICENSES.txt"}
    return found + [f"{name}: not in the manifest" for name in sorted(unlisted)]


def refresh() -> None:
    """Fetches everything and writes both folders."""
    with tempfile.TemporaryDirectory() as temporary:
        unpacked = {package: fetch(package, Path(temporary)) for package in (TABLER, HTMX, TABLER_ICONS, AXE)}
        served = {
            "htmx.min.js": (HTMX, (unpacked[HTMX] / "dist/htmx.min.js").read_text()),
            "tabler-base.css": (TABLER, trim((unpacked[TABLER] / "dist/css/tabler.min.css").read_text())),
            "icons.svg": (TABLER_ICONS, sprite(unpacked[TABLER_ICONS])),
        }
        write(SERVED, served, unpacked)
        write(TESTED, {"axe.min.js": (AXE, (unpacked[AXE] / "axe.min.js").read_text())}, unpacked)


def main() -> int:
    """Refreshes, or with --check only compares. Exit status 1 on a difference."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare committed files with their manifests")
    if not parser.parse_args().check:
        refresh()
    found = [fault for folder in (SERVED, TESTED) for fault in faults(folder)]
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
