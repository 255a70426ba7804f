//! Texts that look like a secret: by patterns that ordinary text does not have.
//!
//! What is found is named by its kind alone; its value goes nowhere. Placeholders (`{password}`, `<secret>`, `***`) and
//! text that only speaks of secrets are none.

/// How a token begins, how many characters of its own follow at least, and what it is called.
const TOKENS: [(&str, usize, &str); 13] = [
    ("AKIA", 16, "an access key of AWS"),
    ("ASIA", 16, "an access key of AWS"),
    ("ghp_", 36, "a token of GitHub"),
    ("gho_", 36, "a token of GitHub"),
    ("ghu_", 36, "a token of GitHub"),
    ("ghs_", 36, "a token of GitHub"),
    ("github_pat_", 22, "a token of GitHub"),
    ("glpat-", 20, "a token of GitLab"),
    ("xoxb-", 20, "a token of Slack"),
    ("xoxp-", 20, "a token of Slack"),
    ("AIza", 35, "an API key of Google"),
    ("npm_", 36, "a token of npm"),
    ("sk_live_", 24, "a key of Stripe"),
];
/// Fields of connection strings that hold keys: nothing else has a long value in base64 behind such a name.
const KEY_FIELDS: [&str; 4] = ["accountkey", "sharedaccesskey", "sharedsecretkey", "sharedaccesssignature"];
/// Fields of connection strings that hold passwords.
const PASSWORD_FIELDS: [&str; 2] = ["password", "pwd"];
/// Fields that stand beside a password in a connection string, and not in a line of code.
const OTHER_FIELDS: [&str; 15] = [
    "server",
    "datasource",
    "host",
    "hostname",
    "address",
    "addr",
    "database",
    "initialcatalog",
    "userid",
    "uid",
    "user",
    "username",
    "driver",
    "provider",
    "endpoint",
];
/// Values that stand for a secret and are none.
const PLACEHOLDERS: [&str; 10] = [
    "password",
    "pwd",
    "pass",
    "secret",
    "changeme",
    "yourpassword",
    "your password",
    "null",
    "none",
    "value",
];

/// No secret is shorter, in bytes.
const SHORTEST: usize = 12;
/// No token is shorter, its beginning included.
const SHORTEST_TOKEN: usize = 20;

/// What kind of secret the text seems to hold. Takes time in proportion to the text.
pub(super) fn secret(text: &str) -> Option<&'static str> {
    // Most texts of a form are a few words: one look at each has to be enough.
    if text.len() < SHORTEST {
        return None;
    }
    let has_long_word = || text.split(|c| !is_word(c)).any(|word| word.len() >= SHORTEST_TOKEN);
    private_key(text)
        .or_else(|| has_long_word().then(|| token(text).or_else(|| web_token(text)))?)
        .or_else(|| text.contains('=').then(|| connection_string(text))?)
        .or_else(|| text.contains('@').then(|| address_with_password(text))?)
}

/// A key in PEM: the first line and some of the key, since a text may name the first line alone.
fn private_key(text: &str) -> Option<&'static str> {
    let parts = text.split("-----BEGIN ").skip(1);
    let is_key = |part: &str| {
        let (head, key) = part.split_once("PRIVATE KEY-----")?;
        let key = key.replace("\\n", "\n");
        let line = key.lines().map(str::trim).find(|line| !line.is_empty())?;
        (head.len() < 20 && count(line, is_base64) >= 24).then_some(())
    };
    parts.filter_map(is_key).next().map(|()| "a private key")
}

/// A token that begins with what its maker chose, at the beginning of a word.
fn token(text: &str) -> Option<&'static str> {
    let is_here = |(begin, length, _): &&(&str, usize, &str)| {
        text.match_indices(begin).any(|(at, _)| {
            let begins = text[..at].chars().next_back().is_none_or(|before| !is_word(before));
            begins && is_own(&text[at + begin.len()..], *length)
        })
    };
    TOKENS.iter().find(is_here).map(|(_, _, kind)| *kind)
}

/// Whether `rest`, which follows the beginning of a token, begins with what is the token's own.
fn is_own(rest: &str, length: usize) -> bool {
    let own = &rest[..count(rest, is_word)];
    // Those of AWS have one length and no small letters; documents of the makers end their examples so.
    let aws = length == 16;
    let fits = if aws { own.len() == length } else { own.len() >= length };
    fits && !(aws && own.contains(|c: char| c.is_ascii_lowercase())) && !own.ends_with("EXAMPLE")
}

/// A JSON web token: three parts in base64, of which the first two begin as an object does.
fn web_token(text: &str) -> Option<&'static str> {
    let mut runs = text.split(|c| !is_word(c) && c != '.').filter(|run| run.contains("eyJ"));
    let is_token = |parts: &[&str]| {
        let long = parts.iter().all(|part| part.len() > 10);
        long && parts.iter().take(2).all(|part| part.starts_with("eyJ"))
    };
    let has_token = |run: &str| run.split('.').collect::<Vec<_>>().windows(3).any(is_token);
    runs.any(has_token).then_some("a JSON web token")
}

/// `Server=...;Password=...;`: fields with `;` between them, of which one is a password that is written out.
fn connection_string(text: &str) -> Option<&'static str> {
    // In code each string stands for itself: what is put together from several is no secret yet.
    text.split(['\n', '"', '\'', '`']).find_map(|line| {
        let fields: Vec<(String, &str)> = line.split(';').filter_map(field).collect();
        let has = |names: &[&str], is: fn(&str) -> bool| {
            fields.iter().any(|(name, value)| names.contains(&name.as_str()) && is(value))
        };
        if has(&KEY_FIELDS, |value| count(value, is_base64) >= 20) {
            return Some("a connection string with a key");
        }
        (has(&OTHER_FIELDS, |_| true) && has(&PASSWORD_FIELDS, is_written_out))
            .then_some("a connection string with a password")
    })
}

