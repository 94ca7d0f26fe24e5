//! What policies would decide, and which of them, without anything being done.

mod caller;
mod context;
mod evaluation;
mod exclusions;
mod get_context_keys_for_custom_policy;
mod get_context_keys_for_principal_policy;
mod inputs;
mod result;
mod simulate_custom_policy;
mod simulate_principal_policy;
mod source;

pub(crate) use context::SimulatedContext;
pub(crate) use evaluation::is_action;
pub use get_context_keys_for_custom_policy::GetContextKeysForCustomPolicy;
pub use get_context_keys_for_principal_policy::GetContextKeysForPrincipalPolicy;
pub(crate) use inputs::ContextEntries;
pub use simulate_custom_policy::SimulateCustomPolicy;
pub use simulate_principal_policy::SimulatePrincipalPolicy;
pub(crate) use source::Source;
