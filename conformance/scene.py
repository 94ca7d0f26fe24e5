"""Where a case is played: what its steps set up, what its placeholders stand for, and its signed request."""

from __future__ import annotations

import base64
import datetime
import json
import re
import secrets
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, replace
from unittest import mock
from xml.etree import ElementTree

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from cases import VERSIONS, Case
from certificates import WORDS, ssh_key

EXPLANATION = "x-bartizan-authorization-message"
"""The header in which a refusal is explained."""
FORM = "application/x-www-form-urlencoded; charset=utf-8"
JSON = "application/json"
REST_JSON = {"account", "bartizan"}
"""Services with a path for each operation, and JSON in and out."""
JSON_1_1 = "application/x-amz-json-1.1"
TARGETS = {"cloudtrail": "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101"}
"""Services whose operations a header names, with what stands before the name; JSON in and out."""
SPEAKS_JSON = REST_JSON | set(TARGETS)
PERIOD = 30

LIST_USERS = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ListUsers","Resource":"*"}}'
"""What managed policies say that steps make."""
ALLOW_ALL = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'
"""The policy that federated users come with."""
TRUST = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"{trusted}"}}}'
"""Whom roles trust that steps make: their own account, or one user."""


@dataclass(frozen=True)
class Keys:
    """Credentials: an access key, or a session's."""

    id: str
    secret: str
    token: str | None = None


@dataclass(frozen=True)
class Answer:
    """An answer over HTTP."""

    status: int
    headers: dict[str, str]
    body: bytes

    def texts(self, path: str) -> list[str]:
        """The texts of the elements at a path below the root, `Error.Code`."""
        return [element.text or "" for element in self.elements(path)]

    def elements(self, path: str) -> list[ElementTree.Element]:
        found = [ElementTree.fromstring(self.body)]
        for name in path.split("."):
            found = [child for element in found for child in element if local(child) == name]
        return found


class JsonAnswer(Answer):
    """An answer in JSON."""

    def texts(self, path: str) -> list[str]:
        found = json.loads(self.body or b"{}")
        for name in path.split("."):
            found = found.get(name) if isinstance(found, dict) else None
        return [] if found is None else [str(item) for item in (found if isinstance(found, list) else [found])]


def local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


