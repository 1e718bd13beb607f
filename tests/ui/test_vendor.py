"""The browser files of others: what the manifest says, nothing fetched from elsewhere, licences with them."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SERVED, TESTED = ROOT / "src/qorgan/ui/static/ui/vendor", ROOT / "tests/vendor"
FETCHED = re.compile(r"url\(\s*['\"]?(?:https?:)?//|@import|sourceMappingURL|(?:src|href)=[\"'](?:https?:)?//|importScripts")


@pytest.fixture(scope="module")
def vendor():
    spec = importlib.util.spec_from_file_location("vendor", ROOT / "tools/vendor.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["vendor"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("folder", [SERVED, TESTED])
def test_the_files_are_those_of_the_manifest(vendor, folder):
    assert vendor.faults(folder) == []


def test_a_changed_a_missing_and_an_unlisted_file_are_found(vendor, tmp_path):
    folder = tmp_path / "vendor"
    shutil.copytree(SERVED, folder)
    (folder / "htmx.min.js").write_text("alert(1)")
    (folder / "icons.svg").unlink()
    (folder / "more.js").write_text("")
    assert len(vendor.faults(folder)) == 3


def test_nothing_of_them_is_fetched_from_elsewhere():
    for path in SERVED.iterdir():
        if path.suffix in (".js", ".css", ".svg"):
            assert not FETCHED.search(path.read_text()), path.name


def test_the_search_for_foreign_addresses_finds_planted_ones():
    for planted in (
        '@import "x.css"',
        "url(https://a.example/f.woff2)",
        'href="//a.example/x"',
        "//# sourceMappingURL=x",
    ):
        assert FETCHED.search(planted)


def test_licences_and_notice_name_each_package():
    notice = (ROOT / "NOTICE").read_text()
    for folder in (SERVED, TESTED):
        for entry in json.loads((folder / "manifest.json").read_text()):
            assert f"{entry['package']} {entry['version']}" in notice
            assert entry["package"] in (folder / "LICENSES.txt").read_text()


def test_trimming_keeps_bare_elements_and_the_variables_they_need(vendor):
    css = ":root{--tblr-a:1px;--tblr-b:var(--tblr-a);--tblr-c:2px}/* x */p{margin:var(--tblr-b)}.card,a{top:0}@media print{p{top:1px}}"
    trimmed = vendor.trim(css)
    assert "--tblr-a:1px;--tblr-b:var(--tblr-a)" in trimmed
    assert "--tblr-c" not in trimmed
    assert "p{margin:var(--tblr-b)}" in trimmed
    assert "a{top:0}" in trimmed
    assert ".card" not in trimmed


def test_every_icon_that_is_named_is_in_the_sprite(vendor):
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (SERVED / "icons.svg").read_text()))
    assert sprite == set(vendor.icon_names())
    named = set()
    for path in (ROOT / "src/qorgan").rglob("*.html"):
        named |= set(re.findall(r'{%\s*icon "([\w-]+)"', path.read_text()))
    for path in (ROOT / "src/qorgan").rglob("*.py"):
        named |= set(re.findall(r'\bicon(?:_name)?="([\w-]+)"', path.read_text()))
    assert named - sprite == set()
