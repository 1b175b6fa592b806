// The upload page: sends the chosen or dropped files, two at a time, each with its own progress and
// verdict, and follows them until the workers have decided. Without it the form works as it is.

const form = document.querySelector("#upload");
const verdicts = document.querySelector("#verdicts");
const progress = document.querySelector("#progress");
const problem = document.querySelector("#problem");
const words = { ...form.dataset, ...document.querySelector("#words").dataset };
const SENT_AT_ONCE = 2;
const POLL_MS = 1000;
const POLLED_AT_ONCE = 100;

const queue = [];
const undecided = new Map(); // photograph id → its list item
let sending = 0;
let total = 0;
let decided = 0;

function add(files) {
  problem.hidden = true;
  for (const file of files) {
    const row = document.createElement("li");
    verdicts.append(row);
    show(row, { name: file.name, text: words.waiting });
    // What the form says now holds for these files, whatever it says when they are sent.
    queue.push({ file, row, form: new FormData(form) });
    total += 1;
  }
  pump();
}

function pump() {
  while (sending < SENT_AT_ONCE && queue.length) {
    sending += 1;
    send(queue.shift()).finally(() => {
      sending -= 1;
      pump();
    });
  }
  report();
}

function send(job) {
  const body = job.form;
  body.delete("files");
  body.set("file", job.file);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest(); // fetch can't tell how much was sent
    request.open("POST", words.api);
    request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
    request.responseType = "json";
    request.upload.onprogress = (event) => {
      const share = event.total ? Math.round((100 * event.loaded) / event.total) : 0;
      show(job.row, { name: job.file.name, text: `${words.sending} ${share}%` });
    };
    request.onload = () => {
      take(job, request);
      resolve();
    };
    request.onerror = () => {
      offerAgain(job);
      resolve();
    };
    request.send(body);
  });
}

function take(job, request) {
  const answer = request.response;
  if (request.status >= 500 || !answer) {
    offerAgain(job);
    return;
  }
  if (request.status >= 400) {
    refuseAll(job, [answer.detail].flat().join(" "));
    return;
  }
  const parts = [
    ...answer.new.map((photograph) => ({ photograph })),
    ...answer.known.map((photograph) => ({ photograph, known: true })),
    ...answer.refused.map((refusal) => ({ refusal })),
  ];
  total += parts.length - 1; // a ZIP brings many
  let row = job.row;
  parts.forEach((part, number) => {
    if (number) {
      const next = document.createElement("li");
      row.after(next);
      row = next;
    }
    settle(row, part);
  });
  if (!parts.length) job.row.remove();
  report();
}

// What the form says is wrong, its labels for one: wrong for every file that came with it.
function refuseAll(job, why) {
  problem.hidden = false;
  problem.textContent = why;
  problem.scrollIntoView({ block: "center" });
  for (const refused of [job, ...queue.splice(0)]) {
    refused.row.remove();
    total -= 1;
  }
  report();
}

function settle(row, { photograph, known, refusal }) {
  if (refusal) {
    decide(row, { name: refusal.name, badge: "failed", text: words.refused, why: refusal.reason });
  } else if (known || photograph.status !== "queued") {
    decide(row, picture(photograph, known ? words.known : ""));
  } else {
    show(row, { name: photograph.name, text: photograph.status_label });
    undecided.set(photograph.id, row);
  }
}

function picture(photograph, note) {
  const badge = { review: "busy", failed: "failed" }[photograph.status] ?? "done";
  const text = note || (badge === "done" && photograph.expression) || photograph.status_label;
  const { name, reason: why, crop, page } = photograph;
  return { name, badge, text, why, crop, page };
}

function decide(row, verdict) {
  show(row, verdict);
  decided += 1;
  report();
}

function offerAgain(job) {
  show(job.row, { name: job.file.name, badge: "failed", text: words.failed });
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button small";
  button.textContent = words.again;
  button.onclick = () => {
    queue.push(job);
    pump();
  };
  job.row.append(button);
}

function show(row, { name, text, badge, why, crop, page }) {
  const parts = [];
  if (crop) {
    const image = new Image(96, 96);
    image.src = crop;
    image.alt = "";
    image.className = "face";
    parts.push(image);
  }
  const title = document.createElement(page ? "a" : "span");
  if (page) title.href = page;
  title.className = "small";
  title.textContent = name.length > 24 ? `${name.slice(0, 23)}…` : name;
  const verdict = document.createElement("span");
  verdict.className = badge ? `badge ${badge}` : "small quiet";
  verdict.textContent = text;
  const reason = document.createElement("span");
  reason.className = "small";
  reason.textContent = why ?? "";
  row.replaceChildren(...parts, title, verdict, reason);
}

function report() {
  progress.hidden = !total;
  const sentence = words.progress.replace("{done}", decided).replace("{total}", total);
  progress.querySelector("[role=status]").textContent = sentence;
  const bar = progress.querySelector("progress");
  bar.max = total || 1;
  bar.value = decided;
}

async function poll() {
  const ids = [...undecided.keys()].slice(0, POLLED_AT_ONCE);
  if (ids.length) {
    try {
      const response = await fetch(`${words.api}?ids=${ids.join(",")}`);
      const { photographs } = await response.json();
      for (const photograph of photographs) {
        if (photograph.status === "queued") continue;
        decide(undecided.get(photograph.id), picture(photograph, ""));
        undecided.delete(photograph.id);
      }
    } catch {
      // Offline for a moment: the workers go on, and the next round asks again.
    }
  }
  setTimeout(poll, POLL_MS);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  add(form.elements.files.files);
  form.elements.files.value = "";
});
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  add(event.dataTransfer.files);
});
poll();