class World:
    """The endpoint, and who can call it."""

    def __init__(self, endpoint: str, region: str, administrator: Keys, root: Keys | None, other: Keys | None) -> None:
        self.endpoint = endpoint.rstrip("/") + "/"
        self.region = region
        self.callers = {"administrator": administrator, "root": root, "other account": other}
        who = self.call(administrator, {"Action": "GetCallerIdentity"}, "sts")
        self.account = who.texts("GetCallerIdentityResult.Account")[0]
        self.administrator_arn = who.texts("GetCallerIdentityResult.Arn")[0]
        there = self.call(other, {"Action": "GetCallerIdentity"}, "sts") if other else None
        self.other_account = there.texts("GetCallerIdentityResult.Account")[0] if there else None

    def lacks(self, case: Case) -> str | None:
        """Whose credentials a case needs that were not given."""
        words = f"{case.by} {' '.join(step if isinstance(step, str) else step.get('by', '') for step in case.setup)}"
        # A device of the administrator can be taken away again by the root user only.
        needed = {"root": r"\broot\b|enabled for administrator", "other account": r"\bother account\b"}
        return next((who for who, text in needed.items() if re.search(text, words) and not self.callers[who]), None)

    def call(self, keys: Keys, fields: dict, service: str) -> Answer:
        """A request that has to succeed."""
        if service in SPEAKS_JSON:
            fields = dict(fields)
            answer = self.send_json(keys, service, fields.pop("Action"), json.dumps(fields))
        else:
            answer = self.send(keys, service, encode({"Version": VERSIONS[service], **fields}))
        if answer.status != 200:
            raise RuntimeError(f"{fields} was answered {answer.status}: {answer.body.decode(errors='replace')}")
        return answer

    def send(
        self, keys: Keys | None, service: str, body: str, method: str = "POST", sign: str = "header", content_type: str = FORM
    ) -> Answer:
        """Sends these very fields, signed so."""
        data = body.encode("latin-1")
        if method == "GET":
            request = AWSRequest("GET", f"{self.endpoint}?{body}")
        else:
            request = AWSRequest(method, self.endpoint, headers={"Content-Type": content_type}, data=data)
        if sign != "none" and keys:
            self._sign(request, keys, service, sign)
        body_sent = data if method != "GET" and request.data else None
        return _send(urllib.request.Request(request.url, body_sent, dict(request.headers.items()), method=method))

    def send_json(self, keys: Keys | None, service: str, action: str, body: str, sign: str = "header") -> Answer:
        """Sends this very body to the path of an operation, or with its name in a header, signed so."""
        if service in TARGETS:
            url, headers = self.endpoint, {"Content-Type": JSON_1_1, "X-Amz-Target": f"{TARGETS[service]}.{action}"}
        else:
            url, headers = f"{self.endpoint}{action[0].lower()}{action[1:]}", {"Content-Type": JSON}
        data = body.encode()
        request = AWSRequest("POST", url, headers=headers, data=data)
        if sign != "none" and keys:
            self._sign(request, keys, service, sign)
        answer = _send(urllib.request.Request(request.url, data, dict(request.headers.items()), method="POST"))
        return JsonAnswer(answer.status, answer.headers, answer.body)

    def _sign(self, request: AWSRequest, keys: Keys, service: str, sign: str) -> None:
        now = datetime.datetime.now(datetime.timezone.utc)
        region = self.region
        match sign:
            case "wrong secret":
                keys = replace(keys, secret="wrong/" + keys.secret[6:])
            case "unknown key":
                keys = replace(keys, id=keys.id[:-4] + ("AAAA" if keys.id[-4:] != "AAAA" else "BBBB"))
            case "twenty minutes ago":
                now -= datetime.timedelta(minutes=20)
            case "in twenty minutes":
                now += datetime.timedelta(minutes=20)
            case "for another service":
                service = "s3"
            case "for another region":
                region = "eu-central-1"
            case "without the token":
                keys = replace(keys, token=None)
            case "with another token":
                keys = replace(keys, token="FwoGZXIvYXdzEXAMPLE")
            case "header" | "query":
                pass
            case _:
                raise ValueError(f"unknown way to sign: {sign}")
        signer = botocore.auth.SigV4QueryAuth if sign == "query" else botocore.auth.SigV4Auth
        with mock.patch.object(botocore.auth, "get_current_datetime", lambda: now):
            signer(Credentials(keys.id, keys.secret, keys.token), service, region).add_auth(request)


def _send(request: urllib.request.Request) -> Answer:
    try:
        response = urllib.request.urlopen(request, timeout=30)
    except urllib.error.HTTPError as error:
        response = error
    with response:
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, headers, response.read())


def encode(fields: dict) -> str:
    """Fields as the Query protocol writes them: `Tags.member.1.Key=…`; an empty list as a bare `Tags=`."""
    return urllib.parse.urlencode(list(_flat("", fields)))


def _flat(name: str, value: object):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(f"{name}.{key}" if name else key, inner)
    elif isinstance(value, list) and value:
        for number, inner in enumerate(value, 1):
            yield from _flat(f"{name}.member.{number}", inner)
    else:
        yield name, "" if value == [] else str(value)


