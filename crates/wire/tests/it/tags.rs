//! Tags of users, roles and devices.

use crate::world::{Account, Answer, Keys, World};

const RESERVED: &str = "400 InvalidInput Tag keys beginning with aws: are reserved for system use.";
const DUPLICATE: &str =
    "400 InvalidInput Duplicate tag keys found. Please note that Tag keys are case insensitive.";
/// The same where keys differ by case, as it was recorded of policies.
const REPEATED: &str = "400 InvalidInput Duplicate tag keys found.";
const TOO_MANY: &str = "409 LimitExceeded Cannot exceed quota for TagsPerResource: 50";

/// What is tagged: the operation that tags it, the one that takes tags away, the list, and its name.
#[derive(Clone, Copy)]
struct Kind {
    tag: &'static str,
    untag: &'static str,
    list: &'static str,
    create: &'static str,
    name: &'static str,
    created_by: &'static str,
    /// What else has to be said when one is made.
    with: &'static [(&'static str, &'static str)],
    /// Whether `Team` and `team` are one key.
    folds: bool,
}

const USER: Kind = Kind {
    tag: "TagUser",
    untag: "UntagUser",
    list: "ListUserTags",
    create: "CreateUser",
    name: "UserName",
    created_by: "UserName",
    with: &[],
    folds: true,
};
const ROLE: Kind = Kind {
    tag: "TagRole",
    untag: "UntagRole",
    list: "ListRoleTags",
    create: "CreateRole",
    name: "RoleName",
    created_by: "RoleName",
    with: &[(
        "AssumeRolePolicyDocument",
        r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}}"#,
    )],
    folds: true,
};
const DEVICE: Kind = Kind {
    tag: "TagMFADevice",
    untag: "UntagMFADevice",
    list: "ListMFADeviceTags",
    create: "CreateVirtualMFADevice",
    name: "SerialNumber",
    created_by: "VirtualMFADeviceName",
    with: &[],
    folds: false,
};

struct Tagged {
    world: World,
    admin: Keys,
    kind: Kind,
    name: String,
}

impl Tagged {
    async fn new(kind: Kind) -> Self {
        let world = World::new().await;
        let Account { id, admin, .. } = world.account().await;
        world.iam(&admin, kind.create, &[&[(kind.created_by, "alice")], kind.with].concat()).await.ok();
        let is_named = kind.name == kind.created_by;
        let name = if is_named { "alice".to_owned() } else { format!("arn:aws:iam::{id}:mfa/alice") };
        Self { world, admin, kind, name }
    }

    async fn tag(&self, tags: &[(&str, &str)]) -> Answer {
        self.call(self.kind.tag, &tag_fields(tags)).await
    }

    async fn untag(&self, keys: &[&str]) -> Answer {
        let fields: Vec<_> =
            (1..).zip(keys).map(|(n, key)| (format!("TagKeys.member.{n}"), (*key).to_owned())).collect();
        self.call(self.kind.untag, &fields).await
    }

    async fn call(&self, action: &str, fields: &[(String, String)]) -> Answer {
        let mut fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.push((self.kind.name, &self.name));
        self.world.iam(&self.admin, action, &fields).await
    }

    async fn tags(&self) -> Vec<(String, String)> {
        let list = self.call(self.kind.list, &[]).await.ok();
        list.texts("Key").into_iter().zip(list.texts("Value")).collect()
    }
}

fn tag_fields(tags: &[(&str, &str)]) -> Vec<(String, String)> {
    let numbered = (1..).zip(tags).flat_map(|(n, (key, value))| {
        [
            (format!("Tags.member.{n}.Key"), (*key).to_owned()),
            (format!("Tags.member.{n}.Value"), (*value).to_owned()),
        ]
    });
    numbered.collect()
}

