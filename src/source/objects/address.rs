//! From an address and its options to a store. Secrets come from the environment; an option that is one is refused.

use std::time::Duration;

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::azure::{AzureConfigKey, MicrosoftAzureBuilder};
use object_store::gcp::{GoogleCloudStorageBuilder, GoogleConfigKey};
use object_store::path::Path;
use object_store::{BackoffConfig, ClientOptions, ObjectStore, RetryConfig};

use super::words::in_a_line;

/// A connection that is not there after this time will not be.
const CONNECT: Duration = Duration::from_secs(10);
/// A connection that is idle for longer may have been closed at the other end.
const IDLE: Duration = Duration::from_secs(15);

/// How long a store is waited for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    /// A request is over after this time, unless the option `timeout` says otherwise.
    request: Duration,
    /// It is over, too, when nothing comes for so long.
    silence: Option<Duration>,
    /// A request that failed is made again this often.
    retries: usize,
    /// And not after this time.
    until: Duration,
}

impl Patience {
    /// For what goes out: after it, the whole publication is tried again.
    pub(crate) const SENDING: Patience = Patience {
        request: Duration::from_secs(120),
        silence: None,
        retries: 4,
        until: Duration::from_secs(45),
    };
    /// For what comes in, where somebody waits for an answer.
    pub(crate) const FETCHING: Patience = Patience {
        request: Duration::from_secs(300),
        silence: Some(Duration::from_secs(10)),
        retries: 2,
        until: Duration::from_secs(15),
    };
}

/// A store, and what of it is meant.
pub(crate) struct Opened {
    pub(crate) store: Box<dyn ObjectStore>,
    pub(crate) prefix: Path,
    /// What must never be shown.
    pub(crate) secrets: Vec<String>,
}

/// The parts of an address.
#[derive(Debug, PartialEq, Eq)]
struct Address<'a> {
    scheme: &'a str,
    bucket: &'a str,
    prefix: Path,
}

/// Opens the store at `url`. Nothing is asked of it yet.
///
/// # Errors
/// The address, an option or what the environment says is not understood; in words.
pub(crate) fn open(
    url: &str,
    options: &[(String, String)],
    environment: &[(String, String)],
    patience: Patience,
) -> Result<Opened, String> {
    let Address { scheme, bucket, prefix } = parse(url)?;
    // Whoever was first has installed one; it is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let secrets: Vec<String> = environment
        .iter()
        .filter(|(name, value)| is_secret(name) && value.len() >= 4)
        .map(|(_, value)| value.clone())
        .collect();
    if let Some((name, _)) = options.iter().find(|(name, _)| is_secret(name)) {
        return Err(format!(
            "the option `{name}` looks like a secret; put it into the environment, such as AWS_SECRET_ACCESS_KEY or AZURE_STORAGE_ACCOUNT_KEY"
        ));
    }
    let said = |error: object_store::Error| in_a_line(&error, &secrets);
    let address = format!("{scheme}://{bucket}");
    let store: Box<dyn ObjectStore> = match scheme {
        "s3" => {
            let builder =
                AmazonS3Builder::new().with_client_options(client(patience)).with_retry(retry(patience));
            let set = |b: AmazonS3Builder, key: AmazonS3ConfigKey, value: &str| b.with_config(key, value);
            let builder = filled(builder, &set, from(environment, "AWS_"), options)?;
            Box::new(builder.with_url(address).build().map_err(said)?)
        }
        "az" => {
            let builder = MicrosoftAzureBuilder::new()
                .with_client_options(client(patience))
                .with_retry(retry(patience));
            let set = |b: MicrosoftAzureBuilder, key: AzureConfigKey, value: &str| b.with_config(key, value);
            let mut builder = filled(builder, &set, from(environment, "AZURE_"), options)?;
            if let Some((_, endpoint)) = environment.iter().find(|(name, _)| name == "IDENTITY_ENDPOINT") {
                builder = builder.with_msi_endpoint(endpoint);
            }
            Box::new(builder.with_url(address).build().map_err(said)?)
        }
        _ => {
            let builder = GoogleCloudStorageBuilder::new()
                .with_client_options(client(patience))
                .with_retry(retry(patience));
            let set =
                |b: GoogleCloudStorageBuilder, key: GoogleConfigKey, value: &str| b.with_config(key, value);
            let mut builder = filled(builder, &set, from(environment, "GOOGLE_"), options)?;
            if let Some((_, path)) = environment.iter().find(|(name, _)| name == "SERVICE_ACCOUNT") {
                builder = builder.with_service_account_path(path);
            }
            Box::new(builder.with_url(address).build().map_err(said)?)
        }
    };
    Ok(Opened { store, prefix, secrets })
}

