"""English texts are found in Python and in templates, and a text that gettext cannot find is a problem."""

import pytest

from qorgan.texts.catalogue.collecting import Collection, Key, collect, collect_python, collect_template, source_files


def python(source: str) -> Collection:
    found = Collection()
    collect_python(source, "room/a.py", found)
    return found


def template(source: str) -> Collection:
    found = Collection()
    collect_template(source, "room/a.html", found)
    return found


def keys(found: Collection) -> dict[Key, str]:
    return {key: message.plural for key, message in found.messages.items()}


def test_every_gettext_function_is_known_under_any_name():
    found = python(
        "from django.utils.translation import gettext_lazy as _, ngettext, pgettext as p\n"
        "from django.utils.translation import npgettext_lazy, gettext_noop\n"
        "from django.utils import translation as t\n"
        "_('one'); ngettext('%d bird', '%d birds', n); p('verb', 'view')\n"
        "npgettext_lazy('c', 'a', 'b', 1); gettext_noop('n')\n"
        "t.gettext('six'); t.activate('kk')\n"
    )
    assert keys(found) == {
        Key("", "one"): "", Key("", "%d bird"): "%d birds", Key("verb", "view"): "", Key("c", "a"): "b",
        Key("", "n"): "",
        Key("", "six"): "",
    }  # fmt: skip
    assert found.problems == []


def test_texts_over_several_lines_are_one():
    assert keys(python("from django.utils.translation import gettext\ngettext('one '\n  'two')")) == {Key("", "one two"): ""}


def test_a_function_of_another_module_is_not_gettext():
    head = "from x import _\nfrom django.utils.translation import override\n"
    found = python(head + "_('no'); override('kk'); y.gettext('no')")
    assert keys(found) == {}


def test_a_variable_is_left_alone():
    assert keys(python("from django.utils.translation import gettext\ngettext(label)")) == {}


@pytest.mark.parametrize("glued", ["f'a {b}'", "'a' + b", "'a {}'.format(b)"])
def test_a_text_glued_inside_the_call_is_a_problem(glued):
    found = python(f"from django.utils.translation import gettext\ngettext({glued})")
    assert found.problems == ["room/a.py:2: the text is glued together inside gettext()"]


def test_a_file_that_is_not_python_is_a_problem():
    assert python("from django.utils.translation import gettext\n(").problems[0].startswith("room/a.py: cannot be read")


def test_two_plurals_of_one_text_are_a_problem():
    head = "from django.utils.translation import ngettext\n"
    found = python(head + "ngettext('a', 'b', 1); ngettext('a', 'c', 1)")
    assert found.problems == ["room/a.py: “a” has two different plurals"]
    assert keys(python(head + "ngettext('a', 'b', 1)")) == {Key("", "a"): "b"}


def test_every_translate_tag_is_known():
    found = template(
        """{% translate "It's one" %} {% trans 'two' context "verb" %} {% include "x" with a=_("three") %}
        {{ _("four") }} {% blocktranslate trimmed with name=x %}
            Hello {{ name }}
            there
        {% endblocktranslate %}
        {% blocktranslate count n=5 context "c" %}{{ n }} bird{% plural %}{{ n }} birds{% endblocktranslate %}
        {% comment %}{% translate "not this" %}{% endcomment %} gettext('nor this') {{ x|default:_("five") }}"""
    )
    assert keys(found) == {
        Key("", "It's one"): "", Key("verb", "two"): "", Key("", "three"): "", Key("", "four"): "", Key("", "five"): "",
        Key("", "Hello %(name)s there"): "", Key("c", "%(n)s bird"): "%(n)s birds",
    }  # fmt: skip


def test_a_broken_tag_is_a_problem():
    assert template("{% blocktranslate %}a{% if x %}{% endblocktranslate %}").problems


def test_a_percent_sign_is_doubled_as_django_looks_it_up():
    assert Key("", "5 %% more") in template("{% blocktranslate %}5 % more{% endblocktranslate %}").messages


def test_a_tree_is_walked_in_order_without_caches_and_migrations(tmp_path):
    call = "from django.utils.translation import gettext\ngettext('{}')\n"
    for name in ("b/a.py", "a/a.py", "a/migrations/0001.py", "a/__pycache__/a.py", "a/static/a/x.html", "a/notes.html"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(call.format(name), encoding="utf-8")
    page = tmp_path / "a" / "templates" / "a" / "page.html"
    page.parent.mkdir(parents=True)
    page.write_text('{% translate "page" %}', encoding="utf-8")
    assert [path.relative_to(tmp_path).as_posix() for path in source_files(tmp_path)] == [
        "a/a.py", "a/templates/a/page.html", "b/a.py",
    ]  # fmt: skip
    assert collect(tmp_path).messages[Key("", "page")].places == {"a/templates/a/page.html"}
