"""Shares: three of five open the escrow, two do not, and a rotation needs nobody."""

from __future__ import annotations

import itertools
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shamir_mnemonic import combine_mnemonics, generate_mnemonics

from qorgan.vault import actions, recovery, rotation
from qorgan.vault import keyring as rings
from qorgan.vault.faults import KeyringBroken
from qorgan.vault.recovery import Recovery, SharesRefused, open_escrow, put_back, sealed_escrow
from tests.vault.models import KEEPER

# SLIP-0039, published vector 4: "Basic sharing 2-of-3 (128 bits)", passphrase "TREZOR".
BASIC_2_OF_3 = (
    (
        "shadow pistol academic always adequate wildlife fancy gross oasis cylinder mustang wrist rescue view short owner "
        "flip making coding armed"
    ),
    (
        "shadow pistol academic acid actress prayer class unknown daughter sweater depict flip twice unkind craft early "
        "superior advocate guest smoking"
    ),
)
BASIC_SECRET = "b43ceb7e57a0ea8766221624d01b0864"  # pragma: allowlist secret


def keys_here() -> dict[str, bytes]:
    return {key.name: key.secret for key in rings.keyring().all()}


@pytest.fixture
def keys(tmp_path, settings):
    """A home with keys, without any database."""
    settings.QORGAN_HOME = tmp_path
    for kind in rings.KINDS:
        rings.write(rings.folder(), rings.make(f"{kind}-2026-11"))
    yield keys_here()
    rings._held.clear()


def make_shares() -> Recovery:
    """A recovery key that is kept."""
    made = recovery.make_shares()
    recovery.keep(made)
    return made


def escrow() -> bytes:
    return (rings.folder() / recovery.ESCROW).read_bytes()


def test_the_library_gives_the_secret_of_the_standards_published_vector():
    assert combine_mnemonics(BASIC_2_OF_3, b"TREZOR").hex() == BASIC_SECRET


@settings(max_examples=15, deadline=None)
@given(secret=st.binary(min_size=32, max_size=32), chosen=st.sets(st.integers(0, 4), min_size=3, max_size=3))
def test_any_three_of_five_shares_give_any_secret_back(secret, chosen):
    shares = generate_mnemonics(1, [(3, 5)], secret, iteration_exponent=0)[0]
    assert combine_mnemonics([shares[number] for number in chosen]) == secret


def test_any_three_shares_open_the_escrow(keys):
    made = make_shares()
    assert len(made.shares) == 5
    assert {len(share.split()) for share in made.shares} == {33}
    for three in itertools.combinations(made.shares, 3):
        name, found = open_escrow(escrow(), three)
        assert name == made.name
        assert {key.name: key.secret for key in found} == keys


def test_two_shares_a_mistyped_one_or_one_of_another_set_do_not(keys):
    made, other = make_shares(), make_shares()
    mistyped = made.shares[2].replace(made.shares[2].split()[20], "academic", 1)
    for shares in (
        made.shares[:2],
        (*made.shares[:2], mistyped),
        (*made.shares[:2], other.shares[2]),
        made.shares[:3],
        ("", "", ""),
        ("not a share",),
    ):
        with pytest.raises(SharesRefused) as refusal:
            open_escrow(escrow(), shares)  # the escrow belongs to `other`
        assert "academic" not in str(refusal.value)


def test_capitals_and_spaces_do_not_matter(keys):
    made = make_shares()
    written = [f"  {share.upper().replace(' ', '   ')}\n" for share in made.shares[2:]]
    assert open_escrow(escrow(), written)[0] == made.name


def test_the_recovery_key_itself_is_kept_nowhere(keys, tmp_path):
    make_shares()
    opened = {path.name for path in rings.folder().iterdir()} - {f"{name}.key" for name in keys}
    assert opened == {"recovery.pub", "escrow.sealed"}
    assert all(secret not in escrow() for secret in keys.values())
    assert (rings.folder() / "escrow.sealed").stat().st_mode & 0o777 == 0o600


def test_a_changed_or_foreign_escrow_is_refused(keys):
    made = make_shares()
    body = escrow()
    last, one_time = bytes([body[-1] ^ 1]), bytes([body[60] ^ 1])
    for harmed in (body[:-1] + last, body[:20], b"PK" + body, body[:60] + one_time + body[61:]):
        with pytest.raises(SharesRefused):
            open_escrow(harmed, made.shares[:3])


def test_an_escrow_tells_nothing_twice(keys):
    make_shares()
    first = escrow()
    recovery.reseal_escrow()
    assert first[80:] != escrow()[80:]


def test_keys_are_put_back_on_a_new_machine(keys, tmp_path, settings):
    made = make_shares()
    body = escrow()
    settings.QORGAN_HOME = tmp_path / "new machine"
    _, found = open_escrow(body, made.shares[1:4])
    assert sorted(put_back(found)) == sorted(keys)
    assert keys_here() == keys
    assert put_back(found) == []


def test_a_key_that_is_there_is_never_replaced_by_another(keys):
    with pytest.raises(KeyringBroken, match="another root key"):
        put_back([rings.make("master-2026-11")])
    assert keys_here() == keys


def test_shares_that_nobody_saw_do_not_replace_those_that_people_hold(keys):
    held = make_shares()
    before = escrow()
    assert recovery.make_shares().name != held.name  # made, and then the action was rolled back
    assert escrow() == before
    assert open_escrow(escrow(), held.shares[:3])[0] == held.name


def test_no_shares_are_kept_where_there_are_no_keys(tmp_path, settings):
    settings.QORGAN_HOME = tmp_path
    with pytest.raises(KeyringBroken, match="no root keys"):
        make_shares()
    assert not rings.folder().exists()


def test_a_recovery_key_does_not_show_its_shares(keys):
    made = recovery.make_shares()
    assert made.shares[0] not in repr(made)


def test_without_shares_there_is_no_escrow(keys):
    assert recovery.reseal_escrow() is False
    assert not (rings.folder() / recovery.ESCROW).exists()


@pytest.mark.django_db
def test_a_rotation_renews_the_escrow_and_the_old_shares_still_open_it(home):
    made = actions.make_recovery_shares(by=KEEPER)
    new = rotation.rotate_master(by=KEEPER)
    _, found = open_escrow(escrow(), made.shares[:3])
    assert new in {key.name for key in found}
    assert new in actions.rehearse(rings.folder() / recovery.ESCROW, list(made.shares[2:]))
    actions.note_recovery(by=KEEPER, name=made.name, keys=0)


def test_a_disk_that_fills_leaves_the_old_escrow(keys, monkeypatch):
    make_shares()
    before = escrow()

    def full(handle: int) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="full"):
        recovery.reseal_escrow()
    assert escrow() == before
    assert not [path for path in rings.folder().iterdir() if path.name.startswith(".escrow")]


def test_an_escrow_of_an_empty_keyring_is_an_empty_object(keys):
    made = make_shares()
    public = escrow()[len(recovery.MAGIC) : len(recovery.MAGIC) + 32]
    assert list(open_escrow(sealed_escrow(rings.Keyring([]), public), made.shares[:3])[1]) == []
