//! Who gets what, and that nothing is lost in between.

use super::courier::{OK, REFUSED};
use super::*;
use crate::delivery::record::State;
use crate::service::tests::host::value;
use alloc::string::String;
use alloc::vec::Vec;

#[test]
fn an_event_goes_to_each_webhook_that_selects_it_once() {
    let mut courier = Courier::new("cryptofuse", Access::Open, true);
    let path = "/user/webhooks";
    for (number, types) in [
        (1, r#"["payment.all","payment.completed"]"#),
        (2, r#"["payment.failed"]"#),
        (3, r#"["wallet.all"]"#),
    ] {
        let body = format!(r#"{{"url":"https://a.example/{number}","event_types":{types}}}"#);
        courier.host.create(path, &body);
    }
    courier.publish("payment.completed", None);
    let sent: Vec<_> = courier.outgoing().into_iter().map(|outgoing| outgoing.url).collect();
    assert_eq!(sent, ["https://a.example/1"]);
}

#[test]
fn an_event_of_a_client_goes_to_that_clients_webhooks_and_to_those_of_all() {
    let mut courier = Courier::new("conduit", Access::Open, true);
    let client = |letter: &str| format!("client_{}", letter.repeat(27));
    for (number, member) in [
        (1, String::new()),
        (2, format!(r#","clientId":"{}""#, client("a"))),
        (3, format!(r#","clientId":"{}""#, client("b"))),
    ] {
        let body = format!(
            r#"{{"url":"https://a.example/{number}","events":["customer.active"]{member}}}"#
        );
        courier.host.create("/webhooks", &body);
    }
    let data = format!(r#"{{"customer":{{"clientId":"{}"}}}}"#, client("b"));
    courier.publish("customer.active", Some(&data));
    let mut sent: Vec<_> = courier.outgoing().into_iter().map(|outgoing| outgoing.url).collect();
    sent.sort();
    assert_eq!(sent, ["https://a.example/1", "https://a.example/3"]);
}

#[test]
fn an_event_of_an_account_goes_to_no_other() {
    let sample = Sample::of("devdraft");
    let (mut courier, _) = sample.start(Access::Open, true);
    let other = courier.host.answer("POST", sample.path, "other", sample.webhook);
    courier.host.commit(&other);
    let deliveries = |courier: &mut Courier, account: Option<&str>| {
        courier.work(&Job::Publish { account, r#type: sample.event, data: None });
        courier.deliver(OK)
    };
    let to_all = deliveries(&mut courier, None);
    assert_eq!(to_all.len(), 2);
    let account = to_all[0].account.clone();
    let to_one = deliveries(&mut courier, Some(&account));
    assert_eq!((to_one.len(), &to_one[0].account), (1, &account));
    assert_eq!(deliveries(&mut courier, Some("nobody")), []);
}

#[test]
fn an_event_for_many_webhooks_is_expanded_in_pages_that_can_be_made_again() {
    for atomic in [true, false] {
        let mut courier = Courier::new("devdraft", Access::Open, atomic);
        for number in 0..250 {
            let body = format!(r#"{{"name":"abc","url":"https://a.example/{number}"}}"#);
            courier.host.create("/api/v0/webhooks", &body);
        }
        courier.publish("payment.completed", None);
        let [key] = &*courier.due() else { panic!("one expansion is due") };
        let page = if atomic { 100 } else { 20 };
        let count = 250_usize.div_ceil(page);
        for index in 0..count {
            let expected = if index + 1 < count { Done::Again } else { Done::Finished };
            // It is made once more, as after a crash in which nothing was written.
            courier.ask(&Job::Begin { key });
            assert_eq!(courier.work(&Job::Begin { key }), expected);
            assert_eq!(courier.count("l"), 250.min(page * (index + 1)));
        }
        assert_eq!(courier.work(&Job::Begin { key }), Done::Gone);
        let mut ids: Vec<_> = courier.outgoing().into_iter().map(|one| one.delivery).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 250);
    }
}

#[test]
fn one_of_two_that_begin_gets_it() {
    let sample = Sample::of("conduit");
    let (mut courier, _) = sample.start(Access::Open, true);
    courier.publish(sample.event, None);
    let [expansion] = &*courier.due() else { panic!("one expansion is due") };
    courier.work(&Job::Begin { key: expansion });
    let [key] = &*courier.due() else { panic!("one delivery is due") };
    let Done::Send(outgoing) = courier.work(&Job::Begin { key }) else { panic!("it is sent") };
    assert_eq!(courier.work(&Job::Begin { key }), Done::Gone);
    assert_eq!(courier.due(), Vec::<String>::new());
    // Whoever took it has ended: it goes out again, and what the first one tells later is too late.
    courier.wait(LEASE);
    let again = courier.outgoing();
    assert_eq!(again[0].delivery, outgoing.delivery);
    let settle = Job::Settle { key: &outgoing.key, reply: OK };
    assert_eq!(courier.work(&settle), Done::Gone);
    assert_eq!(courier.settle(&again[0], OK).state, "succeeded");
    assert_eq!(courier.work(&settle), Done::Gone);
}

#[test]
fn a_clock_that_is_set_back_leaves_nothing_waiting() {
    let sample = Sample::of("conduit");
    let (mut courier, _) = sample.start(Access::Open, true);
    courier.publish(sample.event, None);
    courier.deliver(REFUSED);
    courier.wait(-86_400_000);
    assert_eq!(courier.deliver(REFUSED).len(), 1);
    assert_eq!(courier.next(), Some(courier.host.now + 120_000));
    assert_eq!(courier.due(), Vec::<String>::new());
    courier.wait(86_400_000);
    assert_eq!(courier.deliver(OK).len(), 1);
}

#[test]
fn a_host_whose_clock_is_behind_leaves_the_longest_retry_alone() {
    let sample = Sample::of("conduit");
    let (mut courier, _) = sample.start(Access::Open, true);
    courier.publish(sample.event, None);
    for _ in 0..9 {
        courier.deliver(REFUSED);
        courier.host.now = courier.next().unwrap();
    }
    let due = courier.deliver(REFUSED)[0].next;
    assert_eq!(due, Some(courier.host.now + 36_000_000));
    courier.wait(-60_000);
    assert_eq!((courier.due(), courier.next()), (Vec::new(), due));
}

#[test]
fn tells_what_is_due_in_pages() {
    let sample = Sample::of("devdraft");
    let (mut courier, _) = sample.start(Access::Open, true);
    for _ in 0..230 {
        courier.publish(sample.event, None);
        courier.wait(1);
    }
    let keys = courier.due();
    assert_eq!(keys.len(), 230);
    assert!(keys.is_sorted());
}

#[test]
fn what_cannot_be_read_is_put_off_and_keeps_nobody() {
    let sample = Sample::of("conduit");
    let (mut courier, _) = sample.start(Access::Open, true);
    for _ in 0..2 {
        courier.publish(sample.event, None);
    }
    for key in courier.due() {
        courier.work(&Job::Begin { key: &key });
    }
    let id = courier.id_of(0);
    courier.host.records.insert(format!("l/conduit/{id}"), b"{}".to_vec());
    let mut sent = 0;
    for key in courier.due() {
        match courier.work(&Job::Begin { key: &key }) {
            Done::Failed { cause } => assert!(cause.contains("not written by this version")),
            Done::Send(outgoing) => {
                courier.settle(&outgoing, OK);
                sent += 1;
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((sent, courier.due().len()), (1, 0));
    assert_eq!(courier.next(), Some(courier.host.now + 60_000));
}

#[test]
fn the_api_publishes_what_its_file_says() {
    let mut courier = Courier::new("connect", Access::Open, true);
    let body = r#"{"name":"a","url":"https://a.example/1","subscribedEventTypes":["WEBHOOK_CREATED","WEBHOOK_UPDATED"]}"#;
    let id = courier.host.create("/webhooks", body);
    let sent = courier.outgoing();
    let body = str::from_utf8(&sent[0].body).unwrap();
    assert_eq!((sent.len(), &*sent[0].event), (1, "WEBHOOK_CREATED"));
    assert_eq!(value(body, "/data/webhookId").as_deref(), Some(&*id));
    courier.settle(&sent[0], OK);
    let path = format!("/webhooks/{id}");
    assert_eq!(courier.host.call("PATCH", &path, r#"{"name":"b"}"#).0, 200);
    let sent = courier.outgoing();
    assert_eq!((sent.len(), &*sent[0].event), (1, "WEBHOOK_UPDATED"));
}

#[test]
fn refuses_events_that_there_are_not() {
    let mut courier = Courier::new("cryptofuse", Access::Open, true);
    let long = format!(r#"{{"a":"{}"}}"#, "x".repeat(256 << 10));
    for (r#type, data, account, expected) in [
        ("payment.complete", None, None, (400, "unknown_event_type")),
        ("payment.all", None, None, (400, "unknown_event_type")),
        ("", None, None, (400, "unknown_event_type")),
        ("payment.completed", Some("[1]"), None, (400, "type")),
        ("payment.completed", Some("{"), None, (400, "malformed_json")),
        ("payment.completed", Some(&*long), None, (413, "data_too_large")),
        ("payment.completed", None, Some("a/b"), (400, "invalid_account")),
        ("payment.completed", None, Some(""), (400, "invalid_account")),
    ] {
        let job = Job::Publish { account, r#type, data: data.map(str::as_bytes) };
        match courier.work(&job) {
            Done::Refused { status, code, .. } => assert_eq!((status, code), expected),
            other => panic!("{type}: {other:?}"),
        }
    }
    assert!(courier.host.records.is_empty());
}

#[test]
fn webhooks_that_do_not_select_an_event_cost_no_commit_for_each_page() {
    let mut courier = Courier::new("conduit", Access::Open, true);
    let create = |courier: &mut Courier, r#type: &str| {
        let body = format!(r#"{{"url":"https://a.example/1","events":["{type}"]}}"#);
        courier.host.create("/webhooks", &body)
    };
    let id = create(&mut courier, "counterparty.active");
    let is_its = |key: &&String| key.starts_with("s/") && key.ends_with(&id);
    let key = courier.host.records.keys().find(is_its).unwrap().clone();
    let record = String::from_utf8(courier.host.records[&key].clone()).unwrap();
    for number in 1..1250 {
        let other = format!("{id}{number:04}");
        let record = record.replace(&id, &other).into_bytes();
        courier.host.records.insert(key.replace(&id, &other), record);
    }
    create(&mut courier, "customer.active");
    courier.publish("customer.active", None);
    let [key] = &*courier.due() else { panic!("one expansion is due") };
    let mut steps = 1;
    while courier.work(&Job::Begin { key }) == Done::Again {
        steps += 1;
    }
    assert!((2..=3).contains(&steps), "{steps}");
    assert_eq!(courier.count("l"), 1);
}

#[test]
fn what_was_being_sent_by_who_is_gone_goes_out_at_once_and_nothing_else_does() {
    let sample = Sample::of("cryptofuse");
    let (mut courier, _) = sample.start(Access::Open, true);
    // A retry is due in some seconds.
    courier.publish(sample.event, None);
    courier.deliver(REFUSED);
    let retry = courier.next();
    for _ in 0..250 {
        courier.wait(1);
        courier.publish(sample.event, None);
    }
    let mut lost: Vec<_> = courier.outgoing().into_iter().map(|sent| sent.delivery).collect();
    let started = courier.host.now + 1;
    courier.wait(1);
    // What was begun since is somebody's own.
    courier.publish(sample.event, None);
    let [own] = &*courier.outgoing() else { panic!("one is sent") };
    let mut after = None;
    let mut pages = 0;
    loop {
        let job = Job::Reclaim { before: started, after: after.as_deref() };
        // It is done once more, as after a crash in which nothing was written.
        courier.ask(&job);
        let Done::Reclaimed { after: next } = courier.work(&job) else { panic!("it is done") };
        pages += 1;
        after = next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!((pages, courier.due().len()), (3, 250));
    let mut again: Vec<_> = courier.outgoing().into_iter().map(|sent| sent.delivery).collect();
    lost.sort();
    again.sort();
    assert_eq!(again, lost);
    assert_eq!(courier.next(), retry);
    courier.settle(own, OK);
}

#[test]
fn sweeps_what_is_old_and_done_with() {
    for id in ["devdraft", "spritz", "conduit"] {
        let sample = Sample::of(id);
        let (mut courier, _) = sample.start(Access::Open, true);
        let before = courier.host.records.len();
        for _ in 0..250 {
            courier.publish(sample.event, None);
        }
        courier.deliver(OK);
        courier.wait(86_400_000);
        courier.publish(sample.event, None);
        courier.deliver(OK);
        let kept = courier.host.now - 1000;
        while courier.work(&Job::Sweep { before: kept }) == (Done::Swept { more: true }) {}
        assert_eq!((courier.count("l"), courier.count("v")), (1, 1), "{id}");
        assert_eq!(courier.deliveries()[0].state, State::Succeeded);
        courier.wait(86_400_000);
        let now = courier.host.now;
        courier.work(&Job::Sweep { before: now });
        assert_eq!(courier.host.records.len(), before);
    }
}
