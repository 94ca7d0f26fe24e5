alternative-title = Se connecter avec d'autres facteurs
alternative-what = Vous confirmez votre e-mail, puis un appel à votre téléphone. Le tout en moins de 15 minutes, dans ce navigateur. Vous pourrez ensuite supprimer le dispositif perdu et en ajouter un autre.
alternative-again = Saisissez de nouveau votre mot de passe.
alternative-no-phone = Aucun téléphone ne peut être appelé pour ce compte : il n'a pas de numéro, ou le numéro a été ajouté il y a trop peu de temps.
alternative-switched-off = La connexion avec d'autres facteurs est désactivée pour ce compte.
alternative-support = Contactez le support : { $contact }
alternative-support-operator = Adressez-vous à l'exploitant de ce serveur.
alternative-step-mail = 1. Votre e-mail
alternative-step-phone = 2. Votre téléphone
alternative-mail-where = Un e-mail est envoyé à { $email }.
alternative-mail-send = Envoyer l'e-mail de vérification
alternative-mail-again = Renvoyer l'e-mail
alternative-mail-sent = L'e-mail est en route.
alternative-mail-waits = Un e-mail a été envoyé à { $email }. Ouvrez son lien dans ce navigateur, ou saisissez son code ici.
alternative-mail-spam = Vous ne le trouvez pas ? Regardez aussi dans le dossier de courrier indésirable.
alternative-mail-spam-from = Il vient de { $sender }. Vous ne le trouvez pas ? Regardez aussi dans le dossier de courrier indésirable.
alternative-mail-code = Code de l'e-mail
alternative-code-shape = Le code a huit chiffres.
alternative-code-wrong = { $left ->
    [one] Le code n'est pas juste. Il reste un essai pour cet e-mail.
   *[other] Le code n'est pas juste. Il reste { $left } essais pour cet e-mail.
}
alternative-codes-spent = Trop de codes erronés. Envoyez un autre e-mail.
alternative-mail-later = { $seconds ->
    [one] Un autre e-mail pourra être envoyé dans une seconde.
   *[other] Un autre e-mail pourra être envoyé dans { $seconds } secondes.
}
alternative-call-later = { $seconds ->
    [one] Vous pourrez être rappelé dans une seconde.
   *[other] Vous pourrez être rappelé dans { $seconds } secondes.
}
alternative-mails-spent = Plus aucun e-mail n'est envoyé pour cette connexion. Reconnectez-vous.
alternative-calls-spent = Plus aucun appel n'est passé pour cette connexion. Reconnectez-vous.
alternative-spent-today = Il y a eu aujourd'hui trop de tentatives sans résultat. Réessayez demain, ou dans un navigateur où vous vous êtes déjà connecté.
alternative-link-hint = Vous avez ouvert le lien de l'e-mail de vérification.
alternative-link-confirm = Confirmer mon e-mail
alternative-link-void = Ce lien n'est pas celui du dernier e-mail. Ouvrez le lien du dernier, ou saisissez son code.
alternative-elsewhere = Ce lien ne fonctionne que dans le navigateur qui l'a demandé. Revenez à la page qui y attend, et saisissez le code de l'e-mail.
alternative-back-to-mail = Retour au code
alternative-no-mail = Envoyez d'abord l'e-mail.
alternative-not-proven = L'e-mail et le téléphone doivent d'abord être confirmés.
alternative-proven = C'est déjà confirmé.
alternative-not-for-this = Les autres facteurs sont pour l'utilisateur racine, là où un dispositif MFA est demandé.
alternative-phone-where = Nous appelons le { $phone }. Saisissez alors au téléphone les six chiffres affichés ici.
alternative-phone-type = Nous appelons le { $phone }. Saisissez ces chiffres au téléphone :
alternative-phone-call = Appelez-moi maintenant
alternative-phone-not-ringing = Votre téléphone ne sonne pas ?
alternative-typed = Je les ai saisis
alternative-call-failed = L'appel n'a pas pu être passé.
alternative-call-ended = L'appel s'est terminé sans les bons chiffres.
alternative-no-call = Si aucun appel n'arrive, recommencez ou demandez de l'aide.
alternative-start-over = Se reconnecter
alternative-done = L'e-mail et le téléphone sont confirmés.
alternative-enter = Se connecter à la console
recovered-title = Dispositif perdu ou cassé
recovered-what = Vous vous êtes connecté avec d'autres facteurs. Cette session sert à vos propres dispositifs MFA et à votre mot de passe. Rien n'a été supprimé ; si vous attendez un remplacement, vous pouvez quitter cette page et vous reconnecter de la même façon.
recovered-virtual = Une application d'authentification : supprimez le compte dans l'application, supprimez le dispositif ici, et ajoutez-en un nouveau.
recovered-key = Une clé de sécurité : supprimez-la ici avant d'ajouter la nouvelle.
recovered-token = Un jeton matériel : demandez à son fournisseur de le réparer ou de le remplacer. D'ici là, connectez-vous de cette façon, ou ajoutez un dispositif d'un autre type.
recovered-other-kind = Le remplacement n'a pas à être du même type.
recovered-stolen = S'il a été volé, changez votre mot de passe.
error-recovered = Vous vous êtes connecté sans dispositif MFA : cette session ne sert qu'à vos propres dispositifs MFA et à votre mot de passe. Pour faire cela, ajoutez un dispositif, déconnectez-vous et connectez-vous avec lui.
error-recovery-not-fresh = Vous vous êtes connecté sans dispositif MFA il y a plus de 15 minutes. Pour faire cela, déconnectez-vous et reconnectez-vous.
