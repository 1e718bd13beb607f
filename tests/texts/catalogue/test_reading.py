"""A `.po` file is read without its head, obsolete and fuzzy messages."""

import pytest

from qorgan.texts.catalogue.collecting import Key
from qorgan.texts.catalogue.reading import UnreadablePo, read_po

TEXT = '''# A heading.
msgid ""
msgstr "Language: kk\\n"

# A note.
#. for translators
#: a/b.py:12 c.html:3
#, python-format
msgctxt "verb"
msgid "View "
"%s"
msgstr ""
"Көру "
"%s"

#, fuzzy
msgid "Old"
msgstr "Ескі"

msgid "%d day"
msgid_plural "%d days"
msgstr[0] "%d күн"
msgstr[1] ""

#~ msgid "Gone"
#~ msgstr "Жоқ"'''


def test_messages_are_read_in_their_order(tmp_path):
    path = tmp_path / "x.po"
    path.write_text(TEXT, encoding="utf-8")
    view, days = read_po(path)
    assert (view.key, view.forms) == (Key("verb", "View %s"), ("Көру %s",))
    assert (view.places, view.note) == (("a/b.py", "c.html"), "A note.")
    assert (days.plural, days.forms) == ("%d days", ("%d күн", ""))


def test_a_line_that_follows_no_rule_is_refused_with_its_place(tmp_path):
    path = tmp_path / "x.po"
    path.write_text('msgid "a"\nodd\n', encoding="utf-8")
    with pytest.raises(UnreadablePo, match=r"x\.po:2"):
        read_po(path)
