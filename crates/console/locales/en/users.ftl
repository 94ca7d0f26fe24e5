users-title = Users
users-sections = Users, groups and devices
users-list = Users of this account
users-search = Name begins with
users-search-button = Search
users-show-all = Show all
users-none = There are no such users.
users-next-page = Next page
users-path = Path
users-created = Created
users-actions = Actions
users-new = New user
users-create = Create user
users-path-optional = Path (may stay empty)
users-password-optional = Console password (may stay empty)
users-must-change = Must be changed at the next sign-in
users-new-hint = Without a password the user cannot sign in to the console. A new user may do nothing until you attach a policy or add the user to a group.
users-choose = Choose…
users-yes = Yes
users-no = No
users-back = Back

users-permissions = Permissions
users-groups = Groups
users-tags = Tags
users-credentials = Security credentials

users-about = About this user
users-boundary = Permissions boundary
users-boundary-none = None
users-attached = Managed policies
users-attached-none = No managed policy is attached.
users-policy-name = Policy name
users-policy-to-attach = Policy
users-policy-arn-to-attach = ARN of the policy
users-attach = Attach policy
users-detach = Detach
users-inline = Inline policies
users-inline-none = There are no inline policies.
users-policy-title = Inline policy
users-policy-new = New inline policy
users-policy-document = Policy document (JSON)
users-policy-save = Save policy
users-policy-delete = Delete policy
users-policy-delete-why = What only this policy allows or denies is no longer allowed or denied from then on. It cannot be brought back.
users-policy-there = There is a policy of this name already.

users-groups-none = This user is in no group.
users-group-name = Group name
users-join = Add to group
users-leave = Remove from group

users-tags-none = There are no tags.
users-tag-key = Key
users-tag-value = Value
users-tag = Save tag
users-untag = Remove tag

users-password-title = Console password
users-password-none = This user has no password and cannot sign in to the console.
users-password-create = Create password
users-password-reset = Reset password
users-password-reset-hint = All sessions of this user end. Tell the user the new password in a safe way.
users-password-delete = Delete password
users-password-delete-why = The user can no longer sign in to the console, and all sessions end. Access keys go on working.
users-new-password = New password
users-sign-in-address = Sign-in address
users-remind-password = Was the device lost or stolen? Then change the password of this user too.

users-devices = Assigned MFA device
users-devices-none = Not assigned.
users-devices-full = Eight devices are assigned, which is the most there can be. Remove one before you assign another.
users-manage = Manage
users-assign-another = Assign another MFA device
users-serial = Serial number
users-enabled = Enabled
users-locked = Codes of this user have been locked since { $since } UTC, after too many wrong ones. Resynchronizing or removing a device here unlocks them.
users-manage-title = Manage MFA device
users-manage-whose = { $device }, of { $user }
users-manage-what = What do you want to do?
users-resync = Resync
users-resync-why = when its codes are refused
users-resync-hint = Have the device at hand, or ask the user to read you two codes that it shows one after the other.
users-resync-unlocks = This also unlocks codes that were locked after too many wrong ones.
users-remove = Remove
users-remove-why = when it is lost, broken or replaced
users-remove-hint = { $user } can no longer sign in with this device.
users-remove-virtual = The virtual device is deactivated and then deleted.
users-remove-token = The token is deactivated, and can be assigned to somebody else.
users-stolen = It was stolen
users-stolen-why = { $user } also gets a one-time password, and all sessions of { $user } end.
users-stolen-title = The device was stolen
users-stolen-ended = All sessions of { $user } have ended.
users-stolen-once = The password is shown now and never again. Tell it to the user in a safe way; it must be changed at the next sign-in.
users-stolen-password = One-time password
users-stolen-keys = Access keys go on working. If somebody else may have one, delete it.
users-removed-but-listed = The device was deactivated, but it could not be deleted. It stays listed as unassigned.