/// `name=value`; the name in lower case without blanks. Code that assigns has blanks around its sign.
fn field(text: &str) -> Option<(String, &str)> {
    let (name, value) = text.split_once('=')?;
    if name.ends_with(' ') && value.starts_with(' ') {
        return None;
    }
    let name: String = name.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
    plain.then_some((name, value.trim()))
}

/// `https://user:password@host`, where the password is not the user's name again.
fn address_with_password(text: &str) -> Option<&'static str> {
    let is_here = |(at, _): (usize, &str)| {
        let rest = &text[at + 3..];
        let end = rest.find(|c: char| c == '/' || c.is_whitespace() || "\"'`<>?#".contains(c));
        let authority = &rest[..end.unwrap_or(rest.len())];
        let user = authority.rsplit_once('@').map(|(user, _)| user).and_then(|user| user.split_once(':'));
        user.is_some_and(|(user, password)| user != password && is_written_out(password))
    };
    text.match_indices("://").any(is_here).then_some("an address with a password")
}

/// Whether a value is one, and no sign for one that comes later.
fn is_written_out(value: &str) -> bool {
    let value = value.trim();
    let Some(first) = value.chars().next() else { return false };
    let begins_a_name = "{<[$%*@+&(.:#".contains(first);
    let repeated = value.chars().all(|c| c.eq_ignore_ascii_case(&first));
    let words = value.chars().all(|c| c.is_alphabetic() || " _-".contains(c));
    let lower = value.to_lowercase();
    let placeholder = words && PLACEHOLDERS.iter().any(|word| lower.contains(word));
    !begins_a_name && !repeated && !value.contains('{') && !placeholder
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

fn is_base64(c: char) -> bool {
    c.is_ascii_alphanumeric() || "+/=_-%".contains(c)
}

/// How many characters at the beginning of `text` are such. All are ASCII, so that it counts bytes as well.
fn count(text: &str, is: impl Fn(char) -> bool) -> usize {
    text.chars().take_while(|c| is(*c)).count()
}

#[cfg(test)]
mod tests {
    use super::secret;

    #[test]
    fn secrets_are_known_by_their_kind() {
        let key = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC";
        let cases = [
            (format!("-----BEGIN PRIVATE KEY-----\n{key}\n"), "a private key"),
            (format!("x = '-----BEGIN RSA PRIVATE KEY-----\\n{key}'"), "a private key"),
            ("AKIA2E0A8F3B244C9986".to_owned(), "an access key of AWS"),
            (format!("Authorization: ghp_{}", "a1B2".repeat(9)), "a token of GitHub"),
            ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlLi4u".to_owned(), "a JSON web token"),
            ("Server=db;User Id=sa;Password=Pl4nt!".to_owned(), "a connection string with a password"),
            ("cs = \"Pwd=Pl4nt!;Server=db\"".to_owned(), "a connection string with a password"),
            (format!("DefaultEndpointsProtocol=https;AccountKey={key}=="), "a connection string with a key"),
            ("mongodb://plant:Pl4nt@db.example.com/x".to_owned(), "an address with a password"),
        ];
        for (text, kind) in cases {
            assert_eq!(secret(&text), Some(kind), "{text}");
        }
    }

    #[test]
    fn what_only_speaks_of_secrets_is_none() {
        for text in [
            "",
            "Paste the key that begins with -----BEGIN PRIVATE KEY----- here.",
            "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
            "-----BEGIN PUBLIC KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC",
            "AKIAIOSFODNN7EXAMPLE",
            "AKIA",
            "XAKIA2E0A8F3B244C9986",
            "ghp_short",
            "Server=db;User Id=sa;Password={password}",
            "Server=db;User Id=sa;Password=<your password>;",
            "Server=db;Password=***;",
            "Server=myServerAddress;Database=myDataBase;User Id=myUsername;Password=myPassword;",
            "http://user:pass@host and ftp://user:your-password@host",
            "Server=db;Password=;Database=x",
            "cs = \"Server=db;Password=\" + password + \";\"",
            "password = read_password()",
            "password = settings.Password; host = settings.Host;",
            "if (password == null) return; x = 1;",
            "Server=db;Integrated Security=true",
            "amqp://guest:guest@localhost",
            "https://user:{password}@example.com",
            "https://example.com:8080/a@b",
            "http://historian.example.com:8086",
            "AccountKey=",
            "eyJ is how a token begins",
            "überraschung=ä;ö=ü",
        ] {
            assert_eq!(secret(text), None, "{text}");
        }
    }

    #[test]
    fn text_made_to_take_long_does_not() {
        let begun = std::time::Instant::now();
        for piece in [
            "eyJ.",
            "eyJ",
            "ghp_",
            "AKIA ",
            "-----BEGIN ",
            "://a:",
            "://:@",
            "Password=",
            "é=;",
            "Server=a;Pwd=;",
            "\"'",
        ] {
            let found = secret(&piece.repeat(100_000));
            assert_eq!(found.is_some(), piece == "ghp_", "{piece}");
        }
        assert!(begun.elapsed() < std::time::Duration::from_secs(10), "took {:?}", begun.elapsed());
    }
}
