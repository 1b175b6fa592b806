// The list of photographs: ticks all of a page at once, and opens what can be done with them.

import { refresh } from "./refresh.js";

function begin() {
  const list = document.querySelector("#list");
  if (!list) return;
  const all = list.querySelector("#tick-all");
  const ticks = [...list.querySelectorAll("[name=photograph]")];
  all.hidden = false;
  all.querySelector("input").onchange = (event) => {
    for (const tick of ticks) tick.checked = event.target.checked;
  };
  list.addEventListener("change", (event) => {
    if (event.target.name === "photograph") list.querySelector("#selected").open = true;
  });
}

// Takes the list anew, unless somebody has ticked something there.
export async function relist() {
  if (document.querySelector("#list input:checked")) return;
  await refresh(["all"]).catch(() => {}); // offline for a moment: reloading shows them as well
  begin();
}

begin();
