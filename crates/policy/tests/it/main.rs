//! What the crate promises, through its public API: tables of cases, and properties.

#[cfg(test)]
mod actions;
#[cfg(test)]
mod cases;
#[cfg(test)]
mod conditions;
#[cfg(test)]
mod decisions;
#[cfg(test)]
mod denials;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod explanations;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod layers;
#[cfg(test)]
mod peer;
#[cfg(test)]
mod positions;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod resource_policies;
#[cfg(test)]
mod resources;
#[cfg(test)]
mod rewriting;
#[cfg(test)]
mod self_service;
#[cfg(test)]
mod trust;
