"""Who signs in: users with passwords and phones, made through the API."""

from __future__ import annotations

from dataclasses import dataclass, field

from bartizan import Account, Phone, Server

PASSWORD = "Correct-Horse-9"
NEW_PASSWORD = "Battery-Staple-7"


@dataclass
class Person:
    """A user of an account, or its root user."""

    account: Account
    name: str
    password: str = PASSWORD
    devices: list[tuple[str, Phone]] = field(default_factory=list)

    @property
    def phone(self) -> Phone:
        return self.devices[0][1]

    @property
    def serial(self) -> str:
        return self.devices[0][0]


def user(account: Account, name: str = "alice", devices: int = 0, must_change: bool = False, drift: int = 0) -> Person:
    """A user with a password, and so many phones."""
    account.iam.create_user(UserName=name)
    account.iam.create_login_profile(UserName=name, Password=PASSWORD, PasswordResetRequired=must_change)
    account.server.secrets.update([PASSWORD, NEW_PASSWORD])
    person = Person(account, name)
    for number in range(1, devices + 1):
        person.devices.append(account.enable_device(name, f"{name}-phone-{number}", drift))
    return person


def root(account: Account) -> Person:
    """The root user, whose first password is for the first sign-in only."""
    return Person(account, account.email, account.passwords[0])


def allow(person: Person, action: str) -> None:
    """Allows a user one thing."""
    document = f'{{"Statement":{{"Effect":"Allow","Action":"{action}","Resource":"*"}}}}'
    person.account.iam.put_user_policy(
        UserName=person.name, PolicyName=action.replace(":", "-"), PolicyDocument=document
    )


def signed_in(server: Server, account: Account) -> list[dict]:
    """The sign-ins that an account's audit trail tells of."""
    return [event for event in server.events(account) if event["eventName"] == "ConsoleLogin"]
