//! The curve of Kaplan and Meier (1958): how many of a group something has happened to by some time, when others were only
//! watched for shorter.

use super::z_of;

/// A step of the curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The time of it.
    pub time: f64,
    /// Watched until then, with nothing happened yet.
    pub at_risk: u64,
    /// To whom it happened then.
    pub events: u64,
    /// Share to whom it has happened.
    pub share: f64,
    /// Lower end of its interval.
    pub lower: f64,
    /// Upper end of it.
    pub upper: f64,
}

/// The curve of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct KaplanMeier {
    /// The steps, in order of time.
    pub steps: Vec<Step>,
    /// The longest time that anybody was watched.
    pub longest: f64,
}

impl KaplanMeier {
    /// The curve of those who were watched for a time, and whether it happened then; with intervals of a confidence by
    /// Greenwood's variance (1926) of the curve's ln(−ln), which keeps them between nought and one.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    pub fn of(mut watched: Vec<(f64, bool)>, confidence: f64) -> KaplanMeier {
        watched.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let z = z_of(confidence);
        let longest = watched.last().map_or(0.0, |(time, _)| *time);
        let (mut at_risk, mut left, mut greenwood) = (watched.len(), 1.0, 0.0);
        let mut steps = Vec::new();
        for same in watched.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
            let events = same.iter().filter(|(_, happened)| *happened).count();
            if events > 0 {
                let (n, d) = (at_risk as f64, events as f64);
                left *= 1.0 - d / n;
                greenwood += d / (n * (n - d));
                let (lower, upper) = interval(left, greenwood, z);
                steps.push(Step {
                    time: same[0].0,
                    at_risk: at_risk as u64,
                    events: events as u64,
                    share: 1.0 - left,
                    lower,
                    upper,
                });
            }
            at_risk -= same.len();
        }
        KaplanMeier { steps, longest }
    }

    /// The step that a time lies on; none before the first one, and after the longest time that anybody was watched, unless
    /// it has happened to all.
    #[must_use]
    pub fn at(&self, time: f64) -> Option<&Step> {
        let place = self.steps.partition_point(|step| step.time <= time);
        let known = |step: &&Step| time <= self.longest || step.share >= 1.0;
        self.steps[..place].last().filter(known)
    }

    /// The first time by which it has happened to a `share`, and the ends of its interval: where the interval of the curve
    /// reaches that share (Brookmeyer & Crowley 1982). None where the curve does not get there.
    #[must_use]
    pub fn time_of(&self, share: f64) -> [Option<f64>; 3] {
        let first = |value: fn(&Step) -> f64| {
            self.steps.iter().find(|step| value(step) >= share).map(|step| step.time)
        };
        [first(|step| step.share), first(|step| step.upper), first(|step| step.lower)]
    }
}

/// The interval of a share 1 − `left`.
fn interval(left: f64, greenwood: f64, z: f64) -> (f64, f64) {
    if left <= 0.0 {
        return (1.0, 1.0);
    }
    let ln = left.ln();
    let width = z * greenwood.sqrt() / ln.abs();
    (1.0 - left.powf((-width).exp()), 1.0 - left.powf(width.exp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Remission of leukaemia under 6-mercaptopurine (Freireich et al. 1963), as in Kaplan-Meier's textbook examples:
    /// 6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+.
    fn remission() -> KaplanMeier {
        let seen = [
            (6, true),
            (6, true),
            (6, true),
            (6, false),
            (7, true),
            (9, false),
            (10, true),
            (10, false),
            (11, false),
            (13, true),
            (16, true),
            (17, false),
            (19, false),
            (20, false),
            (22, true),
            (23, true),
            (25, false),
            (32, false),
            (32, false),
            (34, false),
            (35, false),
        ];
        KaplanMeier::of(seen.map(|(time, event)| (f64::from(time), event)).to_vec(), 0.95)
    }

    #[test]
    fn the_curve_of_the_textbooks() {
        let curve = remission();
        // left: 18/21, · 16/17, · 14/15, · 11/12, · 10/11, · 6/7, · 5/6
        let left =
            [0.857_142_9, 0.806_722_7, 0.752_941_2, 0.690_196_1, 0.627_451_0, 0.537_815_1, 0.448_179_3];
        assert_eq!(curve.steps.len(), left.len());
        for (step, left) in curve.steps.iter().zip(left) {
            assert!((step.share - (1.0 - left)).abs() < 1e-7, "{step:?}");
            assert!(step.lower < step.share && step.share < step.upper);
        }
        assert_eq!(curve.steps[0].at_risk, 21);
        // the standard error of the last step is .1346 (Greenwood)
        let last = curve.steps[6];
        let ln = (1.0 - last.share).ln();
        let width = 1.959_963_984_540_054 * 0.134_6 / (1.0 - last.share) / ln.abs();
        assert!((last.lower - (1.0 - (1.0 - last.share).powf((-width).exp()))).abs() < 1e-4);
    }

    #[test]
    fn the_median_and_its_interval() {
        let [median, lower, upper] = remission().time_of(0.5);
        assert_eq!((median, lower, upper), (Some(23.0), Some(13.0), None));
        assert_eq!(remission().time_of(0.9), [None; 3]);
    }

    #[test]
    fn between_steps_the_last_one_holds() {
        let curve = remission();
        assert!(curve.at(5.9).is_none() && curve.at(36.0).is_none());
        assert!((curve.at(12.0).unwrap().time - 10.0).abs() < 1e-12);
    }

    #[test]
    fn everybody_and_nobody() {
        let all = KaplanMeier::of(vec![(1.0, true), (2.0, true)], 0.95);
        assert!((all.at(9.0).unwrap().share - 1.0).abs() < 1e-12);
        assert!((all.steps[1].share - 1.0).abs() < 1e-12 && (all.steps[1].lower - 1.0).abs() < 1e-12);
        assert!(KaplanMeier::of(vec![(1.0, false)], 0.95).steps.is_empty());
        assert!(KaplanMeier::of(Vec::new(), 0.95).steps.is_empty());
    }
}
