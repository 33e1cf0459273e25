//! The provider: one snapshot of the store, one decision, one resolution a call.

use crate::attributes::Built;
use crate::freshness::Freshness;
use crate::resolution::{details, error, mismatch};
use crate::structure::{integer, structure};
use burgee::{Decision, Store};
use open_feature::provider::{FeatureProvider, ProviderMetadata, ProviderStatus, ResolutionDetails};
use open_feature::{
    EvaluationContext, EvaluationError, EvaluationErrorCode, EvaluationResult, Hook, HookWrapper, StructValue, async_trait,
};
use std::fmt;
use std::sync::Arc;

/// What [`FeatureProvider::metadata`] calls the provider.
const NAME: &str = "burgee";

/// Serves the flags of a store to the OpenFeature SDK.
///
/// # Examples
///
/// ```
/// use burgee::{Loader, Store};
/// use burgee_openfeature::Provider;
/// use open_feature::{EvaluationContext, EvaluationErrorCode, OpenFeature};
/// use std::sync::Arc;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), burgee::LoadError> {
/// let store = Arc::new(Store::new(Loader::new()));
/// store.load("flags.json", r#"{ "burgee": "1", "flags": { "dark-mode": { "serve": { "percent": 100 } } } }"#)?;
/// let mut api = OpenFeature::singleton_mut().await;
/// api.set_provider(Provider::new(store)).await;
/// let client = api.create_client();
/// let user = EvaluationContext::default().with_targeting_key("user-42");
/// assert_eq!(client.get_bool_value("dark-mode", Some(&user), None).await, Ok(true));
/// let missing = client.get_bool_value("no-such-flag", Some(&user), None).await;
/// assert_eq!(missing.unwrap_err().code, EvaluationErrorCode::FlagNotFound);
/// # Ok(())
/// # }
/// ```
pub struct Provider {
    metadata: ProviderMetadata,
    store: Arc<Store>,
    hooks: Vec<HookWrapper>,
    freshness: Freshness,
}

impl Provider {
    /// A provider of the flags that a store serves, each call those of its moment.
    pub fn new(store: Arc<Store>) -> Provider {
        Provider { metadata: ProviderMetadata::new(NAME), store, hooks: Vec::new(), freshness: Freshness::default() }
    }

    /// Adds a hook of the provider: the SDK runs it around every evaluation, whichever client asks.
    #[must_use]
    pub fn hook(mut self, hook: impl Hook) -> Provider {
        self.hooks.push(HookWrapper::new(hook));
        self
    }

    /// Where to tell whether what is served is up to date.
    pub fn freshness(&self) -> Freshness {
        self.freshness.clone()
    }

    /// Decides a flag and reads its value; `read` has none where it is not the `asked` type.
    fn resolve<T>(
        &self,
        key: &str,
        context: &EvaluationContext,
        asked: &str,
        read: impl Fn(&Decision<'_>) -> Option<T>,
    ) -> EvaluationResult<ResolutionDetails<T>> {
        if !self.store.is_loaded() {
            let message = Some("no document has been loaded".to_owned());
            return Err(EvaluationError { code: EvaluationErrorCode::ProviderNotReady, message });
        }
        // INVARIANT: one snapshot for the whole call, so that value, variant and revision are of one document.
        let flags = self.store.snapshot();
        let built = Built::new(context);
        let slots = built.slots();
        let decision = flags.evaluate(key, slots.as_slice());
        if let Some(code) = decision.error_code() {
            return Err(error(&decision, code));
        }
        let value = read(&decision).ok_or_else(|| mismatch(&decision, asked))?;
        Ok(details(&decision, value))
    }
}

#[async_trait]
impl FeatureProvider for Provider {
    fn metadata(&self) -> &ProviderMetadata {
        &self.metadata
    }

    fn status(&self) -> ProviderStatus {
        if !self.store.is_loaded() {
            ProviderStatus::NotReady
        } else if self.freshness.is_stale() {
            ProviderStatus::STALE
        } else {
            ProviderStatus::Ready
        }
    }

    fn hooks(&self) -> &[HookWrapper] {
        &self.hooks
    }

    async fn resolve_bool_value(&self, key: &str, context: &EvaluationContext) -> EvaluationResult<ResolutionDetails<bool>> {
        self.resolve(key, context, "a boolean", |decision| decision.boolean())
    }

    async fn resolve_int_value(&self, key: &str, context: &EvaluationContext) -> EvaluationResult<ResolutionDetails<i64>> {
        self.resolve(key, context, "an integer", |decision| integer(decision.number()?))
    }

    async fn resolve_float_value(&self, key: &str, context: &EvaluationContext) -> EvaluationResult<ResolutionDetails<f64>> {
        self.resolve(key, context, "a number", |decision| decision.number())
    }

    async fn resolve_string_value(&self, key: &str, context: &EvaluationContext) -> EvaluationResult<ResolutionDetails<String>> {
        self.resolve(key, context, "a string", |decision| decision.string().map(str::to_owned))
    }

    async fn resolve_struct_value(&self, key: &str, context: &EvaluationContext) -> EvaluationResult<ResolutionDetails<StructValue>> {
        self.resolve(key, context, "an object without nulls in arrays", |decision| structure(decision.value()?))
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let snapshot = self.store.snapshot();
        f.debug_struct("Provider").field("flags", &snapshot).field("status", &self.status()).finish_non_exhaustive()
    }
}
