//! Signs a manifest as the `minisign` tool does, but the same bytes each time: the tool mixes in chance.
//!
//! A signature is Ed25519 over the BLAKE2b of the bytes; a second one covers the first together with the trusted comment.
//! <https://jedisct1.github.io/minisign/#signature-format>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use blake2::{Blake2b512, Digest as _};
use ed25519_compact::{Noise, SecretKey};
use minisign::SecretKeyBox;

/// Where the key's number and the key begin in what [`minisign::SecretKey::to_bytes`] gives.
const NUMBER: std::ops::Range<usize> = 54..62;
const KEY: std::ops::Range<usize> = 62..126;

/// A secret key. It is never printed.
pub struct SigningKey {
    number: Vec<u8>,
    key: SecretKey,
}

/// Why a file is no key to sign with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoKey {
    /// It is something else.
    #[error("this is no secret key of minisign; `minisign -G` makes one")]
    Malformed,
    /// Its password is not known.
    #[error("the key has a password; put it into the variable CONNECTORY_SIGN_PASSWORD")]
    NoPassword,
    /// The password is another.
    #[error("the password in CONNECTORY_SIGN_PASSWORD does not open the key")]
    WrongPassword,
}

impl SigningKey {
    /// Reads a key as `minisign -G` writes it, with or without a password.
    ///
    /// # Errors
    /// It is none, or its password is missing or wrong.
    pub fn read(text: &str, password: Option<&str>) -> Result<SigningKey, NoKey> {
        let opened = || SecretKeyBox::from_string(text).map_err(|_| NoKey::Malformed);
        if let Ok(key) = opened()?.into_unencrypted_secret_key() {
            return SigningKey::of(&key);
        }
        // Without a password the library would ask for it, in the middle of a build.
        let encoded = text.lines().nth(1).and_then(|line| STANDARD.decode(line.trim()).ok());
        if !encoded.is_some_and(|bytes| bytes.len() >= KEY.end && bytes.get(2..4) == Some(b"Sc")) {
            return Err(NoKey::Malformed);
        }
        let password = password.ok_or(NoKey::NoPassword)?;
        let key = opened()?.into_secret_key(Some(password.to_owned()));
        SigningKey::of(&key.map_err(|_| NoKey::WrongPassword)?)
    }

    fn of(key: &minisign::SecretKey) -> Result<SigningKey, NoKey> {
        let bytes = key.to_bytes();
        let part = |range| bytes.get(range).ok_or(NoKey::Malformed);
        let key = SecretKey::from_slice(part(KEY)?).map_err(|_| NoKey::Malformed)?;
        // A public half that does not belong to the secret one would give the secret away with two signatures.
        key.validate_public_key(&key.public_key()).map_err(|_| NoKey::Malformed)?;
        Ok(SigningKey { number: part(NUMBER)?.to_vec(), key })
    }

    /// The signature of `bytes`, as the file beside them holds it. `trusted` is signed with them; it is one line.
    pub fn sign(&self, bytes: &[u8], trusted: &str) -> Vec<u8> {
        let trusted: String = trusted.chars().filter(|c| !c.is_control()).collect();
        let trusted = trusted.trim();
        let signed = self.key.sign(Blake2b512::digest(bytes), None::<Noise>);
        let both = self.key.sign([&signed[..], trusted.as_bytes()].concat(), None::<Noise>);
        let first = STANDARD.encode([b"ED", &self.number[..], &signed[..]].concat());
        let second = STANDARD.encode(&both[..]);
        let text = format!(
            "untrusted comment: connectory manifest\n{first}\ntrusted comment: {trusted}\n{second}\n"
        );
        text.into_bytes()
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKey")
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use minisign::{KeyPair, SignatureBox};

    use super::*;

    fn boxed(pair: &KeyPair) -> String {
        pair.sk.to_box(None).unwrap().into_string()
    }

    fn verify(pair: &KeyPair, bytes: &[u8], signature: &[u8]) -> Option<String> {
        let signature = SignatureBox::from_string(std::str::from_utf8(signature).unwrap()).unwrap();
        minisign::verify(&pair.pk, &signature, Cursor::new(bytes), true, false, false).ok()?;
        signature.trusted_comment().ok()
    }

    #[test]
    fn what_is_signed_is_what_minisign_verifies_and_the_same_each_time() {
        let pair = KeyPair::generate_unencrypted_keypair().unwrap();
        let key = SigningKey::read(&boxed(&pair), None).unwrap();
        let signature = key.sign(b"bytes", "Plant\nconnectors, generation 3 ");
        assert_eq!(signature, key.sign(b"bytes", "Plant\nconnectors, generation 3 "));
        assert_eq!(verify(&pair, b"bytes", &signature).as_deref(), Some("Plantconnectors, generation 3"));
        assert_eq!(verify(&pair, b"other", &signature), None);
        let another = String::from_utf8(signature).unwrap().replace("generation 3", "generation 4");
        assert_eq!(verify(&pair, b"bytes", another.as_bytes()), None, "the trusted comment is signed, too");
    }

    #[test]
    fn a_key_with_a_password_needs_it() {
        let pair = KeyPair::generate_encrypted_keypair(Some("secret".to_owned())).unwrap();
        let text = boxed(&pair);
        let key = SigningKey::read(&text, Some("secret")).unwrap();
        assert!(verify(&pair, b"bytes", &key.sign(b"bytes", "x")).is_some());
        assert_eq!(SigningKey::read(&text, None).unwrap_err(), NoKey::NoPassword);
        assert_eq!(SigningKey::read(&text, Some("guess")).unwrap_err(), NoKey::WrongPassword);
        for other in ["", "a\nb\n", &pair.pk.to_box().unwrap().into_string()] {
            assert_eq!(SigningKey::read(other, Some("x")).unwrap_err(), NoKey::Malformed, "{other:?}");
        }
        assert_eq!(format!("{key:?}"), "SigningKey");
    }
}
