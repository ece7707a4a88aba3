//! Text for SVG: escaping, estimated widths, shortening, wrapping, and keeping
//! labels apart.

/// Makes a string safe inside XML text and attributes. Line breaks become
/// spaces; other control characters and direction overrides are dropped.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}' => {}
            _ if ch.is_control() => {}
            _ => out.push(ch),
        }
    }
    out
}

/// How bold text is wider than ordinary text.
pub(super) const BOLD: f64 = 1.1;

/// Estimated width of a text in px. It leans to the wide side, because the
/// reader's system font is not known.
pub(super) fn width_of(text: &str, size: f64) -> f64 {
    text.chars().map(em).sum::<f64>() * size
}

fn em(ch: char) -> f64 {
    match ch {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' | '\u{a0}' | '·' => 0.33,
        'f' | 'r' | 't' | '(' | ')' | '-' | '/' => 0.41,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '&' | '…' => 0.96,
        '0'..='9' => 0.637,
        'A'..='Z' => 0.7,
        '\u{300}'..='\u{36f}' => 0.0,
        _ if u32::from(ch) >= 0x1100 => 1.02,
        _ if ch.is_uppercase() => 0.74,
        _ => 0.62,
    }
}

/// The text, shortened with an ellipsis if it is wider than `room`. Empty when
/// not even one character and the ellipsis fit.
pub(super) fn fit(text: &str, size: f64, room: f64) -> String {
    let text = text.trim();
    if width_of(text, size) <= room {
        return text.to_owned();
    }
    let mut used = em('…') * size;
    let mut kept = String::new();
    for ch in text.chars() {
        used += em(ch) * size;
        if used > room {
            break;
        }
        kept.push(ch);
    }
    let kept = kept.trim_end();
    if kept.is_empty() { String::new() } else { format!("{kept}…") }
}

/// Whether the text was kept whole, or at least five characters of it.
pub(super) fn readable(whole: &str, fitted: &str) -> bool {
    fitted == whole.trim() || fitted.chars().count() > 5
}

/// Breaks a text into at most `most` lines at spaces; what does not fit is
/// shortened.
pub(super) fn wrap(text: &str, size: f64, room: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let full = lines.len() >= most;
        match lines.last_mut() {
            Some(line) if full || width_of(&format!("{line} {word}"), size) <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| fit(line, size, room)).collect()
}

/// Centres for labels that want to stand at `wanted.0` and take `wanted.1` of
/// space, moved as little as needed so that none overlap and all stay between
/// `low` and `high` while there is room. The wishes must come in order.
pub(super) fn spread(wanted: &[(f64, f64)], low: f64, high: f64) -> Vec<f64> {
    struct Cluster {
        first: usize,
        wish: f64,
        members: f64,
        size: f64,
    }
    impl Cluster {
        fn start(&self, low: f64, high: f64) -> f64 {
            (self.wish / self.members).min(high - self.size).max(low)
        }
    }
    let mut clusters: Vec<Cluster> = Vec::new();
    for (first, (centre, size)) in wanted.iter().enumerate() {
        clusters.push(Cluster { first, wish: centre - size / 2.0, members: 1.0, size: *size });
        while let [.., before, after] = clusters.as_mut_slice() {
            if before.start(low, high) + before.size <= after.start(low, high) + 1e-9 {
                break;
            }
            before.wish += after.wish - after.members * before.size;
            before.members += after.members;
            before.size += after.size;
            clusters.pop();
        }
    }
    let mut centres = vec![0.0; wanted.len()];
    for (at, cluster) in clusters.iter().enumerate() {
        let end = clusters.get(at + 1).map_or(wanted.len(), |next| next.first);
        let mut edge = cluster.start(low, high);
        for ((_, size), centre) in wanted.iter().zip(&mut centres).take(end).skip(cluster.first) {
            *centre = edge + size / 2.0;
            edge += size;
        }
    }
    centres
}
