month-1 = janvier
month-2 = février
month-3 = mars
month-4 = avril
month-5 = mai
month-6 = juin
month-7 = juillet
month-8 = août
month-9 = septembre
month-10 = octobre
month-11 = novembre
month-12 = décembre
moment = { $day } { $month } { $year } à { $time } UTC

footer = Ce message a été envoyé automatiquement. Votre adresse est connue de { $url } comme une adresse à laquelle écrire au sujet du compte { $account }. Les réponses ne sont pas lues.

recovery-link-subject = Connexion sans votre dispositif MFA
recovery-link-why = Quelqu'un qui connaît le mot de passe de l'utilisateur racine du compte { $account } a demandé à se connecter sans dispositif MFA.
recovery-link-open = Si c'était vous, ouvrez ce lien dans le navigateur où vous êtes en train de vous connecter :
recovery-link-code = Si vous lisez ce message sur un autre appareil, saisissez plutôt ce code sur la page qui l'attend :
recovery-link-once = Le lien et le code ne servent qu'une fois, jusqu'au { $until }. Personne de cette installation ne vous les demandera jamais.
recovery-link-not-you = Si ce n'était pas vous, quelqu'un d'autre connaît le mot de passe. N'ouvrez pas le lien et ne donnez le code à personne ; connectez-vous et changez le mot de passe.

email-code-subject = Confirmez votre adresse e-mail
email-code-why = Cette adresse a été indiquée comme nouvelle adresse e-mail de l'utilisateur racine du compte { $account }. Pour la confirmer, saisissez ce code là où il est demandé :
email-code-once = Le code ne sert qu'une fois, jusqu'au { $until }.
email-code-not-you = Si vous n'êtes au courant de rien, vous n'avez rien à faire : sans le code, rien ne change.

phone-changed-subject = Le numéro de téléphone de votre compte est en cours de changement
phone-changed = Un autre numéro de téléphone a été indiqué pour le compte { $account }.
email-changed-subject = L'adresse e-mail de votre compte est en cours de changement
email-changed = Une autre adresse e-mail a été indiquée pour l'utilisateur racine du compte { $account }. Vous lisez ce message car la vôtre était l'adresse précédente.
contact-changed-settled = Jusqu'au { $until }, seules vos anciennes coordonnées permettent de récupérer le compte ; ensuite, seules les nouvelles le permettent.
contact-changed-undo = Si vous n'avez pas demandé cela, ouvrez ce lien pour l'annuler, et changez le mot de passe de l'utilisateur racine :

fact-when = Quand
fact-about = Quoi
fact-by = Par qui
fact-address = Depuis l'adresse
by-operator = l'opérateur de cette installation

notice-not-you = Si vous n'êtes au courant de rien, quelqu'un d'autre a peut-être accès. Connectez-vous, changez le mot de passe, et vérifiez les dispositifs MFA et les clés d'accès ; le journal d'audit montre ce qui a été fait d'autre :
notice-last = Il s'est passé tant de choses dans l'heure que plus aucun message de ce genre n'est envoyé jusqu'au { $until }. Ce qui se passe d'ici là se trouve dans le journal d'audit.

device-added-subject = Un dispositif MFA a été ajouté
device-added = Un dispositif MFA a été ajouté dans le compte { $account }. Il peut désormais servir à se connecter.
device-removed-subject = Un dispositif MFA a été retiré
device-removed = Un dispositif MFA a été retiré dans le compte { $account }. Il ne peut plus servir à se connecter.
device-resynced-subject = Un dispositif MFA a été resynchronisé
device-resynced = L'horloge d'un dispositif MFA du compte { $account } a été apprise de nouveau à partir de deux de ses codes.
access-key-made-subject = Une clé d'accès a été créée
access-key-made = Une clé d'accès a été créée dans le compte { $account }. Qui la possède peut agir sans mot de passe.
password-changed-subject = Un mot de passe a été changé
password-changed = Un mot de passe a été défini ou changé dans le compte { $account }.
locked-subject = Les codes MFA sont verrouillés
locked = Trop de codes MFA erronés ont été saisis dans le compte { $account }, par quelqu'un qui connaît le mot de passe ou possède une clé d'accès. Plus aucun code n'est accepté avant le déverrouillage.
recovery-started-subject = Quelqu'un a commencé à se connecter sans dispositif MFA
recovery-started = Quelqu'un qui connaît le mot de passe de l'utilisateur racine du compte { $account } a commencé à se connecter sans dispositif MFA.
recovery-finished-subject = Quelqu'un s'est connecté sans dispositif MFA
recovery-finished = Quelqu'un s'est connecté en tant qu'utilisateur racine du compte { $account } sans dispositif MFA, avec le mot de passe, cette boîte aux lettres et le téléphone du compte.
recovery-codes-made-subject = Des codes de récupération ont été créés
recovery-codes-made = De nouveaux codes de récupération ont été créés dans le compte { $account }. Les anciens ne fonctionnent plus.
recovery-code-used-subject = Un code de récupération a été utilisé
recovery-code-used = Quelqu'un s'est connecté avec un code de récupération dans le compte { $account }. Ce code ne fonctionne plus.
support-acted-subject = L'opérateur a changé votre façon de vous connecter
support-acted = L'opérateur de cette installation a changé la façon dont quelqu'un du compte { $account } se connecte ou récupère son accès.

contact-restored-subject = Les anciennes coordonnées sont rétablies
contact-restored = L'e-mail racine et le téléphone du compte { $account } sont de nouveau ceux d'avant la dernière modification.

wrong-codes-subject = Des codes MFA erronés ont été saisis
wrong-codes = Dix codes MFA erronés de suite ont été saisis dans le compte { $account }, par quelqu'un qui connaît le mot de passe ou possède une clé d'accès.
security-contact-changed-subject = Quelqu'un d'autre est informé de ce qui arrive à vos utilisateurs
security-contact-changed = Le contact de sécurité du compte { $account } a été changé. Ce qui arrive à ses utilisateurs est désormais annoncé au nouveau contact ou, à défaut, au propriétaire.
