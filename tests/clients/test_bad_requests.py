"""Requests that no client sends: each is answered with a clear 4xx in XML, and nothing is written."""

from __future__ import annotations

import socket
import urllib.parse
import urllib.request
from xml.etree import ElementTree

import pytest

from bartizan import Account, Answer, Server, send, signed_post

CREATE = b"Action=CreateUser&Version=2010-05-08&UserName=never"
FORM = "application/x-www-form-urlencoded"


def assert_clear(answer: Answer, status: int | None = None, code: str | None = None) -> None:
    """That a person or a program can tell from the answer what was wrong."""
    assert 400 <= answer.status < 500
    assert answer.headers["content-type"] == "text/xml"
    assert ElementTree.fromstring(answer.body).tag.endswith("}ErrorResponse")
    assert answer.text_of("Type") == "Sender"
    assert answer.text_of("Code") and answer.text_of("Message")
    assert answer.text_of("RequestId") == answer.headers["x-amzn-requestid"]
    assert (status or answer.status, code or answer.text_of("Code")) == (answer.status, answer.text_of("Code"))


@pytest.fixture(autouse=True)
def nothing_is_written(account: Account):
    yield
    assert [user["UserName"] for user in account.iam.list_users()["Users"]] == [account.administrator_name]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param(CREATE + b"&UserName=twice", "MalformedInput", id="a field twice"),
        pytest.param(CREATE + b"&Action=DeleteUser", "MalformedInput", id="two actions"),
        pytest.param(CREATE + b"&Path=%zz", "MalformedQueryString", id="an escape that is not hexadecimal"),
        pytest.param(CREATE + b"&Path=%4", "MalformedQueryString", id="an escape that is cut off"),
        pytest.param(CREATE + b"&Path=%", "MalformedQueryString", id="a percent sign alone"),
        pytest.param(CREATE + b"%00", "MalformedInput", id="an escaped NUL"),
        pytest.param(CREATE + b"\x00", "MalformedInput", id="a NUL"),
        pytest.param(CREATE + b"&Path=%ff", "MalformedInput", id="an escaped byte that is not UTF-8"),
        pytest.param(CREATE + b"&Path=\xff", "MalformedInput", id="a byte that is not UTF-8"),
        pytest.param(CREATE + b"&Path=%ed%a0%80", "MalformedInput", id="half a surrogate pair"),
        pytest.param(CREATE + b"".join(b"&f%d=" % n for n in range(5_000)), None, id="thousands of fields"),
        pytest.param(CREATE + b"&Tags.member.0.Key=a", "MalformedInput", id="a list that begins at 0"),
        pytest.param(CREATE + b"&Tags.member.1000000.Key=a", None, id="a list with a hole"),
        pytest.param(b"Version=2010-05-08&UserName=never", None, id="no action"),
        pytest.param(b"", None, id="nothing"),
        pytest.param(b'{"Action":"CreateUser"}', None, id="JSON"),
    ],
)
def test_a_body_that_cannot_be_read(account: Account, body: bytes, code: str | None) -> None:
    assert_clear(signed_post(account, body), 400, code)


@pytest.mark.parametrize(
    ("action", "version", "message"),
    [
        ("MakeCoffee", "2010-05-08", "Could not find operation MakeCoffee for version 2010-05-08"),
        ("CreateUser", "1999-01-01", "Could not find operation CreateUser for version 1999-01-01"),
        ("CreateUser", "2011-06-15", "Could not find operation CreateUser for version 2011-06-15"),
        ("createuser", "2010-05-08", "Could not find operation createuser for version 2010-05-08"),
        ("CreateUser", None, "Could not find operation CreateUser for version NO_VERSION_SPECIFIED"),
        ("<b>&", "2010-05-08", "Could not find operation <b>& for version 2010-05-08"),
    ],
)
def test_an_operation_that_there_is_not(account: Account, action: str, version: str | None, message: str) -> None:
    fields = {"Action": action, "UserName": "never"} | ({"Version": version} if version else {})
    answer = signed_post(account, urllib.parse.urlencode(fields).encode())
    assert_clear(answer, 400, "InvalidAction")
    assert answer.text_of("Message") == message


@pytest.mark.parametrize("field", ["Action=%01%08%7f", "Action=GetAccessKeyInfo&AccessKeyId=%01%ef%bf%bf"])
def test_characters_that_xml_has_not_are_answered_in_xml(account: Account, field: str) -> None:
    assert_clear(signed_post(account, f"{field}&Version=2011-06-15".encode(), service="sts"))


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/plain", "multipart/form-data; boundary=x", FORM + "; charset=utf-16", ""]
)
def test_a_body_of_another_type(account: Account, content_type: str) -> None:
    assert_clear(signed_post(account, CREATE, {"Content-Type": content_type}))


