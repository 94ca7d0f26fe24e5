month-1 = enero
month-2 = febrero
month-3 = marzo
month-4 = abril
month-5 = mayo
month-6 = junio
month-7 = julio
month-8 = agosto
month-9 = septiembre
month-10 = octubre
month-11 = noviembre
month-12 = diciembre
moment = { $day } de { $month } de { $year }, { $time } UTC

footer = Este mensaje se envió automáticamente. { $url } conoce su dirección como una a la que escribir sobre la cuenta { $account }. Las respuestas no se leen.

recovery-link-subject = Inicio de sesión sin su dispositivo MFA
recovery-link-why = Alguien que conoce la contraseña del usuario raíz de la cuenta { $account } pidió iniciar sesión sin un dispositivo MFA.
recovery-link-open = Si fue usted, abra este enlace en el navegador en el que está iniciando sesión:
recovery-link-code = Si lee esto en otro dispositivo, escriba en su lugar este código en la página que lo espera:
recovery-link-once = El enlace y el código sirven una sola vez, hasta el { $until }. Nadie de esta instalación se los pedirá nunca.
recovery-link-not-you = Si no fue usted, alguien más conoce la contraseña. No abra el enlace ni diga el código a nadie; inicie sesión y cambie la contraseña.

email-code-subject = Confirme su dirección de correo
email-code-why = Esta dirección se indicó como nueva dirección de correo del usuario raíz de la cuenta { $account }. Para confirmarla, escriba este código donde se pide:
email-code-once = El código sirve una sola vez, hasta el { $until }.
email-code-not-you = Si no sabe nada de esto, no tiene que hacer nada: sin el código no cambia nada.

phone-changed-subject = El número de teléfono de su cuenta está cambiando
phone-changed = Se indicó otro número de teléfono para la cuenta { $account }.
email-changed-subject = La dirección de correo de su cuenta está cambiando
email-changed = Se indicó otra dirección de correo para el usuario raíz de la cuenta { $account }. Lee esto porque la suya era la dirección anterior.
contact-changed-settled = Hasta el { $until }, solo los datos de contacto anteriores permiten recuperar la cuenta; después, solo los nuevos.
contact-changed-undo = Si no pidió esto, abra este enlace para deshacerlo, y cambie la contraseña del usuario raíz:

fact-when = Cuándo
fact-about = Qué
fact-by = Quién
fact-address = Desde la dirección
by-operator = el operador de esta instalación

notice-not-you = Si no sabe nada de esto, es posible que alguien más tenga acceso. Inicie sesión, cambie la contraseña, y revise los dispositivos MFA y las claves de acceso; el registro de auditoría muestra qué más se hizo:
notice-last = Ocurrieron tantas cosas en esta hora que no se envían más mensajes como este hasta el { $until }. Lo que ocurra hasta entonces está en el registro de auditoría.

device-added-subject = Se agregó un dispositivo MFA
device-added = Se agregó un dispositivo MFA en la cuenta { $account }. Desde ahora sirve para iniciar sesión.
device-removed-subject = Se quitó un dispositivo MFA
device-removed = Se quitó un dispositivo MFA en la cuenta { $account }. Ya no sirve para iniciar sesión.
device-resynced-subject = Se resincronizó un dispositivo MFA
device-resynced = El reloj de un dispositivo MFA de la cuenta { $account } se aprendió de nuevo a partir de dos de sus códigos.
access-key-made-subject = Se creó una clave de acceso
access-key-made = Se creó una clave de acceso en la cuenta { $account }. Quien la tenga puede actuar sin contraseña.
password-changed-subject = Se cambió una contraseña
password-changed = Se estableció o cambió una contraseña en la cuenta { $account }.
locked-subject = Los códigos MFA están bloqueados
locked = Se escribieron demasiados códigos MFA incorrectos en la cuenta { $account }, por alguien que conoce la contraseña o tiene una clave de acceso. No se aceptan más códigos hasta que se desbloquee.
recovery-started-subject = Alguien empezó a iniciar sesión sin un dispositivo MFA
recovery-started = Alguien que conoce la contraseña del usuario raíz de la cuenta { $account } empezó a iniciar sesión sin un dispositivo MFA.
recovery-finished-subject = Alguien inició sesión sin un dispositivo MFA
recovery-finished = Alguien inició sesión como usuario raíz de la cuenta { $account } sin un dispositivo MFA, con la contraseña, este buzón y el teléfono de la cuenta.
recovery-codes-made-subject = Se crearon códigos de recuperación
recovery-codes-made = Se crearon códigos de recuperación nuevos en la cuenta { $account }. Los anteriores ya no sirven.
recovery-code-used-subject = Se usó un código de recuperación
recovery-code-used = Alguien inició sesión con un código de recuperación en la cuenta { $account }. Ese código ya no sirve.
support-acted-subject = El operador cambió cómo inicia sesión
support-acted = El operador de esta instalación cambió cómo alguien de la cuenta { $account } inicia sesión o recupera el acceso.

contact-restored-subject = Se restablecieron los datos de contacto anteriores
contact-restored = El correo raíz y el teléfono de la cuenta { $account } vuelven a ser los de antes del último cambio.

wrong-codes-subject = Se escribieron códigos MFA erróneos
wrong-codes = En la cuenta { $account } se escribieron diez códigos MFA erróneos seguidos; lo hizo alguien que conoce la contraseña o tiene una clave de acceso.
security-contact-changed-subject = Se informa a otra persona de lo que les ocurre a sus usuarios
security-contact-changed = El contacto de seguridad de la cuenta { $account } ha cambiado. A partir de ahora, lo que les ocurra a sus usuarios se comunica al nuevo contacto o, si no lo hay, al propietario.
