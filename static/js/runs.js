// Shows how far a model's runs are, and takes what changed anew when one has ended: the parts of
// the page that say so (data-refresh: the page's own address, for a refused form leaves another one),
// or else the whole page.

import { refresh } from "./refresh.js";

const PAUSE_MS = 500;

async function follow(row) {
  while (row.isConnected) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    let run;
    try {
      const response = await fetch(row.dataset.run);
      if (!response.ok) return;
      run = await response.json();
    } catch {
      continue; // offline for a moment
    }
    row.querySelector("progress").value = run.answered;
    row.querySelector("[data-answered]").textContent = run.answered;
    if (run.status === "done" || run.status === "failed") {
      await ended(row);
      return;
    }
  }
}

async function ended(row) {
  const parts = [...document.querySelectorAll("[data-refresh]")];
  if (!parts.length) {
    location.reload();
    return;
  }
  const address = parts[0].dataset.refresh;
  try {
    await refresh(
      parts.map((part) => part.id),
      address,
    );
  } catch {
    location.assign(address);
    return;
  }
  if (!row.isConnected) followAll();
}

function followAll() {
  document.querySelectorAll("[data-run]").forEach(follow);
}

followAll();
