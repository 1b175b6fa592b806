// While a worker draws where models looked: takes that part of the page anew until it is done.
// The arrow keys go to the image before and after, as the links do.

import { refresh } from "../refresh.js";

const PAUSE_MS = 1000;
const MOST_PAUSE_MS = 10000;

async function follow() {
  let pause = PAUSE_MS;
  while (document.querySelector("#looks[data-waiting]")) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    if (document.visibilityState !== "visible") continue;
    try {
      await refresh(["looks"]);
      pause = PAUSE_MS;
    } catch {
      pause = Math.min(2 * pause, MOST_PAUSE_MS); // offline for a moment
    }
  }
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest("input, select, textarea, .scroll")) return;
  const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  if (rel) document.querySelector(`a[rel=${rel}]`)?.click();
});

follow();
