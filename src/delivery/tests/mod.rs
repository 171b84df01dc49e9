//! Whole deliveries, on a host of a few lines.

mod control;
mod courier;
mod queue;
mod retries;
mod signing;
mod views;

use super::*;
use crate::service::Access;
use alloc::borrow::ToOwned as _;
use alloc::format;
use courier::Courier;

/// For each provider: where webhooks are created, one that selects the event, the event, and how one is
/// enabled and disabled.
struct Sample {
    id: &'static str,
    path: &'static str,
    webhook: &'static str,
    event: &'static str,
    enabled: &'static str,
    disabled: &'static str,
}

const SAMPLES: [Sample; 5] = [
    Sample {
        id: "connect",
        path: "/webhooks",
        webhook: r#"{"name":"a","url":"https://a.example/N","subscribedEventTypes":["LTV_LIQUIDATED"]}"#,
        event: "LTV_LIQUIDATED",
        enabled: r#"{"active":true}"#,
        disabled: r#"{"active":false}"#,
    },
    Sample {
        id: "conduit",
        path: "/webhooks",
        webhook: r#"{"url":"https://a.example/N","events":["customer.active"]}"#,
        event: "customer.active",
        enabled: r#"{"status":"enabled"}"#,
        disabled: r#"{"status":"disabled"}"#,
    },
    Sample {
        id: "spritz",
        path: "/v1/integrator/webhooks",
        webhook: r#"{"url":"https://a.example/N","events":["payment.created"]}"#,
        event: "payment.created",
        enabled: r#"{"events":["payment.created"]}"#,
        disabled: "",
    },
    Sample {
        id: "cryptofuse",
        path: "/user/webhooks",
        webhook: r#"{"url":"https://a.example/N"}"#,
        event: "payment.completed",
        enabled: r#"{"status":"active"}"#,
        disabled: r#"{"status":"inactive"}"#,
    },
    Sample {
        id: "devdraft",
        path: "/api/v0/webhooks",
        webhook: r#"{"name":"abc","url":"https://a.example/N"}"#,
        event: "payment.completed",
        enabled: r#"{"isActive":true}"#,
        disabled: r#"{"isActive":false}"#,
    },
];

impl Sample {
    fn of(id: &str) -> &'static Self {
        SAMPLES.iter().find(|sample| sample.id == id).unwrap()
    }

    /// A host with one webhook, and its id.
    fn start(&self, access: Access, atomic: bool) -> (Courier, String) {
        let mut courier = Courier::new(self.id, access, atomic);
        let webhook = courier.host.create(self.path, &self.webhook.replace('N', "1"));
        (courier, webhook)
    }

    /// The path of one webhook.
    fn at(&self, webhook: &str) -> alloc::string::String {
        format!("{}/{webhook}", self.path)
    }
}
