"""Readers of the environment: what they accept, and that they fail loudly."""

from __future__ import annotations

from pathlib import Path

import pytest

from qorgan.site import env


def test_a_text_without_default_must_be_set():
    assert env.text("A", environ={"A": "x"}) == "x"
    assert env.text("A", "y", environ={"A": ""}) == "y"
    with pytest.raises(env.EnvironmentProblem, match="A is not set"):
        env.text("A", environ={})


@pytest.mark.parametrize(("value", "meant"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("no", False), ("", False)])
def test_a_flag_is_said_in_the_usual_words(value: str, meant: bool):
    assert env.flag("A", not meant, environ={"A": value}) is meant


def test_a_flag_that_is_neither_is_refused_and_an_unset_one_is_the_default():
    assert env.flag("A", True, environ={}) is True
    with pytest.raises(env.EnvironmentProblem, match="A is 'perhaps'; it may be 1 or 0"):
        env.flag("A", environ={"A": "perhaps"})


@pytest.mark.parametrize("value", ["", "80 00", "8e3", "0", "65536", "-1", "٣.5"])
def test_a_port_that_is_none_is_refused_with_its_name(value: str):
    if not value:
        assert env.port(environ={"PORT": value}) == 8000
        return
    with pytest.raises(env.EnvironmentProblem, match=r"^PORT is "):
        env.port(environ={"PORT": value})


def test_a_choice_names_what_may_be_chosen():
    assert env.choice("A", ("web", "worker"), "web", environ={}) == "web"
    with pytest.raises(env.EnvironmentProblem, match="one of: web, worker"):
        env.choice("A", ("web", "worker"), "web", environ={"A": "root"})


def test_a_list_is_separated_by_commas():
    assert env.names("A", environ={"A": " a, b ,,c"}) == ["a", "b", "c"]
    assert env.names("A", ("z",), environ={}) == ["z"]
    assert env.names("A", ("z",), environ={"A": ""}) == []


def test_a_folder_is_made_absolute_and_never_silently_odd(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HOME", "/somebody")
    assert env.folder("A", Path("/d"), environ={"A": "~/x"}) == Path("/somebody/x")
    assert env.folder("A", Path("/d"), environ={}) == Path("/d")
    assert env.folder("A", Path("/d"), environ={"A": "x"}).is_absolute()
    with pytest.raises(env.EnvironmentProblem, match="NUL"):
        env.folder("A", Path("/d"), environ={"A": "a\0b"})
    with pytest.raises(env.EnvironmentProblem, match="not known"):
        env.folder("A", Path("/d"), environ={"A": "~nobody-of-this-name/x"})


def test_home_is_var_in_a_checkout_and_the_users_data_folder_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    assert env.home(environ={}) == env.CHECKOUT / "var"
    assert env.home(environ={"QORGAN_HOME": "/srv/q"}) == Path("/srv/q")
    monkeypatch.setattr(env, "CHECKOUT", tmp_path)
    assert env.home(environ={"XDG_DATA_HOME": "/data"}) == Path("/data/qorgan")
