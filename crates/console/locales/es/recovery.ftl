alternative-title = Iniciar sesión con otros factores
alternative-what = Confirma su correo y después una llamada a su teléfono. Ambas cosas en menos de 15 minutos, en este navegador. Después puede eliminar el dispositivo perdido y añadir otro.
alternative-again = Escriba de nuevo su contraseña.
alternative-no-phone = No hay ningún teléfono al que se pueda llamar para esta cuenta: no tiene número, o se añadió hace demasiado poco tiempo.
alternative-switched-off = El inicio de sesión con otros factores está desactivado para esta cuenta.
alternative-support = Póngase en contacto con el soporte: { $contact }
alternative-support-operator = Diríjase al operador de este servidor.
alternative-step-mail = 1. Su correo
alternative-step-phone = 2. Su teléfono
alternative-mail-where = Se envía un correo a { $email }.
alternative-mail-send = Enviar correo de verificación
alternative-mail-again = Reenviar el correo
alternative-mail-sent = El correo está en camino.
alternative-mail-waits = Se envió un correo a { $email }. Abra su enlace en este navegador, o escriba aquí su código.
alternative-mail-spam = ¿No lo encuentra? Mire también en la carpeta de correo no deseado.
alternative-mail-spam-from = Viene de { $sender }. ¿No lo encuentra? Mire también en la carpeta de correo no deseado.
alternative-mail-code = Código del correo
alternative-code-shape = El código tiene ocho cifras.
alternative-code-wrong = { $left ->
    [one] El código no es correcto. Queda un intento para este correo.
   *[other] El código no es correcto. Quedan { $left } intentos para este correo.
}
alternative-codes-spent = Demasiados códigos erróneos. Envíe otro correo.
alternative-mail-later = { $seconds ->
    [one] Podrá enviarse otro correo dentro de un segundo.
   *[other] Podrá enviarse otro correo dentro de { $seconds } segundos.
}
alternative-call-later = { $seconds ->
    [one] Podremos volver a llamarle dentro de un segundo.
   *[other] Podremos volver a llamarle dentro de { $seconds } segundos.
}
alternative-mails-spent = No se envían más correos para este inicio de sesión. Inicie sesión de nuevo.
alternative-calls-spent = No se hacen más llamadas para este inicio de sesión. Inicie sesión de nuevo.
alternative-spent-today = Hoy hubo demasiados intentos sin resultado. Inténtelo mañana, o en un navegador en el que ya haya iniciado sesión.
alternative-link-hint = Abrió el enlace del correo de verificación.
alternative-link-confirm = Confirmar mi correo
alternative-link-void = Este enlace no es del último correo. Abra el enlace del último, o escriba su código.
alternative-elsewhere = Este enlace solo funciona en el navegador que lo pidió. Vuelva a la página que espera allí, y escriba el código del correo.
alternative-back-to-mail = Volver al código
alternative-no-mail = Envíe primero el correo.
alternative-not-proven = Primero hay que confirmar el correo y el teléfono.
alternative-proven = Ya está confirmado.
alternative-not-for-this = Los otros factores son para el usuario raíz, donde se pide un dispositivo MFA.
alternative-phone-where = Llamamos al { $phone }. Escriba entonces en el teléfono las seis cifras que se muestran aquí.
alternative-phone-type = Llamamos al { $phone }. Escriba estas cifras en el teléfono:
alternative-phone-call = Llámenme ahora
alternative-phone-not-ringing = ¿No suena su teléfono?
alternative-typed = Ya las escribí
alternative-call-failed = No se pudo hacer la llamada.
alternative-call-ended = La llamada terminó sin las cifras correctas.
alternative-no-call = Si no llega ninguna llamada, empiece de nuevo o pida ayuda.
alternative-start-over = Iniciar sesión de nuevo
alternative-done = El correo y el teléfono están confirmados.
alternative-enter = Iniciar sesión en la consola
recovered-title = Dispositivo perdido o roto
recovered-what = Inició sesión con otros factores. Esta sesión es para sus propios dispositivos MFA y su contraseña. No se eliminó nada; si espera un reemplazo, puede salir de esta página e iniciar sesión así otra vez.
recovered-virtual = Una aplicación de autenticación: elimine la cuenta en la aplicación, elimine aquí el dispositivo y añada uno nuevo.
recovered-key = Una llave de seguridad: elimínela aquí antes de añadir la nueva.
recovered-token = Un token físico: pida a su proveedor que lo repare o lo reemplace. Mientras tanto, inicie sesión de esta forma o añada un dispositivo de otro tipo.
recovered-other-kind = El reemplazo no tiene que ser del mismo tipo.
recovered-stolen = Si se lo robaron, cambie su contraseña.
error-recovered = Inició sesión sin un dispositivo MFA: esta sesión es solo para sus propios dispositivos MFA y su contraseña. Para hacer esto, añada un dispositivo, cierre la sesión e iníciela con él.
error-recovery-not-fresh = Inició sesión sin un dispositivo MFA hace más de 15 minutos. Para hacer esto, cierre la sesión e iníciela de nuevo.
