// The end: waits until everything is confirmed, then tells the server that this person is done.

import { WAITING } from "./queue.js";
import { reach } from "./waiting.js";

/** The result's address; null where an answer was refused. Throws Refused for the end itself. */
export async function finish({ api, queue, screen }) {
  const show = () => {
    // A refusal has its own message.
    if (!queue.refusal) showWaiting(screen, queue.status === WAITING, queue.store.durable);
  };
  queue.addEventListener("change", show);
  show();
  await queue.settled();
  queue.removeEventListener("change", show);
  if (queue.refusal) return null;
  // All answers are on the server by now: nothing depends on this device any more.
  return reach(
    () => api.finish(),
    () => showWaiting(screen, true, true),
  );
}

function showWaiting(screen, offline, durable) {
  if (!offline) return screen.showMessage(screen.text("finishing"));
  const kept = screen.text(durable ? "finishing_kept" : "finishing_kept_in_page");
  return screen.showMessage(screen.text("finishing_offline"), kept);
}
