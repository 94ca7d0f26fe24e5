//! The fields of the forms about people: how they are called in the operation, for the reader, and for the browser that fills them in.

use crate::visit::Visit;

/// What was typed, by field.
pub type TypedFields = Vec<(&'static str, String)>;

/// A field, before it has a value.
#[derive(Clone, Copy)]
pub struct Kind {
    name: &'static str,
    label: &'static str,
    kind: &'static str,
    autocomplete: &'static str,
}

/// The fields of a form.
#[derive(Clone, Copy)]
pub struct Kinds(&'static [Kind]);

/// A field of a form, as templates show it.
pub struct Shown {
    /// Its name in the form.
    pub name: String,
    /// The key of its label.
    pub label: &'static str,
    /// Its type.
    pub kind: &'static str,
    /// What is in it.
    pub value: String,
    /// What the browser may fill in.
    pub autocomplete: &'static str,
}

const fn text(name: &'static str, label: &'static str, autocomplete: &'static str) -> Kind {
    Kind { name, label, kind: "text", autocomplete }
}

/// Those about the owner.
pub const PRIMARY: Kinds = Kinds(&[
    text("FullName", "contact-full-name", "name"),
    text("CompanyName", "contact-company", "organization"),
    text("AddressLine1", "contact-line-1", "address-line1"),
    text("AddressLine2", "contact-line-2", "address-line2"),
    text("AddressLine3", "contact-line-3", "address-line3"),
    text("PostalCode", "contact-postal-code", "postal-code"),
    text("City", "contact-city", "address-level2"),
    text("DistrictOrCounty", "contact-district", "off"),
    text("StateOrRegion", "contact-state", "address-level1"),
    text("CountryCode", "contact-country", "country"),
    Kind { name: "PhoneNumber", label: "account-phone-number", kind: "tel", autocomplete: "tel" },
    Kind { name: "WebsiteUrl", label: "contact-website", kind: "url", autocomplete: "url" },
]);

/// Those about somebody else.
pub const ALTERNATE: Kinds = Kinds(&[
    text("Name", "contact-name", "off"),
    text("Title", "contact-job", "off"),
    Kind { name: "EmailAddress", label: "contact-email", kind: "email", autocomplete: "off" },
    Kind { name: "PhoneNumber", label: "contact-other-phone", kind: "tel", autocomplete: "off" },
]);

impl Kinds {
    /// What was typed into a form whose names begin so. An empty field is one that was left out.
    pub fn typed(self, visit: &Visit<'_>, prefix: &str) -> TypedFields {
        let typed = |kind: &Kind| {
            let value = visit.typed(&format!("{prefix}{}", kind.name)).trim();
            let value =
                if kind.name == "CountryCode" { value.to_ascii_uppercase() } else { value.to_owned() };
            (!value.is_empty()).then_some((kind.name, value))
        };
        self.0.iter().filter_map(typed).collect()
    }

    /// The fields with what is in them.
    pub fn shown(self, prefix: &str, values: &[(&'static str, String)]) -> Vec<Shown> {
        let value = |name| values.iter().find(|(named, _)| *named == name).map(|(_, value)| value.clone());
        let shown = |kind: &Kind| Shown {
            name: format!("{prefix}{}", kind.name),
            label: kind.label,
            kind: kind.kind,
            value: value(kind.name).unwrap_or_default(),
            autocomplete: kind.autocomplete,
        };
        self.0.iter().map(shown).collect()
    }
}
