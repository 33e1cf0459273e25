//! What tests of the provider share: a store, and an SDK with the provider in it.

use burgee::{Loader, Store};
use burgee_openfeature::Provider;
use open_feature::{Client, OpenFeature};
use std::sync::Arc;

/// A store that serves a document.
#[track_caller]
pub fn store(document: &str) -> Arc<Store> {
    let store = Arc::new(Store::new(Loader::new()));
    store.load("flags.json", document).unwrap();
    store
}

/// A client of an SDK of its own, and the SDK.
pub async fn client(provider: Provider) -> (Client, OpenFeature) {
    let mut api = OpenFeature::default();
    api.set_provider(provider).await;
    (api.create_client(), api)
}
