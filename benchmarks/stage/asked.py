"""The questions of `growth.py`, as the pages ask them, and as the bare framework's tables are asked."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import psycopg
from benchmarks.stage.people import Reader
from benchmarks.stage.rows import phone
from django.db import connection
from django.http import HttpRequest, QueryDict

from qorgan.access.acting import reading
from qorgan.helpline.models import Contact
from qorgan.helpline.pages.contacts import ContactTable
from qorgan.helpline.queries.contacts import previous, with_phone

Question = Callable[[Random], object]
ONE, FIRST, KIND, PHONE = "a contact by its id", "the list, first page", "the list of one kind", "earlier contacts by telephone"


def questions(reader: Reader, size: int) -> dict[str, Question]:
    """Ours, each in a read-only transaction of the reader, as the web's role."""
    by = reader.by
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE qorgan_web")
    with reading(by):
        refs = list(Contact.objects.visible_to(by).filter(number__lt=10**6 + 2_000).values_list("ref", flat=True))

    def one(chance: Random) -> object:
        with reading(by):
            contact = Contact.objects.visible_to(by).select_related("form_version").get(ref=chance.choice(refs))
            return contact.answers, previous(by, contact)

    def page(query: str) -> object:
        request = HttpRequest()
        request.method, request.GET, request.by = "GET", QueryDict(query), by  # type: ignore[attr-defined]
        with reading(by):
            table = ContactTable(Contact.objects.visible_to(by), request)
            return table.rows, table.count

    def by_phone(chance: Random) -> object:
        with reading(by):
            return with_phone(by, phone(3 * chance.randrange(size // 3)))

    return {ONE: one, FIRST: lambda _chance: page(""), KIND: lambda _chance: page("call_type=silent"), PHONE: by_phone}


def bare_questions(plain: psycopg.Connection, size: int) -> dict[str, Question]:
    """The same rows in a plain table through the bare driver."""
    listed = "SELECT * FROM bare_record ORDER BY began_at DESC, id DESC LIMIT 25"
    of_kind = "SELECT * FROM bare_record WHERE call_type = 'silent' ORDER BY began_at DESC, id DESC LIMIT 25"
    with plain.cursor() as cursor:
        cursor.execute("CREATE INDEX IF NOT EXISTS bare_newest ON bare_record (began_at DESC, id DESC)")
        cursor.execute("CREATE INDEX IF NOT EXISTS bare_kind ON bare_record (call_type, began_at DESC, id DESC)")

    def asked(query: str, *values: object) -> object:
        return plain.execute(query, values).fetchall()

    def counted(query: str, condition: str) -> object:
        return asked(query), asked(f"SELECT count(*) FROM (SELECT 1 FROM bare_record {condition} LIMIT 2001) AS counted")

    return {
        f"bare: {ONE}": lambda chance: asked("SELECT * FROM bare_record WHERE id = %s", 1 + chance.randrange(2_000)),
        f"bare: {FIRST}": lambda _chance: counted(listed, ""),
        f"bare: {KIND}": lambda _chance: counted(of_kind, "WHERE call_type = 'silent'"),
        f"bare: {PHONE}": lambda chance: asked("SELECT * FROM bare_record WHERE phone = %s", phone(3 * chance.randrange(size // 3))),
    }
