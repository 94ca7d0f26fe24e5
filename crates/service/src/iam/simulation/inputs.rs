//! What both simulations are asked.

use model::input::List;
use model::{ActionName, ContextKeyName, ContextKeyType, ContextKeyValue, Input, PolicyText};
use policy::{Kind, Policy, size};

use crate::error::{Error, InvalidInput};

/// A condition key, and the values that it shall have.
#[derive(Clone, Debug, Input)]
pub struct ContextEntry {
    /// Its name.
    pub context_key_name: Option<ContextKeyName>,
    /// Its values.
    pub context_key_values: Option<List<ContextKeyValue, 64>>,
    /// What they are.
    pub context_key_type: Option<ContextKeyType>,
}

/// Texts of policies, at most so many.
pub type PolicyTexts = List<PolicyText, 20>;
/// Actions, at most so many.
pub type ActionNames = List<ActionName, 500>;
/// ARNs of resources, at most so many.
pub type ResourceNames = List<model::ResourceName, 500>;
/// Condition keys, at most so many.
pub type ContextEntries = List<ContextEntry, 200>;

/// So many characters all policies of a call may have together, white space not counted: as many as the longest inline
/// policies of four roles. Each is asked about each action and resource.
const MOST_TOGETHER: usize = 40_960;

/// A policy of the call, and what answers call it.
#[derive(Clone, Debug)]
pub struct Given {
    /// `PolicyInputList.1`.
    pub name: String,
    /// What was compiled of it.
    pub policy: Policy,
}

/// One level of what bounds an account.
#[derive(Clone, Debug, Input)]
pub struct OrganizationLevel {
    /// Its policies.
    pub service_control_policy_input_list: Option<PolicyTexts>,
}

/// All levels, from the root of an organization to the account.
pub type OrganizationTexts = List<OrganizationLevel, 7>;

/// The boundary of a call; one, if any.
pub fn boundary(texts: Option<&PolicyTexts>) -> Result<Option<Vec<Given>>, Error> {
    let given = given("PermissionsBoundaryPolicyInputList", texts, Kind::Identity)?;
    Ok((!given.is_empty()).then_some(given))
}

/// The levels of what bounds the account in a call.
pub fn levels(texts: Option<&OrganizationTexts>) -> Result<Vec<Vec<Given>>, Error> {
    let levels = texts.map(|levels| &**levels).unwrap_or_default().iter();
    let levels = levels.map(|level| {
        let list = level.service_control_policy_input_list.as_ref();
        given("ServiceControlPolicyInputList", list, Kind::ServiceControl)
    });
    levels.collect()
}

/// The policy that every resource has.
pub fn of_resource(text: Option<&PolicyText>) -> Result<Option<Given>, Error> {
    let Some(text) = text else { return Ok(None) };
    let policy = Policy::parse(model::Text::as_str(text), Kind::Resource).map_err(InvalidInput::Policy)?;
    Ok(Some(Given { name: "ResourcePolicy".to_owned(), policy }))
}

/// The account that an owner's ARN names: `arn:aws:iam::123456789012:root`.
pub fn owner(arn: Option<&model::ResourceName>) -> Option<String> {
    let account = arn.and_then(|arn| model::Text::as_str(arn).split(':').nth(4));
    account.filter(|account| !account.is_empty()).map(str::to_owned)
}

/// The policies of a list, by the name of the list and their number.
///
/// # Errors
/// If one is no policy, or they are too long together.
pub fn given(list: &str, texts: Option<&PolicyTexts>, kind: Kind) -> Result<Vec<Given>, Error> {
    let texts = texts.map(|texts| &**texts).unwrap_or_default();
    if texts.iter().map(|text| size(model::Text::as_str(text))).sum::<usize>() > MOST_TOGETHER {
        return Err(InvalidInput::PoliciesTooLong.into());
    }
    let parsed = (1..).zip(texts).map(|(number, text)| {
        let policy = Policy::parse(model::Text::as_str(text), kind).map_err(InvalidInput::Policy)?;
        Ok(Given { name: format!("{list}.{number}"), policy })
    });
    parsed.collect()
}
