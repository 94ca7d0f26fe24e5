//! What the page shows of where the owner is reached, and of whom else the account names.

use model::AlternateContactType;
use service::account_settings::{
    AlternateContactView, ContactInformationView, GetAlternateContact, GetContactInformation, GetPrimaryEmail,
};
use service::{Error, Missing};

use super::contact_fields::{ALTERNATE, PRIMARY, Shown, TypedFields};
use super::sections::{Moment, ask, refused};
use super::{Inside, Section, Typed};

/// The root user's address, and the one that is asked for.
pub struct Email {
    pub now: String,
    pub asked: Option<Asked>,
    /// Until when another one recovers, and which.
    pub settles: Option<(Moment, String)>,
}

/// An address that is asked for.
pub struct Asked {
    pub email: String,
    pub at: Moment,
    /// Until when its code is taken.
    pub code_until: Option<Moment>,
}

/// Who the owner is.
pub struct Contact {
    /// What is known, line by line.
    pub lines: Vec<String>,
    pub fields: Vec<Shown>,
    /// When the phone is called in a recovery, if it is not yet.
    pub settles: Option<Moment>,
}

/// Somebody beside the owner.
pub struct Alternate {
    pub which: &'static str,
    /// The key of its heading.
    pub heading: &'static str,
    pub lines: Vec<String>,
    pub fields: Vec<Shown>,
    /// Whether its form is open, because something in it is wrong.
    pub is_open: bool,
}

/// The root user's address.
pub async fn email(inside: &Inside<'_>) -> Result<Section<Email>, Error> {
    let found = ask(inside, &GetPrimaryEmail { account_id: None }).await?;
    Ok(found.map(|found| Email {
        asked: found.asked.map(|asked| Asked {
            email: asked.email,
            at: Moment::of(asked.at),
            code_until: asked.code_until.map(Moment::of),
        }),
        settles: found.settles.map(|(until, email)| (Moment::of(until), email)),
        now: found.primary_email,
    }))
}

/// Who the owner is, and what was typed of it.
pub async fn contact(inside: &Inside<'_>, typed: &Typed) -> Result<Section<Contact>, Error> {
    let found = inside.visit.call(&inside.caller, &GetContactInformation { account_id: None }).await;
    let (view, settles) = match found {
        Ok(found) => (found.contact_information, found.settles),
        Err(Error::NoSuchEntity(Missing::ContactInformation)) => (ContactInformationView::default(), None),
        Err(error) => return refused(inside, error),
    };
    let values = values_of(view);
    Ok(Ok(Contact {
        lines: values.iter().map(|(_, value)| value.clone()).collect(),
        fields: PRIMARY.shown("", typed.contact.as_ref().unwrap_or(&values)),
        settles: settles.map(Moment::of),
    }))
}

fn values_of(view: ContactInformationView) -> TypedFields {
    let values = [
        ("FullName", view.full_name),
        ("CompanyName", view.company_name),
        ("AddressLine1", view.address_line1),
        ("AddressLine2", view.address_line2),
        ("AddressLine3", view.address_line3),
        ("PostalCode", view.postal_code),
        ("City", view.city),
        ("DistrictOrCounty", view.district_or_county),
        ("StateOrRegion", view.state_or_region),
        ("CountryCode", view.country_code),
        ("PhoneNumber", view.phone_number),
        ("WebsiteUrl", view.website_url),
    ];
    values.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// The three others.
pub async fn alternates(inside: &Inside<'_>, typed: &Typed) -> Result<Section<Vec<Alternate>>, Error> {
    let mut alternates = Vec::new();
    for (which, heading) in [
        (AlternateContactType::BILLING, "contact-billing"),
        (AlternateContactType::OPERATIONS, "contact-operations"),
        (AlternateContactType::SECURITY, "contact-security"),
    ] {
        let asked = GetAlternateContact { account_id: None, alternate_contact_type: which };
        let values = match inside.visit.call(&inside.caller, &asked).await {
            Ok(found) => values_of_alternate(found.alternate_contact),
            Err(Error::NoSuchEntity(Missing::AlternateContact(_))) => TypedFields::new(),
            Err(error) => return refused(inside, error),
        };
        let typed = typed.alternate.as_ref().filter(|(typed, _)| typed == which.as_str());
        let shown = typed.map_or(&values, |(_, typed)| typed);
        alternates.push(Alternate {
            which: which.as_str(),
            heading,
            fields: ALTERNATE.shown(&format!("{}.", which.as_str()), shown),
            is_open: typed.is_some(),
            lines: values.into_iter().map(|(_, value)| value).collect(),
        });
    }
    Ok(Ok(alternates))
}

fn values_of_alternate(view: AlternateContactView) -> TypedFields {
    vec![
        ("Name", view.name),
        ("Title", view.title),
        ("EmailAddress", view.email_address),
        ("PhoneNumber", view.phone_number),
    ]
}
