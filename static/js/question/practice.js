// A few faces to try it out: answered as the real ones, explained, and stored nowhere.

import { Faces } from "./faces.js";
import { painted, unlessTooSoon } from "./waiting.js";

/** Resolves when all were seen, or when the person would rather begin.
 *
 * *count*: of the real faces. *started*: called once the first face is there. */
export async function practise(screen, practice, count, started) {
  const faces = new Faces(practice.map(({ face }, id) => ({ id, face })));
  const over = new AbortController();
  const skip = next(screen, ["skip-practice"], over.signal);
  screen.offerSkip(true);
  try {
    for (const [index, shown] of practice.entries()) {
      const last = index === practice.length - 1;
      const image = await Promise.race([faces.get(index).catch(() => null), skip]);
      if (!(image instanceof Image)) return; // skipped; or not to be had, and not worth a wait
      faces.preload(index + 1);
      await ask(screen, image, { number: index + 1, total: practice.length });
      if (!index) started();
      const { type, detail } = await Promise.race([next(screen, ["answer"], over.signal), skip]);
      if (type !== "answer") return;
      screen.explain({
        right: detail === shown.shows,
        chosen: detail,
        shows: shown.shows,
        why: shown.why,
        goOn: last ? screen.text("practice_begin", { count }) : screen.text("practice_next"),
      });
      const goOn = next(screen, ["go-on", "forward"], over.signal);
      if ((await Promise.race([goOn, skip])).type === "skip-practice") return;
    }
  } finally {
    over.abort();
    screen.offerSkip(false);
    screen.hideExplanation();
  }
}

async function ask(screen, image, { number, total }) {
  screen.hideExplanation();
  screen.awaitFace();
  screen.showPractice(number, total);
  screen.showFace(image, screen.text("practice_face", { number, total }));
  await painted();
  await unlessTooSoon();
  screen.takeAnswers();
}

function next(screen, types, signal) {
  return new Promise((resolve) => {
    for (const type of types) screen.addEventListener(type, resolve, { once: true, signal });
  });
}
