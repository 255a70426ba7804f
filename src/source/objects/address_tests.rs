use super::*;

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn refused(url: &str, options: &[(&str, &str)]) -> String {
    open(url, &pairs(options), &[], Patience::SENDING).map(|_| ()).unwrap_err()
}

#[test]
fn an_address_is_a_bucket_and_a_folder() {
    let prefix = |url| parse(url).map(|address| address.prefix.to_string());
    assert_eq!(prefix("s3://plant").unwrap(), "");
    assert_eq!(prefix("s3://plant/").unwrap(), "");
    assert_eq!(prefix("az://plant/a/b/").unwrap(), "a/b");
    assert_eq!(prefix("gs://plant/a b").unwrap(), "a b");
    for wrong in [
        "plant",
        "http://plant/x",
        "s3://",
        "s3:///x",
        "s3://key:secret@plant/x",
        "s3://plant/x?sig=secret",
        "s3://plant/x#y",
        "s3://plant/../x",
        "s3://plant/a//b",
    ] {
        let why = parse(wrong).unwrap_err();
        assert!(why.contains("s3://bucket/folder") && !why.contains("secret"), "{wrong}: {why}");
    }
}

#[test]
fn every_kind_of_store_takes_its_options_and_environment() {
    let environment = pairs(&[
        ("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "hush-hush"),
        ("AWS_LAMBDA_FUNCTION_NAME", "of no matter"),
        ("AZURE_STORAGE_ACCOUNT_NAME", "plant"),
        ("AZURE_STORAGE_ACCOUNT_KEY", "aHVzaC1odXNo"),
        ("GOOGLE_SKIP_SIGNATURE", "true"),
        ("PATH", "/bin"),
    ]);
    let shown = |url: &str, options: &[(&str, &str)]| {
        let opened = open(url, &pairs(options), &environment, Patience::SENDING).unwrap();
        (opened.store.to_string(), opened.prefix.to_string())
    };
    let s3 = [
        ("region", "eu-central-1"),
        ("endpoint", "http://127.0.0.1:1"),
        ("allow_http", "true"),
        ("timeout", "5s"),
    ];
    assert_eq!(shown("s3://bucket/site", &s3), ("AmazonS3(bucket)".to_owned(), "site".to_owned()));
    let (az, prefix) = shown("az://container/site", &[("endpoint", "https://blobs.example.com")]);
    assert!(az.contains("container") && prefix == "site", "{az}");
    let (gs, prefix) = shown("gs://bucket/site", &[("base_url", "https://storage.example.com")]);
    assert!(gs.contains("bucket") && prefix == "site", "{gs}");
    let opened = open("s3://bucket", &[], &environment, Patience::SENDING).unwrap();
    assert!(opened.secrets.contains(&"hush-hush".to_owned()), "a secret is known, so that it is not shown");
}

#[test]
fn what_is_not_understood_is_told() {
    assert!(refused("s3://b", &[("regoin", "x")]).starts_with("`regoin` is no option"));
    for secret in ["secret_access_key", "access_key_id", "sas_token", "AWS_SESSION_TOKEN", "account_key"] {
        let why = refused("s3://b", &[(secret, "hush-hush")]);
        assert!(why.contains("environment") && !why.contains("hush-hush"), "{why}");
    }
    for plain in ["sse_kms_key_id", "web_identity_token_file"] {
        assert!(open("s3://b", &pairs(&[(plain, "x")]), &[], Patience::SENDING).is_ok(), "{plain}");
    }
    let why = refused("az://container", &[]);
    assert!(!why.is_empty() && !why.contains('\n'), "{why}");
}
