//! Resources.

use crate::document::Clause;
use crate::malformed::Malformed;

/// The sorts of resources that IAM has. The root user is one since AssumeRoot, though the message does not say so.
const IAM_PATHS: [&str; 13] = [
    "user/",
    "federated-user/",
    "role/",
    "group/",
    "instance-profile/",
    "mfa/",
    "server-certificate/",
    "policy/",
    "sms-mfa/",
    "saml-provider/",
    "oidc-provider/",
    "report/",
    "access-report/",
];

pub(super) fn present(clauses: &[Clause<'_>]) -> Result<(), Malformed> {
    let has_some = |clause: &Clause<'_>| resources(clause).next().is_some();
    if clauses.iter().all(has_some) { Ok(()) } else { Err(Malformed::NoResources) }
}

pub(super) fn well_formed(clauses: &[Clause<'_>]) -> Result<(), Malformed> {
    clauses.iter().flat_map(resources).try_for_each(resource)
}

/// Faults that the older parser finds first. It never comes to them behind a resource that the newer one refuses.
pub(super) fn legacy_parsing(clauses: &[Clause<'_>]) -> Result<(), Malformed> {
    for clause in clauses {
        if resources(clause).any(|text| resource(text).is_err()) {
            return Ok(());
        }
        if !resources(clause).all(passes_legacy_parsing) {
            return Err(Malformed::LegacyParsing);
        }
    }
    Ok(())
}

fn resources<'a>(clause: &'a Clause<'_>) -> impl Iterator<Item = &'a str> {
    clause.resource.iter().chain(&clause.not_resource).flatten().map(|resource| &**resource)
}

fn passes_legacy_parsing(resource: &str) -> bool {
    let colons = resource.matches(':').count();
    let vendor = resource.split(':').nth(2);
    resource == "*"
        || ((colons >= 5 || !resource.contains("::")) && vendor.is_some_and(|vendor| !vendor.is_empty()))
}

fn resource(resource: &str) -> Result<(), Malformed> {
    if resource == "*" {
        return Ok(());
    }
    let not_arn = || Malformed::ResourceNotArn(resource.to_owned());
    let (scheme, rest) = resource.split_once(':').ok_or_else(not_arn)?;
    let (partition, rest) =
        rest.split_once(':').map_or((rest, None), |(partition, rest)| (partition, Some(rest)));
    if partition != "aws" && partition != "*" {
        let resource = filled(partition, rest.unwrap_or_default());
        return Err(Malformed::Partition { partition: partition.to_owned(), resource });
    }
    if scheme != "arn" {
        return Err(not_arn());
    }
    let (vendor, rest) =
        rest.ok_or(Malformed::ResourceVendor)?.split_once(':').unwrap_or((rest.unwrap_or_default(), ""));
    if vendor.contains(['*', '?']) {
        return Err(Malformed::ResourceVendor);
    }
    let has_region = !rest.starts_with(':');
    let path = rest.splitn(3, ':').nth(2).unwrap_or_default();
    match vendor {
        "iam" if has_region => Err(Malformed::IamRegion(resource.to_owned())),
        "iam" if !is_iam_path(path) => Err(Malformed::IamPath),
        // Access points are S3's only resources with a region.
        "s3" if has_region && !path.starts_with("accesspoint") => Err(Malformed::Region(resource.to_owned())),
        _ => Ok(()),
    }
}

fn is_iam_path(path: &str) -> bool {
    matches!(path, "*" | "root") || IAM_PATHS.iter().any(|start| path.starts_with(start))
}

/// The resource as IAM writes it in its message: an ARN of that partition, `*` for what is missing.
fn filled(partition: &str, rest: &str) -> String {
    let mut components = rest.splitn(4, ':').filter(|_| !rest.is_empty());
    let mut arn = format!("arn:{partition}");
    for _ in 0..4 {
        arn.push(':');
        arn.push_str(components.next().unwrap_or("*"));
    }
    arn
}
