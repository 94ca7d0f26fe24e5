users-title = Utilisateurs
users-sections = Utilisateurs, groupes et dispositifs
users-list = Utilisateurs de ce compte
users-search = Le nom commence par
users-search-button = Rechercher
users-show-all = Tout afficher
users-none = Aucun utilisateur ne correspond.
users-next-page = Page suivante
users-path = Chemin
users-created = Créé le
users-actions = Actions
users-new = Nouvel utilisateur
users-create = Créer un utilisateur
users-path-optional = Chemin (facultatif)
users-password-optional = Mot de passe de la console (facultatif)
users-must-change = À changer à la prochaine connexion
users-new-hint = Sans mot de passe, l'utilisateur ne peut pas se connecter à la console. Un nouvel utilisateur n'a aucun droit tant que vous ne lui attachez pas une stratégie ou ne l'ajoutez pas à un groupe.
users-choose = Choisir…
users-yes = Oui
users-no = Non
users-back = Retour

users-permissions = Autorisations
users-groups = Groupes
users-tags = Balises
users-credentials = Informations d'identification de sécurité

users-about = À propos de cet utilisateur
users-boundary = Limite d'autorisations
users-boundary-none = Aucune
users-attached = Stratégies gérées
users-attached-none = Aucune stratégie gérée n'est attachée.
users-policy-name = Nom de la stratégie
users-policy-to-attach = Stratégie
users-policy-arn-to-attach = ARN de la stratégie
users-attach = Attacher la stratégie
users-detach = Détacher
users-inline = Stratégies en ligne
users-inline-none = Il n'y a pas de stratégie en ligne.
users-policy-title = Stratégie en ligne
users-policy-new = Nouvelle stratégie en ligne
users-policy-document = Document de la stratégie (JSON)
users-policy-save = Enregistrer la stratégie
users-policy-delete = Supprimer la stratégie
users-policy-delete-why = Ce que seule cette stratégie autorise ou refuse ne l'est plus dès lors. Elle ne peut pas être restaurée.
users-policy-there = Il existe déjà une stratégie de ce nom.

users-groups-none = Cet utilisateur n'est dans aucun groupe.
users-group-name = Nom du groupe
users-join = Ajouter au groupe
users-leave = Retirer du groupe

users-tags-none = Il n'y a pas de balise.
users-tag-key = Clé
users-tag-value = Valeur
users-tag = Enregistrer la balise
users-untag = Retirer la balise

users-password-title = Mot de passe de la console
users-password-none = Cet utilisateur n'a pas de mot de passe et ne peut pas se connecter à la console.
users-password-create = Créer un mot de passe
users-password-reset = Réinitialiser le mot de passe
users-password-reset-hint = Toutes les sessions de cet utilisateur prennent fin. Communiquez-lui le nouveau mot de passe par un moyen sûr.
users-password-delete = Supprimer le mot de passe
users-password-delete-why = L'utilisateur ne peut plus se connecter à la console, et toutes ses sessions prennent fin. Les clés d'accès continuent de fonctionner.
users-new-password = Nouveau mot de passe
users-sign-in-address = Adresse de connexion
users-remind-password = Le dispositif a-t-il été perdu ou volé ? Changez alors aussi le mot de passe de cet utilisateur.

users-devices = Dispositif MFA affecté
users-devices-none = Non affecté.
users-devices-full = Huit dispositifs sont affectés, le maximum possible. Retirez-en un avant d'en affecter un autre.
users-manage = Gérer
users-assign-another = Affecter un autre dispositif MFA
users-serial = Numéro de série
users-enabled = Activé le
users-locked = Les codes de cet utilisateur sont bloqués depuis le { $since } UTC, après trop d'erreurs. Resynchroniser ou retirer un dispositif ici les débloque.
users-manage-title = Gérer le dispositif MFA
users-manage-whose = { $device }, de { $user }
users-manage-what = Que voulez-vous faire ?
users-resync = Resynchroniser
users-resync-why = quand ses codes sont refusés
users-resync-hint = Ayez le dispositif sous la main, ou demandez à l'utilisateur de vous lire deux codes affichés l'un après l'autre.
users-resync-unlocks = Cela débloque aussi les codes bloqués après trop d'erreurs.
users-remove = Retirer
users-remove-why = quand il est perdu, cassé ou remplacé
users-remove-hint = { $user } ne peut plus se connecter avec ce dispositif.
users-remove-virtual = Le dispositif virtuel est désactivé, puis supprimé.
users-remove-token = Le jeton est désactivé, et peut être affecté à quelqu'un d'autre.
users-stolen = Il a été volé
users-stolen-why = { $user } reçoit aussi un mot de passe à usage unique, et toutes les sessions de { $user } prennent fin.
users-stolen-title = Le dispositif a été volé
users-stolen-ended = Toutes les sessions de { $user } ont pris fin.
users-stolen-once = Le mot de passe est affiché maintenant et jamais plus. Communiquez-le à l'utilisateur par un moyen sûr ; il doit être changé à la prochaine connexion.
users-stolen-password = Mot de passe à usage unique
users-stolen-keys = Les clés d'accès continuent de fonctionner. Si quelqu'un d'autre peut en avoir une, supprimez-la.
users-removed-but-listed = Le dispositif a été désactivé, mais n'a pas pu être supprimé. Il reste dans la liste des dispositifs non affectés.

