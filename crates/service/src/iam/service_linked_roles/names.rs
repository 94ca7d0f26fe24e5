//! What a role is called that is linked to a service, and where it stands.

use model::{AwsServiceName, CustomSuffix, Path, RoleName, Text};

use crate::error::InvalidInput;

/// What the names of all such roles begin with.
const PREFIX: &str = "AWSServiceRoleFor";
/// What the names of services end with.
const DOMAIN: &str = ".amazonaws.com";
/// Below this path such roles stand.
pub const FOLDER: &str = "/aws-service-role/";

/// Services whose roles are not called as the services are, and whether a service can have several.
const KNOWN: &[(&str, &str, bool)] = &[
    ("access-analyzer", "AccessAnalyzer", false),
    ("autoscaling", "AutoScaling", true),
    ("backup", "Backup", false),
    ("batch", "Batch", false),
    ("cloudtrail", "CloudTrail", false),
    ("config", "Config", false),
    ("connect", "AmazonConnect", true),
    ("dynamodb.application-autoscaling", "ApplicationAutoScaling_DynamoDBTable", false),
    ("ecs", "ECS", false),
    ("ecs.application-autoscaling", "ApplicationAutoScaling_ECSService", false),
    ("eks", "AmazonEKS", false),
    ("eks-fargate", "AmazonEKSForFargate", false),
    ("eks-nodegroup", "AmazonEKSNodegroup", false),
    ("elasticache", "ElastiCache", false),
    ("elasticbeanstalk", "ElasticBeanstalk", false),
    ("elasticloadbalancing", "ElasticLoadBalancing", false),
    ("es", "AmazonElasticsearchService", false),
    ("guardduty", "AmazonGuardDuty", false),
    ("inspector2", "AmazonInspector2", false),
    ("kafka", "Kafka", false),
    ("lexv2", "LexV2Bots", true),
    ("macie", "AmazonMacie", false),
    ("opensearchservice", "AmazonOpenSearchService", false),
    ("ops.apigateway", "APIGateway", false),
    ("organizations", "Organizations", false),
    ("rds", "RDS", false),
    ("replicator.lambda", "LambdaReplicator", false),
    ("securityhub", "SecurityHub", false),
    ("spot", "EC2Spot", false),
    ("spotfleet", "EC2SpotFleet", false),
    ("ssm", "AmazonSSM", false),
    ("sso", "SSO", false),
    ("support", "Support", false),
    ("transitgateway", "VPCTransitGateway", false),
    ("trustedadvisor", "TrustedAdvisor", false),
];

/// The path and the name of a service's role. Of a service that is not known it is called as the service is, word by word.
///
/// # Errors
/// If that is no service, has one role at most and another is asked for, or the name would be too long.
pub fn of(service: &AwsServiceName, suffix: Option<&CustomSuffix>) -> Result<(Path, RoleName), InvalidInput> {
    let unknown = || InvalidInput::NoSuchService(service.clone());
    let text = service.as_str();
    let stem = text.strip_suffix(DOMAIN).filter(|stem| is_service(stem)).ok_or_else(unknown)?;
    let known = KNOWN.iter().find(|(name, ..)| *name == stem);
    let (word, has_several) = match known {
        Some((_, word, has_several)) => ((*word).to_owned(), *has_several),
        None => (words(stem), true),
    };
    let name = match suffix {
        None => format!("{PREFIX}{word}"),
        Some(_) if !has_several => return Err(InvalidInput::NoCustomSuffix(service.clone())),
        Some(suffix) => format!("{PREFIX}{word}_{suffix}"),
    };
    let too_long = |_| InvalidInput::LinkedRoleName(name.clone());
    let name = name.parse::<RoleName>().map_err(too_long)?;
    let path = format!("{FOLDER}{text}/").parse::<Path>().map_err(|_| unknown())?;
    Ok((path, name))
}

fn is_service(stem: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte);
    stem.bytes().all(is_letter) && stem.split(['.', '-']).all(|word| !word.is_empty())
}

/// `elastic-map.reduce` is `ElasticMapReduce`.
fn words(stem: &str) -> String {
    let mut name = String::with_capacity(stem.len());
    for word in stem.split(['.', '-']) {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::{KNOWN, of};
    use crate::error::InvalidInput;

    #[test]
    fn a_role_is_called_as_its_service_is() {
        for (service, suffix, expected) in [
            ("autoscaling", None, Ok("AWSServiceRoleForAutoScaling")),
            ("autoscaling", Some("web"), Ok("AWSServiceRoleForAutoScaling_web")),
            ("ecs.application-autoscaling", None, Ok("AWSServiceRoleForApplicationAutoScaling_ECSService")),
            ("elastic-map.reduce", None, Ok("AWSServiceRoleForElasticMapReduce")),
            ("ecs", Some("web"), Err("suffix")),
            ("", None, Err("service")),
            ("ECS", None, Err("service")),
            ("a..b", None, Err("service")),
            ("-a", None, Err("service")),
            ("a-service-with-a-name-that-is-longer-than-those-of-all-of-the-others", None, Err("length")),
        ] {
            let service = format!("{service}.amazonaws.com").parse().unwrap();
            let found = of(&service, suffix.map(|suffix| suffix.parse().unwrap()).as_ref());
            match expected {
                Ok(name) => {
                    let (path, found) = found.unwrap();
                    assert_eq!(found.to_string(), name);
                    assert_eq!(path.to_string(), format!("/aws-service-role/{service}/"));
                }
                Err(what) => {
                    let why = match found.unwrap_err() {
                        InvalidInput::NoCustomSuffix(_) => "suffix",
                        InvalidInput::NoSuchService(_) => "service",
                        InvalidInput::LinkedRoleName(_) => "length",
                        other => panic!("{other:?}"),
                    };
                    assert_eq!(why, what, "{service}");
                }
            }
        }
        assert!(of(&"ecs.example.com".parse().unwrap(), None).is_err());
    }

    #[test]
    fn services_are_in_order_and_once() {
        assert!(KNOWN.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
