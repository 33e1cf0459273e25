//! The flags of a document, for Python.

use crate::asking;
use crate::batch::Batch;
use crate::decision::Decision;
use crate::diagnostic::Diagnostic;
use crate::entry::Entry;
use crate::flag::Flag;
use crate::held::Held;
use crate::once::Once;
use crate::outside::outside;
use crate::reading::Reads;
use crate::trace::Trace;
use crate::{instant, reading, refusal, text};
use burgee::{Subject, ValueType};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};
use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};

/// The flags of a document, compiled. Immutable; safe to share between threads.
#[pyclass(frozen, module = "burgee")]
pub(crate) struct Flags {
    pub(crate) core: burgee::Flags,
    /// One for each flag, by its index. Boxed: most flags of a large document are never asked by one process.
    entries: Box<[Once<Box<Entry>>]>,
    reads: Once<Reads>,
    batch: Once<Batch>,
}

impl Flags {
    pub(crate) fn of(core: burgee::Flags) -> Flags {
        let entries = core.keys().map(|_| Once::new()).collect();
        Flags { core, entries, reads: Once::new(), batch: Once::new() }
    }

    #[inline]
    pub(crate) fn entry(&self, py: Python<'_>, flag: burgee::Flag<'_>) -> PyResult<&Entry> {
        let Some(slot) = self.entries.get(flag.index()) else { return Err(PyRuntimeError::new_err("a flag of other flags")) };
        slot.get_or_try_init(py, || Entry::new(py, flag).map(Box::new)).map(AsRef::as_ref)
    }

    #[inline]
    pub(crate) fn reads(&self, py: Python<'_>) -> &Reads {
        self.reads.get_or_init(py, || Reads::new(py, &self.core))
    }

    fn batch(&self, py: Python<'_>) -> PyResult<&Batch> {
        self.batch.get_or_try_init(py, || Batch::new(py, self))
    }

    fn find(&self, key: &Bound<'_, PyString>) -> Option<burgee::Flag<'_>> {
        // No flag has a key that is not Unicode.
        self.core.flag(key.to_str().ok()?)
    }
}

/// A key as decisions write it; what is not Unicode is replaced.
fn written<'a>(key: &'a Bound<'_, PyString>) -> Cow<'a, str> {
    key.to_string_lossy()
}

/// The loader with the signature of a file, which stands beside it (spec ), if it does.
fn beside(loader: burgee::Loader, name: &str, path: &Path) -> io::Result<burgee::Loader> {
    let mut file = path.as_os_str().to_owned();
    file.push(".sig");
    match std::fs::read(file) {
        Ok(signature) => Ok(loader.signature(name, signature)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(loader),
        Err(error) => Err(error),
    }
}

#[pymethods]
impl Flags {
    /// Compiles a document. Raises LoadError where it is refused.
    #[staticmethod]
    #[pyo3(signature = (text, *, name="document.json", overlays=None, strict=false, public_keys=None, require_serial=None, signatures=None))]
    fn parse(
        text: &Bound<'_, PyAny>,
        name: &str,
        overlays: Option<&Bound<'_, PyAny>>,
        strict: bool,
        public_keys: Option<&Bound<'_, PyAny>>,
        require_serial: Option<u64>,
        signatures: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Flags> {
        let py = text.py();
        let loader = self::text::requiring(strict, public_keys, require_serial)?;
        let loader = self::text::overlaid(self::text::signed(loader, signatures)?, overlays)?;
        let bytes = self::text::bytes(text, "a document's text")?;
        let loaded = outside(py, || loader.load(name, &bytes));
        loaded.map(Flags::of).map_err(|error| refusal::document(py, &error))
    }

    /// Compiles the document in a file. Raises OSError where it cannot be read, LoadError where it is refused.
    #[staticmethod]
    #[pyo3(signature = (path, *, name=None, overlays=None, strict=false, public_keys=None, require_serial=None, signatures=None))]
    #[expect(clippy::too_many_arguments, reason = "keyword arguments of Python's")]
    fn load(
        py: Python<'_>,
        path: PathBuf,
        name: Option<String>,
        overlays: Option<&Bound<'_, PyAny>>,
        strict: bool,
        public_keys: Option<&Bound<'_, PyAny>>,
        require_serial: Option<u64>,
        signatures: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Flags> {
        let loader = text::requiring(strict, public_keys, require_serial)?;
        let loader = text::overlaid(text::signed(loader, signatures)?, overlays)?;
        let name = name.unwrap_or_else(|| path.to_string_lossy().into_owned());
        let loaded = outside(py, || -> io::Result<_> {
            let loader = if loader.requires_signature() { beside(loader, &name, &path)? } else { loader };
            Ok(loader.load(&name, std::fs::read(&path)?))
        })?;
        loaded.map(Flags::of).map_err(|error| refusal::document(py, &error))
    }

    /// Whether a flag's value is True for a unit, now.
    #[pyo3(signature = (key, context, /))]
    fn is_on(&self, key: &Bound<'_, PyString>, context: &Bound<'_, PyAny>) -> bool {
        self.find(key).is_some_and(|flag| asking::is_on(self, flag, context))
    }

    /// A boolean flag's value for a unit, now; the default where there is none or it has another type.
    #[pyo3(signature = (key, context, default, /))]
    fn boolean<'py>(
        &self,
        key: &Bound<'py, PyString>,
        context: &Bound<'py, PyAny>,
        default: Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        asking::value(self, self.find(key), context, default, ValueType::Boolean)
    }

    /// A string flag's value for a unit, now; the default where there is none or it has another type.
    #[pyo3(signature = (key, context, default, /))]
    fn string<'py>(
        &self,
        key: &Bound<'py, PyString>,
        context: &Bound<'py, PyAny>,
        default: Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        asking::value(self, self.find(key), context, default, ValueType::String)
    }

    /// A number flag's value for a unit, now; the default where there is none or it has another type.
    #[pyo3(signature = (key, context, default, /))]
    fn number<'py>(
        &self,
        key: &Bound<'py, PyString>,
        context: &Bound<'py, PyAny>,
        default: Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        asking::value(self, self.find(key), context, default, ValueType::Number)
    }

    /// An object or array flag's value for a unit, now; the default where there is none or it has another type.
    #[pyo3(signature = (key, context, default, /))]
    fn object<'py>(
        &self,
        key: &Bound<'py, PyString>,
        context: &Bound<'py, PyAny>,
        default: Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        asking::value(self, self.find(key), context, default, ValueType::Object)
    }

