// The list of photographs: ticks all of a page at once, and opens what can be done with them.

const list = document.querySelector("#list");

if (list) {
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
