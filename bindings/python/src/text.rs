//! Documents' texts as Python passes them, and what is required of them.

use burgee::{Loader, PublicKey};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
use std::borrow::Cow;

/// The bytes of a `str` or `bytes`. A lone surrogate is encoded as it is, and the core says that the text is not UTF-8.
pub(crate) fn bytes<'a>(text: &'a Bound<'_, PyAny>, what: &str) -> PyResult<Cow<'a, [u8]>> {
    if let Ok(bytes) = text.cast::<PyBytes>() {
        return Ok(Cow::Borrowed(bytes.as_bytes()));
    }
    let string = text.cast::<PyString>().map_err(|_| PyTypeError::new_err(format!("{what} is str or bytes")))?;
    if let Ok(text) = string.to_str() {
        return Ok(Cow::Borrowed(text.as_bytes()));
    }
    let encoded = string.call_method1("encode", ("utf-8", "surrogatepass"))?;
    Ok(Cow::Owned(encoded.cast::<PyBytes>()?.as_bytes().to_vec()))
}

/// A loader that requires this.
pub(crate) fn requiring(strict: bool, public_keys: Option<&Bound<'_, PyAny>>, require_serial: Option<u64>) -> PyResult<Loader> {
    let mut loader = Loader::new().strict(strict);
    if let Some(serial) = require_serial {
        loader = loader.require_serial(serial);
    }
    let Some(public_keys) = public_keys else { return Ok(loader) };
    if public_keys.is_instance_of::<PyString>() {
        return Err(PyTypeError::new_err("public_keys is an iterable of str"));
    }
    let mut keys = Vec::new();
    for key in public_keys.try_iter()? {
        keys.push(PublicKey::parse(&key?.extract::<String>()?).map_err(|error| PyValueError::new_err(error.to_string()))?);
    }
    Ok(loader.require_signature(keys))
}

/// The loader with signatures, by the names of the texts.
pub(crate) fn signed(mut loader: Loader, signatures: Option<&Bound<'_, PyAny>>) -> PyResult<Loader> {
    let Some(signatures) = signatures else { return Ok(loader) };
    for signature in signatures.call_method0("items")?.try_iter()? {
        let (name, signature) = signature?.extract::<(String, Bound<'_, PyAny>)>()?;
        loader = loader.signature(&name, bytes(&signature, "a signature")?);
    }
    Ok(loader)
}

/// The loader with overlays, each a name and a text.
pub(crate) fn overlaid(mut loader: Loader, overlays: Option<&Bound<'_, PyAny>>) -> PyResult<Loader> {
    let Some(overlays) = overlays else { return Ok(loader) };
    for overlay in overlays.try_iter()? {
        let (name, text) = overlay?.extract::<(String, Bound<'_, PyAny>)>()?;
        loader = loader.overlay(&name, bytes(&text, "an overlay's text")?);
    }
    Ok(loader)
}
