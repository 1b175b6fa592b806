// Copy buttons beside fields. Without this module the fields can still be selected and copied.

const status = document.createElement("p");
status.className = "visually-hidden";
status.setAttribute("role", "status");
document.querySelector("main").append(status);

for (const field of document.querySelectorAll("[data-copy]")) {
  field.addEventListener("focus", () => field.select());
}

for (const button of document.querySelectorAll("[data-copies]")) {
  const field = document.getElementById(button.dataset.copies);
  const name = button.textContent;
  let timer;
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (!(await copy(field))) return;
    clearTimeout(timer);
    button.textContent = button.dataset.done;
    status.textContent = button.dataset.done;
    timer = setTimeout(() => {
      button.textContent = name;
      status.textContent = "";
    }, 2000);
  });
}

/** False where the browser doesn't let us: then the text is selected for the person's own copying. */
async function copy(field) {
  try {
    await navigator.clipboard.writeText(field.value); // only with https or on this machine
    return true;
  } catch {
    field.focus();
    field.select();
    return document.execCommand("copy");
  }
}

