//! Documents' texts as Python passes them.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
use std::borrow::Cow;

/// The bytes of a `str` or `bytes`. A lone surrogate is encoded as it is, and the core says that the text is not UTF-8.
pub(crate) fn bytes<'a>(text: &'a Bound<'_, PyAny>) -> PyResult<Cow<'a, [u8]>> {
    if let Ok(bytes) = text.cast::<PyBytes>() {
        return Ok(Cow::Borrowed(bytes.as_bytes()));
    }
    let string = text.cast::<PyString>().map_err(|_| PyTypeError::new_err("a document's text is str or bytes"))?;
    if let Ok(text) = string.to_str() {
        return Ok(Cow::Borrowed(text.as_bytes()));
    }
    let encoded = string.call_method1("encode", ("utf-8", "surrogatepass"))?;
    Ok(Cow::Owned(encoded.cast::<PyBytes>()?.as_bytes().to_vec()))
}

/// The loader for these overlays, each a name and a text.
pub(crate) fn loader(overlays: Option<&Bound<'_, PyAny>>, strict: bool) -> PyResult<burgee::Loader> {
    let mut loader = burgee::Loader::new().strict(strict);
    let Some(overlays) = overlays else { return Ok(loader) };
    for overlay in overlays.try_iter()? {
        let (name, text) = overlay?.extract::<(String, Bound<'_, PyAny>)>()?;
        loader = loader.overlay(&name, bytes(&text)?);
    }
    Ok(loader)
}