def test_a_body_of_more_than_256_kib(account: Account) -> None:
    padded = CREATE + b"&Path=/" + b"x" * (256 * 1024)
    assert_clear(signed_post(account, padded), 413)
    # One that just fits is looked at.
    fitting = CREATE + b"&Path=/" + b"x" * (256 * 1024 - len(CREATE) - 7)
    assert_clear(signed_post(account, fitting), 400, "ValidationError")


def test_an_announced_body_that_is_too_long_is_refused_before_it_is_sent(account: Account) -> None:
    request = f"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\nContent-Length: 9999999999\r\n\r\n"
    assert_clear(raw(account.server, request.encode()), 413)


def test_too_many_headers(account: Account) -> None:
    request = "POST / HTTP/1.1\r\nHost: localhost\r\n" + "".join(f"X-{n}: 1\r\n" for n in range(500)) + "\r\n"
    assert 400 <= raw(account.server, request.encode()).status < 500


@pytest.mark.parametrize(
    "head",
    [
        pytest.param("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nAction", id="two lengths"),
        pytest.param("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", id="a chunk without a length"),
        pytest.param("GET  HTTP/1.1\r\n\r\n", id="no target"),
        pytest.param("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", id="a TLS greeting"),
    ],
)  # fmt: skip
def test_what_is_hardly_http(account: Account, head: str) -> None:
    assert 400 <= raw(account.server, head.encode("latin-1")).status < 500


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods(account: Account, method: str) -> None:
    assert_clear(send(urllib.request.Request(account.server.endpoint + "/", method=method)))


def test_nothing_signed(account: Account) -> None:
    url = account.server.endpoint + "/"
    request = urllib.request.Request(url, CREATE, {"Content-Type": FORM})
    assert_clear(send(request), 403, "MissingAuthenticationToken")
    assert_clear(send(urllib.request.Request(url + "?" + CREATE.decode())), 403, "MissingAuthenticationToken")


@pytest.mark.parametrize(
    "authorization",
    [
        "Bearer abc",
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host, Signature=",
        "AWS4-HMAC-SHA256 Credential",
        "AWS4-ECDSA-P256-SHA256 Credential=a/20260101/iam/aws4_request, SignedHeaders=host, Signature=aa",
        "AWS4-HMAC-SHA256 " + "x" * 8_000,
    ],
)
def test_authorizations_that_are_none(account: Account, authorization: str) -> None:
    headers = {"Content-Type": FORM, "Authorization": authorization, "X-Amz-Date": "20260101T000000Z"}
    assert_clear(send(urllib.request.Request(account.server.endpoint + "/", CREATE, headers)))


def test_r6_a_field_in_both_query_and_body_is_refused(account: Account) -> None:
    url = account.server.endpoint + "/?Action=DeleteUser"
    assert_clear(send(urllib.request.Request(url, CREATE, {"Content-Type": FORM})), 400)


def test_r6_every_amz_header_must_be_signed(account: Account) -> None:
    """A header that was added on the way is not obeyed, nor passed over."""
    body = b"Action=GetCallerIdentity&Version=2011-06-15"
    added = {"X-Amz-Security-Token": "x"}
    answer = signed_post(account, body, service="sts")
    assert answer.status == 200
    assert_clear(signed_post(account, body, service="sts", unsigned=added), 403)


def test_the_server_goes_on_after_a_client_that_hangs_up(account: Account) -> None:
    host, port = address(account.server)
    for begun in (b"P", b"POST / HTTP/1.1\r\nHost: lo", b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nAct"):
        with socket.create_connection((host, port), timeout=10) as connection:
            connection.sendall(begun)
    account.sts.get_caller_identity()


def address(server: Server) -> tuple[str, int]:
    url = urllib.parse.urlsplit(server.endpoint)
    return url.hostname, url.port


def raw(server: Server, request: bytes) -> Answer:
    """Sends bytes as they are, and reads the answer until the server closes or has sent all."""
    with socket.create_connection(address(server), timeout=15) as connection:
        connection.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received or len(received.split(b"\r\n\r\n", 1)[1]) < announced(received):
            piece = connection.recv(65536)
            if not piece:
                break
            received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    status_line, *lines = head.decode("latin-1").split("\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Answer(int(status_line.split()[1]), fields, body)


def announced(received: bytes) -> int:
    for line in received.split(b"\r\n\r\n", 1)[0].lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":", 1)[1])
    return 1 << 30
