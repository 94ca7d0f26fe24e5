//! Whom an account names: its owner's address, and who is written to about bills, operation and security.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Document;

/// What an account says of the people behind it. Where its owner is reached stands in the account itself, and counts from there.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Contacts {
    /// The version of this document's form.
    pub schema: u32,
    /// The owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary: Option<PrimaryContact>,
    /// Others, by what they are written to about: `BILLING`, `OPERATIONS`, `SECURITY`.
    #[serde(default)]
    pub alternate: BTreeMap<String, AlternateContact>,
}

impl Contacts {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
}

impl Document for Contacts {}

/// The owner's name and address.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrimaryContact {
    /// Name.
    pub full_name: String,
    /// Street, and two more lines if they are needed.
    pub address_lines: Vec<String>,
    /// City.
    pub city: String,
    /// State.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state_or_region: Option<String>,
    /// District.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub district_or_county: Option<String>,
    /// Postal code.
    pub postal_code: String,
    /// Country, in two letters.
    pub country_code: String,
    /// The phone as it was written. What is called is the account's own number.
    pub phone_number: String,
    /// Company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_name: Option<String>,
    /// Website.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub website_url: Option<String>,
}

/// Somebody who is written to beside the owner.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlternateContact {
    /// Name.
    pub name: String,
    /// What the person is.
    pub title: String,
    /// Address.
    pub email_address: String,
    /// Number.
    pub phone_number: String,
}

// People's names and addresses.
impl std::fmt::Debug for PrimaryContact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PrimaryContact(..)")
    }
}

impl std::fmt::Debug for AlternateContact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AlternateContact(..)")
    }
}
