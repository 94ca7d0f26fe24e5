//! The table of settings. A setting more is one line here.

use std::num::NonZeroU32;
use std::path::PathBuf;

use super::layers::Layers;
use super::values::{
    Email, Hours, Issuer, Line, Listen, LogFormat, LogLevel, PublicUrl, Region, Seconds, Value,
};
use crate::failure::Failure;

/// A line of the table.
#[derive(Debug)]
pub struct Row {
    /// The key in the file. The variable is the same in capitals, `_` for `.`, after `BARTIZAN_`.
    pub key: &'static str,
    /// The text of the default; empty for none.
    pub default: &'static str,
    /// What it means.
    pub help: &'static str,
    /// Whether it is the path of a file: relative ones in a configuration file are relative to that file.
    pub is_path: bool,
}

macro_rules! settings {
    ($($key:literal, $field:ident: $type:ty = $default:literal, $help:literal;)+) => {
        /// The settings in force.
        #[derive(Clone, Debug)]
        pub struct Settings {
            $(#[doc = $help] pub $field: $type,)+
        }

        /// Every setting there is.
        pub const TABLE: &[Row] = &[
            $(Row { key: $key, default: $default, help: $help, is_path: <$type as Value>::IS_PATH },)+
        ];

        impl Settings {
            /// The values of the layers in force.
            pub(super) fn read(layers: &Layers) -> Result<Self, Failure> {
                Ok(Self { $($field: layers.read($key)?,)+ })
            }
        }
    };
}

settings! {
    "data", data: PathBuf = "bartizan-data", "the data directory: store, keys, admin socket";
    "listen", listen: Listen = "localhost:7800", "where to listen, HOST:PORT; with port 0 the system chooses one";
    "public_url", public_url: Option<PublicUrl> = "", "how others reach this server, if not at the address of `listen`";
    "insecure_http", insecure_http: bool = "false", "whether plain HTTP may be spoken on addresses that are not loopback";
    "tls.certificate", tls_certificate: Option<PathBuf> = "", "certificate chain, PEM; read again on SIGHUP";
    "tls.key", tls_key: Option<PathBuf> = "", "private key of the certificate, PEM";
    "first_account", first_account: bool = "true", "whether an empty store gets a first account at the start";
    "root_email", root_email: Email = "root@example.com", "root e-mail of that first account";
    "region", region: Region = "us-east-1", "region in the lines to paste after the first start; every region is accepted";
    "issuer", issuer: Issuer = "Bartizan", "who issued a device, as authenticator apps show it";
    "support_contact", support_contact: Option<Line> = "", "whom an owner asks who cannot get in, as the console shows it: a name, an address, a number";
    "cache_mib", cache_mib: NonZeroU32 = "64", "memory for parsed documents, in MiB";
    "audit.days", audit_days: NonZeroU32 = "400", "how long events of the audit trail are kept, in days";
    "audit.max_mib", audit_max_mib: NonZeroU32 = "1024", "how much of the audit trail an account keeps, in MiB";
    "console.idle_minutes", console_idle_minutes: NonZeroU32 = "60", "how long a session of the console holds that nobody uses, in minutes";
    "console.session_hours", console_session_hours: NonZeroU32 = "12", "how long a session of the console holds at most, in hours";
    "contact.cooling_off_hours", contact_cooling_off: Hours = "72", "how long a changed root e-mail or phone does not recover its account yet, in hours, 1 to 720";
    "limits.connections", connections: NonZeroU32 = "10000", "how many connections are held at once";
    "limits.connections_per_peer", connections_per_peer: NonZeroU32 = "2500", "how many of them one address may hold";
    "limits.bodies_mib", bodies_mib: NonZeroU32 = "64", "memory for the bodies of all requests that are longer than 8 KiB, in MiB";
    "limits.head_seconds", head_seconds: Seconds = "10", "how long the head of a request may take to arrive";
    "limits.body_seconds", body_seconds: Seconds = "20", "how long the body of a request may take to arrive";
    "limits.idle_seconds", idle_seconds: Seconds = "60", "how long a connection may wait for its next request";
    "limits.stop_seconds", stop_seconds: Seconds = "20", "how long a stop waits for requests in flight";
    "log.level", log_level: LogLevel = "info", "error, warn, info, debug or trace; or by part: info,bartizan_server=debug";
    "log.format", log_format: LogFormat = "text", "text or json";
}
