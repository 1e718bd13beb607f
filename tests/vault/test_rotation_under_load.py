"""A rotation among writers, with real commits."""

from __future__ import annotations

import threading
from uuid import uuid4

from django.db import connection, transaction

from qorgan.vault import rotation
from qorgan.vault.keys import new_key, opened
from qorgan.vault.models import DataKey, Master
from tests.vault.models import KEEPER, Note


def test_a_rotation_goes_on_while_others_write(committed, home):
    """Four writers make keys and seal during a rotation: nothing is lost and nothing stays under the old master."""
    made: list = []
    faults: list[BaseException] = []
    stop = threading.Event()

    def write() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET ROLE qorgan_web")
            while not stop.is_set():
                subject = uuid4()
                with transaction.atomic():
                    new_key(subject=subject, scope="toy.note")
                    Note.objects.create(subject=subject, text=str(subject))
                made.append(subject)
        except BaseException as fault:  # noqa: BLE001  (the main thread reports it)
            faults.append(fault)
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    while len(made) < 60 and not faults:
        stop.wait(0.01)
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE qorgan_worker")
    new = rotation.rotate_master(by=KEEPER)
    rotation.rewrap(by=KEEPER, batch=10)
    stop.set()
    for writer in writers:
        writer.join()
    assert faults == []
    rotation._rewrap_all(Master.objects.get(retired_at__isnull=False).name, 50)
    assert set(DataKey.objects.values_list("master_id", flat=True)) == {new}
    with opened():
        texts = {note.subject: note.text for note in Note.objects.all()}
    assert texts == {subject: str(subject) for subject in made}
