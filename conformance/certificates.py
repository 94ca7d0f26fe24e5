"""Certificates and keys that cases bring. They are for nothing else: everybody knows the private keys."""

from __future__ import annotations

import base64
import secrets

ONE = """\
-----BEGIN CERTIFICATE-----
MIIBHDCBxAIBATAKBggqhkjOPQQDAjAaMRgwFgYDVQQDDA9vbmUuZXhhbXBsZS5j
b20wIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBoxGDAWBgNVBAMM
D29uZS5leGFtcGxlLmNvbTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABM4H3oH/
5ftsKb10R0rPfSTlsU8Vlhti2oNQuCet4Ciy4XoR0FSSS2b24fg/dgyEfdMiWZ/u
2YRoNbmIWwiTmOcwCgYIKoZIzj0EAwIDRwAwRAIgK5Vy4jZ+4fpyXYyLE7xsSPsb
khDBtznLLZSDV/sxyQQCIHafaV1PGChp25rT0DoQZI94kFX9OiCp0beGKufRX0H3
-----END CERTIFICATE-----"""
"""Of the key `KEY`, until the year 2120."""
TWO = """\
-----BEGIN CERTIFICATE-----
MIIBHDCBxAIBAjAKBggqhkjOPQQDAjAaMRgwFgYDVQQDDA90d28uZXhhbXBsZS5j
b20wIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBoxGDAWBgNVBAMM
D3R3by5leGFtcGxlLmNvbTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABJOe1Ors
YmgT2yjgIs5voyKldxazu2L12KgH0FMC8DVSR45gsMBksri5gSsZPNPc+fY+keIb
ayI/XPD6/8jW87UwCgYIKoZIzj0EAwIDRwAwRAIgXoHEucxAQUeFicyKenCZZov4
o7PBt6e88GsMsFPw6sECIB6bpq0d2aMlZBnw9ZTaCQRMEuS78mHF62evPBM/pP7j
-----END CERTIFICATE-----"""
"""Of another key, which also signed `LEAF`."""
THREE = """\
-----BEGIN CERTIFICATE-----
MIIBITCByAIBAzAKBggqhkjOPQQDAjAcMRowGAYDVQQDDBF0aHJlZS5leGFtcGxl
LmNvbTAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFowHDEaMBgGA1UE
AwwRdGhyZWUuZXhhbXBsZS5jb20wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASG
gIKoSZaUNy2Zfs3/L9eGTIJ6WtparueodpZ1jhpcp87ZR2lyILHSVvKPtwG1pFja
NRI4U727xZS/tzSlq09QMAoGCCqGSM49BAMCA0gAMEUCIHzC+Lk4r4yQEfl0A6MU
2ow1pzsN0var4lTtsgtjxbSCAiEAqc0JfpesirVM0Ivfn2ViOtojGnpY2nIZP2ZF
KExXHZQ=
-----END CERTIFICATE-----"""
"""Of a third key."""
EXPIRED = """\
-----BEGIN CERTIFICATE-----
MIIBGjCBwgIBBDAKBggqhkjOPQQDAjAaMRgwFgYDVQQDDA9vbGQuZXhhbXBsZS5j
b20wHhcNMjAwMTAxMDAwMDAwWhcNMjEwMTAxMDAwMDAwWjAaMRgwFgYDVQQDDA9v
bGQuZXhhbXBsZS5jb20wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATOB96B/+X7
bCm9dEdKz30k5bFPFZYbYtqDULgnreAosuF6EdBUkktm9uH4P3YMhH3TIlmf7tmE
aDW5iFsIk5jnMAoGCCqGSM49BAMCA0cAMEQCIGPQOqccNG/HP4r/SFcpxY/vLx1C
heOxj19ggEX5Dbm0AiAtWvn6xijiyoAe5pWYdpVu0YwlgA78YvM2l0E/Oq0NTA==
-----END CERTIFICATE-----"""
"""Of the key `KEY`, until the year 2021."""
ED25519 = """\
-----BEGIN CERTIFICATE-----
MIHbMIGOAgEHMAUGAytlcDAZMRcwFQYDVQQDDA5lZC5leGFtcGxlLmNvbTAgFw0y
MDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFowGTEXMBUGA1UEAwwOZWQuZXhh
bXBsZS5jb20wKjAFBgMrZXADIQA/PvEHhvUSrBrBYGfVQiKVrkPReU6GNDzfkpTW
9PpYDzAFBgMrZXADQQBqcoz2jny6U0vCxqQH983ovoxDYKjnlEZ91S92M+Ff0jEi
n2EB3g2CtF4jMMMN6oybLY5VMo1Z5bykl8Zws8UJ
-----END CERTIFICATE-----"""
"""Of a key that signing certificates do not have."""
LEAF = """\
-----BEGIN CERTIFICATE-----
MIIBHjCBxQIBCDAKBggqhkjOPQQDAjAaMRgwFgYDVQQDDA90d28uZXhhbXBsZS5j
b20wIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBsxGTAXBgNVBAMM
EGxlYWYuZXhhbXBsZS5jb20wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATOB96B
/+X7bCm9dEdKz30k5bFPFZYbYtqDULgnreAosuF6EdBUkktm9uH4P3YMhH3TIlmf
7tmEaDW5iFsIk5jnMAoGCCqGSM49BAMCA0gAMEUCIQCnlqYnUwp29a7qUhpHc3Dp
Nq3b263ea82eBMpKMeX+2QIgAsuAkQ0HAiKuMbjRQzILxft2xmZRVBLAC/PZgNwP
lIU=
-----END CERTIFICATE-----"""
"""Of the key `KEY`, signed by the one of `TWO`."""
KEY = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg9IKA71zcck3AJosh
Cydl56vo/F/rmXE+dpFKVuOUWyuhRANCAATOB96B/+X7bCm9dEdKz30k5bFPFZYb
YtqDULgnreAosuF6EdBUkktm9uH4P3YMhH3TIlmf7tmEaDW5iFsIk5jn
-----END PRIVATE KEY-----"""
OTHER_KEY = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQglOvR0YPs3ByIFOHJ
36a4Hx++KXXNaLCBXXlNSJ6lo5ihRANCAASTntTq7GJoE9so4CLOb6MipXcWs7ti
9dioB9BTAvA1UkeOYLDAZLK4uYErGTzT3Pn2PpHiG2siP1zw+v/I1vO1
-----END PRIVATE KEY-----"""
"""The key of `TWO`."""

WORDS = {
    "certificate one": ONE,
    "certificate two": TWO,
    "certificate three": THREE,
    "expired certificate": EXPIRED,
    "ed25519 certificate": ED25519,
    "issued certificate": LEAF,
    "private key": KEY,
    "other private key": OTHER_KEY,
}
"""What placeholders call them."""


def ssh_key(bits: int = 2048) -> str:
    """An RSA public key as `ssh-keygen` writes it, another one each time. Nobody has its private key."""
    modulus = secrets.randbits(bits) | 1 << bits - 1 | 1
    parts = b"ssh-rsa", b"\x01\x00\x01", b"\x00" + modulus.to_bytes(bits // 8, "big")
    blob = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return f"ssh-rsa {base64.b64encode(blob).decode()}"
