iam-credentials = Credenciales de IAM
times-in-utc = Todas las horas están en UTC.
table-of = Tabla: { $name }
mfa-section = Autenticación multifactor (MFA)
manage-mfa-device = Administrar dispositivo MFA
assign-mfa = Asignar MFA
assign-another = Asignar otro dispositivo MFA
device-name = Nombre del dispositivo
device-type = Tipo
identifier = Identificador
enabled-since = Habilitado desde
last-used = Último uso
clock = Reloj
clock-none = No tiene
never = Nunca
unknown = Desconocido
actions = Acciones
delete = Eliminar
delete-named = Eliminar { $name }
cancel = Cancelar
back-to-credentials = Volver a Mis credenciales de seguridad
second-device = Es el único dispositivo. Habilite un segundo y guárdelo en otro lugar: le deja entrar cuando se pierde el primero.
no-phone = No hay ningún número de teléfono registrado. Sin él, nadie puede llamarle si pierde sus dispositivos.
change-contact = Cambiar el correo o el teléfono
unassigned-devices = { $count ->
    [one] { $count } dispositivo sin asignar en esta cuenta
   *[other] { $count } dispositivos sin asignar en esta cuenta
}
unassigned-why = No son de nadie y no dejan entrar a nadie. Un administrador puede asignarlos o eliminarlos.

drift-none = en hora
drift-slow-seconds = { $seconds ->
    [one] unos { $seconds } segundo de retraso
   *[other] unos { $seconds } segundos de retraso
}
drift-fast-seconds = { $seconds ->
    [one] unos { $seconds } segundo de adelanto
   *[other] unos { $seconds } segundos de adelanto
}
drift-slow-minutes = { $minutes ->
    [one] unos { $minutes } minuto de retraso
   *[other] unos { $minutes } minutos de retraso
}
drift-fast-minutes = { $minutes ->
    [one] unos { $minutes } minuto de adelanto
   *[other] unos { $minutes } minutos de adelanto
}

password-section = Contraseña
password-since = Su contraseña se estableció el
old-password = Contraseña actual
error-old-password = Esa no es su contraseña actual.
password-no-uppercase = Necesita una letra mayúscula.
password-no-lowercase = Necesita una letra minúscula.
password-no-number = Necesita un dígito.
password-no-symbol = Necesita un símbolo.
password-too-plain = Use al menos tres de estos grupos: mayúsculas, minúsculas, dígitos, símbolos.
password-name-of-account = No use el nombre, el número ni el correo de la cuenta.
password-reused = Ya ha usado esta contraseña antes. Elija otra.

keys-section = Claves de acceso
keys-what = Los programas firman sus solicitudes con una clave de acceso. Nadie la necesita para usar esta consola.
keys-root = Es más seguro que el usuario raíz no tenga ninguna.
no-keys = No hay ninguna clave de acceso.
two-keys = Hay dos claves de acceso y no son posibles más. Elimine una antes de crear otra.
key-id = ID de clave de acceso
secret-access-key = Clave de acceso secreta
created = Creada
status = Estado
active = Activa
inactive = Inactiva
activate = Activar
deactivate = Desactivar
activate-named = Activar { $name }
deactivate-named = Desactivar { $name }
create-key = Crear clave de acceso
key-created-title = Su nueva clave de acceso
key-created-hint = Copie ahora la clave de acceso secreta. Solo se muestra esta vez; nadie puede volver a mostrarla.
key-created-done = La he copiado
key-delete-title = Eliminar clave de acceso
key-delete-hint = Los programas que usan esta clave dejan de funcionar enseguida. No se puede deshacer; para probar primero, desactive la clave.

sessions-section = Sesiones activas
browser = Navegador
address = Dirección
signed-in-at = Inicio de sesión
yes = Sí
no = No
this-session = Esta sesión
sign-out-named = Cerrar sesión: { $browser }, { $address }
sign-out-others = Cerrar sesión en todos los demás sitios

what-to-do = ¿Qué quiere hacer?
resync = Resincronizar
resync-when = Sus códigos se rechazan aunque los escriba bien.
remove = Quitar
remove-when = Ya no lo usa, o se ha perdido.
remove-device = Quitar dispositivo MFA
remove-hint = ¿Quitar «{ $device }»? Desde entonces sus códigos no dejan entrar a nadie.
remove-app = Elimine también la cuenta en la aplicación de autenticación. Si le robaron el dispositivo, cambie además su contraseña.
remove-token = Después se puede volver a asignar, a usted o a otra persona. Si se lo robaron, cambie además su contraseña.
kept-hint = El dispositivo está deshabilitado: sus códigos no dejan entrar a nadie. No se pudo eliminar, así que sigue en la lista, sin asignar.

