//! One line for a shell that tells whether a downloaded file is the published one.

/// For `sh`: coreutils print `FILE: OK`, and exit with 1 otherwise.
pub(crate) fn sh(file: &str, sha256: &str) -> String {
    // Digest and name stand apart by two characters. The second is `*`, for bytes as they are: of two blanks a page that is
    // copied from by hand gives only one.
    format!("echo {} | sha256sum --check", sh_quoted(&format!("{sha256} *{file}")))
}

/// For PowerShell: prints `True` or `False`. Its `-eq` does not tell capitals from small letters, as `Get-FileHash` writes the
/// former.
pub(crate) fn power_shell(file: &str, sha256: &str) -> String {
    let (file, sha256) = (power_shell_quoted(file), power_shell_quoted(sha256));
    format!("(Get-FileHash -Algorithm SHA256 -LiteralPath {file}).Hash -eq {sha256}")
}

fn sh_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// PowerShell takes typographic quotes for the plain one, and two of them for one.
fn power_shell_quoted(text: &str) -> String {
    let mut quoted = String::from("'");
    for c in text.chars() {
        if matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}') {
            quoted.push(c);
        }
        quoted.push(c);
    }
    quoted.push('\'');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_verified_in_either_shell() {
        assert_eq!(sh("a-1.xmp", "9f2c"), "echo '9f2c *a-1.xmp' | sha256sum --check");
        let expected = "(Get-FileHash -Algorithm SHA256 -LiteralPath 'a-1.xmp').Hash -eq '9f2c'";
        assert_eq!(power_shell("a-1.xmp", "9f2c"), expected);
    }

    #[test]
    fn a_name_cannot_end_the_quotes() {
        assert_eq!(sh("a'; rm -rf ~; '", "0"), r"echo '0 *a'\''; rm -rf ~; '\''' | sha256sum --check");
        let found = power_shell("a'\u{2019}$(x)", "0");
        assert!(found.contains("'a''\u{2019}\u{2019}$(x)'"), "{found}");
    }
}