fn owned(tags: &[(&str, &str)]) -> Vec<(String, String)> {
    tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn lists_of_tags_are_sorted_by_key() {
    for kind in [USER, ROLE, DEVICE] {
        let tagged = Tagged::new(kind).await;
        tagged.tag(&[("team", "blue"), ("desk", "9")]).await.ok();
        tagged.tag(&[("note", "")]).await.ok();
        assert_eq!(
            tagged.tags().await,
            owned(&[("desk", "9"), ("note", ""), ("team", "blue")]),
            "{}",
            kind.list
        );
    }
}

#[tokio::test]
async fn keys_of_users_and_roles_do_not_differ_by_case_and_keys_of_devices_do() {
    for kind in [USER, ROLE, DEVICE] {
        let expected = &[("TEAM", "red"), ("Team", "blue")][..if kind.folds { 1 } else { 2 }];
        let expected = owned(expected);
        let tagged = Tagged::new(kind).await;
        tagged.tag(&[("Team", "blue")]).await.ok();
        tagged.tag(&[("TEAM", "red")]).await.ok();
        assert_eq!(tagged.tags().await, expected, "{}", kind.tag);
        tagged.untag(&["TEAM"]).await.ok();
        assert_eq!(tagged.tags().await, expected[1..], "{}", kind.untag);
    }
}

#[tokio::test]
async fn tags_that_cannot_be_are_refused() {
    for kind in [USER, ROLE, DEVICE] {
        let tagged = Tagged::new(kind).await;
        let fifty_one: Vec<_> = (0..51).map(|n| format!("k{n}")).collect();
        let fifty_one: Vec<_> = fifty_one.iter().map(|key| (key.as_str(), "")).collect();
        let before = tagged.world.documents().await;
        for (tags, verdict) in [
            (&[("aws:team", "x")][..], RESERVED),
            (&[("AWS:team", "x")], RESERVED),
            (&[("a", "x"), ("a", "y")], if kind.folds { DUPLICATE } else { REPEATED }),
            (
                &fifty_one,
                "400 ValidationError 1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must \
                 have length less than or equal to 50",
            ),
        ] {
            assert_eq!(tagged.tag(tags).await.verdict(), verdict, "{}", kind.tag);
            let mut fields = tag_fields(tags);
            fields.push((kind.created_by.to_owned(), "another".to_owned()));
            let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let answer = tagged.world.iam(&tagged.admin, kind.create, &[&fields, kind.with].concat()).await;
            assert_eq!(answer.verdict(), verdict, "{}", kind.create);
        }
        let same_folded = tagged.tag(&[("a", "x"), ("A", "y")]).await;
        assert_eq!(same_folded.status == 400, kind.folds);
        if kind.folds {
            assert!(tagged.world.documents().await == before);
        }
        for key in ["", "a#b", "tab\t", &"k".repeat(129)] {
            let answer = tagged.tag(&[(key, "")]).await;
            assert_eq!(answer.text("Code").as_deref(), Some("ValidationError"), "{key:?}");
        }
        let answer = tagged.tag(&[("k", &"v".repeat(257))]).await;
        assert_eq!(answer.text("Code").as_deref(), Some("ValidationError"));
        let answer = tagged.call(kind.tag, &[("Tags".to_owned(), String::new())]).await;
        assert_eq!(
            (answer.status, answer.text("Code").as_deref()),
            (400, Some("InvalidInput")),
            "nothing to tag with"
        );
    }
}

#[tokio::test]
async fn there_are_fifty_tags_at_most_and_the_fifty_first_changes_nothing() {
    for kind in [USER, ROLE, DEVICE] {
        let tagged = Tagged::new(kind).await;
        let keys: Vec<_> = (0..50).map(|n| format!("k{n}")).collect();
        let fifty: Vec<_> = keys.iter().map(|key| (key.as_str(), "v")).collect();
        tagged.tag(&fifty).await.ok();
        assert_eq!(tagged.tag(&[("k0", "new"), ("one more", "x")]).await.verdict(), TOO_MANY);
        assert_eq!(tagged.tags().await[0].1, "v");
        tagged.tag(&[("k0", "new")]).await.ok();
        tagged.untag(&["k1"]).await.ok();
        tagged.tag(&[("one more", "x")]).await.ok();
        assert_eq!(tagged.tags().await.len(), 50);
    }
}

#[tokio::test]
async fn what_may_be_said_may_be_said_in_any_language() {
    for kind in [USER, ROLE, DEVICE] {
        let tagged = Tagged::new(kind).await;
        let tags = [("Straße 7", ""), ("key/with:all_of+it=@-.", "aws:value"), ("部署", "経理 第二課")];
        tagged.tag(&tags).await.ok();
        assert_eq!(tagged.tags().await, owned(&tags));
        tagged.untag(&["aws:reserved", "not there"]).await.ok();
        tagged.call(kind.untag, &[("TagKeys".to_owned(), String::new())]).await.ok();
        assert_eq!(tagged.tags().await, owned(&tags));
        tagged.untag(&["部署", "key/with:all_of+it=@-.", "Straße 7"]).await.ok();
        assert_eq!(tagged.tags().await, owned(&[]));
    }
}

#[tokio::test]
async fn only_what_shows_one_entity_shows_its_tags() {
    let tagged = Tagged::new(USER).await;
    let Tagged { world, admin, .. } = &tagged;
    let with_tags = [("UserName", "bob"), ("Tags.member.1.Key", "Team"), ("Tags.member.1.Value", "red")];
    let made = world.iam(admin, "CreateUser", &with_tags).await.ok();
    assert!(
        made.xml.contains("<Tags><member><Key>Team</Key><Value>red</Value></member></Tags>"),
        "{}",
        made.xml
    );
    for (user, shown) in [("bob", true), ("alice", false)] {
        let answer = world.iam(admin, "GetUser", &[("UserName", user)]).await.ok();
        assert_eq!(answer.xml.contains("<Tags>"), shown, "{user}");
    }
    let device = [("VirtualMFADeviceName", "phone"), with_tags[1], with_tags[2]];
    let made = world.iam(admin, "CreateVirtualMFADevice", &device).await.ok();
    assert_eq!(made.texts("Key"), ["Team"]);
    for list in ["ListUsers", "ListVirtualMFADevices"] {
        let answer = world.iam(admin, list, &[]).await.ok();
        assert!(!answer.xml.contains("Tags"), "{}", answer.xml);
    }
}

#[tokio::test]
async fn r10_a_spelling_of_a_tag_key_hides_no_other_from_policies() {
    let world = World::new().await;
    let Account { id, admin, .. } = world.account().await;
    let alice = world.user(&admin, "alice").await;
    let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},
        {"Effect":"Deny","Action":"iam:Create*","Resource":"*","Condition":{"StringEquals":{"aws:RequestTag/env":"prod"}}},
        {"Effect":"Deny","Action":"iam:Delete*","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/env":"prod"}}}]}"#;
    let put = [("UserName", "alice"), ("PolicyName", "p"), ("PolicyDocument", policy)];
    world.iam(&admin, "PutUserPolicy", &put).await.ok();
    let anything = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    const UNJUDGED: &str = " because the policies cannot be evaluated";
    const DENIED: &str = " with an explicit deny in an identity-based policy";
    for (create, named, delete, deleted, arn) in [
        (
            "CreatePolicy",
            &[("PolicyName", "x"), ("PolicyDocument", anything)][..],
            "DeletePolicy",
            "PolicyArn",
            format!("arn:aws:iam::{id}:policy/x"),
        ),
        (
            "CreateVirtualMFADevice",
            &[("VirtualMFADeviceName", "x")],
            "DeleteVirtualMFADevice",
            "SerialNumber",
            format!("arn:aws:iam::{id}:mfa/x"),
        ),
    ] {
        for (tags, refused) in [
            (&[("Env", "dev")][..], None),
            (&[("Env", "prod"), ("env", "prod")], Some(DENIED)),
            (&[("env", "prod")], Some(DENIED)),
            (&[("Env", "dev"), ("env", "prod")], Some(UNJUDGED)),
            (&[("env", "prod"), ("Env", "dev")], Some(UNJUDGED)),
            // Of a key about which no policy asks there are as many spellings as AWS takes.
            (&[("Desk", "1"), ("desk", "2")], None),
        ] {
            let tags = tag_fields(tags);
            let tags: Vec<_> = tags.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let fields = [named, &tags].concat();
            let made = world.iam(&alice, create, &fields).await;
            match refused {
                Some(why) => {
                    assert_eq!(
                        (made.status, made.verdict().ends_with(why)),
                        (403, true),
                        "{create}: {}",
                        made.xml
                    );
                    world.iam(&admin, create, &fields).await.ok();
                    let deletion = world.iam(&alice, delete, &[(deleted, &arn)]).await;
                    assert!(deletion.verdict().ends_with(why), "{delete}: {}", deletion.xml);
                    world.iam(&admin, delete, &[(deleted, &arn)]).await.ok();
                }
                None => {
                    made.ok();
                    world.iam(&alice, delete, &[(deleted, &arn)]).await.ok();
                }
            }
        }
    }
}
