// The upload page: sends what was chosen or dropped, two files at a time, each with its own progress
// and verdict, and follows them until the workers have decided. What is sent is worked on though the
// page be closed; coming back, it says how many are still in work. Without it the form works as it
// is.

import { relist } from "./list.js";
import { dropped, meant } from "./upload/files.js";
import { Rows } from "./upload/rows.js";
import { ask, token } from "./upload/server.js";

const form = document.querySelector("#upload");
const words = document.querySelector("#words").dataset;
const progress = document.querySelector("#progress");
const problem = document.querySelector("#problem");
const again = document.querySelector("#again");
const verdicts = document.querySelector("#verdicts");

const SENT_AT_ONCE = 2;
const POLL_MS = 1000;
const COUNT_MS = 3000;
const POLLED_AT_ONCE = 100;
const MOST_BYTES = 20_000_000; // of a picture; intake/checks.py
const FULL = 507;

const queue = [];
const failed = [];
const watched = new Map(); // photograph id → its row, until a worker has decided
const rows = new Rows(verdicts, report);
let sending = 0;
let listed = 0;

// ---- sending ----

function add(files) {
  problem.hidden = true;
  takeLabels(files);
  const said = spoken();
  for (const file of files) {
    const row = rows.add({ name: file.name, text: words.waiting });
    if (file.size > MOST_BYTES && !/\.zip$/i.test(file.name)) {
      rows.show(row, refused(file.name, words.tooLarge));
    } else {
      queue.push({ file, row, said });
    }
  }
  pump();
}

// A folder's labels.csv is what the form's field for labels would have taken.
function takeLabels(files) {
  const at = files.findIndex((file) => file.name.toLowerCase() === "labels.csv");
  if (at < 0) return;
  const [labels] = files.splice(at, 1);
  const transfer = new DataTransfer();
  transfer.items.add(labels);
  form.elements.labels.files = transfer.files;
  form.querySelector("#labels-and-crops").open = true;
}

// What the form says now holds for these files, whatever it says when they are sent.
function spoken() {
  return [...new FormData(form)].filter(([name]) => name !== "files");
}

function pump() {
  while (sending < SENT_AT_ONCE && queue.length) {
    sending += 1;
    send(queue.shift()).finally(() => {
      sending -= 1;
      pump();
    });
  }
  rows.refresh();
}

function send(job) {
  const body = new FormData();
  for (const [name, value] of job.said) body.append(name, value);
  body.set("file", job.file);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest(); // fetch can't tell how much was sent
    request.open("POST", form.dataset.api);
    request.setRequestHeader("X-CSRFToken", token(form));
    request.responseType = "json";
    request.upload.onprogress = (event) => {
      const share = event.total ? Math.floor((100 * event.loaded) / event.total) : 0;
      rows.show(job.row, { name: job.file.name, text: `${words.sending} ${share}%` });
    };
    request.onload = () => {
      take(job, request);
      resolve();
    };
    request.onerror = () => {
      fail(job, words.offline);
      resolve();
    };
    request.send(body);
  });
}

function take(job, { status, response: answer }) {
  const why = [answer?.detail ?? ""].flat().join(" ");
  if (status === FULL) stop([job], why);
  else if (status === 401 || status === 403) stop([job], words.signedOut);
  else if (status >= 500 || !answer) fail(job, words.busy);
  else if (status >= 400) stop([job], why, { anew: true }); // the form is to be mended first
  else settleAll(job, answer);
}

// What is wrong is wrong for all that is still to be sent: the form, the sign-in, the disk.
function stop(jobs, why, { anew = false } = {}) {
  say(why);
  for (const job of [...jobs, ...queue.splice(0)]) {
    fail(anew ? { ...job, said: null } : job, "");
  }
}

function say(why) {
  problem.hidden = false;
  problem.textContent = why;
  problem.scrollIntoView({ block: "center" });
}

function fail(job, why) {
  failed.push(job);
  rows.show(job.row, { name: job.file.name, group: "failed", badge: "failed", text: words.failed, why });
}

again.onclick = () => {
  problem.hidden = true;
  for (const job of failed.splice(0)) {
    rows.show(job.row, { name: job.file.name, text: words.waiting });
    queue.push({ ...job, said: job.said ?? spoken() });
  }
  pump();
};

// ---- verdicts ----

function settleAll(job, answer) {
  const parts = [
    ...answer.new.map((photograph) => ({ photograph })),
    ...answer.known.map((photograph) => ({ photograph, known: true })),
    ...answer.refused.map((refusal) => ({ refusal })),
  ];
  if (!parts.length) rows.show(job.row, refused(job.file.name, words.empty));
  let row = job.row;
  parts.forEach((part, number) => {
    if (number) row = rows.add({ name: "" }, row); // a ZIP brings many
    settle(row, part);
  });
}

