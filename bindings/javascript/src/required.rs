//! What is required of texts before they are read, as JavaScript writes it behind them: trusted keys, signatures, the least serial.

use crate::engine::{Engine, source};
use crate::input;
use crate::store::GONE;
use burgee::{Loader, PublicKey};

impl Engine {
    /// Whether all texts in the input are public keys; else it is said why not.
    #[inline(never)]
    pub fn keys(&mut self, input: &[u8], length: u32) -> i32 {
        let texts = input::bytes(input, 0, length).and_then(input::texts).unwrap_or_default();
        match texts.iter().try_for_each(|text| key(text).map(drop)) {
            Ok(()) => 0,
            Err(error) => self.fail(&error.to_string()),
        }
    }

    /// As [`Engine::load`], with what is required of the texts: it stands behind them, up to `end`; where that is 0, nothing is required.
    #[inline(never)]
    pub fn load_required(&mut self, input: &[u8], length: u32, strict: bool, end: u32) -> i32 {
        let Some((loader, name, text)) = source(input, length, strict) else { return self.refuse("the input holds no document") };
        let Some(loader) = required(loader, input, length, end) else { return self.refuse(NOTHING) };
        self.loaded(loader.load(&name, text))
    }

    /// As [`Engine::store_load`], likewise.
    #[inline(never)]
    pub fn store_load_required(&mut self, input: &[u8], store: i32, length: u32, strict: bool, end: u32) -> i32 {
        let Some(store) = self.stores.get(store).cloned() else { return self.refuse(GONE) };
        let Some((loader, name, text)) = source(input, length, strict) else { return self.refuse("the input holds no document") };
        let Some(loader) = required(loader, input, length, end) else { return self.refuse(NOTHING) };
        self.served(&store, store.load_with(&loader, &name, text))
    }
}

pub(crate) const NOTHING: &str = "the input holds no requirements";

fn key(text: &[u8]) -> Result<PublicKey, burgee::KeyError> {
    PublicKey::parse(&String::from_utf8_lossy(text))
}

/// The loader with what the input requires of texts. None where that cannot be read: nothing may be loaded then.
///
/// It is the least serial and the number of keys, both decimal and empty where they are not required, then the keys, then names and signatures.
pub(crate) fn required(loader: Loader, input: &[u8], length: u32, end: u32) -> Option<Loader> {
    if end == 0 {
        return Some(loader);
    }
    let texts = input::texts(input::bytes(input, length, end.checked_sub(length)?)?)?;
    let [serial, count, rest @ ..] = texts.as_slice() else { return None };
    let decimal = |text: &[u8]| str::from_utf8(text).ok()?.parse::<u64>().ok();
    let loader = if serial.is_empty() { loader } else { loader.require_serial(decimal(serial)?) };
    let (keys, signatures) = rest.split_at_checked(if count.is_empty() { 0 } else { decimal(count)?.try_into().ok()? })?;
    let keys = keys.iter().map(|text| key(text).ok()).collect::<Option<Vec<_>>>()?;
    let loader = if count.is_empty() { loader } else { loader.require_signature(keys) };
    let (signatures, []) = signatures.as_chunks::<2>() else { return None };
    Some(signatures.iter().fold(loader, |loader, [name, signature]| loader.signature(&String::from_utf8_lossy(name), signature)))
}
