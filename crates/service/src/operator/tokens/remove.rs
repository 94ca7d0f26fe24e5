//! Removing a token that nobody has. Which of its codes are spent is not forgotten: that goes by its seed (rule R13).

use model::{SerialNumber, Text, Timestamp};
use serde_json::{Map, json};
use store::Batch;

use super::list::TokenHolder;
use super::refused;
use crate::operator::Operator;
use crate::operator::told::Told;
use crate::{Error, Service};

impl Service {
    /// Removes a token.
    ///
    /// # Errors
    /// If there is none, if somebody has it, or if the store fails.
    pub async fn remove_token(
        &self,
        operator: Operator,
        serial: &SerialNumber,
        now: Timestamp,
    ) -> Result<(), Error> {
        again!(self, self.try_remove_token(operator, serial, now))
    }

    async fn try_remove_token(
        &self,
        operator: Operator,
        serial: &SerialNumber,
        now: Timestamp,
    ) -> Result<(), Error> {
        let Some(token) = self.records.hardware_token(serial).await? else {
            return Err(refused(format!("there is no token {}", serial.as_str())));
        };
        if let Some(holder) = self.holder(&token).await? {
            return Err(refused(format!(
                "the token {} is enabled for {}: deactivate it there first",
                token.serial.as_str(),
                who(&holder)
            )));
        }
        let (key, expected) = token.watched();
        let batch = Batch::at(now.micros()).expect(key.clone(), expected).delete(key);
        let told = Told {
            operator,
            account: token.account,
            name: "RemoveToken",
            parameters: json!({ "serialNumber": token.serial.as_str() }),
            details: Map::new(),
            at: now,
        };
        self.commit_told(batch, &told).await
    }
}

fn who(holder: &TokenHolder) -> String {
    match &holder.user_name {
        Some(name) => format!("the user {name} of account {}", holder.account),
        None => format!("the root user of account {}", holder.account),
    }
}
