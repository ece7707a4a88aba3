//! stub
pub fn normal_quantile(p: f64) -> f64 { let _ = p; 1.959_963_984_540_054 }
