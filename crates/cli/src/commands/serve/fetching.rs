//! Whether and whence keys of providers of OpenID Connect are fetched (rule R24), as settings say.

use reach::ProviderKeys;
use service::Service;

use crate::failure::Failure;
use crate::settings::Settings;

/// Lets the service fetch keys, where a setting says so.
///
/// # Errors
/// If the certificates to trust cannot be read.
pub fn allow(settings: &Settings, service: &Service) -> Result<(), Failure> {
    if !settings.oidc_fetch_keys {
        return Ok(());
    }
    let networks = settings.oidc_networks.clone();
    let keys = ProviderKeys::new(settings.oidc_ca_file.as_deref(), move |address| networks.contain(address));
    let keys = keys.map_err(|error| Failure::Usage(format!("oidc.ca_file: {error}")))?;
    service.fetch_keys_with(Box::new(keys));
    Ok(())
}
