//! The provider's life in the SDK: not ready, ready, stale; documents that change; hooks, names, merged contexts, shutdown.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod sdk;
mod words;

use burgee::{Loader, Store};
use burgee_openfeature::Provider;
use burgee_watch::Watch;
use open_feature::provider::{FeatureProvider, ProviderStatus};
use open_feature::{
    EvaluationContext, EvaluationDetails, EvaluationError, EvaluationErrorCode, EvaluationOptions, FlagMetadataValue, Hook, HookContext,
    HookHints, OpenFeature, Value, async_trait,
};
use sdk::{client, store};
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};
use words::brief;

/// A document whose revision, value and variant are of one number.
fn numbered(number: u32) -> String {
    format!(
        r#"{{ "burgee": "1", "revision": "{number}", "flags": {{ "f": {{ "variants": {{ "v{number}": "{number}" }}, "off_variant": "v{number}", "serve": "v{number}" }} }} }}"#
    )
}

#[tokio::test]
async fn a_store_without_a_document_is_not_ready() {
    let store = Arc::new(Store::new(Loader::new()));
    let provider = Provider::new(store.clone());
    assert_eq!(provider.status(), ProviderStatus::NotReady);
    let (client, api) = client(provider).await;
    let error = client.get_string_value("f", None, None).await.unwrap_err();
    assert_eq!(error.code, EvaluationErrorCode::ProviderNotReady);
    assert!(store.load("flags.json", "{").is_err());
    assert_eq!(client.get_string_value("f", None, None).await.unwrap_err().code, EvaluationErrorCode::ProviderNotReady);
    store.load("flags.json", numbered(1)).unwrap();
    assert_eq!(client.get_string_value("f", None, None).await, Ok("1".to_owned()));
    assert_eq!(api.provider_metadata().await.name, "burgee");
}

#[test]
fn the_status_is_stale_while_it_is_said_to_be() {
    let provider = Provider::new(store(&numbered(1)));
    assert_eq!(provider.status(), ProviderStatus::Ready);
    let freshness = provider.freshness();
    freshness.stale();
    assert_eq!(provider.status(), ProviderStatus::STALE);
    provider.freshness().fresh();
    assert_eq!(provider.status(), ProviderStatus::Ready);
    freshness.stale();
    assert!(format!("{provider:?}").contains("STALE"));
}

#[tokio::test]
async fn a_watched_file_changes_the_answers_and_the_status() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("life-watched.json");
    fs::write(&file, numbered(1)).unwrap();
    let store = Arc::new(Store::new(Loader::new()));
    let provider = Provider::new(store.clone());
    let (good, bad) = (provider.freshness(), provider.freshness());
    let mut watch = Watch::new(store, &file).on(move |_| good.fresh(), move |_| bad.stale());
    watch.load().unwrap();
    fs::write(&file, "{").unwrap();
    watch.poll();
    assert_eq!(provider.status(), ProviderStatus::Ready, "it may be half written");
    watch.poll();
    assert_eq!(provider.status(), ProviderStatus::STALE);
    fs::write(&file, numbered(2)).unwrap();
    watch.poll();
    assert_eq!(provider.status(), ProviderStatus::Ready);
    let (client, _api) = client(provider).await;
    assert_eq!(client.get_string_value("f", None, None).await, Ok("2".to_owned()));
}

#[tokio::test]
async fn a_refused_document_leaves_the_last_good_one() {
    let store = store(&numbered(1));
    let (client, _api) = client(Provider::new(store.clone())).await;
    store.load("flags.json", numbered(2)).unwrap();
    assert!(store.load("flags.json", "[]").is_err());
    assert_eq!(brief(client.get_string_details("f", None, None).await), r#""2" v2 STATIC cause=serve revision=2"#);
    assert!(store.restore());
    assert_eq!(brief(client.get_string_details("f", None, None).await), r#""1" v1 STATIC cause=serve revision=1"#);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reload_in_the_middle_never_mixes_documents() {
    let store = store(&numbered(0));
    let (client, _api) = client(Provider::new(store.clone())).await;
    let client = Arc::new(client);
    let askers: Vec<_> = (0..4)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move {
                let mut seen = 0;
                while seen < 300 {
                    let details = client.get_string_details("f", None, None).await.unwrap();
                    let number: u32 = details.value.parse().unwrap();
                    assert!(number >= seen, "no step back");
                    seen = number;
                    assert_eq!(details.variant, Some(format!("v{number}")));
                    let revision = details.flag_metadata.values.get("revision").cloned();
                    assert_eq!(revision, Some(FlagMetadataValue::String(number.to_string())));
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    for number in 1..=300 {
        store.load("flags.json", numbered(number)).unwrap();
        tokio::task::yield_now().await;
    }
    for asker in askers {
        asker.await.unwrap();
    }
}

/// A hook that notes what it sees, and loads the next document before and after.
#[derive(Clone, Default)]
struct Noting {
    notes: Arc<Mutex<Vec<String>>>,
    reload: Option<Arc<Store>>,
    adds: Option<(&'static str, &'static str)>,
}

impl Noting {
    fn note(&self, note: String) {
        self.notes.lock().unwrap().push(note);
    }

    fn notes(&self) -> Vec<String> {
        self.notes.lock().unwrap().clone()
    }
}

#[async_trait]
impl Hook for Noting {
    async fn before<'a>(&self, context: &HookContext<'a>, _: Option<&'a HookHints>) -> Result<Option<EvaluationContext>, EvaluationError> {
        self.note(format!("before {} of {}", context.flag_key, context.provider_metadata.name));
        if let Some(store) = &self.reload {
            store.load("flags.json", numbered(2)).unwrap();
        }
        Ok(self.adds.map(|(name, value)| context.evaluation_context.clone().with_custom_field(name, value)))
    }

    async fn after<'a>(
        &self,
        _: &HookContext<'a>,
        details: &EvaluationDetails<Value>,
        _: Option<&'a HookHints>,
    ) -> Result<(), EvaluationError> {
        if let Some(store) = &self.reload {
            store.load("flags.json", numbered(3)).unwrap();
        }
        let tracked = details.flag_metadata.values.contains_key("track");
        self.note(format!("after {}{}", details.variant.clone().unwrap_or_default(), if tracked { " tracked" } else { "" }));
        Ok(())
    }

    async fn error<'a>(&self, _: &HookContext<'a>, error: &EvaluationError, _: Option<&'a HookHints>) {
        self.note(format!("error {}", error.code));
    }

    async fn finally<'a>(&self, _: &HookContext<'a>, details: &EvaluationDetails<Value>, _: Option<&'a HookHints>) {
        self.note(format!("finally {}", details.reason.clone().unwrap_or_default()));
    }
}