function settle(row, { photograph, known, refusal }) {
  if (refusal) {
    rows.show(row, refused(refusal.name, refusal.reason));
  } else if (photograph.status === "queued") {
    rows.show(row, { name: photograph.name, text: known ? words.known : words.checking });
    watched.set(photograph.id, { row, known });
  } else {
    rows.show(row, decided(photograph, known));
  }
}

const refused = (name, why) => ({ name, group: "refused", badge: "failed", text: words.refused, why });

function decided(photograph, known) {
  const { name, reason: why, crop, code } = photograph;
  if (photograph.status === "failed") return refused(name, why);
  if (photograph.status === "review") {
    const text = code === "several_faces" ? words.severalFaces : words.noFace;
    return { name, group: "review", badge: "busy", text, link: photograph.review };
  }
  const text = known ? words.known : photograph.expression || words.ready;
  return { name, group: known ? "known" : "ready", badge: "done", text, crop, link: photograph.page };
}

async function poll() {
  const ids = [...watched.keys()].slice(0, POLLED_AT_ONCE);
  if (ids.length) {
    const answer = await ask(`${form.dataset.api}?ids=${ids.join(",")}`);
    for (const photograph of answer?.photographs ?? []) {
      if (photograph.status === "queued") continue;
      const { row, known } = watched.get(photograph.id);
      rows.show(row, decided(photograph, known));
      watched.delete(photograph.id);
    }
    if (answer) forget(ids, answer.photographs);
  }
  setTimeout(poll, POLL_MS);
}

// Somebody has deleted them meanwhile.
function forget(ids, photographs) {
  const there = new Set(photographs.map((photograph) => photograph.id));
  for (const id of ids.filter((id) => !there.has(id))) {
    rows.show(watched.get(id).row, refused(watched.get(id).row.shown.name, ""));
    watched.delete(id);
  }
}

// ---- what the page says of all of them ----

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function report({ counts, total, decided: done }) {
  progress.hidden = !total;
  const unsent = queue.length + sending;
  const where = unsent ? words.unsent.replace("{n}", unsent) : failed.length ? "" : words.allSent;
  const sentence = words.progress.replace("{done}", done).replace("{total}", total);
  put(progress.querySelector("[role=status]"), where ? `${sentence} · ${where}` : sentence);
  const bar = progress.querySelector("progress");
  bar.max = total || 1;
  bar.value = done;
  for (const [group, count] of Object.entries(counts)) {
    const shown = document.querySelector(`#tally [data-group=${group}]`);
    shown.hidden = !count;
    put(shown.querySelector("b"), String(count));
  }
  again.hidden = !counts.failed;
  if (done === total && !unsent && done > listed) {
    listed = done;
    relist();
  }
}

async function count() {
  const answer = await ask(words.counts);
  if (answer) {
    const { queued, review } = answer;
    const parts = [];
    if (queued) parts.push(words.inWork.replace("{n}", queued));
    if (review) parts.push(words.needYou.replace("{n}", review));
    const shown = document.querySelector("#in-work");
    shown.hidden = !parts.length;
    shown.querySelector("a").hidden = !review;
    put(shown.querySelector("span"), parts.join(", "));
  }
  setTimeout(count, COUNT_MS);
}

// ---- the page's events ----

document.querySelector("#only-needing").onchange = (event) => {
  verdicts.classList.toggle("only-needing", event.target.checked);
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const chosen = [...form.elements.files.files, ...directory.files];
  add(meant(chosen));
  if (!chosen.length) {
    say(words.nothing);
    form.elements.files.focus({ preventScroll: true });
  }
  form.elements.files.value = directory.value = "";
  showFolder();
});

const directory = document.querySelector("#directory");
const chooseFolder = document.querySelector("#choose-folder");
const plain = chooseFolder.textContent;
const showFolder = () => {
  const n = directory.files.length;
  const name = n ? directory.files[0].webkitRelativePath.split("/")[0] : "";
  put(chooseFolder, n ? `${name} (${n})` : plain);
};
document.querySelector("#folder").hidden = false;
chooseFolder.onclick = () => directory.click();
directory.onchange = showFolder;

document.addEventListener("dragover", (event) => {
  event.preventDefault();
  form.classList.add("aimed-at");
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) form.classList.remove("aimed-at");
});
document.addEventListener("drop", async (event) => {
  event.preventDefault();
  form.classList.remove("aimed-at");
  add(await dropped(event.dataTransfer));
});

// What has arrived is safe; what hasn't would be lost.
window.addEventListener("beforeunload", (event) => {
  if (queue.length || sending) event.preventDefault();
});

poll();
count();
