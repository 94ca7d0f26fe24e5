alternative-title = Sign in using alternative factors
alternative-what = You confirm your email, then a call to your phone. Both take less than 15 minutes, in this browser. Then you can remove the device that is lost and add another.
alternative-again = Type your password again.
alternative-no-phone = No phone can be called for this account: it has no number, or one that was added only a short while ago.
alternative-switched-off = Alternative factors are switched off for this account.
alternative-support = Contact support: { $contact }
alternative-support-operator = Contact the operator of this server.
alternative-step-mail = 1. Your email
alternative-step-phone = 2. Your phone
alternative-mail-where = An email goes to { $email }.
alternative-mail-send = Send verification email
alternative-mail-again = Resend the email
alternative-mail-sent = The email is on its way.
alternative-mail-waits = An email was sent to { $email }. Open its link in this browser, or type its code here.
alternative-mail-spam = You do not find it? Look in the spam folder too.
alternative-mail-spam-from = It comes from { $sender }. You do not find it? Look in the spam folder too.
alternative-mail-code = Code from the email
alternative-code-shape = The code has eight digits.
alternative-code-wrong = { $left ->
    [one] The code is not right. One attempt is left for this email.
   *[other] The code is not right. { $left } attempts are left for this email.
}
alternative-codes-spent = Too many wrong codes. Send another email.
alternative-mail-later = { $seconds ->
    [one] Another email can be sent in one second.
   *[other] Another email can be sent in { $seconds } seconds.
}
alternative-call-later = { $seconds ->
    [one] You can be called again in one second.
   *[other] You can be called again in { $seconds } seconds.
}
alternative-mails-spent = No more emails are sent for this sign-in. Sign in again.
alternative-calls-spent = No more calls are made for this sign-in. Sign in again.
alternative-spent-today = There were too many attempts today that led to nothing. Try again tomorrow, or in a browser in which you signed in before.
alternative-link-hint = You opened the link of the verification email.
alternative-link-confirm = Confirm my email
alternative-link-void = This link is not of the newest email. Open the link of the newest one, or type its code.
alternative-elsewhere = This link works in the browser that asked for it only. Go back to the page that waits there, and type the code of the email.
alternative-back-to-mail = Back to the code
alternative-no-mail = Send the email first.
alternative-not-proven = Email and phone must both be confirmed first.
alternative-proven = This is confirmed already.
alternative-not-for-this = Alternative factors are for the root user, where an MFA device is asked for.
alternative-phone-where = We call { $phone }. Then type on the phone the six digits that are shown here.
alternative-phone-type = We call { $phone }. Type these digits on the phone:
alternative-phone-call = Call me now
alternative-phone-not-ringing = Your phone does not ring?
alternative-typed = I have typed them
alternative-call-failed = The call could not be made.
alternative-call-ended = The call ended without the right digits.
alternative-no-call = If no call comes, start over, or ask for help.
alternative-start-over = Sign in again
alternative-done = Email and phone are confirmed.
alternative-enter = Sign in to the console
recovered-title = Lost or broken device
recovered-what = You signed in with alternative factors. This session is for your own MFA devices and your own password. Nothing was removed; if you wait for a replacement, you can leave this page and sign in this way again.
recovered-virtual = An authenticator app: delete the account in the app, remove the device here, and add a new one.
recovered-key = A security key: remove it here before you add the new one.
recovered-token = A hardware token: ask its vendor to repair or replace it. Until then sign in this way, or add a device of another kind.
recovered-other-kind = The replacement need not be of the same kind.
recovered-stolen = If it was stolen, change your password.
error-recovered = You signed in without an MFA device: this session is for your own MFA devices and your own password only. Add a device, sign out, and sign in with it to do this.
error-recovery-not-fresh = You signed in without an MFA device more than 15 minutes ago. Sign out, and sign in again to do this.
