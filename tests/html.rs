//! Pages for a browser: whole, harmless, and readable without anything else.

use std::path::Path;

use crate::support::{folder, setia, testdata};

fn page(folder: &Path, words: &[&str]) -> String {
    setia(folder, &[words, &["--format", "html"]].concat()).success()
}

/// The tags of a page, in order.
fn tags(page: &str) -> Vec<&str> {
    page.split('<').skip(1).map(|part| part.split(['>', ' ', '\n']).next().unwrap()).collect()
}

/// Every tag that is opened is closed again, in order.
fn is_well_formed(page: &str) {
    const EMPTY: [&str; 4] = ["!doctype", "meta", "path", "rect"];
    let mut open: Vec<&str> = Vec::new();
    for tag in tags(page) {
        if let Some(closed) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(closed));
        } else if !EMPTY.contains(&tag) && !tag.ends_with('/') && tag != "circle" {
            open.push(tag);
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn a_page_holds_everything_and_asks_for_nothing() {
    for words in [
        &["retention", "cdnow_sample.csv"][..],
        &["retention", "cdnow_sample.csv", "--by", "segment", "--metric", "revenue"],
        &["trend", "cdnow_sample.csv"],
        &["rfm", "cdnow_sample.csv"],
        &["segment", "cdnow_sample.csv", "--method", "tiers"],
        &["check", "shop.csv"],
        &["clv", "cdnow_sample.csv"],
    ] {
        let page = page(&testdata(), words);
        is_well_formed(&page);
        for outside in ["http:", "https:", "src=", "url(", "<script", "<link", "@import"] {
            assert!(!page.contains(outside), "{words:?} {outside}");
        }
        assert!(
            page.contains("<html lang=\"en\">")
                && page.contains("<th scope=\"col\"")
                && page.contains("<h1>")
        );
        assert_eq!(page.matches("<table>").count(), page.matches("<caption").count());
    }
}

/// The same figures as on the terminal, shaded where the terminal shades.
#[test]
fn a_heat_map_has_shades() {
    let page = page(&testdata(), &["retention", "cdnow_sample.csv"]);
    assert!(
        page.contains("<td class=\"shade s6\">15.9%</td>")
            && page.contains("<td class=\"shade s2\">5.8%</td>")
    );
    assert!(page.contains("<rect class=\"fill\""));
    assert!(page.contains("<code>--lapsed-after</code>") && page.contains("<dt>churned share</dt>"));
}

#[test]
fn names_are_text_and_nothing_else() {
    let folder = folder();
    let log = "customer_id,date,amount,channel\n<script>alert(1)</script>,2026-01-05,10,<b>web</b>\n\"a&b\",2026-02-05,10,\"x\"\"y`z\"\n";
    std::fs::write(folder.path().join("log.csv"), log).unwrap();
    let rfm = page(folder.path(), &["rfm", "log.csv"]);
    is_well_formed(&rfm);
    assert!(rfm.contains("&lt;script&gt;alert(1)") && rfm.contains("a&amp;b") && !rfm.contains("<script"));
    let retention = page(folder.path(), &["retention", "log.csv", "--cohort", "channel"]);
    is_well_formed(&retention);
    assert!(retention.contains("&lt;b&gt;web") && !retention.contains("<b>"));
}

#[test]
fn the_extension_chooses_it() {
    let folder = folder();
    std::fs::copy(testdata().join("shop.csv"), folder.path().join("shop.csv")).unwrap();
    setia(folder.path(), &["rfm", "shop.csv", "-o", "page.html", "-q"]).success();
    let written = std::fs::read_to_string(folder.path().join("page.html")).unwrap();
    is_well_formed(&written);
    // provenance goes along: what was typed, and which file it was
    assert!(written.contains("setia rfm shop.csv -o page.html") && written.contains("BLAKE3"));
}