class Phone:
    """An authenticator app, whose codes oathtool computes. Nobody waits for a code: its clock is set forward instead."""

    def __init__(self, seed: str) -> None:
        self.seed = seed
        self.shown = int(time.time()) // PERIOD - 2
        """The last step that was shown."""

    def code(self, number: int) -> str:
        """The code so many steps after the last one that was shown."""
        return self._codes(self.shown + number, 1)[0]

    def wrong(self) -> str:
        """A code that it shows at no time near now."""
        shown = set(self._codes(int(time.time()) // PERIOD - 1500, 3000))
        return next(code for code in ("123456", "234567", "345678", "456789") if code not in shown)

    def _codes(self, first: int, count: int) -> list[str]:
        words = ["oathtool", "--totp", "--base32", f"--now=@{first * PERIOD}", f"--window={count - 1}", "-"]
        done = subprocess.run(words, input=self.seed, capture_output=True, text=True, check=True, timeout=30)
        return done.stdout.split()


class Scene:
    """Plays one case. Names are of this scene alone; what was made is taken away at the end, as far as it can be."""

    def __init__(self, world: World, case: Case) -> None:
        self.world = world
        self.case = case
        self.callers = dict(world.callers)
        self.phones: dict[str, Phone] = {}
        self.kinds: dict[str, str] = {}
        administrator = world.administrator_arn.rpartition("/")[2]
        self.words = {
            "id": secrets.token_hex(4),
            "account": world.account,
            "administrator": administrator,
            "administrator.arn": world.administrator_arn,
            **WORDS,
        }
        if world.other_account:
            self.words["other"] = world.other_account
        self._undo: list[tuple[str, dict]] = []

    def __enter__(self) -> Scene:
        try:
            for step in self.case.setup:
                self._step(step)
        except BaseException:
            self._clean_up()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._clean_up()

    # --- Set-up

    def _step(self, step: str | dict) -> None:
        if isinstance(step, dict):
            step = dict(step)
            by, service = step.pop("by", "administrator"), step.pop("service", "iam")
            self._call(step, by, service)
            return
        for pattern, act in self._VOCABULARY.items():
            if match := re.fullmatch(pattern, step):
                act(self, *match.groups())
                return
        raise ValueError(f"{self.case.id}: unknown step: {step}")

    def _user(self, name: str) -> None:
        self.kinds[name] = "User"
        self.words[name] = f"{name}-{self.words['id']}"
        answer = self._call({"Action": "CreateUser", "UserName": self.words[name]})
        self.words[f"{name}.id"] = answer.texts("CreateUserResult.User.UserId")[0]
        self.words[f"{name}.arn"] = answer.texts("CreateUserResult.User.Arn")[0]

    def _group(self, name: str) -> None:
        self.kinds[name] = "Group"
        self.words[name] = f"{name}-{self.words['id']}"
        answer = self._call({"Action": "CreateGroup", "GroupName": self.words[name]})
        self.words[f"{name}.id"] = answer.texts("CreateGroupResult.Group.GroupId")[0]
        self.words[f"{name}.arn"] = answer.texts("CreateGroupResult.Group.Arn")[0]

    def _member(self, user: str, group: str) -> None:
        self._call({"Action": "AddUserToGroup", "GroupName": self.words[group], "UserName": self.words[user]})

    def _ten_groups(self, user: str) -> None:
        for number in range(10):
            self._group(f"group{number}")
            self._member(user, f"group{number}")

    def _role(self, name: str, trusted: str = "account") -> None:
        self.kinds[name] = "Role"
        self.words[name] = f"{name}-{self.words['id']}"
        trust = TRUST.replace("{trusted}", self.words[trusted])
        answer = self._call({"Action": "CreateRole", "RoleName": self.words[name], "AssumeRolePolicyDocument": trust})
        self.words[f"{name}.id"] = answer.texts("CreateRoleResult.Role.RoleId")[0]
        self.words[f"{name}.arn"] = answer.texts("CreateRoleResult.Role.Arn")[0]

    def _role_for(self, name: str, user: str) -> None:
        self._role(name, f"{user}.arn")

    def _profile(self, name: str) -> None:
        self.words[name] = f"{name}-{self.words['id']}"
        answer = self._call({"Action": "CreateInstanceProfile", "InstanceProfileName": self.words[name]})
        profile = "CreateInstanceProfileResult.InstanceProfile"
        self.words[f"{name}.id"] = answer.texts(f"{profile}.InstanceProfileId")[0]
        self.words[f"{name}.arn"] = answer.texts(f"{profile}.Arn")[0]

    def _in_profile(self, role: str, profile: str) -> None:
        fields = {"InstanceProfileName": self.words[profile], "RoleName": self.words[role]}
        self._call({"Action": "AddRoleToInstanceProfile", **fields})

    def _linked_role(self, name: str) -> None:
        fields = {"AWSServiceName": "autoscaling.amazonaws.com", "CustomSuffix": f"{name}-{self.words['id']}"}
        answer = self._call({"Action": "CreateServiceLinkedRole", **fields})
        self.words[name] = answer.texts("CreateServiceLinkedRoleResult.Role.RoleName")[0]
        self.words[f"{name}.arn"] = answer.texts("CreateServiceLinkedRoleResult.Role.Arn")[0]

    def _linked_role_deleted(self, name: str) -> None:
        answer = self._call({"Action": "DeleteServiceLinkedRole", "RoleName": self.words[name]})
        self.words[f"{name}.task"] = answer.texts("DeleteServiceLinkedRoleResult.DeletionTaskId")[0]

    def _ssh_key(self, name: str) -> None:
        self.words[f"{name}.ssh.body"] = ssh_key()
        fields = {"UserName": self.words[name], "SSHPublicKeyBody": self.words[f"{name}.ssh.body"]}
        answer = self._call({"Action": "UploadSSHPublicKey", **fields})
        self.words[f"{name}.ssh"] = answer.texts("UploadSSHPublicKeyResult.SSHPublicKey.SSHPublicKeyId")[0]

    def _signing_certificate(self, number: str, name: str) -> None:
        fields = {"UserName": self.words[name], "CertificateBody": WORDS[f"certificate {number}"]}
        answer = self._call({"Action": "UploadSigningCertificate", **fields})
        self.words[f"{name}.certificate"] = answer.texts("UploadSigningCertificateResult.Certificate.CertificateId")[0]

    def _service_credential(self, name: str) -> None:
        fields = {"UserName": self.words[name], "ServiceName": "codecommit.amazonaws.com"}
        answer = self._call({"Action": "CreateServiceSpecificCredential", **fields})
        path = "CreateServiceSpecificCredentialResult.ServiceSpecificCredential.ServiceSpecificCredentialId"
        self.words[f"{name}.credential"] = answer.texts(path)[0]

    def _server_certificate(self, name: str) -> None:
        self.words[name] = f"{name}-{self.words['id']}"
        fields = {"CertificateBody": WORDS["certificate one"], "PrivateKey": WORDS["private key"]}
        answer = self._call({"Action": "UploadServerCertificate", "ServerCertificateName": self.words[name], **fields})
        metadata = "UploadServerCertificateResult.ServerCertificateMetadata"
        self.words[f"{name}.id"] = answer.texts(f"{metadata}.ServerCertificateId")[0]
        self.words[f"{name}.arn"] = answer.texts(f"{metadata}.Arn")[0]

    def _policy(self, name: str, by: str = "administrator") -> None:
        self.words[f"{name}.name"] = f"{name}-{self.words['id']}"
        fields = {"Action": "CreatePolicy", "PolicyName": self.words[f"{name}.name"], "PolicyDocument": LIST_USERS}
        self.words[name] = self._call(fields, by).texts("CreatePolicyResult.Policy.Arn")[0]

    def _policy_elsewhere(self, name: str) -> None:
        self._policy(name, "other account")

    def _versions(self, name: str, count: str) -> None:
        self._policy(name)
        for _ in range({"two": 2, "five": 5}[count] - 1):
            self._call({"Action": "CreatePolicyVersion", "PolicyArn": self.words[name], "PolicyDocument": LIST_USERS})

    def _ten_policies(self, name: str) -> None:
        kind = self.kinds[name]
        for number in range(10):
            self._policy(f"policy{number}")
            fields = {f"{kind}Name": self.words[name], "PolicyArn": self.words[f"policy{number}"]}
            self._call({"Action": f"Attach{kind}Policy", **fields})

    def _access_key(self, name: str) -> None:
        answer = self._call({"Action": "CreateAccessKey", "UserName": self.words[name]})
        key, secret = (answer.texts(f"CreateAccessKeyResult.AccessKey.{n}")[0] for n in ("AccessKeyId", "SecretAccessKey"))
        self.words[f"{name}.key2" if f"{name}.key" in self.words else f"{name}.key"] = key
        self.callers.setdefault(name, Keys(key, secret))

    def _device(self, name: str, by: str = "administrator") -> None:
        answer = self._call({"Action": "CreateVirtualMFADevice", "VirtualMFADeviceName": f"{name}-{self.words['id']}"}, by)
        device = "CreateVirtualMFADeviceResult.VirtualMFADevice"
        self.words[name] = answer.texts(f"{device}.SerialNumber")[0]
        self.phones[name] = Phone(base64.b64decode(answer.texts(f"{device}.Base32StringSeed")[0]).decode())

    def _device_elsewhere(self, name: str) -> None:
        self._device(name, "other account")

    def _enabled_device(self, name: str, user: str) -> None:
        self._device(name)
        codes = {f"AuthenticationCode{n}": f"{{{name}.code{n}}}" for n in (1, 2)}
        self._call({"Action": "EnableMFADevice", "UserName": self.words[user], "SerialNumber": self.words[name], **codes})

    def _session(self, of: str, phone: str | None = None) -> None:
        mfa = {"SerialNumber": self.words[phone], "TokenCode": f"{{{phone}.code1}}"} if phone else {}
        answer = self._call({"Action": "GetSessionToken", **mfa}, of, "sts")
        self._use(f"session of {of}", answer, "GetSessionTokenResult")

    def _assumed(self, role: str, by: str) -> None:
        fields = {"RoleArn": self.words[f"{role}.arn"], "RoleSessionName": "work"}
        self._use(f"session of {role}", self._call({"Action": "AssumeRole", **fields}, by, "sts"), "AssumeRoleResult")

    def _federated(self, name: str, by: str) -> None:
        fields = {"Action": "GetFederationToken", "Name": name, "Policy": ALLOW_ALL}
        self._use(f"federated {name}", self._call(fields, by, "sts"), "GetFederationTokenResult")

    def _refused(self, name: str) -> None:
        """A call that is refused, and the explanation that came with the refusal."""
        answer = self.world.send(self.callers[name], "iam", encode({"Version": VERSIONS["iam"], "Action": "ListUsers"}))
        if answer.status != 403:
            raise RuntimeError(f"ListUsers by {name} was answered {answer.status}")
        self.words["explanation"] = answer.headers[EXPLANATION]

    def _report(self) -> None:
        """A credential report, which is made while nobody waits for an answer."""
        for _ in range(300):
            if self._call({"Action": "GenerateCredentialReport"}).texts("GenerateCredentialReportResult.State") == ["COMPLETE"]:
                return
            time.sleep(0.2)
        raise RuntimeError("the credential report was not complete within a minute")

    def _use(self, name: str, answer: Answer, result: str) -> None:
        """The credentials in an answer are a caller's from now on."""
        parts = ("AccessKeyId", "SecretAccessKey", "SessionToken")
        texts = [answer.texts(f"{result}.Credentials.{part}")[0] for part in parts]
        self.callers[name] = Keys(*texts)
        self.words[f"{name}.key"] = texts[0]

    _VOCABULARY = {
        r"user (\w+)": _user,
        r"group (\w+)": _group,
        r"(\w+) in (\w+)": _member,
        r"(\w+) in ten groups": _ten_groups,
        r"role (\w+)": _role,
        r"role (\w+) for (\w+)": _role_for,
        r"instance profile (\w+)": _profile,
        r"(\w+) in profile (\w+)": _in_profile,
        r"linked role (\w+)": _linked_role,
        r"(\w+) is deleted": _linked_role_deleted,
        r"SSH key of (\w+)": _ssh_key,
        r"signing certificate (one|two) of (\w+)": _signing_certificate,
        r"service credential of (\w+)": _service_credential,
        r"server certificate (\w+)": _server_certificate,
        r"policy (\w+)": _policy,
        r"policy (\w+) of the other account": _policy_elsewhere,
        r"policy (\w+) with (two|five) versions": _versions,
        r"ten policies attached to (\w+)": _ten_policies,
        r"access key of (\w+)": _access_key,
        r"credential report": _report,
        r"device (\w+)": _device,
        r"device (\w+) of the other account": _device_elsewhere,
        r"device (\w+) enabled for (\w+)": _enabled_device,
        r"session of (\w+)": _session,
        r"session of (\w+) with (\w+)": _session,
        r"session of (\w+) by (\w+)": _assumed,
        r"federated (\w+) by (\w+)": _federated,
        r"(\w+) is refused": _refused,
    }

    # --- Requests

    def answer(self) -> Answer:
        """The answer to the request of the case."""
        case = self.case
        keys = self.callers[case.by]
        if case.service in SPEAKS_JSON:
            body = self.text(case.body) if case.body is not None else json.dumps(self.filled(case.request))
            return self.world.send_json(keys, case.service, case.action, body, case.sign)
        if case.body is not None:
            body = self.text(case.body)
        else:
            named = {"Action": case.action} if case.action else {}
            fields = self.filled({**named, "Version": VERSIONS[case.service], **case.request})
            body = encode({name: value for name, value in fields.items() if value != "{none}"})
        answer = self.world.send(keys, case.service, body, case.method, case.sign, case.content_type or FORM)
        if answer.status == 200 and case.body is None:
            self._remember(case.by, fields, answer)
        return answer

    def _call(self, fields: dict, by: str = "administrator", service: str = "iam") -> Answer:
        fields = self.filled(fields)
        answer = self.world.call(self.callers[by], fields, service)
        self._remember(by, fields, answer)
        return answer

    def _remember(self, by: str, fields: dict, answer: Answer) -> None:
        """Notes how to take away again what a request made."""
        whose = {"UserName": fields["UserName"]} if "UserName" in fields else {}
        if whose:
            by = "root" if fields["UserName"] == self.words["administrator"] else "administrator"
        match fields.get("Action"):
            case "CreateUser":
                undo = {"Action": "DeleteUser", **whose}
            case "UpdateUser" if "NewUserName" in fields:
                undo = {"Action": "DeleteUser", "UserName": fields["NewUserName"]}
            case "CreateAccessKey":
                key = answer.texts("CreateAccessKeyResult.AccessKey.AccessKeyId")[0]
                undo = {"Action": "DeleteAccessKey", "AccessKeyId": key, **whose}
            case "CreateLoginProfile" if whose:
                undo = {"Action": "DeleteLoginProfile", **whose}
            case "UpdateAccountPasswordPolicy":
                undo = {"Action": "DeleteAccountPasswordPolicy"}
            case "CreateVirtualMFADevice":
                serial = answer.texts("CreateVirtualMFADeviceResult.VirtualMFADevice.SerialNumber")[0]
                undo = {"Action": "DeleteVirtualMFADevice", "SerialNumber": serial}
            case "EnableMFADevice":
                undo = {"Action": "DeactivateMFADevice", "SerialNumber": fields["SerialNumber"], **whose}
            case "CreateGroup":
                undo = {"Action": "DeleteGroup", "GroupName": fields["GroupName"]}
            case "UpdateGroup" if "NewGroupName" in fields:
                undo = {"Action": "DeleteGroup", "GroupName": fields["NewGroupName"]}
            case "AddUserToGroup":
                undo = {"Action": "RemoveUserFromGroup", "GroupName": fields["GroupName"], **whose}
            case "CreateAccountAlias":
                undo = {"Action": "DeleteAccountAlias", "AccountAlias": fields["AccountAlias"]}
            case "CreateRole":
                undo = {"Action": "DeleteRole", "RoleName": fields["RoleName"]}
            case "CreateInstanceProfile":
                undo = {"Action": "DeleteInstanceProfile", "InstanceProfileName": fields["InstanceProfileName"]}
            case "AddRoleToInstanceProfile":
                places = {name: fields[name] for name in ("InstanceProfileName", "RoleName")}
                undo = {"Action": "RemoveRoleFromInstanceProfile", **places}
            case "CreateServiceLinkedRole":
                name = answer.texts("CreateServiceLinkedRoleResult.Role.RoleName")[0]
                undo = {"Action": "DeleteServiceLinkedRole", "RoleName": name}
            case "UploadSSHPublicKey":
                key = answer.texts("UploadSSHPublicKeyResult.SSHPublicKey.SSHPublicKeyId")[0]
                undo = {"Action": "DeleteSSHPublicKey", "SSHPublicKeyId": key, **whose}
            case "UploadSigningCertificate":
                certificate = answer.texts("UploadSigningCertificateResult.Certificate.CertificateId")[0]
                undo = {"Action": "DeleteSigningCertificate", "CertificateId": certificate, **whose}
            case "CreateServiceSpecificCredential":
                path = "CreateServiceSpecificCredentialResult.ServiceSpecificCredential.ServiceSpecificCredentialId"
                credential = answer.texts(path)[0]
                undo = {"Action": "DeleteServiceSpecificCredential", "ServiceSpecificCredentialId": credential, **whose}
            case "UploadServerCertificate":
                undo = {"Action": "DeleteServerCertificate", "ServerCertificateName": fields["ServerCertificateName"]}
            case "UpdateServerCertificate" if "NewServerCertificateName" in fields:
                undo = {"Action": "DeleteServerCertificate", "ServerCertificateName": fields["NewServerCertificateName"]}
            case "CreateOpenIDConnectProvider" | "CreateSAMLProvider" as action:
                name = f"{action.removeprefix('Create')}Arn"
                undo = {"Action": f"Delete{name.removesuffix('Arn')}", name: answer.texts(f"{action}Result.{name}")[0]}
            case "CreatePolicy":
                undo = {"Action": "DeletePolicy", "PolicyArn": answer.texts("CreatePolicyResult.Policy.Arn")[0]}
            case "CreatePolicyVersion":
                policy = {"PolicyArn": fields["PolicyArn"]}
                version = answer.texts("CreatePolicyVersionResult.PolicyVersion.VersionId")[0]
                self._undo.append((by, {"Action": "DeletePolicyVersion", **policy, "VersionId": version}))
                # The one that holds cannot be deleted; the first one most often can hold again.
                undo = {"Action": "SetDefaultPolicyVersion", **policy, "VersionId": "v1"}
            case str(action) if held := re.fullmatch(r"(Attach|Put)(User|Group|Role)(Policy|PermissionsBoundary)", action):
                verb = {"Attach": "Detach", "Put": "Delete"}[held[1]]
                holder = {f"{held[2]}Name": fields[f"{held[2]}Name"]}
                policy = {name: fields[name] for name in ("PolicyArn", "PolicyName") if name in fields}
                undo = {"Action": f"{verb}{held[2]}{held[3]}", **holder, **policy}
            case _:
                return
        self._undo.append((by, undo))

    def _clean_up(self) -> None:
        for by, undo in reversed(self._undo):
            body = encode({"Version": VERSIONS["iam"], **undo})
            self.world.send(self.callers[by], "iam", body)

    # --- Placeholders

    def filled(self, value: object) -> object:
        """A value with its placeholders filled in; the codes in it are then shown."""
        shown: dict[Phone, int] = {}
        filled = self._filled(value, shown)
        for phone, number in shown.items():
            phone.shown += number
        return filled

    def text(self, text: str) -> str:
        return self._filled(text, {})

    def _filled(self, value: object, shown: dict[Phone, int]) -> object:
        if isinstance(value, dict):
            return {name: self._filled(inner, shown) for name, inner in value.items()}
        if isinstance(value, list):
            return [self._filled(inner, shown) for inner in value]
        if not isinstance(value, str):
            return value
        if many := re.fullmatch(r"\{(\d+) (tags|tag keys)\}", value):
            keys = [f"key{number:02}" for number in range(1, int(many[1]) + 1)]
            return keys if many[2] == "tag keys" else [{"Key": key, "Value": "v"} for key in keys]
        return re.sub(r"\{([^{}]+)\}", lambda match: self._word(match[1], shown), value)

    def _word(self, word: str, shown: dict[Phone, int]) -> str:
        if repeated := re.fullmatch(r"(.)\*(\d+)", word):
            return repeated[1] * int(repeated[2])
        if word == "new SSH key":
            return ssh_key()
        if word == "short SSH key":
            return ssh_key(1024)
        if code := re.fullmatch(r"(\w+)\.code(-?\d+)", word):
            phone, number = self.phones[code[1]], int(code[2])
            shown[phone] = max(shown.get(phone, 0), number)
            return phone.code(number)
        if wrong := re.fullmatch(r"(\w+)\.wrong", word):
            return self.phones[wrong[1]].wrong()
        return self.words.get(word, f"{{{word}}}")