done-password = Se cambió su contraseña.
done-resync = El dispositivo vuelve a estar sincronizado.
done-removed = Se quitó el dispositivo. Elimine también la cuenta en la aplicación de autenticación.
done-token-removed = Se quitó el dispositivo físico. Se puede volver a asignar, a usted o a otra persona.
done-deleted = Se eliminó el dispositivo.
done-key-on = La clave de acceso vuelve a funcionar.
done-key-off = La clave de acceso está inactiva.
done-key-deleted = Se eliminó la clave de acceso.
done-session = Esa sesión ha terminado.
done-sessions = Todas las demás sesiones han terminado.

wizard-for = Para el usuario { $user }
wizard-full = Hay ocho dispositivos MFA y no son posibles más. Quite uno primero.
wizard-kind = ¿Qué tipo de dispositivo?
kind-virtual-hint = Una aplicación de autenticación en un teléfono o en un ordenador
kind-token-hint = Un aparato propio con pantalla y número de serie, entregado por su administrador
serial-number = Número de serie
device-name-hint = Se permiten letras, números y +=,.@_-. Solo las claves de seguridad pueden cambiar de nombre más tarde.
wizard-name-taken = Ya hay un dispositivo con este nombre. Elija otro nombre.
wizard-limit = Aquí no son posibles más dispositivos MFA. Quite uno primero.
wizard-over = Tardó demasiado, o algo cambió entretanto. Empiece de nuevo y elimine la cuenta que añadió a la aplicación.
wizard-second = Con un segundo dispositivo entra cuando se pierde el primero. Use para él otro teléfono o un ordenador.
wizard-app = Abra una aplicación de autenticación
wizard-app-list = Si aún no tiene ninguna, instale una. Estas son algunas:
wizard-scan = Añada «{ $name }» a la aplicación
wizard-scan-hint = Escanee el código QR o escriba la clave secreta. Si la aplicación ya conoce otras cuentas, cree una nueva en ella: las anteriores quedan como están.
show-qr-code = Mostrar código QR
show-secret-key = Mostrar clave secreta
qr-code-alt = Código QR que contiene la clave secreta
wizard-keep = Guarde una copia del código QR o de la clave secreta en un lugar seguro, o habilite varios dispositivos. Solo sirve para esta cuenta.
wizard-codes = Escriba dos códigos
wizard-codes-hint = Escriba el código que muestra la aplicación como Código MFA 1. Espere un número nuevo hasta 30 segundos y escríbalo como Código MFA 2.
wizard-token = Busque el número de serie
wizard-token-hint = Está impreso en el dispositivo, casi siempre en el reverso.
wizard-token-codes-hint = Escriba el código que muestra el dispositivo como Código MFA 1. Espere hasta 60 segundos a que muestre otro, o pulse de nuevo su botón si lo tiene, y escríbalo como Código MFA 2.
wizard-token-digits = Si el dispositivo muestra ocho dígitos, escríbalos todos o los seis últimos.
wizard-token-missing = En esta cuenta no se conoce ningún dispositivo físico con este número de serie. Compruebe el número; si es correcto, el operador de este servidor tiene que importarlo primero.
wizard-token-taken = Este dispositivo ya está asignado. Hay que quitarlo allí antes de asignarlo aquí.
another-kind = Asignar un dispositivo de otro tipo
assigned = El dispositivo está asignado. Desde ahora inicia sesión con sus códigos.
assigned-for = El dispositivo está asignado. Desde ahora { $user } inicia sesión con sus códigos.
finish = Finalizar
together-title = Háganlo juntos
together-hint = Necesita el teléfono o el dispositivo físico del usuario a mano. O deje que los usuarios administren sus propios dispositivos:
together-policy = una política que lo permite
contact-title = ¿Se le puede localizar?
contact-why = Si pierde todos sus dispositivos, el camino de vuelta pasa por el correo y el teléfono. Compruebe que se le puede localizar por ambos.
contact-email = Correo
contact-phone = Teléfono
contact-no-phone = No hay ninguno registrado
contact-email-settles = Su nueva dirección de correo cuenta en una recuperación a partir del { $until } UTC. Hasta entonces cuenta la anterior.
contact-phone-settles = Su nuevo número de teléfono cuenta en una recuperación a partir del { $until } UTC. Hasta entonces cuenta el anterior.
contact-first-phone-settles = Su número de teléfono cuenta en una recuperación a partir del { $until } UTC. Hasta entonces nadie puede llamarle.
enrolment-why = Aquí se exige MFA para iniciar sesión. Configure un dispositivo ahora y habrá iniciado sesión.
enrolment-ask = Pida ayuda a su administrador.
