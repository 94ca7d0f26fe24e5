users-title = Usuarios
users-sections = Usuarios, grupos y dispositivos
users-list = Usuarios de esta cuenta
users-search = El nombre empieza por
users-search-button = Buscar
users-show-all = Mostrar todos
users-none = No hay usuarios así.
users-next-page = Página siguiente
users-path = Ruta
users-created = Creado
users-actions = Acciones
users-new = Usuario nuevo
users-create = Crear usuario
users-path-optional = Ruta (opcional)
users-password-optional = Contraseña de la consola (opcional)
users-must-change = Debe cambiarse en el próximo inicio de sesión
users-new-hint = Sin contraseña, el usuario no puede iniciar sesión en la consola. Un usuario nuevo no puede hacer nada hasta que usted le asocie una política o lo agregue a un grupo.
users-choose = Elegir…
users-yes = Sí
users-no = No
users-back = Volver

users-permissions = Permisos
users-groups = Grupos
users-tags = Etiquetas
users-credentials = Credenciales de seguridad

users-about = Sobre este usuario
users-boundary = Límite de permisos
users-boundary-none = Ninguno
users-attached = Políticas administradas
users-attached-none = No hay ninguna política administrada asociada.
users-policy-name = Nombre de la política
users-policy-to-attach = Política
users-policy-arn-to-attach = ARN de la política
users-attach = Asociar política
users-detach = Desasociar
users-inline = Políticas insertadas
users-inline-none = No hay políticas insertadas.
users-policy-title = Política insertada
users-policy-new = Nueva política insertada
users-policy-document = Documento de la política (JSON)
users-policy-save = Guardar política
users-policy-delete = Eliminar política
users-policy-delete-why = Lo que solo esta política permite o deniega deja de estar permitido o denegado. No se puede recuperar.
users-policy-there = Ya hay una política con este nombre.

users-groups-none = Este usuario no está en ningún grupo.
users-group-name = Nombre del grupo
users-join = Agregar al grupo
users-leave = Quitar del grupo

users-tags-none = No hay etiquetas.
users-tag-key = Clave
users-tag-value = Valor
users-tag = Guardar etiqueta
users-untag = Quitar etiqueta

users-password-title = Contraseña de la consola
users-password-none = Este usuario no tiene contraseña y no puede iniciar sesión en la consola.
users-password-create = Crear contraseña
users-password-reset = Restablecer contraseña
users-password-reset-hint = Todas las sesiones de este usuario terminan. Comuníquele la contraseña nueva de forma segura.
users-password-delete = Eliminar contraseña
users-password-delete-why = El usuario ya no puede iniciar sesión en la consola y todas sus sesiones terminan. Las claves de acceso siguen funcionando.
users-new-password = Contraseña nueva
users-sign-in-address = Dirección de inicio de sesión
users-remind-password = ¿Se perdió o robaron el dispositivo? Entonces cambie también la contraseña de este usuario.

users-devices = Dispositivo MFA asignado
users-devices-none = No asignado.
users-devices-full = Hay ocho dispositivos asignados, el máximo posible. Quite uno antes de asignar otro.
users-manage = Administrar
users-assign-another = Asignar otro dispositivo MFA
users-serial = Número de serie
users-enabled = Habilitado
users-locked = Los códigos de este usuario están bloqueados desde { $since } UTC, tras demasiados errores. Resincronizar o quitar un dispositivo aquí los desbloquea.
users-manage-title = Administrar dispositivo MFA
users-manage-whose = { $device }, de { $user }
users-manage-what = ¿Qué desea hacer?
users-resync = Resincronizar
users-resync-why = cuando se rechazan sus códigos
users-resync-hint = Tenga el dispositivo a mano, o pida al usuario que le lea dos códigos que muestre uno tras otro.
users-resync-unlocks = Esto también desbloquea los códigos bloqueados tras demasiados errores.
users-remove = Quitar
users-remove-why = cuando se ha perdido, roto o sustituido
users-remove-hint = { $user } ya no podrá iniciar sesión con este dispositivo.
users-remove-virtual = El dispositivo virtual se desactiva y después se elimina.
users-remove-token = El dispositivo físico se desactiva y se puede asignar a otra persona.
users-stolen = Lo robaron
users-stolen-why = { $user } recibe también una contraseña de un solo uso, y todas las sesiones de { $user } terminan.
users-stolen-title = Robaron el dispositivo
users-stolen-ended = Todas las sesiones de { $user } han terminado.
users-stolen-once = La contraseña se muestra ahora y nunca más. Comuníquesela al usuario de forma segura; debe cambiarse en el próximo inicio de sesión.
users-stolen-password = Contraseña de un solo uso
users-stolen-keys = Las claves de acceso siguen funcionando. Si alguien más puede tener una, elimínela.
users-removed-but-listed = El dispositivo se desactivó, pero no se pudo eliminar. Sigue en la lista de dispositivos sin asignar.