    /// Decides a flag for a unit.
    #[pyo3(signature = (key, context, *, now=None, expecting=None))]
    fn evaluate(
        slf: &Bound<'_, Self>,
        key: &Bound<'_, PyString>,
        context: &Bound<'_, PyAny>,
        now: Option<&Bound<'_, PyAny>>,
        expecting: Option<&str>,
    ) -> PyResult<Decision> {
        match slf.get().find(key) {
            Some(flag) => Ok(asking::evaluate(slf, flag.index(), context, instant::of_argument(now)?, asking::expected(expecting)?)),
            None => Ok(Decision::not_found(slf, &written(key))),
        }
    }

    /// Decides every flag for a unit.
    #[pyo3(signature = (context, *, now=None))]
    fn evaluate_all<'py>(
        slf: &Bound<'py, Self>,
        context: &Bound<'py, PyAny>,
        now: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let (py, flags, now) = (slf.py(), slf.get(), instant::of_argument(now)?);
        let held = Held::all(slf, |core| reading::with_detached(context, flags.reads(py), |subject| all(core, subject, now)));
        let decisions = PyDict::new(py);
        for (key, held) in flags.core.keys().zip(held) {
            decisions.set_item(key, Bound::new(py, Decision::decided(held))?)?;
        }
        Ok(decisions)
    }

    /// The value of every flag for a unit, now; a flag without an answer is left out.
    #[pyo3(signature = (context, /))]
    fn values<'py>(&self, context: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyDict>> {
        let py = context.py();
        let batch = self.batch(py)?;
        let decisions = reading::with_detached(context, self.reads(py), |subject| all(&self.core, subject, None));
        batch.values(py, self, &decisions)
    }

    /// Decides a flag for a unit, and tells every step.
    #[pyo3(signature = (key, context, *, now=None))]
    fn explain(
        slf: &Bound<'_, Self>,
        key: &Bound<'_, PyString>,
        context: &Bound<'_, PyAny>,
        now: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Trace> {
        let flags = slf.get();
        if let Some(flag) = flags.find(key) {
            return asking::explain(slf, flag.index(), context, instant::of_argument(now)?);
        }
        let key = written(key);
        let trace = flags.core.explain_at(&key, &burgee::Context::empty(), 0);
        Ok(Trace::new(Py::new(slf.py(), Decision::not_found(slf, &key))?, trace.to_json(), trace.to_string()))
    }

    /// A handle of a flag: asking it needs no look-up. None where there is no such flag.
    #[pyo3(signature = (key, /))]
    fn flag(slf: &Bound<'_, Self>, key: &Bound<'_, PyString>) -> Option<Flag> {
        slf.get().find(key).map(|flag| Flag::new(slf, flag.index()))
    }

    /// The keys of all flags, in code point order.
    fn keys(&self) -> Vec<&str> {
        self.core.keys().collect()
    }

    /// The document's revision.
    #[getter]
    fn revision(&self) -> Option<&str> {
        self.core.revision()
    }

    /// The document's serial.
    #[getter]
    fn serial(&self) -> Option<u64> {
        self.core.serial()
    }

    /// What was found wrong, in the order of the texts.
    #[getter]
    fn diagnostics<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, Diagnostic::all(self.core.diagnostics()))
    }

    /// The flags that are quarantined, with the code of the first error of each.
    #[getter]
    fn quarantined<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let quarantined = PyDict::new(py);
        self.core.quarantined().try_for_each(|(key, code)| quarantined.set_item(key, code))?;
        Ok(quarantined)
    }

    fn __len__(&self) -> usize {
        self.entries.len()
    }

    fn __contains__(&self, key: &Bound<'_, PyAny>) -> bool {
        key.cast::<PyString>().is_ok_and(|key| self.find(key).is_some())
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let revision = self.core.revision().into_pyobject(py)?;
        Ok(format!("Flags(revision={}, flags={})", revision.repr()?, self.entries.len()))
    }
}

fn all<'f>(core: &'f burgee::Flags, subject: Subject<'_>, now: Option<i64>) -> Vec<burgee::Decision<'f>> {
    match now {
        Some(now) => core.evaluate_all_at(subject, now),
        None => core.evaluate_all(subject),
    }
}
