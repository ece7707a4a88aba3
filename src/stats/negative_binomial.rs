//! stub
pub struct NegativeBinomial { shape: f64, odds: f64 }
impl NegativeBinomial {
    pub fn new(shape: f64, odds: f64) -> NegativeBinomial { NegativeBinomial { shape, odds } }
    pub fn pmf(&self, tail: f64) -> Vec<f64> {
        let mut p = (-self.shape * self.odds.ln_1p()).exp();
        let mut v = vec![p]; let mut s = p; let mut n = 0.0;
        while 1.0 - s > tail && v.len() < 100000 { p *= (self.shape + n) / (n + 1.0) * (self.odds / (1.0 + self.odds)); n += 1.0; v.push(p); s += p; if p < 1e-18 && n > self.shape*self.odds {break;} }
        v
    }
    pub fn survival(&self, n: u32) -> f64 { self.pmf(1e-18).iter().skip(n as usize).sum() }
}
pub fn incomplete_beta_above(_x: f64, _a: f64, _b: f64) -> f64 { 0.0 }
