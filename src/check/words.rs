//! Whether what a setting is called says that it holds a secret.

/// One word at the end of a name says so.
const ALONE: [&str; 10] = [
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "passcode",
    "secret",
    "apikey",
    "token",
    "connectionstring",
    "credentials",
];
/// Two words at the end of a name say so.
const TOGETHER: [(&str, &str); 9] = [
    ("api", "key"),
    ("access", "key"),
    ("account", "key"),
    ("private", "key"),
    ("secret", "key"),
    ("shared", "key"),
    ("subscription", "key"),
    ("pass", "phrase"),
    ("connection", "string"),
];
/// What a token is of, where it is a secret: not `Continuation token` or `Delimiter token`.
const OF_TOKENS: [&str; 14] = [
    "access",
    "api",
    "app",
    "auth",
    "authentication",
    "authorization",
    "bearer",
    "bot",
    "oauth",
    "personal",
    "refresh",
    "sas",
    "security",
    "session",
];

/// Whether a key or a caption names a secret, by its last whole words: `Client secret` and `ApiKey` do, `TokenUrl`,
/// `Access key id` and `Password column` name something about one.
pub(super) fn names_a_secret(name: &str) -> bool {
    let words = words(name);
    let Some((last, before)) = words.split_last() else { return false };
    let before = before.last().map(String::as_str);
    match last.as_str() {
        "token" => before.is_none_or(|before| OF_TOKENS.contains(&before)),
        last if ALONE.contains(&last) => true,
        last => before.is_some_and(|before| TOGETHER.contains(&(before, last))),
    }
}

/// The words of a name in lower case; what stands in parentheses is an aside. `ApiKey`, `api_key` and `API key` are the
/// same two.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let (mut before, mut depth) = (' ', 0_usize);
    let mut ahead = name.chars().peekable();
    while let Some(c) = ahead.next() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if c.is_alphanumeric() && depth == 0 {
            let next_is_lower = ahead.peek().is_some_and(|next| next.is_lowercase());
            let begins = !before.is_alphanumeric()
                || c.is_uppercase() && (before.is_lowercase() || before.is_numeric() || next_is_lower);
            match words.last_mut() {
                Some(word) if !begins => word.extend(c.to_lowercase()),
                _ => words.push(c.to_lowercase().collect()),
            }
        }
        before = c;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_into_words() {
        assert_eq!(words("ApiKey"), ["api", "key"]);
        assert_eq!(words("APIKey_v2 (optional)"), ["api", "key", "v2"]);
        assert_eq!(words("SQL Server password:"), ["sql", "server", "password"]);
        assert_eq!(words("()  "), [""; 0]);
    }

    #[test]
    fn what_names_a_secret_is_told_from_what_is_about_one() {
        for name in [
            "Password",
            "db_password",
            "GitRepoPassword",
            "ClientSecret",
            "API key",
            "apikey",
            "Secret access key",
            "Connection String (ADO.NET)",
            "Token",
            "Bearer token",
            "PWD",
            "Passphrase of the private key",
        ] {
            assert!(names_a_secret(name), "{name}");
        }
        for name in [
            "",
            "TokenUrl",
            "Token address",
            "AccessKeyId",
            "Password column",
            "Secret name",
            "Continuation token",
            "Key",
            "Unique key",
            "Primary key",
            "Tokens",
            "PasswordExpiryDays",
            "Compass",
            "Secretary",
            "(password)",
        ] {
            assert!(!names_a_secret(name), "{name}");
        }
    }
}
