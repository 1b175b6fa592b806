// The results page: draws its figures and, while the study is open, keeps them up to date.
// [data-state]: the address that says whether anything is new, [data-token]: what it said last.

import { refresh } from "../refresh.js";
import { start } from "./figures.js";

const EVERY = 5000; // milliseconds
const PATIENCE = 10000;
const PARTS = ["notices", "overview", "figures", "comparison", "chart-words"];
const box = document.querySelector("[data-state]");
let token = box?.dataset.token;

async function look() {
  const signal = AbortSignal.timeout(PATIENCE);
  const response = await fetch(box.dataset.state, { signal });
  if (!response.ok || response.redirected) return; // signed out meanwhile: the figures stay
  const found = await response.json();
  if (found.token === token) return;
  const unfolded = [...document.querySelectorAll("#overview details[open], #figures details[open]")];
  const ids = unfolded.map(({ id }) => id).filter(Boolean);
  await refresh(PARTS);
  token = found.token;
  start();
  for (const id of ids) document.getElementById(id)?.setAttribute("open", "");
}

async function follow() {
  if (document.visibilityState === "visible") await look().catch(() => {}); // offline: next time
  setTimeout(follow, EVERY);
}

start();
if (box) setTimeout(follow, EVERY);
