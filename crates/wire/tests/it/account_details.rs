//! GetAccountAuthorizationDetails: all of an account, page by page.

use crate::world::{Keys, World, encode};

const LIST: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:ListUsers","Resource":"*"}]}"#;
const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}"#;

async fn estate(world: &World, admin: &Keys, id: &str) {
    let policy = format!("arn:aws:iam::{id}:policy/base");
    for (action, fields) in [
        (
            "CreateUser",
            vec![("UserName", "alice"), ("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "blue")],
        ),
        ("CreateGroup", vec![("GroupName", "staff")]),
        ("AddUserToGroup", vec![("GroupName", "staff"), ("UserName", "alice")]),
        ("CreateRole", vec![("RoleName", "reader"), ("AssumeRolePolicyDocument", TRUST)]),
        ("CreatePolicy", vec![("PolicyName", "base"), ("PolicyDocument", LIST), ("Description", "Lists.")]),
        ("PutUserPolicy", vec![("UserName", "alice"), ("PolicyName", "own"), ("PolicyDocument", LIST)]),
        ("AttachGroupPolicy", vec![("GroupName", "staff"), ("PolicyArn", &policy)]),
        ("PutRolePermissionsBoundary", vec![("RoleName", "reader"), ("PermissionsBoundary", &policy)]),
    ] {
        world.iam(admin, action, &fields).await.ok();
    }
}

#[tokio::test]
async fn everybody_is_shown_with_all_that_they_may_do() {
    let world = World::new().await;
    let account = world.account().await;
    estate(&world, &account.admin, &account.id).await;
    let all = world.iam(&account.admin, "GetAccountAuthorizationDetails", &[]).await.ok();
    let document =
        encode(LIST).replace("%2E", ".").replace("%2D", "-").replace("%5F", "_").replace("%7E", "~");
    for expected in [
        "<UserName>alice</UserName>".to_owned(),
        format!(
            "<UserPolicyList><member><PolicyName>own</PolicyName><PolicyDocument>{document}</PolicyDocument></member></UserPolicyList>"
        ),
        "<GroupList><member>staff</member></GroupList>".to_owned(),
        "<Tags><member><Key>team</Key><Value>blue</Value></member></Tags>".to_owned(),
        "<InstanceProfileList></InstanceProfileList>".to_owned(),
        "<PolicyName>AdministratorAccess</PolicyName>".to_owned(),
        "<Description>Lists.</Description>".to_owned(),
        format!("<PolicyVersionList><member><Document>{document}</Document><VersionId>v1</VersionId>"),
        format!("<PermissionsBoundaryArn>arn:aws:iam::{}:policy/base</PermissionsBoundaryArn>", account.id),
    ] {
        assert!(all.xml.contains(&expected), "{expected}\n{}", all.xml);
    }
    // AWS's own that nobody uses are left out.
    assert!(!all.xml.contains("IAMFullAccess"));
    assert_eq!(all.text("IsTruncated").as_deref(), Some("false"));
}

#[tokio::test]
async fn pages_of_one_hold_what_one_page_does_and_filters_leave_the_rest_out() {
    let world = World::new().await;
    let account = world.account().await;
    let admin = &account.admin;
    estate(&world, admin, &account.id).await;
    const NAMES: [&str; 4] = ["UserId", "GroupId", "RoleId", "PolicyId"];
    let whole = world.iam(admin, "GetAccountAuthorizationDetails", &[]).await.ok();
    let mut expected: Vec<String> = NAMES.iter().flat_map(|name| whole.texts(name)).collect();
    expected.sort();
    assert_eq!(expected.len(), 6, "two users, a group, a role, two policies");

    let (mut found, mut marker) = (Vec::new(), None);
    for _ in 0..20 {
        let mut fields = vec![("MaxItems", "1".to_owned())];
        fields.extend(marker.take().map(|marker| ("Marker", marker)));
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let page = world.iam(admin, "GetAccountAuthorizationDetails", &fields).await.ok();
        let of_page: Vec<_> = NAMES.iter().flat_map(|name| page.texts(name)).collect();
        assert!(of_page.len() <= 1, "{of_page:?}");
        found.extend(of_page);
        marker = page.text("Marker");
        if marker.is_none() {
            break;
        }
    }
    found.sort();
    assert_eq!(found, expected);

    for (filter, count) in
        [("User", 2), ("Group", 1), ("Role", 1), ("LocalManagedPolicy", 1), ("AWSManagedPolicy", 1)]
    {
        let only =
            world.iam(admin, "GetAccountAuthorizationDetails", &[("Filter.member.1", filter)]).await.ok();
        assert_eq!(NAMES.iter().map(|name| only.texts(name).len()).sum::<usize>(), count, "{filter}");
    }
}
