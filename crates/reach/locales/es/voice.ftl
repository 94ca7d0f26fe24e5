call-ask = Hola. Esta es una llamada automática de Bartizan. Alguien está iniciando sesión sin un dispositivo M F A. Si es usted, escriba ahora en el teclado de este teléfono los seis dígitos que muestra la página. Si no pidió esta llamada, cuelgue, y cambie su contraseña.
call-ask-again = Ese no era el número de la página. Mire de nuevo, y escriba sus seis dígitos. Si no pidió esta llamada, cuelgue, y cambie su contraseña.
call-right = Gracias. Continúe en su navegador. Adiós.
call-over = Esta llamada ya no sirve. Si está iniciando sesión, empiece de nuevo en su navegador. Si no pidió esta llamada, cambie su contraseña. Adiós.
call-nothing = No se escribió nada. Adiós.