/// Whether `url` is the address of a store, in words where it is none.
pub(crate) fn check(url: &str) -> Result<(), String> {
    parse(url).map(drop)
}

fn parse(url: &str) -> Result<Address<'_>, String> {
    const FORM: &str = "write s3://bucket/folder, az://container/folder or gs://bucket/folder";
    let (scheme, rest) = url.split_once("://").ok_or_else(|| format!("this is no store; {FORM}"))?;
    if !["s3", "az", "gs"].contains(&scheme) {
        return Err(format!("`{scheme}` is no kind of store; {FORM}"));
    }
    let (bucket, below) = rest.split_once('/').unwrap_or((rest, ""));
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._$".contains(c);
    // `name:secret@host` or `?sig=...` would put a secret where it is shown.
    if bucket.is_empty() || !bucket.chars().all(plain) || below.contains(['?', '#', '@']) {
        return Err(format!("an address is a bucket and a folder, and nothing else; {FORM}"));
    }
    let prefix = Path::parse(below).map_err(|_| format!("the folder in it is none; {FORM}"))?;
    Ok(Address { scheme, bucket, prefix })
}

/// What the environment says under names that begin so.
fn from<'e>(
    environment: &'e [(String, String)],
    start: &'e str,
) -> impl Iterator<Item = (&'e str, &'e str)> + 'e {
    let ours = environment.iter().filter(move |(name, _)| name.starts_with(start));
    ours.map(|(name, value)| (name.as_str(), value.as_str()))
}

/// The builder with what the environment and the options say. Of the environment, which serves others too, what is not known is
/// passed over.
fn filled<'e, B, K: std::str::FromStr>(
    mut builder: B,
    set: &dyn Fn(B, K, &str) -> B,
    environment: impl Iterator<Item = (&'e str, &'e str)>,
    options: &[(String, String)],
) -> Result<B, String> {
    for (name, value) in environment {
        if let Ok(key) = name.to_ascii_lowercase().parse() {
            builder = set(builder, key, value);
        }
    }
    for (name, value) in options {
        let key = name.to_ascii_lowercase().parse().map_err(|_| {
            format!("`{name}` is no option of this kind of store; there are `endpoint`, `region`, `allow_http`, `timeout` and others")
        })?;
        builder = set(builder, key, value);
    }
    Ok(builder)
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let may_be = ["secret", "key", "token", "password", "sas"].iter().any(|word| name.contains(word));
    // Names of keys and places of tokens are none.
    may_be
        && !["sse_kms_key_id", "bucket_key_enabled", "_file", "_path", "_url"]
            .iter()
            .any(|end| name.ends_with(end))
}

fn client(patience: Patience) -> ClientOptions {
    let options = ClientOptions::new()
        .with_connect_timeout(CONNECT)
        .with_timeout(patience.request)
        .with_pool_idle_timeout(IDLE)
        .with_user_agent(object_store::HeaderValue::from_static("connectory"));
    match patience.silence {
        Some(silence) => options.with_read_timeout(silence),
        None => options,
    }
}

fn retry(patience: Patience) -> RetryConfig {
    RetryConfig {
        backoff: BackoffConfig {
            init_backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs(5),
            base: 2.0,
        },
        max_retries: patience.retries,
        retry_timeout: patience.until,
    }
}

#[cfg(test)]
#[path = "address_tests.rs"]
mod tests;