failures-title = Fallos recientes
failures-none = No se ha rechazado ningún código de este usuario.
failures-none-lately = Últimamente no se ha rechazado ningún código de este usuario.
failures-partial = No se examinaron eventos más antiguos.
failures-when = Cuándo
failures-what = Qué
failures-where = Dónde
failures-by = escrito por { $who }
failures-wrong = Código incorrecto
failures-reused = Código ya utilizado
failures-slow = { $steps ->
    [one] Desviado { $steps } paso: el reloj del dispositivo atrasa
   *[other] Desviado { $steps } pasos: el reloj del dispositivo atrasa
}
failures-fast = { $steps ->
    [one] Desviado { $steps } paso: el reloj del dispositivo adelanta
   *[other] Desviado { $steps } pasos: el reloj del dispositivo adelanta
}
failures-too-old = { $steps ->
    [one] Códigos ya utilizados, o un reloj retrasado { $steps } paso
   *[other] Códigos ya utilizados, o un reloj retrasado { $steps } pasos
}
failures-out-of-reach = { $steps ->
    [one] Desviado { $steps } paso, que es demasiado
   *[other] Desviado { $steps } pasos, que es demasiado
}
failures-ahead = { $codes ->
    [one] { $codes } código por delante del último: entretanto se pulsó el botón
   *[other] { $codes } códigos por delante del último: entretanto se pulsó el botón
}
failures-fenced = No se miró: el servidor se restauró, y un administrador tiene que resincronizar antes este dispositivo

users-keys = Claves de acceso
users-keys-none = No hay claves de acceso.
users-keys-full = Un usuario tiene dos claves de acceso como máximo. Elimine una antes de crear otra.
users-key-id = ID de clave de acceso
users-key-secret = Clave de acceso secreta
users-key-status = Estado
users-key-active = Activa
users-key-inactive = Inactiva
users-key-used = Último uso
users-key-never = Nunca
users-key-create = Crear clave de acceso
users-key-off = Desactivar
users-key-on = Activar
users-key-delete = Eliminar clave
users-key-delete-why = Todo lo que usa esta clave deja de funcionar enseguida. No se puede recuperar.
users-key-new-title = Clave de acceso nueva
users-key-once = El secreto se muestra ahora y nunca más. Guárdelo en un lugar seguro y no se lo diga a nadie más que al usuario.
users-key-kept = Lo he guardado

users-delete = Eliminar usuario
users-delete-title = Eliminar usuario
users-delete-first = Antes de poder eliminar a { $user }, quite lo siguiente:
users-delete-partial = No tiene permiso para ver todo lo que tiene este usuario, así que otra cosa puede impedirlo.
users-delete-sure = { $user } se elimina para siempre. Otro usuario con el mismo nombre será más tarde otra persona.
users-obstacle-keys = Claves de acceso
users-obstacle-devices = Dispositivos MFA
users-obstacle-password = La contraseña de la consola
users-obstacle-attached = Políticas administradas asociadas
users-obstacle-inline = Políticas insertadas
users-obstacle-groups = Grupos en los que está el usuario

users-done-created = Se creó el usuario.
users-done-created-without-password = Se creó el usuario, pero sin contraseña.
users-done-deleted = Se eliminó el usuario.
users-done-attached = Se asoció la política.
users-done-detached = Se desasoció la política.
users-done-policy-saved = Se guardó la política.
users-done-policy-deleted = Se eliminó la política.
users-done-added = Se agregó el usuario al grupo.
users-done-left = Se quitó el usuario del grupo.
users-done-tagged = Se guardó la etiqueta.
users-done-untagged = Se quitó la etiqueta.
users-done-password-set = Se estableció la contraseña.
users-done-password-deleted = Se eliminó la contraseña.
users-done-resynchronized = El dispositivo vuelve a estar sincronizado. Los códigos ya no están bloqueados.
users-done-removed = Se quitó el dispositivo.
users-done-key-on = La clave de acceso vuelve a funcionar.
users-done-key-off = La clave de acceso ya no funciona.
users-done-key-deleted = Se eliminó la clave de acceso.
users-done-group-created = Se creó el grupo.
users-done-group-deleted = Se eliminó el grupo.
users-done-device-deleted = Se eliminó el dispositivo.

groups-title = Grupos
groups-list = Grupos de esta cuenta
groups-none = No hay grupos.
groups-new = Grupo nuevo
groups-create = Crear grupo
groups-members = Miembros
groups-members-none = No hay nadie en este grupo.
groups-add = Agregar usuario
groups-delete = Eliminar grupo
groups-delete-why = Un grupo se puede eliminar cuando no hay nadie en él y no tiene políticas.

devices-title = Dispositivos MFA sin asignar
devices-hint = Dispositivos virtuales que no son de nadie: alguien empezó a configurarlos, o se desactivaron.
devices-none = No hay dispositivos sin asignar.
devices-delete = Eliminar dispositivo
devices-delete-why = Su secreto se elimina para siempre. La cuenta en la aplicación de autenticación ya no sirve.

report-title = Informe de credenciales
report-hint = Una tabla de todos los usuarios y de aquello con lo que inician sesión: contraseñas, claves de acceso, dispositivos MFA.
report-make = Crear el informe
report-in-progress = El informe se está creando. Esta página lo comprueba cada tres segundos.
report-look-again = Comprobar ahora
report-made = Creado:
report-four-hours = Se puede crear uno nuevo cuatro horas después.
report-download = Descargar el informe (CSV)
