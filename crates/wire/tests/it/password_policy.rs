//! What an account asks of the passwords of its users.

use crate::world::{Account, Keys, World};

const VIOLATION: &str =
    "400 PasswordPolicyViolation Password does not conform to the account password policy.";

async fn policy(world: &World, account: &Account, fields: &[(&str, &str)]) {
    world.iam(&account.admin, "UpdateAccountPasswordPolicy", fields).await.ok();
}

async fn reset(world: &World, account: &Account, password: &str) -> String {
    let fields = [("UserName", "alice"), ("Password", password)];
    world.iam(&account.admin, "UpdateLoginProfile", &fields).await.verdict()
}

async fn change(world: &World, keys: &Keys, old: &str, new: &str) -> String {
    world.iam(keys, "ChangePassword", &[("OldPassword", old), ("NewPassword", new)]).await.verdict()
}

async fn alice(world: &World, account: &Account) -> Keys {
    let fields = [("UserName", "alice"), ("Path", "/staff/")];
    world.iam(&account.admin, "CreateUser", &fields).await.ok();
    let fields = [("UserName", "alice"), ("Password", "Passw0rd0")];
    world.iam(&account.admin, "CreateLoginProfile", &fields).await.ok();
    world.key_of(&account.admin, "alice").await
}

#[tokio::test]
async fn a_policy_is_set_whole_and_deleted() {
    let world = World::new().await;
    let account = world.account().await;
    const FIELDS: [&str; 10] = [
        "MinimumPasswordLength",
        "RequireSymbols",
        "RequireNumbers",
        "RequireUppercaseCharacters",
        "RequireLowercaseCharacters",
        "AllowUsersToChangePassword",
        "ExpirePasswords",
        "MaxPasswordAge",
        "PasswordReusePrevention",
        "HardExpiry",
    ];
    let shown = async || {
        let found = world.iam(&account.admin, "GetAccountPasswordPolicy", &[]).await.ok();
        FIELDS.map(|field| found.text(field).unwrap_or_default())
    };
    let none =
        format!("404 NoSuchEntity The Password Policy with domain name {} cannot be found.", account.id);
    let get = world.iam(&account.admin, "GetAccountPasswordPolicy", &[]).await;
    assert_eq!(get.verdict(), none);
    let fields = [
        ("MinimumPasswordLength", "12"),
        ("RequireSymbols", "true"),
        ("AllowUsersToChangePassword", "true"),
        ("MaxPasswordAge", "90"),
        ("PasswordReusePrevention", "24"),
        ("HardExpiry", "true"),
    ];
    policy(&world, &account, &fields).await;
    let all = ["12", "true", "false", "false", "false", "true", "true", "90", "24", "true"];
    assert_eq!(shown().await, all);
    assert_eq!(
        world.restarted().await.iam(&account.admin, "GetAccountPasswordPolicy", &[]).await.status,
        200
    );
    policy(&world, &account, &[("RequireNumbers", "true")]).await;
    let defaults = ["6", "false", "true", "false", "false", "false", "false", "", "", "false"];
    assert_eq!(shown().await, defaults, "what is not said gets its default");
    let event = world.events(&account.id).await.pop().unwrap();
    assert_eq!(event["requestParameters"]["requireNumbers"], true);

    world.iam(&account.admin, "DeleteAccountPasswordPolicy", &[]).await.ok();
    assert_eq!(world.iam(&account.admin, "GetAccountPasswordPolicy", &[]).await.verdict(), none);
    let again = world.iam(&account.admin, "DeleteAccountPasswordPolicy", &[]).await;
    assert_eq!(
        again.verdict(),
        "404 NoSuchEntity The account policy with name PasswordPolicy cannot be found."
    );
    for field in [
        ("MinimumPasswordLength", "5"),
        ("MinimumPasswordLength", "129"),
        ("MaxPasswordAge", "0"),
        ("MaxPasswordAge", "1096"),
        ("PasswordReusePrevention", "0"),
        ("PasswordReusePrevention", "25"),
    ] {
        let refused = world.iam(&account.admin, "UpdateAccountPasswordPolicy", &[field]).await;
        assert_eq!(refused.text("Code").as_deref(), Some("ValidationError"), "{field:?}");
    }
}

#[tokio::test]
async fn a_policy_replaces_the_default_rules() {
    let world = World::new().await;
    let account = world.account().await;
    alice(&world, &account).await;
    let lacks = |what: &str| format!("400 PasswordPolicyViolation Password should have {what}");
    assert_eq!(reset(&world, &account, "longlonglong").await, VIOLATION);
    assert_eq!(reset(&world, &account, "Sh0rt!").await, lacks("a minimum length of 8"));
    policy(&world, &account, &[]).await;
    assert_eq!(reset(&world, &account, "longlonglong").await, "200 OK");
    assert_eq!(reset(&world, &account, "short").await, lacks("a minimum length of 6"));
    let fields =
        [("RequireUppercaseCharacters", "true"), ("RequireNumbers", "true"), ("RequireSymbols", "true")];
    policy(&world, &account, &fields).await;
    assert_eq!(reset(&world, &account, "lower1!").await, lacks("at least one uppercase letter"));
    assert_eq!(reset(&world, &account, "Lower!").await, lacks("at least one number"));
    assert_eq!(reset(&world, &account, "Lower1").await, lacks("at least one symbol"));
    assert_eq!(reset(&world, &account, "LOWER1'").await, "200 OK");
    world.iam(&account.admin, "DeleteAccountPasswordPolicy", &[]).await.ok();
    assert_eq!(reset(&world, &account, "lower1'").await, lacks("a minimum length of 8"));
}

