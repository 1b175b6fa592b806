// The page of models: shows how much of an upload was sent and puts what is wrong with it beside its
// field, and follows those that are being verified. Without it the form works as it is.

import { refresh } from "./refresh.js";

const form = document.querySelector("#upload");
const progress = document.querySelector("#progress");
const words = form.dataset;
const PAUSE_MS = 2000;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  showErrors({});
  const bytes = [...form.elements.parts.files].reduce((sum, file) => sum + file.size, 0);
  if (bytes > Number(words.most)) {
    showErrors({ parts: [words.large] });
    return;
  }
  send();
});

function send() {
  const button = form.querySelector("button");
  const bar = progress.querySelector("progress");
  const request = new XMLHttpRequest(); // fetch can't tell how much was sent
  const end = (errors) => {
    progress.hidden = true;
    button.disabled = false;
    showErrors(errors);
  };
  request.open("POST", form.action);
  request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
  request.setRequestHeader("Accept", "application/json");
  request.responseType = "json";
  request.upload.onprogress = ({ loaded, total }) => {
    bar.value = total ? loaded / total : 0;
    say(loaded < total ? `${words.sending} ${Math.round(100 * bar.value)}%` : words.looking);
  };
  request.onload = () => {
    if (request.response?.url) location.href = request.response.url;
    else end(request.response?.errors ?? { parts: [words.failed] });
  };
  request.onerror = () => end({ parts: [words.failed] });
  button.disabled = true;
  progress.hidden = false;
  say(words.sending);
  request.send(new FormData(form));
}

function say(text) {
  const status = progress.querySelector("[role=status]");
  if (status.textContent !== text) status.textContent = text;
}

function showErrors(errors) {
  form.querySelectorAll(".errorlist").forEach((list) => list.remove());
  for (const input of form.querySelectorAll(".field input")) {
    const texts = errors[input.name] ?? [];
    input.toggleAttribute("aria-invalid", false);
    if (!texts.length) continue;
    const list = document.createElement("ul");
    list.className = "errorlist";
    list.id = `${input.id}_error`;
    list.setAttribute("role", "alert");
    list.append(
      ...texts.map((text) => {
        const item = document.createElement("li");
        item.textContent = text;
        return item;
      }),
    );
    input.setAttribute("aria-invalid", "true");
    input.closest(".field").append(list);
    input.focus();
  }
}

async function followChecks() {
  while (document.querySelector("[data-checking]")) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    await refresh(["checkpoints"]).catch(() => {}); // offline for a moment
  }
}

followChecks();
