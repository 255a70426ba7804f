//! Who published a site: the signature of its manifest, as the `minisign` tool makes and checks it.

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minisign::{PublicKeyBox, SignatureBox};

/// How many bytes the two encoded lines of a signature hold.
const LENGTHS: [(usize, usize); 2] = [(1, 74), (3, 64)];

/// A key that signatures are checked with.
#[derive(Debug, Clone)]
pub struct PublicKey(minisign::PublicKey);

impl PublicKey {
    /// Reads a key: the one line of it, or the file that `minisign -G` writes. `None` where it is neither.
    pub fn read(text: &str) -> Option<PublicKey> {
        let text = text.trim();
        let bare = minisign::PublicKey::from_base64(text);
        let key = bare.or_else(|_| PublicKeyBox::from_string(text)?.into_public_key());
        key.ok().map(PublicKey)
    }

    /// The comment that was signed together with `bytes`.
    ///
    /// # Errors
    /// Says why this is no signature of `bytes` by this key, as the end of a sentence.
    pub fn verify(&self, bytes: &[u8], signature: &str) -> Result<String, String> {
        let sound = LENGTHS.iter().all(|(line, length)| {
            let encoded = signature.lines().nth(*line).and_then(|line| STANDARD.decode(line.trim()).ok());
            encoded.is_some_and(|bytes| bytes.len() == *length)
        });
        let boxed = SignatureBox::from_string(signature).ok().filter(|_| sound);
        let Some(boxed) = boxed else { return Err("it is no signature of minisign".to_owned()) };
        if boxed.keynum() != self.0.keynum() {
            return Err("it was made with another key".to_owned());
        }
        minisign::verify(&self.0, &boxed, Cursor::new(bytes), true, false, false)
            .map_err(|_| "it is not the signature of these bytes".to_owned())?;
        boxed.trusted_comment().map_err(|_| "its comment is no text".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use minisign::KeyPair;

    use super::*;

    fn signed(pair: &KeyPair, bytes: &[u8]) -> String {
        let reader = Cursor::new(bytes);
        minisign::sign(None, &pair.sk, reader, Some("generation 3"), None).unwrap().into_string()
    }

    #[test]
    fn a_signature_of_the_tool_is_known() {
        let pair = KeyPair::generate_unencrypted_keypair().unwrap();
        let file = pair.pk.to_box().unwrap().into_string();
        let signature = signed(&pair, b"bytes");
        for text in [file, format!(" {}\n", pair.pk.to_base64())] {
            let key = PublicKey::read(&text).unwrap();
            assert_eq!(key.verify(b"bytes", &signature), Ok("generation 3".to_owned()));
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let (pair, other) = (
            KeyPair::generate_unencrypted_keypair().unwrap(),
            KeyPair::generate_unencrypted_keypair().unwrap(),
        );
        let key = PublicKey::read(&pair.pk.to_base64()).unwrap();
        let signature = signed(&pair, b"bytes");
        let why = |bytes: &[u8], signature: &str| key.verify(bytes, signature).unwrap_err();
        assert_eq!(why(b"other", &signature), "it is not the signature of these bytes");
        assert_eq!(why(b"bytes", &signed(&other, b"bytes")), "it was made with another key");
        assert_eq!(
            why(b"bytes", &signature.replace("generation 3", "generation 4")),
            "it is not the signature of these bytes"
        );
        for cut in 0..signature.trim_end().len() {
            assert!(key.verify(b"bytes", &signature[..cut]).is_err(), "{cut}");
        }
        let secret = pair.sk.to_box(None).unwrap().into_string();
        for text in ["", "x", "untrusted comment: x\ny\n", &secret] {
            assert!(PublicKey::read(text).is_none(), "{text:?}");
        }
    }
}
