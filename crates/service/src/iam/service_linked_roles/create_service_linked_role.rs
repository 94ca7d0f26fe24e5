//! CreateServiceLinkedRole.

use model::{Arn, AwsServiceName, CustomSuffix, Description, Input, RoleId, Timestamp};
use serde::Serialize;
use serde_json::json;

use super::names;
use crate::authorize::{RequestKeys, condition_keys};
use crate::error::{InvalidInput, Quota};
use crate::iam::roles::view::RoleView;
use crate::operation::{Operation, Sort};
use crate::records::{NamePointer, Permissions, PolicyDocument, Role, keys};
use crate::{Changes, Context, Error, Halt};

/// How long sessions of such a role last at most.
const AN_HOUR: u32 = 3_600;

/// Makes a role that is linked to a service.
#[derive(Debug, Input)]
pub struct CreateServiceLinkedRole {
    /// The service.
    #[input(name = "AWSServiceName")]
    pub aws_service_name: AwsServiceName,
    /// What the role is for.
    pub description: Option<Description>,
    /// What tells it apart from other roles of the service.
    pub custom_suffix: Option<CustomSuffix>,
}

/// The new role.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Created {
    role: RoleView,
}

impl Operation for CreateServiceLinkedRole {
    const ACTION: &'static str = "iam:CreateServiceLinkedRole";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["role"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::LINKING;
    type Output = Created;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new().one(condition_keys::AWS_SERVICE_NAME, &self.aws_service_name)
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Created, Halt> {
        let account = ctx.account();
        let (path, name) = match names::of(&self.aws_service_name, self.custom_suffix.as_ref()) {
            Ok(place) => place,
            Err(invalid) => {
                // Who may make no such role does not learn why this one could not be made.
                ctx.authorize_on(&Arn::kind(account, "role", names::FOLDER))?;
                return Err(Error::from(invalid).into());
            }
        };
        let arn = Arn::role(account, &path, &name);
        let permit = ctx.authorize_vacant::<Role>(&name, &arn).await.map_err(|halt| match halt {
            Halt::Refused(Error::EntityAlreadyExists(_)) => {
                Error::from(InvalidInput::LinkedRoleTaken(name.clone())).into()
            }
            other => other,
        })?;
        let service = &self.aws_service_name;
        let trust = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Service":"{service}"}},"Action":"sts:AssumeRole"}}]}}"#
        );
        let role = Role {
            schema: Role::SCHEMA,
            account,
            id: RoleId::generate(account, ctx.service.entropy.array()),
            name,
            path,
            created: ctx.now(),
            description: self.description.clone(),
            max_session_duration: AN_HOUR,
            trust: PolicyDocument::parse(&trust).map_err(Error::from)?,
            tags: Vec::new(),
            permissions: Permissions::default(),
            sessions_valid_after: Timestamp::default(),
            linked_to: Some(service.clone()),
        };
        let quota = Quota::ROLES;
        let changes = Changes::new()
            .put(permit.key(), &role)
            .create(keys::id(account, role.id.as_str()), &NamePointer { name: role.name.clone() })
            .count(keys::role_count(account), 1, quota.limit, quota)
            .responded(json!({ "role": {
                "path": role.path.to_string(),
                "roleName": role.name.to_string(),
                "roleId": role.id.to_string(),
                "arn": arn.as_str(),
            } }));
        ctx.commit(&permit, changes).await?;
        Ok(Created { role: RoleView::created(ctx, &role).await? })
    }
}
