//! What a page of ours may hold: read by a parser of the HTML standard, as a browser would.

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// Elements that a page of ours consists of. What is missing here is never printed by a template.
const ELEMENTS: &str = "html head meta title link script body a header div span nav ul ol li main h1 h2 h3 h4 h5 h6 p section \
    article aside footer search label input kbd form-none dl dt dd bdi time code pre em strong del blockquote hr br img table thead tbody tfoot tr th td \
    caption fieldset legend select option optgroup textarea button details summary svg rect path title line g text tspan circle polyline \
    polygon desc defs pattern small abbr output noscript figure figcaption sup sub mark wbr s colgroup col";

/// Attributes that a page of ours has.
const ATTRIBUTES: &str = "charset content name lang class id href rel src defer type http-equiv property media sizes alt width height loading \
    role tabindex hidden datetime scope colspan rowspan start download open value checked selected disabled readonly multiple size rows cols for \
    placeholder autocomplete spellcheck min max step maxlength title dir translate x y x1 y1 x2 y2 r cx cy d points viewbox focusable fill transform text-anchor \
    preserveaspectratio patternunits patterntransform xmlns required";

/// Everything that is wrong with a page.
pub(super) fn html(page: &str) -> Vec<String> {
    let options = ParseOpts::default();
    let dom = parse_document(RcDom::default(), options).one(page);
    let mut faults = Vec::new();
    node(&dom.document, &mut faults);
    faults
}

fn node(handle: &Handle, faults: &mut Vec<String>) {
    match &handle.data {
        NodeData::Comment { contents } => faults.push(format!("a comment: {contents}")),
        NodeData::ProcessingInstruction { contents, .. } => {
            faults.push(format!("an instruction: {contents}"))
        }
        NodeData::Element { name, attrs, template_contents, .. } => {
            let name = name.local.to_string();
            if !ELEMENTS.split_whitespace().any(|known| known == name) {
                faults.push(format!("an element: {name}"));
            }
            let attributes: Vec<(String, String)> = attrs
                .borrow()
                .iter()
                .map(|attribute| (attribute.name.local.to_lowercase(), attribute.value.to_string()))
                .collect();
            attributes.iter().for_each(|(key, value)| attribute(&name, key, value, faults));
            match name.as_str() {
                "script" => script(handle, &attributes, faults),
                "meta" => meta(&attributes, faults),
                _ => {}
            }
            if let Some(inner) = template_contents.borrow().as_ref() {
                node(inner, faults);
            }
        }
        _ => {}
    }
    handle.children.borrow().iter().for_each(|child| node(child, faults));
}

fn attribute(element: &str, key: &str, value: &str, faults: &mut Vec<String>) {
    let known = ATTRIBUTES.split_whitespace().any(|known| known == key);
    if !known && !key.starts_with("aria-") && !key.starts_with("data-") {
        faults.push(format!("an attribute: {element} {key}={value}"));
    }
    let is_address = matches!(key, "href" | "src" | "action" | "formaction" | "poster" | "data" | "cite");
    if is_address && !is_harmless(element, value) {
        faults.push(format!("an address: {element} {key}={value}"));
    }
}

/// Whether an address leads below the site, or, for a link that a reader follows, to the web.
fn is_harmless(element: &str, value: &str) -> bool {
    let plain: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    if plain != value || plain.starts_with("//") || plain.contains('\\') {
        return false;
    }
    if element == "img" && ["png", "jpeg", "gif"].iter().any(|kind| is_picture(&plain, kind)) {
        return true;
    }
    match plain.split_once(':') {
        Some((scheme, _)) if !scheme.contains(['/', '?', '#']) => {
            element == "a" && matches!(scheme, "http" | "https" | "mailto")
        }
        _ => true,
    }
}

/// Whether an address holds a picture of a kind that cannot hold a script, and nothing else.
fn is_picture(address: &str, kind: &str) -> bool {
    let data = address.strip_prefix(&format!("data:image/{kind};base64,"));
    data.is_some_and(|data| data.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte)))
}

