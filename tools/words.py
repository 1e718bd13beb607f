"""Make the catalogues of the product's words, and `docs/words.md`, from the tables of the rooms (`make words`).

    python tools/words.py            write what follows from the source
    python tools/words.py --check    write nothing; fail on what is missing, wrong or out of date
    python tools/words.py --missing  print the texts that are in no words.toml, as tables to fill in

Exit status: 0 all is well, 1 findings, 2 wrong use.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
SOURCE: Final = ROOT / "src" / "qorgan"
sys.path.insert(0, str(ROOT / "src"))

from django.conf import settings  # noqa: E402

from qorgan.texts import terms  # noqa: E402
from qorgan.texts.catalogue import reading, writing  # noqa: E402
from qorgan.texts.catalogue.checking import check  # noqa: E402
from qorgan.texts.catalogue.collecting import Collection, collect  # noqa: E402
from qorgan.texts.catalogue.translations import FORMS, Translations, read_translations  # noqa: E402

HEADING: Final = "The words of Qorgan in one language. Made by tools/words.py from the rooms' words.toml; do not edit."


def entries_in(language: str, collection: Collection, translations: Translations) -> list[writing.Entry]:
    """Return the catalogue entries of one language: used in the source, translated, with the right number of forms."""
    found = []
    for key, message in collection.messages.items():
        translation = translations.entries.get(key)
        forms = translation.forms.get(language, ()) if translation else ()
        expected = FORMS[language] if message.plural else 1
        if len(forms) == expected and all(forms):
            found.append(writing.Entry(key, message.plural, forms, tuple(sorted(message.places))))
    return found


def made_files(collection: Collection, translations: Translations) -> dict[Path, bytes]:
    """Return every file that follows from the source, with its bytes."""
    files: dict[Path, bytes] = {}
    for language in FORMS:
        entries = entries_in(language, collection, translations)
        folder = SOURCE / "site" / "locale" / language / "LC_MESSAGES"
        files[folder / "django.po"] = writing.po_text(language, entries, HEADING).encode()
        files[folder / "django.mo"] = writing.mo_bytes(language, entries)
        by_hand = SOURCE / "texts" / "locale" / language / "LC_MESSAGES" / "django.po"
        if by_hand.exists():
            files[by_hand.with_suffix(".mo")] = writing.mo_bytes(language, reading.read_po(by_hand))
    files[ROOT / "docs" / "words.md"] = terms.page(terms.read_terms()).encode()
    return files


def print_missing(collection: Collection, translations: Translations) -> None:
    """Print the untranslated texts as empty tables, room by room, ready to be pasted into words.toml."""
    by_room: dict[str, list[str]] = {}
    for key, message in sorted(collection.messages.items()):
        if key in translations.entries:
            continue
        text = key.text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        lines = [f'["{text}"]']
        lines += [f'context = "{key.context}"'] if key.context else []
        lines += [f'plural = "{message.plural}"', 'kk = ["", ""]', 'ru = ["", "", "", ""]'] if message.plural else [
            'kk = ""', 'ru = ""'
        ]  # fmt: skip
        by_room.setdefault(min(message.places).split("/")[0], []).append("\n".join(lines))
    for room, tables in by_room.items():
        print(f"# {room}/words.toml\n" + "\n\n".join(tables) + "\n")


def write(files: dict[Path, bytes]) -> int:
    """Write the files that changed; return how many did."""
    changed = [path for path, content in files.items() if not path.exists() or path.read_bytes() != content]
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[path])
    return len(changed)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tool; return its exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail on findings")
    parser.add_argument("--missing", action="store_true", help="print untranslated texts as tables to fill in")
    chosen = parser.parse_args(arguments)
    if not settings.configured:
        settings.configure(USE_I18N=False)
    started = time.perf_counter()
    collection, translations = collect(SOURCE), read_translations(SOURCE)
    if chosen.missing:
        print_missing(collection, translations)
        return 0
    findings = check(collection, translations)
    files = made_files(collection, translations)
    if chosen.check:
        findings += [
            f"{path.relative_to(ROOT)}: out of date, run make words"
            for path, content in files.items()
            if not path.exists() or path.read_bytes() != content
        ]
        changed = 0
    else:
        changed = write(files)
    for finding in findings:
        print(finding)
    seconds = time.perf_counter() - started
    print(f"words: {len(collection.messages)} texts, {len(findings)} findings, {changed} files written, {seconds:.1f} s")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
