//! By which policies somebody can call a service.

use crate::estate::{ADMINISTRATOR_ACCESS, Estate};
use crate::world::Answer;

fn policy(allow: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow",{allow},"Resource":"*"}}]}}"#)
}

/// A user alice in the group staff, with policies of her own and of the group.
async fn estate() -> Estate {
    let estate = Estate::new().await;
    estate.call("CreateUser", &[("UserName", "alice"), ("Path", "/team/")]).await.ok();
    estate.call("CreateGroup", &[("GroupName", "staff")]).await.ok();
    estate.call("AddUserToGroup", &[("UserName", "alice"), ("GroupName", "staff")]).await.ok();
    for (name, allow) in [
        ("reads", r#""Action":"s3:GetObject""#),
        ("all-but-iam", r#""NotAction":"iam:*""#),
        ("all-but-one", r#""NotAction":"iam:DeleteUser""#),
    ] {
        let document = policy(allow);
        let fields = [("UserName", "alice"), ("PolicyName", name), ("PolicyDocument", document.as_str())];
        estate.call("PutUserPolicy", &fields).await.ok();
    }
    let document =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"sqs:*","Resource":"*"}}"#;
    let fields = [("UserName", "alice"), ("PolicyName", "denies"), ("PolicyDocument", document)];
    estate.call("PutUserPolicy", &fields).await.ok();
    let document = policy(r#""Action":["S3:*"]"#);
    let fields = [("GroupName", "staff"), ("PolicyName", "stores"), ("PolicyDocument", document.as_str())];
    estate.call("PutGroupPolicy", &fields).await.ok();
    estate
}

async fn asked(estate: &Estate, arn: &str, services: &[&str]) -> Answer {
    let arn = estate.filled(arn);
    let names: Vec<_> = (1..=services.len()).map(|n| format!("ServiceNamespaces.member.{n}")).collect();
    let mut fields = vec![("Arn", arn.as_str())];
    fields.extend(names.iter().zip(services).map(|(name, service)| (name.as_str(), *service)));
    estate.call("ListPoliciesGrantingServiceAccess", &fields).await
}

/// The names of the policies in an answer, in order.
fn names(answer: &Answer) -> String {
    let mut names = answer.texts("PolicyName");
    names.sort();
    names.join(" ")
}

#[tokio::test]
async fn what_allows_anything_of_a_service_is_named() {
    let estate = estate().await;
    const ALICE: &str = "arn:aws:iam::#:user/team/alice";
    for (service, policies) in [
        ("s3", "all-but-iam all-but-one reads stores"),
        ("iam", "all-but-one"),
        // What denies does not matter, as at AWS.
        ("sqs", "all-but-iam all-but-one"),
    ] {
        assert_eq!(names(&asked(&estate, ALICE, &[service]).await.ok()), policies, "{service}");
    }
    let answer = asked(&estate, "arn:aws:iam::#:group/staff", &["s3", "iam"]).await.ok();
    assert_eq!(answer.texts("ServiceNamespace"), ["s3", "iam"]);
    let one = |name: &str| answer.text(name).unwrap_or_default();
    assert_eq!(
        [one("PolicyName"), one("PolicyType"), one("EntityType"), one("EntityName"), one("PolicyArn")],
        ["stores", "INLINE", "GROUP", "staff", ""]
    );
    let attach = [("UserName", "alice"), ("PolicyArn", ADMINISTRATOR_ACCESS)];
    estate.call("AttachUserPolicy", &attach).await.ok();
    let answer = asked(&estate, ALICE, &["iam"]).await.ok();
    assert_eq!(names(&answer), "AdministratorAccess all-but-one");
    assert_eq!(answer.text("PolicyArn").as_deref(), Some(ADMINISTRATOR_ACCESS));
}

#[tokio::test]
async fn services_come_a_hundred_at_a_time_and_in_bounds() {
    let estate = estate().await;
    let services: Vec<_> = (0..150).map(|number| format!("service{number}")).collect();
    let services: Vec<_> = services.iter().map(String::as_str).collect();
    let answer = asked(&estate, "arn:aws:iam::#:group/staff", &services).await.ok();
    assert_eq!(answer.texts("ServiceNamespace").len(), 100);
    assert_eq!(answer.text("IsTruncated").as_deref(), Some("true"));
    let marker = answer.text("Marker").unwrap();
    let arn = estate.filled("arn:aws:iam::#:group/staff");
    let names: Vec<_> = (1..=150).map(|n| format!("ServiceNamespaces.member.{n}")).collect();
    let mut fields = vec![("Arn", arn.as_str()), ("Marker", marker.as_str())];
    fields.extend(names.iter().zip(&services).map(|(name, service)| (name.as_str(), *service)));
    let rest = estate.call("ListPoliciesGrantingServiceAccess", &fields).await.ok();
    assert_eq!(rest.texts("ServiceNamespace").len(), 50);
    assert_eq!(rest.text("IsTruncated").as_deref(), Some("false"));

    let none = estate.call("ListPoliciesGrantingServiceAccess", &[("Arn", &arn)]).await.verdict();
    assert!(none.starts_with("400 ValidationError"), "{none}");
    let bad = asked(&estate, "arn:aws:iam::#:group/staff", &["s3:*"]).await.verdict();
    assert!(bad.starts_with("400 ValidationError"), "{bad}");
    let nobody = asked(&estate, "arn:aws:iam::#:user/nobody", &["s3"]).await.verdict();
    assert_eq!(nobody, "404 NoSuchEntity The user with name nobody cannot be found.");
    let elsewhere = asked(&estate, "arn:aws:iam::999999999999:user/alice", &["s3"]).await.verdict();
    assert_eq!(elsewhere, "404 NoSuchEntity The user with name alice cannot be found.");
}

async fn generated(estate: &Estate, arn: &str) -> String {
    let arn = estate.filled(arn);
    estate.call("GenerateServiceLastAccessedDetails", &[("Arn", &arn)]).await.ok().text("JobId").unwrap()
}

#[tokio::test]
async fn a_report_says_who_called_which_service_last() {
    let estate = estate().await;
    let keys = estate.world.key_of(&estate.account.admin, "alice").await;
    const ALICE: &str = "arn:aws:iam::#:user/team/alice";
    let job = generated(&estate, ALICE).await;
    let report = estate.call("GetServiceLastAccessedDetails", &[("JobId", &job)]).await.ok();
    assert_eq!(report.texts("ServiceNamespace"), ["account", "bartizan", "iam", "sts"]);
    assert_eq!(report.texts("TotalAuthenticatedEntities"), ["0"; 4]);
    assert_eq!(
        (report.text("JobStatus").as_deref(), report.text("LastAuthenticated")),
        (Some("COMPLETED"), None)
    );

    // An event of IAM, and a later use of STS, which leaves no event.
    estate.world.iam(&keys, "CreateUser", &[("UserName", "bob")]).await.ok();
    estate.world.wait(60);
    estate.world.sts(&keys, "GetCallerIdentity", &[]).await.ok();
    for arn in [ALICE, "arn:aws:iam::#:group/staff"] {
        let job = generated(&estate, arn).await;
        let fields = [("JobId", job.as_str()), ("MaxItems", "2")];
        let report = estate.call("GetServiceLastAccessedDetails", &fields).await.ok();
        let is_truncated = if arn == ALICE { "true" } else { "false" };
        assert_eq!(report.text("IsTruncated").as_deref(), Some(is_truncated), "{arn}");
        let who = [("JobId", job.as_str()), ("ServiceNamespace", "sts")];
        let who = estate.call("GetServiceLastAccessedDetailsWithEntities", &who).await;
        if arn == ALICE {
            let who = who.ok();
            assert_eq!(who.text("Arn").as_deref(), Some(estate.filled(ALICE).as_str()));
            assert_eq!(
                (who.text("Type").as_deref(), who.text("Path").as_deref()),
                (Some("USER"), Some("/team/"))
            );
            assert!(who.text("LastAuthenticated").is_some());
        } else {
            // The group's policies are about another service.
            assert_eq!(who.verdict(), "400 InvalidInput The report has no service of that namespace.");
        }
    }
    let job = generated(&estate, ALICE).await;
    let report = estate.call("GetServiceLastAccessedDetails", &[("JobId", &job)]).await.ok();
    assert_eq!(report.texts("TotalAuthenticatedEntities"), ["0", "0", "1", "1"]);
    assert_eq!(report.texts("LastAuthenticatedEntity"), [estate.filled(ALICE), estate.filled(ALICE)]);

    let other = estate.world.account().await;
    let foreign = estate.world.iam(&other.admin, "GetServiceLastAccessedDetails", &[("JobId", &job)]).await;
    let gone = format!("404 NoSuchEntity The report with job id {job} cannot be found.");
    assert_eq!(foreign.verdict(), gone);
    estate.world.wait(24 * 3_600);
    assert_eq!(estate.call("GetServiceLastAccessedDetails", &[("JobId", &job)]).await.verdict(), gone);
}

#[tokio::test]
async fn a_report_of_a_policy_is_about_whoever_has_it() {
    let estate = estate().await;
    let attach = [("GroupName", "staff"), ("PolicyArn", ADMINISTRATOR_ACCESS)];
    estate.call("AttachGroupPolicy", &attach).await.ok();
    let trust = r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}}"#;
    let role = [("RoleName", "reader"), ("AssumeRolePolicyDocument", trust)];
    estate.call("CreateRole", &role).await.ok();
    let attach = [("RoleName", "reader"), ("PolicyArn", ADMINISTRATOR_ACCESS)];
    estate.call("AttachRolePolicy", &attach).await.ok();
    let job = generated(&estate, ADMINISTRATOR_ACCESS).await;
    let fields = [("JobId", job.as_str()), ("ServiceNamespace", "iam")];
    let who = estate.call("GetServiceLastAccessedDetailsWithEntities", &fields).await.ok();
    let mut names = who.texts("Name");
    names.sort();
    // The administrator has it, and is who called.
    assert!(names.contains(&"alice".to_owned()) && names.contains(&"reader".to_owned()), "{names:?}");
    assert_eq!((names.len(), who.texts("LastAuthenticated").len()), (3, 1), "{}", who.xml);
    let wanted = "400 InvalidInput Reports of this server are of services: ask for SERVICE_LEVEL.";
    let fields = [("Arn", ADMINISTRATOR_ACCESS), ("Granularity", "ACTION_LEVEL")];
    assert_eq!(estate.call("GenerateServiceLastAccessedDetails", &fields).await.verdict(), wanted);
}

#[tokio::test]
async fn r16_an_account_has_so_many_reports_at_once_and_the_oldest_gives_way() {
    let estate = Estate::new().await;
    let counter = store::Key::account(estate.account.id.parse().unwrap(), "count/access-reports/");
    estate.world.store.commit(store::Batch::at(1).add(counter, 498, u64::from(u32::MAX))).await.unwrap();
    let mut jobs = Vec::new();
    for _ in 0..3 {
        jobs.push(generated(&estate, ADMINISTRATOR_ACCESS).await);
        estate.world.wait(1);
    }
    for (job, status) in jobs.iter().zip(["404", "200", "200"]) {
        let answer = estate.call("GetServiceLastAccessedDetails", &[("JobId", job)]).await;
        assert!(answer.verdict().starts_with(status), "{job}: {}", answer.verdict());
    }
}
