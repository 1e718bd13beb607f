"""Fields whose values are sealed before they reach the database and opened only when somebody looks at them.

`text = SealedText(key="thread_id")`: the attribute `thread_id` of the row names the subject whose data key seals the
value. The column is `bytea`. A value that nobody reads is never opened; the first one read opens the data keys of
everything fetched so far with one query. There is no filtering, ordering or `update()` by value: the ciphertext of
one row means nothing in another, and equal texts have different ciphertexts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NoReturn
from uuid import UUID

from django import forms
from django.core import checks
from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.query_utils import DeferredAttribute

from qorgan.vault import gone
from qorgan.vault.cipher import key_id_of, place, seal, unseal
from qorgan.vault.faults import SealedUse, Tampered
from qorgan.vault.opened import announce, current, to_open, to_seal


class Sealed:
    """A ciphertext as it came from the database, or as it goes there. Shows nothing of itself."""

    __slots__ = ("key_id", "raw")

    def __init__(self, raw: bytes, key_id: UUID | None = None) -> None:
        self.raw, self.key_id = raw, key_id

    def __repr__(self) -> str:
        return "<sealed>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and other.raw == self.raw

    def __hash__(self) -> int:
        return hash(self.raw)


class Opened:
    """A value that was opened, beside the ciphertext it came from: an unchanged value is saved as it was."""

    __slots__ = ("pk", "sealed", "value")

    def __init__(self, value: Any, sealed: Sealed, pk: Any) -> None:
        self.value, self.sealed, self.pk = value, sealed, pk

    def __repr__(self) -> str:
        return "<opened>"

    def __reduce__(self) -> Any:
        return Sealed, (self.sealed.raw,)  # a pickle carries no plaintext


class SealedAttribute(DeferredAttribute):
    """Opens a sealed value when the attribute is read, and not before."""

    field: SealedField

    def __get__(self, row: Any, owner: Any = None) -> Any:
        if row is None:
            return self
        name = self.field.attname
        if name not in row.__dict__:
            row.refresh_from_db(fields=[self.field.name])
        held = row.__dict__[name]
        if isinstance(held, Sealed):
            held = row.__dict__[name] = Opened(self.field.opened(held, row), held, row.pk)
        return held.value if isinstance(held, Opened) else held

    def __set__(self, row: Any, value: Any) -> None:
        row.__dict__[self.field.attname] = value


class SealedField(models.BinaryField):
    """What the sealed fields share. `key` names the attribute that holds the subject's id."""

    descriptor_class = SealedAttribute
    is_sealed = True

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        self.key = key
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        # BinaryField writes `editable` where it is True; here True is what stands without saying.
        if kwargs.pop("editable", False) is False:
            kwargs["editable"] = False
        return name, path, list(args), {**kwargs, "key": self.key}

    def encoded(self, value: Any) -> bytes:
        raise NotImplementedError

    def decoded(self, plain: bytes) -> Any:
        raise NotImplementedError

    def gone(self, reason: str, since: Any, raw: bytes) -> Any:
        raise NotImplementedError

    def from_db_value(self, value: Any, *_: Any) -> Sealed | None:
        if value is None:
            return None
        sealed = Sealed(bytes(value))
        with suppress(Tampered):  # said where it is read, with the name of its row's model
            sealed.key_id = key_id_of(sealed.raw)
            announce(sealed.key_id)
        return sealed

    def _where(self, row: Any) -> bytes:
        return place(row._meta.db_table, row.pk, self.attname)

    def opened(self, sealed: Sealed, row: Any) -> Any:
        """The plaintext, or what stands for it when its key is gone. Raises Tampered and WrongKey."""
        try:
            held = to_open(sealed.key_id or key_id_of(sealed.raw), row._state.db or DEFAULT_DB_ALIAS)
            if held.cipher is None:
                return self.gone(held.reason, held.since, sealed.raw)
            return self.decoded(unseal(held.cipher, sealed.raw, self._where(row)))
        except Tampered as fault:
            raise Tampered(f"{fault} ({row._meta.label}.{self.attname})") from None

    def open_values(self, rows: Sequence[tuple[UUID, bytes]], using: str = DEFAULT_DB_ALIAS) -> list[Any]:
        """What `(primary key, ciphertext)` hold, in the same order, where no row is needed: for hundreds of them at once.

        One query for all keys. Raises Tampered and WrongKey.
        """
        table, keys = self.model._meta.db_table, current()
        subjects = [key_id_of(raw) for _pk, raw in rows]
        for subject in subjects:
            keys.want(subject)
        found = []
        for subject, (pk, raw) in zip(subjects, rows, strict=True):
            held = keys.held(subject, using)
            if held.cipher is None:
                found.append(self.gone(held.reason, held.since, raw))
            else:
                found.append(self.decoded(unseal(held.cipher, raw, place(table, pk, self.attname))))
        return found

    def pre_save(self, row: Any, add: bool) -> Sealed | None:
        """The value as the database gets it: sealed for this row, or the ciphertext that is already there."""
        held = row.__dict__.get(self.attname)
        if isinstance(held, Sealed):
            if add:  # a copy stands elsewhere, and what was sealed for another place cannot be opened there
                raise SealedUse(f"{row._meta.label}.{self.attname} was copied unread; read it before the copy is saved")
            return held
        if isinstance(held, Opened):
            if isinstance(held.value, gone.SealedGone):
                return held.sealed
            if held.pk == row.pk and not self._is_changed(held):
                return held.sealed
            held = held.value
        if held is None:
            return None
        if isinstance(held, gone.SealedGone):
            return Sealed(held.sealed)
        return self._sealed(row, held)

    def _is_changed(self, _: Opened) -> bool:
        return False  # text is immutable: a changed one was assigned, and is no longer an Opened

    def _sealed(self, row: Any, value: Any) -> Sealed:
        if row.pk is None:
            raise SealedUse(f"{row._meta.label} needs its key before it is saved: a value is sealed for its place")
        subject = getattr(row, self.key)
        if subject is None:
            raise SealedUse(f"{row._meta.label}.{self.key} names no subject whose key could seal {self.attname}")
        identity = subject if isinstance(subject, UUID) else UUID(str(subject))
        held = to_seal(identity, row._state.db or DEFAULT_DB_ALIAS)
        assert held.cipher is not None
        return Sealed(seal(held.cipher, identity, self.encoded(value), self._where(row)))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        if not isinstance(value, Sealed):
            raise SealedUse(f"{self.name} is sealed row by row: save each row instead of update() or bulk_update()")
        return super().get_db_prep_value(value.raw, connection, prepared)

    def get_prep_value(self, value: Any) -> Any:
        return value

    def to_python(self, value: Any) -> Any:
        return value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        return self._refuse_comparing()

    def get_transform(self, _: str) -> NoReturn:
        self._refuse_comparing()

    def _refuse_comparing(self) -> NoReturn:
        where = f"{self.model.__name__}.{self.name}"
        raise FieldError(f"{where} is sealed and cannot be compared; find it by a keyed look-up")

    def value_to_string(self, _: Any) -> NoReturn:
        raise SealedUse(f"{self.name} is sealed and does not leave through serialisers")

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *self._check_key()]

    def _check_key(self) -> list[checks.CheckMessage]:
        names = {name for field in self.model._meta.fields for name in (field.name, field.attname)}
        if self.key in names or hasattr(self.model, self.key):
            return []
        said = f"{self.name} is sealed by {self.key!r}, which the model does not have"
        return [checks.Error(said, obj=self, id="vault.E001")]


