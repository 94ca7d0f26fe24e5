//! Whoever's credentials these are, and what is theirs.

use server::{Clock, MonotonicClock};
use service::Api;

use crate::arguments::ConnectionArguments;
use crate::aws::{Answer, Aws, Refusal, Source};
use crate::failure::Failure;
use crate::mfa_session::{CodeSource, ENOUGH, EnabledDevice, Wanted, choose, enabled, is_kept, obtain};
use crate::person::Person;

/// What the server says to whoever changes devices of their own without MFA (the self-management rule).
const SELF_MANAGEMENT: &str = "authenticated with an MFA device";

/// A user.
pub struct User {
    /// The name.
    pub name: String,
    /// The account.
    pub account: String,
}

/// Somebody who looks after their own devices.
pub struct Own {
    /// Calls the API.
    pub aws: Aws,
    /// What time it is.
    pub clock: MonotonicClock,
}

impl Own {
    /// Whoever's credentials are found.
    ///
    /// # Errors
    /// If there are none.
    pub fn find(connection: &ConnectionArguments) -> Result<Self, Failure> {
        Ok(Self { aws: Aws { source: Source::find(&connection.asked())? }, clock: MonotonicClock::new() })
    }

    /// Calls an operation.
    ///
    /// # Errors
    /// What the server said instead.
    pub async fn iam(&self, action: &str, fields: &[(&str, &str)]) -> Result<Answer, Refusal> {
        self.aws.call(Api::Iam, action, fields, self.clock.now()).await
    }

    /// Whose credentials they are.
    ///
    /// # Errors
    /// If they are not an IAM user's.
    pub async fn user(&self) -> Result<User, Failure> {
        let answer = self.aws.call(Api::Sts, "GetCallerIdentity", &[], self.clock.now()).await?;
        let arn = answer.document.text("Arn").unwrap_or_default();
        let user = arn.split_once(":user/").map(|(_, path)| path.rsplit('/').next().unwrap_or(path));
        match (user, answer.document.text("Account")) {
            (Some(name), Some(account)) => Ok(User { name: name.to_owned(), account: account.to_owned() }),
            _ if arn.ends_with(":root") => Err(Failure::Failed(
                "the root user's devices are managed at the console only, under \"My Security Credentials\""
                    .to_owned(),
            )),
            _ => Err(Failure::Failed(format!(
                "only IAM users have devices, and these credentials are of {arn}"
            ))),
        }
    }

    /// Their devices.
    ///
    /// # Errors
    /// If they may not see them.
    pub async fn devices(&self) -> Result<Vec<EnabledDevice>, Failure> {
        Ok(enabled(&self.aws, self.clock.now()).await?)
    }

    /// The device that was named, or that somebody chooses among several.
    ///
    /// # Errors
    /// If there is none, or nobody to ask.
    pub async fn device(
        &self,
        named: Option<&str>,
        devices: Vec<EnabledDevice>,
        person: &mut Person,
        question: &str,
    ) -> Result<EnabledDevice, Failure> {
        if let Some(named) = named {
            let is_it = |device: &&EnabledDevice| device.serial == named || device.name() == named;
            return devices.iter().find(is_it).cloned().ok_or_else(|| {
                let there: Vec<_> = devices.iter().map(EnabledDevice::name).collect();
                let there = if there.is_empty() {
                    "you have none".to_owned()
                } else {
                    format!("yours: {}", there.join(", "))
                };
                Failure::Failed(format!("{named} is no device of yours ({there})"))
            });
        }
        match devices.as_slice() {
            [] => Err(Failure::Failed(
                "you have no such device; `bartizan device list` shows what you have".to_owned(),
            )),
            [device] => Ok(device.clone()),
            _ if !person.is_there() => Err(Failure::Usage("you have several devices: say which".to_owned())),
            several => choose(person, several, question).await.cloned(),
        }
    }

    /// The same person with MFA: with the session that `bartizan session` keeps, or with a code.
    ///
    /// # Errors
    /// If no session is given.
    pub async fn with_mfa(&self, codes: &CodeSource) -> Result<Self, Failure> {
        let wanted = Wanted {
            serial: None,
            duration: None,
            fresh: false,
            least: ENOUGH,
            codes: codes.clone(),
            person: Person::at_standard_input,
        };
        let session = obtain(&self.aws, &self.clock, &wanted).await?;
        let source = self.aws.source.with_keys(session.keys());
        Ok(Self { aws: Aws { source }, clock: MonotonicClock::new() })
    }

    /// The same with MFA where it is needed: who has a device changes devices of their own with MFA only. Credentials of a session
    /// may have it; those of an access key never do.
    ///
    /// # Errors
    /// If no session is given.
    pub async fn for_changes(
        self,
        has_devices: bool,
        codes: &CodeSource,
        person: &Person,
    ) -> Result<Self, Failure> {
        if !has_devices || !self.aws.source.keys.are_long_term() {
            return Ok(self);
        }
        if !codes.is_authenticator() && !is_kept(&self.aws, &self.clock)? {
            person.explain(
                "You have a device already, and who has one changes devices only with a code of it: whoever stole your access key must \
                 not be able to add another or take yours away.",
            );
        }
        self.with_mfa(codes).await
    }
}

/// What a refusal of a change means, if it is the rule for one's own devices.
pub fn explained(refusal: Refusal) -> Failure {
    if refusal.says("AccessDenied", SELF_MANAGEMENT) {
        return Failure::SignIn(
            "who has a device changes devices only in a session that was opened with a code of it, and these credentials are of one \
             without: use your access key, of which this command makes such a session, or sign in with MFA (bartizan login)"
                .to_owned(),
        );
    }
    refusal.into()
}
