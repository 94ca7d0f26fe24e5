//! A user's device was stolen: DeactivateMFADevice and UpdateLoginProfile in one commit, as an administrator does both at the console. Who
//! has the device may have seen the password typed too. It is not in the list of operations that the API has.

use model::input::AuditValue;
use model::{Input, Secret, SerialNumber, UserName};
use store::Event;

use super::deactivate_mfa_device::DeactivateMfaDevice;
use super::device;
use crate::authorize::condition_keys;
use crate::iam::passwords::{UpdateLoginProfile, profile};
use crate::operation::{Operation, Sort};
use crate::passwords::Prefix;
use crate::records::{User, keys};
use crate::{Changes, Context, Halt, audit, codes};

/// Deactivates a device of a user, ends the user's sessions, and gives the user a password for one sign-in.
#[derive(Debug, Input)]
pub struct DeactivateStolenMfaDevice {
    /// Whose it is.
    pub user_name: UserName,
    /// Which device.
    pub serial_number: SerialNumber,
}

impl Operation for DeactivateStolenMfaDevice {
    const ACTION: &'static str = DeactivateMfaDevice::ACTION;
    const SORT: Sort = Sort::Change;
    const NEEDS_FRESH_FACTOR: bool = true;
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    /// The password; none where the user had none, and so signs in with access keys alone.
    type Output = Option<Secret<String>>;

    async fn run(&self, ctx: &Context<'_>) -> Result<Option<Secret<String>>, Halt> {
        let name = self.user_name.to_string();
        let parameters = || updated(&name);
        let updating = &Context {
            action: UpdateLoginProfile::ACTION,
            declared: UpdateLoginProfile::CONDITION_KEYS,
            parameters: &parameters,
            ..*ctx
        };
        let permit = ctx.authorize::<User>(&self.user_name).await?;
        // Who may only deactivate devices sets no passwords by it.
        updating.authorize::<User>(&self.user_name).await?;
        device::self_management(ctx, &permit)?;
        let (device, enabled) = device::enabled_for(ctx, &permit, &self.serial_number).await?;

        let mut user = User::clone(permit.target());
        user.credentials.mfa_devices.retain(|other| other.device != enabled.device);
        let changes = codes::forgiven_by_administrator(ctx, &user, Changes::new()).await?;
        let changes = device.release(ctx, changes).await?;
        let (password, changes) = replaced(ctx, updating, &mut user, changes).await?;
        user.credentials = profile::sessions_ended(ctx, user.credentials);
        ctx.commit(&permit, changes.update(permit.target(), &user).detail("stolen", true)).await?;
        Ok(password)
    }
}

/// The password is replaced, with the event and the notice that UpdateLoginProfile has.
async fn replaced(
    ctx: &Context<'_>,
    updating: &Context<'_>,
    user: &mut User,
    changes: Changes,
) -> Result<(Option<Secret<String>>, Changes), Halt> {
    let Some(old) = user.credentials.password.clone() else { return Ok((None, changes)) };
    let (service, prefix) = (ctx.service, Prefix::of(ctx.origin.address));
    let password = service.password_for_once();
    // What the account asks of passwords holds for the one that the user chooses then.
    let hash = service.passwords.hash(prefix, service.entropy.array(), &password).await?;
    let (credentials, changes) = profile::replaced(ctx, changes, user, &old, (hash, true)).await?;
    user.credentials = credentials;
    // Who is told a new password begins anew.
    let changes = changes.remove_key(keys::wrong_passwords(ctx.account(), &user.id));
    let event = audit::success(updating, &Changes::new())?;
    // In the order in which it would have happened.
    let event = Event { micros: event.micros.saturating_sub(1), ..event };
    Ok((Some(password), updating.noticed(changes.also_tell(event)).await?))
}

/// What UpdateLoginProfile says it was asked.
fn updated(user_name: &str) -> AuditValue {
    AuditValue::Object(vec![
        ("userName", AuditValue::Text(user_name.to_owned())),
        ("password", AuditValue::Hidden),
        ("passwordResetRequired", AuditValue::Flag(true)),
    ])
}
