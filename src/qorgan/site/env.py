"""Typed readers of the environment that fail loudly.

Every setting of an installation comes from here. A wrong value stops the start with one line that names the variable,
what it holds and what it may hold; nothing is guessed. Values of variables that may carry a password are never
repeated.
"""

import os
from collections.abc import Mapping
from pathlib import Path

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"", "0", "false", "no", "off"})
CHECKOUT = Path(__file__).resolve().parents[3]


class EnvironmentProblem(Exception):
    """A variable of the environment has a value that cannot be used; the text is one line for the operator."""


def text(name: str, default: str | None = None, *, environ: Mapping[str, str] | None = None) -> str:
    """The variable as it stands, or ``default``; without a default an unset or empty variable is a problem."""
    value = _environ(environ).get(name, "")
    if value:
        return value
    if default is None:
        raise EnvironmentProblem(f"{name} is not set")
    return default


def choice(name: str, allowed: tuple[str, ...], default: str, *, environ: Mapping[str, str] | None = None) -> str:
    """One of ``allowed``."""
    value = text(name, default, environ=environ)
    if value not in allowed:
        raise EnvironmentProblem(f"{name} is {value!r}; it may be one of: {', '.join(allowed)}")
    return value


def flag(name: str, default: bool = False, *, environ: Mapping[str, str] | None = None) -> bool:
    """True for 1, true, yes, on; false for 0, false, no, off and for an empty value; anything else is a problem."""
    variables = _environ(environ)
    if name not in variables:
        return default
    value = variables[name].strip().lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise EnvironmentProblem(f"{name} is {variables[name]!r}; it may be 1 or 0")


def whole(name: str, default: int, *, lowest: int, highest: int, environ: Mapping[str, str] | None = None) -> int:
    """A whole number within ``lowest`` … ``highest``, both included."""
    value = text(name, str(default), environ=environ)
    try:
        number = int(value)
    except ValueError:
        raise EnvironmentProblem(f"{name} is {value!r}; it must be a whole number") from None
    if not lowest <= number <= highest:
        raise EnvironmentProblem(f"{name} is {number}; it must be between {lowest} and {highest}")
    return number


def names(name: str, default: tuple[str, ...] = (), *, environ: Mapping[str, str] | None = None) -> list[str]:
    """A list separated by commas; blanks around the parts are dropped, empty parts are left out."""
    value = _environ(environ).get(name)
    if value is None:
        return list(default)
    return [part.strip() for part in value.split(",") if part.strip()]


def pairs(name: str, *, environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """Headers as `Name: value`, one a line or parted by ``|``; the values may be secrets and are never repeated."""
    found = {}
    for line in _environ(environ).get(name, "").replace("|", "\n").splitlines():
        if line.strip():
            key, colon, value = line.partition(":")
            if not colon or not key.strip():
                raise EnvironmentProblem(f"{name} holds a line that is not written as Name: value")
            found[key.strip()] = value.strip()
    return found


def folder(name: str, default: Path, *, environ: Mapping[str, str] | None = None) -> Path:
    """An absolute folder; ``~`` is expanded, a relative value counts from the working folder."""
    value = _environ(environ).get(name, "")
    if "\0" in value:
        raise EnvironmentProblem(f"{name} holds a NUL byte")
    try:
        return (Path(value).expanduser() if value else default).absolute()
    except RuntimeError:
        raise EnvironmentProblem(f"{name} is {value!r}; the home folder it names is not known") from None


def home(*, environ: Mapping[str, str] | None = None) -> Path:
    """``QORGAN_HOME``: the one folder that holds everything an installation keeps.

    Without the variable it is ``var/`` of a checkout, otherwise ``qorgan`` in the user's data folder.
    """
    if (CHECKOUT / "pyproject.toml").is_file():
        return folder("QORGAN_HOME", CHECKOUT / "var", environ=environ)
    user_folder = folder("XDG_DATA_HOME", Path("~/.local/share").expanduser(), environ=environ)
    return folder("QORGAN_HOME", user_folder / "qorgan", environ=environ)


def port(*, environ: Mapping[str, str] | None = None) -> int:
    """``PORT``: the one public port, on the loopback; 8000 when unset."""
    return whole("PORT", 8000, lowest=1, highest=65535, environ=environ)


def _environ(environ: Mapping[str, str] | None) -> Mapping[str, str]:
    return os.environ if environ is None else environ
