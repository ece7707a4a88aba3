//! Golden figures; `testdata/README.md` says where they come from.

use serde_json::Value;

use super::{Better, FrequencyCuts, Map, Rfm, by_quantile_plus_one, by_rank};
use crate::customers::Customers;
use crate::units::{Day, MONEY_SCALE, Money};

fn case(id: &str) -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/golden/rfm.json");
    let golden: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let cases = golden["cases"].as_array().unwrap();
    cases.iter().find(|case| case["id"] == id).unwrap().clone()
}

fn customers(case: &Value) -> (Customers, Day) {
    let as_of = Day(20_000);
    let mut customers = Customers::default();
    for customer in case["input"]["customers"].as_array().unwrap() {
        let number = |name: &str| customer[name].as_i64().unwrap();
        let last = Day(as_of.0 - i32::try_from(number("recency_days")).unwrap());
        customers.id.push(customer["id"].as_str().unwrap());
        customers.first.push(last);
        customers.last.push(last);
        customers.orders.push(u32::try_from(number("orders")).unwrap());
        customers.purchase_days.push(1);
        customers.spent.push(Money(number("amount") * MONEY_SCALE));
        customers.repeat_spent.push(Money(0));
        customers.bought_year_before.push(false);
    }
    (customers, as_of)
}

fn scores(case: &Value, name: &str) -> Vec<u8> {
    let scores = case["output"][name].as_array().unwrap().iter();
    scores.map(|score| u8::try_from(score.as_u64().unwrap()).unwrap()).collect()
}

/// Our key for a segment's published name.
fn key(name: &str) -> String {
    match name {
        "Potential Loyalist" => "potential_loyalists".to_owned(),
        "Needs Attention" => "need_attention".to_owned(),
        "cant_loose" => "cant_lose_them".to_owned(),
        name => name.to_lowercase().replace('\'', "").replace(' ', "_"),
    }
}

fn segments(case: &Value) -> Vec<String> {
    let names = case["output"]["segment"].as_array().unwrap().iter();
    names.map(|name| key(name.as_str().unwrap())).collect()
}

#[test]
fn rfm_tiesafe() {
    let case = case("rfm_tiesafe");
    let (customers, as_of) = customers(&case);
    let rfm = Rfm { frequency_cuts: FrequencyCuts::Rank, ..Rfm::default() };
    let result = rfm.score(&customers, as_of);
    assert_eq!(result.r.scores, scores(&case, "R"));
    assert_eq!(result.f.scores, scores(&case, "F"));
    assert_eq!(result.m.scores, scores(&case, "M"));
}

#[test]
fn rfm_segments_125() {
    let case = case("rfm_segments_125");
    let (customers, as_of) = customers(&case);
    let rfm = Rfm { frequency_cuts: FrequencyCuts::Rank, ..Rfm::default() };
    assert_eq!(rfm.score(&customers, as_of).segment, segments(&case));
}

#[test]
fn rfm_r_package() {
    let case = case("rfm_R_package");
    let (customers, as_of) = customers(&case);
    let result = Rfm { map: Map::RfmR, ..Rfm::default() }.score(&customers, as_of);
    assert_eq!(result.r.scores, scores(&case, "R"));
    assert_eq!(result.f.scores, scores(&case, "F"));
    assert_eq!(result.m.scores, scores(&case, "M"));
    assert_eq!(result.segment, segments(&case));
}

/// Every published cut parts the published values as our scores do.
#[test]
fn rfm_r_package_cuts() {
    let case = case("rfm_R_package");
    for (cuts, input, better) in [
        ("cut_recency", "recency_days", Better::Lower),
        ("cut_freq", "orders", Better::Higher),
        ("cut_mon", "amount", Better::Higher),
    ] {
        let values: Vec<f64> = case["input"]["customers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|customer| customer[input].as_f64().unwrap())
            .collect();
        let scores = by_quantile_plus_one(&values, 5, better);
        for (place, cut) in case["output"][cuts].as_array().unwrap().iter().enumerate() {
            let below = values.iter().filter(|&&value| value < cut.as_f64().unwrap()).count();
            let ours = scores.scores.iter().filter(|&&score| match better {
                Better::Higher => usize::from(score) <= place + 1,
                Better::Lower => usize::from(score) >= 5 - place,
            });
            assert_eq!(ours.count(), below, "{cuts} {cut}");
        }
    }
}

#[test]
fn rfm_125_map() {
    let map = case("rfm_125_map")["output"].as_object().unwrap().clone();
    assert_eq!(map.len(), 125);
    check_cells(Map::Rfm11, &map);
}

#[test]
fn rfm_klaviyo_map() {
    let map = case("rfm_klaviyo_map")["output"].as_object().unwrap().clone();
    assert_eq!(map.len(), 27);
    check_cells(Map::Klaviyo, &map);
}

fn check_cells(map: Map, cells: &serde_json::Map<String, Value>) {
    for (cell, name) in cells {
        let [r, f, m] = [0, 1, 2].map(|place| cell.as_bytes()[place] - b'0');
        assert_eq!(map.segment(r, f, m), key(name.as_str().unwrap()), "{cell}");
    }
}

#[test]
fn rfm_pandas_rf_map() {
    let case = case("rfm_pandas_rf_map");
    let found: Vec<&str> = scores(&case, "R")
        .into_iter()
        .zip(scores(&case, "F"))
        .map(|(r, f)| Map::Rf10.segment(r, f, 1))
        .collect();
    assert_eq!(found, segments(&case));
}

#[test]
fn maps_are_complete_partitions() {
    for map in [Map::Rfm11, Map::Rf10, Map::Klaviyo] {
        let scores = || 1..=map.bins();
        for r in scores() {
            for (f, m) in scores().flat_map(|f| scores().map(move |m| (f, m))) {
                let segment = map.segment(r, f, m);
                assert!(map.segments().contains(&segment), "{}: {r}{f}{m} is {segment}", map.name());
            }
        }
    }
    assert_eq!(Map::RfmR.segment(5, 5, 1), "others");
}

#[test]
fn frequency_is_scored_by_orders_only_where_most_bought_once() {
    let case = case("rfm_tiesafe");
    let (mut customers, as_of) = customers(&case);
    let by_orders = |customers: &Customers| Rfm::default().score(customers, as_of).f_by_orders;
    // 7 of 20 bought once
    assert!(!by_orders(&customers));
    customers.orders[..10].fill(1);
    assert!(by_orders(&customers));
    let result = Rfm { frequency_cuts: FrequencyCuts::Rank, ..Rfm::default() }.score(&customers, as_of);
    let orders: Vec<f64> = customers.orders.iter().map(|&orders| f64::from(orders)).collect();
    assert_eq!(result.f, by_rank(&orders, 5, Better::Higher));
}
