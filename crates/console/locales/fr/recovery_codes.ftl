codes-section = Codes de récupération
codes-what = Chacun des dix codes vous laisse entrer une fois, après votre mot de passe, quand votre dispositif MFA est perdu ou cassé. Il ouvre une session pour vos propres dispositifs MFA et votre mot de passe.
codes-off = Ce compte ne permet plus les codes de récupération. Ceux que vous avez n'ouvrent plus rien.
codes-none = Vous n'avez pas de codes de récupération.
codes-need-device = Les codes de récupération remplacent un dispositif MFA. Ajoutez d'abord un dispositif.
codes-left = { $left ->
    [0] Il ne reste aucun des 10 codes de récupération.
    [one] Il reste un code de récupération sur 10.
   *[other] Il reste { $left } codes de récupération sur 10.
}
codes-made = Ils ont été créés le
codes-few = Créez-en dix nouveaux avant d'utiliser le dernier.
codes-create = Créer des codes de récupération
codes-create-anew = Créer dix nouveaux codes
codes-create-ends = Quand vous en créez de nouveaux, les codes que vous avez maintenant ne fonctionnent plus.
codes-delete = Supprimer les codes de récupération
codes-delete-hint = Ensuite, aucun de vos codes de récupération ne fonctionne plus. Si vous perdez alors votre dispositif MFA, vous aurez besoin de l'aide d'autrui.
codes-deleted = Vos codes de récupération sont supprimés.
codes-title = Vos codes de récupération
codes-shown-hint = Imprimez ces codes ou notez-les maintenant. Ils ne sont affichés qu'une fois ; personne ne peut les afficher à nouveau.
codes-shown-how = Chacun fonctionne une fois, après votre mot de passe. Gardez-les loin de votre dispositif MFA, là où personne d'autre ne les trouve.
codes-file = Enregistrer dans un fichier texte
codes-kept = Je les ai gardés
codes-use-title = Utiliser un code de récupération
codes-use-lost = Si vous avez des codes de récupération, l'un d'eux vous laisse entrer.
codes-use-hint = Saisissez l'un de vos codes de récupération. Il fonctionne une fois et ouvre une session pour vos propres dispositifs MFA et votre mot de passe.
codes-use-label = Code de récupération
codes-shape = Un code de récupération a 16 chiffres et lettres, en quatre groupes.
codes-wrong = Le code de récupération n'est pas juste, ou a déjà servi. Essayez-en un autre.
codes-not-there = Il n'y a pas de codes de récupération.
codes-not-allowed = Ce compte ne permet pas à ses utilisateurs d'avoir des codes de récupération. Adressez-vous à un administrateur.
codes-session = Vous vous êtes connecté avec un code de récupération, qui ne fonctionne plus. Cette session sert à vos propres dispositifs MFA et à votre mot de passe. Rien n'a été supprimé.
codes-session-user = Vous vous êtes connecté avec un code de récupération, qui ne fonctionne plus. Cette session sert à vos propres dispositifs MFA et à votre mot de passe. Elle se termine au bout de 15 minutes, ou quand vous vous connectez avec un dispositif. Rien n'a été supprimé.
codes-account = Codes de récupération des utilisateurs
codes-account-on = Les utilisateurs peuvent avoir des codes de récupération.
codes-account-off = Les utilisateurs n'ont pas de codes de récupération.
codes-account-hint = Un utilisateur qui a un dispositif MFA peut alors créer dix codes. Chacun le laisse entrer une fois sans le dispositif, pour 15 minutes, et seulement pour ses propres dispositifs et son mot de passe. Si vous ne les permettez plus, les codes déjà créés n'ouvrent plus rien. L'utilisateur racine peut toujours en avoir.
codes-account-turn-on = Permettre les codes de récupération
codes-account-turn-off = Ne plus permettre les codes de récupération
codes-account-done = Le réglage des codes de récupération est enregistré.
