skip = Skip to the content
menu-main = Console
menu-dashboard = Dashboard
menu-users = Users
menu-account = Account
menu-audit = Audit trail
ephemeral = This server is for tests: it forgets everything when it stops.
languages = Languages
my-security-credentials = My Security Credentials
sign-out = Sign out
root-user = Root user
iam-user = IAM user
user-name = User name
password = Password
device = Device
kind-virtual = Virtual MFA device
kind-key = Security key
kind-token = Hardware token
go-on = Continue
next = Next
sign-in = Sign in
mfa-code = MFA code
mfa-code-1 = MFA code 1
mfa-code-2 = MFA code 2
submit-at-once = Submit both codes at once. If that took too long, resynchronize the device afterwards.
wait-for-next = Type the code that it shows, wait up to { $seconds } seconds for the next one, and type that too.
press-for-next = Press its button and type the code that it shows; then press it again, and type that code too.
next-of-any = Type the code that it shows. Wait up to a minute for the next one, or press the button again if it has one, and type that too.
resync-button = Re-sync authentication device
manage-mfa = Manage MFA

page-error-title = That did not work
page-missing = There is no such page.
page-method = This page cannot be asked for in that way.
page-failed = The server could not do its work. Try again; if it happens again, tell your administrator this number: { $id }
page-not-own-title = Please send the form again
page-not-own = This form was shown before you signed in or out, or this page was opened at another address than { $url }. Open { $url } and try again.

fault-unreadable = The form could not be read.
fault-missing = Fill in this field.
fault-code = Type the six digits that the device shows.
fault-too-short = At least { $least } characters, please.
fault-too-long = At most { $most } characters, please.
fault-too-small = At least { $least }, please.
fault-too-large = At most { $most }, please.
fault-pattern = Only these characters are possible: { $pattern }

error-denied = You may not do this. { $why }
error-needs-mfa = You have an MFA device, so this needs a session with MFA: sign in again, with a code.
error-code-refused = That code was not accepted. Wait for a new one and try again. If it goes on, the device is out of step: resynchronize it.
error-pair-refused = Those two codes were not accepted. Use two codes that the device shows one after the other, and wait for new ones.
error-device-gone = This device is not one of yours any more.
error-locked = Codes are locked after too many wrong ones. Ask your administrator to resynchronize or deactivate the device.
error-not-fresh = Prove first that it is you.
error-too-soon = { $seconds ->
    [one] Too many attempts. Wait { $seconds } second and try again.
   *[other] Too many attempts. Wait { $seconds } seconds and try again.
}
error-throttled = Too many attempts at once. Wait a moment and try again.
error-conflict = Somebody changed the same thing at the same moment. Look at it again, and try again.
error-failed = The server could not do its work. Try again in a moment.

dashboard-title = Dashboard
security-status = Security status
activate-root-mfa = Activate MFA on your root user
activate-root-mfa-why = Whoever has the root user's password owns this account. A second factor keeps a stolen password from being enough.
no-device = You have no MFA device yet.
one-device = You have one MFA device. A second one, kept elsewhere, lets you in when the first is lost.
several-devices = You have more than one MFA device.
session-with-mfa = You signed in with MFA.
session-without-mfa = You signed in without MFA.

prove-title = Prove that it is you
prove-hint-code = This changes how you or others sign in, so it asks for a code of the last 15 minutes.
prove-hint-password = This changes how you or others sign in, so it asks for your password again.
error-same-password = This is the password that you have now. Choose another.