failures-title = Échecs récents
failures-none = Aucun code de cet utilisateur n'a été refusé.
failures-none-lately = Aucun code de cet utilisateur n'a été refusé récemment.
failures-partial = Les événements plus anciens n'ont pas été examinés.
failures-when = Quand
failures-what = Quoi
failures-where = Où
failures-by = saisi par { $who }
failures-wrong = Code erroné
failures-reused = Code déjà utilisé
failures-slow = { $steps ->
    [one] Décalage de { $steps } pas : l'horloge du dispositif retarde
   *[other] Décalage de { $steps } pas : l'horloge du dispositif retarde
}
failures-fast = { $steps ->
    [one] Décalage de { $steps } pas : l'horloge du dispositif avance
   *[other] Décalage de { $steps } pas : l'horloge du dispositif avance
}
failures-too-old = { $steps ->
    [one] Codes déjà utilisés, ou horloge reculée de { $steps } pas
   *[other] Codes déjà utilisés, ou horloge reculée de { $steps } pas
}
failures-out-of-reach = { $steps ->
    [one] Décalage de { $steps } pas, ce qui est trop
   *[other] Décalage de { $steps } pas, ce qui est trop
}
failures-ahead = { $codes ->
    [one] { $codes } code en avance sur le dernier : le bouton a été pressé entre-temps
   *[other] { $codes } codes en avance sur le dernier : le bouton a été pressé entre-temps
}
failures-fenced = Non examiné : le serveur a été restauré, et un administrateur doit d'abord resynchroniser ce jeton

users-keys = Clés d'accès
users-keys-none = Il n'y a pas de clé d'accès.
users-keys-full = Un utilisateur a deux clés d'accès au plus. Supprimez-en une avant d'en créer une autre.
users-key-id = ID de clé d'accès
users-key-secret = Clé d'accès secrète
users-key-status = État
users-key-active = Active
users-key-inactive = Inactive
users-key-used = Dernière utilisation
users-key-never = Jamais
users-key-create = Créer une clé d'accès
users-key-off = Désactiver
users-key-on = Activer
users-key-delete = Supprimer la clé
users-key-delete-why = Tout ce qui utilise cette clé cesse aussitôt de fonctionner. Elle ne peut pas être restaurée.
users-key-new-title = Nouvelle clé d'accès
users-key-once = Le secret est affiché maintenant et jamais plus. Conservez-le en lieu sûr, et ne le dites qu'à l'utilisateur.
users-key-kept = Je l'ai conservé

users-delete = Supprimer l'utilisateur
users-delete-title = Supprimer l'utilisateur
users-delete-first = Avant de pouvoir supprimer { $user }, retirez ceci :
users-delete-partial = Vous n'avez pas le droit de voir tout ce que possède cet utilisateur : autre chose peut faire obstacle.
users-delete-sure = { $user } est supprimé définitivement. Un autre utilisateur du même nom sera plus tard quelqu'un d'autre.
users-obstacle-keys = Clés d'accès
users-obstacle-devices = Dispositifs MFA
users-obstacle-password = Le mot de passe de la console
users-obstacle-attached = Stratégies gérées attachées
users-obstacle-inline = Stratégies en ligne
users-obstacle-groups = Groupes de l'utilisateur

users-done-created = L'utilisateur a été créé.
users-done-created-without-password = L'utilisateur a été créé, mais sans mot de passe.
users-done-deleted = L'utilisateur a été supprimé.
users-done-attached = La stratégie a été attachée.
users-done-detached = La stratégie a été détachée.
users-done-policy-saved = La stratégie a été enregistrée.
users-done-policy-deleted = La stratégie a été supprimée.
users-done-added = L'utilisateur a été ajouté au groupe.
users-done-left = L'utilisateur a été retiré du groupe.
users-done-tagged = La balise a été enregistrée.
users-done-untagged = La balise a été retirée.
users-done-password-set = Le mot de passe a été défini.
users-done-password-deleted = Le mot de passe a été supprimé.
users-done-resynchronized = Le dispositif est de nouveau synchronisé. Les codes ne sont plus bloqués.
users-done-removed = Le dispositif a été retiré.
users-done-key-on = La clé d'accès fonctionne de nouveau.
users-done-key-off = La clé d'accès ne fonctionne plus.
users-done-key-deleted = La clé d'accès a été supprimée.
users-done-group-created = Le groupe a été créé.
users-done-group-deleted = Le groupe a été supprimé.
users-done-device-deleted = Le dispositif a été supprimé.

groups-title = Groupes
groups-list = Groupes de ce compte
groups-none = Il n'y a pas de groupe.
groups-new = Nouveau groupe
groups-create = Créer un groupe
groups-members = Membres
groups-members-none = Personne n'est dans ce groupe.
groups-add = Ajouter l'utilisateur
groups-delete = Supprimer le groupe
groups-delete-why = Un groupe peut être supprimé quand il n'a ni membre ni stratégie.

devices-title = Dispositifs MFA non affectés
devices-hint = Dispositifs virtuels qui n'appartiennent à personne : leur configuration a été commencée, ou ils ont été désactivés.
devices-none = Il n'y a pas de dispositif non affecté.
devices-delete = Supprimer le dispositif
devices-delete-why = Son secret est supprimé définitivement. Le compte dans l'application d'authentification ne sert plus à rien.

report-title = Rapport sur les informations d'identification
report-hint = Un tableau de tous les utilisateurs et de ce avec quoi ils se connectent : mots de passe, clés d'accès, dispositifs MFA.
report-make = Créer le rapport
report-in-progress = Le rapport est en cours de création. Cette page vérifie toutes les trois secondes.
report-look-again = Vérifier maintenant
report-made = Créé le :
report-four-hours = Un nouveau rapport peut être créé quatre heures après.
report-download = Télécharger le rapport (CSV)
