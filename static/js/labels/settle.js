// The list to settle: ticks all on the page, and counts what is ticked. Without it boxes do as well.

const form = document.querySelector("#settle");

function start() {
  const all = form.querySelector("#all");
  const boxes = [...form.querySelectorAll("input[name=photograph]")];
  const count = form.querySelector("#chosen-count");
  const show = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    count.textContent = chosen ? count.dataset.text.replace("{n}", chosen) : "";
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  all.closest("label").hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    show();
  });
  for (const box of boxes) box.addEventListener("change", show);
  show();
}

if (form) start();
