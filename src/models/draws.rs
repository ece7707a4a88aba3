//! Function values against figures of high precision, over parameters from 1e-3 to 1e5 and histories up to x = 1e5:
//! `testdata/precise/purchase_model_draws.csv`, written by `tests/precise/purchase_models.py`.

use super::{BgBb, BgCnbd, BgNbd, History, MbgCnbd, MbgNbd, Nbd, ParetoNbd, PurchaseModel};

/// ln of a probability, which the file holds as itself, or as `ln:` and its logarithm where it is too small.
fn ln(cell: &str) -> f64 {
    cell.strip_prefix("ln:").map_or_else(|| cell.parse::<f64>().unwrap().ln(), |ln| ln.parse().unwrap())
}

fn model(cells: &[&str]) -> Box<dyn PurchaseModel> {
    let number = |place: usize| cells[place].parse::<f64>().unwrap();
    let k = || cells[1].parse().unwrap();
    match cells[0] {
        "nbd" => Box::new(Nbd { r: number(2), alpha: number(3) }),
        "bg-nbd" => Box::new(BgNbd::new(number(2), number(3), number(4), number(5)).unwrap()),
        "mbg-nbd" => Box::new(MbgNbd::new(number(2), number(3), number(4), number(5)).unwrap()),
        "pareto-nbd" => Box::new(ParetoNbd::new(number(2), number(3), number(4), number(5)).unwrap()),
        "bg-cnbd" => Box::new(BgCnbd::new(k(), number(2), number(3), number(4), number(5)).unwrap()),
        "bg-bb" => Box::new(BgBb::new(number(2), number(3), number(4), number(5)).unwrap()),
        "mbg-cnbd" => Box::new(MbgCnbd::new(k(), number(2), number(3), number(4), number(5)).unwrap()),
        other => panic!("no model `{other}`"),
    }
}

#[test]
fn draws_of_all_models() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/precise/purchase_model_draws.csv");
    let text = std::fs::read_to_string(path).unwrap();
    let (mut draws, mut faults) = (0, Vec::new());
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let number = |place: usize| match cells[place].strip_prefix("ln:") {
            Some(ln) => ln.parse::<f64>().unwrap().exp(),
            None => cells[place].parse().unwrap(),
        };
        let model = model(&cells);
        let history = History { x: cells[6].parse().unwrap(), t_x: number(7), age: number(8) };
        let t = number(9);
        let mut check = |what: &str, off: f64, tolerance: f64| {
            if off.is_nan() || off > tolerance {
                faults.push(format!("{what} {off:.1e}: {line}"));
            }
        };
        let likelihood = number(10);
        let off = (model.ln_likelihood(&history) - likelihood).abs() / likelihood.abs().max(1.0);
        check("ln L", off, 1e-9);
        let alive = ln(cells[11]);
        if alive > -600.0 {
            check("P(alive)", (model.p_alive(&history) / alive.exp() - 1.0).abs(), 1e-9);
        }
        let expected = number(12);
        if expected > 1e-200 {
            check("E[Y]", (model.expected_purchases(&history, t) / expected - 1.0).abs(), 1e-7);
        }
        check("P(no purchase)", (model.p_no_purchase(&history, t) - number(13)).abs(), 1e-9);
        let after = ln(cells[14]);
        if after > -600.0 {
            check("P(alive later)", (model.p_alive_after(&history, t) - after.exp()).abs(), 1e-8);
        }
        draws += 1;
    }
    assert!(draws >= 2_000, "{draws} draws");
    assert!(faults.is_empty(), "{} of {draws} draws:\n{}", faults.len(), faults.join("\n"));
}
