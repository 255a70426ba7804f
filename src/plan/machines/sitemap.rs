//! The site map (sitemaps.org): every page a reader may look for. One file, or an index of several.

use crate::plan::markup;
use crate::plan::path::SitePath;

/// No file may list more.
const MOST: usize = 50_000;
const SPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// The files over the pages at `pages`, for a site at `root`.
pub(super) fn files(root: &str, pages: impl Iterator<Item = SitePath>) -> Vec<(SitePath, Vec<u8>)> {
    of_parts(root, &pages.map(|page| address(root, &page)).collect::<Vec<_>>(), MOST)
}

fn of_parts(root: &str, all: &[String], most: usize) -> Vec<(SitePath, Vec<u8>)> {
    let map = |pages: &[String]| list("urlset", "url", pages);
    let first = SitePath::known("sitemap.xml");
    if all.len() <= most {
        return vec![(first, map(all))];
    }
    let parts = all.chunks(most).zip(1..);
    let mut files: Vec<(SitePath, Vec<u8>)> =
        parts.map(|(pages, at)| (SitePath::known(format!("sitemap-{at}.xml")), map(pages))).collect();
    let addresses: Vec<String> = files.iter().map(|(path, _)| address(root, path)).collect();
    files.push((first, list("sitemapindex", "sitemap", &addresses)));
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    files
}

/// The whole address of a page; the home page is the site itself.
fn address(root: &str, page: &SitePath) -> String {
    if page.as_str() == "index.html" { root.to_owned() } else { format!("{root}{}", page.href()) }
}

fn list(around: &str, each: &str, addresses: &[String]) -> Vec<u8> {
    let mut text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{around} xmlns=\"{SPACE}\">\n");
    for address in addresses {
        text.push_str(&format!("<{each}><loc>{}</loc></{each}>\n", markup::text(address)));
    }
    text.push_str(&format!("</{around}>\n"));
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_pages_are_several_files_in_the_order_of_their_paths() {
        let all: Vec<String> = (0..23).map(|at| format!("https://example.com/{at}.html")).collect();
        let names = |most| -> Vec<String> {
            of_parts("https://example.com/", &all, most).iter().map(|(path, _)| path.to_string()).collect()
        };
        assert_eq!(names(23), ["sitemap.xml"]);
        assert_eq!(names(11), ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml", "sitemap.xml"]);
        assert!(names(2).is_sorted() && names(2).len() == 13);
        let files = of_parts("https://example.com/", &all, 10);
        let text = |at: usize| String::from_utf8(files[at].1.clone()).unwrap();
        assert_eq!((0..3).map(|at| text(at).matches("<url>").count()).collect::<Vec<_>>(), [10, 10, 3]);
        assert!(text(3).contains("<sitemap><loc>https://example.com/sitemap-3.xml</loc></sitemap>"));
    }
}
