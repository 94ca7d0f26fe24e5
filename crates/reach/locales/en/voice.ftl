call-ask = Hello. This is an automatic call from Bartizan. Somebody is signing in without an M F A device. If it is you, type the six digits that the page shows on the keypad of this phone now. If you did not ask for this call, hang up, and change your password.
call-ask-again = That was not the number on the page. Please look again, and type its six digits. If you did not ask for this call, hang up, and change your password.
call-right = Thank you. Please go on in your browser. Good bye.
call-over = This call cannot be used any more. If you are signing in, please start again in your browser. If you did not ask for this call, change your password. Good bye.
call-nothing = Nothing was typed. Good bye.
