// The list of verdicts. Rows change as often as they like; the page is touched once a frame.

const GROUPS = ["ready", "review", "known", "refused", "failed"];
const LONGEST_NAME = 28;

export class Rows {
  constructor(list, report) {
    this.list = list;
    this.report = report;
    this.counts = Object.fromEntries(GROUPS.map((group) => [group, 0]));
    this.total = 0;
    this.changed = new Set();
    this.added = [];
    this.framed = false;
  }

  get decided() {
    return this.total - this.undecided - this.counts.failed;
  }

  get undecided() {
    return this.total - Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }

  // *after*: a row that the new one comes next to (what was inside of a ZIP).
  add(shown, after = null) {
    const row = { element: document.createElement("li"), group: "" };
    this.total += 1;
    this.added.push([row, after]);
    this.show(row, shown);
    return row;
  }

  // shown: { name, text, group, badge, why, crop, link }
  show(row, shown) {
    if (row.group in this.counts) this.counts[row.group] -= 1;
    row.group = shown.group ?? "";
    if (row.group in this.counts) this.counts[row.group] += 1;
    row.shown = shown;
    this.changed.add(row);
    this.refresh();
  }

  refresh() {
    if (this.framed) return;
    this.framed = true;
    requestAnimationFrame(() => {
      this.framed = false;
      this.flush();
    });
  }

  flush() {
    for (const row of this.changed) fill(row);
    this.changed.clear();
    const last = document.createDocumentFragment();
    for (const [row, after] of this.added.splice(0)) {
      if (after) after.element.after(row.element);
      else last.append(row.element);
    }
    this.list.append(last);
    this.report(this);
  }
}

function fill({ element, shown, group }) {
  const { name, text, badge, why, crop, link } = shown;
  element.dataset.group = group;
  element.replaceChildren(
    crop ? face(crop) : part("span", "face none"),
    part("span", "small", name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name),
    verdict(text, badge, link),
    part("span", "small", why ?? ""),
  );
  element.firstChild.setAttribute("aria-hidden", "true");
}

function face(crop) {
  const image = new Image(96, 96);
  image.loading = "lazy";
  image.decoding = "async";
  image.alt = "";
  image.className = "face";
  image.src = crop;
  return image;
}

function verdict(text, badge, link) {
  const shown = part(link ? "a" : "span", badge ? `badge ${badge}` : "small quiet", text);
  if (link) {
    shown.href = link;
    shown.target = "_blank"; // the rest goes on being sent from here
  }
  return shown;
}

function part(kind, names, text = "") {
  const made = document.createElement(kind);
  made.className = names;
  made.textContent = text;
  return made;
}
