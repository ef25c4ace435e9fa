//! The pulse the supervisor feels: given only while the program really answers. A program that hangs
//! gives none, is ended and started again.

use crate::app::App;
use crate::host::notify;
use std::sync::Arc;
use std::time::Duration;

/// Goes on until dropped; at once over where nobody feels for a pulse.
pub(super) async fn beat(app: Arc<App>) {
    let Some(patience) = notify::patience() else { return };
    let third = patience / 3;
    loop {
        if answers(&app, third).await {
            notify::alive();
        } else {
            tracing::error!("the program does not answer itself");
        }
        tokio::time::sleep(third).await;
    }
}

/// Whether the runtime comes here, a worker is free, and the store is not stuck, all in time. A store that
/// says what is wrong with it does answer: the pages go on saying it, which a restart would only end.
async fn answers(app: &Arc<App>, within: Duration) -> bool {
    let app = Arc::clone(app);
    let look = tokio::task::spawn_blocking(move || drop(app.store.read()));
    matches!(tokio::time::timeout(within, look).await, Ok(Ok(())))
}
