//! Whether two texts hold the same values, whatever their layout.

use super::tree::{Node, Value};

/// Whether two trees hold the same values. The order of fields and quotes do not matter; `null` is no text.
pub(crate) fn same_values(one: &Node, other: &Node) -> bool {
    match (&one.value, &other.value) {
        (Value::Scalar { text: a, .. }, Value::Scalar { text: b, .. }) => {
            a == b && one.is_null() == other.is_null()
        }
        (Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_values(a, b))
        }
        (Value::Map(a), Value::Map(b)) => {
            let by_name = |entries: &[(crate::source::Spanned<String>, Node)]| {
                let mut order: Vec<usize> = (0..entries.len()).collect();
                order.sort_by(|x, y| entries[*x].0.value.cmp(&entries[*y].0.value));
                order
            };
            let pairs = by_name(a).into_iter().zip(by_name(b));
            a.len() == b.len()
                && pairs.map(|(x, y)| (&a[x], &b[y])).all(|((name, value), (other_name, other_value))| {
                    name.value == other_name.value && same_values(value, other_value)
                })
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::parse;

    fn same(one: &str, other: &str) -> bool {
        let tree = |text| parse(text).expect("parses").expect("a value");
        same_values(&tree(one), &tree(other))
    }

    #[test]
    fn layout_is_no_value() {
        assert!(same("a: 1\nb: [x, y]\n", "# c\nb:\n  - x\n  - 'y'\na: \"1\"\n"));
        assert!(same("a:\n", "a: ~\n"));
        assert!(same("- {a: 1, b: 2}\n", "- b: 2\n  a: 1\n"));
    }

    #[test]
    fn what_differs_in_a_value_is_not_the_same() {
        let pairs = [
            ("a: 1.0", "a: 1.00"),
            ("a: ~", "a: \"~\""),
            ("a: |\n  x\n", "a: |-\n  x\n"),
            ("[a, b]", "[b, a]"),
            ("a: 1", "a: 1\nb: 2"),
            ("a: 1\na: 2", "a: 2\na: 1"),
            ("a: []", "a: {}"),
        ];
        for (one, other) in pairs {
            assert!(!same(one, other), "{one:?} and {other:?}");
        }
    }
}
