//! The reference policy by Cedar, as a peer of bench/peers/rounds.py: who is given what, and not
//! how much. Every partner is asked about for every line and subscription. Entities and requests
//! are made beforehand; the latest designation and its ties are found here.

use std::str::FromStr;

use cedar_policy::{Authorizer, Context, Decision, Entities, EntityUid, PolicySet, Request};
use peer::{Award, Case};
use serde_json::{json, Value};

/// The requests of one partner for one subscription, and the date it was designated.
struct OnSubscription {
    capacity: Request,
    rank: Request,
    pay: Request,
    since: i64,
}

struct Subscription {
    partners: Vec<OnSubscription>,
    lines: Vec<(usize, Vec<Request>)>,
}

struct Customer {
    entities: Entities,
    subscriptions: Vec<Subscription>,
}

fn uid(kind: &str, place: impl ToString) -> EntityUid {
    EntityUid::from_str(&format!("{kind}::\"{}\"", place.to_string())).unwrap()
}

fn entity(kind: &str, place: usize, attrs: Value) -> Value {
    json!({"uid": {"type": kind, "id": place.to_string()}, "attrs": attrs, "parents": []})
}

fn entities_of(case: &Case) -> Entities {
    let mut all = Vec::new();
    for (place, of) in case.partners.iter().enumerate() {
        let attrs =
            json!({"enrolled_on": of.enrolled_on, "owned": of.owned, "suspended": of.suspended});
        all.push(entity("Partner", place, attrs));
    }
    for (place, of) in case.subscriptions.iter().enumerate() {
        let attrs = json!({"open": case.open, "revenue": of.revenue, "seats": of.seats,
                           "active": of.active});
        all.push(entity("Subscription", place, attrs));
        for line in &of.lines {
            all.push(entity("Line", line.line, json!({"family": line.family})));
        }
    }
    Entities::from_json_value(all.into(), None).unwrap()
}

fn request(partner: usize, action: &str, resource: EntityUid, context: Value) -> Request {
    let context = Context::from_json_value(context, None).unwrap();
    Request::new(uid("Partner", partner), uid("Action", action), resource, context, None).unwrap()
}

fn customer(case: &Case) -> Customer {
    let subscriptions = case.subscriptions.iter().enumerate().map(|(place, of)| {
        let partners = of.partners.iter().enumerate().map(|(partner, on)| {
            let context = json!({"served": on.served, "designated": on.designated,
                                 "designated_throughout": on.designated_throughout});
            let to = |action| request(partner, action, uid("Subscription", place), context.clone());
            OnSubscription {
                capacity: to("capacity"),
                rank: to("rank"),
                pay: to("pay"),
                since: on.since,
            }
        });
        let lines = of.lines.iter().map(|line| {
            let partners = line.partners.iter().enumerate().map(|(partner, on)| {
                let context = json!({"recognised": on.recognised});
                request(partner, "recognise", uid("Line", line.line), context)
            });
            (line.line, partners.collect())
        });
        Subscription { partners: partners.collect(), lines: lines.collect() }
    });
    Customer { entities: entities_of(case), subscriptions: subscriptions.collect() }
}

fn decide(case: usize, of: &Customer, permits: impl Fn(&Request) -> bool, to: &mut Vec<Award>) {
    let mut award = |credit, subject, partner| {
        to.push(Award { credit, case, subject, partner, amount: 0 });
    };
    for (place, subscription) in of.subscriptions.iter().enumerate() {
        for (line, requests) in &subscription.lines {
            for (partner, request) in requests.iter().enumerate() {
                if permits(request) {
                    award(peer::SEATS, *line, partner);
                }
            }
        }
        let mut ranked = Vec::new();
        for (partner, on) in subscription.partners.iter().enumerate() {
            if permits(&on.capacity) {
                award(peer::CAPACITY, place, partner);
            }
            if permits(&on.rank) {
                ranked.push((partner, on.since));
            }
        }
        match peer::latest(&ranked) {
            Some((_, true)) => award(peer::HELD, place, 0),
            Some((winner, false)) if permits(&subscription.partners[winner].pay) => {
                award(peer::INCENTIVE, place, winner);
            }
            _ => {}
        }
    }
}

fn main() -> std::io::Result<()> {
    let policies = PolicySet::from_str(include_str!("reference.cedar")).unwrap();
    let customers: Vec<Customer> = peer::cases("worked.json").iter().map(customer).collect();
    let authorizer = Authorizer::new();
    peer::serve(|awards| {
        for (case, of) in customers.iter().enumerate() {
            let permits = |request: &Request| {
                let response = authorizer.is_authorized(request, &policies, &of.entities);
                response.decision() == Decision::Allow
            };
            decide(case, of, permits, awards);
        }
    })
}
