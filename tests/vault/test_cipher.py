"""The cipher: vectors, padding, places."""

from __future__ import annotations

import os
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from qorgan.vault import cipher
from qorgan.vault.faults import Tampered, WrongKey

KEY = bytes(range(32))


def test_derived_keys_match_an_independent_hkdf():
    """RFC 5869 written out by hand with HMAC, one block."""
    import hashlib
    import hmac

    extracted = hmac.new(b"qorgan vault 1", KEY, hashlib.sha256).digest()
    expected = hmac.new(extracted, b"wrap helpline.thread\x01", hashlib.sha256).digest()
    assert cipher.derive(KEY, "wrap helpline.thread") == expected
    assert cipher.derive(KEY, "wrap helpline.contact") != expected


def test_a_sealed_value_is_plain_aes_gcm_with_the_place_as_associated_data():
    key_id = uuid4()
    sealed = cipher.seal(AESGCM(KEY), key_id, b"abc", b"t:1:f")
    assert sealed[0] == 1
    assert cipher.key_id_of(sealed) == key_id
    assert AESGCM(KEY).decrypt(sealed[17:29], sealed[29:], b"t:1:f") == b"abc\x80" + bytes(28)


@given(st.binary(max_size=3000))
def test_padding_comes_off_again_and_only_steps_remain(plain):
    padded = cipher.pad(plain)
    assert cipher.unpad(padded) == plain
    assert len(padded) % 32 == 0
    assert len(padded) <= max(len(plain) + 32, len(plain) + 256 if len(plain) >= 512 else 0)


@given(st.binary(max_size=200))
def test_what_was_sealed_opens_only_in_its_place(plain):
    sealed = cipher.seal(AESGCM(KEY), uuid4(), plain, b"here")
    assert cipher.unseal(AESGCM(KEY), sealed, b"here") == plain
    with pytest.raises(Tampered):
        cipher.unseal(AESGCM(KEY), sealed, b"there")


def test_ten_thousand_values_have_ten_thousand_nonces():
    made = {cipher.seal(AESGCM(KEY), uuid4(), b"", b"")[17:29] for _ in range(10_000)}
    assert len(made) == 10_000


@pytest.mark.parametrize("value", [b"", b"\x01short", b"\x02" + bytes(60)])
def test_what_is_not_a_sealed_value_is_named_so(value):
    with pytest.raises(Tampered):
        cipher.key_id_of(value)


def test_a_data_key_opens_only_under_its_master_for_its_subject():
    wrapped = cipher.wrap(KEY, os.urandom(32), b"datakey:a")
    assert len(cipher.unwrap(KEY, wrapped, b"datakey:a")) == 32
    for key, about in ((bytes(32), b"datakey:a"), (KEY, b"datakey:b")):
        with pytest.raises(WrongKey):
            cipher.unwrap(key, wrapped, about)
    with pytest.raises(WrongKey):
        cipher.unwrap(KEY, b"\x07" + wrapped[1:], b"datakey:a")
