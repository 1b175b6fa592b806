// The study page: shows how far a model's run is, and loads the page anew when it has ended.

const PAUSE_MS = 500;

async function follow(row) {
  for (;;) {
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
      location.reload();
      return;
    }
  }
}

document.querySelectorAll("[data-run]").forEach(follow);
