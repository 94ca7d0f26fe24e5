call-ask = Bonjour. Ceci est un appel automatique de Bartizan. Quelqu'un est en train de se connecter sans dispositif M F A. Si c'est vous, tapez maintenant, sur le clavier de ce téléphone, les six chiffres affichés sur la page. Si vous n'avez pas demandé cet appel, raccrochez, et changez votre mot de passe.
call-ask-again = Ce n'était pas le numéro affiché sur la page. Regardez de nouveau, et tapez ses six chiffres. Si vous n'avez pas demandé cet appel, raccrochez, et changez votre mot de passe.
call-right = Merci. Continuez dans votre navigateur. Au revoir.
call-over = Cet appel ne peut plus servir. Si vous êtes en train de vous connecter, recommencez dans votre navigateur. Si vous n'avez pas demandé cet appel, changez votre mot de passe. Au revoir.
call-nothing = Rien n'a été tapé. Au revoir.
