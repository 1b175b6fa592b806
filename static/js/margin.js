// How far chance can move the result, while the recipe is typed: survey/analysis/power.py.

const PEOPLE = 24.4;
const ANSWERS = 1000;
const IMAGES = 1608 - ANSWERS / 42;

const box = document.getElementById("margin");
const words = document.getElementById("margin-words").innerHTML;
const form = box.closest("form");

function number(name) {
  const value = Number.parseInt(form.elements[name]?.value, 10);
  return Number.isFinite(value) && value > 0 ? value : 0;
}

/** A kind's images: the numbers per expression where there are some, else the one number. */
function imagesOf(kind) {
  const each = [...form.elements].filter((field) => field.name.startsWith(`${kind}_`));
  if (each.some((field) => field.value !== "")) {
    return each.reduce((sum, field) => sum + number(field.name), 0);
  }
  return number(kind);
}

function show() {
  const people = number("people") || 42;
  const images = imagesOf("public") + imagesOf("private");
  if (!images) {
    box.textContent = box.dataset.unknown;
    return;
  }
  const variance = PEOPLE / people + IMAGES / images + ANSWERS / (people * images);
  const points = (1.96 * Math.sqrt(variance)).toFixed(1);
  const shown = { people, images, points };
  box.innerHTML = words.replaceAll(/\{(\w+)\}/g, (whole, name) => shown[name] ?? whole);
}

form.addEventListener("input", show);
