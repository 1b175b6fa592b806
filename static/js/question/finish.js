// The end: waits until everything is confirmed, then tells the server that this person is done.

import { Unreachable } from "./api.js";
import { backoffMs, pauseUnlessOnline } from "./waiting.js";
import { WAITING } from "./queue.js";

/** The result's address; null where an answer was refused. Throws Refused for the end itself. */
export async function finish({ api, queue, screen }) {
  const show = () => showWaiting(screen, queue.status === WAITING, queue.store.durable);
  queue.addEventListener("change", show);
  show();
  await queue.settled();
  queue.removeEventListener("change", show);
  if (queue.refusal) return null;
  for (let failures = 1; ; failures += 1) {
    try {
      return await api.finish();
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      // All answers are on the server by now: nothing depends on this device any more.
      showWaiting(screen, true, true);
      await pauseUnlessOnline(backoffMs(failures));
    }
  }
}

function showWaiting(screen, offline, durable) {
  if (!offline) return screen.showMessage(screen.text("finishing"));
  const kept = screen.text(durable ? "finishing_kept" : "finishing_kept_in_page");
  return screen.showMessage(screen.text("finishing_offline"), kept);
}
