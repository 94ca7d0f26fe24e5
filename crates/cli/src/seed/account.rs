//! An account of a seed file, from nothing to its end.

use model::{AccessKeyId, AccountId, UserName};
use server::Clock;
use service::Service;
use service::iam::access_keys::DeleteAccessKey;
use service::iam::account::CreateAccountAlias;
use service::iam::passwords::UpdateLoginProfile;
use service::iam::policies::CreatePolicy;
use service::operator::{CreateAccount, CreatedAccount, GivenKey, Operator, Whose};

use super::file::SeedAccount;
use super::made::{MadeAccount, MadeUser};
use super::place::{Failed, Place};
use super::policies::Named;
use super::root::{Fields, Root, in_words};
use crate::admin::{NewAccessKey, NewAccount};

/// An account that is being filled.
pub struct Filling<'s> {
    pub(super) service: &'s Service,
    pub(super) clock: &'s dyn Clock,
    pub(super) operator: Operator,
    pub(super) id: AccountId,
    pub(super) wanted: &'s SeedAccount,
    pub(super) place: Place,
    pub(super) root: Root<'s>,
    pub(super) named: Named,
    made: NewAccount,
    /// The key that the root user signs with meanwhile.
    key: NewAccessKey,
    users: Vec<MadeUser>,
}

impl<'s> Filling<'s> {
    /// Makes the account, and in it everything but roles.
    pub async fn begin(
        (service, clock): (&'s Service, &'s dyn Clock),
        operator: Operator,
        wanted: &'s SeedAccount,
        place: Place,
    ) -> Result<Self, Failed> {
        let failed = |why: String| place.failed(why);
        let number = number(wanted).map_err(failed)?;
        let created = create((service, clock), operator, wanted, number).await.map_err(failed)?;
        let mut made = NewAccount::from(&created);
        let key = made.root_access_key.take();
        let key = key.ok_or_else(|| place.failed("the root user has no access key"))?;
        let root = Root::by((service, clock), &key).await.map_err(failed)?;
        let policies = wanted.policies.iter().map(|policy| policy.get_ref());
        let (id, named, users) = (created.id, Named::of(created.id, policies), Vec::new());
        let mut filling = Self { service, clock, operator, id, wanted, place, root, named, made, key, users };
        filling.make_account(&created.administrator.name).await?;
        filling.make_policies().await?;
        filling.make_groups().await?;
        filling.users = filling.make_users().await?;
        Ok(filling)
    }

    async fn make_account(&mut self, administrator: &UserName) -> Result<(), Failed> {
        let Self { wanted, place, .. } = self;
        let (place, wanted) = (place.clone(), *wanted);
        if let Some(alias) = &wanted.alias {
            let done = self.root.does::<CreateAccountAlias>(Fields::of("AccountAlias", alias)).await;
            done.map_err(|why| place.part("alias").failed(why))?;
        }
        if let Some(password) = &wanted.root.password {
            let now = self.clock.now();
            let done = self.service.give_root_password(self.operator, self.id, &password.0, now).await;
            done.map_err(|error| place.part("root.password").failed(in_words(&error)))?;
            self.made.root_password = password.0.clone();
        }
        let (name, place) = (administrator.to_string(), place.part("administrator"));
        if let Some(password) = &wanted.administrator.password {
            let fields = Fields::of("UserName", &name)
                .and("Password", password.expose())
                .and("PasswordResetRequired", "false");
            self.root.does::<UpdateLoginProfile>(fields).await.map_err(|why| place.failed(why))?;
            self.made.administrator.password = password.0.clone();
        }
        let given = wanted.administrator.access_key.as_ref().map(|key| key.given(self.id));
        if let Some(given) = given.transpose().map_err(|why| place.failed(why))?.flatten() {
            let drawn = self.made.administrator.access_key.access_key_id.clone();
            let fields = Fields::of("UserName", &name).and("AccessKeyId", drawn);
            self.root.does::<DeleteAccessKey>(fields).await.map_err(|why| place.failed(why))?;
            let whose = Whose::User(administrator.clone());
            self.give_key(&whose, &given).await.map_err(|why| place.failed(why))?;
            self.made.administrator.access_key = shown(given);
        }
        Ok(())
    }

    async fn make_policies(&self) -> Result<(), Failed> {
        for (place, policy) in self.place.of("policies", &self.wanted.policies) {
            let fields = Fields::of("PolicyName", &policy.name)
                .and("PolicyDocument", policy.document.text())
                .maybe("Path", policy.path.as_ref())
                .maybe("Description", policy.description.as_ref())
                .tags(&policy.tags);
            self.root.does::<CreatePolicy>(fields).await.map_err(|why| place.failed(why))?;
        }
        Ok(())
    }

    /// Gives somebody a key.
    pub(super) async fn give_key(&self, whose: &Whose, given: &GivenKey) -> Result<(), String> {
        let done = self.service.give_access_key(self.operator, whose, given, self.clock.now()).await;
        done.map_err(|error| in_words(&error))
    }

    /// Takes the root user's key away, or puts the one in its place that is wanted; and gives what was made.
    pub async fn finish(mut self) -> Result<MadeAccount, Failed> {
        let place = self.place.part("root.access_key");
        let wanted = self.wanted.root.access_key.as_ref();
        let given = wanted.map(|key| key.given(self.id)).transpose().map_err(|why| place.failed(why))?;
        match given {
            // A new one was asked for.
            Some(None) => self.made.root_access_key = Some(self.key.clone()),
            Some(Some(given)) => {
                self.give_key(&Whose::Root, &given).await.map_err(|why| place.failed(why))?;
                self.made.root_access_key = Some(shown(given));
                self.drop_key().await?;
            }
            None => self.drop_key().await?,
        }
        Ok(MadeAccount { account: self.made, users: self.users })
    }

    async fn drop_key(&self) -> Result<(), Failed> {
        let fields = Fields::of("AccessKeyId", &self.key.access_key_id);
        let done = self.root.does::<DeleteAccessKey>(fields).await;
        done.map(drop).map_err(|why| self.place.part("root").failed(why))
    }
}

/// A key as it is printed.
pub fn shown(GivenKey { id, secret }: GivenKey) -> NewAccessKey {
    NewAccessKey { access_key_id: id.to_string(), secret_access_key: secret }
}

/// The number of the account: as it is given, or as the first key that is given names it.
fn number(wanted: &SeedAccount) -> Result<Option<AccountId>, String> {
    match &wanted.id {
        Some(id) => {
            id.parse().map(Some).map_err(|_| "id: the number of an account is twelve digits".to_owned())
        }
        None => Ok(wanted.given_keys().find_map(|id| id.parse::<AccessKeyId>().ok()).map(|id| id.account())),
    }
}

async fn create(
    (service, clock): (&Service, &dyn Clock),
    operator: Operator,
    wanted: &SeedAccount,
    number: Option<AccountId>,
) -> Result<CreatedAccount, String> {
    let request =
        CreateAccount { email: wanted.email.clone(), name: wanted.name.clone(), root_access_key: true };
    let now = clock.now();
    let created = match number {
        None => service.create_account(operator, &request, now).await,
        Some(id) if service.has_account(id).await.map_err(|error| in_words(&error))? => {
            return Err(format!("the account {id} is there already"));
        }
        Some(id) => service.create_given_account(operator, &request, id, now).await,
    };
    created.map_err(|error| crate::admin::in_words(&error))
}
