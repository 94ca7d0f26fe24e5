skip = Aller au contenu
menu-main = Console
menu-dashboard = Tableau de bord
menu-users = Utilisateurs
menu-account = Compte
menu-audit = Journal d'audit
ephemeral = Ce serveur sert aux tests : il oublie tout lorsqu'il s'arrête.
languages = Langues
my-security-credentials = Mes informations d'identification de sécurité
sign-out = Se déconnecter
root-user = Utilisateur racine
iam-user = Utilisateur IAM
user-name = Nom d'utilisateur
password = Mot de passe
device = Dispositif
kind-virtual = Dispositif MFA virtuel
kind-key = Clé de sécurité
kind-token = Jeton matériel
go-on = Continuer
next = Suivant
sign-in = Connexion
mfa-code = Code MFA
mfa-code-1 = Code MFA 1
mfa-code-2 = Code MFA 2
submit-at-once = Envoyez les deux codes tout de suite. Si cela a pris trop de temps, resynchronisez ensuite le dispositif.
wait-for-next = Saisissez le code affiché, attendez le suivant jusqu'à { $seconds } secondes, et saisissez-le aussi.
press-for-next = Appuyez sur son bouton et saisissez le code affiché ; appuyez encore une fois, et saisissez aussi ce code.
next-of-any = Saisissez le code affiché. Attendez le suivant jusqu'à une minute, ou appuyez de nouveau sur le bouton s'il y en a un, et saisissez-le aussi.
resync-button = Resynchroniser l'appareil d'authentification
manage-mfa = Gérer MFA

page-error-title = Cela n'a pas fonctionné
page-missing = Cette page n'existe pas.
page-method = Cette page ne peut pas être demandée de cette façon.
page-failed = Le serveur n'a pas pu faire son travail. Réessayez ; si cela se reproduit, donnez ce numéro à votre administrateur : { $id }
page-not-own-title = Veuillez renvoyer le formulaire
page-not-own = Ce formulaire a été affiché avant votre connexion ou déconnexion, ou cette page a été ouverte à une autre adresse que { $url }. Ouvrez { $url } et réessayez.

fault-unreadable = Le formulaire n'a pas pu être lu.
fault-missing = Remplissez ce champ.
fault-code = Saisissez les six chiffres affichés par le dispositif.
fault-too-short = Au moins { $least } caractères.
fault-too-long = Au plus { $most } caractères.
fault-too-small = Au moins { $least }.
fault-too-large = Au plus { $most }.
fault-pattern = Seuls ces caractères sont possibles : { $pattern }

error-denied = Vous n'avez pas le droit de faire cela. { $why }
error-needs-mfa = Vous avez un dispositif MFA : cette action demande une session avec MFA. Reconnectez-vous avec un code.
error-code-refused = Ce code n'a pas été accepté. Attendez le suivant et réessayez. Si cela continue, le dispositif est désynchronisé : resynchronisez-le.
error-pair-refused = Ces deux codes n'ont pas été acceptés. Utilisez deux codes que le dispositif affiche l'un après l'autre, et attendez-en de nouveaux.
error-device-gone = Ce dispositif ne vous appartient plus.
error-locked = Les codes sont bloqués après trop d'erreurs. Demandez à votre administrateur de resynchroniser ou de désactiver le dispositif.
error-not-fresh = Prouvez d'abord que c'est bien vous.
error-too-soon = { $seconds ->
    [one] Trop de tentatives. Attendez { $seconds } seconde et réessayez.
   *[other] Trop de tentatives. Attendez { $seconds } secondes et réessayez.
}
error-throttled = Trop de tentatives à la fois. Attendez un instant et réessayez.
error-conflict = Quelqu'un a modifié la même chose au même moment. Vérifiez, puis réessayez.
error-failed = Le serveur n'a pas pu faire son travail. Réessayez dans un instant.

dashboard-title = Tableau de bord
security-status = État de sécurité
activate-root-mfa = Activer MFA pour votre utilisateur racine
activate-root-mfa-why = Qui possède le mot de passe de l'utilisateur racine possède ce compte. Avec un second facteur, un mot de passe volé ne suffit plus.
no-device = Vous n'avez pas encore de dispositif MFA.
one-device = Vous avez un dispositif MFA. Un second, gardé ailleurs, vous laisse entrer quand le premier est perdu.
several-devices = Vous avez plusieurs dispositifs MFA.
session-with-mfa = Vous vous êtes connecté avec MFA.
session-without-mfa = Vous vous êtes connecté sans MFA.

prove-title = Prouvez que c'est bien vous
prove-hint-code = Cette action change la façon dont vous ou d'autres se connectent : elle demande un code des 15 dernières minutes.
prove-hint-password = Cette action change la façon dont vous ou d'autres se connectent : elle demande à nouveau votre mot de passe.
error-same-password = C'est votre mot de passe actuel. Choisissez-en un autre.
