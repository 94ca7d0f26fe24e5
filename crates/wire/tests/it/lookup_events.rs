//! LookupEvents: the trail, as programs search it over JSON 1.1.

use serde_json::{Value, json};

use crate::world::{Account, Answer, Keys, World};

const LOOKUP: &str = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents";

async fn lookup(world: &World, keys: &Keys, body: &Value) -> Answer {
    world.targeted(keys, ("cloudtrail", LOOKUP), &body.to_string()).await
}

#[track_caller]
fn refused(answer: &Answer, verdict: &str) {
    assert!(answer.verdict().starts_with(verdict), "{} instead of {verdict}", answer.verdict());
}

fn names(found: &Value) -> Vec<&str> {
    found["Events"].as_array().unwrap().iter().map(|event| event["EventName"].as_str().unwrap()).collect()
}

fn by(key: &str, value: &str) -> Value {
    json!({ "LookupAttributes": [{ "AttributeKey": key, "AttributeValue": value }] })
}

/// An account in which alice has come and gone.
async fn house() -> (World, Account) {
    let world = World::new().await;
    let account = world.account().await;
    for (name, fields) in [
        ("CreateUser", &[("UserName", "alice")][..]),
        ("CreateGroup", &[("GroupName", "staff")]),
        ("DeleteUser", &[("UserName", "alice")]),
    ] {
        world.wait(60);
        world.iam(&account.admin, name, fields).await.ok();
    }
    (world, account)
}

#[tokio::test]
async fn the_newest_event_is_the_first_and_says_what_cloudtrail_says() {
    let (world, account) = house().await;
    let found = lookup(&world, &account.admin, &json!({})).await.ok().json();
    assert_eq!(names(&found)[..4], ["DeleteUser", "CreateGroup", "CreateUser", "CreateAccount"]);
    let event = &found["Events"][1];
    let whole: Value = serde_json::from_str(event["CloudTrailEvent"].as_str().unwrap()).unwrap();
    assert_eq!(event["EventId"], whole["eventID"]);
    assert_eq!((&event["EventSource"], &event["ReadOnly"]), (&json!("iam.amazonaws.com"), &json!("false")));
    assert_eq!((&event["Username"], &event["AccessKeyId"]), (&json!("admin"), &json!(account.admin.id)));
    assert_eq!(event["Resources"], json!([{ "ResourceType": "AWS::IAM::Group", "ResourceName": "staff" }]));
    assert_eq!(world.now().secs() - event["EventTime"].as_u64().unwrap(), 60);
    assert!(found.get("NextToken").is_none());
}

#[tokio::test]
async fn one_attribute_and_a_stretch_of_time_choose() {
    let (world, account) = house().await;
    let all = lookup(&world, &account.admin, &json!({})).await.ok().json();
    let at = |event: usize| all["Events"][event]["EventTime"].as_u64().unwrap();
    for (body, expected) in [
        (by("EventName", "CreateUser"), &["CreateUser"][..]),
        (by("ResourceName", "alice"), &["DeleteUser", "CreateUser"]),
        (by("ResourceType", "AWS::IAM::Group"), &["CreateGroup"]),
        (by("EventId", all["Events"][0]["EventId"].as_str().unwrap()), &["DeleteUser"]),
        (by("AccessKeyId", &account.root.id), &[]),
        (by("EventName", "createuser"), &[]),
        (json!({ "StartTime": at(0), "EndTime": at(0) }), &["DeleteUser"]),
        (json!({ "StartTime": at(2), "EndTime": at(1) }), &["CreateGroup", "CreateUser"]),
        (json!({ "StartTime": 1.5, "EndTime": 2.5 }), &[]),
        (json!({ "EventCategory": "insight", "StartTime": null }), &[]),
    ] {
        let found = lookup(&world, &account.admin, &body).await.ok().json();
        assert_eq!(names(&found), expected, "{body}");
    }
}

#[tokio::test]
async fn pages_are_whole_together_and_a_token_is_of_its_search() {
    let (world, account) = house().await;
    let whole = lookup(&world, &account.admin, &json!({})).await.ok().json();
    let (mut paged, mut token) = (Vec::new(), Value::Null);
    loop {
        let mut body = json!({ "MaxResults": 1 });
        if !token.is_null() {
            body["NextToken"] = token.clone();
        }
        let mut found = lookup(&world, &account.admin, &body).await.ok().json();
        paged.extend(found["Events"].as_array().unwrap().iter().cloned());
        if found.get("NextToken").is_none() {
            break;
        }
        token = found["NextToken"].take();
    }
    assert_eq!(Value::Array(paged), whole["Events"]);
    let mut other = by("EventName", "CreateUser");
    other["NextToken"] = token.clone();
    let elsewhere = world.account().await;
    for (keys, body) in [
        (&account.admin, other),
        (&elsewhere.admin, json!({ "NextToken": token })),
        (&account.admin, json!({ "NextToken": "x" })),
        (&account.admin, json!({ "NextToken": "" })),
        (&account.admin, json!({ "NextToken": "x".repeat(5_000) })),
    ] {
        refused(&lookup(&world, keys, &body).await, "400 InvalidNextTokenException");
    }
}