failures-title = Recent failures
failures-none = No code of this user was refused.
failures-none-lately = No code of this user was refused lately.
failures-partial = Older events were not looked at.
failures-when = When
failures-what = What
failures-where = Where
failures-by = typed by { $who }
failures-wrong = Wrong code
failures-reused = Reused code
failures-slow = { $steps ->
    [one] Drifted { $steps } step: the clock of the device is slow
   *[other] Drifted { $steps } steps: the clock of the device is slow
}
failures-fast = { $steps ->
    [one] Drifted { $steps } step: the clock of the device is fast
   *[other] Drifted { $steps } steps: the clock of the device is fast
}
failures-too-old = { $steps ->
    [one] Reused codes, or a clock that was set back { $steps } step
   *[other] Reused codes, or a clock that was set back { $steps } steps
}
failures-out-of-reach = { $steps ->
    [one] Drifted { $steps } step, which is too far
   *[other] Drifted { $steps } steps, which is too far
}
failures-ahead = { $codes ->
    [one] { $codes } code ahead of the last one: its button was pressed in between
   *[other] { $codes } codes ahead of the last one: its button was pressed in between
}
failures-fenced = Not looked at: the server was restored, and an administrator has to resynchronize this token first

users-keys = Access keys
users-keys-none = There are no access keys.
users-keys-full = A user has two access keys at most. Delete one before you create another.
users-key-id = Access key ID
users-key-secret = Secret access key
users-key-status = Status
users-key-active = Active
users-key-inactive = Inactive
users-key-used = Last used
users-key-never = Never
users-key-create = Create access key
users-key-off = Deactivate
users-key-on = Activate
users-key-delete = Delete key
users-key-delete-why = Whatever uses this key stops working at once. It cannot be brought back.
users-key-new-title = New access key
users-key-once = The secret is shown now and never again. Keep it in a safe place, and tell it to nobody but the user.
users-key-kept = I have kept it

users-delete = Delete user
users-delete-title = Delete user
users-delete-first = Before { $user } can be deleted, take these away:
users-delete-partial = You may not see everything that this user has, so something else may stand in the way.
users-delete-sure = { $user } is deleted for good. Another user of the same name later will be somebody else.
users-obstacle-keys = Access keys
users-obstacle-devices = MFA devices
users-obstacle-password = The console password
users-obstacle-attached = Managed policies that are attached
users-obstacle-inline = Inline policies
users-obstacle-groups = Groups that the user is in

users-done-created = The user was created.
users-done-created-without-password = The user was created, but without a password.
users-done-deleted = The user was deleted.
users-done-attached = The policy was attached.
users-done-detached = The policy was detached.
users-done-policy-saved = The policy was saved.
users-done-policy-deleted = The policy was deleted.
users-done-added = The user was added to the group.
users-done-left = The user was removed from the group.
users-done-tagged = The tag was saved.
users-done-untagged = The tag was removed.
users-done-password-set = The password was set.
users-done-password-deleted = The password was deleted.
users-done-resynchronized = The device is in step again. Codes are not locked any more.
users-done-removed = The device was removed.
users-done-key-on = The access key works again.
users-done-key-off = The access key no longer works.
users-done-key-deleted = The access key was deleted.
users-done-group-created = The group was created.
users-done-group-deleted = The group was deleted.
users-done-device-deleted = The device was deleted.

groups-title = Groups
groups-list = Groups of this account
groups-none = There are no groups.
groups-new = New group
groups-create = Create group
groups-members = Members
groups-members-none = Nobody is in this group.
groups-add = Add user
groups-delete = Delete group
groups-delete-why = A group can be deleted when nobody is in it and it has no policies.

devices-title = Unassigned MFA devices
devices-hint = Virtual devices that belong to nobody: somebody began to set them up, or they were deactivated.
devices-none = There are no unassigned devices.
devices-delete = Delete device
devices-delete-why = Its secret is deleted for good. The account in the authenticator app is of no use any more.

report-title = Credential report
report-hint = A table of all users, and what they sign in with: passwords, access keys, MFA devices.
report-make = Make the report
report-in-progress = The report is being made. This page looks again every three seconds.
report-look-again = Look now
report-made = Made:
report-four-hours = A new one can be made four hours after that.
report-download = Download the report (CSV)
