iam-credentials = IAM credentials
times-in-utc = All times are in UTC.
table-of = Table: { $name }
mfa-section = Multi-factor authentication (MFA)
manage-mfa-device = Manage MFA device
assign-mfa = Assign MFA
assign-another = Assign another MFA device
device-name = Device name
device-type = Type
identifier = Identifier
enabled-since = Enabled since
last-used = Last used
clock = Clock
clock-none = It has none
never = Never
unknown = Unknown
actions = Actions
delete = Delete
delete-named = Delete { $name }
cancel = Cancel
back-to-credentials = Back to My Security Credentials
second-device = This is your only device. Enable a second one and keep it elsewhere: it lets you in when the first is lost.
no-phone = No phone number is registered. Without one, nobody can call you if you lose your devices.
change-contact = Change e-mail or phone
unassigned-devices = { $count ->
    [one] { $count } unassigned device in this account
   *[other] { $count } unassigned devices in this account
}
unassigned-why = They belong to nobody, and let nobody in. An administrator can assign them, or delete them.

drift-none = in step
drift-slow-seconds = { $seconds ->
    [one] about { $seconds } second slow
   *[other] about { $seconds } seconds slow
}
drift-fast-seconds = { $seconds ->
    [one] about { $seconds } second fast
   *[other] about { $seconds } seconds fast
}
drift-slow-minutes = { $minutes ->
    [one] about { $minutes } minute slow
   *[other] about { $minutes } minutes slow
}
drift-fast-minutes = { $minutes ->
    [one] about { $minutes } minute fast
   *[other] about { $minutes } minutes fast
}

password-section = Password
password-since = Your password was set on
old-password = Current password
error-old-password = That is not your current password.
password-no-uppercase = It needs an uppercase letter.
password-no-lowercase = It needs a lowercase letter.
password-no-number = It needs a digit.
password-no-symbol = It needs a symbol.
password-too-plain = Use at least three of these: uppercase letters, lowercase letters, digits, symbols.
password-name-of-account = Do not use the account's name, number or e-mail address.
password-reused = You have used this password before. Choose another.

keys-section = Access keys
keys-what = Programs sign requests with an access key. Nobody needs one to use this console.
keys-root = It is safer for the root user to have none.
no-keys = There is no access key.
two-keys = There are two access keys, and no more are possible. Delete one before you create another.
key-id = Access key ID
secret-access-key = Secret access key
created = Created
status = Status
active = Active
inactive = Inactive
activate = Activate
deactivate = Deactivate
activate-named = Activate { $name }
deactivate-named = Deactivate { $name }
create-key = Create access key
key-created-title = Your new access key
key-created-hint = Copy the secret access key now. It is shown this once; nobody can show it again.
key-created-done = I have copied it
key-delete-title = Delete access key
key-delete-hint = Programs that use this key stop working at once. This cannot be undone; to try first, deactivate the key instead.

sessions-section = Active sessions
browser = Browser
address = Address
signed-in-at = Signed in
yes = Yes
no = No
this-session = This session
sign-out-named = Sign out: { $browser }, { $address }
sign-out-others = Sign out everywhere else

what-to-do = What do you want to do?
resync = Resync
resync-when = Its codes are refused although you type them correctly.
remove = Remove
remove-when = You no longer use it, or it is lost.
remove-device = Remove MFA device
remove-hint = Remove “{ $device }”? From then on its codes let nobody in.
remove-app = Delete the account in the authenticator app too. If the device was stolen, change your password as well.
remove-token = It can be assigned again afterwards, to you or to somebody else. If it was stolen, change your password as well.
kept-hint = The device was deactivated: its codes let nobody in. It could not be deleted, so it is still listed as unassigned.

done-password = Your password was changed.
done-resync = The device is in step again.
done-removed = The device was removed. Delete the account in the authenticator app too.
done-token-removed = The token was removed. It can be assigned again, to you or to somebody else.
done-deleted = The device was deleted.
done-key-on = The access key works again.
done-key-off = The access key is inactive.
done-key-deleted = The access key was deleted.
done-session = That session has ended.
done-sessions = All other sessions have ended.

wizard-for = For the user { $user }
wizard-full = There are eight MFA devices, and no more are possible. Remove one first.
wizard-kind = Which kind of device?
kind-virtual-hint = An authenticator app on a phone or computer
kind-token-hint = A device of its own with a display and a serial number, handed out by your administrator
serial-number = Serial number
device-name-hint = Letters, digits and +=,.@_- are possible. Only security keys can be renamed later.
wizard-name-taken = There is a device of this name already. Choose another name.
wizard-limit = No more MFA devices are possible here. Remove one first.
wizard-over = This took too long, or something changed meanwhile. Begin again, and delete the account that you added to the app.
wizard-second = With a second device you get in when the first is lost. Use another phone for it, or a computer.
wizard-app = Open an authenticator app
wizard-app-list = If you have none yet, install one. These are some of them:
wizard-scan = Add “{ $name }” to the app
wizard-scan-hint = Scan the QR code, or type the secret key. If the app knows other accounts already, create a new one in it: the old ones stay as they are.
show-qr-code = Show QR code
show-secret-key = Show secret key
qr-code-alt = QR code that holds the secret key
wizard-keep = Keep a copy of the QR code or the secret key in a safe place, or enable several devices. It works for this account only.
wizard-codes = Type two codes
wizard-codes-hint = Type the code that the app shows as MFA code 1. Wait up to 30 seconds for a new number, and type it as MFA code 2.
wizard-token = Find the serial number
wizard-token-hint = It is printed on the token, mostly on its back.
wizard-token-codes-hint = Type the code that the token shows as MFA code 1. Wait up to 60 seconds until it shows another, or press its button again if it has one, and type that as MFA code 2.
wizard-token-digits = If the token shows eight digits, type all of them or the last six.
wizard-token-missing = No token with this serial number is known in this account. Check the number; if it is right, the operator of this server has to import the token first.
wizard-token-taken = This token is assigned already. It has to be removed there before it can be assigned here.
another-kind = Assign a device of another kind
assigned = The device is assigned. From now on you sign in with its codes.
assigned-for = The device is assigned. From now on { $user } signs in with its codes.
finish = Finish
together-title = Do this together
together-hint = You need the user's phone or token at hand. Or let users manage their own devices:
together-policy = a policy that allows it
contact-title = Can you be reached?
contact-why = If you lose every device, the way back goes by e-mail and phone. Check that you can be reached by both.
contact-email = E-mail
contact-phone = Phone
contact-no-phone = None is registered
contact-email-settles = Your new e-mail address counts in a recovery from { $until } UTC. Until then the former one does.
contact-phone-settles = Your new phone number counts in a recovery from { $until } UTC. Until then the former one does.
contact-first-phone-settles = Your phone number counts in a recovery from { $until } UTC. Until then nobody can call you.
enrolment-why = MFA is required to sign in here. Set up a device now, and then you are signed in.
enrolment-ask = Ask your administrator for help.