#[tokio::test]
async fn what_is_not_in_order_is_refused_by_cloudtrails_names() {
    let (world, account) = house().await;
    let two = json!({ "LookupAttributes": [
        { "AttributeKey": "EventName", "AttributeValue": "a" }, { "AttributeKey": "Username", "AttributeValue": "b" },
    ] });
    for (body, verdict) in [
        (json!({ "StartTime": 2, "EndTime": 1 }), "400 InvalidTimeRangeException"),
        (json!({ "StartTime": 9_000_000_000_000_u64 }), "400 InvalidTimeRangeException"),
        (json!({ "MaxResults": 0 }), "400 InvalidMaxResultsException"),
        (json!({ "MaxResults": 51 }), "400 InvalidMaxResultsException"),
        (json!({ "MaxResults": -1 }), "400 InvalidMaxResultsException"),
        (two, "400 InvalidLookupAttributesException"),
        (by("Colour", "red"), "400 InvalidLookupAttributesException"),
        (by("EventName", ""), "400 InvalidLookupAttributesException"),
        (by("EventName", &"x".repeat(2_001)), "400 InvalidLookupAttributesException"),
        (json!({ "EventCategory": "data" }), "400 InvalidEventCategoryException"),
        (json!({ "MaxResults": "many" }), "400 SerializationException"),
        (json!({ "MaxResults": 1e30 }), "400 SerializationException"),
        (json!({ "StartTime": "yesterday" }), "400 SerializationException"),
        (json!([]), "400 SerializationException"),
    ] {
        let answer = lookup(&world, &account.admin, &body).await;
        refused(&answer, verdict);
        let (_, code) = verdict.split_once(' ').unwrap();
        assert_eq!(answer.json()["__type"], code, "{body}");
    }
}

#[tokio::test]
async fn r9_the_trail_of_another_account_is_never_shown() {
    let (world, account) = house().await;
    let other = world.account().await;
    let found = lookup(&world, &other.admin, &by("ResourceName", "alice")).await.ok().json();
    assert_eq!(names(&found), [""; 0]);
    assert_eq!(
        names(&lookup(&world, &account.admin, &by("ResourceName", "alice")).await.ok().json()).len(),
        2
    );
}

#[tokio::test]
async fn policies_decide_also_for_sessions() {
    let (world, account) = house().await;
    let alice = world.user(&account.admin, "alice").await;
    refused(&lookup(&world, &alice, &json!({})).await, "403 AccessDeniedException");
    let policy = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"cloudtrail:LookupEvents","Resource":"*"}}"#;
    let fields = [("UserName", "alice"), ("PolicyName", "trail"), ("PolicyDocument", policy)];
    world.iam(&account.admin, "PutUserPolicy", &fields).await.ok();
    let session = Keys::of_session(&world.sts(&alice, "GetSessionToken", &[]).await.ok());
    for keys in [&alice, &session] {
        lookup(&world, keys, &json!({})).await.ok();
    }
}

#[tokio::test]
async fn a_target_that_is_none_and_another_type_are_refused() {
    let (world, account) = house().await;
    let keys = &account.admin;
    for target in [
        "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.DescribeTrails",
        "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.CreateUser",
        "Account.LookupEvents",
        "LookupEvents",
        "",
    ] {
        let answer = world.targeted(keys, ("cloudtrail", target), "{}").await;
        refused(&answer, "400 UnknownOperationException");
    }
    // Signed for another service.
    refused(&world.targeted(keys, ("iam", LOOKUP), "{}").await, "403 InvalidSignatureException");
    // Without a signature over the target: nobody may exchange it (rule R6).
    let mut headers = world.signed_json_for(keys, "cloudtrail", "/", "{}");
    headers.retain(|(name, _)| *name != "content-type");
    headers.extend([
        ("content-type", "application/x-amz-json-1.1".to_owned()),
        ("x-amz-target", LOOKUP.to_owned()),
    ]);
    let answer = world.json_raw("POST", "/", &headers, b"{}").await;
    assert_eq!(answer.status, 403, "{}", answer.xml);
}
