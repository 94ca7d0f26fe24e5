"""Instance profiles, certificates, SSH keys and credentials of services, as an SDK makes them and other programs read them."""

from __future__ import annotations

import base64
import datetime
import hashlib

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from bartizan import Account, refusal

TRUST = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
DAY = datetime.timedelta(days=1)

PEM = serialization.Encoding.PEM
SPKI = serialization.PublicFormat.SubjectPublicKeyInfo
PKCS8 = serialization.PrivateFormat.PKCS8
PKCS1 = serialization.PrivateFormat.TraditionalOpenSSL
PLAIN = serialization.NoEncryption()


def certificate(key, name: str = "site.example.com") -> str:
    """A certificate of a key, signed by itself."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.timezone.utc)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - DAY).not_valid_after(now + 30 * DAY)
    return builder.sign(key, hashes.SHA256()).public_bytes(PEM).decode()


def test_an_instance_profile_as_terraform_makes_it(account: Account) -> None:
    iam = account.iam
    iam.create_role(RoleName="web", AssumeRolePolicyDocument=TRUST)
    iam.create_instance_profile(InstanceProfileName="web", Tags=[{"Key": "team", "Value": "blue"}])
    iam.get_waiter("instance_profile_exists").wait(InstanceProfileName="web", WaiterConfig={"Delay": 1, "MaxAttempts": 1})
    iam.add_role_to_instance_profile(InstanceProfileName="web", RoleName="web")
    profile = iam.get_instance_profile(InstanceProfileName="web")["InstanceProfile"]
    assert [role["RoleName"] for role in profile["Roles"]] == ["web"]
    assert profile["Roles"][0]["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"Service": "ec2.amazonaws.com"}
    for page in iam.get_paginator("list_instance_profiles_for_role").paginate(RoleName="web"):
        assert [found["InstanceProfileId"] for found in page["InstanceProfiles"]] == [profile["InstanceProfileId"]]
    [detail] = iam.get_account_authorization_details(Filter=["Role"])["RoleDetailList"]
    assert [found["InstanceProfileName"] for found in detail["InstanceProfileList"]] == ["web"]
    assert refusal(iam.delete_role, RoleName="web")[1] == "DeleteConflict"
    iam.remove_role_from_instance_profile(InstanceProfileName="web", RoleName="web")
    iam.delete_instance_profile(InstanceProfileName="web")
    iam.delete_role(RoleName="web")


def test_a_user_is_emptied_and_deleted_as_terraform_does_it(account: Account) -> None:
    iam = account.iam
    iam.create_user(UserName="alice")
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    ssh = key.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH).decode()
    uploaded = iam.upload_ssh_public_key(UserName="alice", SSHPublicKeyBody=f"{ssh} alice@example.com")["SSHPublicKey"]
    in_pem = iam.get_ssh_public_key(UserName="alice", SSHPublicKeyId=uploaded["SSHPublicKeyId"], Encoding="PEM")["SSHPublicKey"]
    assert in_pem["SSHPublicKeyBody"] == key.public_bytes(PEM, SPKI).decode()
    in_ssh = iam.get_ssh_public_key(UserName="alice", SSHPublicKeyId=uploaded["SSHPublicKeyId"], Encoding="SSH")["SSHPublicKey"]
    assert in_ssh["SSHPublicKeyBody"] == ssh
    assert in_ssh["Fingerprint"] == hashlib.md5(_blob(ssh)).digest().hex(":")
    iam.upload_signing_certificate(UserName="alice", CertificateBody=certificate(ec.generate_private_key(ec.SECP256R1())))
    made = iam.create_service_specific_credential(UserName="alice", ServiceName="codecommit.amazonaws.com")
    assert made["ServiceSpecificCredential"]["ServiceUserName"] == f"alice-at-{account.id}"

    assert refusal(iam.delete_user, UserName="alice")[1] == "DeleteConflict"
    for page in iam.get_paginator("list_ssh_public_keys").paginate(UserName="alice"):
        for found in page["SSHPublicKeys"]:
            iam.delete_ssh_public_key(UserName="alice", SSHPublicKeyId=found["SSHPublicKeyId"])
    for page in iam.get_paginator("list_signing_certificates").paginate(UserName="alice"):
        for found in page["Certificates"]:
            iam.delete_signing_certificate(UserName="alice", CertificateId=found["CertificateId"])
    for found in iam.list_service_specific_credentials(UserName="alice")["ServiceSpecificCredentials"]:
        credential = {"ServiceSpecificCredentialId": found["ServiceSpecificCredentialId"]}
        iam.delete_service_specific_credential(UserName="alice", **credential)
    iam.delete_user(UserName="alice")


def _blob(ssh: str) -> bytes:
    return base64.b64decode(ssh.split()[1])


@pytest.mark.parametrize(
    ("key", "form"),
    [
        (rsa.generate_private_key(public_exponent=65537, key_size=2048), PKCS1),
        (rsa.generate_private_key(public_exponent=65537, key_size=4096), PKCS8),
        (ec.generate_private_key(ec.SECP256R1()), PKCS1),
        (ec.generate_private_key(ec.SECP384R1()), PKCS8),
        (ec.generate_private_key(ec.SECP521R1()), PKCS8),
    ],
    ids=["RSA, PKCS #1", "RSA, PKCS #8", "P-256, SEC 1", "P-384, PKCS #8", "P-521, PKCS #8"],
)
def test_a_server_certificate_comes_with_its_key(account: Account, key, form) -> None:
    iam = account.iam
    body, private = certificate(key), key.private_bytes(PEM, form, PLAIN).decode()
    uploaded = iam.upload_server_certificate(ServerCertificateName="site", CertificateBody=body, PrivateKey=private)
    expires = x509.load_pem_x509_certificate(body.encode()).not_valid_after_utc
    assert uploaded["ServerCertificateMetadata"]["Expiration"] == expires
    shown = iam.get_server_certificate(ServerCertificateName="site")["ServerCertificate"]
    assert shown["CertificateBody"] == body.strip()
    other = ec.generate_private_key(ec.SECP256R1()).private_bytes(PEM, PKCS8, PLAIN).decode()
    refused = refusal(iam.upload_server_certificate, ServerCertificateName="other", CertificateBody=body, PrivateKey=other)
    assert refused[:2] == (400, "KeyPairMismatch")
    sealed = key.private_bytes(PEM, PKCS8, serialization.BestAvailableEncryption(b"password")).decode()
    refused = refusal(iam.upload_server_certificate, ServerCertificateName="other", CertificateBody=body, PrivateKey=sealed)
    assert refused[:2] == (400, "MalformedCertificate")
    iam.delete_server_certificate(ServerCertificateName="site")


def test_a_linked_role_as_terraform_makes_and_deletes_it(account: Account) -> None:
    iam = account.iam
    role = iam.create_service_linked_role(AWSServiceName="elasticbeanstalk.amazonaws.com")["Role"]
    assert role["RoleName"] == "AWSServiceRoleForElasticBeanstalk"
    assert iam.get_role(RoleName=role["RoleName"])["Role"]["Arn"] == role["Arn"]
    task = iam.delete_service_linked_role(RoleName=role["RoleName"])["DeletionTaskId"]
    assert iam.get_service_linked_role_deletion_status(DeletionTaskId=task)["Status"] == "SUCCEEDED"
    assert refusal(iam.get_role, RoleName=role["RoleName"])[1] == "NoSuchEntity"
