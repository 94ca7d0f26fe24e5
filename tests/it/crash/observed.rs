//! What a server says there is.

use std::collections::{BTreeMap, BTreeSet};

use bartizan_tests::{Answer, Client, text_in};

use super::call::{Device, State, User};

/// All users and virtual devices of an account, as lists show them.
pub struct Observed {
    pub users: BTreeSet<String>,
    /// Each device by its serial number, and whose it is.
    pub devices: BTreeMap<String, Option<String>>,
}

impl Observed {
    pub fn of(client: &mut Client) -> Self {
        let names = pages(client, "ListUsers", |user| text_in(user, "UserName").expect("a user has a name"));
        let devices = pages(client, "ListVirtualMFADevices", |device| {
            (text_in(device, "SerialNumber").expect("a device has a number"), text_in(device, "UserName"))
        });
        Self { users: names.into_iter().collect(), devices: devices.into_iter().collect() }
    }

    /// What there is of one life, asked for piece by piece.
    pub fn life(&self, client: &mut Client, name: &str, serial: &str) -> State {
        let user = self.users.contains(name).then(|| User {
            tag: tag(client, "ListUserTags", ("UserName", name)),
            keys: list(client, "ListAccessKeys", name, "AccessKeyId"),
            has_device: list(client, "ListMFADevices", name, "SerialNumber").contains(serial),
        });
        let device = self.devices.get(serial).map(|owner| Device {
            tag: tag(client, "ListMFADeviceTags", ("SerialNumber", serial)),
            has_user: owner.as_deref() == Some(name),
        });
        State { user, device }
    }
}

fn pages<T>(client: &mut Client, action: &str, read: impl Fn(&str) -> T) -> Vec<T> {
    let (mut all, mut marker) = (Vec::new(), None);
    loop {
        let mut fields = vec![("MaxItems", "1000")];
        fields.extend(marker.as_deref().map(|marker| ("Marker", marker)));
        let page = client.iam(action, &fields).ok();
        all.extend(page.members().map(&read));
        marker = page.text("Marker");
        if marker.is_none() {
            return all;
        }
    }
}

fn list(client: &mut Client, action: &str, user: &str, name: &str) -> BTreeSet<String> {
    let answer = client.iam(action, &[("UserName", user)]).ok();
    texts(&answer, name)
}

fn tag(client: &mut Client, action: &str, field: (&str, &str)) -> Option<String> {
    texts(&client.iam(action, &[field]).ok(), "Value").pop_first()
}

fn texts(answer: &Answer, name: &str) -> BTreeSet<String> {
    answer.members().filter_map(|member| text_in(member, name)).collect()
}
