//! The table of settings. A setting more is one line here.

use std::num::NonZeroU32;
use std::path::PathBuf;

use super::ephemeral::{AccountNumber, GivenSecret, KeyId, Moment, PrintedAs, SeedFile};
use super::layers::Layers;
use super::proxies::Networks;
use super::reaching::{MailLanguage, MailServer, Name, PhoneNumber, SecretText, VoiceApi};
use super::storing::{Staleness, StoreUrl};
use super::values::{
    Email, Hours, Issuer, Line, Listen, LogFormat, LogLevel, Providers, PublicUrl, Region, Seconds, Value,
    WaitingHours,
};
use super::watching::{Delay, LogRequests};
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
    /// Whether it is a secret, which is neither shown nor read from a configuration file.
    pub is_secret: bool,
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
            $(Row {
                key: $key,
                default: $default,
                help: $help,
                is_path: <$type as Value>::IS_PATH,
                is_secret: <$type as Value>::IS_SECRET,
            },)+
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
    "store.url", store_url: StoreUrl = "sqlite", "what keeps the documents: sqlite (in the data directory), or postgres://USER@HOST/DATABASE for several machines; no password in it";
    "store.password_file", store_password_file: Option<PathBuf> = "", "file with the password of the database's user";
    "store.password", store_password: Option<SecretText> = "", "the password itself; as a variable only";
    "store.ca_file", store_ca_file: Option<PathBuf> = "", "certificates to trust at the database instead of the system's, PEM";
    "store.connections", store_connections: NonZeroU32 = "16", "how many connections to the database this node holds, at most";
    "store.max_staleness_ms", store_max_staleness: Staleness = "1000", "how long this node may serve what another may have changed in the database, in milliseconds, 0 to 60000; 0 keeps nothing in memory";
    "listen", listen: Listen = "localhost:7800", "where to listen, HOST:PORT; with port 0 the system chooses one";
    "public_url", public_url: Option<PublicUrl> = "", "how others reach this server, if not at the address of `listen`";
    "insecure_http", insecure_http: bool = "false", "whether plain HTTP may be spoken on addresses that are not loopback";
    "trusted_proxies", trusted_proxies: Networks = "", "proxies whose X-Forwarded-For, -Proto and -Host are believed: addresses or networks with commas between, as 127.0.0.1, 10.0.0.0/8";
    "tls.certificate", tls_certificate: Option<PathBuf> = "", "certificate chain, PEM; read again on SIGHUP";
    "tls.key", tls_key: Option<PathBuf> = "", "private key of the certificate, PEM";
    "first_account", first_account: bool = "true", "whether an empty store gets a first account at the start";
    "root_email", root_email: Email = "root@example.com", "root e-mail of that first account";
    "region", region: Region = "us-east-1", "region in the lines to paste after the first start; every region is accepted";
    "issuer", issuer: Issuer = "Bartizan", "who issued a device, as authenticator apps show it";
    "support_contact", support_contact: Option<Line> = "", "whom an owner asks who cannot get in, as the console shows it: a name, an address, a number";
    "support.waiting_period_hours", support_waiting_period: WaitingHours = "0", "how long `bartizan support deactivate-mfa` and `reset-root-password` wait after they were asked for, in hours, 0 to 720; the owner is told";
    "support.second_operator", support_second_operator: bool = "false", "whether another operator, another user of this machine, must approve those two";
    "cache_mib", cache_mib: NonZeroU32 = "64", "memory for parsed documents, in MiB";
    "audit.days", audit_days: NonZeroU32 = "400", "how long events of the audit trail are kept, in days";
    "audit.max_mib", audit_max_mib: NonZeroU32 = "1024", "how much of the audit trail an account keeps, in MiB";
    "console.idle_minutes", console_idle_minutes: NonZeroU32 = "60", "how long a session of the console holds that nobody uses, in minutes";
    "console.session_hours", console_session_hours: NonZeroU32 = "12", "how long a session of the console holds at most, in hours";
    "contact.cooling_off_hours", contact_cooling_off: Hours = "72", "how long a changed root e-mail or phone does not recover its account yet, in hours, 1 to 720";
    "mail.smtp_url", smtp_url: Option<MailServer> = "", "mail server: smtp://HOST:587 (STARTTLS, demanded), smtps://HOST:465 or smtp+plain://localhost:25; without one, mails are put into outbox/ of the data directory";
    "mail.user", mail_user: Option<Name> = "", "user at the mail server";
    "mail.password_file", mail_password_file: Option<PathBuf> = "", "file with the password of that user";
    "mail.password", mail_password: Option<SecretText> = "", "the password itself; as a variable only";
    "mail.ca_file", mail_ca_file: Option<PathBuf> = "", "certificates to trust at the mail server beside the system's, PEM";
    "mail.from", mail_from: Option<Email> = "", "address that mails are from";
    "mail.from_name", mail_from_name: Name = "Bartizan", "name that mails are from";
    "mail.timeout_seconds", mail_timeout: Seconds = "30", "how long reaching the mail server, and then handing a mail over, may take";
    "mail.language", mail_language: MailLanguage = "en", "en, fr, ja or es: what is written and said in where nobody's browser asked for another";
    "voice.url", voice_url: VoiceApi = "https://api.twilio.com", "API of the voice provider, compatible with Twilio's";
    "voice.account_sid", voice_account_sid: Option<Name> = "", "account with the voice provider; without one, calls are put into outbox/ of the data directory";
    "voice.auth_token_file", voice_token_file: Option<PathBuf> = "", "file with the secret token of that account";
    "voice.auth_token", voice_token: Option<SecretText> = "", "the token itself; as a variable only";
    "voice.signing_key_file", voice_signing_key_file: Option<PathBuf> = "", "file with the key that callbacks are signed with, where it is not the token";
    "voice.signing_key", voice_signing_key: Option<SecretText> = "", "that key itself; as a variable only";
    "voice.from", voice_from: Option<PhoneNumber> = "", "number that calls are from, as +15005550006";
    "voice.ca_file", voice_ca_file: Option<PathBuf> = "", "certificates to trust at the voice provider beside the system's, PEM";
    "ephemeral.on", ephemeral: bool = "false", "whether everything is kept in memory alone and forgotten when the server stops: for tests";
    "ephemeral.account_id", ephemeral_account_id: Option<AccountNumber> = "", "number of the account that an ephemeral server begins with, twelve digits";
    "ephemeral.access_key_id", ephemeral_access_key_id: Option<KeyId> = "", "id of the access key of that account's administrator; it names the account";
    "ephemeral.secret_access_key", ephemeral_secret_access_key: Option<GivenSecret> = "", "the secret of that key; as a variable only";
    "ephemeral.seed", ephemeral_seed: Option<SeedFile> = "", "file with the accounts, users, roles and policies that an ephemeral server begins with; - is standard input";
    "ephemeral.format", ephemeral_format: PrintedAs = "env", "env or json: how an ephemeral server prints where it is and who may sign in";
    "ephemeral.clock", ephemeral_clock: Option<Moment> = "", "when an ephemeral server begins, 2026-11-30T12:00:00Z, if not now; `bartizan clock` sets it forward";
    "ephemeral.clock_stopped", ephemeral_clock_stopped: bool = "false", "whether the clock of an ephemeral server stands still until it is set";
    "oidc.fetch_keys", oidc_fetch_keys: bool = "false", "whether keys of providers of OpenID Connect are fetched where `bartizan oidc keys set` gave none: over https, from public addresses";
    "oidc.networks", oidc_networks: Networks = "", "addresses or networks beside the public ones from which they may be fetched, with commas between, as 10.20.0.0/16";
    "oidc.ca_file", oidc_ca_file: Option<PathBuf> = "", "certificates to trust at providers beside the system's, PEM";
    "oidc.single_use", oidc_single_use: Providers = "", "providers of whose tokens each is accepted once, URLs with commas between: for those that issue a token for each use";
    "metrics.listen", metrics_listen: Option<Listen> = "", "where metrics and health are answered, HOST:PORT, in plain HTTP; nowhere, if nothing is said";
    "metrics.beyond_loopback", metrics_beyond_loopback: bool = "false", "whether that may be an address that other machines reach: it tells who uses what, to whoever asks";
    "limits.users_per_account", users_per_account: NonZeroU32 = "5000", "how many users an account may have, 5000 being AWS's quota; more go nowhere if it is lowered, those that are there stay";
    "limits.connections", connections: NonZeroU32 = "10000", "how many connections are held at once";
    "limits.connections_per_peer", connections_per_peer: NonZeroU32 = "2500", "how many of them one address may hold";
    "limits.bodies_mib", bodies_mib: NonZeroU32 = "64", "memory for the bodies of all requests that are longer than 8 KiB, in MiB";
    "limits.head_seconds", head_seconds: Seconds = "10", "how long the head of a request may take to arrive";
    "limits.body_seconds", body_seconds: Seconds = "20", "how long the body of a request may take to arrive";
    "limits.idle_seconds", idle_seconds: Seconds = "60", "how long a connection may wait for its next request";
    "limits.stop_seconds", stop_seconds: Seconds = "20", "how long a stop waits for requests in flight";
    "limits.stop_delay_seconds", stop_delay: Delay = "0", "how long a server that was told to stop goes on taking connections while /readyz says no, so that load balancers notice, 0 to 600";
    "log.level", log_level: LogLevel = "info", "error, warn, info, debug or trace; or by part: info,bartizan_server=debug";
    "log.format", log_format: LogFormat = "text", "text or json";
    "log.requests", log_requests: LogRequests = "none", "which requests have a line in the log: none, errors or all";
}
