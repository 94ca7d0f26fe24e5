//! Which codes count from now on: of a device that goes by time, those that it shows later than any that could have been accepted; of
//! one that goes by a counter, none before an administrator resynchronized it.

use mfa::{Algorithm, Known, Parameters, TokenParameters};
use model::{AccountId, Timestamp};
use store::{Batch, Expected, Key, Partition, ScanRange};

use super::Moment;
use crate::records::{DeviceClock, HardwareToken, MfaDevice, body, keys};
use crate::{Error, Service};

/// So many devices at a time.
const AT_ONCE: usize = 200;

impl Service {
    /// Fences the virtual devices of an account, also those that nobody has: a pair that enabled one is spent as well.
    pub(super) async fn fence_devices(&self, account: AccountId, moment: Moment) -> Result<u64, Error> {
        let mut range = ScanRange::prefix(Partition::Account(account.number()), keys::MFA_DEVICES);
        let mut count = 0;
        loop {
            let (devices, next) = self.records.scan_readable::<MfaDevice>(&range, AT_ONCE).await?;
            let clocks = devices
                .iter()
                .map(|device| (keys::clock(account, &device.id), device.parameters.into()))
                .collect::<Vec<_>>();
            self.fence_clocks(&clocks, moment).await?;
            count += devices.len() as u64;
            match next {
                Some(last) => range = range.after(&last.path),
                None => return Ok(count),
            }
        }
    }

    /// Fences hardware tokens, and counts those that go by time and by a counter.
    pub(super) async fn fence_tokens(&self, moment: Moment) -> Result<(u64, u64), Error> {
        let mut range = ScanRange::prefix(Partition::Global, keys::TOKENS);
        let (mut by_time, mut by_counter) = (0, 0);
        loop {
            let (tokens, next) = self.records.scan_readable::<HardwareToken>(&range, AT_ONCE).await?;
            let mut clocks = Vec::with_capacity(tokens.len());
            for token in &tokens {
                match token.parameters {
                    TokenParameters::Totp(_) => by_time += 1,
                    TokenParameters::Hotp(_) => by_counter += 1,
                }
                clocks.push((keys::token_clock(&token.fingerprint), token.parameters));
            }
            // Two tokens may have one seed.
            clocks.sort_by(|(one, _), (other, _)| one.cmp(other));
            clocks.dedup_by(|(one, _), (other, _)| one == other);
            self.fence_clocks(&clocks, moment).await?;
            match next {
                Some(last) => range = range.after(&last.path),
                None => return Ok((by_time, by_counter)),
            }
        }
    }

    /// Fences what is known of seeds whose token was removed: another import brings them back. Their parameters went with the token.
    pub(super) async fn fence_lone_clocks(&self, moment: Moment) -> Result<(), Error> {
        let mut range = ScanRange::prefix(Partition::Global, keys::TOKEN_CLOCKS);
        loop {
            let (clocks, next) = self.records.scan_readable::<DeviceClock>(&range, AT_ONCE).await?;
            let mut batch = Batch::at(moment.now.micros());
            for clock in &clocks {
                let known = lone(clock.known, moment.until);
                if known != clock.known {
                    let (key, expected) = clock.watched();
                    let fenced = DeviceClock { schema: DeviceClock::SCHEMA, known };
                    batch = batch.expect(key.clone(), expected).put(key, body(&fenced)?);
                }
            }
            if !batch.puts.is_empty() {
                self.records.commit(batch).await?;
            }
            match next {
                Some(last) => range = range.after(&last.path),
                None => return Ok(()),
            }
        }
    }

    async fn fence_clocks(&self, clocks: &[(Key, TokenParameters)], moment: Moment) -> Result<(), Error> {
        let keys: Vec<Key> = clocks.iter().map(|(key, _)| key.clone()).collect();
        let mut batch = Batch::at(moment.now.micros());
        for ((key, parameters), found) in clocks.iter().zip(self.records.store().get(&keys).await?) {
            let expected = Expected::from(&found);
            let known = match &found {
                None => Known::default(),
                Some(found) => match serde_json::from_slice::<DeviceClock>(&found.body) {
                    Ok(clock) => clock.known,
                    Err(_) => {
                        // No code of it is accepted as it is, either.
                        tracing::error!(%key, "what is known of a device cannot be read, and is left as it is");
                        continue;
                    }
                },
            };
            let fenced = known.fenced(*parameters, moment.until);
            if fenced != known || found.is_none() {
                let fenced = DeviceClock { schema: DeviceClock::SCHEMA, known: fenced };
                batch = batch.expect(key.clone(), expected).put(key.clone(), body(&fenced)?);
            }
        }
        if !batch.puts.is_empty() {
            self.records.commit(batch).await?;
        }
        Ok(())
    }
}

/// What is known of a seed whose parameters are not: its counter waits, and of its clock the steps until now are spent. The last step tells
/// the period, for steps of half a minute have twice the number of steps of a minute: what lies between the two was never a time.
fn lone(known: Known, until: Timestamp) -> Known {
    let mut fenced = known;
    if let Some(counter) = known.counter {
        fenced.counter = Some(counter.fenced());
    }
    let Some(last) = known.clock.last_step() else { return fenced };
    let period = if last > until.secs() / 45 { 30 } else { 60 };
    if let Ok(parameters) = Parameters::new(Algorithm::Sha1, 6, period) {
        fenced.clock = known.clock.fenced(parameters, until);
    }
    fenced
}

#[cfg(test)]
mod tests {
    use mfa::{Known, Parameters, TokenParameters};
    use model::Timestamp;

    use super::lone;

    const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

    #[test]
    fn r31_a_seed_without_a_token_is_fenced_by_the_period_that_its_steps_tell() {
        for period in [30, 60] {
            let parameters = Parameters::new(mfa::Algorithm::Sha256, 8, period).unwrap();
            let years = std::time::Duration::from_secs(5 * 365 * 86_400);
            let old = Known::default().fenced(TokenParameters::Totp(parameters), NOW.before(years));
            let fenced = lone(old, NOW);
            assert_eq!(fenced.clock.last_step(), Some(NOW.secs() / u64::from(period)), "{period}");
            assert_eq!(lone(fenced, NOW), fenced);
        }
        assert_eq!(lone(Known::default(), NOW), Known::default());
    }
}