class SealedText(SealedField):
    """A sealed text; reading it gives `str`, or `GoneText` when its key is gone."""

    def __init__(self, *args: Any, most: int | None = None, **kwargs: Any) -> None:
        self.most = most
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, **({"most": self.most} if self.most is not None else {})}

    def get_default(self) -> Any:
        return models.Field.get_default(self)  # an empty text, not empty bytes

    def encoded(self, value: Any) -> bytes:
        if not isinstance(value, str):
            raise SealedUse(f"{self.name} seals a text, not a {type(value).__name__}")
        if self.most is not None and len(value) > self.most:
            raise SealedUse(f"{self.name} is longer than its {self.most} characters")
        return value.encode()

    def decoded(self, plain: bytes) -> str:
        return plain.decode()

    def gone(self, reason: str, since: Any, raw: bytes) -> gone.GoneText:
        return gone.gone_text(reason, since, raw)

    def formfield(self, *_: Any, **kwargs: Any) -> Any:
        return models.Field.formfield(
            self, **{"form_class": forms.CharField, "max_length": self.most, "widget": forms.Textarea, **kwargs}
        )


class SealedJSON(SealedField):
    """A sealed object or list of JSON; reading it gives Python values, or an empty `GoneJSON` when its key is gone."""

    empty_strings_allowed = False

    def encoded(self, value: Any) -> bytes:
        try:
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, cls=DjangoJSONEncoder).encode()
        except (TypeError, ValueError):
            raise SealedUse(f"{self.name} seals values of JSON only") from None

    def decoded(self, plain: bytes) -> Any:
        return json.loads(plain)

    def gone(self, reason: str, since: Any, raw: bytes) -> gone.GoneJSON:
        return gone.gone_json(reason, since, raw)

    def _is_changed(self, _: Opened) -> bool:
        return True  # an object may have been changed in place; sealing again costs microseconds

    def formfield(self, *_: Any, **__: Any) -> None:
        return None
