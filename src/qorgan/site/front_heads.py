"""Reading request heads and chunked bodies as strictly as two servers in a row need.

The front and the server behind it must agree where a request ends, otherwise one person's bytes become another person's
request (request smuggling). Whatever RFC 9112 lets a lenient server repair is refused here instead.
"""

import re
from dataclasses import dataclass

LONGEST_HEAD = 32 * 1024  # bytes
LONGEST_CHUNK_LINE = 256  # bytes
LONGEST_TRAILERS = 8 * 1024  # bytes
_TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_HEAD = re.compile(
    rb"(" + _TOKEN + rb") (/[!-~]*|\*) HTTP/1\.([01])\r\n((?:" + _TOKEN + rb":[^\r\n\x00]*\r\n)*)\r\n",
)
_FRAMING = re.compile(rb"(?:^|\n)(content-length|transfer-encoding):[ \t]*([^\r\n]*?)[ \t]*\r", re.IGNORECASE)
_LENGTH = re.compile(rb"[0-9]{1,15}")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,12})[ \t]*(?:;[^\r\n\x00]*)?")


class Malformed(Exception):
    """The request is refused with ``status``, such as 400; what it held is not repeated."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class Head:
    """What routing and framing need of a request head; ``length`` is the body in bytes, None when it is chunked."""

    method: bytes
    target: bytes
    length: int | None

    @property
    def is_repeatable(self) -> bool:
        """Whether sending it twice does no harm: nothing is changed and there is no body."""
        return self.method in (b"GET", b"HEAD") and self.length == 0


def read_head(buffer: bytearray) -> tuple[Head, int] | None:
    """The head at the start of ``buffer`` and its size in bytes, or None while it is incomplete."""
    end = buffer.find(b"\r\n\r\n", 0, LONGEST_HEAD)
    if end < 0:
        if len(buffer) >= LONGEST_HEAD:
            raise Malformed(431)
        return None
    size = end + 4
    found = _HEAD.fullmatch(buffer, 0, size)
    if not found:
        raise Malformed(400)
    method, target, minor, fields = found.groups()
    if method == b"CONNECT":
        raise Malformed(405)
    return Head(bytes(method), bytes(target), _body_length(bytes(fields), minor == b"1")), size


def _body_length(fields: bytes, may_be_chunked: bool) -> int | None:
    """The body's length from Content-Length or Transfer-Encoding; both at once, or either twice, is refused."""
    framing = _FRAMING.findall(fields)
    if not framing:
        return 0
    if len(framing) > 1:
        raise Malformed(400)
    name, value = framing[0]
    if name.lower() == b"transfer-encoding":
        if value.lower() != b"chunked" or not may_be_chunked:
            raise Malformed(400)
        return None
    if not _LENGTH.fullmatch(value):
        raise Malformed(400)
    return int(value)


class Chunks:
    """Follows a chunked body and says where it ends; the bytes themselves are passed on as they came."""

    def __init__(self) -> None:
        self._left = 0  # bytes of the present chunk and its closing CRLF
        self._trailers = 0  # bytes of trailers so far; only counted once the last chunk was seen
        self._is_last = False
        self._line = bytearray()

    def take(self, data: memoryview) -> tuple[int, bool]:
        """How many bytes of ``data`` belong to the body, and whether it is complete."""
        position = 0
        while position < len(data):
            if self._left:
                position += self._pass(data[position:])
                continue
            position += self._read_line(data[position:])
            if not self._line.endswith(b"\n"):
                return position, False
            line, self._line = bytes(self._line), bytearray()
            if self._line_ends_body(line):
                return position, True
        return position, False

    def _pass(self, data: memoryview) -> int:
        """Pass chunk bytes; the last two must be CRLF."""
        size = min(self._left, len(data))
        for offset, expected in ((2, 0x0D), (1, 0x0A)):
            index = self._left - offset
            if 0 <= index < size and data[index] != expected:
                raise Malformed(400)
        self._left -= size
        return size

    def _read_line(self, data: memoryview) -> int:
        piece = bytes(data[: LONGEST_CHUNK_LINE + 1])
        end = piece.find(b"\n")
        piece = piece[: end + 1] if end >= 0 else piece
        self._line += piece
        limit = LONGEST_TRAILERS if self._is_last else LONGEST_CHUNK_LINE
        if len(self._line) > limit:
            raise Malformed(400)
        return len(piece)

    def _line_ends_body(self, line: bytes) -> bool:
        if not line.endswith(b"\r\n"):
            raise Malformed(400)
        text = line[:-2]
        if self._is_last:
            self._trailers += len(line)
            if self._trailers > LONGEST_TRAILERS or b"\r" in text:
                raise Malformed(400)
            return not text
        found = _CHUNK.fullmatch(text)
        if not found:
            raise Malformed(400)
        size = int(found.group(1), 16)
        self._is_last = size == 0
        self._left = size + 2 if size else 0
        return False
