iam-credentials = Informations d'identification IAM
times-in-utc = Toutes les heures sont en UTC.
table-of = Tableau : { $name }
mfa-section = Authentification multi-facteurs (MFA)
manage-mfa-device = Gérer le dispositif MFA
assign-mfa = Affecter un dispositif MFA
assign-another = Affecter un autre dispositif MFA
device-name = Nom du dispositif
device-type = Type
identifier = Identifiant
enabled-since = Activé depuis
last-used = Dernière utilisation
clock = Horloge
clock-none = Il n'en a pas
never = Jamais
unknown = Inconnue
actions = Actions
delete = Supprimer
delete-named = Supprimer { $name }
cancel = Annuler
back-to-credentials = Retour à Mes informations d'identification de sécurité
second-device = C'est le seul dispositif. Activez-en un second et gardez-le ailleurs : il vous laisse entrer quand le premier est perdu.
no-phone = Aucun numéro de téléphone n'est enregistré. Sans numéro, personne ne peut vous appeler si vous perdez vos dispositifs.
change-contact = Modifier l'e-mail ou le téléphone
unassigned-devices = { $count ->
    [one] { $count } dispositif non affecté dans ce compte
   *[other] { $count } dispositifs non affectés dans ce compte
}
unassigned-why = Ils n'appartiennent à personne et ne laissent entrer personne. Un administrateur peut les affecter ou les supprimer.

drift-none = à l'heure
drift-slow-seconds = { $seconds ->
    [one] retarde d'environ { $seconds } seconde
   *[other] retarde d'environ { $seconds } secondes
}
drift-fast-seconds = { $seconds ->
    [one] avance d'environ { $seconds } seconde
   *[other] avance d'environ { $seconds } secondes
}
drift-slow-minutes = { $minutes ->
    [one] retarde d'environ { $minutes } minute
   *[other] retarde d'environ { $minutes } minutes
}
drift-fast-minutes = { $minutes ->
    [one] avance d'environ { $minutes } minute
   *[other] avance d'environ { $minutes } minutes
}

password-section = Mot de passe
password-since = Votre mot de passe date du
old-password = Mot de passe actuel
error-old-password = Ce n'est pas votre mot de passe actuel.
password-no-uppercase = Il faut une lettre majuscule.
password-no-lowercase = Il faut une lettre minuscule.
password-no-number = Il faut un chiffre.
password-no-symbol = Il faut un symbole.
password-too-plain = Utilisez au moins trois de ces groupes : majuscules, minuscules, chiffres, symboles.
password-name-of-account = N'utilisez ni le nom, ni le numéro, ni l'e-mail du compte.
password-reused = Vous avez déjà utilisé ce mot de passe. Choisissez-en un autre.

keys-section = Clés d'accès
keys-what = Les programmes signent leurs requêtes avec une clé d'accès. Personne n'en a besoin pour utiliser cette console.
keys-root = Il est plus sûr que l'utilisateur racine n'en ait pas.
no-keys = Il n'y a pas de clé d'accès.
two-keys = Il y a deux clés d'accès, et pas plus ne sont possibles. Supprimez-en une avant d'en créer une autre.
key-id = ID de clé d'accès
secret-access-key = Clé d'accès secrète
created = Créée
status = État
active = Active
inactive = Inactive
activate = Activer
deactivate = Désactiver
activate-named = Activer { $name }
deactivate-named = Désactiver { $name }
create-key = Créer une clé d'accès
key-created-title = Votre nouvelle clé d'accès
key-created-hint = Copiez maintenant la clé d'accès secrète. Elle n'est affichée qu'une fois ; personne ne peut l'afficher à nouveau.
key-created-done = Je l'ai copiée
key-delete-title = Supprimer la clé d'accès
key-delete-hint = Les programmes qui utilisent cette clé cessent aussitôt de fonctionner. C'est irréversible ; pour essayer d'abord, désactivez plutôt la clé.

sessions-section = Sessions actives
browser = Navigateur
address = Adresse
signed-in-at = Connexion
yes = Oui
no = Non
this-session = Cette session
sign-out-named = Déconnecter : { $browser }, { $address }
sign-out-others = Se déconnecter partout ailleurs

what-to-do = Que voulez-vous faire ?
resync = Resynchroniser
resync-when = Ses codes sont refusés alors que vous les saisissez correctement.
remove = Retirer
remove-when = Vous ne l'utilisez plus, ou il est perdu.
remove-device = Retirer le dispositif MFA
remove-hint = Retirer « { $device } » ? Dès lors, ses codes ne laissent entrer personne.
remove-app = Supprimez aussi le compte dans l'application d'authentification. Si le dispositif a été volé, changez également votre mot de passe.
remove-token = Il pourra ensuite être affecté de nouveau, à vous ou à quelqu'un d'autre. S'il a été volé, changez également votre mot de passe.
kept-hint = Le dispositif est désactivé : ses codes ne laissent entrer personne. Il n'a pas pu être supprimé et reste donc dans la liste, non affecté.

