// The word in the corner that says whether everything is saved. Never a dialogue.

import { SAVED, SAVING, WAITING } from "./queue.js";

// Most answers are saved sooner; a word that changes with every face would only distract.
const WORTH_SAYING_MS = 700;

export function showSaving(queue, screen) {
  let timer;
  let wasWaiting = false;
  queue.store.opened.then(() => noteStorage(queue, screen));
  queue.addEventListener("change", () => {
    clearTimeout(timer);
    noteStorage(queue, screen);
    screen.noteSaving(queue.status !== SAVED);
    if (queue.status === SAVED) {
      screen.showSaving(screen.text("saved"), true);
      if (wasWaiting) screen.announce(screen.text("online_again"));
    } else if (queue.status === SAVING && !wasWaiting) {
      timer = setTimeout(() => screen.showSaving(screen.text("saving")), WORTH_SAYING_MS);
    } else if (queue.status === WAITING) {
      const text = screen.text(waitingName(queue.store));
      screen.showSaving(text);
      if (!wasWaiting) screen.announce(text);
    }
    wasWaiting = queue.status === WAITING || (wasWaiting && queue.status === SAVING);
  });
  addEventListener("beforeunload", (event) => {
    if (!queue.store.durable && queue.unconfirmed.length) event.preventDefault();
  });
}

/** As long as the browser keeps nothing, the connection matters. */
function noteStorage({ store }, screen) {
  screen.showNotice(store.durable ? "" : screen.text("storage_failed"));
}

function waitingName(store) {
  const reason = navigator.onLine ? "unsent" : "offline";
  return store.durable ? reason : `${reason}_in_page`;
}
