//! One set of permissions in two languages: forty statements in five policies, as a user with a few groups has them.

/// What is asked.
pub mod request {
    /// The action.
    pub const ACTION: &str = "iam:ListMFADevices";
    /// The resource.
    pub const RESOURCE: &str = "arn:aws:iam::123456789012:user/alice";
    /// Who asks.
    pub const USER: &str = "alice";
    /// The user's team.
    pub const TEAM: &str = "blue";
}

/// The actions that the self-management policy leaves to who has no MFA.
const WITHOUT_MFA: [&str; 9] = [
    "iam:CreateVirtualMFADevice",
    "iam:EnableMFADevice",
    "iam:GetMFADevice",
    "iam:GetUser",
    "iam:ListMFADevices",
    "iam:ListVirtualMFADevices",
    "iam:ResyncMFADevice",
    "sts:GetSessionToken",
    "iam:ChangePassword",
];
/// What users do with devices of their own.
const OWN_DEVICES: [&str; 4] =
    ["iam:DeactivateMFADevice", "iam:EnableMFADevice", "iam:ListMFADevices", "iam:ResyncMFADevice"];
/// What everybody may look at.
const ACCOUNT: [&str; 2] = ["iam:GetAccountPasswordPolicy", "iam:ListVirtualMFADevices"];

/// Four policies of nine statements each are about these services.
const SERVICES: [&str; 4] = ["sns", "dynamodb", "sqs", "kms"];
/// What a statement is about, and how: the beginning of the actions, and whether the team matters.
const STATEMENTS: [(&str, bool); 9] = [
    ("Get", false),
    ("List", false),
    ("Put", true),
    ("Delete", true),
    ("Describe", false),
    ("Create", true),
    ("Update", true),
    ("Tag", true),
    ("Untag", true),
];

/// A list of texts, quoted.
fn list(texts: &[&str]) -> String {
    texts.iter().map(|text| format!("\"{text}\"")).collect::<Vec<_>>().join(",")
}

/// The five policies in IAM's language.
pub fn iam() -> Vec<String> {
    let own = format!(
        r#"{{"Version":"2012-10-17","Statement":[
            {{"Sid":"AllowViewAccountInfo","Effect":"Allow","Action":[{}],"Resource":"*"}},
            {{"Sid":"AllowManageOwnVirtualMFADevice","Effect":"Allow","Action":"iam:CreateVirtualMFADevice","Resource":"arn:aws:iam::*:mfa/*"}},
            {{"Sid":"AllowManageOwnUserMFA","Effect":"Allow","Action":[{}],"Resource":"arn:aws:iam::*:user/${{aws:username}}"}},
            {{"Sid":"DenyAllExceptListedIfNoMFA","Effect":"Deny","NotAction":[{}],"Resource":"*","Condition":{{"BoolIfExists":{{"aws:MultiFactorAuthPresent":"false"}}}}}}]}}"#,
        list(&ACCOUNT),
        list(&OWN_DEVICES),
        list(&WITHOUT_MFA),
    );
    let others = SERVICES.iter().map(|service| {
        let statements = STATEMENTS.iter().map(|(verb, of_team)| {
            let condition = match of_team {
                true => r#","Condition":{"StringEquals":{"aws:PrincipalTag/team":"blue"}}"#,
                false => "",
            };
            format!(
                r#"{{"Effect":"Allow","Action":"{service}:{verb}*","Resource":"arn:aws:{service}:*:123456789012:team/*"{condition}}}"#
            )
        });
        let statements = statements.collect::<Vec<_>>().join(",");
        format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#)
    });
    std::iter::once(own).chain(others).collect()
}

/// The forty statements in Cedar's language, one policy each.
pub fn cedar() -> String {
    let actions = |names: &[&str]| {
        names.iter().map(|name| format!("Action::\"{name}\"")).collect::<Vec<_>>().join(", ")
    };
    let mut text = format!(
        "permit(principal, action in [{}], resource);\n\
         permit(principal, action == Action::\"iam:CreateVirtualMFADevice\", resource) when {{ context.resource like \"arn:aws:iam::*:mfa/*\" }};\n\
         permit(principal, action in [{}], resource) when {{ context.resource == context.own }};\n\
         forbid(principal, action, resource) unless {{ action in [{}] || (context has mfa && context.mfa) }};\n",
        actions(&ACCOUNT),
        actions(&OWN_DEVICES),
        actions(&WITHOUT_MFA),
    );
    for service in SERVICES {
        for (verb, of_team) in STATEMENTS {
            let team = if of_team { " && context.team == \"blue\"" } else { "" };
            text.push_str(&format!(
                "permit(principal, action, resource) when {{ context.action like \"{service}:{verb}*\" && context.resource like \
                 \"arn:aws:{service}:*:123456789012:team/*\"{team} }};\n"
            ));
        }
    }
    text
}
