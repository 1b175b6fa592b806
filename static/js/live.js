// A part of a page that is asked for again every five seconds, while somebody looks at it.
// [data-live]: its address; [data-live-lost]: what is shown while the server can't be reached.

const EVERY = 5000; // milliseconds
const PATIENCE = 10000;
const box = document.querySelector("[data-live]");
const lost = document.querySelector("[data-live-lost]");

async function look() {
  const response = await fetch(box.dataset.live, {
    headers: { Accept: "text/html" },
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (response.redirected) {
    location.reload(); // signed out meanwhile: the page itself asks to sign in
    return;
  }
  if (!response.ok) throw new Error(response.statusText);
  show(new DOMParser().parseFromString(await response.text(), "text/html").body);
}

// What was unfolded stays unfolded, and the keyboard stays where it was.
function show(found) {
  for (const open of box.querySelectorAll("details[open][id]")) {
    found.querySelector(`#${CSS.escape(open.id)}`)?.setAttribute("open", "");
  }
  const focused = box.contains(document.activeElement) ? document.activeElement : null;
  const all = "a, button, summary, input, select";
  const place = focused ? [...box.querySelectorAll(all)].indexOf(focused) : -1;
  box.replaceChildren(...found.childNodes);
  if (place >= 0) box.querySelectorAll(all)[place]?.focus({ preventScroll: true });
}

let waiting = 0;

async function follow() {
  clearTimeout(waiting);
  if (document.visibilityState !== "visible") return;
  try {
    await look();
    lost.hidden = true;
  } catch {
    lost.hidden = false;
  }
  clearTimeout(waiting);
  waiting = setTimeout(follow, EVERY);
}

if (box) {
  waiting = setTimeout(follow, EVERY);
  document.addEventListener("visibilitychange", follow);
}