#[tokio::test]
async fn a_document_loaded_before_resolution_counts_and_one_loaded_after_does_not() {
    let store = store(&numbered(1));
    let (client, _api) = client(Provider::new(store.clone())).await;
    let client = client.with_hook(Noting { reload: Some(store.clone()), ..Noting::default() });
    assert_eq!(brief(client.get_string_details("f", None, None).await), r#""2" v2 STATIC cause=serve revision=2"#);
    assert_eq!(store.snapshot().revision(), Some("3"));
}

#[tokio::test]
async fn hooks_of_the_provider_run_around_answers_and_errors() {
    let document = r#"{ "burgee": "1", "flags": { "f": { "track": true, "serve": "on" } } }"#;
    let hook = Noting::default();
    let (client, _api) = client(Provider::new(store(document)).hook(hook.clone())).await;
    assert_eq!(client.get_bool_value("f", None, None).await, Ok(true));
    assert!(client.get_bool_value("g", None, None).await.is_err());
    assert!(client.get_string_value("f", None, None).await.is_err());
    assert_eq!(
        hook.notes(),
        [
            "before f of burgee",
            "after on tracked",
            "finally STATIC",
            "before g of burgee",
            "error FLAG_NOT_FOUND",
            "finally ERROR",
            "before f of burgee",
            "error TYPE_MISMATCH",
            "finally ERROR"
        ]
    );
}

#[tokio::test]
async fn contexts_of_all_levels_are_merged_before_they_are_read() {
    let mut flags = Vec::new();
    for level in ["api", "client", "invocation", "hook"] {
        flags.push(format!(r#""{level}": {{ "if": {{ "attribute": "{level}", "eq": "{level}" }}, "serve": "on" }}"#));
    }
    flags.push(r#""who": { "if": { "attribute": "key", "eq": "invocation" }, "serve": "on" }"#.to_owned());
    let provider = Provider::new(store(&format!(r#"{{ "burgee": "1", "flags": {{ {} }} }}"#, flags.join(","))));
    let (mut client, mut api) = client(provider).await;
    api.set_evaluation_context(EvaluationContext::default().with_targeting_key("api").with_custom_field("api", "api")).await;
    client.set_evaluation_context(
        EvaluationContext::default().with_targeting_key("client").with_custom_field("client", "client").with_custom_field("api", "api"),
    );
    let client = client.with_hook(Noting { adds: Some(("hook", "hook")), ..Noting::default() });
    let context = EvaluationContext::default().with_targeting_key("invocation").with_custom_field("invocation", "invocation");
    for flag in ["api", "client", "invocation", "hook", "who"] {
        assert_eq!(client.get_bool_value(flag, Some(&context), None).await, Ok(true), "{flag}");
    }
}

#[tokio::test]
async fn named_providers_have_documents_of_their_own() {
    let mut api = OpenFeature::default();
    api.set_provider(Provider::new(store(&numbered(1)))).await;
    api.set_named_provider("other", Provider::new(store(&numbered(2)))).await;
    assert_eq!(api.create_client().get_string_value("f", None, None).await, Ok("1".to_owned()));
    assert_eq!(api.create_named_client("other").get_string_value("f", None, None).await, Ok("2".to_owned()));
    assert_eq!(api.create_named_client("none").get_string_value("f", None, None).await, Ok("1".to_owned()));
    api.set_provider(Provider::new(store(&numbered(3)))).await;
    assert_eq!(api.create_client().get_string_value("f", None, None).await, Ok("3".to_owned()));
}

#[tokio::test]
async fn shutdown_lets_the_store_go() {
    let store = store(&numbered(1));
    let (client, mut api) = client(Provider::new(store.clone())).await;
    assert_eq!(client.get_string_value("f", None, Some(&EvaluationOptions::default())).await, Ok("1".to_owned()));
    assert!(Arc::strong_count(&store) > 1);
    api.shutdown().await;
    assert_eq!(Arc::strong_count(&store), 1);
}
