"""What pages say: the guide's labels, and the console's own texts in its four languages."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "fr", "ja", "es")
LOCALES = Path(__file__).parents[2] / "crates" / "console" / "locales"

GUIDE: dict[str, tuple[str, str, str]] = {
    "my-security-credentials": (
        "My Security Credentials",
        "Mes informations d'identification de sécurité",
        "セキュリティ認証情報",
    ),
    "mfa-code-1": ("MFA code 1", "Code MFA 1", "MFA コード 1"),
    "mfa-code-2": ("MFA code 2", "Code MFA 2", "MFA コード 2"),
    "root-user": ("Root user", "Utilisateur racine", "ルートユーザー"),
    "different-account": (
        "Sign in to a different account",
        "Se connecter à un compte différent",
        "別のアカウントにサインイン",
    ),
    "root-link": (
        "Sign in using root user email",
        "Se connecter à l'aide de la messagerie utilisateur racine",
        "ルートユーザーの E メールでサインイン",
    ),
    "code-title": ("Sign in using MFA", "Se connecter à l'aide de MFA", "MFA を使用してサインイン"),
    "having-problems": (
        "Having problems with your authentication device? Click here",
        "Problèmes avec votre périphérique d'authentification ? Cliquez ici",
        "認証デバイスに問題がありますか? ここをクリックしてください",
    ),
    "troubleshoot-title": (
        "Troubleshoot your authentication device",
        "Dépanner votre appareil d'authentification",
        "認証デバイスのトラブルシューティング",
    ),
    "troubleshoot-mfa": ("Troubleshoot MFA", "Dépanner MFA", "MFA のトラブルシューティング"),
    "resync-title": ("Re-sync with our servers", "Resynchroniser avec nos serveurs", "サーバーとの再同期"),
    "resync-button": (
        "Re-sync authentication device",
        "Resynchroniser l'appareil d'authentification",
        "認証デバイスの再同期",
    ),
    "sign-in": ("Sign in", "Connexion", "サインイン"),
    "next": ("Next", "Suivant", "次へ"),
    "alternative-title": (
        "Sign in using alternative factors",
        "Se connecter avec d'autres facteurs",
        "別の要素を使用してサインイン",
    ),
    "alternative-mail-send": ("Send verification email", "Envoyer l'e-mail de vérification", "確認 E メールを送信"),
    "alternative-mail-again": ("Resend the email", "Renvoyer l'e-mail", "E メールの再送信"),
    "alternative-phone-call": ("Call me now", "Appelez-moi maintenant", "すぐに連絡を受ける"),
    "alternative-enter": ("Sign in to the console", "Se connecter à la console", "コンソールにサインイン"),
    "choose-title": (
        "Additional verification required",
        "Vérification supplémentaire requise",
        "追加の検証が必要",
    ),
}
"""The labels that the guide gives, in English, French and Japanese. Tests go by these, whatever the console's files say."""


@cache
def own(language: str) -> dict[str, str]:
    """The texts of one line that the console's files hold."""
    text = "".join(path.read_text() for path in sorted((LOCALES / language).glob("*.ftl")))
    return dict(re.findall(r"^([a-z][a-z0-9-]*) = (\S.*)$", text, re.MULTILINE))


class Texts:
    """A language, to read it."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, id: str, **values: str) -> str:
        """What a text says: the guide's label, where it gives one."""
        if id in GUIDE and self.language in ("en", "fr", "ja"):
            return GUIDE[id]["en fr ja".split().index(self.language)]
        text = own(self.language)[id]
        for name, value in values.items():
            text = text.replace(f"{{ ${name} }}", value)
        return text