#[tokio::test]
async fn passwords_are_not_used_again_as_long_as_the_policy_says() {
    let world = World::new().await;
    let account = world.account().await;
    alice(&world, &account).await;
    let password = |number: u32| format!("Passw0rd{number}");
    assert_eq!(reset(&world, &account, &password(0)).await, "200 OK", "without a policy");
    for number in 1..=25 {
        assert_eq!(reset(&world, &account, &password(number)).await, "200 OK");
    }
    // 25 is the one that holds, and counts.
    policy(&world, &account, &[("PasswordReusePrevention", "1")]).await;
    assert_eq!(reset(&world, &account, &password(25)).await, VIOLATION);
    policy(&world, &account, &[("PasswordReusePrevention", "24")]).await;
    assert_eq!(reset(&world, &account, &password(2)).await, VIOLATION, "the oldest of 24");
    assert_eq!(reset(&world, &account, &password(1)).await, "200 OK", "the one before");
    policy(&world, &account, &[("PasswordReusePrevention", "3")]).await;
    assert_eq!(reset(&world, &account, &password(24)).await, VIOLATION);
    assert_eq!(reset(&world, &account, &password(23)).await, "200 OK");
    // Nobody gets around it by ChangePassword, and a new profile begins anew.
    let change_it = r#"{"Statement":{"Effect":"Allow","Action":"iam:ChangePassword","Resource":"*"}}"#;
    let fields = [("UserName", "alice"), ("PolicyName", "change"), ("PolicyDocument", change_it)];
    world.iam(&account.admin, "PutUserPolicy", &fields).await.ok();
    let keys = world.key_of(&account.admin, "alice").await;
    assert_eq!(change(&world, &keys, &password(23), &password(1)).await, VIOLATION);
    world.iam(&account.admin, "DeleteLoginProfile", &[("UserName", "alice")]).await.ok();
    let fields = [("UserName", "alice"), ("Password", "Passw0rd1")];
    world.iam(&account.admin, "CreateLoginProfile", &fields).await.ok();
}

#[tokio::test]
async fn a_policy_can_let_all_users_change_their_passwords() {
    let world = World::new().await;
    let account = world.account().await;
    let alice = alice(&world, &account).await;
    let may_not = |because: &str| {
        format!(
            "403 AccessDenied User: arn:aws:iam::{0}:user/staff/alice is not authorized to perform: iam:ChangePassword on \
             resource: arn:aws:iam::{0}:user/staff/alice {because}",
            account.id
        )
    };
    let no_allow = may_not("because no identity-based policy allows the iam:ChangePassword action");
    assert_eq!(change(&world, &alice, "Passw0rd0", "Passw0rd1").await, no_allow);
    policy(&world, &account, &[("AllowUsersToChangePassword", "true")]).await;
    assert_eq!(change(&world, &alice, "Passw0rd0", "Passw0rd1").await, "200 OK");
    world.iam(&alice, "GetAccountPasswordPolicy", &[]).await.ok();
    for (action, fields) in [
        ("UpdateLoginProfile", &[("UserName", "alice"), ("Password", "Passw0rd2")][..]),
        ("GetLoginProfile", &[]),
        ("UpdateAccountPasswordPolicy", &[]),
        ("DeleteAccountPasswordPolicy", &[]),
    ] {
        assert_eq!(world.iam(&alice, action, fields).await.status, 403, "{action}");
    }

    // Whatever denies still does.
    let deny = r#"{"Statement":{"Effect":"Deny","Action":"iam:ChangePassword","Resource":"*"}}"#;
    let own = [("UserName", "alice"), ("PolicyName", "deny")];
    let put = [own[0], own[1], ("PolicyDocument", deny)];
    world.iam(&account.admin, "PutUserPolicy", &put).await.ok();
    let denied = may_not("with an explicit deny in an identity-based policy");
    assert_eq!(change(&world, &alice, "Passw0rd1", "Passw0rd2").await, denied);
    world.iam(&account.admin, "DeleteUserPolicy", &own).await.ok();
    let arn = "arn:aws:iam::aws:policy/IAMReadOnlyAccess";
    let bound = [("UserName", "alice"), ("PermissionsBoundary", arn)];
    world.iam(&account.admin, "PutUserPermissionsBoundary", &bound).await.ok();
    let bounded = may_not("because no permissions boundary allows the iam:ChangePassword action");
    assert_eq!(change(&world, &alice, "Passw0rd1", "Passw0rd2").await, bounded);
    world.iam(&account.admin, "DeleteUserPermissionsBoundary", &own[..1]).await.ok();
    assert_eq!(change(&world, &alice, "Passw0rd1", "Passw0rd2").await, "200 OK");
    policy(&world, &account, &[]).await;
    assert_eq!(change(&world, &alice, "Passw0rd2", "Passw0rd3").await, no_allow);
}
