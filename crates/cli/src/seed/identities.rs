//! Groups, users and roles of an account of a seed file.

use mfa::{Parameters, Totp};
use model::Text;
use service::iam::access_keys::CreateAccessKey;
use service::iam::groups::{AddUserToGroup, CreateGroup};
use service::iam::inline_policies::{PutGroupPolicy, PutRolePolicy, PutUserPolicy};
use service::iam::mfa::EnableMfaDevice;
use service::iam::passwords::CreateLoginProfile;
use service::iam::policies::{AttachGroupPolicy, AttachRolePolicy, AttachUserPolicy};
use service::iam::roles::CreateRole;
use service::iam::users::CreateUser;
use service::operator::Whose as Person;

use super::account::{Filling, shown};
use super::file::{SeedDevice, SeedUser};
use super::made::{MadeDevice, MadeUser};
use super::place::Failed;
use super::policies::{Whose, give};
use super::root::{Fields, in_words};
use crate::admin::NewAccessKey;

/// How many steps before the present one a device is enabled with: what it shows from now on works.
const STEPS_BEFORE: u64 = 3;

impl Filling<'_> {
    pub(super) async fn make_groups(&self) -> Result<(), Failed> {
        for (place, group) in self.place.of("groups", &self.wanted.groups) {
            let fields = Fields::of("GroupName", &group.name).maybe("Path", group.path.as_ref());
            self.root.does::<CreateGroup>(fields).await.map_err(|why| place.failed(why))?;
            let whose = Whose("GroupName", &group.name);
            let from = (&self.root, &self.named);
            let given =
                give::<AttachGroupPolicy, PutGroupPolicy>(from, whose, &group.attach, &group.inline).await;
            given.map_err(|why| place.failed(why))?;
        }
        Ok(())
    }

    pub(super) async fn make_users(&self) -> Result<Vec<MadeUser>, Failed> {
        let mut made = Vec::new();
        for (place, user) in self.place.of("users", &self.wanted.users) {
            made.push(self.make_user(user).await.map_err(|why| place.failed(why))?);
        }
        Ok(made)
    }

    async fn make_user(&self, user: &SeedUser) -> Result<MadeUser, String> {
        let (root, name) = (&self.root, &user.name);
        let boundary = user.boundary.as_ref().map(|given| self.named.arn(given)).transpose()?;
        let fields = Fields::of("UserName", name)
            .maybe("Path", user.path.as_ref())
            .maybe("PermissionsBoundary", boundary.as_ref())
            .tags(&user.tags);
        root.does::<CreateUser>(fields).await?;
        for group in &user.groups {
            let fields = Fields::of("UserName", name).and("GroupName", group);
            root.does::<AddUserToGroup>(fields).await?;
        }
        let (from, whose) = ((root, &self.named), Whose("UserName", name));
        give::<AttachUserPolicy, PutUserPolicy>(from, whose, &user.attach, &user.inline).await?;
        if let Some(password) = &user.password {
            let fields = Fields::of("UserName", name)
                .and("Password", password.expose())
                .and("PasswordResetRequired", user.must_change_password.to_string());
            root.does::<CreateLoginProfile>(fields).await?;
        }
        let (access_keys, mfa_devices) = (self.make_keys(user).await?, self.make_devices(user).await?);
        Ok(MadeUser { user_name: name.clone(), access_keys, mfa_devices })
    }

    async fn make_keys(&self, user: &SeedUser) -> Result<Vec<NewAccessKey>, String> {
        let person = Person::User(user.name.parse().map_err(|_| "name: not the name of a user".to_owned())?);
        let mut made = Vec::new();
        for key in &user.access_keys {
            if let Some(given) = key.given(self.id)? {
                self.give_key(&person, &given).await?;
                made.push(shown(given));
            } else {
                let created = self.root.does::<CreateAccessKey>(Fields::of("UserName", &user.name)).await?;
                let created = created.access_key;
                made.push(NewAccessKey {
                    access_key_id: created.access_key_id,
                    secret_access_key: model::Secret::new(created.secret_access_key),
                });
            }
        }
        Ok(made)
    }

    async fn make_devices(&self, user: &SeedUser) -> Result<Vec<MadeDevice>, String> {
        let mut made = Vec::new();
        for device in &user.mfa {
            made.push(self.make_device(user, device).await?);
        }
        Ok(made)
    }

    /// A device that its owner enabled a minute and a half ago: no code that it shows from now on is spent.
    async fn make_device(&self, user: &SeedUser, device: &SeedDevice) -> Result<MadeDevice, String> {
        let in_mfa = |why: String| format!("mfa {}: {why}", device.name);
        let seed = device.seed().map_err(in_mfa)?;
        let name = device.name.parse().map_err(|_| in_mfa("not the name of a device".to_owned()))?;
        let now = self.clock.now();
        let given = self.service.give_virtual_mfa_device(self.operator, self.id, (&name, &seed), now).await;
        let serial = given.map_err(|error| in_mfa(in_words(&error)))?;
        let step = now.secs() / u64::from(Parameters::VIRTUAL.period_secs);
        let step =
            step.checked_sub(STEPS_BEFORE).ok_or_else(|| in_mfa("there is no MFA in 1970".to_owned()))?;
        let codes = Totp::new(&seed, Parameters::VIRTUAL);
        let fields = Fields::of("UserName", &user.name)
            .and("SerialNumber", serial.as_str())
            .and("AuthenticationCode1", codes.digits_at(step))
            .and("AuthenticationCode2", codes.digits_at(step + 1));
        self.root.does::<EnableMfaDevice>(fields).await.map_err(in_mfa)?;
        Ok(MadeDevice { serial_number: serial.to_string(), seed: seed.to_base32() })
    }

    /// Makes the roles, which trust whoever was made before.
    pub async fn make_roles(&self) -> Result<(), Failed> {
        for (place, role) in self.place.of("roles", &self.wanted.roles) {
            let done = async {
                let boundary = role.boundary.as_ref().map(|given| self.named.arn(given)).transpose()?;
                let fields = Fields::of("RoleName", &role.name)
                    .and("AssumeRolePolicyDocument", role.trust.text())
                    .maybe("Path", role.path.as_ref())
                    .maybe("Description", role.description.as_ref())
                    .maybe("MaxSessionDuration", role.max_session.map(|seconds| seconds.to_string()).as_ref())
                    .maybe("PermissionsBoundary", boundary.as_ref())
                    .tags(&role.tags);
                self.root.does::<CreateRole>(fields).await?;
                let (from, whose) = ((&self.root, &self.named), Whose("RoleName", &role.name));
                give::<AttachRolePolicy, PutRolePolicy>(from, whose, &role.attach, &role.inline).await
            };
            done.await.map_err(|why: String| place.failed(why))?;
        }
        Ok(())
    }
}
