skip = Ir al contenido
menu-main = Consola
menu-dashboard = Panel
menu-users = Usuarios
menu-account = Cuenta
menu-audit = Registro de auditoría
ephemeral = Este servidor es para pruebas: olvida todo cuando se detiene.
languages = Idiomas
my-security-credentials = Mis credenciales de seguridad
sign-out = Cerrar sesión
root-user = Usuario raíz
iam-user = Usuario de IAM
user-name = Nombre de usuario
password = Contraseña
device = Dispositivo
kind-virtual = Dispositivo MFA virtual
kind-key = Clave de seguridad
kind-token = Dispositivo físico
go-on = Continuar
next = Siguiente
sign-in = Iniciar sesión
mfa-code = Código MFA
mfa-code-1 = Código MFA 1
mfa-code-2 = Código MFA 2
submit-at-once = Envíe los dos códigos enseguida. Si tardó demasiado, resincronice después el dispositivo.
wait-for-next = Escriba el código que muestra, espere el siguiente hasta { $seconds } segundos y escríbalo también.
press-for-next = Pulse su botón y escriba el código que muestra; púlselo otra vez y escriba también ese código.
next-of-any = Escriba el código que muestra. Espere el siguiente hasta un minuto, o pulse de nuevo el botón si lo tiene, y escríbalo también.
resync-button = Resincronizar el dispositivo de autenticación
manage-mfa = Administrar MFA

page-error-title = Eso no ha funcionado
page-missing = Esta página no existe.
page-method = Esta página no se puede pedir de esa manera.
page-failed = El servidor no pudo hacer su trabajo. Inténtelo de nuevo; si vuelve a ocurrir, dé este número a su administrador: { $id }
page-not-own-title = Vuelva a enviar el formulario
page-not-own = Este formulario se mostró antes de iniciar o cerrar la sesión, o esta página se abrió en otra dirección que { $url }. Abra { $url } e inténtelo de nuevo.

fault-unreadable = No se pudo leer el formulario.
fault-missing = Rellene este campo.
fault-code = Escriba los seis dígitos que muestra el dispositivo.
fault-too-short = Al menos { $least } caracteres.
fault-too-long = Como máximo { $most } caracteres.
fault-too-small = Al menos { $least }.
fault-too-large = Como máximo { $most }.
fault-pattern = Solo son posibles estos caracteres: { $pattern }

error-denied = No tiene permiso para hacer esto. { $why }
error-needs-mfa = Tiene un dispositivo MFA, así que esto necesita una sesión con MFA: inicie sesión de nuevo con un código.
error-code-refused = No se aceptó ese código. Espere uno nuevo e inténtelo de nuevo. Si sigue ocurriendo, el dispositivo está desincronizado: resincronícelo.
error-pair-refused = No se aceptaron esos dos códigos. Use dos códigos que el dispositivo muestre uno tras otro, y espere otros nuevos.
error-device-gone = Este dispositivo ya no es suyo.
error-locked = Los códigos están bloqueados tras demasiados errores. Pida a su administrador que resincronice o desactive el dispositivo.
error-not-fresh = Demuestre primero que es usted.
error-too-soon = { $seconds ->
    [one] Demasiados intentos. Espere { $seconds } segundo e inténtelo de nuevo.
   *[other] Demasiados intentos. Espere { $seconds } segundos e inténtelo de nuevo.
}
error-throttled = Demasiados intentos a la vez. Espere un momento e inténtelo de nuevo.
error-conflict = Alguien cambió lo mismo en el mismo momento. Compruébelo e inténtelo de nuevo.
error-failed = El servidor no pudo hacer su trabajo. Inténtelo de nuevo en un momento.

dashboard-title = Panel
security-status = Estado de seguridad
activate-root-mfa = Active MFA en su usuario raíz
activate-root-mfa-why = Quien tiene la contraseña del usuario raíz es dueño de esta cuenta. Con un segundo factor, una contraseña robada no basta.
no-device = Todavía no tiene ningún dispositivo MFA.
one-device = Tiene un dispositivo MFA. Un segundo, guardado en otro lugar, le deja entrar cuando se pierde el primero.
several-devices = Tiene varios dispositivos MFA.
session-with-mfa = Ha iniciado sesión con MFA.
session-without-mfa = Ha iniciado sesión sin MFA.

prove-title = Demuestre que es usted
prove-hint-code = Esto cambia cómo usted u otros inician sesión, así que pide un código de los últimos 15 minutos.
prove-hint-password = Esto cambia cómo usted u otros inician sesión, así que pide de nuevo su contraseña.
error-same-password = Es su contraseña actual. Elija otra.
