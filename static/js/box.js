// The box around a face: moved and resized by mouse, touch and keyboard, with what people would see
// of it beside it. The numbers in the form are what counts; without this they are typed.

const form = document.querySelector("#stage");
const SIDES = ["x", "y", "width", "height"];
const CORNERS = ["nw", "ne", "sw", "se"];
const CROP = 96;
const SAID_AFTER_MS = 500;

if (form) start();

function start() {
  const picture = form.querySelector("#picture");
  const box = form.querySelector("#box");
  const canvas = form.querySelector("canvas");
  const said = form.querySelector("#box-said");
  const found = form.querySelector("svg.found");
  const frame = { width: Number(picture.getAttribute("width")), height: Number(picture.getAttribute("height")) };
  const smallest = Number(form.dataset.smallest);
  const inputs = Object.fromEntries(SIDES.map((side) => [side, form.elements[side]]));
  let speaking = 0;

  const read = () => Object.fromEntries(SIDES.map((side) => [side, Number(inputs[side].value)]));

  function put(wanted, { quietly = false } = {}) {
    const width = clamp(Math.round(wanted.width), smallest, frame.width);
    const height = clamp(Math.round(wanted.height), smallest, frame.height);
    const x = clamp(Math.round(wanted.x), 0, frame.width - width);
    const y = clamp(Math.round(wanted.y), 0, frame.height - height);
    for (const [side, value] of Object.entries({ x, y, width, height })) inputs[side].value = value;
    draw();
    if (quietly) return;
    clearTimeout(speaking);
    speaking = setTimeout(() => {
      const words = { x, y, width, height };
      said.textContent = form.dataset.box.replace(/\{(\w+)\}/g, (_all, name) => words[name]);
    }, SAID_AFTER_MS);
  }

  function draw() {
    const { x, y, width, height } = read();
    box.style.left = `${(100 * x) / frame.width}%`;
    box.style.top = `${(100 * y) / frame.height}%`;
    box.style.width = `${(100 * width) / frame.width}%`;
    box.style.height = `${(100 * height) / frame.height}%`;
    requestAnimationFrame(preview);
  }

  // As classifier/preprocess.py does it: stretched to 96×96, then gray by the same weights.
  function preview() {
    if (!picture.complete || !picture.naturalWidth) return;
    const { x, y, width, height } = read();
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.imageSmoothingQuality = "high";
    context.drawImage(picture, x, y, width, height, 0, 0, CROP, CROP);
    const pixels = context.getImageData(0, 0, CROP, CROP);
    const { data } = pixels;
    for (let at = 0; at < data.length; at += 4) {
      const gray = 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2];
      data[at] = data[at + 1] = data[at + 2] = gray;
    }
    context.putImageData(pixels, 0, 0);
  }

  // ---- mouse and touch ----

  function place(event) {
    const around = picture.getBoundingClientRect();
    return {
      x: clamp(((event.clientX - around.left) * frame.width) / around.width, 0, frame.width),
      y: clamp(((event.clientY - around.top) * frame.height) / around.height, 0, frame.height),
    };
  }

  function follow(event, moved) {
    event.preventDefault();
    const held = event.currentTarget;
    held.setPointerCapture(event.pointerId);
    const from = place(event);
    const before = read();
    held.onpointermove = (next) => moved(before, from, place(next));
    held.onpointerup = held.onpointercancel = () => {
      held.onpointermove = held.onpointerup = held.onpointercancel = null;
      put(read());
    };
  }

  const between = (one, other) => ({
    x: Math.min(one.x, other.x),
    y: Math.min(one.y, other.y),
    width: Math.abs(one.x - other.x),
    height: Math.abs(one.y - other.y),
  });

  function addCorner(corner) {
    const handle = document.createElement("span");
    handle.className = `corner ${corner}`;
    handle.onpointerdown = (event) => {
      event.stopPropagation();
      box.focus();
      follow(event, ({ x, y, width, height }, _from, now) => {
        const other = {
          x: corner.includes("w") ? x + width : x,
          y: corner.includes("n") ? y + height : y,
        };
        put(between(other, now), { quietly: true });
      });
    };
    box.append(handle);
  }

  box.onpointerdown = (event) => {
    box.focus();
    follow(event, (before, from, now) => {
      const moved = { ...before, x: before.x + now.x - from.x, y: before.y + now.y - from.y };
      put(moved, { quietly: true });
    });
  };

  // A new one is drawn with mouse or pen; a finger beside the box scrolls the page.
  found.onpointerdown = (event) => {
    if (event.pointerType === "touch" || event.button || event.target !== found) return;
    follow(event, (_before, from, now) => {
      const drawn = between(from, now);
      if (Math.min(drawn.width, drawn.height) >= smallest) put(drawn, { quietly: true });
    });
  };

  for (const face of found.querySelectorAll("rect")) {
    face.onclick = () => {
      const { x, y, width, height } = face.getBBox();
      put({ x, y, width, height });
    };
  }

  // ---- keyboard ----

  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  box.onkeydown = (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button[value=box]"));
    }
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const size = Math.max(1, Math.round(Math.min(frame.width, frame.height) / 100));
    const [across, down] = step.map((each) => each * size);
    const now = read();
    if (event.shiftKey) put({ ...now, width: now.width + across, height: now.height + down });
    else put({ ...now, x: now.x + across, y: now.y + down });
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea, summary");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^[1-9]$/.test(event.key)) {
      form.querySelector(`button[name=face][value="${event.key}"]`)?.click();
    }
  });

  // ---- begin ----

  for (const input of Object.values(inputs)) input.addEventListener("input", draw);
  CORNERS.forEach(addCorner);
  picture.onload = preview;
  box.hidden = form.querySelector("#preview").hidden = false;
  if (!form.querySelector("#numbers .errorlist")) form.querySelector("#numbers").open = false;
  draw();
}

function clamp(value, least, most) {
  return Math.min(Math.max(value, least), most);
}
