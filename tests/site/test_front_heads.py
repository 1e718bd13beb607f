"""Where a request ends: both servers in a row must agree, so whatever could be read in two ways is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.site.front_heads import LONGEST_HEAD, Chunks, Head, Malformed, read_head

PLAIN = b"GET /a?b=c HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n"


def head_of(text: bytes) -> Head:
    found = read_head(bytearray(text))
    assert found
    assert found[1] == len(text)
    return found[0]


def test_a_head_gives_method_target_and_length():
    assert head_of(PLAIN) == Head(b"GET", b"/a?b=c", 0)
    assert head_of(b"POST / HTTP/1.0\r\ncontent-LENGTH:  12 \r\n\r\n").length == 12
    assert head_of(b"POST / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n").length is None
    assert head_of(b"OPTIONS * HTTP/1.1\r\n\r\n").target == b"*"


@given(st.integers(0, len(PLAIN) - 1))
def test_a_head_is_read_only_when_it_is_whole_wherever_it_was_cut(size: int):
    assert read_head(bytearray(PLAIN[:size])) is None


AMBIGUOUS = {
    "length and chunks": b"POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\n",
    "a list of lengths": b"POST / HTTP/1.1\r\nContent-Length: 3, 3\r\n\r\n",
    "a signed length": b"POST / HTTP/1.1\r\nContent-Length: +3\r\n\r\n",
    "a negative length": b"POST / HTTP/1.1\r\nContent-Length: -3\r\n\r\n",
    "a hexadecimal length": b"POST / HTTP/1.1\r\nContent-Length: 0x3\r\n\r\n",
    "an empty length": b"POST / HTTP/1.1\r\nContent-Length:\r\n\r\n",
    "another coding": b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
    "a coding in disguise": b"POST / HTTP/1.1\r\nTransfer-Encoding: \x0bchunked\r\n\r\n",
    "chunks in HTTP/1.0": b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
    "a blank before the colon": b"POST / HTTP/1.1\r\nContent-Length : 3\r\n\r\n",
    "a folded line": b"GET / HTTP/1.1\r\nA: b\r\n Content-Length: 3\r\n\r\n",
    "a bare line feed": b"GET / HTTP/1.1\r\nA: b\nContent-Length: 3\r\n\r\n",
    "a bare carriage return": b"GET / HTTP/1.1\r\nA: b\rContent-Length: 3\r\n\r\n",
    "a NUL": b"GET / HTTP/1.1\r\nA: b\x00\r\n\r\n",
    "a line without colon": b"GET / HTTP/1.1\r\nnonsense\r\n\r\n",
    "a whole address": b"GET http://x/ HTTP/1.1\r\n\r\n",
    "another version": b"GET / HTTP/2.0\r\n\r\n",
    "no version": b"GET /\r\n\r\n",
    "blanks in the target": b"GET /a b HTTP/1.1\r\n\r\n",
    "letters outside ASCII in the target": b"GET /\xd2\x9b HTTP/1.1\r\n\r\n",
}


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_whatever_two_servers_could_read_differently_is_refused(name: str):
    with pytest.raises(Malformed) as refusal:
        read_head(bytearray(AMBIGUOUS[name]))
    assert refusal.value.status == 400


def test_a_tunnel_and_an_endless_head_are_refused():
    with pytest.raises(Malformed) as refusal:
        read_head(bytearray(b"CONNECT / HTTP/1.1\r\n\r\n"))
    assert refusal.value.status == 405
    with pytest.raises(Malformed) as refusal:
        read_head(bytearray(b"GET / HTTP/1.1\r\nA: " + b"a" * LONGEST_HEAD))
    assert refusal.value.status == 431


def chunked(pieces: list[bytes], trailers: bytes = b"") -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces if piece) + b"0\r\n" + trailers + b"\r\n"


@given(st.lists(st.binary(max_size=40), max_size=6), st.lists(st.integers(1, 30), min_size=1), st.binary(max_size=9))
def test_the_end_of_a_chunked_body_is_found_wherever_it_was_cut(pieces: list[bytes], cuts: list[int], after: bytes):
    body = chunked(pieces, b"Checksum: 1\r\n")
    sent = body + after
    chunks, taken, position, done = Chunks(), 0, 0, False
    for cut in cuts * len(sent):
        size, done = chunks.take(memoryview(sent[position : position + cut]))
        taken += size
        position += size
        if done:
            break
    assert done
    assert taken == len(body)


@pytest.mark.parametrize(
    "body",
    [b"g\r\n", b"\r\n", b"3\nabc\r\n", b"3\r\nabcd\r\n", b"3\r\nabc\n\r\n", b"-3\r\n", b"3 3\r\n", b"0x3\r\nabc\r\n",
     b"f" * 13 + b"\r\n", b"3;" + b"e" * 300, b"0\r\n" + b"A: b\r\n" * 3000],
)  # fmt: skip
def test_a_chunk_that_could_be_read_differently_is_refused(body: bytes):
    with pytest.raises(Malformed):
        take_in_pieces(Chunks(), body)


def take_in_pieces(chunks: Chunks, body: bytes) -> None:
    for position in range(0, len(body), 200):
        chunks.take(memoryview(body[position : position + 200]))
