//! AES in CBC mode (XML Encryption 1.1, section 5.2.2).

use aes::cipher::{BlockCipherDecrypt, BlockModeDecrypt, InnerIvInit, KeyInit};
use aes::{Aes128, Aes192, Aes256, Block};
use cbc::Decryptor;
use model::Secret;
use zeroize::Zeroizing;

use super::super::super::Reason;
use super::super::super::refusal::shown;

/// How a value is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cipher {
    Aes128,
    Aes192,
    Aes256,
}

const BLOCK: usize = 16;

impl Cipher {
    /// The cipher of a name, as XML Encryption has it.
    pub fn named(name: &str) -> Result<Self, Reason> {
        match name.strip_prefix("http://www.w3.org/2001/04/xmlenc#") {
            Some("aes128-cbc") => Ok(Self::Aes128),
            Some("aes192-cbc") => Ok(Self::Aes192),
            Some("aes256-cbc") => Ok(Self::Aes256),
            _ => Err(Reason::UnknownCipher(shown(name))),
        }
    }

    const fn named_with_key(self) -> (&'static str, usize) {
        match self {
            Self::Aes128 => ("aes128-cbc", 16),
            Self::Aes192 => ("aes192-cbc", 24),
            Self::Aes256 => ("aes256-cbc", 32),
        }
    }

    /// Decrypts a value whose first block is the initialization vector.
    pub fn decrypt(self, key: &[u8], value: &[u8]) -> Result<Secret<Vec<u8>>, Reason> {
        let (cipher, takes) = self.named_with_key();
        let wrong_length = || Reason::KeyLength { cipher, takes, has: key.len() };
        let (start, rest) =
            value.split_first_chunk::<BLOCK>().ok_or(Reason::Malformed("the encrypted value"))?;
        if rest.is_empty() || rest.len() % BLOCK != 0 {
            return Err(Reason::Malformed("the encrypted value"));
        }
        let mut plain = Zeroizing::new(rest.to_vec());
        match self {
            Self::Aes128 => {
                decrypt(Aes128::new_from_slice(key).map_err(|_| wrong_length())?, start, &mut plain);
            }
            Self::Aes192 => {
                decrypt(Aes192::new_from_slice(key).map_err(|_| wrong_length())?, start, &mut plain);
            }
            Self::Aes256 => {
                decrypt(Aes256::new_from_slice(key).map_err(|_| wrong_length())?, start, &mut plain);
            }
        }
        // The last byte says how many were added; what the others of these are does not matter.
        let padding = plain.last().map_or(0, |last| usize::from(*last));
        let length = plain.len().checked_sub(padding).ok_or(Reason::DoesNotDecrypt)?;
        if !(1..=BLOCK).contains(&padding) {
            return Err(Reason::DoesNotDecrypt);
        }
        Ok(Secret::new(plain[..length].to_vec()))
    }
}

fn decrypt<C>(cipher: C, start: &[u8; BLOCK], blocks: &mut [u8])
where
    C: BlockCipherDecrypt + aes::cipher::BlockSizeUser<BlockSize = aes::cipher::consts::U16>,
{
    let mut decryptor = Decryptor::inner_iv_init(cipher, start.into());
    for bytes in blocks.chunks_exact_mut(BLOCK) {
        if let Ok(block) = <&mut Block>::try_from(bytes) {
            decryptor.decrypt_block(block);
        }
    }
}
