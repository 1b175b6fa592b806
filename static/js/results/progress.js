// While a model run is unfinished: shows how far it is, and the new figures once it is done.

const EVERY = 2000; // milliseconds
const box = document.querySelector("[data-progress]");

async function look() {
  const response = await fetch(box.dataset.progress, { headers: { Accept: "text/html" } });
  if (!response.ok) return;
  const found = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!found.querySelector("[data-unfinished]")) {
    location.reload();
    return;
  }
  box.replaceChildren(...found.body.childNodes);
}

async function follow() {
  if (document.visibilityState === "visible") await look().catch(() => {}); // offline: next time
  setTimeout(follow, EVERY);
}

if (box) setTimeout(follow, EVERY);
