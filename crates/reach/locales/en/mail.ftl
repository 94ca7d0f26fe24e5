month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
moment = { $month } { $day }, { $year }, { $time } UTC

footer = This message was sent automatically. Your address is known to { $url } as one to write to about account { $account }. Answers to it are not read.

recovery-link-subject = Sign in without your MFA device
recovery-link-why = Somebody who knows the password of the root user of account { $account } asked to sign in without an MFA device.
recovery-link-open = If it was you, open this link in the browser in which you are signing in:
recovery-link-code = If you read this on another device, type this code on the page that waits for it instead:
recovery-link-once = The link and the code work once, until { $until }. Nobody from this installation will ever ask you for them.
recovery-link-not-you = If it was not you, somebody else knows the password. Do not open the link and tell nobody the code; sign in and change the password.

email-code-subject = Confirm your e-mail address
email-code-why = This address was given as the new e-mail address of the root user of account { $account }. To confirm it, type this code where it is asked for:
email-code-once = The code works once, until { $until }.
email-code-not-you = If you know nothing of this, you need not do anything: without the code nothing changes.

phone-changed-subject = The phone number of your account is being changed
phone-changed = Another phone number was set for account { $account }.
email-changed-subject = The e-mail address of your account is being changed
email-changed = Another e-mail address was set for the root user of account { $account }. You read this because yours was the address before.
contact-changed-settled = Until { $until }, only where you were reached before lets you recover the account; after that, only the new one does.
contact-changed-undo = If you did not ask for this, open this link to undo it, and change the password of the root user:

fact-when = When
fact-about = What
fact-by = By whom
fact-address = From the address
by-operator = the operator of this installation

notice-not-you = If you know nothing of this, somebody else may have access. Sign in, change the password, and look at the MFA devices and access keys; the audit trail shows what else was done:
notice-last = So much happened in this hour that no more messages like this are sent until { $until }. What happens until then is in the audit trail.

device-added-subject = An MFA device was added
device-added = An MFA device was added in account { $account }. It can be used to sign in from now on.
device-removed-subject = An MFA device was removed
device-removed = An MFA device was removed in account { $account }. It cannot be used to sign in any more.
device-resynced-subject = An MFA device was resynchronized
device-resynced = The clock of an MFA device in account { $account } was learned anew from two of its codes.
access-key-made-subject = An access key was made
access-key-made = An access key was made in account { $account }. Whoever has it can act without a password.
password-changed-subject = A password was changed
password-changed = A password was set or changed in account { $account }.
locked-subject = MFA codes are locked
locked = Too many wrong MFA codes were typed in account { $account }, by somebody who knows the password or has an access key. No more codes are accepted until this is unlocked.
recovery-started-subject = Somebody began to sign in without an MFA device
recovery-started = Somebody who knows the password of the root user of account { $account } began to sign in without an MFA device.
recovery-finished-subject = Somebody signed in without an MFA device
recovery-finished = Somebody signed in as the root user of account { $account } without an MFA device, with the password, this mailbox and the phone of the account.
recovery-codes-made-subject = Recovery codes were made
recovery-codes-made = New recovery codes were made in account { $account }. Older ones work no more.
recovery-code-used-subject = A recovery code was used
recovery-code-used = Somebody signed in with a recovery code in account { $account }. That code works no more.
support-acted-subject = The operator changed how you sign in
support-acted = The operator of this installation changed how somebody in account { $account } signs in or recovers access.

contact-restored-subject = The former contact details are back
contact-restored = The root e-mail and phone of account { $account } are again what they were before the last change.

wrong-codes-subject = Wrong MFA codes were typed
wrong-codes = Ten wrong MFA codes in a row were typed in account { $account }, by somebody who knows the password or has an access key.
security-contact-changed-subject = Somebody else is told of what happens to your users
security-contact-changed = The contact for security of account { $account } was changed. What happens to its users is told to the new contact from now on, or to the owner where there is none.