done-password = Votre mot de passe a été changé.
done-resync = Le dispositif est de nouveau à l'heure.
done-removed = Le dispositif a été retiré. Supprimez aussi le compte dans l'application d'authentification.
done-token-removed = Le jeton a été retiré. Il peut être affecté de nouveau, à vous ou à quelqu'un d'autre.
done-deleted = Le dispositif a été supprimé.
done-key-on = La clé d'accès fonctionne à nouveau.
done-key-off = La clé d'accès est inactive.
done-key-deleted = La clé d'accès a été supprimée.
done-session = Cette session est terminée.
done-sessions = Toutes les autres sessions sont terminées.

wizard-for = Pour l'utilisateur { $user }
wizard-full = Il y a huit dispositifs MFA, et pas plus ne sont possibles. Retirez-en un d'abord.
wizard-kind = Quel type de dispositif ?
kind-virtual-hint = Une application d'authentification sur un téléphone ou un ordinateur
kind-token-hint = Un appareil à part, avec un écran et un numéro de série, remis par votre administrateur
serial-number = Numéro de série
device-name-hint = Lettres, chiffres et +=,.@_- sont possibles. Seules les clés de sécurité peuvent être renommées plus tard.
wizard-name-taken = Un dispositif porte déjà ce nom. Choisissez un autre nom.
wizard-limit = Aucun autre dispositif MFA n'est possible ici. Retirez-en un d'abord.
wizard-over = Cela a pris trop de temps, ou quelque chose a changé entre-temps. Recommencez, et supprimez le compte que vous avez ajouté à l'application.
wizard-second = Avec un second dispositif, vous entrez quand le premier est perdu. Utilisez pour cela un autre téléphone, ou un ordinateur.
wizard-app = Ouvrez une application d'authentification
wizard-app-list = Si vous n'en avez pas encore, installez-en une. En voici quelques-unes :
wizard-scan = Ajoutez « { $name } » à l'application
wizard-scan-hint = Scannez le code QR, ou saisissez la clé secrète. Si l'application connaît déjà d'autres comptes, créez-y un nouveau compte : les anciens restent tels quels.
show-qr-code = Afficher le code QR
show-secret-key = Afficher la clé secrète
qr-code-alt = Code QR qui contient la clé secrète
wizard-keep = Gardez une copie du code QR ou de la clé secrète en lieu sûr, ou activez plusieurs dispositifs. Ce code n'est valable que pour ce compte.
wizard-codes = Saisissez deux codes
wizard-codes-hint = Saisissez le code affiché par l'application comme Code MFA 1. Attendez un nouveau nombre jusqu'à 30 secondes, et saisissez-le comme Code MFA 2.
wizard-token = Trouvez le numéro de série
wizard-token-hint = Il est imprimé sur le jeton, le plus souvent au dos.
wizard-token-codes-hint = Saisissez le code affiché par le jeton comme Code MFA 1. Attendez jusqu'à 60 secondes qu'il en affiche un autre, ou appuyez de nouveau sur son bouton s'il en a un, et saisissez-le comme Code MFA 2.
wizard-token-digits = Si le jeton affiche huit chiffres, saisissez-les tous ou les six derniers.
wizard-token-missing = Aucun jeton portant ce numéro de série n'est connu dans ce compte. Vérifiez le numéro ; s'il est juste, l'exploitant de ce serveur doit d'abord importer le jeton.
wizard-token-taken = Ce jeton est déjà affecté. Il faut le retirer là-bas avant de l'affecter ici.
another-kind = Affecter un dispositif d'un autre type
assigned = Le dispositif est affecté. Désormais vous vous connectez avec ses codes.
assigned-for = Le dispositif est affecté. Désormais { $user } se connecte avec ses codes.
finish = Terminer
together-title = Faites-le ensemble
together-hint = Il vous faut le téléphone ou le jeton de l'utilisateur sous la main. Ou laissez les utilisateurs gérer leurs propres dispositifs :
together-policy = une politique qui le permet
contact-title = Peut-on vous joindre ?
contact-why = Si vous perdez tous vos dispositifs, le chemin du retour passe par l'e-mail et le téléphone. Vérifiez que l'on peut vous joindre par les deux.
contact-email = E-mail
contact-phone = Téléphone
contact-no-phone = Aucun n'est enregistré
contact-email-settles = Votre nouvelle adresse e-mail compte pour une récupération à partir du { $until } UTC. D'ici là, c'est l'ancienne qui compte.
contact-phone-settles = Votre nouveau numéro de téléphone compte pour une récupération à partir du { $until } UTC. D'ici là, c'est l'ancien qui compte.
contact-first-phone-settles = Votre numéro de téléphone compte pour une récupération à partir du { $until } UTC. D'ici là, personne ne peut vous appeler.
enrolment-why = MFA est exigé pour se connecter ici. Configurez un dispositif maintenant, et vous serez connecté.
enrolment-ask = Demandez de l'aide à votre administrateur.