/// What stands for a header of HTTP is our policy, or leads from a former slug's page to the connector's.
fn meta(attributes: &[(String, String)], faults: &mut Vec<String>) {
    let value = |name: &str| attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let harmless = match (value("http-equiv"), value("content").unwrap_or("")) {
        (None, _) => true,
        (Some("Content-Security-Policy"), policy) => policy.starts_with("default-src 'none'"),
        (Some("refresh"), to) => {
            to.strip_prefix("0; url=").is_some_and(|to| !to.contains(':') && !to.starts_with('/'))
        }
        _ => false,
    };
    if !harmless {
        faults.push(format!("a header: {attributes:?}"));
    }
}

/// A script is a file of the site, and holds nothing itself.
fn script(handle: &Handle, attributes: &[(String, String)], faults: &mut Vec<String>) {
    let source = attributes.iter().find(|(key, _)| key == "src").map_or("", |(_, value)| value.as_str());
    // The page for addresses that are none begins its links at the site's root.
    let below = source.trim_start_matches("../").trim_start_matches('/');
    if !below.starts_with("assets/") || !below.ends_with(".js") || below.contains(':') {
        faults.push(format!("a script from `{source}`"));
    }
    if !handle.children.borrow().is_empty() {
        faults.push("a script with text in it".to_owned());
    }
}

/// Everything that is wrong with an XML document: that it is none, or holds what a reader could run.
pub(super) fn xml(text: &str) -> Vec<String> {
    let document = match roxmltree::Document::parse(text) {
        Ok(document) => document,
        Err(error) => return vec![format!("no XML: {error}")],
    };
    let mut faults = Vec::new();
    for element in document.descendants().filter(roxmltree::Node::is_element) {
        let name = element.tag_name().name().to_lowercase();
        if ["script", "foreignobject", "iframe", "animate", "set", "use", "image", "style", "a"]
            .contains(&name.as_str())
        {
            faults.push(format!("an element: {name}"));
        }
        for found in element.attributes() {
            let key = found.name().to_lowercase();
            let is_address = matches!(key.as_str(), "href" | "src" | "base" | "template");
            if key.starts_with("on") || (is_address && !is_harmless("a", found.value())) {
                faults.push(format!("an attribute: {name} {key}={}", found.value()));
            }
        }
        if matches!(element.tag_name().name(), "content" | "summary")
            && matches!(element.attribute("type"), Some("html"))
        {
            faults.extend(html(&format!("<!DOCTYPE html><title>x</title>{}", element.text().unwrap_or(""))));
        }
    }
    if document.descendants().any(|node| node.is_comment() || node.is_pi()) {
        faults.push("a comment or an instruction".to_owned());
    }
    faults
}

/// Everything that a spreadsheet would take for more than text.
pub(super) fn csv(text: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let mut faults = Vec::new();
    for record in reader.records() {
        let Ok(record) = record else { return vec!["no CSV".to_owned()] };
        let begins = |cell: &&str| cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        // A number below zero is no formula.
        let formulas = record.iter().filter(begins).filter(|cell| cell.parse::<f64>().is_err());
        faults.extend(formulas.map(|cell| format!("a formula: {cell}")));
    }
    faults
}

/// Everything in a calendar that is no line of one, and events that nobody planned.
pub(super) fn calendar(text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if text.replace("\r\n", "").contains(['\r', '\n']) {
        faults.push("a line end that is not CRLF".to_owned());
    }
    for line in text.split_terminator("\r\n") {
        if line.len() > 75 || line.chars().any(|c| c.is_control() && c != '\t') {
            faults.push(format!("a line: {line}"));
        }
    }
    let unfolded = text.replace("\r\n ", "");
    let known = [
        "BEGIN",
        "END",
        "VERSION",
        "PRODID",
        "CALSCALE",
        "METHOD",
        "UID",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "SUMMARY",
        "DESCRIPTION",
        "URL",
        "CATEGORIES",
        "STATUS",
        "TRANSP",
        "SEQUENCE",
        "NAME",
        "X-WR-CALNAME",
        "CLASS",
        "REFRESH-INTERVAL",
        "COLOR",
        "SOURCE",
    ];
    for line in unfolded.split_terminator("\r\n") {
        let name = line.split([':', ';']).next().unwrap_or("");
        if !known.contains(&name) || line == "SUMMARY:evil" {
            faults.push(format!("a property: {line}"));
        }
    }
    faults
}
